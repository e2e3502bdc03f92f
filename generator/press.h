/*
 * press.h - what papers are printed with: the theme's style and its fonts.
 *
 * Order of use:  press_begin() -> press_wait() -> press_use()... -> press_close()
 *
 * Fonts take a third of a second to open and to hash, and hang on nothing that is read from
 * input/, so a thread does it while tables are read. What is wrong with them is told by
 * press_use(), where they are needed.
 */
#ifndef PRESS_H
#define PRESS_H

#include "base/arena.h"
#include "base/config.h"
#include "publish/unchanged.h"
#include "render/pdf/pdf.h"

typedef struct Press Press;

/* `aside`: in a thread; else at the first press_use(). Lives in `arena`; the rest is borrowed. */
Press *press_begin(Arena *arena, const char *dir, const char *installed, const Config *config,
                   bool aside);
/* The thread is done: processes may be forked. NULL is fine. */
void press_wait(Press *press);
/* False with *err set where style or fonts are not to be had. */
bool press_use(Press *press, Error *err);
void press_close(Press *press);

/* After press_use(), and until press_close(). */
const PdfStyle *press_style(const Press *press);
const PdfFonts *press_fonts(const Press *press);
/* unchanged_maker() of program and fonts; NULL where it cannot be told. */
const char *press_maker(const Press *press);
const UnchangedFiles *press_files(const Press *press);
#endif
