/* Returns: what they take back, what they hold, and in what order one hears of them. */
#include "tests/unit/actors/ledger/couple.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
