/*
 * verify.h - is what stands here what was published?
 *
 * Checks files against manifests, manifests against the chain, the chain against itself, against an
 * old copy and against signatures, and whether every change of what had been
 * published was declared. Reads only; nothing has to be installed but the folder.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    const char *expect; /* start of a hash (8 digits or more) as paper prints it, NULL */
    const char *chain;  /* file: a copy of the chain made earlier, NULL */
    const char *key;    /* file: the public key one trusts; NULL: gongkai.pub of the edition */
} VerifyOptions;

typedef enum {
    FOUND_CHANGED, /* a file is not the one that was published */
    FOUND_MISSING,
    FOUND_EXTRA, /* a file that no manifest lists */
    FOUND_CHAIN, /* broken, shortened or rolled back */
    FOUND_SIGNATURE,
    FOUND_UNDECLARED, /* a published row or figure changed, and corrections.csv does not say so */
    FOUND_UNEXPECTED  /* the hash asked for is not here */
} FoundKind;

typedef struct {
    FoundKind kind;
    const char *zh, *en; /* one sentence each, naming the place */
} Finding;

typedef struct {
    const Finding *findings; /* none: sound */
    size_t count;
    size_t files, editions; /* looked at */
    bool is_signed;
} Verdict;

/*
 * `output` is the folder output/, or a copy of one edition (what output/site shows). False only
 * where there is nothing to look at (ERR_USAGE) or a key or chain given cannot be read.
 */
bool verify_output(Arena *arena, const char *output, const VerifyOptions *options, Verdict *out,
                   Error *err);
#endif
