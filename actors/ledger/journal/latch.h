/* latch - who of the processes of one machine has something of the ledger's folder to itself.
 *
 * A file with the process's number, for people, is locked as long as the process lives, however it
 * ends. The file stays: its name is not the lock.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed; latch_end lets go. */
#ifndef RS_LATCH_H
#define RS_LATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/err.h"

#define LATCH_WRITER "writer.pid" /* the writer of this folder */
#define LATCH_STATE "state.pid"   /* who writes checkpoints, where that need not be the writer */

typedef struct {
    bool held;
    int file;
} latch;

/* RS_TAKEN after `patience_ms`, with the number of who has it. */
RS_MUST_USE rs_err latch_take(latch *self, const char *folder, const char *name,
                              int64_t patience_ms, rs_error *error);
void latch_end(latch *self);

/* Does anybody have it at this moment? */
bool latch_is_taken(const char *folder, const char *name);

#endif
