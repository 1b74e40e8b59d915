/* Networks, rankings and periods, after real requests: people who invite, buy, return, withdraw. */
#include <string.h>

#include "actors/ledger/views/lists/ranking.h"
#include "tests/unit/actors/ledger/world.h"

static projection *people_of(world *self)
{
    static projection *kept; /* closed by the test that opened it */
    if (!self) {
        projection_close(&kept);
        return NULL;
    }
    if (!kept)
        kept = projection_open(self->stores.state, self->stores.seal);
    assert_true(projection_fill(kept, SIZE_MAX));
    return kept;
}

#define ASK(self, function, result, ...)                                                           \
    do {                                                                                           \
        view look = world_view(self);                                                              \
        look.people = people_of(self);                                                             \
        memset(result, 0, sizeof *(result));                                                       \
        if (world_look(&look, function, &(__VA_ARGS__), result) != RS_OK)                          \
            fail_msg("%s", look.error.text);                                                       \
    } while (0)

static void buy(world *self, int n, int order, int64_t price)
{
    SEE(self, .ozon = OZON(n), .order = order, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, price}});
}

static void assert_level(const rs_tree_levels *got, int64_t level, int64_t people, int64_t buyers,
                         int64_t orders, int64_t sum)
{
    const rs_level_line *line = &got->levels.items[level - 1];
    assert_int_equal(line->level, level);
    assert_int_equal(line->people, people);
    assert_int_equal(line->buyers, buyers);
    assert_int_equal(line->orders, orders);
    assert_int_equal(line->sum, sum);
}

static void test_levels_of_a_network_say_who_is_there_and_what_they_bought(void **state_p)
{
    world *self = *state_p;
    rs_tree_levels got;
    world_family(self);
    assert_int_equal(world_member(self, 6, B), 6);
    ASK(self, view_levels, &got, (rs_who){.participant = A});
    assert_int_equal(got.levels.count, 3);
    assert_level(&got, 1, 1, 0, 0, 0);

    world_pass(self, HOUR);
    buy(self, D, 5, RUB(1999, 99));
    buy(self, D, 6, RUB(100, 0));
    buy(self, E, 5, RUB(5000, 0)); /* the fourth level of A */
    ASK(self, view_levels, &got, (rs_who){.tg = TG(A)});
    assert_level(&got, 1, 1, 0, 0, 0);
    assert_level(&got, 2, 2, 0, 0, 0);
    assert_level(&got, 3, 1, 1, 2, RUB(2099, 99));
    assert_int_equal(got.levels.items[2].last_order, world_now(self));
    assert_int_equal(got.seq, world_facts(self));
    ASK(self, view_levels, &got, (rs_who){.participant = C});
    assert_level(&got, 2, 1, 1, 1, RUB(5000, 0));
    people_of(NULL);
}

static void test_referrals_of_a_level_come_newest_first_with_their_names(void **state_p)
{
    world *self = *state_p;
    rs_participants_page got;
    world_family(self);
    world_pass(self, DAY);
    assert_int_equal(world_member(self, 6, B), 6);
    ASK(self, view_referrals, &got, (rs_referrals_args){.participant = B});
    assert_int_equal(got.total, 2);
    assert_int_equal(got.rows.items[0].id, 6);
    assert_int_equal(got.rows.items[1].id, C);
    assert_non_null(got.rows.items[0].name);
    ASK(self, view_referrals, &got, (rs_referrals_args){.tg = TG(A), .level = 2, .limit = 1});
    assert_int_equal(got.total, 2);
    assert_int_equal(got.rows.count, 1);
    assert_int_equal(got.rows.items[0].id, 6);
    people_of(NULL);
}

static void test_before_a_tie_is_moved_one_sees_who_moves_and_who_would_earn(void **state_p)
{
    world *self = *state_p;
    rs_tree_preview got;
    world_family(self);
    ASK(self, view_tie_preview, &got, (rs_tree_preview_args){.participant = C, .inviter = A});
    assert_int_equal(got.people.count, 2);
    assert_int_equal(got.people.items[0], 1);
    assert_int_equal(got.people.items[1], 1);
    assert_false(got.loop);
    assert_int_equal(got.above.count, 1);
    assert_int_equal(got.above.items[0].id, A);
    assert_int_equal(got.above_now.count, 2);
    assert_int_equal(got.above_now.items[0].id, B);
    ASK(self, view_tie_preview, &got, (rs_tree_preview_args){.participant = C, .inviter = E});
    assert_true(got.loop);
    ASK(self, view_tie_preview, &got, (rs_tree_preview_args){.participant = C, .inviter = C});
    assert_true(got.loop);
    people_of(NULL);
}

