/* dated - what participants bought and withdrew, and when: for figures of a period.
 *
 * Totals for all time are columns of the projection; a period needs the single orders. They are not
 * kept by month, which would be one more write for each accrual: a reader holds them in memory, 32
 * bytes each, and any period is one pass over them (a million in about ten milliseconds). The
 * entries of a participant are a list; they are read anew when something about them changed.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed; dated_free empties it. */
#ifndef RS_LISTS_DATED_H
#define RS_LISTS_DATED_H

#include "shared/codec.h"

typedef struct {
    int64_t at;
    int64_t amount;
    uint32_t participant; /* 0: free */
    uint32_t next;        /* of the same participant, or of the free ones; 0: none */
    uint32_t counts;      /* 1: an order, 0: another posting of it */
} dated_entry;

typedef struct {
    dated_entry *entries; /* the first is not used */
    size_t size, room;
    uint32_t free;
    uint32_t *first; /* by participant */
} dated;

void dated_grow(dated *self, size_t before, size_t count);
void dated_free(dated *self);
void dated_forget(dated *self, size_t id);
void dated_add(dated *self, size_t id, int64_t at, int64_t amount, bool counts);

#endif
