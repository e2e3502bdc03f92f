/*
 * bind.c - which table a sheet is; see intake.h.
 *
 * Every header text that any schema knows (name, title, aliases) is folded into
 * one dictionary. Each of the first rows is tried as a header against each
 * table; what matches most counts. The file's name is never asked.
 */
#include "data/bind_own.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/utf8.h"
#include "data/label.h"
#include "data/units.h"

#define COLUMNS_MAX 1000 /* of a schema */

typedef struct {
    uint32_t label;
    int16_t table, column;
} Alias;

struct Aliases {
    Strings *labels;
    Alias *items; /* sorted by label */
    size_t count, capacity;
    uint32_t *first; /* label -> index in items */
};

static void add_alias(Aliases *a, const char *text, int table, int column)
{
    char fold[256], unit[32];
    size_t length = label_header(text, strlen(text), fold, sizeof fold, unit);
    if (length == 0)
        return;
    uint32_t label = strings_intern(a->labels, fold, length);
    /* Those of one column follow each other. */
    for (size_t i = a->count;
         i-- > 0 && a->items[i].table == table && a->items[i].column == column;)
        if (a->items[i].label == label)
            return;
    GROW(a->items, a->capacity, a->count + 1);
    a->items[a->count++] = (Alias){label, (int16_t)table, (int16_t)column};
}

static int by_label(const void *x, const void *y)
{
    const Alias *a = x, *b = y;
    if (a->label != b->label)
        return a->label < b->label ? -1 : 1;
    if (a->table != b->table)
        return a->table - b->table;
    return a->column - b->column;
}

Aliases *aliases_new(Arena *arena, const SchemaSet *schemas)
{
    Aliases *a = ARENA_NEW(arena, Aliases);
    a->labels = strings_new();
    for (size_t t = 0; t < schemas->count; t++)
        for (size_t c = 0; c < schemas->tables[t].column_count; c++) {
            const ColumnSchema *column = &schemas->tables[t].columns[c];
            add_alias(a, column->name, (int)t, (int)c);
            add_alias(a, column->title.zh, (int)t, (int)c);
            add_alias(a, column->title.en, (int)t, (int)c);
            for (size_t i = 0; i < column->alias_count; i++)
                add_alias(a, column->aliases[i], (int)t, (int)c);
        }
    if (a->count)
        qsort(a->items, a->count, sizeof *a->items, by_label);
    size_t labels = strings_count(a->labels);
    a->first = ARENA_NEW_ARRAY(arena, labels + 1, uint32_t);
    for (size_t i = a->count; i-- > 0;)
        a->first[a->items[i].label] = (uint32_t)i;
    return a;
}

void aliases_free(Aliases *a)
{
    strings_free(a->labels);
    free(a->items);
}

/* --- one header row ---------------------------------------------------------------- */

static bool is_empty(Span cell)
{
    char fold[8];
    return label_fold(cell.text, cell.length < 64 ? cell.length : 64, fold, sizeof fold) == 0;
}

/* 所属街道, 社区名称: what an office adds to a header; tried where no schema knows the whole. */
static uint32_t plainer_label(const Aliases *aliases, const char *fold)
{
    size_t length = strlen(fold);
    if (length > 6 && (strncmp(fold, "所属", 6) == 0 || strncmp(fold, "所在", 6) == 0)) {
        fold += 6;
        length -= 6;
        uint32_t label = strings_lookup(aliases->labels, fold, length);
        if (label != UINT32_MAX)
            return label;
    }
    if (length > 6 && strcmp(fold + length - 6, "名称") == 0)
        return strings_lookup(aliases->labels, fold, length - 6);
    return UINT32_MAX;
}

static void fill_cell(Intake *intake, HeaderCell *cell, const char *text, size_t length)
{
    label_header(text, length, cell->fold, sizeof cell->fold, cell->unit);
    cell->label = strings_lookup(intake->aliases->labels, cell->fold, strlen(cell->fold));
    if (cell->label == UINT32_MAX)
        cell->label = plainer_label(intake->aliases, cell->fold);
    cell->text = "";
    if (*cell->fold) {
        char shown[256];
        label_trim(text, length, shown, sizeof shown, NULL);
        cell->text = arena_strdup(intake->arena, shown);
    }
}

