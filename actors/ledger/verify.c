#include "actors/ledger/verify.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actors/ledger/invariants.h"
#include "actors/ledger/journal/chain.h"
#include "actors/ledger/state/apply.h"
#include "actors/ledger/stores.h"
#include "shared/clock.h"

enum { READ_AT_ONCE = 10000 };
static const int64_t PROGRESS_MS = 2000;

typedef struct {
    journal *journal;
    state *folded; /* from the journal alone */
    arena *memory;
    uint64_t end; /* how far to walk */
    uint64_t at;
    uint8_t hash[JOURNAL_HASH_SIZE];
    uint64_t noted; /* the fact whose hash is known from elsewhere; 0: none */
    uint8_t noted_hash[JOURNAL_HASH_SIZE];
    int64_t told_ms;
    rs_err rc;
    rs_error *error;
} walk;

static rs_err read_noted(walk *self, const char *against)
{
    char *end;
    size_t size = 0;
    self->noted = strtoull(against, &end, 10);
    bool ok = self->noted && *end == ':' &&
              sodium_hex2bin(self->noted_hash, sizeof self->noted_hash, end + 1, strlen(end + 1),
                             NULL, &size, NULL) == 0;
    return ok && size == sizeof self->noted_hash && strlen(end + 1) == 2 * size
               ? RS_OK
               : rs_fail(self->error, RS_BAD_REQUEST,
                         "%s: the number of a fact, a colon and 64 hexadecimal digits are wanted",
                         against);
}

static void tell_progress(walk *self)
{
    int64_t now = clock_monotonic_ms();
    if (now - self->told_ms < PROGRESS_MS)
        return;
    self->told_ms = now;
    fprintf(stderr, "%" PRIu64 " of %" PRIu64 " facts\n", self->at, self->end);
}

static rs_err check_link(walk *self, uint64_t seq, const journal_record *record)
{
    if (seq != self->at + 1)
        return rs_fail(self->error, RS_CORRUPT, "fact %" PRIu64 " is missing", self->at + 1);
    rs_err rc = chain_follow(self->hash, seq, record, self->error);
    if (rc == RS_OK && seq == self->noted &&
        memcmp(self->hash, self->noted_hash, sizeof self->hash) != 0)
        rc = rs_fail(self->error, RS_CORRUPT,
                     "fact %" PRIu64 " has another hash than the one that was noted: the journal "
                     "was rewritten there or before",
                     seq);
    return rc;
}

static bool walk_record(void *arg, uint64_t seq, const journal_record *record)
{
    walk *self = arg;
    rs_fact_head head;
    void *body;
    self->rc = check_link(self, seq, record);
    if (self->rc == RS_OK)
        self->rc = fact_decode(record->fact, self->memory, &head, &body, self->error);
    if (self->rc == RS_OK && head.kind == FACT_transferred)
        self->rc = invariants_check_transfer(self->folded, self->memory, seq, body, self->error);
    if (self->rc == RS_OK)
        apply_fact(self->folded, self->memory, seq, &head, body);
    arena_reset(self->memory);
    self->at = seq;
    return self->rc == RS_OK && seq < self->end;
}

static rs_err walk_to(walk *self, uint64_t end)
{
    rs_err rc = RS_OK;
    self->end = end;
    while (rc == RS_OK && self->at < end) {
        uint64_t before = self->at;
        rc =
            journal_read(self->journal, self->at + 1, READ_AT_ONCE, walk_record, self, self->error);
        if (rc == RS_OK)
            rc = self->rc;
        if (rc == RS_OK && self->at == before)
            rc = rs_fail(self->error, RS_CORRUPT, "fact %" PRIu64 " is missing", self->at + 1);
        tell_progress(self);
    }
    return rc;
}

static rs_err compare(walk *self, state *live)
{
    state_difference found;
    for (uint64_t at = 0; state_warm(live, &at);)
        ;
    if (!state_differs(live, self->folded, &found))
        return RS_OK;
    char key[2 * STATE_KEY_MAX + 1] = "";
    for (size_t n = 0; n < found.key_size; n++)
        snprintf(key + 2 * n, 3, "%02x", found.key[n]);
    return rs_fail(self->error, RS_CORRUPT,
                   "the state differs from the journal: table %s, key %s; refsysctl rebuild makes "
                   "a new one",
                   state_table_name(found.table), key);
}

/* The state is compared where its checkpoint stands, and never folded on: what it says may be
 * wrong. */
