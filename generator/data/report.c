/* report.c - see report.h. */
#include "data/report.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

static const char *severity_code(Severity severity)
{
    static const char *const codes[] = {"note", "warning", "error"};
    return codes[severity];
}

static const char *severity_zh(Severity severity)
{
    static const char *const words[] = {"说明", "提醒", "错误"};
    return words[severity];
}

/* --- CSV -------------------------------------------------------------------------- */

/*
 * A cell as RFC 4180 wants it. What a spreadsheet would run as a formula gets an
 * apostrophe in front: the value is a stranger's.
 */
static void put_cell(Buffer *out, const char *text)
{
    bool formula = *text && strchr("=+-@\t\r", *text) && text[1];
    if (!formula && !strpbrk(text, ",\"\r\n")) {
        buffer_text(out, text);
        return;
    }
    buffer_char(out, '"');
    if (formula)
        buffer_char(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buffer_char(out, '"');
        buffer_char(out, *text);
    }
    buffer_char(out, '"');
}

void report_problems_csv(Buffer *out, const Problems *problems, bool english)
{
    buffer_text(out, "\xEF\xBB\xBF"
                     "file,row,column,letter,header,value,expected,advice,severity,code\n");
    for (size_t i = 0; i < problems_count(problems); i++) {
        const Problem *p = problems_at(problems, i);
        char letter[8];
        put_cell(out, p->file);
        buffer_char(out, ',');
        if (p->row > 0)
            buffer_printf(out, "%d", p->row);
        buffer_char(out, ',');
        if (p->column >= 0)
            buffer_printf(out, "%d", p->column + 1);
        buffer_printf(out, ",%s,", p->column >= 0 ? problem_letter(p->column, letter) : "");
        put_cell(out, p->header);
        buffer_char(out, ',');
        put_cell(out, p->value);
        buffer_char(out, ',');
        put_cell(out, english ? p->expected_en : p->expected_zh);
        buffer_char(out, ',');
        put_cell(out, english ? p->advice_en : p->advice_zh);
        buffer_printf(out, ",%s,%s\n", severity_code(p->severity), p->code);
    }
}

/* --- HTML -------------------------------------------------------------------------- */

static void put_html(Buffer *out, const char *text)
{
    for (; *text; text++)
        switch (*text) {
        case '&':
            buffer_text(out, "&amp;");
            break;
        case '<':
            buffer_text(out, "&lt;");
            break;
        case '>':
            buffer_text(out, "&gt;");
            break;
        case '"':
            buffer_text(out, "&quot;");
            break;
        default:
            buffer_char(out, (unsigned char)*text < 0x20 && *text != '\n' ? ' ' : *text);
        }
}

static const char style[] =
    "body{font:16px/1.6 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;margin:2em "
    "auto;max-width:70em;padding:0 1em;color:#1c1c1c;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5em 0 2em}"
    "th,td{border:1px solid #bbb;padding:.3em .6em;text-align:left;vertical-align:top}"
    "th{background:#f2f2f2}td.n{text-align:right;white-space:nowrap}"
    "tr.error td:first-child{border-left:6px solid #b3261e}"
    "tr.warning td:first-child{border-left:6px solid #8a5a00}"
    "h2{margin-top:2em;overflow-wrap:anywhere}td.v{overflow-wrap:anywhere;max-width:18em}"
    "@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}";

static void html_row(Buffer *out, const Problem *p)
{
    char letter[8];
    buffer_printf(out, "<tr class=\"%s\"><td>%s</td><td class=\"n\">", severity_code(p->severity),
                  severity_zh(p->severity));
    if (p->row > 0)
        buffer_printf(out, "第%d行", p->row);
    else
        buffer_text(out, "整个文件");
    buffer_text(out, "</td><td>");
    if (p->column >= 0)
        buffer_printf(out, "%s列", problem_letter(p->column, letter));
    if (*p->header) {
        buffer_text(out, "“");
        put_html(out, p->header);
        buffer_text(out, "”");
    }
    buffer_text(out, "</td><td class=\"v\">");
    put_html(out, p->value);
    buffer_text(out, "</td><td>");
    put_html(out, p->expected_zh);
    buffer_text(out, "</td><td>");
    put_html(out, p->advice_zh);
    buffer_text(out, "</td></tr>\n");
}

static void html_accounts(Buffer *out, const FileReport *f, const SchemaSet *schemas)
{
    buffer_text(out, "<p>");
    if (f->table >= 0) {
        buffer_text(out, "认作“");
        put_html(out, schemas->tables[f->table].title.zh);
        buffer_text(out, "”；");
    }
    if (*f->encoding)
        buffer_printf(out, "编码 %s（%s）；", f->encoding, f->encoding_reason);
    buffer_printf(
        out,
        "读到 %d 行 = 标题 %d + 表头 %d + 采用 %d + 被后来的行代替 %d + 重复 %d + 没有采用 "
        "%d + 空行 %d + 表尾 %d</p>\n",
        f->read, f->title, f->header, f->accepted, f->superseded, f->duplicate, f->quarantined,
        f->blank, f->footer);
}

