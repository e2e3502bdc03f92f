/*
 * tell.c - problems of the import in words; see intake.h.
 *
 * A problem is told at most PROBLEMS_MAX times per sheet and code; beyond that it is counted.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "data/intake.h"
#include "data/scan.h"

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

/* Rows come in order, but for those that are told when all files are read. */
static void add_row(Intake *intake, Told *told, int row)
{
    if (!told->beyond)
        told->beyond = ARENA_NEW(intake->arena, RowRuns);
    RowRuns *runs = told->beyond;
    int last = runs->count - 1;
    bool near = last >= 0 && row >= runs->from[last] - 1 && row <= runs->to[last] + 1;
    if (!near && runs->count < ROW_RUNS_MAX) {
        runs->from[runs->count] = runs->to[runs->count] = row;
        runs->count++;
    } else {
        runs->gaps |= !near;
        runs->from[last] = row < runs->from[last] ? row : runs->from[last];
        runs->to[last] = row > runs->to[last] ? row : runs->to[last];
    }
}

static void note(Intake *intake, const char *code, Severity severity, int row, int64_t more)
{
    if (!intake->piece)
        return;
    GROW(intake->tellings, intake->telling_capacity, intake->telling_count + 1);
    intake->tellings[intake->telling_count++] =
        (Telling){code, severity, row, more, problems_count(intake->problems)};
}

void problem_count_more(Intake *intake, Told *told, int row, int64_t more)
{
    if (more > 0)
        note(intake, told->code, told->severity, row, more);
    told->count += more;
    if (more > 0)
        add_row(intake, told, row);
}

static Told *told_of(Sheet *sheet, const char *code)
{
    size_t count = sizeof sheet->told / sizeof *sheet->told;
    for (size_t i = 0; i < count && sheet->told[i].code; i++)
        if (sheet->told[i].code == code) /* nearly always the same literal */
            return &sheet->told[i];
    for (size_t i = 0; i < count; i++) {
        if (!sheet->told[i].code)
            sheet->told[i].code = code;
        if (strcmp(sheet->told[i].code, code) == 0)
            return &sheet->told[i];
    }
    return NULL;
}

bool problem_may_tell(Intake *intake, Sheet *sheet, int row, Severity severity, const char *code)
{
    Told *told = told_of(sheet, code);
    note(intake, code, severity, row, 0);
    if (!told)
        return true;
    if (told->count == 0 || severity > told->severity)
        told->severity = severity;
    if (++told->count <= PROBLEMS_MAX)
        return true;
    add_row(intake, told, row);
    return false;
}

/* Whether the problems that go with it are told. */
static bool retell(Intake *intake, Sheet *sheet, const Telling *telling, int row)
{
    if (telling->more == 0)
        return problem_may_tell(intake, sheet, row, telling->severity, telling->code);
    Told *told = told_of(sheet, telling->code);
    if (told)
        problem_count_more(intake, told, row, telling->more);
    return true;
}

void problems_retell(Intake *intake, Sheet *sheet, Intake *place, int rows)
{
    Problems *all = place->problems, *kept = problems_new(place->arena);
    size_t at = 0, end = problems_count(all);
    for (size_t i = 0; i <= place->telling_count; i++) {
        size_t next = i < place->telling_count ? place->tellings[i].problem : end;
        bool told = i == 0 || retell(intake, sheet, &place->tellings[i - 1],
                                     place->tellings[i - 1].row + rows);
        for (; at < next; at++)
            if (told)
                problems_take_one(kept, all, at, rows);
    }
    place->problems = kept;
}

/* What was said the first time, as an example of what is only counted; "" where nothing was. */
static const char *first_words(const Intake *intake, const char *file, const char *code)
{
    for (size_t i = 0; i < problems_count(intake->problems); i++) {
        const Problem *p = problems_at(intake->problems, i);
        if (strcmp(p->code, code) == 0 && strcmp(p->file, file) == 0)
            return p->expected_zh;
    }
    return "";
}

