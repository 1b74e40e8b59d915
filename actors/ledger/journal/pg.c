/* The schema, format 1:
 *
 *   refsys.about   one row: format, created; epoch of the last take-over; where the journal ends
 *   refsys.facts   seq -> hash, fact      (postgres.c)
 *   refsys.keys    person -> key          (keyring_postgres.c)
 *
 * The row of about is changed with every batch: its page is left room, so that old versions of it
 * are cleared away on the way. */
#include "actors/ledger/journal/pg.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/journal/pg_line.h"
#include "shared/buf.h"
#include "shared/clock.h"

enum {
    PG_FORMAT = 1,
    PARAMETERS_MAX = 8,
};
static const int64_t ANSWER_MS = 8000; /* a server that takes longer is as good as dead */

struct pg {
    PGconn *link;
    char name[128];
    char warning[160]; /* of the statement that runs */
};

const char *pg_name(const pg *self)
{
    return self->name;
}

int64_t pg_number(const PGresult *rows, int row, int column)
{
    if (PQgetisnull(rows, row, column) || PQgetlength(rows, row, column) != 8)
        return 0;
    return (int64_t)get_be64((const uint8_t *)PQgetvalue(rows, row, column));
}

/* ------------------------------------------------------------------------- failing */

/* The server's sentence, in one line. */
static void flatten(const char *text, char *out, size_t room)
{
    size_t size = 0;
    for (; text && *text && size + 1 < room; text++)
        out[size++] = *text;
    while (size && iscntrl((unsigned char)out[size - 1]))
        size--;
    out[size] = '\0';
    for (; size; size--)
        if (iscntrl((unsigned char)out[size - 1]))
            out[size - 1] = ' ';
}

static rs_err lost(const pg *self, const char *doing, rs_error *error)
{
    char why[140];
    flatten(PQerrorMessage(self->link), why, sizeof why);
    return rs_fail(error, RS_UNAVAILABLE, "%s: %s: the connection broke: %s", self->name, doing,
                   *why ? why : "closed");
}

/* What has to be done differs by the class of the SQLSTATE. */
static rs_err refused(const pg *self, const PGresult *result, const char *doing, rs_error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    char why[140];
    flatten(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY), why, sizeof why);
    if (!state || PQstatus(self->link) == CONNECTION_BAD || !strncmp(state, "57", 2) ||
        !strncmp(state, "08", 2))
        return lost(self, doing, error);
    if (!strncmp(state, "53", 2))
        return rs_fail(error, RS_UNAVAILABLE, "%s: %s: %s: free some of it; nothing was written",
                       self->name, doing, why);
    if (!strcmp(state, "42P01") || !strcmp(state, "3F000"))
        return rs_fail(error, RS_UNAVAILABLE, "%s: the ledger's writer has not made its tables yet",
                       self->name);
    if (!strcmp(state, "25006"))
        return rs_fail(error, RS_UNAVAILABLE, "%s: %s: this server is a standby now", self->name,
                       doing);
    if (!strcmp(state, "42501"))
        return rs_fail(error, RS_CONFIG, "%s: %s: %s: GRANT it to the user of this process",
                       self->name, doing, why);
    return rs_fail(error, !strncmp(state, "XX", 2) ? RS_CORRUPT : RS_STORAGE, "%s: %s: %s (%s)",
                   self->name, doing, why, state);
}

/* "The transaction has already committed locally, but might not have been replicated": that is what
 * the server says, with a success, when somebody cancels the wait for a standby. */
static void on_notice(void *arg, const PGresult *notice)
{
    pg *self = arg;
    const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && !strcmp(severity, "WARNING"))
        flatten(PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY), self->warning,
                sizeof self->warning);
}

/* ------------------------------------------------------------------------- one round trip */

/* Until the socket has something for us, or takes something of ours. */
static rs_err wait_for(pg *self, bool sending, int64_t until, const char *doing, rs_error *error)
{
    struct pollfd socket = {PQsocket(self->link), (short)(sending ? POLLIN | POLLOUT : POLLIN), 0};
    int64_t left = until - clock_monotonic_ms();
    int ready = poll(&socket, 1, left > 0 ? (int)left : 0);
    if (ready < 0 && errno == EINTR)
        return RS_OK;
    if (ready <= 0)
        return rs_fail(error, RS_UNAVAILABLE,
                       "%s: %s: no answer in %lld ms (is a synchronous standby missing?)",
                       self->name, doing, (long long)ANSWER_MS);
    return PQconsumeInput(self->link) ? RS_OK : lost(self, doing, error);
}

