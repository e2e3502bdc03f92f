/* gather.c - see gather.h. */
#include "data/gather.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/ordered.h"
#include "data/file_pack.h"
#include "data/leave_out.h"
#include "data/table_build.h"
#include "data/taker.h"

#define LARGE_FILE ((size_t)32 << 20) /* room for more is not kept for the next file */

typedef struct {
    const char *
        path; /* NULL until the bytes are known, "" (as its hash) where the file is nobody's twin */
    char sha256[65];
} Bytes;

/* Of a thread: pieces wait for the one that merges, while it makes room for more rows. */
#define PIECES_EACH 4

/* What a file is read into; not needed once its rows are taken. */
typedef struct {
    Buffer bytes, decoded;
} Room;

struct Gather {
    Intake *whole;
    GatherRead *read;
    void *context;
    Intake *places; /* `window` of them, made at the first need */
    size_t window;
    Intake *pieces; /* `piece_places`, for those of large files */
    size_t piece_places;
    Room *rooms; /* those that no place has: the last one is taken, it is near the processor */
    size_t room_count;
    TextMap texts, secrets; /* numbers of one file -> numbers of the whole */
    pthread_mutex_t lock;
    pthread_cond_t told;
    Bytes *bytes; /* of every file */
    size_t known; /* the bytes of the files before this one are known */
    size_t count;
    uint64_t length, merged; /* bytes of all files; of those that are part of the whole */
    size_t taken;            /* files that were not read */
};

static void tell_bytes(Gather *g, size_t item, const char *path, const char *sha256)
{
    pthread_mutex_lock(&g->lock);
    if (!g->bytes[item].path) {
        memcpy(g->bytes[item].sha256, sha256, strlen(sha256) + 1);
        g->bytes[item].path = path;
        while (g->known < g->count && g->bytes[g->known].path)
            g->known++;
        pthread_cond_broadcast(&g->told);
    }
    pthread_mutex_unlock(&g->lock);
}

void gather_tell_bytes(Intake *own, const char *path, const char sha256[65])
{
    tell_bytes(own->gather, own->item, path, sha256);
}

const char *gather_twin(Intake *own, const char sha256[65])
{
    Gather *g = own->gather;
    const char *found = NULL;
    pthread_mutex_lock(&g->lock);
    while (g->known < own->item) /* those before have been begun, and tell before they ask */
        pthread_cond_wait(&g->told, &g->lock);
    for (size_t i = 0; !found && i < own->item; i++)
        if (strcmp(g->bytes[i].sha256, sha256) == 0)
            found = g->bytes[i].path;
    pthread_mutex_unlock(&g->lock);
    return found;
}

static void open_place(Gather *g, Intake *own)
{
    const Intake *whole = g->whole;
    *own = (Intake){.schemas = whole->schemas,
                    .config = whole->config,
                    .arbiter = whole->arbiter,
                    .bounds = whole->bounds,
                    .give = whole->give,
                    .take = whole->take,
                    .word = whole->word,
                    .leave_out = whole->leave_out,
                    .piece_bytes = whole->piece_bytes,
                    .alone = g->window == 1,
                    .aliases = whole->aliases,
                    .gather = g,
                    .data = dataset_new(whole->schemas),
                    .secrets = secrets_new()};
    own->labels = memory_alloc(whole->schemas->count * sizeof *own->labels);
}

void gather_begin_again(Intake *own)
{
    own->problems = problems_new(own->arena);
    dataset_clear(own->data);
    secrets_clear(own->secrets);
    own->sheet_count = own->named_count = own->telling_count = 0;
}

void gather_clear(Intake *own)
{
    gather_begin_again(own);
    own->length = 0;
    own->gives = own->taken = false;
    own->damaged = NULL;
    if (own->clean)
        memset(own->clean, 0, own->clean_capacity);
}

static void take_room(Gather *g, Intake *own)
{
    Room room = {{0}, {0}};
    pthread_mutex_lock(&g->lock);
    if (g->room_count)
        room = g->rooms[--g->room_count];
    pthread_mutex_unlock(&g->lock);
    own->bytes = room.bytes;
    own->decoded = room.decoded;
}

static void give_room_back(Gather *g, Intake *own)
{
    if (own->bytes.capacity > LARGE_FILE)
        buffer_free(&own->bytes);
    if (own->decoded.capacity > LARGE_FILE)
        buffer_free(&own->decoded);
    pthread_mutex_lock(&g->lock);
    g->rooms[g->room_count++] = (Room){own->bytes, own->decoded};
    pthread_mutex_unlock(&g->lock);
    own->bytes = own->decoded = (Buffer){0};
}

