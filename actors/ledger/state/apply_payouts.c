/* Facts about payout requests and where their money is to go. */
#include "actors/ledger/state/apply_fold.h"

static void load(fold *self, int64_t id, rs_request_row *out)
{
    bool there = row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(id), out);
    RS_ASSERT(there);
}

/* `before` NULL: it is new. */
static void keep(fold *self, const rs_request_row *before, const rs_request_row *row)
{
    for (int by = RS_PAYOUT_BY_CHANGED; by <= RS_PAYOUT_BY_PARTICIPANT; by++) {
        int64_t value = row_sort_value(row, (rs_payout_sort)by);
        int64_t old = before ? row_sort_value(before, (rs_payout_sort)by) : value;
        if (before && old == value)
            continue;
        if (before)
            row_del(self->state, TABLE_PAYOUT_BY, KEY_3(by, old, row->id));
        row_put_nothing(self->state, TABLE_PAYOUT_BY, KEY_3(by, value, row->id));
    }
    row_put(self->state, TABLE_PAYOUT, KEY_1(row->id), row);
}

/* The next line of the request's history, which keep() writes with it. */
static void add_step(fold *self, rs_request_row *row, rs_payout_step_row step)
{
    step.at = self->at;
    step.state = row->state;
    row->steps++;
    row_put(self->state, TABLE_PAYOUT_STEP, KEY_2(row->id, row->steps), &step);
}

/* Looked at anew, from now on. */
static void touch(fold *self, rs_request_row *row)
{
    row->changed = self->at;
    row->rev = (int64_t)self->seq;
}

static void count_state(fold *self, rs_payout_state which, int change)
{
    rs_count_row row;
    row_get(self->state, self->memory, TABLE_PAYOUT_COUNT, KEY_1(which), &row);
    row.value += change;
    row_put(self->state, TABLE_PAYOUT_COUNT, KEY_1(which), &row);
}

static void enter_state(fold *self, const rs_request_row *row)
{
    row_put_nothing(self->state, TABLE_PAYOUT_IN, KEY_2(row->state, row->id));
    count_state(self, row->state, 1);
}

static void leave_state(fold *self, const rs_request_row *row)
{
    row_del(self->state, TABLE_PAYOUT_IN, KEY_2(row->state, row->id));
    count_state(self, row->state, -1);
}

void fold_payout_opened(fold *self, const rs_payout_opened *fact)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    meta.payout = fact->id;
    row_put_meta(self->state, &meta);

    rs_request_row row = {
        .id = fact->id,
        .participant = fact->participant,
        .state = RS_PAYOUT_NEW,
        .created = self->at,
        .changed = self->at,
        .rev = (int64_t)self->seq,
        .points = fact->points,
        .money = fact->money,
        .rate = fact->rate,
        .steps = 1,
        .requisites = fact->requisites,
    };
    keep(self, NULL, &row);
    enter_state(self, &row);
    row_put_nothing(self->state, TABLE_PAYOUT_OF, KEY_2(fact->participant, fact->id));
    row_put(self->state, TABLE_PAYOUT_STEP, KEY_2(fact->id, 1),
            &(rs_payout_step_row){.at = self->at, .state = RS_PAYOUT_NEW});

    rs_account_row who;
    fold_account(self, fact->participant, &who);
    who.open_payouts++;
    who.open_payout = fact->id;
    fold_keep_account(self, fact->participant, &who);
}

static void close_request(fold *self, const rs_request_row *row)
{
    rs_account_row who;
    fold_account(self, row->participant, &who);
    who.open_payouts--;
    if (who.open_payout == row->id)
        who.open_payout = 0;
    if (row->state == RS_PAYOUT_PAID)
        who.paid_money += row->money;
    fold_keep_account(self, row->participant, &who);
}

void fold_payout_moved(fold *self, const rs_payout_moved *fact)
{
    rs_request_row row;
    load(self, fact->id, &row);
    rs_request_row before = row;
    leave_state(self, &row);
    touch(self, &row);
    row.state = fact->to;
    row.reason = fact->reason;
    row.comment = fact->comment;
    if (fact->admin) {
        row.admin = fact->admin;
        row.until = fact->until;
    }
    add_step(self, &row,
             (rs_payout_step_row){
                 .admin = fact->admin,
                 .reason = fact->reason,
                 .comment = fact->comment,
                 .note = fact->note,
             });
    keep(self, &before, &row);
    enter_state(self, &row);
    if (row.state != RS_PAYOUT_NEGOTIATION)
        close_request(self, &row);
    if (row.state == RS_PAYOUT_PAID)
        fold_count(self, &(rs_rollup_row){.payouts = 1, .paid_money = row.money});
    if (fact->admin)
        fold_entry(self, RS_ACTION_CHANGE, RS_OBJECT_PAYOUT, fact->id, fact->admin);
}

