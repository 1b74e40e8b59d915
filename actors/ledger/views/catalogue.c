/* The catalogue, by SKU or by words. */
#include "actors/ledger/views/view.h"
#include "shared/unicode.h"

enum { FIND_ROWS_MAX = 2000 }; /* looked at for one page, however few of them fit */

static bool fits(const rs_products_find_args *args, int64_t store, const rs_product_seen *product)
{
    const char *text = args->text ? args->text : "";
    return (!args->store || args->store == store) && (!args->sku || args->sku == product->sku) &&
           (args->archived || !product->archived) &&
           (!*text || unicode_holds(product->name ? product->name : "", text) ||
            unicode_holds(product->offer ? product->offer : "", text));
}

static void add(view *self, const rs_products_find_args *args, int64_t store, int64_t product,
                rs_products_page *out)
{
    rs_product_row row;
    out->next_store = store;
    out->next = product;
    if (row_get(self->state, self->memory, TABLE_PRODUCT, KEY_2(store, product), &row) &&
        fits(args, store, row.product))
        out->products.items[out->products.count++] =
            (rs_product_found){.store = store, .asked = row.asked, .product = row.product};
}

/* By SKU the index is walked, otherwise the catalogue itself (of one cabinet or of all). */
rs_err view_products(view *self, const void *argument, void *result)
{
    const rs_products_find_args *args = argument;
    rs_products_page *out = result;
    state_table table = args->sku ? TABLE_PRODUCT_SKU : TABLE_PRODUCT;
    size_t at = args->sku ? 1 : 0; /* where store and product stand in the key */
    rs_key prefix = {0};
    rs_key from = {0};
    if (args->sku) {
        key_number(&prefix, args->sku);
        key_number(&from, args->sku);
    } else if (args->store) {
        key_number(&prefix, args->store);
    }
    int64_t first = args->after_store > args->store ? args->after_store : args->store;
    key_number(&from, first);
    key_number(&from, args->after_store == first ? args->after + 1 : 0);
    *out = (rs_products_page){
        .products.items =
            arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *out->products.items)};

    state_cursor cursor;
    int looked = 0;
    bool more =
        state_first(self->state, table, key_bytes(&prefix), key_bytes(&from), false, &cursor);
    while (more && looked++ < FIND_ROWS_MAX && out->products.count < (size_t)args->limit) {
        add(self, args, key_number_at(cursor.key, at), key_number_at(cursor.key, at + 1), out);
        more = state_next(&cursor);
    }
    out->more = more;
    if (!more)
        out->next_store = out->next = 0;
    return RS_OK;
}
