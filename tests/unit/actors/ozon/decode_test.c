#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/ozon/decode.h"
#include "tests/unit/actors/ozon/fixture.h"

static int set_up(void **state)
{
    *state = arena_open();
    return 0;
}

static int tear_down(void **state)
{
    arena *memory = *state;
    arena_close(&memory);
    return 0;
}

static rs_bytes bytes(const char *text)
{
    return (rs_bytes){(const uint8_t *)text, strlen(text)};
}

static decode_postings_page postings_of(rs_bytes body, decode_list list, arena *memory)
{
    rs_error error = {0};
    decode_postings_page page;
    if (decode_postings(body, list, memory, &page, &error))
        fail_msg("%s", error.text);
    return page;
}

static decode_returns_page returns_of(rs_bytes body, arena *memory)
{
    rs_error error = {0};
    decode_returns_page page;
    if (decode_returns(body, memory, &page, &error))
        fail_msg("%s", error.text);
    return page;
}

static void assert_item(const rs_posting_item *item, int64_t sku, int64_t qty, int64_t price,
                        int64_t paid)
{
    assert_int_equal(item->sku, sku);
    assert_int_equal(item->qty, qty);
    assert_int_equal(item->price, price);
    assert_int_equal(item->paid, paid);
}

/* ------------------------------------------------------------------------- Ozon's own samples */

static void test_the_sample_of_the_fbo_list(void **state)
{
    decode_postings_page page =
        postings_of(fixture_read("posting-fbo-list", *state), DECODE_FBO, *state);
    assert_int_equal(page.postings.count, 1);
    assert_int_equal(page.skipped.count, 0);
    assert_false(page.has_next);
    const rs_posting_seen *seen = &page.postings.items[0];
    assert_string_equal(seen->number, "9121072335-0187-1");
    assert_string_equal(seen->order, "9121072335-0187");
    assert_int_equal(seen->scheme, RS_SCHEME_FBO);
    assert_int_equal(seen->status, RS_POSTING_DELIVERED);
    assert_string_equal(seen->raw_status, "delivered");
    assert_int_equal(seen->created, 1778457591653); /* 2026-05-10T23:59:51.653736Z */
    assert_int_equal(page.processed[0], 1778457607716);
    assert_false(seen->legal);
    assert_false(seen->external);
    assert_null(seen->currency);
    assert_int_equal(seen->items.count, 1);
    assert_item(&seen->items.items[0], 9880276314, 1, 2899000, 0);
    assert_string_equal(seen->items.items[0].offer, "SM-GALAXY-A54-128");
    assert_string_equal(seen->items.items[0].name, "Смартфон Samsung Galaxy A54");
}

static void test_the_sample_of_the_fbs_list(void **state)
{
    decode_postings_page page =
        postings_of(fixture_read("posting-fbs-list", *state), DECODE_FBS, *state);
    assert_int_equal(page.postings.count, 1);
    assert_false(page.has_next);
    assert_true(strlen(page.cursor) > 100); /* there, although there is no next page */
    const rs_posting_seen *seen = &page.postings.items[0];
    assert_string_equal(seen->number, "0208245774-0029-1");
    assert_string_equal(seen->order, "0208245774-0029");
    assert_int_equal(seen->scheme, RS_SCHEME_FBS);
    assert_int_equal(seen->status, RS_POSTING_ORDERED);
    assert_string_equal(seen->raw_status, "awaiting_packaging");
    assert_int_equal(seen->created, 1778745600000); /* in_process_at: the list has no created_at */
    assert_int_equal(seen->items.count, 2);
    assert_item(&seen->items.items[0], 1904686181, 1, 1299000, 250000);
    assert_item(&seen->items.items[1], 1904686182, 2, 349000, 0);
    assert_string_equal(seen->items.items[1].offer, "h667722");
}

static void test_the_sample_of_the_unfulfilled_list(void **state)
{
    decode_postings_page page =
        postings_of(fixture_read("posting-fbs-unfulfilled-list", *state), DECODE_FBS, *state);
    assert_true(page.has_next);
    const rs_posting_seen *seen = &page.postings.items[0];
    assert_string_equal(seen->number, "41517061-0214-1");
    assert_true(seen->legal);
    assert_int_equal(seen->status, RS_POSTING_ORDERED);
    assert_item(&seen->items.items[0], 4116250392, 1, 30000, 30000);
}