/* "1002-50001, 50007" */
static const char *rows_text(Intake *intake, const RowRuns *runs, bool english)
{
    Buffer text = {0};
    for (int i = 0; i < runs->count; i++) {
        const char *between = i == 0 ? "" : english ? ", " : "、";
        if (runs->from[i] == runs->to[i])
            buffer_printf(&text, "%s%d", between, runs->from[i]);
        else
            buffer_printf(&text, english ? "%s%d-%d" : "%s%d–%d", between, runs->from[i],
                          runs->to[i]);
    }
    if (!english)
        buffer_text(&text, "行");
    if (runs->gaps)
        buffer_text(&text, english ? " (not each row between the last two)"
                                   : "（最后两行之间不是每一行都有）");
    const char *copy = arena_copy(intake->arena, text.bytes, text.length);
    buffer_free(&text);
    return copy;
}

void problems_tell_more(Intake *intake)
{
    for (size_t s = 0; s < intake->sheet_count; s++) {
        const Sheet *sheet = intake->sheets[s];
        for (size_t i = 0; i < CODES_MAX && sheet->told[i].code; i++) {
            const Told *told = &sheet->told[i];
            if (told->beyond)
                problem_at(
                    intake, sheet->report.path, 0, told->severity, "more_problems", told->code,
                    arena_printf(
                        intake->arena, "这类问题（%s）共 %lld 处，只列出前 %d 处；其余在第%s",
                        first_words(intake, sheet->report.path, told->code), (long long)told->count,
                        PROBLEMS_MAX, rows_text(intake, told->beyond, false)),
                    arena_printf(intake->arena,
                                 "occurs %lld times; the first %d are listed, the others are in "
                                 "rows %s",
                                 (long long)told->count, PROBLEMS_MAX,
                                 rows_text(intake, told->beyond, true)),
                    "", "");
        }
    }
}

void problem_in(Intake *intake, Sheet *sheet, int row, int column, Severity severity,
                const char *code, const char *value, const char *zh, const char *en,
                const char *advice_zh, const char *advice_en)
{
    if (!problem_may_tell(intake, sheet, row, severity, code))
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
    {CELL_PERIOD_CUT,
     {"period_cut", SEVERITY_WARNING, "按1月读；如原来是10月，是 Excel 去掉了末尾的 0",
      "was read as January; if it was October, Excel has dropped the 0 at its end",
      "请写成 2024年10月 或 2024-10", "write 2024-10"}},
    {CELL_UTC_DATE,
     {"utc_date", SEVERITY_WARNING, "是世界时（末尾的 Z），按北京时间读作 %s",
      "is in universal time (the Z at its end); in China it is %s", "请核对日期，只写年月日",
      "check the date and write the day alone"}},
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
    {CELL_LOST,
     {"lost_character", SEVERITY_WARNING, "含有乱码（�），有的字在以前转换编码时丢了",
      "holds a replacement character: an earlier conversion lost text",
      "请从原来的系统重新导出，或重新输入这一格",
      "export it again from where it came, or type this cell again"}},
    {CELL_OWN,
     {"own_character", SEVERITY_WARNING, "含有自造字，别的电脑没有这个字，印成“〓”",
      "holds a character of the office's own making, which is printed as 〓",
      "请改用国家标准里的字，或写拼音", "use a standard character, or pinyin"}},
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
     {"negative", SEVERITY_WARNING, "是负数，这一列一般不会是负的",
      "is negative, which this column should not be", "请核对正负号", "check the sign"}},
    {CELL_IS_PERCENT,
     {"is_percent", SEVERITY_ERROR, "是百分数，这一列应填数",
      "is a percentage; this column holds numbers", "请填写数字，如 %s|98.35",
      "give a number, e.g. %s|98.35"}},
    {CELL_WRONG_UNIT,
     {"wrong_unit", SEVERITY_ERROR, "的单位与这一列不同", "has another unit than this column",
      "请核对是否填错了列；这一列只填数字",
      "see whether it belongs to another column; give the number alone"}},
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
    {CELL_FORMULA,
     {"formula_without_value", SEVERITY_ERROR, "是公式，文件里没有存下它的结果",
      "is a formula whose result is not in the file",
      "请在 Excel 或 WPS 里打开、保存后重新提交，或把公式粘贴为数值",
      "open and save it in Excel or WPS, or paste the formula as a value"}},
    {CELL_BUILDING_DATE,
     {"building_date", SEVERITY_ERROR, "像日期：楼栋号被 Excel 改成了日期",
      "looks like a date: Excel turned a building number into one",
      "请把这一列设为“文本”格式后重新填写，如 3幢",
      "format the column as text and enter it again, e.g. 3幢"}},
    {CELL_BUILDING_LONG,
     {"building_too_long", SEVERITY_ERROR, "太长，不像楼栋号",
      "is too long for a building's number", "请只填楼栋号，如 3幢",
      "give the building alone, e.g. 3幢"}},
    {CELL_TOO_LONG,
     {"too_long", SEVERITY_ERROR, "太长（超过 1 MiB）", "is longer than 1 MiB",
      "请核对引号是否成对，或缩短这一格",
      "check that quotation marks are paired, or shorten the cell"}},
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

