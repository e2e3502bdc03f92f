/*
 * template.c - see template.h.
 *
 * A template becomes a list of steps. While the text is read, a small state
 * machine follows the HTML, so that each {{name}} knows at once how it must be
 * escaped, and a place that cannot be made safe is refused.
 */
#include "site/template.h"

#include "render/html.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 32, PARTIAL_DEPTH_MAX = 16 };

typedef enum {
    STEP_TEXT,
    STEP_VALUE,
    STEP_URL,
    STEP_RAW,
    STEP_SECTION,
    STEP_NOT,
    STEP_PARTIAL
} StepKind;

typedef struct {
    StepKind kind;
    int line;
    const char *text; /* literal bytes, or the name */
    size_t length;
    size_t end; /* sections: the step after their last */
    struct Template *partial;
} Step;

typedef struct Template {
    const char *name;
    Step *steps;
    size_t count, capacity;
    int mark; /* for the search for circles: 0 new, 1 open, 2 done */
    struct Template *next;
} Template;

struct TemplateSet {
    Arena *arena;
    Template *first;
};

TemplateSet *template_set_new(Arena *arena)
{
    TemplateSet *set = ARENA_NEW(arena, TemplateSet);
    set->arena = arena;
    return set;
}

static Template *find(const TemplateSet *set, const char *name)
{
    for (Template *t = set->first; t; t = t->next)
        if (strcmp(t->name, name) == 0)
            return t;
    return NULL;
}

/* --- where in the HTML we are --------------------------------------------------- */

typedef enum { IN_TEXT, IN_TAG, IN_VALUE, IN_RAW, IN_COMMENT } Place;

typedef struct {
    Place place;
    char quote;    /* IN_VALUE */
    char tag[16];  /* name of the tag that is open, lower case */
    char attr[24]; /* name of the last attribute */
    bool in_tag_name, attr_done;
} Html;

static void append_lower(char *name, size_t size, char c)
{
    size_t length = strlen(name);
    if (length + 1 < size) {
        name[length] = (char)tolower((unsigned char)c);
        name[length + 1] = '\0';
    }
}

static void follow_tag(Html *html, char c)
{
    if (c == '>') {
        bool raw = strcmp(html->tag, "script") == 0 || strcmp(html->tag, "style") == 0;
        html->place = raw ? IN_RAW : IN_TEXT;
    } else if (isspace((unsigned char)c) || c == '/') {
        if (c == '/' && html->in_tag_name && !html->tag[0]) {
            append_lower(html->tag, sizeof html->tag, c); /* a closing tag */
            return;
        }
        html->in_tag_name = false;
        html->attr_done = true;
    } else if (html->in_tag_name) {
        append_lower(html->tag, sizeof html->tag, c);
    } else if (c == '"' || c == '\'') {
        html->place = IN_VALUE;
        html->quote = c;
    } else if (c != '=') {
        if (html->attr_done)
            html->attr[0] = '\0';
        html->attr_done = false;
        append_lower(html->attr, sizeof html->attr, c);
    }
}

static void follow(Html *html, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        size_t left = length - i;
        switch (html->place) {
        case IN_TEXT:
            if (left >= 4 && memcmp(text + i, "<!--", 4) == 0) {
                html->place = IN_COMMENT;
            } else if (c == '<') {
                *html = (Html){.place = IN_TAG, .in_tag_name = true};
            }
            break;
        case IN_TAG:
            follow_tag(html, c);
            break;
        case IN_VALUE:
            if (c == html->quote) {
                html->place = IN_TAG;
                html->attr_done = true;
            }
            break;
        case IN_RAW:
            if (left > strlen(html->tag) + 2 && c == '<' && text[i + 1] == '/' &&
                strncasecmp(text + i + 2, html->tag, strlen(html->tag)) == 0)
                *html = (Html){.place = IN_TAG, .in_tag_name = true};
            break;
        case IN_COMMENT:
            if (left >= 3 && memcmp(text + i, "-->", 3) == 0) {
                html->place = IN_TEXT;
                i += 2;
            }
            break;
        }
    }
}

