#include "actors/ledger/writer.h"

#include <inttypes.h>
#include <stdlib.h>

#include "actors/ledger/desk.h"
#include "actors/ledger/keeping.h"
#include "actors/ledger/opening.h"
#include "actors/ledger/rules/rules.h"
#include "actors/ledger/views/view.h"
#include "actors/ledger/watch.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    TICK_MS = 1250, /* how late points may thaw */
};

/* A request and the answer it gets once the facts are durable. */
typedef struct {
    actor_request *request;
    outcome outcome;
} pending;

typedef struct {
    actor *loop;
    stores stores;
    opening opening;
    batch *batch;
    desk desk;
    arena *memory; /* of what the writer decides by itself */
    pending *queue;
    size_t count;
    size_t room;
    bool due; /* time has passed: look at what is due */
    keeping keeping;
    watch watch;
    int64_t writes, commits, refusals;
} writer;

static void publish(writer *self)
{
    uint64_t seq = self->stores.head.seq - batch_count(self->batch);
    for (size_t n = 0; n < batch_count(self->batch); n++) {
        rs_fact_head head;
        void *body;
        rs_event event;
        rs_err rc = fact_decode(batch_fact(self->batch, n), self->memory, &head, &body, NULL);
        if (rc == RS_OK && event_of_fact(seq + n + 1, &head, body, &event))
            actor_publish(self->loop, &event);
        arena_reset(self->memory);
    }
}

static void answer_all(writer *self)
{
    for (size_t n = 0; n < self->count; n++) {
        pending *one = &self->queue[n];
        const outcome *out = &one->outcome;
        self->refusals += out->code != RS_OK;
        actor_answer_raw(self->loop, &one->request, out->code, out->detail, out->result, out->seq);
    }
    self->count = 0;
}

/* No answer and no event leaves before its facts are durable. */
static rs_err make_durable(writer *self, rs_error *error)
{
    rs_err rc = seal_commit(self->stores.seal, error);
    return rc == RS_OK ? batch_commit(self->batch, self->stores.journal, &self->stores.head, error)
                       : rc;
}

static void commit(writer *self)
{
    rs_error error = {0};
    if (make_durable(self, &error) == RS_OK)
        return;
    log_error("%s; nothing was acknowledged; starting again from the journal", error.text);
    exit(EXIT_FAILURE);
}

static void report(writer *self)
{
    rs_meta_row meta;
    row_meta(self->stores.state, self->memory, &meta);
    actor_count(self->loop, "seq", (int64_t)self->stores.head.seq);
    actor_count(self->loop, "checkpoint", (int64_t)state_checkpoint_seq(self->stores.state));
    actor_count(self->loop, "overlay_rows", (int64_t)state_overlay_rows(self->stores.state));
    actor_count(self->loop, "participants", meta.participant);
    actor_count(self->loop, "postings", meta.posting);
    actor_count(self->loop, "writes", self->writes);
    actor_count(self->loop, "commits", self->commits);
    actor_count(self->loop, "refusals", self->refusals);
    arena_reset(self->memory);
}

static void on_more(void *arg)
{
    (void)arg; /* a turn of the loop is all that is wanted */
}

static void do_what_is_due(writer *self)
{
    self->due = desk_do_due(&self->desk, self->memory);
    if (self->due)
        actor_timer(self->loop, 0, 0, on_more, self);
    arena_reset(self->memory);
}

static void on_turn(void *arg)
{
    writer *self = arg;
    int64_t now = actor_now(self->loop);
    if (now > self->desk.now)
        self->desk.now = now;
    self->desk.monotonic_ms = clock_monotonic_ms();
    for (size_t n = 0; n < self->count; n++) {
        log_follow(self->queue[n].request->envelope.trace);
        desk_answer(&self->desk, self->queue[n].request, &self->queue[n].outcome);
    }
    log_follow("");
    if (self->due) {
        watch_look(&self->watch, &self->desk, self->memory);
        do_what_is_due(self);
    }
    if (batch_count(self->batch)) {
        commit(self);
        publish(self);
        self->writes += (int64_t)batch_count(self->batch);
        self->commits++;
        batch_clear(self->batch);
        self->keeping.worked_ms = clock_monotonic_ms();
    }
    answer_all(self);
    keeping_look(&self->keeping);
}

static void on_request(void *arg, actor_request *request)
{
    writer *self = arg;
    if (self->count == self->room) {
        self->room = self->room ? 2 * self->room : 64;
        self->queue = realloc(self->queue, self->room * sizeof *self->queue);
        RS_ASSERT(self->queue);
    }
    self->queue[self->count++] = (pending){.request = request};
}

static void on_tick(void *arg)
{
    writer *self = arg;
    self->due = true;
    report(self);
}

#define HANDLER(method, function, view) {RS_##method, on_request},
static const actor_handler handlers[] = {LEDGER_RULES(HANDLER){RS_LEASE_TAKE, on_request},
                                         {RS_LEDGER_STATUS, on_request}};

static rs_err begin(void *arg, rs_error *error)
{
    writer *self = arg;
    int credit = (int)actor_config(self->loop)->ledger.batch_max;
    self->batch = batch_open(self->stores.state);
    self->desk = (desk){.stores = &self->stores,
                        .batch = self->batch,
                        .head_hour = actor_config(self->loop)->incidents.head_hour};
    self->watch = (watch){.config = actor_config(self->loop)};
    self->desk.leases.started_ms = clock_monotonic_ms();
    self->keeping = (keeping){.stores = &self->stores, .config = actor_config(self->loop)};
    rs_err rc = stores_last_time(&self->stores, &self->desk.now, error);
    if (rc != RS_OK)
        return rc;
    if (actor_now(self->loop) > self->desk.now)
        self->desk.now = actor_now(self->loop);
    desk_begin(&self->desk, self->memory);
    self->keeping.worked_ms = clock_monotonic_ms();
    log_info("the journal ends at fact %" PRIu64 ", epoch %" PRIu64, self->stores.head.seq,
             self->stores.head.epoch);
    actor_serve(self->loop, RS_SERVICE_LEDGER, handlers, sizeof handlers / sizeof *handlers, credit,
                self);
    actor_on_turn(self->loop, on_turn, self);
    actor_timer(self->loop, 0, TICK_MS, on_tick, self);
    actor_ready(self->loop, true, "writing");
    return RS_OK;
}

rs_err writer_open(actor *loop, void **self_p, rs_error *error)
{
    writer *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->loop = loop;
    self->memory = arena_open();
    self->opening = (opening){
        .loop = loop, .stores = &self->stores, .mode = STORES_WRITE, .opened = begin, .arg = self};
    return opening_begin(&self->opening, error);
}

/* The journal says that it was told to stop. */
static void end_well(writer *self)
{
    rs_error error = {0};
    desk_end(&self->desk, self->memory);
    if (make_durable(self, &error) != RS_OK)
        log_warning("the journal does not say that it was stopped: %s", error.text);
}

void writer_close(void **self_p)
{
    writer *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    if (self->batch)
        end_well(self);
    batch_close(&self->batch);
    opening_end(&self->opening);
    stores_close(&self->stores);
    arena_close(&self->memory);
    free(self->queue);
    free(self);
}
