/*
 * score.c - see score.h.
 *
 * A subject is a scheme and whom it assesses; of each only the rows of its
 * latest period count. Scores are exact fractions: weights and full scores of
 * 58 indicators share few denominators, so they fit.
 */
#include "cube/score.h"

#include <stdlib.h>
#include <string.h>

#include "cube/items.h"

#define STAR_INDICATORS 58
#define STAR_ASPECTS 8

typedef struct {
    int64_t scheme;
    bool company;
    int32_t entity; /* company or compound */
    int64_t period;
    size_t row;
} Mark;

typedef struct {
    const Mark *marks; /* of its latest period */
    size_t count;
    const char *scheme, *id;
    bool company;
    int32_t entity;
    bool star, scored; /* scored: some row is present and the sum is exact */
    Fraction score;    /* lowest terms */
    int indicators;
    bool complete;
    int stars; /* 0: incomplete */
} Subject;

typedef struct {
    const World *world;
    const Table *t14;
    size_t scheme, type, subject, rater, period, aspect, indicator, full, score, weight, group,
        grade;
    int64_t score_unit, weight_unit;
    int branch_rater;
    Arena *arena;
    Subject *subjects;
    size_t count;
} Board;

static size_t column(const Table *table, const char *name)
{
    int c = schema_column(table_schema(table), name);
    return c < 0 ? 0 : (size_t)c;
}

static int64_t unit_of(const Table *table, size_t c)
{
    int64_t unit = 1;
    for (int i = 0; i < table_schema(table)->columns[c].scale; i++)
        unit *= 10;
    return unit;
}

static bool is_type(const Board *b, size_t row, const char *code)
{
    int64_t cell = table_cell(b->t14, row, b->type);
    return cell != CELL_MISSING &&
           strcmp(table_schema(b->t14)->columns[b->type].values[cell].code, code) == 0;
}

/* Whom a row assesses; false where that is found nowhere. */
static bool read_mark(const Board *b, size_t row, Day asof, Mark *out)
{
    int64_t subject = table_cell(b->t14, row, b->subject);
    *out = (Mark){table_cell(b->t14, row, b->scheme), is_type(b, row, "company"), -1,
                  table_cell(b->t14, row, b->period), row};
    if (out->company) {
        out->entity = companies_named(b->world->companies, subject);
    } else if (is_type(b, row, "branch")) {
        const Table *t03 = dataset_find(b->world->data, "party_orgs");
        int64_t org = t03 ? table_find(t03, subject) : -1;
        out->entity = org < 0 ? -1 : table_compound(t03, (size_t)org);
    } else {
        out->entity = (int32_t)table_find(dataset_find(b->world->data, "compounds"), subject);
    }
    return out->entity >= 0 && out->scheme > 0 && out->period != CELL_MISSING &&
           out->period <= asof;
}

static int compare(int64_t a, int64_t b)
{
    return a < b ? -1 : a > b;
}

/* For subject ids of branches and committees: qsort() has no room for them. */
static _Thread_local const Table *sorting;
static _Thread_local size_t sorting_type, sorting_subject;

/* By subject; the latest period first. A compound may have a branch and a committee. */
static int mark_compare(const void *a, const void *b)
{
    const Mark *x = a, *y = b;
    int order = compare(x->scheme, y->scheme);
    if (order == 0)
        order = compare(x->company, y->company);
    if (order == 0)
        order = compare(x->entity, y->entity);
    if (order == 0 && !x->company)
        order = compare(table_cell(sorting, x->row, sorting_type),
                        table_cell(sorting, y->row, sorting_type));
    if (order == 0 && !x->company)
        order = compare(table_cell(sorting, x->row, sorting_subject),
                        table_cell(sorting, y->row, sorting_subject));
    if (order == 0)
        order = compare(y->period, x->period);
    return order ? order : compare((int64_t)x->row, (int64_t)y->row);
}

static bool same_subject(const Mark *x, const Mark *y)
{
    return x->scheme == y->scheme && x->company == y->company && x->entity == y->entity &&
           (x->company || (table_cell(sorting, x->row, sorting_type) ==
                               table_cell(sorting, y->row, sorting_type) &&
                           table_cell(sorting, x->row, sorting_subject) ==
                               table_cell(sorting, y->row, sorting_subject)));
}

