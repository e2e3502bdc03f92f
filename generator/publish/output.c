/* output.c - see output.h. */
#include "publish/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/chain.h"

#define CHAIN_NEW ".chain.log.new"
#define SIGNATURE_NEW ".chain.log.minisig.new"
#define SITE_NEW ".site.new"

typedef char Path[PATH_MAX];

static char *at(Path path, const char *output, const char *name)
{
    int length = snprintf(path, sizeof(Path), "%s/%s", output, name);
    if (length < 0 || (size_t)length >= sizeof(Path))
        path[0] = '\0'; /* too long for the system: every call then says "no such file" */
    return path;
}

bool output_current(const char *output, char id[65], Error *err)
{
    Path path, target;
    struct stat st;
    id[0] = '\0';
    if (lstat(at(path, output, "site"), &st) != 0)
        return errno == ENOENT || error_errno(err, path);
    if (!S_ISLNK(st.st_mode))
        return error_set(err, ERR_FILE, "%s: not a link; move it away, gongkai makes it", path);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length < 0)
        return error_errno(err, path);
    target[length] = '\0';
    const char *name = target + strlen("editions/");
    if (strncmp(target, "editions/", strlen("editions/")) != 0 || !*name || strchr(name, '/') ||
        strlen(name) > 64)
        return error_set(err, ERR_FILE, "%s: points at %.200s, which is no edition", path, target);
    bool there;
    if (!file_there(path, &there, err))
        return false;
    if (!there) /* taken for a first run, the months before it would be lost unsaid */
        return error_set(err, ERR_DATA,
                         "%s：指向的 %s 不见了；请从备份放回那个文件夹，或删去这个链接后重新发布 / "
                         "points at an edition that is gone",
                         path, target);
    strcpy(id, name);
    return true;
}

static bool unlink_if_there(const char *path, Error *err)
{
    return unlink(path) == 0 || errno == ENOENT || error_errno(err, path);
}

static bool rename_if_there(const char *from, const char *to, Error *err)
{
    return rename(from, to) == 0 || errno == ENOENT || error_errno(err, to);
}

/* The swap was made: put chain and signature in place. */
static bool finish_chain(const char *output, Error *err)
{
    Path from, to;
    return rename_if_there(at(from, output, CHAIN_NEW), at(to, output, "chain.log"), err) &&
           rename_if_there(at(from, output, SIGNATURE_NEW), at(to, output, "chain.log.minisig"),
                           err);
}

/* Shown, though the chain does not end with it nor a new one waits: it was cut short. */
static bool is_known(const Chain *chain, const char *current, const char *output, Error *err)
{
    Path path;
    bool waits;
    if (!*current || chain_find(chain, current))
        return true;
    if (!file_there(at(path, output, CHAIN_NEW), &waits, err))
        return false;
    return waits ||
           error_set(
               err, ERR_DATA,
               "%s：没有正在展示的 %s 这一期，被截短或换过；请从备份放回 / the chain lacks the "
               "edition that is shown: it was cut short",
               at(path, output, "chain.log"), current);
}

static bool recover_chain(const char *output, Error *err)
{
    Path path;
    Arena *arena = arena_new();
    Chain before, after;
    char current[65];
    bool ok = output_current(output, current, err) &&
              chain_read(arena, at(path, output, "chain.log"), &before, err);
    if (!ok)
        goto done;
    bool pending;
    ok = is_known(&before, current, output, err) &&
         file_there(at(path, output, CHAIN_NEW), &pending, err);
    if (!ok)
        goto done;
    /* A file that makes no sense was being written: nothing else had begun. */
    Error why = {0};
    bool whole = pending && chain_read(arena, path, &after, &why) && after.count > 0;
    if (why.code == ERR_FILE) {
        *err = why;
        ok = false;
        goto done;
    }
    const char *last = whole                      ? after.lines[after.count - 1].id
                       : !pending && before.count ? before.lines[before.count - 1].id
                                                  : "";
    if (current[0] && strcmp(last, current) == 0) {
        ok = finish_chain(output, err);
        goto done;
    }
    if (whole && !chain_find(&before, last))
        ok = folder_remove(path_join(arena, output, arena_printf(arena, "editions/%s", last)), err);
    ok = ok && unlink_if_there(at(path, output, CHAIN_NEW), err) &&
         unlink_if_there(at(path, output, SIGNATURE_NEW), err);
done:
    arena_free(arena);
    return ok;
}

