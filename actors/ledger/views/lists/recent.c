#include "actors/ledger/views/lists/recent.h"

#include <stdlib.h>

#include "shared/err.h"

void recent_start(recent *self, int64_t floor)
{
    self->next = self->count = 0;
    self->floor = floor;
}

void recent_free(recent *self)
{
    free(self->ring);
    *self = (recent){0};
}

/* The n-th from the newest back. */
static recent_change *back(const recent *self, size_t n)
{
    return &self->ring[(self->next + RECENT_MAX - 1 - n) % RECENT_MAX];
}

void recent_add(recent *self, int64_t seq, int64_t id)
{
    if (!self->ring) {
        self->ring = calloc(RECENT_MAX, sizeof *self->ring);
        RS_ASSERT(self->ring);
    }
    if (self->count && back(self, 0)->id == id) {
        back(self, 0)->seq = seq; /* the same person again */
        return;
    }
    recent_change *place = &self->ring[self->next];
    if (self->count == RECENT_MAX)
        self->floor = place->seq;
    else
        self->count++;
    *place = (recent_change){seq, id};
    self->next = (self->next + 1) % RECENT_MAX;
}

static int compare(const void *a_p, const void *b_p)
{
    int64_t a = *(const int64_t *)a_p;
    int64_t b = *(const int64_t *)b_p;
    return (a > b) - (a < b);
}

bool recent_since(const recent *self, int64_t after, size_t most, arena *memory, int64_t **ids,
                  size_t *count)
{
    if (after < self->floor)
        return false;
    int64_t *found = arena_give(memory, (self->count + 1) * sizeof *found);
    size_t size = 0;
    for (size_t n = 0; n < self->count && back(self, n)->seq > after; n++)
        found[size++] = back(self, n)->id;
    qsort(found, size, sizeof *found, compare);
    size_t kept = 0;
    for (size_t n = 0; n < size; n++)
        if (!kept || found[kept - 1] != found[n])
            found[kept++] = found[n];
    *ids = found;
    *count = kept;
    return kept <= most;
}
