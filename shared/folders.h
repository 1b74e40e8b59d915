/* folders - folders that are made when they are missing. */
#ifndef RS_FOLDERS_H
#define RS_FOLDERS_H

#include <sys/types.h>

#include "shared/err.h"

/* With those above it, which everybody may look into; one that is there stays as it is. RS_CONFIG
 * names the one that cannot be made. */
RS_MUST_USE rs_err folders_make(const char *path, mode_t mode, rs_error *error);

#endif
