/* Lists to be taken away whole: page after page by a number that only ever grows, each bounded in
 * what it looks at. A page says which state of the ledger it shows. */
#include "actors/ledger/views/lists/projection.h"
#include "actors/ledger/views/view.h"

enum {
    LOOKED_AT_MAX = 2000, /* postings, for one page, however few of them are wanted */
    CLIMBED_MAX = 200000, /* inviters, for one page of what is below somebody */
    COUNTED_MAX = 2000000,
};

static const char *name_of(view *self, const rs_participant_row *row)
{
    return show_name(self, row);
}

static rs_tree_line show_line(view *self, const rs_participant_row *row)
{
    rs_participant_row inviter = {0};
    if (row->inviter)
        row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(row->inviter), &inviter);
    return (rs_tree_line){
        .id = row->id,
        .name = name_of(self, row),
        .tg = row->tg,
        .ozon = row->ozon_text,
        .joined = row->joined,
        .registered = row->registered,
        .inviter = row->inviter,
        .inviter_name = row->inviter ? name_of(self, &inviter) : NULL,
    };
}

/* Is `id` below `root`? Counts the inviters it has come by. */
static bool is_below(const projection *people, size_t id, size_t root, size_t *climbed)
{
    do {
        id = people->tree[id].inviter;
        (*climbed)++;
    } while (id && id != root);
    return id == root;
}

static bool count_one(void *arg, size_t id, size_t level)
{
    (void)id, (void)level;
    ++*(int64_t *)arg;
    return true;
}

static int64_t count_tree(view *self, const rs_export_tree_args *args, int64_t all)
{
    int64_t count = 0;
    if (!args->under)
        return all;
    bool whole =
        tree_walk(self->people, (size_t)args->under, SIZE_MAX, COUNTED_MAX, count_one, &count);
    return whole ? count : 0;
}

/* Who is below somebody, only a reader that has read everybody knows. */
static rs_err check_under(view *self, const rs_export_tree_args *args, int64_t newest)
{
    if (!args->under)
        return RS_OK;
    if (!self->people || !projection_is_ready(self->people))
        return rs_fail(&self->error, RS_UNAVAILABLE, "the participants are still being read");
    RS_ASSERT((int64_t)self->people->count == newest); /* refreshed before every question */
    if (args->under > newest)
        return rs_fail(&self->error, RS_NOT_FOUND, "under: no such participant");
    return RS_OK;
}

rs_err view_export_tree(view *self, const void *argument, void *result)
{
    const rs_export_tree_args *args = argument;
    rs_export_tree *out = result;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_err rc = check_under(self, args, meta.participant);
    if (rc != RS_OK)
        return rc;
    rs_tree_line *rows = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *rows);
    size_t count = 0;
    size_t climbed = 0;
    int64_t id = args->after;
    while (count < (size_t)args->limit && id < meta.participant && climbed < CLIMBED_MAX) {
        rs_participant_row row;
        id++;
        if (args->under && !is_below(self->people, (size_t)id, (size_t)args->under, &climbed))
            continue;
        if (row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), &row))
            rows[count++] = show_line(self, &row);
    }
    *out = (rs_export_tree){
        .rows = {rows, count},
        .next = id < meta.participant ? id : 0,
        .seq = (int64_t)state_seq(self->state),
        .total = args->after ? 0 : count_tree(self, args, meta.participant),
    };
    return RS_OK;
}

/* Whoever bought as a referral did so for good, as in the figures of days and months. */
static bool is_wanted(view *self, const rs_export_purchases_args *args, int64_t id)
{
    rs_posting_row row;
    rs_shares_row shares;
    return row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row) &&
           row.created >= args->since && (!args->until || row.created < args->until) &&
           row_get(self->state, self->memory, TABLE_SHARES, KEY_1(id), &shares) &&
           (args->all || shares.inviter);
}

rs_err view_export_purchases(view *self, const void *argument, void *result)
{
    const rs_export_purchases_args *args = argument;
    rs_purchases_page *out = result;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_purchase *rows = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *rows);
    size_t count = 0;
    int64_t id = args->after;
    for (int looked = 0; looked < LOOKED_AT_MAX && count < (size_t)args->limit && id < meta.posting;
         looked++)
        if (is_wanted(self, args, ++id))
            count += show_purchase(self, id, &rows[count]);
    *out = (rs_purchases_page){
        .rows = {rows, count},
        .next = id < meta.posting ? id : 0,
        .seq = (int64_t)state_seq(self->state),
    };
    return RS_OK;
}
