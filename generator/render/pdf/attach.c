/* attach.c - see attach.h. */
#include "render/pdf/attach.h"

#include <string.h>

#include "render/csv.h"

void attach_figures(const Document *doc, Buffer *out)
{
    buffer_clear(out);
    for (size_t i = 0; doc->scopes && i < doc->use_count; i++) {
        const Figure *figure = doc->uses[i].figure;
        bool known = figure == NULL;
        for (size_t k = 0; k < i && !known; k++)
            known = doc->uses[k].figure == figure;
        if (known)
            continue;
        if (out->length == 0)
            csvout_metric_header(out);
        csvout_metric(figure, doc->scopes, out);
    }
}

static void put_number(Buffer *out, unsigned long number, int bytes)
{
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        buffer_char(out, (char)(number >> shift & 0xFF));
}

static void put_zeros(Buffer *out, size_t count)
{
    while (count--)
        buffer_char(out, '\0');
}

/* ICC.1:2001-04 (version 2.4), class mntr, space GRAY: white point D50 and gamma 2.2. */
void attach_profile(Buffer *out)
{
    static const char name[] = "Gray gamma 2.2", rights[] = "No copyright, use freely";
    const size_t desc = 12 + sizeof name + 78, text = 8 + sizeof rights;
    const size_t sizes[4] = {desc, 20, 14, text};
    static const char *const tags[4] = {"desc", "wtpt", "kTRC", "cprt"};
    size_t at[4], end = 128 + 4 + 4 * 12;
    for (int i = 0; i < 4; i++) {
        at[i] = end;
        end += (sizes[i] + 3) / 4 * 4;
    }
    buffer_clear(out);
    put_number(out, end, 4);
    put_zeros(out, 4);
    put_number(out, 0x02400000, 4);
    buffer_text(out, "mntrGRAYXYZ ");
    static const unsigned created[6] = {2026, 1, 1, 0, 0, 0};
    for (int i = 0; i < 6; i++)
        put_number(out, created[i], 2);
    buffer_text(out, "acsp");
    put_zeros(out, 28);
    static const unsigned long d50[3] = {0xF6D6, 0x10000, 0xD32D};
    for (int i = 0; i < 3; i++)
        put_number(out, d50[i], 4);
    put_zeros(out, 128 - out->length);
    put_number(out, 4, 4);
    for (int i = 0; i < 4; i++) {
        buffer_text(out, tags[i]);
        put_number(out, at[i], 4);
        put_number(out, sizes[i], 4);
    }
    buffer_text(out, "desc");
    put_zeros(out, 4);
    put_number(out, sizeof name, 4);
    buffer_put(out, name, sizeof name);
    put_zeros(out, at[1] - out->length);
    buffer_text(out, "XYZ ");
    put_zeros(out, 4);
    for (int i = 0; i < 3; i++)
        put_number(out, d50[i], 4);
    buffer_text(out, "curv");
    put_zeros(out, 4);
    put_number(out, 1, 4);
    put_number(out, 0x0233, 2); /* 2.2 as u8Fixed8 */
    put_zeros(out, at[3] - out->length);
    buffer_text(out, "text");
    put_zeros(out, 4);
    buffer_put(out, rights, sizeof rights);
    put_zeros(out, end - out->length);
}
