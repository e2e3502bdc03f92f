/* test_buffer.c - text put together piece by piece. */
#include "unit.h"

#include <limits.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/buffer.h"

#define SAME(...)                                                                                  \
    do {                                                                                           \
        char wanted[2000];                                                                         \
        Buffer got = {0};                                                                          \
        snprintf(wanted, sizeof wanted, __VA_ARGS__);                                              \
        buffer_text(&got, "<");                                                                    \
        buffer_printf(&got, __VA_ARGS__);                                                          \
        assert_string_equal(got.bytes + 1, wanted);                                                \
        assert_int_equal(got.length, strlen(wanted) + 1);                                          \
        assert_string_equal(arena_printf(arena, __VA_ARGS__), wanted);                             \
        buffer_free(&got);                                                                         \
    } while (0)

/* Formats that are put together here, and formats that are not, are as the library has them. */
static void formats_are_those_of_the_library(void **state)
{
    (void)state;
    Arena *arena = arena_new();
    char edge[300], more[1500];
    const char *volatile nothing = NULL; /* volatile: compilers see through it otherwise */
    memset(more, 'x', sizeof more - 1);
    more[sizeof more - 1] = '\0';
    for (size_t n = 250; n < 260; n++) { /* about what arena_printf() keeps on the stack */
        snprintf(edge, sizeof edge, "%.*s", (int)n, more);
        SAME("%s", edge);
    }
    SAME("plain");
    SAME("%s", "");
    SAME("%s|", nothing);
    SAME("<a href=\"%s\">%s</a>\n", "x/y", more);
    SAME("%d %d %d %d %d", 0, 7, -1, INT_MAX, INT_MIN);
    SAME("%zu%zu of %s%d", (size_t)0, SIZE_MAX, "小区", 12);
    SAME("%d%% of %s", 50, "all");
    SAME("%03d|%-6s|%5zu|%.2s|%.2f", 7, "ab", (size_t)3, "xyz", 1.25);
    SAME("%ld %zd %u %c %x", -5L, (ptrdiff_t)-6, 7U, 'c', 255U);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(formats_are_those_of_the_library)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
