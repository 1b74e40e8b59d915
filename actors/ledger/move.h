/* move - a whole ledger from one engine to another: journal and keys, copied through their ports.
 *
 * Every link of the chain is followed on the way out, and once more where it has arrived, and the
 * copy ends with the same link; a state that belongs to the one belongs to the other. */
#ifndef RS_LEDGER_MOVE_H
#define RS_LEDGER_MOVE_H

#include "actors/ledger/journal/journal.h"
#include "shared/config.h"

/* From what one configuration names to what the other does, where nothing may be: RS_TAKEN.
 * `mode`: JOURNAL_WRITE keeps writers of the source away meanwhile; with JOURNAL_READ the copy has
 * what was there when it began. */
RS_MUST_USE rs_err move_copy(const rs_config *from, journal_mode mode, const rs_config *to,
                             rs_error *error);

/* From the engine of the configuration to `engine` ("lmdb", "postgres"), with the writer stopped,
 * and verifies the result. What was there stays. */
RS_MUST_USE rs_err move_run(const rs_config *config, const char *engine, rs_error *error);

#endif
