/*
 * rows.c - data rows of one sheet -> cells of a table; see intake.h.
 *
 * A row is read whole before any of it is stored. A required or key cell that
 * cannot be read quarantines the row; any other is missing and named. Sums are
 * kept while reading, so that a 合计 row can be compared when it comes.
 */
#include "data/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/exact.h"
#include "base/utf8.h"
#include "data/label.h"
#include "data/scan.h"

#define LABEL_CACHE 64

struct EnumLabels {
    Strings *texts;
    int *values; /* by number of the text; -1 where the text names none */
    size_t capacity;
    struct {
        char text[44];
        uint8_t length;
        int16_t value;
    } cache[LABEL_CACHE]; /* labels as they stand in files: few and repeated */
};

typedef struct {
    Int128 sum, part; /* since the start; since the last 小计 */
    bool any, unreadable;
} Total;

/*
 * Cells that were read without anything to tell, by their bytes: dates, labels, names of
 * compounds repeat, so most cells need no parsing. A column that does not repeat is let be.
 */
#define CACHE_SLOTS 512
#define CACHE_TEXT 38

typedef struct {
    struct {
        int64_t value;
        Day first;
        uint8_t length;
        char text[CACHE_TEXT];
    } slots[CACHE_SLOTS];
    uint32_t hits, misses;
} CellCache;

typedef enum { SCAN_NOTHING, SCAN_FREE, SCAN_NUMBERS, SCAN_PHONES } ScanUse;

struct RowTaker {
    Intake *intake;
    Sheet *sheet;
    int file;
    const TableSchema *schema;
    Table *table;
    int64_t *cells, *previous, *first;
    Total *totals;
    int part_rows;
    int direction, amount, building;
    int masked_name, body, vetted; /* a name that only some rows may show */
    bool is_compounds;             /* T01 itself: nothing is filled down or looked up */
    bool *is_key, *must_stand;
    ScanUse *scan;
    CellCache **caches;
    char text[CELL_TEXT_MAX], shown[CELL_TEXT_MAX];
};

/* --- problems of a place ------------------------------------------------------------- */

void problem_at(Intake *intake, const char *file, int row, Severity severity, const char *code,
                const char *value, const char *zh, const char *en, const char *advice_zh,
                const char *advice_en)
{
    Problem p = {.code = code,
                 .severity = severity,
                 .file = file,
                 .row = row,
                 .column = -1,
                 .column_name = "",
                 .header = "",
                 .value = value,
                 .expected_zh = zh,
                 .expected_en = en,
                 .advice_zh = advice_zh,
                 .advice_en = advice_en};
    problems_add(intake->problems, &p);
}

/* True while a code has not been told too often in this sheet. */
static bool may_tell(Sheet *sheet, const char *code)
{
    size_t count = sizeof sheet->told / sizeof *sheet->told;
    for (size_t i = 0; i < count; i++) {
        if (!sheet->told[i].code)
            sheet->told[i].code = code;
        if (strcmp(sheet->told[i].code, code) == 0)
            return ++sheet->told[i].count <= PROBLEMS_MAX;
    }
    return true;
}

void problem_in(Intake *intake, const Sheet *sheet, int row, int column, Severity severity,
                const char *code, const char *value, const char *zh, const char *en,
                const char *advice_zh, const char *advice_en)
{
    Sheet *told = intake->sheets[0];
    for (size_t i = 0; i < intake->sheet_count; i++)
        if (intake->sheets[i] == sheet)
            told = intake->sheets[i];
    if (!may_tell(told, code))
        return;
    Problem p = {.code = code,
                 .severity = severity,
                 .file = sheet->report.path,
                 .row = row,
                 .column = column,
                 .column_name = "",
                 .header = "",
                 .value = value,
                 .expected_zh = zh,
                 .expected_en = en,
                 .advice_zh = advice_zh,
                 .advice_en = advice_en};
    problems_add(intake->problems, &p);
}

typedef struct {
    CellCode code;
    ProblemText text;
} CodeText;

