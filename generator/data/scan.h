/*
 * scan.h - what looks like personal data in a text: for input cells and finished bytes.
 *
 * Resident ids (GB 11643 check digit), mobile and fixed numbers (but the configured
 * office phones and service numbers), plates with the eight-character new-energy
 * ones, bank cards (Luhn), e-mail addresses, full rooms (3-2-501, 3幢2单元501室).
 */
#ifndef SCAN_H
#define SCAN_H

#include "base/config.h"
#include "data/secret.h"

typedef enum {
    SCAN_ID,
    SCAN_MOBILE,
    SCAN_PHONE,
    SCAN_PLATE,
    SCAN_CARD,
    SCAN_EMAIL,
    SCAN_ROOM
} ScanKind;

typedef struct {
    ScanKind kind;
    size_t start, length;
} ScanHit;

/* The next hit at or behind *at, which moves behind it. `config` may be NULL: no office phones. */
bool scan_next(const char *text, size_t length, const Config *config, size_t *at, ScanHit *hit);
/*
 * What a person types is made narrow first, since full-width digits and long dashes hide nothing:
 * into `out` (at least `length` bytes, no NUL is added), the new length. Lines stay lines.
 * Only needed where scan_is_wide() says so.
 */
size_t scan_narrow(const char *text, size_t length, char *out);
bool scan_is_wide(const char *text, size_t length);
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
