#include "actors/ledger/stores.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "actors/ledger/journal/chain.h"
#include "actors/ledger/journal/mdb.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/log.h"
#include "shared/notify.h"

enum { READ_AT_ONCE = 5000 };
static const int64_t PROGRESS_MS = 2000; /* between two lines about a long replay */
static const int64_t PATIENCE_MS = 8000; /* for a follower that gives way: it looks every 2 s */

typedef struct {
    stores *stores;
    rs_err rc;
    rs_error *error;
    size_t count;
} replay;

static bool fold_record(void *arg, uint64_t seq, const journal_record *record)
{
    replay *now = arg;
    rs_fact_head head;
    void *body;
    now->rc = chain_follow(now->stores->hash, seq, record, now->error);
    now->stores->followed = seq;
    if (now->rc == RS_OK)
        now->rc = fact_decode(record->fact, now->stores->scratch, &head, &body, now->error);
    if (now->rc == RS_OK)
        apply_fact(now->stores->state, now->stores->scratch, seq, &head, body);
    arena_reset(now->stores->scratch);
    now->count++;
    return now->rc == RS_OK;
}

static bool keep_hash(void *arg, uint64_t seq, const journal_record *record)
{
    stores *self = arg;
    memcpy(self->hash, record->hash, sizeof self->hash);
    self->followed = seq;
    return false;
}

/* The hash of the fact that the state stands for: the next one follows on it. */
static rs_err find_place(stores *self, uint64_t seq, rs_error *error)
{
    if (self->followed == seq)
        return RS_OK;
    rs_err rc = seq ? journal_read(self->journal, seq, 1, keep_hash, self, error) : RS_OK;
    if (rc == RS_OK && self->followed != seq)
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 " is missing", seq);
    return rc;
}

rs_err stores_check_link(const state *rows, const uint8_t hash[JOURNAL_HASH_SIZE], rs_error *error)
{
    if (!state_seq(rows) || state_link(rows) == get_be64(hash))
        return RS_OK;
    return rs_fail(error, RS_CORRUPT,
                   "the state belongs to another journal than the one beside it (its entry link): "
                   "restore the journal that belongs to it, or rebuild the state (refsysctl "
                   "rebuild)");
}

void stores_checkpoint_begin(stores *self)
{
    if (!self->follows) {
        RS_ASSERT(self->mode == STORES_WRITE && state_seq(self->state) == self->head.seq);
        memcpy(self->hash, self->head.hash, sizeof self->hash);
        self->followed = self->head.seq;
    }
    RS_ASSERT(self->followed == state_seq(self->state));
    state_checkpoint_begin(self->state, get_be64(self->hash));
}

rs_err stores_checkpoint(stores *self, rs_error *error)
{
    rs_err rc = state_checkpoint_end(self->state, error);
    while (rc == RS_OK && state_seq(self->state) != state_checkpoint_seq(self->state)) {
        stores_checkpoint_begin(self);
        rc = state_checkpoint_end(self->state, error);
    }
    return rc;
}

rs_err stores_catch_up(stores *self, rs_error *error)
{
    int64_t told = clock_monotonic_ms();
    if (self->mode == STORES_READ && !self->follows)
        state_follow(self->state);
    rs_err rc = find_place(self, state_seq(self->state), error);
    if (rc != RS_OK)
        return rc;
    for (;;) {
        replay now = {.stores = self, .error = error};
        rc = journal_read(self->journal, state_seq(self->state) + 1, READ_AT_ONCE, fold_record,
                          &now, error);
        if (rc != RS_OK || now.rc != RS_OK)
            return rc != RS_OK ? rc : now.rc;
        if (now.count < READ_AT_ONCE)
            return RS_OK;
        if (clock_monotonic_ms() - told >= PROGRESS_MS) {
            log_info("replaying the journal: at fact %" PRIu64, state_seq(self->state));
            notify_alive(); /* a process that waits for this is not one that hangs */
            told = clock_monotonic_ms();
        }
    }
}

