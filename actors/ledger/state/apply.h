/* apply - folds a fact into the state.
 *
 * No rules live here: a fact says what is so from now on, and this writes it down. So a replay
 * under newer rules gives the same state, and a state can always be made again from the journal. */
#ifndef RS_APPLY_H
#define RS_APPLY_H

#include "actors/ledger/facts.h"
#include "actors/ledger/state/state.h"

/* `body` is of fact_type(head->kind); `seq` is the fact's, one behind state_seq, which moves on. */
void apply_fact(state *self, arena *memory, uint64_t seq, const rs_fact_head *head,
                const void *body);

#endif
