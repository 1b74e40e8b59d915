/* gaps - what a second look at orders has found that the first should have seen.
 *
 * Orders are counted per Moscow day, each once however many postings it has and however often it is
 * seen: all of the day, and those of which a posting was missing in the ledger. Whatever is missing
 * is handed to the ledger like everything else; this is how people learn that it had been.
 *
 * Ownership: the struct belongs to whoever declares it; zeroed it is empty; gaps_close frees. */
#ifndef RS_OZON_GAPS_H
#define RS_OZON_GAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GAPS_SEEN_MAX = 4000000, /* postings of one look; those beyond are not counted */
    GAPS_DAYS_MAX = 64,
};

typedef struct {
    int64_t day;    /* of Moscow: since 1970-01-01 */
    uint64_t order; /* a hash of its number */
    bool missing;
} gaps_seen;

typedef struct {
    gaps_seen *items;
    size_t count;
    size_t room;
} gaps;

typedef struct {
    int64_t day;
    int64_t orders;
    int64_t missing;
} gaps_day;

/* Days with a missing order, earliest first, and the sums of all days. */
typedef struct {
    int64_t orders;
    int64_t missing;
    gaps_day days[GAPS_DAYS_MAX];
    size_t count;
} gaps_sum;

void gaps_add(gaps *self, int64_t ordered, const char *order, bool missing);
/* Counts, and begins anew. */
void gaps_count(gaps *self, gaps_sum *out);
void gaps_close(gaps *self);

enum { GAPS_DAY_SIZE = 11 };
/* "2026-11-20" */
void gaps_day_text(int64_t day, char out[GAPS_DAY_SIZE]);

#endif