typedef struct {
    stores *stores;
    int64_t at;
    rs_err rc;
    rs_error *error;
} last_look;

static bool look_at_time(void *arg, uint64_t seq, const journal_record *record)
{
    last_look *now = arg;
    rs_fact_head head = {0};
    void *body;
    (void)seq;
    now->rc = fact_decode(record->fact, now->stores->scratch, &head, &body, now->error);
    now->at = head.at;
    arena_reset(now->stores->scratch);
    return false;
}

static bool follow_one(void *arg, uint64_t seq, const journal_record *record)
{
    last_look *now = arg;
    now->rc = chain_follow(now->stores->hash, seq, record, now->error);
    now->stores->followed = seq;
    return false;
}

rs_err stores_last_time(stores *self, int64_t *out, rs_error *error)
{
    last_look now = {.stores = self, .error = error};
    journal_head head;
    rs_err rc = journal_get_head(self->journal, &head, error);
    if (rc == RS_OK && head.seq)
        rc = journal_read(self->journal, head.seq, 1, look_at_time, &now, error);
    *out = now.at;
    return rc != RS_OK ? rc : now.rc;
}

/* The last fact is looked at even if nothing has to be folded in: what is appended follows on it.
 */
static rs_err check_end(stores *self, const journal_head *head, rs_error *error)
{
    uint64_t before = head->seq - (head->seq > 0);
    if (!head->seq || state_seq(self->state) < head->seq)
        return RS_OK;
    rs_err rc = find_place(self, before, error);
    last_look now = {.stores = self, .error = error};
    if (rc == RS_OK)
        rc = journal_read(self->journal, head->seq, 1, follow_one, &now, error);
    return rc != RS_OK ? rc : now.rc;
}

/* A state ahead of its journal, or with another link of the chain, belongs to another journal, or
 * the journal was cut. */
static rs_err check_agreement(stores *self, rs_error *error)
{
    journal_head head;
    uint64_t seq = state_seq(self->state);
    rs_err rc = journal_get_head(self->journal, &head, error);
    if (rc == RS_OK && seq > head.seq)
        return rs_fail(error, RS_CORRUPT,
                       "the state stands for fact %" PRIu64 ", but the journal ends at %" PRIu64
                       ": restore the journal that belongs to it, or rebuild the state "
                       "(refsysctl rebuild)",
                       seq, head.seq);
    if (rc == RS_OK && self->mode != STORES_LOOK)
        rc = check_end(self, &head, error);
    if (rc == RS_OK && self->mode != STORES_LOOK)
        rc = find_place(self, seq, error);
    if (rc == RS_OK && self->mode != STORES_LOOK)
        rc = stores_check_link(self->state, self->hash, error);
    return rc;
}

/* The files belong to the writer alone, unless whoever made the folder lets its group look in: then
 * that group, which is the readers', may read them, and write to LMDB's tables of who reads what.
 */
static rs_err share_files(const rs_config *config, rs_error *error)
{
    static const char *const files[] = {"state.mdb", "journal.mdb", "keys.mdb"};
    const char *folder = config->ledger.path;
    struct stat about;
    if (stat(folder, &about) || !(about.st_mode & S_IRGRP))
        return RS_OK;
    size_t count = stores_are_apart(config) ? 1 : sizeof files / sizeof *files;
    for (size_t n = 0; n < count; n++) {
        char file[4200];
        char lock[4200];
        snprintf(file, sizeof file, "%s/%s", folder, files[n]);
        snprintf(lock, sizeof lock, "%s/%s-lock", folder, files[n]);
        if ((chmod(file, 0640) || chmod(lock, 0660)) && errno != ENOENT) /* kept elsewhere */
            return rs_fail(error, RS_STORAGE, "%s cannot be given to the group of its folder: %s",
                           file, strerror(errno));
    }
    return RS_OK;
}

/* ----------------------------------------------------------------------------------- opening */

bool stores_are_apart(const rs_config *config)
{
    return !strcmp(config->ledger.journal, "postgres");
}

