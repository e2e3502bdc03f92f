/*
 * footer.c - rows that are no data: blank ones, totals, signatures; see taker.h.
 */
#include <stdio.h>
#include <string.h>

#include "data/label.h"
#include "data/taker.h"
#include "data/units.h"

bool footer_is_blank(const Record *record, int sequence)
{
    for (size_t i = 0; i < record->count; i++) {
        Span cell = record->cells[i];
        if (cell.length == 0 || (int)i == sequence)
            continue;
        if (cell.length > 24)
            return false;
        if (!cell_begins_nothing(cell.text, cell.length)) /* nearly every row ends here */
            return false;
        char fold[32];
        if (label_fold(cell.text, cell.length, fold, sizeof fold) > 0 && !cell_is_nothing(fold))
            return false;
    }
    return true;
}

static bool ends_with(const char *text, const char *with)
{
    size_t n = strlen(text), m = strlen(with);
    return n >= m && strcmp(text + n - m, with) == 0;
}

/* Whether the text begins with one of these characters of three bytes each. */
static bool begins_with_one(const char *text, const char *firsts)
{
    for (; *firsts; firsts += 3)
        if (memcmp(text, firsts, 3) == 0)
            return true;
    return false;
}

/* 本月无投诉, 第1页 共3页: a row of one cell that says that nothing follows, or where a page ends.
 */
static bool is_remark(const char *fold)
{
    static const char *const words[] = {
        "本月无", "本月没有", "本月未", "本期无", "本期没有", "本期未",   "本季无",     "本季度无",
        "本年无", "无此类",   "暂无",   "无数据", "没有数据", "以下空白", "以下无正文", "此页无"};
    bool may = strlen(fold) >= 6 && begins_with_one(fold, "本无暂没以此");
    for (size_t i = 0; may && i < sizeof words / sizeof *words; i++)
        if (strncmp(fold, words[i], strlen(words[i])) == 0)
            return true;
    if (strncmp(fold, "*", 1) == 0 || strncmp(fold, "※", 3) == 0)
        return strlen(fold) > 3;
    size_t date = strspn(fold, "0123456789年月日-./"), length = strlen(fold);
    if (date == length && length >= 8 && (strstr(fold, "年") || strspn(fold, "0123456789") == 4))
        return !strstr(fold, "年") || strstr(fold, "月"); /* the day of signing */
    if (length > 6 &&
        (ends_with(fold, "(续)") || ends_with(fold, "续表") || ends_with(fold, "(续表)")))
        return true; /* the title, again on the next page */
    size_t digits = strncmp(fold, "第", 3) == 0 ? strspn(fold + 3, "0123456789") : 0;
    return digits > 0 && strncmp(fold + 3 + digits, "页", 3) == 0;
}

/* 某某公司合计 */
static Footer of_total_end(const char *fold, size_t n, size_t filled)
{
    if (n <= 45 && filled > 1 && (ends_with(fold, "合计") || ends_with(fold, "总计")))
        return FOOTER_TOTAL;
    if (n <= 45 && filled > 1 && ends_with(fold, "小计"))
        return FOOTER_PART;
    return NO_FOOTER;
}

/* What the words below begin with, and those of is_remark(). */
static const char firsts[] = "合总共小本累平均填审制负经复单统领盖签分主备说注暂无没以此第示样范例";

