/* patience - asks the ledger until there is an answer, for work that must not be given up.
 *
 * A request whose outcome is not known is sent again with the same key, for as long as it takes:
 * the callback sees only answers of the ledger itself (done, or refused by the rules), never
 * "unavailable", "busy" or "timeout". And who has written reads what was written: a read that shows
 * an older state of the ledger than this process has caused, be it a result or a refusal, is asked
 * again until it does not. A minute of that means that the ledger was put back to an older state;
 * what this process believes is of no use then, and it ends, to be started anew.
 *
 * Ownership: patience_open gives, patience_close takes and nulls, and forgets what is open. */
#ifndef RS_PATIENCE_H
#define RS_PATIENCE_H

#include "shared/actor.h"

typedef struct patience patience;

enum {
    PATIENCE_TRY_MS = 60000,
    PATIENCE_PAUSE_MS = 500,
    PATIENCE_STALE_MS = 15,        /* at first, then twice as long each time ... */
    PATIENCE_STALE_PAUSE_MS = 480, /* ... up to this ... */
    PATIENCE_STALE_MAX_MS = 60000  /* ... and in sum not longer than that */
};

patience *patience_open(actor *loop);
void patience_close(patience **self_p);

/* As actor_ask; `key` is needed by methods that write, and may be NULL for others. */
void patience_ask(patience *self, rs_method_id method, const void *argument, const char *key,
                  actor_reply_fn *fn, void *arg);

/* Reads show at least this state of the ledger: another process, or an earlier life of this one,
 * has caused it. */
void patience_at_least(patience *self, int64_t seq);

#endif
