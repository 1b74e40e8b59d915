/* The engine for more than one machine: tables in a PostgreSQL database (pg.c has the schema).
 *
 * A batch is one statement, which is a transaction of its own: one round trip. It moves the one row
 * that says where the journal ends, provided that row is what the writer believes, and inserts the
 * facts if it did. Of two writers at the same moment the second waits for the first one's lock on
 * the row, and then finds the row another: it inserts nothing. That is the fence, and it holds
 * whatever else fails.
 *
 * Beside it, a writer holds an advisory lock as long as its session lasts, so that a second one
 * waits as a standby instead of pushing the first one out. It goes with the session, and a promoted
 * server has none: that is when the next writer is let in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/journal/journal.h"
#include "actors/ledger/journal/pg.h"
#include "shared/buf.h"

enum {
    BYTEA = 17,       /* the number of its type in every PostgreSQL */
    PAGE_FIRST = 256, /* records: whoever looks at one does not fetch thousands */
    PAGE_NEXT = 4096,
};

typedef struct {
    journal base; /* first: the interface is all a caller sees */
    pg *link;
    bool locked;   /* we are the writer */
    rs_buf hashes; /* of the batch, as arrays of bytea */
    rs_buf facts;
} journal_postgres;

static journal_postgres *of(journal *base)
{
    return (journal_postgres *)base;
}

static const char take_over_sql[] =
    "UPDATE refsys.about SET epoch = epoch + 1 RETURNING epoch, seq, hash";
static const char append_sql[] =
    "WITH moved AS (UPDATE refsys.about SET seq = seq + $4::bigint, hash = $5::bytea"
    " WHERE epoch = $1::bigint AND seq = $2::bigint AND hash = $3::bytea RETURNING 1)"
    " INSERT INTO refsys.facts (seq, hash, fact)"
    " SELECT $2::bigint + n, h, f"
    " FROM unnest($6::bytea[], $7::bytea[]) WITH ORDINALITY AS batch (h, f, n)"
    " WHERE EXISTS (SELECT FROM moved)";
static const char read_sql[] = "SELECT seq, hash, fact FROM refsys.facts WHERE seq >= $1::bigint"
                               " ORDER BY seq LIMIT $2::bigint";
static const char head_sql[] =
    "SELECT about.epoch, about.seq, about.hash, last.seq, last.hash FROM refsys.about LEFT JOIN"
    " (SELECT seq, hash FROM refsys.facts ORDER BY seq DESC LIMIT 1) AS last ON true";
/* 0x72656673, "refs"; a lock is of one database. */
static const char lock_sql[] = "SELECT pg_try_advisory_lock(1919247987, 1)";
static const char unlock_sql[] = "SELECT pg_advisory_unlock_all()";
static const char holder_sql[] =
    "SELECT coalesce(host(client_addr), 'the host of the server') FROM pg_stat_activity"
    " JOIN pg_locks USING (pid) WHERE locktype = 'advisory' AND granted AND objsubid = 2"
    " AND classid = 1919247987 AND objid = 1"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

/* ------------------------------------------------------------------------- the head */

static rs_err take_hash(const journal_postgres *self, const PGresult *rows, int row, int column,
                        uint64_t seq, uint8_t out[JOURNAL_HASH_SIZE], rs_error *error)
{
    if (PQgetlength(rows, row, column) != JOURNAL_HASH_SIZE)
        return rs_fail(error, RS_CORRUPT, "%s: the hash of record %llu has %d bytes",
                       pg_name(self->link), (unsigned long long)seq,
                       PQgetlength(rows, row, column));
    memcpy(out, PQgetvalue(rows, row, column), JOURNAL_HASH_SIZE);
    return RS_OK;
}

/* The row about the end and the last record are two places: they must say the same. */
static rs_err take_head(const journal_postgres *self, const PGresult *rows, journal_head *out,
                        rs_error *error)
{
    uint8_t last[JOURNAL_HASH_SIZE] = {0};
    *out = (journal_head){0};
    if (PQntuples(rows) != 1)
        return rs_fail(error, RS_CORRUPT, "%s: refsys.about has %d rows", pg_name(self->link),
                       PQntuples(rows));
    out->epoch = (uint64_t)pg_number(rows, 0, 0);
    out->seq = (uint64_t)pg_number(rows, 0, 1);
    uint64_t seq = (uint64_t)pg_number(rows, 0, 3);
    rs_err code = take_hash(self, rows, 0, 2, out->seq, out->hash, error);
    if (!code && seq)
        code = take_hash(self, rows, 0, 4, seq, last, error);
    if (!code && (seq != out->seq || memcmp(last, out->hash, sizeof last) != 0))
        code = rs_fail(error, RS_CORRUPT,
                       "%s: the journal should end with record %llu, but the last one is %llu: "
                       "restore the database",
                       pg_name(self->link), (unsigned long long)out->seq, (unsigned long long)seq);
    if (!code && out->seq && !out->epoch)
        code = rs_fail(error, RS_CORRUPT, "%s: the epoch is missing", pg_name(self->link));
    return code;
}

