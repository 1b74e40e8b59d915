/* accrual_bench - orders brought to the ledger through the broker, as the poller brings them.
 *
 *     accrual_bench --config FILE --participants N --orders N --page N --outstanding N [--rate N]
 *
 * A process of refsys with the poller's role, over a ledger that people_gen has made: it asks for
 * pages of orders to be observed, so many at once (with --rate so many a second, those of a
 * millisecond together), and says how many a second were durable, and how long each took from when
 * it was due. Every order has to be taken as new. */
#include <argp.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "shared/actor.h"
#include "tests/bench/parties.h"
#include "tests/bench/shop.h"

enum { STORE = 1, TIMEOUT_MS = 120000, TICK_US = 1000, ORDERS_MAX = 100000000 };

typedef struct {
    int64_t participants, orders, page, outstanding, rate, first;

    actor *loop;
    shop drawer; /* no store: only what orders are drawn from */
    int64_t pages, begun, ended;
    int64_t began_us;          /* 0: the first page, which is not measured, is under way */
    int ticks;                 /* a timer */
    int64_t *due_us, *took_us; /* of each page */
} bench;

typedef struct {
    bench *bench;
    int64_t page;
} flight;

static int64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* ------------------------------------------------------------------------- results */

static int compare(const void *one, const void *other)
{
    const int64_t *a = one;
    const int64_t *b = other;
    return (*a > *b) - (*a < *b);
}

static double percentile_ms(const bench *self, double share)
{
    return (double)self->took_us[(size_t)((double)(self->pages - 1) * share)] / 1e3;
}

static void report(bench *self)
{
    double seconds = (double)(clock_us() - self->began_us) / 1e6;
    qsort(self->took_us, (size_t)self->pages, sizeof *self->took_us, compare);
    printf("{\"orders_per_s\": %.0f, \"pages_per_s\": %.0f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, "
           "\"max_ms\": %.3f}\n",
           (double)self->orders / seconds, (double)self->pages / seconds, percentile_ms(self, 0.5),
           percentile_ms(self, 0.99), percentile_ms(self, 1));
    fflush(stdout);
    actor_stop(self->loop, EXIT_SUCCESS);
}

/* ------------------------------------------------------------------------- asking */

static void ask_due(bench *self);

static void on_tick(void *arg, int fd, short revents)
{
    uint64_t count;
    (void)revents;
    if (read(fd, &count, sizeof count) == sizeof count)
        ask_due(arg);
}

/* An actor's own timers come up to a millisecond late. */
static void start_ticks(bench *self)
{
    static const struct timespec tick = {.tv_nsec = (long)TICK_US * 1000};
    self->ticks = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (self->ticks < 0 || timerfd_settime(self->ticks, 0, &(struct itimerspec){tick, tick}, NULL))
        give_up("a timer", strerror(errno));
    actor_watch(self->loop, self->ticks, POLLIN, on_tick, self);
}

static void on_taken(void *arg, const actor_reply *reply)
{
    flight *one = arg;
    bench *self = one->bench;
    int64_t page = one->page;
    const rs_observed *observed = reply->result;
    free(one);
    if (reply->code)
        give_up("a page was refused", reply->detail);
    if (page < 0) {
        self->began_us = clock_us();
        if (self->rate)
            start_ticks(self);
    } else {
        if (observed->changed != self->page)
            give_up("a page", "had orders that were known");
        self->took_us[page] = clock_us() - self->due_us[page];
        self->ended++;
    }
    if (self->ended == self->pages)
        report(self);
    else
        ask_due(self);
}