/* "%s" in an advice is what would have been right, or the example behind the '|'. */
static const CodeText code_texts[] = {
    {CELL_TWO_DIGIT_YEAR,
     {"two_digit_year", SEVERITY_WARNING, "的年份只有两位，按 20 开头读",
      "has a two-digit year, read as 20yy", "请写四位年份，如 %s|2024-03-05",
      "write the year with four digits, e.g. %s|2024-03-05"}},
    {CELL_YEAR_FROM_FILE,
     {"year_from_file", SEVERITY_WARNING, "没有年份，按文件标题的年份读",
      "has no year; the file's year is taken", "请写全年月日，如 %s|2024-03-05",
      "write the whole date, e.g. %s|2024-03-05"}},
    {CELL_SERIAL_DATE,
     {"serial_date", SEVERITY_NOTE, "是 Excel 的日期序号，已换算为 %s",
      "is Excel's number for a date, read as %s", "", ""}},
    {CELL_PERIOD_FROM_DATE,
     {"period_from_date", SEVERITY_NOTE, "是某一天，按它所在的月份读",
      "is one day; its month is taken", "请写月份，如 %s|2024年3月",
      "write the month, e.g. %s|2024-03"}},
    {CELL_APPROXIMATE,
     {"approximate", SEVERITY_WARNING, "是约数，按写出的数读",
      "is approximate; the number written is taken", "请填写准确数字", "give the exact number"}},
    {CELL_E_NUMBER,
     {"e_number", SEVERITY_WARNING, "是 Excel 的科学计数法，末几位可能已丢失",
      "is in Excel's scientific notation; its last digits may be lost",
      "请把这一列设为“数值”格式后重新导出", "format the column as number and export again"}},
    {CELL_LONG_DIGITS,
     {"long_digits", SEVERITY_WARNING, "超过 15 位且末尾全是 0，可能被 Excel 改过",
      "has more than 15 digits and ends in zeros: Excel may have changed it",
      "请把这一列设为“文本”格式后重新填写", "format the column as text and enter it again"}},
    {CELL_CONTROL,
     {"control_character", SEVERITY_WARNING, "含有看不见的控制字符，已去掉",
      "holds invisible control characters, which were removed", "请重新输入这一格",
      "type this cell again"}},
    {CELL_NOT_A_DATE,
     {"not_a_date", SEVERITY_ERROR, "不是日期", "is not a date", "请填写日期，如 %s|2024-03-05",
      "give a date, e.g. %s|2024-03-05"}},
    {CELL_IMPOSSIBLE_DATE,
     {"impossible_date", SEVERITY_ERROR, "没有这一天", "is no day of the calendar",
      "请核对日期，如 %s|2024-03-05", "check the date, e.g. %s|2024-03-05"}},
    {CELL_SEVERAL_DATES,
     {"several_dates", SEVERITY_ERROR, "含有不止一个日期", "holds more than one date",
      "请一行只填一个日期，如 %s|2024-03-05", "give one date per row, e.g. %s|2024-03-05"}},
    {CELL_NO_YEAR,
     {"no_year", SEVERITY_ERROR, "没有年份，文件标题和文件夹也没有",
      "has no year, nor have the file's title and folder", "请写全年月日，如 %s|2024-03-05",
      "write the whole date, e.g. %s|2024-03-05"}},
    {CELL_NOT_A_PERIOD,
     {"not_a_period", SEVERITY_ERROR, "不是月份、季度、半年或年度",
      "is no month, quarter, half year or year", "请填写期间，如 %s|2024年3月",
      "give a period, e.g. %s|2024-03"}},
    {CELL_NOT_WHOLE,
     {"not_whole", SEVERITY_ERROR, "不是整数", "is not a whole number", "请填写数字，如 %s|11",
      "give a number, e.g. %s|11"}},
    {CELL_NOT_A_NUMBER,
     {"not_a_number", SEVERITY_ERROR, "不是数", "is not a number", "请填写数字，如 %s|1234.50",
      "give a number, e.g. %s|1234.50"}},
    {CELL_TOO_PRECISE,
     {"too_precise", SEVERITY_ERROR, "小数位太多", "has too many decimals",
      "金额最多到分、面积最多两位小数；请核对单位是元还是万元",
      "money goes to the fen, area to two decimals; check whether the unit is 元 or 万元"}},
    {CELL_TOO_LARGE,
     {"too_large", SEVERITY_ERROR, "大得不合理", "is too large to be true", "请核对数字和单位",
      "check number and unit"}},
    {CELL_APPROX_IN_LEDGER,
     {"approximate_in_ledger", SEVERITY_ERROR, "是约数，账目里必须是准确数",
      "is approximate; a ledger needs the exact amount", "请填写准确金额，如 %s|1234.50",
      "give the exact amount, e.g. %s|1234.50"}},
    {CELL_NEGATIVE,
     {"negative", SEVERITY_ERROR, "是负数，这一列不能为负", "is negative; this column cannot be",
      "请填写 0 或正数", "give 0 or a positive number"}},
    {CELL_NOT_YES_NO,
     {"not_yes_no", SEVERITY_ERROR, "不是“是”或“否”", "is neither yes nor no", "请填写 是 或 否",
      "write 是 or 否"}},
    {CELL_UNKNOWN_LABEL,
     {"unknown_label", SEVERITY_ERROR, "不是这一列的选项", "is not one of this column's choices",
      "%s", "%s"}},
    {CELL_E_ID,
     {"e_notation", SEVERITY_ERROR, "被 Excel 改成了科学计数法，原来的号码已丢失",
      "was turned into scientific notation by Excel; the number itself is lost",
      "请把这一列设为“文本”格式后重新填写", "format the column as text and enter it again"}},
    {CELL_EXCEL_ERROR,
     {"excel_error", SEVERITY_ERROR, "是 Excel 的出错标记", "is an error mark of Excel",
      "请在 Excel 里改正公式或加宽列后重新导出",
      "mend the formula or widen the column and export again"}},
    {CELL_BUILDING_DATE,
     {"building_date", SEVERITY_ERROR, "像日期：楼栋号被 Excel 改成了日期",
      "looks like a date: Excel turned a building number into one",
      "请把这一列设为“文本”格式后重新填写，如 3幢",
      "format the column as text and enter it again, e.g. 3幢"}},
    {CELL_TOO_LONG,
     {"too_long", SEVERITY_ERROR, "太长（超过 Excel 一格能容的字数）",
      "is longer than a cell of Excel can be", "请核对引号是否成对",
      "check that quotation marks are paired"}},
    {CELL_NUL,
     {"nul", SEVERITY_ERROR, "含有空字节，文件可能已损坏",
      "holds a NUL byte; the file may be damaged", "请重新导出这个文件", "export the file again"}},
};

/* The text with "%s" replaced by `hint`, or by the example behind '|' where there is no hint. */
static char *with_hint(Arena *arena, const char *text, const char *hint)
{
    const char *bar = strchr(text, '|'), *place = strstr(text, "%s");
    if (!place)
        return arena_strdup(arena, text);
    size_t length = bar ? (size_t)(bar - text) : strlen(text);
    size_t before = (size_t)(place - text), after = length - before - 2;
    const char *put = *hint ? hint : bar ? bar + 1 : "";
    return arena_printf(arena, "%.*s%s%.*s", (int)before, text, put, (int)after, place + 2);
}

void problem_of_cell(Intake *intake, const Sheet *sheet, int row, int column, const char *value,
                     const CellResult *result)
{
    const ColumnSchema *schema = &intake->schemas->tables[sheet->binding.table].columns[column];
    for (size_t i = 0; i < sizeof code_texts / sizeof *code_texts; i++) {
        const ProblemText *text = &code_texts[i].text;
        if (code_texts[i].code != result->code)
            continue;
        if (!may_tell((Sheet *)(uintptr_t)sheet, text->code))
            return;
        char shape[64];
        bool hide = schema->privacy != PRIVACY_PUBLIC;
        const char *hint = hide ? "" : result->hint;
        Problem p = {.code = text->code,
                     .severity = text->severity,
                     .file = sheet->report.path,
                     .row = row,
                     .column = sheet->binding.cell_of[column],
                     .column_name = schema->name,
                     .header = *sheet->binding.headers[column] ? sheet->binding.headers[column]
                                                               : schema->title.zh,
                     .value = hide ? scan_shape(value, strlen(value), shape, false) : value,
                     .expected_zh = with_hint(intake->arena, text->zh, hint),
                     .expected_en = with_hint(intake->arena, text->en, hint),
                     .advice_zh = with_hint(intake->arena, text->advice_zh, hint),
                     .advice_en = with_hint(intake->arena, text->advice_en, hint)};
        problems_add(intake->problems, &p);
        return;
    }
}

/* --- labels of enums ---------------------------------------------------------------- */

