/*
 * sheet.c - one sheet, record by record: the first rows are kept until they tell the table, then
 * all go to row_taker_take(); see intake.h.
 */
#include <string.h>

#include "data/gather.h"
#include "data/intake.h"

static bool all_empty(const Span *cells, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < cells[i].length; k++)
            if (cells[i].text[k] != ' ' && cells[i].text[k] != '\t')
                return false;
    return true;
}

static void keep(SheetReader *r, const Record *record)
{
    Arena *arena = r->intake->arena;
    KeptRecord *kept = &r->kept[r->count++];
    *kept = (KeptRecord){
        .row = record->row, .flaw = record->flaw, .count = record->count, .cell = record->cell};
    kept->cells = ARENA_NEW_ARRAY(arena, record->count, Span);
    for (size_t i = 0; i < record->count; i++)
        kept->cells[i] = (Span){arena_copy(arena, record->cells[i].text, record->cells[i].length),
                                record->cells[i].length};
}

static Record record_of(const KeptRecord *kept)
{
    return (Record){kept->row, kept->flaw, kept->cells, kept->count, kept->cell, false};
}

/* A row that no table takes: counted, because it was read. */
static void count_unread(Sheet *sheet, RecordFlaw flaw, const Span *cells, size_t count)
{
    sheet->report.read++;
    if (flaw == RECORD_BLANK || (flaw == RECORD_FINE && all_empty(cells, count)))
        sheet->report.blank++;
    else
        sheet->report.quarantined++;
}

/* Decides the table by the rows kept so far and sends them on. */
static void bind(SheetReader *r)
{
    Sheet *sheet = r->intake->sheets[r->file];
    r->bound = true;
    int header = bind_sheet(r->intake, sheet, r->kept, r->count);
    if (header < 0) {
        sheet->report.table = -1;
        r->mark = r->text ? text_other_mark(r->intake, r->text, r->length, sheet->report.delimiter)
                          : NULL;
        r->by_pipe = r->mark && *r->mark->mark == '|';
        if (r->by_pipe)
            return;
        r->one_cell = true;
        for (size_t i = 0; i < r->count; i++) {
            const KeptRecord *kept = &r->kept[i];
            Record record = record_of(kept);
            count_unread(sheet, kept->flaw, kept->cells, kept->count);
            r->one_cell &= kept->count <= 1;
            if (kept->flaw != RECORD_FINE && kept->flaw != RECORD_BLANK) /* it may be the header */
                problem_of_flaw(r->intake, sheet, &record);
        }
        return;
    }
    r->taker = row_taker_new(r->intake, r->file);
    table_set_arrived(dataset_table(r->intake->data, sheet->binding.table));
    for (size_t i = (size_t)header + (size_t)sheet->binding.rows; i < r->count; i++) {
        Record record = record_of(&r->kept[i]);
        row_taker_expect(r->taker, &record);
    }
    for (size_t i = 0; i < r->count; i++) {
        const KeptRecord *kept = &r->kept[i];
        int at = (int)i;
        if (at >= header + sheet->binding.rows) {
            Record record = record_of(kept);
            row_taker_take(r->taker, &record);
            continue;
        }
        sheet->report.read++;
        if (at >= header)
            sheet->report.header++;
        else if (kept->flaw == RECORD_BLANK || all_empty(kept->cells, kept->count))
            sheet->report.blank++;
        else if (sheet->lost >= 0 && at >= sheet->lost)
            sheet->report.quarantined++;
        else
            sheet->report.title++;
    }
}

bool sheet_take(void *context, const Record *record)
{
    SheetReader *r = context;
    if (r->by_pipe)
        return false;
    if (!r->bound) {
        keep(r, record);
        if (r->count == HEADER_ROWS_MAX)
            bind(r);
    } else if (r->taker)
        row_taker_take(r->taker, record);
    else
        count_unread(r->intake->sheets[r->file], record->flaw, record->cells, record->count);
    return true;
}

bool sheet_take_lines(void *context, const Lines *lines)
{
    SheetReader *r = context;
    if (r->taker)
        return row_taker_take_lines(r->taker, lines);
    Span cells[LINE_ENDS];
    for (size_t i = 0; i < lines->count; i++) {
        Record record = lines_record(lines, i, cells);
        if (!sheet_take(context, &record))
            return false;
    }
    return true;
}

