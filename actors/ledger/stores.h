/* stores - the ledger's files, opened together: journal, keys, state.
 *
 * The state is brought up to the journal's end when it is opened (facts behind the checkpoint are
 * folded in again), and readers keep it there with stores_catch_up. */
#ifndef RS_STORES_H
#define RS_STORES_H

#include "actors/ledger/journal/journal.h"
#include "actors/ledger/journal/seal.h"
#include "actors/ledger/state/apply.h"
#include "shared/config.h"

typedef enum { STORES_READ, STORES_WRITE } stores_mode;

typedef struct {
    stores_mode mode;
    journal *journal;
    seal *seal;
    state *state;
    journal_head head; /* of the journal, as the writer knows it */
    arena *scratch;
} stores;

RS_MUST_USE rs_err stores_open(stores *self, const rs_config *config, stores_mode mode,
                               rs_error *error);
void stores_close(stores *self);

/* Folds in what the journal has and the state has not. A reader also takes up a new checkpoint. */
RS_MUST_USE rs_err stores_catch_up(stores *self, rs_error *error);

/* When the journal's last fact was decided (ms UTC; 0: it is empty). A writer's time starts there,
 * so that it never goes back, whatever the machine's clock says after a restart. */
RS_MUST_USE rs_err stores_last_time(stores *self, int64_t *out, rs_error *error);

#endif
