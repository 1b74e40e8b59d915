#include "actors/ledger/views/facts.h"

typedef struct {
    view *self;
    fact_read *out;
    rs_err rc;
} one_fact;

static bool take_fact(void *arg, uint64_t seq, const journal_record *record)
{
    one_fact *now = arg;
    (void)seq;
    now->rc = fact_decode(record->fact, now->self->memory, &now->out->head, &now->out->body,
                          &now->self->error);
    return false;
}

rs_err facts_read(view *self, int64_t seq, fact_read *out)
{
    one_fact now = {.self = self, .out = out, .rc = RS_NOT_FOUND};
    rs_err rc = journal_read(self->journal, (uint64_t)seq, 1, take_fact, &now, &self->error);
    return rc == RS_OK ? now.rc : rc;
}

typedef struct {
    view *self;
    uint64_t end;
    transfer_read *out;
    size_t count;
    rs_err rc;
} many_facts;

static bool take_transfer(void *arg, uint64_t seq, const journal_record *record)
{
    many_facts *now = arg;
    rs_fact_head head;
    void *body;
    if (seq >= now->end)
        return false;
    now->rc = fact_decode_head(record->fact, &head, &now->self->error);
    if (now->rc != RS_OK || head.kind != FACT_transferred)
        return now->rc == RS_OK;
    now->rc = fact_decode(record->fact, now->self->memory, &head, &body, &now->self->error);
    if (now->rc == RS_OK)
        now->out[now->count++] = (transfer_read){.seq = (int64_t)seq, .at = head.at, .fact = body};
    return now->rc == RS_OK;
}

rs_err facts_transfers(view *self, int64_t from, int64_t end, transfer_read *out, size_t *count)
{
    int64_t last = (int64_t)state_seq(self->state);
    end = end > last + 1 ? last + 1 : end;
    many_facts now = {.self = self, .end = (uint64_t)end, .out = out};
    *count = 0;
    if (from >= end)
        return RS_OK;
    rs_err rc = journal_read(self->journal, (uint64_t)from, (size_t)(end - from), take_transfer,
                             &now, &self->error);
    *count = now.count;
    return rc == RS_OK ? now.rc : rc;
}

typedef struct {
    view *self;
    int64_t at;
    rs_err rc;
} one_time;

static bool take_time(void *arg, uint64_t seq, const journal_record *record)
{
    one_time *now = arg;
    rs_fact_head head;
    (void)seq;
    now->rc = fact_decode_head(record->fact, &head, &now->self->error);
    now->at = head.at;
    return false;
}

rs_err facts_find(view *self, int64_t at, int64_t *out)
{
    int64_t low = 1;
    int64_t high = (int64_t)state_seq(self->state) + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        one_time now = {.self = self};
        rs_err rc = journal_read(self->journal, (uint64_t)middle, 1, take_time, &now, &self->error);
        if (rc != RS_OK || now.rc != RS_OK)
            return rc != RS_OK ? rc : now.rc;
        if (now.at >= at)
            high = middle;
        else
            low = middle + 1;
    }
    *out = low;
    return RS_OK;
}

rs_err facts_settlement(view *self, int64_t posting, int64_t settled, transfer_read *out,
                        size_t *count, int64_t *before)
{
    fact_read fact;
    rs_err rc = facts_read(self, settled, &fact);
    if (rc != RS_OK)
        return rc;
    const rs_settled *made = fact.body;
    if (fact.head.kind != FACT_settled || made->posting != posting)
        return rs_fail(&self->error, RS_BAD_REQUEST, "place: not one that this list has given");
    *before = made->before;
    transfer_read *piece = arena_give(self->memory, SETTLEMENT_MAX * sizeof *piece);
    size_t found;
    rc = facts_transfers(self, settled + 1, settled + 1 + SETTLEMENT_MAX, piece, &found);
    *count = 0;
    while (rc == RS_OK && *count < found && piece[*count].seq == settled + 1 + (int64_t)*count &&
           piece[*count].fact->posting == posting) {
        out[*count] = piece[*count];
        ++*count;
    }
    return rc;
}
