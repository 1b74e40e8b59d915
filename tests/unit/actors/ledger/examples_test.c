/* The worked examples of the rules, by their numbers, to the kopeck: A invited B, B invited C, C
 * invited D, D invited E; 5 % for own purchases, 5 % for each of three levels. */
#include "tests/unit/actors/ledger/world.h"

static const good shoes = {.sku = 11, .qty = 1, .price = RUB(1500, 0)};
static const good socks = {.sku = 12, .qty = 1, .price = RUB(499, 99)};

static bool see_order(world *self, rs_posting_status status, int64_t created)
{
    return SEE(self, .ozon = OZON(E), .order = 2, .status = status, .created = created,
               .goods = {shoes, socks});
}

static void expect_four(world *self, int64_t held, int64_t available, const char *file, int line)
{
    world_expect(self, A, 0, 0, 0, file, line);
    for (int64_t who = B; who <= E; who++)
        world_expect(self, who, held, available, 0, file, line);
}
#define EXPECT_FOUR(self, held, available) expect_four(self, held, available, __FILE__, __LINE__)

/* 1 */
static void test_a_purchase_brings_points_to_the_buyer_and_three_levels(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(1999, 99)}});
    EXPECT_FOUR(self, PTS(99, 99), 0);
    assert_int_equal(world_account(self, E).own, PTS(99, 99));
    assert_int_equal(world_account(self, D).levels.items[0], PTS(99, 99));
    assert_int_equal(world_account(self, C).levels.items[1], PTS(99, 99));
    assert_int_equal(world_account(self, B).levels.items[2], PTS(99, 99));
    assert_int_equal(world_account(self, E).sum, RUB(1999, 99));
    assert_int_equal(world_account(self, E).orders, 1);
    assert_int_equal(world_facts_of(self, FACT_transferred), 4);
}

static void returned(world *self, int64_t id, const good *what, rs_return_state now)
{
    assert_true(SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = id, .sku = what->sku, .qty = 1,
                           .state = now));
}

/* 2 */
static void test_returns_take_back_their_part_and_rejected_ones_give_it_back(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t ordered = world_now(self);
    see_order(self, RS_POSTING_DELIVERED, ordered);
    EXPECT_FOUR(self, PTS(99, 99), 0);
    world_pass(self, 5 * DAY);
    returned(self, 1, &socks, RS_RETURN_COUNTED);
    EXPECT_FOUR(self, PTS(75, 0), 0);
    assert_int_equal(world_account(self, E).sum, RUB(1500, 0));
    world_pass(self, DAY);
    returned(self, 1, &socks, RS_RETURN_VOID);
    EXPECT_FOUR(self, PTS(99, 99), 0);
    world_pass(self, 24 * DAY - 1);
    EXPECT_FOUR(self, PTS(99, 99), 0);
    world_pass(self, 1); /* 30 days after the first accrual: the points given back thaw too */
    EXPECT_FOUR(self, 0, PTS(99, 99));
}

static void test_all_returned_leaves_nothing(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    see_order(self, RS_POSTING_DELIVERED, world_now(self));
    world_pass(self, 5 * DAY);
    returned(self, 1, &socks, RS_RETURN_COUNTED);
    world_pass(self, DAY);
    returned(self, 1, &socks, RS_RETURN_VOID);
    world_pass(self, DAY);
    returned(self, 1, &socks, RS_RETURN_COUNTED);
    EXPECT_FOUR(self, PTS(75, 0), 0);
    world_pass(self, DAY);
    returned(self, 2, &shoes, RS_RETURN_COUNTED);
    EXPECT_FOUR(self, 0, 0);
    assert_int_equal(world_account(self, E).orders, 0);
    assert_int_equal(world_account(self, E).sum, 0);
    assert_int_equal(world_account(self, D).levels.items[0], 0);
}

static int64_t debt_with_an_open_request(world *self)
{
    world_family(self);
    see_order(self, RS_POSTING_DELIVERED, world_now(self));
    world_pass(self, 30 * DAY);
    int64_t payout = world_payout(self, D, PTS(60, 0));
    EXPECT_BALANCE(self, D, 0, PTS(39, 99), PTS(60, 0));
    returned(self, 1, &socks, RS_RETURN_COUNTED);
    returned(self, 2, &shoes, RS_RETURN_COUNTED);
    EXPECT_BALANCE(self, D, 0, PTS(-60, 0), PTS(60, 0));
    EXPECT_BALANCE(self, E, 0, 0, 0);
    return payout;
}

