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

/* ------------------------------------------------------------------------- finding */

enum { PLACES_MIN = 64 };

static bool has_key(const overlay_row *row, rs_bytes key)
{
    return row->key_size == key.size && memcmp(row->key, key.data, key.size) == 0;
}

static size_t behind(const overlay *self, size_t at)
{
    return (at + 1) & (self->places_count - 1);
}

/* Where the row is, or the free place where it would go. */
static size_t place_of(const overlay *self, uint64_t hash, rs_bytes key)
{
    size_t at = hash & (self->places_count - 1);
    while (self->places[at].row &&
           (self->places[at].hash != hash || !has_key(self->places[at].row, key)))
        at = behind(self, at);
    return at;
}

static overlay_row *find(const overlay *self, uint64_t hash, rs_bytes key)
{
    return self->rows ? self->places[place_of(self, hash, key)].row : NULL;
}

overlay_row *overlay_find(overlay *self, rs_bytes key)
{
    return self->rows ? find(self, overlay_hash(key), key) : NULL;
}

static void stand(overlay *self, overlay_row *row)
{
    size_t at = place_of(self, row->hash, overlay_key(row));
    self->places[at] = (overlay_slot){row->hash, row};
}

/* Two places for a row at least. */
static void make_places(overlay *self)
{
    overlay old = *self;
    if (2 * self->rows < self->places_count)
        return;
    self->places_count = old.places_count ? 2 * old.places_count : PLACES_MIN;
    self->places = calloc(self->places_count, sizeof *self->places);
    RS_ASSERT(self->places);
    for (size_t n = 0; n < old.places_count; n++)
        if (old.places[n].row)
            stand(self, old.places[n].row);
    free(old.places);
}

/* Those behind the hole move up unless they stand at their home or between it and the hole. */
static void leave(overlay *self, size_t hole)
{
    size_t mask = self->places_count - 1;
    for (size_t at = behind(self, hole); self->places[at].row; at = behind(self, at)) {
        size_t home = self->places[at].hash & mask;
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            self->places[hole] = self->places[at];
            hole = at;
        }
    }
    self->places[hole] = (overlay_slot){0};
}

/* ------------------------------------------------------------------------- changing */

static uint8_t *take_memory(overlay *self, size_t size)
{
    if (!self->memory)
        self->memory = arena_open();
    return arena_give(self->memory, size);
}

static overlay_row *take_row(overlay *self, size_t room)
{
    overlay_row *spare = self->spare;
    if (!spare || spare->key_size + spare->room < room)
        return (overlay_row *)(void *)take_memory(self, sizeof *spare + room);
    self->spare = spare->next;
    return spare;
}

static overlay_row *add(overlay *self, uint64_t hash, rs_bytes key, size_t room)
{
    overlay_row *row = take_row(self, key.size + room);
    uint8_t *copy = (uint8_t *)(row + 1);
    memcpy(copy, key.data, key.size);
    *row = (overlay_row){
        .next = self->fresh,
        .hash = hash,
        .front = front_of(key),
        .key = copy,
        .data = copy + key.size,
        .key_size = (uint32_t)key.size,
        .room = (uint32_t)room,
    };
    make_places(self);
    stand(self, row);
    self->fresh = row;
    self->fresh_count++;
    self->rows++;
    return row;
}

static overlay_row *find_or_add(overlay *self, rs_bytes key, size_t room)
{
    uint64_t hash = overlay_hash(key);
    overlay_row *row = find(self, hash, key);
    return row ? row : add(self, hash, key, room);
}

void overlay_put(overlay *self, rs_bytes key, rs_bytes data)
{
    RS_ASSERT(data.size <= UINT32_MAX / 2);
    overlay_row *row = find_or_add(self, key, data.size);
    if (row->room < data.size) { /* what grows will grow again: the old bytes stay until the end */
        row->room = (uint32_t)(data.size + data.size / 2);
        uint8_t *wider = take_memory(self, row->room);
        memcpy(wider, data.data, data.size);
        row->data = wider;
    } else if (data.size) {
        memmove(row->data, data.data, data.size); /* the new bytes may stand in the old ones */
    }
    row->size = (uint32_t)data.size;
    row->deleted = false;
}

void overlay_mark_deleted(overlay *self, rs_bytes key)
{
    overlay_row *row = find_or_add(self, key, 0);
    row->size = 0;
    row->deleted = true;
}

static void put_in_order(overlay *self);

void overlay_remove(overlay *self, rs_bytes key)
{
    overlay_row *row = overlay_find(self, key);
    if (!row)
        return;
    put_in_order(self);
    leave(self, place_of(self, row->hash, key));
    RB_REMOVE(overlay_tree, &self->tree, row);
    self->rows--;
    row->room = row->data == row->key + row->key_size ? row->room : 0; /* behind the key */
    row->next = self->spare;
    self->spare = row;
}

void overlay_clear(overlay *self)
{
    arena_close(&self->memory);
    free(self->places);
    *self = (overlay){0};
}

/* ------------------------------------------------------------------------- in order */

static int compare_places(const void *one, const void *other)
{
    const overlay_place *a = one;
    const overlay_place *b = other;
    if (a->front != b->front)
        return a->front < b->front ? -1 : 1;
    return compare(a->row, b->row);
}

/* The fronts stand beside each other in memory; the rows do not. */
static overlay_place *sort(overlay_place *all, size_t count)
{
    qsort(all, count, sizeof *all, compare_places);
    return all;
}

static overlay_place *make_list(size_t count)
{
    overlay_place *all = malloc(count * sizeof *all);
    RS_ASSERT(all);
    return all;
}

overlay_place *overlay_sort(const overlay *self)
{
    size_t count = 0;
    if (!self->rows)
        return NULL;
    overlay_place *all = make_list(self->rows);
    for (size_t n = 0; n < self->places_count; n++)
        if (self->places[n].row)
            all[count++] = (overlay_place){self->places[n].row->front, self->places[n].row};
    return sort(all, count);
}

/* All rows into the tree. Sorted first, each goes in next to the one before. */
static void put_in_order(overlay *self)
{
    size_t count = 0;
    if (self->fresh_count == 1)
        RB_INSERT(overlay_tree, &self->tree, self->fresh);
    if (self->fresh_count > 1) {
        overlay_place *all = make_list(self->fresh_count);
        for (overlay_row *row = self->fresh; row; row = row->next)
            all[count++] = (overlay_place){row->front, row};
        sort(all, count);
        for (size_t n = 0; n < count; n++)
            RB_INSERT(overlay_tree, &self->tree, all[n].row);
        free(all);
    }
    self->fresh = NULL;
    self->fresh_count = 0;
}

overlay_row *overlay_from(overlay *self, rs_bytes key)
{
    overlay_row wanted = probe(key);
    put_in_order(self);
    return RB_NFIND(overlay_tree, &self->tree, &wanted);
}

overlay_row *overlay_before(overlay *self, rs_bytes key)
{
    overlay_row wanted = probe(key);
    put_in_order(self);
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