static void work(void *context, size_t item)
{
    Gather *g = context;
    Intake *own = &g->places[item % g->window];
    if (!own->data)
        open_place(g, own);
    own->item = item;
    own->arena = arena_new();
    gather_clear(own);
    take_room(g, own);
    if (own->give)
        dataset_narrow(own->data); /* a pack tells nothing of other files */
    g->read(own, g->context, item);
    if (own->pieces)
        own->length = pieces_head(own->pieces);
    if (own->gives) {
        file_pack(own, &own->pack);
        seal_close(&own->key, own->pack.bytes, own->pack.length, own->tag);
    }
    own->thinned = g->whole->leave_out && leave_out_rows(g->whole->leave_out, own);
    if (!own->pieces)
        give_room_back(g, own);
    tell_bytes(g, item, "", "");
}

static void merge_named(Intake *whole, const Intake *own, int32_t file, const TextMap *texts)
{
    for (size_t i = 0; i < own->named_count; i++) {
        Named named = own->named[i];
        named.file += file;
        named.id = named.id > 0 ? *text_map_at(texts, named.id) : named.id;
        named.name = named.name > 0 ? *text_map_at(texts, named.name) : named.name;
        GROW(whole->named, whole->named_capacity, whole->named_count + 1);
        whole->named[whole->named_count++] = named;
    }
}

#define EXPECT_FROM ((uint64_t)1 << 20) /* bytes that tell something about the rest */
#define EXPECT_ROWS 1000                /* of a table, in one file or piece */
#define EXPECT_TIMES 16                 /* never for more than so many times what is there */

/* Room for the texts of the files to come, if they are like those so far. */
static void expect(Gather *g, Texts *whole, const Intake *own)
{
    uint64_t texts = texts_kept(whole) + texts_kept(dataset_text_set(own->data));
    g->merged += own->length;
    if (g->merged < EXPECT_FROM || g->merged >= g->length)
        return;
    uint64_t times = g->length / g->merged + 1, all = texts * g->length / g->merged;
    texts_expect(whole, times > EXPECT_TIMES ? texts * EXPECT_TIMES : all);
}

/* The same for the rows of a table that goes on growing. */
static void expect_rows(const Gather *g, Table *whole, const Table *own)
{
    uint64_t rows = table_rows(whole) + table_rows(own);
    if (table_rows(own) < EXPECT_ROWS || g->merged < EXPECT_FROM || g->merged >= g->length)
        return;
    uint64_t times = g->length / g->merged + 1, all = rows * g->length / g->merged;
    table_expect(whole, times > EXPECT_TIMES ? rows * EXPECT_TIMES : all);
}

/* What the rows of `own` gave: they are of `origin.file` and behind `origin.row`. */
static void add_rows(Gather *g, const Intake *own, RowOrigin origin)
{
    Intake *whole = g->whole;
    expect(g, dataset_text_set(whole->data), own);
    if (own->thinned)
        leave_out_texts(own, dataset_text_set(whole->data), &g->texts);
    else
        texts_merge(dataset_text_set(whole->data), dataset_text_set(own->data), &g->texts);
    text_map_open_plain(&g->secrets, secrets_count(own->secrets) + 1);
    secrets_merge(whole->secrets, own->secrets, g->secrets.plain);
    for (size_t t = 0; t < whole->schemas->count; t++) {
        Table *table = dataset_table(whole->data, (int)t), *more = dataset_table(own->data, (int)t);
        expect_rows(g, table, more);
        table_append(table, more, origin, &g->texts, &g->secrets);
    }
    merge_named(whole, own, origin.file, &g->texts);
    problems_take(whole->problems, own->problems);
}

static void add_sheets(Intake *whole, const Intake *own)
{
    for (size_t i = 0; i < own->sheet_count; i++) {
        /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
        GROW(whole->sheets, whole->sheet_capacity, whole->sheet_count + 1);
        whole->sheets[whole->sheet_count++] = own->sheets[i];
    }
}

/* What another shard may take over, and what was taken over. */
static void add_reading(Gather *g, Intake *own)
{
    Intake *whole = g->whole;
    if (own->gives)
        readings_put(own->give, own->path, own->sha256, own->tag, &own->pack);
    buffer_free(&own->pack);
    g->taken += own->taken;
    if (!whole->damaged)
        whole->damaged = own->damaged;
}

