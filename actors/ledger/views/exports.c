/* Lists to be taken away whole: page after page by a number that only ever grows, each bounded in
 * what it looks at. A page says which state of the ledger it shows. */
#include "actors/ledger/views/view.h"

enum { LOOKED_AT_MAX = 2000 /* postings, for one page, however few of them are wanted */ };

static const char *name_of(view *self, const rs_participant_row *row)
{
    return show_name(self, row->id, row->first, row->last);
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

rs_err view_export_tree(view *self, const void *argument, void *result)
{
    const rs_export_tree_args *args = argument;
    rs_export_tree *out = result;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_tree_line *rows = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *rows);
    size_t count = 0;
    int64_t id = args->after;
    while (count < (size_t)args->limit && id < meta.participant) {
        rs_participant_row row;
        if (row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(++id), &row))
            rows[count++] = show_line(self, &row);
    }
    *out = (rs_export_tree){
        .rows = {rows, count},
        .next = id < meta.participant ? id : 0,
        .seq = (int64_t)state_seq(self->state),
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
