/* fetch.c - see fetch.h. */
#include "data/fetch.h"

#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

#define ROOM_KEPT ((size_t)32 << 20) /* for the next file */

typedef struct {
    bool taken, ready; /* by `item`; it may have its bytes */
    size_t item;
    Buffer bytes;
    Fetched fetched;
} Slot;

struct Fetches {
    const char *dir;
    const FileList *files;
    const bool *ahead;
    size_t jobs;
    char home[PATH_MAX], input[PATH_MAX]; /* without links; home "" where that failed */
    pthread_mutex_t lock;                 /* of all below but a slot that is not ready */
    pthread_cond_t told;
    bool *begun; /* by item */
    Slot *slots; /* `jobs` of them */
};

Fetches *fetches_open(const char *dir, const FileList *files, const bool *ahead, size_t jobs)
{
    Fetches *f = memory_alloc(sizeof *f);
    *f = (Fetches){.dir = dir, .files = files, .ahead = ahead, .jobs = jobs};
    char input[PATH_MAX];
    snprintf(input, sizeof input, "%s/input", dir);
    if (!realpath(dir, f->home) || !realpath(input, f->input)) {
        file_note_trouble(input);
        f->home[0] = '\0';
    }
    pthread_mutex_init(&f->lock, NULL);
    pthread_cond_init(&f->told, NULL);
    f->begun = memory_alloc((files->count + 1) * sizeof *f->begun);
    f->slots = memory_alloc(jobs * sizeof *f->slots);
    return f;
}

void fetches_close(Fetches *f)
{
    for (size_t i = 0; i < f->jobs; i++)
        buffer_free(&f->slots[i].bytes);
    pthread_mutex_destroy(&f->lock);
    pthread_cond_destroy(&f->told);
    free(f->begun);
    free(f->slots);
    free(f);
}

/* --- one file ---------------------------------------------------------------------------- */

static bool is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);
    return strncmp(path, folder, n) == 0 && (path[n] == '/' || path[n] == '\0');
}

bool fetch_leads_outside(const Fetches *f, const char *path)
{
    char real[PATH_MAX];
    if (!realpath(path, real)) {
        file_note_trouble(path);
        return false;
    }
    return f->home[0] && !is_below(real, f->home) && !is_below(real, f->input);
}

bool fetch_is_same(const struct stat *a, const struct stat *b)
{
    return a->st_ino == b->st_ino && a->st_dev == b->st_dev && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

const char *fetch_path(const Fetches *f, Arena *arena, size_t item)
{
    return path_join(arena, f->dir, arena_printf(arena, "input/%s", f->files->paths[item]));
}

/* All but its hash. False: it is not `small`, and was not read. */
static bool read_one(const Fetches *f, Arena *arena, size_t item, bool alone, bool small,
                     Buffer *bytes, Fetched *out)
{
    const char *path = fetch_path(f, arena, item);
    struct stat before, after;
    *out = (Fetched){.state = FETCH_OUTSIDE};
    if (fetch_leads_outside(f, path))
        return !small;
    bool known = stat(path, &before) == 0;
    if (!known)
        file_note_trouble(path);
    bool large = known && (size_t)before.st_size >= FETCH_LARGE;
    if (small && (!known || large))
        return false;
    out->large = large;
    bool by_two = large && !alone;
    if (!(by_two ? file_read_by_two : file_read_into)(path, FETCH_BYTES_MAX, bytes, &out->err)) {
        out->state = FETCH_UNREADABLE;
        if (out->err.code == ERR_FILE) /* the run ends with it: its rows would be missing */
            file_note_trouble(path);
        return true;
    }
    bool still = stat(path, &after) == 0;
    if (!still)
        file_note_trouble(path);
    out->state = known && still && fetch_is_same(&before, &after) ? FETCH_FINE : FETCH_CHANGED;
    return true;
}

/* --- two at once ------------------------------------------------------------------------- */

static Slot *slot_of(const Fetches *f, size_t item)
{
    for (size_t i = 0; i < f->jobs; i++)
        if (f->slots[i].taken && f->slots[i].item == item)
            return &f->slots[i];
    return NULL;
}

/* Its turn has come: true if another thread has fetched it. */
static bool take_slot(Fetches *f, size_t item, Buffer *bytes, Fetched *out)
{
    Slot *slot;
    pthread_mutex_lock(&f->lock);
    f->begun[item] = true;
    while ((slot = slot_of(f, item)) && !slot->ready)
        pthread_cond_wait(&f->told, &f->lock);
    if (slot) {
        Buffer old = *bytes;
        *bytes = slot->bytes;
        *out = slot->fetched;
        slot->bytes = old;
        if (old.capacity > ROOM_KEPT)
            buffer_free(&slot->bytes);
        slot->taken = false;
    }
    pthread_mutex_unlock(&f->lock);
    return slot != NULL;
}

/*
 * For the item that comes to the same thread next, if all take turns; so that hardly anyone waits
 * for what another is fetching. NULL: there is none.
 */
static Slot *claim_next(Fetches *f, size_t item)
{
    size_t next = item + f->jobs;
    Slot *slot = NULL;
    if (!f->ahead || next >= f->files->count || !f->ahead[next])
        return NULL;
    pthread_mutex_lock(&f->lock);
    for (size_t i = 0; !slot && i < f->jobs && !f->begun[next]; i++)
        if (!f->slots[i].taken)
            slot = &f->slots[i];
    if (slot) {
        slot->taken = true;
        slot->ready = false;
        slot->item = next;
    }
    pthread_mutex_unlock(&f->lock);
    return slot;
}

static void end_slot(Fetches *f, Slot *slot, bool ready)
{
    pthread_mutex_lock(&f->lock);
    slot->ready = ready;
    slot->taken = ready;
    pthread_cond_broadcast(&f->told);
    pthread_mutex_unlock(&f->lock);
}

void fetch(Fetches *f, Arena *arena, size_t item, bool alone, Buffer *bytes, Fetched *out)
{
    if (take_slot(f, item, bytes, out))
        return;
    read_one(f, arena, item, alone, false, bytes, out);
    if (out->state != FETCH_FINE)
        return;
    hash_begin(&out->hash);
    if (out->large && !alone)
        return;
    Slot *next = out->large ? NULL : claim_next(f, item);
    bool two = next && read_one(f, arena, next->item, alone, true, &next->bytes, &next->fetched);
    if (two) {
        Fetched *other = &next->fetched;
        hash_begin(&other->hash);
        hash_add_two(&out->hash, bytes->bytes, bytes->length, &other->hash, next->bytes.bytes,
                     next->bytes.length);
    } else
        hash_add(&out->hash, bytes->bytes, bytes->length);
    out->hashed = true;
    if (next) {
        next->fetched.hashed = two;
        end_slot(f, next, two);
    }
}