static rs_err get_head(journal *base, journal_head *out, rs_error *error)
{
    journal_postgres *self = of(base);
    PGresult *rows = NULL;
    rs_err code = pg_run(self->link, "head", NULL, 0, &rows, "reading the head", error);
    if (!code)
        code = take_head(self, rows, out, error);
    PQclear(rows);
    return code;
}

/* ------------------------------------------------------------------------- the operations */

/* Whatever the writer before has under way is waited for: it holds the row. */
static rs_err take_over(journal *base, journal_head *head, rs_error *error)
{
    journal_postgres *self = of(base);
    PGresult *rows = NULL;
    rs_err code = pg_run(self->link, "take_over", NULL, 0, &rows, "taking over", error);
    PQclear(rows);
    return code ? code : get_head(base, head, error);
}

static void put_32(rs_buf *self, uint32_t number)
{
    put_be32(buf_reserve(self, 4), number);
    self->size += 4;
}

/* An array of one dimension, as it goes over the wire. */
static void begin_array(rs_buf *self, size_t count)
{
    buf_clear(self);
    put_32(self, 1);     /* dimensions */
    put_32(self, 0);     /* of the elements none is NULL */
    put_32(self, BYTEA); /* their type */
    put_32(self, (uint32_t)count);
    put_32(self, 1); /* the first one's index */
}

static void put_bytes(rs_buf *self, const void *data, size_t size)
{
    put_32(self, (uint32_t)size);
    if (size)
        buf_append(self, data, size);
}

/* Why was nothing moved? */
static rs_err tell_fence(journal *base, const journal_head *believed, rs_error *error)
{
    const char *name = pg_name(of(base)->link);
    journal_head actual;
    rs_err code = get_head(base, &actual, error);
    if (code)
        return code;
    if (actual.epoch != believed->epoch)
        return rs_fail(error, RS_FENCED, "%s: another writer has taken over: epoch %llu after %llu",
                       name, (unsigned long long)actual.epoch, (unsigned long long)believed->epoch);
    return rs_fail(error, RS_FENCED, "%s ends with record %llu, not with this writer's %llu", name,
                   (unsigned long long)actual.seq, (unsigned long long)believed->seq);
}

static rs_err append(journal *base, journal_head *head, const journal_record *records, size_t count,
                     rs_error *error)
{
    journal_postgres *self = of(base);
    PGresult *done = NULL;
    uint8_t numbers[3][8];
    char expected[24];
    RS_ASSERT(count > 0);
    const uint8_t *last = records[count - 1].hash;
    begin_array(&self->hashes, count);
    begin_array(&self->facts, count);
    for (size_t n = 0; n < count; n++) {
        put_bytes(&self->hashes, records[n].hash, JOURNAL_HASH_SIZE);
        put_bytes(&self->facts, records[n].fact.data, records[n].fact.size);
    }
    put_be64(numbers[0], head->epoch);
    put_be64(numbers[1], head->seq);
    put_be64(numbers[2], count);
    const pg_value values[] = {
        {numbers[0], 8},
        {numbers[1], 8},
        {head->hash, JOURNAL_HASH_SIZE},
        {numbers[2], 8},
        {last, JOURNAL_HASH_SIZE},
        {self->hashes.data, self->hashes.size},
        {self->facts.data, self->facts.size},
    };
    rs_err code = pg_run(self->link, "append", values, sizeof values / sizeof *values, &done,
                         "appending", error);
    if (code)
        return code;
    snprintf(expected, sizeof expected, "%zu", count);
    bool moved = !strcmp(PQcmdTuples(done), expected);
    PQclear(done);
    if (!moved)
        return tell_fence(base, head, error);
    head->seq += count;
    memcpy(head->hash, last, sizeof head->hash);
    return RS_OK;
}

