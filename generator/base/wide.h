/*
 * wide.h - loops over many numbers that a compiler can do several of at once.
 *
 * VARIANTS(name, rows_of, parameters, arguments) makes a static function `name` of the loops in
 * `rows_of`, compiled a second time for processors that have wide registers; but where nothing is
 * made faster, once. `rows_of` is EITHER. A file that uses it says `#pragma GCC optimize("O3")`
 * under WIDE_LOOPS.
 */
#ifndef WIDE_H
#define WIDE_H

#if defined __OPTIMIZE__ && defined __GNUC__ && !defined __clang__
#define WIDE_LOOPS 1
#endif

#if defined __OPTIMIZE__ && defined __x86_64__
#define VARIANTS(name, rows_of, parameters, arguments)                                             \
    __attribute__((target("avx2"))) static void name##_wide parameters                             \
    {                                                                                              \
        rows_of arguments;                                                                         \
    }                                                                                              \
    static void name parameters                                                                    \
    {                                                                                              \
        if (__builtin_cpu_supports("avx2"))                                                        \
            name##_wide arguments;                                                                 \
        else                                                                                       \
            rows_of arguments;                                                                     \
    }
#else
#define VARIANTS(name, rows_of, parameters, arguments)                                             \
    static void name parameters                                                                    \
    {                                                                                              \
        rows_of arguments;                                                                         \
    }
#endif
#define EITHER static inline __attribute__((always_inline))

#endif
