/*
 * sqlitefile.c - see sqlitefile.h.
 *
 * A tree is built from the left: level 0 are its leaves, and a page that is full is written and
 * named to the level above. No page is left without a cell: what comes last on a full page moves
 * up or on, so that the next page never ends empty.
 *
 *   table   leaf cell: size, row number, record      inner cell: page, highest row number in it
 *   index   leaf cell: size, record                  inner cell: page, size, record behind it
 */
#include "render/sqlitefile.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/outfile.h"
#include "render/sqlitepage.h"

#define PAGE SQLITE_PAGE
#define LEVELS 12
#define FILE_HEADER SQLITE_HEADER
#define LOCK_PAGE ((1 << 30) / PAGE + 1) /* SQLite locks bytes of it and keeps nothing there */
#define VERSION_NUMBER                                                                             \
    3040001 /* of the library that wrote it: 3.40.1's format, on every system                      \
             */

#define CELL_MAX (PAGE - 8)
#define BODY_MARGIN (SQLITEFILE_COLUMNS * 8) /* for numbers, of which none asks for room */
#define BODY_FIRST 65536

typedef struct {
    unsigned char bytes[PAGE];
    size_t count, content; /* cells; where they begin */
    uint32_t child,
        last_child; /* of a table's inner page: the one that waits to become a cell or */
    uint64_t child_key, last_key; /* the last child, and what the last cell says */
    bool used;
} Level;

struct SqliteFile {
    OutFile out;
    uint32_t pages;
    SqliteTree tree;
    uint64_t rows;
    Level levels[LEVELS];
    unsigned char types[SQLITEFILE_COLUMNS * 5]; /* of the row's columns */
    unsigned char *body;                         /* and their values */
    size_t body_room;                            /* beside BODY_MARGIN */
    SqliteCells cells;
    Buffer record, cell;
    struct Entry {
        Buffer record;
    } * entries; /* of sqlite_schema */
    size_t entry_count, entry_capacity;
};

static size_t put_varint(unsigned char *at, uint64_t value)
{
    unsigned char digits[10];
    size_t n = 0;
    if (value < 128) {
        *at = (unsigned char)value;
        return 1;
    }
    if (value >> 56) { /* nine bytes: the last one holds eight bits */
        for (int i = 7; i >= 0; i--)
            at[i] = (unsigned char)(value >> (8 + 7 * (7 - i)) | 128);
        at[8] = (unsigned char)value;
        return 9;
    }
    for (; value > 0; value >>= 7)
        digits[n++] = (unsigned char)((value & 127) | 128);
    digits[0] &= 127;
    for (size_t i = 0; i < n; i++)
        at[i] = digits[n - 1 - i];
    return n;
}

static void put_big(unsigned char *at, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
}

/* --- values and records ------------------------------------------------------------------ */

static void begin_row(SqliteFile *f)
{
    f->cells = (SqliteCells){f->types, f->body, f->body + f->body_room};
}

SqliteCells sqlitefile_cells(const SqliteFile *f)
{
    return f->cells;
}

void sqlitefile_put_cells(SqliteFile *f, SqliteCells cells)
{
    f->cells = cells;
}

SqliteCells sqlitefile_more(SqliteFile *f, SqliteCells at, size_t length)
{
    size_t used = (size_t)(at.body - f->body);
    f->body_room = (used + length) * 2 + BODY_FIRST;
    f->body = memory_resize(f->body, f->body_room + BODY_MARGIN);
    return (SqliteCells){at.types, f->body + used, f->body + f->body_room};
}

void sqlitefile_null(SqliteFile *f)
{
    *f->cells.types++ = 0;
}

void sqlitefile_int(SqliteFile *f, int64_t value)
{
    f->cells = sqlitecells_int(f->cells, value);
}

void sqlitefile_text(SqliteFile *f, const char *text, size_t length)
{
    f->cells = sqlitecells_text(f, f->cells, text, length);
}

static size_t types_length(const SqliteFile *f)
{
    return (size_t)(f->cells.types - f->types);
}

static size_t body_length(const SqliteFile *f)
{
    return (size_t)(f->cells.body - f->body);
}

/* How long the record's header is, itself included: what a record begins with. */
static size_t put_head(const SqliteFile *f, unsigned char head[3])
{
    size_t length = types_length(f) + 1;
    return put_varint(head, length > 127 ? length + 1 : length);
}

/* Header (its own length included), then the values. */
static void make_record(SqliteFile *f)
{
    unsigned char head[3];
    size_t head_length = put_head(f, head);
    buffer_clear(&f->record);
    buffer_put(&f->record, head, head_length);
    buffer_put(&f->record, f->types, types_length(f));
    buffer_put(&f->record, f->body, body_length(f));
    begin_row(f);
}

