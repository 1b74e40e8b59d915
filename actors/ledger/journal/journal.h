/* journal - the one ordered, append-only list of facts: the truth of the ledger.
 *
 * An engine offers four operations and nothing else: take over, append, read, head. A record is
 * opaque bytes with a sequence number 1, 2, 3 ... and a link of the hash chain (chain.h), which
 * the caller computes before the append and the engine stores beside the bytes. Whoever takes over
 * gets a new epoch, and an append of an earlier epoch is refused from then on (RS_FENCED).
 *
 * Ownership: journal_lmdb_open and journal_postgres_open give, journal_close takes and nulls. */
#ifndef RS_JOURNAL_H
#define RS_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

#include "shared/codec.h"

enum { JOURNAL_HASH_SIZE = 32 };

typedef struct {
    rs_bytes fact;                   /* what is kept */
    uint8_t hash[JOURNAL_HASH_SIZE]; /* of the chain up to and with it */
} journal_record;

typedef struct {
    uint64_t seq;                    /* of the last record; 0: empty */
    uint64_t epoch;                  /* of the last take-over */
    uint8_t hash[JOURNAL_HASH_SIZE]; /* of the last record; zeros: empty */
} journal_head;

/* false: enough. The bytes end with the call. */
typedef bool journal_record_fn(void *arg, uint64_t seq, const journal_record *record);

typedef struct journal journal;
struct journal {
    const struct journal_engine *engine;
};

typedef struct journal_engine {
    /* The writer before is fenced off; its epoch plus one is ours. */
    rs_err (*take_over)(journal *self, journal_head *head, rs_error *error);
    /* Records head.seq + 1 ..., all or none, durable when it returns. `head` is where the caller
     * believes the journal ends and is moved on. Anything but RS_OK means: the outcome is unknown
     * or the writer is fenced; stop and start again from the journal. */
    rs_err (*append)(journal *self, journal_head *head, const journal_record *records, size_t count,
                     rs_error *error);
    /* From `seq` on, at most `limit` records. */
    rs_err (*read)(journal *self, uint64_t seq, size_t limit, journal_record_fn *each, void *arg,
                   rs_error *error);
    rs_err (*head)(journal *self, journal_head *out, rs_error *error);
    void (*close)(journal *self);
} journal_engine;

static inline rs_err journal_take_over(journal *self, journal_head *head, rs_error *error)
{
    return self->engine->take_over(self, head, error);
}
static inline rs_err journal_append(journal *self, journal_head *head,
                                    const journal_record *records, size_t count, rs_error *error)
{
    return self->engine->append(self, head, records, count, error);
}
static inline rs_err journal_read(journal *self, uint64_t seq, size_t limit,
                                  journal_record_fn *each, void *arg, rs_error *error)
{
    return self->engine->read(self, seq, limit, each, arg, error);
}
static inline rs_err journal_get_head(journal *self, journal_head *out, rs_error *error)
{
    return self->engine->head(self, out, error);
}
static inline void journal_close(journal **self_p)
{
    if (*self_p)
        (*self_p)->engine->close(*self_p);
    *self_p = NULL;
}

typedef enum { JOURNAL_READ, JOURNAL_WRITE } journal_mode;

/* The embedded engine: an LMDB environment of its own in `folder` (made for a writer if absent).
 * A second writer on the same folder is refused with a sentence that names the first one's pid; a
 * store of a newer release is RS_NEWER. */
RS_MUST_USE rs_err journal_lmdb_open(journal **self_p, const char *folder, int64_t map_gib,
                                     journal_mode mode, rs_error *error);

/* The engine for more than one machine: a PostgreSQL database; `file` says which (pg.h), and holds
 * a password. While another writer is at work, and while the server cannot be reached, a writer
 * gets RS_UNAVAILABLE: it stands by and asks again. */
RS_MUST_USE rs_err journal_postgres_open(journal **self_p, const char *file, journal_mode mode,
                                         rs_error *error);

#endif
