#include "actors/ledger/stores.h"

#include <inttypes.h>

#include "shared/clock.h"
#include "shared/log.h"

enum { READ_AT_ONCE = 5000 };
static const int64_t PROGRESS_MS = 2000; /* between two lines about a long replay */

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
    now->rc = fact_decode(record->fact, now->stores->scratch, &head, &body, now->error);
    if (now->rc == RS_OK)
        apply_fact(now->stores->state, now->stores->scratch, seq, &head, body);
    arena_reset(now->stores->scratch);
    now->count++;
    return now->rc == RS_OK;
}

rs_err stores_catch_up(stores *self, rs_error *error)
{
    int64_t told = clock_monotonic_ms();
    if (self->mode == STORES_READ)
        state_follow(self->state);
    for (;;) {
        replay now = {.stores = self, .error = error};
        rs_err rc = journal_read(self->journal, state_seq(self->state) + 1, READ_AT_ONCE,
                                 fold_record, &now, error);
        if (rc != RS_OK || now.rc != RS_OK)
            return rc != RS_OK ? rc : now.rc;
        if (now.count < READ_AT_ONCE)
            return RS_OK;
        if (clock_monotonic_ms() - told >= PROGRESS_MS) {
            log_info("replaying the journal: at fact %" PRIu64, state_seq(self->state));
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

/* A state ahead of its journal belongs to another journal, or the journal was cut. */
static rs_err check_agreement(stores *self, rs_error *error)
{
    journal_head head;
    rs_err rc = journal_get_head(self->journal, &head, error);
    if (rc == RS_OK && state_seq(self->state) > head.seq)
        return rs_fail(error, RS_CORRUPT,
                       "the state stands for fact %" PRIu64 ", but the journal ends at %" PRIu64
                       ": restore the journal that belongs to it, or rebuild the state "
                       "(refsysctl rebuild)",
                       state_seq(self->state), head.seq);
    return rc;
}

static rs_err open_all(stores *self, const rs_config *config, stores_mode mode, rs_error *error)
{
    bool writing = mode == STORES_WRITE;
    const char *folder = config->ledger.path;
    int64_t map = config->ledger.map_gib;
    rs_err rc = journal_lmdb_open(&self->journal, folder, map,
                                  writing ? JOURNAL_WRITE : JOURNAL_READ, error);
    if (rc == RS_OK)
        rc = seal_open(&self->seal, folder, map, writing ? SEAL_WRITE : SEAL_READ, error);
    if (rc == RS_OK)
        rc = state_open(&self->state, folder, map, writing ? STATE_WRITE : STATE_READ, error);
    if (rc == RS_OK)
        rc = check_agreement(self, error);
    if (rc == RS_OK && writing)
        rc = journal_take_over(self->journal, &self->head, error);
    if (rc == RS_OK)
        rc = stores_catch_up(self, error);
    return rc;
}

rs_err stores_open(stores *self, const rs_config *config, stores_mode mode, rs_error *error)
{
    *self = (stores){.scratch = arena_open(), .mode = mode};
    rs_err rc = open_all(self, config, mode, error);
    if (rc != RS_OK)
        stores_close(self);
    return rc;
}

void stores_close(stores *self)
{
    state_close(&self->state);
    seal_close(&self->seal);
    journal_close(&self->journal);
    arena_close(&self->scratch);
}