static void test_the_sample_of_the_returns_list(void **state)
{
    decode_returns_page page = returns_of(fixture_read("returns-list", *state), *state);
    assert_int_equal(page.returns.count, 1);
    assert_false(page.has_next);
    assert_int_equal(page.last_id, 1000015552);
    const rs_return_seen *seen = &page.returns.items[0];
    assert_int_equal(seen->ret, 1000015552);
    assert_int_equal(seen->source, 90426223);
    assert_string_equal(seen->number, "58544282-0057-1");
    assert_int_equal(seen->sku, 1100526203);
    assert_int_equal(seen->qty, 1);
    assert_int_equal(seen->type, RS_RETURN_FULL);
    assert_int_equal(seen->state, RS_RETURN_COUNTED);
    assert_string_equal(seen->raw_status, "ArrivedAtReturnPlace");
    assert_int_equal(seen->at, 1722233748998);
    assert_int_equal(seen->exemplars.count, 1);
    assert_int_equal(seen->exemplars.items[0], 1019562967545956);
}

static void test_the_sample_of_the_roles(void **state)
{
    rs_error error = {0};
    decode_key key;
    assert_int_equal(decode_roles(fixture_read("roles", *state), *state, &key, &error), RS_OK);
    assert_int_equal(key.ends, 1771408463296);
    assert_int_equal(key.count, 2);
    assert_string_equal(key.methods[0], "/v1/actions");
    assert_string_equal(key.methods[1], "/v1/posting");
}

/* The lists of the generation before: their shape is refused, the values in it would be read. */
static void test_the_samples_of_removed_lists_are_no_answers(void **state)
{
    rs_error error = {0};
    decode_postings_page page;
    rs_bytes fbo = fixture_read("posting-fbo-list-v2", *state);
    rs_bytes fbs = fixture_read("posting-fbs-list-v3", *state);
    assert_int_equal(decode_postings(fbo, DECODE_FBO, *state, &page, &error), RS_BAD_REQUEST);
    assert_int_equal(decode_postings(fbs, DECODE_FBS, *state, &page, &error), RS_BAD_REQUEST);

    const uint8_t *start = memchr(fbs.data + 1, '{', fbs.size - 1); /* of "result" */
    size_t size = fbs.size - (size_t)(start - fbs.data);
    while (start[size - 1] != '}')
        size--;
    page = postings_of((rs_bytes){start, size - 1}, DECODE_FBS, *state);
    assert_string_equal(page.postings.items[0].number, "0132112277-0101-1");
    assert_item(&page.postings.items[0].items.items[0], 827098843, 1, 153000, 66286);
}

/* ------------------------------------------------------------------------- strictness */

static void test_an_answer_without_the_array_is_an_error(void **state)
{
    static const char *const wrong[] = {
        "",
        "{}",
        "[]",
        "null",
        "<html>502</html>",
        "{\"has_next\":false,\"cursor\":\"\"}",
        "{\"has_next\":false,\"cursor\":\"\",\"postings\":null}",
        "{\"has_next\":false,\"cursor\":\"\",\"postings\":{}}",
        "{\"cursor\":\"\",\"postings\":[]}",
        "{\"code\":8,\"message\":\"You have reached request rate limit per second\"}",
        "{\"has_next\":true,\"cursor\":\"\",\"postings\":[]}",
        "{\"has_next\":false,\"cursor\":\"\",\"postings\":[",
    };
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
        rs_error error = {0};
        decode_postings_page postings;
        decode_returns_page returns;
        if (decode_postings(bytes(wrong[n]), DECODE_FBO, *state, &postings, &error) == RS_OK)
            fail_msg("taken for a page of postings: %s", wrong[n]);
        assert_true(*error.text);
        if (decode_returns(bytes(wrong[n]), *state, &returns, &error) == RS_OK)
            fail_msg("taken for a page of returns: %s", wrong[n]);
    }
}

