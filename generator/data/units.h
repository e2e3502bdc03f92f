/*
 * units.h - what a header's bracket or a line beside the table says of the unit of amounts.
 *
 * 万元 read as 元 is wrong by ten thousand, so a unit is known or refused, never overlooked.
 */
#ifndef UNITS_H
#define UNITS_H

#include <stdbool.h>

typedef enum {
    UNIT_UNSAID,  /* says nothing of a unit: 必填, 含税 */
    UNIT_SAID,    /* that of the column, by a power of ten */
    UNIT_FOREIGN, /* one that nobody here converts, or two at once */
    UNIT_DOUBTFUL /* of a line: names a unit in a form that is not sure to be meant for all */
} UnitSaid;

typedef enum {
    UNIT_OF_MONEY,
    UNIT_OF_PRICE,
    UNIT_OF_AREA,
    UNIT_OF_COUNT,
    UNIT_OF_NUMBER,
    UNIT_OF_WEIGHT
} UnitKind;

/* The bracket of a header, folded (label_header()). *exponent is the power of ten, 0 if unsaid. */
UnitSaid unit_of_header(const char *unit, UnitKind kind, int *exponent);
/* Whether the line names a unit of areas that is not ㎡: 面积单位：亩. */
bool unit_of_line_is_far_area(const char *text);
/* A line above or below the table, as it stands: 单位：万元, （金额单位：人民币元）, 均为万元. */
UnitSaid unit_of_line(const char *text, int *exponent);

#endif
