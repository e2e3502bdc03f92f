/* attach.c - see attach.h. */
#include "render/pdf/attach.h"

#include <string.h>

#include "render/metricrows.h"

void attach_figures(const Document *doc, Buffer *out)
{
    MetricRows *rows = metricrows_new(doc->scopes, NULL, METRICROWS_CSV);
    buffer_clear(out);
    for (size_t i = 0; doc->scopes && i < doc->use_count; i++) {
        const Figure *figure = doc->uses[i].figure;
        bool known = figure == NULL;
        for (size_t k = 0; k < i && !known; k++)
            known = doc->uses[k].figure == figure;
        if (known)
            continue;
        if (out->length == 0)
            metricrows_head(rows, out);
        metricrows_put(rows, figure, out);
    }
    metricrows_free(rows);
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

typedef struct {
    const char *name;
    Buffer body;
} ProfileTag;

static void put_xyz(ProfileTag *tag, const char *name, const unsigned long xyz[3])
{
    tag->name = name;
    buffer_text(&tag->body, "XYZ ");
    put_zeros(&tag->body, 4);
    for (int i = 0; i < 3; i++)
        put_number(&tag->body, xyz[i], 4);
}

static void put_gamma(ProfileTag *tag, const char *name)
{
    tag->name = name;
    buffer_text(&tag->body, "curv");
    put_zeros(&tag->body, 4);
    put_number(&tag->body, 1, 4);
    put_number(&tag->body, 0x0233, 2); /* 2.2 as u8Fixed8 */
}

/*
 * ICC.1:2001-04 (version 2.4), class mntr: white point D50 and gamma 2.2; with colours the
 * primaries of sRGB, adapted to D50 (IEC 61966-2-1, s15Fixed16).
 */
void attach_profile(bool coloured, Buffer *out)
{
    static const char rights[] = "No copyright, use freely";
    static const unsigned long d50[3] = {0xF6D6, 0x10000, 0xD32D},
                               primaries[3][3] = {{0x6FA2, 0x38F5, 0x0390},
                                                  {0x6299, 0xB785, 0x18DA},
                                                  {0x24A0, 0x0F84, 0xB6CF}};
    static const char *const xyz[3] = {"rXYZ", "gXYZ", "bXYZ"}, *const curves[3] = {"rTRC", "gTRC",
                                                                                    "bTRC"};
    const char *name = coloured ? "sRGB primaries, gamma 2.2" : "Gray gamma 2.2";
    ProfileTag tags[9] = {{.name = "desc"}};
    size_t count = 1, length = strlen(name) + 1;
    buffer_text(&tags[0].body, "desc");
    put_zeros(&tags[0].body, 4);
    put_number(&tags[0].body, length, 4);
    buffer_put(&tags[0].body, name, length);
    put_zeros(&tags[0].body, 78);
    put_xyz(&tags[count++], "wtpt", d50);
    for (int i = 0; i < 3 && coloured; i++) {
        put_xyz(&tags[count++], xyz[i], primaries[i]);
        put_gamma(&tags[count++], curves[i]);
    }
    if (!coloured)
        put_gamma(&tags[count++], "kTRC");
    tags[count].name = "cprt";
    buffer_text(&tags[count].body, "text");
    put_zeros(&tags[count].body, 4);
    buffer_put(&tags[count++].body, rights, sizeof rights);

    size_t end = 128 + 4 + count * 12, at = end;
    for (size_t i = 0; i < count; i++)
        end += (tags[i].body.length + 3) / 4 * 4;
    buffer_clear(out);
    put_number(out, end, 4);
    put_zeros(out, 4);
    put_number(out, 0x02400000, 4);
    buffer_printf(out, "mntr%sXYZ ", coloured ? "RGB " : "GRAY");
    static const unsigned created[6] = {2026, 1, 1, 0, 0, 0};
    for (int i = 0; i < 6; i++)
        put_number(out, created[i], 2);
    buffer_text(out, "acsp");
    put_zeros(out, 28);
    for (int i = 0; i < 3; i++)
        put_number(out, d50[i], 4);
    put_zeros(out, 128 - out->length);
    put_number(out, count, 4);
    for (size_t i = 0; i < count; i++) {
        buffer_text(out, tags[i].name);
        put_number(out, at, 4);
        put_number(out, tags[i].body.length, 4);
        at += (tags[i].body.length + 3) / 4 * 4;
    }
    for (size_t i = 0; i < count; i++) {
        buffer_put(out, tags[i].body.bytes, tags[i].body.length);
        put_zeros(out, (4 - tags[i].body.length % 4) % 4);
        buffer_free(&tags[i].body);
    }
}
