/*
 * bulletin.h - the document that paper.c and page.c measure: prose and tables of four pages, about
 * 300 different han in Serif and 200 in Sans.
 */
#ifndef BENCH_BULLETIN_H
#define BENCH_BULLETIN_H

#include <iconv.h>

#include "base/utf8.h"
#include "doc/document.h"

#define ROWS 20

/* Han of notices: 300 of the 3,755 common ones of GB 2312, in its order by sound. */
static uint32_t common[300];

static void find_common(void)
{
    iconv_t decoder = iconv_open("UTF-32LE", "GB2312");
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        size_t place = i * 12, in_left = 2, out_left = 4; /* spread over rows 16 to 55 */
        char from[2] = {(char)(0xB0 + place / 94), (char)(0xA1 + place % 94)};
        char *in = from, *out = (char *)&common[i];
        iconv(decoder, &in, &in_left, &out, &out_left);
    }
    iconv_close(decoder);
}

/* `count` of them, other ones for every `seed`. */
static char *han(Arena *arena, unsigned seed, int count)
{
    char *text = arena_alloc(arena, (size_t)count * 3 + 1), *at = text;
    for (int i = 0; i < count; i++)
        at += utf8_encode(common[(seed + (unsigned)i * 7) % 300], at);
    *at = '\0';
    return text;
}

static Document bulletin(Arena *arena)
{
    static TableColumn columns[3] = {{.head = "事项", .unit = "", .weight = 3},
                                     {.head = "日期", .unit = "", .weight = 1},
                                     {.head = "数量", .unit = "件", .align = ALIGN_RIGHT}};
    Block *blocks = ARENA_NEW_ARRAY(arena, 12, Block);
    for (int i = 0; i < 4; i++) {
        TableRow *rows = ARENA_NEW_ARRAY(arena, ROWS / 2, TableRow);
        for (int r = 0; r < ROWS / 2; r++) {
            Rich *cells = ARENA_NEW_ARRAY(arena, 3, Rich);
            cells[0] = han(arena, (unsigned)(i * 31 + r * 11), 9);
            cells[1] = arena_printf(arena, "10月%d日", r + 1);
            cells[2] = arena_printf(arena, "%d", r * 37);
            rows[r] = (TableRow){ROW_BODY, cells};
        }
        const Block empty = {.anchor = "",
                             .text = "",
                             .notice = "",
                             .title = "",
                             .note = "",
                             .body = "",
                             .date = ""};
        Block *b = blocks + (size_t)i * 3;
        b[0] = b[1] = b[2] = empty;
        b[0].kind = BLOCK_HEADING, b[0].level = 1, b[0].text = han(arena, (unsigned)i * 97, 50);
        b[1].kind = BLOCK_PROSE, b[1].text = han(arena, (unsigned)i * 53, 300);
        b[2].kind = BLOCK_TABLE, b[2].title = "明细", b[2].columns = columns;
        b[2].column_count = 3, b[2].rows = rows, b[2].row_count = ROWS / 2;
    }
    return (Document){.title = "汀苑2026年10月“四公开”公示",
                      .lang = "zh-CN",
                      .period = month_of(2026, 10),
                      .fingerprint = "a31f 9c0e 55d2 7b48",
                      .url = "",
                      .scope_name = "汀苑",
                      .blocks = blocks,
                      .block_count = 12};
}
#endif
