/*
 * emit.c - see emit.h.
 *
 * libharu keeps objects, cross-references and streams; text, fonts and structure
 * are written as plain dictionaries, because its own TrueType code drops
 * composite glyphs and its measuring marks glyphs as used (style.md). A first
 * error is remembered and asked for once: libharu's are not sticky.
 */
#include "render/pdf/emit.h"

#include <hpdf.h>
#include <hpdf_catalog.h>
#include <hpdf_doc.h>
#include <hpdf_objects.h>
#include <hpdf_pages.h>
#include <hpdf_streams.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/deflate.h"
#include "base/deflate_quick.h"
#include "base/hash.h"
#include "render/pdf/attach.h"
#include "render/pdf/content.h"
#include "render/pdf/save.h"
#include "render/pdf/structure.h"

typedef struct {
    HPDF_Doc doc;
    HPDF_STATUS error, detail; /* the first one */
    const PdfFonts *fonts;
    const Display *display;
    const EmitInfo *info;
    const FontSet *set;
    HPDF_Page *pages;
    PageMarks *marks;
    HPDF_Dict resources;
    Buffer hashed; /* what makes this file this file, for /ID */
    SaveBody *bodies;
    size_t body_count, body_room;
} Emit;

static void on_error(HPDF_STATUS error, HPDF_STATUS detail, void *user)
{
    Emit *emit = user;
    if (emit->error == 0) {
        emit->error = error;
        emit->detail = detail;
    }
}

/*
 * A document of libharu is thousands of small pieces that end together: they lie in an arena, and
 * none is given back by itself. libharu does not say for whom it asks.
 */
static _Thread_local Arena *pieces;

static void *HPDF_STDCALL take_piece(HPDF_UINT size)
{
    return arena_alloc(pieces, size);
}

static void HPDF_STDCALL leave_piece(void *piece)
{
    (void)piece;
}

static HPDF_Dict new_dict(Emit *emit)
{
    HPDF_Dict dict = HPDF_Dict_New(emit->doc->mmgr);
    HPDF_Xref_Add(emit->doc->xref, dict);
    return dict;
}

static HPDF_Dict inner_dict(Emit *emit, HPDF_Dict owner, const char *key)
{
    HPDF_Dict dict = HPDF_Dict_New(emit->doc->mmgr);
    HPDF_Dict_Add(owner, key, dict);
    return dict;
}

static HPDF_Array inner_array(Emit *emit, HPDF_Dict owner, const char *key)
{
    HPDF_Array array = HPDF_Array_New(emit->doc->mmgr);
    HPDF_Dict_Add(owner, key, array);
    return array;
}

/* `bytes` last as long as the document. */
static void fill_stream(Emit *emit, HPDF_Dict stream, const void *bytes, size_t length)
{
    GROW(emit->bodies, emit->body_room, emit->body_count + 1);
    emit->bodies[emit->body_count++] = (SaveBody){stream, bytes, length};
}

static HPDF_Dict borrowed_stream(Emit *emit, const void *bytes, size_t length)
{
    HPDF_Dict stream = HPDF_DictStream_New(emit->doc->mmgr, emit->doc->xref);
    fill_stream(emit, stream, bytes, length);
    return stream;
}

/* Compressed into the body of `stream`; its part in /ID is taken from what comes out. */
static void pack_stream(Emit *emit, HPDF_Dict stream, const void *bytes, size_t length)
{
    Buffer packed = {0};
    deflate_quick_zlib(bytes, length, &packed);
    fill_stream(emit, stream, arena_copy(pieces, packed.bytes, packed.length), packed.length);
    HPDF_Dict_AddName(stream, "Filter", "FlateDecode");
    buffer_put(&emit->hashed, packed.bytes, packed.length);
    buffer_free(&packed);
}

static HPDF_Dict packed_stream(Emit *emit, const void *bytes, size_t length)
{
    HPDF_Dict stream = HPDF_DictStream_New(emit->doc->mmgr, emit->doc->xref);
    pack_stream(emit, stream, bytes, length);
    return stream;
}

