/* labels.c - labels of enums as they stand in files; see intake.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "data/intake.h"
#include "data/label.h"

#define LABEL_CACHE 64

struct EnumLabels {
    Strings *texts;
    int *values; /* by number of the text; -1 where the text names none */
    size_t capacity;
    struct {
        char text[44];
        uint8_t length;
        int16_t value;
    } cache[LABEL_CACHE]; /* labels as they stand in files: few and repeated */
};

static void add_label(EnumLabels *labels, const char *text, int value)
{
    char fold[128];
    size_t length = label_fold(text, strlen(text), fold, sizeof fold);
    uint32_t number = strings_intern(labels->texts, fold, length);
    size_t old = labels->capacity;
    GROW(labels->values, labels->capacity, (size_t)number + 1);
    for (size_t i = old; i < labels->capacity; i++)
        labels->values[i] = -1;
    if (number != 0 && labels->values[number] < 0)
        labels->values[number] = value;
}

static EnumLabels *labels_of(Intake *intake, int table, size_t column)
{
    if (!intake->labels[table])
        intake->labels[table] = ARENA_NEW_ARRAY(
            intake->arena, intake->schemas->tables[table].column_count, EnumLabels *);
    EnumLabels **slot = &intake->labels[table][column];
    EnumLabels *labels = *slot;
    if (labels)
        return labels;
    labels = *slot = ARENA_NEW(intake->arena, EnumLabels);
    const ColumnSchema *schema = &intake->schemas->tables[table].columns[column];
    labels->texts = strings_new();
    for (size_t v = 0; v < schema->value_count; v++)
        add_label(labels, schema->values[v].title.zh, (int)v);
    for (size_t v = 0; v < schema->value_count; v++) {
        add_label(labels, schema->values[v].code, (int)v);
        for (size_t a = 0; a < schema->values[v].alias_count; a++)
            add_label(labels, schema->values[v].aliases[a], (int)v);
        add_label(labels, schema->values[v].title.en, (int)v);
    }
    return labels;
}

void labels_free(Intake *intake)
{
    for (size_t t = 0; t < intake->schemas->count; t++)
        for (size_t c = 0; intake->labels[t] && c < intake->schemas->tables[t].column_count; c++)
            if (intake->labels[t][c]) {
                strings_free(intake->labels[t][c]->texts);
                free(intake->labels[t][c]->values);
            }
}

void labels_suggest(const Intake *intake, int table, size_t c, const char *clean, CellResult *out)
{
    const ColumnSchema *column = &intake->schemas->tables[table].columns[c];
    const char *names[256];
    char fold[128];
    label_fold(clean, strlen(clean), fold, sizeof fold);
    size_t of[256], count = 0;
    for (size_t v = 0; v < column->value_count && count < 128; v++) {
        names[count] = column->values[v].title.zh;
        of[count++] = v;
    }
    for (size_t v = 0; v < column->value_count; v++)
        for (size_t a = 0; a < column->values[v].alias_count && count < 256; a++) {
            names[count] = column->values[v].aliases[a];
            of[count++] = v;
        }
    int near = label_nearest(fold, names, count);
    if (near >= 0) {
        snprintf(out->hint, sizeof out->hint, "是不是“%.40s”？", column->values[of[near]].title.zh);
        return;
    }
    size_t n = (size_t)snprintf(out->hint, sizeof out->hint, "可填：");
    for (size_t v = 0; v < column->value_count; v++) {
        const char *name = column->values[v].title.zh;
        if (n + strlen(name) + 7 > sizeof out->hint) {
            snprintf(out->hint + n, sizeof out->hint - n, "…");
            break;
        }
        n += (size_t)snprintf(out->hint + n, sizeof out->hint - n, "%s%s", v ? "、" : "", name);
    }
}

void labels_read(Intake *intake, int table, size_t column, const char *clean, size_t length,
                 CellResult *out)
{
    EnumLabels *labels = labels_of(intake, table, column);
    size_t slot =
        (length * 31 + (size_t)(unsigned char)clean[0] * 7 + (unsigned char)clean[length - 1] +
         (length > 4 ? (size_t)(unsigned char)clean[4] * 3 : 0)) %
        LABEL_CACHE;
    *out = (CellResult){.code = CELL_OK};
    if (labels->cache[slot].length == length && length < sizeof labels->cache[slot].text &&
        memcmp(labels->cache[slot].text, clean, length) == 0) {
        out->value = labels->cache[slot].value;
        return;
    }
    char fold[128];
    size_t n = label_fold(clean, length, fold, sizeof fold);
    uint32_t number = strings_lookup(labels->texts, fold, n);
    if (number == UINT32_MAX || number == 0 || labels->values[number] < 0) {
        out->code = CELL_UNKNOWN_LABEL;
        return;
    }
    out->value = labels->values[number];
    if (length < sizeof labels->cache[slot].text) {
        memcpy(labels->cache[slot].text, clean, length);
        labels->cache[slot].length = (uint8_t)length;
        labels->cache[slot].value = (int16_t)out->value;
    }
}

bool labels_known(Intake *intake, int table, size_t column, const char *clean, size_t length)
{
    CellResult result;
    labels_read(intake, table, column, clean, length, &result);
    return result.code == CELL_OK;
}
