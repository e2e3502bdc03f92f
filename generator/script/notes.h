/*
 * notes.h - the office's own words, input/notes/<period>/<compound_id>/<section>.md.
 *
 * Read in the parent, because the child can open nothing. Any encoding that a
 * table may have is read; a note with a phone number, an id or the like is not
 * printed, and what is wrong with it is told once.
 */
#ifndef SCRIPT_NOTES_H
#define SCRIPT_NOTES_H

#include "base/buffer.h"
#include "base/config.h"
#include "script/script.h"

#define NOTE_MAX ((size_t)64 << 10)

typedef enum { NOTE_NONE, NOTE_TEXT, NOTE_REFUSED } NoteResult;

/* Whether there is a folder of notes for the compound: most have none, and no section is asked. */
bool notes_any(Arena *arena, const char *dir, Month period, const char *compound);
/*
 * The note of one section, cleaned of what is the program's own (marks, control characters), into
 * `out` (emptied first). NOTE_REFUSED: `failure` names the file, the line and the reason.
 */
NoteResult note_read(Arena *arena, const char *dir, const Config *config, Month period,
                     const char *compound, const char *section, Buffer *out,
                     ScriptFailure *failure);
#endif
