/*
 * prose.c - see prose.h.
 *
 * Before cmark sees the text, a hair space (U+200A) is put beside each ** that
 * CommonMark's flanking rules would refuse only because Chinese has no spaces
 * between words; cmark counts it as white space, and it is taken out again
 * from every run. cmark 0.30.2 is quadratic on some bracket runs, so notes are
 * bounded where they are read (64 KiB).
 */
#include "render/prose.h"

#include <cmark.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"

#define HAIR_SPACE "\xe2\x80\x8a"

typedef struct {
    Arena *arena;
    ProsePart *parts;
    size_t part_count, part_capacity;
    ProseRun *runs; /* of the part being filled */
    size_t run_count, run_capacity;
    int bold, emphasis;
    const char *link;
    bool line_break;
    int lists, quotes;
    bool item_open; /* the next paragraph is an item's first */
    int item_number;
} Walk;

/* ASCII punctuation, and the blocks from which Chinese text takes its own. */
static bool is_punctuation(uint32_t c)
{
    if (c < 0x80)
        return (c > 32 && c < 48) || (c > 57 && c < 65) || (c > 90 && c < 97) ||
               (c > 122 && c < 127);
    return (c >= 0x2010 && c <= 0x2027) || (c >= 0x2030 && c <= 0x205E) ||
           (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) ||
           (c >= 0x3014 && c <= 0x301F) || (c >= 0xFF01 && c <= 0xFF0F) ||
           (c >= 0xFF1A && c <= 0xFF20) || (c >= 0xFF3B && c <= 0xFF40) ||
           (c >= 0xFF5B && c <= 0xFF65) || c == 0xB7 || c == 0xA7;
}

static bool is_space(uint32_t c)
{
    return c == 0 || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000 || c == 0xA0;
}

static uint32_t char_before(const char *text, size_t at)
{
    if (at == 0)
        return 0;
    size_t start = at - 1, size;
    while (start > 0 && ((unsigned char)text[start] & 0xC0) == 0x80)
        start--;
    return utf8_decode(text + start, at - start, &size);
}

static size_t run_of(const char *text, size_t at, size_t length, char c)
{
    size_t end = at;
    while (end < length && text[end] == c)
        end++;
    return end - at;
}

static void help_emphasis(Buffer *out, const char *text)
{
    size_t length = strlen(text);
    bool open = false;
    for (size_t i = 0; i < length;) {
        if (text[i] == '\\' && i + 1 < length) {
            buffer_put(out, text + i, 2);
            i += 2;
        } else if (text[i] == '`') {
            /* A code span is copied whole; an unmatched run of backticks is text. */
            size_t ticks = run_of(text, i, length, '`'), end = i + ticks;
            while (end < length) {
                size_t here = run_of(text, end, length, '`');
                if (here == ticks)
                    break;
                end += here ? here : 1;
            }
            size_t stop = end < length ? end + ticks : i + ticks;
            buffer_put(out, text + i, stop - i);
            i = stop;
        } else if (text[i] == '*' && run_of(text, i, length, '*') == 2) {
            uint32_t before = char_before(text, i), after = 0;
            size_t size = 0;
            if (i + 2 < length)
                after = utf8_decode(text + i + 2, length - i - 2, &size);
            bool word_before = !is_space(before) && !is_punctuation(before);
            bool word_after = !is_space(after) && !is_punctuation(after);
            bool opens = !open && !is_space(after), closes = open && !is_space(before);
            buffer_text(out, opens && word_before && is_punctuation(after) ? HAIR_SPACE : "");
            buffer_text(out, "**");
            buffer_text(out, closes && is_punctuation(before) && word_after ? HAIR_SPACE : "");
            if (opens || closes)
                open = !open;
            i += 2;
        } else {
            if (text[i] == '\n' && i + 1 < length && text[i + 1] == '\n')
                open = false;
            buffer_char(out, text[i++]);
        }
    }
}

