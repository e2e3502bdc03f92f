/*
 * publish.c - the publishing half of a run and nothing else: publish OUTPUT WORDS.
 *
 * A small edition whose front page says WORDS, signed, made with the program's own functions in a
 * few milliseconds: so tests/mutations.py can change many of them. Exit codes as gongkai's.
 */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "publish/edition.h"
#include "publish/output.h"

static bool put(Edition *edition, const char *path, const char *text, Error *err)
{
    return edition_write(edition, path, text, strlen(text), err);
}

/* A download: written straight into the folder, then taken up, as large ones are. */
static bool adopt(Edition *edition, const char *path, const char *text, Error *err)
{
    char to[4096];
    snprintf(to, sizeof to, "%s/%s", edition_folder(edition), path);
    return file_write(to, text, strlen(text), err) && edition_adopt(edition, path, err);
}

static bool tables(Edition *edition, const char *words, Error *err)
{
    return put(edition, "data/dictionary.csv",
               "table,column,type,key,dates_row\nissues,issue_id,id,true,false\n"
               "issues,summary,string,false,false\n",
               err) &&
           adopt(edition, "data/issues.csv",
                 "issue_id,summary\nW-1,lamp at the north lane\nW-2,gate of the second yard\n",
                 err) &&
           adopt(edition, "data/words.txt", words, err);
}

/* A worker writes some of it, as in a run. */
static bool work(Edition *edition, const char *words, Error *err)
{
    pid_t worker = fork();
    if (worker < 0)
        return error_errno(err, "fork");
    if (worker == 0)
        _exit(put(edition, "c/lt-01/2026-10/index.html", words, err) &&
                      put(edition, "c/lt-01/2026-10/bulletin.md", "the same each time", err)
                  ? 0
                  : 1);
    int status;
    waitpid(worker, &status, 0);
    return status == 0 || error_set(err, ERR_FILE, "the worker could not write");
}

static bool publish(const char *output, const char *words, const char *secret, Error *err)
{
    Edition *edition = NULL;
    EditionResult result;
    SignKey key;
    const Month period = 2026 * 12 + 9;
    if (!sign_key_load(secret, &key, err) || !output_report(output, "run.json", "{}", 2, err) ||
        !edition_begin(output, &edition, err))
        return false;
    edition_use_key(edition, &key);
    bool ok = edition_keep_history(edition, period, NULL, 0, err) &&
              put(edition, "index.html", words, err) &&
              put(edition, "about/index.html", "who we are", err) &&
              tables(edition, words, err) && work(edition, words, err) &&
              edition_commit(edition, period, &result, err);
    if (!ok)
        edition_abandon(edition);
    return ok;
}

int main(int argc, char **argv)
{
    int lock;
    Error err = {0};
    if (argc != 4)
        return 2;
    bool locked = edition_lock(argv[1], &lock, &err);
    bool ok = locked && publish(argv[1], argv[2], argv[3], &err);
    if (!ok)
        fprintf(stderr, "%s\n", err.text);
    if (locked)
        edition_unlock(lock);
    return ok ? 0 : err.code == ERR_LOCKED ? 75 : 73;
}
