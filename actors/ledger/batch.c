#include "actors/ledger/batch.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    size_t offset;
    size_t size;
} span;

struct batch {
    state *state;
    arena *scratch;
    rs_buf bytes;
    span *facts;
    size_t count;
    size_t room;
};

batch *batch_open(state *rows)
{
    batch *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->state = rows;
    self->scratch = arena_open();
    return self;
}

void batch_close(batch **self_p)
{
    batch *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    arena_close(&self->scratch);
    buf_free(&self->bytes);
    free(self->facts);
    free(self);
}

uint64_t batch_add(batch *self, rs_fact_kind kind, int64_t at, const void *body)
{
    if (self->count == self->room) {
        self->room = self->room ? 2 * self->room : 64;
        self->facts = realloc(self->facts, self->room * sizeof *self->facts);
        RS_ASSERT(self->facts);
    }
    size_t offset = self->bytes.size;
    fact_encode(kind, at, body, &self->bytes);
    self->facts[self->count++] = (span){offset, self->bytes.size - offset};

    uint64_t seq = state_seq(self->state) + 1;
    rs_fact_head head = {.kind = kind, .at = at};
    apply_fact(self->state, self->scratch, seq, &head, body);
    arena_reset(self->scratch);
    return seq;
}

size_t batch_count(const batch *self)
{
    return self->count;
}

rs_bytes batch_fact(const batch *self, size_t n)
{
    RS_ASSERT(n < self->count);
    return (rs_bytes){self->bytes.data + self->facts[n].offset, self->facts[n].size};
}

rs_err batch_commit(batch *self, journal *to, journal_head *head, rs_error *error)
{
    if (!self->count)
        return RS_OK;
    journal_record *records = malloc(self->count * sizeof *records);
    RS_ASSERT(records);
    const uint8_t *before = head->hash;
    for (size_t n = 0; n < self->count; n++) {
        records[n].fact = batch_fact(self, n);
        chain_next(before, head->seq + n + 1, records[n].fact, records[n].hash);
        before = records[n].hash;
    }
    rs_err rc = journal_append(to, head, records, self->count, error);
    free(records);
    return rc;
}

void batch_clear(batch *self)
{
    self->count = 0;
    buf_clear(&self->bytes);
}
