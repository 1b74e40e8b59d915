#include "shared/botapi_outbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

enum { ANNA = 11, BORIS = 12, GROUP = -100, HOUR = 3600000, LATER = 2 * HOUR };

static int items[1000];
static int64_t wait_ms;

static int set_up(void **state)
{
    *state = outbox_open(OUTBOX_ALL);
    return 0;
}

static int tear_down(void **state)
{
    outbox_close((outbox **)state, NULL);
    assert_null(*state);
    return 0;
}

static void test_a_chat_has_one_message_under_way_and_keeps_its_order(void **state)
{
    outbox *self = *state;
    assert_true(outbox_add(self, ANNA, false, 1, &items[0]));
    assert_true(outbox_add(self, ANNA, false, 1, &items[1]));
    assert_ptr_equal(outbox_take(self, HOUR, &wait_ms), &items[0]);
    assert_null(outbox_take(self, HOUR, &wait_ms));
    assert_int_equal(wait_ms, -1);
    outbox_done(self, ANNA);
    assert_ptr_equal(outbox_take(self, HOUR, &wait_ms), &items[1]);
    assert_int_equal(outbox_waiting(self), 1);
}

static void test_a_private_chat_has_a_burst_and_then_one_a_second(void **state)
{
    outbox *self = *state;
    int64_t now = HOUR;
    for (int i = 0; i < 5; i++)
        assert_true(outbox_add(self, ANNA, false, 1, &items[i]));
    for (int i = 0; i < OUTBOX_PRIVATE_BURST; i++) {
        assert_non_null(outbox_take(self, now, &wait_ms));
        outbox_done(self, ANNA);
    }
    assert_null(outbox_take(self, now, &wait_ms));
    assert_int_equal(wait_ms, 1000);
    assert_null(outbox_take(self, now + 999, &wait_ms));
    assert_int_equal(wait_ms, 1);
    assert_non_null(outbox_take(self, now + 1000, &wait_ms));
}

/* Sends whatever may be sent, for ten minutes, and looks at every window of a minute and a second.
 */
static void test_no_window_exceeds_what_telegram_allows(void **state)
{
    outbox *self = *state;
    static int64_t sent[20000], sent_group[20000];
    size_t count = 0, count_group = 0;
    int next = 0;
    for (int64_t now = 0; now < HOUR / 6; now += 10) {
        void *item;
        outbox_add(self, GROUP, false, 1, &items[0]);
        for (int crowd = now % 10000 == 0 ? 150 : now % 100 == 0; crowd; crowd--) {
            int person = 1 + next++ % 200;
            outbox_add(self, person, false, 1, &items[person]);
        }
        while ((item = outbox_take(self, now, &wait_ms))) {
            assert_true(count < sizeof sent / sizeof *sent);
            sent[count++] = now;
            if (item == &items[0])
                sent_group[count_group++] = now;
            outbox_done(self, item == &items[0] ? GROUP : (int *)item - items);
        }
    }
    assert_true(count > (size_t)600 * (10 + 15));
    for (size_t i = 30; i < count; i++)
        assert_true(sent[i] - sent[i - 30] >= 1000);
    assert_true(count_group >= (size_t)9 * OUTBOX_GROUP_MAX);
    for (size_t i = 20; i < count_group; i++)
        assert_true(sent_group[i] - sent_group[i - 20] >= 60000);
}

static void test_a_bot_that_telegram_gives_more_sends_so_much_in_a_second_and_no_more(void **state)
{
    enum { GIVEN = 600, SECONDS = 3 };
    static int64_t sent[GIVEN * (SECONDS + 1)];
    size_t count = 0;
    outbox *self = outbox_open(GIVEN);
    (void)state;
    for (int64_t now = HOUR; now < HOUR + INT64_C(1000) * SECONDS; now++) {
        void *item;
        for (int person = 1; person < 1000; person++)
            if (outbox_room(self, person) == OUTBOX_CHAT_MAX)
                outbox_add(self, person, false, 1, &items[person]);
        while ((item = outbox_take(self, now, &wait_ms))) {
            sent[count++] = now;
            outbox_done(self, (int *)item - items);
        }
    }
    assert_in_range(count, (size_t)(GIVEN - GIVEN / OUTBOX_ALL_SHARE) * SECONDS,
                    (size_t)GIVEN * SECONDS);
    for (size_t i = GIVEN; i < count; i++)
        assert_true(sent[i] - sent[i - GIVEN] >= 1000);
    outbox_close(&self, NULL);
}