/* The problems of one file, as a table. */
static void html_problems(Buffer *out, const Problems *problems, const char *file)
{
    bool any = false;
    for (size_t i = 0; i < problems_count(problems); i++) {
        const Problem *p = problems_at(problems, i);
        if (strcmp(p->file, file) != 0)
            continue;
        if (!any)
            buffer_text(out, "<table><thead><tr><th>轻重</th><th>行</th><th>列</th><th>内容</th>"
                             "<th>问题</th><th>怎么改</th></tr></thead><tbody>\n");
        any = true;
        html_row(out, p);
    }
    if (any)
        buffer_text(out, "</tbody></table>\n");
}

/* The worst that is said of a file; -1 where nothing is. */
static int worst_of(const Problems *problems, const char *file)
{
    int worst = -1;
    for (size_t i = 0; i < problems_count(problems); i++) {
        const Problem *p = problems_at(problems, i);
        if ((int)p->severity > worst && strcmp(p->file, file) == 0)
            worst = (int)p->severity;
    }
    return worst;
}

static bool is_reported_file(const Import *import, const char *path)
{
    for (size_t i = 0; i < import->file_count; i++)
        if (strcmp(import->files[i].path, path) == 0)
            return true;
    return false;
}

static void html_other_files(Buffer *out, const Import *import, int worst)
{
    const char *last = NULL;
    for (size_t i = 0; i < problems_count(import->problems); i++) {
        const char *path = problems_at(import->problems, i)->file;
        if ((last && strcmp(last, path) == 0) || is_reported_file(import, path))
            continue;
        last = path;
        if (worst_of(import->problems, path) != worst)
            continue;
        buffer_text(out, "<h2>");
        put_html(out, *path ? path : "各表之间");
        buffer_text(out, "</h2>\n");
        html_problems(out, import->problems, path);
    }
}

/* Nobody has to do anything about these: their names and numbers of rows are enough. */
static void html_good_files(Buffer *out, const Import *import, const int *worst)
{
    size_t count = 0;
    for (size_t i = 0; i < import->file_count; i++)
        count += worst[i] < 0;
    if (!count)
        return;
    buffer_printf(out, "<h2>没有问题的文件（%zu个）</h2>\n<ul>\n", count);
    for (size_t i = 0; i < import->file_count; i++) {
        if (worst[i] >= 0)
            continue;
        buffer_text(out, "<li>");
        put_html(out, import->files[i].path);
        buffer_printf(out, "：读到%d行，采用%d行</li>\n", import->files[i].read,
                      import->files[i].accepted);
    }
    buffer_text(out, "</ul>\n");
}

