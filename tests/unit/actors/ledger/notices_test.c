/* What participants are told by themselves: exactly what happened in their period, once. */
#include "actors/ledger/rules/notices.h"
#include "tests/unit/actors/ledger/couple.h"

/* The world begins on a Thursday at 3 in the morning, Moscow's time. */
static const int64_t TO_TEN = 7 * HOUR;              /* of that day */
static const int64_t TO_MONDAY = 4 * DAY + 7 * HOUR; /* at ten */

typedef struct {
    size_t count;
    rs_event last;
} heard;

/* Digests that were told to a participant since the last look (0: to anybody). */
static heard hear(world *self, int64_t participant, int64_t *after)
{
    rs_events_args args = {.after = *after, .topics = RS_TOPIC_DIGESTS, .limit = 100};
    rs_events_page page = {0};
    view look = world_view(self);
    heard out = {0};
    do {
        assert_int_equal(view_events(&look, &args, &page), RS_OK);
        for (size_t n = 0; n < page.events.count; n++) {
            rs_event *event = &page.events.items[n];
            assert_non_null(event->who);
            if (participant && event->participant != participant)
                continue;
            out.count++;
            out.last = *event;
        }
        args.after = *after = page.next;
    } while (page.more);
    return out;
}

static const rs_digest *digest_of(const heard *what, rs_frequency frequency)
{
    const rs_digest *found = NULL;
    for (size_t n = 0; n < what->last.digests.count; n++)
        if (what->last.digests.items[n].frequency == frequency)
            found = &what->last.digests.items[n];
    RS_ASSERT(found);
    return found;
}

static int64_t joined_in(const rs_digest *one)
{
    int64_t count = 0;
    for (size_t n = 0; n < one->joined.count; n++)
        count += one->joined.items[n];
    return count;
}

static void subscribe(world *self, int64_t n, int64_t topics, rs_frequency frequency)
{
    rs_subscribe_args args = {.tg = TG(n), .topics = topics, .frequency = frequency};
    if (world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_SUBSCRIBE, &args) != RS_OK)
        fail_msg("%s", self->detail);
}

static void quiet(rs_settings *settings)
{
    settings->notice_released = settings->notice_taken = false;
}

/* The couple, and nothing told at once. */
static world *periods(void **state_p)
{
    world *self = couple(state_p);
    change(self, quiet);
    return self;
}

static void buy(world *self, int order, int64_t roubles)
{
    SEE(self, .ozon = OZON(E), .order = order, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(roubles, 0)}});
}

static void test_periods_end_at_the_hour_of_moscow_and_on_mondays(void **state_p)
{
    (void)state_p;
    const int64_t ten = WORLD_START + TO_TEN;
    const int64_t monday = WORLD_START + TO_MONDAY;
    assert_int_equal(notices_period_end(RS_FREQUENCY_DAILY, 10, WORLD_START), ten);
    assert_int_equal(notices_period_end(RS_FREQUENCY_DAILY, 10, ten - 1), ten);
    assert_int_equal(notices_period_end(RS_FREQUENCY_DAILY, 10, ten), ten + DAY);
    assert_int_equal(notices_period_end(RS_FREQUENCY_WEEKLY, 10, WORLD_START), monday);
    assert_int_equal(notices_period_end(RS_FREQUENCY_WEEKLY, 10, monday - 1), monday);
    assert_int_equal(notices_period_end(RS_FREQUENCY_WEEKLY, 10, monday), monday + 7 * DAY);
    assert_int_equal(notices_period_end(RS_FREQUENCY_DAILY, 0, WORLD_START),
                     WORLD_START + 21 * HOUR);
    assert_int_equal(notices_period_end(RS_FREQUENCY_DAILY, 23, WORLD_START),
                     WORLD_START + 20 * HOUR);
}

static void test_who_chose_nothing_is_told_weekly_of_exactly_the_week(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    world_pass(self, TO_MONDAY - 2 * HOUR); /* the registration of E, too, is news of this week */
    buy(self, 2, 1000);
    world_pass(self, 2 * HOUR - 1);
    assert_int_equal(hear(self, 0, &after).count, 0);
    world_pass(self, 1);
    heard first = hear(self, 0, &after);
    assert_int_equal(first.count, 1); /* nothing of E, who has no network */
    assert_int_equal(first.last.participant, INVITER);
    assert_int_equal(first.last.who->tg, TG(D));
    const rs_digest *week = digest_of(&first, RS_FREQUENCY_WEEKLY);
    assert_int_equal(week->since, WORLD_START + TO_MONDAY - 7 * DAY);
    assert_int_equal(week->until, WORLD_START + TO_MONDAY);
    assert_int_equal(week->levels.items[0], PTS(50, 0));
    assert_int_equal(week->joined.items[0], 1);
    assert_int_equal(week->orders, 1);
    assert_int_equal(week->sum, RUB(1000, 0));

    buy(self, 3, 10); /* at the very moment the next week begins */
    world_pass(self, 7 * DAY);
    heard second = hear(self, 0, &after);
    week = digest_of(&second, RS_FREQUENCY_WEEKLY);
    assert_int_equal(second.count, 1);
    assert_int_equal(week->levels.items[0], PTS(0, 50));
    assert_int_equal(joined_in(week), 0);
    world_pass(self, 7 * DAY);
    assert_int_equal(hear(self, 0, &after).count, 0); /* an empty week */
}

