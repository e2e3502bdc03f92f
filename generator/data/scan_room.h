/*
 * scan_room.h - a home in a text: building and flat, or a door beside a name. For scan.c only.
 *
 * 3幢2单元501室, 3-2-501, 7号楼1203, A座1502室, 88号501室 alone; 501室 and 芦汀路88号 where a
 * person stands beside them: 501室 张先生, 陈某（501室）.
 */
#ifndef SCAN_ROOM_H
#define SCAN_ROOM_H

#include <stdbool.h>
#include <stddef.h>

/* 3-2-501: three numbers that can be building, unit and flat, and are no date; *end behind them. */
bool scan_room_of_numbers(const char *text, size_t length, size_t start, size_t *end);
/* From a digit or a letter on: a building, perhaps a unit, and a flat. The building alone is none.
 */
bool scan_room(const char *text, size_t length, size_t start, size_t *end);
/* From a digit on: 501室 or, behind a street, 88号, and a name close by. */
bool scan_door_of(const char *text, size_t length, size_t start, size_t *end);
#endif