static void add_label(EnumLabels *labels, const char *text, int value)
{
    char fold[128];
    size_t length = label_fold(text, strlen(text), fold, sizeof fold);
    uint32_t number = strings_intern(labels->texts, fold, length);
    size_t old = labels->capacity;
    GROW(labels->values, labels->capacity, (size_t)number + 1);
    for (size_t i = old; i < labels->capacity; i++)
        labels->values[i] = -1;
    if (number != 0 && labels->values[number] < 0)
        labels->values[number] = value;
}

static EnumLabels *labels_of(Intake *intake, int table, size_t column)
{
    if (!intake->labels[table])
        intake->labels[table] = ARENA_NEW_ARRAY(
            intake->arena, intake->schemas->tables[table].column_count, EnumLabels *);
    EnumLabels **slot = &intake->labels[table][column];
    if (*slot)
        return *slot;
    EnumLabels *labels = *slot = ARENA_NEW(intake->arena, EnumLabels);
    const ColumnSchema *schema = &intake->schemas->tables[table].columns[column];
    labels->texts = strings_new();
    for (size_t v = 0; v < schema->value_count; v++)
        add_label(labels, schema->values[v].title.zh, (int)v);
    for (size_t v = 0; v < schema->value_count; v++) {
        add_label(labels, schema->values[v].code, (int)v);
        for (size_t a = 0; a < schema->values[v].alias_count; a++)
            add_label(labels, schema->values[v].aliases[a], (int)v);
        add_label(labels, schema->values[v].title.en, (int)v);
    }
    return labels;
}

void labels_free(Intake *intake)
{
    for (size_t t = 0; t < intake->schemas->count; t++)
        for (size_t c = 0; intake->labels[t] && c < intake->schemas->tables[t].column_count; c++)
            if (intake->labels[t][c]) {
                strings_free(intake->labels[t][c]->texts);
                free(intake->labels[t][c]->values);
            }
}

/* The label that may have been meant, else those there are. */
static void suggest_label(const ColumnSchema *column, const char *fold, CellResult *out)
{
    const char *names[256];
    size_t of[256], count = 0;
    for (size_t v = 0; v < column->value_count && count < 128; v++) {
        names[count] = column->values[v].title.zh;
        of[count++] = v;
    }
    for (size_t v = 0; v < column->value_count; v++)
        for (size_t a = 0; a < column->values[v].alias_count && count < 256; a++) {
            names[count] = column->values[v].aliases[a];
            of[count++] = v;
        }
    int near = label_nearest(fold, names, count);
    if (near >= 0) {
        snprintf(out->hint, sizeof out->hint, "是不是“%.40s”？", column->values[of[near]].title.zh);
        return;
    }
    size_t n = (size_t)snprintf(out->hint, sizeof out->hint, "可填：");
    for (size_t v = 0; v < column->value_count; v++) {
        const char *name = column->values[v].title.zh;
        if (n + strlen(name) + 7 > sizeof out->hint) {
            snprintf(out->hint + n, sizeof out->hint - n, "…");
            break;
        }
        n += (size_t)snprintf(out->hint + n, sizeof out->hint - n, "%s%s", v ? "、" : "", name);
    }
}

static void read_label(Intake *intake, int table, size_t column, const char *clean, size_t length,
                       CellResult *out)
{
    EnumLabels *labels = labels_of(intake, table, column);
    size_t slot = (length * 31 + (unsigned char)clean[0] * 7u + (unsigned char)clean[length - 1] +
                   (length > 4 ? (unsigned char)clean[4] * 3u : 0)) %
                  LABEL_CACHE;
    *out = (CellResult){.code = CELL_OK};
    if (labels->cache[slot].length == length && length < sizeof labels->cache[slot].text &&
        memcmp(labels->cache[slot].text, clean, length) == 0) {
        out->value = labels->cache[slot].value;
        return;
    }
    char fold[128];
    size_t n = label_fold(clean, length, fold, sizeof fold);
    uint32_t number = strings_lookup(labels->texts, fold, n);
    if (number == UINT32_MAX || number == 0 || labels->values[number] < 0) {
        out->code = CELL_UNKNOWN_LABEL;
        suggest_label(&intake->schemas->tables[table].columns[column], fold, out);
        return;
    }
    out->value = labels->values[number];
    if (length < sizeof labels->cache[slot].text) {
        memcpy(labels->cache[slot].text, clean, length);
        labels->cache[slot].length = (uint8_t)length;
        labels->cache[slot].value = (int16_t)out->value;
    }
}

static bool label_known(Intake *intake, int table, size_t column, const char *clean, size_t length)
{
    CellResult result;
    read_label(intake, table, column, clean, length, &result);
    return result.code == CELL_OK;
}

/* --- one cell --------------------------------------------------------------------------- */

static bool is_title(const ColumnSchema *column)
{
    return column->type == TYPE_TEXT || strcmp(column->name, "title") == 0 ||
           strcmp(column->name, "public_summary") == 0;
}

/* Nothing in it that could be folded: printable ASCII without a blank. */
static bool is_plain(const char *text)
{
    while (*text > ' ' && *text < 0x7F)
        text++;
    return !*text;
}

static void take_text(RowTaker *t, size_t c, size_t length, CellResult *out)
{
    const ColumnSchema *column = &t->schema->columns[c];
    *out = (CellResult){.code = CELL_OK};
    const char *text = t->text;
    if (column->type != TYPE_TEXT) {
        out->code = cell_check_id(t->text);
        if (out->code == CELL_E_ID)
            return;
        if (out->code == CELL_LONG_DIGITS && column->type != TYPE_ID &&
            column->privacy == PRIVACY_PUBLIC)
            out->code = CELL_OK;
    }
    if ((int)c == t->building && column->type == TYPE_STR) {
        char building[64];
        bool room;
        CellCode code = cell_building(t->text, building, &room);
        if (code != CELL_OK) {
            out->code = code;
            return;
        }
        if (room) {
            secrets_intern(t->intake->secrets, SECRET_ROOM, t->text, length);
            length = strlen(building);
            memcpy(t->shown, building, length + 1);
            text = t->shown;
        }
    } else if (column->type == TYPE_ID && !is_plain(t->text)) {
        bool cut;
        length = label_trim(t->text, length, t->shown, sizeof t->shown, &cut);
        text = t->shown;
    }
    if (column->privacy == PRIVACY_PRIVATE || (int)c == t->masked_name)
        out->value =
            secrets_intern(t->intake->secrets, scan_kind(column->name, text, length), text, length);
    else
        out->value = dataset_intern(t->intake->data, text, length);
    out->first = DAY_MISSING;
}

