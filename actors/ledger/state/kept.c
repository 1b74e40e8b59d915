#include "actors/ledger/state/kept.h"

#include <stdlib.h>
#include <string.h>

#include "actors/ledger/state/inside.h"
#include "actors/ledger/state/rows.h"

enum { PLACES_BITS = 10 };

struct kept {
    kept_row places[1 << PLACES_BITS];
    LIST_HEAD(kept_rows, kept_row) changed[STATE_TABLES_COUNT];
};

kept *kept_open(void)
{
    kept *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    return self;
}

void kept_close(kept **self_p)
{
    kept *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    for (size_t n = 0; n < 1 << PLACES_BITS; n++)
        free(self->places[n].block);
    free(self);
}

bool kept_takes(state_table table)
{
    const rs_type *type = row_type(table);
    return type != &rs_nothing_row_type && type != &rs_ref_row_type;
}

static kept_row *place_of(kept *self, state_table table, rs_bytes key)
{
    uint64_t mixed = (overlay_hash(key) ^ (uint64_t)table) * UINT64_C(0x9e3779b97f4a7c15);
    return &self->places[mixed >> (64 - PLACES_BITS)];
}

static bool is_row(const kept_row *place, state_table table, rs_bytes key)
{
    return place->key.data && place->table == table && place->key.size == key.size &&
           memcmp(place->key.data, key.data, key.size) == 0;
}

const kept_row *kept_find(kept *self, state_table table, rs_bytes key)
{
    const kept_row *place = place_of(self, table, key);
    return is_row(place, table, key) ? place : NULL;
}

static void write_back(kept_row *place, state *rows)
{
    rs_buf *bytes = state_scratch(rows);
    codec_encode_row(row_type(place->table), place->block, bytes);
    state_lay(rows, place->table, place->key, (rs_bytes){bytes->data, bytes->size});
    LIST_REMOVE(place, links);
    place->changed = false;
}

/* The block anew, in one piece: record, what it points to, key. */
static void fill(kept_row *place, state_table table, rs_bytes key, const void *row)
{
    const rs_type *type = row_type(table);
    size_t record = (type->size + 7) & ~(size_t)7;
    size_t extent = codec_extent(type, row);
    size_t size = record + extent + key.size;
    if (place->room < size) {
        free(place->block);
        place->room = size + size / 2;
        place->block = malloc(place->room);
        RS_ASSERT(place->block);
    }
    uint8_t *behind = place->block + record;
    memcpy(place->block, row, type->size);
    codec_take_in(type, place->block, &behind);
    memcpy(behind, key.data, key.size);
    place->key = (rs_bytes){behind, key.size};
    place->table = table;
    place->extent = extent;
}

void kept_read(kept *self, state *rows, state_table table, rs_bytes key, const void *row)
{
    kept_row *place = place_of(self, table, key);
    if (place->changed)
        write_back(place, rows);
    fill(place, table, key, row);
}

void kept_put(kept *self, state *rows, state_table table, rs_bytes key, const void *row)
{
    kept_row *place = place_of(self, table, key);
    bool same = is_row(place, table, key);
    if (place->changed && !same)
        write_back(place, rows);
    fill(place, table, key, row);
    if (!place->changed)
        LIST_INSERT_HEAD(&self->changed[table], place, links);
    place->changed = true;
}

static void drop(kept_row *place)
{
    if (place->changed)
        LIST_REMOVE(place, links);
    place->changed = false;
    place->key = (rs_bytes){0};
}

void kept_drop(kept *self, state_table table, rs_bytes key)
{
    kept_row *place = place_of(self, table, key);
    if (is_row(place, table, key))
        drop(place);
}

void kept_write_back(kept *self, state *rows, state_table table)
{
    kept_row *place;
    while ((place = LIST_FIRST(&self->changed[table])) != NULL)
        write_back(place, rows);
}

void kept_clear(kept *self)
{
    for (size_t n = 0; n < 1 << PLACES_BITS; n++)
        drop(&self->places[n]);
}
