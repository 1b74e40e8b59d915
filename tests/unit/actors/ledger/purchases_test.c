/* What a purchase is worth through its life: postings, returns, settings, and who gets points. */
#include "tests/unit/actors/ledger/world.h"

/* D invited E; nothing for own purchases, 5 % for D: a rouble bought is five hundredths held. */
static world *couple(void **state_p)
{
    world *self = *state_p;
    assert_int_equal(world_member(self, D, 0), 1);
    assert_int_equal(world_member(self, E, 1), 2);
    world_prove(self, D);
    world_prove(self, E);
    return self;
}
enum { INVITER = 1, BUYER = 2 };

static void change(world *self, void (*edit)(rs_settings *settings))
{
    rs_settings settings = world_settings(self);
    edit(&settings);
    world_set(self, &settings);
}

static bool bought(world *self, rs_posting_status status, int64_t price)
{
    return SEE(self, .ozon = OZON(E), .order = 2, .status = status, .created = WORLD_START,
               .goods = {{11, 1, price}});
}

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
    size_t facts = world_facts(self);
    world_pass(self, HOUR);
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

/* ------------------------------------------------------------------------------- returns */

static void delivered(world *self, rs_scheme scheme)
{
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED, .scheme = scheme,
        .created = WORLD_START,
        .goods = {{11, 1, RUB(1000, 0)}, {11, 2, RUB(900, 0)}, {12, 1, RUB(100, 0)}});
}

static void test_what_comes_back_is_taken_from_the_first_line_of_its_sku(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    EXPECT_BALANCE(self, INVITER, PTS(145, 0), 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1);
    EXPECT_BALANCE(self, INVITER, PTS(95, 0), 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 11, .qty = 1);
    EXPECT_BALANCE(self, INVITER, PTS(50, 0), 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 3, .sku = 11, .qty = 1);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
}

static void test_more_back_than_was_bought_takes_no_more_than_there_was(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 100000);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 999, .qty = 1);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
}

static void test_every_type_counts_but_the_rejected(void **state_p)
{
    static const rs_return_type types[] = {RS_RETURN_CANCELLATION, RS_RETURN_FULL,
                                           RS_RETURN_PARTIAL, RS_RETURN_CLIENT};
    world *self = couple(state_p);
    for (int n = 0; n < 4; n++) {
        int order = 10 + n;
        SEE(self, .ozon = OZON(E), .order = order, .status = RS_POSTING_DELIVERED,
            .goods = {{11, 1, RUB(100, 0)}});
        EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
        SEE_RETURN(self, .ozon = OZON(E), .order = order, .id = order, .sku = 11, .qty = 1,
                   .type = types[n], .state = RS_RETURN_VOID);
        EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
        world_pass(self, 1);
        SEE_RETURN(self, .ozon = OZON(E), .order = order, .id = order, .sku = 11, .qty = 1,
                   .type = types[n]);
        EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    }
}

static void test_a_return_that_was_issued_anew_counts_once(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .source = 1, .sku = 12, .qty = 1);
    EXPECT_BALANCE(self, INVITER, PTS(140, 0), 0, 0);
    /* The later record arrives first. */
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 4, .source = 3, .sku = 11, .qty = 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 3, .sku = 11, .qty = 1);
    EXPECT_BALANCE(self, INVITER, PTS(90, 0), 0, 0);
}

static void test_one_physical_unit_comes_back_once(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 2,
               .exemplars = {501, 502});
    EXPECT_BALANCE(self, INVITER, PTS(50, 0), 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 11, .qty = 1, .exemplars = {502});
    EXPECT_BALANCE(self, INVITER, PTS(50, 0), 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 3, .sku = 11, .qty = 1, .exemplars = {503});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
}

static void test_exemplars_may_be_named_later(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 11, .qty = 1, .exemplars = {7});
    EXPECT_BALANCE(self, INVITER, PTS(50, 0), 0, 0);
    world_pass(self, 1);
    assert_true(SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1,
                           .exemplars = {7}));
    EXPECT_BALANCE(self, INVITER, PTS(95, 0), 0, 0);
}

/* Ozon may name fewer exemplars than units: only those named twice are not counted again, whichever
 * of the two records is heard of first. */
static void test_units_counted_do_not_depend_on_the_order_of_arrival(void **state_p)
{
    (void)state_p;
    for (int first = 1; first <= 2; first++) {
        world *self = world_open();
        void *at = self;
        couple(&at);
        delivered(self, RS_SCHEME_FBO);
        for (int n = 0; n < 2; n++) {
            int id = n ? 3 - first : first;
            SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = id, .sku = 11,
                       .qty = id == 1 ? 2 : 1, .exemplars = {501});
        }
        EXPECT_BALANCE(self, INVITER, PTS(50, 0), 0, 0);
        world_check(self);
        world_close(&self);
    }
}

