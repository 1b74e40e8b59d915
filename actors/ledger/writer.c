#include "actors/ledger/writer.h"

#include <inttypes.h>
#include <stdlib.h>

#include "actors/ledger/answers.h"
#include "actors/ledger/lease.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"
#include "actors/ledger/stores.h"
#include "actors/ledger/views/view.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    TICK_MS = 1000,        /* how late points may thaw */
    RELEASES_A_TURN = 200, /* postings looked at in one turn of the loop */
    SWEEP_ROWS = 500,
};

/* A request and the answer it gets once the facts are durable. */
typedef struct {
    actor_request *request;
    rs_err code;
    const char *detail;
    rs_bytes result;
    int64_t seq;
} pending;

typedef struct {
    actor *loop;
    stores stores;
    batch *batch;
    arena *memory; /* of what the writer decides by itself */
    leases leases;
    pending *queue;
    size_t count;
    size_t room;
    int64_t now;       /* never goes back */
    bool tick;         /* time has passed: look at what is due */
    int64_t worked_ms; /* monotonic: the last turn that wrote */
    int64_t writes, refusals;
} writer;

/* ------------------------------------------------------------------------ views of answers */

static view view_for(writer *self, arena *memory)
{
    return (view){.state = self->stores.state,
                  .seal = self->stores.seal,
                  .journal = self->stores.journal,
                  .memory = memory,
                  .now = self->now};
}

static rs_bytes encode(arena *memory, const rs_type *type, const void *message)
{
    rs_buf bytes = {0};
    codec_encode(type, message, &bytes);
    rs_bytes out = {(const uint8_t *)arena_copy(memory, bytes.data, bytes.size), bytes.size};
    buf_free(&bytes);
    return out;
}

/* How an answer is made from the numbers that were kept: one for each word in LEDGER_RULES. */
typedef bool show_fn(view *self, int64_t first, int64_t second, void *out);

static bool show_again_payout(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_payout(self, first, out);
}
static bool show_again_message(view *self, int64_t first, int64_t second, void *out)
{
    return show_message(self, first, second, out);
}
static bool show_again_conversation(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_conversation(self, first, out);
}
static bool show_again_admin(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_admin(self, first, out);
}
static bool show_again_settings(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    rs_settings_view *settings = out;
    rs_settings_row row;
    bool there = row_settings_version(self->state, self->memory, first, &row);
    *settings = (rs_settings_view){.version = first, .since = row.since, .settings = row.settings};
    return there;
}

typedef struct {
    rs_method_id method;
    rule_fn *rule;
    show_fn *show; /* NULL: the answer is the rule's result */
} command;

#define show_again_plain NULL
#define COMMAND(method, function, view) {RS_##method, function, show_again_##view},
static const command commands[] = {LEDGER_RULES(COMMAND)};

static const command *find_command(rs_method_id method)
{
    for (size_t n = 0; n < sizeof commands / sizeof *commands; n++)
        if (commands[n].method == method)
            return &commands[n];
    return NULL;
}

static void show(writer *self, const command *how, const decision *made, pending *out)
{
    actor_request *request = out->request;
    const rs_type *type = request->method->result;
    void *message = arena_give(request->memory, type->size);
    view look = view_for(self, request->memory);
    const void *result = made->result;
    if (how && how->show)
        result = how->show(&look, made->first, made->second, message) ? message : NULL;
    out->result = encode(request->memory, type, result ? result : message);
}

/* -------------------------------------------------------------------------------- deciding */

static decision decision_for(writer *self, arena *memory, rs_role role)
{
    return (decision){
        .state = self->stores.state,
        .seal = self->stores.seal,
        .batch = self->batch,
        .memory = memory,
        .now = self->now,
        .role = role,
    };
}

static void refuse(pending *out, const decision *by, rs_err code)
{
    out->code = code;
    out->detail = arena_print(out->request->memory, "%s", by->error.text);
}

/* Answers that will be the same however often one asks. */
static bool is_final(rs_err code)
{
    return code == RS_OK || code == RS_REFUSED || code == RS_INSUFFICIENT || code == RS_CONFLICT ||
           code == RS_TAKEN || code == RS_LIMIT || code == RS_EXPIRED || code == RS_NOT_FOUND;
}

