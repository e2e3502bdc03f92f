/* rules.c - see rules.h. */
#include "cube/rules.h"

#include <stdlib.h>
#include <string.h>

static const char *const cadences[] = {"continuous", "month", "quarter", "half", "year", "event"};

static bool read_cadence(const char *code, Cadence *out)
{
    for (size_t i = 0; i < sizeof cadences / sizeof *cadences; i++)
        if (strcmp(code, cadences[i]) == 0) {
            *out = (Cadence)i;
            return true;
        }
    return false;
}

/* Does the cell hold the code, yes/no word or text? */
static bool cell_is(Arena *arena, const Table *t01, size_t row, size_t column, const char *code)
{
    const ColumnSchema *schema = &table_schema(t01)->columns[column];
    int64_t cell = table_cell(t01, row, column);
    if (schema->type == TYPE_ENUM)
        return strcmp(schema->values[cell].code, code) == 0 ||
               strcmp(schema->values[cell].title.zh, code) == 0;
    if (schema->type == TYPE_BOOL)
        return cell ? strcmp(code, "yes") == 0 || strcmp(code, "是") == 0
                    : strcmp(code, "no") == 0 || strcmp(code, "否") == 0;
    return strcmp(table_display(arena, t01, row, column), code) == 0;
}

static void trim(char *text)
{
    size_t length = strlen(text), start = strspn(text, " \t");
    while (length > start && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    memmove(text, text + start, length - start);
    text[length - start] = '\0';
}

/* One term `column=code` or `column!=code`: takes compounds away that do not fit. */
static void apply_term(Arena *arena, const Table *t01, char *term, bool *applies)
{
    char *sign = strchr(term, '=');
    bool negated = sign && sign > term && sign[-1] == '!';
    size_t rows = table_rows(t01);
    int column = -1;
    if (sign) {
        sign[negated ? -1 : 0] = '\0';
        trim(term);
        trim(sign + 1);
        column = schema_column(table_schema(t01), term);
    }
    for (size_t row = 0; row < rows; row++) {
        bool fits = column >= 0 && table_cell(t01, row, (size_t)column) != CELL_MISSING &&
                    table_schema(t01)->columns[column].privacy != PRIVACY_PRIVATE &&
                    cell_is(arena, t01, row, (size_t)column, sign + 1) != negated;
        applies[row] = applies[row] && fits;
    }
}

static bool *read_condition(Arena *arena, const Dataset *data, const char *text)
{
    const Table *t01 = dataset_find(data, "compounds");
    size_t rows = table_rows(t01);
    bool *applies = ARENA_NEW_ARRAY(arena, rows, bool);
    memset(applies, 1, rows);
    char *rest = arena_strdup(arena, text);
    trim(rest);
    while (*rest) {
        char *next = strstr(rest, " and ");
        if (next)
            *next = '\0';
        apply_term(arena, t01, rest, applies);
        if (!next)
            break;
        rest = next + strlen(" and ");
    }
    return applies;
}

static int64_t section_code(const Dataset *data, const char *code)
{
    const Table *t20 = dataset_find(data, "disclosures");
    int column = t20 ? schema_column(table_schema(t20), "section") : -1;
    int found = column < 0 ? -1 : schema_enum(&table_schema(t20)->columns[column], code);
    return found < 0 ? CELL_MISSING : found;
}

static int rule_compare(const void *a, const void *b)
{
    return strcmp(((const Rule *)a)->id, ((const Rule *)b)->id);
}

static const char *enum_code(const Table *table, size_t row, const char *name)
{
    int column = schema_column(table_schema(table), name);
    int64_t cell = column < 0 ? CELL_MISSING : table_cell(table, row, (size_t)column);
    return cell == CELL_MISSING ? "" : table_schema(table)->columns[column].values[cell].code;
}

static const char *text_at(const Table *table, size_t row, const char *name)
{
    int column = schema_column(table_schema(table), name);
    return column < 0 ? "" : table_text(table, row, (size_t)column);
}

static int64_t number_at(const Table *table, size_t row, const char *name)
{
    int column = schema_column(table_schema(table), name);
    return column < 0 ? CELL_MISSING : table_cell(table, row, (size_t)column);
}

static void read_table(Arena *arena, const Dataset *data, const Config *config, const Table *r1,
                       RuleSet *out)
{
    size_t rows = table_rows(r1);
    Rule *rules = ARENA_NEW_ARRAY(arena, rows, Rule);
    for (size_t row = 0; row < rows; row++) {
        const char *pack = text_at(r1, row, "pack");
        Rule rule = {.id = text_at(r1, row, "rule_id"),
                     .title = text_at(r1, row, "item_name"),
                     .basis = text_at(r1, row, "legal_basis"),
                     .title_en = "",
                     .holder = text_at(r1, row, "duty_holder"),
                     .section = section_code(data, enum_code(r1, row, "section")),
                     .working_days = strcmp(enum_code(r1, row, "deadline_unit"), "working") == 0,
                     .min_post_days = number_at(r1, row, "min_post_days")};
        if ((pack[0] && strcmp(pack, config->place) != 0) ||
            !read_cadence(enum_code(r1, row, "cadence"), &rule.cadence))
            continue;
        int64_t days = number_at(r1, row, "deadline_days");
        rule.deadline_days = days == CELL_MISSING ? 0 : days;
        rule.applies = read_condition(arena, data, text_at(r1, row, "applies_if"));
        rules[out->count++] = rule;
    }
    out->rules = rules;
}

static const Value *find_pack(const Value *packs, const char *name)
{
    for (size_t i = 0; packs->kind == VALUE_LIST && i < packs->count; i++)
        if (strcmp(value_text(&packs->items[i], "pack", ""), name) == 0)
            return &packs->items[i];
    return NULL;
}

static void read_pack(Arena *arena, const Dataset *data, const Value *pack, RuleSet *out)
{
    const Value *list = value_list(pack, "rules");
    Rule *rules = ARENA_NEW_ARRAY(arena, list->count, Rule);
    for (size_t i = 0; i < list->count; i++) {
        const Value *map = &list->items[i];
        Rule rule = {.id = arena_strdup(arena, value_text(map, "rule_id", "")),
                     .title = arena_strdup(arena, value_text(map, "item_name", "")),
                     .basis = arena_strdup(arena, value_text(map, "legal_basis", "")),
                     .title_en = arena_strdup(arena, value_text(map, "item_name_en", "")),
                     .holder = arena_strdup(arena, value_text(map, "duty_holder", "")),
                     .section = section_code(data, value_text(map, "section", "")),
                     .deadline_days = value_int(map, "deadline_days", 0),
                     .working_days = strcmp(value_text(map, "deadline_unit", ""), "working") == 0,
                     .min_post_days = value_int(map, "min_post_days", CELL_MISSING)};
        if (!rule.id[0] || !read_cadence(value_text(map, "cadence", ""), &rule.cadence))
            continue;
        rule.applies = read_condition(arena, data, value_text(map, "applies_if", ""));
        rules[out->count++] = rule;
    }
    out->rules = rules;
}

void rules_read(Arena *arena, const Dataset *data, const Config *config, const Value *packs,
                RuleSet *out)
{
    const Table *r1 = dataset_find(data, "disclosure_rules");
    *out = (RuleSet){.calendar = calendar_read(arena, packs)};
    if (r1 && table_arrived(r1)) {
        read_table(arena, data, config, r1, out);
    } else {
        const Value *pack = find_pack(packs, config->place);
        read_pack(arena, data, pack ? pack : find_pack(packs, "default"), out);
    }
    if (out->count)
        qsort((Rule *)out->rules, out->count, sizeof *out->rules, rule_compare);
}

const Rule *rules_find(const RuleSet *rules, const char *id)
{
    size_t low = 0, high = rules->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(rules->rules[middle].id, id);
        if (order == 0)
            return &rules->rules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

Day rule_deadline(const RuleSet *rules, const Rule *rule, Day day)
{
    if (rule->working_days)
        return calendar_add(rules->calendar, day, rule->deadline_days);
    int64_t days = rule->deadline_days;
    return day + (Day)(days > 36600 ? 36600 : days < -36600 ? -36600 : days);
}

Day rule_period_end(const Rule *rule, Month month)
{
    static const int months[] = {1, 1, 3, 6, 12, 1};
    int length = months[rule->cadence];
    return month_last(month - month % length + length - 1);
}
