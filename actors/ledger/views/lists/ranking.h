/* ranking - who brought the most, for all time or for a period.
 *
 * What the networks of now did in all time are columns, of which the best are picked; a period is
 * added up from dates (dated.h), so many people at a time. Blocked participants are left out; equal
 * ones share a place. Periods run from `from` up to, not including, `to`; 0 0 is all time. */
#ifndef RS_LISTS_RANKING_H
#define RS_LISTS_RANKING_H

#include "actors/ledger/views/lists/projection.h"

/* What a participant's referrals were and did in a period. */
typedef struct {
    uint32_t people; /* referrals who joined in it */
    uint32_t buyers; /* referrals with an order placed in it */
    uint32_t orders;
    int64_t sum;
    int64_t paid; /* withdrawn by the participant */
} deeds;

/* Of all that there were when it began, by number. Zeroed to begin with. */
typedef struct {
    deeds *all; /* in the arena */
    size_t count;
    size_t done; /* people who were looked at, from the first on */
} adding_up;

/* Referrals of levels 1 .. `levels`; looks at `people` more. projection_date has said true before
 * the first. true: that was all. */
bool ranking_add_up(adding_up *work, const projection *self, size_t levels, int64_t from,
                    int64_t to, size_t people, arena *memory);

/* The same for all time and as many levels as networks have: what the columns say. */
deeds ranking_ever(const projection *self, size_t id);

/* The same of one participant's direct referrals, who are looked at one by one. */
deeds ranking_direct(const projection *self, size_t id, int64_t from, int64_t to);

/* The best `limit` by a value of theirs that is above zero: their numbers, best first. `from` NULL:
 * of ranking_ever. */
typedef int64_t deed_fn(const deeds *of);
size_t ranking_pick(const projection *self, const adding_up *from, deed_fn *value, size_t offset,
                    size_t limit, arena *memory, int64_t **out, size_t *total);

#endif