static void answer_again(writer *self, const command *how, decision *by, const answer_id *id,
                         const rs_answered_row *row, pending *out)
{
    if (row->body.size != sizeof id->body || memcmp(row->body.data, id->body, sizeof id->body)) {
        refuse(out, by,
               rs_fail(&by->error, RS_CONFLICT, "key: it came with another request before"));
        return;
    }
    out->code = (rs_err)row->code;
    out->detail = row->detail;
    by->first = row->first;
    by->second = row->second;
    if (row->code != RS_OK)
        return;
    if (how->show)
        show(self, how, by, out);
    else
        out->result = row->result;
}

static rs_err run_rule(const command *how, decision *by, const void *argument)
{
    size_t facts = batch_count(by->batch);
    rs_err rc = how->rule(by, argument);
    if (rc == RS_OK || batch_count(by->batch) == facts)
        return rc;
    /* Only a failing disk can end a rule in the middle; what is in memory is not to be trusted. */
    log_error("%s; starting again from the journal", by->error.text);
    exit(EXIT_FAILURE);
}

static void run_command(writer *self, const command *how, decision *by, pending *out)
{
    actor_request *request = out->request;
    answer_id id;
    rs_answered_row row;
    bool keyed = request->method->kind == RS_WRITE;
    if (keyed) {
        rs_err rc = answers_identify(request, &id, &by->error);
        if (rc != RS_OK) {
            refuse(out, by, rc);
            return;
        }
        if (answers_find(by, &id, &row)) {
            answer_again(self, how, by, &id, &row, out);
            return;
        }
    }
    rs_err rc = run_rule(how, by, request->argument);
    if (rc != RS_OK)
        refuse(out, by, rc);
    else
        show(self, how, by, out);
    if (keyed && is_final(rc))
        answers_keep(by, &id, request->caller.role, rc,
                     how->show || rc != RS_OK ? (rs_bytes){0} : out->result);
}

static void take_lease(writer *self, decision *by, pending *out)
{
    rs_lease lease = {0};
    rs_err rc = lease_take(&self->leases, by, out->request->argument, clock_monotonic_ms(), &lease);
    by->result = &lease;
    if (rc != RS_OK)
        refuse(out, by, rc);
    else
        show(self, NULL, by, out);
}

static rs_ledger_status *make_status(writer *self, arena *memory)
{
    rs_meta_row meta;
    row_meta(self->stores.state, memory, &meta);
    rs_counter *items = arena_give(memory, 4 * sizeof *items);
    items[0] = (rs_counter){"participants", meta.participant};
    items[1] = (rs_counter){"registered", meta.registered};
    items[2] = (rs_counter){"postings", meta.posting};
    items[3] = (rs_counter){"payouts", meta.payout};
    rs_ledger_status *out = arena_give(memory, sizeof *out);
    *out = (rs_ledger_status){
        .seq = (int64_t)self->stores.head.seq,
        .checkpoint = (int64_t)state_checkpoint_seq(self->stores.state),
        .epoch = (int64_t)self->stores.head.epoch,
        .head = {self->stores.head.hash, JOURNAL_HASH_SIZE},
        .counters = {items, 4},
    };
    return out;
}

static void decide_one(writer *self, pending *out)
{
    actor_request *request = out->request;
    decision by = decision_for(self, request->memory, request->caller.role);
    const command *how = find_command(request->method->id);
    out->code = RS_OK;
    if (request->method->rights && request->caller.role == RS_ROLE_GATEWAY) {
        rs_err rc = office_identify(&by, request->envelope.session, request->method->rights);
        if (rc != RS_OK) {
            refuse(out, &by, rc);
            return;
        }
    }
    if (how) {
        run_command(self, how, &by, out);
    } else if (request->method->id == RS_LEASE_TAKE) {
        take_lease(self, &by, out);
    } else {
        by.result = make_status(self, request->memory);
        show(self, NULL, &by, out);
    }
    out->seq = (int64_t)state_seq(self->stores.state);
}

/* -------------------------------------------------------------------------------- the turn */

