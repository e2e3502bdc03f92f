/*
 * import.c - see import.h.
 *
 *   folder -> files -> bytes -> text -> records -> first rows: which table? -> rows
 *   then, over all files: T01, compounds, keys, foreign keys, arrival, cross checks
 */
#include "data/import.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "data/container.h"
#include "data/decode.h"
#include "data/gather.h"
#include "data/grid.h"
#include "data/intake.h"
#include "data/leave_out.h"

#define FILE_BYTES_MAX ((size_t)8 << 30)

/* --- one sheet, record by record ------------------------------------------------------- */

typedef struct {
    Intake *intake;
    int file;
    KeptRecord kept[HEADER_ROWS_MAX + 1];
    size_t count;
    bool bound;
    bool one_cell; /* no table, and no row has a second cell */
    RowTaker *taker;
} SheetReader;

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
    return (Record){kept->row, kept->flaw, kept->cells, kept->count, kept->cell};
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

static bool take_record(void *context, const Record *record)
{
    SheetReader *r = context;
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

static void close_sheet(SheetReader *r)
{
    if (!r->bound)
        bind(r);
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
    else if (r->one_cell && sheet->report.read > 1)
        problem_at(r->intake, sheet->report.path, 0, SEVERITY_ERROR, "unknown_table", "",
                   "认不出是哪张表：前 20 行每行只有一格，可能分隔符不是逗号，或整行被引号括住",
                   "none of its first 20 rows has a second cell: perhaps the delimiter is no "
                   "comma, or whole rows "
                   "are quoted",
                   "请在 Excel 或 WPS 里打开，确认各列分开后另存为“CSV UTF-8（逗号分隔）”",
                   "open it in Excel or WPS, see that columns are apart, save as CSV UTF-8");
    else
        problem_at(r->intake, sheet->report.path, 0, SEVERITY_ERROR, "unknown_table", "",
                   "认不出是哪张表：前 20 行里没有认识的表头",
                   "no known header in its first 20 rows",
                   "请使用下发的空白表里的表头（由 gongkai template 生成）",
                   "use the headers that gongkai template writes");
}

/* --- sheets and files --------------------------------------------------------------------- */

static int add_sheet(Intake *intake, const char *path, const char *folder, const char *sha256)
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

/* "[投诉]" of a sheet of a workbook, "" of a file. */
static const char *sheet_name(const char *path)
{
    const char *bracket = strchr(path, '[');
    return bracket ? bracket : "";
}

/* The same bytes under another path: made-up ids stay those of the first. `name` ends the path. */
static void find_twin(Intake *intake, int file, const char *name)
{
    Sheet *sheet = intake->sheets[file];
    const char *path = sheet->report.path;
    size_t index = 0;
    for (const char *twin; (twin = gather_twin(intake, &index, sheet->report.sha256));) {
        twin = arena_printf(intake->arena, "%s%s", twin, name);
        if (strcmp(sheet_name(twin), sheet_name(path)) != 0)
            continue;
        sheet->id_path = strncmp(twin, "input/", 6) == 0 ? twin + 6 : twin;
        sheet->twin = twin;
        return;
    }
}

static const char *forced_encoding(const Intake *intake, const char *path)
{
    const Value *map = intake->config ? value_get(intake->config->raw, "encodings") : NULL;
    for (size_t i = 0; map && map->kind == VALUE_MAP && i < map->count; i++)
        if (map->items[i].kind == VALUE_TEXT &&
            (fnmatch(map->keys[i], path, 0) == 0 || fnmatch(map->keys[i], path + 6, 0) == 0))
            return map->items[i].text;
    return "";
}

/* Full-width commas typed by hand, outside quotes, as plain ones. */
static char *plain_commas(const char *text, size_t length, size_t *out_length)
{
    char *out = memory_alloc(length + 1);
    size_t n = 0;
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '"')
            quoted = !quoted;
        if (!quoted && length - i >= 3 && memcmp(text + i, "\xEF\xBC\x8C", 3) == 0) {
            out[n++] = ',';
            i += 2;
        } else
            out[n++] = text[i];
    }
    *out_length = n;
    return out;
}

