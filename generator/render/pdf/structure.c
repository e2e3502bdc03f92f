/*
 * structure.c - see structure.h.
 *
 * Most objects of a paper are its elements. Each would be a dictionary of five small objects of
 * libharu's, to be turned to text once: they are that text from the start. What an element consists
 * of is gathered first, for it is met page by page.
 */
#include "render/pdf/structure.h"

#include <hpdf_catalog.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>
#include <stdlib.h>
#include <string.h>

#include "render/pdf/save.h"

/* What stands in an element: another one, marked content of a page, an annotation. */
typedef struct Kid {
    struct Kid *next;
    const void *object; /* NULL: content `mark` of `page` */
    bool is_link;
    int mark, page;
} Kid;

typedef struct {
    SaveText *text; /* NULL: left out */
    Kid *first, *last;
    int page;        /* of its first content; -1: it has none of its own */
    bool kids_first; /* it had others before */
} Node;

typedef struct {
    HPDF_Doc doc;
    Arena *arena;
    const Display *display;
    const HPDF_Page *pages;
    Node *nodes; /* of the elements, then the root */
    bool *hung;
    Buffer out;
} Structure;

static SaveText *new_text(Structure *s)
{
    SaveText *text = ARENA_NEW(s->arena, SaveText);
    text->header.obj_class = HPDF_OCLASS_UNKNOWN;
    HPDF_Xref_Add(s->doc->xref, text);
    return text;
}

static Node *node_of(Structure *s, int element)
{
    return &s->nodes[element < 0 ? s->display->element_count : (size_t)element];
}

static void add_kid(Structure *s, Node *node, Kid kid)
{
    Kid *added = ARENA_NEW(s->arena, Kid);
    *added = kid;
    if (node->last)
        node->last->next = added;
    else
        node->first = added;
    node->last = added;
}

/*
 * Hangs an element under its parent where its first content is met, so that kids stand
 * in reading order. A row takes all its cells at once: an empty one holds a place.
 */
static void hang(Structure *s, int e)
{
    const Display *display = s->display;
    const Element *element = &display->elements[e];
    if (s->hung[e])
        return;
    s->hung[e] = true;
    if (element->parent >= 0)
        hang(s, element->parent);
    if (element->tag == TAG_CELL || element->tag == TAG_HEAD_CELL)
        return; /* its row did it */
    add_kid(s, node_of(s, element->parent), (Kid){.object = s->nodes[e].text});
    if (element->tag != TAG_ROW)
        return;
    for (size_t c = (size_t)e + 1; c < display->element_count && display->elements[c].parent == e;
         c++) {
        s->hung[c] = true;
        if (s->nodes[c].text)
            add_kid(s, &s->nodes[e], (Kid){.object = s->nodes[c].text});
    }
}

/* libharu takes strings of up to 32,767 bytes; no title or description is so long. */
#define WORDS_MOST 32000

static size_t utf16(const char *text, unsigned char **bytes)
{
    *bytes = memory_alloc(strlen(text) * 2 + 4);
    size_t length = content_utf16(text, *bytes);
    return length > WORDS_MOST ? WORDS_MOST : length;
}

/* --- text --------------------------------------------------------------------------------- */

static void put_whole(Buffer *out, size_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    buffer_put(out, digits + at, sizeof digits - at);
}

static void put_reference(Buffer *out, const void *object)
{
    const HPDF_Obj_Header *header = object;
    put_whole(out, header->obj_id & SAVE_NUMBER);
    buffer_put(out, " 0 R", 4);
}

static void put_kid(Structure *s, const Node *node, const Kid *kid)
{
    Buffer *out = &s->out;
    if (kid->object && !kid->is_link) {
        put_reference(out, kid->object);
    } else if (kid->object) {
        buffer_text(out, "<<\n/Type /OBJR\n/Obj ");
        put_reference(out, kid->object);
        buffer_text(out, "\n>>");
    } else if (kid->page == node->page) {
        put_whole(out, (size_t)kid->mark);
    } else {
        buffer_text(out, "<<\n/Type /MCR\n/Pg ");
        put_reference(out, s->pages[kid->page]);
        buffer_text(out, "\n/MCID ");
        put_whole(out, (size_t)kid->mark);
        buffer_text(out, "\n>>");
    }
}

