/*
 * import.c - see import.h.
 *
 *   folder -> files -> bytes -> text -> records -> first rows: which table? -> rows
 *   then, over all files: T01, compounds, keys, foreign keys, arrival, cross checks
 */
#include "data/import.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/aside.h"
#include "base/file.h"
#include "base/hash.h"
#include "data/decode.h"
#include "data/fetch.h"
#include "data/file_pack.h"
#include "data/gather.h"
#include "data/intake.h"
#include "data/leave_out.h"

/* --- one file --------------------------------------------------------------------------- */

/*
 * What a shard has read of the same bytes. False where the file is to be read: there is no such
 * reading, or it is no use here.
 */
static bool take_reading(Intake *intake, const char *path, const Fetches *fetches, size_t item)
{
    const Reading *reading = readings_find(intake->take, path);
    const char *full = fetch_path(fetches, intake->arena, item);
    struct stat before, after;
    Hash hash, sha;
    char sha256[65];
    SealKey key;
    Error err = {0};
    if (!reading || fetch_leads_outside(fetches, full) || stat(full, &before) != 0 ||
        (uint64_t)before.st_size > FETCH_BYTES_MAX)
        return false;
    hash_begin(&hash);
    if (!hash_add_file(&hash, full, &err) || stat(full, &after) != 0 ||
        !fetch_is_same(&before, &after))
        return false;
    sha = hash;
    hash_end(&sha, sha256);
    if (strcmp(sha256, reading->sha256) != 0)
        return false;
    gather_tell_bytes(intake, path, sha256);
    if (gather_twin(intake, sha256)) /* the shard has not seen it, see give_reading() */
        return false;
    intake->length = (size_t)before.st_size;
    reading_key(&hash, path, intake->word, &key);
    if (reading_load(reading, &key, &intake->bytes) &&
        file_unpack(intake, sha256, intake->bytes.bytes, intake->bytes.length))
        return intake->taken = true;
    intake->damaged = reading->place;
    gather_begin_again(intake);
    return false;
}

/* A file with the bytes of one before it is read with an eye to that one: each time anew. */
static void give_reading(Intake *intake, const char *path, const char *sha256, const Hash *hash)
{
    if (gather_twin(intake, sha256))
        return;
    intake->gives = true;
    intake->path = path;
    intake->sha256 = arena_strdup(intake->arena, sha256);
    reading_key(hash, path, intake->word, &intake->key);
}

typedef struct {
    const char *bytes;
    size_t length;
    Hash hash;
} Hashing;

static void hash_it(void *context)
{
    Hashing *h = context;
    hash_begin(&h->hash);
    hash_add(&h->hash, h->bytes, h->length);
}

static void end_hash(Hash hash, char sha256[65])
{
    hash_end(&hash, sha256);
}

/* A text: its hash, and what its bytes say. */
static void read_text(Intake *intake, const char *path, const char *folder, Fetched *fetched,
                      bool gives)
{
    const char *bytes = intake->bytes.bytes;
    size_t length = intake->bytes.length;
    char sha256[65];
    Decoded text;
    bool ok = false, hashed = fetched->hashed;
    if (!hashed) {
        Hashing hashing = {.bytes = bytes, .length = length};
        Aside *aside = aside_begin(hash_it, &hashing);
        ok = text_decode(intake, path, bytes, length, &text);
        aside_end(aside);
        fetched->hash = hashing.hash;
    }
    end_hash(fetched->hash, sha256);
    gather_tell_bytes(intake, path, sha256);
    int file = sheet_add(intake, path, folder, sha256);
    sheet_find_twin(intake, file, "");
    if (hashed)
        ok = text_decode(intake, path, bytes, length, &text);
    text_read(intake, file, bytes, length, ok, text);
    if (gives)
        give_reading(intake, path, sha256, &fetched->hash);
}

/* Left behind by Excel and Windows, comes with the templates, or is read elsewhere. */
static bool is_none_of_ours(const char *below)
{
    static const char *const by_name[] = {"arrivals.csv", "approvals.csv", "corrections.csv"};
    const char *slash = strrchr(below, '/'), *name = slash ? slash + 1 : below;
    return is_one_of(below, by_name, 3) || strncmp(below, "notes/", 6) == 0 ||
           strncmp(name, "~$", 2) == 0 || strcasecmp(name, "desktop.ini") == 0 ||
           strcasecmp(name, "thumbs.db") == 0 || strcmp(name, "填表说明.csv") == 0;
}

static bool is_table(const char *below)
{
    static const char *const tables[] = {"csv", "tsv",  "txt", "tab", "xlsx", "xlsm", "ods", "xls",
                                         "et",  "html", "htm", "xml", "gz",   "zip",  ""};
    return is_one_of(path_extension(below), tables, sizeof tables / sizeof *tables);
}

