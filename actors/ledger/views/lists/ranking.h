/* ranking - who brought the most, for all time or for a period.
 *
 * All time is a column, of which the best are picked; a period is added up from dates (dated.h).
 * Blocked participants are left out; equal ones share a place. Periods run from `from` up to, not
 * including, `to`; 0 0 is all time. */
#ifndef RS_LISTS_RANKING_H
#define RS_LISTS_RANKING_H

#include "actors/ledger/views/lists/projection.h"

/* What each participant's referrals were and did in a period: one entry by number; to be freed. */
typedef struct {
    int64_t people; /* referrals who joined in it */
    int64_t buyers; /* referrals with an order placed in it */
    int64_t orders;
    int64_t sum;
    int64_t paid; /* withdrawn by the participant */
} deeds;

/* Referrals of levels 1 .. `levels`. projection_date has said true. */
deeds *ranking_add_up(const projection *self, size_t levels, int64_t from, int64_t to);

/* The same of one participant's direct referrals, who are looked at one by one. */
deeds ranking_direct(const projection *self, size_t id, int64_t from, int64_t to);

/* The best `limit` by a value of theirs that is above zero: their numbers, best first. */
typedef int64_t deed_fn(const deeds *of);
size_t ranking_pick(const projection *self, const deeds *all, deed_fn *value, size_t offset,
                    size_t limit, arena *memory, int64_t **out, size_t *total);

#endif
