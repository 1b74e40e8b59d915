/* The programme in figures: by days, by months, and altogether. Each figure is defined once, by
 * what folds it (state/apply_rollups.c); here they are added up and set in relation. */
#include "actors/ledger/state/apply_fold.h"
#include "actors/ledger/state/calendar.h"
#include "actors/ledger/views/view.h"

enum { MONTHS_SHOWN = 12, MONTHS_MAX = 1200, WAITS_MAX = 4000 };

static rs_period show_period(int64_t from, const rs_rollup_row *row)
{
    rs_period out = {.from = from};
#define SAME(A, B, name, type, limit, presence, doc) out.name = row->name;
    RS_ROLLUP_FIGURES(SAME, _, _)
    return out;
}

static int64_t share(int64_t part, int64_t whole)
{
    return whole > 0 && part > 0 ? part * 10000 / whole : 0;
}

/* Of all first purchases, how many whole days after registration the middle one came. */
static int64_t median_wait(view *self, int64_t buyers)
{
    state_cursor cursor;
    int64_t count = 0;
    int64_t days = 0;
    bool more =
        state_first(self->state, TABLE_WAITED, (rs_bytes){0}, (rs_bytes){0}, false, &cursor);
    for (int n = 0; more && n < WAITS_MAX && 2 * count < buyers; n++, more = state_next(&cursor)) {
        rs_count_row row;
        row_read(&cursor, self->memory, &row);
        count += row.value;
        days = key_number_at(cursor.key, 0);
    }
    return days;
}

static rs_rollup_row add_up(view *self)
{
    rs_rollup_row all = {0};
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_MONTH, (rs_bytes){0}, (rs_bytes){0}, true, &cursor);
    for (int n = 0; more && n < MONTHS_MAX; n++, more = state_next(&cursor)) {
        rs_rollup_row row;
        row_read(&cursor, self->memory, &row);
        rollup_add(&all, &row, 1);
    }
    return all;
}

static rs_period_list show_months(view *self)
{
    rs_period *items = arena_give(self->memory, MONTHS_SHOWN * sizeof *items);
    int64_t last = calendar_month(self->now);
    for (int64_t n = 0; n < MONTHS_SHOWN; n++) {
        rs_rollup_row row;
        int64_t month = last - MONTHS_SHOWN + 1 + n;
        row_get(self->state, self->memory, TABLE_MONTH, KEY_1(month), &row);
        items[n] = show_period(calendar_month_start(month), &row);
    }
    return (rs_period_list){items, MONTHS_SHOWN};
}

rs_err view_dashboard(view *self, const void *argument, void *result)
{
    (void)argument;
    rs_dashboard *out = result;
    rs_rollup_row all = add_up(self);
    rs_period *total = arena_give(self->memory, sizeof *total);
    all.active = all.buyers;
    all.acted = 0; /* of a period only */
    *total = show_period(0, &all);
    *out = (rs_dashboard){
        .total = total,
        .buyers_share = share(all.buyers, all.referrals),
        .mean_wait = all.buyers ? all.waited / all.buyers : 0,
        .median_wait_days = median_wait(self, all.buyers),
        .average_order = all.orders ? all.sales / all.orders : 0,
        .repeated_share = share(all.repeated, all.buyers),
        .returned_units_share = share(all.units_back, all.units),
        .returned_money_share = share(all.gross_back, all.gross),
        .per_link = all.links ? all.referrals * 100 / all.links : 0,
        .per_used_link = all.links_used ? all.referrals * 100 / all.links_used : 0,
        .months = show_months(self),
        .seq = (int64_t)state_seq(self->state),
    };
    return RS_OK;
}

rs_err view_days(view *self, const void *argument, void *result)
{
    const rs_days_args *args = argument;
    rs_days_page *out = result;
    int64_t day = calendar_day(args->since);
    rs_period *items = arena_give(self->memory, (size_t)(args->days + 1) * sizeof *items);
    for (int64_t n = 0; n < args->days; n++, day++) {
        rs_rollup_row row;
        row_get(self->state, self->memory, TABLE_DAY, KEY_1(day), &row);
        items[n] = show_period(calendar_day_start(day), &row);
    }
    out->days = (rs_period_list){items, (size_t)args->days};
    out->seq = (int64_t)state_seq(self->state);
    return RS_OK;
}