static rs_err next_result(pg *self, int64_t until, PGresult **out, const char *doing,
                          rs_error *error)
{
    for (;;) {
        int sending = PQflush(self->link);
        if (sending < 0)
            return lost(self, doing, error);
        if (!sending && !PQisBusy(self->link))
            break;
        rs_err code = wait_for(self, sending > 0, until, doing, error);
        if (code)
            return code;
    }
    *out = PQgetResult(self->link);
    return RS_OK;
}

/* The server tells the end of a statement before it commits; what goes wrong in the commit comes
 * behind that. So it is done when there is nothing more to come, and not a moment earlier. */
static rs_err finish(pg *self, PGresult **out, const char *doing, rs_error *error)
{
    int64_t until = clock_monotonic_ms() + ANSWER_MS;
    rs_err failed = RS_OK;
    *out = NULL;
    for (;;) {
        PGresult *result = NULL;
        rs_err code = next_result(self, until, &result, doing, error);
        if (code || !result) {
            failed = failed ? failed : code;
            break;
        }
        ExecStatusType status = PQresultStatus(result);
        if (!failed && status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
            failed = refused(self, result, doing, error);
        PQclear(*out);
        *out = result;
    }
    if (!failed && *self->warning)
        failed = rs_fail(error, RS_STORAGE, "%s: %s: the server warns: %s", self->name, doing,
                         self->warning);
    if (failed) {
        PQclear(*out);
        *out = NULL;
    }
    return failed;
}

static rs_err ask(pg *self, const char *sql, PGresult **out, const char *doing, rs_error *error)
{
    *self->warning = '\0';
    if (!PQsendQuery(self->link, sql))
        return lost(self, doing, error);
    return finish(self, out, doing, error);
}

rs_err pg_prepare(pg *self, const char *name, const char *sql, rs_error *error)
{
    PGresult *result = NULL;
    *self->warning = '\0';
    if (!PQsendPrepare(self->link, name, sql, 0, NULL))
        return lost(self, name, error);
    rs_err code = finish(self, &result, name, error);
    PQclear(result);
    return code;
}

rs_err pg_run(pg *self, const char *name, const pg_value *values, size_t count, PGresult **out,
              const char *doing, rs_error *error)
{
    const char *data[PARAMETERS_MAX];
    int sizes[PARAMETERS_MAX];
    int formats[PARAMETERS_MAX];
    RS_ASSERT(count <= PARAMETERS_MAX);
    for (size_t n = 0; n < count; n++) {
        RS_ASSERT(values[n].size <= INT_MAX);
        data[n] = values[n].data;
        sizes[n] = (int)values[n].size;
        formats[n] = 1;
    }
    *out = NULL;
    *self->warning = '\0';
    if (!PQsendQueryPrepared(self->link, name, (int)count, data, sizes, formats, 1))
        return lost(self, doing, error);
    return finish(self, out, doing, error);
}

/* ------------------------------------------------------------------------- opening */

/* Two first writers at the same moment make them one after the other. */
static const char tables[] =
    "SELECT pg_advisory_xact_lock(1919247987, 2);"
    "CREATE SCHEMA IF NOT EXISTS refsys;"
    "CREATE TABLE IF NOT EXISTS refsys.about (one boolean PRIMARY KEY DEFAULT true CHECK (one),"
    " format bigint NOT NULL, created timestamptz NOT NULL DEFAULT now(),"
    " epoch bigint NOT NULL, seq bigint NOT NULL, hash bytea NOT NULL) WITH (fillfactor = 10);"
    "CREATE TABLE IF NOT EXISTS refsys.facts"
    " (seq bigint PRIMARY KEY, hash bytea NOT NULL, fact bytea NOT NULL);"
    "CREATE TABLE IF NOT EXISTS refsys.keys (person bigint PRIMARY KEY, key bytea NOT NULL);"
    "INSERT INTO refsys.about (format, epoch, seq, hash)"
    " VALUES (1, 0, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;";

/* A commit waits for the standbys. Nobody is put out for being idle, and whoever is gone with its
 * host is soon missed: then the next writer gets the lock. Every statement here has its index, also
 * while the planner still believes the tables to be empty. */
static const char session[] =
    "SELECT current_setting('fsync'),"
    " set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
    " WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),"
    " set_config('idle_session_timeout', '0', false), set_config('tcp_keepalives_idle', '5', "
    "false),"
    " set_config('tcp_keepalives_interval', '2', false),"
    " set_config('tcp_keepalives_count', '3', false), set_config('jit', 'off', false),"
    " set_config('enable_seqscan', 'off', false), set_config('enable_bitmapscan', 'off', false)";

static rs_err begin_session(pg *self, bool writes, rs_error *error)
{
    PGresult *result = NULL;
    rs_err code = ask(self, session, &result, "opening", error);
    if (!code && writes && strcmp(PQgetvalue(result, 0, 0), "on") != 0)
        code = rs_fail(error, RS_CONFIG,
                       "%s: the server runs with fsync = off and would lose what was acknowledged: "
                       "switch it on",
                       self->name);
    PQclear(result);
    return code;
}

static rs_err make_tables(pg *self, rs_error *error)
{
    PGresult *result = NULL;
    rs_err code = ask(self, "SELECT to_regclass('refsys.about')", &result, "opening", error);
    if (!code && PQgetisnull(result, 0, 0)) {
        PQclear(result);
        code = ask(self, tables, &result, "making the tables", error);
    }
    PQclear(result);
    return code;
}

static rs_err check_format(pg *self, rs_error *error)
{
    PGresult *result = NULL;
    rs_err code = ask(self, "SELECT format FROM refsys.about", &result, "opening", error);
    if (code)
        return code;
    long long format = PQntuples(result) == 1 ? strtoll(PQgetvalue(result, 0, 0), NULL, 10) : 0;
    PQclear(result);
    if (format > PG_FORMAT)
        return rs_fail(error, RS_NEWER,
                       "%s has format %lld, this release knows up to %d: start the newer release",
                       self->name, format, PG_FORMAT);
    if (format <= 0)
        return rs_fail(error, RS_CORRUPT, "%s: refsys.about does not say the format", self->name);
    return RS_OK;
}

/* Of hosts and database, without user and password. */
static void name_it(pg *self)
{
    const char *host = PQhost(self->link);
    const char *base = PQdb(self->link);
    snprintf(self->name, sizeof self->name, "postgresql://%s/%s", host && *host != '/' ? host : "",
             base ? base : "");
}

static rs_err connect_to(pg *self, const char *line, rs_error *error)
{
    char why[200];
    /* What the line itself says comes later and counts. */
    const char *const names[] = {
        "connect_timeout", "tcp_user_timeout",          "keepalives_idle", "target_session_attrs",
        "client_encoding", "fallback_application_name", "dbname",          NULL};
    const char *const values[] = {"3", "8000", "5", "read-write", "UTF8", "refsys", line, NULL};
    self->link = PQconnectdbParams(names, values, 1);
    RS_ASSERT(self->link);
    name_it(self);
    if (PQstatus(self->link) == CONNECTION_OK && PQsetnonblocking(self->link, 1) == 0) {
        PQsetNoticeReceiver(self->link, on_notice, self);
        return RS_OK;
    }
    flatten(PQerrorMessage(self->link), why, sizeof why);
    return rs_fail(error, RS_UNAVAILABLE, "PostgreSQL cannot be reached: %s", why);
}

/* libpq would take what the line does not say from the environment of whoever has started us. */
static void forget_environment(void)
{
    static const char *const others[] = {"PGDATESTYLE",   "PGTZ",         "PGGEQO",
                                         "PGSERVICEFILE", "PGSYSCONFDIR", "PGREQUIRESSL"};
    PQconninfoOption *all = PQconninfoParse("", NULL);
    RS_ASSERT(all);
    for (const PQconninfoOption *one = all; one->keyword; one++)
        if (one->envvar)
            unsetenv(one->envvar);
    PQconninfoFree(all);
    for (size_t n = 0; n < sizeof others / sizeof *others; n++)
        unsetenv(others[n]);
}

rs_err pg_open(pg **self_p, const char *file, bool writes, rs_error *error)
{
    char line[PG_LINE_MAX];
    *self_p = NULL;
    forget_environment();
    rs_err code = pg_line_read(file, line, error);
    if (code) {
        explicit_bzero(line, sizeof line);
        return code;
    }
    pg *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    code = connect_to(self, line, error);
    explicit_bzero(line, sizeof line);
    if (!code)
        code = begin_session(self, writes, error);
    if (!code && writes)
        code = make_tables(self, error);
    if (!code)
        code = check_format(self, error);
    if (code)
        pg_close(&self);
    *self_p = self;
    return code;
}

void pg_close(pg **self_p)
{
    pg *self = *self_p;
    if (!self)
        return;
    PQfinish(self->link);
    free(self);
    *self_p = NULL;
}
