/*
 * build.c - Builder: documents from a child, scope by scope.
 *
 * The child notes every section before it runs. One that overruns or takes
 * the child down is left out of that scope, and of all later ones once it has
 * done so often; the child is started again for the rest.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "doc/document.h"
#include "script/answer.h"
#include "script/api.h"
#include "script/child.h"
#include "script/notes.h"
#include "script/report.h"
#include "script/transport.h"

#ifdef __SANITIZE_ADDRESS__
#define SECTION_SECONDS 10
#else
#define SECTION_SECONDS 2 /* of processor time */
#endif
#define RESTARTS_MAX 4 /* for one scope */
#define LOSSES_MAX 8   /* of one section, before it is not tried again */
#define MEMORY ((size_t)768 << 20)

struct Builder {
    BuildInput input;
    Answerer answerer;
    Arena *arena;
    Error gathered; /* why no sections could be read, told at the first scope */
    Child child;
    pid_t owner; /* the process that started the child */
    int *losses; /* per script */
    uint64_t reads;
    bool flawed; /* the last document */
    ScriptFailure *failures;
    size_t failure_count, failure_capacity;
};

Ground *builder_ground(const BuildInput *input, const bool *compounds, size_t jobs)
{
    Ground *ground = ground_new(input);
    picker_prepare(ground->picker, compounds, jobs);
    api_index_items(ground, input->figures, input->period);
    return ground;
}

void builder_ground_free(Ground *ground)
{
    if (!ground)
        return;
    picker_free(ground->picker);
    free(ground->items);
    free(ground->item_first);
    free(ground);
}

Builder *builder_new(const BuildInput *input)
{
    Builder *b = memory_alloc(sizeof *b);
    b->input = *input;
    b->arena = arena_new();
    b->child = (Child){.to = -1, .from = -1};
    b->answerer.input = &b->input;
    const char *library = "scripts/lib/build.lua";
    if (source_one(b->arena, input->dir, input->installed, library, &b->answerer.library,
                   &b->gathered) &&
        source_list(b->arena, input->dir, input->installed, "scripts/sections",
                    &b->answerer.sections, &b->gathered) &&
        !b->answerer.library.text)
        error_set(&b->gathered, ERR_SCRIPT, "%s: not found", library);
    b->losses = ARENA_NEW_ARRAY(b->arena, b->answerer.sections.count + 1, int);
    return b;
}

void builder_free(Builder *builder)
{
    if (!builder)
        return;
    if (builder->owner == getpid())
        child_stop(&builder->child);
    free(builder->failures);
    arena_free(builder->arena);
    free(builder);
}

bool reads_is_for_all(const TableSchema *schema)
{
    return strcmp(schema->name, "compounds") == 0 || strcmp(schema->name, "party_orgs") == 0 ||
           (schema->compound_id < 0 && schema->compound_name < 0);
}

uint64_t builder_reads(const Builder *builder)
{
    return builder->reads;
}

bool builder_is_flawed(const Builder *builder)
{
    return builder->flawed;
}

size_t builder_failures(const Builder *builder, const ScriptFailure **out)
{
    *out = builder->failures;
    return builder->failure_count;
}

/* The same failure on a thousand pages is one. */
static void add_named_failure(Builder *b, ScriptFailure failure)
{
    b->flawed = true;
    for (size_t i = 0; i < b->failure_count; i++) {
        const ScriptFailure *f = &b->failures[i];
        if (f->line == failure.line && strcmp(f->script, failure.script) == 0 &&
            strcmp(f->message, failure.message) == 0)
            return;
    }
    failure.script = arena_strdup(b->arena, failure.script);
    failure.message = arena_strdup(b->arena, failure.message);
    GROW(b->failures, b->failure_capacity, b->failure_count + 1);
    b->failures[b->failure_count++] = failure;
}

static void add_failure(Builder *b, size_t script, ScriptFailure failure)
{
    failure.script = script == 0 || script > b->answerer.sections.count
                         ? b->answerer.library.name
                         : b->answerer.sections.items[script - 1].name;
    add_named_failure(b, failure);
}

static void put_notes(Builder *b, Arena *arena, const Scope *scope, Buffer *out)
{
    Buffer notes = {0}, text = {0};
    const char *dir = b->input.dir ? b->input.dir : "";
    bool any = scope->level == LEVEL_COMPOUND && notes_any(arena, dir, b->input.period, scope->id);
    size_t count = 0, sections = any ? b->answerer.sections.count : 0;
    for (size_t i = 0; i < sections; i++) {
        char id[80];
        ScriptFailure failure;
        section_id(b->answerer.sections.items[i].name, id, sizeof id);
        NoteResult result =
            note_read(arena, dir, b->input.config, b->input.period, scope->id, id, &text, &failure);
        if (result == NOTE_REFUSED)
            add_named_failure(b, failure);
        if (result != NOTE_TEXT)
            continue;
        value_put_key(&notes, id, strlen(id));
        value_put_text(&notes, text.bytes ? text.bytes : "", text.length);
        count++;
    }
    value_put_map(out, count);
    buffer_put(out, notes.bytes ? notes.bytes : "", notes.length);
    buffer_free(&notes);
    buffer_free(&text);
}

