/* error.c - see error.h. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool error_set(Error *err, ErrorCode code, const char *format, ...)
{
    if (!err)
        return false;
    err->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);
    return false;
}

bool error_errno(Error *err, const char *path)
{
    return error_set(err, ERR_FILE, "%s: %s", path, strerror(errno));
}

bool error_in(Error *err, const char *format, ...)
{
    if (!err)
        return false;
    char place[sizeof err->text], whole[sizeof err->text * 2 + 3];
    va_list args;
    va_start(args, format);
    vsnprintf(place, sizeof place, format, args);
    va_end(args);
    snprintf(whole, sizeof whole, "%s: %s", place, err->text);
    whole[sizeof err->text - 1] = '\0';
    memcpy(err->text, whole, sizeof err->text);
    return false;
}
