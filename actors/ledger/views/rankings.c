/* Rankings, and what referrals did in a period. */
#include "actors/ledger/views/lists/ranking.h"
#include "actors/ledger/views/view.h"

enum {
    DATED_AT_ONCE = 5000,
    ADDED_AT_ONCE = 40000, /* people in one turn: some milliseconds */
    TOP = 100,
    ROWS_DEFAULT = 100,
    WALKED_MAX = 20000
};

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
    return ((int64_t)of->people << 31) + (sum > 0 ? sum : of->buyers > 0);
}

static rs_err check_ready(view *self)
{
    if (self->people && projection_is_ready(self->people))
        return RS_OK;
    return rs_fail(&self->error, RS_UNAVAILABLE, "the participants are still being read");
}

/* What happened since is read first, boundedly; whoever asks too early asks again. */
static rs_err check_dates(view *self)
{
    rs_err rc = check_ready(self);
    if (rc != RS_OK || projection_date(self->people, DATED_AT_ONCE))
        return rc;
    return rs_fail(&self->error, RS_UNAVAILABLE, "purchases are still being read");
}

static void show_who(view *self, int64_t id, const char **name, const char **nick)
{
    rs_participant_row row;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), &row);
    *name = show_name(self, &row);
    *nick = show_text(self, id, row.nick);
}

/* A piece a turn, of direct referrals or whole networks. NULL: not done yet, or it cannot be done
 * (rc). */
static adding_up *add_up(view *self, bool direct, int64_t from, int64_t to, rs_err *rc)
{
    adding_up *work = view_work(self, sizeof *work);
    *rc = RS_OK;
    if (!work)
        return NULL;
    *rc = work->all ? check_ready(self) : check_dates(self); /* it may lose track meanwhile */
    if (*rc != RS_OK)
        return NULL;
    size_t levels = direct ? 1 : self->people->levels;
    self->more = !ranking_add_up(work, self->people, levels, from, to, ADDED_AT_ONCE, self->memory);
    return self->more ? NULL : work;
}

static void show_ranking(view *self, const adding_up *from, deed_fn *value, rs_ranking *out)
{
    int64_t *ids;
    size_t total;
    size_t count = ranking_pick(self->people, from, value, 0, TOP, self->memory, &ids, &total);
    rs_ranking_row *rows = arena_give(self->memory, (count + 1) * sizeof *rows);
    int64_t before = 0;
    for (size_t n = 0; n < count; n++) {
        const deeds of = from ? from->all[ids[n]] : ranking_ever(self->people, (size_t)ids[n]);
        rows[n] = (rs_ranking_row){
            .place = n > 0 && value(&of) == before ? rows[n - 1].place : (int64_t)n + 1,
            .participant = ids[n],
            .people = of.people,
            .orders = of.orders,
            .sum = of.sum,
            .paid = of.paid,
        };
        before = value(&of);
        show_who(self, ids[n], &rows[n].name, &rows[n].nick);
    }
    *out = (rs_ranking){.rows = {rows, count}, .seq = (int64_t)state_seq(self->state)};
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
    const adding_up *work = NULL;
    rs_err rc;
    /* Referrals a participant attracted are those who came by their own links. */
    bool direct = args->by == RS_RANKING_REFERRALS;
    bool kept = !direct && !args->from && !args->to;
    if (kept)
        rc = check_ready(self);
    else
        work = add_up(self, direct, args->from, args->to, &rc);
    if (rc == RS_OK && (kept || work))
        show_ranking(self, work, values[args->by], result);
    return rc;
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
    rs_err rc;
    const adding_up *work = add_up(self, true, args->from, args->to, &rc);
    if (!work)
        return rc;
    size_t count =
        ranking_pick(self->people, work, brought, (size_t)args->offset,
                     args->limit ? (size_t)args->limit : ROWS_DEFAULT, self->memory, &ids, &total);
    rs_brought_row *rows = arena_give(self->memory, (count + 1) * sizeof *rows);
    for (size_t n = 0; n < count; n++)
        rows[n] = show_brought(self, ids[n], &work->all[ids[n]]);
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
