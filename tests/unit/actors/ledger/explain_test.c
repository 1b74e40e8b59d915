/* Why an order brought what it brought, the orders of a participant, exports. */
#include "tests/unit/actors/ledger/world.h"

static rs_explanation explain(world *self, const char *text)
{
    rs_explanation out = {0};
    view look = world_view(self);
    assert_int_equal(view_explanation(&look, &(rs_explain_args){.text = text}, &out), RS_OK);
    return out;
}

/* Of the only posting there is under that number. */
static const rs_purchase *purchase_of(world *self, int64_t ozon, int order)
{
    rs_explanation out = explain(self, world_number(self, ozon, order, 1));
    assert_int_equal(out.postings.count, 1);
    return out.postings.items[0].purchase;
}

static void expect_why(world *self, int64_t ozon, int order, rs_no_points why)
{
    assert_string_equal(
        codec_enum_name(&rs_no_points_enum, (int)purchase_of(self, ozon, order)->why),
        codec_enum_name(&rs_no_points_enum, (int)why));
}

static void test_an_order_is_explained_to_the_kopeck(void **unit)
{
    world *self = *unit;
    world_family(self);
    SEE(self, .ozon = OZON(E), .order = 7, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 2, RUB(500, 0), 0}, {2, 1, RUB(999, 99), 0}});
    SEE_RETURN(self, .ozon = OZON(E), .order = 7, .id = 5, .sku = 1, .qty = 1);
    rs_explanation told = explain(self, world_number(self, OZON(E), 7, 0));
    assert_int_equal(told.postings.count, 1);
    const rs_explained *one = &told.postings.items[0];
    assert_int_equal(one->purchase->buyer, E);
    assert_int_equal(one->purchase->inviter, D);
    assert_int_equal(one->purchase->net, RUB(1499, 99));
    assert_int_equal(one->purchase->items.items[0].returned, 1);
    assert_int_equal(one->purchase->hold, RS_HELD_BY_TIME);
    assert_int_equal(one->purchase->why, 0);
    assert_int_equal(one->purchase->own, PTS(74, 99));
    assert_int_equal(one->purchase->network, 3 * PTS(74, 99));
    assert_int_equal(one->purchase->shares.count, 4);
    for (size_t n = 0; n < 4; n++) {
        assert_int_equal(one->purchase->shares.items[n].participant, E - (int64_t)n);
        assert_int_equal(one->purchase->shares.items[n].due, PTS(74, 99));
        assert_int_equal(one->purchase->shares.items[n].posted, PTS(74, 99));
    }
    /* Four accruals, and what the return took back of each: the newest first. */
    assert_int_equal(one->transfers.count, 8);
    assert_false(one->older);
    for (size_t n = 0; n < 8; n++)
        assert_int_equal(one->transfers.items[n].kind,
                         n < 4 ? RS_TRANSFER_TAKE_BACK : RS_TRANSFER_ACCRUAL);
}

static void test_all_postings_of_an_order_are_found_by_its_number(void **unit)
{
    world *self = *unit;
    world_family(self);
    SEE(self, .ozon = OZON(E), .order = 7, .part = 1, .goods = {{1, 1, RUB(10, 0), 0}});
    SEE(self, .ozon = OZON(E), .order = 7, .part = 2, .goods = {{1, 1, RUB(20, 0), 0}});
    SEE(self, .ozon = OZON(E), .order = 71, .part = 1, .goods = {{1, 1, RUB(30, 0), 0}});
    assert_int_equal(explain(self, world_number(self, OZON(E), 7, 0)).postings.count, 2);
    assert_int_equal(explain(self, world_number(self, OZON(E), 7, 2)).postings.count, 1);
}

static void test_an_order_not_seen_yet_is_said_to_be_somebodys(void **unit)
{
    world *self = *unit;
    world_family(self);
    rs_explanation told = explain(self, world_number(self, OZON(C), 99, 0));
    assert_int_equal(told.postings.count, 0);
    assert_int_equal(told.buyer, C);
}

static void test_words_are_no_order_number(void **unit)
{
    world *self = *unit;
    rs_explanation out;
    view look = world_view(self);
    rs_explain_args args = {.text = "где мои баллы"};
    assert_int_equal(view_explanation(&look, &args, &out), RS_BAD_REQUEST);
    assert_non_null(strstr(look.error.text, "text: "));
}