static HPDF_Binary utf16(Emit *emit, const char *text)
{
    unsigned char *bytes = memory_alloc(strlen(text) * 2 + 4);
    size_t length = content_utf16(text, bytes);
    /* libharu takes strings of up to 32,767 bytes; no title or description is so long. */
    if (length > 32000)
        length = 32000;
    HPDF_Binary binary = HPDF_Binary_New(emit->doc->mmgr, bytes, (HPDF_UINT)length);
    free(bytes);
    return binary;
}

static void add_ascii(Emit *emit, HPDF_Dict dict, const char *key, const char *text)
{
    HPDF_Dict_Add(dict, key, HPDF_String_New(emit->doc->mmgr, text, NULL));
}

/* --- fonts ---------------------------------------------------------------------------- */

/* Of bytes that are deflated already. */
static HPDF_Dict deflated_stream(Emit *emit, const Buffer *bytes)
{
    HPDF_Dict stream = borrowed_stream(emit, bytes->bytes, bytes->length);
    HPDF_Dict_AddName(stream, "Filter", "FlateDecode");
    return stream;
}

/* Widths of runs of codes; a full-width character is the default and needs no entry. */
static void add_widths(Emit *emit, HPDF_Dict font, const FontSubset *subset)
{
    HPDF_Array widths = inner_array(emit, font, "W"), run = NULL;
    HPDF_Dict_AddNumber(font, "DW", 1000);
    for (size_t i = 0; i < subset->count; i++) {
        if (subset->advances[i] == 1000) {
            run = NULL;
            continue;
        }
        if (run == NULL || subset->codes[i] != subset->codes[i - 1] + 1) {
            HPDF_Array_AddNumber(widths, subset->codes[i]);
            run = HPDF_Array_New(emit->doc->mmgr);
            HPDF_Array_Add(widths, run);
        }
        HPDF_Array_AddNumber(run, subset->advances[i]);
    }
}

static void add_font(Emit *emit, HPDF_Dict fonts, FaceId face)
{
    const FontStreams *streams = &emit->set->faces[face];
    const FontSubset *subset = &streams->subset;
    const char *name = streams->name;
    buffer_text(&emit->hashed, name);

    HPDF_Dict program = deflated_stream(emit, &streams->program);
    if (subset->cff)
        HPDF_Dict_AddName(program, "Subtype", "CIDFontType0C");
    else
        HPDF_Dict_AddNumber(program, "Length1", (HPDF_INT32)subset->length);

    HPDF_Dict descriptor = new_dict(emit);
    HPDF_Dict_AddName(descriptor, "Type", "FontDescriptor");
    HPDF_Dict_AddName(descriptor, "FontName", name);
    HPDF_Dict_AddNumber(descriptor, "Flags", 4);
    HPDF_Array box = inner_array(emit, descriptor, "FontBBox");
    for (int i = 0; i < 4; i++)
        HPDF_Array_AddNumber(box, subset->box[i]);
    HPDF_Dict_AddNumber(descriptor, "ItalicAngle", 0);
    HPDF_Dict_AddNumber(descriptor, "Ascent", subset->ascent);
    HPDF_Dict_AddNumber(descriptor, "Descent", subset->descent);
    HPDF_Dict_AddNumber(descriptor, "CapHeight", 730);
    HPDF_Dict_AddNumber(descriptor, "StemV", 80);
    HPDF_Dict_Add(descriptor, subset->cff ? "FontFile3" : "FontFile2", program);

    HPDF_Dict cid = new_dict(emit);
    HPDF_Dict_AddName(cid, "Type", "Font");
    HPDF_Dict_AddName(cid, "Subtype", subset->cff ? "CIDFontType0" : "CIDFontType2");
    HPDF_Dict_AddName(cid, "BaseFont", name);
    HPDF_Dict system = inner_dict(emit, cid, "CIDSystemInfo");
    add_ascii(emit, system, "Registry", "Adobe");
    add_ascii(emit, system, "Ordering", "Identity");
    HPDF_Dict_AddNumber(system, "Supplement", 0);
    HPDF_Dict_Add(cid, "FontDescriptor", descriptor);
    if (!subset->cff)
        HPDF_Dict_AddName(cid, "CIDToGIDMap", "Identity");
    add_widths(emit, cid, subset);

    HPDF_Dict font = new_dict(emit);
    HPDF_Dict_AddName(font, "Type", "Font");
    HPDF_Dict_AddName(font, "Subtype", "Type0");
    HPDF_Dict_AddName(font, "BaseFont", name);
    HPDF_Dict_AddName(font, "Encoding", "Identity-H");
    HPDF_Array descendants = inner_array(emit, font, "DescendantFonts");
    HPDF_Array_Add(descendants, cid);
    HPDF_Dict_Add(font, "ToUnicode", deflated_stream(emit, &streams->map));
    char key[8] = {'F', (char)('0' + (int)face), '\0'};
    HPDF_Dict_Add(fonts, key, font);
}

