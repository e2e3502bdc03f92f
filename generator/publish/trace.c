/* trace.c - see trace.h. */
#include "publish/trace.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "publish/pdf_text.h"
#include "render/sqlite.h"
#include "render/zip.h"

#define ENTRY_LIMIT ((size_t)1 << 32)
#define LONG_TEXT                                                                                  \
    12 /* bytes, four han characters: nothing else is looked for without its blanks                \
        */
#define TAG_MAX 400

typedef struct {
    const char *text, *plain;
    size_t length, plain_length;
} Sought;

struct Trace {
    Arena *arena;
    Sought *items;
    size_t count, capacity;
};

/* --- the plain form ------------------------------------------------------------------------- */

static bool is_dropped(uint32_t c)
{
    return c <= ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == 0xA0 || c == 0x3000 ||
           (c >= 0x2000 && c <= 0x200B) || c == 0xAD;
}

/* &lt; &#39; &#x27; … at `i`: its character, and its length in *size; 0 for none. */
static uint32_t entity_at(const char *text, size_t length, size_t i, size_t *size)
{
    static const struct {
        const char *name;
        uint32_t character;
    } names[] = {{"&amp;", '&'},  {"&lt;", '<'},    {"&gt;", '>'},
                 {"&quot;", '"'}, {"&apos;", '\''}, {"&nbsp;", 0xA0}};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        *size = strlen(names[k].name);
        if (i + *size <= length && memcmp(text + i, names[k].name, *size) == 0)
            return names[k].character;
    }
    if (i + 3 >= length || text[i + 1] != '#')
        return 0;
    bool hex = text[i + 2] == 'x' || text[i + 2] == 'X';
    size_t at = i + 2 + hex;
    uint32_t c = 0;
    for (; at < length && at < i + 10 && isxdigit((unsigned char)text[at]); at++) {
        int digit = isdigit((unsigned char)text[at]) ? text[at] - '0' : (text[at] | 32) - 'a' + 10;
        c = c * (hex ? 16 : 10) + (uint32_t)digit;
    }
    *size = at + 1 - i;
    return at < length && text[at] == ';' && c <= 0x10FFFF ? c : 0;
}

/* Length of a tag at `i`, 0 for none. */
static size_t tag_at(const char *text, size_t length, size_t i)
{
    size_t end = i + 1;
    if (end >= length || !(isalpha((unsigned char)text[end]) || text[end] == '/'))
        return 0;
    while (end < length && end - i < TAG_MAX && text[end] != '>' && text[end] != '<')
        end++;
    return end < length && text[end] == '>' ? end + 1 - i : 0;
}

/* Without blanks, quotes and backslashes; `tags`: nor what HTML puts between. Never longer. */
static size_t put_plain(const char *text, size_t length, bool tags, char *out)
{
    size_t count = 0;
    for (size_t i = 0, size; i < length; i += size) {
        size = 1;
        size_t tag = tags && text[i] == '<' ? tag_at(text, length, i) : 0;
        if (tag) {
            size = tag;
            continue;
        }
        uint32_t c = tags && text[i] == '&' ? entity_at(text, length, i, &size) : 0;
        if (c) {
            if (!is_dropped(c))
                count += utf8_encode(c, out + count);
            continue;
        }
        c = (unsigned char)text[i];
        size = 1;
        if (c >= 0x80)
            c = utf8_decode(text + i, length - i, &size);
        if (is_dropped(c))
            continue;
        memcpy(out + count, text + i, size);
        count += size;
    }
    return count;
}

/* --- looking --------------------------------------------------------------------------------- */

Trace *trace_new(Arena *arena)
{
    Trace *trace = ARENA_NEW(arena, Trace);
    *trace = (Trace){.arena = arena};
    return trace;
}

void trace_add(Trace *trace, const char *text)
{
    size_t length = strlen(text);
    if (length == 0)
        return;
    for (size_t i = 0; i < trace->count; i++)
        if (strcmp(trace->items[i].text, text) == 0)
            return;
    if (trace->count == trace->capacity) {
        Sought *old = trace->items;
        trace->capacity = trace->capacity ? trace->capacity * 2 : 8;
        trace->items = ARENA_NEW_ARRAY(trace->arena, trace->capacity, Sought);
        if (trace->count)
            memcpy(trace->items, old, trace->count * sizeof *old);
    }
    char *plain = arena_alloc(trace->arena, length + 1);
    trace->items[trace->count++] = (Sought){.text = arena_strdup(trace->arena, text),
                                            .length = length,
                                            .plain = plain,
                                            .plain_length = put_plain(text, length, false, plain)};
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c);
}

static bool has_as_it_is(const Sought *s, const char *bytes, size_t length)
{
    for (size_t at = 0; at + s->length <= length;) {
        const char *found = memmem(bytes + at, length - at, s->text, s->length);
        if (!found)
            return false;
        size_t start = (size_t)(found - bytes), end = start + s->length;
        bool inside = (start > 0 && is_word(bytes[start - 1]) && is_word(s->text[0])) ||
                      (end < length && is_word(bytes[end]) && is_word(s->text[s->length - 1]));
        if (!inside)
            return true;
        at = start + 1;
    }
    return false;
}

bool trace_in_text(const Trace *trace, const char *bytes, size_t length)
{
    bool found = false, more = false;
    for (size_t i = 0; i < trace->count; i++) {
        if (has_as_it_is(&trace->items[i], bytes, length))
            return true;
        more = more || trace->items[i].plain_length >= LONG_TEXT;
    }
    if (!more || length == 0)
        return false;
    char *plain = memory_alloc(length);
    size_t count = put_plain(bytes, length, true, plain);
    for (size_t i = 0; i < trace->count && !found; i++) {
        const Sought *s = &trace->items[i];
        found = s->plain_length >= LONG_TEXT && memmem(plain, count, s->plain, s->plain_length);
    }
    free(plain);
    return found;
}

typedef struct {
    const Trace *trace;
    bool found;
} Look;

static bool look_entry(void *context, const char *name, const char *bytes, size_t length,
                       Error *err)
{
    (void)name, (void)err;
    Look *look = context;
    look->found = look->found || trace_in_text(look->trace, bytes, length);
    return true;
}

bool trace_in_file(const Trace *trace, const char *bytes, size_t length)
{
    Look look = {trace, trace_in_text(trace, bytes, length)};
    Buffer text = {0};
    if (!look.found && length > 4 && memcmp(bytes, "PK\3\4", 4) == 0)
        zip_archive_each(bytes, length, ENTRY_LIMIT, look_entry, &look, NULL);
    else if (!look.found && length > 16 && memcmp(bytes, "SQLite format 3", 15) == 0)
        sqlite_each_text(bytes, length, look_entry, &look, NULL);
    else if (!look.found && length > 5 && memcmp(bytes, "%PDF-", 5) == 0 &&
             pdf_text(bytes, length, &text, NULL))
        look.found = trace_in_text(trace, text.bytes ? text.bytes : "", text.length);
    buffer_free(&text);
    return look.found;
}
