/*
 * textfile.c - the bytes of a text file -> text, delimiter, records; see intake.h.
 */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/decode.h"
#include "data/intake.h"

static const char *forced_encoding(const Intake *intake, const char *path)
{
    const Value *map = value_get(intake->config->raw, "encodings");
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

void text_tell_big5(Intake *intake, const char *path)
{
    problem_at(
        intake, path, 0, SEVERITY_ERROR, "unknown_encoding", "",
        "像是繁体中文的 Big5 编码，不是 UTF-8 或 GBK，没有读",
        "seems to be in Big5 (traditional Chinese), not UTF-8 or GBK; it was not read",
        "请在 Excel 或 WPS 里打开，看清没有乱码后另存为“CSV UTF-8”；表头和选项请用模板里的简体字",
        "open it in Excel or WPS, save it as CSV UTF-8, and use the simplified headers of the "
        "template");
}

static void refuse_encoding(Intake *intake, const char *path, const Decoded *d, bool big5)
{
    if (big5 && !d->mixed) {
        text_tell_big5(intake, path);
        return;
    }
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

/* --- other delimiters -------------------------------------------------------------------- */

#define LINES_TRIED 20
#define LINE_TRIED 4096 /* bytes of a line */

/* Cells of the line that some schema knows as a header, if the mark splits it. */
static int known_cells(const Intake *intake, const char *line, const char *end, const char *mark)
{
    int known = 0;
    size_t n = strlen(mark);
    for (const char *at = line; at <= end;) {
        const char *stop = memmem(at, (size_t)(end - at), mark, n);
        if (!stop)
            stop = end;
        known += bind_knows(intake, at, (size_t)(stop - at));
        at = stop + n;
    }
    return known;
}

/* Marks that systems and people put between cells; a file of none but | is read. */
static const TextMark marks[] = {{"|", "竖线（|）", "|"},
                                 {"\t", "制表符（TAB）", "TAB"},
                                 {",", "英文逗号", "a comma"},
                                 {";", "英文分号", "a semicolon"},
                                 {"，", "全角逗号（，）", "a full-width comma"},
                                 {"；", "全角分号（；）", "a full-width semicolon"},
                                 {"｜", "全角竖线（｜）", "a full-width |"},
                                 {"、", "顿号（、）", "、"},
                                 {"~", "波浪号（~）", "~"},
                                 {"^", "尖号（^）", "^"},
                                 {"#", "井号（#）", "#"},
                                 {"\x01", "控制字符（SOH）", "a control character (SOH)"},
                                 {"\x1F", "控制字符（US）", "a control character (US)"},
                                 {":", "冒号", "a colon"},
                                 {"：", "全角冒号", "a full-width colon"},
                                 {"/", "斜线（/）", "/"},
                                 {"\xE3\x80\x80", "全角空格", "a full-width blank"},
                                 {" ", "空格", "blanks"}};

const TextMark *text_other_mark(const Intake *intake, const char *text, size_t length,
                                char delimiter)
{
    const TextMark *best = NULL;
    const char *end = text + length;
    int most = 1, lines = 0;
    for (const char *at = text; at < end && lines < LINES_TRIED; lines++) {
        const char *stop = at;
        while (stop < end && *stop != '\n' && *stop != '\r')
            stop++;
        const char *cut = stop - at < LINE_TRIED ? stop : at + LINE_TRIED;
        for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
            if (*marks[i].mark == delimiter)
                continue;
            int known = known_cells(intake, at, cut, marks[i].mark);
            if (known > most) {
                most = known;
                best = &marks[i];
            }
        }
        at = stop + 1;
    }
    return best;
}

bool text_is_traditional(const char *text, size_t length)
{
    static const char *const words[] = {"小區", "編號", "狀態", "類型", "類別", "問題",
                                        "金額", "帳目", "會議", "業主", "樓棟", "社區",
                                        "日期", "名稱", "備註", "投訴"};
    size_t found = 0;
    if (length > LINES_TRIED * LINE_TRIED)
        length = LINES_TRIED * LINE_TRIED;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        found += memmem(text, length, words[i], strlen(words[i])) != NULL;
    return found >= 3; /* 日期 and 業主 alone may stand in a simplified text, too */
}

bool text_decode(Intake *intake, const char *path, const char *bytes, size_t length, Decoded *out)
{
    return decode_text_into(bytes, length, forced_encoding(intake, path), &intake->decoded, out);
}

void text_close(SheetReader *reader, bool doubtful)
{
    const Sheet *sheet = reader->intake->sheets[reader->file];
    sheet_close(reader);
    if (doubtful && !reader->by_pipe && sheet->report.table >= 0)
        problem_at(reader->intake, sheet->report.path, 0, SEVERITY_WARNING, "doubtful_encoding", "",
                   "按 GB18030 读出的字大多是不常用的字，可能是乱码：原来的编码也许不是 GBK",
                   "gave mostly uncommon characters when read as GB18030: it may be in another "
                   "encoding",
                   "请在 Excel 或 WPS 里打开，看清没有乱码后另存为“CSV UTF-8”",
                   "open it in Excel or WPS, see that the text is right, save it as CSV UTF-8");
}

/* False where pieces are left. */
static bool read_records(SheetReader *reader, char delimiter, bool doubtful)
{
    const Intake *intake = reader->intake;
    RecordReader *records =
        records_open(reader->text, reader->length, delimiter, intake->arbiter, intake->bounds);
    if (pieces_open(reader, records, doubtful))
        return false;
    records_run_lines(records, reader->length, sheet_take, sheet_take_lines, reader);
    records_close(records);
    text_close(reader, doubtful);
    return true;
}

void text_read(Intake *intake, int file, const char *bytes, size_t length, bool ok, Decoded decoded)
{
    Sheet *sheet = intake->sheets[file];
    sheet->report.encoding = decoded.encoding;
    sheet->report.encoding_reason = decoded.reason;
    if (!ok) {
        refuse_encoding(intake, sheet->report.path, &decoded, decode_is_big5(bytes, length));
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
        buffer_clear(&intake->decoded);
        buffer_put(&intake->decoded, commas, n);
        free(commas);
        decoded.text = intake->decoded.bytes;
        decoded.length = n;
        delimiter = ',';
    }
    sheet->report.delimiter = delimiter;
    SheetReader *reader = ARENA_NEW(intake->arena, SheetReader);
    *reader = (SheetReader){.intake = intake,
                            .file = file,
                            .bytes = bytes,
                            .byte_count = length,
                            .text = decoded.text,
                            .length = decoded.length};
    if (!read_records(reader, delimiter, decoded.doubtful))
        return;
    if (reader->by_pipe) { /* no table so far, but | gives one */
        sheet->report.delimiter = '|';
        *reader = (SheetReader){.intake = intake, .file = file};
        records_read_within(decoded.text, decoded.length, '|', intake->arbiter, intake->bounds,
                            sheet_take, reader);
        text_close(reader, decoded.doubtful);
    }
}