/* A mobile number, an id or a card that somebody put into a column of amounts or words. */
static bool holds_number_of_person(const char *value)
{
    ScanHit hit;
    size_t at = 0, length = strlen(value);
    while (length < 1000 && scan_next(value, length, NULL, &at, &hit))
        if (hit.kind == SCAN_MOBILE || hit.kind == SCAN_ID || hit.kind == SCAN_CARD)
            return true;
    return false;
}

void problem_of_cell(Intake *intake, Sheet *sheet, int row, int column, const char *value,
                     const CellResult *result)
{
    const ColumnSchema *schema = &intake->schemas->tables[sheet->binding.table].columns[column];
    for (size_t i = 0; i < sizeof code_texts / sizeof *code_texts; i++) {
        const ProblemText *text = &code_texts[i].text;
        if (code_texts[i].code != result->code)
            continue;
        if (!problem_may_tell(intake, sheet, row, text->severity, text->code))
            return;
        char shape[64];
        bool hide = schema->privacy != PRIVACY_PUBLIC ||
                    (!CELL_IS_READ(result->code) && holds_number_of_person(value));
        CellResult label = *result;
        if (result->code == CELL_UNKNOWN_LABEL)
            labels_suggest(intake, sheet->binding.table, (size_t)column, value, &label);
        const char *hint = hide ? "" : label.hint;
        Problem p = {.code = text->code,
                     .severity = text->severity,
                     .file = sheet->report.path,
                     .row = row,
                     .column = sheet->binding.cell_of[column],
                     .column_name = schema->name,
                     .header = *sheet->binding.headers[column] ? sheet->binding.headers[column]
                                                               : schema->title.zh,
                     .value = result->code == CELL_TOO_LONG ? ""
                              : hide ? scan_shape(value, strlen(value), shape, false)
                                     : value,
                     .expected_zh = with_hint(intake->arena, text->zh, hint),
                     .expected_en = with_hint(intake->arena, text->en, hint),
                     .advice_zh = with_hint(intake->arena, text->advice_zh, hint),
                     .advice_en = with_hint(intake->arena, text->advice_en, hint)};
        problems_add(intake->problems, &p);
        return;
    }
}

void problem_of_row(Intake *intake, RowOrigin origin, int column, Severity severity,
                    const char *code, const char *value, const char *zh, const char *en,
                    const char *advice_zh, const char *advice_en)
{
    const Sheet *sheet = intake->sheets[origin.file];
    const TableSchema *schema = &intake->schemas->tables[sheet->binding.table];
    Problem p = {.code = code,
                 .severity = severity,
                 .file = sheet->report.path,
                 .row = origin.row,
                 .column = column >= 0 ? sheet->binding.cell_of[column] : -1,
                 .column_name = column >= 0 ? schema->columns[column].name : "",
                 .header = column >= 0 ? sheet->binding.headers[column] : "",
                 .value = value,
                 .expected_zh = zh,
                 .expected_en = en,
                 .advice_zh = advice_zh,
                 .advice_en = advice_en};
    problems_add(intake->problems, &p);
}