static void take_typed(RowTaker *t, size_t c, size_t length, CellResult *out)
{
    const ColumnSchema *column = &t->schema->columns[c];
    CellContext context = t->sheet->context;
    context.exponent = t->sheet->binding.exponent_of[c];
    switch (column->type) {
    case TYPE_DATE:
        cell_date(t->text, &context, column->period_ok, out);
        break;
    case TYPE_PERIOD:
        cell_period(t->text, &context, out);
        break;
    case TYPE_INT:
        context.exponent = 0;
        cell_number(t->text, &context, 0, false, out);
        break;
    case TYPE_DECIMAL:
        context.exponent = 0;
        cell_number(t->text, &context, column->scale,
                    column->unit && strcmp(column->unit, "%") == 0, out);
        break;
    case TYPE_MONEY:
        context.exact_only = strstr(t->schema->name, "ledger") != NULL;
        cell_number(t->text, &context, 2, false, out);
        break;
    case TYPE_AREA:
        cell_number(t->text, &context, 2, false, out);
        break;
    case TYPE_BOOL:
        cell_bool(t->text, out);
        break;
    case TYPE_ENUM:
        read_label(t->intake, t->sheet->binding.table, c, t->text, length, out);
        break;
    default:
        take_text(t, c, length, out);
    }
}

static size_t cache_slot(Span span)
{
    uint64_t head = 0, tail = 0;
    memcpy(&head, span.text, span.length < 8 ? span.length : 8);
    memcpy(&tail, span.text + (span.length < 8 ? 0 : span.length - 8), span.length < 8 ? 0 : 8);
    uint64_t h =
        (head ^ (tail * UINT64_C(0x9E3779B97F4A7C15)) ^ span.length) * UINT64_C(0xBF58476D1CE4E5B9);
    return (size_t)(h >> 40) % CACHE_SLOTS;
}

static bool is_cacheable(const CellCache *cache, Span span)
{
    return cache && span.length > 0 && span.length <= CACHE_TEXT;
}

/* Puts what these bytes gave before into the row. */
static bool from_cache(RowTaker *t, size_t c, Span span)
{
    CellCache *cache = t->caches[c];
    if (!is_cacheable(cache, span))
        return false;
    size_t slot = cache_slot(span);
    if (cache->slots[slot].length != span.length ||
        memcmp(cache->slots[slot].text, span.text, span.length) != 0) {
        if (++cache->misses > 4000 && cache->hits < cache->misses / 4) { /* nothing repeats here */
            free(cache);
            t->caches[c] = NULL;
        }
        return false;
    }
    cache->hits++;
    t->cells[c] = cache->slots[slot].value;
    t->first[c] = cache->slots[slot].first;
    return true;
}

static void to_cache(RowTaker *t, size_t c, Span span)
{
    CellCache *cache = t->caches[c];
    if (!is_cacheable(cache, span))
        return;
    size_t slot = cache_slot(span);
    cache->slots[slot].value = t->cells[c];
    cache->slots[slot].first = t->first[c];
    cache->slots[slot].length = (uint8_t)span.length;
    memcpy(cache->slots[slot].text, span.text, span.length);
}

/*
 * Reads the cell into t->cells[c]. False where the row cannot stand without it.
 * The clean text is left in t->text.
 */
static bool take_cell(RowTaker *t, const Record *record, size_t c, Span span)
{
    const ColumnSchema *column = &t->schema->columns[c];
    CellResult result = {0};
    CellCode code;
    if (from_cache(t, c, span))
        return true;
    t->cells[c] = CELL_MISSING;
    t->first[c] = DAY_MISSING;
    size_t length = cell_clean(span.text, span.length, t->text, &code);
    if (code == CELL_EMPTY)
        return true;
    bool control = code == CELL_CONTROL;
    if (code == CELL_OK || control) {
        if (cell_is_nothing(t->text) && !is_title(column) &&
            !(column->type == TYPE_BOOL && strcmp(t->text, "无") == 0) &&
            !(column->type == TYPE_ENUM &&
              label_known(t->intake, t->sheet->binding.table, c, t->text, length)))
            return true;
        take_typed(t, c, length, &result);
    } else
        result.code = code;
    if (result.code == CELL_SERIAL_DATE)
        day_text((Day)result.value, result.hint);
    if (CELL_IS_READ(result.code)) {
        t->cells[c] = result.value;
        if (column->type == TYPE_DATE || column->type == TYPE_PERIOD)
            t->first[c] = result.first;
        if (control && result.code == CELL_OK)
            result.code = CELL_CONTROL;
    }
    if (result.code != CELL_OK)
        problem_of_cell(t->intake, t->sheet, record->row, (int)c, t->text, &result);
    else
        to_cache(t, c, span);
    return CELL_IS_READ(result.code) || !(column->required || t->is_key[c]);
}

/* --- rows that are no data ------------------------------------------------------------------ */

static bool is_blank_row(const Record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        Span cell = record->cells[i];
        if (cell.length == 0)
            continue;
        if (cell.length > 24)
            return false;
        char fold[32];
        if (label_fold(cell.text, cell.length, fold, sizeof fold) > 0)
            return false;
    }
    return true;
}

typedef enum { NO_FOOTER, FOOTER_TOTAL, FOOTER_PART, FOOTER_OTHER } Footer;

static bool ends_with(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcmp(text + n - m, with) == 0;
}

