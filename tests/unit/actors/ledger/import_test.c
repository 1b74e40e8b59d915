/* Members and orders of before refsys. */
#include "tests/unit/actors/ledger/world.h"

static const rs_import_outcome *import_members(world *self, bool dry,
                                               const rs_import_member *members, size_t count)
{
    rs_import_members_args args = {.members = {(rs_import_member *)(uintptr_t)members, count},
                                   .dry = dry};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_IMPORT_MEMBERS, &args), RS_OK);
    const rs_import_result *result = self->result;
    assert_int_equal(result->outcomes.count, count);
    return result->outcomes.items;
}
#define MEMBERS(self, dry, ...)                                                                    \
    import_members(self, dry, (const rs_import_member[]){__VA_ARGS__},                             \
                   sizeof((const rs_import_member[]){__VA_ARGS__}) / sizeof(rs_import_member))

#define JOINED (WORLD_START - 100 * DAY)

static void test_members_keep_their_date_inviter_and_balances(void **state_p)
{
    world *self = *state_p;
    const rs_import_outcome *out =
        MEMBERS(self, false, {.tg = TG(1), .joined = JOINED, .first = "Анна", .ozon = "20000001"},
                {.tg = TG(2),
                 .joined = JOINED + DAY,
                 .inviter = TG(1),
                 .ozon = "020000002-0001",
                 .available = PTS(10, 50),
                 .held = PTS(3, 0)});
    assert_null(out[0].refused);
    assert_null(out[1].refused);
    rs_participant_row row = world_row(self, 2);
    assert_int_equal(row.joined, JOINED + DAY);
    assert_int_equal(row.inviter, 1);
    assert_int_equal(row.tied, JOINED + DAY);
    assert_int_equal(row.ozon, 20000002);
    assert_true(row.proven);
    assert_int_equal(world_row(self, 1).referrals, 1);
    EXPECT_BALANCE(self, 2, PTS(3, 0), PTS(10, 50), 0);
    world_pass(self, 30 * DAY);
    EXPECT_BALANCE(self, 2, 0, PTS(13, 50), 0);
}

static void test_the_same_lines_again_change_nothing(void **state_p)
{
    world *self = *state_p;
    const rs_import_member one = {.tg = TG(1), .joined = JOINED, .available = PTS(5, 0)};
    assert_false(import_members(self, false, &one, 1)->known);
    size_t facts = world_facts(self);
    assert_true(import_members(self, false, &one, 1)->known);
    assert_int_equal(world_facts(self), facts);
    EXPECT_BALANCE(self, 1, 0, PTS(5, 0), 0);
}

static void test_a_wrong_line_is_refused_and_the_others_are_taken(void **state_p)
{
    world *self = *state_p;
    const rs_import_outcome *out = MEMBERS(self, false, {.tg = -5, .joined = JOINED},
                                           {.tg = TG(2), .joined = WORLD_START + DAY},
                                           {.tg = TG(3), .joined = JOINED, .inviter = TG(3)},
                                           {.tg = TG(4), .joined = JOINED, .inviter = TG(99)},
                                           {.tg = TG(5), .joined = JOINED, .ozon = "+79123456789"},
                                           {.tg = TG(6), .joined = JOINED, .held = -1},
                                           {.tg = TG(7), .joined = JOINED, .ozon = "20000007"},
                                           {.tg = TG(8), .joined = JOINED, .ozon = "20000007"});
    static const char *const words[] = {"telegram_id:",
                                        "joined:",
                                        "inviter: nobody invites",
                                        "inviter: nobody has",
                                        "ozon_id:",
                                        "available, held:",
                                        NULL,
                                        "ozon_id: participant 1 has it"};
    for (size_t n = 0; n < sizeof words / sizeof *words; n++)
        if (words[n])
            assert_ptr_equal(strstr(out[n].refused, words[n]), out[n].refused);
        else
            assert_null(out[n].refused);
    assert_int_equal(world_facts_of(self, FACT_joined), 1);
}

static void test_a_dry_run_says_the_same_and_does_nothing(void **state_p)
{
    world *self = *state_p;
    const rs_import_outcome *out =
        MEMBERS(self, true, {.tg = TG(1), .joined = JOINED},
                {.tg = TG(2), .joined = JOINED, .inviter = TG(1)},
                {.tg = TG(3), .joined = JOINED, .inviter = TG(1), .follows = true});
    assert_null(out[0].refused);
    assert_non_null(out[1].refused);
    assert_null(out[2].refused);
    assert_int_equal(world_facts_of(self, FACT_joined), 0);
}

