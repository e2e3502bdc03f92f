/*
 * scan_skim.h - the scanner (data/scan.h) over long texts that mostly hold nothing: finished pages.
 *
 * Only what stands around a number long enough for an id, a mobile number or a card is looked at
 * as scan_next() does; all else is passed sixteen bytes at a time.
 */
#ifndef SCAN_SKIM_H
#define SCAN_SKIM_H

#include "data/scan.h"

/*
 * The next SCAN_ID, SCAN_MOBILE or SCAN_CARD at or behind *at, which moves behind it: exactly those
 * that scan_next() finds when it is asked on and on. *at: 0, or as it was left.
 */
bool scan_skim(const char *text, size_t length, const Config *config, size_t *at, ScanHit *hit);
/* Whether it has digits, or what hides between them, that form 0 of scan_form() makes plain. */
bool scan_is_odd(const char *text, size_t length);
#endif
