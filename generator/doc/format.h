/*
 * format.h - figures and amounts as people read them (domain.md 0.5-0.7, 3.6).
 *
 * Forms of a figure:
 *   value      "98.35%"  "683件"  "12.5元/户"   number and unit
 *   number     "98.35"   "683"                  no unit
 *   fraction   "98.35%（655/666）"; denominator 0: "—（无应办事项）"
 *   parts      "655/666"
 *   headline   money >= 10 000 yuan in 万元: "110万元"; else as value
 *   ledger     "38,650.50" thousands separators, two decimals, "−" for negative
 *   approx     "600余万元" "570余件"
 *   change     "提高9个百分点" "下降31.7%" "持平"; base 0: "上年同期为0，不作比较"
 *   many       "7800多名"
 *   hanzi      "三百件" Chinese numerals; hanzi_many: "三百多起"
 * A state that is not ok prints its words (未收到, —（无应办事项）, …), never 0.
 */
#ifndef FORMAT_H
#define FORMAT_H

#include "cube/figure.h"

/* False where `form` is no form. `english`: the program's words in English. */
bool format_figure(Arena *arena, const Figure *figure, const char *form, bool english,
                   const char **out);
/* "38,650.50" from fen; "−" in front of a negative. */
char *format_ledger(Arena *arena, Int128 fen);
/* Digits of a decimal string grouped by thousands. */
char *format_grouped(Arena *arena, const char *decimal);
/* "2026年10月5日" / "5 October 2026"; "" for DAY_MISSING. */
char *format_day(Arena *arena, Day day, bool english);
/* Short form for tables: "10月5日" where the year is `year`, else with the year. */
char *format_day_short(Arena *arena, Day day, int year, bool english);
/*
 * Exact n with `word` (余 or 多) behind what was cut off: 574 -> "570余", 13046 -> "1.3万",
 * 6034500 -> "600余万"; then the unit.
 */
char *format_approx(Arena *arena, Int128 n, const char *unit, const char *word);
/* A unit by itself: "个百分点", "percentage points"; "" where English has no word for it (件 项).
 */
const char *format_unit(const char *unit, bool english);
/* 304 -> 三百零四 */
char *format_hanzi(Arena *arena, Int128 n);
#endif