bool bind_knows(const Intake *intake, const char *text, size_t length)
{
    char fold[128], unit[32];
    return length > 0 && length < 200 && label_header(text, length, fold, sizeof fold, unit) > 0 &&
           strings_lookup(intake->aliases->labels, fold, strlen(fold)) != UINT32_MAX;
}

static Header read_header(Intake *intake, const KeptRecord *row)
{
    Header h = {.cells = ARENA_NEW_ARRAY(intake->arena, row->count, HeaderCell)};
    for (size_t i = 0; i < row->count; i++) {
        fill_cell(intake, &h.cells[i], row->cells[i].text, row->cells[i].length);
        h.filled += *h.cells[i].fold != '\0';
        if (*h.cells[i].fold)
            h.count = i + 1;
    }
    return h;
}

/*
 * Two rows that together are a header (参与表决 over 人数 and 面积). A merged cell
 * leaves blanks to its right; they belong to it where the second row has a text.
 */
static bool join_headers(Intake *intake, const KeptRecord *top, const KeptRecord *sub, Header *out)
{
    size_t count = top->count > sub->count ? top->count : sub->count, below = 0, over = 0;
    Header h = {.cells = ARENA_NEW_ARRAY(intake->arena, count, HeaderCell)};
    Span last = {"", 0};
    for (size_t i = 0; i < count; i++) {
        Span a = i < top->count ? top->cells[i] : (Span){"", 0};
        Span b = i < sub->count ? sub->cells[i] : (Span){"", 0};
        bool has_a = !is_empty(a), has_b = !is_empty(b);
        if (has_a)
            last = a;
        below += has_b;
        over += has_a;
        Buffer joined = {0};
        if (has_a || has_b)
            buffer_put(&joined, has_a ? a.text : last.text, has_a ? a.length : last.length);
        if (has_b) {
            buffer_text(&joined, "·");
            buffer_put(&joined, b.text, b.length);
        }
        fill_cell(intake, &h.cells[i], joined.bytes ? joined.bytes : "", joined.length);
        if (has_b && h.cells[i].label == UINT32_MAX) { /* the lower text alone, if that is known */
            HeaderCell upper, alone;
            fill_cell(intake, &upper, has_a ? a.text : last.text, has_a ? a.length : last.length);
            fill_cell(intake, &alone, b.text, b.length);
            if (alone.label != UINT32_MAX && upper.label == UINT32_MAX)
                h.cells[i] = alone;
        }
        buffer_free(&joined);
        h.filled += *h.cells[i].fold != '\0';
        if (*h.cells[i].fold)
            h.count = i + 1;
    }
    *out = h;
    return below > 0 && over > 0 && below < count;
}

int header_column(const Aliases *a, uint32_t label, int table)
{
    if (label == UINT32_MAX)
        return -1;
    for (size_t i = a->first[label]; i < a->count && a->items[i].label == label; i++)
        if (a->items[i].table == table)
            return a->items[i].column;
    return -1;
}

/* --- how well a header fits a table ---------------------------------------------------- */

typedef struct {
    int matched, required, required_missing, keys, score;
    bool complete;
} Fit;

bool header_cell_is(const HeaderCell *cell, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(cell->fold, words[i]) == 0)
            return true;
    return false;
}

int header_find(const Header *h, const char *const *words, size_t count)
{
    for (size_t i = 0; i < h->count; i++)
        if (header_cell_is(&h->cells[i], words, count))
            return (int)i;
    return -1;
}

bool header_has_pair(const Header *h)
{
    return header_find(h, INCOME_WORDS, 3) >= 0 && header_find(h, EXPENSE_WORDS, 3) >= 0;
}

static bool is_column(const TableSchema *schema, size_t column, const char *name)
{
    return strcmp(schema->columns[column].name, name) == 0;
}

/* Columns that a pair of 收入 and 支出 columns stands for. */
static bool from_pair(const TableSchema *schema, size_t column)
{
    return is_column(schema, column, "direction") || is_column(schema, column, "amount");
}

bool bind_can_be_given(const TableSchema *schema, size_t column, bool pair)
{
    const ColumnSchema *c = &schema->columns[column];
    if (is_column(schema, column, "issue_type") || is_column(schema, column, "account"))
        return true;
    if (schema->key_count == 1 && schema->key[0] == column && c->type == TYPE_ID &&
        (is_column(schema, column, "issue_id") || is_column(schema, column, "entry_id")))
        return true;
    if (c->type == TYPE_PERIOD || (c->type == TYPE_DATE && c->period_ok))
        return true;
    return pair && (from_pair(schema, column));
}