/* 3 */
static void test_a_return_after_the_thaw_makes_a_debt_that_a_rejection_settles(void **state_p)
{
    world *self = *state_p;
    int64_t payout = debt_with_an_open_request(self);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_REJECTED), RS_OK);
    EXPECT_BALANCE(self, D, 0, 0, 0);
}

static void test_a_debt_that_was_paid_is_repaid_by_later_points(void **state_p)
{
    world *self = *state_p;
    int64_t payout = debt_with_an_open_request(self);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_REFUSED);
    world_refused(self, RS_REFUSED, "debt:");
    rs_payout_move_args all_the_same = {
        .payout = payout,
        .rev = world_payout_row(self, payout).rev,
        .to = RS_PAYOUT_PAID,
        .note = "обещано до возврата",
    };
    assert_int_equal(world_ask(self, RS_ROLE_GATEWAY, RS_PAYOUT_MOVE, &all_the_same), RS_OK);
    EXPECT_BALANCE(self, D, 0, PTS(-60, 0), 0);
    assert_int_equal(world_account(self, D).paid, PTS(60, 0));
    assert_int_equal(world_account(self, D).paid_money, RUB(60, 0));
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(2000, 0)}});
    EXPECT_BALANCE(self, D, PTS(100, 0), PTS(-60, 0), 0);
    world_pass(self, 30 * DAY);
    EXPECT_BALANCE(self, D, 0, PTS(40, 0), 0);
}

/* 4 */
static void test_a_payout_reserves_and_pays_and_leaves_the_hold_alone(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    SEE(self, .ozon = OZON(D), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(1751360, 0)}});
    world_pass(self, 30 * DAY);
    SEE(self, .ozon = OZON(D), .order = 3, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(5137480, 0)}});
    EXPECT_BALANCE(self, C, PTS(256874, 0), PTS(87568, 0), 0);
    int64_t accrued = world_account(self, C).levels.items[0];
    int64_t payout = world_payout(self, C, PTS(10000, 0));
    EXPECT_BALANCE(self, C, PTS(256874, 0), PTS(77568, 0), PTS(10000, 0));
    assert_int_equal(world_payout_row(self, payout).money, RUB(10000, 0));
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_OK);
    EXPECT_BALANCE(self, C, PTS(256874, 0), PTS(77568, 0), 0);
    assert_int_equal(world_account(self, C).levels.items[0], accrued);
    assert_int_equal(world_account(self, C).paid, PTS(10000, 0));
}

/* What was seen, each at the moment it was asked for: an order, its delivery, a return. */
static bool replay_look(world *self, int look, int64_t start)
{
    if (look < 2)
        return SEE(self, .ozon = OZON(E), .order = 2, .created = start, .asked = start + look,
                   .status = look ? RS_POSTING_DELIVERED : RS_POSTING_ORDERED,
                   .goods = {shoes, socks});
    return SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = socks.sku, .qty = 1,
                      .asked = start + 5 * DAY);
}

/* 5 */
static void test_repeated_and_reordered_looks_count_once(void **state_p)
{
    static const int orders[][8] = {
        {0, 1, 1, 1, 1, 1, 2, 2},
        {2, 2, 2, 1, 1, 1, 1, 1},
        {2, 1, 0, 2, 1, 0, 1, 2},
        {1, 0, 2, 1, 0, 2, 1, 1},
    };
    (void)state_p;
    for (size_t n = 0; n < sizeof orders / sizeof *orders; n++) {
        world *self = world_open();
        world_family(self);
        int64_t start = world_now(self);
        world_pass(self, 6 * DAY);
        for (size_t look = 0; look < 8; look++)
            replay_look(self, orders[n][look], start);
        EXPECT_FOUR(self, PTS(75, 0), 0);
        size_t facts = world_facts(self);
        for (int look = 0; look < 3; look++)
            assert_false(replay_look(self, look, start));
        assert_int_equal(world_facts(self), facts);
        world_pass(self, 30 * DAY);
        EXPECT_FOUR(self, 0, PTS(75, 0));
        world_check(self);
        world_close(&self);
    }
}

/* 6 */
static void test_rates_and_tree_of_the_moment_of_the_order_last_for_its_whole_life(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t ordered = world_now(self);
    see_order(self, RS_POSTING_ORDERED, ordered);
    world_pass(self, DAY);
    rs_settings settings = world_settings(self);
    int64_t ones[] = {100, 100, 100};
    settings.own_rate = 100;
    settings.level_rates = (rs_ints){ones, 3};
    world_set(self, &settings);
    world_fact(self, FACT_tied, &(rs_tied){.id = D, .inviter = A});
    world_pass(self, DAY);
    see_order(self, RS_POSTING_DELIVERED, ordered);
    EXPECT_FOUR(self, PTS(99, 99), 0);
    world_pass(self, DAY);
    returned(self, 1, &socks, RS_RETURN_COUNTED);
    EXPECT_FOUR(self, PTS(75, 0), 0);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(1000, 0)}});
    EXPECT_BALANCE(self, E, PTS(85, 0), 0, 0);
    EXPECT_BALANCE(self, D, PTS(85, 0), 0, 0);
    EXPECT_BALANCE(self, C, PTS(75, 0), 0, 0);
    EXPECT_BALANCE(self, B, PTS(75, 0), 0, 0);
    EXPECT_BALANCE(self, A, PTS(10, 0), 0, 0);
    assert_int_equal(world_account(self, A).levels.items[1], PTS(10, 0));
}

