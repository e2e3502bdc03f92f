/*
 * book.c - workbooks, each sheet a candidate; and files that are no table at all; see intake.h.
 */
#include <string.h>

#include "data/container.h"
#include "data/decode.h"
#include "data/grid.h"
#include "data/intake.h"

void format_refuse(Intake *intake, const char *path, FileFormat format, bool locked)
{
    static const char *const zh[] = {
        [FORMAT_ZIP] = "是压缩文件，不是 CSV",
        [FORMAT_XLS] = "是旧版 Excel 工作簿（.xls），不是 CSV",
        [FORMAT_HTML] = "是网页（HTML），不是 CSV；有些系统“导出Excel”导出的其实是网页",
        [FORMAT_XML] = "是 XML 表格，不是 CSV",
        [FORMAT_PDF] = "是 PDF，不是 CSV",
        [FORMAT_GZIP] = "是压缩文件，不是 CSV",
        [FORMAT_RAR] = "是压缩文件，不是 CSV",
        [FORMAT_RTF] = "是 Word 文档，不是 CSV",
        [FORMAT_IMAGE] = "是图片，不是 CSV",
        [FORMAT_DATABASE] = "是数据库文件，不是 CSV"};
    static const char *const en[] = {[FORMAT_XLS] = "is an old Excel workbook (.xls), not CSV",
                                     [FORMAT_HTML] = "is a web page (HTML), not CSV",
                                     [FORMAT_XML] = "is an XML spreadsheet, not CSV",
                                     [FORMAT_PDF] = "is a PDF, not CSV",
                                     [FORMAT_GZIP] = "is a compressed file, not CSV",
                                     [FORMAT_RAR] = "is a compressed file, not CSV",
                                     [FORMAT_RTF] = "is a Word document, not CSV",
                                     [FORMAT_IMAGE] = "is a picture, not CSV",
                                     [FORMAT_DATABASE] = "is a database, not CSV"};
    if (locked) {
        problem_at(intake, path, 0, SEVERITY_ERROR, "wrong_format", "",
                   "是加了密码的工作簿，打不开", "is a workbook with a password",
                   "请在 Excel 或 WPS 里去掉打开密码后重新提交",
                   "remove the password in Excel or WPS and send it again");
        return;
    }
    bool packed = format == FORMAT_GZIP || format == FORMAT_RAR || format == FORMAT_ZIP;
    bool paper = format == FORMAT_PDF || format == FORMAT_IMAGE || format == FORMAT_RTF ||
                 format == FORMAT_DATABASE;
    problem_at(intake, path, 0, SEVERITY_ERROR, "wrong_format", "", zh[format], en[format],
               packed  ? "请解压后提交里面的 CSV 或 .xlsx 文件"
               : paper ? "请向制表人要电子表格原件，另存为 CSV"
                       : "请在 Excel 里打开，选“文件→另存为→CSV UTF-8（逗号分隔）”；"
                         "在 WPS 里选“文件→另存为→.xlsx 或 CSV”",
               packed ? "unpack it and send the CSV or .xlsx file inside"
               : paper
                   ? "ask for the spreadsheet itself and save it as CSV"
                   : "open it in Excel, choose Save As, CSV UTF-8; in WPS save as .xlsx or CSV");
}

typedef struct {
    Intake *intake;
    const char *path, *folder, *sha256;
    SheetReader reader;
    bool open, hidden;
} BookReader;

static void begin_table(void *context, const SheetHead *head)
{
    BookReader *b = context;
    char *path = arena_printf(b->intake->arena, "%s[%s]", b->path, head->name);
    int file = sheet_add(b->intake, path, b->folder, b->sha256);
    b->intake->sheets[file]->report.encoding = "UTF-8";
    b->intake->sheets[file]->report.encoding_reason = "工作簿内部规定";
    b->intake->sheets[file]->context.date1904 = head->date1904;
    b->hidden = head->hidden;
    b->reader = (SheetReader){.intake = b->intake, .file = file};
    b->intake->sheets[file]->in_book = true;
    sheet_find_twin(b->intake, file, path + strlen(b->path));
    b->open = true;
}

static bool book_record(void *context, const Record *record)
{
    BookReader *b = context;
    return sheet_take(&b->reader, record);
}