static void put_kids(Structure *s, const Node *node)
{
    if (!node->first)
        return;
    buffer_put(&s->out, "/K [ ", 5);
    for (const Kid *kid = node->first; kid; kid = kid->next) {
        put_kid(s, node, kid);
        buffer_char(&s->out, ' ');
    }
    buffer_put(&s->out, "]\n", 2);
}

static void put_words(Buffer *out, const char *text)
{
    static const char hex[] = "0123456789ABCDEF";
    unsigned char *bytes;
    size_t length = utf16(text, &bytes);
    buffer_char(out, '<');
    for (size_t i = 0; i < length; i++) {
        buffer_char(out, hex[bytes[i] >> 4]);
        buffer_char(out, hex[bytes[i] & 15]);
    }
    buffer_char(out, '>');
    free(bytes);
}

static void put_element(Structure *s, const Element *element, const Node *node)
{
    Buffer *out = &s->out;
    buffer_put(out, "<<\n/S /", 7);
    buffer_text(out, content_tag(element->tag));
    buffer_put(out, "\n/P ", 4);
    put_reference(out, node_of(s, element->parent)->text);
    buffer_char(out, '\n');
    if (element->alt) {
        buffer_text(out, "/Alt ");
        put_words(out, element->alt);
        buffer_char(out, '\n');
    }
    if (element->tag == TAG_HEAD_CELL) {
        buffer_text(out, "/A <<\n/O /Table\n/Scope /");
        buffer_text(out, element->row_scope ? "Row\n>>\n" : "Column\n>>\n");
    }
    if (node->kids_first)
        put_kids(s, node);
    if (node->page >= 0) {
        buffer_put(out, "/Pg ", 4);
        put_reference(out, s->pages[node->page]);
        buffer_char(out, '\n');
    }
    if (!node->kids_first)
        put_kids(s, node);
    buffer_put(out, ">>", 2);
}

/* --- links -------------------------------------------------------------------------------- */

static HPDF_Binary words(Structure *s, const char *text)
{
    unsigned char *bytes;
    size_t length = utf16(text, &bytes);
    HPDF_Binary binary = HPDF_Binary_New(s->doc->mmgr, bytes, (HPDF_UINT)length);
    free(bytes);
    return binary;
}

/* Annotations over linked texts; they go behind `numbers`, the first as number *key. */
static void add_links(Structure *s, size_t page, Buffer *numbers, size_t *key)
{
    const ShowList *list = &s->display->pages[page];
    HPDF_MMgr mmgr = s->doc->mmgr;
    HPDF_Array annotations = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const Show *show = &list->shows[i];
        if (show->kind != SHOW_TEXT || show->link == NULL)
            continue;
        if (annotations == NULL) {
            annotations = HPDF_Array_New(mmgr);
            HPDF_Dict_Add(s->pages[page], "Annots", annotations);
        }
        HPDF_Dict annotation = HPDF_Dict_New(mmgr), action = HPDF_Dict_New(mmgr);
        HPDF_Array rect = HPDF_Array_New(mmgr), border = HPDF_Array_New(mmgr);
        HPDF_Xref_Add(s->doc->xref, annotation);
        HPDF_Dict_AddName(annotation, "Type", "Annot");
        HPDF_Dict_AddName(annotation, "Subtype", "Link");
        HPDF_Dict_AddNumber(annotation, "F", 4);
        HPDF_Dict_Add(annotation, "Rect", rect);
        double y = display_page_height(s->display, page) - show->y;
        HPDF_Array_AddReal(rect, (HPDF_REAL)show->x);
        HPDF_Array_AddReal(rect, (HPDF_REAL)(y - show->h * 0.2));
        HPDF_Array_AddReal(rect, (HPDF_REAL)(show->x + show->w));
        HPDF_Array_AddReal(rect, (HPDF_REAL)(y + show->h * 0.95));
        HPDF_Dict_Add(annotation, "Border", border);
        for (int k = 0; k < 3; k++)
            HPDF_Array_AddNumber(border, 0);
        HPDF_Dict_Add(annotation, "Contents", words(s, show->link));
        HPDF_Dict_Add(annotation, "A", action);
        HPDF_Dict_AddName(action, "S", "URI");
        HPDF_Dict_Add(action, "URI", HPDF_String_New(mmgr, show->link, NULL));
        HPDF_Array_Add(annotations, annotation);
        HPDF_Dict_AddNumber(annotation, "StructParent", (HPDF_INT32)*key);
        Node *node = &s->nodes[show->element];
        add_kid(s, node, (Kid){.object = annotation, .is_link = true});
        put_whole(numbers, (*key)++);
        buffer_char(numbers, ' ');
        put_reference(numbers, node->text);
        buffer_char(numbers, ' ');
    }
}

