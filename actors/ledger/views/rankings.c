/* Rankings, and what referrals did in a period. */
#include <stdlib.h>

#include "actors/ledger/views/lists/ranking.h"
#include "actors/ledger/views/view.h"

enum { DATED_AT_ONCE = 5000, TOP = 100, ROWS_DEFAULT = 100, WALKED_MAX = 20000 };

static int64_t people_of(const deeds *of)
{
    return of->people;
}
static int64_t orders_of(const deeds *of)
{
    return of->orders;
}
static int64_t sum_of(const deeds *of)
{
    return of->sum;
}
static int64_t paid_of(const deeds *of)
{
    return of->paid;
}
/* Whoever brought anybody, or whose referrals bought: most people first, then the larger sum. */
static int64_t brought(const deeds *of)
{
    int64_t sum = of->sum < INT32_MAX ? of->sum : INT32_MAX;
    return (of->people << 31) + (sum > 0 ? sum : of->buyers > 0);
}

/* What happened since is read first, boundedly; whoever asks too early asks again. */
static rs_err check_dates(view *self)
{
    if (self->people && projection_is_ready(self->people) &&
        projection_date(self->people, DATED_AT_ONCE))
        return RS_OK;
    return rs_fail(&self->error, RS_UNAVAILABLE, "purchases are still being read");
}

static void show_who(view *self, int64_t id, const char **name, const char **nick)
{
    rs_participant_row row;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), &row);
    *name = show_name(self, id, row.first, row.last);
    *nick = show_text(self, id, row.nick);
}

rs_err view_ranking(view *self, const void *argument, void *result)
{
    static deed_fn *const values[] = {
        [RS_RANKING_REFERRALS] = people_of,
        [RS_RANKING_ORDERS] = orders_of,
        [RS_RANKING_SUM] = sum_of,
        [RS_RANKING_PAID] = paid_of,
    };
    const rs_ranking_args *args = argument;
    rs_ranking *out = result;
    int64_t *ids;
    size_t total;
    rs_err rc = check_dates(self);
    if (rc != RS_OK)
        return rc;
    /* Referrals a participant attracted are those who came by their own links. */
    size_t levels = args->by == RS_RANKING_REFERRALS ? 1 : self->people->levels;
    deeds *all = ranking_add_up(self->people, levels, args->from, args->to);
    size_t count =
        ranking_pick(self->people, all, values[args->by], 0, TOP, self->memory, &ids, &total);
    rs_ranking_row *rows = arena_give(self->memory, (count + 1) * sizeof *rows);
    for (size_t n = 0; n < count; n++) {
        const deeds *of = &all[ids[n]];
        bool equal = n > 0 && values[args->by](of) == values[args->by](&all[ids[n - 1]]);
        rows[n] = (rs_ranking_row){
            .place = equal ? rows[n - 1].place : (int64_t)n + 1,
            .participant = ids[n],
            .people = of->people,
            .orders = of->orders,
            .sum = of->sum,
            .paid = of->paid,
        };
        show_who(self, ids[n], &rows[n].name, &rows[n].nick);
    }
    free(all);
    *out = (rs_ranking){.rows = {rows, count}, .seq = (int64_t)state_seq(self->state)};
    return RS_OK;
}

static rs_brought_row show_brought(view *self, int64_t id, const deeds *of)
{
    rs_brought_row row = {
        .participant = id,
        .people = of->people,
        .buyers = of->buyers,
        .orders = of->orders,
        .sum = of->sum,
    };
    show_who(self, id, &row.name, &row.nick);
    return row;
}

rs_err view_brought(view *self, const void *argument, void *result)
{
    const rs_brought_args *args = argument;
    rs_brought_page *out = result;
    int64_t *ids;
    size_t total;
    rs_err rc = check_dates(self);
    if (rc != RS_OK)
        return rc;
    deeds *all = ranking_add_up(self->people, 1, args->from, args->to);
    size_t count =
        ranking_pick(self->people, all, brought, (size_t)args->offset,
                     args->limit ? (size_t)args->limit : ROWS_DEFAULT, self->memory, &ids, &total);
    rs_brought_row *rows = arena_give(self->memory, (count + 1) * sizeof *rows);
    for (size_t n = 0; n < count; n++)
        rows[n] = show_brought(self, ids[n], &all[ids[n]]);
    free(all);
    *out = (rs_brought_page){
        .rows = {rows, count}, .total = (int64_t)total, .seq = (int64_t)state_seq(self->state)};
    return RS_OK;
}

/* By number: nobody is looked at twice, neither as an inviter nor as a referral. */
rs_err view_export_brought(view *self, const void *argument, void *result)
{
    const rs_export_brought_args *args = argument;
    rs_export_brought *out = result;
    rs_err rc = check_dates(self);
    if (rc != RS_OK)
        return rc;
    const projection *people = self->people;
    rs_brought_row *rows = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *rows);
    size_t count = 0;
    size_t id = (size_t)args->after < people->count ? (size_t)args->after : people->count;
    size_t walked = 0;
    while (id < people->count && count < (size_t)args->limit && walked < WALKED_MAX) {
        walked += 1 + people->tree[++id].referrals;
        if (people->status[id] != RS_PARTICIPANT_ACTIVE)
            continue;
        deeds of = ranking_direct(people, id, args->from, args->to);
        if (brought(&of) > 0)
            rows[count++] = show_brought(self, (int64_t)id, &of);
    }
    *out = (rs_export_brought){
        .rows = {rows, count},
        .next = id < people->count ? (int64_t)id : 0,
        .seq = (int64_t)state_seq(self->state),
    };
    return RS_OK;
}
