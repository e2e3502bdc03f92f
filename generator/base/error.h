/*
 * error.h - why a function returned false.
 *
 * What can fail on its input returns bool and takes `Error *err` last. The
 * message is one objective line in English, for the log; what an office reads
 * is a Problem (data/problem.h) or a line in two languages, as of error_errno().
 */
#ifndef ERROR_H
#define ERROR_H

#include <stdbool.h>

typedef enum {
    ERR_NONE,
    ERR_DATA,    /* input that cannot be used          exit 1 */
    ERR_USAGE,   /* command line or configuration      exit 2 */
    ERR_SCRIPT,  /* a script failed or overran         exit 3 */
    ERR_FILE,    /* reading or writing a file failed   exit 73 */
    ERR_LOCKED,  /* another run holds the lock         exit 75 */
    ERR_MEMORY,  /* not enough of it                  exit 1 */
    ERR_PRIVATE, /* something private would leave     exit 1 */
    ERR_INTERNAL /* a broken child, a broken library   exit 70 */
} ErrorCode;

typedef struct {
    ErrorCode code;
    char text[1000];
} Error;

/* What to do about ERR_MEMORY, in both languages. */
#define MEMORY_ADVICE                                                                              \
    "内存不足；请关掉别的程序，或用 --jobs "                                        \
    "1，或换内存更大的机器，或分成几份做（--shard）后再运行 "               \
    "/ out of memory; close other programs, use --jobs 1, a machine with more memory, or --shard"

/* Fill `err` (may be NULL) and return false, so that failing is one line. */
bool error_set(Error *err, ErrorCode code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* ERR_FILE with what errno says: "PATH：没有权限，请检查… / Permission
 * denied". */
bool error_errno(Error *err, const char *path);
/* Put "PLACE: " before the text; the layer that knows the place does it, once. */
bool error_in(Error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));
#endif
