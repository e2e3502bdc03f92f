/*
 * script.h - Lua, in processes that can be killed.
 *
 * declare: one child evaluates gongkai.lua, scripts/tables, metrics, rules, sections'
 * headers and answers with one Value. build: a child that inherits tables and
 * figures by fork and answers one scope at a time with documents. Neither can
 * open, write or run anything; each answer has a deadline, after which the
 * child is killed, started again once without the script that hung, and the
 * script is named.
 *
 * Scripts are found in DIR/scripts first, then in the installed folder, by name.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include "cube/cube.h"
#include "data/approval.h"
#include "doc/document.h"

typedef struct {
    const char *script;  /* "scripts/metrics/services.lua" */
    int line;            /* 0: unknown */
    const char *message; /* one line */
} ScriptFailure;

typedef struct {
    Value config;  /* what gongkai.lua returned; an empty map without it */
    Value tables;  /* list, for schema_set_read() */
    Value metrics; /* list, for cube_run() */
    Value rules;   /* list of packs */
    const ScriptFailure *failures;
    size_t failure_count;
} Plan;

/* `installed`: folder that holds scripts/ and themes/ of the program. */
bool script_declare(Arena *arena, const char *dir, const char *installed, Plan *out, Error *err);

/*
 * What themes/NAME/pdf.lua returned: of the workspace, else installed, else that of the installed
 * theme `default`; an empty map where there is none of these. ERR_USAGE names file and line.
 */
bool script_theme(Arena *arena, const char *dir, const char *installed, const char *name,
                  Value *out, Error *err);

/*
 * In the place of a language: the notices of one page each, in Chinese, one behind the other; each
 * begins with a heading of level 1 whose anchor is its name (doc/postings.h takes them apart).
 */
#define BUILD_POSTINGS "postings"

typedef struct Builder Builder;

/* One change of what had been published; texts are printed as they are. */
typedef struct {
    bool late_row; /* 补报, else a correction 更正 */
    int scope;     /* of the compound, -1: none */
    Month period;  /* of the edition that changes */
    const char *what, *from, *to, *reason;
    Day day; /* when it was published; DAY_MISSING: unknown */
} BuildChange;

typedef struct Ground Ground;

/* What a builder may read; inherited by its child when that is forked. */
typedef struct {
    const char *dir, *installed;
    const Config *config;
    const Import *import;
    const FigureSet *figures;
    Month period;
    Day asof;
    const CubeDue *due; /* what had to be made public; may be NULL */
    size_t due_count;
    const Approvals *approvals; /* may be NULL */
    const BuildChange *changes; /* newest first; may be NULL */
    size_t change_count;
    const RuleSet *rules; /* may be NULL */
    Ground *ground;       /* NULL: each child sorts rows and figures for itself */
} BuildInput;

/*
 * What all children would sort out of the input's rows and figures, done once before they fork.
 * `compounds`, by row of T01: those whose rows will be asked for; NULL: all. `jobs`: threads.
 */
Ground *builder_ground(const BuildInput *input, const bool *compounds, size_t jobs);
void builder_ground_free(Ground *ground);

/* Starts nothing yet; the child is forked at the first scope. */
Builder *builder_new(const BuildInput *input);
/*
 * The document of a scope, in `arena`, `lang` "zh" or "en". A section that
 * failed is a notice block "本期未能生成" in its place and an entry in failures. False only when no
 * document could be made at all.
 */
bool builder_build(Builder *builder, Arena *arena, int scope, const char *lang, Document *out,
                   Error *err);
/*
 * What scripts look up whoever it belongs to: rows of no compound, T01, party organisations. That
 * they looked at all of T01 is noted even so.
 */
bool reads_is_for_all(const TableSchema *schema);
#define READS_MONTHS 40 /* back from the period: whether data arrived */
/* What the scripts of the last document read beyond that, its scope and the scopes below: bits. */
#define READS_FIGURES ((uint64_t)1) /* figures of other scopes */
#define READS_MORE ((uint64_t)2)    /* what no bit tells */
#define READS_TABLES 8              /* 1 << (READS_TABLES + number): all rows of a table */
uint64_t builder_reads(const Builder *builder);
/* A section of the last document failed, or was left out. */
bool builder_is_flawed(const Builder *builder);
size_t builder_failures(const Builder *builder, const ScriptFailure **out);
void builder_free(Builder *builder);
#endif
