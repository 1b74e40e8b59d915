/* town_gen - a ledger of a made-up year, for measurements (town.h).
 *
 *     town_gen [--participants N] [--facts N] [--seed N] [--end MS] [--checkpoint N] [--json]
 * FOLDER
 *
 * Makes journal, keys and state in FOLDER, which has no ledger yet. The same options make the same
 * ledger; without --end the year ends now. */
#include <argp.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "shared/clock.h"
#include "tests/bench/parties.h"
#include "tests/bench/town.h"

typedef struct {
    town town;
    uint64_t seed;
    const char *folder;
    bool json;
} generator;

static const struct argp_option options[] = {
    {"participants", 'p', "N", 0, "How many people take part in the end (100000)", 0},
    {"facts", 'n', "N", 0, "Rows of the journal, at least (10 a participant)", 0},
    {"seed", 's', "N", 0, "Another one makes another year (1)", 0},
    {"end", 'e', "MS", 0, "When the year ends, in ms UTC (now)", 0},
    {"checkpoint", 'c', "N", 0, "Facts between two checkpoints, kept in memory (500000)", 0},
    {"json", 'j', NULL, 0, "One line of JSON, and no progress", 0},
    {0},
};

static error_t parse(int key, char *value, struct argp_state *at)
{
    generator *self = at->input;
    switch (key) {
    case 'p': self->town.participants = strtoll(value, NULL, 10); return 0;
    case 'n': self->town.facts = strtoll(value, NULL, 10); return 0;
    case 's': self->seed = strtoull(value, NULL, 10); return 0;
    case 'e': self->town.end = strtoll(value, NULL, 10); return 0;
    case 'c': self->town.checkpoint = strtoll(value, NULL, 10); return 0;
    case 'j': self->json = true; return 0;
    case ARGP_KEY_ARG:
        if (self->folder)
            return ARGP_ERR_UNKNOWN;
        self->folder = value;
        return 0;
    case ARGP_KEY_END:
        if (!self->folder || self->town.participants < 1 || self->town.checkpoint < 1)
            argp_usage(at);
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

static void show_progress(const generator *self, int step)
{
    if (!self->json && (step + 1) % 20 == 0)
        fprintf(stderr, "%3d %%: %lld participants, %" PRIu64 " facts\n",
                (step + 1) * 100 / TOWN_STEPS, (long long)self->town.joined,
                state_seq(self->town.shop.stores.state));
}

static void report(const generator *self, double seconds)
{
    char head[2 * JOURNAL_HASH_SIZE + 1];
    struct rusage used;
    const town *of = &self->town;
    getrusage(RUSAGE_SELF, &used);
    sodium_bin2hex(head, sizeof head, of->shop.stores.head.hash, JOURNAL_HASH_SIZE);
    printf("{\"participants\": %lld, \"facts\": %" PRIu64 ", \"orders\": %lld, \"payouts\": %lld, "
           "\"seconds\": %.1f, \"peak_mb\": %ld, \"head\": \"%s\"}\n",
           (long long)of->joined, state_seq(of->shop.stores.state), (long long)of->orders,
           (long long)of->payouts, seconds, used.ru_maxrss >> 10, head);
}

int main(int argc, char **argv)
{
    static const struct argp program = {
        options, parse, "FOLDER", "A ledger of a made-up year, for measurements.",
        NULL,    NULL,  NULL};
    static generator self = {.seed = 1, .town = {.participants = 100000, .checkpoint = 500000}};
    argp_parse(&program, argc, argv, 0, NULL, &self);
    int64_t began = clock_monotonic_ms();
    if (!self.town.end)
        self.town.end = clock_system_ms();
    if (!self.town.facts)
        self.town.facts = 10 * self.town.participants;
    town_open(&self.town, self.folder, self.seed);
    for (int step = 0; step < TOWN_STEPS; step++) {
        town_step(&self.town, step);
        show_progress(&self, step);
    }
    report(&self, (double)(clock_monotonic_ms() - began) / 1e3);
    town_close(&self.town);
    return EXIT_SUCCESS;
}
