/* Lists of payout requests: filters, orders, pages, and how much a page looks at. */
#include <stdio.h>

#include "tests/unit/actors/ledger/payday.h"

static rs_payouts_page list(world *self, const rs_payouts_args *args)
{
    rs_payouts_page out = {0};
    view look = world_view(self);
    assert_int_equal(view_payouts(&look, args, &out), RS_OK);
    return out;
}

static void test_lists_page_newest_first_by_state_and_participant(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    for (int n = 1; n <= 5; n++) {
        int64_t payout = world_payout(self, D, PTS(1, 0));
        assert_int_equal(payout, n);
        if (n < 5)
            world_move(self, payout, RS_PAYOUT_REJECTED);
    }
    int64_t rejected = RS_PAYOUT_REJECTED;
    rs_payouts_page page = list(self, &(rs_payouts_args){.limit = 100});
    assert_int_equal(page.rows.count, 5);
    assert_int_equal(page.rows.items[0].id, 5);
    assert_int_equal(page.next, 0);
    page = list(self, &(rs_payouts_args){.limit = 3, .states = {&rejected, 1}});
    assert_int_equal(page.rows.count, 3);
    assert_int_equal(page.rows.items[0].id, 4);
    assert_int_equal(page.next, 2);
    page = list(self, &(rs_payouts_args){.limit = 3, .before = 2, .states = {&rejected, 1}});
    assert_int_equal(page.rows.count, 1);
    assert_int_equal(page.rows.items[0].id, 1);
    page = list(self, &(rs_payouts_args){.limit = 3, .participant = BUYER});
    assert_int_equal(page.rows.count, 0);
    page = list(self, &(rs_payouts_args){.limit = 5, .participant = MEMBER});
    assert_int_equal(page.rows.count, 5);
    assert_int_equal(page.next, 0);
    for (size_t n = 0; n < page.counts.count; n++) {
        rs_payout_state which = page.counts.items[n].state;
        int64_t expected = which == RS_PAYOUT_REJECTED ? 4 : which == RS_PAYOUT_NEW;
        assert_int_equal(page.counts.items[n].count, expected);
    }
}

/* Five requests, one after another by the hour: 30, 10, 50, 20 and 40 points; the even ones were
 * rejected by Boris, the odd ones paid by Anna, the last is new. */
static void five(world *self)
{
    static const int64_t points[] = {PTS(30, 0), PTS(10, 0), PTS(50, 0), PTS(20, 0), PTS(40, 0)};
    rs_settings settings = world_settings(self);
    settings.point_rate = 50;
    world_set(self, &settings);
    earn(self, PTS(500, 0));
    for (int n = 0; n < 5; n++) {
        world_pass(self, HOUR / 4);
        int64_t payout = world_payout(self, D, points[n]);
        self->as = n % 2 ? boris : anna;
        if (n < 4)
            assert_int_equal(
                world_move(self, payout, n % 2 ? RS_PAYOUT_REJECTED : RS_PAYOUT_NEGOTIATION),
                RS_OK);
        if (n < 4 && n % 2 == 0)
            assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_OK);
    }
}

static void expect_rows(world *self, const rs_payouts_args *args, const char *expected)
{
    rs_payouts_page page = list(self, args);
    char found[64] = "";
    for (size_t n = 0; n < page.rows.count; n++)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%lld ",
                 (long long)page.rows.items[n].id);
    assert_string_equal(found, expected);
}
#define EXPECT_ROWS(self, expected, ...)                                                           \
    expect_rows(self, &(rs_payouts_args){__VA_ARGS__}, expected)

static void test_every_attribute_filters(void **state_p)
{
    world *self = *state_p;
    five(self);
    EXPECT_ROWS(self, "5 4 3 2 1 ", .limit = 0);
    EXPECT_ROWS(self, "3 1 ", .operator= anna);
    EXPECT_ROWS(self, "4 2 ", .operator= boris);
    EXPECT_ROWS(self, "4 2 ", .reason = RS_REJECT_OTHER);
    EXPECT_ROWS(self, "", .reason = RS_REJECT_LIMITS);
    EXPECT_ROWS(self, "5 4 1 ", .points_from = PTS(20, 0), .points_to = PTS(40, 0));
    EXPECT_ROWS(self, "4 2 ", .money_to = RUB(10, 0));
    EXPECT_ROWS(self, "", .participant = BUYER);
    int64_t third = world_payout_row(self, 3).created;
    EXPECT_ROWS(self, "5 4 3 ", .from = third);
    EXPECT_ROWS(self, "2 1 ", .to = third);
    EXPECT_ROWS(self, "3 ", .from = third, .to = third + 1);
    EXPECT_ROWS(self, "3 4 5 ", .from = third, .up = true);
    EXPECT_ROWS(self, "4 ", .operator= boris, .from = third, .participant = MEMBER);
}