static void sweep(writer *self)
{
    decision by = decision_for(self, self->memory, RS_ROLE_LEDGER);
    state_cursor cursor;
    if (state_first(by.state, TABLE_EXPIRY, (rs_bytes){0}, (rs_bytes){0}, false, &cursor) &&
        key_number_at(cursor.key, 0) <= self->now)
        decide(&by, FACT_swept, &(rs_swept){.until = self->now, .rows = SWEEP_ROWS});
}

static void do_what_is_due(writer *self)
{
    decision by = decision_for(self, self->memory, RS_ROLE_LEDGER);
    size_t released = points_release(&by, RELEASES_A_TURN);
    sweep(self);
    self->tick = released == RELEASES_A_TURN; /* there may be more: not to wait for the next tick */
    arena_reset(self->memory);
}

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
        self->refusals += one->code != RS_OK;
        actor_answer_raw(self->loop, &one->request, one->code, one->detail, one->result, one->seq);
    }
    self->count = 0;
}

/* No answer and no event leaves before its facts are durable. */
static void commit(writer *self)
{
    rs_error error = {0};
    rs_err rc = seal_commit(self->stores.seal, &error);
    if (rc == RS_OK)
        rc = batch_commit(self->batch, self->stores.journal, &self->stores.head, &error);
    if (rc == RS_OK)
        return;
    log_error("%s; nothing was acknowledged; starting again from the journal", error.text);
    exit(EXIT_FAILURE);
}

static void checkpoint_if_due(writer *self)
{
    const rs_config *config = actor_config(self->loop);
    state *rows = self->stores.state;
    uint64_t behind = state_seq(rows) - state_checkpoint_seq(rows);
    int64_t idle = clock_monotonic_ms() - self->worked_ms;
    bool due = behind >= (uint64_t)config->ledger.checkpoint_facts ||
               (behind && idle >= config->ledger.checkpoint_idle_ms);
    rs_error error = {0};
    if (!due || state_checkpoint(rows, &error) == RS_OK)
        return;
    /* The journal has everything: go on without a new checkpoint, and say so. */
    log_error("no checkpoint: %s", error.text);
    self->worked_ms = clock_monotonic_ms();
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
    actor_count(self->loop, "refusals", self->refusals);
    arena_reset(self->memory);
}

static void on_turn(void *arg)
{
    writer *self = arg;
    int64_t now = actor_now(self->loop);
    if (now > self->now)
        self->now = now;
    for (size_t n = 0; n < self->count; n++)
        decide_one(self, &self->queue[n]);
    if (self->tick)
        do_what_is_due(self);
    if (batch_count(self->batch)) {
        commit(self);
        publish(self);
        self->writes += (int64_t)batch_count(self->batch);
        batch_clear(self->batch);
        self->worked_ms = clock_monotonic_ms();
    }
    answer_all(self);
    checkpoint_if_due(self);
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
    self->tick = true;
    report(self);
}

#define HANDLER(method, function, view) {RS_##method, on_request},
static const actor_handler handlers[] = {LEDGER_RULES(HANDLER){RS_LEASE_TAKE, on_request},
                                         {RS_LEDGER_STATUS, on_request}};

rs_err writer_open(actor *loop, void **self_p, rs_error *error)
{
    const rs_config *config = actor_config(loop);
    writer *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->loop = loop;
    self->memory = arena_open();
    self->leases.started_ms = clock_monotonic_ms();
    rs_err rc = stores_open(&self->stores, config, STORES_WRITE, error);
    if (rc != RS_OK)
        return rc;
    self->batch = batch_open(self->stores.state);
    self->worked_ms = clock_monotonic_ms();
    log_info("the journal ends at fact %" PRIu64 ", epoch %" PRIu64, self->stores.head.seq,
             self->stores.head.epoch);
    actor_serve(loop, RS_SERVICE_LEDGER, handlers, sizeof handlers / sizeof *handlers,
                (int)config->ledger.batch_max, self);
    actor_on_turn(loop, on_turn, self);
    actor_timer(loop, 0, TICK_MS, on_tick, self);
    actor_ready(loop, true, "writing");
    return RS_OK;
}

void writer_close(void **self_p)
{
    writer *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    batch_close(&self->batch);
    stores_close(&self->stores);
    arena_close(&self->memory);
    free(self->queue);
    free(self);
}