static void assert_rank(const rs_ranking *got, size_t n, int64_t place, int64_t who)
{
    assert_true(got->rows.count > n);
    assert_int_equal(got->rows.items[n].place, place);
    assert_int_equal(got->rows.items[n].participant, who);
}

static void test_the_best_are_ranked_for_all_time_and_for_a_period(void **state_p)
{
    world *self = *state_p;
    rs_ranking got;
    world_family(self);
    world_pass(self, 10 * DAY);
    int64_t later = world_now(self);
    assert_int_equal(world_member(self, 6, B), 6);
    buy(self, E, 5, RUB(1000, 0)); /* in the networks of D, C, B */
    SEE(self, .ozon = OZON(C), .order = 9, .created = later - 5 * DAY,
        .status = RS_POSTING_DELIVERED, .goods = {{11, 1, RUB(300, 0)}}); /* B, A */

    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_REFERRALS});
    assert_int_equal(got.rows.count, 4);
    assert_rank(&got, 0, 1, B);
    assert_int_equal(got.rows.items[0].people, 2);
    assert_rank(&got, 1, 2, D); /* one each: the same place */
    assert_rank(&got, 3, 2, A);
    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_REFERRALS, .from = later});
    assert_int_equal(got.rows.count, 1);
    assert_int_equal(got.rows.items[0].people, 1);

    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_SUM});
    assert_rank(&got, 0, 1, B);
    assert_int_equal(got.rows.items[0].sum, RUB(1300, 0));
    assert_int_equal(got.rows.items[0].orders, 2);
    assert_rank(&got, 1, 2, D);
    assert_rank(&got, 2, 2, C);
    assert_rank(&got, 3, 4, A);
    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_ORDERS, .to = later});
    assert_int_equal(got.rows.count, 2); /* the older order alone: B and A */
    assert_int_equal(got.rows.items[0].sum, RUB(300, 0));

    world_set_status(self, B, RS_PARTICIPANT_BLOCKED);
    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_SUM});
    assert_rank(&got, 0, 1, D);
    people_of(NULL);
}

/* People who invite each other at random, buy, return and are paid: what the columns say of all
 * time is what single purchases add up to. */
static void test_all_time_is_the_sum_of_its_days(void **state_p)
{
    enum { PEOPLE = 40 };
    world *self = *state_p;
    world_family(self);
    for (int n = 6; n <= PEOPLE; n++)
        assert_int_equal(world_member(self, n, 1 + (n * 7) % (n - 1)), n);
    for (int n = 1; n <= PEOPLE; n++)
        for (int order = 0; order < n % 4; order++)
            buy(self, n, 100 * order + n, RUB(100 * n + order, 0));
    world_pass(self, 40 * DAY);
    int64_t payout = world_payout(self, B, PTS(5, 0));
    self->as = 1;
    world_login(self, 1);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_OK);
    const projection *people = people_of(self);
    adding_up days = {0};
    int turns = 1;
    while (!ranking_add_up(&days, people, people->levels, 1, INT64_MAX, 3, self->memory))
        turns++;
    assert_int_equal(turns, (PEOPLE + 2) / 3);
    int64_t sum = 0;
    for (size_t id = 1; id <= PEOPLE; id++) {
        deeds ever = ranking_ever(people, id);
        assert_int_equal(ever.people, days.all[id].people);
        assert_int_equal(ever.buyers, days.all[id].buyers);
        assert_int_equal(ever.orders, days.all[id].orders);
        assert_int_equal(ever.sum, days.all[id].sum);
        assert_int_equal(ever.paid, days.all[id].paid);
        sum += ever.sum;
    }
    assert_true(sum > 0);
    people_of(NULL);
}

/* Between two turns somebody joins, buys and becomes an inviter: everybody else counts as before,
 * and nobody twice. */
static void test_what_happens_between_turns_is_counted_once_or_not_at_all(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, E, 5, RUB(1000, 0)); /* in the networks of D, C, B */
    const projection *people = people_of(self);
    adding_up days = {0};
    assert_false(ranking_add_up(&days, people, people->levels, 0, 0, 2, self->memory));
    assert_int_equal(world_member(self, 6, B), 6);
    buy(self, 6, 6, RUB(500, 0));
    buy(self, E, 7, RUB(10, 0)); /* not looked at yet */
    buy(self, A, 8, RUB(20, 0)); /* looked at already, and above them nobody */
    rs_tie_args tie = {.participant = D, .inviter = 6, .reason = "так и было"};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_TIE, &tie), RS_OK); /* above D */
    people_of(self);
    assert_true(ranking_add_up(&days, people, people->levels, 0, 0, 100, self->memory));
    assert_int_equal(days.count, E);
    assert_int_equal(days.all[D].sum, RUB(1010, 0));
    assert_int_equal(days.all[D].orders, 2);
    assert_int_equal(days.all[D].people, 1);
    assert_int_equal(days.all[B].sum, RUB(1010, 0)); /* by way of 6 and D */
    assert_int_equal(days.all[B].people, 3);         /* C, and D and E; 6 came later */
    assert_int_equal(days.all[C].people, 0);         /* D was C's no more when looked at */
    people_of(NULL);
}

