/* Postings as Ozon shows them, and which of them earn. */
#include "tests/unit/actors/ledger/couple.h"

/* ------------------------------------------------------------------------------- postings */

static void test_only_a_delivered_posting_brings_points(void **state_p)
{
    world *self = couple(state_p);
    bought(self, RS_POSTING_ORDERED, RUB(100, 0));
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    assert_int_equal(world_account(self, INVITER).expected, PTS(5, 0));
    assert_int_equal(world_account(self, BUYER).orders, 0);
    world_pass(self, 1);
    bought(self, RS_POSTING_OTHER, RUB(100, 0));
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    world_pass(self, 1);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    assert_int_equal(world_account(self, INVITER).expected, 0);
    assert_int_equal(world_account(self, BUYER).orders, 1);
    assert_int_equal(world_account(self, BUYER).sum, RUB(100, 0));
    assert_int_equal(world_account(self, BUYER).last_order, WORLD_START);
}

static void test_a_cancelled_posting_brings_nothing_and_takes_back_what_it_brought(void **state_p)
{
    world *self = couple(state_p);
    bought(self, RS_POSTING_ORDERED, RUB(100, 0));
    world_pass(self, 1);
    bought(self, RS_POSTING_CANCELLED, RUB(100, 0));
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    assert_int_equal(world_account(self, INVITER).expected, 0);
    world_pass(self, 1);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    world_pass(self, 1);
    bought(self, RS_POSTING_CANCELLED, RUB(100, 0));
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    assert_int_equal(world_account(self, BUYER).orders, 0);
}

static void test_an_older_look_changes_nothing(void **state_p)
{
    world *self = couple(state_p);
    world_pass(self, 10);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    size_t facts = world_facts(self);
    assert_false(SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_CANCELLED,
                     .created = WORLD_START, .asked = world_now(self) - 1,
                     .goods = {{11, 1, RUB(100, 0)}}));
    assert_false(SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_CANCELLED,
                     .created = WORLD_START, .asked = world_now(self),
                     .goods = {{11, 1, RUB(100, 0)}}));
    assert_int_equal(world_facts(self), facts);
}

static void test_an_older_look_at_a_return_changes_nothing(void **state_p)
{
    world *self = couple(state_p);
    world_pass(self, 10);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1);
    size_t facts = world_facts(self);
    for (int64_t ago = 0; ago < 2; ago++)
        assert_false(SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1,
                                .state = RS_RETURN_VOID, .asked = world_now(self) - ago));
    assert_int_equal(world_facts(self), facts);
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
}

static void test_the_same_again_later_adds_no_fact(void **state_p)
{
    world *self = couple(state_p);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1);
    world_pass(self, HOUR); /* people have been told */
    size_t facts = world_facts(self);
    assert_false(bought(self, RS_POSTING_DELIVERED, RUB(100, 0)));
    assert_false(SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1));
    assert_int_equal(world_facts(self), facts);
}

static void test_an_order_in_two_postings_counts_once(void **state_p)
{
    world *self = couple(state_p);
    for (int part = 1; part <= 2; part++)
        SEE(self, .ozon = OZON(E), .order = 2, .part = part, .status = RS_POSTING_DELIVERED,
            .goods = {{11, 1, RUB(100, 0)}});
    assert_int_equal(world_account(self, BUYER).orders, 1);
    assert_int_equal(world_account(self, BUYER).sum, RUB(200, 0));
    EXPECT_BALANCE(self, INVITER, PTS(10, 0), 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .part = 1, .id = 1, .sku = 11, .qty = 1);
    assert_int_equal(world_account(self, BUYER).orders, 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .part = 2, .id = 2, .sku = 11, .qty = 1);
    assert_int_equal(world_account(self, BUYER).orders, 0);
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
}

static void test_the_link_counts_a_buyer_once(void **state_p)
{
    world *self = couple(state_p);
    rs_link_row link;
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED, .goods = {{11, 1, 100}});
    const char *code = world_code(self, INVITER);
    row_get(self->stores.state, self->memory, TABLE_LINK, KEY_TEXT(code), &link);
    assert_int_equal(link.opened, 1);
    assert_int_equal(link.registered, 1);
    assert_int_equal(link.bought, 1);
}

