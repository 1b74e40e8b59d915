#include "actors/ledger/desk.h"

#include <stdlib.h>

#include "actors/ledger/answers.h"
#include "actors/ledger/rules/incidents.h"
#include "actors/ledger/rules/lots.h"
#include "actors/ledger/rules/notices.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"
#include "actors/ledger/views/view.h"
#include "shared/log.h"

enum {
    RELEASES_AT_ONCE = 200, /* postings and lots looked at */
    DIGESTS_AT_ONCE = 200,  /* participants who are told something */
    SWEEP_ROWS = 500,
};

/* ---------------------------------------------------------------- answers made from numbers */

typedef bool show_fn(view *self, int64_t first, int64_t second, void *out);

static bool show_again_payout(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_payout(self, first, out);
}
static bool show_again_requisites(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_requisites(self, first, out);
}
static bool show_again_requisites_in_full(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_requisites_in_full(self, first, out);
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
static bool show_again_link(view *self, int64_t first, int64_t second, void *out)
{
    return show_link(self, first, second, out);
}
static bool show_again_admin(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_admin(self, first, out);
}
static bool show_again_saved_view(view *self, int64_t first, int64_t second, void *out)
{
    return show_saved_view(self, first, second, out);
}
static bool show_again_edit(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_edit(self, first, out);
}
static bool show_again_attention(view *self, int64_t first, int64_t second, void *out)
{
    (void)second;
    return show_attention(self, first, out);
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

static rs_bytes encode(arena *memory, const rs_type *type, const void *message)
{
    rs_buf bytes = {0};
    codec_encode(type, message, &bytes);
    rs_bytes out = {(const uint8_t *)arena_copy(memory, bytes.data, bytes.size), bytes.size};
    buf_free(&bytes);
    return out;
}

/* `how` NULL, or without a view: the answer is what `made` holds. */
static rs_bytes show(desk *self, const actor_request *request, const command *how,
                     const decision *made)
{
    const rs_type *type = request->method->result;
    void *empty = arena_give(request->memory, type->size);
    const void *result = made->result;
    view look = {
        .state = self->stores->state,
        .seal = self->stores->seal,
        .memory = request->memory,
        .now = self->now,
    };
    if (how && how->show)
        result = how->show(&look, made->first, made->second, empty) ? empty : NULL;
    return encode(request->memory, type, result ? result : empty);
}

/* -------------------------------------------------------------------------------- deciding */

static decision decision_for(desk *self, arena *memory, rs_role role)
{
    return (decision){
        .state = self->stores->state,
        .seal = self->stores->seal,
        .batch = self->batch,
        .head = &self->stores->head,
        .memory = memory,
        .now = self->now,
        .role = role,
    };
}

static outcome refusal(const decision *by, rs_err code)
{
    return (outcome){.code = code, .detail = arena_print(by->memory, "%s", by->error.text)};
}

/* Answers that will be the same however often one asks. */
static bool is_final(rs_err code)
{
    return code == RS_OK || code == RS_REFUSED || code == RS_INSUFFICIENT || code == RS_CONFLICT ||
           code == RS_TAKEN || code == RS_LIMIT || code == RS_EXPIRED || code == RS_NOT_FOUND;
}

static outcome answer_again(desk *self, const actor_request *request, const command *how,
                            decision *by, const answer_id *id, const rs_answered_row *row)
{
    if (row->body.size != sizeof id->body ||
        memcmp(row->body.data, id->body, sizeof id->body) != 0) {
        return refusal(by, REFUSE(by, RS_CONFLICT, "key: it came with another request before"));
    }
    if (row->code != RS_OK)
        return (outcome){.code = (rs_err)row->code, .detail = row->detail};
    by->first = row->first;
    by->second = row->second;
    return (outcome){.result = how->show ? show(self, request, how, by) : row->result};
}

static rs_err run_rule(const command *how, decision *by, const void *argument)
{
    size_t facts = batch_count(by->batch);
    rs_err rc = how->rule(by, argument);
    if (rc == RS_OK || batch_count(by->batch) == facts)
        return rc;
    /* Only a failing disk can end a rule in the middle; what is in memory is not to be trusted. */
    log_error("%s; starting again from the journal", by->error.text);
    _Exit(EXIT_FAILURE); /* a batch may be on its way, in another thread */
}

static outcome run_command(desk *self, const actor_request *request, const command *how,
                           decision *by)
{
    answer_id id;
    rs_answered_row row;
    bool keyed = request->method->kind == RS_WRITE;
    if (keyed) {
        rs_err rc = answers_identify(request, &id, &by->error);
        if (rc != RS_OK)
            return refusal(by, rc);
        if (answers_find(by, &id, &row))
            return answer_again(self, request, how, by, &id, &row);
    }
    rs_err rc = run_rule(how, by, request->argument);
    outcome out = rc == RS_OK ? (outcome){.result = show(self, request, how, by)} : refusal(by, rc);
    if (keyed && is_final(rc))
        answers_keep(by, &id, by->role, rc, how->show ? (rs_bytes){0} : out.result);
    return out;
}

static outcome take_lease(desk *self, const actor_request *request, decision *by)
{
    rs_lease lease = {0};
    rs_err rc = lease_take(&self->leases, by, request->argument, self->monotonic_ms, &lease);
    by->result = &lease;
    outcome out =
        rc == RS_OK ? (outcome){.result = show(self, request, NULL, by)} : refusal(by, rc);
    by->result = NULL; /* the lease ends here */
    return out;
}

static const rs_ledger_status *make_status(desk *self, arena *memory)
{
    rs_meta_row meta;
    row_meta(self->stores->state, memory, &meta);
    rs_counter *items = arena_give(memory, 4 * sizeof *items);
    items[0] = (rs_counter){"participants", meta.participant};
    items[1] = (rs_counter){"registered", meta.registered};
    items[2] = (rs_counter){"postings", meta.posting};
    items[3] = (rs_counter){"payouts", meta.payout};
    rs_ledger_status *out = arena_give(memory, sizeof *out);
    *out = (rs_ledger_status){
        .seq = (int64_t)self->stores->head.seq,
        .checkpoint = (int64_t)state_checkpoint_seq(self->stores->state),
        .epoch = (int64_t)self->stores->head.epoch,
        .head = {self->stores->head.hash, JOURNAL_HASH_SIZE},
        .counters = {items, 4},
    };
    return out;
}

static outcome decide_it(desk *self, const actor_request *request, decision *by)
{
    const command *how = find_command(request->method->id);
    bool for_admin = by->role == RS_ROLE_GATEWAY || by->role == RS_ROLE_OZON;
    if (request->method->rights && for_admin) {
        rs_err rc = office_identify(by, request->envelope.session, request->method->rights);
        if (rc != RS_OK)
            return refusal(by, rc);
    }
    if (how)
        return run_command(self, request, how, by);
    if (request->method->id == RS_LEASE_TAKE)
        return take_lease(self, request, by);
    by->result = make_status(self, by->memory);
    return (outcome){.result = show(self, request, NULL, by)};
}

void desk_answer(desk *self, const actor_request *request, outcome *out)
{
    decision by = decision_for(self, request->memory, request->caller.role);
    *out = decide_it(self, request, &by);
    out->seq = (int64_t)state_seq(self->stores->state);
}

/* ------------------------------------------------------------------------- what time brings */

/* true: there may be more. */
static bool sweep(decision *by)
{
    state_cursor cursor;
    if (!state_first(by->state, TABLE_EXPIRY, (rs_bytes){0}, (rs_bytes){0}, false, &cursor) ||
        key_number_at(cursor.key, 0) > by->now)
        return false;
    decide(by, FACT_swept, &(rs_swept){.until = by->now, .rows = SWEEP_ROWS});
    return true;
}

/* Deletes the key of somebody who was erased, one at a time, once that is durable: whoever dies in
 * between does it again after the next start. true: there may be more. */
static bool forget(desk *self, decision *by)
{
    rs_ref_row fact;
    state_cursor cursor;
    if (!state_first(by->state, TABLE_FORGET, (rs_bytes){0}, (rs_bytes){0}, false, &cursor))
        return false;
    int64_t person = key_number_at(cursor.key, 0);
    row_read(&cursor, by->memory, &fact);
    if ((uint64_t)fact.id > self->stores->head.seq)
        return true;
    if (seal_forget(self->stores->seal, person, &by->error) != RS_OK) {
        log_error("the key of person %lld is not deleted yet: %s", (long long)person,
                  by->error.text);
        return false; /* again with the next look at what is due */
    }
    decide(by, FACT_forgotten, &(rs_forgotten){.person = person});
    return true;
}

bool desk_do_due(desk *self, arena *memory)
{
    decision by = decision_for(self, memory, RS_ROLE_LEDGER);
    bool more = points_release(&by, RELEASES_AT_ONCE) == RELEASES_AT_ONCE;
    more |= notices_release(&by, DIGESTS_AT_ONCE) == DIGESTS_AT_ONCE;
    more |= lots_review(&by, RELEASES_AT_ONCE);
    more |= forget(self, &by);
    incidents_calm(&by, self->began);
    absences_look(&by, &self->leases, self->monotonic_ms, &self->absent);
    incidents_tell_head(&by, self->head_hour);
    return sweep(&by) || more;
}

/* --------------------------------------------------------------------- what the writer sees */

void desk_begin(desk *self, arena *memory)
{
    decision by = decision_for(self, memory, RS_ROLE_LEDGER);
    self->began = self->leases.started_at = self->now;
    incidents_began(&by);
}

void desk_report(desk *self, arena *memory, const rs_incident_args *args)
{
    decision by = decision_for(self, memory, RS_ROLE_LEDGER);
    incidents_report(&by, args);
}

void desk_end(desk *self, arena *memory)
{
    decision by = decision_for(self, memory, RS_ROLE_LEDGER);
    decide(&by, FACT_writer_stopped, &(rs_writer_stopped){.epoch = (int64_t)by.head->epoch});
}
