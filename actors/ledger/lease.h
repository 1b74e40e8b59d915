/* lease - who is the only active one of several instances.
 *
 * Who holds a lease, and its fencing token, are facts: they change rarely. Until when it is held is
 * known to the writer alone, by the monotonic clock; after a restart of the writer the last holder
 * is given the longest term a lease can have, so nobody is let in too early. */
#ifndef RS_LEASE_H
#define RS_LEASE_H

#include "actors/ledger/rules/decision.h"

enum { LEASES_MAX = 64 };

typedef struct {
    char name[65];
    int64_t until_ms; /* monotonic */
    int64_t taken_ms; /* monotonic; by a holder of before the writer's start: that */
    int64_t taken_at; /* the same, ms UTC */
    bool seen;        /* somebody has taken it since that start */
} lease_term;

typedef struct {
    lease_term terms[LEASES_MAX];
    size_t count;
    int64_t started_ms; /* monotonic */
    int64_t started_at; /* ms UTC */
} leases;

/* UNKNOWN: the writer has begun, and the holder of before may still come. */
typedef enum { LEASE_UNKNOWN, LEASE_HELD, LEASE_LAPSED } lease_standing;

RS_MUST_USE rs_err lease_take(leases *self, decision *by, const rs_lease_args *args,
                              int64_t monotonic_ms, rs_lease *out);
/* `since`, ms UTC: when it was taken last. */
lease_standing lease_look(leases *self, const char *name, int64_t monotonic_ms, int64_t *since);

#endif
