/* Facts about settings, administrators and their sessions. */
#include "actors/ledger/state/apply_fold.h"

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

void fold_cabinet_keyed(fold *self, const rs_cabinet_keyed *fact)
{
    fold_entry(self, RS_ACTION_CHANGE, RS_OBJECT_CABINET, fact->client, fact->admin);
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
    if (!row.rights)
        fold_no_views(self, row.id);
    row_put(self->state, TABLE_ADMIN, KEY_1(row.id), &row);
    if (row.tg)
        row_put_ref(self->state, TABLE_ADMIN_BY_TG, KEY_1(row.tg), row.id);
}

void fold_exported(fold *self, const rs_exported *fact)
{
    fold_entry(self, RS_ACTION_EXPORT, RS_OBJECT_TABLE, fact->table, fact->admin);
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

void fold_proof_used(fold *self, const rs_proof_used *fact)
{
    const rs_key *key = KEY_RAW(fact->proof);
    row_put(self->state, TABLE_PROOF, key, &(rs_proof_row){.expires = fact->expires});
    fold_expires(self, fact->expires, TABLE_PROOF, key);
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
                .used = self->at,
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
    row.used = self->at;
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