static Footer footer_of_text(char *fold, size_t filled)
{
    static const char *const totals[] = {"合计", "总计", "共计", "总合计", "合計"};
    static const char *const parts[] = {"小计", "本页合计", "本页小计", "本月合计", "本季合计"};
    static const char *const others[] = {"累计", "平均", "平均值", "本年累计", "均值"};
    static const char *const signers[] = {
        "填表人",     "审核人",   "制表",     "负责人签字", "填报人",   "经办人", "复核",
        "单位负责人", "填表日期", "填报日期", "填表单位",   "填报单位", "审核",   "审批人",
        "统计人",     "领导签字", "盖章",     "签字",       "分管领导", "主管"};
    static const char *const notes[] = {"备注", "说明", "注", "填表说明", "填报说明"};
    size_t n = strlen(fold);
    char *colon = strchr(fold, ':');
    if (n && fold[n - 1] == ':')
        fold[n - 1] = '\0';
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (strcmp(fold, totals[i]) == 0)
            return FOOTER_TOTAL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(fold, parts[i]) == 0)
            return FOOTER_PART;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(fold, others[i]) == 0)
            return FOOTER_OTHER;
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++)
        if (strncmp(fold, signers[i], strlen(signers[i])) == 0 &&
            (colon || strcmp(fold, signers[i]) == 0))
            return FOOTER_OTHER;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (strncmp(fold, notes[i], strlen(notes[i])) == 0 &&
            (colon == fold + strlen(notes[i]) || (strcmp(fold, notes[i]) == 0 && filled <= 2)))
            return FOOTER_OTHER;
    if (n <= 45 && filled > 1 && (ends_with(fold, "合计") || ends_with(fold, "总计")))
        return FOOTER_TOTAL;
    if (n <= 45 && filled > 1 && ends_with(fold, "小计"))
        return FOOTER_PART;
    return NO_FOOTER;
}

/* Whether a cell can be a footer's at all: by its first character, or by how it ends. */
static bool may_be_footer(Span cell)
{
    static const char firsts[] = "合总共小本累平均填审制负经复单统领盖签分主备说注";
    if ((unsigned char)cell.text[0] < 0xE4 || (unsigned char)cell.text[0] == 0xEF)
        return true; /* a blank or a bracket may stand in front */
    for (const char *at = firsts; *at; at += 3)
        if (memcmp(at, cell.text, 3) == 0)
            return true;
    const char *end = cell.text + cell.length - 3;
    return memcmp(end, "计", 3) == 0 || (unsigned char)*end == 0xEF || (unsigned char)end[2] < 0x80;
}

/* By its first filled cell; a 序号 in front of 合计 is looked over. */
static Footer footer_of(const Record *record)
{
    size_t seen = 0, filled = 0;
    for (size_t i = 0; i < record->count; i++)
        filled += record->cells[i].length > 0;
    for (size_t i = 0; i < record->count && seen < 2; i++) {
        Span cell = record->cells[i];
        if (cell.length == 0)
            continue;
        if (cell.length > 400)
            return NO_FOOTER;
        /* Every footer word begins with a three-byte character; so nearly all rows end here. */
        if (cell.length < 3 || (unsigned char)cell.text[0] < 0x80) {
            if (cell.text[0] != ' ' && cell.text[0] != '\t') {
                seen += cell.length > 6 ? 2 : 1;
                continue;
            }
        }
        if (cell.length >= 3 && !may_be_footer(cell))
            return NO_FOOTER;
        char fold[512], unit[32];
        label_header(cell.text, cell.length, fold, sizeof fold, unit);
        if (!strchr(fold, ':')) { /* label_header() takes the colon at the end away */
            char whole[512];
            label_fold(cell.text, cell.length, whole, sizeof whole);
            if (strchr(whole, ':') && strlen(fold) + 4 < sizeof fold)
                strcat(fold, ":");
        }
        Footer footer = footer_of_text(fold, filled);
        if (footer != NO_FOOTER && seen == 0)
            return footer;
        if (footer == FOOTER_TOTAL || footer == FOOTER_PART)
            return footer;
        return NO_FOOTER;
    }
    return NO_FOOTER;
}

static bool is_summed(const ColumnSchema *column)
{
    return column->type == TYPE_INT || column->type == TYPE_DECIMAL || column->type == TYPE_MONEY ||
           column->type == TYPE_AREA;
}

static void compare_total(RowTaker *t, const Record *record, size_t c, bool part)
{
    int i = t->sheet->binding.cell_of[c];
    const ColumnSchema *column = &t->schema->columns[c];
    Total *total = &t->totals[c];
    CellCode code;
    CellResult result;
    if (i < 0 || (size_t)i >= record->count)
        return;
    cell_clean(record->cells[i].text, record->cells[i].length, t->text, &code);
    if (code != CELL_OK || cell_is_nothing(t->text))
        return;
    CellContext context = t->sheet->context;
    context.exponent = column->type == TYPE_MONEY || column->type == TYPE_AREA
                           ? t->sheet->binding.exponent_of[c]
                           : 0;
    Int128 expected;
    int scale = column->type == TYPE_INT ? 0 : column->type == TYPE_DECIMAL ? column->scale : 2;
    if (is_summed(column)) {
        if (total->unreadable || !total->any)
            return;
        expected = part ? total->part : total->sum;
    } else if ((column->type == TYPE_STR || column->type == TYPE_TEXT) &&
               ends_with(t->text, "件")) {
        expected =
            part ? t->part_rows : t->sheet->data_rows; /* 2件 under a text: rows are counted */
        scale = 0;
    } else
        return;
    cell_number(t->text, &context, scale, false, &result);
    if (!CELL_IS_READ(result.code) || (Int128)result.value == expected)
        return;
    char *sum = exact_decimal(t->intake->arena, expected, 1, 1, 0, false);
    if (scale > 0) {
        Int128 power = 1;
        for (int k = 0; k < scale + context.exponent; k++)
            power *= 10;
        sum = exact_decimal(t->intake->arena, expected, power, 1,
                            scale + context.exponent < 12 ? scale + context.exponent : 12, false);
    }
    Problem p = {.code = "total_differs",
                 .severity = SEVERITY_WARNING,
                 .file = t->sheet->report.path,
                 .row = record->row,
                 .column = i,
                 .column_name = column->name,
                 .header = t->sheet->binding.headers[c],
                 .value = t->text,
                 .expected_zh = arena_printf(t->intake->arena, "与上面各行之和 %s 不符", sum),
                 .expected_en = arena_printf(t->intake->arena,
                                             "differs from the sum of the rows above, %s", sum),
                 .advice_zh = "请核对是否漏行或写错",
                 .advice_en = "check for a missing row or a wrong figure"};
    problems_add(t->intake->problems, &p);
}

static void take_footer(RowTaker *t, const Record *record, Footer footer)
{
    t->sheet->report.footer++;
    if (footer == FOOTER_OTHER)
        return;
    for (size_t c = 0; c < t->schema->column_count; c++)
        compare_total(t, record, c, footer == FOOTER_PART);
    for (size_t c = 0; c < t->schema->column_count; c++)
        t->totals[c].part = 0;
    t->part_rows = 0;
}

