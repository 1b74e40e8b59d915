/* journal_fixture - a journal of either engine, written with facts that tell their own number. */
#ifndef RS_TEST_JOURNAL_FIXTURE_H
#define RS_TEST_JOURNAL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/ledger/journal/chain.h"
#include "tests/unit/actors/ledger/cluster.h"

enum { RECORDS_MAX = 600 };

typedef struct {
    char *folder; /* of the embedded engine, or ... */
    const cluster *server;
    journal *open;
    journal_head head;
} fixture;

static inline journal *open_journal(const fixture *from, journal_mode mode)
{
    rs_error error = {0};
    journal *self;
    rs_err code = from->server ? journal_postgres_open(&self, from->server->file, mode, &error)
                               : journal_lmdb_open(&self, from->folder, 1, mode, &error);
    if (code)
        fail_msg("%s", error.text);
    return self;
}

static inline int set_up_on(void **state, const cluster *there)
{
    fixture *self = calloc(1, sizeof *self);
    self->server = there;
    if (there)
        cluster_clear(there);
    else
        self->folder = folder_open();
    self->open = open_journal(self, JOURNAL_WRITE);
    assert_int_equal(journal_take_over(self->open, &self->head, NULL), RS_OK);
    *state = self;
    return 0;
}

static inline int set_up_lmdb(void **state)
{
    return set_up_on(state, NULL);
}

static inline int set_up_postgres(void **state)
{
    return set_up_on(state, server);
}

static inline int tear_down(void **state)
{
    fixture *self = *state;
    journal_close(&self->open);
    if (self->folder)
        folder_close(&self->folder);
    free(self);
    return 0;
}

static inline void reopen(fixture *self, journal_mode mode)
{
    journal_close(&self->open);
    self->open = open_journal(self, mode);
}

/* Fact n is its own number, written 1 + n % 40 times. */
static inline void make_fact(uint64_t n, uint8_t out[8 * 40], rs_bytes *fact)
{
    size_t times = 1 + n % 40;
    for (size_t at = 0; at < times; at++)
        put_be64(out + 8 * at, n);
    *fact = (rs_bytes){out, 8 * times};
}

static inline rs_err append(fixture *self, size_t count, rs_error *error)
{
    static uint8_t facts[RECORDS_MAX][8 * 40];
    static journal_record records[RECORDS_MAX];
    uint8_t link[JOURNAL_HASH_SIZE];
    assert_true(count <= RECORDS_MAX);
    memcpy(link, self->head.hash, sizeof link);
    for (size_t n = 0; n < count; n++) {
        make_fact(self->head.seq + 1 + n, facts[n], &records[n].fact);
        chain_next(link, self->head.seq + 1 + n, records[n].fact, link);
        memcpy(records[n].hash, link, sizeof link);
    }
    return journal_append(self->open, &self->head, records, count, error);
}

typedef struct {
    uint64_t next;
    uint64_t stop_after;
    uint8_t link[JOURNAL_HASH_SIZE];
    bool chained;
} reading;

static inline bool check_record(void *arg, uint64_t seq, const journal_record *record)
{
    reading *self = arg;
    uint8_t expected[8 * 40];
    rs_bytes fact;
    assert_int_equal(seq, self->next);
    make_fact(seq, expected, &fact);
    assert_int_equal(record->fact.size, fact.size);
    assert_memory_equal(record->fact.data, fact.data, fact.size);
    if (self->chained) {
        chain_next(self->link, seq, record->fact, self->link);
        assert_memory_equal(record->hash, self->link, sizeof self->link);
    }
    self->next++;
    return seq != self->stop_after;
}

static inline uint64_t count_from(fixture *self, uint64_t from, size_t limit)
{
    reading all = {.next = from, .chained = from == 1};
    assert_int_equal(journal_read(self->open, from, limit, check_record, &all, NULL), RS_OK);
    return all.next - from;
}

#endif
