/*
 * render_key.h - which scopes have files that a run would make again as they are.
 *
 * The key of a scope is a hash over all that its files follow from: program and libraries, fonts,
 * scripts, themes, configuration, period, rules (the ground, the same for all), its own rows,
 * figures and due items (scope_key.h), notes, approval, revision, addresses of its matters, what
 * its scripts read elsewhere, and for a community the keys of its compounds. Scopes with
 * something amiss have none.
 *
 * Order of use:  keys_make() before workers are forked -> key_take() before a scope is rendered ->
 * key_note() after it was
 */
#ifndef RENDER_KEY_H
#define RENDER_KEY_H

#include "render_sheet.h"

/* Beside READS_… of script.h: its bytes must be searched again when they are taken. */
#define READS_LOOK ((uint64_t)4)

void keys_make(RenderScopes *all);
/*
 * Takes the scope's files over from the current edition where they would be the same; then
 * *taken. `compounds`: of a community those that were done before it in its task. False on what
 * may not be published.
 */
bool key_take(Sheet *sheet, const Sheet *compounds, size_t count, bool *taken, Error *err);
/* After it was rendered; `sound`: without anything amiss. */
void key_note(Sheet *sheet, const Sheet *compounds, size_t count, bool sound);
#endif
