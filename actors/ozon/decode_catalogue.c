/* The catalogue: /v3/product/list and /v3/product/info/list. No points depend on it, so a field
 * that cannot be read is left empty; only a product without a number is left out. */
#include <string.h>

#include "actors/ozon/decode.h"
#include "actors/ozon/values.h"

/* As in protocol.def. */
enum { OFFER_MAX = 100, NAME_MAX_BYTES = 600, PICTURE_MAX = 500, CURRENCY_SIZE = 3 };
static const int64_t ID_MAX = 9007199254740991; /* 2^53 - 1 */

static bool read_number(const json_t *json, int64_t *out)
{
    return value_int(json, out) && *out > 0 && *out <= ID_MAX;
}

static rs_err read_numbers(const json_t *result, arena *memory, decode_numbers_page *out,
                           rs_error *error)
{
    const json_t *items = json_object_get(result, "items");
    const char *cursor = value_text(result, "last_id");
    const json_t *item;
    size_t n;
    if (!json_is_array(items))
        return rs_fail(error, RS_BAD_REQUEST, "the answer has no items");
    if (strlen(cursor) > DECODE_CURSOR_MAX)
        return rs_fail(error, RS_BAD_REQUEST, "a last_id of %zu bytes", strlen(cursor));
    out->products = arena_give(memory, (json_array_size(items) + 1) * sizeof *out->products);
    json_array_foreach(items, n, item)
    {
        if (!read_number(json_object_get(item, "product_id"), &out->products[out->count++]))
            return rs_fail(error, RS_BAD_REQUEST, "a product without a readable product_id");
    }
    out->cursor = text_cut(memory, cursor, DECODE_CURSOR_MAX);
    return RS_OK;
}

rs_err decode_product_numbers(rs_bytes body, arena *memory, decode_numbers_page *out,
                              rs_error *error)
{
    *out = (decode_numbers_page){0};
    json_t *json = json_read(body, error);
    if (!json)
        return RS_BAD_REQUEST;
    rs_err code = read_numbers(json_object_get(json, "result"), memory, out, error);
    json_decref(json);
    return code;
}

/* The main picture, else the first of the others; a text or an array of them. */
static const char *picture_of(const json_t *item)
{
    static const char *const places[] = {"primary_image", "images"};
    for (size_t n = 0; n < sizeof places / sizeof *places; n++) {
        const json_t *place = json_object_get(item, places[n]);
        const json_t *first = json_is_array(place) ? json_array_get(place, 0) : place;
        const char *link = json_string_value(first);
        if (link && strncmp(link, "https://", 8) == 0 && strlen(link) <= PICTURE_MAX)
            return link;
    }
    return "";
}

static bool read_product(const json_t *item, arena *memory, rs_product_seen *out)
{
    const char *currency = value_text(item, "currency_code");
    if (!read_number(json_object_get(item, "id"), &out->product))
        return false;
    if (!read_number(json_object_get(item, "sku"), &out->sku))
        out->sku = 0;
    if (!value_money(json_object_get(item, "price"), &out->price, &currency) || out->price < 0)
        out->price = 0;
    if (strlen(currency) == CURRENCY_SIZE && strcmp(currency, "RUB") != 0)
        out->currency = text_cut(memory, currency, CURRENCY_SIZE);
    out->offer = text_cut(memory, value_text(item, "offer_id"), OFFER_MAX);
    out->name = text_cut(memory, value_text(item, "name"), NAME_MAX_BYTES);
    out->picture = text_cut(memory, picture_of(item), PICTURE_MAX);
    out->archived = value_true(item, "is_archived");
    return true;
}

rs_err decode_products(rs_bytes body, arena *memory, decode_products_page *out, rs_error *error)
{
    *out = (decode_products_page){0};
    json_t *json = json_read(body, error);
    const json_t *items = json_object_get(json, "items");
    const json_t *item;
    size_t n;
    if (!json_is_array(items)) {
        if (json)
            rs_fail(error, RS_BAD_REQUEST, "the answer has no items");
        json_decref(json);
        return RS_BAD_REQUEST;
    }
    size_t count = json_array_size(items);
    out->products.items = arena_give(memory, (count + 1) * sizeof *out->products.items);
    out->skipped.items = arena_give(memory, (count + 1) * sizeof *out->skipped.items);
    json_array_foreach(items, n, item)
    {
        rs_product_seen seen = {0};
        if (read_product(item, memory, &seen))
            out->products.items[out->products.count++] = seen;
        else
            out->skipped.items[out->skipped.count++] =
                (decode_skip){text_cut(memory, value_text(item, "offer_id"), OFFER_MAX),
                              "a product without a readable id"};
    }
    json_decref(json);
    if (count > 0 && out->products.count == 0)
        return rs_fail(error, RS_BAD_REQUEST, "none of %zu products can be read", count);
    return RS_OK;
}