static void tell_no_table(Intake *intake, const char *path)
{
    static const char *const others[] = {"md", "lua", "log", "ini", "url", "lnk", "tmp", "sh"};
    bool sent = !is_one_of(path_extension(path), others, sizeof others / sizeof *others);
    problem_at(intake, path, 0, sent ? SEVERITY_WARNING : SEVERITY_NOTE, "not_a_table", "",
               "不是表格，没有读", "is no table and was not read",
               sent ? "如里面有数据，请交电子表格（CSV、.xlsx 或 .ods）" : "",
               sent ? "if it holds data, send a spreadsheet (CSV, .xlsx or .ods)" : "");
}

static void tell_not_fetched(Intake *intake, const char *path, const char *folder,
                             const Fetched *fetched)
{
    char none[65] = {0};
    sheet_add(intake, path, folder, none);
    if (fetched->state == FETCH_OUTSIDE)
        problem_at(intake, path, 0, SEVERITY_ERROR, "outside_workspace", "",
                   "是指到工作区外面的链接，没有读",
                   "is a link that leads out of the workspace; it was not read", "请放入文件本身",
                   "put the file itself here");
    else if (fetched->state == FETCH_UNREADABLE)
        problem_at(intake, path, 0, SEVERITY_ERROR, "unreadable", "", "读不出来", fetched->err.text,
                   "请检查文件和权限", "check the file and its permissions");
    else
        problem_at(intake, path, 0, SEVERITY_ERROR, "file_changed", "",
                   "在读的时候被改动了，没有读", "was changed while it was read; it was not taken",
                   "请等文件传完、关掉正在编辑它的程序后再运行一次",
                   "run again once it is copied and no program edits it");
}

