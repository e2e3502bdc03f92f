/* installed.c - where the program's own scripts and themes lie; see run.h. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "run.h"

const char *run_installed(void)
{
    /* Below the folder of the program: as `make install` lays it out, then a checkout's build/. */
    static const char *const places[] = {"../share/gongkai", "..", "../.."};
    static char found[PATH_MAX];
    const char *home = getenv("GONGKAI_HOME");
    if (home && *home)
        return home;
    char program[PATH_MAX / 2];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    program[length > 0 ? length : 0] = '\0';
    char *slash = strrchr(program, '/');
    if (slash)
        *slash = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(found, sizeof found, "%s/%s/scripts/tables", program, places[i]);
        if (folder_exists(found)) {
            snprintf(found, sizeof found, "%s/%s", program, places[i]);
            return found;
        }
    }
    return ".";
}