static bool same_place(const Html *a, const Html *b)
{
    return a->place == b->place &&
           (a->place != IN_VALUE || (a->quote == b->quote && strcmp(a->attr, b->attr) == 0));
}

static bool is_url(const Html *html)
{
    static const char *const names[] = {"href",   "src",  "action", "formaction",
                                        "poster", "cite", "data",   "srcset"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(html->attr, names[i]) == 0)
            return true;
    return false;
}

/* --- compiling -------------------------------------------------------------------- */

typedef struct {
    TemplateSet *set;
    Template *template;
    Html html;
    struct {
        size_t step;
        Html html; /* at its start: must be the same at its end */
    } open[DEPTH_MAX];
    size_t depth;
    int line;
    Error *err;
} Compiler;

static Step *add_step(Compiler *c, StepKind kind, const char *text, size_t length)
{
    Template *t = c->template;
    if (t->count == t->capacity) {
        size_t capacity = t->capacity ? t->capacity * 2 : 32;
        Step *steps = ARENA_NEW_ARRAY(c->set->arena, capacity, Step);
        if (t->count)
            memcpy(steps, t->steps, t->count * sizeof *steps);
        t->steps = steps;
        t->capacity = capacity;
    }
    Step *step = &t->steps[t->count++];
    *step = (Step){.kind = kind, .line = c->line, .length = length};
    step->text = arena_copy(c->set->arena, text, length);
    return step;
}

static bool fail(Compiler *c, const char *what, const char *name)
{
    return error_set(c->err, ERR_USAGE, "%s:%d: '%s' %s", c->template->name, c->line, name, what);
}

static bool is_name(const char *name)
{
    if (strcmp(name, ".") == 0)
        return true;
    if (!*name || *name == '.' || name[strlen(name) - 1] == '.')
        return false;
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && !strchr("_-.", *name))
            return false;
    return true;
}

static bool compile_value(Compiler *c, const char *name)
{
    if (c->html.place == IN_TEXT)
        add_step(c, STEP_VALUE, name, strlen(name));
    else if (c->html.place == IN_VALUE)
        add_step(c, is_url(&c->html) ? STEP_URL : STEP_VALUE, name, strlen(name));
    else
        return fail(c, "stands where no value can be escaped", name);
    if (c->html.place == IN_VALUE && strncmp(c->html.attr, "on", 2) == 0)
        return fail(c, "stands in a script", name);
    return true;
}

static bool compile_raw(Compiler *c, const char *name)
{
    size_t length = strlen(name);
    if (length < 6 || strcmp(name + length - 5, "_html") != 0)
        return fail(c, "is no markup: its name does not end in _html", name);
    if (c->html.place != IN_TEXT)
        return fail(c, "is markup and can only stand in text", name);
    add_step(c, STEP_RAW, name, length);
    return true;
}

static bool compile_open(Compiler *c, StepKind kind, const char *name)
{
    if (c->html.place == IN_RAW || c->html.place == IN_COMMENT)
        return fail(c, "opens a section in a script, style or remark", name);
    if (c->depth == DEPTH_MAX)
        return fail(c, "lies too deep", name);
    add_step(c, kind, name, strlen(name));
    c->open[c->depth].step = c->template->count - 1;
    c->open[c->depth++].html = c->html;
    return true;
}

static bool compile_close(Compiler *c, const char *name)
{
    if (!c->depth)
        return fail(c, "is closed but was not opened", name);
    Step *step = &c->template->steps[c->open[c->depth - 1].step];
    if (strcmp(step->text, name) != 0)
        return error_set(c->err, ERR_USAGE, "%s:%d: '%s' is closed, but '%s' of line %d is open",
                         c->template->name, c->line, name, step->text, step->line);
    if (!same_place(&c->open[c->depth - 1].html, &c->html))
        return fail(c, "begins and ends at different places of the markup", name);
    step->end = c->template->count;
    c->depth--;
    return true;
}