/* What Excel does not show when the workbook is opened has been read nevertheless. */
static void tell_hidden(Intake *intake, const Sheet *sheet, bool whole, int rows)
{
    const char *path = sheet->report.path;
    if (sheet->report.table < 0)
        return; /* nothing of it was read; that is told in tell_sheets() */
    if (whole)
        problem_at(intake, path, 0, SEVERITY_WARNING, "hidden_sheet", "",
                   "这张工作表是隐藏的，也读了", "is a hidden sheet; it was read all the same",
                   "在 Excel 里右键点工作表标签选“取消隐藏”，核对后不要的请删去",
                   "unhide it in Excel, and delete it if it is not meant to be sent");
    if (rows > 0)
        problem_at(intake, path, 0, SEVERITY_NOTE, "hidden_rows", "",
                   arena_printf(intake->arena, "有 %d 行是隐藏的或被筛选掉的，也读了", rows),
                   arena_printf(intake->arena,
                                "%d rows are hidden or filtered out; they were read all the same",
                                rows),
                   "请取消隐藏和筛选后核对，不要的请删去",
                   "unhide them and delete those that are not meant to be sent");
}

static void end_table(void *context, int hidden_rows)
{
    BookReader *b = context;
    if (!b->open)
        return;
    sheet_close(&b->reader);
    tell_hidden(b->intake, b->intake->sheets[b->reader.file], b->hidden, hidden_rows);
    b->open = false;
}

/* A workbook may hold sheets that are no tables (说明, Sheet2), but one must be. */
static void tell_sheets(Intake *intake, size_t first, const char *path, bool whole)
{
    size_t known = 0, filled = 0;
    for (size_t i = first; i < intake->sheet_count; i++) {
        known += intake->sheets[i]->report.table >= 0;
        filled += intake->sheets[i]->report.quarantined > 0;
    }
    if (whole && known == 0 && filled == 0)
        problem_at(intake, path, 0, SEVERITY_WARNING, "empty_file", "", "没有任何内容",
                   "holds nothing", "没有数据时请交只有表头的文件，表示本月没有",
                   "to say that there is nothing this month, send the header alone");
    for (size_t i = first; i < intake->sheet_count; i++) {
        const Sheet *sheet = intake->sheets[i];
        if (sheet->report.table >= 0 || sheet->report.quarantined == 0)
            continue;
        problem_at(intake, sheet->report.path, 0, known ? SEVERITY_WARNING : SEVERITY_ERROR,
                   "unknown_table", "", "认不出是哪张表：前 20 行里没有认识的表头",
                   "no known header in its first 20 rows",
                   "如是数据，请使用下发的空白表里的表头（由 gongkai template 生成）",
                   "if it is data, use the headers that gongkai template writes");
    }
}

void book_read(Intake *intake, const char *path, const char *folder, const char *sha256,
               const char *bytes, size_t length)
{
    BookReader book = {.intake = intake, .path = path, .folder = folder, .sha256 = sha256};
    ContainerSink sink = {begin_table, book_record, end_table, &book, intake->bounds};
    Error err = {0};
    size_t first = intake->sheet_count;
    bool ok = container_read(bytes, length, &sink, &err);
    end_table(&book, 0);
    tell_sheets(intake, first, path, ok);
    if (ok)
        return;
    bool begun = intake->sheet_count > first;
    if (!begun)
        sheet_add(intake, path, folder, sha256);
    if (strstr(err.text, ".xlsb")) {
        problem_at(intake, path, 0, SEVERITY_ERROR, "wrong_format", "",
                   "是二进制工作簿（.xlsb），不是 CSV 或 .xlsx", "is a binary workbook (.xlsb)",
                   "请在 Excel 或 WPS 里打开，另存为 .xlsx", "open it and save it as .xlsx");
        return;
    }
    if (strstr(err.text, "no workbook")) {
        format_refuse(intake, path, strstr(err.text, "Word") ? FORMAT_RTF : FORMAT_ZIP, false);
        return;
    }
    if (strstr(err.text, GRID_TOO_MUCH) || strstr(err.text, "unpacks to more")) {
        problem_at(intake, path, 0, SEVERITY_ERROR, "unreadable_workbook", "",
                   "展开后大得不合理，没有全部读入", err.text,
                   "请在 Excel 或 WPS 里删去多余的行和列，另存后重新提交",
                   "delete rows and columns that are not needed, and save it again");
        return;
    }
    problem_at(intake, path, 0, SEVERITY_ERROR, "unreadable_workbook", "",
               begun ? "工作簿中途损坏，损坏处以后没有读" : "工作簿打不开",
               begun ? arena_printf(intake->arena, "is damaged; read up to there: %s", err.text)
                     : arena_printf(intake->arena, "cannot be opened: %s", err.text),
               "请在 Excel 或 WPS 里打开，另存为“CSV UTF-8（逗号分隔）”",
               "open it in Excel or WPS and save it as CSV UTF-8");
}
