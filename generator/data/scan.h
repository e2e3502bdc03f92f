/*
 * scan.h - what looks like personal data in a text: for input cells and finished bytes.
 *
 * Resident ids (GB 11643 check digit), mobile and fixed numbers (but the configured
 * office phones and service numbers), plates with the eight-character new-energy
 * ones, bank cards (Luhn), e-mail addresses, full rooms (3-2-501, 3幢2单元501室), a door
 * beside a name (501室 张先生), accounts of chat services (微信号wxid_9k3j2h).
 */
#ifndef SCAN_H
#define SCAN_H

#include "base/config.h"
#include "base/buffer.h"
#include "data/secret.h"

typedef enum {
    SCAN_ID,
    SCAN_MOBILE,
    SCAN_PHONE,
    SCAN_PLATE,
    SCAN_CARD,
    SCAN_EMAIL,
    SCAN_ROOM,
    SCAN_OLD_ID, /* fifteen digits: no check digit, so only free text is searched for it */
    SCAN_ACCOUNT /* of a chat service that is named before it; in free text only, too */
} ScanKind;

typedef struct {
    ScanKind kind;
    size_t start, length;
} ScanHit;

/* The next hit at or behind *at, which moves behind it. `config` may be NULL: no office phones. */
bool scan_next(const char *text, size_t length, const Config *config, size_t *at, ScanHit *hit);
/* As scan_next(), of what begins before `until`; where there is none, *at is `until` or behind it.
 */
bool scan_next_until(const char *text, size_t length, size_t until, const Config *config,
                     size_t *at, ScanHit *hit);
/*
 * The same text in another form (data/plain.h), since what is hidden from the eye of the program
 * is seen by a person: form 0 as it is but for the shape of characters, 1 without what parts
 * digits, 2 with han numerals read as digits. In `out` with a NUL behind it, its length in *size;
 * from[] (of `length`), where not NULL, says where each byte stood. NULL: reads as the form before.
 */
#define SCAN_FORMS 3
const char *scan_form(int form, const char *text, size_t length, Buffer *out, size_t *size,
                      size_t *from);
/* "身份证号", "手机号", … and in English. */
const char *scan_name(ScanKind kind, bool english);
/*
 * What a private value is like, without any of it: "手机号 11位", "身份证号 18位",
 * "文字 6个字"; into `out` (64 bytes), returned.
 */
const char *scan_shape(const char *text, size_t length, char *out, bool whole_is_hit);
/*
 * 张** for a han name (two characters of a double surname stay), the first character and *** for
 * any other, into `out` (32 bytes), returned: one mask for every output (domain.md 2.4).
 */
const char *scan_mask_name(const char *name, char *out);
/* How a private cell is kept and searched for, by its column and by what it is like. */
SecretKind scan_kind(const char *column, const char *text, size_t length);
#endif