/* a + n/d in lowest terms; false where that overflows. */
static bool add_fraction(Fraction *a, Int128 n, Int128 d)
{
    Fraction f = exact_reduce((Fraction){n, d});
    Int128 left, right, bottom;
    Fraction common = exact_reduce((Fraction){a->denominator, f.denominator});
    /* a/b + n/d over lcm(b, d): common is b/g over d/g */
    if (__builtin_mul_overflow(a->numerator, common.denominator, &left) ||
        __builtin_mul_overflow(f.numerator, common.numerator, &right) ||
        __builtin_mul_overflow(a->denominator, common.denominator, &bottom) ||
        __builtin_add_overflow(left, right, &left))
        return false;
    *a = exact_reduce((Fraction){left, bottom});
    return true;
}

static bool is_present(const Board *b, size_t row)
{
    int64_t full = table_cell(b->t14, row, b->full);
    return table_cell(b->t14, row, b->score) != CELL_MISSING && full != CELL_MISSING && full > 0;
}

static int distinct(const Board *b, const Subject *s, size_t col)
{
    int count = 0;
    for (size_t i = 0; i < s->count; i++) {
        int64_t value = table_cell(b->t14, s->marks[i].row, col);
        bool seen = value == CELL_MISSING || !is_present(b, s->marks[i].row);
        for (size_t j = 0; j < i && !seen; j++)
            seen =
                is_present(b, s->marks[j].row) && table_cell(b->t14, s->marks[j].row, col) == value;
        count += !seen;
    }
    return count;
}

static int stars_of(const Board *b, Fraction score)
{
    const int *thresholds = b->world->config->star_thresholds;
    for (int i = 0; i < 4; i++)
        if (score.numerator >= (Int128)thresholds[i] * score.denominator)
            return 5 - i;
    return 1;
}

static void rate(const Board *b, Subject *s)
{
    bool exact = true, any = false;
    s->score = (Fraction){0, 1};
    for (size_t i = 0; i < s->count; i++) {
        size_t row = s->marks[i].row;
        if (!is_present(b, row))
            continue;
        any = true;
        Int128 score = table_cell(b->t14, row, b->score);
        int64_t weight = table_cell(b->t14, row, b->weight);
        if (weight == CELL_MISSING)
            exact = exact && add_fraction(&s->score, score, b->score_unit);
        else
            exact =
                exact && add_fraction(&s->score, weight * score,
                                      (Int128)b->weight_unit * table_cell(b->t14, row, b->full));
    }
    s->scored = any && exact;
    s->indicators = distinct(b, s, b->indicator);
    s->complete =
        s->scored && s->indicators == STAR_INDICATORS && distinct(b, s, b->aspect) == STAR_ASPECTS;
    s->stars = s->complete ? stars_of(b, s->score) : 0;
}

static bool board_open(const World *world, Arena *arena, Board *b)
{
    const Table *t14 = dataset_find(world->data, "assessments");
    *b = (Board){.world = world, .t14 = t14, .arena = arena};
    if (!t14)
        return false;
    b->scheme = column(t14, "scheme_id");
    b->type = column(t14, "subject_type");
    b->subject = column(t14, "subject_id");
    b->rater = column(t14, "rater_type");
    b->period = column(t14, "period");
    b->aspect = column(t14, "aspect_no");
    b->indicator = column(t14, "indicator_no");
    b->full = column(t14, "full_score");
    b->score = column(t14, "score");
    b->weight = column(t14, "weight");
    b->group = column(t14, "class_group");
    b->grade = column(t14, "grade");
    b->score_unit = unit_of(t14, b->score);
    b->weight_unit = unit_of(t14, b->weight);
    b->branch_rater = schema_enum(&table_schema(t14)->columns[b->rater], "branch");
    return true;
}

static bool board_read(const World *world, Arena *arena, Day asof, Board *b)
{
    if (!board_open(world, arena, b))
        return false;
    size_t rows = table_rows(b->t14), count = 0;
    Mark *marks = ARENA_NEW_ARRAY(arena, rows, Mark);
    for (size_t row = 0; row < rows; row++)
        count += read_mark(b, row, asof, &marks[count]);
    sorting = b->t14;
    sorting_type = b->type;
    sorting_subject = b->subject;
    if (count)
        qsort(marks, count, sizeof *marks, mark_compare);
    b->subjects = ARENA_NEW_ARRAY(arena, count, Subject);
    for (size_t i = 0, j; i < count; i = j) {
        Subject *s = &b->subjects[b->count++];
        s->marks = &marks[i];
        for (j = i; j < count && same_subject(&marks[i], &marks[j]); j++)
            s->count += marks[j].period == marks[i].period;
        s->company = marks[i].company;
        s->entity = marks[i].entity;
        s->scheme = dataset_text(world->data, marks[i].scheme);
        s->id = s->company ? companies_id(world->companies, s->entity)
                           : table_text(b->t14, marks[i].row, b->subject);
        s->star = strcmp(s->scheme, world->config->star_scheme) == 0;
        rate(b, s);
    }
    return true;
}

