#include "actors/ledger/state/overlay.h"

#include <stdlib.h>
#include <string.h>

static uint64_t front_of(rs_bytes key)
{
    uint8_t front[8] = {0};
    if (key.size)
        memcpy(front, key.data, key.size < sizeof front ? key.size : sizeof front);
    return get_be64(front);
}

static int compare(const overlay_row *a, const overlay_row *b)
{
    if (a->front != b->front)
        return a->front < b->front ? -1 : 1;
    if (a->key_size > 8 && b->key_size > 8) {
        size_t least = a->key_size < b->key_size ? a->key_size : b->key_size;
        int order = memcmp(a->key + 8, b->key + 8, least - 8);
        if (order)
            return order;
    }
    /* Equal as far as both go. A front that was filled up with zeros belongs to the shorter. */
    return (a->key_size > b->key_size) - (a->key_size < b->key_size);
}

/* Not the _STATIC pair: it needs a word that glibc's headers forbid. */
// cppcheck-suppress unknownMacro
RB_PROTOTYPE(overlay_tree, overlay_row, links, compare)
RB_GENERATE(overlay_tree, overlay_row, links, compare)

static overlay_row probe(rs_bytes key)
{
    return (overlay_row){.front = front_of(key), .key = key.data, .key_size = (uint32_t)key.size};
}

/* Where a row is remembered: by both ends of its key, which tell most keys apart. */
static overlay_row **place_of(overlay *self, const overlay_row *row)
{
    uint64_t end = row->key_size > 8 ? get_be64(row->key + row->key_size - 8) : 0;
    uint64_t mixed = (row->front ^ end << 1) * UINT64_C(0x9e3779b97f4a7c15);
    return &self->recent[mixed >> (64 - OVERLAY_RECENT_BITS)];
}

overlay_row *overlay_find(overlay *self, rs_bytes key)
{
    overlay_row wanted = probe(key);
    overlay_row **place = place_of(self, &wanted);
    if (*place && compare(*place, &wanted) == 0)
        return *place;
    overlay_row *row = self->rows ? RB_FIND(overlay_tree, &self->tree, &wanted) : NULL;
    if (row)
        *place = row;
    return row;
}

static overlay_row *add(overlay *self, rs_bytes key)
{
    overlay_row *row = calloc(1, sizeof *row + key.size);
    RS_ASSERT(row);
    uint8_t *copy = (uint8_t *)(row + 1);
    memcpy(copy, key.data, key.size);
    row->key = copy;
    row->key_size = (uint32_t)key.size;
    row->front = front_of(key);
    RB_INSERT(overlay_tree, &self->tree, row);
    *place_of(self, row) = row;
    self->rows++;
    return row;
}

static overlay_row *find_or_add(overlay *self, rs_bytes key)
{
    overlay_row *row = overlay_find(self, key);
    return row ? row : add(self, key);
}

void overlay_put(overlay *self, rs_bytes key, rs_bytes data)
{
    RS_ASSERT(data.size <= UINT32_MAX);
    overlay_row *row = find_or_add(self, key);
    uint8_t *old = NULL;
    if (!row->data || row->room < data.size) {
        old = row->data; /* the new bytes may stand in the old ones */
        row->data = malloc(data.size + 1);
        RS_ASSERT(row->data);
        row->room = (uint32_t)data.size;
    }
    if (data.size)
        memmove(row->data, data.data, data.size);
    row->size = (uint32_t)data.size;
    row->deleted = false;
    free(old);
}

void overlay_mark_deleted(overlay *self, rs_bytes key)
{
    overlay_row *row = find_or_add(self, key);
    free(row->data);
    row->data = NULL;
    row->size = row->room = 0;
    row->deleted = true;
}

static void drop(overlay *self, overlay_row *row)
{
    overlay_row **place = place_of(self, row);
    if (*place == row)
        *place = NULL;
    RB_REMOVE(overlay_tree, &self->tree, row);
    self->rows--;
    free(row->data);
    free(row);
}

void overlay_remove(overlay *self, rs_bytes key)
{
    overlay_row *row = overlay_find(self, key);
    if (row)
        drop(self, row);
}

/* Frees from the leaves up: taking rows out one by one would balance a tree nobody needs again. */
static void free_below(overlay_row *row)
{
    if (!row)
        return;
    free_below(RB_LEFT(row, links)); /* as deep as the tree: twice log2 of its rows at most */
    free_below(RB_RIGHT(row, links));
    free(row->data);
    free(row);
}

void overlay_clear(overlay *self)
{
    free_below(RB_ROOT(&self->tree));
    RB_INIT(&self->tree);
    memset(self->recent, 0, sizeof self->recent);
    self->rows = 0;
}

overlay_row *overlay_from(overlay *self, rs_bytes key)
{
    overlay_row wanted = probe(key);
    return RB_NFIND(overlay_tree, &self->tree, &wanted);
}

overlay_row *overlay_before(overlay *self, rs_bytes key)
{
    overlay_row wanted = probe(key);
    overlay_row *at = key.size ? RB_NFIND(overlay_tree, &self->tree, &wanted) : NULL;
    return at ? RB_PREV(overlay_tree, &self->tree, at) : RB_MAX(overlay_tree, &self->tree);
}

overlay_row *overlay_next(overlay_row *row)
{
    return RB_NEXT(overlay_tree, , row);
}

overlay_row *overlay_previous(overlay_row *row)
{
    return RB_PREV(overlay_tree, , row);
}
