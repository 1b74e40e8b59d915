/* Answers of Ozon: whatever comes must be refused or become records that the protocol takes. The
 * first byte chooses the method. */
#include <stdlib.h>
#include <string.h>

#include "actors/ozon/decode.h"
#include "actors/ozon/roles.h"
#include "tests/fuzz/fuzz.h"

/* The ledger reads what the poller sends through the codec; it must find nothing wrong with it. */
static void check(const rs_type *type, const void *message, arena *memory)
{
    rs_buf wire = {0};
    rs_error error = {0};
    void *back = arena_give(memory, type->size);
    codec_encode(type, message, &wire);
    if (codec_decode(type, wire.data, wire.size, CODEC_STRICT, memory, back, &error) != RS_OK)
        abort();
    buf_free(&wire);
}

static void feed_postings(rs_bytes body, decode_list list, arena *memory)
{
    rs_error error = {0};
    decode_postings_page page;
    if (decode_postings(body, list, memory, &page, &error) != RS_OK) {
        if (!*error.text)
            abort();
        return;
    }
    if (page.has_next && !*page.cursor)
        abort();
    while (page.postings.count > 100) /* what one message takes; Ozon is asked for no more */
        page.postings.count--;
    rs_postings_args args = {.store = 1, .asked = 1, .postings = page.postings};
    check(&rs_postings_args_type, &args, memory);
}

static void feed_returns(rs_bytes body, bool applications, arena *memory)
{
    rs_error error = {0};
    decode_returns_page page;
    rs_err rc = applications ? decode_applications(body, memory, &page, &error)
                             : decode_returns(body, memory, &page, &error);
    if (rc != RS_OK) {
        if (!*error.text)
            abort();
        return;
    }
    while (page.returns.count > 500)
        page.returns.count--;
    rs_returns_args args = {.store = 1, .asked = 1, .returns = page.returns};
    check(&rs_returns_args_type, &args, memory);
}

static void feed_numbers(rs_bytes body, arena *memory)
{
    rs_error error = {0};
    decode_numbers_page page;
    if (decode_product_numbers(body, memory, &page, &error) != RS_OK) {
        if (!*error.text)
            abort();
        return;
    }
    for (size_t n = 0; n < page.count; n++)
        if (page.products[n] <= 0)
            abort();
}

static void feed_products(rs_bytes body, arena *memory)
{
    rs_error error = {0};
    decode_products_page page;
    if (decode_products(body, memory, &page, &error) != RS_OK) {
        if (!*error.text)
            abort();
        return;
    }
    while (page.products.count > 100)
        page.products.count--;
    rs_products_args args = {.store = 1, .asked = 1, .products = page.products};
    check(&rs_products_args_type, &args, memory);
}

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 150};

void fuzz_one(const uint8_t *data, size_t size)
{
    if (size == 0)
        return;
    arena *memory = arena_open();
    rs_bytes body = {data + 1, size - 1};
    int64_t number;
    const char *text;
    decode_key key;
    roles may = {0};
    rs_error error = {0};
    switch (data[0] % 8) { /* '-', '.', '/', '0' ... '4' */
    case 5: feed_postings(body, DECODE_FBO, memory); break;
    case 6: feed_postings(body, DECODE_FBS, memory); break;
    case 7: feed_returns(body, false, memory); break;
    case 2: feed_returns(body, true, memory); break;
    case 3: feed_numbers(body, memory); break;
    case 4: feed_products(body, memory); break;
    case 0:
        if (decode_roles(body, memory, &key, &error) != RS_OK && !*error.text)
            abort();
        roles_told(&may, &key);
        break;
    default: decode_refusal(body, memory, &number, &text); break;
    }
    arena_close(&memory);
}
