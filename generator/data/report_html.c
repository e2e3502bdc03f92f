/*
 * report_html.c - problems.html; see report.h.
 *
 * Its reader has a spreadsheet open and has never seen a terminal. Senders stand in the order of
 * what they have to mend, each on paper of its own, so that a part can be handed back. Five
 * hundred rows with the same mistake are one line.
 */
#include <stdlib.h>
#include <string.h>

#include "data/report.h"

typedef struct {
    const char *path, *sender;
    const FileReport *report; /* NULL: a file that could not be opened, or none */
    size_t first, count;      /* its problems, in Page.items */
    int worst;                /* severity, -1 where nothing is said */
    int of[3];                /* problems by severity */
    size_t rank;              /* of its sender */
} Entry;

typedef struct {
    Buffer *out;
    const SchemaSet *schemas;
    const Problem **items;    /* by file, then alike ones together */
    size_t item_count, lines; /* lines: of problems so far */
    Entry *entries;
    size_t count;
} Page;

static const char *const severity_codes[] = {"note", "warning", "error"};
static const char *const severity_words[] = {"说明", "提醒", "错误"};

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
    "th{background:#f2f2f2;white-space:nowrap}td.n{text-align:right;white-space:nowrap}"
    "td.s{white-space:nowrap}td.r{min-width:4em;max-width:24em;overflow-wrap:anywhere}"
    "td[data-h]{min-width:6em}td.v{min-width:8em}"
    "tr.error td:first-child{border-left:6px solid #b3261e}"
    "tr.warning td:first-child{border-left:6px solid #8a5a00}"
    "h2{margin-top:2.5em;border-bottom:2px solid #1c1c1c}h2,h3{overflow-wrap:anywhere}"
    "td.v{overflow-wrap:anywhere;max-width:24em;white-space:pre-wrap}"
    "@media(max-width:44em){table.p thead{display:none}table.p,table.p tbody{display:block}"
    "table.p tr{display:block;border:1px solid #bbb;margin:0 0 .8em}"
    "table.p td{display:block;border:0;min-width:0;max-width:none;padding:.15em .6em}"
    "table.p td:empty{display:none}"
    "table.p td:not(.s)::before{content:attr(data-h) \"：\";color:#5a5a5a}"
    "table.p tr.error{border-left:6px solid #b3261e}"
    "table.p tr.warning{border-left:6px solid #8a5a00}table.p td:first-child{border-left:0}}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}h2,h3{break-after:avoid}"
    "tr{break-inside:avoid}tr.l{break-inside:auto}tr.l "
    "td.r{min-width:16em}thead{display:table-header-group}section[id]{break-before:page}"
    "a{color:inherit;text-decoration:none}}";

/* --- order -------------------------------------------------------------------------------- */

static int by_likeness(const void *a, const void *b)
{
    const Problem *x = *(const Problem *const *)a, *y = *(const Problem *const *)b;
    int order = strcmp(x->file, y->file);
    if (!order)
        order = (int)y->severity - (int)x->severity;
    if (!order)
        order = strcmp(x->code, y->code);
    if (!order)
        order = (x->column > y->column) - (x->column < y->column);
    if (!order)
        order = strcmp(x->value, y->value);
    if (!order)
        order = strcmp(x->expected_zh, y->expected_zh);
    if (!order)
        order = strcmp(x->advice_zh, y->advice_zh);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static bool is_alike(const Problem *x, const Problem *y)
{
    return x->severity == y->severity && x->column == y->column && strcmp(x->code, y->code) == 0 &&
           strcmp(x->value, y->value) == 0 && strcmp(x->expected_zh, y->expected_zh) == 0 &&
           strcmp(x->advice_zh, y->advice_zh) == 0;
}

typedef struct {
    size_t first, count;
    const Problem *problem; /* that of its first row */
} Group;

static int by_row(const void *a, const void *b)
{
    const Problem *x = ((const Group *)a)->problem, *y = ((const Group *)b)->problem;
    int order = (int)y->severity - (int)x->severity;
    if (!order)
        order = (x->row > y->row) - (x->row < y->row);
    if (!order)
        order = (x->column > y->column) - (x->column < y->column);
    return order ? order : by_likeness(&x, &y);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const Entry *)a)->path, ((const Entry *)b)->path);
}