/* "1 MiB", "8 KiB", "1000" or, in English, "1,000": the bound that the record goes beyond. */
static void bound_text(const RecordBounds *bounds, RecordFlaw flaw, bool english, char *out,
                       size_t room)
{
    size_t bytes = flaw == RECORD_TOO_LONG ? bounds->row : bounds->cell;
    if (flaw == RECORD_TOO_WIDE && english && bounds->cells >= 1000)
        snprintf(out, room, "%zu,%03zu", bounds->cells / 1000, bounds->cells % 1000);
    else if (flaw == RECORD_TOO_WIDE)
        snprintf(out, room, "%zu", bounds->cells);
    else if (bytes % (1 << 20) == 0)
        snprintf(out, room, "%zu MiB", bytes >> 20);
    else
        snprintf(out, room, "%zu KiB", bytes >> 10);
}

void problem_of_flaw(Intake *intake, Sheet *sheet, const Record *record)
{
    static const ProblemText texts[] = {
        [RECORD_OPEN_QUOTE] = {"open_quote", SEVERITY_ERROR,
                               "有一个英文双引号没有配对，从这一行起格子分不清，这一行没有读入",
                               "a quotation mark is never closed from this row on; the row was not "
                               "read",
                               "请补上或删去多余的英文双引号",
                               "close or remove the quotation mark"},
        [RECORD_TOO_LONG] = {"row_too_long", SEVERITY_ERROR, "太长（超过 %s），这一行没有读入",
                             "is longer than %s; the row was not read",
                             "请核对引号是否成对、行尾是否换行",
                             "check that quotation marks are paired and that lines end"},
        [RECORD_BROKEN_QUOTES] = {"broken_quotes", SEVERITY_ERROR,
                                  "前面没有配对的引号太多，从这里起没有读",
                                  "too many open quotes above; not read from here on",
                                  "请用 Excel 打开原表重新导出",
                                  "export the file again from Excel"},
        [RECORD_TOO_WIDE] = {"too_wide", SEVERITY_ERROR, "超过 %s 格，这一行没有读入",
                             "has more than %s cells; the row was not read",
                             "请核对分隔符，删去不用的列",
                             "check the delimiter and delete the columns that are not needed"},
        [RECORD_CELL_TOO_LONG] = {"too_long", SEVERITY_ERROR, "太长（超过 %s），这一行没有读入",
                                  "is longer than %s; the row was not read",
                                  "请核对引号是否成对，或缩短这一格",
                                  "check that quotation marks are paired, or shorten the cell"},
        [RECORD_TOO_MANY] = {"too_many_rows", SEVERITY_ERROR, "行数太多，从这里起没有读",
                             "is beyond the most rows of a file; not read from here on",
                             "请把这个文件分成几个", "divide the file into several"},
        [RECORD_CELL_TWICE] = {"cell_twice", SEVERITY_ERROR,
                               "在工作簿里出现了两次，不知道哪个算数，这一行没有读入",
                               "stands twice in the workbook; the row was not read",
                               "请在 Excel 或 WPS 里打开、另存后重新提交",
                               "open the workbook in Excel or WPS, save it and send it again"}};
    bool of_cell = record->flaw == RECORD_CELL_TOO_LONG || record->flaw == RECORD_CELL_TWICE;
    const ProblemText *text = &texts[record->flaw];
    assert(text->code); /* fine and blank records have no flaw to tell */
    char bound[32], english[32];
    bound_text(&intake->bounds, record->flaw, false, bound, sizeof bound);
    bound_text(&intake->bounds, record->flaw, true, english, sizeof english);
    if (!problem_may_tell(intake, sheet, record->row, text->severity, text->code))
        return;
    int column = of_cell ? (int)record->cell : -1;
    Problem p = {.code = text->code,
                 .severity = text->severity,
                 .file = sheet->report.path,
                 .row = record->row,
                 .column = column,
                 .column_name = "",
                 .header = "",
                 .value = "",
                 .expected_zh = with_hint(intake->arena, text->zh, bound),
                 .expected_en = with_hint(intake->arena, text->en, english),
                 .advice_zh = text->advice_zh,
                 .advice_en = text->advice_en};
    problems_add(intake->problems, &p);
}