static void
test_what_happens_after_the_hour_before_the_digest_is_made_is_of_the_next(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    subscribe(self, D, 7, RS_FREQUENCY_DAILY);
    buy(self, 2, 1000);
    self->desk.now += TO_TEN + HOUR; /* the ledger was not there at ten */
    buy(self, 3, 10);                /* and is asked before it looks at the calendar */
    heard first = hear(self, INVITER, &after);
    assert_int_equal(first.count, 1);
    assert_int_equal(digest_of(&first, RS_FREQUENCY_DAILY)->levels.items[0], PTS(50, 0));
    world_pass(self, DAY);
    heard second = hear(self, INVITER, &after);
    assert_int_equal(second.count, 1);
    assert_int_equal(digest_of(&second, RS_FREQUENCY_DAILY)->levels.items[0], PTS(0, 50));
}

static void test_after_days_of_downtime_the_last_period_is_told_once(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    subscribe(self, D, 7, RS_FREQUENCY_DAILY);
    buy(self, 2, 1000);
    world_pass(self, 12 * DAY); /* in one step: nobody was there */
    heard late = hear(self, 0, &after);
    assert_int_equal(late.count, 1);
    assert_int_equal(digest_of(&late, RS_FREQUENCY_DAILY)->until, WORLD_START + TO_TEN);
}

static void test_daily_and_weekly_topics_of_one_person_come_in_one_message(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    subscribe(self, D, RS_NOTICE_POINTS, RS_FREQUENCY_DAILY);
    subscribe(self, D, RS_NOTICE_PURCHASES, RS_FREQUENCY_OFF);
    world_pass(self, TO_MONDAY - HOUR);
    hear(self, 0, &after);
    buy(self, 2, 1000);
    world_pass(self, HOUR);
    heard both = hear(self, INVITER, &after);
    assert_int_equal(both.count, 1);
    assert_int_equal(both.last.digests.count, 2);
    const rs_digest *day = digest_of(&both, RS_FREQUENCY_DAILY);
    const rs_digest *week = digest_of(&both, RS_FREQUENCY_WEEKLY);
    assert_int_equal(day->levels.items[0], PTS(50, 0));
    assert_int_equal(day->since, WORLD_START + TO_MONDAY - DAY);
    assert_int_equal(week->levels.count, 0);
    assert_int_equal(week->joined.items[0], 1);
    assert_int_equal(week->orders, 0); /* off */
}

static void test_whoever_switched_everything_off_hears_and_costs_nothing(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    subscribe(self, D, 7, RS_FREQUENCY_OFF);
    size_t opened = world_facts_of(self, FACT_digest_opened);
    buy(self, 2, 1000);
    world_pass(self, 30 * DAY);
    assert_int_equal(hear(self, 0, &after).count, 0);
    assert_int_equal(world_facts_of(self, FACT_digest_opened), opened);
    assert_int_equal(world_account(self, INVITER).digests.count, 0);
}

static void test_a_change_of_mind_loses_nothing_and_tells_nothing_twice(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    buy(self, 2, 1000);
    world_pass(self, HOUR);
    subscribe(self, D, RS_NOTICE_POINTS, RS_FREQUENCY_DAILY);
    subscribe(self, D, RS_NOTICE_POINTS, RS_FREQUENCY_DAILY);
    buy(self, 3, 200);
    world_pass(self, TO_TEN);
    heard day = hear(self, INVITER, &after);
    assert_int_equal(digest_of(&day, RS_FREQUENCY_DAILY)->levels.items[0], PTS(60, 0));
    assert_int_equal(day.last.digests.count, 1);
    world_pass(self, 7 * DAY);
    heard week = hear(self, INVITER, &after);
    assert_int_equal(week.count, 1);
    assert_int_equal(digest_of(&week, RS_FREQUENCY_WEEKLY)->levels.count, 0);
    assert_int_equal(digest_of(&week, RS_FREQUENCY_WEEKLY)->sum, RUB(1200, 0));
}

