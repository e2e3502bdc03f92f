/* Arrays that grow across the size from which they lie in pages of two megabytes. */
#include "unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/large.h"

#define STEP ((size_t)700000) /* numbers, 2.8 MB */

static void grows_and_shrinks_with_what_is_in_it(void **state)
{
    (void)state;
    static const size_t counts[] = {
        100,      3 * LARGE_FROM / sizeof(uint32_t), 5 * STEP, STEP,
        STEP + 1, LARGE_FROM / sizeof(uint32_t),     50,       9 * STEP};
    uint32_t *numbers[2] = {NULL, NULL}; /* the one keeps the other from growing in place */
    size_t size = 0, filled = 0;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (int n = 0; n < 2; n++) {
            numbers[n] = large_resize(numbers[n], size, counts[i] * sizeof(uint32_t));
            size_t kept = filled < counts[i] ? filled : counts[i];
            for (size_t k = 0; k < kept; k++)
                if (numbers[n][k] != k + (size_t)n)
                    fail_msg("number %zu of %zu was lost", k, counts[i]);
            for (size_t k = 0; k < counts[i]; k++)
                numbers[n][k] = (uint32_t)(k + (size_t)n);
        }
        size = counts[i] * sizeof(uint32_t);
        filled = counts[i];
    }
    large_free(numbers[0], size);
    large_free(numbers[1], size);
    large_free(NULL, 0);
}

/* Kilobytes of addresses that this process has. */
static long addresses(void)
{
    FILE *status = fopen("/proc/self/statm", "r");
    long pages = 0;
    assert_non_null(status);
    assert_int_equal(fscanf(status, "%ld", &pages), 1);
    fclose(status);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

/* A hundred that came and went, whichever way, leave nothing behind. */
static void what_is_given_back_is_gone(void **state)
{
    (void)state;
    long before = addresses();
    for (int i = 0; i < 100; i++) {
        size_t size = LARGE_FROM * (size_t)(1 + i % 4);
        char *bytes = large_resize(NULL, 0, size);
        bytes[size - 1] = 1;
        if (i % 3 == 1) {
            bytes = large_resize(bytes, size, LARGE_FROM);
            size = LARGE_FROM;
        }
        if (i % 3 == 2) {
            bytes = large_resize(bytes, size, 100);
            size = 100;
        }
        large_free(bytes, size);
    }
    assert_true(addresses() - before < (long)(8 * LARGE_FROM / 1024));
}

#if defined MADV_HUGEPAGE && defined __GLIBC__ && !defined __SANITIZE_ADDRESS__
/* Whether the mapping that holds it is to lie in large pages. */
static bool is_advised(const void *memory)
{
    FILE *maps = fopen("/proc/self/smaps", "r");
    char line[512];
    unsigned long from, to, at = (unsigned long)(uintptr_t)memory;
    bool here = false, advised = false;
    assert_non_null(maps);
    while (fgets(line, sizeof line, maps)) {
        if (sscanf(line, "%lx-%lx ", &from, &to) == 2)
            here = at >= from && at < to;
        else if (here && strncmp(line, "VmFlags:", 8) == 0)
            advised = strstr(line, " hg") != NULL;
    }
    fclose(maps);
    return advised;
}

static bool heaps_are_large(void)
{
    enum { BLOCKS = 300, BLOCK = 256 << 10 }; /* the heap grows while they come */
    void *blocks[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++)
        blocks[i] = memory_resize(NULL, BLOCK);
    bool large = is_advised(blocks[10]) && is_advised(blocks[BLOCKS - 1]);
    for (size_t i = 0; i < BLOCKS; i++)
        free(blocks[i]);
    return large;
}

static void *look_in_thread(void *large)
{
    *(bool *)large = heaps_are_large();
    return NULL;
}

static void heaps_lie_in_large_pages(void **state)
{
    (void)state;
    pthread_t thread;
    bool large = false;
    memory_large_heaps();
    if (access("/sys/kernel/mm/transparent_hugepage/enabled", R_OK) != 0)
        return;
    assert_true(heaps_are_large());
    assert_int_equal(pthread_create(&thread, NULL, look_in_thread, &large), 0);
    pthread_join(thread, NULL);
    assert_true(large);
    memory_trim(); /* and what grows anew behind what was given back */
    assert_true(heaps_are_large());
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#if defined MADV_HUGEPAGE && defined __GLIBC__ && !defined __SANITIZE_ADDRESS__
        cmocka_unit_test(heaps_lie_in_large_pages),
#endif
        cmocka_unit_test(grows_and_shrinks_with_what_is_in_it),
        cmocka_unit_test(what_is_given_back_is_gone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
