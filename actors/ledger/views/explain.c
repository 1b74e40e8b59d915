/* Purchases with what they brought, to whom, and why they brought nothing. */
#include "actors/ledger/rules/reasons.h"

#include "actors/ledger/views/facts.h"
#include "shared/ozon_id.h"

enum {
    POSTINGS_MAX = 20,   /* of one order */
    TRANSFERS_MAX = 200, /* shown of one posting */
};

static const char *name_of(view *self, int64_t participant)
{
    rs_participant_row row;
    return row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &row)
               ? show_name(self, &row)
               : NULL;
}

static rs_purchase_item_list show_items(view *self, const rs_posting_row *row,
                                        const rs_terms_row *terms)
{
    rs_purchase_item *items = arena_give(self->memory, (row->items.count + 1) * sizeof *items);
    for (size_t n = 0; n < row->items.count; n++) {
        const rs_posting_item *one = &row->items.items[n];
        items[n] = (rs_purchase_item){
            .sku = one->sku,
            .qty = one->qty,
            .returned = one->qty - points_kept(row, n),
            .price = points_price(one, terms),
            .name = one->name,
            .offer = one->offer,
        };
    }
    return (rs_purchase_item_list){items, row->items.count};
}

static rs_purchase_share_list show_shares(view *self, const rs_shares_row *shares, int64_t net)
{
    size_t count = shares->beneficiaries.count;
    rs_purchase_share *items = arena_give(self->memory, (count + 1) * sizeof *items);
    for (size_t n = 0; n < count; n++) {
        const rs_beneficiary *one = &shares->beneficiaries.items[n];
        items[n] = (rs_purchase_share){
            .participant = one->participant,
            .name = name_of(self, one->participant),
            .level = one->level,
            .rate = one->rate,
            .due = points_share(net, one->rate),
            .posted = one->posted,
            .held = one->held,
            .expected = one->expected,
        };
    }
    return (rs_purchase_share_list){items, count};
}

static void add_up(const rs_shares_row *shares, rs_purchase *out)
{
    for (size_t n = 0; n < shares->beneficiaries.count; n++) {
        const rs_beneficiary *one = &shares->beneficiaries.items[n];
        *(one->level ? &out->network : &out->own) += one->posted;
    }
}

/* Whoever it was fixed for; else who has its Ozon ID now. */
static bool find_buyer(view *self, const rs_posting_row *row, const rs_shares_row *shares,
                       rs_participant_row *out)
{
    int64_t id = shares->participant;
    if (!id && row->ozon)
        id = row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(row->ozon));
    return row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), out);
}

bool show_purchase(view *self, int64_t posting, rs_purchase *out)
{
    rs_posting_row row;
    rs_shares_row shares;
    rs_participant_row buyer;
    rs_terms_row terms;
    if (!row_get(self->state, self->memory, TABLE_POSTING, KEY_1(posting), &row))
        return false;
    bool shared = row_get(self->state, self->memory, TABLE_SHARES, KEY_1(posting), &shares);
    bool known = find_buyer(self, &row, &shares, &buyer);
    if (!shared)
        shares.settings = row_terms_at(self->state, self->memory, row.created, &terms);
    else
        row_terms(self->state, self->memory, shares.settings, &terms);
    worth value = points_worth(&row, &terms);
    *out = (rs_purchase){
        .posting = posting,
        .number = row.number,
        .order = row.order,
        .store = row.store,
        .scheme = row.scheme,
        .status = row.status,
        .raw_status = row.raw_status,
        .created = row.created,
        .recorded = row.recorded,
        .delivered = row.delivered,
        .ozon = row.ozon,
        .buyer = buyer.id,
        .name = known ? show_name(self, &buyer) : NULL,
        .inviter = buyer.inviter,
        .invited_by = shares.inviter,
        .joined = buyer.joined,
        .bound = buyer.bound,
        .settings = shares.settings,
        .net = value.net,
        .open_return = value.open_return,
        .hold = shares.hold,
        .release = shares.release,
        .why = reasons_why(self->state, self->memory, &row, known ? &buyer : NULL,
                           shared ? &shares : NULL),
        .items = show_items(self, &row, &terms),
        .shares = show_shares(self, &shares, value.net),
    };
    add_up(&shares, out);
    return true;
}

/* ------------------------------------------------------------------------- one order */

