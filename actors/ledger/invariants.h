/* invariants - what must hold of any state of the ledger, whatever happened before. */
#ifndef RS_INVARIANTS_H
#define RS_INVARIANTS_H

#include "actors/ledger/state/rows.h"

/* The accounts, the requests, the purchases and the tree: every figure that is stored for speed is
 * counted anew. RS_CORRUPT names the first that is wrong. `memory` is reset on the way. */
RS_MUST_USE rs_err invariants_check(state *self, arena *memory, rs_error *error);

/* The figures of days and months; part of the above. */
RS_MUST_USE rs_err invariants_check_rollups(state *self, arena *memory, rs_error *error);

/* One transfer against the state just before it is folded in: the accounts' chains must fit, points
 * are more than nothing, and only a take-back may take AVAILABLE below zero. */
RS_MUST_USE rs_err invariants_check_transfer(state *self, arena *memory, uint64_t seq,
                                             const rs_transferred *fact, rs_error *error);

#endif
