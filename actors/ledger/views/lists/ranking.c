#include "actors/ledger/views/lists/ranking.h"

#include "actors/ledger/views/lists/picker.h"

enum { BLOCK = 1024 };

typedef struct {
    const projection *people;
    adding_up *work;
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

/* Whoever is newer than the work may have become an inviter meanwhile. */
static void add_above(const adding *self, size_t id, const deeds *what)
{
    size_t above = self->people->tree[id].inviter;
    for (size_t up = 1; above && up <= self->levels;
         up++, above = self->people->tree[above].inviter)
        if (above <= self->work->count)
            add(&self->work->all[above], what);
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

bool ranking_add_up(adding_up *work, const projection *self, size_t levels, int64_t from,
                    int64_t to, size_t people, arena *memory)
{
    const adding now = {self, work, levels, from, to};
    if (!work->all) {
        work->count = self->count;
        work->all = arena_give(memory, (work->count + 1) * sizeof *work->all);
    }
    for (; people && work->done < work->count; people--) {
        size_t id = ++work->done;
        deeds own = done_within(&now, id);
        if (own.people || own.buyers) /* in a period most did nothing */
            add_above(&now, id, &own);
        work->all[id].paid = paid_within(&now, id);
    }
    return work->done == work->count;
}

deeds ranking_ever(const projection *self, size_t id)
{
    const tree_place *of = &self->tree[id];
    return (deeds){of->people, of->buyers, of->orders, of->sum, self->paid[id]};
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

size_t ranking_pick(const projection *self, const adding_up *from, deed_fn *value, size_t offset,
                    size_t limit, arena *memory, int64_t **out, size_t *total)
{
    picker best;
    const pick *picks;
    size_t most = from ? from->count : self->count;
    *total = 0;
    picker_open(&best, column_of(RS_COLUMN_ID), &self->names, true, offset + limit, most);
    for (size_t first = 1; first <= most; first += BLOCK) {
        int64_t keys[BLOCK];
        uint8_t keep[BLOCK];
        size_t rows = most - first + 1 < BLOCK ? most - first + 1 : BLOCK;
        for (size_t n = 0; n < rows; n++) {
            const deeds of = from ? from->all[first + n] : ranking_ever(self, first + n);
            keys[n] = value(&of);
            keep[n] = keys[n] > 0 && self->status[first + n] == RS_PARTICIPANT_ACTIVE;
            *total += keep[n];
        }
        picker_offer(&best, first, rows, keys, keep);
    }
    size_t count = picker_take(&best, offset, &picks);
    *out = arena_give(memory, (count + 1) * sizeof **out);
    for (size_t n = 0; n < count; n++)
        (*out)[n] = picks[n].id;
    picker_close(&best);
    return count;
}