static rs_err show_transfers(view *self, int64_t posting, rs_explained *out)
{
    rs_shares_row shares;
    transfer_read group[SETTLEMENT_MAX];
    rs_transfer_line *lines = arena_give(self->memory, TRANSFERS_MAX * sizeof *lines);
    size_t count = 0;
    row_get(self->state, self->memory, TABLE_SHARES, KEY_1(posting), &shares);
    int64_t settled = shares.settled;
    while (settled && count + SETTLEMENT_MAX <= TRANSFERS_MAX) {
        size_t found;
        rs_err rc = facts_settlement(self, posting, settled, group, &found, &settled);
        if (rc != RS_OK)
            return rc;
        while (found--)
            lines[count++] = (rs_transfer_line){
                .seq = group[found].seq,
                .at = group[found].at,
                .kind = group[found].fact->kind,
                .participant = group[found].fact->participant,
                .level = group[found].fact->level,
                .debit = group[found].fact->debit,
                .credit = group[found].fact->credit,
                .points = group[found].fact->points,
            };
    }
    out->transfers = (rs_transfer_line_list){lines, count};
    out->older = settled != 0;
    return RS_OK;
}

static rs_err explain_posting(view *self, int64_t posting, rs_explanation *out, rs_explained *items)
{
    rs_explained *one = &items[out->postings.count];
    rs_purchase *purchase = arena_give(self->memory, sizeof *purchase);
    if (!show_purchase(self, posting, purchase))
        return RS_OK;
    one->purchase = purchase;
    out->postings.count++;
    return show_transfers(self, posting, one);
}

/* The posting of that number, or all postings of the order: their numbers begin with the order's.
 */
static rs_err explain_number(view *self, rs_explanation *out)
{
    rs_explained *items = arena_give(self->memory, POSTINGS_MAX * sizeof *items);
    out->postings.items = items;
    int64_t exact = row_ref(self->state, self->memory, TABLE_POSTING_NO, KEY_TEXT(out->number));
    if (exact)
        return explain_posting(self, exact, out, items);
    const char *begin = arena_print(self->memory, "%s-", out->number);
    rs_key prefix = {0};
    key_raw(&prefix, (rs_bytes){(const uint8_t *)begin, strlen(begin)});
    int64_t ids[POSTINGS_MAX];
    size_t count = 0;
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_POSTING_NO, key_bytes(&prefix), (rs_bytes){0}, false,
                            &cursor);
    for (; more && count < POSTINGS_MAX; more = state_next(&cursor)) {
        rs_ref_row row;
        row_read(&cursor, self->memory, &row);
        ids[count++] = row.id;
    }
    rs_err rc = RS_OK;
    for (size_t n = 0; n < count && rc == RS_OK; n++)
        rc = explain_posting(self, ids[n], out, items);
    return rc;
}

rs_err view_explanation(view *self, const void *argument, void *result)
{
    const rs_explain_args *args = argument;
    rs_explanation *out = result;
    ozon_id typed = ozon_id_parse(args->text);
    if (typed.kind != OZON_ID_WHOLE)
        return rs_fail(&self->error, RS_BAD_REQUEST,
                       "text: the number of an order or a posting is wanted, like 12345678-0042-1");
    out->number = arena_copy(self->memory, typed.number, strlen(typed.number));
    out->buyer = row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(typed.account));
    return explain_number(self, out);
}

/* ------------------------------------------------------------------------- of a participant */

rs_err view_orders(view *self, const void *argument, void *result)
{
    const rs_orders_args *args = argument;
    rs_purchases_page *out = result;
    rs_participant_row who;
    if (!row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(args->participant), &who))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such participant");
    rs_purchase *rows = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *rows);
    rs_key prefix = *KEY_1(who.ozon);
    rs_key from = *KEY_2(who.ozon, args->before ? args->before : INT64_MAX);
    state_cursor cursor;
    size_t count = 0;
    bool more = who.ozon && state_first(self->state, TABLE_POSTING_OF, key_bytes(&prefix),
                                        key_bytes(&from), true, &cursor);
    for (; more && count < (size_t)args->limit; more = state_next(&cursor))
        count += show_purchase(self, key_number_at(cursor.key, 1), &rows[count]);
    *out = (rs_purchases_page){
        .rows = (rs_purchase_list){rows, count},
        .next = more && count ? rows[count - 1].posting : 0,
        .seq = (int64_t)state_seq(self->state),
    };
    return RS_OK;
}