static Footer footer_of_text(char *fold, size_t filled)
{
    static const char *const totals[] = {"合计", "总计", "共计", "总合计", "合計"};
    static const char *const parts[] = {"小计", "本页合计", "本页小计", "本月合计", "本季合计"};
    static const char *const others[] = {"累计", "平均", "平均值", "本年累计", "均值"};
    static const char *const examples[] = {"示例", "样例", "范例", "填写示例", "填表示例", "例"};
    static const char *const signers[] = {
        "填表人",     "审核人",   "制表",     "负责人签字", "填报人",   "经办人", "复核",
        "单位负责人", "填表日期", "填报日期", "填表单位",   "填报单位", "审核",   "审批人",
        "统计人",     "领导签字", "盖章",     "签字",       "分管领导", "主管"};
    static const char *const notes[] = {"备注", "说明", "注", "填表说明", "填报说明"};
    size_t n = strlen(fold);
    if (filled == 1 && is_remark(fold))
        return FOOTER_OTHER;
    char *colon = strchr(fold, ':');
    if (n && fold[n - 1] == ':')
        fold[n - 1] = '\0';
    if (colon && colon[1]) { /* 合计:2笔, 合计(大写):叁佰元整 */
        *colon = '\0';
        Footer footer = footer_of_text(fold, filled);
        *colon = ':';
        if (footer == FOOTER_TOTAL || footer == FOOTER_PART || footer == FOOTER_EXAMPLE)
            return footer;
    }
    if (n < 3 || !begins_with_one(fold, firsts)) /* none of the words below */
        return of_total_end(fold, n, filled);
    for (size_t i = 0; i < sizeof totals / sizeof *totals; i++)
        if (strcmp(fold, totals[i]) == 0)
            return FOOTER_TOTAL;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (strcmp(fold, parts[i]) == 0)
            return FOOTER_PART;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strcmp(fold, others[i]) == 0)
            return FOOTER_OTHER;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)
        if (strcmp(fold, examples[i]) == 0)
            return FOOTER_EXAMPLE;
    for (size_t i = 0; i < sizeof signers / sizeof *signers; i++)
        if (strncmp(fold, signers[i], strlen(signers[i])) == 0 &&
            (colon || strcmp(fold, signers[i]) == 0))
            return FOOTER_OTHER;
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        if (strncmp(fold, notes[i], strlen(notes[i])) == 0 &&
            (colon == fold + strlen(notes[i]) || (strcmp(fold, notes[i]) == 0 && filled <= 2)))
            return FOOTER_OTHER;
    if (strncmp(fold, "注", 3) == 0 && colon &&
        strspn(fold + 3, "0123456789") + 3 == (size_t)(colon - fold))
        return FOOTER_OTHER; /* 注1: */
    return of_total_end(fold, n, filled);
}

static bool has_colon(Span cell)
{
    return memchr(cell.text, ':', cell.length) || memmem(cell.text, cell.length, "：", 3);
}

/* Whether a cell can be a footer's at all: by its first character, or by how it ends. */
static bool may_be_footer(Span cell)
{
    if ((unsigned char)cell.text[0] < 0xE4 || (unsigned char)cell.text[0] == 0xEF)
        return true; /* a blank or a bracket may stand in front */
    if (begins_with_one(cell.text, firsts))
        return true;
    const char *end = cell.text + cell.length - 3;
    if (memcmp(end, "计", 3) == 0 || (unsigned char)*end == 0xEF)
        return true;
    if ((unsigned char)end[2] >= 0x80)
        return false;
    /* A mark or a unit may stand behind the word; a letter or digit only behind a colon. */
    bool word = (end[2] >= '0' && end[2] <= '9') || (end[2] >= 'A' && end[2] <= 'Z') ||
                (end[2] >= 'a' && end[2] <= 'z');
    return !word || begins_with_one(cell.text, "一二三四五六七八九十") || has_colon(cell) ||
           memmem(cell.text, cell.length, "计", 3);
}

/* A remark is no single word in letters; nor a few of them with a number. */
static bool may_be_remark(Span cell)
{
    bool letter = (cell.text[0] >= 'a' && cell.text[0] <= 'z') ||
                  (cell.text[0] >= 'A' && cell.text[0] <= 'Z');
    bool digit = cell.text[0] >= '0' && cell.text[0] <= '9';
    return cell.length > 6 || !(letter || digit);
}

