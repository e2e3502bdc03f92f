/*
 * model.h - building the Values that templates read.
 *
 * A child is finished before it is put into its parent: putting copies its
 * head, so what is added to it later would be lost.
 */
#ifndef MODEL_H
#define MODEL_H

#include "base/value.h"

typedef struct {
    Arena *arena;
    Value value; /* a map or a list */
    size_t capacity;
} Model;

Model model_map(Arena *arena);
Model model_list(Arena *arena);
/* Into a map. Texts are borrowed: they must live as long as the arena. */
void model_text(Model *map, const char *key, const char *text);
void model_printf(Model *map, const char *key, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void model_int(Model *map, const char *key, int64_t integer);
void model_bool(Model *map, const char *key, bool boolean);
void model_put(Model *map, const char *key, const Model *child);
/* Onto a list. */
void model_add(Model *list, const Model *child);
void model_add_text(Model *list, const char *text);
#endif