static rs_err walk_journal(walk *self, state *live)
{
    journal_head head;
    rs_err rc = journal_get_head(self->journal, &head, self->error);
    if (rc == RS_OK)
        rc = walk_to(self, state_seq(live));
    if (rc == RS_OK)
        rc = stores_check_link(live, self->hash, self->error);
    if (rc == RS_OK)
        rc = compare(self, live);
    if (rc == RS_OK)
        rc = state_check_changed(live, self->error);
    if (rc == RS_OK)
        rc = walk_to(self, head.seq);
    if (rc == RS_OK && memcmp(self->hash, head.hash, sizeof self->hash) != 0)
        rc = rs_fail(self->error, RS_CORRUPT, "the chain does not end where the journal says");
    if (rc == RS_OK && self->noted > head.seq)
        rc = rs_fail(self->error, RS_CORRUPT,
                     "the journal ends at fact %" PRIu64 ": the noted fact %" PRIu64 " is gone",
                     head.seq, self->noted);
    return rc;
}

/* ----------------------------------------------------------------------------------- keys */

/* Whoever has a sealed name in the state has a key that opens it. */
static rs_err check_sealed(walk *self, seal *keys, int64_t person, rs_bytes sealed)
{
    const char *text;
    rs_err rc = seal_unlock(keys, person, sealed, self->memory, &text, self->error);
    if (rc == RS_OK)
        return RS_OK;
    return rs_fail(self->error, RS_CORRUPT, "person %lld: %s; take the keys from the last backup",
                   (long long)person, rc == RS_NOT_FOUND ? "has no key" : "the key opens nothing");
}

/* One text of everybody who has a key is opened. */
static rs_err check_keys(walk *self, seal *keys)
{
    rs_err rc = RS_OK;
    state_cursor cursor;
    rs_participant_row person;
    rs_conversation_row talk;
    bool more =
        state_first(self->folded, TABLE_PARTICIPANT, (rs_bytes){0}, (rs_bytes){0}, false, &cursor);
    for (; more && rc == RS_OK; more = state_next(&cursor)) {
        row_read(&cursor, self->memory, &person);
        rc = check_sealed(self, keys, person.id, person.first);
        arena_reset(self->memory);
    }
    more = rc == RS_OK && state_first(self->folded, TABLE_CONVERSATION, (rs_bytes){0},
                                      (rs_bytes){0}, false, &cursor);
    for (; more && rc == RS_OK; more = state_next(&cursor)) {
        row_read(&cursor, self->memory, &talk);
        rc = check_sealed(self, keys, talk.person, talk.name);
        arena_reset(self->memory);
    }
    return rc;
}

rs_err verify_run(const rs_config *config, const char *against, rs_error *error)
{
    stores live;
    walk self = {.error = error};
    rs_err rc = against ? read_noted(&self, against) : RS_OK;
    if (rc == RS_OK)
        rc = stores_open(&live, config, STORES_LOOK, error);
    if (rc != RS_OK)
        return rc;
    self.journal = live.journal;
    self.memory = arena_open();
    self.told_ms = clock_monotonic_ms();
    rc = state_open(&self.folded, NULL, 1, STATE_MEMORY, error);
    if (rc == RS_OK)
        rc = walk_journal(&self, live.state);
    if (rc == RS_OK)
        rc = invariants_check(self.folded, self.memory, error);
    if (rc == RS_OK)
        rc = check_keys(&self, live.seal);
    if (rc == RS_OK)
        printf("verified: %" PRIu64 " facts, the chain is whole, the state is its fold\n", self.at);
    state_close(&self.folded);
    arena_close(&self.memory);
    stores_close(&live);
    return rc;
}

/* Opened for writing, or held, and left again: refused while somebody has it. */
static rs_err nobody_keeps(const rs_config *config, rs_error *error)
{
    latch keeper = {0};
    journal *held = NULL;
    const char *folder = config->ledger.path;
    rs_err rc = RS_OK;
    if (!stores_are_apart(config))
        rc = stores_open_journal(&held, config, JOURNAL_WRITE, error);
    else if (access(folder, F_OK) == 0)
        rc = latch_take(&keeper, folder, LATCH_STATE, 0, error);
    journal_close(&held);
    latch_end(&keeper);
    return rc;
}

rs_err rebuild_run(const rs_config *config, rs_error *error)
{
    stores self;
    char path[4200];
    rs_err rc = nobody_keeps(config, error);
    if (rc != RS_OK)
        return rc;
    const char *const files[] = {"state.mdb", "state.mdb-lock"};
    for (size_t n = 0; n < sizeof files / sizeof *files; n++) {
        snprintf(path, sizeof path, "%s/%s", config->ledger.path, files[n]);
        unlink(path);
    }
    /* A journal in a database may have its writer elsewhere, which goes on. */
    rc = stores_open(&self, config, stores_are_apart(config) ? STORES_READ : STORES_WRITE, error);
    if (rc != RS_OK)
        return rc;
    rc = stores_checkpoint(&self, error);
    if (rc == RS_OK)
        printf("rebuilt: %" PRIu64 " facts\n", state_seq(self.state));
    stores_close(&self);
    return rc;
}
