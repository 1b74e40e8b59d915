/* refsys.keys:  person  ->  32 bytes  (pg.c has the schema)
 *
 * What was asked for is known for a while, so that a page of names is not a page of round trips,
 * and whoever goes through persons by their numbers has the next ones brought along. The writer
 * alone adds and deletes keys, so it may know them for good; a reader asks again after a second,
 * that is how long an erased person's key may live in it. That somebody has no key is never
 * remembered. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/journal/keyring.h"
#include "actors/ledger/journal/pg.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    SLOTS = 8192,
    AHEAD = 512,       /* rows, brought along for whoever goes upwards */
    NEAR = 1024,       /* so far from one to the next is going upwards */
    ROW_SIZE = 8 + 32, /* of what is sent for one new key */
};
static const int64_t KNOWN_MS = 1000;

typedef struct {
    person_key of;
    int64_t until_ms; /* monotonic; 0: empty */
} known_key;

typedef struct {
    keyring base; /* first: the interface is all a caller sees */
    pg *link;
    bool writes;
    int64_t last; /* person that was asked of the server */
    known_key known[SLOTS];
} keyring_postgres;

static const char find_sql[] = "SELECT person, key FROM refsys.keys WHERE person >= $1::bigint"
                               " AND person <= $2::bigint ORDER BY person LIMIT $3::bigint";
/* Packed: a number and a key after the other. */
static const char put_sql[] =
    "INSERT INTO refsys.keys (person, key)"
    " SELECT ('x' || encode(substr($1::bytea, n * 40 + 1, 8), 'hex'))::bit(64)::bigint,"
    " substr($1::bytea, n * 40 + 9, 32) FROM generate_series(0, length($1::bytea) / 40 - 1) AS n";
static const char forget_sql[] = "DELETE FROM refsys.keys WHERE person = $1::bigint";

static keyring_postgres *of(keyring *base)
{
    return (keyring_postgres *)base;
}

static known_key *slot_of(keyring_postgres *self, int64_t person)
{
    return &self->known[(uint64_t)person % SLOTS];
}

static void know(keyring_postgres *self, const PGresult *rows, int row)
{
    int64_t person = pg_number(rows, row, 0);
    known_key *slot = slot_of(self, person);
    slot->of.person = person;
    memcpy(slot->of.key, PQgetvalue(rows, row, 1), KEY_SIZE);
    slot->until_ms = self->writes ? INT64_MAX : clock_monotonic_ms() + KNOWN_MS;
}

/* Those of the range, at most `limit`. */
static rs_err ask(keyring_postgres *self, int64_t from, int64_t to, uint64_t limit, PGresult **rows,
                  rs_error *error)
{
    uint8_t numbers[3][8];
    put_be64(numbers[0], (uint64_t)from);
    put_be64(numbers[1], (uint64_t)to);
    put_be64(numbers[2], limit);
    const pg_value values[] = {{numbers[0], 8}, {numbers[1], 8}, {numbers[2], 8}};
    rs_err code = pg_run(self->link, "find", values, 3, rows, "reading a key", error);
    for (int n = 0; !code && n < PQntuples(*rows); n++)
        if (PQgetlength(*rows, n, 1) != KEY_SIZE)
            code = rs_fail(error, RS_CORRUPT, "%s: the key of person %lld has %d bytes",
                           pg_name(self->link), (long long)pg_number(*rows, n, 0),
                           PQgetlength(*rows, n, 1));
    return code;
}

/* ... into the table of what is known. */
static rs_err bring(keyring_postgres *self, int64_t from, int64_t to, rs_error *error)
{
    PGresult *rows = NULL;
    rs_err code = ask(self, from, to, AHEAD, &rows, error);
    for (int n = 0; !code && n < PQntuples(rows); n++)
        know(self, rows, n);
    PQclear(rows);
    return code;
}