static Fit fit_of(const Intake *intake, const Header *h, int table, const char *title)
{
    const TableSchema *schema = &intake->schemas->tables[table];
    bool found[COLUMNS_MAX];
    size_t columns = schema->column_count < COLUMNS_MAX ? schema->column_count : COLUMNS_MAX;
    memset(found, false, columns);
    Fit fit = {0};
    bool pair = schema_column(schema, "direction") >= 0 && header_has_pair(h);
    for (size_t i = 0; i < h->count; i++) {
        int column = header_column(intake->aliases, h->cells[i].label, table);
        if (column < 0 || column >= (int)columns || found[column])
            continue;
        found[column] = true;
        fit.matched++;
    }
    for (size_t c = 0; c < columns; c++) {
        if (!schema->columns[c].required)
            continue;
        if (found[c])
            fit.required++;
        else if ((int)c == schema->compound_id || (int)c == schema->compound_name)
            fit.required_missing += table == schema_table(intake->schemas, "compounds");
        else if (!bind_can_be_given(schema, c, pair))
            fit.required_missing++;
    }
    for (size_t k = 0; k < schema->key_count; k++)
        fit.keys += found[schema->key[k]];
    fit.complete = fit.required_missing == 0 && fit.required > 0;
    fit.score = fit.complete * 60 + fit.matched * 4 + fit.required * 6 - fit.required_missing * 8 +
                fit.keys * 3 - ((int)h->filled - fit.matched) * 2 + pair * 40;
    if (schema->title.zh && *schema->title.zh && strstr(title, schema->title.zh))
        fit.score += 6;
    return fit;
}

static bool is_enough(const Fit *fit, const Header *h, const TableSchema *schema)
{
    if (schema_column(schema, "direction") >= 0 && header_has_pair(h))
        return true;
    return fit->matched >= 2 && (fit->required > 0 || fit->matched >= 3);
}

/* --- what the rows above say ------------------------------------------------------------ */

/* The text behind "填报单位：" in a cell. */
static const char *behind(const char *text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *found = strstr(text, words[i]);
        if (!found)
            continue;
        found += strlen(words[i]);
        return found + strspn(found, " :");
    }
    return NULL;
}

static void cut_at_blank(char *text)
{
    static const char *const ends[] = {"填报日期", "填表日期", "单位:", "日期:",  "审核", "填表人",
                                       "联系",     "填报人",   "经办",  "制表人", "电话", "负责人"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        char *found = strstr(text, ends[i]);
        if (found)
            *found = '\0';
    }
    size_t n = strlen(text);
    if (n && text[n - 1] == ' ')
        text[n - 1] = '\0';
}

/* What the line says of the unit of all amounts below it. */
static void read_unit(Sheet *sheet, const char *text, int row)
{
    int exponent;
    UnitSaid said = unit_of_line(text, &exponent);
    if (said == UNIT_SAID) {
        sheet->foreign |= sheet->unit_said && exponent != sheet->exponent;
        sheet->unit_said = true;
        sheet->exponent = exponent;
    } else if (said == UNIT_FOREIGN)
        sheet->foreign = true;
    else if (said == UNIT_DOUBTFUL && !sheet->doubtful_row)
        sheet->doubtful_row = row;
    sheet->far_area |= unit_of_line_is_far_area(text);
}

static void read_title_cell(Intake *intake, Sheet *sheet, const char *text, int row, Buffer *title)
{
    static const char *const reporters[] = {"填报单位", "报送单位", "上报单位",  "填报社区",
                                            "填报小区", "编制单位", "小区名称:", "所属小区:"};
    static const char *const dates[] = {"填报日期", "填表日期", "制表日期",
                                        "报送日期", "导出时间", "打印日期"};
    char plain[512], fold[512]; /* 单 位：万元 is spaced for its looks */
    label_trim(text, strlen(text), plain, sizeof plain, NULL);
    label_fold(text, strlen(text), fold, sizeof fold);
    const char *who = behind(plain, reporters, sizeof reporters / sizeof *reporters);
    const char *who_fold = behind(fold, reporters, sizeof reporters / sizeof *reporters);
    if (!who)
        who = who_fold;
    if (who && !*sheet->reporter) {
        char *name = arena_strdup(intake->arena, who);
        cut_at_blank(name);
        sheet->reporter = name;
    }
    read_unit(sheet, text, row);
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        char *found = strstr(plain, dates[i]);
        if (found)
            *found = '\0';
    }
    buffer_text(title, plain);
    buffer_char(title, ' ');
}

