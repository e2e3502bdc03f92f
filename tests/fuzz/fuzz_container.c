/*
 * fuzz_container.c - workbooks: whatever the archive holds, it is read or refused within bounds.
 *
 * A first byte of 'P' begins an archive as it is. With any other the rest holds the parts of a
 * workbook, parted by FF, and the archive is made here: a changed byte would otherwise end at the
 * archive's checksums. An odd first byte makes an .ods, an even one an .xlsx.
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "data/container.h"
#include "data/grid.h"

static const char *const xlsx_parts[] = {
    "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet2.xml"};
static const char *const ods_parts[] = {"content.xml"};
/* What stands for a part that is not given. */
static const char *const plain[] = {
    "", "", "",
    "<workbook><sheets><sheet name=\"a\" id=\"r1\"/><sheet name=\"b\" id=\"r2\"/></sheets>"
    "</workbook>",
    "<r><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
    "<Relationship Id=\"r2\" Target=\"worksheets/sheet2.xml\"/></r>",
    ""};

static void put_number(Buffer *out, uint32_t n, int bytes)
{
    for (; bytes > 0; bytes--, n >>= 8)
        buffer_char(out, (char)(n & 0xFF));
}

/* The fields that stand both before a stored part and in the directory. */
static void put_fields(Buffer *out, const char *name, const char *bytes, size_t length)
{
    put_number(out, 10, 2);
    put_number(out, 0, 8); /* flags, method, time, day */
    put_number(out, (uint32_t)crc32(0, (const unsigned char *)bytes, (unsigned)length), 4);
    put_number(out, (uint32_t)length, 4);
    put_number(out, (uint32_t)length, 4);
    put_number(out, (uint32_t)strlen(name), 2);
    put_number(out, 0, 2);
}

static void make_archive(bool ods, const char *at, size_t left, Buffer *out)
{
    Buffer directory = {0};
    const char *const *names = ods ? ods_parts : xlsx_parts;
    size_t count = ods ? 1 : 6, made = 0;
    for (size_t i = 0; i < count; i++) {
        const char *end = ods ? NULL : memchr(at, 0xFF, left), *part = at;
        size_t length = end ? (size_t)(end - at) : left;
        at += length + (end != NULL);
        left -= length + (end != NULL);
        if (length == 0) {
            part = ods ? "" : plain[i];
            length = strlen(part);
        }
        if (length == 0)
            continue;
        size_t offset = out->length;
        buffer_put(out, "PK\x03\x04", 4);
        put_fields(out, names[i], part, length);
        buffer_text(out, names[i]);
        buffer_put(out, part, length);
        buffer_put(&directory, "PK\x01\x02\x0A", 6);
        put_fields(&directory, names[i], part, length);
        put_number(&directory, 0, 4);
        put_number(&directory, 0, 6);
        put_number(&directory, (uint32_t)offset, 4);
        buffer_text(&directory, names[i]);
        made++;
    }
    size_t start = out->length;
    if (directory.length)
        buffer_put(out, directory.bytes, directory.length);
    buffer_put(out, "PK\x05\x06\0\0\0", 8);
    put_number(out, (uint32_t)made, 2);
    put_number(out, (uint32_t)made, 2);
    put_number(out, (uint32_t)directory.length, 4);
    put_number(out, (uint32_t)start, 4);
    put_number(out, 0, 2);
    buffer_free(&directory);
}

typedef struct {
    size_t sum;
    int row, open, rows;
} Seen;

static void begin(void *context, const SheetHead *head)
{
    Seen *seen = context;
    assert(!seen->open && head->name);
    seen->open = 1;
    seen->row = 0;
}

static bool take(void *context, const Record *record)
{
    Seen *seen = context;
    assert(seen->open && record->row > seen->row && record->row <= GRID_ROWS_MAX);
    seen->row = record->row;
    for (size_t i = 0; i < record->count && i < RECORD_CELLS_MAX && seen->rows < 100; i++)
        assert(utf8_check(record->cells[i].text, record->cells[i].length) ==
               record->cells[i].length);
    for (size_t i = 0; i < record->count && i < RECORD_CELLS_MAX; i++)
        seen->sum += record->cells[i].length;
    return seen->rows++ < 100000;
}

static void end(void *context, int hidden_rows)
{
    Seen *seen = context;
    assert(seen->open && hidden_rows >= 0);
    seen->open = 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Seen seen = {0};
    ContainerSink sink = {begin, take, end, &seen};
    Error err = {0};
    Buffer archive = {0};
    if (size == 0)
        return 0;
    if (data[0] == 'P')
        buffer_put(&archive, data, size);
    else
        make_archive(data[0] & 1, (const char *)data + 1, size - 1, &archive);
    bool ok = container_read(archive.bytes, archive.length, &sink, &err);
    assert(ok || *err.text);
    buffer_free(&archive);
    return 0;
}
