/* The programme by days and months. A figure stands on the day it belongs to: points, payouts and
 * links on the day they happened; what follows from a purchase on the day of the order, so that a
 * return that comes later corrects that day and not the day it came. Whoever buys as a referral
 * bought as one for good: a tie that is changed later moves no sale. */
#include "actors/ledger/state/apply_fold.h"

#include "actors/ledger/state/calendar.h"

static int64_t *figure_of(rs_rollup_row *row, size_t n)
{
    return (int64_t *)(void *)((char *)row + rs_rollup_row_type.fields[n].offset);
}

void rollup_add(rs_rollup_row *row, const rs_rollup_row *more, int sign)
{
    rs_rollup_row copy = *more;
    for (size_t n = 0; n < rs_rollup_row_type.count; n++)
        *figure_of(row, n) += sign * *figure_of(&copy, n);
}

static void add_to(fold *self, state_table table, int64_t period, const rs_rollup_row *more,
                   int sign)
{
    rs_rollup_row row;
    row_get(self->state, self->memory, table, KEY_1(period), &row);
    rollup_add(&row, more, sign);
    row_put(self->state, table, KEY_1(period), &row);
}

static void count_at(fold *self, int64_t at, const rs_rollup_row *more, int sign)
{
    add_to(self, TABLE_DAY, calendar_day(at), more, sign);
    add_to(self, TABLE_MONTH, calendar_month(at), more, sign);
}

void fold_count_at(fold *self, int64_t at, const rs_rollup_row *more)
{
    count_at(self, at, more, 1);
}

void fold_count(fold *self, const rs_rollup_row *more)
{
    count_at(self, self->at, more, 1);
}

/* ------------------------------------------------------------------------- who bought */

/* When the first and the second order were placed; 0: there is none. */
static void first_orders(fold *self, int64_t participant, int64_t out[2])
{
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_ORDER_AT, key_bytes(KEY_1(participant)),
                            (rs_bytes){0}, false, &cursor);
    for (size_t n = 0; n < 2; n++) {
        out[n] = more ? key_number_at(cursor.key, 1) : 0;
        more = more && state_next(&cursor);
    }
}

static void count_wait(fold *self, int64_t wait, int sign)
{
    rs_count_row row;
    const rs_key *key = KEY_1(wait / CALENDAR_DAY_MS);
    row_get(self->state, self->memory, TABLE_WAITED, key, &row);
    row.value += sign;
    row_put(self->state, TABLE_WAITED, key, &row);
}

static void count_bought(fold *self, int64_t registered, const int64_t bought[2], int sign)
{
    if (!bought[0])
        return;
    int64_t wait = bought[0] > registered ? bought[0] - registered : 0;
    rs_rollup_row at_first = {.buyers = 1, .waited = wait};
    rs_rollup_row at_second = {.repeated = 1};
    count_at(self, bought[0], &at_first, sign);
    count_wait(self, wait, sign);
    if (bought[1])
        count_at(self, bought[1], &at_second, sign);
}

void fold_standing(fold *self, int64_t participant, int sign)
{
    rs_participant_row who;
    int64_t bought[2];
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &who);
    if (!who.registered)
        return;
    rs_rollup_row at_registration = {.registered = 1, .referrals = who.inviter != 0};
    count_at(self, who.registered, &at_registration, sign);
    first_orders(self, participant, bought);
    count_bought(self, who.registered, bought, sign);
}

/* Of somebody's orders only the first two are told apart: most orders change nothing here. */
static void move_bought(fold *self, int64_t participant, const int64_t before[2])
{
    rs_participant_row who;
    int64_t now[2];
    first_orders(self, participant, now);
    if (now[0] == before[0] && now[1] == before[1])
        return;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &who);
    if (!who.registered)
        return;
    count_bought(self, who.registered, before, -1);
    count_bought(self, who.registered, now, 1);
}

/* ------------------------------------------------------------------------- orders */

