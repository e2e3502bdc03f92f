/*
 * row_private.c - what is private in the public columns of a row; see taker.h.
 */
#include <string.h>

#include "base/buffer.h"
#include "data/plain.h"
#include "data/scan.h"
#include "data/taker.h"

ScanUse row_scan_use(const RowTaker *t, size_t c)
{
    const ColumnSchema *column = &t->schema->columns[c];
    if (column->privacy != PRIVACY_PUBLIC || (int)c == t->building)
        return SCAN_NOTHING;
    if (strcmp(column->name, "office_phone") == 0 || strcmp(column->name, "duty_phone") == 0)
        return SCAN_PHONES;
    if (column->type == TYPE_ID)
        return SCAN_NUMBERS;
    return column->type == TYPE_STR || column->type == TYPE_TEXT ? SCAN_FREE : SCAN_NOTHING;
}

/* Texts repeat; each is scanned once. */
static bool is_known_clean(Intake *intake, int64_t cell)
{
    if (cell >= TEXTS_SERIAL) /* an id, seldom seen twice */
        return false;
    size_t byte = (size_t)cell / 8, old = intake->clean_capacity;
    if (byte >= old) {
        GROW(intake->clean, intake->clean_capacity, byte + 1);
        memset(intake->clean + old, 0, intake->clean_capacity - old);
    }
    return intake->clean[byte] >> (cell % 8) & 1;
}

/* Digits of any form, and what addresses are written with, counted as many. */
static size_t count_digits(const char *text, size_t length)
{
    size_t digits = 0, high = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char b = (unsigned char)text[i];
        if (b < 0x80)
            digits += b >= '0' && b <= '9' ? 1 : b == '@' || b == '#' ? length : 0;
        else
            high++;
    }
    /* Three han numerals are the least of a flat: 三栋五〇一. */
    size_t numerals = digits || high < 9 ? 0 : plain_count_numerals(text, length);
    bool words = !digits && (strstr(text, "＠") || strstr(text, "艾特") || strcasestr(text, "at"));
    return digits + (numerals >= 3 ? numerals : 0) + (words ? length : 0);
}

/*
 * Keys are looked at for ids and mobile numbers, which have SCAN_NUMBER_LEAST digits or more, and
 * for plates, which have a han character and five letters or digits at least.
 */
bool row_may_hold_number(const char *text, size_t length)
{
    size_t digits = 0, high = 0, letters = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char b = (unsigned char)text[i];
        digits += b >= '0' && b <= '9';
        high += b >= 0x80;
        letters += ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
    }
    return digits >= SCAN_NUMBER_LEAST || (high >= 3 && digits + letters >= 5);
}

/* Most ids and texts need no scan. */
static bool is_harmless(const RowTaker *t, size_t c, const char *text, size_t length)
{
    if (t->scan[c] == SCAN_NUMBERS)
        return !row_may_hold_number(text, length);
    return count_digits(text, length) < 1;
}

/* The first hit in the text of a cell that its column may not hold. */
static bool find_private(const RowTaker *t, size_t c, const char *text, ScanHit *hit)
{
    size_t at = 0, length = strlen(text);
    while (scan_next(text, length, t->intake->config, &at, hit)) {
        bool number = hit->kind == SCAN_ID || hit->kind == SCAN_MOBILE || hit->kind == SCAN_PLATE;
        if (t->scan[c] == SCAN_FREE || number ||
            (t->scan[c] == SCAN_PHONES && hit->kind != SCAN_PHONE))
            return true;
    }
    return false;
}

/*
 * The form of the text that holds the hit; NULL where none does. Keys are searched as typed. A
 * form that is the one before it holds nothing either.
 */
static const char *find_in_forms(const RowTaker *t, size_t c, const char *text, Buffer forms[2],
                                 ScanHit *hit)
{
    size_t size, length = strlen(text), before = SIZE_MAX;
    for (int f = 0; f < (t->scan[c] == SCAN_FREE ? SCAN_FORMS : 1); f++) {
        const char *form = scan_form(f, text, length, &forms[f % 2], &size, NULL);
        bool known = form && size == before && memcmp(form, forms[1 - f % 2].bytes, size) == 0;
        if (form && !known && find_private(t, c, form, hit))
            return form;
        before = form ? size : SIZE_MAX;
    }
    return NULL;
}

static void tell_private(RowTaker *t, const Record *record, size_t c, const char *text,
                         const ScanHit *hit, bool cell_only)
{
    char shape[64];
    if (!problem_may_tell(t->intake, t->sheet, record->row, SEVERITY_ERROR, "private_in_public"))
        return;
    Problem p = {
        .code = "private_in_public",
        .severity = SEVERITY_ERROR,
        .file = t->sheet->report.path,
        .row = record->row,
        .column = t->sheet->binding.cell_of[c],
        .column_name = t->schema->columns[c].name,
        .header = t->sheet->binding.headers[c],
        .value = scan_shape(text + hit->start, hit->length, shape, true),
        .expected_zh = cell_only ? "是个人号码，不能公开，这一格没有读入"
                                 : "含有不能公开的个人信息，这一行没有读入",
        .expected_en = cell_only
                           ? "is a personal number; the cell was not read"
                           : "holds personal data that must not be published; the row was not read",
        .advice_zh = cell_only
                         ? "请填写固定电话；如确是办公号码，请在 gongkai.lua 的 office_phones 登记"
                         : "请删去后重新提交",
        .advice_en = cell_only ? "give a fixed line, or register it in office_phones of gongkai.lua"
                               : "remove it and send the file again"};
    problems_add(t->intake->problems, &p);
}

/* Of one cell: true where nothing private is in it, or nothing of it is left. */
static bool cell_is_clean(RowTaker *t, const Record *record, size_t c)
{
    Buffer forms[2] = {0};
    const char *text = dataset_text(t->intake->data, t->cells[c]);
    size_t length = strlen(text);
    ScanHit hit;
    bool clean = is_harmless(t, c, text, length), cell_only = false;
    if (!clean) {
        text = find_in_forms(t, c, text, forms, &hit);
        clean = !text;
    }
    if (clean) {
        if (t->scan[c] == SCAN_FREE && t->cells[c] < TEXTS_SERIAL)
            t->intake->clean[t->cells[c] / 8] |= (unsigned char)(1u << (t->cells[c] % 8));
        if (t->slots[c] && !(t->slots[c]->key & CACHE_CLEAN))
            t->slots[c]->key |= CACHE_CLEAN;
    } else {
        cell_only = t->scan[c] == SCAN_PHONES && !t->must_stand[c];
        tell_private(t, record, c, text, &hit, cell_only);
        if (cell_only)
            t->cells[c] = CELL_MISSING;
    }
    buffer_free(&forms[0]);
    buffer_free(&forms[1]);
    return clean || cell_only;
}

bool row_is_clean(RowTaker *t, const Record *record)
{
    bool clean = true;
    for (size_t i = 0; i < t->scanned.count; i++) {
        size_t c = t->scanned.items[i];
        if ((t->slots[c] && t->slots[c]->key & CACHE_CLEAN) || t->cells[c] <= 0)
            continue;
        if (t->scan[c] == SCAN_FREE && is_known_clean(t->intake, t->cells[c])) {
            if (t->slots[c])
                t->slots[c]->key |= CACHE_CLEAN;
            continue;
        }
        clean = cell_is_clean(t, record, c) && clean;
    }
    return clean;
}
