/* desk - one request in, one outcome out: whose session it is, the rule of the method, the answer.
 *
 * The writer's loop gathers requests, hands each to the desk, makes the facts of all of them
 * durable at once, and only then sends the outcomes. No sockets and no clocks in here: time is
 * given, so everything the ledger does can be tried without a process around it. */
#ifndef RS_DESK_H
#define RS_DESK_H

#include "actors/ledger/batch.h"
#include "actors/ledger/rules/absences.h"
#include "actors/ledger/stores.h"
#include "shared/actor.h"

typedef struct {
    stores *stores;
    batch *batch;
    leases leases;
    int64_t now;          /* ms UTC; must not go back */
    int64_t monotonic_ms; /* leases are counted in it */
    int64_t began;        /* ms UTC: desk_begin */
    absences_limits absent;
    int64_t head_hour; /* Moscow's, of the chain's head for the owners; 0: when asked for */
} desk;

typedef struct {
    rs_err code;
    const char *detail; /* of a refusal */
    rs_bytes result;    /* encoded; empty if refused */
    int64_t seq;        /* of the ledger as it is shown */
} outcome;

/* Adds the facts that follow to the batch. What `out` points to lives in the request's memory. A
 * store that fails in the middle of a rule ends the process: the journal has what counts. */
void desk_answer(desk *self, const actor_request *request, outcome *out);

/* What time alone brings: points whose hold has passed, rows whose time is over. A bounded piece;
 * true: there may be more. */
bool desk_do_due(desk *self, arena *memory);

/* A writer begins: was the one before it stopped in good order? */
void desk_begin(desk *self, arena *memory);
/* How something is that the writer itself looks after. */
void desk_report(desk *self, arena *memory, const rs_incident_args *args);
/* It was told to stop: the last fact of this desk. */
void desk_end(desk *self, arena *memory);

#endif
