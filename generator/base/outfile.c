/* outfile.c - see outfile.h. */
#include "base/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"

bool outfile_open(OutFile *out, const char *path, Error *err)
{
    size_t length = strlen(path);
    *out = (OutFile){.path = memory_alloc(length + 1), .fd = -1};
    memcpy(out->path, path, length + 1);
    char *slash = strrchr(out->path, '/');
    bool ok = true;
    if (slash) {
        *slash = '\0';
        ok = folder_make(out->path, err);
        *slash = '/';
    }
    if (ok && unlink(path) != 0 && errno != ENOENT)
        ok = error_errno(err, path);
    if (ok) {
        out->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        ok = (out->fd >= 0 && fchmod(out->fd, 0644) == 0) || error_errno(err, path);
    }
    if (!ok) {
        if (out->fd >= 0)
            close(out->fd);
        free(out->path);
        *out = (OutFile){.fd = -1};
    }
    return ok;
}

static void put(OutFile *out, const char *bytes, size_t length, off_t at)
{
    while (length > 0 && !out->failure) {
        ssize_t done = at < 0 ? write(out->fd, bytes, length) : pwrite(out->fd, bytes, length, at);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0) {
            out->failure = done < 0 ? errno : EIO;
            return;
        }
        bytes += done;
        length -= (size_t)done;
        at += at < 0 ? 0 : done;
    }
}

void outfile_flush(OutFile *out)
{
    put(out, out->text.bytes, out->text.length, -1);
    out->length += out->text.length;
    buffer_clear(&out->text);
}

void outfile_patch(OutFile *out, off_t at, const void *bytes, size_t length)
{
    put(out, bytes, length, at);
}

bool outfile_close(OutFile *out, Error *err)
{
    if (out->fd < 0)
        return true;
    outfile_flush(out);
    if (close(out->fd) != 0 && !out->failure)
        out->failure = errno;
    bool ok = out->failure == 0;
    if (!ok) {
        errno = out->failure;
        error_errno(err, out->path);
    }
    buffer_free(&out->text);
    free(out->path);
    *out = (OutFile){.fd = -1};
    return ok;
}