/* All that a file gave, or what came before its pieces. */
static void add_file(Gather *g, Intake *own)
{
    Intake *whole = g->whole;
    add_rows(g, own, (RowOrigin){(int32_t)whole->sheet_count, 0});
    add_sheets(whole, own);
    add_reading(g, own);
    own->problems = problems_new(own->arena);
}

static void merge(void *context, size_t item)
{
    Gather *g = context;
    Intake *own = &g->places[item % g->window];
    if (own->pieces) {
        pieces_close(own->pieces);
        own->pieces = NULL;
        problems_take(g->whole->problems, own->problems);
        give_room_back(g, own);
    } else
        add_file(g, own);
    arena_adopt(g->whole->arena, own->arena);
}

/* --- pieces ------------------------------------------------------------------------------- */

static size_t count_pieces(void *context, size_t item)
{
    const Gather *g = context;
    const Pieces *pieces = g->places[item % g->window].pieces;
    return pieces ? pieces_count(pieces) : 0;
}

static void work_piece(void *context, size_t item, size_t part)
{
    Gather *g = context;
    Pieces *pieces = g->places[item % g->window].pieces;
    Intake *place = &g->pieces[part % g->piece_places];
    if (!place->data)
        open_place(g, place);
    place->arena = arena_new();
    gather_clear(place);
    pieces_read(pieces, place, part);
}

static void merge_piece(void *context, size_t item, size_t part)
{
    Gather *g = context;
    Intake *own = &g->places[item % g->window], *place = &g->pieces[part % g->piece_places];
    int rows;
    if (part == 0)
        add_file(g, own);
    pieces_join(own->pieces, place, part, &rows);
    place->length = pieces_length(own->pieces, part);
    add_rows(g, place, (RowOrigin){(int32_t)g->whole->sheet_count - 1, rows});
    arena_adopt(g->whole->arena, place->arena);
}

static void close_place(Intake *own)
{
    if (!own->data)
        return;
    dataset_free(own->data);
    secrets_free(own->secrets);
    labels_free(own);
    free(own->labels);
    free(own->sheets);
    free(own->named);
    free(own->clean);
    free(own->tellings);
    free(own->text);
    free(own->shown);
    buffer_free(&own->bytes);
    buffer_free(&own->decoded);
    for (CellCache *cache; (cache = own->caches); free(cache))
        own->caches = cache->next;
}

size_t gather_run(Intake *whole, size_t count, uint64_t length, size_t jobs, GatherRead *read,
                  void *context)
{
    uint64_t most = count + (whole->piece_bytes ? length / whole->piece_bytes : 0);
    if (jobs > most)
        jobs = (size_t)most;
    memory_large_heaps();
    Gather g = {.whole = whole, .read = read, .context = context, .count = count, .length = length};
    g.window = jobs > 1 ? jobs * 2 : 1;
    g.places = memory_alloc(g.window * sizeof *g.places);
    g.piece_places = jobs > 1 ? jobs * PIECES_EACH : 1;
    g.pieces = memory_alloc(g.piece_places * sizeof *g.pieces);
    g.bytes = memory_alloc(count * sizeof *g.bytes);
    g.rooms = memory_alloc(g.window * sizeof *g.rooms);
    pthread_mutex_init(&g.lock, NULL);
    pthread_cond_init(&g.told, NULL);
    OrderedJob job = {.work = work,
                      .merge = merge,
                      .context = &g,
                      .parts = count_pieces,
                      .work_part = work_piece,
                      .merge_part = merge_piece,
                      .places = g.piece_places};
    ordered_run(&job, count, jobs, g.window);
    for (size_t i = 0; i < g.window; i++)
        close_place(&g.places[i]);
    for (size_t i = 0; i < g.piece_places; i++)
        close_place(&g.pieces[i]);
    for (size_t i = 0; i < g.room_count; i++) {
        buffer_free(&g.rooms[i].bytes);
        buffer_free(&g.rooms[i].decoded);
    }
    pthread_mutex_destroy(&g.lock);
    pthread_cond_destroy(&g.told);
    text_map_close(&g.texts);
    text_map_close(&g.secrets);
    free(g.places);
    free(g.pieces);
    free(g.rooms);
    free(g.bytes);
    return g.taken;
}
