/* Facts about what participants are told: what is being gathered, and that it was told. */
#include "actors/ledger/state/apply_fold.h"

enum { LEVELS_MAX = 10, DIGESTS_MAX = 3 };

static rs_ints add_ints(fold *self, rs_ints one, rs_ints other)
{
    size_t count = one.count > other.count ? one.count : other.count;
    int64_t *items = arena_give(self->memory, (count + 1) * sizeof *items);
    for (size_t n = 0; n < count; n++)
        items[n] = (n < one.count ? one.items[n] : 0) + (n < other.count ? other.items[n] : 0);
    return (rs_ints){items, count};
}

static void add_figures(fold *self, rs_digest *to, const rs_digest *more)
{
    to->own += more->own;
    to->levels = add_ints(self, to->levels, more->levels);
    to->taken += more->taken;
    to->released += more->released;
    to->joined = add_ints(self, to->joined, more->joined);
    to->orders += more->orders;
    to->sum += more->sum;
    to->returned += more->returned;
}

bool fold_gather(fold *self, rs_account_row *row, uint32_t topics, const rs_digest *more)
{
    bool any = false;
    for (size_t n = 0; n < row->digests.count; n++) {
        if (!(row->digests.items[n].topics & topics))
            continue;
        add_figures(self, &row->digests.items[n], more);
        any = true;
    }
    return any;
}

rs_ints fold_at_level(fold *self, int64_t level, int64_t value)
{
    RS_ASSERT(level > 0 && level <= LEVELS_MAX);
    int64_t *items = arena_give(self->memory, (size_t)level * sizeof *items);
    items[level - 1] = value;
    return (rs_ints){items, (size_t)level};
}

/* The calendar has a participant at every time something gathered is due. */
static void set_digests(fold *self, int64_t participant, rs_account_row *row, rs_digest_list now)
{
    for (size_t n = 0; n < row->digests.count; n++)
        row_del(self->state, TABLE_DIGEST_DUE, KEY_2(row->digests.items[n].until, participant));
    for (size_t n = 0; n < now.count; n++)
        row_put_nothing(self->state, TABLE_DIGEST_DUE, KEY_2(now.items[n].until, participant));
    row->digests = now;
    fold_keep_account(self, participant, row);
}

void fold_network_grew(fold *self, const rs_network_grew *fact)
{
    for (size_t n = 0; n < fact->above.count; n++) {
        rs_account_row row;
        rs_digest more = {.joined = fold_at_level(self, (int64_t)n + 1, 1)};
        fold_account(self, fact->above.items[n], &row);
        if (fold_gather(self, &row, RS_NOTICE_NETWORK, &more))
            fold_keep_account(self, fact->above.items[n], &row);
    }
}

void fold_subscribed(fold *self, const rs_subscribed *fact)
{
    rs_participant_row row;
    rs_account_row account;
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(fact->id), &row);
    RS_ASSERT(there);
    row.subscriptions = fact->subscriptions;
    row.subscribed = self->at;
    row_put(self->state, TABLE_PARTICIPANT, KEY_1(fact->id), &row);
    fold_account(self, fact->id, &account);
    set_digests(self, fact->id, &account, fact->digests);
    if (fact->office)
        fold_edited(self, fact->id, RS_ACTION_CHANGE, fact->admin);
    else
        fold_acted(self, fact->id);
}

void fold_digest_opened(fold *self, const rs_digest_opened *fact)
{
    rs_account_row row;
    fold_account(self, fact->participant, &row);
    RS_ASSERT(row.digests.count < DIGESTS_MAX);
    rs_digest *items = arena_give(self->memory, DIGESTS_MAX * sizeof *items);
    for (size_t n = 0; n < row.digests.count; n++)
        items[n] = row.digests.items[n];
    items[row.digests.count] = *fact->digest;
    set_digests(self, fact->participant, &row, (rs_digest_list){items, row.digests.count + 1});
}

static bool holds(rs_digest_list list, rs_frequency frequency)
{
    for (size_t n = 0; n < list.count; n++)
        if (list.items[n].frequency == frequency)
            return true;
    return false;
}

void fold_digests_made(fold *self, const rs_digests_made *fact)
{
    rs_account_row row;
    fold_account(self, fact->participant, &row);
    rs_digest *items = arena_give(self->memory, DIGESTS_MAX * sizeof *items);
    size_t count = 0;
    for (size_t n = 0; n < row.digests.count; n++)
        if (!holds(fact->digests, row.digests.items[n].frequency))
            items[count++] = row.digests.items[n];
    set_digests(self, fact->participant, &row, (rs_digest_list){items, count});
}