/* --- all of it ---------------------------------------------------------------------------- */

/* Elements without content (a table that became rows of text) are left out. */
static void make_nodes(Structure *s, const PageMarks *marks)
{
    const Display *display = s->display;
    size_t count = display->element_count;
    bool *alive = ARENA_NEW_ARRAY(s->arena, count, bool);
    for (size_t p = 0; p < display->page_count; p++)
        for (size_t i = 0; i < marks[p].count; i++)
            for (int e = marks[p].marked[i].element; e >= 0 && !alive[e];
                 e = display->elements[e].parent)
                alive[e] = true;
    /* An empty cell still holds its place in the row. */
    for (size_t e = 0; e < count; e++) {
        const Element *element = &display->elements[e];
        if ((element->tag == TAG_CELL || element->tag == TAG_HEAD_CELL) && alive[element->parent])
            alive[e] = true;
    }
    s->nodes = ARENA_NEW_ARRAY(s->arena, count + 1, Node);
    s->hung = ARENA_NEW_ARRAY(s->arena, count, bool);
    s->nodes[count] = (Node){.text = new_text(s), .page = -1};
    for (size_t e = 0; e < count; e++)
        s->nodes[e] = (Node){.text = alive[e] ? new_text(s) : NULL, .page = -1};
}

/* Hangs all content up; `numbers` becomes what leads from it to its element. */
static void add_contents(Structure *s, const PageMarks *marks, Buffer *numbers)
{
    for (size_t p = 0; p < s->display->page_count; p++) {
        put_whole(numbers, p);
        buffer_put(numbers, " [ ", 3);
        for (size_t i = 0; i < marks[p].count; i++) {
            const MarkedContent *marked = &marks[p].marked[i];
            Node *node = &s->nodes[marked->element];
            hang(s, marked->element);
            put_reference(numbers, node->text);
            buffer_char(numbers, ' ');
            if (node->page < 0) {
                node->page = (int)p;
                node->kids_first = node->first != NULL;
            }
            add_kid(s, node, (Kid){.mark = marked->mcid, .page = (int)p});
        }
        buffer_put(numbers, "] ", 2);
    }
}

static void end_text(Structure *s, SaveText *text)
{
    text->bytes = arena_copy(s->arena, s->out.bytes, s->out.length);
    text->length = s->out.length;
    buffer_clear(&s->out);
}

static void put_root(Structure *s, const SaveText *parents, size_t key)
{
    buffer_text(&s->out, "<<\n/Type /StructTreeRoot\n");
    put_kids(s, node_of(s, -1));
    buffer_text(&s->out, "/ParentTree ");
    put_reference(&s->out, parents);
    buffer_text(&s->out, "\n/ParentTreeNextKey ");
    put_whole(&s->out, key);
    buffer_text(&s->out, "\n>>");
}

void structure_add(HPDF_Doc doc, Arena *arena, const Display *display, const HPDF_Page *pages,
                   const PageMarks *marks)
{
    Structure s = {.doc = doc, .arena = arena, .display = display, .pages = pages};
    Buffer numbers = {0};
    size_t key = display->page_count;
    make_nodes(&s, marks);
    SaveText *parents = new_text(&s);
    buffer_text(&numbers, "<<\n/Nums [ ");
    add_contents(&s, marks, &numbers);
    for (size_t p = 0; p < display->page_count; p++)
        add_links(&s, p, &numbers, &key);
    buffer_text(&numbers, "]\n>>");
    parents->bytes = arena_copy(arena, numbers.bytes, numbers.length);
    parents->length = numbers.length;
    for (size_t e = 0; e < display->element_count; e++)
        if (s.nodes[e].text) {
            put_element(&s, &display->elements[e], &s.nodes[e]);
            end_text(&s, s.nodes[e].text);
        }
    put_root(&s, parents, key);
    SaveText *root = node_of(&s, -1)->text;
    end_text(&s, root);
    HPDF_Dict_Add(doc->catalog, "StructTreeRoot", root);
    HPDF_Dict mark_info = HPDF_Dict_New(doc->mmgr);
    HPDF_Dict_Add(doc->catalog, "MarkInfo", mark_info);
    HPDF_Dict_AddBoolean(mark_info, "Marked", HPDF_TRUE);
    buffer_free(&numbers);
    buffer_free(&s.out);
}
