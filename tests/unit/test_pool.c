/* test_pool.c - what a pool gives is whole, apart from all else, and taken again. */
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "script/pool.h"

static uint32_t pick(uint32_t below)
{
    static uint64_t seed = 1;
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % below;
}

typedef struct {
    unsigned char *bytes, mark;
    size_t size;
} Piece;

static void assert_whole(const Piece *piece, size_t size)
{
    for (size_t i = 0; i < size; i++)
        assert_int_equal(piece->bytes[i], piece->mark);
}

/* Each piece holds what was written to it, whatever becomes of the others. */
static void pieces_stay_apart(void **state)
{
    (void)state;
    static const size_t sizes[] = {1,   15, 16,   17, 32,   100, 511, POOL_SMALL, POOL_SMALL + 1,
                                   700, 64, 2000, 48, 70000};
    Pool *pool = pool_new();
    Piece pieces[200] = {{NULL, 0, 0}};
    for (int round = 0; round < 30000; round++) {
        Piece *piece = &pieces[pick(200)];
        size_t size = pick(4) ? sizes[pick(14)] : 0;
        void *memory = pool_resize(pool, piece->bytes, piece->size, size);
        assert_int_equal(memory != NULL, size > 0);
        piece->bytes = memory;
        assert_int_equal((uintptr_t)memory % 16, 0);
        assert_whole(piece, size < piece->size ? size : piece->size);
        piece->size = size;
        piece->mark = (unsigned char)pick(256);
        if (size)
            memset(piece->bytes, piece->mark, size);
    }
    for (size_t i = 0; i < 200; i++) {
        assert_whole(&pieces[i], pieces[i].size);
        pool_resize(pool, pieces[i].bytes, pieces[i].size, 0);
    }
    pool_free(pool);
}

/* A million small pieces that are given back at once need no more room than one. */
static void what_was_given_back_is_taken_again(void **state)
{
    (void)state;
#ifndef __SANITIZE_ADDRESS__
    Pool *pool = pool_new();
    void *first = pool_resize(pool, NULL, 0, 40), *second = pool_resize(pool, NULL, 0, 40);
    assert_ptr_not_equal(first, second);
    pool_resize(pool, first, 40, 0);
    assert_ptr_equal(pool_resize(pool, NULL, 0, 33), first); /* of the same size in steps */
    assert_ptr_equal(pool_resize(pool, first, 33, 48), first);
    void *larger = pool_resize(pool, first, 48, 49);
    assert_ptr_not_equal(larger, first);
    assert_ptr_equal(pool_resize(pool, NULL, 0, 48), first);
    pool_free(pool);
#endif
}

/* What was frozen is there again, whatever became of it; what came later is gone. */
static void what_was_frozen_comes_back(void **state)
{
    (void)state;
    enum { PIECES = 300 };
    static const size_t sizes[] = {16, 48, 100, 512, 513, 4000, 70000};
    Pool *pool = pool_new();
    Piece pieces[PIECES];
    for (size_t i = 0; i < PIECES; i++) {
        size_t size = sizes[pick(7)];
        pieces[i] = (Piece){pool_resize(pool, NULL, 0, size), (unsigned char)pick(256), size};
        memset(pieces[i].bytes, pieces[i].mark, size);
    }
    for (size_t i = 0; i < 20; i++)
        pool_resize(pool, pieces[i].bytes, pieces[i].size, 0);
    pool_freeze(pool);
#ifndef __SANITIZE_ADDRESS__
    void *first = NULL;
#endif
    for (int round = 0; round < 5; round++) {
        void *next = pool_resize(pool, NULL, 0, 30);
#ifndef __SANITIZE_ADDRESS__
        assert_true(round == 0 || next == first); /* the same is taken in the same order */
        first = next;
#endif
        memset(next, 1, 30);
        for (int i = 0; i < 3000; i++) {
            size_t size = sizes[pick(7)];
            void *later = pool_resize(pool, NULL, 0, size);
            memset(later, 2, size);
            if (pick(2))
                pool_resize(pool, later, size, pick(2) ? sizes[pick(7)] : 0);
        }
        for (size_t i = 20; i < PIECES; i++) {
            size_t size = pick(2) ? sizes[pick(7)] : pieces[i].size / 2;
            memset(pieces[i].bytes, 3, pieces[i].size);
            void *changed = pool_resize(pool, pieces[i].bytes, pieces[i].size, size);
            memset(changed, 4, size);
            if (pick(2))
                pool_resize(pool, changed, size, 0);
        }
        pool_restore(pool);
        for (size_t i = 20; i < PIECES; i++)
            assert_whole(&pieces[i], pieces[i].size);
    }
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pieces_stay_apart),
                                       cmocka_unit_test(what_was_given_back_is_taken_again),
                                       cmocka_unit_test(what_was_frozen_comes_back)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
