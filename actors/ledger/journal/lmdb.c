/* The embedded engine of the journal: one LMDB file.
 *
 *   facts   be64 sequence number  ->  hash[32], bytes of the fact
 *   about   "epoch"               ->  number of the last take-over   (and format, created: mdb.h)
 *
 * Keys only ever rise, so every put is an append to the last page (MDB_APPEND), and a commit costs
 * two syncs however many facts it has; of bytes that are there already, since room is made ahead.
 */
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/journal/journal.h"
#include "actors/ledger/journal/latch.h"
#include "actors/ledger/journal/mdb.h"
#include "actors/ledger/journal/room.h"
#include "shared/buf.h"

enum {
    JOURNAL_FORMAT = 1,
    OTHER_PAGES = 64, /* a commit may write, besides those that the table has more: a copy of each
                       * on the way to its end, and the list of what is free */
};

typedef struct {
    journal base; /* first: the interface is all a caller sees */
    mdb_file *file;
    MDB_dbi facts;
    MDB_txn *reader; /* reset between calls */
    mdb_ahead ahead; /* of whoever reads: also a record a call, one near the other */
    latch writer;    /* of the folder; a reader has none */
    room *room;      /* of a writer */
    uint64_t pages;  /* of the table, as committed */
} journal_lmdb;

static journal_lmdb *of(journal *base)
{
    return (journal_lmdb *)base;
}

/* ------------------------------------------------------------------------- records */

static rs_err damaged(const journal_lmdb *self, uint64_t seq, const char *what, rs_error *error)
{
    return rs_fail(error, RS_CORRUPT, "%s: record %llu %s", self->file->path,
                   (unsigned long long)seq, what);
}

static rs_err unpack(const journal_lmdb *self, const MDB_val *key, const MDB_val *value,
                     uint64_t *seq, journal_record *out, rs_error *error)
{
    if (key->mv_size != 8)
        return rs_fail(error, RS_CORRUPT, "%s: a key of %zu bytes", self->file->path, key->mv_size);
    *seq = get_be64(key->mv_data);
    if (value->mv_size < JOURNAL_HASH_SIZE)
        return damaged(self, *seq, "is cut off", error);
    memcpy(out->hash, value->mv_data, JOURNAL_HASH_SIZE);
    out->fact.data = (const uint8_t *)value->mv_data + JOURNAL_HASH_SIZE;
    out->fact.size = value->mv_size - JOURNAL_HASH_SIZE;
    return RS_OK;
}

static rs_err read_head(journal_lmdb *self, MDB_txn *txn, journal_head *out, rs_error *error)
{
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val value;
    journal_record last;
    *out = (journal_head){0};
    rs_err code = mdb_about_get(self->file, txn, "epoch", &out->epoch, error);
    if (code)
        return code;
    int result = mdb_cursor_open(txn, self->facts, &cursor);
    if (result)
        return mdb_file_fail(self->file, result, "reading the head", error);
    result = mdb_cursor_get(cursor, &key, &value, MDB_LAST);
    if (result == 0) {
        code = unpack(self, &key, &value, &out->seq, &last, error);
        if (!code)
            memcpy(out->hash, last.hash, sizeof out->hash);
    } else if (result != MDB_NOTFOUND) {
        code = mdb_file_fail(self->file, result, "reading the head", error);
    }
    mdb_cursor_close(cursor);
    if (!code && out->seq && !out->epoch)
        code = rs_fail(error, RS_CORRUPT, "%s: the entry epoch is missing", self->file->path);
    return code;
}

/* ------------------------------------------------------------------------- the operations */

static int count_pages(journal_lmdb *self, MDB_txn *txn, uint64_t *pages, uint64_t *page_size)
{
    MDB_stat table;
    int result = mdb_stat(txn, self->facts, &table);
    if (result)
        return result;
    *pages = table.ms_branch_pages + table.ms_leaf_pages + table.ms_overflow_pages;
    *page_size = table.ms_psize;
    return 0;
}