/* What a row is whose first cell that may be a footer's is this one. */
static Footer footer_of_cell(Span cell, size_t filled)
{
    char fold[512], unit[32];
    label_header(cell.text, cell.length, fold, sizeof fold, unit);
    if (!strchr(fold, ':') && has_colon(cell)) { /* label_header() takes one at the end away */
        char whole[512];
        label_fold(cell.text, cell.length, whole, sizeof whole);
        if (strchr(whole, ':') && strlen(fold) + 4 < sizeof fold)
            strcat(fold, ":");
    }
    return footer_of_text(fold, filled);
}

static bool remark_of_cell(Span cell)
{
    char fold[256];
    if (cell.length > 200 || !may_be_remark(cell))
        return false;
    label_fold(cell.text, cell.length, fold, sizeof fold);
    return is_remark(fold);
}

/* Where what such a cell gave is remembered; NULL where the cell is too long. */
static FooterSlot *slot_of(FooterMemo *memo, Span cell, bool remark)
{
    if (cell.length > FOOTER_TEXT)
        return NULL;
    unsigned char last = (unsigned char)cell.text[cell.length - 1];
    return &memo->slots[(cell.length + last + (remark ? FOOTER_SLOTS / 2 : 0)) % FOOTER_SLOTS];
}

static Footer remembered(FooterMemo *memo, Span cell, size_t filled, bool remark)
{
    FooterSlot *slot = slot_of(memo, cell, remark);
    if (slot && slot->length == cell.length && slot->filled == filled && slot->remark == remark &&
        memcmp(slot->text, cell.text, cell.length) == 0)
        return slot->footer;
    Footer footer = !remark                ? footer_of_cell(cell, filled)
                    : remark_of_cell(cell) ? FOOTER_OTHER
                                           : NO_FOOTER;
    if (slot) {
        memcpy(slot->text, cell.text, cell.length);
        slot->length = (uint8_t)cell.length;
        slot->filled = (uint8_t)filled;
        slot->remark = remark;
        slot->footer = footer;
    }
    return footer;
}

Footer footer_of(const Record *record, FooterMemo *memo)
{
    /* A number in front of something: so does nearly every row begin, and then look() sees no word.
     */
    if (record->count >= 2 && record->cells[0].length > 6 && record->cells[1].length > 0 &&
        record->cells[0].text[0] > ' ')
        return NO_FOOTER;
    size_t seen = 0, filled = 0;
    Span only = {"", 0};
    for (size_t i = 0; i < record->count && filled < 3; i++)
        if (record->cells[i].length > 0) {
            only = record->cells[i];
            filled++;
        }
    if (filled == 1 && may_be_remark(only) && remembered(memo, only, 1, true) != NO_FOOTER)
        return FOOTER_OTHER;
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
        Footer footer = remembered(memo, cell, filled, false);
        if (footer != NO_FOOTER && seen == 0)
            return footer;
        if (footer == FOOTER_TOTAL || footer == FOOTER_PART)
            return footer;
        return NO_FOOTER;
    }
    return NO_FOOTER;
}

bool footer_sums(const ColumnSchema *column)
{
    return column->type == TYPE_INT || column->type == TYPE_DECIMAL || column->type == TYPE_MONEY ||
           column->type == TYPE_AREA;
}

static bool is_count(const char *text)
{
    static const char *const units[] = {"件", "起", "条", "项", "例"};
    for (size_t i = 0; *text >= '0' && *text <= '9' && i < sizeof units / sizeof *units; i++)
        if (ends_with(text, units[i]))
            return true;
    return false;
}

/* Whether a cell can be 2件 at all: a digit must come first, or what is taken away before it. */
static bool may_be_count(Span cell)
{
    unsigned char first = (unsigned char)cell.text[0];
    return cell.length >= 4 && ((first >= '0' && first <= '9') || first <= ' ' || first == '=' ||
                                first == '\'' || (first >= 0x7F && (first < 0xE4 || first > 0xE9)));
}