/* The worst first; what has no problem last. */
static int by_need(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = y->worst - x->worst;
    return order ? order : strcmp(x->path, y->path);
}

static int by_sender(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    int order = strcmp(x->sender, y->sender);
    return order ? order : by_need(a, b);
}

static int by_rank(const void *a, const void *b)
{
    const Entry *x = a, *y = b;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return by_need(a, b);
}

/* Senders in the order of their worst file and its path; a sender's files together. */
static void order_entries(Page *page, Arena *arena)
{
    if (page->count < 2)
        return;
    qsort(page->entries, page->count, sizeof *page->entries, by_sender);
    Entry *heads = ARENA_NEW_ARRAY(arena, page->count, Entry);
    size_t senders = 0;
    for (size_t i = 0; i < page->count; i++) {
        if (i == 0 || strcmp(page->entries[i].sender, page->entries[i - 1].sender) != 0) {
            heads[senders] = page->entries[i];
            heads[senders++].rank = i;
        }
        page->entries[i].rank = heads[senders - 1].rank;
    }
    qsort(heads, senders, sizeof *heads, by_need);
    size_t *rank_of = ARENA_NEW_ARRAY(arena, page->count, size_t);
    for (size_t k = 0; k < senders; k++)
        rank_of[heads[k].rank] = k;
    for (size_t i = 0; i < page->count; i++)
        page->entries[i].rank = rank_of[page->entries[i].rank];
    qsort(page->entries, page->count, sizeof *page->entries, by_rank);
}

/* --- files --------------------------------------------------------------------------------- */

/* The last folder of a path below input/: what is known of the sender of a file not opened. */
static const char *folder_of(Arena *arena, const char *path)
{
    const char *end = strrchr(path, '/'), *start = end;
    if (!end || strncmp(path, "input/", 6) != 0 || end <= path + 6)
        return "";
    while (start > path + 6 && start[-1] != '/')
        start--;
    return arena_copy(arena, start, (size_t)(end - start));
}

static void collect(Page *page, Arena *arena, const Import *import)
{
    size_t count = problems_count(import->problems);
    page->items = ARENA_NEW_ARRAY(arena, count + 1, const Problem *);
    for (size_t i = 0; i < count; i++)
        page->items[i] = problems_at(import->problems, i);
    page->item_count = count;
    if (count > 1)
        qsort(page->items, count, sizeof *page->items, by_likeness);
    page->entries = ARENA_NEW_ARRAY(arena, import->file_count + count + 1, Entry);
    for (size_t i = 0; i < import->file_count; i++) {
        const FileReport *f = &import->files[i];
        page->entries[page->count++] = (Entry){
            .path = f->path, .sender = f->sender ? f->sender : "", .report = f, .worst = -1};
    }
    size_t reported = page->count;
    if (reported > 1)
        qsort(page->entries, reported, sizeof *page->entries, by_path);
    for (size_t i = 0; i < count;) {
        size_t next = i + 1;
        while (next < count && strcmp(page->items[next]->file, page->items[i]->file) == 0)
            next++;
        Entry key = {.path = page->items[i]->file}, *entry = NULL;
        if (reported)
            entry = bsearch(&key, page->entries, reported, sizeof key, by_path);
        if (!entry) {
            entry = &page->entries[page->count++];
            *entry = (Entry){.path = key.path, .sender = folder_of(arena, key.path)};
        }
        entry->first = i;
        entry->count = next - i;
        entry->worst = (int)page->items[i]->severity; /* the worst stands first */
        for (; i < next; i++)
            entry->of[page->items[i]->severity]++;
    }
    order_entries(page, arena);
}

/* --- one file --------------------------------------------------------------------------------- */

/* 第4、7、10–12行 */
static void put_rows(Buffer *out, const Problem *const *items, size_t count)
{
    if (items[0]->row <= 0) {
        buffer_text(out, "整个文件");
        return;
    }
    buffer_text(out, "第");
    for (size_t i = 0; i < count;) {
        size_t next = i + 1;
        while (next < count && items[next]->row <= items[next - 1]->row + 1)
            next++;
        buffer_printf(out, "%s%d", i ? "、" : "", items[i]->row);
        if (items[next - 1]->row > items[i]->row)
            buffer_printf(out, "–%d", items[next - 1]->row);
        i = next;
    }
    buffer_text(out, "行");
    if (count > 1)
        buffer_printf(out, "（共%zu处）", count);
}

