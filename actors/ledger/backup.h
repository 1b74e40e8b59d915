/* backup - copies of the ledger that are worth something when they are needed.
 *
 * A backup is the journal and the keys: what everything else can be made from again. It is taken
 * beside a working writer, and is not called one before it has been verified whole. The folder of a
 * backup can be used as a ledger's folder as it is. */
#ifndef RS_BACKUP_H
#define RS_BACKUP_H

#include "shared/config.h"

/* Into `folder`, which must be empty or not there. Prints what it stands for. */
RS_MUST_USE rs_err backup_run(const rs_config *config, const char *folder, rs_error *error);
/* From `folder` into the ledger's folder of the configuration, which must hold no journal. */
RS_MUST_USE rs_err restore_run(const rs_config *config, const char *folder, rs_error *error);

#endif