static void test_every_attribute_sorts_both_ways(void **state_p)
{
    world *self = *state_p;
    five(self);
    EXPECT_ROWS(self, "1 2 3 4 5 ", .up = true);
    EXPECT_ROWS(self, "3 5 1 4 2 ", .sort = RS_PAYOUT_BY_POINTS);
    EXPECT_ROWS(self, "2 4 1 5 3 ", .sort = RS_PAYOUT_BY_POINTS, .up = true);
    EXPECT_ROWS(self, "3 5 1 4 2 ", .sort = RS_PAYOUT_BY_MONEY);
    EXPECT_ROWS(self, "5 1 4 ", .sort = RS_PAYOUT_BY_POINTS, .points_from = PTS(20, 0),
                .points_to = PTS(40, 0));
    EXPECT_ROWS(self, "4 2 3 1 5 ", .sort = RS_PAYOUT_BY_STATE);
    EXPECT_ROWS(self, "5 1 3 2 4 ", .sort = RS_PAYOUT_BY_OPERATOR, .up = true);
    EXPECT_ROWS(self, "5 4 3 2 1 ", .sort = RS_PAYOUT_BY_PARTICIPANT, .participant = MEMBER);
    world_pass(self, HOUR);
    self->as = anna;
    assert_int_equal(world_move(self, 5, RS_PAYOUT_NEGOTIATION), RS_OK);
    EXPECT_ROWS(self, "5 4 3 2 1 ", .sort = RS_PAYOUT_BY_CHANGED);
    EXPECT_ROWS(self, "1 2 3 4 5 ", .sort = RS_PAYOUT_BY_CHANGED, .up = true);
}

static void test_pages_of_every_order_fit_together(void **state_p)
{
    world *self = *state_p;
    five(self);
    for (int by = RS_PAYOUT_BY_CREATED; by <= RS_PAYOUT_BY_PARTICIPANT; by++)
        for (int up = 0; up < 2; up++) {
            rs_payouts_args args = {.limit = 100, .sort = (rs_payout_sort)by, .up = up};
            rs_payouts_page whole = list(self, &args);
            args.limit = 2;
            for (size_t n = 0; n < whole.rows.count;) {
                rs_payouts_page page = list(self, &args);
                assert_true(page.rows.count > 0);
                for (size_t m = 0; m < page.rows.count; m++)
                    assert_int_equal(page.rows.items[m].id, whole.rows.items[n++].id);
                assert_int_equal(page.next == 0, n == whole.rows.count);
                args.before = page.next;
                args.before_value = page.next_value;
            }
        }
}

/* Twelve hundred requests, none of them wanted: one page looks at a thousand and goes on. */
static void test_a_page_looks_at_no_more_than_its_limit(void **state_p)
{
    enum { MANY = 1200 };
    world *self = *state_p;
    earn(self, PTS(100, 0));
    for (int n = 0; n < MANY; n++) {
        rs_payout_cancel_args args = {.tg = TG(D), .payout = world_payout(self, D, PTS(1, 0))};
        assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args), RS_OK);
    }
    rs_payouts_args args = {.limit = 10, .money_from = RUB(2, 0)};
    rs_payouts_page page = list(self, &args);
    assert_int_equal(page.rows.count, 0);
    assert_int_equal(page.next, MANY - 1000 + 1);
    args.before = page.next;
    page = list(self, &args);
    assert_int_equal(page.rows.count, 0);
    assert_int_equal(page.next, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAYDAY_TEST(lists_page_newest_first_by_state_and_participant),
        PAYDAY_TEST(every_attribute_filters),
        PAYDAY_TEST(every_attribute_sorts_both_ways),
        PAYDAY_TEST(pages_of_every_order_fit_together),
        PAYDAY_TEST(a_page_looks_at_no_more_than_its_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
