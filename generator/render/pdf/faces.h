/*
 * faces.h - where the faces that no configuration names are installed.
 *
 * Fontconfig knows, and is asked in a process of its own: short of memory it crashes, or waits for
 * ever for a lock of its own (seen in 2.14), and a run that has no memory has to say so.
 *
 * Order of use:  faces_ask() before the first thread begins -> faces_answer(), in any thread
 */
#ifndef FACES_H
#define FACES_H

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    const char *family, *package; /* package: of Debian, for who has not got it */
    bool bold;
    char *path; /* answered; malloc()ed, the caller's */
    unsigned index;
} FaceWanted;

typedef struct FacesAsked FacesAsked;

/* `count` faces; `wanted` is read at once. Never fails: what went wrong is the answer. */
FacesAsked *faces_ask(const FaceWanted *wanted, size_t count);
/*
 * Waits for it, fills path and index of each face and frees `asked`. False with ERR_USAGE that
 * names the first face that is not installed, with ERR_MEMORY, or with ERR_INTERNAL where no answer
 * came.
 */
bool faces_answer(FacesAsked *asked, FaceWanted *wanted, size_t count, Error *err);

#endif
