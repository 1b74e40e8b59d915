/* opening - opens the stores as soon as that can be done.
 *
 * A reader may be started before the writer has ever made them, and while the disk is full no
 * writer can take over: both wait, say so in their status, and go on by themselves. Whatever else
 * is wrong ends the process.
 *
 * A writer that waits because another one is at work, with the journal in a database, stands by: it
 * follows that journal and keeps the state of this machine, unless a reader does, so that it takes
 * over with a state that is a moment old. */
#ifndef RS_LEDGER_OPENING_H
#define RS_LEDGER_OPENING_H

#include "actors/ledger/keeping.h"
#include "actors/ledger/stores.h"
#include "shared/actor.h"

typedef rs_err opening_fn(void *arg, rs_error *error);

typedef struct {
    actor *loop;
    stores *stores;
    stores_mode mode;
    opening_fn *opened; /* called once, in opening_begin or later from the loop */
    void *arg;
    int64_t timer;
    stores standby; /* open while it follows */
    keeping keeping;
} opening;

/* Takes what is set in `self`: loop .. arg. An error is one that waiting will not cure, of the
 * stores or of `opened`. */
RS_MUST_USE rs_err opening_begin(opening *self, rs_error *error);
void opening_end(opening *self);

#endif