static void family_without_e(world *self)
{
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_settings settings = world_settings(self);
    settings.own_rate = 500;
    world_set(self, &settings);
    for (int64_t n = A; n <= D; n++) {
        world_member(self, n, n - 1);
        world_prove(self, n);
    }
}

/* 7 */
static void test_an_order_from_before_joining_is_history_only(void **state_p)
{
    world *self = *state_p;
    family_without_e(self);
    int64_t ordered = world_now(self);
    see_order(self, RS_POSTING_ORDERED, ordered);
    world_pass(self, 1);
    world_member(self, E, D);
    assert_int_equal(world_register(self, E, world_number(self, OZON(E), 2, 0)),
                     RS_REGISTER_PROVEN);
    see_order(self, RS_POSTING_DELIVERED, ordered);
    EXPECT_FOUR(self, 0, 0);
    assert_int_equal(world_facts_of(self, FACT_transferred), 0);
    assert_int_equal(world_account(self, E).orders, 0);
    rs_key prefix = *KEY_1(OZON(E));
    state_cursor cursor; /* it stands in E's history all the same */
    assert_true(state_first(self->stores.state, TABLE_POSTING_OF, key_bytes(&prefix), (rs_bytes){0},
                            false, &cursor));
}

/* 8 */
static void test_the_order_named_at_registration_counts_when_it_is_delivered(void **state_p)
{
    world *self = *state_p;
    family_without_e(self);
    world_join(self, E, world_code(self, D));
    world_pass(self, DAY);
    int64_t ordered = world_now(self);
    see_order(self, RS_POSTING_ORDERED, ordered);
    world_pass(self, 7 * DAY);
    world_consent(self, E);
    assert_int_equal(world_register(self, E, world_number(self, OZON(E), 2, 0)),
                     RS_REGISTER_PROVEN);
    assert_true(world_row(self, E).proven);
    EXPECT_FOUR(self, 0, 0);
    assert_int_equal(world_account(self, D).expected, PTS(99, 99));
    see_order(self, RS_POSTING_DELIVERED, ordered);
    EXPECT_FOUR(self, PTS(99, 99), 0);
    assert_int_equal(world_account(self, D).expected, 0);
}

/* 9 */
static void test_points_of_an_unproven_ozon_id_wait_until_an_order_is_named(void **state_p)
{
    world *self = *state_p;
    family_without_e(self);
    world_member(self, E, D);
    see_order(self, RS_POSTING_DELIVERED, world_now(self));
    world_pass(self, 40 * DAY);
    EXPECT_FOUR(self, PTS(99, 99), 0);
    assert_int_equal(world_register(self, E, world_number(self, OZON(E), 3, 0)),
                     RS_REGISTER_UNPROVEN); /* no such order */
    EXPECT_FOUR(self, PTS(99, 99), 0);
    assert_int_equal(world_register(self, E, world_number(self, OZON(E), 2, 0)),
                     RS_REGISTER_PROVEN);
    EXPECT_FOUR(self, 0, PTS(99, 99));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_purchase_brings_points_to_the_buyer_and_three_levels),
        WORLD_TEST(returns_take_back_their_part_and_rejected_ones_give_it_back),
        WORLD_TEST(all_returned_leaves_nothing),
        WORLD_TEST(a_return_after_the_thaw_makes_a_debt_that_a_rejection_settles),
        WORLD_TEST(a_debt_that_was_paid_is_repaid_by_later_points),
        WORLD_TEST(a_payout_reserves_and_pays_and_leaves_the_hold_alone),
        cmocka_unit_test(test_repeated_and_reordered_looks_count_once),
        WORLD_TEST(rates_and_tree_of_the_moment_of_the_order_last_for_its_whole_life),
        WORLD_TEST(an_order_from_before_joining_is_history_only),
        WORLD_TEST(the_order_named_at_registration_counts_when_it_is_delivered),
        WORLD_TEST(points_of_an_unproven_ozon_id_wait_until_an_order_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