static void refuse_encoding(Intake *intake, const char *path, const Decoded *d)
{
    Problem p = {
        .code = d->mixed ? "mixed_encodings" : "unknown_encoding",
        .severity = SEVERITY_ERROR,
        .file = path,
        .row = d->bad_row,
        .column = d->bad_column,
        .column_name = "",
        .header = "",
        .value = "",
        .expected_zh = d->mixed ? "从这里起换了一种编码，整个文件没有读"
                       : d->cut ? "最后一个字不完整，文件可能没有传完，整个文件没有读"
                                : "这里的字节不是文字，整个文件没有读",
        .expected_en = d->mixed ? "is in another encoding than the rest; the file was not read"
                       : d->cut ? "ends within a character; the file was not read"
                                : "holds bytes that are no text; the file was not read",
        .advice_zh = d->cut ? "请重新导出或重新发送这个文件"
                     : d->mixed
                         ? "请不要把两个文件直接拼在一起；在 Excel 或 WPS 里打开后另存为“CSV UTF-8”"
                         : "请在 Excel 或 WPS 里打开后另存为“CSV UTF-8”；打不开时请向制表人要原件",
        .advice_en =
            d->cut     ? "export or send it again"
            : d->mixed ? "do not join files byte by byte; save it as CSV UTF-8 from Excel or WPS"
                       : "save it as CSV UTF-8 from Excel or WPS; ask for the original if it does "
                         "not open"};
    problems_add(intake->problems, &p);
}

/* Old Mac and mainframe programs end lines with these; a file of one long line is told by them. */
static void plain_line_ends(char *text, size_t *length)
{
    static const char *const ends[] = {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
    if (memchr(text, '\n', *length) || memchr(text, '\r', *length))
        return;
    size_t n = 0;
    for (size_t at = 0; at < *length;) {
        size_t size = 0;
        for (size_t i = 0; i < 3 && !size; i++)
            if (*length - at >= strlen(ends[i]) && memcmp(text + at, ends[i], strlen(ends[i])) == 0)
                size = strlen(ends[i]);
        text[n++] = size ? '\n' : text[at];
        at += size ? size : 1;
    }
    *length = n;
}

static void read_text(Intake *intake, int file, const char *bytes, size_t length)
{
    Sheet *sheet = intake->sheets[file];
    Decoded decoded;
    bool ok = decode_text_into(bytes, length, forced_encoding(intake, sheet->report.path),
                               &intake->decoded, &decoded);
    sheet->report.encoding = decoded.encoding;
    sheet->report.encoding_reason = decoded.reason;
    if (!ok) {
        refuse_encoding(intake, sheet->report.path, &decoded);
        return;
    }
    plain_line_ends((char *)(uintptr_t)decoded.text, &decoded.length);
    char delimiter = records_sniff(decoded.text, decoded.length), *commas = NULL;
    if (decoded.length > 5 && strncasecmp(decoded.text, "sep=", 4) == 0 && decoded.text[4] &&
        strchr(",;\t", decoded.text[4]) && strchr("\r\n", decoded.text[5]))
        delimiter = decoded.text[4]; /* what Excel itself goes by */
    if (delimiter == '\xEF') {
        size_t n;
        commas = plain_commas(decoded.text, decoded.length, &n);
        decoded.text = commas;
        decoded.length = n;
        delimiter = ',';
    }
    sheet->report.delimiter = delimiter;
    SheetReader reader = {.intake = intake, .file = file};
    records_read_within(decoded.text, decoded.length, delimiter, intake->arbiter, intake->bounds,
                        take_record, &reader);
    close_sheet(&reader);
    free(commas);
}

/* --- what is no table ------------------------------------------------------------------------- */

static void refuse_format(Intake *intake, const char *path, FileFormat format, bool locked)
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

/* --- workbooks ------------------------------------------------------------------------------ */

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
    int file = add_sheet(b->intake, path, b->folder, b->sha256);
    b->intake->sheets[file]->report.encoding = "UTF-8";
    b->intake->sheets[file]->report.encoding_reason = "工作簿内部规定";
    b->intake->sheets[file]->context.date1904 = head->date1904;
    b->hidden = head->hidden;
    b->reader = (SheetReader){.intake = b->intake, .file = file};
    b->intake->sheets[file]->in_book = true;
    find_twin(b->intake, file, path + strlen(b->path));
    b->open = true;
}

