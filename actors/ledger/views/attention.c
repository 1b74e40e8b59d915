/* What waits for a person: returns that Ozon leaves open, purchases in other currencies. */
#include "actors/ledger/state/returns.h"
#include "actors/ledger/views/view.h"

enum { POSTINGS_LOOKED_AT_MAX = 1000 }; /* of one page, however few of them are old enough */

static int64_t units_of(const rs_posting_row *row, int64_t sku, const char **name)
{
    int64_t units = 0;
    for (size_t n = 0; n < row->items.count; n++)
        if (row->items.items[n].sku == sku) {
            units += row->items.items[n].qty;
            *name = row->items.items[n].name;
        }
    return units;
}

static rs_attention_return show_return(const rs_posting_row *row, const rs_return_row *one)
{
    bool waits = return_says(row, one).state == RS_RETURN_OPEN;
    rs_attention_return out = {
        .ret = one->ret,
        .kind = waits ? return_waits(row, one) : 0,
        .sku = one->sku,
        .qty = one->qty,
        .type = one->type,
        .state = one->state,
        .raw_status = one->raw_status,
        .at = one->at,
        .asked = one->asked,
        .ruled = one->ruled,
        .ruled_qty = one->ruled_qty,
    };
    out.units = units_of(row, one->sku, &out.name);
    return out;
}

bool show_attention(view *self, int64_t posting, rs_attention_row *out)
{
    rs_posting_row row;
    rs_shares_row shares;
    rs_participant_row who;
    if (!row_get(self->state, self->memory, TABLE_POSTING, KEY_1(posting), &row) ||
        !row_get(self->state, self->memory, TABLE_SHARES, KEY_1(posting), &shares))
        return false;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(shares.participant), &who);
    rs_attention_return *returns =
        arena_give(self->memory, (row.returns.count + 1) * sizeof *returns);
    for (size_t n = 0; n < row.returns.count; n++)
        returns[n] = show_return(&row, &row.returns.items[n]);
    *out = (rs_attention_row){
        .posting = row.id,
        .number = row.number,
        .store = row.store,
        .scheme = row.scheme,
        .status = row.status,
        .created = row.created,
        .currency = row.currency,
        .participant = who.id,
        .name = show_name(self, &who),
        .returns = {returns, row.returns.count},
    };
    for (size_t n = 0; n < shares.beneficiaries.count; n++)
        out->held += shares.beneficiaries.items[n].held;
    return true;
}

/* Is what is asked for old enough? A return by its own time, else by when it was seen. */
static bool is_old(const rs_attention_args *args, const rs_attention_row *row)
{
    if (!args->until)
        return true;
    if (args->kind == RS_ATTENTION_CURRENCY)
        return row->created < args->until;
    for (size_t n = 0; n < row->returns.count; n++) {
        const rs_attention_return *one = &row->returns.items[n];
        if (one->kind == args->kind && (one->at ? one->at : one->asked) < args->until)
            return true;
    }
    return false;
}

rs_err view_attention(view *self, const void *argument, void *result)
{
    const rs_attention_args *args = argument;
    rs_attention_page *out = result;
    if (!args->limit)
        return rs_fail(&self->error, RS_BAD_REQUEST, "limit: at least 1");
    rs_attention_row *rows = arena_give(self->memory, (size_t)args->limit * sizeof *rows);
    size_t count = 0;
    int64_t last = 0;
    rs_key prefix = *KEY_1(args->kind);
    rs_key from = *KEY_2(args->kind, args->after + 1);
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_WAITING, key_bytes(&prefix), key_bytes(&from), false,
                            &cursor);
    for (int looked = 0; more && count < (size_t)args->limit && looked < POSTINGS_LOOKED_AT_MAX;
         looked++, more = state_next(&cursor)) {
        last = key_number_at(cursor.key, 1);
        count += show_attention(self, last, &rows[count]) && is_old(args, &rows[count]);
    }
    out->rows = (rs_attention_row_list){rows, count};
    out->next = more ? last : 0;
    return RS_OK;
}
