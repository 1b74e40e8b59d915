/* The programme by days and months, and the dashboard made of them. Every world checks on its end
 * that the figures are what counting anew gives (invariants_rollups.c); here stand the numbers. */
#include "tests/unit/actors/ledger/world.h"

#define BUY(self, n, number, ...)                                                                  \
    SEE(self, .ozon = OZON(n), .order = number, .status = RS_POSTING_DELIVERED,                    \
        .goods = {{1, 1, RUB(100, 0), 0}, {2, 3, RUB(50, 0), 0}}, __VA_ARGS__)

static rs_dashboard dashboard(world *self)
{
    rs_dashboard out = {0};
    view look = world_view(self);
    assert_int_equal(view_dashboard(&look, &(rs_nothing){0}, &out), RS_OK);
    return out;
}

static rs_period total(world *self)
{
    const rs_period *all = dashboard(self).total;
    RS_ASSERT(all);
    return *all;
}

static rs_period day(world *self, int64_t at)
{
    rs_days_page out = {0};
    view look = world_view(self);
    assert_int_equal(view_days(&look, &(rs_days_args){.since = at, .days = 1}, &out), RS_OK);
    assert_int_equal(out.days.count, 1);
    RS_ASSERT(out.days.items);
    return out.days.items[0];
}

static void test_referrals_are_counted_apart_from_whom_nobody_invited(void **unit)
{
    world *self = *unit;
    world_family(self);
    BUY(self, A, 101, .part = 1);
    BUY(self, E, 101, .part = 1);
    BUY(self, D, 101, .part = 1);
    rs_period all = total(self);
    assert_int_equal(all.registered, 5);
    assert_int_equal(all.referrals, 4);
    assert_int_equal(all.buyers, 2);
    assert_int_equal(all.orders, 2);
    assert_int_equal(all.sales, RUB(500, 0));
    assert_int_equal(all.own_orders, 1);
    assert_int_equal(all.own_sales, RUB(250, 0));
    assert_int_equal(dashboard(self).buyers_share, 5000);
    assert_int_equal(dashboard(self).average_order, RUB(250, 0));
}

static void test_an_order_of_two_postings_counts_once(void **unit)
{
    world *self = *unit;
    world_family(self);
    BUY(self, E, 101, .part = 1);
    BUY(self, E, 101, .part = 2);
    assert_int_equal(total(self).orders, 1);
    assert_int_equal(total(self).sales, RUB(500, 0));
    assert_int_equal(total(self).repeated, 0);
    BUY(self, E, 102, .part = 1);
    assert_int_equal(total(self).repeated, 1);
    assert_int_equal(dashboard(self).repeated_share, 10000);
}

static void test_a_late_return_corrects_the_day_of_the_order(void **unit)
{
    world *self = *unit;
    world_family(self);
    int64_t ordered = world_now(self);
    BUY(self, E, 101, .part = 1);
    world_pass(self, 40 * DAY);
    SEE_RETURN(self, .ozon = OZON(E), .order = 101, .id = 1, .sku = 2, .qty = 3);
    assert_int_equal(day(self, ordered).sales, RUB(100, 0));
    assert_int_equal(day(self, ordered).units, 4);
    assert_int_equal(day(self, ordered).units_back, 3);
    assert_int_equal(dashboard(self).returned_units_share, 7500);
    assert_int_equal(dashboard(self).returned_money_share, 6000);
    assert_int_equal(day(self, world_now(self)).sales, 0);
    assert_true(day(self, world_now(self)).taken > 0); /* points: when they moved */
    SEE_RETURN(self, .ozon = OZON(E), .order = 101, .id = 2, .sku = 1, .qty = 1);
    assert_int_equal(total(self).orders, 0);
    assert_int_equal(total(self).buyers, 0);
    assert_int_equal(total(self).active, 0);
    assert_int_equal(total(self).units_back, 4);
}

static void test_the_first_purchase_is_the_first_that_is_kept(void **unit)
{
    world *self = *unit;
    world_family(self);
    world_pass(self, 3 * DAY);
    int64_t first = world_now(self);
    BUY(self, E, 101, .part = 1);
    world_pass(self, 4 * DAY);
    int64_t second = world_now(self);
    BUY(self, E, 102, .part = 1);
    assert_int_equal(day(self, first).buyers, 1);
    assert_int_equal(day(self, second).repeated, 1);
    assert_int_equal(dashboard(self).median_wait_days, 3);
    assert_int_equal(dashboard(self).mean_wait, first - world_row(self, E).registered);
    SEE_RETURN(self, .ozon = OZON(E), .order = 101, .id = 1, .sku = 1, .qty = 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 101, .id = 2, .sku = 2, .qty = 3);
    assert_int_equal(day(self, first).buyers, 0);
    assert_int_equal(day(self, second).buyers, 1);
    assert_int_equal(total(self).repeated, 0);
    assert_int_equal(dashboard(self).median_wait_days, 7);
}

