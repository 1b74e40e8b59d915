/* Whose rows changed from one checkpoint to the next, kept beside the rows.
 *
 * A reader that takes up a checkpoint ahead of it has not folded the facts in between, and the rows
 * it reads from then on do not say what they were. The writer knows: its overlay is what changed.
 * So each checkpoint carries the list, and the reader walks the lists back to where it was. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/state/inside.h"
#include "actors/ledger/state/key.h"

enum {
    LISTS_KEPT = 16,
    IDS_MAX = 200000, /* a longer list is not written: reading everything again is no dearer */
};

/* The journal does not say what a list must be, so that each ends with a hash of itself. */
enum { SEAL_SIZE = 16 };

static void seal_of(const uint8_t name[8], const uint8_t *list, size_t size, uint8_t out[SEAL_SIZE])
{
    crypto_generichash_state hash;
    crypto_generichash_init(&hash, NULL, 0, SEAL_SIZE);
    crypto_generichash_update(&hash, name, 8);
    crypto_generichash_update(&hash, list, size);
    crypto_generichash_final(&hash, out, SEAL_SIZE);
}

/* Without the hash, or empty bytes if it is not what was written. */
static rs_bytes unseal(const MDB_val *key, const MDB_val *value)
{
    uint8_t expected[SEAL_SIZE];
    if (key->mv_size != 8 || value->mv_size < SEAL_SIZE)
        return (rs_bytes){0};
    rs_bytes list = {value->mv_data, value->mv_size - SEAL_SIZE};
    seal_of(key->mv_data, list.data, list.size, expected);
    bool intact = memcmp(expected, list.data + list.size, SEAL_SIZE) == 0;
    return intact ? list : (rs_bytes){0};
}

rs_err state_check_changed(state *self, rs_error *error)
{
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val value;
    rs_err rc = RS_OK;
    int result = mdb_cursor_open(self->reader, self->changed_lists, &cursor);
    if (result)
        return mdb_file_fail(self->file, result, "reading what changed", error);
    while (rc == RS_OK && mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0)
        if (!unseal(&key, &value).size)
            rc = rs_fail(error, RS_CORRUPT,
                         "%s: table changed, the list of fact %" PRIu64
                         " was changed; refsysctl rebuild makes a new one",
                         self->file->path, key.mv_size == 8 ? get_be64(key.mv_data) : 0);
    mdb_cursor_close(cursor);
    return rc;
}

/* ------------------------------------------------------------------------- the writer */

static void add_id(rs_buf *out, int64_t id)
{
    uint8_t bytes[8];
    put_be64(bytes, (uint64_t)id);
    buf_append(out, bytes, sizeof bytes);
}

/* A table's changed participants, and how far they have been walked. */
typedef struct {
    overlay_place *rows;
    size_t count;
    size_t at;
} id_list;

static id_list list_of(state *self, state_table table)
{
    const overlay *over = &self->tables[table].under;
    return (id_list){.rows = overlay_sort(over), .count = over->rows};
}

static int64_t id_at(const id_list *self)
{
    bool more = self->at < self->count;
    return more ? key_number_at(overlay_key(self->rows[self->at].row), 0) : INT64_MAX;
}

/* The ids of both tables' overlays, each once: two sorted lists, merged. false: too many. */
static bool gather(state *self, rs_buf *out)
{
    id_list one = list_of(self, TABLE_PARTICIPANT);
    id_list two = list_of(self, TABLE_ACCOUNT);
    size_t count = 0;
    for (; count <= IDS_MAX && (one.at < one.count || two.at < two.count); count++) {
        int64_t a = id_at(&one);
        int64_t b = id_at(&two);
        add_id(out, a < b ? a : b);
        one.at += a <= b;
        two.at += b <= a;
    }
    free(one.rows);
    free(two.rows);
    return count <= IDS_MAX;
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
    put_be64(name, self->write.seq);
    add_id(&list, (int64_t)self->checkpoint_seq);
    if (gather(self, &list)) {
        uint8_t seal[SEAL_SIZE];
        seal_of(name, list.data, list.size, seal);
        buf_append(&list, seal, sizeof seal);
        MDB_val key = {sizeof name, name};
        MDB_val value = {list.size, list.data};
        result = mdb_put(txn, self->changed_lists, &key, &value, 0);
    }
    buf_free(&list);
    return result ? result : drop_oldest(self, txn);
}

/* ------------------------------------------------------------------------- a reader */

/* The list of the checkpoint at `seq`; empty: there is none that can be trusted. */
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
    return unseal(&key, &value);
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
