/* save.c - see save.h. */
#include "render/pdf/save.h"

#include <assert.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_streams.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/deflate_quick.h"

/* A reader unpacks a whole object stream for one object of it. */
#define PACK_MOST 250
#define SCRATCH 512

typedef enum { PLACE_NONE, PLACE_FILE, PLACE_PACK } PlaceKind;

/* Where an object stands: at an offset of the file, or as number `index` of an object stream. */
typedef struct {
    PlaceKind kind;
    size_t where, index;
} Place;

typedef struct {
    HPDF_Doc doc;
    Buffer *out;
    HPDF_Stream scratch; /* libharu writes here, piece by piece */
    Place *places;       /* by object number */
    size_t count;        /* of objects, with number 0, which is none */
    size_t room;
    const SaveBody *bodies;
    size_t body_count;
} Save;

static HPDF_Obj_Header *object_at(const Save *save, size_t number)
{
    HPDF_XrefEntry entry = HPDF_Xref_GetEntry(save->doc->xref, (HPDF_UINT)number);
    return entry && entry->entry_typ == HPDF_IN_USE_ENTRY ? entry->obj : NULL;
}

static HPDF_Dict stream_of(HPDF_Obj_Header *object)
{
    HPDF_Dict dict = (HPDF_Dict)(void *)object;
    bool is_dict = (object->obj_class & HPDF_OCLASS_ANY) == HPDF_OCLASS_DICT;
    return is_dict && dict->stream ? dict : NULL;
}

static void copy_stream(HPDF_Stream stream, Buffer *out)
{
    for (HPDF_UINT i = 0; i < HPDF_MemStream_GetBufCount(stream); i++) {
        HPDF_UINT length = 0;
        const HPDF_BYTE *bytes = HPDF_MemStream_GetBufPtr(stream, i, &length);
        buffer_put(out, bytes, length);
    }
}

/*
 * The object as text, without its number, as libharu writes it. A tagged page has hundreds of
 * dictionaries of names, numbers and references, which libharu puts into its stream token by
 * token: those are written here, and everything rarer by libharu.
 */
static void put_value(Save *save, void *object, Buffer *out);

static void put_digits(uint64_t value, Buffer *out)
{
    char digits[24];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + value % 10);
    while (value /= 10);
    buffer_put(out, digits + at, sizeof digits - at);
}

static void put_name(Save *save, const char *name, Buffer *out)
{
    size_t length = 0;
    for (char c; (c = name[length]) && ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                                        (c >= '0' && c <= '9') || c == '-' || c == '.');)
        length++;
    if (!name[length]) {
        buffer_char(out, '/');
        buffer_put(out, name, length);
        return;
    }
    HPDF_MemStream_FreeData(save->scratch);
    HPDF_Stream_WriteEscapeName(save->scratch, name);
    copy_stream(save->scratch, out);
}

static bool is_hidden(const HPDF_Obj_Header *object)
{
    return object->obj_id & HPDF_OTYPE_HIDDEN;
}

/* As part of another object: what has a number is referred to. */
static void put_item(Save *save, HPDF_Obj_Header *item, Buffer *out)
{
    if (is_hidden(item))
        return;
    if (item->obj_class != HPDF_OCLASS_PROXY) {
        put_value(save, item, out);
        return;
    }
    const HPDF_Obj_Header *there = ((HPDF_Proxy)(void *)item)->obj;
    put_digits(there->obj_id & SAVE_NUMBER, out);
    buffer_char(out, ' ');
    put_digits(there->gen_no, out);
    buffer_put(out, " R", 2);
}

static void put_dict(Save *save, HPDF_Dict dict, Buffer *out)
{
    if (dict->before_write_fn)
        dict->before_write_fn(dict); /* what it adds is written with the rest */
    buffer_put(out, "<<\n", 3);
    for (HPDF_UINT i = 0; i < dict->list->count; i++) {
        HPDF_DictElement element = HPDF_List_ItemAt(dict->list, i);
        if (is_hidden(element->value))
            continue;
        put_name(save, element->key, out);
        buffer_char(out, ' ');
        put_item(save, element->value, out);
        buffer_char(out, '\n');
    }
    buffer_put(out, ">>", 2);
}

static void put_array(Save *save, HPDF_Array array, Buffer *out)
{
    buffer_put(out, "[ ", 2);
    for (HPDF_UINT i = 0; i < array->list->count; i++) {
        put_item(save, HPDF_List_ItemAt(array->list, i), out);
        buffer_char(out, ' ');
    }
    buffer_char(out, ']');
}