/* What moves to a frequency of which nothing was gathered yet does not keep the rest of it out. */
static void test_a_change_of_one_topic_leaves_the_others_of_that_frequency_told(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    subscribe(self, D, RS_NOTICE_NETWORK, RS_FREQUENCY_DAILY);
    subscribe(self, D, RS_NOTICE_POINTS | RS_NOTICE_PURCHASES, RS_FREQUENCY_WEEKLY);
    world_pass(self, 7 * DAY);
    hear(self, 0, &after);
    world_member(self, 7, INVITER);
    subscribe(self, D, RS_NOTICE_NETWORK, RS_FREQUENCY_WEEKLY);
    buy(self, 2, 1000);
    world_pass(self, 7 * DAY);
    heard told = hear(self, INVITER, &after);
    assert_int_equal(told.count, 1);
    const rs_digest *week = digest_of(&told, RS_FREQUENCY_WEEKLY);
    assert_int_equal(joined_in(week), 1);
    assert_int_equal(week->orders, 1);
    assert_int_equal(week->levels.items[0], PTS(50, 0));
}

static void test_the_default_of_the_programme_is_for_those_who_never_chose(void **state_p)
{
    world *self = periods(state_p);
    rs_subscriptions now = {0};
    view look = world_view(self);
    subscribe(self, E, RS_NOTICE_NETWORK, RS_FREQUENCY_DAILY);
    rs_settings settings = world_settings(self);
    settings.digest_default = RS_FREQUENCY_OFF;
    world_set(self, &settings);
    assert_int_equal(view_subscriptions(&look, &(rs_who){.tg = TG(D)}, &now), RS_OK);
    assert_int_equal(now.points, RS_FREQUENCY_OFF);
    assert_int_equal(view_subscriptions(&look, &(rs_who){.tg = TG(E)}, &now), RS_OK);
    assert_int_equal(now.network, RS_FREQUENCY_DAILY);
    assert_int_equal(now.points, RS_FREQUENCY_WEEKLY); /* seen, and left so, when they chose */
    rs_subscribe_args wrong = {.tg = TG(D), .topics = 7, .frequency = RS_FREQUENCY_AT_ONCE};
    world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_SUBSCRIBE, &wrong);
    world_refused(self, RS_BAD_REQUEST, "frequency: ");
}

static void test_who_cannot_be_reached_or_is_blocked_is_told_nothing(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    rs_reach_args gone = {.tg = TG(D), .unreachable = true};
    buy(self, 2, 1000);
    world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_REACH, &gone);
    world_pass(self, TO_MONDAY);
    assert_int_equal(hear(self, 0, &after).count, 0);
    gone.unreachable = false;
    world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_REACH, &gone);
    buy(self, 3, 1000);
    world_set_status(self, INVITER, RS_PARTICIPANT_BLOCKED);
    world_pass(self, 7 * DAY);
    assert_int_equal(hear(self, 0, &after).count, 0);
    world_set_status(self, INVITER, RS_PARTICIPANT_ACTIVE);
}

static void test_the_network_grows_on_every_level(void **state_p)
{
    world *self = *state_p;
    int64_t after = 0;
    world_family(self); /* A invited B, who invited C ... */
    rs_settings settings = world_settings(self);
    quiet(&settings);
    world_set(self, &settings);
    world_pass(self, TO_MONDAY);
    heard of_a = hear(self, A, &after);
    const rs_digest *week = digest_of(&of_a, RS_FREQUENCY_WEEKLY);
    assert_int_equal(week->joined.count, 3);
    for (int level = 0; level < 3; level++) /* E is of level four, which earns nothing */
        assert_int_equal(week->joined.items[level], 1);
}

static void test_released_points_are_told_at_once_and_together(void **state_p)
{
    world *self = couple(state_p);
    int64_t after = 0;
    for (int order = 2; order < 6; order++)
        buy(self, order, 1000);
    world_pass(self, 30 * DAY);
    hear(self, 0, &after);
    world_pass(self, MINUTE);
    heard told = hear(self, INVITER, &after);
    assert_int_equal(told.count, 1);
    const rs_digest *news = digest_of(&told, RS_FREQUENCY_AT_ONCE);
    assert_int_equal(news->released, PTS(200, 0));
    assert_int_equal(news->own, 0);
    EXPECT_BALANCE(self, INVITER, 0, PTS(200, 0), 0);
}

static void test_points_given_by_hand_are_told_when_they_can_be_withdrawn(void **state_p)
{
    world *self = couple(state_p);
    int64_t after = 0;
    rs_correct_args gift = {.participant = INVITER, .held_by = PTS(7, 0), .reason = "подарок"};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &gift), RS_OK);
    world_pass(self, 30 * DAY);
    hear(self, INVITER, &after);
    world_pass(self, MINUTE);
    heard news = hear(self, INVITER, &after);
    assert_int_equal(news.count, 1);
    assert_int_equal(digest_of(&news, RS_FREQUENCY_AT_ONCE)->released, PTS(7, 0));
}