static const char *without_hair_space(Arena *arena, const char *text)
{
    if (strstr(text, HAIR_SPACE) == NULL)
        return arena_strdup(arena, text);
    char *copy = arena_strdup(arena, text), *to = copy;
    for (const char *from = text; *from;)
        if (strncmp(from, HAIR_SPACE, 3) == 0)
            from += 3;
        else
            *to++ = *from++;
    *to = '\0';
    return copy;
}

static void add_text(Walk *walk, const char *text, bool code)
{
    const char *clean = without_hair_space(walk->arena, text ? text : "");
    if (*clean == '\0')
        return;
    ProseRun *last = walk->run_count ? &walk->runs[walk->run_count - 1] : NULL;
    if (last && !walk->line_break && last->bold == (walk->bold > 0) &&
        last->emphasis == (walk->emphasis > 0) && last->code == code && last->link == walk->link) {
        last->text = arena_printf(walk->arena, "%s%s", last->text, clean);
        return;
    }
    GROW(walk->runs, walk->run_capacity, walk->run_count + 1);
    walk->runs[walk->run_count++] = (ProseRun){.text = clean,
                                               .bold = walk->bold > 0,
                                               .emphasis = walk->emphasis > 0,
                                               .code = code,
                                               .line_break = walk->line_break,
                                               .link = walk->link};
    walk->line_break = false;
}

static void end_part(Walk *walk, ProseKind kind, int level)
{
    if (walk->run_count == 0 && kind != PROSE_RULE && kind != PROSE_ITEM)
        return;
    ProsePart part = {.kind = kind, .level = level, .depth = walk->lists};
    if (kind == PROSE_ITEM)
        part.number = walk->item_number;
    ProseRun *runs = ARENA_NEW_ARRAY(walk->arena, walk->run_count, ProseRun);
    if (walk->run_count)
        memcpy(runs, walk->runs, walk->run_count * sizeof *runs);
    part.runs = runs;
    part.run_count = walk->run_count;
    GROW(walk->parts, walk->part_capacity, walk->part_count + 1);
    walk->parts[walk->part_count++] = part;
    walk->run_count = 0;
    walk->line_break = false;
}

/* A soft line end is nothing between two Chinese characters, else a space. */
static void soft_break(Walk *walk, cmark_node *node)
{
    uint32_t before = 0, after = 0;
    size_t size;
    if (walk->run_count) {
        const char *text = walk->runs[walk->run_count - 1].text;
        before = char_before(text, strlen(text));
    }
    cmark_node *next = cmark_node_next(node);
    while (next && cmark_node_first_child(next))
        next = cmark_node_first_child(next);
    const char *text = next ? cmark_node_get_literal(next) : NULL;
    if (text && *text)
        after = utf8_decode(text, strlen(text), &size);
    if (before < 0x2E80 && after < 0x2E80)
        add_text(walk, " ", false);
}

/* What a resident may follow; javascript:, data: and the like are left as text. */
static bool address_allowed(const char *address)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:", "tel:"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(address, schemes[i], strlen(schemes[i])) == 0)
            return true;
    return *address && address[strcspn(address, ":/?#")] != ':';
}

static void inline_node(Walk *walk, cmark_node *node, bool enter)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_TEXT:
    case CMARK_NODE_HTML_INLINE:
        add_text(walk, cmark_node_get_literal(node), false);
        break;
    case CMARK_NODE_CODE:
        add_text(walk, cmark_node_get_literal(node), true);
        break;
    case CMARK_NODE_SOFTBREAK:
        soft_break(walk, node);
        break;
    case CMARK_NODE_LINEBREAK:
        walk->line_break = true;
        break;
    case CMARK_NODE_STRONG:
        walk->bold += enter ? 1 : -1;
        break;
    case CMARK_NODE_EMPH:
        walk->emphasis += enter ? 1 : -1;
        break;
    case CMARK_NODE_LINK: {
        const char *url = cmark_node_get_url(node);
        walk->link = enter && url && address_allowed(url) ? arena_strdup(walk->arena, url) : NULL;
        break;
    }
    default: /* an image is its alternative text, which follows as text nodes */
        break;
    }
}

