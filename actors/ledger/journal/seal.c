#include "actors/ledger/journal/seal.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/journal/keyring.h"

enum {
    NONCE_SIZE = crypto_secretbox_NONCEBYTES,
    SEALED_MIN = NONCE_SIZE + crypto_secretbox_MACBYTES,
    COPIED_AT_ONCE = 10000,
};
_Static_assert(KEY_SIZE == crypto_secretbox_KEYBYTES, "a key is a key of secretbox");

struct seal {
    keyring *store;
    bool writes;
    person_key *fresh; /* not durable yet */
    size_t fresh_count;
    size_t fresh_room;
};

/* ------------------------------------------------------------------------- opening */

/* With the store that `code` says was opened. */
static rs_err open_with(seal **self_p, rs_err code, keyring *store, bool writes)
{
    *self_p = NULL;
    if (code)
        return code;
    seal *self = calloc(1, sizeof *self);
    RS_ASSERT(self && sodium_init() >= 0);
    self->store = store;
    self->writes = writes;
    *self_p = self;
    return RS_OK;
}

rs_err seal_open(seal **self_p, const char *folder, int64_t map_gib, seal_mode mode,
                 rs_error *error)
{
    keyring *store;
    rs_err code = keyring_lmdb_open(&store, folder, map_gib, mode == SEAL_WRITE, error);
    return open_with(self_p, code, store, mode == SEAL_WRITE);
}

rs_err seal_postgres_open(seal **self_p, const char *file, seal_mode mode, rs_error *error)
{
    keyring *store;
    rs_err code = keyring_postgres_open(&store, file, mode == SEAL_WRITE, error);
    return open_with(self_p, code, store, mode == SEAL_WRITE);
}

static void forget_fresh(seal *self)
{
    if (self->fresh)
        sodium_memzero(self->fresh, self->fresh_room * sizeof *self->fresh);
    self->fresh_count = 0;
}

void seal_close(seal **self_p)
{
    seal *self = *self_p;
    if (!self)
        return;
    forget_fresh(self);
    free(self->fresh);
    keyring_close(&self->store);
    free(self);
    *self_p = NULL;
}

/* ------------------------------------------------------------------------- keyring */

static person_key *find_fresh(seal *self, int64_t person)
{
    for (size_t n = self->fresh_count; n > 0; n--)
        if (self->fresh[n - 1].person == person)
            return &self->fresh[n - 1];
    return NULL;
}

static rs_err find_key(seal *self, int64_t person, uint8_t key[KEY_SIZE], rs_error *error)
{
    const person_key *known = find_fresh(self, person);
    if (!known)
        return self->store->engine->find(self->store, person, key, error);
    memcpy(key, known->key, KEY_SIZE);
    return RS_OK;
}

static void add_fresh(seal *self, int64_t person, const uint8_t key[KEY_SIZE])
{
    if (self->fresh_count == self->fresh_room) {
        /* Not realloc: it would leave a copy of the keys behind. */
        size_t room = self->fresh_room ? 2 * self->fresh_room : 16;
        person_key *larger = calloc(room, sizeof *larger);
        RS_ASSERT(larger);
        if (self->fresh_count)
            memcpy(larger, self->fresh, self->fresh_count * sizeof *larger);
        size_t count = self->fresh_count;
        forget_fresh(self);
        free(self->fresh);
        self->fresh = larger;
        self->fresh_room = room;
        self->fresh_count = count;
    }
    person_key *made = &self->fresh[self->fresh_count++];
    made->person = person;
    memcpy(made->key, key, KEY_SIZE);
}

static void make_key(seal *self, int64_t person, uint8_t key[KEY_SIZE])
{
    crypto_secretbox_keygen(key);
    add_fresh(self, person, key);
}

rs_err seal_commit(seal *self, rs_error *error)
{
    if (self->fresh_count == 0)
        return RS_OK;
    rs_err code = self->store->engine->put(self->store, self->fresh, self->fresh_count, error);
    if (!code)
        forget_fresh(self);
    return code;
}

/* ------------------------------------------------------------------------- texts */

rs_err seal_lock(seal *self, int64_t person, const char *text, arena *memory, rs_bytes *out,
                 rs_error *error)
{
    uint8_t key[KEY_SIZE];
    RS_ASSERT(self->writes);
    *out = (rs_bytes){0};
    if (!text || !*text)
        return RS_OK;
    rs_err code = find_key(self, person, key, error);
    if (code == RS_NOT_FOUND)
        make_key(self, person, key);
    else if (code)
        return code;

    size_t size = strlen(text);
    uint8_t *sealed = arena_give(memory, SEALED_MIN + size);
    randombytes_buf(sealed, NONCE_SIZE);
    crypto_secretbox_easy(sealed + NONCE_SIZE, (const unsigned char *)text, size, sealed, key);
    sodium_memzero(key, sizeof key);
    *out = (rs_bytes){sealed, SEALED_MIN + size};
    return RS_OK;
}

rs_err seal_unlock(seal *self, int64_t person, rs_bytes sealed, arena *memory, const char **out,
                   rs_error *error)
{
    uint8_t key[KEY_SIZE];
    *out = NULL;
    if (sealed.size == 0)
        return RS_OK;
    if (sealed.size <= SEALED_MIN)
        return rs_fail(error, RS_CORRUPT, "a sealed text of person %lld is cut off",
                       (long long)person);
    rs_err code = find_key(self, person, key, error);
    if (code)
        return code;
    char *text = arena_give(memory, sealed.size - SEALED_MIN + 1);
    int failed = crypto_secretbox_open_easy((unsigned char *)text, sealed.data + NONCE_SIZE,
                                            sealed.size - NONCE_SIZE, sealed.data, key);
    sodium_memzero(key, sizeof key);
    if (failed)
        return rs_fail(error, RS_CORRUPT, "a sealed text of person %lld was changed",
                       (long long)person);
    *out = text;
    return RS_OK;
}

rs_err seal_forget(seal *self, int64_t person, rs_error *error)
{
    RS_ASSERT(self->writes);
    rs_err code = seal_commit(self, error); /* it may be a fresh one */
    return code ? code : self->store->engine->forget(self->store, person, error);
}

/* ------------------------------------------------------------------------- copying */

typedef struct {
    seal *to;
    rs_err code;
    rs_error *error;
} copying;

static bool is_there(void *arg, const person_key *one)
{
    (void)one;
    *(bool *)arg = true;
    return false;
}

static bool copy_one(void *arg, const person_key *one)
{
    copying *self = arg;
    add_fresh(self->to, one->person, one->key);
    if (self->to->fresh_count >= COPIED_AT_ONCE)
        self->code = seal_commit(self->to, self->error);
    return self->code == RS_OK;
}

rs_err seal_copy(seal *from, seal *to, rs_error *error)
{
    bool any = false;
    copying now = {.to = to, .error = error};
    RS_ASSERT(to->writes);
    rs_err code = to->store->engine->each(to->store, is_there, &any, error);
    if (!code && any)
        code = rs_fail(error, RS_TAKEN, "there are keys of persons already where these are to go");
    if (!code)
        code = from->store->engine->each(from->store, copy_one, &now, error);
    if (!code)
        code = now.code;
    return code ? code : seal_commit(to, error);
}