/* --- data rows ---------------------------------------------------------------------------- */

static Span cell_at(const Record *record, int i)
{
    return i >= 0 && (size_t)i < record->count ? record->cells[i] : (Span){"", 0};
}

static void tell_row(RowTaker *t, const Record *record, int column, Severity severity,
                     const char *code, const char *zh, const char *en, const char *advice_zh,
                     const char *advice_en)
{
    if (!may_tell(t->sheet, code))
        return;
    const ColumnSchema *schema = column >= 0 ? &t->schema->columns[column] : NULL;
    int cell = column >= 0 ? t->sheet->binding.cell_of[column] : -1;
    const char *header = schema ? t->sheet->binding.headers[column] : "";
    Problem p = {.code = code,
                 .severity = severity,
                 .file = t->sheet->report.path,
                 .row = record->row,
                 .column = cell,
                 .column_name = schema ? schema->name : "",
                 .header = schema && !*header ? schema->title.zh : header,
                 .value = "",
                 .expected_zh = zh,
                 .expected_en = en,
                 .advice_zh = advice_zh,
                 .advice_en = advice_en};
    problems_add(t->intake->problems, &p);
}

/* Merged cells: the compound as a whole, then what the schema says, within the same compound. */
static void fill_down(RowTaker *t)
{
    int id = t->schema->compound_id, name = t->schema->compound_name;
    bool has_id = id >= 0 && t->cells[id] != CELL_MISSING;
    bool has_name = name >= 0 && t->cells[name] != CELL_MISSING;
    bool same = true;
    if (t->is_compounds)
        has_id = has_name = true;
    else if (!has_id && !has_name) {
        bool fills = (name >= 0 && t->schema->columns[name].fill_down) ||
                     (id >= 0 && t->schema->columns[id].fill_down);
        if (fills) {
            if (id >= 0)
                t->cells[id] = t->previous[id];
            if (name >= 0)
                t->cells[name] = t->previous[name];
            if ((id >= 0 && t->cells[id] != CELL_MISSING) ||
                (name >= 0 && t->cells[name] != CELL_MISSING))
                t->sheet->filled_down++;
        }
    } else
        same = (!has_id || t->cells[id] == t->previous[id]) &&
               (!has_name || t->cells[name] == t->previous[name]);
    for (size_t c = 0; c < t->schema->column_count; c++)
        if (t->schema->columns[c].fill_down && (int)c != id && (int)c != name && same &&
            t->cells[c] == CELL_MISSING && t->sheet->binding.cell_of[c] >= 0)
            t->cells[c] = t->previous[c];
}

static void give_missing(RowTaker *t, const Record *record)
{
    const Sheet *sheet = t->sheet;
    for (size_t c = 0; c < t->schema->column_count; c++) {
        const ColumnSchema *column = &t->schema->columns[c];
        if (!column->required || sheet->binding.cell_of[c] >= 0 || t->cells[c] != CELL_MISSING)
            continue;
        if (column->type == TYPE_ENUM && strcmp(column->name, "issue_type") == 0)
            t->cells[c] = sheet->fixed_enum[0];
        else if (column->type == TYPE_ENUM && strcmp(column->name, "account") == 0)
            t->cells[c] = sheet->fixed_enum[1];
        else if ((column->type == TYPE_PERIOD || column->type == TYPE_DATE) &&
                 sheet->first != MONTH_MISSING) {
            t->cells[c] = month_last(sheet->last);
            t->first[c] = month_first(sheet->first);
        } else if (column->type == TYPE_ID && sheet->made_ids && t->is_key[c]) {
            Span number = cell_at(record, sheet->binding.sequence);
            char sequence[32] = "";
            if (number.length && number.length < 16)
                label_fold(number.text, number.length, sequence, sizeof sequence);
            char *id = *sequence
                           ? arena_printf(t->intake->arena, "%s#%s", sheet->id_path, sequence)
                           : arena_printf(t->intake->arena, "%s#r%d", sheet->id_path, record->row);
            t->cells[c] = dataset_intern(t->intake->data, id, strlen(id));
        }
    }
}

/* Whether the cell must be there; the compound is settled later, once T01 is known. */
static bool must_stand(const RowTaker *t, size_t c)
{
    bool compound = (int)c == t->schema->compound_name || (int)c == t->schema->compound_id;
    return t->schema->columns[c].required && (t->is_compounds || !compound);
}

/*
 * What the scanner looks at: SCAN_FREE, public free text, for everything; SCAN_NUMBERS, keys, for
 * ids and mobile numbers; SCAN_PHONES, telephones of offices, whose fixed numbers are meant to be
 * public. Buildings are cut to the building when they are read.
 */
static ScanUse scan_use(const RowTaker *t, size_t c)
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

/* Elected members and admitted candidates hold a public office (domain.md 2.4); others do not. */
static bool is_public_person(const RowTaker *t)
{
    static const char *const offices[] = {"committee", "supervisors", "management_committee"};
    if (t->body < 0 || t->cells[t->body] == CELL_MISSING)
        return false;
    const char *body = t->schema->columns[t->body].values[t->cells[t->body]].code;
    for (size_t i = 0; i < sizeof offices / sizeof *offices; i++)
        if (strcmp(body, offices[i]) == 0)
            return true;
    if (strcmp(body, "candidate") != 0)
        return false;
    return t->vetted < 0 || t->cells[t->vetted] == CELL_MISSING ||
           t->cells[t->vetted] != schema_enum(&t->schema->columns[t->vetted], "fail");
}

/* Until here the cell was a secret; now it is the name, or its mask. */
static void settle_name(RowTaker *t)
{
    int c = t->masked_name;
    if (c < 0 || t->cells[c] <= 0)
        return;
    const char *name = secrets_text(t->intake->secrets, t->cells[c]);
    char mask[32];
    if (!is_public_person(t))
        name = scan_mask_name(name, mask);
    t->cells[c] = dataset_intern(t->intake->data, name, strlen(name));
}

static void remember_name(RowTaker *t)
{
    int id = t->schema->compound_id, name = t->schema->compound_name;
    Named named = {t->file, id >= 0 ? t->cells[id] : CELL_MISSING,
                   name >= 0 ? t->cells[name] : CELL_MISSING};
    Intake *intake = t->intake;
    if (intake->named_count) {
        Named *last = &intake->named[intake->named_count - 1];
        if (last->file == named.file && last->id == named.id && last->name == named.name)
            return;
    }
    GROW(intake->named, intake->named_capacity, intake->named_count + 1);
    intake->named[intake->named_count++] = named;
}

