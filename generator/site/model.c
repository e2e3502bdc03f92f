/* model.c - see model.h. */
#include "site/model.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

Model model_map(Arena *arena)
{
    return (Model){.arena = arena, .value = {.kind = VALUE_MAP}};
}

Model model_list(Arena *arena)
{
    return (Model){.arena = arena, .value = {.kind = VALUE_LIST}};
}

/* Room for one more; what was outgrown stays in the arena until its end. */
static Value *grow(Model *model, const char *key)
{
    Value *value = &model->value;
    assert((value->kind == VALUE_MAP) == (key != NULL));
    if (value->count == model->capacity) {
        size_t capacity = model->capacity ? model->capacity * 2 : 8;
        Value *items = ARENA_NEW_ARRAY(model->arena, capacity, Value);
        if (value->count)
            memcpy(items, value->items, value->count * sizeof *items);
        value->items = items;
        if (key) {
            const char **keys = ARENA_NEW_ARRAY(model->arena, capacity, const char *);
            if (value->count)
                memcpy(keys, value->keys, value->count * sizeof *keys);
            value->keys = keys;
        }
        model->capacity = capacity;
    }
    if (key)
        value->keys[value->count] = key;
    return &value->items[value->count++];
}

void model_text(Model *map, const char *key, const char *text)
{
    *grow(map, key) = (Value){.kind = VALUE_TEXT, .text = text ? text : ""};
}

void model_printf(Model *map, const char *key, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = arena_alloc(map->arena, (size_t)length + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    model_text(map, key, text);
}

void model_int(Model *map, const char *key, int64_t integer)
{
    *grow(map, key) = (Value){.kind = VALUE_INT, .integer = integer};
}

void model_bool(Model *map, const char *key, bool boolean)
{
    *grow(map, key) = (Value){.kind = VALUE_BOOL, .boolean = boolean};
}

void model_put(Model *map, const char *key, const Model *child)
{
    *grow(map, key) = child->value;
}

void model_add(Model *list, const Model *child)
{
    *grow(list, NULL) = child->value;
}

void model_add_text(Model *list, const char *text)
{
    *grow(list, NULL) = (Value){.kind = VALUE_TEXT, .text = text};
}
