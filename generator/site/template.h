/*
 * template.h - logic-less page templates, compiled once.
 *
 *   {{name}}  {{a.b}}  {{.}}     the value, escaped for the place where it stands
 *   {{#name}} … {{/name}}        once per item of a list, else once where the value is a map,
 *                                true, a number or a text that is not empty
 *   {{^name}} … {{/name}}        where the section above would print nothing
 *   {{>file}}                    the template of that name, same values
 *   {{&name_html}}               finished markup; only names that end in _html
 *   {{! … }}                     a remark
 *
 * A name is looked for in the innermost section's value, then outwards; what is
 * found nowhere prints nothing. A value may stand in text or inside a quoted
 * attribute, nowhere else: in a tag, a script, a style sheet or a comment it is
 * an error when the theme is read. In href, src and action it must be
 * relative, http, https or mailto, else "#" is printed.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include "base/value.h"

typedef struct TemplateSet TemplateSet;

TemplateSet *template_set_new(Arena *arena);
/*
 * Compile `length` bytes as the template called `name` (copied; "portal.html"). A later
 * template of the same name takes its place. Errors: "portal.html:12: section 'rows' is not
 * closed".
 */
bool template_add(TemplateSet *set, const char *name, const char *text, size_t length, Error *err);
/* After the last template_add(): every partial must exist, and none may hold itself. */
bool template_link(TemplateSet *set, Error *err);
/* Appends to `out`. ERR_INTERNAL where there is no such template. */
bool template_render(const TemplateSet *set, const char *name, const Value *value, Buffer *out,
                     Error *err);
#endif