/* A workbook, or what cannot be read. */
static void read_other(Intake *intake, const char *path, const char *folder, FileFormat format,
                       Fetched *fetched, bool gives)
{
    const char *bytes = intake->bytes.bytes;
    size_t length = intake->bytes.length;
    char sha256[65];
    if (!fetched->hashed)
        hash_add(&fetched->hash, bytes, length);
    end_hash(fetched->hash, sha256);
    if (format == FORMAT_ZIP) {
        gather_tell_bytes(intake, path, sha256);
        book_read(intake, path, folder, sha256, bytes, length);
        if (gives)
            give_reading(intake, path, sha256, &fetched->hash);
        return;
    }
    sheet_add(intake, path, folder, sha256);
    format_refuse(intake, path, format,
                  memmem(bytes, length, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0", 20) != NULL);
}

static void read_file(Intake *intake, Fetches *fetches, size_t item, const char *below, bool gives)
{
    below = shown_name(intake->arena, below);
    const char *path = arena_printf(intake->arena, "input/%s", below);
    const char *slash = strrchr(below, '/');
    const char *folder = slash ? arena_copy(intake->arena, below, (size_t)(slash - below)) : "";
    Fetched fetched;
    if (is_none_of_ours(below))
        return;
    if (!is_table(below)) {
        tell_no_table(intake, path);
        return;
    }
    if (intake->take && take_reading(intake, path, fetches, item))
        return;
    fetch(fetches, intake->arena, item, intake->alone, &intake->bytes, &fetched);
    if (fetched.state != FETCH_FINE) {
        tell_not_fetched(intake, path, folder, &fetched);
        return;
    }
    intake->length = intake->bytes.length;
    FileFormat format = decode_format(intake->bytes.bytes, intake->bytes.length);
    if (format == FORMAT_TEXT)
        read_text(intake, path, folder, &fetched, gives);
    else
        read_other(intake, path, folder, format, &fetched, gives);
}

/* --- all of it -------------------------------------------------------------------------- */

typedef struct {
    FileList files;
    Fetches *fetches;
    const ImportOptions *options;
} Folder;

static bool is_given(const Intake *intake, const Folder *folder, size_t item)
{
    const ImportOptions *o = folder->options;
    if (!intake->give)
        return false;
    return intake->leave_out
               ? leave_out_gives(intake->leave_out, item)
               : (int)leave_out_turn(folder->files.paths[item], (size_t)o->shards) == o->shard;
}

static void read_item(Intake *intake, void *context, size_t item)
{
    const Folder *folder = context;
    read_file(intake, folder->fetches, item, folder->files.paths[item],
              is_given(intake, folder, item));
}

/* Which files can be fetched before their turn; none of those that others may have read. */
static const bool *ahead_of(Intake *intake, const ImportOptions *options, const FileList *files)
{
    if (options->divide || options->take)
        return NULL;
    bool *ahead = ARENA_NEW_ARRAY(intake->arena, files->count, bool);
    for (size_t i = 0; i < files->count; i++) {
        const char *below = shown_name(intake->arena, files->paths[i]);
        ahead[i] = !is_none_of_ours(below) && is_table(below);
    }
    return ahead;
}

static uint64_t length_of(Arena *arena, const char *input, const FileList *files)
{
    uint64_t sum = 0;
    struct stat st;
    for (size_t i = 0; i < files->count; i++)
        sum += stat(path_join(arena, input, files->paths[i]), &st) == 0 ? (uint64_t)st.st_size : 0;
    return sum;
}

/* Who sent it, for the report: the reporting line, else the last folder that names no month. */
static const char *sender_of(Intake *intake, const Sheet *sheet)
{
    if (*sheet->reporter)
        return sheet->reporter;
    const char *end = sheet->folder + strlen(sheet->folder), *start;
    while (end > sheet->folder) {
        for (start = end; start > sheet->folder && start[-1] != '/';)
            start--;
        char *name = arena_copy(intake->arena, start, (size_t)(end - start));
        if (strspn(name, "0123456789-.") < strlen(name) && !strstr(name, "月") &&
            !strstr(name, "季"))
            return name;
        end = start > sheet->folder ? start - 1 : start;
    }
    return "";
}

static void publish_reports(Intake *intake, Import *out)
{
    FileReport *files = ARENA_NEW_ARRAY(intake->arena, intake->sheet_count, FileReport);
    for (size_t i = 0; i < intake->sheet_count; i++) {
        files[i] = intake->sheets[i]->report;
        files[i].sender = sender_of(intake, intake->sheets[i]);
    }
    out->files = files;
    out->file_count = intake->sheet_count;
}

/* What the office configured, else as shipped; a row is never shorter than its longest cell. */
static RecordBounds bounds_of(const Config *config)
{
    RecordBounds b = RECORD_BOUNDS;
    b.cell = config->bound_cell ? (size_t)config->bound_cell : b.cell;
    b.row = config->bound_row ? (size_t)config->bound_row : b.row;
    b.cells = config->bound_columns ? (size_t)config->bound_columns : b.cells;
    if (b.row < b.cell)
        *(config->bound_row ? &b.cell : &b.row) = config->bound_row ? b.row : b.cell;
    return b;
}

static size_t jobs_of(const ImportOptions *options)
{
    long processors = options->jobs > 0 ? options->jobs : sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (size_t)processors : 1;
}

bool import_run(Arena *arena, const char *dir, const SchemaSet *schemas, const Config *config,
                Import *out, Error *err)
{
    return import_run_with(arena, dir, schemas, config, &(ImportOptions){0}, out, err);
}

/* What is handed over between shards is a file as a whole. */
static size_t piece_of(const ImportOptions *options)
{
    return options->give || options->take ? 0 : options->piece ? options->piece : PIECE_BYTES;
}

bool import_run_with(Arena *arena, const char *dir, const SchemaSet *schemas, const Config *config,
                     const ImportOptions *options, Import *out, Error *err)
{
    Intake intake = {.arena = arena,
                     .schemas = schemas,
                     .config = config,
                     .jobs = jobs_of(options),
                     .arbiter = options->arbiter,
                     .give = options->give,
                     .take = options->take,
                     .word = options->word,
                     .bounds = bounds_of(config),
                     .piece_bytes = piece_of(options)};
    *out = (Import){0};
    char *input = path_join(arena, dir, "input");
    Folder folder = {.options = options};
    intake.data = out->data = dataset_new(schemas);
    intake.problems = out->problems = problems_new(arena);
    intake.secrets = out->secrets = secrets_new();
    if (!folder_exists(input))
        return error_set(err, ERR_DATA, "%s：没有这个文件夹 / no such folder", input);
    if (!folder_list(arena, input, &folder.files, err))
        return false;
    entries_tell(&intake, input);
    Aliases *aliases = aliases_new(arena, schemas);
    intake.aliases = aliases;
    folder.fetches =
        fetches_open(dir, &folder.files, ahead_of(&intake, options, &folder.files), intake.jobs);
    LeaveOut *leave_out = NULL;
    if (options->divide)
        leave_out = leave_out_open(&intake, options, &folder.files, input, read_item, &folder,
                                   &out->left_out);
    intake.leave_out = leave_out;
    out->taken = gather_run(&intake, folder.files.count, length_of(arena, input, &folder.files),
                            intake.jobs, read_item, &folder);
    leave_out_close(leave_out);
    fetches_close(folder.fetches);

    Places *places;
    settle_compounds(&intake, &places);
    settle_rows(&intake, places);
    settle_foreign_keys(&intake);
    settle_alike_ids(&intake);
    out->arrival = arrival_build(&intake, places, dir);
    check_rows(&intake);
    reported_check(&intake, places);
    note_names_check(&intake, &folder.files, places);
    approvals_check(&intake, places, dir);
    problems_tell_more(&intake);
    publish_reports(&intake, out);
    problems_sort(intake.problems);
    bool any = places_count(places) > 0;
    places_free(places);
    aliases_free(aliases);
    free(intake.sheets);
    free(intake.named);
    if (intake.damaged)
        return reading_refuse(intake.damaged, err);
    if (!any)
        return error_set(err, ERR_DATA,
                         "没有收到“小区基本信息”，或没有一行能用 / no compound: the table of "
                         "compounds (T01) has not arrived or has no row");
    return true;
}
