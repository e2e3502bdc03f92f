/* make_plan.c - the table schemas of scripts/tables as one encoded Value, for fuzz_import. */
#include <stdio.h>

#include "script/script.h"

int main(void)
{
    Arena *arena = arena_new();
    Plan plan;
    Error err = {0};
    Buffer out = {0};
    if (!script_declare(arena, "tests/fuzz", ".", &plan, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    value_encode(&out, &plan.tables);
    fwrite(out.bytes, 1, out.length, stdout);
    buffer_free(&out);
    arena_free(arena);
    return 0;
}
