/* The figures of days and months, counted anew from the rows of participants, orders and postings.
 * What stands on the day it happened - points, payouts, links - is compared as a sum with the
 * accounts it went through. */
#include <inttypes.h>
#include <stdlib.h>

#include "actors/ledger/invariants.h"

#include "actors/ledger/state/apply_fold.h"
#include "actors/ledger/state/calendar.h"

typedef struct {
    state *state;
    arena *memory;
    rs_rollup_row *days; /* of purchases and people, counted anew */
    int64_t first, count;
    bool strayed; /* something belongs to a day that has no row */
    rs_error *error;
} recount;

static void add(recount *self, int64_t at, const rs_rollup_row *more)
{
    const rs_rollup_row nothing = {0};
    int64_t day = calendar_day(at) - self->first;
    if (!memcmp(more, &nothing, sizeof nothing))
        return; /* seen, but nothing of it ever counted */
    if (day < 0 || day >= self->count)
        self->strayed = true;
    else
        rollup_add(&self->days[day], more, 1);
}

/* Rows of a table by their cursor. */
#define EACH(self, table, cursor)                                                                  \
    for (bool there =                                                                              \
             state_first((self)->state, table, (rs_bytes){0}, (rs_bytes){0}, false, &(cursor));    \
         there; there = state_next(&(cursor)))

static void count_people(recount *self)
{
    state_cursor cursor;
    EACH(self, TABLE_PARTICIPANT, cursor)
    {
        rs_participant_row row;
        rs_rollup_row joined = {.joined = 1};
        row_read(&cursor, self->memory, &row);
        rs_rollup_row registered = {.registered = 1, .referrals = row.inviter != 0};
        add(self, row.joined, &joined);
        if (row.registered)
            add(self, row.registered, &registered);
        arena_reset(self->memory);
    }
}

static void count_sales(recount *self)
{
    state_cursor cursor;
    EACH(self, TABLE_SHARES, cursor)
    {
        rs_shares_row row;
        row_read(&cursor, self->memory, &row);
        rs_rollup_row more = rollup_of_sale(&row);
        add(self, row.ordered, &more);
        arena_reset(self->memory);
    }
}

static void count_orders(recount *self)
{
    state_cursor cursor;
    EACH(self, TABLE_ORDER, cursor)
    {
        rs_order_row row;
        row_read(&cursor, self->memory, &row);
        rs_rollup_row more = {.orders = row.referral, .own_orders = !row.referral};
        if (row.postings > 0)
            add(self, row.ordered, &more);
        arena_reset(self->memory);
    }
}

/* The index has a buyer's orders one after another, the oldest first. */
static void count_buyers(recount *self)
{
    state_cursor cursor;
    int64_t buyer = 0;
    int64_t nth = 0;
    int64_t day = 0;
    EACH(self, TABLE_ORDER_AT, cursor)
    {
        rs_participant_row who;
        int64_t at = key_number_at(cursor.key, 1);
        bool same = key_number_at(cursor.key, 0) == buyer;
        nth = same ? nth + 1 : 1;
        buyer = key_number_at(cursor.key, 0);
        row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(buyer), &who);
        int64_t wait = at > who.registered ? at - who.registered : 0;
        bool first = nth == 1 && who.registered;
        rs_rollup_row more = {
            .active = !same || calendar_day(at) != day,
            .buyers = first,
            .waited = first ? wait : 0,
            .repeated = nth == 2 && who.registered,
        };
        day = calendar_day(at);
        add(self, at, &more);
        arena_reset(self->memory);
    }
}

/* Figures that only the journal could count anew: set aside for the comparison of days. */
static void set_aside(rs_rollup_row *row)
{
    row->accrued = row->taken = row->paid = row->payouts = row->paid_money = 0;
    row->links = row->links_used = row->acted = 0;
}

static rs_err compare_days(recount *self, rs_rollup_row *sum)
{
    for (int64_t n = 0; n < self->count; n++) {
        rs_rollup_row row;
        row_get(self->state, self->memory, TABLE_DAY, KEY_1(self->first + n), &row);
        rollup_add(sum, &row, 1);
        set_aside(&row);
        if (memcmp(&row, &self->days[n], sizeof row) != 0)
            return rs_fail(self->error, RS_CORRUPT,
                           "day %" PRId64 " since 1970: its figures are not as counted anew",
                           self->first + n);
        arena_reset(self->memory);
    }
    return RS_OK;
}

