/* shop - a ledger on disk, people who invited each other, and the orders they place.
 *
 * No sockets: the rule that a page of the poller calls, one append to the journal on disk for each
 * batch, checkpoints as the writer makes them. The unit of work is one delivered order of a random
 * buyer with three inviters: recorded, its beneficiaries fixed, counted, four accruals, a hold.
 * What is random follows from `random`, zero at first. Whatever fails ends the program.
 *
 * Ownership: the struct belongs to whoever declares it; shop_open gives, shop_close takes. */
#ifndef RS_BENCH_SHOP_H
#define RS_BENCH_SHOP_H

#include "actors/ledger/committer.h"
#include "actors/ledger/rules/decision.h"
#include "actors/ledger/stores.h"

enum { SHOP_MAP_GIB = 64 }; /* of address space: ten million people fit */

typedef struct {
    rs_config config; /* where the store is */
    stores stores;
    batch *facts;   /* filled now */
    batch *leaving; /* begun to be made durable, or empty */
    committer *committer;
    arena *memory;
    int64_t now;
    int64_t people;
    uint64_t random;
    bool kept; /* the folder is the caller's */
} shop;

/* In an empty folder of the caller's that stays, its first settings made at `now`. */
void shop_open_at(shop *self, const char *folder, int64_t now);

/* In a new folder below `folder`, with the settings that come with refsys but for 5 % of one's own
 * purchases: four accruals an order. `map_gib`: of address space for each store. */
void shop_open(shop *self, const char *folder, int64_t map_gib);
void shop_close(shop *self); /* removes the folder that shop_open made */

/* A number from 0 to below `end`. */
int64_t shop_below(shop *self, int64_t end);

/* What a rule is given; `admin`: whose session it is, 0: nobody's. */
decision shop_decision(shop *self, rs_role role, int64_t admin);

/* What was decided on is durable when it returns, and memory is free again. */
void shop_commit(shop *self);

/* Everybody was invited by somebody a third of their number: ten levels at 10^5. All of it is in
 * the checkpoint then. */
void shop_add_people(shop *self, int64_t people);

/* Orders from number `first` on, as the poller brings them, and durable when it returns. */
rs_posting_seen *shop_draw_orders(shop *self, int64_t first, int64_t count);
void shop_take_orders(shop *self, rs_posting_seen *orders, int64_t count);
/* The same as the writer does it: it returns as soon as they are on their way to the disk, and
 * those that were before them are there. Memory of before is free again. */
void shop_pass_orders(shop *self, rs_posting_seen *orders, int64_t count);
void shop_await(shop *self); /* whatever is on its way */

/* Nothing may be on its way. true: there were that many facts behind the last one, and a checkpoint
 * was made. */
bool shop_checkpoint(shop *self, uint64_t facts);

/* Throws the state away and makes it again from the journal. */
void shop_replay(shop *self);

#endif