static void test_a_return_without_a_quantity_is_of_all_units_of_its_sku(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
}

/* What stays on hold: all points of the posting, past their time. */
static void expect_hold(world *self, int64_t held)
{
    EXPECT_BALANCE(self, INVITER, held, 0, 0);
    world_pass(self, 40 * DAY);
    EXPECT_BALANCE(self, INVITER, held, 0, 0);
}

static void test_an_rfbs_return_without_a_quantity_holds_until_somebody_decides(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_RFBS);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11);
    expect_hold(self, PTS(145, 0));
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 2);
    EXPECT_BALANCE(self, INVITER, 0, PTS(50, 0), 0);
}

static void test_a_return_of_an_unknown_type_holds_until_somebody_decides(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1,
               .type = RS_RETURN_UNKNOWN);
    expect_hold(self, PTS(145, 0));
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1,
               .type = RS_RETURN_UNKNOWN, .state = RS_RETURN_VOID);
    EXPECT_BALANCE(self, INVITER, 0, PTS(145, 0), 0);
}

static void test_an_open_return_holds_what_is_left_until_it_is_decided(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1,
               .state = RS_RETURN_OPEN);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 11, .qty = 1,
               .state = RS_RETURN_OPEN);
    expect_hold(self, PTS(145, 0));
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1);
    EXPECT_BALANCE(self, INVITER, PTS(140, 0), 0, 0);
    world_pass(self, 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 11, .qty = 1,
               .state = RS_RETURN_VOID);
    EXPECT_BALANCE(self, INVITER, 0, PTS(140, 0), 0);
}

static void test_an_open_return_that_was_issued_anew_holds_nothing_of_its_own(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1,
               .state = RS_RETURN_OPEN);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .source = 1, .sku = 12, .qty = 1);
    world_pass(self, 40 * DAY);
    EXPECT_BALANCE(self, INVITER, 0, PTS(140, 0), 0);
}

static void test_a_return_after_the_thaw_does_not_freeze_but_takes_back(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    world_pass(self, 30 * DAY);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1,
               .state = RS_RETURN_OPEN);
    EXPECT_BALANCE(self, INVITER, 0, PTS(145, 0), 0);
    world_pass(self, 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1);
    EXPECT_BALANCE(self, INVITER, 0, PTS(140, 0), 0);
    world_pass(self, 1); /* rejected in the end: the time on hold is over, so they thaw at once */
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1,
               .state = RS_RETURN_VOID);
    EXPECT_BALANCE(self, INVITER, 0, PTS(145, 0), 0);
}

static void test_a_return_may_be_heard_of_before_its_posting(void **state_p)
{
    world *self = couple(state_p);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1);
    assert_int_equal(world_facts_of(self, FACT_transferred), 0);
    delivered(self, RS_SCHEME_FBO);
    EXPECT_BALANCE(self, INVITER, PTS(140, 0), 0, 0);
    assert_int_equal(world_facts_of(self, FACT_transferred), 1);
}

static void test_a_posting_has_a_limit_of_returns(void **state_p)
{
    world *self = couple(state_p);
    for (int id = 1; id <= 500; id++)
        SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = id, .sku = 12, .qty = 1);
    assert_false(SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1));
    rs_return_seen seen = {.ret = 501,
                           .number = world_number(self, OZON(E), 2, 1),
                           .type = RS_RETURN_CLIENT,
                           .state = RS_RETURN_OPEN};
    rs_returns_args args = {.store = STORE, .asked = world_now(self), .returns = {&seen, 1}};
    world_ask(self, RS_ROLE_OZON, RS_RETURNS_OBSERVE, &args);
    world_refused(self, RS_LIMIT, "posting ");
}