static int64_t buyers_of_the_link(world *self)
{
    rs_link_row link;
    const char *code = world_code(self, INVITER);
    row_get(self->stores.state, self->memory, TABLE_LINK, KEY_TEXT(code), &link);
    return link.bought;
}

static void come_back(world *self, rs_return_state now)
{
    assert_true(SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1,
                           .asked = world_now(self), .state = now));
    world_pass(self, DAY);
}

static void test_the_link_counts_no_buyer_twice_when_a_return_is_rejected(void **state_p)
{
    world *self = couple(state_p);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    assert_int_equal(buyers_of_the_link(self), 1);
    world_pass(self, DAY);
    come_back(self, RS_RETURN_COUNTED);
    assert_int_equal(buyers_of_the_link(self), 0);
    come_back(self, RS_RETURN_VOID);
    assert_int_equal(buyers_of_the_link(self), 1);
}

static rs_err observe(world *self, rs_posting_seen *seen)
{
    rs_postings_args args = {.store = STORE, .asked = world_now(self), .postings = {seen, 1}};
    return world_ask(self, RS_ROLE_OZON, RS_POSTINGS_OBSERVE, &args);
}

static rs_posting_seen plain(const char *number, const char *order, rs_posting_item *item)
{
    return (rs_posting_seen){
        .number = number,
        .order = order,
        .scheme = RS_SCHEME_FBO,
        .status = RS_POSTING_DELIVERED,
        .created = WORLD_START,
        .items = {item, 1},
    };
}

static void test_an_amount_beyond_reason_is_refused_and_nothing_of_the_page_kept(void **state_p)
{
    world *self = couple(state_p);
    static const int64_t prices[] = {-1, INT64_C(9000000000000000), INT64_C(1000000000000)};
    size_t facts = world_facts(self);
    for (size_t n = 0; n < sizeof prices / sizeof *prices; n++) {
        rs_posting_item good_one = {.sku = 1, .qty = 1, .price = 100};
        rs_posting_item item = {.sku = 1, .qty = 100000, .price = prices[n]};
        rs_posting_seen page[] = {plain("20000005-0002-1", "20000005-0002", &good_one),
                                  plain("20000005-0003-1", "20000005-0003", &item)};
        rs_postings_args args = {.store = STORE, .asked = world_now(self), .postings = {page, 2}};
        world_ask(self, RS_ROLE_OZON, RS_POSTINGS_OBSERVE, &args);
        world_refused(self, RS_BAD_REQUEST, "posting 20000005-0003-1:");
    }
    assert_int_equal(world_facts(self), facts);
}

static void test_a_posting_without_its_numbers_is_refused(void **state_p)
{
    world *self = couple(state_p);
    rs_posting_item item = {.sku = 1, .qty = 1, .price = 100};
    rs_posting_seen seen = plain("20000005-0002-1", "", &item);
    observe(self, &seen);
    world_refused(self, RS_BAD_REQUEST, "posting 20000005-0002-1: without its order");
    seen = plain("", "20000005-0002", &item);
    observe(self, &seen);
    world_refused(self, RS_BAD_REQUEST, "a posting without a number");
    rs_return_seen back = {
        .ret = 1, .number = "", .type = RS_RETURN_CLIENT, .state = RS_RETURN_OPEN};
    rs_returns_args args = {.store = STORE, .asked = world_now(self), .returns = {&back, 1}};
    world_ask(self, RS_ROLE_OZON, RS_RETURNS_OBSERVE, &args);
    world_refused(self, RS_BAD_REQUEST, "a return without a posting");
}

