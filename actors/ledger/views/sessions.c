/* Where administrators are logged in. */
#include "actors/ledger/rules/sessions.h"

#include <stdlib.h>

#include "actors/ledger/views/view.h"

enum { SHOWN_MAX = 100, LOOKED_AT_MAX = 2000 };

static bool show_session(view *self, const uint8_t *hash, rs_session_view *out)
{
    rs_session_row row;
    rs_bytes name = {hash, SESSION_HASH_BYTES};
    if (!row_get(self->state, self->memory, TABLE_SESSION, KEY_RAW(name), &row) ||
        row.expires <= self->now)
        return false;
    char *key = arena_give(self->memory, SESSION_KEY_SIZE);
    session_key(hash, key);
    *out = (rs_session_view){
        .key = key,
        .created = row.created,
        .used = row.used,
        .expires = row.expires,
        .agent = row.agent,
        .address = row.address,
        .current = self->session.size && !memcmp(self->session.data, hash, SESSION_HASH_BYTES),
    };
    return true;
}

static int by_use(const void *a, const void *b)
{
    const rs_session_view *one = a;
    const rs_session_view *other = b;
    if (one->current != other->current)
        return one->current ? -1 : 1;
    return (one->used < other->used) - (one->used > other->used);
}

rs_err view_sessions(view *self, const void *argument, void *result)
{
    const rs_sessions_args *args = argument;
    rs_sessions_page *out = result;
    int64_t admin = args->admin ? args->admin : self->admin;
    if (admin != self->admin && !(self->rights & RS_RIGHT_OWNER))
        return rs_fail(&self->error, RS_FORBIDDEN, "admin: sessions of others are for owners");
    rs_session_view *items = arena_give(self->memory, SHOWN_MAX * sizeof *items);
    size_t count = 0;
    rs_key prefix = *KEY_1(admin);
    state_cursor at;
    bool more =
        state_first(self->state, TABLE_SESSION_OF, key_bytes(&prefix), (rs_bytes){0}, false, &at);
    for (int looked = 0; more && count < SHOWN_MAX && looked < LOOKED_AT_MAX;
         more = state_next(&at), looked++)
        count += show_session(self, at.key.data + prefix.size, &items[count]);
    qsort(items, count, sizeof *items, by_use);
    out->sessions = (rs_session_view_list){items, count};
    return RS_OK;
}