/* --- pages --------------------------------------------------------------------------------- */

/* The page behind `page`; one in the middle of large files stays empty (file format, 1.2). */
static uint32_t page_behind(uint32_t page)
{
    return page + 1 == LOCK_PAGE ? page + 2 : page + 1;
}

static uint32_t write_page(SqliteFile *f, const unsigned char *bytes)
{
    static const unsigned char nothing[PAGE];
    if (page_behind(f->pages) != f->pages + 1) {
        buffer_put(&f->out.text, nothing, PAGE);
        f->pages++;
    }
    buffer_put(&f->out.text, bytes, PAGE);
    outfile_flow(&f->out);
    return ++f->pages;
}

static size_t header_of(size_t level)
{
    return level > 0 ? 12 : 8;
}

static bool fits(const Level *l, size_t level, size_t size)
{
    return header_of(level) + 2 * (l->count + 1) + size <= l->content;
}

static void add_cell(Level *l, size_t level, const void *cell, size_t size)
{
    l->content -= size;
    memcpy(l->bytes + l->content, cell, size);
    put_big(l->bytes + header_of(level) + 2 * l->count++, l->content, 2);
}

static void begin_page(Level *l)
{
    memset(l->bytes, 0, PAGE);
    l->count = 0;
    l->content = PAGE;
}

/* Takes the last cell off the page into `cell`; its size. */
static size_t drop_cell(Level *l, size_t level, unsigned char *cell)
{
    size_t before = PAGE, at = l->content;
    if (--l->count > 0) {
        const unsigned char *pointer = l->bytes + header_of(level) + 2 * (l->count - 1);
        before = (size_t)pointer[0] << 8 | pointer[1];
    }
    memcpy(cell, l->bytes + at, before - at);
    memset(l->bytes + at, 0, before - at);
    memset(l->bytes + header_of(level) + 2 * l->count, 0, 2);
    l->content = before;
    return before - at;
}

static uint32_t end_page(SqliteFile *f, size_t level, uint32_t last_child)
{
    Level *l = &f->levels[level];
    bool table = f->tree == SQLITEFILE_TABLE;
    l->bytes[0] = level > 0 ? (table ? SQLITE_INNER_TABLE : SQLITE_INNER_INDEX)
                  : table   ? SQLITE_LEAF_TABLE
                            : SQLITE_LEAF_INDEX;
    put_big(l->bytes + 3, l->count, 2);
    put_big(l->bytes + 5, l->content, 2);
    if (level > 0)
        put_big(l->bytes + 8, last_child, 4);
    uint32_t page = write_page(f, l->bytes);
    begin_page(l);
    return page;
}

/* What of a record does not stand on its page, on pages of its own; the first of them. */
static uint32_t write_overflow(SqliteFile *f, const char *bytes, size_t length)
{
    uint32_t first = page_behind(f->pages);
    while (length > 0) {
        unsigned char page[PAGE] = {0};
        size_t part = length < PAGE - 4 ? length : PAGE - 4;
        memcpy(page + 4, bytes, part);
        bytes += part;
        length -= part;
        if (length > 0)
            put_big(page, page_behind(page_behind(f->pages)), 4);
        write_page(f, page);
    }
    return first;
}

/* The record as the end of a cell: its local part, and where it goes on. */
static void put_record(SqliteFile *f, size_t most)
{
    size_t local = sqlite_local_part(f->record.length, most);
    buffer_put(&f->cell, f->record.bytes, local);
    if (local == f->record.length)
        return;
    unsigned char page[4];
    put_big(page, write_overflow(f, f->record.bytes + local, f->record.length - local), 4);
    buffer_put(&f->cell, page, sizeof page);
}

/* --- trees of tables ----------------------------------------------------------------------- */

static size_t child_cell(unsigned char *cell, uint32_t child, uint64_t key)
{
    put_big(cell, child, 4);
    return 4 + put_varint(cell + 4, key);
}

/* Names a finished page to the level above it. */
static void push_child(SqliteFile *f, size_t level, uint32_t child, uint64_t key)
{
    assert(level < LEVELS);
    Level *l = &f->levels[level];
    if (!l->used) {
        l->used = true;
        begin_page(l);
    } else {
        unsigned char cell[16];
        size_t size = child_cell(cell, l->child, l->child_key);
        if (!fits(l, level, size)) {
            unsigned char dropped[16];
            drop_cell(l, level, dropped);
            push_child(f, level + 1, end_page(f, level, l->last_child), l->last_key);
        }
        add_cell(l, level, cell, size);
        l->last_child = l->child;
        l->last_key = l->child_key;
    }
    l->child = child;
    l->child_key = key;
}