static void test_every_order_that_brings_nothing_has_its_reason(void **unit)
{
    world *self = *unit;
    int64_t early = world_now(self) - DAY;
    world_family(self);
    const good goods = {1, 1, RUB(100, 0), 0};
    SEE(self, .ozon = OZON(40), .order = 1, .status = RS_POSTING_DELIVERED, .goods = {goods});
    expect_why(self, OZON(40), 1, RS_NO_POINTS_UNKNOWN_BUYER);
    SEE(self, .ozon = OZON(E), .order = 2, .created = early, .status = RS_POSTING_DELIVERED,
        .goods = {goods});
    expect_why(self, OZON(E), 2, RS_NO_POINTS_BEFORE_JOINING);
    SEE(self, .ozon = OZON(E), .order = 3, .goods = {goods});
    expect_why(self, OZON(E), 3, RS_NO_POINTS_ON_ITS_WAY);
    SEE(self, .ozon = OZON(E), .order = 4, .status = RS_POSTING_CANCELLED, .goods = {goods});
    expect_why(self, OZON(E), 4, RS_NO_POINTS_CANCELLED);
    SEE(self, .ozon = OZON(E), .order = 5, .status = RS_POSTING_OTHER, .goods = {goods});
    expect_why(self, OZON(E), 5, RS_NO_POINTS_OTHER_STATUS);
    SEE(self, .ozon = OZON(E), .order = 6, .status = RS_POSTING_DELIVERED, .legal = true,
        .goods = {goods});
    expect_why(self, OZON(E), 6, RS_NO_POINTS_LEGAL);
    SEE(self, .ozon = OZON(E), .order = 8, .status = RS_POSTING_DELIVERED, .external = true,
        .goods = {goods});
    expect_why(self, OZON(E), 8, RS_NO_POINTS_EXTERNAL);
    SEE(self, .ozon = OZON(E), .order = 9, .status = RS_POSTING_DELIVERED, .currency = "KZT",
        .goods = {goods});
    expect_why(self, OZON(E), 9, RS_NO_POINTS_OTHER_CURRENCY);
    SEE(self, .ozon = OZON(E), .order = 10, .status = RS_POSTING_DELIVERED, .goods = {goods});
    expect_why(self, OZON(E), 10, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 10, .id = 5, .sku = 1, .qty = 1);
    expect_why(self, OZON(E), 10, RS_NO_POINTS_RETURNED);
    SEE(self, .ozon = OZON(E), .order = 11, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, 0, 0}});
    expect_why(self, OZON(E), 11, RS_NO_POINTS_WORTHLESS);
    SEE(self, .ozon = OZON(E), .order = 12, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(0, 1), 0}});
    expect_why(self, OZON(E), 12, RS_NO_POINTS_TOO_SMALL);
    SEE_RETURN(self, .ozon = OZON(E), .order = 13, .id = 6, .sku = 1, .qty = 1);
    expect_why(self, OZON(E), 13, RS_NO_POINTS_ONLY_RETURN);
    world_set_status(self, A, RS_PARTICIPANT_BLOCKED);
    SEE(self, .ozon = OZON(A), .order = 14, .status = RS_POSTING_DELIVERED, .goods = {goods});
    expect_why(self, OZON(A), 14, RS_NO_POINTS_BLOCKED);
}

static void test_rates_of_nothing_and_nobody_above_are_told_apart(void **unit)
{
    world *self = *unit;
    const good goods = {1, 1, RUB(100, 0), 0};
    world_family(self);
    rs_settings settings = world_settings(self);
    settings.own_rate = 0;
    world_set(self, &settings);
    world_pass(self, MINUTE);
    SEE(self, .ozon = OZON(A), .order = 1, .status = RS_POSTING_DELIVERED, .goods = {goods});
    expect_why(self, OZON(A), 1, RS_NO_POINTS_NOBODY);
    settings = world_settings(self);
    int64_t none[3] = {0};
    settings.level_rates = (rs_ints){none, 3};
    world_set(self, &settings);
    world_pass(self, MINUTE);
    SEE(self, .ozon = OZON(A), .order = 2, .status = RS_POSTING_DELIVERED, .goods = {goods});
    expect_why(self, OZON(A), 2, RS_NO_POINTS_ZERO_RATES);
}

static void test_an_order_over_30_days_before_binding_is_too_old(void **unit)
{
    world *self = *unit;
    world_join(self, 1, NULL);
    world_consent(self, 1);
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(1), .order = 1, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(100, 0), 0}});
    world_pass(self, 31 * DAY);
    world_register(self, 1, world_number(self, OZON(1), 1, 0));
    expect_why(self, OZON(1), 1, RS_NO_POINTS_TOO_OLD);
}