static void test_a_page_of_new_returns_of_one_posting_keeps_the_limit_too(void **state_p)
{
    world *self = couple(state_p);
    rs_return_seen page[300];
    for (int round = 0; round < 2; round++) {
        for (int n = 0; n < 300; n++)
            page[n] = (rs_return_seen){.ret = 300 * round + n + 1,
                                       .number = "20000005-0002-1",
                                       .type = RS_RETURN_CLIENT,
                                       .state = RS_RETURN_OPEN};
        rs_returns_args args = {.store = STORE, .asked = world_now(self), .returns = {page, 300}};
        world_ask(self, RS_ROLE_OZON, RS_RETURNS_OBSERVE, &args);
    }
    world_refused(self, RS_LIMIT, "posting ");
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

/* ------------------------------------------------------------------------------- hold */

static void hold_from_order(rs_settings *settings)
{
    settings->hold_from = RS_HOLD_ORDER;
}
static void hold_from_delivery(rs_settings *settings)
{
    settings->hold_from = RS_HOLD_DELIVERY;
}
static void no_hold(rs_settings *settings)
{
    settings->hold_days = 0;
}

/* Ordered on day 0, delivered on day 10 but asked for a day before we hear of it: which day do
 * points become available? */
static void expect_release(world *self, int64_t day)
{
    int64_t ordered = world_now(self);
    SEE(self, .ozon = OZON(E), .order = 2, .created = ordered, .goods = {{11, 1, RUB(100, 0)}});
    world_pass(self, 10 * DAY);
    SEE(self, .ozon = OZON(E), .order = 2, .created = ordered, .status = RS_POSTING_DELIVERED,
        .asked = world_now(self) - DAY, .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    world_pass(self, (day - 10) * DAY - 1);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    world_pass(self, 1);
    EXPECT_BALANCE(self, INVITER, 0, PTS(5, 0), 0);
}

static void test_the_hold_starts_with_the_accrual(void **state_p)
{
    expect_release(couple(state_p), 40);
}

static void test_the_hold_may_start_with_the_order(void **state_p)
{
    world *self = couple(state_p);
    change(self, hold_from_order);
    expect_release(self, 30);
}

static void test_the_hold_may_start_with_the_first_look_at_the_delivery(void **state_p)
{
    world *self = couple(state_p);
    change(self, hold_from_delivery);
    expect_release(self, 39);
}

static void test_without_days_of_hold_points_are_available_at_once(void **state_p)
{
    world *self = couple(state_p);
    change(self, no_hold);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, 0, PTS(5, 0), 0);
}

static void test_another_hold_is_for_later_orders_only(void **state_p)
{
    world *self = couple(state_p);
    bought(self, RS_POSTING_ORDERED, RUB(100, 0));
    world_pass(self, 1);
    change(self, no_hold);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), PTS(5, 0), 0);
}

static void test_the_first_accrual_fixes_the_release_whatever_happens_later(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    world_pass(self, 20 * DAY);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 12);
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    world_pass(self, DAY);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 2, .sku = 12, .state = RS_RETURN_VOID);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    world_pass(self, 9 * DAY);
    EXPECT_BALANCE(self, INVITER, 0, PTS(5, 0), 0);
}

static void test_a_posting_that_brings_nobody_points_needs_no_hold(void **state_p)
{
    world *self = *state_p;
    world_member(self, D, 0);
    SEE(self, .ozon = OZON(D), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    rs_shares_row shares;
    row_get(self->stores.state, self->memory, TABLE_SHARES, KEY_1(1), &shares);
    assert_int_equal(shares.hold, 0);
    assert_int_equal(shares.release, 0);
    assert_int_equal(world_account(self, 1).sum, RUB(100, 0));
}

/* More postings wait for a proof than anybody would look at in one go. */
static void test_naming_an_order_releases_every_posting_however_many(void **state_p)
{
    world *self = *state_p;
    world_member(self, D, 0);
    world_member(self, E, 1);
    for (int order = 2; order <= 1202; order++) {
        SEE(self, .ozon = OZON(E), .order = order, .status = RS_POSTING_DELIVERED,
            .goods = {{11, 1, RUB(100, 0)}});
        world_forget(self);
    }
    world_pass(self, 30 * DAY);
    EXPECT_BALANCE(self, INVITER, 1201 * PTS(5, 0), 0, 0);
    assert_int_equal(world_register(self, E, world_number(self, OZON(E), 2, 0)),
                     RS_REGISTER_PROVEN);
    EXPECT_BALANCE(self, INVITER, 0, 1201 * PTS(5, 0), 0);
}

/* ------------------------------------------------------------------------------- who and when */

static void half_rates(rs_settings *settings)
{
    static const int64_t rates[] = {250, 250, 250};
    settings->level_rates = (rs_ints){rates, 3};
}

static void test_rates_are_those_of_the_day_of_the_order_even_if_seen_later(void **state_p)
{
    world *self = couple(state_p);
    int64_t before = world_now(self);
    world_pass(self, DAY);
    change(self, half_rates);
    int64_t after = world_now(self);
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED, .created = before,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED, .created = after,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(7, 50), 0, 0);
    SEE(self, .ozon = OZON(E), .order = 4, .status = RS_POSTING_DELIVERED, .created = after - 1,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, INVITER, PTS(12, 50), 0, 0);
}