static void put_binary(const HPDF_Binary_Rec *binary, Buffer *out)
{
    static const char hex[] = "0123456789ABCDEF";
    buffer_reserve(out, 2 * (size_t)binary->len + 2);
    buffer_char(out, '<');
    for (HPDF_UINT i = 0; i < binary->len; i++) {
        buffer_char(out, hex[binary->value[i] >> 4]);
        buffer_char(out, hex[binary->value[i] & 15]);
    }
    buffer_char(out, '>');
}

static void put_value(Save *save, void *object, Buffer *out)
{
    const HPDF_Obj_Header *header = object;
    HPDF_Dict dict = object;
    switch (header->obj_class & HPDF_OCLASS_ANY) {
    case HPDF_OCLASS_NAME:
        put_name(save, ((HPDF_Name)object)->value, out);
        return;
    case HPDF_OCLASS_NUMBER: {
        int64_t value = ((HPDF_Number)object)->value;
        if (value < 0)
            buffer_char(out, '-');
        put_digits((uint64_t)(value < 0 ? -value : value), out);
        return;
    }
    case HPDF_OCLASS_BINARY:
        put_binary(object, out);
        return;
    case HPDF_OCLASS_UNKNOWN:
        buffer_put(out, ((const SaveText *)object)->bytes, ((const SaveText *)object)->length);
        return;
    case HPDF_OCLASS_ARRAY:
        put_array(save, object, out);
        return;
    case HPDF_OCLASS_DICT:
        if (dict->write_fn || dict->after_write_fn || dict->stream)
            break;
        put_dict(save, dict, out);
        return;
    default:
        break;
    }
    HPDF_MemStream_FreeData(save->scratch);
    HPDF_Obj_WriteValue(object, save->scratch, NULL);
    copy_stream(save->scratch, out);
}

static void begin_object(Save *save, size_t number)
{
    save->places[number] = (Place){PLACE_FILE, save->out->length, 0};
    buffer_printf(save->out, "%zu 0 obj\n", number);
}

static void put_stream(Save *save, const void *bytes, size_t length)
{
    buffer_text(save->out, "stream\n");
    buffer_put(save->out, bytes, length);
    buffer_text(save->out, "\nendstream\nendobj\n");
}

/* libharu keeps the length of a stream as an object of its own; here it is known at once. */
static void forget_length(Save *save, HPDF_Dict dict, bool *left_out)
{
    HPDF_Obj_Header *length = HPDF_Dict_GetItem(dict, "Length", HPDF_OCLASS_NUMBER);
    size_t number = length ? length->obj_id & SAVE_NUMBER : 0;
    if (number < save->count)
        left_out[number] = true;
}

static const SaveBody *body_of(const Save *save, HPDF_Dict dict)
{
    for (size_t i = 0; i < save->body_count; i++)
        if (save->bodies[i].dict == dict)
            return &save->bodies[i];
    return NULL;
}

static void write_stream(Save *save, size_t number, HPDF_Dict dict)
{
    const SaveBody *body = body_of(save, dict);
    assert(body); /* what libharu itself holds is not looked for */
    HPDF_Dict_RemoveElement(dict, "Length");
    HPDF_Dict_AddNumber(dict, "Length", (HPDF_INT32)body->length);
    begin_object(save, number);
    HPDF_Stream stream = dict->stream;
    dict->stream = NULL; /* the dictionary only */
    put_value(save, dict, save->out);
    dict->stream = stream;
    buffer_char(save->out, '\n');
    put_stream(save, body->bytes, body->length);
}

static size_t new_number(Save *save)
{
    GROW(save->places, save->room, save->count + 1);
    save->places[save->count] = (Place){0};
    return save->count++;
}

/* `head`: numbers and offsets of the `count` objects in `body`. */
static void write_pack(Save *save, size_t number, size_t count, Buffer *head, Buffer *body)
{
    Buffer packed = {0};
    size_t first = head->length;
    buffer_put(head, body->bytes, body->length);
    deflate_quick_zlib(head->bytes, head->length, &packed);
    begin_object(save, number);
    buffer_printf(save->out, "<</Type/ObjStm/N %zu/First %zu/Filter/FlateDecode/Length %zu>>\n",
                  count, first, packed.length);
    put_stream(save, packed.bytes, packed.length);
    buffer_free(&packed);
    buffer_clear(head);
    buffer_clear(body);
}

