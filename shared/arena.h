/* arena - memory that is given piece by piece and taken back all at once.
 *
 * A decoded message lives in one: its strings, lists and nested messages need no frees of their
 * own. Ownership: arena_open gives, arena_close takes and nulls; arena_reset keeps the first block
 * for the next message. Nothing given outlives the reset. */
#ifndef RS_ARENA_H
#define RS_ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "shared/err.h"

typedef struct arena arena;

arena *arena_open(void);
void arena_close(arena **self_p);
void arena_reset(arena *self);

/* Zeroed and aligned for any type. Never NULL: running out of memory ends the process, which is
 * restarted; what comes from outside is limited long before. */
void *arena_give(arena *self, size_t size);
/* A copy of `size` bytes with a NUL behind it. */
char *arena_copy(arena *self, const void *data, size_t size);
char *arena_print(arena *self, const char *format, ...) RS_PRINTF(2, 3);

#endif