#define LONG_LIST 30 /* rows; their line may go over a page */

static void put_group(Buffer *out, const Problem *const *items, size_t count)
{
    const Problem *p = items[0];
    char letter[8];
    buffer_printf(out, "<tr class=\"%s%s\"><td class=\"s\">%s</td><td class=\"r\" data-h=\"行\">",
                  severity_codes[p->severity], count > LONG_LIST ? " l" : "",
                  severity_words[p->severity]);
    put_rows(out, items, count);
    buffer_text(out, "</td><td data-h=\"列\">");
    if (p->column >= 0)
        buffer_printf(out, "%s列", problem_letter(p->column, letter));
    if (*p->header) {
        buffer_text(out, "“");
        put_html(out, p->header);
        buffer_text(out, "”");
    }
    buffer_text(out, "</td><td class=\"v\" data-h=\"内容\">");
    if (strcmp(p->code, "more_problems") != 0) /* its value is a code, for programs */
        put_html(out, p->value);
    buffer_text(out, "</td><td data-h=\"问题\">");
    put_html(out, p->expected_zh);
    buffer_text(out, "</td><td data-h=\"怎么改\">");
    put_html(out, p->advice_zh);
    buffer_text(out, "</td></tr>\n");
}

/* Of one file; of one file once the page is long. Nobody reads more, and no browser shows it well.
 */
#define LINES_MAX 200
#define LINES_FEW 10
#define PAGE_LINES 5000

static void put_problems(Page *page, const Entry *entry)
{
    Arena *arena = arena_new();
    Group *groups = ARENA_NEW_ARRAY(arena, entry->count, Group);
    const Problem **items = page->items + entry->first;
    size_t count = 0;
    for (size_t i = 0; i < entry->count; i++)
        if (i > 0 && is_alike(items[i], items[i - 1]))
            groups[count - 1].count++;
        else
            groups[count++] = (Group){i, 1, items[i]};
    qsort(groups, count, sizeof *groups, by_row);
    buffer_text(page->out,
                "<table class=\"p\"><thead><tr><th>轻重</th><th>行</th><th>列</th><th>内容</th>"
                "<th>问题</th><th>怎么改</th></tr></thead><tbody>\n");
    size_t most = page->lines < PAGE_LINES ? LINES_MAX : LINES_FEW, shown = 0;
    for (; shown < count && shown < most; shown++)
        put_group(page->out, items + groups[shown].first, groups[shown].count);
    buffer_text(page->out, "</tbody></table>\n");
    if (shown < count)
        buffer_printf(page->out,
                      "<p class=\"more\">这个文件还有 %zu 条没有在这里列出；全部在同一个文件夹的 "
                      "problems.csv 里，可以用 Excel 或 WPS 打开。先改好上面的，再提交一次，"
                      "剩下的会少很多。</p>\n",
                      count - shown);
    page->lines += shown;
    arena_free(arena);
}

