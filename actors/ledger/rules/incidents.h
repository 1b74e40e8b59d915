/* incidents - what is wrong and needs a person, and what the owners are told by themselves.
 *
 * An incident is of a kind and, where there are several, of a subject (a cabinet, a bot). Whoever
 * looks after it says how it is as often as it likes: the first "wrong" opens the incident, the
 * first "all is well" behind that closes it, everything else changes nothing. So two processes may
 * report the same, and one that was killed reports again.
 *
 * Each owner is told of both by a fact of their own, which the participants' bot delivers. */
#ifndef RS_INCIDENTS_H
#define RS_INCIDENTS_H

#include "actors/ledger/rules/decision.h"

/* Further starts so soon after an unexpected one are the same incident. */
static const int64_t INCIDENTS_CALM_MS = INT64_C(10) * 60 * 1000;

void incidents_report(decision *self, const rs_incident_args *args);

/* The same of a process that cannot say it, because it is not there (absences.h). That lasts until
 * it is back; what one has said itself stays its own. */
void incidents_miss(decision *self, const rs_incident_args *args);

/* A writer begins. If the one before was not stopped in good order, it was killed or has failed, or
 * this is a copy that was made while it worked. */
void incidents_began(decision *self);
/* The writer has worked since `began`: long enough for that to be over? */
void incidents_calm(decision *self, int64_t began);

/* Once a day, from that hour of Moscow's on (0: never), if there is an owner: where the chain
 * stands. Whoever has the journal later cannot change what is before it unseen. */
void incidents_tell_head(decision *self, int64_t hour);

#endif
