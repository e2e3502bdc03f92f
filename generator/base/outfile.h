/*
 * outfile.h - a new file written piece by piece, for what is too large to hold.
 *
 * Order of use:  outfile_open() -> append to out->text, outfile_flow()... -> outfile_close()
 *
 * The caller appends to `text` and lets it flow; the first failure is remembered and told once, at
 * the end. All errors are ERR_FILE and name the path.
 */
#ifndef OUTFILE_H
#define OUTFILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"

#define OUTFILE_BLOCK ((size_t)1 << 18)

typedef struct {
    Buffer text; /* what was not written yet */
    char *path;
    int fd;
    size_t length; /* bytes written, without `text` */
    int failure;   /* errno of the first failed write, 0 */
} OutFile;

/*
 * Makes `path` anew (mode 0644 whatever the umask), and its missing parent folders; one that
 * stands there is replaced, never written through: it may be a link to an older edition's.
 */
bool outfile_open(OutFile *out, const char *path, Error *err);
/* Writes what stands in `text`. */
void outfile_flush(OutFile *out);
/* The same once enough of it is there. */
static inline void outfile_flow(OutFile *out)
{
    if (out->text.length >= OUTFILE_BLOCK)
        outfile_flush(out);
}
/* Overwrites bytes that were flushed before. */
void outfile_patch(OutFile *out, off_t at, const void *bytes, size_t length);
/* Frees, also when it fails; the file then stays as it is, to be removed with its folder. */
bool outfile_close(OutFile *out, Error *err);
#endif