static void add_fonts(Emit *emit)
{
    bool used[FACE_COUNT];
    fontset_faces(emit->display, used);
    emit->resources = new_dict(emit);
    HPDF_Dict fonts = inner_dict(emit, emit->resources, "Font");
    for (FaceId face = 0; face < FACE_COUNT; face++)
        if (used[face] && emit->set->use[face].used)
            add_font(emit, fonts, face);
}

/* --- pictures ------------------------------------------------------------------------- */

static HPDF_Dict image_stream(Emit *emit, const uint8_t *samples, const PdfImage *image,
                              int channels)
{
    size_t length = (size_t)image->width * (size_t)image->height * (size_t)channels;
    HPDF_Dict stream = packed_stream(emit, samples, length);
    HPDF_Dict_AddName(stream, "Type", "XObject");
    HPDF_Dict_AddName(stream, "Subtype", "Image");
    HPDF_Dict_AddNumber(stream, "Width", image->width);
    HPDF_Dict_AddNumber(stream, "Height", image->height);
    HPDF_Dict_AddName(stream, "ColorSpace", channels == 3 ? "DeviceRGB" : "DeviceGray");
    HPDF_Dict_AddNumber(stream, "BitsPerComponent", 8);
    return stream;
}

static bool shows_image(const Display *display, const PdfImage *image)
{
    for (size_t p = 0; p < display->page_count; p++)
        for (size_t i = 0; i < display->pages[p].count; i++)
            if (display->pages[p].shows[i].kind == SHOW_IMAGE &&
                display->pages[p].shows[i].image == image)
                return true;
    return false;
}

/* Logo and seal, each once for all pages, where they are shown. */
static void add_images(Emit *emit)
{
    const PdfStyle *style = emit->display->style;
    const PdfImage *images[] = {style ? style->logo : NULL, style ? style->seal : NULL};
    HPDF_Dict objects = NULL;
    for (int i = 0; i < 2; i++) {
        const PdfImage *image = images[i];
        if (!image || !shows_image(emit->display, image))
            continue;
        if (!objects)
            objects = inner_dict(emit, emit->resources, "XObject");
        HPDF_Dict stream = image_stream(emit, image->samples, image, image->channels);
        if (image->alpha)
            HPDF_Dict_Add(stream, "SMask", image_stream(emit, image->alpha, image, 1));
        HPDF_Dict_Add(objects, content_image(emit->display, image), stream);
    }
}

/* --- pages ---------------------------------------------------------------------------- */

