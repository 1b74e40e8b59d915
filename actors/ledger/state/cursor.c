/* Rows in key order: the overlay's tree, that of the overlay which is being written, and the
 * checkpoint's table, merged as they are read. Each side holds the next row it could give; the
 * nearest one is given, and of those with the same key the newest, in that order. */
#include <string.h>

#include "actors/ledger/state/inside.h"

int state_compare(rs_bytes a, rs_bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size;
    int order = least ? memcmp(a.data, b.data, least) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

static bool begins_with(rs_bytes key, rs_bytes prefix)
{
    return key.size >= prefix.size &&
           (prefix.size == 0 || memcmp(key.data, prefix.data, prefix.size) == 0);
}

/* The first key behind all that begin with the prefix; empty: there is none. */
static rs_bytes behind(rs_bytes prefix, uint8_t out[STATE_KEY_MAX])
{
    size_t size = prefix.size;
    while (size > 0 && prefix.data[size - 1] == UINT8_MAX)
        size--;
    if (size == 0)
        return (rs_bytes){0};
    memcpy(out, prefix.data, size);
    out[size - 1]++;
    return (rs_bytes){out, size};
}

/* ------------------------------------------------------------------------- the checkpoint's side
 */

static MDB_cursor *lend(state_cursor *self)
{
    state *in = self->state;
    lent_cursor *lent = &in->tables[self->table].lent;
    int result = 0;
    RS_ASSERT(in->reading);
    if (!lent->cursor)
        result = mdb_cursor_open(in->reader, in->tables[self->table].rows, &lent->cursor);
    else if (lent->renewals != in->renewals)
        result = mdb_cursor_renew(in->reader, lent->cursor);
    if (result)
        state_die_of(in, result, "opening a cursor");
    lent->renewals = in->renewals;
    lent->serial = self->serial;
    return lent->cursor;
}

static void take_ahead(state_cursor *self, int result, const MDB_val *key, const MDB_val *value)
{
    self->ahead_key = self->ahead_row = (rs_bytes){0};
    if (result == MDB_NOTFOUND)
        return;
    if (result)
        state_die_of(self->state, result, "reading rows");
    self->ahead_key = (rs_bytes){key->mv_data, key->mv_size};
    self->ahead_row = (rs_bytes){value->mv_data, value->mv_size};
}

/* To the first key >= `at`, or, going down, to the last key < `at` (empty: the very end). */
static void seek(state_cursor *self, rs_bytes at)
{
    uint8_t copy[STATE_KEY_MAX];
    MDB_val key = {at.size, copy};
    MDB_val value;
    if (!self->state->file)
        return;
    MDB_cursor *cursor = lend(self);
    if (at.size)
        memcpy(copy, at.data, at.size);
    int result = at.size      ? mdb_cursor_get(cursor, &key, &value, MDB_SET_RANGE)
                 : self->down ? MDB_NOTFOUND
                              : mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    if (self->down)
        result = mdb_cursor_get(cursor, &key, &value, result == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
    take_ahead(self, result, &key, &value);
}

static void step_ahead(state_cursor *self)
{
    lent_cursor *lent = &self->state->tables[self->table].lent;
    MDB_val key;
    MDB_val value;
    if (lent->serial != self->serial) { /* another cursor has moved it */
        uint8_t copy[STATE_KEY_MAX];
        memcpy(copy, self->ahead_key.data, self->ahead_key.size);
        key = (MDB_val){self->ahead_key.size, copy};
        int result = mdb_cursor_get(lend(self), &key, &value, MDB_SET_KEY);
        if (result)
            state_die_of(self->state, result, "finding a row again");
    }
    int result = mdb_cursor_get(lent->cursor, &key, &value, self->down ? MDB_PREV : MDB_NEXT);
    take_ahead(self, result, &key, &value);
}

/* ------------------------------------------------------------------------- both sides */

static overlay_row *step(const state_cursor *self, overlay_row *row)
{
    return self->down ? overlay_previous(row) : overlay_next(row);
}

static int order_of(const state_cursor *self, rs_bytes a, rs_bytes b)
{
    int order = state_compare(a, b);
    return self->down ? -order : order;
}

/* The next row in memory, of two with the same key the newer; NULL: there are no more. */
static overlay_row *next_changed(const state_cursor *self)
{
    if (!self->over || !self->under)
        return self->over ? self->over : self->under;
    int order = order_of(self, overlay_key(self->over), overlay_key(self->under));
    return order <= 0 ? self->over : self->under;
}

/* Behind this row, which is the next changed one, in each of the overlays. */
static void step_changed(state_cursor *self, const overlay_row *row)
{
    rs_bytes key = overlay_key(row);
    if (self->under && (self->under == row || !state_compare(overlay_key(self->under), key)))
        self->under = step(self, self->under);
    if (self->over == row)
        self->over = step(self, self->over);
}

/* < 0: the changed row comes first; 0: both are the same; > 0: the checkpoint's. */
static int nearer(const state_cursor *self, const overlay_row *changed)
{
    if (!changed)
        return 1;
    return self->ahead_key.data ? order_of(self, overlay_key(changed), self->ahead_key) : -1;
}

static void note_gone(table_store *in, rs_bytes key)
{
    memcpy(in->gone, key.data, key.size);
    in->gone_size = key.size;
}

static bool give(state_cursor *self, rs_bytes key, rs_bytes row)
{
    self->leads = false;
    if (!begins_with(key, self->prefix))
        return false;
    memcpy(self->key_copy, key.data, key.size);
    self->key = (rs_bytes){self->key_copy, key.size};
    self->row = row;
    return true;
}

bool state_next(state_cursor *self)
{
    RS_ASSERT(self->changes == self->state->changes); /* a cursor ends with the next change */
    for (;;) {
        overlay_row *row = next_changed(self);
        if (!row && !self->ahead_key.data)
            return false;
        int order = nearer(self, row);
        if (order > 0) {
            bool given = give(self, self->ahead_key, self->ahead_row);
            if (given)
                step_ahead(self);
            return given;
        }
        if (order == 0)
            step_ahead(self);
        step_changed(self, row);
        if (row->deleted && self->leads)
            note_gone(&self->state->tables[self->table], overlay_key(row));
        if (!row->deleted)
            return give(self, overlay_key(row), (rs_bytes){row->data, row->size});
    }
}

bool state_first(state *self, state_table table, rs_bytes prefix, rs_bytes from, bool down,
                 state_cursor *out)
{
    RS_ASSERT(table < STATE_TABLES_COUNT);
    RS_ASSERT(prefix.size <= STATE_KEY_MAX && from.size <= STATE_KEY_MAX);
    kept_write_back(self->kept, self, table);
    uint8_t edge[STATE_KEY_MAX];
    *out = (state_cursor){.state = self,
                          .table = table,
                          .down = down,
                          .serial = ++self->serials,
                          .changes = self->changes};
    if (prefix.size)
        memcpy(out->prefix_copy, prefix.data, prefix.size);
    out->prefix = (rs_bytes){out->prefix_copy, prefix.size};

    table_store *in = &self->tables[table];
    if (down) {
        rs_bytes end = behind(prefix, edge);
        if (from.size && (!end.size || state_compare(from, end) < 0))
            end = from;
        out->over = overlay_before(&in->over, end);
        out->under = overlay_before(&in->under, end);
        seek(out, end);
    } else {
        rs_bytes start = state_compare(from, prefix) > 0 ? from : prefix;
        bool gone = state_is_gone(in, start);
        out->leads = gone || start.size == 0;
        start = gone ? (rs_bytes){in->gone, in->gone_size} : start;
        out->over = overlay_from(&in->over, start);
        out->under = overlay_from(&in->under, start);
        seek(out, start);
    }
    return state_next(out);
}

/* ------------------------------------------------------------------------- comparing */

static bool same(rs_bytes a, rs_bytes b)
{
    return state_compare(a, b) == 0;
}

static bool table_differs(state *one, state *other, state_table table, state_difference *out)
{
    state_cursor a;
    state_cursor b;
    bool in_a = state_first(one, table, (rs_bytes){0}, (rs_bytes){0}, false, &a);
    bool in_b = state_first(other, table, (rs_bytes){0}, (rs_bytes){0}, false, &b);
    while (in_a && in_b && same(a.key, b.key) && same(a.row, b.row)) {
        in_a = state_next(&a);
        in_b = state_next(&b);
    }
    if (!in_a && !in_b)
        return false;
    bool first_is_a = in_a && (!in_b || state_compare(a.key, b.key) <= 0);
    rs_bytes key = first_is_a ? a.key : b.key;
    *out = (state_difference){.table = table, .key_size = key.size};
    memcpy(out->key, key.data, key.size);
    return true;
}

bool state_differs(state *one, state *other, state_difference *out)
{
    for (int n = 0; n < STATE_TABLES_COUNT; n++)
        if (table_differs(one, other, (state_table)n, out))
            return true;
    return false;
}
