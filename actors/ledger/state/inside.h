/* inside - what the files of the state module share; nobody else includes it. */
#ifndef RS_STATE_INSIDE_H
#define RS_STATE_INSIDE_H

#include <pthread.h>
#include <stdatomic.h>

#include "actors/ledger/journal/mdb.h"
#include "actors/ledger/state/kept.h"
#include "actors/ledger/state/overlay.h"
#include "actors/ledger/state/state.h"

/* The LMDB cursor of a table, lent to the state_cursor that used it last. */
typedef struct {
    MDB_cursor *cursor;
    uint64_t renewals; /* of the transaction it belongs to */
    uint64_t serial;   /* of its user; 0: nobody */
} lent_cursor;

typedef struct {
    MDB_dbi rows;
    overlay over;
    overlay under; /* while they are written: rows of before, which `over` hides and nobody changes
                    */
    lent_cursor lent;

    /* No row up to this key is there, in memory or in the checkpoint. A table that is a queue is
     * read from its begin again and again, and would be read through all that was taken out of it.
     * Empty: that is not known. Set by whoever has read so far (cursor.c). */
    uint8_t gone[STATE_KEY_MAX];
    size_t gone_size;
} table_store;

/* A checkpoint on its way into the file. */
typedef enum { WRITE_NONE, WRITE_RUNNING, WRITE_FAILED } write_stage;

typedef struct {
    write_stage stage;
    pthread_t thread;
    bool threaded; /* there is a thread to be joined */
    atomic_bool done;
    uint64_t seq, link; /* what it stands for */
    rs_err code;        /* of the thread, with its sentence */
    rs_error error;
} state_write;

struct state {
    state_mode mode;
    mdb_file *file;  /* NULL: STATE_MEMORY */
    MDB_txn *reader; /* of the checkpoint; reset while at rest */
    bool reading;
    uint64_t renewals; /* how often the reader was */
    uint64_t seq;
    uint64_t checkpoint_seq;
    uint64_t link; /* of the journal's chain at the checkpoint */
    state_write write;
    uint64_t changes; /* puts, deletes, checkpoints: ends every cursor */
    uint64_t serials; /* given to cursors */
    table_store tables[STATE_TABLES_COUNT];
    kept *kept; /* what rows.c has decoded; ahead of the overlay */
    rs_buf scratch;
    MDB_dbi changed_lists;
    state_changed_fn *changed; /* may be NULL */
    void *changed_arg;
};

/* Which rows the watcher hears of. */
static inline bool state_is_watched(state_table table)
{
    return table == TABLE_PARTICIPANT || table == TABLE_ACCOUNT;
}

int state_compare(rs_bytes a, rs_bytes b); /* of keys: bytes, then length */

/* A row's bytes into the overlay: whoever has told of the change, or will. */
void state_lay(state *self, state_table table, rs_bytes key, rs_bytes row);
static inline bool state_is_gone(const table_store *in, rs_bytes key)
{
    return in->gone_size && state_compare(key, (rs_bytes){in->gone, in->gone_size}) <= 0;
}

/* The row's bytes in overlay or checkpoint, which what is kept may be ahead of. */
rs_bytes state_look(state *self, state_table table, rs_bytes key);
/* A row is another from now on. */
void state_note_change(state *self, state_table table, rs_bytes key);
/* Something that is shown with a participant is another, though none of their own rows is. */
void state_note_shown(state *self, int64_t participant);

/* There is no answer that would be right: say why and end; the journal has everything. */
_Noreturn void state_die(const rs_error *error);
_Noreturn void state_die_of(const state *self, int result, const char *doing);

/* Waits for the thread that writes a checkpoint, if there is one; what it did is not looked at. */
void state_write_join(state *self);
/* Of a checkpoint, beside its rows: whose changed since the one before (changed.c). */
int state_write_changed(state *self, MDB_txn *txn);
/* A reader that comes from `seq`, the checkpoint of now being a later one: tells its watcher. */
void state_tell_changed(state *self, uint64_t seq);

RS_MUST_USE rs_err state_begin_reading(state *self, rs_error *error);
void state_end_reading(state *self);

#endif
