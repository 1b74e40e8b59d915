#include "actors/ledger/rules/sessions.h"

#include <sodium.h>

#include "actors/ledger/rules/rules.h"

enum { AT_ONCE = 64 };

void session_key(const uint8_t hash[SESSION_HASH_BYTES], char out[SESSION_KEY_SIZE])
{
    sodium_bin2hex(out, SESSION_KEY_SIZE, hash, SESSION_KEY_BYTES);
}

/* Copies, because a decision changes what a cursor stands on. */
static size_t some_sessions(decision *self, int64_t admin, rs_bytes keep, rs_bytes out[AT_ONCE])
{
    rs_key prefix = *KEY_1(admin);
    state_cursor at;
    size_t count = 0;
    bool more =
        state_first(self->state, TABLE_SESSION_OF, key_bytes(&prefix), (rs_bytes){0}, false, &at);
    for (; more && count < AT_ONCE; more = state_next(&at)) {
        const char *hash = (const char *)at.key.data + prefix.size;
        if (keep.size && !memcmp(hash, keep.data, SESSION_HASH_BYTES))
            continue;
        out[count++] =
            (rs_bytes){(const uint8_t *)arena_copy(self->memory, hash, SESSION_HASH_BYTES),
                       SESSION_HASH_BYTES};
    }
    return count;
}

static void end_one(decision *self, rs_bytes session, int64_t admin, int64_t by)
{
    decide(self, FACT_session_ended,
           &(rs_session_ended){.session = session, .admin = admin, .by = by});
}

void sessions_end(decision *self, int64_t admin, rs_bytes keep, int64_t by)
{
    rs_bytes found[AT_ONCE];
    size_t count;
    do {
        count = some_sessions(self, admin, keep, found);
        for (size_t n = 0; n < count; n++)
            end_one(self, found[n], admin, by);
    } while (count == AT_ONCE);
}

static rs_bytes find_session(decision *self, int64_t admin, const char *wanted)
{
    rs_key prefix = *KEY_1(admin);
    state_cursor at;
    bool more =
        state_first(self->state, TABLE_SESSION_OF, key_bytes(&prefix), (rs_bytes){0}, false, &at);
    for (; more; more = state_next(&at)) {
        char key[SESSION_KEY_SIZE];
        const uint8_t *hash = at.key.data + prefix.size;
        session_key(hash, key);
        if (!strcmp(key, wanted))
            return (rs_bytes){
                (const uint8_t *)arena_copy(self->memory, (const char *)hash, SESSION_HASH_BYTES),
                SESSION_HASH_BYTES};
    }
    return (rs_bytes){0};
}

/* Ending what has ended already is harmless: somebody was faster, or it ran out. */
rs_err rule_session_revoke(decision *self, const void *argument)
{
    const rs_session_revoke_args *args = argument;
    int64_t admin = args->admin ? args->admin : self->admin;
    bool named = args->key && *args->key;
    if (admin != self->admin && !((uint32_t)self->rights & RS_RIGHT_OWNER))
        return REFUSE(self, RS_FORBIDDEN, "admin: sessions of others are for owners to end");
    if (!row_has(self->state, TABLE_ADMIN, KEY_1(admin)))
        return REFUSE(self, RS_NOT_FOUND, "admin: no such administrator");
    if (named == args->all)
        return REFUSE(self, RS_BAD_REQUEST, "key, all: one of them is wanted");
    if (args->all) {
        sessions_end(self, admin, self->session, self->admin);
        return RS_OK;
    }
    rs_bytes session = find_session(self, admin, args->key);
    if (session.size)
        end_one(self, session, admin, self->admin);
    return RS_OK;
}
