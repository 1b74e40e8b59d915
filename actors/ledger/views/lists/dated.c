#include "actors/ledger/views/lists/dated.h"

#include <stdlib.h>
#include <string.h>

void dated_grow(dated *self, size_t before, size_t count)
{
    self->first = realloc(self->first, (count + 1) * sizeof *self->first);
    RS_ASSERT(self->first);
    memset(self->first + before, 0, (count + 1 - before) * sizeof *self->first);
}

void dated_free(dated *self)
{
    free(self->entries);
    free(self->first);
    *self = (dated){0};
}

void dated_forget(dated *self, size_t id)
{
    for (uint32_t at = self->first[id]; at;) {
        dated_entry *entry = &self->entries[at];
        uint32_t next = entry->next;
        *entry = (dated_entry){.next = self->free};
        self->free = at;
        at = next;
    }
    self->first[id] = 0;
}

static uint32_t take_free(dated *self)
{
    uint32_t at = self->free;
    if (at) {
        self->free = self->entries[at].next;
        return at;
    }
    if (self->size == self->room) {
        self->room = self->room ? 2 * self->room : 64;
        self->entries = realloc(self->entries, self->room * sizeof *self->entries);
        RS_ASSERT(self->entries && self->room < UINT32_MAX);
    }
    if (self->size == 0)
        self->entries[self->size++] = (dated_entry){0};
    return (uint32_t)self->size++;
}

void dated_add(dated *self, size_t id, int64_t at, int64_t amount, bool counts)
{
    uint32_t place = take_free(self);
    self->entries[place] = (dated_entry){
        .at = at,
        .amount = amount,
        .participant = (uint32_t)id,
        .next = self->first[id],
        .counts = counts,
    };
    self->first[id] = place;
}
