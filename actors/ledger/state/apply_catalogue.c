/* Facts about products. */
#include "actors/ledger/state/apply_fold.h"

void fold_product_observed(fold *self, const rs_product_observed *fact)
{
    const rs_product_seen *seen = fact->product;
    const rs_key *key = KEY_2(fact->store, seen->product);
    rs_product_row row;
    if (row_get(self->state, self->memory, TABLE_PRODUCT, key, &row) && row.product->sku)
        row_del(self->state, TABLE_PRODUCT_SKU,
                KEY_3(row.product->sku, fact->store, seen->product));
    row = (rs_product_row){.asked = fact->asked, .product = fact->product};
    row_put(self->state, TABLE_PRODUCT, key, &row);
    if (seen->sku)
        row_put_nothing(self->state, TABLE_PRODUCT_SKU,
                        KEY_3(seen->sku, fact->store, seen->product));
}
