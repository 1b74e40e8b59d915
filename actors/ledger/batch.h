/* batch - the facts that were decided on but are not durable yet.
 *
 * Each is folded into the state as it is added, so that the next decision sees it; nobody outside
 * hears of it before batch_commit has appended all of them to the journal at once. If that fails
 * the process ends and starts again from the journal: the state in memory is ahead of it.
 *
 * Several batches may be filled one after the other and are committed in that order. Committing
 * one touches nothing of the state: a thread may do it (committer.h). */
#ifndef RS_BATCH_H
#define RS_BATCH_H

#include "actors/ledger/journal/chain.h"
#include "actors/ledger/state/apply.h"

typedef struct batch batch;

batch *batch_open(state *rows);
void batch_close(batch **self_p);

/* Returns the sequence number of the fact. */
uint64_t batch_add(batch *self, rs_fact_kind kind, int64_t at, const void *body);
size_t batch_count(const batch *self);

/* All added facts, durable when it returns RS_OK; then the batch is still readable until
 * batch_clear (the events are made from it). `head` moves on. */
RS_MUST_USE rs_err batch_commit(batch *self, journal *to, journal_head *head, rs_error *error);
rs_bytes batch_fact(const batch *self, size_t n);
void batch_clear(batch *self);

#endif
