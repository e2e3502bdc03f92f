/* editions.c - see editions.h. */
#include "publish/editions.h"

#include <string.h>

#include "base/json.h"

#define START "{\n\"version\":1,"
#define CHANGES "\n\"changes\":"

static bool is_folder(const char *item)
{
    return strncmp(item, "c/", 2) == 0 || strncmp(item, "s/", 2) == 0;
}

/* The value of an item without its %XX. */
static void put_plain(Json *json, const char *text, size_t length)
{
    static const char digits[] = "0123456789ABCDEF";
    Buffer plain = {0};
    for (size_t i = 0; i < length; i++) {
        const char *high = text[i] == '%' && i + 2 < length ? strchr(digits, text[i + 1]) : NULL;
        const char *low = high ? strchr(digits, text[i + 2]) : NULL;
        buffer_char(&plain, low ? (char)((high - digits) * 16 + (low - digits)) : text[i]);
        i += low ? 2 : 0;
    }
    buffer_char(&plain, '\0');
    json_text(json, plain.bytes);
    buffer_free(&plain);
}

/* Digits up to the end of an item. */
static int64_t number_of(const char *digits)
{
    int64_t number = 0;
    for (; *digits >= '0' && *digits <= '9' && number < INT64_MAX / 100; digits++)
        number = number * 10 + (*digits - '0');
    return number;
}

/* The item at `at`: length of its name and of all of it. Returns where the next one begins. */
static const char *next_item(const char *at, size_t *name, size_t *length)
{
    *length = strcspn(at, ",");
    const char *equals = memchr(at, '=', *length);
    *name = equals ? (size_t)(equals - at) : *length;
    return at + *length + (at[*length] == ',');
}

static void put_revisions(Json *json, const char *declared)
{
    json_key(json, "revisions");
    json_open(json, '[');
    for (const char *at = declared, *next; *at; at = next) {
        size_t name, length;
        next = next_item(at, &name, &length);
        if (!is_folder(at) || name == length)
            continue;
        Buffer folder = {0};
        buffer_printf(&folder, "%.*s/", (int)name, at);
        json_open(json, '{');
        json_put_text(json, "folder", folder.bytes);
        json_put_int(json, "revision", number_of(at + name + 1));
        json_close(json, '}');
        buffer_free(&folder);
    }
    json_close(json, ']');
}

static void put_withdrawn(Json *json, const char *declared)
{
    json_key(json, "withdrawn");
    json_open(json, '[');
    for (const char *at = declared, *next; *at; at = next) {
        size_t name, length;
        next = next_item(at, &name, &length);
        if (name == strlen("withdrawn") && strncmp(at, "withdrawn=", name + 1) == 0)
            put_plain(json, at + name + 1, length - name - 1);
    }
    json_close(json, ']');
}

static int64_t late_rows(const char *declared)
{
    for (const char *at = declared, *next; *at; at = next) {
        size_t name, length;
        next = next_item(at, &name, &length);
        if (strncmp(at, "late=", 5) == 0)
            return number_of(at + 5);
    }
    return 0;
}

static void put_line(Json *json, const ChainLine *line, bool own)
{
    char month[16];
    const char *declared = line->declared ? line->declared : "";
    json_open(json, '{');
    json_put_int(json, "number", line->number);
    json_put_text(json, "kind", line->kind);
    json_put_text(json, "period", month_text(line->period, month));
    if (!own) {
        json_put_text(json, "id", line->id);
        json_put_text(json, "time", line->time && *line->time ? line->time : NULL);
        json_put_text(json, "root", line->root);
        json_put_text(json, "line", line->hash);
    }
    json_put_text(json, "previous", line->previous);
    put_revisions(json, declared);
    json_put_int(json, "late_rows", late_rows(declared));
    put_withdrawn(json, declared);
    json_close(json, '}');
}

void editions_head(const Chain *before, const ChainLine *own, Buffer *out)
{
    Json json = {.out = out};
    ChainLine self = *own;
    self.number = (int)before->count + 1;
    memcpy(self.previous, chain_head(before), sizeof self.previous);
    buffer_text(out, START "\n\"documentation\":\"index.html#mirror\",\n\"edition\":");
    put_line(&json, &self, true);
    buffer_text(out, ",\n\"editions\":[");
    for (size_t i = 0; i < before->count; i++) {
        buffer_text(out, i > 0 ? ",\n" : "\n");
        json.pending = false;
        put_line(&json, &before->lines[i], false);
    }
    buffer_text(out, "\n]," CHANGES);
}

/* A line break is no part of a JSON text, so the marks stand nowhere else. */
size_t editions_head_length(const char *bytes, size_t length)
{
    if (length < strlen(START) || memcmp(bytes, START, strlen(START)) != 0)
        return 0;
    const char *found = memmem(bytes, length, CHANGES, strlen(CHANGES));
    return found ? (size_t)(found - bytes) + strlen(CHANGES) : 0;
}
