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

static overlay_row **place_of(const overlay *self, uint64_t hash)
{
    return &self->places[hash & (self->places_count - 1)];
}

static overlay_row *find(const overlay *self, uint64_t hash, rs_bytes key)
{
    overlay_row *row = self->rows ? *place_of(self, hash) : NULL;
    while (row && (row->hash != hash || row->key_size != key.size ||
                   memcmp(row->key, key.data, key.size) != 0))
        row = row->beside;
    return row;
}

overlay_row *overlay_find(overlay *self, rs_bytes key)
{
    return self->rows ? find(self, overlay_hash(key), key) : NULL;
}

static void stand(overlay *self, overlay_row *row)
{
    overlay_row **place = place_of(self, row->hash);
    row->beside = *place;
    *place = row;
}

/* As many places as there are rows at most. */
static void make_places(overlay *self)
{
    overlay old = *self;
    if (self->rows < self->places_count)
        return;
    self->places_count = old.places_count ? 2 * old.places_count : PLACES_MIN;
    self->places = calloc(self->places_count, sizeof *self->places);
    RS_ASSERT(self->places);
    for (size_t n = 0; n < old.places_count; n++)
        for (overlay_row *row = old.places[n], *next; row; row = next) {
            next = row->beside;
            stand(self, row);
        }
    free(old.places);
}

/* ------------------------------------------------------------------------- changing */

static overlay_row *add(overlay *self, uint64_t hash, rs_bytes key, size_t room)
{
    overlay_row *row = malloc(sizeof *row + key.size + room);
    RS_ASSERT(row);
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
    RS_ASSERT(data.size <= UINT32_MAX);
    overlay_row *row = find_or_add(self, key, data.size);
    uint8_t *old = NULL;
    if (row->room < data.size) {
        old = row->grown ? row->data : NULL; /* the new bytes may stand in the old ones */
        row->data = malloc(data.size);
        RS_ASSERT(row->data);
        row->room = (uint32_t)data.size;
        row->grown = true;
    }
    if (data.size)
        memmove(row->data, data.data, data.size);
    row->size = (uint32_t)data.size;
    row->deleted = false;
    free(old);
}

void overlay_mark_deleted(overlay *self, rs_bytes key)
{
    overlay_row *row = find_or_add(self, key, 0);
    row->size = 0;
    row->deleted = true;
}

static void free_row(overlay_row *row)
{
    if (row->grown)
        free(row->data);
    free(row);
}

static void put_in_order(overlay *self);

void overlay_remove(overlay *self, rs_bytes key)
{
    overlay_row *row = overlay_find(self, key);
    if (!row)
        return;
    put_in_order(self);
    overlay_row **at = place_of(self, row->hash);
    while (*at != row)
        at = &(*at)->beside;
    *at = row->beside;
    RB_REMOVE(overlay_tree, &self->tree, row);
    self->rows--;
    free_row(row);
}

void overlay_clear(overlay *self)
{
    for (size_t n = 0; n < self->places_count; n++)
        for (overlay_row *row = self->places[n], *next; row; row = next) {
            next = row->beside;
            free_row(row);
        }
    free(self->places);
    *self = (overlay){0};
}

/* ------------------------------------------------------------------------- in order */

static int compare_places(const void *one, const void *other)
{
    const overlay_row *const *a = one;
    const overlay_row *const *b = other;
    return compare(*a, *b);
}

/* All rows into the tree. Sorted first, each goes in next to the one before. */
static void put_in_order(overlay *self)
{
    size_t count = 0;
    if (!self->fresh_count)
        return;
    overlay_row *one;
    overlay_row **all =
        self->fresh_count > 1 ? malloc(self->fresh_count * sizeof(overlay_row *)) : &one;
    RS_ASSERT(all);
    for (overlay_row *row = self->fresh; row; row = row->next)
        all[count++] = row;
    if (count > 1)
        qsort(all, count, sizeof(overlay_row *), compare_places);
    for (size_t n = 0; n < count; n++)
        RB_INSERT(overlay_tree, &self->tree, all[n]);
    if (all != &one)
        free(all);
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