/* A warning about the total of a column, whose text is in t->text. */
static void tell_total(RowTaker *t, const Record *record, size_t c, const char *code,
                       const char *zh, const char *en, const char *advice_zh, const char *advice_en)
{
    Problem p = {.code = code,
                 .severity = SEVERITY_WARNING,
                 .file = t->sheet->report.path,
                 .row = record->row,
                 .column = t->sheet->binding.cell_of[c],
                 .column_name = t->schema->columns[c].name,
                 .header = t->sheet->binding.headers[c],
                 .value = t->text,
                 .expected_zh = zh,
                 .expected_en = en,
                 .advice_zh = advice_zh,
                 .advice_en = advice_en};
    problems_add(t->intake->problems, &p);
}

static void compare_total(RowTaker *t, const Record *record, size_t c, bool part)
{
    int i = t->sheet->binding.cell_of[c];
    const ColumnSchema *column = &t->schema->columns[c];
    Total *total = &t->totals[c];
    CellCode code;
    CellResult result;
    if (i < 0 || (size_t)i >= record->count || record->cells[i].length == 0)
        return;
    if (!footer_sums(column) && !may_be_count(record->cells[i]))
        return;
    make_room(t, record->cells[i].length);
    cell_clean(record->cells[i].text, record->cells[i].length, t->text, &code);
    if (footer_sums(column) && (code == CELL_EXCEL_ERROR || code == CELL_FORMULA)) {
        if (problem_may_tell(t->intake, t->sheet, record->row, SEVERITY_WARNING, "total_unread"))
            tell_total(t, record, c, "total_unread", "没有算出来，没有与上面各行核对",
                       "has no result; it was not compared with the rows above",
                       "请在 Excel 里改正公式后重新导出", "mend the formula and export again");
        return;
    }
    if (code != CELL_OK || cell_is_nothing(t->text))
        return;
    CellContext context = t->sheet->context;
    context.exponent = column->type == TYPE_MONEY || column->type == TYPE_AREA
                           ? t->sheet->binding.exponent_of[c]
                           : 0;
    Int128 expected;
    bool counted = false;
    int scale = column->type == TYPE_INT ? 0 : column->type == TYPE_DECIMAL ? column->scale : 2;
    if (footer_sums(column)) {
        if (total->unreadable || !total->any)
            return;
        expected = part ? total->part : total->sum;
    } else if (is_count(t->text)) { /* 2件 under a text or a date: rows or filled cells */
        expected = part ? t->part_rows : t->sheet->data_rows;
        cell_number(t->text, &context, 0, false, &result);
        if (CELL_IS_READ(result.code) &&
            result.value == expected - (part ? total->part_empty : total->empty))
            return;
        scale = 0;
        counted = true;
    } else
        return;
    if (!counted)
        cell_number(t->text, &context, scale, false, &result);
    if (footer_sums(column) && CELL_IS_READ(result.code) && (Int128)result.value == total->part)
        return; /* the 合计 of a block among others */
    if (footer_sums(column) && !CELL_IS_READ(result.code) &&
        problem_may_tell(t->intake, t->sheet, record->row, SEVERITY_WARNING, "total_unread"))
        tell_total(t, record, c, "total_unread", "读不出数，没有与上面各行核对",
                   "is no number that can be read; it was not compared with the rows above",
                   "请填写数字", "give a number");
    if (!CELL_IS_READ(result.code) || (Int128)result.value == expected ||
        !problem_may_tell(t->intake, t->sheet, record->row, SEVERITY_WARNING, "total_differs"))
        return;
    char *sum = exact_decimal(t->intake->arena, expected, 1, 1, 0, false);
    if (scale > 0) {
        Int128 power = 1;
        for (int k = 0; k < scale + context.exponent; k++)
            power *= 10;
        sum = exact_decimal(t->intake->arena, expected, power, 1,
                            scale + context.exponent < 12 ? scale + context.exponent : 12, false);
    }
    tell_total(t, record, c, "total_differs",
               arena_printf(t->intake->arena, "与上面各行之和 %s 不符", sum),
               arena_printf(t->intake->arena, "differs from the sum of the rows above, %s", sum),
               "请核对是否漏行或写错", "check for a missing row or a wrong figure");
}

