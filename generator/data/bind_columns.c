/*
 * bind_columns.c - which cell of a header is which column, in which unit, and what is missing; see
 * bind_own.h.
 */
#include "data/bind_own.h"

#include <string.h>

#include "base/buffer.h"
#include "data/label.h"
#include "data/units.h"

#define UNKNOWN_COLUMNS_MAX 20 /* told one by one */
#define NAMES_MAX 512          /* headers that a table's columns go by */

static const char *const SEQUENCE_WORDS[] = {"序号", "编号", "no", "no.", "行号", "序"};

static int64_t enum_in_title(const ColumnSchema *column, const char *text)
{
    int64_t found = CELL_MISSING;
    for (size_t v = 0; v < column->value_count; v++)
        if (*column->values[v].title.zh && strstr(text, column->values[v].title.zh)) {
            if (found != CELL_MISSING)
                return CELL_MISSING; /* two of them: not decisive */
            found = (int64_t)v;
        }
    return found;
}

/* The column, not yet found in this sheet, whose header the text may have been meant to be; -1. */
static int nearest_column(const Sheet *sheet, const TableSchema *schema, const char *fold)
{
    const char *names[NAMES_MAX];
    int of[NAMES_MAX] = {0};
    size_t count = 0;
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        if (sheet->binding.cell_of[c] >= 0)
            continue;
        for (size_t a = 0; a <= column->alias_count && count < NAMES_MAX; a++) {
            of[count] = (int)c;
            names[count++] = a ? column->aliases[a - 1] : column->title.zh;
        }
    }
    int near = label_nearest(fold, names, count);
    return near >= 0 ? of[near] : -1;
}

static void tell_unknown_column(Intake *intake, Sheet *sheet, int i, const HeaderCell *cell,
                                bool only_near)
{
    const TableSchema *schema = &intake->schemas->tables[sheet->binding.table];
    int near = nearest_column(sheet, schema, cell->fold);
    if (near < 0 && only_near)
        return;
    if (near < 0) {
        problem_in(intake, sheet, sheet->header_row, i, SEVERITY_NOTE, "unknown_column", cell->text,
                   "这一列没有用到", "this column is not used", "如应读取，请改用模板中的列名",
                   "if it should be read, use the header of the template");
        return;
    }
    const Title *title = &schema->columns[near].title;
    problem_in(intake, sheet, sheet->header_row, i, SEVERITY_WARNING, "unknown_column", cell->text,
               "不认识这个列名，这一列没有读", "is no known header; the column was not read",
               arena_printf(intake->arena, "是不是“%s”？如是，请改成这个列名", title->zh),
               arena_printf(intake->arena, "is it \"%s\"? then use that header", title->zh));
}

static UnitKind unit_kind(const ColumnSchema *column)
{
    if (column->type == TYPE_MONEY)
        return strstr(column->name, "price") ? UNIT_OF_PRICE : UNIT_OF_MONEY;
    if (strcmp(column->name, "weight") == 0)
        return UNIT_OF_WEIGHT;
    return column->type == TYPE_AREA  ? UNIT_OF_AREA
           : column->type == TYPE_INT ? UNIT_OF_COUNT
                                      : UNIT_OF_NUMBER;
}

/*
 * The power of ten of a column of amounts: what its header says, else what stands above it.
 * False where the numbers below are in a unit that they cannot be read in.
 */
static bool find_exponent(Sheet *sheet, const ColumnSchema *column, const HeaderCell *cell,
                          int *exponent)
{
    *exponent = 0;
    ColumnType type = column->type;
    if (type != TYPE_MONEY && type != TYPE_AREA && type != TYPE_INT && type != TYPE_DECIMAL)
        return true;
    UnitSaid said = unit_of_header(cell->unit, unit_kind(column), exponent);
    if (said == UNIT_UNSAID && unit_kind(column) == UNIT_OF_PRICE && !sheet->foreign)
        return true; /* 单位：万元 is that of amounts, not of 1.85 a square metre */
    if (said == UNIT_UNSAID && type == TYPE_AREA && sheet->far_area)
        return false;
    if (said == UNIT_UNSAID && type == TYPE_MONEY) {
        if (sheet->foreign)
            return false;
        sheet->unit_missing = true;
        *exponent = sheet->exponent;
    } else if (said == UNIT_SAID && column->unit && strstr(column->unit, "万"))
        *exponent -= 4;
    return said != UNIT_FOREIGN;
}