static void test_a_refused_chat_waits_and_the_others_go_on(void **state)
{
    outbox *self = *state;
    outbox_add(self, ANNA, false, 1, &items[0]);
    outbox_add(self, BORIS, false, 1, &items[1]);
    assert_ptr_equal(outbox_take(self, HOUR, &wait_ms), &items[0]);
    outbox_refused(self, ANNA, HOUR, HOUR + 15000);
    assert_ptr_equal(outbox_take(self, HOUR, &wait_ms), &items[1]);
    outbox_done(self, BORIS);
    assert_null(outbox_take(self, HOUR + 14999, &wait_ms));
    assert_int_equal(wait_ms, 1);
    assert_ptr_equal(outbox_take(self, HOUR + 15000, &wait_ms), &items[0]);
}

static void test_two_chats_refused_at_once_stop_everybody(void **state)
{
    outbox *self = *state;
    outbox_add(self, ANNA, false, 1, &items[0]);
    outbox_add(self, BORIS, false, 1, &items[1]);
    assert_non_null(outbox_take(self, HOUR, &wait_ms));
    assert_non_null(outbox_take(self, HOUR + 100, &wait_ms));
    outbox_refused(self, ANNA, HOUR + 200, HOUR + 3000);
    outbox_refused(self, BORIS, HOUR + 300, HOUR + 5000);
    outbox_add(self, GROUP, false, 1, &items[2]);
    assert_null(outbox_take(self, HOUR + 4000, &wait_ms));
    assert_int_equal(wait_ms, 1000);
    assert_non_null(outbox_take(self, HOUR + 5000, &wait_ms));
}

static void test_what_a_person_waits_for_goes_before_bulk(void **state)
{
    outbox *self = *state;
    outbox_add(self, ANNA, true, 1, &items[0]);
    outbox_add(self, BORIS, false, 1, &items[1]);
    assert_ptr_equal(outbox_take(self, HOUR, &wait_ms), &items[1]);
    assert_ptr_equal(outbox_take(self, HOUR + 40, &wait_ms), &items[0]);
}

static void test_an_item_that_goes_again_stays_the_first_of_its_chat(void **state)
{
    outbox *self = *state;
    outbox_add(self, ANNA, false, 1, &items[0]);
    outbox_add(self, ANNA, false, 1, &items[1]);
    assert_ptr_equal(outbox_take(self, HOUR, &wait_ms), &items[0]);
    outbox_again(self, ANNA, HOUR + 500);
    assert_null(outbox_take(self, HOUR, &wait_ms));
    assert_int_equal(wait_ms, 500);
    assert_ptr_equal(outbox_take(self, HOUR + 500, &wait_ms), &items[0]);
}

static void test_the_queue_of_a_chat_is_limited(void **state)
{
    outbox *self = *state;
    for (int i = 0; i < OUTBOX_CHAT_MAX; i++)
        assert_true(outbox_add(self, ANNA, false, 1, &items[i]));
    assert_false(outbox_add(self, ANNA, false, 1, &items[999]));
    assert_true(outbox_add(self, BORIS, false, 1, &items[999]));
}

static void test_there_is_room_for_as_many_as_may_still_wait(void **state)
{
    outbox *self = *state;
    assert_int_equal(outbox_room(self, ANNA), OUTBOX_CHAT_MAX);
    outbox_add(self, ANNA, false, 1, &items[0]);
    assert_int_equal(outbox_room(self, ANNA), OUTBOX_CHAT_MAX - 1);
}

/* Albums of ten and single messages: however they mix, no window of a minute has more than twenty.
 */