/* One {{…}}; `tag` is what stands between the braces. */
static bool compile_tag(Compiler *c, char *tag)
{
    char sigil = strchr("#^/>&!", *tag) && *tag ? *tag : '\0';
    char *name = sigil ? tag + 1 : tag;
    name += strspn(name, " \t");
    size_t length = strlen(name);
    while (length && isspace((unsigned char)name[length - 1]))
        name[--length] = '\0';
    if (sigil == '!')
        return true;
    if (!is_name(name))
        return fail(c, "is no name", name);
    switch (sigil) {
    case '#':
        return compile_open(c, STEP_SECTION, name);
    case '^':
        return compile_open(c, STEP_NOT, name);
    case '/':
        return compile_close(c, name);
    case '>':
        if (c->html.place != IN_TEXT)
            return fail(c, "is a template and can only stand in text", name);
        add_step(c, STEP_PARTIAL, name, length);
        return true;
    case '&':
        return compile_raw(c, name);
    default:
        return compile_value(c, name);
    }
}

static void compile_text(Compiler *c, const char *text, size_t length)
{
    if (!length)
        return;
    follow(&c->html, text, length);
    add_step(c, STEP_TEXT, text, length);
    for (size_t i = 0; i < length; i++)
        c->line += text[i] == '\n';
}

static bool compile(Compiler *c, const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        const char *open = memmem(text + at, length - at, "{{", 2);
        size_t stop = open ? (size_t)(open - text) : length;
        compile_text(c, text + at, stop - at);
        if (!open)
            break;
        const char *close = memmem(open + 2, length - stop - 2, "}}", 2);
        if (!close)
            return fail(c, "is not closed", "{{");
        char *tag = arena_copy(c->set->arena, open + 2, (size_t)(close - open) - 2);
        if (!compile_tag(c, tag))
            return false;
        for (const char *p = open; p < close; p++)
            c->line += *p == '\n';
        at = (size_t)(close - text) + 2;
    }
    if (c->depth) {
        const Step *step = &c->template->steps[c->open[c->depth - 1].step];
        return error_set(c->err, ERR_USAGE, "%s:%d: section '%s' is not closed", c->template->name,
                         step->line, step->text);
    }
    if (c->html.place != IN_TEXT)
        return fail(c, "is not closed at the end of the file", c->html.tag);
    return true;
}

bool template_add(TemplateSet *set, const char *name, const char *text, size_t length, Error *err)
{
    Template *template = find(set, name);
    if (!template) {
        template = ARENA_NEW(set->arena, Template);
        template->name = arena_strdup(set->arena, name);
        template->next = set->first;
        set->first = template;
    }
    template->count = 0;
    Compiler compiler = {.set = set, .template = template, .line = 1, .err = err};
    return compile(&compiler, text, length);
}

static bool link_partials(TemplateSet *set, Template *template, Error *err)
{
    if (template->mark == 2)
        return true;
    if (template->mark == 1)
        return error_set(err, ERR_USAGE, "%s: holds itself", template->name);
    template->mark = 1;
    for (size_t i = 0; i < template->count; i++) {
        Step *step = &template->steps[i];
        if (step->kind != STEP_PARTIAL)
            continue;
        step->partial = find(set, step->text);
        if (!step->partial)
            return error_set(err, ERR_USAGE, "%s:%d: no template '%s'", template->name, step->line,
                             step->text);
        if (!link_partials(set, step->partial, err))
            return false;
    }
    template->mark = 2;
    return true;
}

bool template_link(TemplateSet *set, Error *err)
{
    for (Template *t = set->first; t; t = t->next)
        t->mark = 0;
    for (Template *t = set->first; t; t = t->next)
        if (!link_partials(set, t, err))
            return false;
    return true;
}

/* --- rendering ---------------------------------------------------------------------- */

typedef struct Frame {
    const Value *value;
    const struct Frame *outer;
} Frame;

