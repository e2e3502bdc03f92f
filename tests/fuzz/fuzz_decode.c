/* fuzz_decode.c - bytes of any kind become valid UTF-8 or are refused; GB18030 agrees with iconv. */
#include <assert.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "data/decode.h"

static void agrees_with_iconv(const char *bytes, size_t length, const Decoded *decoded)
{
    iconv_t convert = iconv_open("UTF-8", "GB18030");
    size_t room = length * 4 + 16, in_left = length, left = room;
    char *text = malloc(room), *in = (char *)bytes, *out = text;
    assert(text && convert != (iconv_t)-1);
    if (iconv(convert, &in, &in_left, &out, &left) != (size_t)-1) {
        assert(decoded->length == room - left);
        assert(memcmp(decoded->text, text, decoded->length) == 0);
    }
    iconv_close(convert);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Decoded decoded = {0};
    char *bytes = malloc(size + 1);
    assert(bytes);
    memcpy(bytes, data, size);
    bytes[size] = '\0';
    (void)decode_format(bytes, size);
    if (decode_text(bytes, size, "", &decoded)) {
        assert(utf8_check(decoded.text, decoded.length) == decoded.length);
        if (decoded.encoding && strcmp(decoded.encoding, "GB18030") == 0)
            agrees_with_iconv(bytes, size, &decoded);
    }
    free(decoded.owned);
    free(bytes);
    return 0;
}