void report_problems_html(Buffer *out, const Import *import, const SchemaSet *schemas,
                          const char *title)
{
    const Problems *problems = import->problems;
    buffer_text(out,
                "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    put_html(out, title);
    buffer_printf(out, "</title><style>%s</style></head>\n<body><h1>", style);
    put_html(out, title);
    buffer_printf(
        out,
        "</h1>\n<p>错误 %zu 处，提醒 %zu 处，说明 %zu 处。错误会使那一行或那一格不被采用；"
        "请按“怎么改”一栏改好后重新提交。个人信息只显示样式，不显示内容。</p>\n",
        problems_count_of(problems, SEVERITY_ERROR), problems_count_of(problems, SEVERITY_WARNING),
        problems_count_of(problems, SEVERITY_NOTE));
    Arena *arena = arena_new();
    int *worst = ARENA_NEW_ARRAY(arena, import->file_count + 1, int);
    for (size_t i = 0; i < import->file_count; i++)
        worst[i] = worst_of(problems, import->files[i].path);
    /* What must be mended stands first. */
    for (int severity = SEVERITY_ERROR; severity >= (int)SEVERITY_NOTE; severity--) {
        for (size_t i = 0; i < import->file_count; i++) {
            if (worst[i] != severity)
                continue;
            buffer_text(out, "<h2>");
            put_html(out, import->files[i].path);
            buffer_text(out, "</h2>\n");
            html_accounts(out, &import->files[i], schemas);
            html_problems(out, problems, import->files[i].path);
        }
        html_other_files(out, import, severity);
    }
    html_good_files(out, import, worst);
    arena_free(arena);
    buffer_text(out, "</body></html>\n");
}

/* --- JSON --------------------------------------------------------------------------- */

void report_json_text(Buffer *out, const char *text)
{
    buffer_char(out, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            buffer_printf(out, "\\%c", c);
        else if (c == '\n')
            buffer_text(out, "\\n");
        else if (c < 0x20 || c == 0x7F)
            buffer_printf(out, "\\u%04x", c);
        else
            buffer_char(out, (char)c);
    }
    buffer_char(out, '"');
}

static void json_member(Buffer *out, const char *key, const char *text)
{
    buffer_printf(out, "\"%s\": ", key);
    report_json_text(out, text);
    buffer_text(out, ", ");
}

static void json_file(Buffer *out, const FileReport *f, const SchemaSet *schemas)
{
    char delimiter[2] = {f->delimiter, '\0'};
    buffer_text(out, "    {");
    json_member(out, "path", f->path);
    json_member(out, "sha256", f->sha256);
    json_member(out, "encoding", f->encoding);
    json_member(out, "encoding_reason", f->encoding_reason);
    if (f->delimiter == '\t')
        buffer_text(out, "\"delimiter\": \"\\t\", ");
    else
        json_member(out, "delimiter", delimiter);
    json_member(out, "table", f->table >= 0 ? schemas->tables[f->table].name : "");
    buffer_printf(
        out,
        "\"read\": %d, \"title\": %d, \"header\": %d, \"accepted\": %d, \"superseded\": %d, "
        "\"duplicate\": %d, \"quarantined\": %d, \"blank\": %d, \"footer\": %d}",
        f->read, f->title, f->header, f->accepted, f->superseded, f->duplicate, f->quarantined,
        f->blank, f->footer);
}

static void json_problem(Buffer *out, const Problem *p)
{
    char letter[8] = "";
    buffer_text(out, "    {");
    json_member(out, "file", p->file);
    buffer_printf(out, "\"row\": %d, \"column\": %d, ", p->row, p->column + 1);
    json_member(out, "letter", p->column >= 0 ? problem_letter(p->column, letter) : "");
    json_member(out, "header", p->header);
    json_member(out, "value", p->value);
    json_member(out, "expected", p->expected_zh);
    json_member(out, "advice", p->advice_zh);
    json_member(out, "expected_en", p->expected_en);
    json_member(out, "advice_en", p->advice_en);
    json_member(out, "severity", severity_code(p->severity));
    buffer_text(out, "\"code\": ");
    report_json_text(out, p->code);
    buffer_char(out, '}');
}

void report_json_members(Buffer *out, const Import *import, const SchemaSet *schemas)
{
    buffer_text(out, "  \"files\": [\n");
    for (size_t i = 0; i < import->file_count; i++) {
        json_file(out, &import->files[i], schemas);
        buffer_text(out, i + 1 < import->file_count ? ",\n" : "\n");
    }
    buffer_text(out, "  ],\n  \"problems\": [\n");
    size_t count = problems_count(import->problems);
    for (size_t i = 0; i < count; i++) {
        json_problem(out, problems_at(import->problems, i));
        buffer_text(out, i + 1 < count ? ",\n" : "\n");
    }
    buffer_text(out, "  ]");
}

/* --- all of it ------------------------------------------------------------------------- */

char *report_summary(Arena *arena, const Import *import, bool english)
{
    long long read = 0, accepted = 0, quarantined = 0;
    for (size_t i = 0; i < import->file_count; i++) {
        read += import->files[i].read;
        accepted += import->files[i].accepted;
        quarantined += import->files[i].quarantined;
    }
    size_t errors = problems_count_of(import->problems, SEVERITY_ERROR);
    size_t warnings = problems_count_of(import->problems, SEVERITY_WARNING);
    return arena_printf(
        arena,
        english ? "%zu files, %lld rows: %lld accepted, %lld quarantined; %zu errors, %zu warnings"
                : "%zu 个文件，%lld 行：采用 %lld 行，没有采用 %lld 行；错误 %zu 处，提醒 %zu 处",
        import->file_count, read, accepted, quarantined, errors, warnings);
}

static bool write_buffer(const char *folder, const char *name, Buffer *buffer, Error *err)
{
    Arena *arena = arena_new();
    bool ok = file_write(path_join(arena, folder, name), buffer->bytes ? buffer->bytes : "",
                         buffer->length, err);
    arena_free(arena);
    buffer_free(buffer);
    return ok;
}

bool report_write(const char *folder, const Import *import, const SchemaSet *schemas,
                  const char *title, Error *err)
{
    Buffer csv = {0}, html = {0};
    if (!folder_make(folder, err))
        return false;
    if (chmod(folder, 0700) != 0)
        return error_errno(err, folder);
    report_problems_csv(&csv, import->problems, false);
    report_problems_html(&html, import, schemas, title);
    bool ok = write_buffer(folder, "problems.csv", &csv, err);
    return write_buffer(folder, "problems.html", &html, ok ? err : NULL) && ok;
}
