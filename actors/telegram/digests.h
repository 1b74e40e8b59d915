/* digests - delivers what participants are told by the bot itself: from the ledger's event log,
 * behind a cursor of its own, so that a hundred thousand digests at ten in the morning keep nobody
 * waiting who talks to an operator.
 *
 * A few messages are under way at once; each is acknowledged as it is delivered, the cursor having
 * holes for those before it that are not: a crash may repeat what was in flight and loses none.
 *
 * `refsysctl status` shows how far it has come (shared/counters.def). */
#ifndef RS_TELEGRAM_DIGESTS_H
#define RS_TELEGRAM_DIGESTS_H

#include "shared/botapi_courier.h"
#include "shared/botapi_poll.h"
#include "shared/patience.h"

typedef struct digests digests;

typedef struct {
    botapi_poll *poll;
    patience *asks;
    courier *courier;
    const char *consumer; /* name of the cursor */
} digests_options;

enum {
    DIGESTS_FLYING_MAX = 4,
    DIGESTS_LOOK_MS = 5000 /* events may be missed: a look at the log every so often */
};

digests *digests_open(actor *loop, const digests_options *options);
void digests_close(digests **self_p);

/* Only the active instance delivers. */
void digests_run(digests *self, bool on);
/* Something has happened: look now. */
void digests_wake(digests *self);

#endif
