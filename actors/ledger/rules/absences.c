#include "actors/ledger/rules/absences.h"

#include <inttypes.h>
#include <stdlib.h>

#include "actors/ledger/rules/incidents.h"

static const int64_t MINUTE_MS = 60000;
static const char OZON[] = "ozon "; /* and the Client-Id of the first cabinet */

absences_limits absences_of(const rs_config *config)
{
    return (absences_limits){.poller = config->incidents.poller_min * MINUTE_MS,
                             .bot = config->incidents.telegram_min * MINUTE_MS};
}

/* Which incident it is when nobody has the lease; false: none. */
static bool incident_of(const char *lease, rs_incident_args *out)
{
    *out = (rs_incident_args){.kind = RS_INCIDENT_TELEGRAM};
    if (strcmp(lease, "telegram") == 0) {
        out->subject = RS_BOT_PARTICIPANTS;
    } else if (strcmp(lease, "support") == 0) {
        out->subject = RS_BOT_SUPPORT;
    } else if (strncmp(lease, OZON, strlen(OZON)) == 0) {
        out->kind = RS_INCIDENT_POLLER;
        out->subject = strtoll(lease + strlen(OZON), NULL, 10);
    }
    return out->subject > 0;
}

static const char *lease_of(decision *self, const rs_incident_args *args)
{
    if (args->kind == RS_INCIDENT_POLLER)
        return arena_print(self->memory, "%s%" PRId64, OZON, args->subject);
    return args->subject == RS_BOT_SUPPORT ? "support" : "telegram";
}

void absences_expect_nobody(decision *self, const rs_incident_args *args)
{
    decide(self, FACT_lease_left, &(rs_lease_left){.name = lease_of(self, args)});
}

/* Which somebody has had and is expected to have. */
static size_t find_leases(decision *self, const char *names[LEASES_MAX])
{
    size_t count = 0;
    state_cursor at;
    for (bool more =
             state_first(self->state, TABLE_LEASE, (rs_bytes){0}, (rs_bytes){0}, false, &at);
         more && count < LEASES_MAX; more = state_next(&at)) {
        rs_lease_row row;
        row_read(&at, self->memory, &row);
        if (*row.holder)
            names[count++] = arena_copy(self->memory, at.key.data, at.key.size);
    }
    return count;
}

static void look_at(decision *self, leases *held, const char *name, int64_t monotonic_ms,
                    const absences_limits *limits)
{
    rs_incident_args args;
    if (!incident_of(name, &args))
        return;
    int64_t limit = args.kind == RS_INCIDENT_POLLER ? limits->poller : limits->bot;
    lease_standing standing = lease_look(held, name, monotonic_ms, &args.since);
    args.over = standing == LEASE_HELD;
    bool missed = standing == LEASE_LAPSED && limit && self->now - args.since >= limit;
    if (!args.over && !missed)
        return;
    args.detail = arena_print(self->memory, "refsys-%.*s does not run, or cannot reach the ledger",
                              (int)strcspn(name, " "), name);
    incidents_miss(self, &args);
}

/* Cursors end where something is decided: first all leases. */
void absences_look(decision *self, leases *held, int64_t monotonic_ms,
                   const absences_limits *limits)
{
    const char *names[LEASES_MAX];
    size_t count = find_leases(self, names);
    for (size_t n = 0; n < count; n++)
        look_at(self, held, names[n], monotonic_ms, limits);
}