bool output_recover(const char *output, Error *err)
{
    Path path;
    if (!recover_chain(output, err) || !unlink_if_there(at(path, output, SITE_NEW), err) ||
        !unlink_if_there(at(path, output, ".withdrawn.log.new"), err))
        return false;
    at(path, output, "editions");
    DIR *dir = opendir(path);
    if (!dir)
        return errno == ENOENT || error_errno(err, path);
    bool ok = true;
    for (struct dirent *entry; ok && (entry = folder_next(dir));)
        if (strncmp(entry->d_name, ".new-", 5) == 0) {
            Path old;
            ok = folder_remove(at(old, path, entry->d_name), err);
        }
    ok = ok && (errno == 0 || error_errno(err, path));
    closedir(dir);
    return ok;
}

bool output_sync(const char *folder, Error *err)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return error_errno(err, folder);
    bool ok = syncfs(fd) == 0 || error_errno(err, folder);
    close(fd);
    return ok;
}

static bool write_synced(const char *path, const Buffer *text, mode_t mode, Error *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (fd < 0)
        return error_errno(err, path);
    size_t done = 0;
    while (done < text->length) {
        ssize_t put = write(fd, text->bytes + done, text->length - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            break;
        done += (size_t)put;
    }
    bool ok = done == text->length && fchmod(fd, mode) == 0 && fsync(fd) == 0;
    if (!ok)
        error_errno(err, path);
    if (close(fd) != 0 && ok)
        ok = error_errno(err, path);
    return ok;
}

/* The chain with its new line, and its signature, beside the ones that hold. */
static bool prepare_chain(const char *output, const ChainLine *line, const SignKey *key, Error *err)
{
    Path path;
    Arena *arena = arena_new();
    Chain chain;
    Buffer text = {0}, signature = {0};
    bool ok = chain_read(arena, at(path, output, "chain.log"), &chain, err);
    if (ok) {
        buffer_put(&text, chain.bytes, chain.length);
        chain_append(&chain, line, &text);
        ok = write_synced(at(path, output, CHAIN_NEW), &text, 0644, err);
    }
    if (ok && key)
        ok = sign_bytes(key, text.bytes, text.length,
                        arena_printf(arena, "gongkai chain %zu %s", chain.count + 1, line->id),
                        &signature, err) &&
             write_synced(at(path, output, SIGNATURE_NEW), &signature, 0644, err);
    buffer_free(&text);
    buffer_free(&signature);
    arena_free(arena);
    return ok;
}

static bool swap_site(const char *output, const char *id, Error *err)
{
    Path link_path, site, target;
    at(link_path, output, SITE_NEW);
    snprintf(target, sizeof target, "editions/%s", id);
    if (!unlink_if_there(link_path, err))
        return false;
    if (symlink(target, link_path) != 0)
        return errno == EPERM
                   ? error_set(err, ERR_FILE,
                               "%s：这里的磁盘不能建符号链接，请把工作目录放到本机的 Linux "
                               "磁盘上 / no symbolic links here",
                               link_path)
                   : error_errno(err, link_path);
    return rename(link_path, at(site, output, "site")) == 0 || error_errno(err, site);
}

bool output_show(const char *output, const char *folder, const ChainLine *line, const SignKey *key,
                 Error *err)
{
    Path path, editions, chain, signature;
    bool moved = false;
    at(chain, output, CHAIN_NEW);
    at(signature, output, SIGNATURE_NEW);
    at(editions, output, "editions");
    at(path, editions, line->id);
    bool ok = unlink_if_there(chain, err) && unlink_if_there(signature, err) &&
              prepare_chain(output, line, key, err);
    if (ok && folder) {
        ok = moved = rename(folder, path) == 0;
        if (!ok)
            error_errno(err, path);
    }
    ok = ok && (!folder || output_sync(editions, err)) && swap_site(output, line->id, err);
    if (ok) {
        /*
         * Shown. What fails from here on is mended by the next run; until then verify
         * reads the chain from the file aside.
         */
        Error later;
        finish_chain(output, &later);
        output_sync(output, &later);
        return true;
    }
    /* In the order that recover_chain() can take up at any point. */
    if (moved && rename(path, folder) != 0)
        folder_remove(path, NULL);
    unlink(at(path, output, SITE_NEW));
    unlink(signature);
    unlink(chain);
    return false;
}

bool output_report(const char *output, const char *name, const void *bytes, size_t length,
                   Error *err)
{
    Path folder, path, aside;
    Buffer text = {0};
    if (!folder_make(output, err))
        return false;
    at(folder, output, "report");
    if ((mkdir(folder, 0700) != 0 && errno != EEXIST) || chmod(folder, 0700) != 0)
        return error_errno(err, folder);
    at(path, folder, name);
    snprintf(aside, sizeof aside, "%.4000s/.%.80s.new", folder, name);
    buffer_put(&text, bytes, length);
    bool ok = write_synced(aside, &text, 0600, err) &&
              (rename(aside, path) == 0 || error_errno(err, path));
    buffer_free(&text);
    if (!ok)
        unlink(aside);
    return ok;
}