/* --- scopes ------------------------------------------------------------------------- */

/* Which companies and compounds a scope has, as flags that are set and cleared again. */
typedef struct {
    bool *companies, *compounds;
} Members;

static void members_set(const World *world, int scope, Members *m, bool in)
{
    const CompanyList *companies = companies_of(world->companies, scope);
    const Scope *s = &world->scopes->scopes[scope];
    for (size_t i = 0; i < companies->count; i++)
        m->companies[companies->items[i]] = in;
    for (size_t i = 0; i < s->compound_count; i++)
        m->compounds[s->compounds[i]] = in;
}

static bool is_member(const Members *m, const Subject *s)
{
    return s->company ? m->companies[s->entity] : m->compounds[s->entity];
}

static Members members_new(const World *world, Arena *arena)
{
    return (Members){
        ARENA_NEW_ARRAY(arena, companies_count(world->companies), bool),
        ARENA_NEW_ARRAY(arena, table_rows(dataset_find(world->data, "compounds")), bool)};
}

static bool has_grade(const Board *b, const Subject *s)
{
    for (size_t i = 0; i < s->count; i++)
        if (table_cell(b->t14, s->marks[i].row, b->grade) != CELL_MISSING)
            return true;
    return false;
}

static void add_branch_share(const Board *b, const Subject *s, Raw *raw)
{
    for (size_t i = 0; i < s->count; i++) {
        int64_t full = table_cell(b->t14, s->marks[i].row, b->full);
        if (full == CELL_MISSING)
            continue;
        raw->denominator += full;
        if (table_cell(b->t14, s->marks[i].row, b->rater) == b->branch_rater)
            raw->numerator += full;
    }
}

static Raw scope_raw(const Board *b, const Metric *metric, const Members *members)
{
    Raw raw = {.known = true, .has_denominator = metric->info.is_share};
    Fraction sum = {0, 1};
    Int128 complete = 0;
    for (size_t i = 0; i < b->count; i++) {
        const Subject *s = &b->subjects[i];
        if (!is_member(members, s))
            continue;
        switch (metric->score) {
        case SCORE_SCORE:
            if (s->star && s->complete) {
                raw.known =
                    add_fraction(&sum, s->score.numerator, s->score.denominator) && raw.known;
                complete++;
            }
            break;
        case SCORE_COMPLETE:
            raw.denominator += s->star;
            raw.numerator += s->star && s->complete;
            break;
        case SCORE_STARS:
            raw.numerator +=
                s->star && s->complete && (metric->stars == 0 || metric->stars == s->stars);
            break;
        case SCORE_BRANCH_SHARE:
            add_branch_share(b, s, &raw);
            break;
        case SCORE_GRADES:
            raw.numerator += has_grade(b, s);
            break;
        }
    }
    if (metric->score == SCORE_SCORE && complete > 0) {
        Fraction mean = exact_reduce((Fraction){sum.numerator, sum.denominator * complete});
        raw.numerator = mean.numerator;
        raw.denominator = mean.denominator;
    }
    return raw;
}

void score_measure(const World *world, const Metric *metric, Day asof, Raw *out)
{
    Board b;
    Arena *arena = arena_new();
    if (board_read(world, arena, asof, &b)) {
        Members members = members_new(world, arena);
        for (int s = 0; s < (int)world->scopes->count; s++) {
            members_set(world, s, &members, true);
            out[s] = scope_raw(&b, metric, &members);
            members_set(world, s, &members, false);
        }
    }
    arena_free(arena);
}

/* --- rows X.key ---------------------------------------------------------------------- */

typedef struct {
    Arena *arena;
    const Metric *metric;
    Month period;
    int scope;
    int32_t reporting, expected;
    FigureSet *figures;
} Writer;

static void write_item(const Writer *w, const char *id, Figure f)
{
    f.metric = &w->metric->item_info;
    f.id = id;
    f.scope = w->scope;
    f.period = w->period;
    f.window = WINDOW_ASOF;
    f.base = MONTH_MISSING;
    f.reporting = w->reporting;
    f.expected = w->expected;
    figures_add(w->figures, &f);
}