static void write_packs(Save *save, size_t objects, const bool *left_out)
{
    Buffer head = {0}, body = {0};
    size_t count = 0, pack = 0;
    for (size_t i = 1; i < objects; i++) {
        HPDF_Obj_Header *object = object_at(save, i);
        if (!object || left_out[i] || stream_of(object))
            continue;
        if (count == 0)
            pack = new_number(save);
        put_digits(i, &head);
        buffer_char(&head, ' ');
        put_digits(body.length, &head);
        buffer_char(&head, ' ');
        save->places[i] = (Place){PLACE_PACK, pack, count++};
        put_value(save, object, &body);
        buffer_char(&body, '\n');
        if (count == PACK_MOST) {
            write_pack(save, pack, count, &head, &body);
            count = 0;
        }
    }
    if (count > 0)
        write_pack(save, pack, count, &head, &body);
    buffer_free(&head);
    buffer_free(&body);
}

static void put_number(Buffer *out, size_t value, int bytes)
{
    while (bytes-- > 0)
        buffer_char(out, (char)(value >> (8 * bytes) & 0xFF));
}

/* Type, where, index of every object; the trailer's entries stand in its dictionary. */
static void write_places(Save *save)
{
    size_t number = new_number(save), start = save->out->length;
    int width = 1;
    while (start >> (8 * width) > 0)
        width++;
    save->places[number] = (Place){PLACE_FILE, start, 0};
    Buffer table = {0}, packed = {0}, trailer = {0};
    for (size_t i = 0; i < save->count; i++) {
        const Place *place = &save->places[i];
        put_number(&table, (size_t)place->kind, 1);
        put_number(&table, place->where, width);
        put_number(&table, place->index, 1);
    }
    deflate_quick_zlib(table.bytes, table.length, &packed);
    HPDF_Dict dict = save->doc->trailer;
    HPDF_Dict_AddName(dict, "Type", "XRef");
    HPDF_Dict_AddNumber(dict, "Size", (HPDF_INT32)save->count);
    HPDF_Array widths = HPDF_Array_New(save->doc->mmgr);
    HPDF_Dict_Add(dict, "W", widths);
    HPDF_Array_AddNumber(widths, 1);
    HPDF_Array_AddNumber(widths, width);
    HPDF_Array_AddNumber(widths, 1);
    HPDF_Dict_AddName(dict, "Filter", "FlateDecode");
    HPDF_Dict_AddNumber(dict, "Length", (HPDF_INT32)packed.length);
    HPDF_Dict_Add(dict, "Root", save->doc->catalog);
    HPDF_Dict_Add(dict, "Info", save->doc->info);
    put_value(save, dict, &trailer);
    buffer_printf(save->out, "%zu 0 obj\n", number);
    buffer_put(save->out, trailer.bytes, trailer.length);
    buffer_char(save->out, '\n');
    put_stream(save, packed.bytes, packed.length);
    buffer_printf(save->out, "startxref\n%zu\n%%%%EOF\n", start);
    buffer_free(&table);
    buffer_free(&packed);
    buffer_free(&trailer);
}

void save_document(HPDF_Doc doc, const SaveBody *bodies, size_t count, Buffer *out)
{
    size_t objects = 0;
    while (HPDF_Xref_GetEntry(doc->xref, (HPDF_UINT)objects))
        objects++;
    Save save = {.doc = doc,
                 .out = out,
                 .scratch = HPDF_MemStream_New(doc->mmgr, SCRATCH),
                 .bodies = bodies,
                 .body_count = count};
    bool *left_out = memory_alloc(objects + 1);
    for (size_t i = 0; i < objects; i++)
        new_number(&save);
    buffer_clear(out);
    buffer_text(out, "%PDF-1.7\n%\xB7\xBE\xAD\xAA\n");
    for (size_t i = 1; i < objects; i++) {
        HPDF_Obj_Header *object = object_at(&save, i);
        HPDF_Dict dict = object ? stream_of(object) : NULL;
        if (dict) {
            forget_length(&save, dict, left_out);
            write_stream(&save, i, dict);
        }
    }
    write_packs(&save, objects, left_out);
    write_places(&save);
    HPDF_Stream_Free(save.scratch);
    free(save.places);
    free(left_out);
}
