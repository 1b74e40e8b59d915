/* state.mdb:  one LMDB table for each of tables.def, named as there
 *             changed  be64 seq of a checkpoint -> be64 of the one before, whose rows
 *                      changed, and a hash
 *             about  "seq"   what the checkpoint stands for
 *                    "link"  of the journal's chain there   (and format, created: mdb.h) */
#include "actors/ledger/state/state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actors/ledger/state/inside.h"
#include "actors/ledger/state/key.h"
#include "shared/log.h"

enum { WARM_AT_ONCE = 16 << 20 };

#define TABLE_NAME(name, key, record, doc) #name,
static const char *const names[] = {STATE_TABLES(TABLE_NAME)};

const char *state_table_name(state_table table)
{
    return table < STATE_TABLES_COUNT ? names[table] : "?";
}

void state_die(const rs_error *error)
{
    log_error("the state cannot be read: %s", error->text);
    _Exit(EXIT_FAILURE);
}

void state_die_of(const state *self, int result, const char *doing)
{
    rs_error error = {0};
    mdb_file_fail(self->file, result, doing, &error);
    state_die(&error);
}

/* ------------------------------------------------------------------------- opening */

static rs_err open_tables(state *self, rs_error *error)
{
    MDB_txn *txn = NULL;
    rs_err code = self->file->writes ? mdb_file_write(self->file, &txn, error)
                                     : mdb_file_read(self->file, &txn, error);
    for (int n = 0; !code && n < STATE_TABLES_COUNT; n++)
        code = mdb_file_table(self->file, txn, names[n], &self->tables[n].rows, error);
    if (!code)
        code = mdb_file_table(self->file, txn, "changed", &self->changed_lists, error);
    if (!code)
        return mdb_file_commit(self->file, &txn, error);
    mdb_file_abort(&txn);
    return code;
}

static rs_err remove_old(const char *folder, rs_error *error)
{
    static const char *const files[] = {"state.mdb", "state.mdb-lock"};
    for (size_t n = 0; n < sizeof files / sizeof *files; n++) {
        char *path;
        RS_ASSERT(asprintf(&path, "%s/%s", folder, files[n]) > 0);
        bool gone = unlink(path) == 0 || errno == ENOENT;
        rs_err code =
            gone ? RS_OK
                 : rs_fail(error, RS_STORAGE, "%s cannot be removed: %s", path, strerror(errno));
        free(path);
        if (code)
            return code;
    }
    return RS_OK;
}

static rs_err open_file(state *self, const char *folder, int64_t map_gib, rs_error *error)
{
    mdb_options options = {
        .folder = folder,
        .name = "state.mdb",
        .map_gib = map_gib,
        .writes = self->mode == STATE_WRITE,
        .tables = STATE_TABLES_COUNT + 1,
        .format = STATE_VERSION,
    };
    rs_err code = mdb_file_open(&self->file, &options, error);
    if (code || self->file->format == 0 || self->file->format == STATE_VERSION)
        return code;
    if (!options.writes)
        return rs_fail(error, RS_UNAVAILABLE,
                       "%s has format %llu: the writer has to build it again", self->file->path,
                       (unsigned long long)self->file->format);
    log_info("%s has format %llu, this release %d: it is built again from the journal",
             self->file->path, (unsigned long long)self->file->format, STATE_VERSION);
    mdb_file_close(&self->file);
    code = remove_old(folder, error);
    return code ? code : mdb_file_open(&self->file, &options, error);
}

/* Which fact the checkpoint stands for. Before the first one there are no rows. */
static rs_err read_place(state *self, rs_error *error)
{
    MDB_stat meta;
    rs_err code = mdb_about_get(self->file, self->reader, "seq", &self->checkpoint_seq, error);
    if (!code)
        code = mdb_about_get(self->file, self->reader, "link", &self->link, error);
    if (code)
        return code;
    int result = mdb_stat(self->reader, self->tables[TABLE_META].rows, &meta);
    if (result)
        return mdb_file_fail(self->file, result, "reading", error);
    if (!self->checkpoint_seq && meta.ms_entries)
        return rs_fail(error, RS_CORRUPT,
                       "%s: the entry seq is missing: make the state anew (refsysctl rebuild)",
                       self->file->path);
    return RS_OK;
}

rs_err state_open(state **self_p, const char *folder, int64_t map_gib, state_mode mode,
                  rs_error *error)
{
    RS_ASSERT((folder != NULL) == (mode != STATE_MEMORY));
    state *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->mode = mode;
    self->kept = kept_open();
    if (mode == STATE_MEMORY)
        return RS_OK;
    rs_err code = open_file(self, folder, map_gib, error);
    if (!code)
        code = open_tables(self, error);
    if (!code)
        code = state_begin_reading(self, error);
    if (!code)
        code = read_place(self, error);
    self->seq = self->checkpoint_seq;
    if (code)
        state_close(self_p);
    return code;
}