static void tell_foreign(Intake *intake, Sheet *sheet, int i, const HeaderCell *cell)
{
    int exponent;
    bool above = unit_of_header(cell->unit, UNIT_OF_PRICE, &exponent) == UNIT_UNSAID &&
                 (sheet->foreign || sheet->far_area);
    problem_in(intake, sheet, sheet->header_row, i, SEVERITY_ERROR, "foreign_unit", cell->text,
               above ? "的单位不能确定：表头上面写的单位这里不能换算，或写了不止一个；这一列没有读"
                     : "的单位这里不能换算，这一列没有读",
               above ? "has no certain unit: what stands above the header cannot be converted, or "
                       "names more than one; the column was not read"
                     : "has a unit that is not converted; the column was not read",
               above ? "请在表头里写明单位，如“金额（元）”"
                     : "请换算成元、平方米或个数后填写，并改表头",
               above ? "name the unit in the header, e.g. 金额（元）"
                     : "convert it to yuan, square metres or plain counts and change the header");
}

void bind_columns(Intake *intake, Sheet *sheet, const Header *h, int table)
{
    const TableSchema *schema = &intake->schemas->tables[table];
    Binding *b = &sheet->binding;
    b->table = table;
    b->cell_of = ARENA_NEW_ARRAY(intake->arena, schema->column_count, int);
    b->exponent_of = ARENA_NEW_ARRAY(intake->arena, schema->column_count, int);
    b->headers = ARENA_NEW_ARRAY(intake->arena, schema->column_count, const char *);
    b->folds = ARENA_NEW_ARRAY(intake->arena, schema->column_count, const char *);
    b->units = ARENA_NEW_ARRAY(intake->arena, schema->column_count, const char *);
    for (size_t c = 0; c < schema->column_count; c++) {
        b->cell_of[c] = -1;
        b->headers[c] = b->folds[c] = b->units[c] = "";
    }
    b->cells = (int)h->count;
    size_t *strange = ARENA_NEW_ARRAY(intake->arena, h->count, size_t), strange_count = 0;
    b->nameless = ARENA_NEW_ARRAY(intake->arena, h->count, int);
    b->nameless_count = 0;
    for (size_t i = 0; i < h->count; i++)
        if (!*h->cells[i].fold)
            b->nameless[b->nameless_count++] = (int)i;
    b->sequence = b->income = b->expense = -1;
    if (schema_column(schema, "direction") >= 0 && header_has_pair(h)) {
        b->income = header_find(h, INCOME_WORDS, 3);
        b->expense = header_find(h, EXPENSE_WORDS, 3);
        const ColumnSchema *amount = &schema->columns[schema_column(schema, "amount")];
        int sides[] = {b->income, b->expense};
        for (int k = 0; k < 2; k++)
            if (!find_exponent(sheet, amount, &h->cells[sides[k]], &b->exponents[k])) {
                tell_foreign(intake, sheet, sides[k], &h->cells[sides[k]]);
                sheet->refused = true;
            }
    }
    for (size_t i = 0; i < h->count; i++) {
        const HeaderCell *cell = &h->cells[i];
        int column = header_column(intake->aliases, cell->label, table);
        if ((int)i == b->income || (int)i == b->expense)
            column = -1;
        /* In a sheet of income and expense, 项目 names the subject, not the compound. */
        if (b->income >= 0 && strcmp(cell->fold, "项目") == 0)
            column = schema_column(schema, "subject");
        if (column < 0) {
            if (b->sequence < 0 && header_cell_is(cell, SEQUENCE_WORDS, 6))
                b->sequence = (int)i;
            else if (*cell->fold && (int)i != b->income && (int)i != b->expense)
                strange[strange_count++] = i;
            continue;
        }
        if (b->cell_of[column] >= 0) {
            problem_in(intake, sheet, sheet->header_row, (int)i, SEVERITY_WARNING, "column_twice",
                       cell->text, "这一列出现了两次，只读第一列",
                       "this column stands twice; only the first is read", "请删去或改名其中一列",
                       "delete or rename one of them");
            continue;
        }
        int exponent;
        if (!find_exponent(sheet, &schema->columns[column], cell, &exponent)) {
            tell_foreign(intake, sheet, (int)i, cell);
            continue;
        }
        if (exponent == 0 && sheet->exponent &&
            unit_kind(&schema->columns[column]) == UNIT_OF_PRICE && !strstr(cell->unit, "元"))
            problem_in(intake, sheet, sheet->header_row, (int)i, SEVERITY_WARNING, "unit_elsewhere",
                       cell->text, "没有写单位；表头上面的单位不用于单价，按元读",
                       "names no unit; that above the header is not a price's, so it is yuan",
                       "请在表头里写明单位，如“单价（元）”",
                       "name the unit in the header, e.g. 单价（元）");
        b->cell_of[column] = (int)i;
        b->headers[column] = cell->text;
        b->folds[column] = arena_strdup(intake->arena, cell->fold);
        b->units[column] = arena_strdup(intake->arena, cell->unit);
        b->exponent_of[column] = exponent;
    }
    if (sheet->doubtful_row && sheet->unit_missing && !sheet->unit_said)
        problem_in(intake, sheet, sheet->doubtful_row, -1, SEVERITY_WARNING, "unit_elsewhere", "",
                   "写有金额的单位，但看不出是不是指整张表；没有写单位的金额按元读",
                   "names a unit of money, but not surely that of the whole table; amounts without "
                   "a unit were read as yuan",
                   "请在表头里写明单位，如“金额（万元）”",
                   "name the unit in the header, e.g. 金额（万元）");
    for (size_t i = 0; i < strange_count; i++)
        tell_unknown_column(intake, sheet, (int)strange[i], &h->cells[strange[i]],
                            i >= UNKNOWN_COLUMNS_MAX);
    if (strange_count > UNKNOWN_COLUMNS_MAX)
        problem_at(intake, sheet->report.path, 0, SEVERITY_NOTE, "unknown_column", "",
                   arena_printf(intake->arena, "共有 %zu 列没有用到，没有一一列出", strange_count),
                   arena_printf(intake->arena,
                                "holds %zu columns that are not used; not all are "
                                "listed",
                                strange_count),
                   "如应读取，请改用模板中的列名",
                   "if they should be read, use the headers of the template");
}