/* false in *more: enough was seen. */
static rs_err walk(const journal_postgres *self, const PGresult *rows, uint64_t from,
                   journal_record_fn *each, void *arg, bool *more, rs_error *error)
{
    for (int n = 0; n < PQntuples(rows) && *more; n++) {
        journal_record record;
        uint64_t seq = (uint64_t)pg_number(rows, n, 0);
        rs_err code = take_hash(self, rows, n, 1, seq, record.hash, error);
        if (code)
            return code;
        if (seq != from + (uint64_t)n)
            return rs_fail(error, RS_CORRUPT, "%s: record %llu is missing", pg_name(self->link),
                           (unsigned long long)from + (unsigned)n);
        record.fact.data = (const uint8_t *)PQgetvalue(rows, n, 2);
        record.fact.size = (size_t)PQgetlength(rows, n, 2);
        *more = each(arg, seq, &record);
    }
    return RS_OK;
}

static rs_err read_from(journal *base, uint64_t seq, size_t limit, journal_record_fn *each,
                        void *arg, rs_error *error)
{
    journal_postgres *self = of(base);
    bool more = true;
    rs_err code = RS_OK;
    RS_ASSERT(seq > 0);
    for (size_t page = PAGE_FIRST; more && limit && !code; page = PAGE_NEXT) {
        uint8_t numbers[2][8];
        PGresult *rows = NULL;
        page = page < limit ? page : limit;
        put_be64(numbers[0], seq);
        put_be64(numbers[1], page);
        const pg_value values[] = {{numbers[0], 8}, {numbers[1], 8}};
        code = pg_run(self->link, "read", values, 2, &rows, "reading", error);
        if (code)
            return code;
        size_t got = (size_t)PQntuples(rows);
        code = walk(self, rows, seq, each, arg, &more, error);
        PQclear(rows);
        more = more && got == page;
        seq += got;
        limit -= got;
    }
    return code;
}

/* The lock would go with the session, but a moment after we have gone. */
static void close_it(journal *base)
{
    journal_postgres *self = of(base);
    PGresult *done = NULL;
    if (self->locked && pg_run(self->link, "unlock", NULL, 0, &done, "unlocking", NULL) == RS_OK)
        PQclear(done);
    pg_close(&self->link);
    buf_free(&self->hashes);
    buf_free(&self->facts);
    free(self);
}

static const journal_engine engine = {
    .take_over = take_over,
    .append = append,
    .read = read_from,
    .head = get_head,
    .close = close_it,
};

/* ------------------------------------------------------------------------- opening */

/* The next writer waits here. */
static rs_err take_lock(journal_postgres *self, rs_error *error)
{
    PGresult *rows = NULL;
    rs_err code = pg_prepare(self->link, "lock", lock_sql, error);
    if (!code)
        code = pg_prepare(self->link, "holder", holder_sql, error);
    if (!code)
        code = pg_prepare(self->link, "unlock", unlock_sql, error);
    if (code)
        return code;
    code = pg_run(self->link, "lock", NULL, 0, &rows, "locking", error);
    self->locked = !code && *PQgetvalue(rows, 0, 0);
    PQclear(rows);
    if (code || self->locked)
        return code;
    code = pg_run(self->link, "holder", NULL, 0, &rows, "locking", error);
    if (code)
        return code;
    bool known = PQntuples(rows) > 0;
    code = rs_fail(error, RS_UNAVAILABLE, "%s: another writer of this ledger is at work, on %s",
                   pg_name(self->link), known ? PQgetvalue(rows, 0, 0) : "a host unknown");
    PQclear(rows);
    return code;
}

static rs_err prepare(journal_postgres *self, bool writes, rs_error *error)
{
    rs_err code = pg_prepare(self->link, "read", read_sql, error);
    if (!code)
        code = pg_prepare(self->link, "head", head_sql, error);
    if (!code && writes)
        code = pg_prepare(self->link, "take_over", take_over_sql, error);
    if (!code && writes)
        code = pg_prepare(self->link, "append", append_sql, error);
    return code;
}

rs_err journal_postgres_open(journal **self_p, const char *file, journal_mode mode, rs_error *error)
{
    bool writes = mode == JOURNAL_WRITE;
    journal_postgres *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = NULL;
    self->base.engine = &engine;
    rs_err code = pg_open(&self->link, file, writes, error);
    if (!code && writes)
        code = take_lock(self, error);
    if (!code)
        code = prepare(self, writes, error);
    if (code)
        close_it(&self->base);
    else
        *self_p = &self->base;
    return code;
}