static bool book_record(void *context, const Record *record)
{
    BookReader *b = context;
    return take_record(&b->reader, record);
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
    close_sheet(&b->reader);
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

static void read_book(Intake *intake, const char *path, const char *folder, const char *sha256,
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
        add_sheet(intake, path, folder, sha256);
    if (strstr(err.text, ".xlsb")) {
        problem_at(intake, path, 0, SEVERITY_ERROR, "wrong_format", "",
                   "是二进制工作簿（.xlsb），不是 CSV 或 .xlsx", "is a binary workbook (.xlsb)",
                   "请在 Excel 或 WPS 里打开，另存为 .xlsx", "open it and save it as .xlsx");
        return;
    }
    if (strstr(err.text, "no workbook")) {
        refuse_format(intake, path, strstr(err.text, "Word") ? FORMAT_RTF : FORMAT_ZIP, false);
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

/* --- one file -----------------------------------------------------------------------------------
 */

static const char *extension(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
    return dot && (!slash || dot > slash) ? dot + 1 : "";
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(word, words[i]) == 0)
            return true;
    return false;
}

/* Line breaks and the like as the pictures that stand for them. */
static const char *without_controls(Arena *arena, const char *name)
{
    Buffer out = {0};
    size_t plain = 0;
    while (name[plain] && (unsigned char)name[plain] >= ' ' && name[plain] != 0x7F)
        plain++;
    if (!name[plain])
        return name;
    for (const char *at = name; *at; at++) {
        char picture[4];
        unsigned char c = (unsigned char)*at;
        if (c < ' ' || c == 0x7F)
            buffer_put(&out, picture, utf8_encode(c == 0x7F ? 0x2421 : 0x2400u + c, picture));
        else
            buffer_char(&out, *at);
    }
    name = arena_copy(arena, out.bytes, out.length);
    buffer_free(&out);
    return name;
}

const char *shown_name(Arena *arena, const char *name)
{
    size_t length = strlen(name);
    Decoded d;
    if (utf8_check(name, length) == length)
        return without_controls(arena, name);
    if (!decode_text(name, length, "GB18030",
                     &d)) { /* no name in any encoding: bytes as they can be shown */
        char *plain = arena_strdup(arena, name);
        for (char *at = plain; *at; at++)
            *at = *at & 0x80 ? '?' : *at;
        return plain;
    }
    const char *copy = arena_copy(arena, d.text, d.length);
    free(d.owned);
    return copy;
}

static bool is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

/* A link may lead about in the workspace, not to the machine's other files. */
static bool leads_outside(const Intake *intake, const char *dir, const char *full)
{
    char real[PATH_MAX], home[PATH_MAX], input[PATH_MAX];
    if (!realpath(full, real) || !realpath(dir, home) ||
        !realpath(path_join(intake->arena, dir, "input"), input)) {
        file_note_trouble(full);
        return false;
    }
    return !is_below(real, home) && !is_below(real, input);
}

/* Nobody wrote to it in between: half a file is not read as a whole one. */
static bool is_same_file(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void read_file(Intake *intake, const char *dir, const char *below)
{
    static const char *const by_name[] = {"arrivals.csv", "approvals.csv", "corrections.csv"};
    static const char *const tables[] = {"csv", "tsv",  "txt", "tab", "xlsx", "xlsm", "ods", "xls",
                                         "et",  "html", "htm", "xml", "gz",   "zip",  ""};
    static const char *const others[] = {"md", "lua", "log", "ini", "url", "lnk", "tmp", "sh"};
    char *place = arena_printf(intake->arena, "input/%s", below);
    below = shown_name(intake->arena, below);
    char *path = arena_printf(intake->arena, "input/%s", below);
    const char *slash = strrchr(below, '/'), *name = slash ? slash + 1 : below;
    if (is_one_of(below, by_name, 3) || strncmp(below, "notes/", 6) == 0)
        return;
    if (strncmp(name, "~$", 2) == 0 || strcasecmp(name, "desktop.ini") == 0 ||
        strcasecmp(name, "thumbs.db") == 0)
        return; /* left behind by Excel and Windows */
    if (strcmp(name, "填表说明.csv") == 0)
        return; /* comes with the templates */
    char *full = path_join(intake->arena, dir, place), sha256[65];
    Error err = {0};
    char *folder = slash ? arena_copy(intake->arena, below, (size_t)(slash - below)) : "";
    if (!is_one_of(extension(below), tables, sizeof tables / sizeof *tables)) {
        bool sent = !is_one_of(extension(below), others, sizeof others / sizeof *others);
        problem_at(intake, path, 0, sent ? SEVERITY_WARNING : SEVERITY_NOTE, "not_a_table", "",
                   "不是表格，没有读", "is no table and was not read",
                   sent ? "如里面有数据，请交电子表格（CSV、.xlsx 或 .ods）" : "",
                   sent ? "if it holds data, send a spreadsheet (CSV, .xlsx or .ods)" : "");
        return;
    }
    if (leads_outside(intake, dir, full)) {
        memset(sha256, 0, sizeof sha256);
        add_sheet(intake, path, folder, sha256);
        problem_at(intake, path, 0, SEVERITY_ERROR, "outside_workspace", "",
                   "是指到工作区外面的链接，没有读",
                   "is a link that leads out of the workspace; it was not read", "请放入文件本身",
                   "put the file itself here");
        return;
    }
    struct stat before, after;
    bool known = stat(full, &before) == 0;
    if (!known)
        file_note_trouble(full);
    if (!file_read_into(full, FILE_BYTES_MAX, &intake->bytes, &err)) {
        if (err.code == ERR_FILE) /* the run ends with it: its rows would be missing */
            file_note_trouble(full);
        memset(sha256, 0, sizeof sha256);
        add_sheet(intake, path, folder, sha256);
        problem_at(intake, path, 0, SEVERITY_ERROR, "unreadable", "", "读不出来", err.text,
                   "请检查文件和权限", "check the file and its permissions");
        return;
    }
    bool still = stat(full, &after) == 0;
    if (!still)
        file_note_trouble(full);
    if (!known || !still || !is_same_file(&before, &after)) {
        memset(sha256, 0, sizeof sha256);
        add_sheet(intake, path, folder, sha256);
        problem_at(intake, path, 0, SEVERITY_ERROR, "file_changed", "",
                   "在读的时候被改动了，没有读", "was changed while it was read; it was not taken",
                   "请等文件传完、关掉正在编辑它的程序后再运行一次",
                   "run again once it is copied and no program edits it");
        return;
    }
    const char *bytes = intake->bytes.bytes;
    size_t length = intake->length = intake->bytes.length;
    hash_bytes(bytes, length, sha256);
    FileFormat format = decode_format(bytes, length);
    if (format == FORMAT_ZIP || format == FORMAT_TEXT)
        gather_tell_bytes(intake, path, sha256);
    if (format == FORMAT_ZIP)
        read_book(intake, path, folder, sha256, bytes, length);
    else {
        int file = add_sheet(intake, path, folder, sha256);
        if (format != FORMAT_TEXT)
            refuse_format(intake, path, format,
                          memmem(bytes, length, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0", 20) != NULL);
        else {
            find_twin(intake, file, "");
            read_text(intake, file, bytes, length);
        }
    }
}

/* --- what is no file ----------------------------------------------------------------------- */

#define FOLDERS_MAX 40 /* deeper than folder_list() goes */

static void tell_entry(Intake *intake, const char *below, const struct stat *st)
{
    const char *path = arena_printf(intake->arena, "input/%s", shown_name(intake->arena, below));
    if (S_ISDIR(st->st_mode))
        problem_at(intake, path, 0, SEVERITY_WARNING, "not_a_file", "",
                   "是文件夹，却用了表格的名字；里面的文件照常读",
                   "is a folder with the name of a table; the files in it are read",
                   "请核对是不是解压时多出的文件夹", "see whether unpacking made it");
    else
        problem_at(intake, path, 0, SEVERITY_ERROR, "not_a_file", "",
                   S_ISLNK(st->st_mode) ? "是链接，指不到文件，没有读" : "不是普通文件，没有读",
                   S_ISLNK(st->st_mode) ? "is a link that leads to no file; it was not read"
                                        : "is no regular file and was not read",
                   "请放入文件本身", "put the file itself here");
}

/* Hidden files are not read; one that may be a table is named. macOS leaves ._b.csv for b.csv. */
static void tell_hidden_file(Intake *intake, const char *below, const char *name)
{
    static const char *const tables[] = {"csv", "tsv", "txt", "xlsx", "xlsm", "ods", "xls", "et"};
    if (name[1] == '_' || name[1] == '~' || !is_one_of(extension(name), tables, 8))
        return;
    problem_at(intake, arena_printf(intake->arena, "input/%s", shown_name(intake->arena, below)), 0,
               SEVERITY_WARNING, "hidden_file", "", "是隐藏文件（名字以点开头），没有读",
               "is hidden, as its name begins with a dot, and was not read",
               "如应读取，请去掉名字开头的点", "if it should be read, take the dot away");
}

/* folder_list() passes over what is neither file nor folder; none of it goes unsaid. */
static void tell_others(Intake *intake, const char *input, const char *below, int depth)
{
    const char *here = path_join(intake->arena, input, below);
    if (depth >= FOLDERS_MAX)
        return;
    DIR *dir = opendir(here);
    if (!dir) {
        file_note_trouble(here);
        return;
    }
    for (struct dirent *entry; (entry = folder_next(dir));) {
        char *name = path_join(intake->arena, below, entry->d_name);
        if (entry->d_name[0] == '.') {
            tell_hidden_file(intake, name, entry->d_name);
            continue;
        }
        char *full = path_join(intake->arena, input, name);
        struct stat st, target;
        if (lstat(full, &st) != 0) {
            file_note_trouble(full);
            continue;
        }
        if (S_ISDIR(st.st_mode)) {
            if (is_one_of(extension(name), (const char *const[]){"csv", "xlsx", "xls", "ods"}, 4))
                tell_entry(intake, name, &st);
            tell_others(intake, input, name, depth + 1);
        } else if (!S_ISREG(st.st_mode) &&
                   !(S_ISLNK(st.st_mode) && stat(full, &target) == 0 && S_ISREG(target.st_mode)))
            tell_entry(intake, name, &st);
    }
    if (errno != 0)
        file_note_trouble(here);
    closedir(dir);
}

/* --- all of it ---------------------------------------------------------------------------------
 */

typedef struct {
    const char *dir;
    FileList files;
} Folder;

static void read_item(Intake *intake, void *context, size_t item)
{
    const Folder *folder = context;
    read_file(intake, folder->dir, folder->files.paths[item]);
}

static uint64_t length_of(Arena *arena, const char *input, const FileList *files)
{
    uint64_t sum = 0;
    struct stat st;
    for (size_t i = 0; i < files->count; i++)
        sum += stat(path_join(arena, input, files->paths[i]), &st) == 0 ? (uint64_t)st.st_size : 0;
    return sum;
}

/* Who sent it, for the report: the reporting line, else the last folder that names no month. */
static const char *sender_of(Intake *intake, const Sheet *sheet)
{
    if (*sheet->reporter)
        return sheet->reporter;
    const char *end = sheet->folder + strlen(sheet->folder), *start;
    while (end > sheet->folder) {
        for (start = end; start > sheet->folder && start[-1] != '/';)
            start--;
        char *name = arena_copy(intake->arena, start, (size_t)(end - start));
        if (strspn(name, "0123456789-.") < strlen(name) && !strstr(name, "月") &&
            !strstr(name, "季"))
            return name;
        end = start > sheet->folder ? start - 1 : start;
    }
    return "";
}

static void publish_reports(Intake *intake, Import *out)
{
    FileReport *files = ARENA_NEW_ARRAY(intake->arena, intake->sheet_count, FileReport);
    for (size_t i = 0; i < intake->sheet_count; i++) {
        files[i] = intake->sheets[i]->report;
        files[i].sender = sender_of(intake, intake->sheets[i]);
    }
    out->files = files;
    out->file_count = intake->sheet_count;
}

/* What the office configured, else as shipped; a row is never shorter than its longest cell. */
static RecordBounds bounds_of(const Config *config)
{
    RecordBounds b = RECORD_BOUNDS;
    if (!config)
        return b;
    b.cell = config->bound_cell ? (size_t)config->bound_cell : b.cell;
    b.row = config->bound_row ? (size_t)config->bound_row : b.row;
    b.cells = config->bound_columns ? (size_t)config->bound_columns : b.cells;
    if (b.row < b.cell)
        *(config->bound_row ? &b.cell : &b.row) = config->bound_row ? b.row : b.cell;
    return b;
}

bool import_run(Arena *arena, const char *dir, const SchemaSet *schemas, const Config *config,
                Import *out, Error *err)
{
    return import_run_with(arena, dir, schemas, config, &(ImportOptions){0}, out, err);
}

bool import_run_with(Arena *arena, const char *dir, const SchemaSet *schemas, const Config *config,
                     const ImportOptions *options, Import *out, Error *err)
{
    Intake intake = {.arena = arena,
                     .schemas = schemas,
                     .config = config,
                     .arbiter = options->arbiter,
                     .bounds = bounds_of(config)};
    *out = (Import){0};
    char *input = path_join(arena, dir, "input");
    Folder folder = {.dir = dir};
    intake.data = out->data = dataset_new(schemas);
    intake.problems = out->problems = problems_new(arena);
    intake.secrets = out->secrets = secrets_new();
    if (!folder_exists(input))
        return error_set(err, ERR_DATA, "%s：没有这个文件夹 / no such folder", input);
    if (!folder_list(arena, input, &folder.files, err))
        return false;
    tell_others(&intake, input, "", 0);
    Aliases *aliases = aliases_new(arena, schemas);
    intake.aliases = aliases;
    if (options->want)
        out->left_out = leave_out_files(&intake, options, &folder.files, input, read_item, &folder);
    gather_run(&intake, folder.files.count, length_of(arena, input, &folder.files),
               (size_t)options->jobs, read_item, &folder);

    Places *places;
    settle_compounds(&intake, &places);
    settle_rows(&intake, places);
    settle_foreign_keys(&intake);
    out->arrival = arrival_build(&intake, places, dir);
    check_rows(&intake);
    note_names_check(&intake, &folder.files, places);
    approvals_check(&intake, places, dir);
    problems_tell_more(&intake);
    publish_reports(&intake, out);
    problems_sort(intake.problems);
    bool any = places_count(places) > 0;
    places_free(places);
    aliases_free(aliases);
    free(intake.sheets);
    free(intake.named);
    if (!any)
        return error_set(err, ERR_DATA,
                         "没有收到“小区基本信息”，或没有一行能用 / no compound: the table of "
                         "compounds (T01) has not arrived or has no row");
    return true;
}
