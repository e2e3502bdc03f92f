/* render_task.c - see render_task.h. */
#include "render_task.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "glyph_row.h"
#include "render_key.h"
#include "render_pack.h"
#include "render_peer.h"
#include "workers.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct {
    int *scopes; /* of a community its compounds, then itself */
    size_t count;
} Task;

struct TaskList {
    Task *tasks;
    size_t count;
};

static int by_size(const void *a, const void *b)
{
    const Task *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->scopes[0] > y->scopes[0]) - (x->scopes[0] < y->scopes[0]);
}

/* The community that a scope is made with, or the scope itself. */
static int head_of(const ScopeSet *scopes, int scope)
{
    int above = scopes->scopes[scope].level == LEVEL_COMPOUND
                    ? scope_above(scopes, scope, LEVEL_COMMUNITY)
                    : -1;
    return above < 0 ? scope : above;
}

void tasks_make(RenderScopes *all)
{
    const ScopeSet *scopes = figures_scopes(all->input.cube->figures);
    Arena *arena = all->arena;
    struct TaskList *list = ARENA_NEW(arena, struct TaskList);
    Task *of_head = ARENA_NEW_ARRAY(arena, scopes->count + 1, Task);
    size_t *room = ARENA_NEW_ARRAY(arena, scopes->count + 1, size_t);
    for (size_t i = 0; i < scopes->count; i++)
        room[head_of(scopes, (int)i)]++;
    for (size_t i = 0; i < scopes->count; i++)
        of_head[i].scopes = ARENA_NEW_ARRAY(arena, room[i] + 1, int);
    for (size_t i = 0; i < scopes->count; i++) {
        Task *task = &of_head[head_of(scopes, (int)i)];
        if (task != &of_head[i])
            task->scopes[task->count++] = (int)i;
    }
    list->tasks = ARENA_NEW_ARRAY(arena, scopes->count + 1, Task);
    for (size_t i = 0; i < scopes->count; i++) {
        if (head_of(scopes, (int)i) != (int)i)
            continue;
        of_head[i].scopes[of_head[i].count++] = (int)i;
        list->tasks[list->count++] = of_head[i];
    }
    if (list->count)
        qsort(list->tasks, list->count, sizeof *list->tasks, by_size);
    all->tasks = list;
}

size_t render_scopes_tasks(const RenderScopes *all)
{
    return all->tasks->count;
}

size_t render_scopes_of_task(const RenderScopes *all, size_t task, const int **scopes)
{
    *scopes = all->tasks->tasks[task].scopes;
    return all->tasks->tasks[task].count;
}

/* --- what scopes tell ------------------------------------------------------------------- */

/* Each as "NUMBER TEXT" and a byte that no text has; "" of what lacks something told before. */
#define END '\x1e'

static void tell(Buffer *messages, int scope, const char *text)
{
    buffer_printf(messages, "%d %s%c", scope, text, END);
}

bool render_scopes_message(const char **messages, Arena *arena, size_t *scope, const char **text)
{
    const char *at = *messages, *end = strchr(at, END);
    char *after;
    if (!end)
        return false;
    *scope = strtoul(at, &after, 10);
    *text = arena_copy(arena, after + 1, (size_t)(end - after - 1));
    *messages = end + 1;
    return true;
}

/* New script failures since the last scope, as one text. */
static void new_failures(RenderWorker *worker, Buffer *text)
{
    const ScriptFailure *failures;
    size_t count = builder_failures(worker->builder, &failures);
    for (; worker->failures_told < count; worker->failures_told++) {
        const ScriptFailure *f = &failures[worker->failures_told];
        buffer_printf(text, "%s%s:%d: %s", text->length ? "; " : "", f->script, f->line,
                      f->message);
    }
}

/* --- what a shard has made -------------------------------------------------------------- */

/* What a shard made of the scope, searched once more as it is written. */
static bool take_files(const Sheet *sheet, const PartialScope *scope, Error *err)
{
    static const char *const prefixes[] = {"", "en/"};
    const RenderInput *in = &sheet->all->input;
    bool ok = true;
    for (size_t p = 0; p < COUNT(prefixes); p++) {
        size_t count, length;
        const ManifestEntry *entries =
            partial_entries(in->partials, scope,
                            arena_printf(sheet->arena, "%s%s", prefixes[p], sheet->folder), &count);
        for (size_t i = 0; ok && i < count; i++) {
            char *bytes;
            ok = partial_file(in->partials, scope, &entries[i], &bytes, &length, err);
            if (!ok)
                break;
            ok = edition_write(in->edition, entries[i].path, bytes, length, err);
            free(bytes);
        }
    }
    return ok;
}

/*
 * The shard's files of the scope; NULL where this run must make them itself, since they could not
 * be made or the shard did not have all that they follow from.
 */
static const PartialScope *made_before(const RenderScopes *all, size_t number)
{
    const RenderInput *in = &all->input;
    const Scope *facts = &figures_scopes(in->cube->figures)->scopes[number];
    const PartialScope *scope =
        in->partials ? partials_scope(in->partials, level_code(facts->level), facts->id) : NULL;
    return scope && !scope->failed && strcmp(scope->key, in->keys[number]) == 0 ? scope : NULL;
}

