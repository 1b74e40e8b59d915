/* absences - processes that are to be at work and are not there.
 *
 * Whoever reads Ozon and each of the bots has a lease while at work. One that somebody has had, and
 * that nobody has taken for as long as the configuration says ([incidents]), is the incident the
 * process itself would report if it were there and could not work. It is over when the lease is
 * taken again, or when the console ends it: then nobody is expected any more, until somebody comes.
 *
 * A lease that is held by the monotonic clock is never an absence, whatever the clock of the day
 * does. */
#ifndef RS_ABSENCES_H
#define RS_ABSENCES_H

#include "actors/ledger/lease.h"
#include "shared/config.h"

/* ms; 0: not looked for. */
typedef struct {
    int64_t poller, bot;
} absences_limits;

absences_limits absences_of(const rs_config *config);
void absences_look(decision *self, leases *held, int64_t monotonic_ms,
                   const absences_limits *limits);
/* Of the kind and the subject of an incident. */
void absences_expect_nobody(decision *self, const rs_incident_args *args);

#endif
