/* mdb - an LMDB environment as the ledger uses it: one file, opened safely, failing in sentences.
 *
 * The journal, the keys and the state are one such file each in the ledger's folder. Always full
 * sync: what is committed is on disk. Read transactions are short or renewed (a forgotten one pins
 * pages and the file grows), belong to no thread (MDB_NOTLS), and slots of killed readers are
 * cleared at every opening. A small table "about" says what the file is: its format and when it was
 * made; an engine keeps more numbers there. One environment is opened at most once in a process.
 *
 * The kernel reads nothing around a page that is asked for (MDB_NORDAHEAD): rows are looked up all
 * over a file, and where its read-ahead is set to megabytes one page would cost as many. Whoever
 * goes through neighbours, or wants the whole file soon, says so (mdb_look_ahead, mdb_file_warm).
 *
 * Ownership: mdb_file_open gives, mdb_file_close takes and nulls. */
#ifndef RS_MDB_H
#define RS_MDB_H

#include <stdbool.h>
#include <stdint.h>

#include <lmdb.h>

#include "shared/err.h"

typedef struct {
    MDB_env *env;
    MDB_dbi about;
    bool writes;
    int64_t map_gib;
    uint64_t format; /* of the file; 0: made just now */
    char *path;
} mdb_file;

typedef struct {
    const char *folder; /* made with mode 0700 for a writer if it is not there */
    const char *name;   /* of the file: "journal.mdb" */
    int64_t map_gib;
    bool writes;
    bool whole;     /* will be read from end to end: the kernel may read ahead */
    MDB_dbi tables; /* besides "about" */
    uint64_t format;
} mdb_options;

RS_MUST_USE rs_err mdb_make_folder(const char *folder, rs_error *error);

/* RS_NEWER: the file has a higher format than asked for. A reader gets RS_UNAVAILABLE when the
 * writer has not made the file yet. */
RS_MUST_USE rs_err mdb_file_open(mdb_file **self_p, const mdb_options *options, rs_error *error);
void mdb_file_close(mdb_file **self_p);

/* Makes the table for a writer; a reader gets RS_UNAVAILABLE while it is not there. */
RS_MUST_USE rs_err mdb_file_table(mdb_file *self, MDB_txn *txn, const char *name, MDB_dbi *out,
                                  rs_error *error);

/* Begins a read transaction, or renews the one in *txn_p that was reset. */
RS_MUST_USE rs_err mdb_file_read(mdb_file *self, MDB_txn **txn_p, rs_error *error);
RS_MUST_USE rs_err mdb_file_write(mdb_file *self, MDB_txn **txn_p, rs_error *error);
/* Takes the transaction and nulls it. Anything but RS_OK has changed nothing, unless the disk
 * failed while the last page was written: then the outcome is unknown. */
RS_MUST_USE rs_err mdb_file_commit(mdb_file *self, MDB_txn **txn_p, rs_error *error);
void mdb_file_abort(MDB_txn **txn_p); /* may be NULL */

/* Numbers of the table "about". An absent one is 0. */
RS_MUST_USE rs_err mdb_about_get(mdb_file *self, MDB_txn *txn, const char *name, uint64_t *out,
                                 rs_error *error);
RS_MUST_USE rs_err mdb_about_put(mdb_file *self, MDB_txn *txn, const char *name, uint64_t value,
                                 rs_error *error);

/* Where somebody is who reads one row after another: zeroed to begin with. */
typedef struct {
    uintptr_t page;      /* of the last row */
    uintptr_t from, end; /* has been asked for; never dereferenced */
    int run;             /* pages in a row that were near the one before */
} mdb_ahead;

/* Told of each row (its bytes in the map). When pages follow each other, up or down, the next ones
 * are read while this one is looked at; a single far one asks for nothing. */
void mdb_look_ahead(mdb_ahead *self, const void *row);

/* Has the next `size` bytes of the file from *at on read into memory, without waiting for them, and
 * moves *at behind them. false: that was all. */
bool mdb_file_warm(const mdb_file *self, uint64_t *at, uint64_t size);

/* A consistent copy of the file as it is at this moment, while others go on writing; mode 0600. The
 * target must not exist. */
RS_MUST_USE rs_err mdb_file_copy(const mdb_file *self, const char *target, rs_error *error);

/* Bytes of the pages that were ever used. */
uint64_t mdb_file_size(const mdb_file *self);

/* Turns LMDB's result (not 0) into ours, with a sentence that says what to do. RS_UNAVAILABLE: the
 * disk or the map is full, and the file as it was. */
rs_err mdb_file_fail(const mdb_file *self, int result, const char *doing, rs_error *error);

#endif
