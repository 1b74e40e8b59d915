/* ledger_bench - how many orders a second the ledger's engine turns into points, durably.
 *
 *     ledger_bench [--participants N] [--orders N] [--batch N] [--folder DIR] [--json]
 *
 * No sockets: the rule that a page of the poller calls, one append to the journal on disk for each
 * batch, checkpoints as the writer makes them. The unit of work is one delivered order of a random
 * buyer with three inviters: recorded, its beneficiaries fixed, counted, four accruals, a hold.
 * Then the journal is replayed into an empty state, as after a lost checkpoint. */
#include <argp.h>
#include <dirent.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "actors/ledger/rules/rules.h"
#include "actors/ledger/state/defaults.h"
#include "actors/ledger/stores.h"

enum { STORE = 1, OZON_FIRST = 10000000, LATENCIES_MAX = 1000000, CHECKPOINT_FACTS = 50000 };
static const int64_t START = INT64_C(1767225600000);
static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;

typedef struct {
    int64_t participants, orders, batch;
    const char *folder;
    bool json;
    rs_config config;
    stores stores;
    batch *facts;
    arena *memory;
    int64_t now;
    uint64_t random;
    uint64_t *latencies; /* of a batch, ns */
    size_t latency_count;
    uint64_t checkpoint_ns;
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

static _Noreturn void give_up(const char *what, const char *why)
{
    fprintf(stderr, "ledger_bench: %s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static uint64_t random_next(bench *self)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int64_t below(bench *self, int64_t end)
{
    return (int64_t)(random_next(self) % (uint64_t)end);
}

/* ------------------------------------------------------------------------- the store */

static void commit(bench *self)
{
    rs_error error = {0};
    if (batch_commit(self->facts, self->stores.journal, &self->stores.head, &error) != RS_OK)
        give_up("append", error.text);
    batch_clear(self->facts);
    arena_reset(self->memory);
}

static void checkpoint_if_due(bench *self, uint64_t facts)
{
    rs_error error = {0};
    state *rows = self->stores.state;
    if (state_seq(rows) - state_checkpoint_seq(rows) < facts)
        return;
    uint64_t began = clock_ns();
    if (stores_checkpoint(&self->stores, &error) != RS_OK)
        give_up("checkpoint", error.text);
    self->checkpoint_ns += clock_ns() - began;
    self->checkpoints++;
}

static void open_stores(bench *self)
{
    rs_error error = {0};
    if (stores_open(&self->stores, &self->config, STORES_WRITE, &error) != RS_OK)
        give_up("open", error.text);
    self->facts = batch_open(self->stores.state);
}

static void close_stores(bench *self)
{
    batch_close(&self->facts);
    stores_close(&self->stores);
}

static int64_t size_of(const bench *self, const char *file)
{
    char path[4200];
    struct stat found;
    snprintf(path, sizeof path, "%s/%s", self->config.ledger.path, file);
    return stat(path, &found) == 0 ? (int64_t)found.st_blocks * 512 : 0;
}

static void remove_store(const bench *self, const char *only)
{
    DIR *folder = opendir(self->config.ledger.path);
    const struct dirent *entry;
    if (!folder)
        return;
    while ((entry = readdir(folder)) != NULL)
        if (!only || !strncmp(entry->d_name, only, strlen(only)))
            unlinkat(dirfd(folder), entry->d_name, 0);
    closedir(folder);
    if (!only)
        rmdir(self->config.ledger.path);
}

/* ------------------------------------------------------------------------- the people */

/* Everybody was invited by somebody a third of their number: ten levels at 10^5. */
static void add_participant(bench *self, int64_t id)
{
    static const uint8_t name[60] = "as long as a sealed name is";
    char code[32];
    snprintf(code, sizeof code, "c%08lld", (long long)id);
    rs_joined joined = {.id = id,
                        .tg = 1000000 + id,
                        .lang = RS_LANG_RU,
                        .code = code,
                        .first = {name, sizeof name},
                        .last = {name, sizeof name},
                        .nick = {name, 50}};
    batch_add(self->facts, FACT_joined, self->now, &joined);
    if (id > 1) {
        int64_t inviter = id / 3 ? id / 3 : 1;
        snprintf(code, sizeof code, "c%08lld", (long long)inviter);
        batch_add(self->facts, FACT_tied, self->now,
                  &(rs_tied){.id = id, .inviter = inviter, .via = code});
    }
    batch_add(self->facts, FACT_registered, self->now,
              &(rs_registered){.id = id, .ozon = OZON_FIRST + id, .proven = true});
}

/* The built-in settings, and 5 % for own purchases: four accruals an order. */
static void set_rates(bench *self)
{
    rs_settings settings;
    settings_defaults(&settings);
    settings.own_rate = 500;
    batch_add(self->facts, FACT_settings_made, self->now,
              &(rs_settings_made){.version = 1, .settings = &settings});
    commit(self);
}

static void add_people(bench *self)
{
    for (int64_t id = 1; id <= self->participants; id++) {
        add_participant(self, id);
        if (id % 1000 == 0 || id == self->participants)
            commit(self);
        checkpoint_if_due(self, 1000000);
    }
    checkpoint_if_due(self, 1);
    self->now += DAY;
}

/* ------------------------------------------------------------------------- the orders */

static rs_posting_seen make_posting(bench *self, int64_t n)
{
    int64_t ozon = OZON_FIRST + 1 + below(self, self->participants);
    rs_posting_item *item = arena_give(self->memory, sizeof *item);
    *item = (rs_posting_item){
        .sku = 800000000 + below(self, 1000),
        .qty = 1 + below(self, 2),
        .price = 10000 + below(self, 1000000),
        .offer = "SK-58/чёрный",
        .name = "Плойка для завивки волос профессиональная, 25 мм",
    };
    return (rs_posting_seen){
        .number = arena_print(self->memory, "%lld-%04lld-1", (long long)ozon, (long long)n),
        .order = arena_print(self->memory, "%lld-%04lld", (long long)ozon, (long long)n),
        .scheme = RS_SCHEME_FBO,
        .status = RS_POSTING_DELIVERED,
        .raw_status = "delivered",
        .created = self->now,
        .items = {item, 1},
    };
}

static void observe_page(bench *self, const rs_postings_args *page)
{
    decision by = {
        .state = self->stores.state,
        .seal = self->stores.seal,
        .batch = self->facts,
        .memory = self->memory,
        .now = self->now,
        .role = RS_ROLE_OZON,
    };
    if (rule_postings_observe(&by, page) != RS_OK)
        give_up("observe", by.error.text);
}

static void run_batch(bench *self, int64_t first, int64_t count)
{
    rs_posting_seen *seen = arena_give(self->memory, (size_t)count * sizeof *seen);
    self->now += 1000;
    for (int64_t n = 0; n < count; n++)
        seen[n] = make_posting(self, first + n);
    uint64_t began = clock_ns();
    for (int64_t n = 0; n < count; n += 100) { /* a page of the poller */
        int64_t size = count - n < 100 ? count - n : 100;
        rs_postings_args page = {
            .store = STORE, .asked = self->now, .postings = {seen + n, (size_t)size}};
        observe_page(self, &page);
    }
    commit(self);
    checkpoint_if_due(self, CHECKPOINT_FACTS);
    if (self->latency_count < LATENCIES_MAX)
        self->latencies[self->latency_count++] = clock_ns() - began;
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
    double orders_s, facts_s, replay_s, checkpoint_ms;
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
    printf("\"checkpoints\": %lld, \"checkpoint_ms\": %.1f, \"journal_bytes_per_order\": %.0f, ",
           (long long)self->checkpoints, got->checkpoint_ms, got->journal_bytes);
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
    printf("  checkpoints        %10lld   (%.0f ms each)\n", (long long)self->checkpoints,
           got->checkpoint_ms);
    printf("  journal            %10.0f   bytes an order\n", got->journal_bytes);
    printf("  replay, facts/s    %10.0f   (%.2f us of CPU each)\n", got->replay_s,
           got->replay_cpu_us);
}

/* ------------------------------------------------------------------------- the run */

static void run_orders(bench *self, results *out)
{
    uint64_t facts = state_seq(self->stores.state);
    int64_t bytes = size_of(self, "journal.mdb");
    self->checkpoint_ns = 0;
    self->checkpoints = 0;
    uint64_t began = clock_ns();
    uint64_t cpu = cpu_ns();
    for (int64_t n = 0; n < self->orders; n += self->batch)
        run_batch(self, n, self->orders - n < self->batch ? self->orders - n : self->batch);
    double seconds = (double)(clock_ns() - began) / 1e9;
    out->facts = state_seq(self->stores.state) - facts;
    out->orders_s = (double)self->orders / seconds;
    out->facts_s = (double)out->facts / seconds;
    out->order_cpu_us = (double)(cpu_ns() - cpu) / 1e3 / (double)self->orders;
    out->checkpoint_ms =
        self->checkpoints ? (double)self->checkpoint_ns / 1e6 / (double)self->checkpoints : 0;
    out->journal_bytes = (double)(size_of(self, "journal.mdb") - bytes) / (double)self->orders;
    qsort(self->latencies, self->latency_count, sizeof *self->latencies, compare);
}

static void replay(bench *self, results *out)
{
    close_stores(self);
    remove_store(self, "state.mdb");
    uint64_t began = clock_ns();
    uint64_t cpu = cpu_ns();
    open_stores(self);
    out->replay_cpu_us = (double)(cpu_ns() - cpu) / 1e3 / (double)state_seq(self->stores.state);
    out->replay_s = (double)state_seq(self->stores.state) / ((double)(clock_ns() - began) / 1e9);
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
    static bench self = {
        .participants = 100000, .orders = 100000, .batch = 100, .folder = "/tmp", .now = START};
    results got = {0};
    argp_parse(&parser, argc, argv, 0, NULL, &self);
    if (sodium_init() < 0)
        give_up("libsodium", "no source of random numbers");
    int size = snprintf(self.config.ledger.path, sizeof self.config.ledger.path,
                        "%s/refsys-bench-XXXXXX", self.folder);
    if (size < 0 || (size_t)size >= sizeof self.config.ledger.path ||
        !mkdtemp(self.config.ledger.path))
        give_up(self.folder, "a folder cannot be made there");
    self.config.ledger.map_gib = 8; /* enough, and as much as valgrind maps */
    self.memory = arena_open();
    self.latencies = calloc(LATENCIES_MAX, sizeof *self.latencies);
    if (!self.latencies)
        give_up("memory", "not enough");
    open_stores(&self);
    set_rates(&self);
    add_people(&self);
    run_orders(&self, &got);
    replay(&self, &got);
    if (self.json)
        report_json(&self, &got);
    else
        report(&self, &got);
    close_stores(&self);
    remove_store(&self, NULL);
    arena_close(&self.memory);
    free(self.latencies);
    return EXIT_SUCCESS;
}