static void test_an_empty_page_is_a_page(void **state)
{
    decode_postings_page postings = postings_of(
        bytes("{\"has_next\":false,\"cursor\":\"\",\"postings\":[]}"), DECODE_FBO, *state);
    assert_int_equal(postings.postings.count, 0);
    decode_returns_page returns = returns_of(bytes("{\"returns\":[],\"has_next\":false}"), *state);
    assert_int_equal(returns.returns.count, 0);
    assert_int_equal(returns.last_id, 0);
}

#define POSTING(fields)                                                                            \
    "{\"posting_number\":\"05708065-0029-1\",\"order_number\":\"05708065-0029\","                  \
    "\"in_process_at\":\"2026-11-03T00:00:07Z\"," fields "}"
#define PRODUCT                                                                                    \
    "{\"sku\":\"7\",\"quantity\":\"2\",\"price\":{\"amount\":\"10.5\",\"currency\":\"RUB\"}}"
#define GOOD POSTING("\"status\":\"delivering\",\"products\":[" PRODUCT "]")
#define PAGE(records) "{\"has_next\":false,\"cursor\":\"\",\"postings\":[" records "]}"

static void assert_left_out(const char *record, const char *why, arena *memory)
{
    char *page = arena_print(memory, PAGE("%s,%s"), GOOD, record);
    decode_postings_page read = postings_of(bytes(page), DECODE_FBS, memory);
    assert_int_equal(read.postings.count, 1);
    assert_int_equal(read.skipped.count, 1);
    if (!strstr(read.skipped.items[0].why, why))
        fail_msg("\"%s\" and not \"%s\": %s", read.skipped.items[0].why, why, record);
    rs_error error = {0};
    char *alone = arena_print(memory, PAGE("%s"), record);
    assert_int_equal(decode_postings(bytes(alone), DECODE_FBS, memory, &read, &error),
                     RS_BAD_REQUEST); /* nothing of the page can be read */
}