/*
 * A row whose cell fits on the page as it is: put there at once. `size` bytes of `before` stand in
 * front of the record. False: nothing was done.
 */
static bool add_whole_row(SqliteFile *f, const unsigned char *before, size_t size, size_t record,
                          size_t most)
{
    Level *l = &f->levels[0];
    size_t length = size + record;
    if (record > most || !fits(l, 0, length))
        return false;
    l->content -= length;
    put_big(l->bytes + header_of(0) + 2 * l->count++, l->content, 2);
    unsigned char *at = l->bytes + l->content;
    memcpy(at, before, size);
    at += size;
    at += put_head(f, at);
    memcpy(at, f->types, types_length(f));
    memcpy(at + types_length(f), f->body, body_length(f));
    begin_row(f);
    return true;
}

/* Bytes of the record that make_record() would make. */
static size_t record_length(const SqliteFile *f)
{
    unsigned char head[3];
    return put_head(f, head) + types_length(f) + body_length(f);
}

static void add_table_row(SqliteFile *f)
{
    Level *l = &f->levels[0];
    unsigned char head[20];
    size_t record = record_length(f), size = put_varint(head, record);
    size += put_varint(head + size, f->rows + 1);
    if (add_whole_row(f, head, size, record, SQLITE_MOST_TABLE)) {
        f->rows++;
        return;
    }
    make_record(f);
    size = put_varint(head, f->record.length);
    size += put_varint(head + size, ++f->rows);
    buffer_clear(&f->cell);
    buffer_put(&f->cell, head, size);
    put_record(f, SQLITE_MOST_TABLE);
    if (!fits(l, 0, f->cell.length))
        push_child(f, 1, end_page(f, 0, 0), f->rows - 1);
    add_cell(l, 0, f->cell.bytes, f->cell.length);
}

static uint32_t end_table(SqliteFile *f)
{
    uint32_t page = end_page(f, 0, 0);
    if (!f->levels[1].used)
        return page;
    push_child(f, 1, page, f->rows);
    for (size_t level = 1;; level++) {
        Level *l = &f->levels[level];
        page = end_page(f, level, l->child);
        if (!f->levels[level + 1].used)
            return page;
        push_child(f, level + 1, page, f->rows);
    }
}

/* --- trees of indexes ---------------------------------------------------------------------- */

/* `cell` without the child's page, which inner pages put in front. */
static void add_index_cell(SqliteFile *f, size_t level, uint32_t child, const void *cell,
                           size_t size)
{
    assert(level < LEVELS);
    Level *l = &f->levels[level];
    unsigned char whole[CELL_MAX];
    size_t head = level > 0 ? 4 : 0;
    put_big(whole, child, head);
    memcpy(whole + head, cell, size);
    if (!l->used) {
        l->used = true;
        begin_page(l);
    } else if (!fits(l, level, head + size)) {
        unsigned char last[CELL_MAX];
        size_t length = drop_cell(l, level, last);
        uint32_t last_child = 0;
        for (size_t i = 0; i < head; i++)
            last_child = last_child << 8 | last[i];
        add_index_cell(f, level + 1, end_page(f, level, last_child), last + head, length - head);
    }
    add_cell(l, level, whole, head + size);
}

static void add_index_row(SqliteFile *f)
{
    unsigned char head[10];
    size_t record = record_length(f), size = put_varint(head, record);
    if (add_whole_row(f, head, size, record, SQLITE_MOST_INDEX))
        return;
    make_record(f);
    buffer_clear(&f->cell);
    buffer_put(&f->cell, head, size);
    put_record(f, SQLITE_MOST_INDEX);
    add_index_cell(f, 0, 0, f->cell.bytes, f->cell.length);
}

static uint32_t end_index(SqliteFile *f)
{
    uint32_t page = end_page(f, 0, 0);
    for (size_t level = 1; f->levels[level].used; level++)
        page = end_page(f, level, page);
    return page;
}

/* --- the whole ----------------------------------------------------------------------------- */

bool sqlitefile_open(const char *path, SqliteFile **out, Error *err)
{
    static const unsigned char nothing[PAGE];
    SqliteFile *f = memory_alloc(sizeof *f);
    memset(f, 0, sizeof *f);
    if (!outfile_open(&f->out, path, err)) {
        free(f);
        return false;
    }
    f->body_room = BODY_FIRST;
    f->body = memory_resize(NULL, BODY_FIRST + BODY_MARGIN);
    begin_row(f);
    write_page(f, nothing); /* page 1 is known last */
    *out = f;
    return true;
}

