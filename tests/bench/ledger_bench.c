/* ledger_bench - how many orders a second the ledger's engine turns into points, durably.
 *
 *     ledger_bench [--participants N] [--orders N] [--batch N] [--folder DIR] [--json]
 *
 * Orders as shop.h makes them, with checkpoints as the writer makes them. Then the journal is
 * replayed into an empty state, as after a lost checkpoint. */
#include <argp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/parties.h"
#include "tests/bench/shop.h"

enum { LATENCIES_MAX = 1000000, CHECKPOINT_FACTS = 50000 };

typedef struct {
    int64_t participants, orders, batch;
    const char *folder;
    bool json;
    shop shop;
    uint64_t *latencies; /* of a batch, ns */
    size_t latency_count;
    uint64_t began; /* the batch before; 0: there was none */
    int64_t checkpoints;
} bench;

static uint64_t read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static uint64_t clock_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

/* Of this process alone: what is left when others want the machine too. */
static uint64_t cpu_ns(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

static void end_checkpoint(bench *self)
{
    rs_error error = {0};
    if (state_checkpoint_end(self->shop.stores.state, &error) != RS_OK)
        give_up("checkpoint", error.text);
}

/* As the writer has it: of a state that is durable, by a thread of its own, beside the work. */
static void checkpoint_if_due(bench *self)
{
    state *rows = self->shop.stores.state;
    if (state_checkpoint_runs(rows))
        return;
    end_checkpoint(self);
    if (state_seq(rows) - state_checkpoint_seq(rows) < CHECKPOINT_FACTS)
        return;
    shop_await(&self->shop);
    stores_checkpoint_begin(&self->shop.stores);
    self->checkpoints++;
}

static void note_latency(bench *self, uint64_t began)
{
    if (self->latency_count < LATENCIES_MAX)
        self->latencies[self->latency_count++] = clock_ns() - began;
}

/* While a batch becomes durable the next one is decided: a batch has taken as long as it was until
 * it was durable, which is known when the next one leaves. */
static void run_batch(bench *self, int64_t first, int64_t count)
{
    rs_posting_seen *orders = shop_draw_orders(&self->shop, first, count);
    uint64_t began = clock_ns();
    shop_pass_orders(&self->shop, orders, count);
    if (self->began)
        note_latency(self, self->began);
    self->began = began;
    checkpoint_if_due(self);
}

static void run_last(bench *self)
{
    shop_await(&self->shop);
    note_latency(self, self->began);
    end_checkpoint(self);
}

/* ------------------------------------------------------------------------- results */

static int compare(const void *one, const void *other)
{
    const uint64_t *a = one;
    const uint64_t *b = other;
    return (*a > *b) - (*a < *b);
}

static double percentile_ms(const bench *self, double share)
{
    size_t at = (size_t)((double)(self->latency_count - 1) * share);
    return (double)self->latencies[at] / 1e6;
}

typedef struct {
    double orders_s, facts_s, replay_s;
    double order_cpu_us, replay_cpu_us; /* of an order; of a fact */
    double journal_bytes;
    uint64_t facts;
} results;

static void report_json(const bench *self, const results *got)
{
    printf("{\"bench\": \"ledger\", \"participants\": %lld, \"orders\": %lld, \"batch\": %lld, ",
           (long long)self->participants, (long long)self->orders, (long long)self->batch);
    printf("\"orders_per_s\": %.0f, \"facts_per_s\": %.0f, \"facts_per_order\": %.2f, "
           "\"order_cpu_us\": %.2f, ",
           got->orders_s, got->facts_s, (double)got->facts / (double)self->orders,
           got->order_cpu_us);
    printf("\"batch_p50_ms\": %.3f, \"batch_p99_ms\": %.3f, \"batch_max_ms\": %.3f, ",
           percentile_ms(self, 0.5), percentile_ms(self, 0.99), percentile_ms(self, 1));
    printf("\"checkpoints\": %lld, \"journal_bytes_per_order\": %.0f, ",
           (long long)self->checkpoints, got->journal_bytes);
    printf("\"replay_facts_per_s\": %.0f, \"replay_fact_cpu_us\": %.2f}\n", got->replay_s,
           got->replay_cpu_us);
}

static void report(const bench *self, const results *got)
{
    printf("%lld participants, %lld orders in batches of %lld\n", (long long)self->participants,
           (long long)self->orders, (long long)self->batch);
    printf("  orders/s           %10.0f   (%.1f us of CPU each)\n", got->orders_s,
           got->order_cpu_us);
    printf("  facts/s            %10.0f   (%.2f an order)\n", got->facts_s,
           (double)got->facts / (double)self->orders);
    printf("  batch p50/p99/max  %10.2f / %.2f / %.2f ms\n", percentile_ms(self, 0.5),
           percentile_ms(self, 0.99), percentile_ms(self, 1));
    printf("  checkpoints        %10lld\n", (long long)self->checkpoints);
    printf("  journal            %10.0f   bytes an order\n", got->journal_bytes);
    printf("  replay, facts/s    %10.0f   (%.2f us of CPU each)\n", got->replay_s,
           got->replay_cpu_us);
}

/* ------------------------------------------------------------------------- the run */

static bool add_size(void *arg, uint64_t seq, const journal_record *record)
{
    (void)seq;
    *(uint64_t *)arg += record->fact.size + sizeof record->hash;
    return true;
}

/* Of the records alone: the file has room for more. */
static uint64_t bytes_since(bench *self, uint64_t seq)
{
    rs_error error = {0};
    uint64_t bytes = 0;
    if (journal_read(self->shop.stores.journal, seq + 1, SIZE_MAX, add_size, &bytes, &error))
        give_up("journal", error.text);
    return bytes;
}

static void run_orders(bench *self, results *out)
{
    uint64_t facts = state_seq(self->shop.stores.state);
    self->checkpoints = 0;
    uint64_t began = clock_ns();
    uint64_t cpu = cpu_ns();
    for (int64_t n = 0; n < self->orders; n += self->batch)
        run_batch(self, n, self->orders - n < self->batch ? self->orders - n : self->batch);
    run_last(self);
    double seconds = (double)(clock_ns() - began) / 1e9;
    out->facts = state_seq(self->shop.stores.state) - facts;
    out->orders_s = (double)self->orders / seconds;
    out->facts_s = (double)out->facts / seconds;
    out->order_cpu_us = (double)(cpu_ns() - cpu) / 1e3 / (double)self->orders;
    out->journal_bytes = (double)bytes_since(self, facts) / (double)self->orders;
    qsort(self->latencies, self->latency_count, sizeof *self->latencies, compare);
}

static void replay(bench *self, results *out)
{
    uint64_t began = clock_ns();
    uint64_t cpu = cpu_ns();
    shop_replay(&self->shop);
    out->replay_cpu_us =
        (double)(cpu_ns() - cpu) / 1e3 / (double)state_seq(self->shop.stores.state);
    out->replay_s =
        (double)state_seq(self->shop.stores.state) / ((double)(clock_ns() - began) / 1e9);
}

static const struct argp_option options[] = {
    {"participants", 'p', "N", 0, "How many people take part (100000)", 0},
    {"orders", 'o', "N", 0, "How many orders are delivered (100000)", 0},
    {"batch", 'b', "N", 0, "Orders made durable together (100)", 0},
    {"folder", 'f', "DIR", 0, "Where the store is made and removed (/tmp)", 0},
    {"json", 'j', NULL, 0, "One line of JSON", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *parsing)
{
    bench *self = parsing->input;
    switch (key) {
    case 'p': self->participants = strtoll(value, NULL, 10); return 0;
    case 'o': self->orders = strtoll(value, NULL, 10); return 0;
    case 'b': self->batch = strtoll(value, NULL, 10); return 0;
    case 'f': self->folder = value; return 0;
    case 'j': self->json = true; return 0;
    case ARGP_KEY_END:
        if (self->participants < 1 || self->orders < 1 || self->batch < 1)
            argp_error(parsing, "numbers above nothing are wanted");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    static const struct argp parser = {.options = options, .parser = parse_option};
    static bench self = {.participants = 100000, .orders = 100000, .batch = 100, .folder = "/tmp"};
    results got = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &self);
    if (sodium_init() < 0)
        give_up("libsodium", "no source of random numbers");
    self.latencies = calloc(LATENCIES_MAX, sizeof *self.latencies);
    if (!self.latencies)
        give_up("memory", "not enough");
    shop_open(&self.shop, self.folder, SHOP_MAP_GIB);
    shop_add_people(&self.shop, self.participants);
    run_orders(&self, &got);
    replay(&self, &got);
    if (self.json)
        report_json(&self, &got);
    else
        report(&self, &got);
    shop_close(&self.shop);
    free(self.latencies);
    return EXIT_SUCCESS;
}