static void write_subject(const Writer *w, const Subject *s)
{
    const char *keys[] = {s->scheme, s->id};
    const char *id = item_id(w->arena, w->metric->info.base_id, keys, 2);
    Figure f = {.state = STATE_UNDEFINED, .source = SOURCE_ROWS};
    if (w->metric->score == SCORE_SCORE && s->scored) {
        f = (Figure){.state = STATE_OK,
                     .source = SOURCE_ROWS,
                     .has_numerator = true,
                     .has_denominator = true,
                     .numerator = s->score.numerator,
                     .denominator = s->score.denominator};
    } else if (w->metric->score == SCORE_COMPLETE && s->star) {
        f = (Figure){.state = STATE_OK,
                     .source = SOURCE_ROWS,
                     .has_numerator = true,
                     .has_denominator = true,
                     .numerator = s->indicators,
                     .denominator = STAR_INDICATORS,
                     .value = s->complete ? "1" : "0"};
    } else if (w->metric->score == SCORE_STARS && s->stars) {
        f = (Figure){.state = STATE_OK,
                     .source = SOURCE_ROWS,
                     .has_numerator = true,
                     .numerator = s->stars,
                     .value = exact_text(w->arena, s->stars)};
    }
    if (w->metric->score == SCORE_SCORE || s->star)
        write_item(w, id, f);
}

/* A class group and a grade, and how many subjects have both in one row. */
typedef struct {
    const char *group, *grade;
    size_t subject;
} Class;

static int class_compare(const void *a, const void *b)
{
    const Class *x = a, *y = b;
    int order = strcmp(x->group, y->group);
    if (order == 0)
        order = strcmp(x->grade, y->grade);
    return order ? order : compare((int64_t)x->subject, (int64_t)y->subject);
}

/* The code of an enum, or the text as entered. */
static const char *grade_text(const Board *b, size_t row)
{
    const ColumnSchema *schema = &table_schema(b->t14)->columns[b->grade];
    int64_t cell = table_cell(b->t14, row, b->grade);
    return schema->type == TYPE_ENUM ? schema->values[cell].code
                                     : table_text(b->t14, row, b->grade);
}

static void write_grades(const Writer *w, const Board *b, const Members *members, Class *classes)
{
    size_t count = 0;
    for (size_t i = 0; i < b->count; i++) {
        const Subject *s = &b->subjects[i];
        for (size_t k = 0; is_member(members, s) && k < s->count; k++) {
            int64_t grade = table_cell(b->t14, s->marks[k].row, b->grade);
            const char *group = table_text(b->t14, s->marks[k].row, b->group);
            if (grade != CELL_MISSING)
                classes[count++] =
                    (Class){group[0] ? group : "none", grade_text(b, s->marks[k].row), i};
        }
    }
    if (count)
        qsort(classes, count, sizeof *classes, class_compare);
    for (size_t i = 0, j; i < count; i = j) {
        int n = 0;
        for (j = i; j < count && strcmp(classes[i].group, classes[j].group) == 0 &&
                    strcmp(classes[i].grade, classes[j].grade) == 0;
             j++)
            n += j == i || classes[j].subject != classes[j - 1].subject;
        const char *keys[] = {classes[i].group, classes[i].grade};
        write_item(w, item_id(w->arena, w->metric->info.base_id, keys, 2),
                   (Figure){.state = STATE_OK,
                            .source = SOURCE_ROWS,
                            .has_numerator = true,
                            .numerator = n,
                            .value = exact_text(w->arena, n)});
    }
}

void score_items(Arena *arena, const World *world, const Metric *metric, Month period, Day asof,
                 const int32_t *reporting, FigureSet *figures)
{
    Board b;
    bool grades = metric->score == SCORE_GRADES;
    if (metric->score == SCORE_BRANCH_SHARE || metric->stars)
        return;
    Arena *scratch = arena_new();
    if (board_read(world, scratch, asof, &b)) {
        Members members = members_new(world, scratch);
        Class *classes = ARENA_NEW_ARRAY(scratch, table_rows(b.t14), Class);
        for (int s = 0; s < (int)world->scopes->count; s++) {
            const Scope *scope = &world->scopes->scopes[s];
            if (reporting[s] == 0 || (!grades && scope->level != LEVEL_COMPOUND))
                continue;
            Writer w = {arena,  metric, period, s, reporting[s], (int32_t)scope->compound_count,
                        figures};
            members_set(world, s, &members, true);
            for (size_t i = 0; !grades && i < b.count; i++)
                if (is_member(&members, &b.subjects[i]))
                    write_subject(&w, &b.subjects[i]);
            if (grades)
                write_grades(&w, &b, &members, classes);
            members_set(world, s, &members, false);
        }
    }
    arena_free(scratch);
}
