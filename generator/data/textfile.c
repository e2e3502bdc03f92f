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

void text_read(Intake *intake, int file, const char *bytes, size_t length)
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
                        sheet_take, &reader);
    sheet_close(&reader);
    free(commas);
}