static void put_accounts(const Page *page, const FileReport *f)
{
    Buffer *out = page->out;
    buffer_text(out, "<p>");
    if (f->table >= 0) {
        buffer_text(out, "认作“");
        put_html(out, page->schemas->tables[f->table].title.zh);
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

static void put_file(Page *page, const Entry *entry)
{
    buffer_text(page->out, "<h3>");
    put_html(page->out, *entry->path ? entry->path : "各表之间");
    buffer_text(page->out, "</h3>\n");
    if (entry->report)
        put_accounts(page, entry->report);
    put_problems(page, entry);
}

/* --- senders ---------------------------------------------------------------------------------- */

static const char *sender_name(const char *sender)
{
    return *sender ? sender : "没有写明填报单位的文件";
}

/* The entry behind the last one of the sender at `i`. */
static size_t end_of_sender(const Page *page, size_t i)
{
    size_t end = i;
    while (end < page->count && page->entries[end].rank == page->entries[i].rank)
        end++;
    return end;
}

static void put_sender_row(const Page *page, size_t first, size_t end)
{
    int of[3] = {0}, files = 0;
    for (size_t k = first; k < end; k++) {
        for (int s = 0; s < 3; s++)
            of[s] += page->entries[k].of[s];
        files += page->entries[k].worst >= 0;
    }
    buffer_printf(page->out, "<tr><td><a href=\"#s%zu\">", first);
    put_html(page->out, sender_name(page->entries[first].sender));
    buffer_printf(page->out,
                  "</a></td><td class=\"n\">%d</td><td class=\"n\">%d</td><td "
                  "class=\"n\">%d</td><td class=\"n\">%d</td></tr>\n",
                  files, of[SEVERITY_ERROR], of[SEVERITY_WARNING], of[SEVERITY_NOTE]);
}

/* A sender's worst file stands first: where that has no problem, none has. */
static void put_senders(Page *page)
{
    Buffer *out = page->out;
    buffer_text(out, "<table><thead><tr><th>填报单位</th><th>有问题的文件</th><th>错误</th>"
                     "<th>提醒</th><th>说明</th></tr></thead><tbody>\n");
    for (size_t i = 0, end; i < page->count; i = end) {
        end = end_of_sender(page, i);
        if (page->entries[i].worst >= 0)
            put_sender_row(page, i, end);
    }
    buffer_text(out, "</tbody></table>\n");
    for (size_t i = 0, end; i < page->count; i = end) {
        end = end_of_sender(page, i);
        if (page->entries[i].worst < 0)
            continue;
        buffer_printf(out, "<section id=\"s%zu\"><h2>", i);
        put_html(out, sender_name(page->entries[i].sender));
        buffer_text(out, "</h2>\n");
        for (size_t k = i; k < end; k++)
            if (page->entries[k].worst >= 0)
                put_file(page, &page->entries[k]);
        buffer_text(out, "</section>\n");
    }
}

/* Nobody has to do anything about these: their names and numbers of rows are enough. */
static void put_good_files(const Page *page)
{
    size_t count = 0;
    for (size_t i = 0; i < page->count; i++)
        count += page->entries[i].worst < 0;
    if (!count)
        return;
    buffer_printf(page->out, "<section><h2>没有问题的文件（%zu个）</h2>\n<ul>\n", count);
    for (size_t i = 0; i < page->count; i++) {
        const Entry *entry = &page->entries[i];
        if (entry->worst >= 0)
            continue;
        buffer_text(page->out, "<li>");
        put_html(page->out, entry->path);
        buffer_printf(page->out, "：读到%d行，采用%d行</li>\n", entry->report->read,
                      entry->report->accepted);
    }
    buffer_text(page->out, "</ul></section>\n");
}

void report_problems_html(Buffer *out, const Import *import, const SchemaSet *schemas,
                          const char *title)
{
    const Problems *problems = import->problems;
    Arena *arena = arena_new();
    Page page = {.out = out, .schemas = schemas};
    collect(&page, arena, import);
    buffer_text(out, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                     "<title>数据问题清单</title>");
    buffer_printf(out, "<style>%s</style></head>\n<body><h1>数据问题清单", style);
    if (*title) {
        buffer_text(out, " · ");
        put_html(out, title);
    }
    buffer_printf(
        out,
        "</h1>\n<p>错误 %zu 处，提醒 %zu 处，说明 %zu 处。<strong>错误</strong>会使那一行或那一格"
        "不被采用，请按“怎么改”一栏改好后重新提交；<strong>提醒</strong>已经采用，请核对；"
        "<strong>说明</strong>不用处理。</p>\n<p>“第4行”“D列”就是用 Excel 或 WPS 打开这个文件时"
        "左边的行号和上边的列标。个人信息只显示样式（如“手机号 11位”），不显示内容。</p>\n",
        problems_count_of(problems, SEVERITY_ERROR), problems_count_of(problems, SEVERITY_WARNING),
        problems_count_of(problems, SEVERITY_NOTE));
    if (page.item_count)
        put_senders(&page);
    put_good_files(&page);
    arena_free(arena);
    buffer_text(out, "</body></html>\n");
}
