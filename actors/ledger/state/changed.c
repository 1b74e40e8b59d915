/* Whose rows changed from one checkpoint to the next, kept beside the rows.
 *
 * A reader that takes up a checkpoint ahead of it has not folded the facts in between, and the rows
 * it reads from then on do not say what they were. The writer knows: its overlay is what changed.
 * So each checkpoint carries the list, and the reader walks the lists back to where it was. */
#include <stdlib.h>

#include "actors/ledger/state/inside.h"
#include "actors/ledger/state/key.h"

enum {
    LISTS_KEPT = 16,
    IDS_MAX = 200000, /* a longer list is not written: reading everything again is no dearer */
};

/* ------------------------------------------------------------------------- the writer */

static void add_id(rs_buf *out, int64_t id)
{
    uint8_t bytes[8];
    put_be64(bytes, (uint64_t)id);
    buf_append(out, bytes, sizeof bytes);
}

/* The ids of both tables' overlays, each once: two sorted lists, merged. false: too many. */
static bool gather(state *self, rs_buf *out)
{
    overlay_row *one = overlay_from(&self->tables[TABLE_PARTICIPANT].over, (rs_bytes){0});
    overlay_row *two = overlay_from(&self->tables[TABLE_ACCOUNT].over, (rs_bytes){0});
    for (size_t count = 0; one || two; count++) {
        int64_t a = one ? key_number_at(overlay_key(one), 0) : INT64_MAX;
        int64_t b = two ? key_number_at(overlay_key(two), 0) : INT64_MAX;
        if (count == IDS_MAX)
            return false;
        add_id(out, a < b ? a : b);
        one = a <= b ? overlay_next(one) : one;
        two = b <= a ? overlay_next(two) : two;
    }
    return true;
}

static int drop_oldest(state *self, MDB_txn *txn)
{
    MDB_stat size;
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val value;
    int result = mdb_stat(txn, self->changed_lists, &size);
    if (result || size.ms_entries <= LISTS_KEPT)
        return result;
    result = mdb_cursor_open(txn, self->changed_lists, &cursor);
    if (result)
        return result;
    result = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    if (!result)
        result = mdb_cursor_del(cursor, 0);
    mdb_cursor_close(cursor);
    return result;
}

int state_write_changed(state *self, MDB_txn *txn)
{
    rs_buf list = {0};
    uint8_t name[8];
    int result = 0;
    put_be64(name, self->seq);
    add_id(&list, (int64_t)self->checkpoint_seq);
    if (gather(self, &list)) {
        MDB_val key = {sizeof name, name};
        MDB_val value = {list.size, list.data};
        result = mdb_put(txn, self->changed_lists, &key, &value, 0);
    }
    buf_free(&list);
    return result ? result : drop_oldest(self, txn);
}

/* ------------------------------------------------------------------------- a reader */

/* The list of the checkpoint at `seq`; empty: there is none. */
static rs_bytes read_list(state *self, uint64_t seq)
{
    uint8_t name[8];
    put_be64(name, seq);
    MDB_val key = {sizeof name, name};
    MDB_val value;
    int result = mdb_get(self->reader, self->changed_lists, &key, &value);
    if (result == MDB_NOTFOUND)
        return (rs_bytes){0};
    if (result)
        state_die_of(self, result, "reading what changed");
    return (rs_bytes){value.mv_data, value.mv_size};
}

void state_tell_changed(state *self, uint64_t seq)
{
    for (uint64_t at = self->checkpoint_seq; at > seq;) {
        rs_bytes list = read_list(self, at);
        uint64_t before = list.size < 8 ? at : get_be64(list.data);
        if (before >= at) {
            self->changed(self->changed_arg, 0);
            return;
        }
        for (size_t n = 8; n + 8 <= list.size; n += 8)
            self->changed(self->changed_arg, (int64_t)get_be64(list.data + n));
        at = before;
    }
}
