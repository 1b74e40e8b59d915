#include "shared/table.h"

#include <stdlib.h>

#include "shared/err.h"

enum { ROOM_MIN = 64 };

/* Where a key would like to stand: the upper bits of a multiplication mix well, the lower do not.
 */
static size_t home(const table *self, uint64_t key)
{
    return (size_t)((key * 0x9e3779b97f4a7c15U) >> 32) & (self->room - 1);
}

/* The slot of the key, or the free one where it would go. */
static size_t find(const table *self, uint64_t key)
{
    size_t at = home(self, key);
    while (self->slots[at].value && self->slots[at].key != key)
        at = (at + 1) & (self->room - 1);
    return at;
}

void *table_get(const table *self, uint64_t key)
{
    return self->room ? self->slots[find(self, key)].value : NULL;
}

static void grow(table *self)
{
    table old = *self;
    self->room = old.room ? 2 * old.room : ROOM_MIN;
    self->slots = calloc(self->room, sizeof *self->slots);
    RS_ASSERT(self->slots);
    for (size_t n = 0; n < old.room; n++)
        if (old.slots[n].value)
            self->slots[find(self, old.slots[n].key)] = old.slots[n];
    free(old.slots);
}

void table_set(table *self, uint64_t key, void *value)
{
    RS_ASSERT(value);
    if (4 * (self->count + 1) > 3 * self->room)
        grow(self);
    table_slot *slot = &self->slots[find(self, key)];
    self->count += !slot->value;
    *slot = (table_slot){key, value};
}

void *table_remove(table *self, uint64_t key)
{
    size_t hole = self->room ? find(self, key) : 0;
    void *value = self->room ? self->slots[hole].value : NULL;
    if (!value)
        return NULL;
    self->count--;
    /* Those behind the hole move up unless they stand at their home or between it and the hole. */
    for (size_t at = (hole + 1) & (self->room - 1); self->slots[at].value;
         at = (at + 1) & (self->room - 1)) {
        size_t wanted = home(self, self->slots[at].key);
        if (((at - wanted) & (self->room - 1)) >= ((at - hole) & (self->room - 1))) {
            self->slots[hole] = self->slots[at];
            hole = at;
        }
    }
    self->slots[hole] = (table_slot){0};
    return value;
}

void *table_next(const table *self, size_t *at)
{
    while (*at < self->room) {
        void *value = self->slots[(*at)++].value;
        if (value)
            return value;
    }
    return NULL;
}

void table_free(table *self)
{
    free(self->slots);
    *self = (table){0};
}