rs_err stores_open_journal(journal **out, const rs_config *config, journal_mode mode,
                           rs_error *error)
{
    return stores_are_apart(config)
               ? journal_postgres_open(out, config->ledger.postgres_file, mode, error)
               : journal_lmdb_open(out, config->ledger.path, config->ledger.map_gib, mode, error);
}

rs_err stores_open_seal(seal **out, const rs_config *config, seal_mode mode, rs_error *error)
{
    return stores_are_apart(config)
               ? seal_postgres_open(out, config->ledger.postgres_file, mode, error)
               : seal_open(out, config->ledger.path, config->ledger.map_gib, mode, error);
}

/* The writer has the folder at last: a follower sees that somebody wants it, and gives way. */
static rs_err latch_for_writing(stores *self, const char *folder, rs_error *error)
{
    rs_err rc = mdb_make_folder(folder, error);
    if (rc == RS_OK)
        rc = latch_take(&self->writer, folder, LATCH_WRITER, PATIENCE_MS, error);
    if (rc == RS_OK)
        rc = latch_take(&self->keeper, folder, LATCH_STATE, PATIENCE_MS, error);
    return rc;
}

/* Whoever comes first. */
static rs_err latch_for_following(stores *self, const char *folder, rs_error *error)
{
    rs_err rc = mdb_make_folder(folder, error);
    if (rc == RS_OK && !latch_is_taken(folder, LATCH_WRITER))
        self->follows = latch_take(&self->keeper, folder, LATCH_STATE, 0, NULL) == RS_OK;
    return rc;
}

static rs_err latch_folder(stores *self, const rs_config *config, rs_error *error)
{
    if (!stores_are_apart(config) || self->mode == STORES_LOOK)
        return RS_OK;
    return self->mode == STORES_WRITE ? latch_for_writing(self, config->ledger.path, error)
                                      : latch_for_following(self, config->ledger.path, error);
}

static rs_err open_all(stores *self, const rs_config *config, rs_error *error)
{
    bool writing = self->mode == STORES_WRITE;
    rs_err rc = RS_OK;
    if (!self->journal)
        rc = stores_open_journal(&self->journal, config, writing ? JOURNAL_WRITE : JOURNAL_READ,
                                 error);
    if (rc == RS_OK)
        rc = stores_open_seal(&self->seal, config, writing ? SEAL_WRITE : SEAL_READ, error);
    if (rc == RS_OK)
        rc = latch_folder(self, config, error);
    bool keeping = writing || self->follows;
    if (rc == RS_OK)
        rc = state_open(&self->state, config->ledger.path, config->ledger.map_gib,
                        keeping ? STATE_WRITE : STATE_READ, error);
    if (rc == RS_OK && keeping)
        rc = share_files(config, error);
    if (rc == RS_OK)
        rc = check_agreement(self, error);
    if (rc == RS_OK && writing)
        rc = journal_take_over(self->journal, &self->head, error);
    if (rc == RS_OK && self->mode != STORES_LOOK)
        rc = stores_catch_up(self, error);
    return rc;
}

static rs_err open_or_close(stores *self, const rs_config *config, rs_error *error)
{
    rs_err rc = open_all(self, config, error);
    if (rc != RS_OK)
        stores_close(self);
    return rc;
}

rs_err stores_open(stores *self, const rs_config *config, stores_mode mode, rs_error *error)
{
    *self = (stores){.scratch = arena_open(), .mode = mode};
    return open_or_close(self, config, error);
}

rs_err stores_open_on(stores *self, const rs_config *config, journal **journal_p, rs_error *error)
{
    *self = (stores){.scratch = arena_open(), .mode = STORES_WRITE, .journal = *journal_p};
    *journal_p = NULL;
    return open_or_close(self, config, error);
}

void stores_close(stores *self)
{
    state_close(&self->state);
    seal_close(&self->seal);
    journal_close(&self->journal);
    latch_end(&self->keeper);
    latch_end(&self->writer);
    self->follows = false;
    arena_close(&self->scratch);
}
