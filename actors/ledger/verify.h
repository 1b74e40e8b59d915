/* verify - is the ledger what it should be?
 *
 * Walks the chain over the whole journal, folds the facts into an empty state, checks the
 * invariants of the accounts and of every posting, and compares every table with the live state.
 * The first thing that is wrong is named. Runs beside a working writer: it reads, and stops at the
 * record that was the last when it began. */
#ifndef RS_VERIFY_H
#define RS_VERIFY_H

#include "shared/config.h"

/* Progress goes to standard error, the result in one line to standard output. RS_OK: everything is
 * right; RS_CORRUPT: it is not. `against` (may be NULL) is a head of the chain that somebody noted,
 * "SEQ:HASH": the journal must still be the same up to there. */
RS_MUST_USE rs_err verify_run(const rs_config *config, const char *against, rs_error *error);

/* Makes the state anew from the journal. The writer must not be running. */
RS_MUST_USE rs_err rebuild_run(const rs_config *config, rs_error *error);

#endif
