/* recent - who has changed lately, so that open pages know which rows to read again.
 *
 * A ring of the last changes, each with the state of the ledger at which it was noticed, which is
 * never before the fact that made it. Whoever has seen the list as of some state gets those noticed
 * later: a change may be told twice, but none is missed. When too much has happened since, or that
 * state lies before the beginning, the answer is that nobody can tell. Noticing costs one write;
 * an answer looks at no more than the ring, however many participants there are.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed; recent_free empties it. */
#ifndef RS_LISTS_RECENT_H
#define RS_LISTS_RECENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/arena.h"

enum { RECENT_MAX = 4096 /* changes that are remembered */ };

typedef struct {
    int64_t seq;
    int64_t id;
} recent_change;

typedef struct {
    recent_change *ring;
    size_t next, count;
    int64_t floor; /* of changes up to here some are not remembered */
} recent;

/* Forgets all; changes are remembered from here on. */
void recent_start(recent *self, int64_t floor);
void recent_free(recent *self);
void recent_add(recent *self, int64_t seq, int64_t id);

/* Whose changes were noticed behind `after`: rising numbers, each once, in `memory`. false: that
 * is not remembered, or they are more than `most`. */
bool recent_since(const recent *self, int64_t after, size_t most, arena *memory, int64_t **ids,
                  size_t *count);

#endif
