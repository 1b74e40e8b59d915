/* committer - makes one batch durable, in a thread of its own, while the next is decided.
 *
 * Hashing, encoding and waiting for the disk take as long as deciding: done side by side, neither
 * waits for the other. There is one batch on its way at a time. Between committer_begin and
 * committer_end batch and journal are the thread's: nobody else touches them, and nothing of the
 * batch may be told to anybody; the next batch may be filled.
 *
 * Ownership: committer_open gives, committer_close takes; the journal stays the caller's. */
#ifndef RS_LEDGER_COMMITTER_H
#define RS_LEDGER_COMMITTER_H

#include "actors/ledger/batch.h"

typedef struct committer committer;

committer *committer_open(journal *to);
void committer_close(committer **self_p); /* what was begun is ended first */

/* `head`: where the journal ends now. */
void committer_begin(committer *self, batch *facts, const journal_head *head);
bool committer_runs(const committer *self);
/* Readable once what was begun is done, so that committer_end will not wait. */
int committer_fd(const committer *self);
/* Waits for it; nothing runs: RS_OK. `head` moves on with the batch. Any error: the outcome is
 * unknown (journal.h). */
RS_MUST_USE rs_err committer_end(committer *self, journal_head *head, rs_error *error);

#endif