/* Nothing is written to the file before. */
static rs_err commit(journal_lmdb *self, MDB_txn **txn_p, rs_error *error)
{
    MDB_envinfo file;
    uint64_t pages = 0;
    uint64_t page_size = 0;
    int result = mdb_env_info(self->file->env, &file);
    if (!result)
        result = count_pages(self, *txn_p, &pages, &page_size);
    if (result) {
        mdb_file_abort(txn_p);
        return mdb_file_fail(self->file, result, "looking for the end", error);
    }
    uint64_t last = file.me_last_pgno + (pages - self->pages) + OTHER_PAGES;
    room_reach(self->room, (last + 1) * page_size);
    rs_err code = mdb_file_commit(self->file, txn_p, error);
    if (!code)
        self->pages = pages;
    return code;
}

static rs_err take_over(journal *base, journal_head *head, rs_error *error)
{
    journal_lmdb *self = of(base);
    MDB_txn *txn = NULL;
    rs_err code = mdb_file_write(self->file, &txn, error);
    if (code)
        return code;
    code = read_head(self, txn, head, error);
    if (!code)
        code = mdb_about_put(self->file, txn, "epoch", ++head->epoch, error);
    if (!code)
        return commit(self, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

static rs_err check_head(journal_lmdb *self, MDB_txn *txn, const journal_head *believed,
                         rs_error *error)
{
    journal_head actual;
    rs_err code = read_head(self, txn, &actual, error);
    if (code)
        return code;
    if (actual.epoch != believed->epoch)
        return rs_fail(error, RS_FENCED, "%s: another writer has taken over: epoch %llu after %llu",
                       self->file->path, (unsigned long long)actual.epoch,
                       (unsigned long long)believed->epoch);
    if (actual.seq != believed->seq || memcmp(actual.hash, believed->hash, sizeof actual.hash) != 0)
        return rs_fail(error, RS_FENCED, "%s ends with record %llu, not with this writer's %llu",
                       self->file->path, (unsigned long long)actual.seq,
                       (unsigned long long)believed->seq);
    return RS_OK;
}

static rs_err put_record(journal_lmdb *self, MDB_txn *txn, uint64_t seq,
                         const journal_record *record, rs_error *error)
{
    uint8_t number[8];
    put_be64(number, seq);
    MDB_val key = {sizeof number, number};
    MDB_val value = {JOURNAL_HASH_SIZE + record->fact.size, NULL};
    int result = mdb_put(txn, self->facts, &key, &value, MDB_APPEND | MDB_RESERVE);
    if (result)
        return mdb_file_fail(self->file, result, "appending", error);
    memcpy(value.mv_data, record->hash, JOURNAL_HASH_SIZE);
    if (record->fact.size)
        memcpy((uint8_t *)value.mv_data + JOURNAL_HASH_SIZE, record->fact.data, record->fact.size);
    return RS_OK;
}

static rs_err append(journal *base, journal_head *head, const journal_record *records, size_t count,
                     rs_error *error)
{
    journal_lmdb *self = of(base);
    MDB_txn *txn = NULL;
    RS_ASSERT(count > 0);
    rs_err code = mdb_file_write(self->file, &txn, error);
    if (code)
        return code;
    code = check_head(self, txn, head, error);
    for (size_t n = 0; !code && n < count; n++)
        code = put_record(self, txn, head->seq + 1 + n, &records[n], error);
    if (code) {
        mdb_file_abort(&txn);
        return code;
    }
    code = commit(self, &txn, error);
    if (!code) {
        head->seq += count;
        memcpy(head->hash, records[count - 1].hash, sizeof head->hash);
    }
    return code;
}

static rs_err walk(journal_lmdb *self, MDB_cursor *cursor, uint64_t from, size_t limit,
                   journal_record_fn *each, void *arg, rs_error *error)
{
    uint8_t number[8];
    put_be64(number, from);
    MDB_val key = {sizeof number, number};
    MDB_val value;
    MDB_cursor_op op = MDB_SET_RANGE;
    for (size_t n = 0; n < limit; n++, op = MDB_NEXT) {
        journal_record record;
        uint64_t seq = 0;
        int result = mdb_cursor_get(cursor, &key, &value, op);
        if (result == MDB_NOTFOUND)
            return RS_OK;
        if (result)
            return mdb_file_fail(self->file, result, "reading", error);
        rs_err code = unpack(self, &key, &value, &seq, &record, error);
        if (code)
            return code;
        mdb_look_ahead(&self->ahead, value.mv_data);
        if (seq != from + n)
            return damaged(self, from + n, "is missing", error);
        if (!each(arg, seq, &record))
            return RS_OK;
    }
    return RS_OK;
}

static rs_err read_from(journal *base, uint64_t seq, size_t limit, journal_record_fn *each,
                        void *arg, rs_error *error)
{
    journal_lmdb *self = of(base);
    MDB_cursor *cursor;
    RS_ASSERT(seq > 0);
    rs_err code = mdb_file_read(self->file, &self->reader, error);
    if (code)
        return code;
    int result = mdb_cursor_open(self->reader, self->facts, &cursor);
    if (result) {
        code = mdb_file_fail(self->file, result, "reading", error);
    } else {
        code = walk(self, cursor, seq, limit, each, arg, error);
        mdb_cursor_close(cursor);
    }
    mdb_txn_reset(self->reader);
    return code;
}

static rs_err get_head(journal *base, journal_head *out, rs_error *error)
{
    journal_lmdb *self = of(base);
    rs_err code = mdb_file_read(self->file, &self->reader, error);
    if (code)
        return code;
    code = read_head(self, self->reader, out, error);
    mdb_txn_reset(self->reader);
    return code;
}

static void close_it(journal *base)
{
    journal_lmdb *self = of(base);
    mdb_file_abort(&self->reader);
    room_close(&self->room);
    mdb_file_close(&self->file);
    latch_end(&self->writer);
    free(self);
}

static const journal_engine engine = {
    .take_over = take_over,
    .append = append,
    .read = read_from,
    .head = get_head,
    .close = close_it,
};

/* ------------------------------------------------------------------------- opening */

static rs_err open_tables(journal_lmdb *self, rs_error *error)
{
    MDB_txn *txn = NULL;
    uint64_t page_size;
    rs_err code = self->file->writes ? mdb_file_write(self->file, &txn, error)
                                     : mdb_file_read(self->file, &txn, error);
    if (!code)
        code = mdb_file_table(self->file, txn, "facts", &self->facts, error);
    int result = code ? 0 : count_pages(self, txn, &self->pages, &page_size);
    if (result)
        code = mdb_file_fail(self->file, result, "reading", error);
    if (!code)
        return mdb_file_commit(self->file, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

rs_err journal_lmdb_open(journal **self_p, const char *folder, int64_t map_gib, journal_mode mode,
                         rs_error *error)
{
    journal_lmdb *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = NULL;
    self->base.engine = &engine;
    mdb_options options = {
        .folder = folder,
        .name = "journal.mdb",
        .map_gib = map_gib,
        .writes = mode == JOURNAL_WRITE,
        .tables = 1,
        .format = JOURNAL_FORMAT,
    };
    rs_err code = RS_OK;
    if (options.writes)
        code = mdb_make_folder(folder, error);
    if (!code && options.writes)
        code = latch_take(&self->writer, folder, LATCH_WRITER, 0, error);
    if (!code)
        code = mdb_file_open(&self->file, &options, error);
    if (!code)
        code = open_tables(self, error);
    if (!code && options.writes)
        self->room = room_open(self->file->path);
    if (code)
        close_it(&self->base);
    else
        *self_p = &self->base;
    return code;
}
