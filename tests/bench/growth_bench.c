/* growth_bench - what orders cost among so many people, in processor time.
 *
 *     growth_bench --participants=N --orders=N --rounds=N [--checkpoint=N] [--folder=DIR]
 *
 * Orders as shop.h makes them, in pages of 100, with the checkpoints that belong to them; several
 * rounds over the same people, one line of JSON each. */
#include <argp.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "tests/bench/parties.h"
#include "tests/bench/shop.h"

enum { PAGE = 100 };

typedef struct {
    int64_t participants, orders, rounds;
    int64_t checkpoint; /* facts between two */
    const char *folder;
    shop shop;
} bench;

/* Of this process alone: what is left when others want the machine too. */
static uint64_t cpu_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Pages that were in memory, but not yet in this process's table of them. */
static int64_t faults(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_minflt;
}

static void run_round(bench *self, int64_t round)
{
    uint64_t facts = state_seq(self->shop.stores.state);
    int64_t faulted = faults();
    uint64_t began = cpu_ns();
    for (int64_t n = 0; n < self->orders; n += PAGE) {
        int64_t first = round * self->orders + n;
        int64_t left = self->orders - n;
        shop_take_orders(&self->shop,
                         shop_draw_orders(&self->shop, first, left < PAGE ? left : PAGE),
                         left < PAGE ? left : PAGE);
        shop_checkpoint(&self->shop, (uint64_t)self->checkpoint);
    }
    shop_checkpoint(&self->shop, 1);
    double us = (double)(cpu_ns() - began) / 1e3;
    facts = state_seq(self->shop.stores.state) - facts;
    printf("{\"order_cpu_us\": %.2f, \"facts_per_order\": %.2f, \"fact_cpu_us\": %.2f, "
           "\"faults_per_order\": %.1f}\n",
           us / (double)self->orders, (double)facts / (double)self->orders, us / (double)facts,
           (double)(faults() - faulted) / (double)self->orders);
    fflush(stdout);
}

static const struct argp_option options[] = {
    {"participants", 'p', "N", 0, "How many people take part (100000)", 0},
    {"orders", 'o', "N", 0, "How many orders a round has (100000)", 0},
    {"rounds", 'r', "N", 0, "How many rounds (3)", 0},
    {"checkpoint", 'c', "N", 0, "Facts between two checkpoints (50000)", 0},
    {"folder", 'f', "DIR", 0, "Where the store is made and removed (/tmp)", 0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *at)
{
    bench *self = at->input;
    switch (key) {
    case 'p': self->participants = strtoll(value, NULL, 10); return 0;
    case 'o': self->orders = strtoll(value, NULL, 10); return 0;
    case 'r': self->rounds = strtoll(value, NULL, 10); return 0;
    case 'c': self->checkpoint = strtoll(value, NULL, 10); return 0;
    case 'f': self->folder = value; return 0;
    case ARGP_KEY_END:
        if (self->participants < 1 || self->orders < 1 || self->rounds < 1 || self->checkpoint < 1)
            argp_error(at, "numbers above nothing are wanted");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    static const struct argp program = {.options = options, .parser = parse};
    static bench self = {.participants = 100000,
                         .orders = 100000,
                         .rounds = 3,
                         .checkpoint = 50000,
                         .folder = "/tmp"};
    argp_parse(&program, argc, argv, 0, NULL, &self);
    if (sodium_init() < 0)
        give_up("libsodium", "no source of random numbers");
    shop_open(&self.shop, self.folder, SHOP_MAP_GIB);
    shop_add_people(&self.shop, self.participants);
    for (int64_t round = 0; round < self.rounds; round++)
        run_round(&self, round);
    shop_close(&self.shop);
    return EXIT_SUCCESS;
}