static void test_an_album_counts_as_all_its_parts(void **state)
{
    outbox *self = *state;
    static int64_t sent[2000];
    size_t count = 0;
    int64_t last = 0;
    for (int64_t now = 0; now < HOUR / 4; now += 50) {
        size_t weight = now / 50 % 3 ? 1 : 10;
        void *item;
        outbox_add(self, GROUP, false, weight, &items[weight]);
        while ((item = outbox_take(self, now, &wait_ms))) {
            for (int n = (int)((int *)item - items); n; n--)
                sent[count++] = now;
            last = now;
            outbox_done(self, GROUP);
        }
    }
    assert_true(last > HOUR / 4 - 2 * OUTBOX_GROUP_WINDOW_MS);
    assert_true(count > 120);
    for (size_t i = OUTBOX_GROUP_MAX; i < count; i++)
        assert_true(sent[i] - sent[i - OUTBOX_GROUP_MAX] >= 60000);
}

static void test_few_are_under_way_at_once(void **state)
{
    outbox *self = *state;
    for (int i = 0; i < OUTBOX_FLYING_MAX + 1; i++)
        outbox_add(self, 100 + i, false, 1, &items[i]);
    for (int i = 0; i < OUTBOX_FLYING_MAX; i++)
        assert_non_null(outbox_take(self, HOUR + INT64_C(40) * i, &wait_ms));
    assert_null(outbox_take(self, LATER, &wait_ms));
    outbox_done(self, 100);
    assert_non_null(outbox_take(self, LATER, &wait_ms));
}

static int dropped;
static void drop(void *item)
{
    assert_non_null(item);
    dropped++;
}

static void test_whoever_follows_another_process_keeps_the_limits_of_both(void **state)
{
    /* The one before has used up a minute of the group just now, evenly, and the bursts of all. */
    outbox *self = *state;
    int64_t sent[2 * OUTBOX_GROUP_MAX];
    size_t count = 0, others = 0;
    for (; count < OUTBOX_GROUP_MAX; count++)
        sent[count] =
            HOUR - OUTBOX_GROUP_WINDOW_MS * (int64_t)(OUTBOX_GROUP_MAX - count) / OUTBOX_GROUP_MAX;
    outbox_add(self, BORIS, false, 1, &items[1]); /* waits already */
    outbox_follows(self, HOUR);
    for (int64_t now = HOUR; count < 2 * OUTBOX_GROUP_MAX; now += 10) {
        void *item;
        outbox_add(self, GROUP, false, 1, &items[0]);
        while ((item = outbox_take(self, now, &wait_ms))) {
            if (item == &items[0])
                sent[count++] = now;
            else
                assert_true(others++ == 0 && now >= HOUR + 1000);
            outbox_done(self, item == &items[0] ? GROUP : BORIS);
        }
    }
    assert_int_equal(others, 1);
    for (size_t i = OUTBOX_GROUP_MAX; i < count; i++)
        assert_true(sent[i] - sent[i - OUTBOX_GROUP_MAX] >= 60000);
    assert_true(sent[count - 1] < HOUR + 2 * OUTBOX_GROUP_WINDOW_MS);
}

static void test_closing_hands_back_what_is_queued(void **state)
{
    (void)state;
    outbox *self = outbox_open(OUTBOX_ALL);
    outbox_add(self, ANNA, false, 1, &items[0]);
    outbox_add(self, BORIS, false, 1, &items[1]);
    assert_non_null(outbox_take(self, HOUR, &wait_ms));
    dropped = 0;
    outbox_close(&self, drop);
    assert_int_equal(dropped, 2);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_chat_has_one_message_under_way_and_keeps_its_order),
        TEST(test_a_private_chat_has_a_burst_and_then_one_a_second),
        TEST(test_no_window_exceeds_what_telegram_allows),
        cmocka_unit_test(test_a_bot_that_telegram_gives_more_sends_so_much_in_a_second_and_no_more),
        TEST(test_a_refused_chat_waits_and_the_others_go_on),
        TEST(test_two_chats_refused_at_once_stop_everybody),
        TEST(test_what_a_person_waits_for_goes_before_bulk),
        TEST(test_an_item_that_goes_again_stays_the_first_of_its_chat),
        TEST(test_the_queue_of_a_chat_is_limited),
        TEST(test_there_is_room_for_as_many_as_may_still_wait),
        TEST(test_an_album_counts_as_all_its_parts),
        TEST(test_few_are_under_way_at_once),
        TEST(test_whoever_follows_another_process_keeps_the_limits_of_both),
        cmocka_unit_test(test_closing_hands_back_what_is_queued),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
