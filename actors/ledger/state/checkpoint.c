/* The overlay into the file, all or nothing; and readers that take up the result. */
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/state/inside.h"

/* ------------------------------------------------------------------------- the writer */

/* The table's last key before anything is written; empty: the table is. */
static int last_key(MDB_cursor *cursor, uint8_t copy[STATE_KEY_MAX], rs_bytes *out)
{
    MDB_val key;
    MDB_val value;
    *out = (rs_bytes){0};
    int result = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    if (result)
        return result == MDB_NOTFOUND ? 0 : result;
    RS_ASSERT(key.mv_size <= STATE_KEY_MAX);
    memcpy(copy, key.mv_data, key.mv_size);
    *out = (rs_bytes){copy, key.mv_size};
    return 0;
}

static int write_row(MDB_cursor *cursor, const overlay_row *row, unsigned append)
{
    uint8_t copy[STATE_KEY_MAX];
    memcpy(copy, row->key, row->key_size);
    MDB_val key = {row->key_size, copy};
    MDB_val value = {row->size, row->data};
    if (!row->deleted)
        return mdb_cursor_put(cursor, &key, &value, append);
    int result = mdb_cursor_get(cursor, &key, &value, MDB_SET);
    if (result == 0)
        result = mdb_cursor_del(cursor, 0);
    return result == MDB_NOTFOUND ? 0 : result; /* made and deleted since the last checkpoint */
}

/* In key order, so that neighbours share pages that are touched once. Keys above the table's last
 * are appended: their pages are filled to the end instead of being split in half. */
static int write_table(MDB_txn *txn, table_store *from)
{
    MDB_cursor *cursor;
    uint8_t copy[STATE_KEY_MAX];
    rs_bytes last;
    int result = mdb_cursor_open(txn, from->rows, &cursor);
    if (result)
        return result;
    result = last_key(cursor, copy, &last);
    overlay_place *all = overlay_sort(&from->over);
    unsigned append = 0;
    for (size_t n = 0; n < from->over.rows && !result; n++) {
        const overlay_row *row = all[n].row;
        if (!append && state_compare(overlay_key(row), last) > 0)
            append = MDB_APPEND;
        result = write_row(cursor, row, append);
    }
    free(all);
    mdb_cursor_close(cursor);
    return result;
}

static rs_err write_all(state *self, MDB_txn *txn, rs_error *error)
{
    for (int n = 0; n < STATE_TABLES_COUNT; n++) {
        table_store *from = &self->tables[n];
        int result = from->over.rows ? write_table(txn, from) : 0;
        if (result)
            return mdb_file_fail(self->file, result, "writing a checkpoint", error);
    }
    int result = state_write_changed(self, txn);
    if (result)
        return mdb_file_fail(self->file, result, "writing what changed", error);
    rs_err code = mdb_about_put(self->file, txn, "seq", self->seq, error);
    return code ? code : mdb_about_put(self->file, txn, "link", self->link, error);
}

rs_err state_checkpoint(state *self, rs_error *error)
{
    MDB_txn *txn = NULL;
    RS_ASSERT(self->mode == STATE_WRITE);
    for (int n = 0; n < STATE_TABLES_COUNT; n++)
        kept_write_back(self->kept, self, (state_table)n);
    if (self->seq == self->checkpoint_seq && state_overlay_rows(self) == 0)
        return RS_OK;
    rs_err code = mdb_file_write(self->file, &txn, error);
    if (code)
        return code;
    code = write_all(self, txn, error);
    if (code) {
        mdb_file_abort(&txn);
        return code;
    }
    code = mdb_file_commit(self->file, &txn, error);
    if (code)
        return code;
    for (int n = 0; n < STATE_TABLES_COUNT; n++)
        overlay_clear(&self->tables[n].over);
    self->checkpoint_seq = self->seq;
    state_end_reading(self);
    return state_begin_reading(self, error);
}

/* ------------------------------------------------------------------------- a reader */

bool state_follow(state *self)
{
    rs_error error = {0};
    uint64_t seq = 0;
    uint64_t format = 0;
    RS_ASSERT(self->mode == STATE_READ);
    state_end_reading(self);
    rs_err code = state_begin_reading(self, &error);
    if (!code)
        code = mdb_about_get(self->file, self->reader, "format", &format, &error);
    if (!code && format != STATE_VERSION)
        code = rs_fail(&error, RS_NEWER, "it has format %llu now", (unsigned long long)format);
    if (!code)
        code = mdb_about_get(self->file, self->reader, "seq", &seq, &error);
    if (code)
        state_die(&error);
    if (seq == self->checkpoint_seq)
        return false;
    for (int n = 0; n < STATE_TABLES_COUNT; n++)
        overlay_clear(&self->tables[n].over);
    kept_clear(self->kept);
    uint64_t known = self->seq;
    self->checkpoint_seq = self->seq = seq;
    if (self->changed && known < seq)
        state_tell_changed(self, known);
    return true;
}

void state_rest(state *self)
{
    if (self->mode == STATE_READ)
        state_end_reading(self);
}
