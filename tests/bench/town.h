/* town - a year of a referral programme: who joined by whose link, what they bought and sent back,
 * which payouts they asked for and what administrators did, as the ledger's own rules decide it.
 *
 * Few have most: an early participant has many referrals, and few buy most. A tenth has no inviter,
 * a quarter no Ozon ID, some have an Ozon ID they have not proven. Orders come in any state and
 * some of people who take no part; a part of them is cancelled or returned later. Points thaw when
 * their hold is over, digests are written when they are due.
 *
 * Nothing is kept for a participant or an order but in the ledger: memory does not grow with them.
 * The same town has the same journal, keys and all; so it is for measurements, and for nobody's
 * data.
 *
 * Ownership: the struct belongs to whoever declares it; town_open gives, town_close takes. */
#ifndef RS_BENCH_TOWN_H
#define RS_BENCH_TOWN_H

#include "tests/bench/shop.h"

enum { TOWN_PENDING = 1024 };

/* An order that something may still happen to. */
typedef struct {
    int64_t ozon, number, created, sku, qty, price;
} town_order;

typedef struct {
    town_order orders[TOWN_PENDING];
    size_t first, count;
} town_queue;

typedef struct {
    shop shop;
    int64_t participants; /* how many there are to be ... */
    int64_t facts;        /* ... and at least so many facts in the journal */
    int64_t end;          /* ms UTC: the year ends then */
    int64_t checkpoint;   /* facts between two checkpoints */
    int64_t joined, orders;
    int64_t payouts, actions, returns;
    town_queue on_way, delivered;
} town;

/* `self` says what there is to be; `folder` has no ledger yet. */
void town_open(town *self, const char *folder, uint64_t seed);
void town_close(town *self);

/* The year is lived in so many steps. After the last one all of it is in the checkpoint. */
enum { TOWN_STEPS = 365 };
void town_step(town *self, int step);

#endif
