/* pg - a connection to PostgreSQL as the ledger uses it: one statement, one round trip, one answer
 * before a deadline, and failing in sentences.
 *
 * Where the database is stands in a file of its own (pg_line.h). Only a server that takes writes is
 * talked to, whichever of the hosts it is: a standby shows the past.
 *
 * All tables are in the schema "refsys", made by the first writer (pg.c says what they are). A
 * writer's session waits for the synchronous standbys whatever the server's default is, and a
 * server that runs without fsync is refused. Between us and the server there may be nothing that
 * shares sessions (pgbouncer's transaction pooling): locks and settings belong to the session.
 *
 * A server that does not answer in time, or a connection that breaks, is RS_UNAVAILABLE: what
 * became of the statement is unknown, and nothing is asked over this connection again.
 *
 * Ownership: pg_open gives, pg_close takes and nulls; pg_run gives a result for PQclear. */
#ifndef RS_PG_H
#define RS_PG_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "shared/err.h"

typedef struct pg pg;

/* RS_UNAVAILABLE: the server cannot be reached, or the first writer has not made the tables yet.
 * RS_NEWER: they are a newer release's. */
RS_MUST_USE rs_err pg_open(pg **self_p, const char *file, bool writes, rs_error *error);
void pg_close(pg **self_p);

/* Parameters and results are binary. */
typedef struct {
    const void *data;
    size_t size;
} pg_value;

/* A statement the session will know by its name. */
RS_MUST_USE rs_err pg_prepare(pg *self, const char *name, const char *sql, rs_error *error);
/* Runs it, and is done when the server has committed it: whatever it warned of meanwhile (that a
 * standby has not confirmed) is a failure. `doing` is for the sentence. */
RS_MUST_USE rs_err pg_run(pg *self, const char *name, const pg_value *values, size_t count,
                          PGresult **out, const char *doing, rs_error *error);

const char *pg_name(const pg *self); /* of the database, for people: "postgresql://host/name" */

/* A big-endian number of eight bytes in row and column; 0: there is none. */
int64_t pg_number(const PGresult *rows, int row, int column);

#endif
