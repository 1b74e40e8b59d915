#include "actors/ledger/writer.h"

#include <inttypes.h>
#include <poll.h>
#include <stdlib.h>

#include "actors/ledger/committer.h"
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

/* What was decided together and becomes durable together. */
typedef struct {
    batch *facts;
    pending *queue;
    size_t count;
    size_t room;
    size_t decided; /* of the queue */
} group;

typedef struct {
    actor *loop;
    stores stores;
    opening opening;
    committer *committer;
    group groups[2];
    group *filling, *leaving; /* the second is on its way to the disk, or empty */
    desk desk;
    arena *memory; /* of what the writer decides by itself */
    bool due;      /* time has passed: look at what is due */
    keeping keeping;
    watch watch;
    int64_t writes, commits, refusals;
} writer;

static void publish(writer *self, const batch *facts)
{
    uint64_t seq = self->stores.head.seq - batch_count(facts);
    for (size_t n = 0; n < batch_count(facts); n++) {
        rs_fact_head head;
        void *body;
        rs_event event;
        rs_err rc = fact_decode(batch_fact(facts, n), self->memory, &head, &body, NULL);
        if (rc == RS_OK && event_of_fact(seq + n + 1, &head, body, &event))
            actor_publish(self->loop, &event);
        arena_reset(self->memory);
    }
}

static void answer_all(writer *self, group *of)
{
    for (size_t n = 0; n < of->count; n++) {
        pending *one = &of->queue[n];
        const outcome *out = &one->outcome;
        self->refusals += out->code != RS_OK;
        actor_answer_raw(self->loop, &one->request, out->code, out->detail, out->result, out->seq);
    }
    of->count = of->decided = 0;
}

/* -------------------------------------------------------------------------- becoming durable */

_Noreturn static void start_again(const rs_error *error)
{
    log_error("%s; nothing was acknowledged; starting again from the journal", error->text);
    exit(EXIT_FAILURE);
}

/* No answer and no event leaves before its facts are durable. */
static void end_commit(writer *self)
{
    rs_error error = {0};
    if (!committer_runs(self->committer))
        return;
    if (committer_end(self->committer, &self->stores.head, &error) != RS_OK)
        start_again(&error);
    publish(self, self->leaving->facts);
    self->writes += (int64_t)batch_count(self->leaving->facts);
    self->commits++;
    batch_clear(self->leaving->facts);
    answer_all(self, self->leaving);
    self->keeping.worked_ms = clock_monotonic_ms();
}

static void on_durable(void *arg, int fd, short events)
{
    (void)fd, (void)events;
    end_commit(arg);
}

/* The keys of newcomers first: a fact that nobody could ever read must not be durable. */
static void begin_commit(writer *self)
{
    rs_error error = {0};
    group *full = self->filling;
    if (seal_commit(self->stores.seal, &error) != RS_OK)
        start_again(&error);
    self->filling = self->leaving;
    self->leaving = full;
    self->desk.batch = self->filling->facts;
    committer_begin(self->committer, full->facts, &self->stores.head);
}

/* What has been decided leaves once what was decided before it has left: an answer may show facts
 * of before, and is no earlier known than they. */
static void let_go(writer *self)
{
    if (committer_runs(self->committer))
        return;
    if (batch_count(self->filling->facts))
        begin_commit(self);
    else
        answer_all(self, self->filling);
}

/* A checkpoint is of a state that the journal has all of. */
static void keep(writer *self)
{
    if (!keeping_is_due(&self->keeping) || batch_count(self->filling->facts))
        return;
    end_commit(self);
    let_go(self); /* those who waited for it */
    keeping_look(&self->keeping);
}

/* -------------------------------------------------------------------------- deciding */

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

/* A portion at a time, and the next when that one is durable: however much is due, nobody who asks
 * something waits for more than a portion, and no batch is larger. */
static void do_what_is_due(writer *self)
{
    if (!self->due || committer_runs(self->committer))
        return;
    self->due = desk_do_due(&self->desk, self->memory);
    if (self->due && !batch_count(self->filling->facts))
        actor_timer(self->loop, 0, 0, on_more, self);
    arena_reset(self->memory);
}

static void decide_all(writer *self, group *of)
{
    for (; of->decided < of->count; of->decided++) {
        pending *one = &of->queue[of->decided];
        log_follow(one->request->envelope.trace);
        desk_answer(&self->desk, one->request, &one->outcome);
    }
    log_follow("");
}

/* The ledger's time never goes back. */
static void look_at_clocks(writer *self)
{
    int64_t now = actor_now(self->loop);
    if (now > self->desk.now)
        self->desk.now = now;
    self->desk.monotonic_ms = clock_monotonic_ms();
}

static void on_turn(void *arg)
{
    writer *self = arg;
    look_at_clocks(self);
    decide_all(self, self->filling);
    do_what_is_due(self);
    let_go(self);
    keep(self);
}

static void on_request(void *arg, actor_request *request)
{
    group *now = ((writer *)arg)->filling;
    if (now->count == now->room) {
        now->room = now->room ? 2 * now->room : 64;
        now->queue = realloc(now->queue, now->room * sizeof *now->queue);
        RS_ASSERT(now->queue);
    }
    now->queue[now->count++] = (pending){.request = request};
}

static void on_tick(void *arg)
{
    writer *self = arg;
    self->due = true;
    look_at_clocks(self);
    watch_look(&self->watch, &self->desk, self->memory);
    report(self);
}

#define HANDLER(method, function, view) {RS_##method, on_request},
static const actor_handler handlers[] = {LEDGER_RULES(HANDLER){RS_LEASE_TAKE, on_request},
                                         {RS_LEDGER_STATUS, on_request}};

static rs_err begin(void *arg, rs_error *error)
{
    writer *self = arg;
    int credit = (int)actor_config(self->loop)->ledger.batch_max;
    for (size_t n = 0; n < 2; n++)
        self->groups[n].facts = batch_open(self->stores.state);
    self->filling = &self->groups[0];
    self->leaving = &self->groups[1];
    self->desk = (desk){.stores = &self->stores,
                        .batch = self->filling->facts,
                        .absent = absences_of(actor_config(self->loop)),
                        .head_hour = actor_config(self->loop)->incidents.head_hour};
    self->watch = (watch){.config = actor_config(self->loop)};
    self->desk.leases.started_ms = clock_monotonic_ms();
    self->keeping = (keeping){.stores = &self->stores, .config = actor_config(self->loop)};
    rs_err rc = stores_last_time(&self->stores, &self->desk.now, error);
    if (rc != RS_OK)
        return rc;
    look_at_clocks(self);
    self->committer = committer_open(self->stores.journal);
    actor_watch(self->loop, committer_fd(self->committer), POLLIN, on_durable, self);
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
    end_commit(self);
    desk_end(&self->desk, self->memory);
    begin_commit(self);
    if (committer_end(self->committer, &self->stores.head, &error) != RS_OK)
        log_warning("the journal does not say that it was stopped: %s", error.text);
}

void writer_close(void **self_p)
{
    writer *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    if (self->committer)
        end_well(self);
    committer_close(&self->committer);
    for (size_t n = 0; n < 2; n++) {
        batch_close(&self->groups[n].facts);
        free(self->groups[n].queue);
    }
    opening_end(&self->opening);
    stores_close(&self->stores);
    arena_close(&self->memory);
    free(self);
}