static void quarantine(RowTaker *t)
{
    t->sheet->report.quarantined++;
    remember_name(t);
}

static void store(RowTaker *t, const Record *record)
{
    size_t row = table_add_row(t->table, (RowOrigin){t->file, record->row});
    for (size_t c = 0; c < t->schema->column_count; c++) {
        if (t->cells[c] == CELL_MISSING)
            continue; /* as it is in a new row */
        table_set(t->table, row, c, t->cells[c]);
        if (t->first[c] != DAY_MISSING && t->first[c] != t->cells[c])
            table_set_first_day(t->table, row, c, (Day)t->first[c]);
    }
    t->sheet->report.accepted++; /* settle.c moves what does not count in the end */
}

/* Texts repeat; each is scanned once. */
static bool is_known_clean(Intake *intake, int64_t cell)
{
    size_t byte = (size_t)cell / 8, old = intake->clean_capacity;
    GROW(intake->clean, intake->clean_capacity, byte + 1);
    memset(intake->clean + old, 0, intake->clean_capacity - old);
    return intake->clean[byte] >> (cell % 8) & 1;
}

/* The first hit in the text of a cell that its column may not hold. */
static bool find_private(const RowTaker *t, size_t c, const char *text, ScanHit *hit)
{
    size_t at = 0, length = strlen(text);
    while (scan_next(text, length, t->intake->config, &at, hit)) {
        bool number = hit->kind == SCAN_ID || hit->kind == SCAN_MOBILE;
        if (t->scan[c] == SCAN_FREE || number ||
            (t->scan[c] == SCAN_PHONES && hit->kind != SCAN_PHONE))
            return true;
    }
    return false;
}