/* --- asking -------------------------------------------------------------------------- */

static bool ask(Builder *b, Arena *arena, int scope, const char *lang, const bool *skip,
                bool careful)
{
    Buffer out = {0};
    size_t scripts = b->answerer.sections.count + 1, skipped = 0;
    for (size_t i = 1; i < scripts; i++)
        skipped += skip[i] || b->losses[i] >= LOSSES_MAX;
    b->flawed = b->flawed || skipped > 0;
    value_put_map(&out, 5);
    value_put_key(&out, "careful", 7);
    value_put_bool(&out, careful);
    value_put_key(&out, "scope", 5);
    value_put_int(&out, scope);
    value_put_key(&out, "lang", 4);
    value_put_text(&out, lang, strlen(lang));
    value_put_key(&out, "skip", 4);
    value_put_list(&out, skipped);
    for (size_t i = 1; i < scripts; i++)
        if (skip[i] || b->losses[i] >= LOSSES_MAX)
            value_put_int(&out, (int64_t)i);
    value_put_key(&out, "notes", 5);
    put_notes(b, arena, &figures_scopes(b->input.figures)->scopes[scope], &out);
    bool sent = transport_send(b->child.to, ANSWER_SCOPE, out.bytes, out.length);
    buffer_free(&out);
    return sent;
}

typedef enum { DONE, AGAIN, BROKEN } Outcome;

/* Reads what the child says about one scope, until its answer or its end. */
static Outcome listen(Builder *b, Arena *arena, bool *skip, Value *out, Error *err)
{
    Outcome outcome = BROKEN;
    size_t scripts = b->answerer.sections.count + 1;
    Buffer bytes = {0};
    ScriptFailure failure = {.message = ""};
    Deadline deadline = child_deadline(&b->child, SECTION_SECONDS * 1000);
    for (bool answered = false;;) {
        char kind;
        uint32_t script;
        ChildEvent event = child_wait(&b->child, &deadline, &kind, &bytes);
        if (event != CHILD_MESSAGE) {
            report_lost(arena, &b->child, event, SECTION_SECONDS, &script, &failure);
            size_t current = script < scripts ? script : 0;
            add_failure(b, current, failure);
            if (current == 0) {
                error_set(err, ERR_SCRIPT, "%s: %s", b->answerer.library.name, failure.message);
                break;
            }
            skip[current] = true;
            b->losses[current]++;
            outcome = AGAIN;
            break;
        }
        if (kind == REPORT_FAILURE) {
            report_read_failure(arena, &bytes, &script, &failure);
            add_failure(b, script, failure);
        } else if (kind == REPORT_VALUE) {
            answered = value_decode(arena, bytes.bytes, bytes.length, out, err);
            if (!answered)
                break;
        } else {
            if (bytes.length == sizeof b->reads)
                memcpy(&b->reads, bytes.bytes, sizeof b->reads);
            if (!answered)
                error_set(err, ERR_SCRIPT, "%s:%d: %s", b->answerer.library.name, failure.line,
                          failure.message);
            outcome = answered ? DONE : BROKEN;
            break;
        }
    }
    buffer_free(&bytes);
    return outcome;
}

/* The document as the child gives it; sections that `skip` marks are left out. */
static bool answer(Builder *b, Arena *arena, int scope, const char *lang, bool careful, bool *skip,
                   Value *out, Error *err)
{
    for (int i = 0; i <= RESTARTS_MAX + (int)b->answerer.sections.count; i++) {
        if (b->child.pid <= 0 && !child_start(&b->child, answer_main, &b->answerer, MEMORY, err))
            return false;
        if (!ask(b, arena, scope, lang, skip, careful)) {
            child_stop(&b->child); /* it died since the last scope */
            if (i < RESTARTS_MAX)
                continue;
            return error_set(err, ERR_INTERNAL, "script process: cannot be asked");
        }
        switch (listen(b, arena, skip, out, err)) {
        case DONE:
            return true;
        case AGAIN:
            break;
        case BROKEN:
            child_stop(&b->child);
            return false;
        }
    }
    return error_set(err, ERR_SCRIPT, "too many sections failed");
}

bool builder_build(Builder *builder, Arena *arena, int scope, const char *lang, Document *out,
                   Error *err)
{
    Builder *b = builder;
    b->flawed = false;
    b->reads = READS_MORE; /* until the child has told */
    if (b->gathered.code != ERR_NONE) {
        if (err)
            *err = b->gathered;
        return false;
    }
    if (b->owner != getpid()) { /* a child of the process we were forked from is not ours */
        child_forget(&b->child);
        b->owner = getpid();
    }
    bool *skip = ARENA_NEW_ARRAY(arena, b->answerer.sections.count + 1, bool);
    /* Nearly every document is good: that its sections are tried one by one costs it half as much
       again, so they are where it was refused. */
    for (int careful = 0;; careful++) {
        Value value;
        if (!answer(b, arena, scope, lang, careful > 0, skip, &value, err))
            return false;
        if (document_read(arena, &value, b->input.figures, scope, b->input.period, out,
                          careful ? err : NULL))
            return true;
        if (careful)
            return false;
    }
}
