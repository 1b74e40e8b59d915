/* Facts about payouts, settings, administrators and their sessions. */
#include "actors/ledger/state/apply_fold.h"

static void load(fold *self, int64_t id, rs_request_row *out)
{
    bool there = row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(id), out);
    RS_ASSERT(there);
}

static void keep(fold *self, const rs_request_row *row)
{
    row_put(self->state, TABLE_PAYOUT, KEY_1(row->id), row);
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
    };
    keep(self, &row);
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
    leave_state(self, &row);
    row.state = fact->to;
    row.changed = self->at;
    row.rev = (int64_t)self->seq;
    row.reason = fact->reason;
    row.comment = fact->comment;
    row.steps++;
    if (fact->admin && !row.admin)
        row.admin = fact->admin;
    keep(self, &row);
    enter_state(self, &row);
    row_put(self->state, TABLE_PAYOUT_STEP, KEY_2(row.id, row.steps),
            &(rs_payout_step_row){
                .at = self->at,
                .state = fact->to,
                .admin = fact->admin,
                .reason = fact->reason,
                .comment = fact->comment,
                .note = fact->note,
            });
    if (row.state != RS_PAYOUT_NEGOTIATION)
        close_request(self, &row);
    if (fact->admin)
        fold_entry(self, RS_ACTION_CHANGE, RS_OBJECT_PAYOUT, fact->id, fact->admin);
}

void fold_payout_claimed(fold *self, const rs_payout_claimed *fact)
{
    rs_request_row row;
    load(self, fact->id, &row);
    row.admin = fact->admin;
    row.rev = (int64_t)self->seq;
    keep(self, &row);
    fold_entry(self, RS_ACTION_CHANGE, RS_OBJECT_PAYOUT, fact->id, fact->by);
}

void fold_settings_made(fold *self, const rs_settings_made *fact)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    meta.settings = fact->version;
    row_put_meta(self->state, &meta);
    row_put(self->state, TABLE_SETTINGS, KEY_1(fact->version),
            &(rs_settings_row){
                .since = self->at,
                .admin = fact->admin,
                .settings = fact->settings,
                .reason = fact->reason,
                .seq = (int64_t)self->seq,
            });
    row_put_terms(self->state, fact->version, self->at, fact->settings);
    fold_entry(self, RS_ACTION_CHANGE, RS_OBJECT_SETTINGS, fact->version, fact->admin);
}

static bool is_active_owner(const rs_officer_row *row)
{
    return (row->rights & RS_RIGHT_OWNER) && !row->blocked;
}

static rs_action action_on(const rs_officer_row *before, const rs_admin_made *now)
{
    if (!before->rights)
        return RS_ACTION_CREATE; /* or comes back */
    if (!now->rights)
        return RS_ACTION_DELETE;
    if (before->blocked != now->blocked)
        return now->blocked ? RS_ACTION_BLOCK : RS_ACTION_UNBLOCK;
    return RS_ACTION_CHANGE;
}

void fold_admin_made(fold *self, const rs_admin_made *fact)
{
    rs_officer_row row;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    bool there = row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(fact->id), &row);
    fold_entry(self, action_on(&row, fact), RS_OBJECT_ADMIN, fact->id, fact->by);
    meta.owners -= is_active_owner(&row);
    if (row.tg)
        row_del(self->state, TABLE_ADMIN_BY_TG, KEY_1(row.tg));
    if (!there) {
        meta.admin = fact->id;
        row.created = self->at;
    }
    row.id = fact->id;
    row.tg = fact->tg;
    row.nick = fact->nick;
    row.name = fact->name;
    row.rights = fact->rights;
    row.blocked = fact->blocked;
    meta.owners += is_active_owner(&row);
    row_put_meta(self->state, &meta);
    row_put(self->state, TABLE_ADMIN, KEY_1(row.id), &row);
    if (row.tg)
        row_put_ref(self->state, TABLE_ADMIN_BY_TG, KEY_1(row.tg), row.id);
}

void fold_login_begun(fold *self, const rs_login_begun *fact)
{
    const rs_key *key = KEY_TEXT(fact->attempt);
    row_put(self->state, TABLE_LOGIN, key,
            &(rs_login_row){
                .secret = fact->secret,
                .number = fact->number,
                .numbers = fact->numbers,
                .expires = fact->expires,
                .state = RS_LOGIN_WAITING,
                .agent = fact->agent,
                .address = fact->address,
            });
    fold_expires(self, fact->expires, TABLE_LOGIN, key);
}

void fold_login_moved(fold *self, const rs_login_moved *fact)
{
    rs_login_row row;
    const rs_key *key = KEY_TEXT(fact->attempt);
    bool there = row_get(self->state, self->memory, TABLE_LOGIN, key, &row);
    RS_ASSERT(there);
    row.state = fact->state;
    row.tg = fact->tg;
    row.admin = fact->admin;
    row.chosen = fact->chosen;
    row_put(self->state, TABLE_LOGIN, key, &row);
}

void fold_ticket_granted(fold *self, const rs_ticket_granted *fact)
{
    rs_ticket_row row;
    const rs_key *key = KEY_RAW(fact->ticket);
    if (row_get(self->state, self->memory, TABLE_TICKET, key, &row)) /* granted again */
        fold_expires_not(self, row.expires, TABLE_TICKET, key);
    row_put(self->state, TABLE_TICKET, key,
            &(rs_ticket_row){.admin = fact->admin, .expires = fact->expires});
    fold_expires(self, fact->expires, TABLE_TICKET, key);
}

void fold_ticket_used(fold *self, const rs_ticket_used *fact)
{
    rs_ticket_row row;
    const rs_key *key = KEY_RAW(fact->ticket);
    if (!row_get(self->state, self->memory, TABLE_TICKET, key, &row))
        return;
    fold_expires_not(self, row.expires, TABLE_TICKET, key);
    row_del(self->state, TABLE_TICKET, key);
}

void fold_session_opened(fold *self, const rs_session_opened *fact)
{
    const rs_key *key = KEY_RAW(fact->session);
    row_put(self->state, TABLE_SESSION, key,
            &(rs_session_row){
                .admin = fact->admin,
                .created = self->at,
                .expires = fact->expires,
                .agent = fact->agent,
                .address = fact->address,
            });
    row_put_nothing(self->state, TABLE_SESSION_OF, KEY_1_RAW(fact->admin, fact->session));
    fold_expires(self, fact->expires, TABLE_SESSION, key);

    rs_officer_row admin;
    if (!row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(fact->admin), &admin))
        return;
    admin.last_login = self->at;
    row_put(self->state, TABLE_ADMIN, KEY_1(fact->admin), &admin);
}

void fold_session_renewed(fold *self, const rs_session_renewed *fact)
{
    rs_session_row row;
    const rs_key *key = KEY_RAW(fact->session);
    if (!row_get(self->state, self->memory, TABLE_SESSION, key, &row))
        return;
    fold_expires_not(self, row.expires, TABLE_SESSION, key);
    row.expires = fact->expires;
    row_put(self->state, TABLE_SESSION, key, &row);
    fold_expires(self, row.expires, TABLE_SESSION, key);
}

void fold_session_ended(fold *self, const rs_session_ended *fact)
{
    rs_session_row row;
    const rs_key *key = KEY_RAW(fact->session);
    if (!row_get(self->state, self->memory, TABLE_SESSION, key, &row))
        return;
    fold_expires_not(self, row.expires, TABLE_SESSION, key);
    row_del(self->state, TABLE_SESSION, key);
    row_del(self->state, TABLE_SESSION_OF, KEY_1_RAW(row.admin, fact->session));
}
