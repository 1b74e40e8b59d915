/* state - the tables of the ledger: a checkpoint in LMDB and, over it, what later facts changed.
 *
 * The journal is the truth; this is its fold, kept for speed, and can be thrown away and built
 * again. Rows that changed since the last checkpoint live in memory (the overlay), sorted by key; a
 * lookup asks the overlay, then the checkpoint. A new checkpoint is the overlay written in one LMDB
 * transaction together with the sequence number it stands for; while that goes on, new changes live
 * in another overlay above it.
 *
 * Keys are tuples of big-endian numbers and texts (key.h); rows are encoded records (codec rows).
 * One writer process (the one that holds the journal); readers open the same file, state.mdb,
 * read-only, keep an overlay of their own from the journal's tail and drop it when the checkpoint
 * has moved (state_follow). A checkpoint ahead of the journal's head, or with another link of the
 * chain, belongs to another journal (one of the two was restored): stores.c compares before use.
 *
 * Ownership: state_open gives, state_close takes and nulls. What state_get and a cursor point to
 * is valid until the next put, del, checkpoint or follow. */
#ifndef RS_STATE_H
#define RS_STATE_H

#include "shared/codec.h"

#include "actors/ledger/state/tables.def"

#define STATE_TABLE_ENUM(name, key, record, doc) TABLE_##name,
typedef enum { STATE_TABLES(STATE_TABLE_ENUM) STATE_TABLES_COUNT } state_table;

enum { STATE_KEY_MAX = 200, STATE_VERSION = 7 };

typedef struct state state;

/* STATE_WRITE opens for the writer; STATE_READ for a reader; STATE_MEMORY keeps everything in
 * memory, without a file: verify folds the journal into one, and tests use it. */
typedef enum { STATE_READ, STATE_WRITE, STATE_MEMORY } state_mode;

/* folder NULL for STATE_MEMORY. RS_NEWER: written by a newer release. A file of an older format is
 * thrown away by the writer (state_seq is 0, the journal builds it again); a reader gets
 * RS_UNAVAILABLE then, and while there is no file. */
RS_MUST_USE rs_err state_open(state **self_p, const char *folder, int64_t map_gib, state_mode mode,
                              rs_error *error);
void state_close(state **self_p);

/* The sequence number of the last fact folded in; set by apply after each fact. */
uint64_t state_seq(const state *self);
void state_set_seq(state *self, uint64_t seq);
/* The one the checkpoint stands for; 0: none. */
uint64_t state_checkpoint_seq(const state *self);
/* A few bytes of the journal's hash at that fact, as given when the checkpoint was begun: they tell
 * a state that belongs to another journal. The state only keeps them. */
uint64_t state_link(const state *self);
size_t state_overlay_rows(const state *self); /* but for those that are kept and not written back */

/* Rows are read and written by rows.h, which keeps some of them decoded (kept.h); what follows
 * knows bytes.
 *
 * Bytes of the row, or empty bytes (data NULL) if there is none. A failing disk ends the process:
 * it can be started again, and there is no answer that would be right. */
rs_bytes state_get(state *self, state_table table, rs_bytes key);
void state_put(state *self, state_table table, rs_bytes key, rs_bytes row);
rs_buf *state_scratch(state *self); /* empty, to encode one row into; the state's own */
void state_del(state *self, state_table table, rs_bytes key);

/* For whoever keeps something made of the participants' rows: called with the participant for each
 * row of PARTICIPANT and ACCOUNT that is put or deleted and for a purchase of theirs that is
 * another now, and by state_follow for rows that changed in facts which are in the checkpoint it
 * takes up but were never folded in here. 0: there is no telling any more, everybody may have
 * changed. The row is to be read later, not in the call. */
typedef void state_changed_fn(void *arg, int64_t participant);
void state_watch(state *self, state_changed_fn *fn, void *arg);

/* Rows in key order, overlay and checkpoint merged: from the first key >= `from` upwards, or from
 * the last key < `from` downwards (an empty `from` means: from the very end). Only keys that begin
 * with `prefix`. A cursor is valid until the next put, del, checkpoint or follow. */
typedef struct {
    state *state;
    state_table table;
    bool down;
    rs_bytes prefix;
    rs_bytes key; /* of the row it stands on */
    rs_bytes row;
    /* Private. */
    uint8_t key_copy[STATE_KEY_MAX];
    uint8_t prefix_copy[STATE_KEY_MAX];
    struct overlay_row *over;      /* next row of the overlay; NULL: no more */
    struct overlay_row *under;     /* ... of the one that is being written */
    rs_bytes ahead_key, ahead_row; /* next row of the checkpoint; data NULL: no more */
    uint64_t serial;               /* tells whether the table's LMDB cursor is still ours */
    uint64_t changes;              /* of the state when this cursor began */
    bool leads; /* upwards from the table's begin, and nothing was there so far */
} state_cursor;
bool state_first(state *self, state_table table, rs_bytes prefix, rs_bytes from, bool down,
                 state_cursor *out);
bool state_next(state_cursor *cursor);

/* A checkpoint is written by a thread of its own, while facts go on being folded in. Begins one for
 * the state of now (none may be running), or again the one that failed; `link` is what state_link
 * will say. */
void state_checkpoint_begin(state *self, uint64_t link);
bool state_checkpoint_runs(const state *self);
/* Waits for it if it still runs. RS_OK: it is durable and taken up, or none was begun. Otherwise
 * nothing is lost, its rows stay in memory, and it can be begun again. */
RS_MUST_USE rs_err state_checkpoint_end(state *self, rs_error *error);
/* All of that at once, until nothing is left to write; the link stays as it is. */
RS_MUST_USE rs_err state_checkpoint(state *self, rs_error *error);

/* A reader: takes up the newest checkpoint. true: it has moved, the overlay is empty now and
 * state_seq is the checkpoint's; facts behind it have to be applied again. */
bool state_follow(state *self);
/* A reader, before it waits for messages: gives back its read transaction, which would keep the
 * writer from using freed pages again. state_follow comes before the next get. Otherwise the
 * transaction of the last state_follow is kept: between the two, reading costs no system call and
 * shows one moment. Nothing to do for the other modes. */
void state_rest(state *self);

/* Before most rows are read, in no order of the file: has the next piece of the checkpoint's file
 * read into memory, without waiting. *at begins as 0. false: that was all. */
bool state_warm(const state *self, uint64_t *at);

/* One difference between two states, for verify: false and nothing if they are equal. */
typedef struct {
    state_table table;
    uint8_t key[STATE_KEY_MAX];
    size_t key_size;
} state_difference;
bool state_differs(state *one, state *other, state_difference *out);

/* What is kept beside the rows for readers (changed.c) is as it was written. */
RS_MUST_USE rs_err state_check_changed(state *self, rs_error *error);

const char *state_table_name(state_table table);

#endif
