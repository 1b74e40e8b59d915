/* Who gets points of a purchase, and when: the hold, the chain, the binding of an Ozon ID. */
#include "tests/unit/actors/ledger/couple.h"

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
