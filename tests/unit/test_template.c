/* Templates: what they print, how they escape by place, what they refuse. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "site/model.h"
#include "site/template.h"

static Arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static const char *rendered(const char *text, const Model *model)
{
    Error err = {0};
    Buffer out = {0};
    TemplateSet *set = template_set_new(arena);
    if (!template_add(set, "t.html", text, strlen(text), &err) || !template_link(set, &err) ||
        !template_render(set, "t.html", &model->value, &out, &err))
        fail_msg("%s", err.text);
    const char *copy = arena_copy(arena, out.bytes ? out.bytes : "", out.length);
    buffer_free(&out);
    return copy;
}

static void assert_refused(const char *text, const char *message)
{
    Error err = {0};
    TemplateSet *set = template_set_new(arena);
    bool good = template_add(set, "t.html", text, strlen(text), &err) && template_link(set, &err);
    assert_false(good);
    assert_string_equal(err.text, message);
}

static void text_is_escaped(void **state)
{
    (void)state;
    Model m = model_map(arena);
    model_text(&m, "x", "<b>&\"'\xE2\x80\xAE芦");
    assert_string_equal(rendered("<p>{{x}}</p>", &m), "<p>&lt;b&gt;&amp;&quot;&#39;芦</p>");
    assert_string_equal(rendered("<p title=\"{{x}}\">", &m),
                        "<p title=\"&lt;b&gt;&amp;&quot;&#39;芦\">");
}

static void only_harmless_addresses_stand_in_href(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"javascript:alert(1)", "#"},
        {"JaVaScRiPt:x", "#"},
        {"data:text/html,x", "#"},
        {"vbscript:x", "#"},
        {"//example.org/x", "#"},
        {"/\\example.org", "#"},
        {"file:///etc/passwd", "#"},
        {"../c/lt-01/index.html", "../c/lt-01/index.html"},
        {"https://a.example/?x=1&y", "https://a.example/?x=1&amp;y"},
        {"mailto:a@b.example", "mailto:a@b.example"},
        {"c/a?b:c", "c/a?b:c"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Model m = model_map(arena);
        model_text(&m, "u", cases[i][0]);
        assert_string_equal(rendered("<a href=\"{{u}}\">", &m),
                            arena_printf(arena, "<a href=\"%s\">", cases[i][1]));
    }
}

static void sections_repeat_or_vanish(void **state)
{
    (void)state;
    Model m = model_map(arena), list = model_list(arena);
    model_add_text(&list, "甲");
    model_add_text(&list, "乙");
    model_put(&m, "list", &list);
    model_text(&m, "empty", "");
    model_int(&m, "zero", 0);
    model_bool(&m, "no", false);
    assert_string_equal(rendered("{{#list}}{{.}}、{{/list}}", &m), "甲、乙、");
    assert_string_equal(rendered("{{#empty}}x{{/empty}}{{^empty}}y{{/empty}}", &m), "y");
    assert_string_equal(rendered("{{#none}}x{{/none}}{{^none}}y{{/none}}", &m), "y");
    assert_string_equal(rendered("{{#no}}x{{/no}}{{#zero}}{{zero}}{{/zero}}", &m), "0");
    assert_string_equal(rendered("{{^list}}x{{/list}}{{! remark }}", &m), "");
}

static void names_are_looked_for_outwards(void **state)
{
    (void)state;
    Model m = model_map(arena), inner = model_map(arena);
    model_text(&inner, "b", "内");
    model_text(&m, "a", "外");
    model_put(&m, "inner", &inner);
    assert_string_equal(rendered("{{#inner}}{{a}}{{b}}{{/inner}}{{b}}{{inner.b}}", &m), "外内内");
}

static void finished_markup_is_marked_by_its_name(void **state)
{
    (void)state;
    Model m = model_map(arena);
    model_text(&m, "x_html", "<b>1</b>");
    assert_string_equal(rendered("{{&x_html}}{{x_html}}", &m), "<b>1</b>&lt;b&gt;1&lt;/b&gt;");
    assert_refused("{{&x}}", "t.html:1: 'x' is no markup: its name does not end in _html");
    assert_refused("<a title=\"{{&x_html}}\">",
                   "t.html:1: 'x_html' is markup and can only stand in text");
}

static void unsafe_places_are_refused(void **state)
{
    (void)state;
    assert_refused("\n<script>var a = '{{x}}'</script>",
                   "t.html:2: 'x' stands where no value can be escaped");
    assert_refused("<style>{{x}}</style>", "t.html:1: 'x' stands where no value can be escaped");
    assert_refused("<!-- {{x}} -->", "t.html:1: 'x' stands where no value can be escaped");
    assert_refused("<a {{x}}>", "t.html:1: 'x' stands where no value can be escaped");
    assert_refused("<a href={{x}}>", "t.html:1: 'x' stands where no value can be escaped");
    assert_refused("<a onclick=\"{{x}}\">", "t.html:1: 'x' stands in a script");
}

static void broken_templates_are_named(void **state)
{
    (void)state;
    assert_refused("a\n{{#rows}}\n", "t.html:2: section 'rows' is not closed");
    assert_refused("{{/rows}}", "t.html:1: 'rows' is closed but was not opened");
    assert_refused("{{#a}}\n{{#b}}{{/a}}{{/b}}",
                   "t.html:2: 'a' is closed, but 'b' of line 2 is open");
    assert_refused("{{x", "t.html:1: '{{' is not closed");
    assert_refused("{{a b}}", "t.html:1: 'a b' is no name");
    assert_refused("{{>gone.html}}", "t.html:1: no template 'gone.html'");
    assert_refused("{{>t.html}}", "t.html: holds itself");
    assert_refused("<p class=\"{{#a}}\">{{/a}}",
                   "t.html:1: 'a' begins and ends at different places of the markup");
    assert_refused("<p class=\"x", "t.html:1: 'p' is not closed at the end of the file");
}

static void a_later_template_takes_the_place(void **state)
{
    (void)state;
    Error err = {0};
    Buffer out = {0};
    Model m = model_map(arena);
    TemplateSet *set = template_set_new(arena);
    assert_true(template_add(set, "a.html", "{{>b.html}}", 11, &err));
    assert_true(template_add(set, "b.html", "old", 3, &err));
    assert_true(template_add(set, "b.html", "new", 3, &err));
    assert_true(template_link(set, &err));
    assert_true(template_render(set, "a.html", &m.value, &out, &err));
    assert_string_equal(out.bytes, "new");
    assert_false(template_render(set, "c.html", &m.value, &out, &err));
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(only_harmless_addresses_stand_in_href),
        cmocka_unit_test(sections_repeat_or_vanish),
        cmocka_unit_test(names_are_looked_for_outwards),
        cmocka_unit_test(finished_markup_is_marked_by_its_name),
        cmocka_unit_test(unsafe_places_are_refused),
        cmocka_unit_test(broken_templates_are_named),
        cmocka_unit_test(a_later_template_takes_the_place),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