/* Page -1 finds out whether everybody is there. */
static void ask(bench *self, int64_t page)
{
    flight *one = malloc(sizeof *one);
    RS_ASSERT(one);
    *one = (flight){self, page};
    int64_t count = page < 0 ? 1 : self->page;
    int64_t first = self->first + (page < 0 ? self->orders : page * self->page);
    rs_postings_args args = {
        .store = STORE, .postings = {shop_draw_orders(&self->drawer, first, count), (size_t)count}};
    args.asked = self->drawer.now; /* a second later: as new as its orders */
    actor_ask(self->loop, RS_POSTINGS_OBSERVE, &args, &(actor_call){.timeout_ms = TIMEOUT_MS},
              on_taken, one);
    arena_reset(self->drawer.memory);
}

/* With a rate a page is due at the end of the millisecond it falls into, whether those before it
 * are back or not. */
static bool is_due(bench *self)
{
    int64_t now = clock_us();
    if (!self->began_us || self->begun == self->pages)
        return false;
    if (!self->rate) {
        self->due_us[self->begun] = now;
        return self->begun - self->ended < self->outstanding;
    }
    int64_t tick = self->begun * (1000000 / TICK_US) / self->rate + 1;
    self->due_us[self->begun] = self->began_us + tick * TICK_US;
    return self->due_us[self->begun] <= now;
}

static void ask_due(bench *self)
{
    while (is_due(self))
        ask(self, self->begun++);
}

/* ------------------------------------------------------------------------- the process */

static rs_err bench_open(actor *loop, void **self_p, rs_error *error)
{
    bench *self = *self_p;
    (void)error;
    self->loop = loop;
    self->pages = self->orders / self->page;
    self->due_us = calloc((size_t)self->pages, sizeof *self->due_us);
    self->took_us = calloc((size_t)self->pages, sizeof *self->took_us);
    RS_ASSERT(self->due_us && self->took_us);
    self->drawer = (shop){.people = self->participants,
                          .memory = arena_open(),
                          .now = actor_now(loop),
                          .random = (uint64_t)self->first};
    ask(self, -1);
    return RS_OK;
}

static void bench_close(void **self_p)
{
    bench *self = *self_p;
    if (self->ticks)
        close(self->ticks);
    arena_close(&self->drawer.memory);
    free(self->due_us);
    free(self->took_us);
}

static const struct argp_option options[] = {
    {"participants", 'p', "N", 0, "How many people take part", 0},
    {"orders", 'o', "N", 0, "How many orders are brought", 0},
    {"page", 'g', "N", 0, "Orders a request, 100 at most", 0},
    {"outstanding", 'w', "N", 0, "Requests at once", 0},
    {"rate", 'r', "N", 0, "Requests a second; without it as many as can be", 0},
    {"first", 'f', "N", 0, "Number of the first order", 0},
    {0},
};

static error_t parse_option(int key, char *value, struct argp_state *parsing)
{
    bench *self = parsing->input;
    switch (key) {
    case 'p': self->participants = strtoll(value, NULL, 10); return 0;
    case 'o': self->orders = strtoll(value, NULL, 10); return 0;
    case 'g': self->page = strtoll(value, NULL, 10); return 0;
    case 'w': self->outstanding = strtoll(value, NULL, 10); return 0;
    case 'r': self->rate = strtoll(value, NULL, 10); return 0;
    case 'f': self->first = strtoll(value, NULL, 10); return 0;
    case ARGP_KEY_END:
        if (self->participants < 1 || self->page < 1 || self->page > 100 || self->outstanding < 1 ||
            self->orders < self->page || self->orders > ORDERS_MAX || self->orders % self->page)
            argp_error(parsing, "numbers above nothing are wanted, and whole pages");
        return 0;
    default: return ARGP_ERR_UNKNOWN;
    }
}

int main(int argc, char **argv)
{
    static const struct argp parser = {.options = options, .parser = parse_option};
    static bench self = {
        .participants = 100000, .orders = 100000, .page = 100, .outstanding = 4, .first = 1};
    static const actor_program program = {
        .role = RS_ROLE_OZON,
        .doc = "Orders for the ledger, as many as it takes.",
        .open = bench_open,
        .close = bench_close,
        .options = &parser,
        .options_input = &self,
    };
    return actor_main(argc, argv, &program);
}