static void add_pages(Emit *emit)
{
    const Display *display = emit->display;
    emit->pages = ARENA_NEW_ARRAY(display->arena, display->page_count, HPDF_Page);
    emit->marks = ARENA_NEW_ARRAY(display->arena, display->page_count, PageMarks);
    for (size_t p = 0; p < display->page_count; p++) {
        HPDF_Page page = HPDF_AddPage(emit->doc);
        emit->pages[p] = page;
        if (page == NULL)
            return;
        HPDF_Page_SetWidth(page, (HPDF_REAL)display_page_width(display, p));
        HPDF_Page_SetHeight(page, (HPDF_REAL)display_page_height(display, p));
        HPDF_Dict_Add(page, "Resources", emit->resources);
        HPDF_Dict_AddNumber(page, "StructParents", (HPDF_INT32)p);
        HPDF_Dict_AddName(page, "Tabs", "S");
        Buffer content = {0};
        content_page(emit->fonts, display, p, emit->set->use, &content, &emit->marks[p]);
        HPDF_PageAttr attributes = page->attr;
        pack_stream(emit, attributes->contents, content.bytes, content.length);
        buffer_free(&content);
    }
}

/* --- outline, metadata ------------------------------------------------------------------ */

static void add_outline(Emit *emit)
{
    const Display *display = emit->display;
    size_t count = display->outline_count;
    if (count == 0)
        return;
    HPDF_Dict root = new_dict(emit);
    HPDF_Dict_AddName(root, "Type", "Outlines");
    HPDF_Dict *items = ARENA_NEW_ARRAY(display->arena, count, HPDF_Dict);
    size_t *parents = ARENA_NEW_ARRAY(display->arena, count, size_t); /* index + 1, 0: root */
    size_t *open = ARENA_NEW_ARRAY(display->arena, count + 1, size_t);
    for (size_t i = 0; i < count; i++) {
        const OutlineEntry *entry = &display->outline[i];
        size_t above = 0;
        for (size_t k = i; k-- > 0 && above == 0;)
            if (display->outline[k].level < entry->level)
                above = k + 1;
        parents[i] = above;
        open[above]++;
        HPDF_Dict item = items[i] = new_dict(emit);
        HPDF_Dict parent = above ? items[above - 1] : root;
        HPDF_Dict_Add(item, "Title", utf16(emit, entry->title));
        HPDF_Dict_Add(item, "Parent", parent);
        HPDF_Array to = inner_array(emit, item, "Dest");
        HPDF_Array_Add(to, emit->pages[entry->page]);
        HPDF_Array_AddName(to, "XYZ");
        HPDF_Array_Add(to, HPDF_Null_New(emit->doc->mmgr));
        HPDF_Array_AddReal(
            to, (HPDF_REAL)(display_page_height(display, (size_t)entry->page) - entry->y + 6));
        HPDF_Array_Add(to, HPDF_Null_New(emit->doc->mmgr));
        size_t before = 0;
        for (size_t k = i; k-- > 0 && before == 0;)
            if (parents[k] == above)
                before = k + 1;
        if (before) {
            HPDF_Dict_Add(item, "Prev", items[before - 1]);
            HPDF_Dict_Add(items[before - 1], "Next", item);
        } else {
            HPDF_Dict_Add(parent, "First", item);
        }
    }
    for (size_t above = 0; above <= count; above++) {
        if (open[above] == 0)
            continue;
        size_t last = count;
        while (last > 0 && parents[last - 1] != above)
            last--;
        HPDF_Dict owner = above ? items[above - 1] : root;
        HPDF_Dict_Add(owner, "Last", items[last - 1]);
        /* Everything is shown opened: the root counts all entries. */
        HPDF_Dict_AddNumber(owner, "Count", (HPDF_INT32)(above ? open[above] : count));
    }
    HPDF_Dict_Add(emit->doc->catalog, "Outlines", root);
}

static void put_xml(Buffer *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            buffer_text(out, "&amp;");
            break;
        case '<':
            buffer_text(out, "&lt;");
            break;
        case '>':
            buffer_text(out, "&gt;");
            break;
        default:
            buffer_char(out, *text);
        }
}