/* As a reader asks: one at a time, and the others wait their turn without work of their own. */
static void test_a_ranking_waits_while_another_one_is_worked_on(void **state_p)
{
    world *self = *state_p;
    rs_ranking got = {0};
    world_family(self);
    view look = world_view(self);
    const rs_ranking_args args = {.by = RS_RANKING_REFERRALS};
    look.people = people_of(self);
    look.waits = true;
    assert_int_equal(view_ranking(&look, &args, &got), RS_OK);
    assert_true(look.more && !look.work);
    look.waits = look.more = false;
    assert_int_equal(view_ranking(&look, &args, &got), RS_OK);
    assert_true(!look.more && got.rows.count == 4);
    people_of(NULL);
}

static void test_what_was_withdrawn_counts_when_it_was_paid(void **state_p)
{
    world *self = *state_p;
    rs_ranking got;
    world_family(self);
    buy(self, E, 5, RUB(1000, 0));
    world_pass(self, 40 * DAY);
    int64_t payout = world_payout(self, D, PTS(50, 0));
    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_PAID});
    assert_int_equal(got.rows.count, 0);
    int64_t before = world_now(self);
    world_pass(self, DAY);
    self->as = 1;
    world_login(self, 1);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_OK);
    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_PAID});
    assert_rank(&got, 0, 1, D);
    assert_int_equal(got.rows.items[0].paid, PTS(50, 0));
    ASK(self, view_ranking, &got, (rs_ranking_args){.by = RS_RANKING_PAID, .to = before + 1});
    assert_int_equal(got.rows.count, 0);
    people_of(NULL);
}

static void test_referrals_of_a_period_are_brought_in_it_and_buy_in_it(void **state_p)
{
    world *self = *state_p;
    rs_brought_page got;
    world_family(self);
    buy(self, C, 5, RUB(100, 0));
    world_pass(self, 10 * DAY);
    int64_t later = world_now(self);
    assert_int_equal(world_member(self, 6, B), 6);
    buy(self, C, 6, RUB(200, 0));
    SEE(self, .ozon = OZON(C), .order = 6, .part = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{12, 1, RUB(50, 0)}}); /* of the same order */
    ASK(self, view_brought, &got, (rs_brought_args){.from = later});
    assert_int_equal(got.total, 1);
    assert_int_equal(got.rows.items[0].participant, B);
    assert_int_equal(got.rows.items[0].people, 1);
    assert_int_equal(got.rows.items[0].buyers, 1);
    assert_int_equal(got.rows.items[0].orders, 1);
    assert_int_equal(got.rows.items[0].sum, RUB(250, 0));
    ASK(self, view_brought, &got, (rs_brought_args){0});
    assert_int_equal(got.total, 4);
    assert_int_equal(got.rows.items[0].people, 2);
    assert_int_equal(got.rows.items[0].sum, RUB(350, 0));

    SEE_RETURN(self, .ozon = OZON(C), .order = 6, .id = 1, .sku = 11, .qty = 1);
    ASK(self, view_brought, &got, (rs_brought_args){.from = later});
    assert_int_equal(got.rows.items[0].sum, RUB(50, 0)); /* what came back is not bought */
    people_of(NULL);
}

static void test_a_writer_has_no_lists(void **state_p)
{
    world *self = *state_p;
    rs_tree_levels got = {0};
    view look = world_view(self);
    assert_int_equal(view_levels(&look, &(rs_who){.participant = 1}, &got), RS_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(levels_of_a_network_say_who_is_there_and_what_they_bought),
        WORLD_TEST(referrals_of_a_level_come_newest_first_with_their_names),
        WORLD_TEST(before_a_tie_is_moved_one_sees_who_moves_and_who_would_earn),
        WORLD_TEST(the_best_are_ranked_for_all_time_and_for_a_period),
        WORLD_TEST(all_time_is_the_sum_of_its_days),
        WORLD_TEST(what_happens_between_turns_is_counted_once_or_not_at_all),
        WORLD_TEST(a_ranking_waits_while_another_one_is_worked_on),
        WORLD_TEST(what_was_withdrawn_counts_when_it_was_paid),
        WORLD_TEST(referrals_of_a_period_are_brought_in_it_and_buy_in_it),
        WORLD_TEST(a_writer_has_no_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