static bool bought_between(fold *self, int64_t participant, int64_t from, int64_t end)
{
    state_cursor cursor;
    return state_first(self->state, TABLE_ORDER_AT, key_bytes(KEY_1(participant)),
                       key_bytes(KEY_2(participant, from)), false, &cursor) &&
           key_number_at(cursor.key, 1) < end;
}

/* Somebody is active once in a period, however many orders they place: called while the index does
 * not have this one. */
static void count_active(fold *self, int64_t participant, int64_t at, int sign)
{
    rs_rollup_row one = {.active = 1};
    int64_t day = calendar_day(at);
    int64_t month = calendar_month(at);
    if (!bought_between(self, participant, calendar_day_start(day), calendar_day_start(day + 1)))
        add_to(self, TABLE_DAY, day, &one, sign);
    if (!bought_between(self, participant, calendar_month_start(month),
                        calendar_month_start(month + 1)))
        add_to(self, TABLE_MONTH, month, &one, sign);
}

void fold_order(fold *self, int64_t participant, const char *number, const rs_order_row *order,
                int sign)
{
    rs_rollup_row more = {.orders = order->referral, .own_orders = !order->referral};
    rs_key key = *KEY_2(participant, order->ordered);
    key_text(&key, number);
    count_at(self, order->ordered, &more, sign);
    if (!order->referral)
        return;
    int64_t before[2];
    first_orders(self, participant, before);
    if (sign > 0) {
        count_active(self, participant, order->ordered, 1);
        row_put_nothing(self->state, TABLE_ORDER_AT, &key);
    } else {
        row_del(self->state, TABLE_ORDER_AT, &key);
        count_active(self, participant, order->ordered, -1);
    }
    move_bought(self, participant, before);
}

rs_rollup_row rollup_of_sale(const rs_shares_row *row)
{
    int64_t net = row->counted ? row->net : 0;
    rs_rollup_row out = {
        .sales = row->inviter ? net : 0,
        .own_sales = row->inviter ? 0 : net,
    };
    if (row->inviter) {
        out.units = row->units;
        out.units_back = row->units_back;
        out.gross = row->gross;
        out.gross_back = row->gross_back;
    }
    return out;
}

void fold_sale(fold *self, const rs_shares_row *before, const rs_shares_row *after)
{
    rs_rollup_row more = rollup_of_sale(after);
    rs_rollup_row less = rollup_of_sale(before);
    rollup_add(&more, &less, -1);
    rs_rollup_row nothing = {0};
    if (memcmp(&more, &nothing, sizeof more) != 0)
        count_at(self, after->ordered, &more, 1);
}

void fold_points_moved(fold *self, const rs_transferred *fact)
{
    rs_rollup_row more = {
        .accrued = fact->kind == RS_TRANSFER_ACCRUAL ? fact->points : 0,
        .taken = fact->kind == RS_TRANSFER_TAKE_BACK ? fact->points : 0,
        .paid = fact->kind == RS_TRANSFER_PAID ? fact->points : 0,
    };
    if (more.accrued || more.taken || more.paid)
        fold_count(self, &more);
}

/* ------------------------------------------------------------------------- who is there */

void fold_acted(fold *self, int64_t participant)
{
    rs_participant_row who;
    rs_count_row last;
    const rs_rollup_row one = {.acted = 1};
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &who);
    if (!who.registered || !who.inviter)
        return;
    row_get(self->state, self->memory, TABLE_ACTED, KEY_1(participant), &last);
    int64_t day = calendar_day(self->at);
    int64_t month = calendar_month(self->at);
    if (calendar_day(last.value) == day)
        return;
    add_to(self, TABLE_DAY, day, &one, 1);
    if (calendar_month(last.value) != month)
        add_to(self, TABLE_MONTH, month, &one, 1);
    last.value = self->at;
    row_put(self->state, TABLE_ACTED, KEY_1(participant), &last);
}

void fold_acted_by_tg(fold *self, int64_t tg)
{
    int64_t participant = row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(tg));
    if (participant)
        fold_acted(self, participant);
}
