/* fuzz_decode.c - bytes of any kind become valid UTF-8 or are refused; iconv agrees with both. */
#include <assert.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "data/decode.h"

/* What iconv makes of it; false where it takes it for broken. */
static bool by_iconv(iconv_t *convert, const char *to, const char *from, const char *bytes,
                     size_t length, char **text, size_t *used)
{
    size_t room = length * 4 + 16, in_left = length, left = room;
    char *in = (char *)(uintptr_t)bytes;
    if (!*convert)
        *convert = iconv_open(to, from);
    char *out = *text = malloc(room);
    assert(out && *convert != (iconv_t)-1);
    iconv(*convert, NULL, NULL, NULL, NULL);
    bool ok = iconv(*convert, &in, &in_left, &out, &left) != (size_t)-1;
    *used = room - left;
    return ok;
}

static bool is_utf8_to_iconv(const char *bytes, size_t length)
{
    static iconv_t convert;
    char *text;
    size_t used;
    bool ok = by_iconv(&convert, "UTF-16LE", "UTF-8", bytes, length, &text, &used);
    free(text);
    return ok;
}

static void agrees(const char *from, iconv_t *convert, const char *bytes, size_t length,
                   const Decoded *d)
{
    char *text, *start;
    size_t used;
    if (by_iconv(convert, "UTF-8", from, bytes, length, &text, &used)) {
        start = text;
        if (used >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* no mark is left in the text */
            start += 3;
            used -= 3;
        }
        assert(d->length == used);
        assert(memcmp(d->text, start, used) == 0);
    }
    free(text);
}

static void read_as(const char *bytes, size_t length, const char *forced)
{
    static iconv_t gb18030, little, big;
    Decoded d = {0};
    bool ok = decode_text(bytes, length, forced, &d);
    if (ok) {
        assert(utf8_check(d.text, d.length) == d.length);
        if (strcmp(d.encoding, "GB18030") == 0)
            agrees("GB18030", &gb18030, bytes, length, &d);
        else if (*forced && strcmp(d.encoding, "UTF-16LE") == 0)
            agrees("UTF-16LE", &little, bytes, length, &d);
        else if (*forced && strcmp(d.encoding, "UTF-16BE") == 0)
            agrees("UTF-16BE", &big, bytes, length, &d);
        else if (strncmp(d.encoding, "UTF-8", 5) == 0)
            assert(is_utf8_to_iconv(bytes, length));
    } else {
        assert(d.encoding && d.reason && d.bad_row >= 1 && d.bad_column >= 0);
        if (strcmp(forced, "utf-8") == 0)
            assert(!is_utf8_to_iconv(bytes, length));
    }
    free(d.owned);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const forced[] = {"utf-8", "gbk", "utf-16le", "utf-16be"};
    char *bytes = malloc(size + 1);
    assert(bytes);
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    (void)decode_format(bytes, size);
    read_as(bytes, size, "");
    read_as(bytes, size, forced[size % 4]);
    free(bytes);
    return 0;
}
