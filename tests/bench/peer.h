/* peer - another engine at the unit of work of ledger.sql, asked over standard input.
 *
 * An order is checked to be new and stored, buyer and three inviters are looked up, four entries
 * and four balances are written, and a roll-up by month. A line "FIRST COUNT BATCH CLIENTS" of the
 * input is so many orders from that number on, so many a batch, and so many batches on their way at
 * once; the answer is one line of JSON with the seconds it took. When the input ends, a line says
 * what there is in the end: how many orders and entries, and the points of entries, balances and
 * months, each added up by the engine.
 *
 *     PROGRAM --folder=DIR --participants=N
 *
 * Whatever fails ends the program. */
#ifndef RS_BENCH_PEER_H
#define RS_BENCH_PEER_H

#include <stdint.h>

enum { PEER_SHARES = 4 }; /* of an order: the buyer and three inviters */
/* Of the price, in parts of ten thousand. */
extern const int64_t peer_rates[PEER_SHARES];

typedef struct {
    int64_t number, buyer, price;
} peer_order;

typedef struct {
    int64_t orders, entries;
    int64_t entry_points, balance_points, month_points;
} peer_sums;

typedef struct {
    /* In a folder that is there and empty; everybody was invited by somebody a third of their
     * number. */
    void *(*open)(const char *folder, int64_t participants);
    /* Fewer than `clients` batches are not durable yet when it returns; none when `finish` does. */
    void (*take)(void *self, const peer_order *orders, int64_t count, int64_t clients);
    void (*finish)(void *self);
    peer_sums (*sums)(void *self);
    void (*close)(void *self);
} peer;

int64_t peer_inviter(int64_t participant); /* 0: nobody */
int peer_main(int argc, char **argv, const peer *by);

#endif
