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

/* What went wrong and what to do about it, as an office is told. */
static const char *errno_zh(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
        return "磁盘空间不足，请腾出空间后再运行一次";
    case EFBIG:
        return "超过了单个文件的大小限制，请管理员放宽后再运行一次";
    case EACCES:
    case EPERM:
        return "没有权限，请检查文件和文件夹的权限";
    case EROFS:
        return "所在的磁盘只能读、不能写，请换一个位置或请管理员处理";
    case ENOENT:
        return "找不到，请检查名称和位置";
    case EEXIST:
    case ENOTEMPTY:
        return "已经存在，请先移到别处";
    case ENOTDIR:
        return "路径中有一段不是文件夹，请检查位置";
    case EISDIR:
        return "是文件夹，不是文件，请检查位置";
    case ENAMETOOLONG:
        return "名称太长，请改短";
    case ELOOP:
        return "链接绕成了圈，请改正链接";
    case EIO:
        return "磁盘读写出错，请检查磁盘后再运行一次";
    case EMFILE:
    case ENFILE:
        return "打开的文件太多，请关掉别的程序后再运行一次";
    case ENOMEM:
    case EAGAIN:
        return "内存或系统资源不足，请关掉别的程序后再运行一次";
    case EINTR:
        return "中途被打断，请再运行一次";
    case ENOLCK:
        return "这个位置不能给文件加锁，请把工作目录放到本机磁盘上";
    default:
        return "读写失败，请检查磁盘和权限后再运行一次";
    }
}

bool error_errno(Error *err, const char *path)
{
    int number = errno;
    return error_set(err, ERR_FILE, "%s：%s / %s", path, errno_zh(number), strerror(number));
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