/* Renewed, it is the same as before to everybody else. */
void fold_payout_claimed(fold *self, const rs_payout_claimed *fact)
{
    rs_request_row row;
    load(self, fact->id, &row);
    rs_request_row before = row;
    bool renewed = fact->admin && fact->admin == row.admin && row.until > self->at;
    row.admin = fact->admin;
    row.until = fact->until;
    if (!renewed) {
        row.rev = (int64_t)self->seq;
        add_step(self, &row,
                 (rs_payout_step_row){
                     .admin = fact->by,
                     .kind = fact->admin ? RS_DEED_CLAIMED : RS_DEED_GIVEN_BACK,
                     .note = fact->reason,
                 });
        fold_entry(self, RS_ACTION_CHANGE, RS_OBJECT_PAYOUT, fact->id, fact->by);
    }
    keep(self, &before, &row);
}

/* Where it is shown is no change of the request: who looked at it has looked at what it is. */
void fold_payout_carded(fold *self, const rs_payout_carded *fact)
{
    rs_request_row row;
    load(self, fact->id, &row);
    row.card = fact->place;
    row_put(self->state, TABLE_PAYOUT, KEY_1(row.id), &row);
}

/* Who agreed agreed to other figures. */
void fold_payout_corrected(fold *self, const rs_payout_corrected *fact)
{
    rs_request_row row;
    load(self, fact->id, &row);
    rs_request_row before = row;
    touch(self, &row);
    row.points = fact->points;
    row.money = fact->money;
    row.approver = 0;
    row.approved = 0;
    add_step(self, &row,
             (rs_payout_step_row){
                 .admin = fact->admin,
                 .kind = RS_DEED_CORRECTED,
                 .comment = fact->reason,
                 .points = fact->points,
                 .money = fact->money,
                 .points_before = fact->points_before,
                 .money_before = fact->money_before,
             });
    keep(self, &before, &row);
    fold_entry(self, RS_ACTION_CORRECT, RS_OBJECT_PAYOUT, fact->id, fact->admin);
}

void fold_payout_approved(fold *self, const rs_payout_approved *fact)
{
    rs_request_row row;
    load(self, fact->id, &row);
    rs_request_row before = row;
    touch(self, &row);
    row.approver = fact->admin;
    row.approved = self->at;
    add_step(self, &row, (rs_payout_step_row){.admin = fact->admin, .kind = RS_DEED_APPROVED});
    keep(self, &before, &row);
    fold_entry(self, RS_ACTION_APPROVE, RS_OBJECT_PAYOUT, fact->id, fact->admin);
}

/* A line of the history that leaves the request itself as it was looked at. */
static void add_line(fold *self, int64_t payout, const rs_payout_step_row *step)
{
    rs_request_row row;
    load(self, payout, &row);
    rs_request_row before = row;
    add_step(self, &row, *step);
    keep(self, &before, &row);
}

void fold_payout_noted(fold *self, const rs_payout_noted *fact)
{
    add_line(
        self, fact->id,
        &(rs_payout_step_row){.admin = fact->admin, .kind = RS_DEED_NOTED, .note = fact->note});
    fold_entry(self, RS_ACTION_NOTE, RS_OBJECT_PAYOUT, fact->id, fact->admin);
}

void fold_requisites_seen(fold *self, const rs_requisites_seen *fact)
{
    add_line(self, fact->payout,
             &(rs_payout_step_row){.admin = fact->admin, .kind = RS_DEED_VIEWED});
    fold_entry(self, RS_ACTION_VIEW, RS_OBJECT_PAYOUT, fact->payout, fact->admin);
}

void fold_requisites_given(fold *self, const rs_requisites_given *fact)
{
    rs_form_row row;
    const rs_key *key = KEY_1(fact->participant);
    row_get(self->state, self->memory, TABLE_REQUISITES, key, &row);
    row.want = fact->want;
    row.draft = fact->want ? fact->sealed : (rs_bytes){0};
    if (!fact->want)
        row.saved = fact->sealed;
    row_put(self->state, TABLE_REQUISITES, key, &row);
}