static void test_what_was_bought_before_joining_is_counted_by_orders_and_what_was_kept(void **unit)
{
    world *self = *unit;
    rs_orders_before before;
    world_pass(self, 10 * DAY);
    for (int n = 1; n <= 2; n++) /* two postings of one order */
        SEE(self, .ozon = OZON(1), .order = 1, .part = n, .status = RS_POSTING_DELIVERED,
            .goods = {{1, 1, RUB(100, 0), 0}});
    SEE(self, .ozon = OZON(1), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 2, RUB(50, 50), 0}});
    SEE_RETURN(self, .ozon = OZON(1), .order = 2, .id = 1, .sku = 1, .qty = 1);
    SEE(self, .ozon = OZON(1), .order = 3, .status = RS_POSTING_CANCELLED,
        .goods = {{1, 1, RUB(700, 0), 0}});
    world_pass(self, DAY);
    world_join(self, 1, NULL);
    world_consent(self, 1);
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(1), .order = 4, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(900, 0), 0}});
    world_register(self, 1, world_number(self, OZON(1), 4, 0));
    view look = world_view(self);
    assert_int_equal(view_orders_before(&look, &(rs_orders_before_args){.participant = 1}, &before),
                     RS_OK);
    assert_int_equal(before.orders, 2);
    assert_int_equal(before.sum, RUB(250, 50));
    assert_false(before.cut);
    assert_int_equal(view_orders_before(&look, &(rs_orders_before_args){.participant = 9}, &before),
                     RS_NOT_FOUND);
}

/* ------------------------------------------------------------------------- pages */

static void test_orders_of_a_participant_come_in_pages_the_newest_first(void **unit)
{
    enum { ORDERS = 7 };
    world *self = *unit;
    world_family(self);
    for (int n = 1; n <= ORDERS; n++)
        SEE(self, .ozon = OZON(E), .order = 100 + n, .status = RS_POSTING_DELIVERED,
            .goods = {{1, 1, RUB(100, 0), 0}});
    rs_orders_args args = {.participant = E, .limit = 3};
    int64_t last = INT64_MAX;
    size_t seen = 0;
    do {
        rs_purchases_page page;
        view look = world_view(self);
        assert_int_equal(view_orders(&look, &args, &page), RS_OK);
        assert_true(page.rows.count <= 3);
        for (size_t n = 0; n < page.rows.count; n++) {
            assert_true(page.rows.items[n].posting < last);
            last = page.rows.items[n].posting;
            seen++;
        }
        args.before = page.next;
    } while (args.before);
    assert_int_equal(seen, ORDERS + 1); /* and the one that proved the Ozon ID */
}

static void test_the_tree_is_exported_whole_in_bounded_pages(void **unit)
{
    world *self = *unit;
    world_family(self);
    rs_export_tree_args args = {.limit = 2};
    int64_t id = 0;
    do {
        rs_export_tree page;
        view look = world_view(self);
        assert_int_equal(view_export_tree(&look, &args, &page), RS_OK);
        assert_int_equal(page.seq, (int64_t)state_seq(self->stores.state));
        for (size_t n = 0; n < page.rows.count; n++) {
            const rs_tree_line *row = &page.rows.items[n];
            assert_int_equal(row->id, ++id);
            assert_int_equal(row->inviter, id - 1);
            assert_int_equal(row->inviter_name != NULL, id > 1);
        }
        args.after = page.next;
    } while (args.after);
    assert_int_equal(id, E);
}

static size_t count_exported(world *self, rs_export_purchases_args args)
{
    size_t count = 0;
    args.limit = 2;
    do {
        rs_purchases_page page;
        view look = world_view(self);
        assert_int_equal(view_export_purchases(&look, &args, &page), RS_OK);
        assert_true(page.rows.count <= 2);
        count += page.rows.count;
        args.after = page.next;
    } while (args.after);
    return count;
}

static void test_purchases_of_referrals_are_exported_by_period(void **unit)
{
    world *self = *unit;
    world_family(self);
    int64_t since = world_now(self);
    for (int n = A; n <= E; n++)
        SEE(self, .ozon = OZON(n), .order = 50, .status = RS_POSTING_DELIVERED,
            .goods = {{1, 1, RUB(100, 0), 0}});
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(E), .order = 51, .goods = {{1, 1, RUB(100, 0), 0}});
    rs_export_purchases_args args = {.since = since, .until = since + HOUR};
    assert_int_equal(count_exported(self, args), 4); /* A was invited by nobody */
    args.all = true;
    assert_int_equal(count_exported(self, args), 5);
    args.until = 0;
    assert_int_equal(count_exported(self, args), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_order_is_explained_to_the_kopeck),
        WORLD_TEST(all_postings_of_an_order_are_found_by_its_number),
        WORLD_TEST(an_order_not_seen_yet_is_said_to_be_somebodys),
        WORLD_TEST(words_are_no_order_number),
        WORLD_TEST(every_order_that_brings_nothing_has_its_reason),
        WORLD_TEST(rates_of_nothing_and_nobody_above_are_told_apart),
        WORLD_TEST(what_was_bought_before_joining_is_counted_by_orders_and_what_was_kept),
        WORLD_TEST(an_order_over_30_days_before_binding_is_too_old),
        WORLD_TEST(orders_of_a_participant_come_in_pages_the_newest_first),
        WORLD_TEST(the_tree_is_exported_whole_in_bounded_pages),
        WORLD_TEST(purchases_of_referrals_are_exported_by_period),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
