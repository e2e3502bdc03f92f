/* tombstone.c - see tombstone.h. */
#include "publish/tombstone.h"

#include <string.h>

#include "render/csv.h"
#include "render/sqlite.h"
#include "render/zip.h"

#define MARK "gongkai-withdrawn" /* in every one of them */

static bool ends_with(const char *path, const char *end)
{
    size_t length = strlen(path), tail = strlen(end);
    return length > tail && strcmp(path + length - tail, end) == 0;
}

static void put_html(Buffer *out, const char *text)
{
    for (; *text; text++)
        if (*text == '<' || *text == '>' || *text == '&' || *text == '"')
            buffer_printf(out, "&#%d;", *text);
        else
            buffer_char(out, *text);
}

static void make_page(const char *reason, bool for_good, Buffer *out)
{
    buffer_text(out, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"generator\" content=\"" MARK "\">\n"
                     "<title>内容已撤回</title>\n</head>\n<body>\n<main>\n<h1>内容已撤回</h1>\n"
                     "<p>这里公布过的内容已经撤回。原因：");
    put_html(out, reason);
    buffer_text(out, for_good ? "。</p>\n<p lang=\"en\">What stood here was withdrawn.</p>\n"
                              : "。</p>\n<p>下一次发布时，这里会换成不含所撤内容的一版。</p>\n"
                                "<p lang=\"en\">What stood here was withdrawn. The next edition "
                                "puts a page without it in this place.</p>\n");
    buffer_text(out, "</main>\n</body>\n</html>\n");
}

static void make_text(const char *reason, Buffer *out)
{
    buffer_printf(out,
                  "# 内容已撤回\n\n这里公布过的内容已经撤回。原因：%s。\n\n"
                  "What stood here was withdrawn.\n\n<!-- " MARK " -->\n",
                  reason);
}

static void make_csv(const char *reason, Buffer *out)
{
    buffer_text(out, MARK "\n");
    csvout_cell(out, reason, strlen(reason));
    buffer_char(out, '\n');
}

static bool make_archive(const char *reason, Buffer *out)
{
    Buffer text = {0};
    ZipArchive *archive = zip_archive_new(0);
    make_text(reason, &text);
    zip_archive_add(archive, MARK ".md", text.bytes, text.length);
    bool ok = zip_archive_finish(archive, out, NULL);
    buffer_free(&text);
    return ok;
}

bool tombstone_make(const char *path, const char *reason, bool for_good, const Buffer *paper,
                    Buffer *out)
{
    buffer_clear(out);
    if (ends_with(path, ".pdf")) {
        if (!paper)
            return false;
        buffer_put(out, paper->bytes, paper->length);
        buffer_text(out, "%" MARK "\n"); /* a comment behind the end */
    } else if (ends_with(path, ".zip")) {
        return make_archive(reason, out);
    } else if (ends_with(path, ".sqlite")) {
        return sqlite_note(MARK, reason, out);
    } else if (ends_with(path, ".html")) {
        make_page(reason, for_good, out);
    } else if (ends_with(path, ".csv")) {
        make_csv(reason, out);
    } else if (ends_with(path, ".json")) {
        buffer_text(out, "[\n{\"" MARK "\":true}\n]\n");
    } else {
        make_text(reason, out);
    }
    return true;
}

bool tombstone_is(const char *bytes, size_t length)
{
    return memmem(bytes, length, MARK, strlen(MARK)) != NULL;
}
