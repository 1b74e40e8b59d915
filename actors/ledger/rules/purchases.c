/* What Ozon shows: postings and returns. Delivery is at least once and out of order; whatever is
 * older than what stands here, or the same, changes nothing. */
#include "actors/ledger/rules/purchases.h"

#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"
#include "shared/ozon_id.h"

/* Kopecks: ten billion roubles. A posting beyond that is a mistake, and thousands of mistakes must
 * not carry the sums of a participant out of the range of their fields. */
static const int64_t SUM_MAX = 1000000000000;
enum { RETURNS_OF_POSTING_MAX = 500 };

static bool same_text(const char *one, const char *other)
{
    return !strcmp(one ? one : "", other ? other : "");
}

static bool same_items(const rs_posting_item_list *one, const rs_posting_item_list *other)
{
    if (one->count != other->count)
        return false;
    for (size_t n = 0; n < one->count; n++) {
        const rs_posting_item *a = &one->items[n];
        const rs_posting_item *b = &other->items[n];
        if (a->sku != b->sku || a->qty != b->qty || a->price != b->price || a->paid != b->paid)
            return false;
    }
    return true;
}

static bool same_posting(const rs_posting_row *row, const rs_posting_seen *seen)
{
    return row->status == seen->status && row->created == seen->created &&
           row->legal == seen->legal && row->external == seen->external &&
           row->scheme == seen->scheme && same_text(row->raw_status, seen->raw_status) &&
           same_text(row->currency, seen->currency) && same_items(&row->items, &seen->items);
}

rs_err purchases_check(decision *self, const rs_posting_seen *seen)
{
    int64_t sum = 0;
    if (!*seen->number)
        return REFUSE(self, RS_BAD_REQUEST, "a posting without a number");
    if (!*seen->order)
        return REFUSE(self, RS_BAD_REQUEST, "posting %s: without its order", seen->number);
    if (check_asked(self, seen->created) != RS_OK)
        return REFUSE(self, RS_BAD_REQUEST, "posting %s: ordered in the future", seen->number);
    for (size_t n = 0; n < seen->items.count; n++) {
        const rs_posting_item *item = &seen->items.items[n];
        int64_t dearest = item->price > item->paid ? item->price : item->paid;
        int64_t line;
        if (item->price < 0 || item->paid < 0)
            return REFUSE(self, RS_BAD_REQUEST, "posting %s: a price below zero", seen->number);
        if (__builtin_mul_overflow(dearest, item->qty, &line) ||
            __builtin_add_overflow(sum, line, &sum) || sum > SUM_MAX)
            return REFUSE(self, RS_BAD_REQUEST, "posting %s: the sum is out of range",
                          seen->number);
    }
    return RS_OK;
}

static bool observe_posting(decision *self, const rs_postings_args *args,
                            const rs_posting_seen *seen)
{
    rs_posting_row row = {0};
    int64_t id = row_ref(self->state, self->memory, TABLE_POSTING_NO, KEY_TEXT(seen->number));
    if (id)
        row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row);
    bool seen_before = row.status != 0;
    if (seen_before && (row.asked >= args->asked || same_posting(&row, seen)))
        return false;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    int64_t delivered = row.delivered;
    if (!delivered && seen->status == RS_POSTING_DELIVERED)
        delivered = args->asked;
    id = id ? id : meta.posting + 1;
    decide(self, FACT_posting_observed,
           &(rs_posting_observed){
               .id = id,
               .store = args->store,
               .asked = args->asked,
               .ozon = ozon_number_account(seen->number),
               .delivered = delivered,
               .posting = seen,
           });
    points_settle(self, id);
    return true;
}

bool purchases_import(decision *self, int64_t store, const rs_posting_seen *seen, bool dry)
{
    rs_meta_row meta;
    rs_posting_row row = {0};
    int64_t id = row_ref(self->state, self->memory, TABLE_POSTING_NO, KEY_TEXT(seen->number));
    if (id)
        row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row);
    if (row.status || dry)
        return row.status == 0;
    row_meta(self->state, self->memory, &meta);
    id = id ? id : meta.posting + 1;
    decide(self, FACT_posting_observed,
           &(rs_posting_observed){
               .id = id,
               .store = store,
               .asked = seen->created, /* any look at Ozon is newer */
               .ozon = ozon_number_account(seen->number),
               .delivered = seen->status == RS_POSTING_DELIVERED ? seen->created : 0,
               .posting = seen,
           });
    points_settle_imported(self, id);
    return true;
}

