/*
 * vote.h - owners' decisions by law: Civil Code (民法典) art. 278, in force from 2021-01-01, and
 * before that the State Council's 物业管理条例 (2018) art. 12 (domain.md 2.1).
 *
 * Owners are counted, areas are in 0.01 m2; both must pass. "以上" includes the
 * number, "过半数" does not.
 */
#ifndef VOTE_H
#define VOTE_H

#include <stdbool.h>

#include "base/date.h"

typedef struct {
    Day day;  /* chooses the law */
    int item; /* 1 to 9, art. 278 */
    int64_t total_owners, total_area;
    int64_t voted_owners, voted_area;
    int64_t agree_owners, agree_area;
} Vote;

/* Enough owners and area took part. */
bool vote_quorum(const Vote *vote);
/* Enough agreed; false without a quorum. */
bool vote_passed(const Vote *vote);
#endif