void sqlitefile_begin(SqliteFile *f, SqliteTree tree)
{
    f->tree = tree;
    f->rows = 0;
    for (size_t i = 0; i < LEVELS; i++)
        f->levels[i].used = false;
    f->levels[0].used = true;
    begin_page(&f->levels[0]);
}

void sqlitefile_row(SqliteFile *f)
{
    if (f->tree == SQLITEFILE_TABLE)
        add_table_row(f);
    else
        add_index_row(f);
}

uint32_t sqlitefile_end(SqliteFile *f)
{
    return f->tree == SQLITEFILE_TABLE ? end_table(f) : end_index(f);
}

static void put_text(SqliteFile *f, const char *text)
{
    sqlitefile_text(f, text, strlen(text));
}

void sqlitefile_entry(SqliteFile *f, const char *type, const char *name, const char *table,
                      uint32_t page, const char *sql)
{
    put_text(f, type);
    put_text(f, name);
    put_text(f, table);
    sqlitefile_int(f, page);
    if (sql)
        put_text(f, sql);
    else
        sqlitefile_null(f);
    make_record(f);
    GROW(f->entries, f->entry_capacity, f->entry_count + 1);
    f->entries[f->entry_count++].record = f->record;
    f->record = (Buffer){0};
}

/* The 100 bytes that a database begins with. */
static void put_file_header(const SqliteFile *f, unsigned char *page)
{
    memcpy(page, "SQLite format 3", 16);
    put_big(page + 16, PAGE, 2);
    page[18] = page[19] = 1; /* a journal, no write-ahead log */
    page[21] = 64;
    page[22] = page[23] = 32;
    put_big(page + 24, 1, 4); /* changes */
    put_big(page + 28, f->pages, 4);
    put_big(page + 40, 1, 4); /* of the schema */
    put_big(page + 44, 4, 4); /* its format */
    put_big(page + 56, 1, 4); /* UTF-8 */
    put_big(page + 92, 1, 4); /* the size above holds for this count of changes */
    put_big(page + 96, VERSION_NUMBER, 4);
}

/* sqlite_schema: its root is page 1, behind the file's header. */
static void put_schema(SqliteFile *f, unsigned char *first)
{
    Level *root = &f->levels[LEVELS - 1], *leaf = &f->levels[0];
    size_t children = 0;
    uint32_t page = 0;
    sqlitefile_begin(f, SQLITEFILE_TABLE);
    begin_page(root);
    for (size_t i = 0; i < f->entry_count; i++) {
        unsigned char head[20], cell[16];
        size_t size = put_varint(head, f->entries[i].record.length);
        size += put_varint(head + size, ++f->rows);
        buffer_free(&f->record);
        f->record = f->entries[i].record;
        buffer_clear(&f->cell);
        buffer_put(&f->cell, head, size);
        put_record(f, SQLITE_MOST_TABLE);
        if (!fits(leaf, 0, f->cell.length)) {
            page = end_page(f, 0, 0);
            size = child_cell(cell, page, f->rows - 1);
            assert(fits(root, 1, size + FILE_HEADER));
            add_cell(root, 1, cell, size);
            children++;
        }
        add_cell(leaf, 0, f->cell.bytes, f->cell.length);
    }
    free(f->entries);
    f->entries = NULL;
    if (children == 0 && fits(leaf, 0, FILE_HEADER)) { /* all of it fits beside the header */
        size_t used = 8 + 2 * leaf->count;
        first[FILE_HEADER] = SQLITE_LEAF_TABLE;
        put_big(first + FILE_HEADER + 3, leaf->count, 2);
        put_big(first + FILE_HEADER + 5, leaf->content, 2);
        memcpy(first + FILE_HEADER + 8, leaf->bytes + 8, used - 8);
        memcpy(first + leaf->content, leaf->bytes + leaf->content, PAGE - leaf->content);
        return;
    }
    first[FILE_HEADER] = SQLITE_INNER_TABLE;
    put_big(first + FILE_HEADER + 3, root->count, 2);
    put_big(first + FILE_HEADER + 5, root->content, 2);
    put_big(first + FILE_HEADER + 8, end_page(f, 0, 0), 4);
    memcpy(first + FILE_HEADER + 12, root->bytes + 12, 2 * root->count);
    memcpy(first + root->content, root->bytes + root->content, PAGE - root->content);
}

bool sqlitefile_close(SqliteFile *f, Error *err)
{
    unsigned char first[PAGE] = {0};
    put_schema(f, first);
    put_file_header(f, first);
    outfile_flush(&f->out);
    outfile_patch(&f->out, 0, first, PAGE);
    bool ok = outfile_close(&f->out, err);
    free(f->body);
    buffer_free(&f->record);
    buffer_free(&f->cell);
    free(f);
    return ok;
}