static void test_somebody_is_active_once_a_month_and_each_day_they_buy(void **unit)
{
    world *self = *unit;
    world_family(self);
    world_pass(self, 40 * DAY);
    int64_t days = 0;
    for (int n = 1; n <= 3; n++, world_pass(self, DAY)) {
        BUY(self, E, 10 + n, .part = 1);
        BUY(self, E, 20 + n, .part = 1);
        days += day(self, world_now(self)).active;
    }
    assert_int_equal(days, 3);
    const rs_period_list months = dashboard(self).months;
    assert_int_equal(months.count, 12);
    assert_int_equal(months.items[11].active, 1);
    assert_int_equal(months.items[11].orders, 6);
}

static void test_days_begin_at_midnight_in_moscow(void **unit)
{
    world *self = *unit;
    world_family(self);
    world_pass(self, 21 * HOUR - world_now(self) % DAY - 1);
    int64_t before = world_now(self);
    BUY(self, E, 101, .part = 1);
    world_pass(self, 1);
    BUY(self, E, 102, .part = 1);
    assert_int_equal(day(self, before).orders, 1);
    assert_int_equal(day(self, world_now(self)).orders, 1);
}

static size_t exported(world *self, bool all)
{
    rs_purchases_page page;
    view look = world_view(self);
    rs_export_purchases_args args = {.all = all, .limit = 100};
    assert_int_equal(view_export_purchases(&look, &args, &page), RS_OK);
    for (size_t n = 0; !all && n < page.rows.count; n++)
        assert_int_equal(page.rows.items[n].invited_by, D);
    return page.rows.count;
}

static void test_who_bought_as_a_referral_did_so_for_good_in_figures_and_in_exports(void **unit)
{
    world *self = *unit;
    world_family(self);
    BUY(self, E, 101, .part = 1);
    BUY(self, A, 101, .part = 1);
    assert_int_equal(total(self).orders, exported(self, false));
    assert_int_equal(exported(self, false), 1);
    world_pass(self, DAY);
    world_fact(self, FACT_tied, &(rs_tied){.id = E, .office = true, .before = D});
    world_fact(self, FACT_tied, &(rs_tied){.id = A, .inviter = E, .office = true});
    assert_int_equal(total(self).orders, 1); /* as they were bought */
    assert_int_equal(exported(self, false), 1);
    assert_int_equal(total(self).referrals, 4); /* as they are now: B, C, D and A */
    BUY(self, E, 102, .part = 1);
    assert_int_equal(total(self).orders, 1);
    assert_int_equal(total(self).own_orders, 2);
    assert_int_equal(exported(self, false), 1);
    assert_int_equal(exported(self, true), 3);
}

static void step(world *self, int64_t n, const char *name)
{
    rs_dialogue_args args = {.bot = RS_BOT_PARTICIPANTS, .chat = TG(n), .step = name};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_DIALOGUE_SET, &args), RS_OK);
}

static void test_whoever_does_something_in_a_bot_is_there_once_a_day_and_once_a_month(void **unit)
{
    world *self = *unit;
    world_family(self);
    assert_int_equal(day(self, world_now(self)).acted, 4); /* who registered; A is no referral */
    world_pass(self, 40 * DAY);
    assert_int_equal(day(self, world_now(self)).acted, 0); /* points that thaw are no action */
    step(self, E, "one");
    step(self, E, "two");
    step(self, D, "one");
    step(self, A, "one");
    step(self, 77, "nobody who takes part");
    assert_int_equal(day(self, world_now(self)).acted, 2);
    world_pass(self, DAY);
    step(self, E, "three");
    assert_int_equal(day(self, world_now(self)).acted, 1);
    const rs_period_list months = dashboard(self).months;
    assert_int_equal(months.items[11].acted, 2);
    assert_int_equal(months.items[10].acted, 4);
    assert_int_equal(months.items[11].active, 0);
}

static void test_a_member_of_before_joined_on_their_day_and_has_done_nothing_here_yet(void **unit)
{
    world *self = *unit;
    world_family(self);
    int64_t joined = world_now(self) - 100 * DAY;
    rs_import_member one = {
        .tg = 9001, .joined = joined, .first = "Вера", .ozon = "29009001", .inviter = TG(A)};
    rs_import_members_args args = {.members = {&one, 1}};
    world_pass(self, 2 * DAY);
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_IMPORT_MEMBERS, &args), RS_OK);
    assert_int_equal(day(self, joined).joined, 1);
    assert_int_equal(day(self, world_now(self)).joined, 0);
    assert_int_equal(day(self, world_now(self)).registered, 1);
    assert_int_equal(day(self, world_now(self)).referrals, 1);
    assert_int_equal(day(self, world_now(self)).acted, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(referrals_are_counted_apart_from_whom_nobody_invited),
        WORLD_TEST(an_order_of_two_postings_counts_once),
        WORLD_TEST(a_late_return_corrects_the_day_of_the_order),
        WORLD_TEST(the_first_purchase_is_the_first_that_is_kept),
        WORLD_TEST(somebody_is_active_once_a_month_and_each_day_they_buy),
        WORLD_TEST(days_begin_at_midnight_in_moscow),
        WORLD_TEST(who_bought_as_a_referral_did_so_for_good_in_figures_and_in_exports),
        WORLD_TEST(whoever_does_something_in_a_bot_is_there_once_a_day_and_once_a_month),
        WORLD_TEST(a_member_of_before_joined_on_their_day_and_has_done_nothing_here_yet),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