static void tell_unknown_table(const SheetReader *r, const Sheet *sheet)
{
    Arena *arena = r->intake->arena;
    const char *path = sheet->report.path;
    if (r->mark)
        problem_at(
            r->intake, path, 0, SEVERITY_ERROR, "unknown_table", "",
            arena_printf(arena, "认不出是哪张表：表头像是用%s隔开的，应当用英文逗号", r->mark->zh),
            arena_printf(arena, "has headers that seem to be divided by %s, not by commas",
                         r->mark->en),
            arena_printf(arena,
                         "请在 Excel 或 WPS 里打开，用“数据→分列”按%s分开后，另存为“CSV "
                         "UTF-8（逗号分隔）”",
                         r->mark->zh),
            "open it in Excel or WPS, use Data, Text to Columns, and save it as CSV UTF-8");
    else if (r->text && text_is_traditional(r->text, r->length))
        problem_at(r->intake, path, 0, SEVERITY_ERROR, "unknown_table", "",
                   "认不出是哪张表：表头是繁体字", "has headers in traditional Chinese",
                   "请用下发的空白表里的简体表头和选项（由 gongkai template 生成）",
                   "use the simplified headers that gongkai template writes");
    else if (r->one_cell && sheet->report.read > 1)
        problem_at(
            r->intake, path, 0, SEVERITY_ERROR, "unknown_table", "",
            "认不出是哪张表：前 20 行每行只有一格，可能分隔符不是逗号，或整行被引号括住",
            "none of its first 20 rows has a second cell: perhaps the delimiter is no comma, "
            "or whole rows are quoted",
            "请在 Excel 或 WPS 里打开，确认各列分开后另存为“CSV UTF-8（逗号分隔）”",
            "open it in Excel or WPS, see that columns are apart, save as CSV UTF-8");
    else
        problem_at(r->intake, path, 0, SEVERITY_ERROR, "unknown_table", "",
                   "认不出是哪张表：前 20 行里没有认识的表头",
                   "no known header in its first 20 rows",
                   "请使用下发的空白表里的表头（由 gongkai template 生成）",
                   "use the headers that gongkai template writes");
}

void sheet_close(SheetReader *r)
{
    if (!r->bound)
        bind(r);
    if (r->by_pipe)
        return;
    Sheet *sheet = r->intake->sheets[r->file];
    if (sheet->twin && sheet->data_rows > 0) /* a header alone, month after month, is no mistake */
        problem_at(r->intake, sheet->report.path, 0, SEVERITY_WARNING, "same_file_twice",
                   sheet->twin, "与这个文件完全相同，相同的行只算一次",
                   "holds the same bytes; equal rows count once", "如是误传，请删去其中一个",
                   "delete one of them if this was a mistake");
    if (r->taker) {
        row_taker_close(r->taker);
        return;
    }
    if (sheet->in_book)
        return; /* told in read_book(), once all its sheets are known */
    if (sheet->report.quarantined == 0 && sheet->report.read == sheet->report.blank)
        problem_at(r->intake, sheet->report.path, 0, SEVERITY_WARNING, "empty_file", "", "是空的",
                   "is empty", "没有数据时请交只有表头的文件，表示本月没有",
                   "to say that there is nothing this month, send the header alone");
    else if (sheet->report.encoding[0] == 'G' && r->bytes &&
             decode_is_big5(r->bytes, r->byte_count))
        text_tell_big5(r->intake, sheet->report.path);
    else
        tell_unknown_table(r, sheet);
}

int sheet_add(Intake *intake, const char *path, const char *folder, const char *sha256)
{
    Sheet *sheet = ARENA_NEW(intake->arena, Sheet);
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    GROW(intake->sheets, intake->sheet_capacity, intake->sheet_count + 1);
    intake->sheets[intake->sheet_count] = sheet;
    sheet->report.path = path;
    sheet->report.table = -1;
    sheet->report.encoding = sheet->report.encoding_reason = "";
    memcpy(sheet->report.sha256, sha256, 65);
    sheet->folder = folder;
    sheet->title = sheet->reporter = "";
    sheet->lost = -1;
    sheet->id_path = strncmp(path, "input/", 6) == 0 ? path + 6 : path;
    sheet->first = sheet->last = sheet->context.file_month = MONTH_MISSING;
    return (int)intake->sheet_count++;
}

void sheet_find_twin(Intake *intake, int file, const char *name)
{
    Sheet *sheet = intake->sheets[file];
    const char *twin = gather_twin(intake, sheet->report.sha256);
    if (!twin)
        return;
    sheet->twin = arena_printf(intake->arena, "%s%s", twin, name);
    sheet->id_path = sheet->twin + strlen("input/");
}