static void test_the_future_is_refused(void **state_p)
{
    world *self = couple(state_p);
    rs_posting_item item = {.sku = 1, .qty = 1, .price = 100};
    rs_posting_seen seen = plain("20000005-0002-1", "20000005-0002", &item);
    rs_postings_args args = {
        .store = STORE, .asked = world_now(self) + DAY + 1, .postings = {&seen, 1}};
    world_ask(self, RS_ROLE_OZON, RS_POSTINGS_OBSERVE, &args);
    world_refused(self, RS_BAD_REQUEST, "asked: in the future");
    seen.created = args.asked;
    observe(self, &seen);
    world_refused(self, RS_BAD_REQUEST, "posting 20000005-0002-1: ordered in the future");
    rs_returns_args returns = {.store = STORE, .asked = args.asked};
    world_ask(self, RS_ROLE_OZON, RS_RETURNS_OBSERVE, &returns);
    world_refused(self, RS_BAD_REQUEST, "asked: in the future");
    args.asked = world_now(self) + DAY; /* clocks may differ a little */
    seen.created = args.asked;
    assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_POSTINGS_OBSERVE, &args), RS_OK);
}

static void test_an_order_number_stays_what_it_was_first(void **state_p)
{
    world *self = couple(state_p);
    rs_posting_item item = {.sku = 1, .qty = 1, .price = RUB(100, 0)};
    rs_posting_seen seen = plain("20000005-0002-1", "20000005-0002", &item);
    assert_int_equal(observe(self, &seen), RS_OK);
    world_pass(self, 1);
    seen.order = "20000005-0003";
    seen.status = RS_POSTING_CANCELLED;
    assert_int_equal(observe(self, &seen), RS_OK);
    assert_int_equal(world_account(self, BUYER).orders, 0);
}

/* Ozon never shows that; a mistake on the way must not make anybody's figures impossible. */
static void test_two_buyers_of_one_order_are_counted_apart(void **state_p)
{
    world *self = couple(state_p);
    rs_posting_item item = {.sku = 1, .qty = 1, .price = RUB(100, 0)};
    rs_posting_seen first = plain("20000004-0002-1", "20000004-0002", &item);
    rs_posting_seen second = plain("20000005-0002-1", "20000004-0002", &item);
    assert_int_equal(observe(self, &first), RS_OK);
    assert_int_equal(observe(self, &second), RS_OK);
    assert_int_equal(world_account(self, INVITER).orders, 1);
    assert_int_equal(world_account(self, BUYER).orders, 1);
    world_pass(self, 1);
    first.status = second.status = RS_POSTING_CANCELLED;
    assert_int_equal(observe(self, &first), RS_OK);
    assert_int_equal(observe(self, &second), RS_OK);
    assert_int_equal(world_account(self, INVITER).orders, 0);
    assert_int_equal(world_account(self, BUYER).orders, 0);
}

static size_t open_postings(world *self, rs_scheme scheme)
{
    rs_open_postings_args args = {.store = STORE, .scheme = scheme, .limit = 10};
    rs_open_postings result = {0};
    view look = world_view(self);
    assert_int_equal(view_open_postings(&look, &args, &result), RS_OK);
    return result.postings.count;
}

static void test_a_posting_is_open_until_its_story_is_over(void **state_p)
{
    world *self = couple(state_p);
    bought(self, RS_POSTING_ORDERED, 100);
    assert_int_equal(open_postings(self, RS_SCHEME_FBO), 1);
    world_pass(self, 1);
    SEE(self, .ozon = OZON(E), .order = 2, .created = WORLD_START, .scheme = RS_SCHEME_RFBS,
        .goods = {{11, 1, 100}});
    assert_int_equal(open_postings(self, RS_SCHEME_FBO), 0);
    assert_int_equal(open_postings(self, RS_SCHEME_RFBS), 1);
    world_pass(self, 1);
    SEE(self, .ozon = OZON(E), .order = 2, .created = WORLD_START, .scheme = RS_SCHEME_RFBS,
        .status = RS_POSTING_DELIVERED, .goods = {{11, 1, 100}});
    assert_int_equal(open_postings(self, RS_SCHEME_RFBS), 0);
}

