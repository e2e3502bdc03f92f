/* report.c - see report.h; the page is in report_html.c. */
#include "data/report.h"

#include <string.h>

static const char *severity_code(Severity severity)
{
    static const char *const codes[] = {"note", "warning", "error"};
    return codes[severity];
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
