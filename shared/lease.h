/* lease - being the only active one of several instances, by a lease of the ledger.
 *
 * Taken again long before it runs out; counted lost when the ledger could not be asked for as long
 * as it lasts, by the machine's monotonic clock. Two instances must have different names
 * ("telegram", "telegram@2"); one that is started again under its name has its lease back at once.
 */
#ifndef RS_LEASE_H
#define RS_LEASE_H

#include "shared/actor.h"

typedef struct lease lease;

enum { LEASE_MS = 15000, LEASE_RENEW_MS = 5000, LEASE_ASK_MS = 4000, LEASE_RETRY_MS = 200 };

/* `changed` is called from the loop whenever this instance becomes, or stops being, the holder. */
lease *lease_open(actor *loop, const char *name, void (*changed)(void *arg, bool held), void *arg);
void lease_close(lease **self_p);

/* State of the ledger when this instance last got the lease: whoever had it before caused no newer
 * one. 0: never. */
int64_t lease_seq(const lease *self);
/* How long nobody had had it when this instance became the holder, the instance itself before it
 * was started again included. INT64_MAX: nobody ever had. */
int64_t lease_quiet_ms(const lease *self);

#endif