static void test_the_chain_ends_at_the_first_tie_younger_than_the_order(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t ordered = world_now(self);
    world_pass(self, DAY);
    world_fact(self, FACT_tied, &(rs_tied){.id = D, .inviter = A});
    SEE(self, .ozon = OZON(E), .order = 2, .created = ordered, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, E, PTS(5, 0), 0, 0);
    EXPECT_BALANCE(self, D, PTS(5, 0), 0, 0);
    for (int64_t who = A; who <= C; who++)
        EXPECT_BALANCE(self, who, 0, 0, 0);
}

static void no_levels(rs_settings *settings)
{
    settings->levels = 0;
}

static void test_without_levels_nobody_gets_anything(void **state_p)
{
    world *self = couple(state_p);
    change(self, no_levels);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    assert_int_equal(world_facts_of(self, FACT_transferred), 0);
}

static void ten_levels(rs_settings *settings)
{
    static const int64_t rates[] = {100, 100, 100, 100, 100, 100, 100, 100, 100, 0};
    settings->levels = 10;
    settings->own_rate = 10000;
    settings->level_rates = (rs_ints){rates, 10};
}

static void test_ten_levels_are_the_most_and_a_rate_of_nothing_is_skipped(void **state_p)
{
    world *self = *state_p;
    change(self, ten_levels);
    for (int64_t n = 1; n <= 12; n++)
        world_member(self, n, n - 1);
    SEE(self, .ozon = OZON(12), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, 12, PTS(100, 0), 0, 0);
    for (int64_t who = 3; who <= 11; who++)
        EXPECT_BALANCE(self, who, PTS(1, 0), 0, 0);
    EXPECT_BALANCE(self, 2, 0, 0, 0);
    EXPECT_BALANCE(self, 1, 0, 0, 0);
}

static void test_who_is_blocked_when_an_order_is_first_seen_gets_nothing_of_it_ever(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t ordered = world_now(self);
    world_set_status(self, D, RS_PARTICIPANT_BLOCKED);
    SEE(self, .ozon = OZON(E), .order = 2, .created = ordered, .goods = {{11, 1, RUB(100, 0)}});
    world_set_status(self, D, RS_PARTICIPANT_ACTIVE);
    world_pass(self, 1);
    SEE(self, .ozon = OZON(E), .order = 2, .created = ordered, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, E, PTS(5, 0), 0, 0);
    EXPECT_BALANCE(self, D, 0, 0, 0);
    EXPECT_BALANCE(self, C, PTS(5, 0), 0, 0); /* nobody moves up: level 2, not 1 */
    assert_int_equal(world_account(self, C).levels.items[1], PTS(5, 0));
    EXPECT_BALANCE(self, B, PTS(5, 0), 0, 0);
    EXPECT_BALANCE(self, A, 0, 0, 0);
}

static void test_a_blocked_buyer_gets_nothing_and_the_inviters_do(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    world_set_status(self, E, RS_PARTICIPANT_BLOCKED);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, E, 0, 0, 0);
    EXPECT_BALANCE(self, D, PTS(5, 0), 0, 0);
}

/* ------------------------------------------------------------------------------- binding */

static void join_only(world *self)
{
    world_member(self, D, 0);
    world_join(self, E, world_code(self, 1));
}

static void register_bare(world *self)
{
    world_consent(self, E);
    assert_int_equal(world_register(self, E, "20000005"), RS_REGISTER_UNPROVEN);
}

static void test_orders_between_joining_and_registering_count(void **state_p)
{
    world *self = *state_p;
    join_only(self);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    world_pass(self, 30 * DAY);
    register_bare(self);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    assert_int_equal(world_account(self, BUYER).orders, 1);
}

static void test_delivery_is_when_it_was_first_seen_even_before_registering(void **state_p)
{
    world *self = *state_p;
    change(self, hold_from_delivery);
    join_only(self);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
    world_pass(self, 5 * DAY);
    bought(self, RS_POSTING_DELIVERED, RUB(200, 0)); /* still delivered, at another price */
    register_bare(self);
    assert_int_equal(world_register(self, E, world_number(self, OZON(E), 2, 0)),
                     RS_REGISTER_PROVEN);
    EXPECT_BALANCE(self, INVITER, PTS(10, 0), 0, 0);
    world_pass(self, 25 * DAY - 1);
    EXPECT_BALANCE(self, INVITER, PTS(10, 0), 0, 0);
    world_pass(self, 1);
    EXPECT_BALANCE(self, INVITER, 0, PTS(10, 0), 0);
}