const bool *tasks_compounds(const RenderScopes *all)
{
    const RenderInput *in = &all->input;
    const ScopeSet *scopes = figures_scopes(in->cube->figures);
    bool *asked = ARENA_NEW_ARRAY(
        all->arena, table_rows(dataset_find(in->import->data, "compounds")) + 1, bool);
    if (!in->partials || in->looks_anywhere)
        return NULL;
    for (size_t s = 0; s < scopes->count; s++) {
        const Scope *scope = &scopes->scopes[s];
        if (scope->level > LEVEL_SUBDISTRICT || made_before(all, s))
            continue;
        for (size_t i = 0; i < scope->compound_count; i++)
            asked[scope->compounds[i]] = true;
    }
    return asked;
}

/* --- a task ----------------------------------------------------------------------------- */

typedef struct {
    RenderScopes *all;
    RenderWorker *worker;
    Sheet *sheets; /* of the scopes done so far */
    bool *failed;
    size_t count;
    Buffer messages;
} Run;

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/*
 * The pack of a community from the sheets of its compounds: those of this task, and new ones for
 * what another run, or a task that failed, has made.
 */
static bool put_pack(Run *run, const Sheet *sheet, Error *err)
{
    const ScopeSet *scopes = figures_scopes(run->all->input.cube->figures);
    size_t most = sheet->facts->compound_count, count = 0, own_count = 0;
    int *numbers = ARENA_NEW_ARRAY(sheet->arena, most, int);
    Sheet *own = ARENA_NEW_ARRAY(sheet->arena, most, Sheet);
    Sheet **compounds = ARENA_NEW_ARRAY(sheet->arena, most, Sheet *);
    for (size_t i = 0; i < most; i++)
        numbers[i] = scopes->of_compound[sheet->facts->compounds[i]];
    if (most)
        qsort(numbers, most, sizeof *numbers, by_number);
    for (size_t i = 0; i < most; i++) {
        size_t s = 0;
        while (s < run->count && run->sheets[s].scope != numbers[i])
            s++;
        if (s < run->count && run->failed[s])
            continue;
        if (s < run->count) {
            compounds[count++] = &run->sheets[s];
            continue;
        }
        sheet_begin(&own[own_count], run->all, run->worker, (size_t)numbers[i]);
        compounds[count++] = &own[own_count++];
    }
    bool ok = pack_put(sheet, compounds, count, err);
    for (size_t i = 0; i < own_count; i++)
        sheet_end(&own[i]);
    return ok;
}

static bool render(Run *run, Sheet *sheet, Error *err)
{
    if (run->all->input.peer)
        return peer_render(sheet, err);
    return (sheet->facts->level != LEVEL_COMMUNITY || put_pack(run, sheet, err)) &&
           sheet_render(sheet, err);
}

/* One scope; *failed: it has pages that say so. False on what it is not to blame for. */
static bool run_scope(Run *run, Sheet *sheet, bool *failed, Error *err)
{
    const PartialScope *before = made_before(sheet->all, (size_t)sheet->scope);
    if (before) {
        if (*before->note)
            tell(&run->messages, sheet->scope, before->note);
        return take_files(sheet, before, err);
    }
    if (!render_scopes_has(run->all, (size_t)sheet->scope))
        return true;
    Buffer failures = {0};
    bool taken;
    if (!key_take(sheet, run->sheets, run->count, &taken, err))
        return false;
    if (taken)
        return true;
    const Leak *leak = run->all->input.leak;
    size_t passed = leak ? leak_passed(leak) : 0;
    bool ok = render(run, sheet, err);
    if (leak && leak_passed(leak) != passed)
        sheet->reads |= READS_LOOK;
    key_note(sheet, run->sheets, run->count, ok && !sheet->flawed);
    new_failures(run->worker, &failures);
    if (!ok && sheet_is_own_fault(err)) {
        glyph_row_name(run->all->input.import, sheet->facts, err);
        if (!failures.length)
            buffer_text(&failures, err->text);
        *failed = true;
        ok = sheet_failed(sheet, err);
    }
    if (failures.length || sheet->flawed || *failed)
        tell(&run->messages, sheet->scope, failures.length ? failures.bytes : "");
    buffer_free(&failures);
    return ok;
}

bool task_run(RenderScopes *all, RenderWorker *worker, const int *scopes, size_t count,
              char **message, Error *err)
{
    Run run = {.all = all, .worker = worker};
    Edition *edition = all->input.edition;
    run.sheets = memory_alloc((count + 1) * sizeof *run.sheets);
    run.failed = memory_alloc((count + 1) * sizeof *run.failed);
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        Sheet *sheet = &run.sheets[i];
        sheet_begin(sheet, all, worker, (size_t)scopes[i]);
        sheet->keeps_pages =
            i + 1 < count && !all->input.peer && render_scopes_has(all, (size_t)scopes[count - 1]);
        ok = edition_own_folder(edition, sheet->folder, err) &&
             run_scope(&run, sheet, &run.failed[i], err);
        ok = edition_own_folder(edition, NULL, ok ? err : NULL) && ok;
        run.count++;
        worker_step();
    }
    for (size_t i = 0; i < run.count; i++)
        sheet_end(&run.sheets[i]);
    free(run.sheets);
    free(run.failed);
    *message = run.messages.bytes;
    return ok;
}