static void test_a_posting_that_cannot_be_read_is_left_out_and_named(void **state)
{
    static const char *const cases[][2] = {
        {"{}", "posting_number"},
        {"null", "posting_number"},
        {"{\"posting_number\":\"12345\",\"order_number\":\"12345\"}", "posting_number"},
        {"{\"posting_number\":\"1-2-3\",\"order_number\":\"1-3\"}", "order_number"},
        {"{\"posting_number\":\"1-2-3\",\"order_number\":\"1-2\",\"status\":\"delivered\"}",
         "created_at"},
        {POSTING("\"products\":[" PRODUCT "]"), "no status"},
        {POSTING("\"status\":\"delivered\""), "no products"},
        {POSTING("\"status\":\"delivered\",\"products\":[]"), "no products"},
        {POSTING("\"status\":\"delivered\",\"products\":null"), "no products"},
        {POSTING("\"status\":\"delivered\",\"products\":[{\"sku\":7,\"quantity\":1}]"), "price"},
        {POSTING(
             "\"status\":\"delivered\",\"products\":[{\"sku\":7,\"quantity\":1,\"price\":null}]"),
         "price"},
        {POSTING(
             "\"status\":\"delivered\",\"products\":[{\"sku\":7,\"quantity\":1,\"price\":\"-1\"}]"),
         "price"},
        {POSTING("\"status\":\"delivered\",\"products\":[{\"sku\":7,\"price\":\"1\"}]"),
         "quantity"},
        {POSTING(
             "\"status\":\"delivered\",\"products\":[{\"sku\":7,\"quantity\":-1,\"price\":\"1\"}]"),
         "quantity"},
        {POSTING("\"status\":\"delivered\",\"products\":[{\"quantity\":1,\"price\":\"1\"}]"),
         "sku"},
        {POSTING("\"status\":\"delivered\",\"products\":[" PRODUCT
                 ",{\"sku\":8,\"quantity\":1,\"price\":{\"amount\":\"1\",\"currency\":\"KZT\"}}]"),
         "two currencies"},
        {POSTING(
             "\"status\":\"delivered\",\"products\":[" PRODUCT
             "],\"financial_data\":{\"products\":[{\"product_id\":7,\"customer_price\":\"x\"}]}"),
         "customer_price"},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
        assert_left_out(cases[n][0], cases[n][1], *state);
}

static void test_unknown_fields_statuses_and_nulls_are_taken(void **state)
{
    decode_postings_page page = postings_of(
        bytes(PAGE(POSTING("\"status\":\"teleporting\",\"products\":[" PRODUCT
                           "],\"analytics_data\":null,\"financial_data\":null,\"customer\":null,"
                           "\"cancellation\":null,\"external_order\":{\"is_external\":true},"
                           "\"tpl_integration_type\":\"non_integrated\",\"created_at\":null,"
                           "\"experiments\":[{\"on\":[1.5,{}]}]"))),
        DECODE_FBS, *state);
    const rs_posting_seen *seen = &page.postings.items[0];
    assert_int_equal(seen->status, RS_POSTING_OTHER);
    assert_string_equal(seen->raw_status, "teleporting");
    assert_int_equal(seen->scheme, RS_SCHEME_RFBS);
    assert_true(seen->external);
    assert_false(seen->legal);
    assert_item(&seen->items.items[0], 7, 2, 1050, 0);
}

static void test_another_currency_is_told(void **state)
{
    decode_postings_page page = postings_of(
        bytes(PAGE(POSTING("\"status\":\"delivered\",\"products\":[{\"sku\":7,\"quantity\":1,"
                           "\"price\":\"1530.0000\",\"currency_code\":\"KZT\"}]"))),
        DECODE_FBS, *state);
    assert_string_equal(page.postings.items[0].currency, "KZT");
    assert_item(&page.postings.items[0].items.items[0], 7, 1, 153000, 0);
}

/* Two answers that list the goods in another order are the same posting. */
static void test_goods_come_in_one_order(void **state)
{
    decode_postings_page page =
        postings_of(bytes(PAGE(POSTING("\"status\":\"delivered\",\"products\":["
                                       "{\"sku\":9,\"quantity\":1,\"price\":1},"
                                       "{\"sku\":3,\"quantity\":2,\"price\":2},"
                                       "{\"sku\":5,\"quantity\":3,\"price\":3}]"))),
                    DECODE_FBS, *state);
    const rs_posting_item *items = page.postings.items[0].items.items;
    assert_item(&items[0], 3, 2, 200, 0);
    assert_item(&items[1], 5, 3, 300, 0);
    assert_item(&items[2], 9, 1, 100, 0);
}

static void test_long_texts_are_cut_between_characters(void **state)
{
    char name[1400] = "";
    for (int n = 0; n < 400; n++)
        strcat(name, n % 2 ? "ж" : "€");
    char *body = arena_print(*state,
                             PAGE("{\"posting_number\":\"1-2-3\",\"order_number\":\"1-2\","
                                  "\"in_process_at\":\"2026-11-03T00:00:07Z\",\"status\":\"%s\","
                                  "\"products\":[{\"sku\":1,\"quantity\":1,\"price\":1,"
                                  "\"name\":\"%s\",\"offer_id\":\"%s\"}]}"),
                             name, name, name);
    decode_postings_page page = postings_of(bytes(body), DECODE_FBO, *state);
    const rs_posting_item *item = &page.postings.items[0].items.items[0];
    assert_int_equal(strlen(item->name), 600);
    assert_true(strlen(item->offer) <= 100 && strlen(item->offer) >= 98);
    assert_true(codec_utf8(item->offer, strlen(item->offer)));
    assert_true(strlen(page.postings.items[0].raw_status) <= 64);
}

/* ------------------------------------------------------------------------- what words mean */

static void test_statuses_of_postings(void **state)
{
    static const char *const ordered[] = {
        "awaiting_registration",
        "acceptance_in_progress",
        "awaiting_approve",
        "awaiting_packaging",
        "awaiting_deliver",
        "arbitration",
        "delivering",
        "driver_pickup",
        "client_arbitration",
        "not_accepted",
        "sent_by_seller",
        "awaiting_verification",
    };
    (void)state;
    for (size_t n = 0; n < sizeof ordered / sizeof *ordered; n++)
        assert_int_equal(decode_posting_status(ordered[n]), RS_POSTING_ORDERED);
    assert_int_equal(decode_posting_status("delivered"), RS_POSTING_DELIVERED);
    assert_int_equal(decode_posting_status("cancelled"), RS_POSTING_CANCELLED);
    assert_int_equal(decode_posting_status("cancelled_from_split_pending"), RS_POSTING_CANCELLED);
    assert_int_equal(decode_posting_status("posting_conditionally_delivered"), RS_POSTING_OTHER);
    assert_int_equal(decode_posting_status(""), RS_POSTING_OTHER);
}

static void test_states_and_types_of_returns(void **state)
{
    (void)state;
    assert_int_equal(decode_return_state("OnSellerApproval"), RS_RETURN_OPEN);
    assert_int_equal(decode_return_state("DisputeOpened"), RS_RETURN_OPEN);
    assert_int_equal(decode_return_state("OfferedPartialCompensation"), RS_RETURN_OPEN);
    assert_int_equal(decode_return_state("Rejected"), RS_RETURN_VOID);
    assert_int_equal(decode_return_state("CrmRejected"), RS_RETURN_VOID);
    assert_int_equal(decode_return_state("Cancelled"), RS_RETURN_VOID);
    assert_int_equal(decode_return_state("CancelledDisputeNotOpen"), RS_RETURN_VOID);
    assert_int_equal(decode_return_state("MoneyReturnedBySystem"), RS_RETURN_COUNTED);
    assert_int_equal(decode_return_state("CompensationRejected"), RS_RETURN_COUNTED);
    assert_int_equal(decode_return_state("SomethingNew"), RS_RETURN_OPEN); /* a person decides */
    assert_int_equal(decode_return_type("clientreturn"), RS_RETURN_CLIENT);
    assert_int_equal(decode_return_type("PartialReturn"), RS_RETURN_PARTIAL);
    assert_int_equal(decode_return_type("Cancellation"), RS_RETURN_CANCELLATION);
    assert_int_equal(decode_return_type("Replacement"), RS_RETURN_UNKNOWN);
}

static void test_returns_with_numbers_nulls_and_faults(void **state)
{
    decode_returns_page page = returns_of(
        bytes("{\"returns\":["
              "{\"id\":5,\"source_id\":null,\"type\":\"ClientReturn\",\"posting_number\":\"1-2-3\","
              "\"product\":{\"sku\":7,\"quantity\":null},\"exemplars\":null,"
              "\"visual\":{\"status\":{\"sys_name\":\"OnSellerApproval\"},\"change_moment\":null},"
              "\"logistic\":{\"return_date\":\"2026-11-20T06:15:48.998146Z\"}},"
              "{\"id\":6,\"posting_number\":\"1-2-3\",\"product\":{\"sku\":7,\"quantity\":1}},"
              "{\"id\":\"8\",\"posting_number\":\"nothing\",\"product\":{\"sku\":7}}"
              "],\"has_next\":true}"),
        *state);
    assert_int_equal(page.returns.count, 1);
    assert_int_equal(page.returns.items[0].qty, 0);
    assert_int_equal(page.returns.items[0].source, 0);
    assert_int_equal(page.returns.items[0].at, 1795155348998);
    assert_int_equal(page.skipped.count, 2);
    assert_int_equal(page.last_id, 8); /* the next page begins behind what was left out, too */
}

static void test_a_refusal_is_told_from_other_bodies(void **state)
{
    int64_t code;
    const char *message;
    assert_true(decode_refusal(bytes("{\"code\":5,\"message\":\"Invalid Api-Key\",\"details\":[]}"),
                               *state, &code, &message));
    assert_int_equal(code, 5);
    assert_string_equal(message, "Invalid Api-Key");
    assert_false(decode_refusal(bytes("<html>"), *state, &code, &message));
    assert_false(decode_refusal(bytes("{\"error\":1}"), *state, &code, &message));
    assert_string_equal(message, "");
}

/* Whatever the codec would refuse at the ledger must not leave the decoder. */
static void test_what_is_decoded_passes_the_protocol(void **state)
{
    static const char *const files[] = {"posting-fbo-list", "posting-fbs-list"};
    for (size_t n = 0; n < 2; n++) {
        decode_postings_page page =
            postings_of(fixture_read(files[n], *state), n ? DECODE_FBS : DECODE_FBO, *state);
        rs_buf wire = {0};
        rs_error error = {0};
        rs_postings_args back;
        codec_encode(&rs_postings_args_type,
                     &(rs_postings_args){.store = 1, .asked = 1, .postings = page.postings}, &wire);
        if (codec_decode(&rs_postings_args_type, wire.data, wire.size, CODEC_STRICT, *state, &back,
                         &error))
            fail_msg("%s", error.text);
        assert_string_equal(back.postings.items[0].number, page.postings.items[0].number);
        buf_free(&wire);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
/* ------------------------------------------------------------------------- applications */

#define APPLICATION                                                                                \
    "{\"return_id\":%s,\"posting_number\":\"%s\",\"created_at\":\"2026-11-20T06:15:48.998146Z\","  \
    "\"product\":{\"sku\":\"1100526203\",\"price\":1180},"                                         \
    "\"state\":{\"group_state\":\"%s\",\"state\":\"%s\"}}"

static decode_returns_page applications_of(arena *memory, const char *body)
{
    rs_error error = {0};
    decode_returns_page page;
    if (decode_applications(bytes(body), memory, &page, &error))
        fail_msg("%s", error.text);
    return page;
}

static void test_an_application_is_a_return_without_a_quantity(void **state)
{
    arena *memory = *state;
    const char *one = arena_print(memory, APPLICATION, "77", "0132112277-0102-1", "New", "s1");
    decode_returns_page page =
        applications_of(memory, arena_print(memory, "{\"returns\":[%s]}", one));
    assert_int_equal(page.returns.count, 1);
    assert_int_equal(page.returns.items[0].ret, DECODE_APPLICATIONS + 77);
    assert_string_equal(page.returns.items[0].number, "0132112277-0102-1");
    assert_int_equal(page.returns.items[0].sku, 1100526203);
    assert_int_equal(page.returns.items[0].qty, 0);
    assert_int_equal(page.returns.items[0].type, RS_RETURN_CLIENT);
    assert_int_equal(page.returns.items[0].state, RS_RETURN_OPEN);
    assert_string_equal(page.returns.items[0].raw_status, "s1");
    assert_int_equal(page.returns.items[0].at, 1795155348998);
    assert_true(page.has_next);
    assert_int_equal(page.last_id, 77);
}

static void test_applications_come_as_an_array_as_one_object_or_not_at_all(void **state)
{
    arena *memory = *state;
    const char *one = arena_print(memory, APPLICATION, "\"78\"", "1-2-3", "Approved", "");
    decode_returns_page page =
        applications_of(memory, arena_print(memory, "{\"returns\":%s}", one));
    assert_int_equal(page.returns.count, 1);
    assert_int_equal(page.returns.items[0].state, RS_RETURN_COUNTED);
    assert_string_equal(page.returns.items[0].raw_status, "Approved");
    assert_false(applications_of(memory, "{\"returns\":[]}").has_next);
    assert_false(applications_of(memory, "{\"returns\":{}}").has_next);
    rs_error error = {0};
    assert_int_equal(decode_applications(bytes("{\"code\":8}"), memory, &page, &error),
                     RS_BAD_REQUEST);
    assert_int_equal(decode_applications(bytes("{\"returns\":null}"), memory, &page, &error),
                     RS_BAD_REQUEST);
}

static void test_an_application_in_an_unknown_state_decides_nothing(void **state)
{
    (void)state;
    assert_int_equal(decode_application_state("Rejected"), RS_RETURN_VOID);
    assert_int_equal(decode_application_state("arbitration"), RS_RETURN_OPEN);
    assert_int_equal(decode_application_state("SomethingNew"), RS_RETURN_OPEN);
}

/* ------------------------------------------------------------------------- products */

static void test_a_page_of_product_numbers(void **state)
{
    arena *memory = *state;
    rs_error error = {0};
    decode_numbers_page page;
    assert_int_equal(
        decode_product_numbers(bytes("{\"result\":{\"items\":[{\"product_id\":3397917680},"
                                     "{\"product_id\":\"5\"}],\"total\":2,\"last_id\":\"x\"}}"),
                               memory, &page, &error),
        RS_OK);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.products[0], 3397917680);
    assert_int_equal(page.products[1], 5);
    assert_string_equal(page.cursor, "x");
    static const char *const wrong[] = {"{}",
                                        "[]",
                                        "",
                                        "{\"result\":{}}",
                                        "{\"result\":{\"items\":[{\"product_id\":0}]}}",
                                        "{\"result\":{\"items\":[{}]}}"};
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        assert_int_equal(decode_product_numbers(bytes(wrong[n]), memory, &page, &error),
                         RS_BAD_REQUEST);
}

static void test_a_product_in_detail(void **state)
{
    arena *memory = *state;
    rs_error error = {0};
    decode_products_page page;
    const char *body =
        "{\"items\":[{\"id\":7,\"sku\":827098843,\"offer_id\":\"SK-58\",\"name\":\"Плойка\","
        "\"price\":\"1299.99\",\"currency_code\":\"RUB\",\"primary_image\":[\"https://a/b.jpg\"],"
        "\"is_archived\":false,\"later\":1},"
        "{\"id\":\"8\",\"name\":\"Утюг\",\"price\":\"\",\"currency_code\":\"KZT\","
        "\"images\":[\"http://a\"],\"is_archived\":true},"
        "{\"offer_id\":\"without a number\"}]}";
    assert_int_equal(decode_products(bytes(body), memory, &page, &error), RS_OK);
    assert_int_equal(page.products.count, 2);
    const rs_product_seen *one = &page.products.items[0];
    assert_int_equal(one->product, 7);
    assert_int_equal(one->sku, 827098843);
    assert_int_equal(one->price, 129999);
    assert_string_equal(one->offer, "SK-58");
    assert_string_equal(one->name, "Плойка");
    assert_string_equal(one->picture, "https://a/b.jpg");
    assert_null(one->currency);
    const rs_product_seen *other = &page.products.items[1];
    assert_int_equal(other->sku, 0);
    assert_int_equal(other->price, 0);
    assert_string_equal(other->currency, "KZT");
    assert_string_equal(other->picture, ""); /* not over plain http */
    assert_true(other->archived);
    assert_int_equal(page.skipped.count, 1);
    assert_string_equal(page.skipped.items[0].what, "without a number");
    assert_int_equal(decode_products(bytes("{\"items\":[{}]}"), memory, &page, &error),
                     RS_BAD_REQUEST);
    assert_int_equal(decode_products(bytes("{\"result\":[]}"), memory, &page, &error),
                     RS_BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_sample_of_the_fbo_list),
        TEST(the_sample_of_the_fbs_list),
        TEST(the_sample_of_the_unfulfilled_list),
        TEST(the_sample_of_the_returns_list),
        TEST(the_sample_of_the_roles),
        TEST(the_samples_of_removed_lists_are_no_answers),
        TEST(an_answer_without_the_array_is_an_error),
        TEST(an_empty_page_is_a_page),
        TEST(a_posting_that_cannot_be_read_is_left_out_and_named),
        TEST(unknown_fields_statuses_and_nulls_are_taken),
        TEST(another_currency_is_told),
        TEST(goods_come_in_one_order),
        TEST(long_texts_are_cut_between_characters),
        TEST(statuses_of_postings),
        TEST(states_and_types_of_returns),
        TEST(returns_with_numbers_nulls_and_faults),
        TEST(a_refusal_is_told_from_other_bodies),
        TEST(what_is_decoded_passes_the_protocol),
        TEST(an_application_is_a_return_without_a_quantity),
        TEST(applications_come_as_an_array_as_one_object_or_not_at_all),
        TEST(an_application_in_an_unknown_state_decides_nothing),
        TEST(a_page_of_product_numbers),
        TEST(a_product_in_detail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