static rs_err each(keyring *base, keyring_fn *fn, void *arg, rs_error *error)
{
    person_key one = {.person = INT64_MIN};
    rs_err code = RS_OK;
    for (bool more = true; more && !code;) {
        PGresult *rows = NULL;
        code = ask(of(base), one.person, INT64_MAX, AHEAD, &rows, error);
        int count = code ? 0 : PQntuples(rows);
        for (int n = 0; n < count && more; n++) {
            one.person = pg_number(rows, n, 0);
            memcpy(one.key, PQgetvalue(rows, n, 1), KEY_SIZE);
            more = fn(arg, &one);
        }
        more = more && count == AHEAD && one.person != INT64_MAX;
        one.person += more;
        PQclear(rows);
    }
    sodium_memzero(&one, sizeof one);
    return code;
}

/* Without the server there is no answer that would be right: that a name is missing would be taken
 * for the truth. The process ends, and waits for the server when it starts again. */
static rs_err or_end(rs_err code, const rs_error *why, rs_error *error)
{
    if (code == RS_UNAVAILABLE) {
        log_error("%s", why->text);
        _Exit(EXIT_FAILURE);
    }
    return code ? rs_fail(error, code, "%s", why->text) : RS_OK;
}

static rs_err find(keyring *base, int64_t person, uint8_t key[KEY_SIZE], rs_error *error)
{
    keyring_postgres *self = of(base);
    rs_error why = {0};
    const known_key *slot = slot_of(self, person);
    if (slot->of.person != person || slot->until_ms <= clock_monotonic_ms()) {
        bool upwards = person > self->last && person - self->last <= NEAR;
        rs_err code = bring(self, person, upwards ? person + NEAR : person, &why);
        code = or_end(code, &why, error);
        if (code)
            return code;
        self->last = person;
        if (slot->of.person != person || slot->until_ms <= clock_monotonic_ms())
            return rs_fail(error, RS_NOT_FOUND, "person %lld has no key", (long long)person);
    }
    memcpy(key, slot->of.key, KEY_SIZE);
    return RS_OK;
}

static rs_err put(keyring *base, const person_key *fresh, size_t count, rs_error *error)
{
    keyring_postgres *self = of(base);
    PGresult *done = NULL;
    uint8_t *rows = malloc(count * ROW_SIZE);
    RS_ASSERT(rows);
    for (size_t n = 0; n < count; n++) {
        put_be64(rows + n * ROW_SIZE, (uint64_t)fresh[n].person);
        memcpy(rows + n * ROW_SIZE + 8, fresh[n].key, KEY_SIZE);
    }
    const pg_value value = {rows, count * ROW_SIZE};
    rs_err code = pg_run(self->link, "put", &value, 1, &done, "keeping keys", error);
    PQclear(done);
    sodium_memzero(rows, count * ROW_SIZE);
    free(rows);
    return code;
}

static rs_err forget(keyring *base, int64_t person, rs_error *error)
{
    keyring_postgres *self = of(base);
    PGresult *done = NULL;
    uint8_t number[8];
    rs_error why = {0};
    known_key *slot = slot_of(self, person);
    put_be64(number, (uint64_t)person);
    const pg_value value = {number, 8};
    sodium_memzero(slot, sizeof *slot);
    rs_err code = pg_run(self->link, "forget", &value, 1, &done, "deleting a key", &why);
    PQclear(done);
    return or_end(code, &why, error);
}

static void close_it(keyring *base)
{
    keyring_postgres *self = of(base);
    pg_close(&self->link);
    sodium_memzero(self->known, sizeof self->known);
    free(self);
}

static const keyring_engine engine = {
    .find = find,
    .put = put,
    .forget = forget,
    .each = each,
    .close = close_it,
};

rs_err keyring_postgres_open(keyring **self_p, const char *file, bool writes, rs_error *error)
{
    keyring_postgres *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = NULL;
    self->base.engine = &engine;
    self->writes = writes;
    rs_err code = pg_open(&self->link, file, writes, error);
    if (!code)
        code = pg_prepare(self->link, "find", find_sql, error);
    if (!code && writes)
        code = pg_prepare(self->link, "put", put_sql, error);
    if (!code && writes)
        code = pg_prepare(self->link, "forget", forget_sql, error);
    if (code)
        close_it(&self->base);
    else
        *self_p = &self->base;
    return code;
}
