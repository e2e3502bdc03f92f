/* faces.c - see faces.h. */
#include "render/pdf/faces.h"

#include <errno.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"

/* More than it takes for its lists; the faces themselves take more than this afterwards. */
#define ROOM ((size_t)24 << 20)
/* Seconds for lists that are made anew because fonts were installed. */
#define PATIENCE 300

enum { FOUND = '+', MISSING = '-', NO_ROOM = '!' };

struct FacesAsked {
    pid_t pid; /* < 0: was not started, `why` says why */
    int answers, why;
};

static bool has_family(FcPattern *pattern, const char *family)
{
    FcChar8 *name;
    for (int i = 0; FcPatternGetString(pattern, FC_FAMILY, i, &name) == FcResultMatch; i++)
        if (strcmp((const char *)name, family) == 0)
            return true;
    return false;
}

/* "+PATH\0INDEX\0", or "-" where this very face is not installed. */
static void look_for(FcConfig *config, const FaceWanted *wanted, Buffer *out)
{
    int weight = wanted->bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR;
    FcPattern *pattern = FcPatternCreate();
    FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)wanted->family);
    FcPatternAddInteger(pattern, FC_WEIGHT, weight);
    FcPatternAddInteger(pattern, FC_SLANT, FC_SLANT_ROMAN);
    FcConfigSubstitute(config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result;
    FcPattern *match = FcFontMatch(config, pattern, &result);
    FcChar8 *file = NULL;
    int index = 0, has = -1;
    if (match && has_family(match, wanted->family) &&
        FcPatternGetString(match, FC_FILE, 0, &file) == FcResultMatch) {
        FcPatternGetInteger(match, FC_INDEX, 0, &index);
        FcPatternGetInteger(match, FC_WEIGHT, 0, &has);
    }
    if (has == weight) {
        buffer_put(out, (char[]){FOUND}, 1);
        buffer_put(out, file, strlen((const char *)file) + 1);
        buffer_printf(out, "%u", (unsigned)index & 0xFFFF);
        buffer_put(out, "", 1);
    } else {
        buffer_put(out, (char[]){MISSING}, 1);
    }
    if (match)
        FcPatternDestroy(match);
    FcPatternDestroy(pattern);
}

static _Noreturn void answer_in_child(int to, const FaceWanted *wanted, size_t count)
{
    signal(SIGALRM, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    alarm(PATIENCE);
    memory_end_with(1);
    Buffer out = {0};
    FcConfig *config = memory_lacks(ROOM) ? NULL : FcInitLoadConfigAndFonts();
    if (config == NULL)
        buffer_put(&out, (char[]){NO_ROOM}, 1);
    for (size_t i = 0; config && i < count; i++)
        look_for(config, &wanted[i], &out);
    if (config)
        FcConfigDestroy(config); /* what a memory checker would take for lost */
    for (size_t done = 0; done < out.length;) {
        ssize_t n = write(to, out.bytes + done, out.length - done);
        if (n < 0 && errno != EINTR)
            _exit(1);
        done += n > 0 ? (size_t)n : 0;
    }
    _exit(0);
}

FacesAsked *faces_ask(const FaceWanted *wanted, size_t count)
{
    FacesAsked *asked = memory_alloc(sizeof *asked);
    int ends[2];
    asked->pid = -1;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        asked->why = errno;
        return asked;
    }
    asked->pid = fork();
    if (asked->pid == 0) {
        close(ends[0]);
        answer_in_child(ends[1], wanted, count);
    }
    asked->why = errno;
    close(ends[1]);
    if (asked->pid < 0)
        close(ends[0]);
    else
        asked->answers = ends[0];
    return asked;
}

/* Its answer, and whether it ended as it should. */
static bool hear(FacesAsked *asked, Buffer *heard)
{
    char some[1024];
    for (;;) {
        ssize_t n = read(asked->answers, some, sizeof some);
        if (n > 0)
            buffer_put(heard, some, (size_t)n);
        else if (n == 0 || errno != EINTR)
            break;
    }
    close(asked->answers);
    int status = -1;
    while (waitpid(asked->pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* One text of "TEXT\0…"; NULL at the end. */
static const char *next_text(const char **at, const char *end)
{
    const char *text = *at, *stop = memchr(text, 0, (size_t)(end - text));
    if (stop == NULL)
        return NULL;
    *at = stop + 1;
    return text;
}

static bool no_answer(Error *err)
{
    if (memory_lacks(ROOM))
        return error_set(err, ERR_MEMORY, MEMORY_ADVICE);
    return error_set(err, ERR_INTERNAL,
                     "没有读出装了哪些字体（fontconfig 中途退出），请先运行 fc-list 看看 "
                     "/ fontconfig ended without an answer; see what fc-list says");
}

static bool understand(const Buffer *heard, FaceWanted *wanted, size_t count, Error *err)
{
    const char *at = heard->length ? heard->bytes : "", *end = at + heard->length;
    for (size_t i = 0; i < count; i++) {
        char kind = '\0';
        if (at < end)
            kind = *at++;
        if (kind == NO_ROOM)
            return error_set(err, ERR_MEMORY, MEMORY_ADVICE);
        if (kind == MISSING)
            return error_set(err, ERR_USAGE, "font '%s' (%s) is not installed; it is in package %s",
                             wanted[i].family, wanted[i].bold ? "Bold" : "Regular",
                             wanted[i].package);
        const char *path = kind == FOUND ? next_text(&at, end) : NULL;
        const char *index = path ? next_text(&at, end) : NULL;
        if (index == NULL)
            return no_answer(err);
        wanted[i].path = strdup(path);
        if (wanted[i].path == NULL)
            memory_exhausted(strlen(path));
        wanted[i].index = (unsigned)strtoul(index, NULL, 10);
    }
    return true;
}

bool faces_answer(FacesAsked *asked, FaceWanted *wanted, size_t count, Error *err)
{
    Buffer heard = {0};
    bool good = asked->pid > 0;
    if (!good) {
        errno = asked->why;
        error_errno(err, "fontconfig");
    } else if (!hear(asked, &heard)) {
        good = no_answer(err);
    } else {
        good = understand(&heard, wanted, count, err);
    }
    buffer_free(&heard);
    free(asked);
    return good;
}
