/* What a participant bought before they joined: history for the operator, which brings no points.
 */
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/rules/points.h"
#include "actors/ledger/views/view.h"

enum { LOOKED_AT_MAX = 2000 }; /* postings: more are more than anybody asks about */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Postings of one order count once. */
static int64_t count_orders(const char **names, size_t count)
{
    int64_t orders = 0;
    if (count)
        qsort(names, count, sizeof *names, by_text);
    for (size_t n = 0; n < count; n++)
        orders += !n || strcmp(names[n], names[n - 1]) != 0;
    return orders;
}

/* What was delivered and kept; 0: nothing, or it is of later. */
static int64_t kept_of(view *self, int64_t joined, const rs_posting_row *row)
{
    rs_terms_row terms;
    if (row->status != RS_POSTING_DELIVERED || row->created >= joined)
        return 0;
    row_terms_at(self->state, self->memory, row->created, &terms);
    return points_worth(row, &terms).net;
}

rs_err view_orders_before(view *self, const void *argument, void *result)
{
    const rs_orders_before_args *args = argument;
    rs_orders_before *out = result;
    rs_participant_row who;
    if (!row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(args->participant), &who))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such participant");
    const char **names = arena_give(self->memory, LOOKED_AT_MAX * sizeof *names);
    size_t count = 0;
    int looked = 0;
    rs_key prefix = *KEY_1(who.ozon);
    state_cursor cursor;
    bool more = who.ozon && state_first(self->state, TABLE_POSTING_OF, key_bytes(&prefix),
                                        (rs_bytes){0}, false, &cursor);
    *out = (rs_orders_before){0};
    for (; more && looked < LOOKED_AT_MAX; looked++, more = state_next(&cursor)) {
        rs_posting_row row;
        row_get(self->state, self->memory, TABLE_POSTING, KEY_1(key_number_at(cursor.key, 1)),
                &row);
        int64_t kept = kept_of(self, who.joined, &row);
        if (!kept)
            continue;
        names[count++] = row.order ? row.order : row.number;
        out->sum += kept;
    }
    out->orders = count_orders(names, count);
    out->cut = more;
    return RS_OK;
}