/* Refused as a whole if one of them cannot be right: nothing of it is kept. */
rs_err rule_postings_observe(decision *self, const void *argument)
{
    const rs_postings_args *args = argument;
    rs_observed *result = arena_give(self->memory, sizeof *result);
    rs_err rc = check_asked(self, args->asked);
    for (size_t n = 0; rc == RS_OK && n < args->postings.count; n++)
        rc = purchases_check(self, &args->postings.items[n]);
    if (rc != RS_OK)
        return rc;
    for (size_t n = 0; n < args->postings.count; n++)
        if (observe_posting(self, args, &args->postings.items[n]))
            result->changed++;
        else
            result->same++;
    self->result = result;
    return RS_OK;
}

static const rs_return_row *find_return(const rs_posting_row *row, int64_t ret)
{
    for (size_t n = 0; n < row->returns.count; n++)
        if (row->returns.items[n].ret == ret)
            return &row->returns.items[n];
    return NULL;
}

static bool same_ints(rs_ints one, rs_ints other)
{
    return one.count == other.count &&
           (!one.count || !memcmp(one.items, other.items, one.count * sizeof *one.items));
}

static bool same_return(const rs_return_row *row, const rs_return_seen *seen)
{
    return row->state == seen->state && row->type == seen->type && row->sku == seen->sku &&
           row->qty == seen->qty && row->source == seen->source &&
           same_ints(row->exemplars, seen->exemplars) &&
           same_text(row->raw_status, seen->raw_status);
}

static bool observe_return(decision *self, const rs_returns_args *args, const rs_return_seen *seen)
{
    rs_posting_row row = {0};
    int64_t id = row_ref(self->state, self->memory, TABLE_POSTING_NO, KEY_TEXT(seen->number));
    if (id)
        row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row);
    const rs_return_row *before = find_return(&row, seen->ret);
    if (before && (before->asked >= args->asked || same_return(before, seen)))
        return false;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    id = id ? id : meta.posting + 1;
    decide(self, FACT_return_observed,
           &(rs_return_observed){
               .posting = id,
               .store = args->store,
               .asked = args->asked,
               .ozon = ozon_number_account(seen->number),
               .seen = seen,
           });
    points_settle(self, id);
    return true;
}

/* How many returns of the same posting stand in the page up to and with the n-th. */
static size_t count_in_page(const rs_return_seen_list *page, size_t n)
{
    size_t count = 0;
    for (size_t at = 0; at <= n; at++)
        count += !strcmp(page->items[at].number, page->items[n].number);
    return count;
}

static rs_err check_return(decision *self, const rs_return_seen_list *page, size_t n)
{
    const rs_return_seen *seen = &page->items[n];
    rs_posting_row row = {0};
    if (!*seen->number)
        return REFUSE(self, RS_BAD_REQUEST, "a return without a posting");
    int64_t id = row_ref(self->state, self->memory, TABLE_POSTING_NO, KEY_TEXT(seen->number));
    if (id)
        row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row);
    if (row.returns.count + n < RETURNS_OF_POSTING_MAX || find_return(&row, seen->ret))
        return RS_OK;
    if (row.returns.count + count_in_page(page, n) > RETURNS_OF_POSTING_MAX)
        return REFUSE(self, RS_LIMIT, "posting %s: more than %d returns", seen->number,
                      RETURNS_OF_POSTING_MAX);
    return RS_OK;
}

rs_err rule_returns_observe(decision *self, const void *argument)
{
    const rs_returns_args *args = argument;
    rs_observed *result = arena_give(self->memory, sizeof *result);
    rs_err rc = check_asked(self, args->asked);
    for (size_t n = 0; rc == RS_OK && n < args->returns.count; n++)
        rc = check_return(self, &args->returns, n);
    if (rc != RS_OK)
        return rc;
    for (size_t n = 0; n < args->returns.count; n++)
        if (observe_return(self, args, &args->returns.items[n]))
            result->changed++;
        else
            result->same++;
    self->result = result;
    return RS_OK;
}