static void read_titles(Intake *intake, Sheet *sheet, const KeptRecord *rows, size_t count)
{
    Buffer title = {0};
    for (size_t r = 0; r < count; r++)
        for (size_t c = 0; c < rows[r].count; c++)
            if (!is_empty(rows[r].cells[c])) {
                char *text =
                    arena_copy(intake->arena, rows[r].cells[c].text,
                               rows[r].cells[c].length < 2000 ? rows[r].cells[c].length : 2000);
                read_title_cell(intake, sheet, text, rows[r].row, &title);
            }
    sheet->title = arena_copy(intake->arena, title.bytes ? title.bytes : "", title.length);
    buffer_free(&title);

    int year = 0, folder_year = 0, name_year = 0;
    Month last = MONTH_MISSING;
    Month first = cell_find_month(sheet->title, &year, &last);
    Month folder_last, folder_first = cell_find_month(sheet->folder, &folder_year, &folder_last);
    const char *slash = strrchr(sheet->report.path, '/');
    Month name_last, name_first = cell_find_month(slash ? slash + 1 : sheet->report.path,
                                                  &name_year, &name_last);
    (void)name_first;
    sheet->first = first != MONTH_MISSING ? first : folder_first;
    sheet->last = first != MONTH_MISSING ? last : folder_last;
    sheet->context.file_year = year ? year : folder_year ? folder_year : name_year;
    sheet->context.file_month = sheet->first;
}

/* --- the sheet ------------------------------------------------------------------------------ */

static int first_filled(const KeptRecord *row)
{
    for (size_t c = 0; c < row->count; c++)
        if (!is_empty(row->cells[c]))
            return (int)c;
    return -1;
}

/* A title has few cells. A row as full as the header may be data that slipped above it. */
static void tell_rows_above(Intake *intake, Sheet *sheet, const KeptRecord *rows, size_t count,
                            const Header *header)
{
    for (size_t r = 0; r < count; r++) {
        size_t filled = 0;
        for (size_t c = 0; c < rows[r].count; c++)
            filled += !is_empty(rows[r].cells[c]);
        if (filled >= 5 && filled * 3 >= header->filled * 2)
            problem_in(intake, sheet, rows[r].row, -1, SEVERITY_WARNING, "row_above_header", "",
                       "在表头上面，按标题看待，没有作为数据读入",
                       "stands above the header and was taken for a title, not for data",
                       "如是数据，请移到表头下面", "if it is data, move it below the header");
    }
}

void bind_tell_other(Intake *intake, Sheet *sheet, int row, int table)
{
    const Title *title = &intake->schemas->tables[table].title;
    problem_in(intake, sheet, row, -1, SEVERITY_ERROR, "second_table", "",
               arena_printf(intake->arena,
                            "像另一张表（%s）的表头；一个文件或工作表只能放一张表，它的行没有读",
                            title->zh),
               arena_printf(intake->arena,
                            "looks like the header of another table (%s); its rows were not read",
                            title->en),
               "请把两张表分开存成两个文件", "save the two tables as two files");
}

/* A whole header above the one that was chosen: the rows below it are no titles. */
static void tell_table_above(Intake *intake, Sheet *sheet, const KeptRecord *rows, int header)
{
    for (int r = 0; r < header; r++) {
        Record record = {rows[r].row,   rows[r].flaw, rows[r].cells,
                         rows[r].count, rows[r].cell, false};
        int other = bind_other_table(intake, sheet, &record);
        if (other < 0)
            continue;
        bind_tell_other(intake, sheet, rows[r].row, other);
        sheet->lost = r;
        return;
    }
}

