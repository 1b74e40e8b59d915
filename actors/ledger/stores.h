/* stores - the ledger's files, opened together: journal, keys, state.
 *
 * The state is brought up to the journal's end when it is opened (facts behind the checkpoint are
 * folded in again), and readers keep it there with stores_catch_up. Nothing is folded in before its
 * link of the chain has been followed, and a state that belongs to another journal is refused: a
 * store that cannot be trusted is not opened, and the sentence says what to do.
 *
 * Where the journal is in a database the folder has the state alone, each machine its own, and one
 * process of the machine writes its checkpoints: the writer, if it is here; otherwise the first of
 * the readers, which follows the journal. A writer that comes asks for the folder, and the follower
 * gives way.
 *
 * The files are the writer's user's alone; readers run as another user when the folder is open to
 * a group of theirs (mode 2750: the files get the folder's group). */
#ifndef RS_STORES_H
#define RS_STORES_H

#include "actors/ledger/journal/journal.h"
#include "actors/ledger/journal/latch.h"
#include "actors/ledger/journal/seal.h"
#include "actors/ledger/state/apply.h"
#include "shared/config.h"

/* STORES_LOOK: for reading, unchecked, and the state is left as its checkpoint is. */
typedef enum { STORES_READ, STORES_WRITE, STORES_LOOK } stores_mode;

typedef struct {
    stores_mode mode;
    latch writer, keeper; /* of the folder, where the journal is in a database */
    bool follows;         /* a reader that writes this machine's checkpoints */
    journal *journal;
    seal *seal;
    state *state;
    journal_head head; /* of the journal, as the writer knows it */
    uint64_t followed; /* up to which fact the chain was followed, and its hash there */
    uint8_t hash[JOURNAL_HASH_SIZE];
    arena *scratch;
} stores;

RS_MUST_USE rs_err stores_open(stores *self, const rs_config *config, stores_mode mode,
                               rs_error *error);
/* For writing, with a journal that is open already: takes and nulls it, whatever comes of it. */
RS_MUST_USE rs_err stores_open_on(stores *self, const rs_config *config, journal **journal_p,
                                  rs_error *error);
void stores_close(stores *self);

/* Is the journal where several machines reach it? */
bool stores_are_apart(const rs_config *config);
/* The journal and the keys that the configuration names. */
RS_MUST_USE rs_err stores_open_journal(journal **out, const rs_config *config, journal_mode mode,
                                       rs_error *error);
RS_MUST_USE rs_err stores_open_seal(seal **out, const rs_config *config, seal_mode mode,
                                    rs_error *error);

/* A checkpoint of the state, which must be at the journal's end: begun (state_checkpoint_end says
 * what became of it), or waited for. */
void stores_checkpoint_begin(stores *self);
RS_MUST_USE rs_err stores_checkpoint(stores *self, rs_error *error);

/* Was the state, which stands for the fact with this hash, made from the same journal? */
RS_MUST_USE rs_err stores_check_link(const state *rows, const uint8_t hash[JOURNAL_HASH_SIZE],
                                     rs_error *error);

/* Folds in what the journal has and the state has not. A reader also takes up a new checkpoint. */
RS_MUST_USE rs_err stores_catch_up(stores *self, rs_error *error);

/* When the journal's last fact was decided (ms UTC; 0: it is empty). A writer's time starts there,
 * so that it never goes back, whatever the machine's clock says after a restart. */
RS_MUST_USE rs_err stores_last_time(stores *self, int64_t *out, rs_error *error);

#endif