static void add_metadata(Emit *emit)
{
    const EmitInfo *info = emit->info;
    HPDF_Doc doc = emit->doc;
    const char *lang = info->lang && *info->lang ? info->lang : "zh-CN";
    int year = 2000, month = 1, day = 1;
    if (info->period != MONTH_MISSING)
        day_parts(month_first(info->period + 1), &year, &month, &day);
    add_ascii(emit, doc->catalog, "Lang", lang);
    HPDF_Dict preferences = inner_dict(emit, doc->catalog, "ViewerPreferences");
    HPDF_Dict_AddBoolean(preferences, "DisplayDocTitle", HPDF_TRUE);
    HPDF_Dict labels = inner_dict(emit, doc->catalog, "PageLabels");
    HPDF_Array numbers = inner_array(emit, labels, "Nums");
    HPDF_Array_AddNumber(numbers, 0);
    HPDF_Dict decimal = HPDF_Dict_New(doc->mmgr);
    HPDF_Dict_AddName(decimal, "S", "D");
    HPDF_Array_Add(numbers, decimal);

    Buffer xml = {0};
    buffer_text(&xml, "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                      "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
                      "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                      "<rdf:Description rdf:about=\"\" "
                      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                      "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
                      "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">"
                      "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    put_xml(&xml, info->title);
    buffer_text(&xml, "</rdf:li></rdf:Alt></dc:title>");
    if (info->subject) {
        buffer_text(&xml, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">");
        put_xml(&xml, info->subject);
        buffer_text(&xml, "</rdf:li></rdf:Alt></dc:description>");
    }
    buffer_text(&xml, "<dc:language><rdf:Bag><rdf:li>");
    put_xml(&xml, lang);
    buffer_printf(&xml,
                  "</rdf:li></rdf:Bag></dc:language>"
                  "<xmp:CreateDate>%04d-%02d-%02dT00:00:00+08:00</xmp:CreateDate>"
                  "<xmp:ModifyDate>%04d-%02d-%02dT00:00:00+08:00</xmp:ModifyDate>"
                  "<xmp:CreatorTool>gongkai</xmp:CreatorTool><pdf:Producer>gongkai</pdf:Producer>"
                  "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>\n",
                  year, month, day, year, month, day);
    HPDF_Dict metadata =
        borrowed_stream(emit, arena_copy(pieces, xml.bytes, xml.length), xml.length);
    buffer_free(&xml);
    HPDF_Dict_AddName(metadata, "Type", "Metadata");
    HPDF_Dict_AddName(metadata, "Subtype", "XML");
    HPDF_Dict_Add(doc->catalog, "Metadata", metadata);

    char date[40];
    snprintf(date, sizeof date, "D:%04d%02d%02d000000+08'00'", year, month, day);
    HPDF_Dict_Add(doc->info, "Title", utf16(emit, info->title));
    if (info->subject)
        HPDF_Dict_Add(doc->info, "Subject", utf16(emit, info->subject));
    add_ascii(emit, doc->info, "Creator", "gongkai");
    add_ascii(emit, doc->info, "Producer", "gongkai");
    add_ascii(emit, doc->info, "CreationDate", date);
    add_ascii(emit, doc->info, "ModDate", date);

    /* /ID from what the file says, so that the same document is the same file. */
    buffer_text(&emit->hashed, info->title);
    char hex[65];
    unsigned char id[16];
    hash_bytes(emit->hashed.bytes, emit->hashed.length, hex);
    for (int i = 0; i < 16; i++) {
        char byte[3] = {hex[2 * i], hex[2 * i + 1], '\0'};
        id[i] = (unsigned char)strtoul(byte, NULL, 16);
    }
    HPDF_Array ids = inner_array(emit, doc->trailer, "ID");
    for (int i = 0; i < 2; i++)
        HPDF_Array_Add(ids, HPDF_Binary_New(doc->mmgr, id, sizeof id));
}

/* The figures of the paper as a file inside it, associated with the document as its data. */
static void add_attachment(Emit *emit)
{
    const Buffer *data = emit->info->data;
    if (data == NULL || data->length == 0)
        return;
    HPDF_Dict file = packed_stream(emit, data->bytes, data->length);
    HPDF_Dict_AddName(file, "Type", "EmbeddedFile");
    HPDF_Dict_AddName(file, "Subtype", "text/csv");
    HPDF_Dict_AddNumber(inner_dict(emit, file, "Params"), "Size", (HPDF_INT32)data->length);
    HPDF_Dict spec = new_dict(emit);
    HPDF_Dict_AddName(spec, "Type", "Filespec");
    add_ascii(emit, spec, "F", ATTACH_NAME);
    HPDF_Dict_Add(spec, "UF", utf16(emit, ATTACH_NAME));
    HPDF_Dict_Add(spec, "Desc", utf16(emit, "本页数字，与metrics.csv相同 figures of this paper"));
    HPDF_Dict_AddName(spec, "AFRelationship", "Data");
    HPDF_Dict embedded = inner_dict(emit, spec, "EF");
    HPDF_Dict_Add(embedded, "F", file);
    HPDF_Dict_Add(embedded, "UF", file);
    HPDF_Array_Add(inner_array(emit, emit->doc->catalog, "AF"), spec);
    HPDF_Dict names = inner_dict(emit, emit->doc->catalog, "Names");
    HPDF_Array list = inner_array(emit, inner_dict(emit, names, "EmbeddedFiles"), "Names");
    HPDF_Array_Add(list, HPDF_String_New(emit->doc->mmgr, ATTACH_NAME, NULL));
    HPDF_Array_Add(list, spec);
}

/* The same for every paper: made once, kept as long as the process. */
static const Buffer *packed_profile(bool coloured)
{
    static Buffer kept[2];
    Buffer *packed = &kept[coloured], profile = {0};
    if (packed->length == 0) {
        attach_profile(coloured, &profile);
        deflate_bytes(DEFLATE_ZLIB, 9, profile.bytes, profile.length, packed);
        buffer_free(&profile);
    }
    return packed;
}

/* What grey, or the theme's colours, mean, for archives and for printers. */
static void add_output_intent(Emit *emit)
{
    bool coloured = emit->display->style && emit->display->style->coloured;
    HPDF_Dict stream = deflated_stream(emit, packed_profile(coloured));
    HPDF_Dict_AddNumber(stream, "N", coloured ? 3 : 1);
    HPDF_Dict intent = new_dict(emit);
    HPDF_Dict_AddName(intent, "Type", "OutputIntent");
    HPDF_Dict_AddName(intent, "S", "GTS_PDFA1");
    add_ascii(emit, intent, "OutputConditionIdentifier", "Custom");
    add_ascii(emit, intent, "Info", coloured ? "sRGB primaries, gamma 2.2" : "Gray gamma 2.2");
    HPDF_Dict_Add(intent, "DestOutputProfile", stream);
    HPDF_Array_Add(inner_array(emit, emit->doc->catalog, "OutputIntents"), intent);
}

static bool save(Emit *emit, Buffer *out, Error *err)
{
    if (!emit->error)
        save_document(emit->doc, emit->bodies, emit->body_count, out);
    return !emit->error ||
           error_set(err, ERR_INTERNAL, "libharu refused the document: error 0x%04X, 0x%04X",
                     (unsigned)emit->error, (unsigned)emit->detail);
}

bool emit_pdf(const PdfFonts *fonts, const FontSet *set, const Display *display,
              const EmitInfo *info, Buffer *out, Error *err)
{
    Emit emit = {.fonts = fonts, .set = set, .display = display, .info = info};
    pieces = arena_new();
    emit.doc = HPDF_NewEx(on_error, take_piece, leave_piece, 0, &emit);
    if (emit.doc == NULL) {
        arena_free(pieces);
        return error_set(err, ERR_INTERNAL, "libharu cannot start");
    }
    emit.doc->pdf_version = HPDF_VER_17;
    add_fonts(&emit);
    add_images(&emit);
    add_pages(&emit);
    structure_add(emit.doc, pieces, display, emit.pages, emit.marks);
    add_outline(&emit);
    add_output_intent(&emit);
    add_attachment(&emit);
    add_metadata(&emit);
    bool good = save(&emit, out, err);
    buffer_free(&emit.hashed);
    free(emit.bodies);
    arena_free(pieces); /* the document with it */
    return good;
}
