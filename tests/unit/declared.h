/*
 * declared.h - script_declare() for tests whose subject is something else.
 *
 * Scripts run in a child that valgrind cannot follow: the child's filter refuses valgrind's own
 * calls. Where GONGKAI_DECLARED names a folder, what scripts answered is kept there by a run
 * without valgrind and read by the next one. The n-th answer of a test is the same in every run.
 */
#ifndef DECLARED_H
#define DECLARED_H

#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "script/script.h"

static inline Value *declared_part(Plan *plan, int part)
{
    Value *parts[] = {&plan->config, &plan->tables, &plan->metrics, &plan->rules};
    return part < (int)(sizeof parts / sizeof *parts) ? parts[part] : NULL;
}

/* Each part in a file of its own. False where one of them is not there. */
static inline bool declared_before(Arena *arena, const char *stem, Plan *out)
{
    Error err = {0};
    *out = (Plan){0};
    for (int part = 0; declared_part(out, part); part++) {
        char *bytes;
        size_t length;
        const char *path = arena_printf(arena, "%s.%d", stem, part);
        if (!file_read(path, SIZE_MAX, &bytes, &length, &err))
            return false;
        bool fine = value_decode(arena, bytes, length, declared_part(out, part), &err);
        free(bytes);
        if (!fine)
            fail_msg("%s: %s", path, err.text);
    }
    return true;
}

static inline void declared_keep(Arena *arena, const char *stem, Plan *plan)
{
    for (int part = 0; declared_part(plan, part); part++) {
        Buffer bytes = {0};
        FILE *file = fopen(arena_printf(arena, "%s.%d", stem, part), "wb");
        value_encode(&bytes, declared_part(plan, part));
        if (!file || fwrite(bytes.bytes, 1, bytes.length, file) != bytes.length)
            fail_msg("%s: %s", stem, strerror(errno));
        fclose(file);
        buffer_free(&bytes);
    }
}

static inline bool declared(Arena *arena, const char *dir, const char *installed, Plan *out,
                            Error *err)
{
    static int number;
    const char *folder = getenv("GONGKAI_DECLARED");
    if (!folder)
        return script_declare(arena, dir, installed, out, err);
    const char *stem =
        arena_printf(arena, "%s/%s-%d", folder, program_invocation_short_name, number++);
    if (declared_before(arena, stem, out))
        return true;
    if (!script_declare(arena, dir, installed, out, err))
        return false;
    if (out->failure_count == 0) /* those are the subject, then */
        declared_keep(arena, stem, out);
    return true;
}
#endif