static const rs_import_outcome *import_order(world *self, rs_posting_status status, int64_t created)
{
    rs_posting_item item = {.sku = 11, .qty = 1, .price = RUB(1000, 0)};
    rs_posting_seen seen = {.number = "20000002-0001-1",
                            .order = "20000002-0001",
                            .scheme = RS_SCHEME_FBO,
                            .status = status,
                            .created = created,
                            .items = {&item, 1}};
    rs_import_orders_args args = {.store = STORE, .postings = {&seen, 1}};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_IMPORT_ORDERS, &args), RS_OK);
    return ((const rs_import_result *)self->result)->outcomes.items;
}

/* Their orders are imported after them. */
static void two_members(world *self)
{
    MEMBERS(self, false, {.tg = TG(1), .joined = JOINED, .ozon = "20000001"},
            {.tg = TG(2), .joined = JOINED, .inviter = TG(1), .ozon = "20000002"});
    world_pass(self, MINUTE);
}

static void test_a_settled_order_counts_for_its_buyer_and_brings_nobody_points(void **state_p)
{
    world *self = *state_p;
    two_members(self);
    assert_null(import_order(self, RS_POSTING_DELIVERED, JOINED + 10 * DAY)->refused);
    rs_account_row buyer = world_account(self, 2);
    assert_int_equal(buyer.orders, 1);
    assert_int_equal(buyer.sum, RUB(1000, 0));
    EXPECT_BALANCE(self, 1, 0, 0, 0);
    EXPECT_BALANCE(self, 2, 0, 0, 0);
    assert_true(import_order(self, RS_POSTING_DELIVERED, JOINED + 10 * DAY)->known);
    SEE_RETURN(self, .ozon = OZON(2), .order = 1, .id = 1, .sku = 11);
    assert_int_equal(world_account(self, 2).sum, 0);
    EXPECT_BALANCE(self, 1, 0, 0, 0);
}

static void test_an_order_on_its_way_brings_points_once_it_is_delivered(void **state_p)
{
    world *self = *state_p;
    two_members(self);
    import_order(self, RS_POSTING_ORDERED, WORLD_START - DAY);
    EXPECT_BALANCE(self, 1, 0, 0, 0);
    SEE(self, .ozon = OZON(2), .order = 1, .created = WORLD_START - DAY,
        .status = RS_POSTING_DELIVERED, .goods = {{11, 1, RUB(1000, 0)}});
    EXPECT_BALANCE(self, 1, PTS(50, 0), 0, 0);
}

static void test_orders_that_were_there_before_their_buyer_bring_nothing_either(void **state_p)
{
    world *self = *state_p;
    MEMBERS(self, false, {.tg = TG(1), .joined = JOINED, .ozon = "20000001"});
    SEE(self, .ozon = OZON(2), .order = 1, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 2, RUB(1000, 0)}}, .created = WORLD_START - DAY);
    SEE(self, .ozon = OZON(2), .order = 2, .goods = {{11, 1, RUB(100, 0)}});
    MEMBERS(self, false, {.tg = TG(2), .joined = JOINED, .inviter = TG(1), .ozon = "20000002"});
    assert_int_equal(world_account(self, 2).orders, 1);
    assert_int_equal(world_account(self, 1).expected, PTS(5, 0)); /* of the one on its way */
    /* A part comes back: what remains was in the opening balances all the same. */
    SEE_RETURN(self, .ozon = OZON(2), .order = 1, .id = 5, .sku = 11, .qty = 1);
    EXPECT_BALANCE(self, 1, 0, 0, 0);
    assert_int_equal(world_account(self, 2).sum, RUB(1000, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(members_keep_their_date_inviter_and_balances),
        WORLD_TEST(the_same_lines_again_change_nothing),
        WORLD_TEST(a_wrong_line_is_refused_and_the_others_are_taken),
        WORLD_TEST(a_dry_run_says_the_same_and_does_nothing),
        WORLD_TEST(a_settled_order_counts_for_its_buyer_and_brings_nobody_points),
        WORLD_TEST(an_order_on_its_way_brings_points_once_it_is_delivered),
        WORLD_TEST(orders_that_were_there_before_their_buyer_bring_nothing_either),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
