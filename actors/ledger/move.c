#include "actors/ledger/move.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/journal/chain.h"
#include "actors/ledger/stores.h"
#include "actors/ledger/verify.h"
#include "shared/clock.h"

enum { AT_ONCE = 2000 /* facts */ };
static const int64_t PROGRESS_MS = 2000;

/* Facts on their way, until there are enough for one append. */
typedef struct {
    journal *target;
    journal_head head; /* of the target */
    uint64_t end;      /* of what is copied */
    uint8_t link[JOURNAL_HASH_SIZE];
    journal_record records[AT_ONCE];
    size_t count;
    arena *memory;
    int64_t told_ms;
    rs_err rc;
    rs_error *error;
} freight;

static bool load(void *arg, uint64_t seq, const journal_record *record)
{
    freight *self = arg;
    self->rc = chain_follow(self->link, seq, record, self->error);
    journal_record *kept = &self->records[self->count++];
    uint8_t *bytes = arena_give(self->memory, record->fact.size + 1);
    if (record->fact.size)
        memcpy(bytes, record->fact.data, record->fact.size);
    *kept = *record;
    kept->fact.data = bytes;
    return self->rc == RS_OK;
}

static bool follow(void *arg, uint64_t seq, const journal_record *record)
{
    freight *self = arg;
    self->rc = chain_follow(self->link, seq, record, self->error);
    self->count++;
    return self->rc == RS_OK;
}

static void tell(freight *self, const char *doing, uint64_t at)
{
    int64_t now = clock_monotonic_ms();
    if (now - self->told_ms < PROGRESS_MS)
        return;
    self->told_ms = now;
    fprintf(stderr, "%s: %" PRIu64 " of %" PRIu64 " facts\n", doing, at, self->end);
}

/* The next piece of a journal, to `each`. */
static rs_err piece(freight *self, journal *from, uint64_t at, journal_record_fn *each)
{
    uint64_t left = self->end - at;
    size_t wanted = left < AT_ONCE ? (size_t)left : AT_ONCE;
    self->count = 0;
    rs_err rc = journal_read(from, at + 1, wanted, each, self, self->error);
    if (rc == RS_OK)
        rc = self->rc;
    if (rc == RS_OK && self->count != wanted)
        rc = rs_fail(self->error, RS_CORRUPT, "fact %" PRIu64 " is missing", at + self->count + 1);
    return rc;
}

static rs_err copy_facts(freight *self, journal *from)
{
    rs_err rc = RS_OK;
    while (rc == RS_OK && self->head.seq < self->end) {
        rc = piece(self, from, self->head.seq, load);
        if (rc == RS_OK)
            rc = journal_append(self->target, &self->head, self->records, self->count, self->error);
        arena_reset(self->memory);
        tell(self, "copying", self->head.seq);
    }
    return rc;
}

/* What has arrived, from its first link to its last. */
static rs_err check_facts(freight *self, const journal_head *source)
{
    rs_err rc = RS_OK;
    memset(self->link, 0, sizeof self->link);
    for (uint64_t at = 0; rc == RS_OK && at < self->end; at += self->count) {
        rc = piece(self, self->target, at, follow);
        tell(self, "checking", at);
    }
    if (rc == RS_OK && memcmp(self->link, source->hash, sizeof self->link) != 0)
        rc = rs_fail(self->error, RS_CORRUPT, "the copy does not end with the link of the journal");
    return rc;
}

static rs_err copy_journal(journal *from, journal *to, rs_error *error)
{
    journal_head source;
    journal_head target;
    rs_err rc = journal_get_head(from, &source, error);
    if (rc == RS_OK)
        rc = journal_get_head(to, &target, error);
    if (rc == RS_OK && target.seq)
        rc = rs_fail(
            error, RS_TAKEN,
            "there is a journal of %" PRIu64 " facts already where this one is to go: if it "
            "is nothing but what an attempt has left, remove it (journal.mdb and keys.mdb, "
            "or DROP SCHEMA refsys CASCADE)",
            target.seq);
    if (rc != RS_OK)
        return rc;
    freight *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->target = to;
    self->memory = arena_open();
    self->end = source.seq;
    self->error = error;
    self->told_ms = clock_monotonic_ms();
    rc = journal_take_over(to, &self->head, error);
    if (rc == RS_OK)
        rc = copy_facts(self, from);
    if (rc == RS_OK)
        rc = check_facts(self, &source);
    arena_close(&self->memory);
    free(self);
    return rc;
}

/* The journal first: whoever joins meanwhile has a key that no fact of the copy needs, never the
 * other way round. */
static rs_err copy_all(journal *from, seal *keys, const rs_config *to, rs_error *error)
{
    journal *target = NULL;
    seal *target_keys = NULL;
    rs_err rc = stores_open_journal(&target, to, JOURNAL_WRITE, error);
    if (rc == RS_OK)
        rc = stores_open_seal(&target_keys, to, SEAL_WRITE, error);
    if (rc == RS_OK)
        rc = copy_journal(from, target, error);
    if (rc == RS_OK)
        rc = seal_copy(keys, target_keys, error);
    seal_close(&target_keys);
    journal_close(&target);
    return rc;
}

rs_err move_copy(const rs_config *from, journal_mode mode, const rs_config *to, rs_error *error)
{
    journal *source = NULL;
    seal *keys = NULL;
    rs_err rc = stores_open_journal(&source, from, mode, error);
    if (rc == RS_OK)
        rc = stores_open_seal(&keys, from, SEAL_READ, error);
    if (rc == RS_OK)
        rc = copy_all(source, keys, to, error);
    seal_close(&keys);
    journal_close(&source);
    return rc;
}

/* Opened as a writer would, which brings the state up to the end; then all of it is checked. */
static rs_err prove(const rs_config *config, rs_error *error)
{
    stores self;
    rs_err rc = stores_open(&self, config, STORES_WRITE, error);
    if (rc != RS_OK)
        return rc;
    rc = stores_checkpoint(&self, error);
    stores_close(&self);
    return rc == RS_OK ? verify_run(config, NULL, error) : rc;
}

rs_err move_run(const rs_config *config, const char *engine, rs_error *error)
{
    rs_config target = *config;
    if (strcmp(engine, "lmdb") != 0 && strcmp(engine, "postgres") != 0)
        return rs_fail(error, RS_CONFIG, "there is no engine %s: lmdb or postgres", engine);
    bool there = !strcmp(engine, "postgres");
    if (stores_are_apart(config) == there)
        return rs_fail(error, RS_CONFIG, "the journal is in %s already, says [ledger] journal",
                       engine);
    snprintf(target.ledger.journal, sizeof target.ledger.journal, "%s", engine);
    rs_err rc = move_copy(config, JOURNAL_WRITE, &target, error);
    if (rc == RS_OK)
        rc = prove(&target, error);
    if (rc == RS_OK)
        printf("moved: set journal = \"%s\" in [ledger] before anything is started; what was there "
               "stays, for you to remove\n",
               engine);
    return rc;
}