static void block_node(Walk *walk, cmark_node *node, bool enter)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_LIST:
        walk->lists += enter ? 1 : -1;
        break;
    case CMARK_NODE_ITEM:
        if (!enter) {
            /* An item without a paragraph still shows its number. */
            if (walk->item_open)
                end_part(walk, PROSE_ITEM, 0);
            walk->item_open = false;
            break;
        }
        walk->item_open = true;
        walk->item_number = 0;
        cmark_node *list = cmark_node_parent(node);
        if (cmark_node_get_list_type(list) == CMARK_ORDERED_LIST) {
            walk->item_number = cmark_node_get_list_start(list);
            for (cmark_node *n = cmark_node_previous(node); n; n = cmark_node_previous(n))
                walk->item_number++;
        }
        break;
    case CMARK_NODE_BLOCK_QUOTE:
        walk->quotes += enter ? 1 : -1;
        break;
    case CMARK_NODE_PARAGRAPH:
        if (enter)
            break;
        end_part(walk,
                 walk->item_open ? PROSE_ITEM
                 : walk->lists   ? PROSE_MORE
                 : walk->quotes  ? PROSE_QUOTE
                                 : PROSE_PARAGRAPH,
                 0);
        walk->item_open = false;
        break;
    case CMARK_NODE_HEADING:
        if (!enter)
            end_part(walk, PROSE_HEADING, cmark_node_get_heading_level(node));
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_text(walk, cmark_node_get_literal(node), true);
        end_part(walk, PROSE_CODE, 0);
        break;
    case CMARK_NODE_HTML_BLOCK: /* raw HTML is off: it is shown as what it is, text */
        add_text(walk, cmark_node_get_literal(node), false);
        end_part(walk, PROSE_PARAGRAPH, 0);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        end_part(walk, PROSE_RULE, 0);
        break;
    default:
        inline_node(walk, node, enter);
    }
}

/*
 * One line of nothing but text, as most that scripts say: cmark would make it one paragraph of one
 * run. Whatever might begin a block or markup, or would be mended or taken away, is left to it.
 */
static bool is_plain(const char *text)
{
    static const bool special[256] = {['*'] = true, ['_'] = true, ['`'] = true, ['['] = true,
                                      [']'] = true, ['<'] = true, ['&'] = true, ['\\'] = true};
    unsigned char first = (unsigned char)text[0];
    bool letter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
    size_t length = 0;
    if (!letter && first < 0x80)
        return false;
    for (unsigned char byte; (byte = (unsigned char)text[length]); length++)
        if (byte < 0x20 || special[byte])
            return false;
    return text[length - 1] != ' ' && utf8_check(text, length) == length &&
           !strstr(text, HAIR_SPACE) && strncmp(text, "\xEF\xBB\xBF", 3) != 0;
}

static void take_plain(Arena *arena, const char *text, Prose *out)
{
    ProseRun *run = ARENA_NEW(arena, ProseRun);
    ProsePart *part = ARENA_NEW(arena, ProsePart);
    *run = (ProseRun){.text = arena_strdup(arena, text)};
    *part = (ProsePart){.kind = PROSE_PARAGRAPH, .runs = run, .run_count = 1};
    *out = (Prose){part, 1};
}

void prose_parse(Arena *arena, const char *markdown, Prose *out)
{
    if (is_plain(markdown)) {
        take_plain(arena, markdown, out);
        return;
    }
    Buffer helped = {0};
    help_emphasis(&helped, markdown);
    cmark_node *root = cmark_parse_document(helped.bytes ? helped.bytes : "", helped.length,
                                            CMARK_OPT_DEFAULT | CMARK_OPT_VALIDATE_UTF8);
    Walk walk = {.arena = arena};
    cmark_iter *iter = cmark_iter_new(root);
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE)
        block_node(&walk, cmark_iter_get_node(iter), event == CMARK_EVENT_ENTER);
    cmark_iter_free(iter);
    cmark_node_free(root);
    buffer_free(&helped);

    ProsePart *parts = ARENA_NEW_ARRAY(arena, walk.part_count, ProsePart);
    if (walk.part_count)
        memcpy(parts, walk.parts, walk.part_count * sizeof *parts);
    out->parts = parts;
    out->count = walk.part_count;
    free(walk.parts);
    free(walk.runs);
}
