/* notes.c - see notes.h. */
#include "script/notes.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/utf8.h"
#include "data/decode.h"
#include "data/scan.h"

/* Marks of figures and states are the program's: a note may not hold them. */
static void clean(const char *text, size_t length, Buffer *out)
{
    size_t size;
    for (size_t i = 0; i < length; i += size) {
        uint32_t c = utf8_decode(text + i, length - i, &size);
        bool control = (c < ' ' && c != '\n' && c != '\t') || c == 0x7F;
        bool mark = c >= 0xE000 && c <= 0xF8FF;
        if (c != UTF8_INVALID && !control && !mark && c != 0xFEFF)
            buffer_put(out, text + i, size);
    }
}

static NoteResult refuse(ScriptFailure *failure, const char *name, int line, const char *message)
{
    *failure = (ScriptFailure){.script = name, .line = line, .message = message};
    return NOTE_REFUSED;
}

static bool may_name_folder(const char *compound)
{
    return compound[0] && compound[0] != '.' && !strchr(compound, '/');
}

bool notes_any(Arena *arena, const char *dir, Month period, const char *compound)
{
    char month[16];
    const char *name =
        arena_printf(arena, "input/notes/%s/%s", month_text(period, month), compound);
    return may_name_folder(compound) && folder_exists(path_join(arena, dir, name));
}

NoteResult note_read(Arena *arena, const char *dir, const Config *config, Month period,
                     const char *compound, const char *section, Buffer *out, ScriptFailure *failure)
{
    char month[16], shape[64], *bytes;
    size_t length;
    const char *name = arena_printf(arena, "input/notes/%s/%s/%s.md", month_text(period, month),
                                    compound, section);
    const char *path = path_join(arena, dir, name);
    Error err = {0};
    Decoded decoded = {0};
    buffer_clear(out);
    if (!may_name_folder(compound) || !file_exists(path))
        return NOTE_NONE;
    if (!file_read(path, NOTE_MAX, &bytes, &length, &err))
        return refuse(failure, name, 0, "cannot be read, or is longer than 64 KiB");
    NoteResult result = NOTE_TEXT;
    if (decode_format(bytes, length) != FORMAT_TEXT || !decode_text(bytes, length, "", &decoded)) {
        result = refuse(failure, name, 0, "is not text in any one encoding");
    } else {
        size_t at = 0;
        ScanHit hit;
        clean(decoded.text, decoded.length, out);
        Buffer form = {0};
        size_t *from = ARENA_NEW_ARRAY(arena, out->length + 1, size_t), size;
        for (int f = 0; f < SCAN_FORMS && out->length && result == NOTE_TEXT; f++, at = 0) {
            const char *text = scan_form(f, out->bytes, out->length, &form, &size, from);
            if (!text || !scan_next(text, size, config, &at, &hit))
                continue;
            int line = 1;
            for (size_t i = 0; i < from[hit.start]; i++)
                line += out->bytes[i] == '\n';
            scan_shape(text + hit.start, hit.length, shape, true);
            result = refuse(failure, name, line,
                            arena_printf(arena,
                                         "含有不能公开的内容（%s），这一段没有印出 / holds what "
                                         "may not be published, so it is not printed",
                                         shape));
        }
        buffer_free(&form);
    }
    free(decoded.owned);
    free(bytes);
    return result;
}