static void test_an_order_on_record_for_over_thirty_days_never_counts(void **state_p)
{
    world *self = *state_p;
    join_only(self);
    bought(self, RS_POSTING_ORDERED, RUB(100, 0));
    world_pass(self, 30 * DAY + 1);
    register_bare(self);
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    world_pass(self, 1);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0)); /* nor when something new is heard of it */
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .state = RS_RETURN_OPEN);
    assert_int_equal(world_register(self, E, world_number(self, OZON(E), 2, 0)),
                     RS_REGISTER_PROVEN); /* nor when it proves the Ozon ID */
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    assert_int_equal(world_account(self, BUYER).orders, 0);
}

static void test_an_old_order_first_heard_of_after_registering_counts(void **state_p)
{
    world *self = *state_p;
    join_only(self);
    world_pass(self, 60 * DAY);
    register_bare(self);
    world_pass(self, 1);
    bought(self, RS_POSTING_DELIVERED, RUB(100, 0));
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
        WORLD_TEST(an_amount_beyond_reason_is_refused_and_nothing_of_the_page_kept),
        WORLD_TEST(a_posting_without_its_numbers_is_refused),
        WORLD_TEST(the_future_is_refused),
        WORLD_TEST(an_order_number_stays_what_it_was_first),
        WORLD_TEST(two_buyers_of_one_order_are_counted_apart),
        WORLD_TEST(a_posting_is_open_until_its_story_is_over),
        WORLD_TEST(a_posting_whose_number_names_nobody_is_kept),
        WORLD_TEST(what_comes_back_is_taken_from_the_first_line_of_its_sku),
        WORLD_TEST(more_back_than_was_bought_takes_no_more_than_there_was),
        WORLD_TEST(every_type_counts_but_the_rejected),
        WORLD_TEST(a_return_that_was_issued_anew_counts_once),
        WORLD_TEST(one_physical_unit_comes_back_once),
        WORLD_TEST(exemplars_may_be_named_later),
        cmocka_unit_test(test_units_counted_do_not_depend_on_the_order_of_arrival),
        WORLD_TEST(a_return_without_a_quantity_is_of_all_units_of_its_sku),
        WORLD_TEST(an_rfbs_return_without_a_quantity_holds_until_somebody_decides),
        WORLD_TEST(a_return_of_an_unknown_type_holds_until_somebody_decides),
        WORLD_TEST(an_open_return_holds_what_is_left_until_it_is_decided),
        WORLD_TEST(an_open_return_that_was_issued_anew_holds_nothing_of_its_own),
        WORLD_TEST(a_return_after_the_thaw_does_not_freeze_but_takes_back),
        WORLD_TEST(a_return_may_be_heard_of_before_its_posting),
        WORLD_TEST(a_posting_has_a_limit_of_returns),
        WORLD_TEST(a_page_of_new_returns_of_one_posting_keeps_the_limit_too),
        WORLD_TEST(another_currency_is_recorded_and_not_credited),
        WORLD_TEST(an_order_from_outside_ozon_brings_nothing),
        WORLD_TEST(a_company_brings_nothing_unless_the_settings_say_so),
        WORLD_TEST(the_base_may_be_what_the_customer_paid),
        WORLD_TEST(points_may_come_with_the_order),
        WORLD_TEST(the_hold_starts_with_the_accrual),
        WORLD_TEST(the_hold_may_start_with_the_order),
        WORLD_TEST(the_hold_may_start_with_the_first_look_at_the_delivery),
        WORLD_TEST(without_days_of_hold_points_are_available_at_once),
        WORLD_TEST(another_hold_is_for_later_orders_only),
        WORLD_TEST(the_first_accrual_fixes_the_release_whatever_happens_later),
        WORLD_TEST(a_posting_that_brings_nobody_points_needs_no_hold),
        WORLD_TEST(naming_an_order_releases_every_posting_however_many),
        WORLD_TEST(rates_are_those_of_the_day_of_the_order_even_if_seen_later),
        WORLD_TEST(the_chain_ends_at_the_first_tie_younger_than_the_order),
        WORLD_TEST(without_levels_nobody_gets_anything),
        WORLD_TEST(ten_levels_are_the_most_and_a_rate_of_nothing_is_skipped),
        WORLD_TEST(who_is_blocked_when_an_order_is_first_seen_gets_nothing_of_it_ever),
        WORLD_TEST(a_blocked_buyer_gets_nothing_and_the_inviters_do),
        WORLD_TEST(orders_between_joining_and_registering_count),
        WORLD_TEST(delivery_is_when_it_was_first_seen_even_before_registering),
        WORLD_TEST(an_order_on_record_for_over_thirty_days_never_counts),
        WORLD_TEST(an_old_order_first_heard_of_after_registering_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