/* The cells of one of the header's two rows, to know it again. */
static void keep_folds(Intake *intake, Binding *b, int r, const KeptRecord *row)
{
    b->row_cells[r] = row->count;
    b->row_folds[r] = ARENA_NEW_ARRAY(intake->arena, row->count, const char *);
    for (size_t i = 0; i < row->count; i++) {
        char fold[128], unit[32];
        label_header(row->cells[i].text, row->cells[i].length, fold, sizeof fold, unit);
        b->row_folds[r][i] = arena_strdup(intake->arena, fold);
    }
}

int bind_sheet(Intake *intake, Sheet *sheet, const KeptRecord *rows, size_t count)
{
    int best_row = -1, best_table = -1;
    Fit best = {0};
    Header best_header = {0};
    Buffer words = {0};
    for (size_t r = 0; r < count; r++)
        if (rows[r].count && first_filled(&rows[r]) >= 0)
            buffer_put(&words, rows[r].cells[first_filled(&rows[r])].text,
                       rows[r].cells[first_filled(&rows[r])].length);
    buffer_text(&words, sheet->report.path);
    for (size_t r = 0; r < count; r++) {
        if (rows[r].count == 0 || rows[r].flaw != RECORD_FINE)
            continue;
        Header one = read_header(intake, &rows[r]), two = {0};
        bool joined = r + 1 < count && rows[r + 1].count && one.filled >= 2 &&
                      join_headers(intake, &rows[r], &rows[r + 1], &two);
        for (size_t t = 0; t < intake->schemas->count; t++) {
            const TableSchema *schema = &intake->schemas->tables[t];
            Fit fit = fit_of(intake, &one, (int)t, words.bytes);
            if (is_enough(&fit, &one, schema) && (best_row < 0 || fit.score > best.score)) {
                best = fit;
                best_row = (int)r;
                best_table = (int)t;
                best_header = one;
                sheet->binding.rows = 1;
            }
            if (!joined)
                continue;
            Fit both = fit_of(intake, &two, (int)t, words.bytes);
            if (both.matched > fit.matched && is_enough(&both, &two, schema) &&
                (best_row < 0 || both.score > best.score)) {
                best = both;
                best_row = (int)r;
                best_table = (int)t;
                best_header = two;
                sheet->binding.rows = 2;
            }
        }
        if (best_row == (int)r && best.complete && best.required >= 3)
            break; /* nothing below can be more of a header */
    }
    buffer_free(&words);
    sheet->reporter = sheet->title = "";
    sheet->fixed_enum[0] = sheet->fixed_enum[1] = CELL_MISSING;
    sheet->lost = -1;
    read_titles(intake, sheet, rows, best_row < 0 ? 0 : (size_t)best_row);
    if (best_row < 0)
        return -1;
    sheet->report.table = best_table;
    sheet->header_row = rows[best_row].row;
    tell_table_above(intake, sheet, rows, best_row);
    tell_rows_above(intake, sheet, rows, sheet->lost >= 0 ? (size_t)sheet->lost : (size_t)best_row,
                    &best_header);
    for (int r = 0; r < sheet->binding.rows; r++) {
        const KeptRecord *row = &rows[best_row + r];
        if ((int)row->count > sheet->binding.width)
            sheet->binding.width = (int)row->count;
        if (sheet->binding.rows == 2)
            keep_folds(intake, &sheet->binding, r, row);
    }
    sheet->titles = rows;
    sheet->title_count = sheet->lost >= 0 ? (size_t)sheet->lost : (size_t)best_row;
    bind_columns(intake, sheet, &best_header, best_table);
    bind_values(intake, sheet, &best_header);
    bind_required(intake, sheet);
    return best_row;
}

int bind_other_table(Intake *intake, const Sheet *sheet, const Record *record)
{
    KeptRecord row = {record->row, record->flaw, (Span *)(uintptr_t)record->cells, record->count,
                      record->cell};
    if (record->flaw != RECORD_FINE || record->count < 2)
        return -1;
    int found = -1, own = sheet->report.table;
    Header h = read_header(intake, &row);
    if (h.filled < 2)
        return -1;
    int most = fit_of(intake, &h, own, "").matched;
    for (size_t t = 0; t < intake->schemas->count; t++) {
        Fit fit = fit_of(intake, &h, (int)t, "");
        if ((int)t == own || !fit.complete || fit.matched <= most ||
            fit.matched * 2 < (int)h.filled)
            continue;
        found = (int)t;
        most = fit.matched;
    }
    return found;
}