void bind_values(Intake *intake, Sheet *sheet, const Header *h)
{
    const TableSchema *schema = &intake->schemas->tables[sheet->binding.table];
    static const char *const names[] = {"issue_type", "account"};
    Buffer words = {0};
    buffer_text(&words, sheet->title);
    buffer_text(&words, sheet->folder);
    for (size_t i = 0; i < 2; i++) {
        sheet->fixed_enum[i] = CELL_MISSING;
        int column = schema_column(schema, names[i]);
        if (column < 0 || sheet->binding.cell_of[column] >= 0)
            continue;
        sheet->fixed_enum[i] =
            enum_in_title(&schema->columns[column], words.bytes ? words.bytes : "");
        if (i == 0 && sheet->fixed_enum[i] == CELL_MISSING)
            for (size_t c = 0; c < h->count; c++)
                if (strstr(h->cells[c].fold, "投诉") && !strstr(h->cells[c].fold, "电话"))
                    sheet->fixed_enum[i] = schema_enum(&schema->columns[column], "complaint");
    }
    buffer_free(&words);
}

static void name_column(Buffer *names, Buffer *english, const ColumnSchema *column)
{
    buffer_printf(names, "%s“%s”", names->length ? "、" : "", column->title.zh);
    buffer_printf(english, "%s%s", english->length ? ", " : "", column->name);
}

/* A month, quarter, half or year: 1-9月 is no period that a row can be of. */
static bool is_period(Month first, Month last)
{
    int months = (int)(last - first) + 1, of_year = (int)(first - month_of(month_year(first), 1));
    return months == 1 || ((months == 3 || months == 6 || months == 12) && of_year % months == 0);
}

void bind_required(Intake *intake, Sheet *sheet)
{
    const TableSchema *schema = &intake->schemas->tables[sheet->binding.table];
    const Binding *b = &sheet->binding;
    bool is_compounds = strcmp(schema->name, "compounds") == 0;
    Buffer names = {0}, english = {0};
    for (size_t c = 0; c < schema->column_count; c++) {
        const ColumnSchema *column = &schema->columns[c];
        if (b->cell_of[c] >= 0 || !column->required)
            continue;
        if (!is_compounds && ((int)c == schema->compound_id || (int)c == schema->compound_name))
            continue;
        bool given = bind_can_be_given(schema, c, b->income >= 0);
        if (strcmp(column->name, "issue_type") == 0)
            given = sheet->fixed_enum[0] != CELL_MISSING;
        else if (strcmp(column->name, "account") == 0)
            given = sheet->fixed_enum[1] != CELL_MISSING;
        else if (column->type == TYPE_PERIOD || column->type == TYPE_DATE)
            given = given && sheet->first != MONTH_MISSING && is_period(sheet->first, sheet->last);
        if (!given)
            name_column(&names, &english, column);
        else if (column->type == TYPE_ID)
            sheet->made_ids = true;
    }
    if (!is_compounds && schema->compound_id >= 0 && b->cell_of[schema->compound_id] < 0 &&
        (schema->compound_name < 0 || b->cell_of[schema->compound_name] < 0))
        sheet->no_compound_column = true;
    if (names.length) {
        sheet->refused = true;
        char *zh = arena_printf(intake->arena, "认出是“%s”，但缺少必需的列：%s", schema->title.zh,
                                names.bytes);
        char *en =
            arena_printf(intake->arena, "recognised as %s, but these columns are missing: %s",
                         schema->name, english.bytes);
        problem_at(intake, sheet->report.path, 0, SEVERITY_ERROR, "missing_columns", "", zh, en,
                   "请补上这些列后重新提交；整个文件没有读入",
                   "add these columns and send the file again; nothing of it was read");
    }
    buffer_free(&names);
    buffer_free(&english);
}