static const Value *look_up(const Frame *frame, const char *name)
{
    if (strcmp(name, ".") == 0)
        return frame->value;
    const char *dot = strchr(name, '.');
    char first[64];
    size_t length = dot ? (size_t)(dot - name) : strlen(name);
    if (length >= sizeof first)
        return NULL;
    memcpy(first, name, length);
    first[length] = '\0';
    const Value *value = NULL;
    for (; frame && !value; frame = frame->outer)
        value = value_get(frame->value, first);
    while (value && dot) {
        const char *part = dot + 1;
        dot = strchr(part, '.');
        length = dot ? (size_t)(dot - part) : strlen(part);
        if (length >= sizeof first)
            return NULL;
        memcpy(first, part, length);
        first[length] = '\0';
        value = value_get(value, first);
    }
    return value;
}

static bool is_true(const Value *value)
{
    if (!value)
        return false;
    switch (value->kind) {
    case VALUE_NIL:
        return false;
    case VALUE_BOOL:
        return value->boolean;
    case VALUE_TEXT:
        return value->text[0] != '\0';
    case VALUE_LIST:
        return value->count > 0;
    case VALUE_INT:
    case VALUE_MAP:
        break;
    }
    return true;
}

/* Relative, http, https or mailto; what else has a scheme or names a host is refused. */
static bool is_safe_url(const char *url)
{
    if (url[0] == '/' && (url[1] == '/' || url[1] == '\\'))
        return false;
    size_t scheme = strcspn(url, ":/?#");
    if (url[scheme] != ':')
        return true;
    return strncasecmp(url, "http://", 7) == 0 || strncasecmp(url, "https://", 8) == 0 ||
           strncasecmp(url, "mailto:", 7) == 0;
}

static void put_value(const Step *step, const Value *value, Buffer *out)
{
    if (!value)
        return;
    if (value->kind == VALUE_INT)
        buffer_printf(out, "%lld", (long long)value->integer);
    if (value->kind != VALUE_TEXT)
        return;
    if (step->kind == STEP_RAW)
        buffer_text(out, value->text);
    else if (step->kind == STEP_URL && !is_safe_url(value->text))
        buffer_char(out, '#');
    else
        html_escape(out, value->text);
}

static void render(const Template *template, size_t from, size_t to, const Frame *frame, int depth,
                   Buffer *out)
{
    for (size_t i = from; i < to; i++) {
        const Step *step = &template->steps[i];
        switch (step->kind) {
        case STEP_TEXT:
            buffer_put(out, step->text, step->length);
            break;
        case STEP_VALUE:
        case STEP_URL:
        case STEP_RAW:
            put_value(step, look_up(frame, step->text), out);
            break;
        case STEP_PARTIAL:
            if (depth < PARTIAL_DEPTH_MAX)
                render(step->partial, 0, step->partial->count, frame, depth + 1, out);
            break;
        case STEP_SECTION: {
            const Value *value = look_up(frame, step->text);
            if (value && value->kind == VALUE_LIST) {
                for (size_t k = 0; k < value->count; k++) {
                    Frame inner = {&value->items[k], frame};
                    render(template, i + 1, step->end, &inner, depth, out);
                }
            } else if (is_true(value)) {
                Frame inner = {value, frame};
                render(template, i + 1, step->end, &inner, depth, out);
            }
            i = step->end - 1;
            break;
        }
        case STEP_NOT:
            if (!is_true(look_up(frame, step->text)))
                render(template, i + 1, step->end, frame, depth, out);
            i = step->end - 1;
            break;
        }
    }
}

bool template_render(const TemplateSet *set, const char *name, const Value *value, Buffer *out,
                     Error *err)
{
    const Template *template = find(set, name);
    if (!template)
        return error_set(err, ERR_INTERNAL, "the theme has no template '%s'", name);
    Frame frame = {value, NULL};
    render(template, 0, template->count, &frame, 0, out);
    return true;
}