static void tell_private(RowTaker *t, const Record *record, size_t c, const char *text,
                         const ScanHit *hit, bool cell_only)
{
    char shape[64];
    if (!may_tell(t->sheet, "private_in_public"))
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

/* A hit blocks the row, in a telephone column the cell; it is named by place and shape. */
static bool is_clean_text(RowTaker *t, const Record *record)
{
    bool clean = true;
    for (size_t c = 0; c < t->schema->column_count; c++) {
        if (t->scan[c] == SCAN_NOTHING || t->cells[c] <= 0 ||
            (t->scan[c] == SCAN_FREE && is_known_clean(t->intake, t->cells[c])))
            continue;
        const char *text = dataset_text(t->intake->data, t->cells[c]);
        ScanHit hit;
        if (!find_private(t, c, text, &hit)) {
            if (t->scan[c] == SCAN_FREE)
                t->intake->clean[t->cells[c] / 8] |= (unsigned char)(1u << (t->cells[c] % 8));
            continue;
        }
        bool cell_only = t->scan[c] == SCAN_PHONES && !t->must_stand[c];
        tell_private(t, record, c, text, &hit, cell_only);
        if (cell_only)
            t->cells[c] = CELL_MISSING;
        else
            clean = false;
    }
    return clean;
}

static bool is_complete(RowTaker *t, const Record *record)
{
    bool complete = true;
    for (size_t c = 0; c < t->schema->column_count; c++)
        if (t->must_stand[c] && t->cells[c] == CELL_MISSING) {
            tell_row(t, record, (int)c, SEVERITY_ERROR, "empty_required",
                     "必填却是空的，这一行没有读入", "is required but empty; the row was not read",
                     "请补填后重新提交", "fill it in and send the file again");
            complete = false;
        }
    return complete;
}

static void add_totals(RowTaker *t)
{
    for (size_t c = 0; c < t->schema->column_count; c++)
        if (is_summed(&t->schema->columns[c]) && t->cells[c] != CELL_MISSING) {
            t->totals[c].sum += t->cells[c];
            t->totals[c].part += t->cells[c];
            t->totals[c].any = true;
        }
    t->sheet->data_rows++;
    t->part_rows++;
}

/* One row of a sheet with 收入 and 支出 columns: a ledger row for each that is filled. */
static void take_pair(RowTaker *t, const Record *record, bool readable)
{
    static const char *const codes[] = {"in", "out"};
    int sides[] = {t->sheet->binding.income, t->sheet->binding.expense};
    int stored = 0;
    int64_t base_id = t->cells[t->schema->key[0]];
    for (int s = 0; s < 2 && readable; s++) {
        Span span = cell_at(record, sides[s]);
        t->sheet->binding.cell_of[t->amount] = sides[s];
        bool ok = take_cell(t, record, (size_t)t->amount, span);
        t->sheet->binding.cell_of[t->amount] = -1;
        if (!ok)
            readable = false;
        if (!ok || t->cells[t->amount] == CELL_MISSING)
            continue;
        int64_t *amount = &t->cells[t->amount];
        if (s == 1 && *amount < 0)
            *amount = -*amount; /* (6430.2) under 支出 is an expense of 6430.2 */
        t->cells[t->direction] = schema_enum(&t->schema->columns[t->direction], codes[s]);
        if (stored && base_id > 0) {
            char *id =
                arena_printf(t->intake->arena, "%s-2", dataset_text(t->intake->data, base_id));
            t->cells[t->schema->key[0]] = dataset_intern(t->intake->data, id, strlen(id));
        }
        if (!is_complete(t, record)) {
            readable = false;
            break;
        }
        store(t, record);
        stored++;
    }
    if (stored == 2)
        t->sheet->report.accepted--; /* two ledger rows, one row of the file */
    if (stored)
        return;
    if (readable)
        tell_row(t, record, -1, SEVERITY_ERROR, "no_amount", "收入和支出都是空的，这一行没有读入",
                 "neither income nor expense is given; the row was not read", "请补填金额",
                 "give the amount");
    quarantine(t);
}

static void take_data(RowTaker *t, const Record *record)
{
    bool readable = true;
    const Binding *b = &t->sheet->binding;
    for (size_t c = 0; c < t->schema->column_count; c++) {
        int i = b->cell_of[c];
        if (i < 0 || (size_t)i >= record->count || record->cells[i].length == 0) {
            t->cells[c] = CELL_MISSING;
            t->first[c] = DAY_MISSING;
            continue;
        }
        if (!take_cell(t, record, c, record->cells[i])) {
            readable = false;
            t->totals[c].unreadable = true;
        }
    }
    fill_down(t);
    give_missing(t, record);
    settle_name(t);
    add_totals(t);
    memcpy(t->previous, t->cells, t->schema->column_count * sizeof *t->cells);
    if (record->count > (size_t)b->cells) {
        for (size_t i = (size_t)b->cells; i < record->count; i++)
            if (record->cells[i].length) {
                tell_row(
                    t, record, -1, SEVERITY_WARNING, "ragged_row", "这一行的格数比表头多",
                    "has more cells than the header",
                    "如内容里有逗号，请用英文双引号括起来；多出的格没有读",
                    "if a text holds a comma, quote it; the cells beyond the header were not read");
                break;
            }
    }
    if (t->sheet->refused) {
        quarantine(t);
        return;
    }
    readable = is_clean_text(t, record) && readable;
    if (b->income >= 0 && t->direction >= 0 && t->amount >= 0) {
        take_pair(t, record, readable);
        return;
    }
    if (!readable || !is_complete(t, record))
        quarantine(t);
    else
        store(t, record);
}

static void take_flawed(RowTaker *t, const Record *record)
{
    t->sheet->report.quarantined++;
    switch (record->flaw) {
    case RECORD_OPEN_QUOTE:
        tell_row(t, record, -1, SEVERITY_ERROR, "open_quote",
                 "有一个英文双引号没有配对，从这一行起格子分不清，这一行没有读入",
                 "a quotation mark is never closed from this row on; the row was not read",
                 "请补上或删去多余的英文双引号", "close or remove the quotation mark");
        break;
    case RECORD_BROKEN_QUOTES:
        tell_row(t, record, -1, SEVERITY_ERROR, "broken_quotes",
                 "前面没有配对的引号太多，从这里起没有读",
                 "too many open quotes above; not read from here on", "请用 Excel 打开原表重新导出",
                 "export the file again from Excel");
        break;
    case RECORD_TOO_WIDE:
        tell_row(t, record, -1, SEVERITY_ERROR, "too_wide", "格数太多，这一行没有读入",
                 "has too many cells; the row was not read", "请核对分隔符", "check the delimiter");
        break;
    default:
        tell_row(t, record, -1, SEVERITY_ERROR, "row_too_long", "太长，这一行没有读入",
                 "is too long; the row was not read", "请核对引号是否成对",
                 "check the quotation marks");
    }
}

void row_taker_take(RowTaker *t, const Record *record)
{
    FileReport *report = &t->sheet->report;
    report->read++;
    if (record->flaw == RECORD_BLANK) {
        report->blank++;
        return;
    }
    if (record->flaw != RECORD_FINE) {
        take_flawed(t, record);
        return;
    }
    if (is_blank_row(record)) {
        report->blank++;
        return;
    }
    Footer footer = footer_of(record);
    if (footer != NO_FOOTER)
        take_footer(t, record, footer);
    else if (bind_repeats(t->intake, t->sheet, record))
        report->header++;
    else
        take_data(t, record);
}

RowTaker *row_taker_new(Intake *intake, int file)
{
    RowTaker *t = memory_alloc(sizeof *t);
    t->intake = intake;
    t->file = file;
    t->sheet = intake->sheets[file];
    t->schema = &intake->schemas->tables[t->sheet->binding.table];
    t->table = dataset_table(intake->data, t->sheet->binding.table);
    size_t count = t->schema->column_count;
    t->cells = memory_alloc(count * sizeof *t->cells);
    t->previous = memory_alloc(count * sizeof *t->previous);
    t->first = memory_alloc(count * sizeof *t->first);
    t->totals = memory_alloc(count * sizeof *t->totals);
    t->is_key = memory_alloc(count * sizeof *t->is_key);
    t->caches = memory_alloc(count * sizeof *t->caches);
    for (size_t c = 0; c < count; c++) {
        t->previous[c] = CELL_MISSING;
        if (t->sheet->binding.cell_of[c] >= 0)
            t->caches[c] = memory_alloc(sizeof *t->caches[c]);
    }
    for (size_t k = 0; k < t->schema->key_count; k++)
        t->is_key[t->schema->key[k]] = true;
    t->direction = schema_column(t->schema, "direction");
    t->amount = schema_column(t->schema, "amount");
    t->building = schema_column(t->schema, "building_id");
    t->masked_name = schema_column(t->schema, "person_name");
    if (t->masked_name >= 0 && t->schema->columns[t->masked_name].privacy != PRIVACY_MASKED)
        t->masked_name = -1;
    t->body = schema_column(t->schema, "body");
    t->vetted = schema_column(t->schema, "vet_result");
    t->is_compounds = strcmp(t->schema->name, "compounds") == 0;
    t->must_stand = memory_alloc(count * sizeof *t->must_stand);
    t->scan = memory_alloc(count * sizeof *t->scan);
    for (size_t c = 0; c < count; c++) {
        t->must_stand[c] = must_stand(t, c);
        t->scan[c] = scan_use(t, c);
    }
    return t;
}

void row_taker_close(RowTaker *t)
{
    Sheet *sheet = t->sheet;
    if (sheet->filled_down)
        problem_at(
            t->intake, sheet->report.path, 0, SEVERITY_NOTE, "filled_down", "",
            arena_printf(t->intake->arena, "有 %d 行的小区是空的，按上一行填（合并单元格）",
                         sheet->filled_down),
            arena_printf(t->intake->arena,
                         "%d rows without a compound took it from the row above (merged cells)",
                         sheet->filled_down),
            "", "");
    for (size_t i = 0; i < sizeof sheet->told / sizeof *sheet->told; i++)
        if (sheet->told[i].code && sheet->told[i].count > PROBLEMS_MAX)
            problem_at(t->intake, sheet->report.path, 0, SEVERITY_ERROR, "more_problems",
                       sheet->told[i].code,
                       arena_printf(t->intake->arena, "这类问题共 %d 处，只列出前 %d 处",
                                    sheet->told[i].count, PROBLEMS_MAX),
                       arena_printf(t->intake->arena, "occurs %d times; the first %d are listed",
                                    sheet->told[i].count, PROBLEMS_MAX),
                       "", "");
    for (size_t c = 0; c < t->schema->column_count; c++)
        free(t->caches[c]);
    free(t->caches);
    free(t->cells);
    free(t->previous);
    free(t->first);
    free(t->totals);
    free(t->is_key);
    free(t->must_stand);
    free(t->scan);
    free(t);
}
