#include "actors/ledger/lease.h"

#include <stdio.h>

static const int64_t TTL_MAX_MS = 60000;

static lease_term *term_of(leases *self, const char *name)
{
    for (size_t n = 0; n < self->count; n++)
        if (!strcmp(self->terms[n].name, name))
            return &self->terms[n];
    if (self->count == LEASES_MAX)
        return NULL;
    lease_term *term = &self->terms[self->count++];
    snprintf(term->name, sizeof term->name, "%s", name);
    term->until_ms = self->started_ms + TTL_MAX_MS;
    term->taken_ms = self->started_ms;
    term->taken_at = self->started_at;
    return term;
}

rs_err lease_take(leases *self, decision *by, const rs_lease_args *args, int64_t monotonic_ms,
                  rs_lease *out)
{
    rs_lease_row row;
    bool known = row_get(by->state, by->memory, TABLE_LEASE, KEY_TEXT(args->name), &row);
    bool taken = known && *row.holder;
    lease_term *term = term_of(self, args->name);
    if (!term)
        return rs_fail(&by->error, RS_LIMIT, "name: there are %d leases already", LEASES_MAX);
    int64_t ttl = args->ttl < TTL_MAX_MS ? args->ttl : TTL_MAX_MS;
    bool ours = taken && !strcmp(row.holder, args->holder);
    if (taken && !ours && term->until_ms > monotonic_ms) {
        *out = (rs_lease){.holder = row.holder, .token = row.token};
        out->until = by->now + (term->until_ms - monotonic_ms);
        return RS_OK;
    }
    if (!ours) {
        row.token++;
        decide(by, FACT_lease_taken,
               &(rs_lease_taken){.name = args->name, .holder = args->holder, .token = row.token});
    }
    *out = (rs_lease){.holder = args->holder, .token = row.token, .until = by->now + ttl};
    if (known)
        out->quiet = monotonic_ms > term->taken_ms ? monotonic_ms - term->taken_ms : 1;
    term->until_ms = monotonic_ms + ttl;
    term->taken_ms = monotonic_ms;
    term->taken_at = by->now;
    term->seen = true;
    return RS_OK;
}

lease_standing lease_look(leases *self, const char *name, int64_t monotonic_ms, int64_t *since)
{
    const lease_term *term = term_of(self, name);
    if (!term)
        return LEASE_UNKNOWN;
    *since = term->taken_at;
    if (term->until_ms <= monotonic_ms)
        return LEASE_LAPSED;
    return term->seen ? LEASE_HELD : LEASE_UNKNOWN;
}
