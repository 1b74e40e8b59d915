/* The overlay into the file, all or nothing, by a thread of its own; and readers that take up the
 * result.
 *
 * What has changed is set aside (`under`), and from then on neither the loop nor the thread changes
 * it: the thread reads its rows, the loop does too and folds new facts in above it. The thread
 * alone has LMDB's write transaction; the loop goes on reading the checkpoint of before until the
 * new one is whole. */
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/state/inside.h"
#include "shared/thread.h"

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
    overlay_place *all = overlay_sort(&from->under);
    unsigned append = 0;
    for (size_t n = 0; n < from->under.rows && !result; n++) {
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
        int result = from->under.rows ? write_table(txn, from) : 0;
        if (result)
            return mdb_file_fail(self->file, result, "writing a checkpoint", error);
    }
    int result = state_write_changed(self, txn);
    if (result)
        return mdb_file_fail(self->file, result, "writing what changed", error);
    rs_err code = mdb_about_put(self->file, txn, "seq", self->write.seq, error);
    return code ? code : mdb_about_put(self->file, txn, "link", self->write.link, error);
}

static rs_err write_file(state *self, rs_error *error)
{
    MDB_txn *txn = NULL;
    rs_err code = mdb_file_write(self->file, &txn, error);
    if (code)
        return code;
    code = write_all(self, txn, error);
    if (!code)
        return mdb_file_commit(self->file, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

/* ------------------------------------------------------------------------- its thread */

static void *run(void *arg)
{
    state *self = arg;
    self->write.code = write_file(self, &self->write.error);
    atomic_store(&self->write.done, true);
    return NULL;
}

static void start_thread(state *self)
{
    int result = thread_start(&self->write.thread, run, self);
    self->write.stage = WRITE_RUNNING;
    self->write.threaded = result == 0;
    if (self->write.threaded)
        return;
    self->write.code = rs_fail(&self->write.error, RS_UNAVAILABLE,
                               "no thread to write a checkpoint: %s", strerror(result));
    atomic_store(&self->write.done, true);
}

void state_write_join(state *self)
{
    if (self->write.stage == WRITE_RUNNING && self->write.threaded)
        pthread_join(self->write.thread, NULL);
    self->write.threaded = false;
}

/* ------------------------------------------------------------------------- the loop's side */

static void set_aside(state *self)
{
    for (int n = 0; n < STATE_TABLES_COUNT; n++) {
        table_store *in = &self->tables[n];
        kept_write_back(self->kept, self, (state_table)n);
        in->under = in->over;
        in->over = (overlay){0};
    }
    self->changes++;
}

void state_checkpoint_begin(state *self, uint64_t link)
{
    RS_ASSERT(self->mode == STATE_WRITE && self->write.stage != WRITE_RUNNING);
    if (self->write.stage == WRITE_NONE) {
        set_aside(self);
        self->write.seq = self->seq;
        self->write.link = link;
    }
    atomic_store(&self->write.done, false);
    start_thread(self);
}

bool state_checkpoint_runs(const state *self)
{
    return self->write.stage == WRITE_RUNNING && !atomic_load(&self->write.done);
}

rs_err state_checkpoint_end(state *self, rs_error *error)
{
    if (self->write.stage != WRITE_RUNNING)
        return RS_OK;
    state_write_join(self);
    self->write.stage = WRITE_FAILED;
    if (self->write.code)
        return rs_fail(error, self->write.code, "%s", self->write.error.text);
    self->write.stage = WRITE_NONE;
    for (int n = 0; n < STATE_TABLES_COUNT; n++)
        overlay_clear(&self->tables[n].under);
    self->checkpoint_seq = self->write.seq;
    self->link = self->write.link;
    state_end_reading(self);
    return state_begin_reading(self, error);
}

/* Twice if one had failed: what changed after it is still above it. */
rs_err state_checkpoint(state *self, rs_error *error)
{
    uint64_t link = self->link;
    while (self->write.stage != WRITE_NONE || self->seq != self->checkpoint_seq ||
           state_overlay_rows(self) != 0) {
        if (self->write.stage != WRITE_RUNNING)
            state_checkpoint_begin(self, link);
        rs_err code = state_checkpoint_end(self, error);
        if (code)
            return code;
    }
    return RS_OK;
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
    for (int n = 0; n < STATE_TABLES_COUNT; n++) {
        overlay_clear(&self->tables[n].over);
        self->tables[n].gone_size = 0;
    }
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