static void test_whoever_registers_once_more_is_no_news(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    world_pass(self, 7 * DAY);
    assert_int_equal(hear(self, INVITER, &after).count, 1);
    rs_ozon_args none = {
        .participant = BUYER, .rev = world_row(self, BUYER).rev, .reason = "так надо"};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_OZON, &none), RS_OK);
    world_register(self, E, "20000005");
    world_pass(self, 7 * DAY);
    assert_int_equal(hear(self, INVITER, &after).count, 0);
}

static void test_points_that_go_back_are_told_once_a_posting(void **state_p)
{
    world *self = couple(state_p);
    int64_t after = 0;
    buy(self, 2, 1000);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1);
    world_pass(self, MINUTE);
    heard told = hear(self, INVITER, &after);
    assert_int_equal(told.count, 1);
    assert_int_equal(digest_of(&told, RS_FREQUENCY_AT_ONCE)->taken, PTS(50, 0));
    change(self, quiet);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1,
               .state = RS_RETURN_VOID, .asked = world_now(self) + 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1,
               .asked = world_now(self) + 2);
    world_pass(self, MINUTE);
    assert_int_equal(hear(self, 0, &after).count, 0);
}

static void test_a_return_in_the_period_is_told_beside_the_purchases(void **state_p)
{
    world *self = periods(state_p);
    int64_t after = 0;
    buy(self, 2, 1000);
    buy(self, 3, 500);
    SEE_RETURN(self, .ozon = OZON(E), .order = 3, .id = 1, .sku = 11, .qty = 1);
    world_pass(self, TO_MONDAY);
    heard told = hear(self, INVITER, &after);
    const rs_digest *week = digest_of(&told, RS_FREQUENCY_WEEKLY);
    assert_int_equal(week->orders, 2);
    assert_int_equal(week->sum, RUB(1500, 0));
    assert_int_equal(week->returned, RUB(500, 0));
    assert_int_equal(week->levels.items[0], PTS(75, 0));
    assert_int_equal(week->taken, PTS(25, 0));
}

/* The writer's turn is bounded: a great many who are due at one hour take several. */
static void test_who_is_due_at_one_hour_is_dealt_with_in_portions(void **state_p)
{
    world *self = periods(state_p);
    enum { PEOPLE = 450 };
    int64_t after = 0;
    for (int64_t n = 0; n < PEOPLE; n++) {
        world_member(self, 100 + 2 * n, 0);
        world_member(self, 101 + 2 * n, 3 + 2 * n);
        world_forget(self);
    }
    self->desk.now = WORLD_START + TO_MONDAY;
    size_t before = world_facts_of(self, FACT_digests_made);
    arena *memory = arena_open();
    assert_true(desk_do_due(&self->desk, memory));
    assert_int_equal(world_facts_of(self, FACT_digests_made) - before, 200);
    while (desk_do_due(&self->desk, memory))
        arena_reset(memory);
    arena_close(&memory);
    assert_int_equal(hear(self, 0, &after).count, PEOPLE + 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods_end_at_the_hour_of_moscow_and_on_mondays),
        WORLD_TEST(who_chose_nothing_is_told_weekly_of_exactly_the_week),
        WORLD_TEST(what_happens_after_the_hour_before_the_digest_is_made_is_of_the_next),
        WORLD_TEST(after_days_of_downtime_the_last_period_is_told_once),
        WORLD_TEST(daily_and_weekly_topics_of_one_person_come_in_one_message),
        WORLD_TEST(whoever_switched_everything_off_hears_and_costs_nothing),
        WORLD_TEST(a_change_of_mind_loses_nothing_and_tells_nothing_twice),
        WORLD_TEST(a_change_of_one_topic_leaves_the_others_of_that_frequency_told),
        WORLD_TEST(the_default_of_the_programme_is_for_those_who_never_chose),
        WORLD_TEST(who_cannot_be_reached_or_is_blocked_is_told_nothing),
        WORLD_TEST(the_network_grows_on_every_level),
        WORLD_TEST(released_points_are_told_at_once_and_together),
        WORLD_TEST(points_given_by_hand_are_told_when_they_can_be_withdrawn),
        WORLD_TEST(whoever_registers_once_more_is_no_news),
        WORLD_TEST(points_that_go_back_are_told_once_a_posting),
        WORLD_TEST(a_return_in_the_period_is_told_beside_the_purchases),
        WORLD_TEST(who_is_due_at_one_hour_is_dealt_with_in_portions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