/* All that a row of data must have stands in it: then it may be one. */
static bool is_full(const RowTaker *t, const Record *record)
{
    size_t filled = 0;
    for (size_t k = 0; k < t->bound.count; k++) {
        size_t c = t->bound.items[k], i = (size_t)t->sheet->binding.cell_of[c];
        if (!t->schema->columns[c].required)
            continue;
        char text[32] = "";
        if (i >= record->count || record->cells[i].length == 0)
            return false;
        if (may_be_count(record->cells[i]))
            label_fold(record->cells[i].text, record->cells[i].length, text, sizeof text);
        if (is_count(text))
            return false;
        filled++;
    }
    return filled >= 3;
}

/* 注：金额单位为万元, below amounts that were read as yuan. */
static void watch_unit(RowTaker *t, const Record *record)
{
    for (size_t i = 0; t->sheet->unit_missing && i < record->count; i++) {
        char text[256];
        int exponent;
        Span cell = record->cells[i];
        if (cell.length == 0)
            continue;
        snprintf(text, sizeof text, "%.*s", cell.length < 255 ? (int)cell.length : 255, cell.text);
        UnitSaid said = unit_of_line(text, &exponent);
        if (said == UNIT_UNSAID || (said == UNIT_SAID && exponent == t->sheet->exponent))
            continue;
        row_tell(t, record, -1, SEVERITY_WARNING, "unit_elsewhere",
                 "写在表下面的金额单位没有用到；没有写单位的金额按元或表上面写的单位读",
                 "names a unit below the table, which was not used; amounts without a unit were "
                 "read as yuan or as the line above says",
                 "请在表头里写明单位，如“金额（万元）”",
                 "name the unit in the header, e.g. 金额（万元）");
        return;
    }
}

void footer_take(RowTaker *t, const Record *record, Footer footer)
{
    t->sheet->report.footer++;
    if (footer == FOOTER_EXAMPLE) {
        row_tell(t, record, -1, SEVERITY_WARNING, "full_footer",
                 "写着“示例”，按填表示例看待，没有作为数据读入",
                 "is marked as an example and was not read as data", "如是数据，请改写那一格",
                 "if it is data, change that cell");
        return;
    }
    if (is_full(t, record))
        row_tell(t, record, -1, SEVERITY_WARNING, "full_footer",
                 "写着合计、小计之类，按表尾看待，没有作为数据读入；但必填的格都填了",
                 "was taken for a total, not for data, though all that a row needs stands in it",
                 "如是数据，请改写那一格（如编号不要叫“合计”）", "if it is data, change that cell");
    if (footer == FOOTER_OTHER) {
        watch_unit(t, record);
        return;
    }
    for (size_t k = 0; k < t->bound.count; k++)
        compare_total(t, record, t->bound.items[k], footer == FOOTER_PART);
    for (size_t k = 0; k < t->bound.count; k++)
        t->totals[t->bound.items[k]].part = 0, t->totals[t->bound.items[k]].part_empty = 0;
    t->part_rows = 0;
}

static void count_empty(RowTaker *t, const Columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        size_t c = columns->items[i];
        bool empty = t->cells[c] == CELL_MISSING && !t->bad[c];
        t->totals[c].empty += empty;
        t->totals[c].part_empty += empty;
    }
}

static void add_sums(RowTaker *t)
{
    for (size_t i = 0; i < t->summed.count; i++) {
        size_t c = t->summed.items[i];
        if (t->cells[c] != CELL_MISSING) {
            t->totals[c].sum += t->cells[c];
            t->totals[c].part += t->cells[c];
            t->totals[c].any = true;
        }
    }
    t->sheet->data_rows++;
    t->part_rows++;
}

void footer_add(RowTaker *t)
{
    count_empty(t, &t->holes);
    add_sums(t);
}

void footer_add_again(RowTaker *t)
{
    count_empty(t, &t->bound);
    add_sums(t);
}