static rs_err compare_months(recount *self, const rs_rollup_row *sum)
{
    rs_rollup_row months = {0};
    state_cursor cursor;
    EACH(self, TABLE_MONTH, cursor)
    {
        rs_rollup_row row;
        row_read(&cursor, self->memory, &row);
        rollup_add(&months, &row, 1);
        arena_reset(self->memory);
    }
    months.active = sum->active; /* once a month, not once a day */
    months.acted = sum->acted;
    if (memcmp(&months, sum, sizeof months) != 0)
        return rs_fail(self->error, RS_CORRUPT, "the months are not the sum of the days");
    return RS_OK;
}

/* Of those who did something in a bot the last day is known: on the last of all days they are those
 * who were counted, on a day before it some of them. */
static rs_err compare_acted(recount *self)
{
    state_cursor cursor;
    EACH(self, TABLE_ACTED, cursor)
    {
        rs_count_row row;
        rs_rollup_row acted = {.acted = 1};
        row_read(&cursor, self->memory, &row);
        add(self, row.value, &acted);
    }
    bool last = true;
    for (int64_t n = self->count; n-- > 0 && !self->strayed; arena_reset(self->memory)) {
        rs_rollup_row row;
        row_get(self->state, self->memory, TABLE_DAY, KEY_1(self->first + n), &row);
        int64_t found = self->days[n].acted;
        if (found > row.acted || (last && found != row.acted))
            return rs_fail(self->error, RS_CORRUPT,
                           "day %" PRId64 " since 1970: %" PRId64
                           " did something in a bot, %" PRId64 " are known",
                           self->first + n, row.acted, found);
        last = last && !row.acted;
    }
    return RS_OK;
}

static int64_t system_balance(recount *self, rs_account account)
{
    rs_system_row row;
    row_get(self->state, self->memory, TABLE_SYSTEM, KEY_1(account), &row);
    return row.balance;
}

static rs_err compare_sums(recount *self, const rs_rollup_row *sum)
{
    state_cursor cursor;
    int64_t links = 0;
    int64_t used = 0;
    int64_t waits = 0;
    EACH(self, TABLE_LINK, cursor)
    {
        rs_link_row row;
        row_read(&cursor, self->memory, &row);
        links++;
        used += row.opened > 0;
        arena_reset(self->memory);
    }
    EACH(self, TABLE_WAITED, cursor)
    {
        rs_count_row row;
        row_read(&cursor, self->memory, &row);
        waits += row.value;
    }
    if (sum->accrued - sum->taken != -system_balance(self, RS_ACCOUNT_ISSUED) ||
        sum->paid != system_balance(self, RS_ACCOUNT_PAID) || sum->links != links ||
        sum->links_used != used || sum->buyers != waits)
        return rs_fail(self->error, RS_CORRUPT,
                       "the days do not add up to the points, payouts, links and buyers there are");
    return RS_OK;
}

rs_err invariants_check_rollups(state *rows, arena *memory, rs_error *error)
{
    recount self = {.state = rows, .memory = memory, .error = error};
    state_cursor cursor;
    if (!state_first(rows, TABLE_DAY, (rs_bytes){0}, (rs_bytes){0}, false, &cursor))
        return RS_OK;
    self.first = key_number_at(cursor.key, 0);
    bool any = state_first(rows, TABLE_DAY, (rs_bytes){0}, (rs_bytes){0}, true, &cursor);
    RS_ASSERT(any);
    self.count = key_number_at(cursor.key, 0) - self.first + 1;
    self.days = calloc((size_t)self.count, sizeof *self.days);
    RS_ASSERT(self.days);
    count_people(&self);
    count_sales(&self);
    count_orders(&self);
    count_buyers(&self);
    rs_rollup_row sum = {0};
    rs_err rc = self.strayed
                    ? rs_fail(error, RS_CORRUPT, "something happened on a day that has no figures")
                    : compare_days(&self, &sum);
    if (rc == RS_OK)
        rc = compare_months(&self, &sum);
    if (rc == RS_OK)
        rc = compare_sums(&self, &sum);
    if (rc == RS_OK)
        rc = compare_acted(&self);
    if (rc == RS_OK && self.strayed)
        rc = rs_fail(error, RS_CORRUPT, "somebody did something on a day that has no figures");
    free(self.days);
    return rc;
}
