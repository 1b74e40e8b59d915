/* The catalogue: what Ozon shows of products. Nothing here moves points. */
#include "actors/ledger/rules/rules.h"

static bool same_text(const char *one, const char *other)
{
    return !strcmp(one ? one : "", other ? other : "");
}

static bool same_product(const rs_product_seen *one, const rs_product_seen *other)
{
    return one->sku == other->sku && one->price == other->price &&
           one->archived == other->archived && same_text(one->offer, other->offer) &&
           same_text(one->name, other->name) && same_text(one->currency, other->currency) &&
           same_text(one->picture, other->picture);
}

static bool observe(decision *self, const rs_products_args *args, const rs_product_seen *seen)
{
    rs_product_row row;
    if (row_get(self->state, self->memory, TABLE_PRODUCT, KEY_2(args->store, seen->product),
                &row) &&
        (row.asked >= args->asked || same_product(row.product, seen)))
        return false;
    decide(self, FACT_product_observed,
           &(rs_product_observed){.store = args->store, .asked = args->asked, .product = seen});
    return true;
}

/* An older look than the stored one, or the same again, changes nothing. Refused as a whole if a
 * price is below zero. */
rs_err rule_products_observe(decision *self, const void *argument)
{
    const rs_products_args *args = argument;
    rs_observed *result = arena_give(self->memory, sizeof *result);
    rs_err rc = check_asked(self, args->asked);
    if (rc != RS_OK)
        return rc;
    for (size_t n = 0; n < args->products.count; n++)
        if (args->products.items[n].price < 0)
            return REFUSE(self, RS_BAD_REQUEST, "product %lld: a price below zero",
                          (long long)args->products.items[n].product);
    for (size_t n = 0; n < args->products.count; n++)
        if (observe(self, args, &args->products.items[n]))
            result->changed++;
        else
            result->same++;
    self->result = result;
    return RS_OK;
}