void state_close(state **self_p)
{
    state *self = *self_p;
    if (!self)
        return;
    state_write_join(self);
    for (int n = 0; n < STATE_TABLES_COUNT; n++) {
        overlay_clear(&self->tables[n].over);
        overlay_clear(&self->tables[n].under);
        if (self->tables[n].lent.cursor)
            mdb_cursor_close(self->tables[n].lent.cursor);
    }
    kept_close(&self->kept);
    mdb_file_abort(&self->reader);
    mdb_file_close(&self->file);
    buf_free(&self->scratch);
    free(self);
    *self_p = NULL;
}

rs_err state_begin_reading(state *self, rs_error *error)
{
    RS_ASSERT(!self->reading);
    rs_err code = mdb_file_read(self->file, &self->reader, error);
    self->reading = code == RS_OK;
    self->renewals++;
    self->changes++;
    return code;
}

void state_end_reading(state *self)
{
    if (self->reading)
        mdb_txn_reset(self->reader);
    self->reading = false;
    self->changes++;
}

bool state_warm(const state *self, uint64_t *at)
{
    return self->file && mdb_file_warm(self->file, at, WARM_AT_ONCE);
}

/* ------------------------------------------------------------------------- rows */

uint64_t state_seq(const state *self)
{
    return self->seq;
}

void state_set_seq(state *self, uint64_t seq)
{
    self->seq = seq;
}

uint64_t state_checkpoint_seq(const state *self)
{
    return self->checkpoint_seq;
}

uint64_t state_link(const state *self)
{
    return self->link;
}

size_t state_overlay_rows(const state *self)
{
    size_t rows = 0;
    for (int n = 0; n < STATE_TABLES_COUNT; n++)
        rows += self->tables[n].over.rows + self->tables[n].under.rows;
    return rows;
}

static table_store *store_of(state *self, state_table table, rs_bytes key)
{
    RS_ASSERT(table < STATE_TABLES_COUNT);
    RS_ASSERT(key.size > 0 && key.size <= STATE_KEY_MAX);
    return &self->tables[table];
}

rs_bytes state_look(state *self, state_table table, rs_bytes key)
{
    table_store *in = store_of(self, table, key);
    const overlay_row *row = overlay_find(&in->over, key);
    if (!row)
        row = overlay_find(&in->under, key);
    if (row && !row->deleted)
        return (rs_bytes){row->data, row->size};
    if (row || !self->file)
        return (rs_bytes){0};

    RS_ASSERT(self->reading); /* after state_rest: state_follow first */
    uint8_t copy[STATE_KEY_MAX];
    memcpy(copy, key.data, key.size);
    MDB_val name = {key.size, copy};
    MDB_val value;
    int result = mdb_get(self->reader, in->rows, &name, &value);
    if (result == MDB_NOTFOUND)
        return (rs_bytes){0};
    if (result)
        state_die_of(self, result, "reading a row");
    return (rs_bytes){value.mv_data, value.mv_size};
}

rs_bytes state_get(state *self, state_table table, rs_bytes key)
{
    kept_write_back(self->kept, self, table);
    return state_look(self, table, key);
}

void state_watch(state *self, state_changed_fn *fn, void *arg)
{
    self->changed = fn;
    self->changed_arg = arg;
}

void state_note_change(state *self, state_table table, rs_bytes key)
{
    self->changes++;
    if (self->changed && state_is_watched(table))
        self->changed(self->changed_arg, key_number_at(key, 0));
}

void state_note_shown(state *self, int64_t participant)
{
    if (self->changed)
        self->changed(self->changed_arg, participant);
}

void state_lay(state *self, state_table table, rs_bytes key, rs_bytes row)
{
    table_store *in = store_of(self, table, key);
    overlay_put(&in->over, key, row);
    if (state_is_gone(in, key))
        in->gone_size = 0;
}

void state_put(state *self, state_table table, rs_bytes key, rs_bytes row)
{
    RS_ASSERT(row.size > 0); /* a row without bytes would look like none */
    state_lay(self, table, key, row);
    kept_drop(self->kept, table, key);
    state_note_change(self, table, key);
}

rs_buf *state_scratch(state *self)
{
    buf_clear(&self->scratch);
    return &self->scratch;
}

void state_del(state *self, state_table table, rs_bytes key)
{
    table_store *in = store_of(self, table, key);
    if (self->file)
        overlay_mark_deleted(&in->over, key);
    else
        overlay_remove(&in->over, key);
    kept_drop(self->kept, table, key);
    state_note_change(self, table, key);
}
