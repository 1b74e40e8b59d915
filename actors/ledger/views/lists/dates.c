/* Reads the single purchases and payouts of participants into the projection. */
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/views/lists/projection.h"

enum { ORDERS_COMPARED_MAX = 64 }; /* postings of one order stand near each other */

static bool is_listed(const char **orders, size_t count, const char *order)
{
    size_t first = count > ORDERS_COMPARED_MAX ? count - ORDERS_COMPARED_MAX : 0;
    for (size_t n = first; n < count; n++)
        if (strcmp(orders[n], order) == 0)
            return true;
    return false;
}

/* An order counts once, however many of its postings do. */
static void read_purchases(projection *self, size_t id)
{
    const char **orders = NULL;
    size_t count = 0;
    state_cursor cursor;
    dated_forget(&self->purchases, id);
    rs_key prefix = *KEY_1(self->ozon[id]);
    bool more = self->ozon[id] && state_first(self->state, TABLE_POSTING_OF, key_bytes(&prefix),
                                              (rs_bytes){0}, false, &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_shares_row shares;
        rs_posting_row posting;
        const rs_key *key = KEY_1(key_number_at(cursor.key, 1));
        row_get(self->state, self->scratch, TABLE_SHARES, key, &shares);
        if (!shares.counted || shares.participant != (int64_t)id)
            continue;
        row_get(self->state, self->scratch, TABLE_POSTING, key, &posting);
        const char *order = posting.order ? posting.order : posting.number;
        bool counts = !is_listed(orders, count, order);
        dated_add(&self->purchases, id, posting.created, shares.net, counts);
        if (!counts)
            continue;
        const char **longer = reallocarray(orders, count + 1, sizeof *orders);
        RS_ASSERT(longer);
        orders = longer;
        orders[count++] = order;
    }
    free(orders);
}

static void read_payouts(projection *self, size_t id)
{
    state_cursor cursor;
    dated_forget(&self->payouts, id);
    rs_key prefix = *KEY_1((int64_t)id);
    bool more = self->paid[id] && state_first(self->state, TABLE_PAYOUT_OF, key_bytes(&prefix),
                                              (rs_bytes){0}, false, &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_request_row row;
        row_get(self->state, self->scratch, TABLE_PAYOUT, KEY_1(key_number_at(cursor.key, 1)),
                &row);
        if (row.state == RS_PAYOUT_PAID)
            dated_add(&self->payouts, id, row.changed, row.points, true);
    }
}

static void read_dates(projection *self, size_t id)
{
    if (self->orders[id] || self->purchases.first[id])
        read_purchases(self, id);
    if (self->paid[id] || self->payouts.first[id])
        read_payouts(self, id);
    arena_reset(self->scratch);
}

void dates_touch(projection *self, size_t id)
{
    if (id > self->dated || self->flags[id] & FLAG_UNDATED)
        return;
    if (self->undated_count == self->undated_room) {
        self->undated_room = self->undated_room ? 2 * self->undated_room : 256;
        self->undated = realloc(self->undated, self->undated_room * sizeof *self->undated);
        RS_ASSERT(self->undated);
    }
    self->flags[id] |= FLAG_UNDATED;
    self->undated[self->undated_count++] = (uint32_t)id;
}

bool projection_date(projection *self, size_t people)
{
    for (; people && self->undated_count; people--) {
        size_t id = self->undated[--self->undated_count];
        self->flags[id] &= (uint8_t)~FLAG_UNDATED;
        read_dates(self, id);
    }
    for (; people && self->dated < self->filled; people--)
        read_dates(self, ++self->dated);
    return self->undated_count == 0 && self->dated == self->filled;
}
