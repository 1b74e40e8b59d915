#include "actors/ledger/views/lists/ranking.h"

#include <stdlib.h>

#include "actors/ledger/views/lists/picker.h"

typedef struct {
    const projection *people;
    deeds *all;
    size_t levels;
    int64_t from, to;
} adding;

static bool is_within(const adding *self, int64_t at)
{
    return (!self->from || at >= self->from) && (!self->to || at < self->to);
}

static void add(deeds *to, const deeds *what)
{
    to->people += what->people;
    to->buyers += what->buyers;
    to->orders += what->orders;
    to->sum += what->sum;
}

static void add_above(const adding *self, size_t id, const deeds *what)
{
    size_t above = self->people->tree[id].inviter;
    for (size_t up = 1; above && up <= self->levels;
         up++, above = self->people->tree[above].inviter)
        add(&self->all[above], what);
}

static deeds bought_within(const adding *self, size_t id)
{
    const dated *from = &self->people->purchases;
    deeds out = {0};
    for (uint32_t at = from->first[id]; at; at = from->entries[at].next)
        if (is_within(self, from->entries[at].at)) {
            out.orders += from->entries[at].counts;
            out.sum += from->entries[at].amount;
            out.buyers = 1;
        }
    return out;
}

static deeds done_within(const adding *self, size_t id)
{
    deeds out = bought_within(self, id);
    out.people = is_within(self, self->people->joined[id]);
    return out;
}

static int64_t paid_within(const adding *self, size_t id)
{
    const dated *from = &self->people->payouts;
    int64_t points = 0;
    for (uint32_t at = from->first[id]; at; at = from->entries[at].next)
        points += is_within(self, from->entries[at].at) ? from->entries[at].amount : 0;
    return points;
}

deeds *ranking_add_up(const projection *self, size_t levels, int64_t from, int64_t to)
{
    adding now = {self, calloc(self->count + 1, sizeof(deeds)), levels, from, to};
    RS_ASSERT(now.all);
    for (size_t id = 1; id <= self->count; id++) {
        deeds own = done_within(&now, id);
        add_above(&now, id, &own);
        now.all[id].paid = paid_within(&now, id);
    }
    return now.all;
}

deeds ranking_direct(const projection *self, size_t id, int64_t from, int64_t to)
{
    const adding now = {.people = self, .from = from, .to = to};
    deeds out = {0};
    for (size_t one = self->tree[id].first_child; one; one = self->tree[one].next_sibling) {
        deeds own = done_within(&now, one);
        add(&out, &own);
    }
    return out;
}

size_t ranking_pick(const projection *self, const deeds *all, deed_fn *value, size_t offset,
                    size_t limit, arena *memory, int64_t **out, size_t *total)
{
    picker best;
    const pick *picks;
    *total = 0;
    picker_open(&best, column_of(RS_COLUMN_ID), &self->names, true, offset + limit, self->count);
    for (size_t id = 1; id <= self->count; id++) {
        int64_t key = value(&all[id]);
        uint8_t keep = key > 0 && self->status[id] == RS_PARTICIPANT_ACTIVE;
        *total += keep;
        picker_offer(&best, id, 1, &key, &keep);
    }
    size_t count = picker_take(&best, offset, &picks);
    *out = arena_give(memory, (count + 1) * sizeof **out);
    for (size_t n = 0; n < count; n++)
        (*out)[n] = picks[n].id;
    picker_close(&best);
    return count;
}
