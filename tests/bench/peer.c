#include "tests/bench/peer.h"

#include <argp.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/bench/parties.h"

const int64_t peer_rates[PEER_SHARES] = {500, 500, 300, 100};

typedef struct {
    const peer *by;
    void *engine;
    const char *folder;
    int64_t participants;
    uint64_t random;
} run;

static int64_t below(run *self, int64_t end)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (int64_t)((z ^ z >> 31) % (uint64_t)end);
}

int64_t peer_inviter(int64_t participant)
{
    if (participant <= 1)
        return 0;
    return participant / 3 ? participant / 3 : 1;
}

static double clock_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void take_orders(run *self, int64_t first, int64_t count, int64_t batch, int64_t clients)
{
    peer_order *orders = calloc((size_t)batch, sizeof *orders);
    if (!orders)
        give_up("memory", "not enough");
    for (int64_t n = 0; n < count; n += batch) {
        int64_t size = count - n < batch ? count - n : batch;
        for (int64_t at = 0; at < size; at++)
            orders[at] = (peer_order){.number = first + n + at,
                                      .buyer = 1 + below(self, self->participants),
                                      .price = 10000 + below(self, 1000000)};
        self->by->take(self->engine, orders, size, clients);
    }
    self->by->finish(self->engine);
    free(orders);
}

static void answer_lines(run *self)
{
    int64_t first, count, batch, clients;
    while (scanf("%" SCNd64 " %" SCNd64 " %" SCNd64 " %" SCNd64, &first, &count, &batch,
                 &clients) == 4) {
        if (count < 1 || batch < 1 || clients < 1)
            give_up("a line", "numbers above nothing are wanted");
        double began = clock_s();
        take_orders(self, first, count, batch, clients);
        printf("{\"seconds\": %.6f}\n", clock_s() - began);
        fflush(stdout);
    }
}

static error_t parse(int key, char *value, struct argp_state *at)
{
    run *self = at->input;
    switch (key) {
    case 'f': self->folder = value; return 0;
    case 'p': self->participants = strtoll(value, NULL, 10); return 0;
    case ARGP_KEY_END:
        if (!self->folder || self->participants < 1)
            argp_error(at, "a folder and participants are wanted");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

int peer_main(int argc, char **argv, const peer *by)
{
    static const struct argp_option options[] = {
        {"folder", 'f', "DIR", 0, "Where the engine's files are; empty", 0},
        {"participants", 'p', "N", 0, "How many there are", 0},
        {0},
    };
    static const struct argp program = {.options = options, .parser = parse};
    run self = {.by = by};
    argp_parse(&program, argc, argv, 0, NULL, &self);
    self.engine = by->open(self.folder, self.participants);
    puts("{\"ready\": true}");
    fflush(stdout);
    answer_lines(&self);
    peer_sums got = by->sums(self.engine);
    printf("{\"orders\": %" PRId64 ", \"entries\": %" PRId64 ", \"entry_points\": %" PRId64
           ", \"balance_points\": %" PRId64 ", \"month_points\": %" PRId64 "}\n",
           got.orders, got.entries, got.entry_points, got.balance_points, got.month_points);
    by->close(self.engine);
    return EXIT_SUCCESS;
}