static void test_a_posting_whose_number_names_nobody_is_kept(void **state_p)
{
    world *self = couple(state_p);
    rs_posting_item item = {.sku = 1, .qty = 1, .price = RUB(100, 0)};
    rs_posting_seen seen = plain("strange", "strange", &item);
    assert_int_equal(observe(self, &seen), RS_OK);
    assert_int_equal(((const rs_observed *)self->result)->changed, 1);
    assert_int_equal(world_facts_of(self, FACT_transferred), 0);
}

/* ------------------------------------------------------------------------------- what earns */

static void test_another_currency_is_recorded_and_not_credited(void **state_p)
{
    world *self = couple(state_p);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED, .currency = "KZT",
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED, .currency = "RUB",
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
}

static void test_an_order_from_outside_ozon_brings_nothing(void **state_p)
{
    world *self = couple(state_p);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED, .external = true,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
}

static void pay_companies(rs_settings *settings)
{
    settings->exclude_legal = false;
}

static void test_a_company_brings_nothing_unless_the_settings_say_so(void **state_p)
{
    world *self = couple(state_p);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    world_pass(self, 1); /* that it is a company may be learnt later */
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED, .legal = true,
        .created = WORLD_START, .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    change(self, pay_companies);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED, .legal = true,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
}

static void use_customer_price(rs_settings *settings)
{
    settings->base = RS_BASE_CUSTOMER;
}

static void test_the_base_may_be_what_the_customer_paid(void **state_p)
{
    world *self = couple(state_p);
    change(self, use_customer_price);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 2, RUB(1530, 0), RUB(662, 86)}, {12, 1, RUB(100, 0)}});
    /* 2 x 662.86, and the seller's 100.00 where Ozon does not say: 1425.72 */
    EXPECT_BALANCE(self, INVITER, PTS(71, 28), 0, 0);
}

static void accrue_at_once(rs_settings *settings)
{
    settings->accrue_on = RS_ACCRUE_ORDERED;
}

static void test_points_may_come_with_the_order(void **state_p)
{
    world *self = couple(state_p);
    change(self, accrue_at_once);
    int64_t ordered = world_now(self);
    SEE(self, .ozon = OZON(E), .order = 2, .created = ordered, .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    assert_int_equal(world_account(self, INVITER).expected, 0);
    assert_int_equal(world_account(self, BUYER).orders, 0);
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(E), .order = 2, .created = ordered, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    assert_int_equal(world_account(self, BUYER).orders, 1);
    SEE(self, .ozon = OZON(E), .order = 3, .goods = {{11, 1, RUB(100, 0)}});
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(E), .order = 3, .created = world_now(self) - DAY,
        .status = RS_POSTING_CANCELLED, .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(only_a_delivered_posting_brings_points),
        WORLD_TEST(a_cancelled_posting_brings_nothing_and_takes_back_what_it_brought),
        WORLD_TEST(an_older_look_changes_nothing),
        WORLD_TEST(an_older_look_at_a_return_changes_nothing),
        WORLD_TEST(the_same_again_later_adds_no_fact),
        WORLD_TEST(an_order_in_two_postings_counts_once),
        WORLD_TEST(the_link_counts_a_buyer_once),
        WORLD_TEST(the_link_counts_no_buyer_twice_when_a_return_is_rejected),
        WORLD_TEST(an_amount_beyond_reason_is_refused_and_nothing_of_the_page_kept),
        WORLD_TEST(a_posting_without_its_numbers_is_refused),
        WORLD_TEST(the_future_is_refused),
        WORLD_TEST(an_order_number_stays_what_it_was_first),
        WORLD_TEST(two_buyers_of_one_order_are_counted_apart),
        WORLD_TEST(a_posting_is_open_until_its_story_is_over),
        WORLD_TEST(a_posting_whose_number_names_nobody_is_kept),
        WORLD_TEST(another_currency_is_recorded_and_not_credited),
        WORLD_TEST(an_order_from_outside_ozon_brings_nothing),
        WORLD_TEST(a_company_brings_nothing_unless_the_settings_say_so),
        WORLD_TEST(the_base_may_be_what_the_customer_paid),
        WORLD_TEST(points_may_come_with_the_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
