#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/gateway/presence.h"

static const rs_me anna = {.admin = 1, .name = "Анна"};
static const rs_me boris = {.admin = 2, .name = "Борис"};

typedef struct {
    int count;
    int64_t last;
} told;

static void on_changed(void *arg, int64_t payout)
{
    told *to = arg;
    to->count++;
    to->last = payout;
}

static void test_who_opens_a_request_is_seen(void **state)
{
    told to = {0};
    rs_viewer seen[PRESENCE_SHOWN_MAX];
    presence *self = presence_open(on_changed, &to);
    int page;
    (void)state;
    presence_set(self, &page, &anna, 7, 1000);
    assert_int_equal(to.count, 1);
    assert_int_equal(to.last, 7);
    assert_int_equal(presence_viewers(self, 7, seen), 1);
    assert_int_equal(seen[0].admin, 1);
    assert_string_equal(seen[0].name, "Анна");
    assert_int_equal(presence_viewers(self, 8, seen), 0);
    presence_close(&self);
}

static void test_a_heartbeat_is_no_news(void **state)
{
    told to = {0};
    presence *self = presence_open(on_changed, &to);
    int page;
    (void)state;
    presence_set(self, &page, &anna, 7, 1000);
    presence_set(self, &page, &anna, 7, 21000);
    assert_int_equal(to.count, 1);
    presence_expire(self, 1000 + PRESENCE_FORGET_MS);
    assert_int_equal(to.count, 1);
    presence_expire(self, 21000 + PRESENCE_FORGET_MS);
    assert_int_equal(to.count, 2);
    presence_close(&self);
}

static void test_two_pages_of_one_person_are_one_viewer(void **state)
{
    told to = {0};
    rs_viewer seen[PRESENCE_SHOWN_MAX];
    presence *self = presence_open(on_changed, &to);
    int first;
    int second;
    int third;
    (void)state;
    presence_set(self, &first, &anna, 7, 1);
    presence_set(self, &second, &anna, 7, 1);
    presence_set(self, &third, &boris, 7, 1);
    assert_int_equal(to.count, 2);
    assert_int_equal(presence_viewers(self, 7, seen), 2);
    assert_int_equal(seen[1].admin, 2);
    presence_set(self, &first, NULL, 0, 1);
    assert_int_equal(to.count, 2);
    presence_set(self, &second, NULL, 0, 1);
    assert_int_equal(to.count, 3);
    assert_int_equal(presence_viewers(self, 7, seen), 1);
    presence_close(&self);
}

static void test_going_to_another_request_leaves_the_first(void **state)
{
    told to = {0};
    rs_viewer seen[PRESENCE_SHOWN_MAX];
    presence *self = presence_open(on_changed, &to);
    int page;
    (void)state;
    presence_set(self, &page, &anna, 7, 1);
    presence_set(self, &page, &anna, 8, 1);
    assert_int_equal(to.count, 3); /* 7, not 7, 8 */
    assert_int_equal(presence_viewers(self, 7, seen), 0);
    assert_int_equal(presence_viewers(self, 8, seen), 1);
    presence_close(&self);
}

static void test_each_request_looked_at_is_listed_once(void **state)
{
    told to = {0};
    told listed = {0};
    presence *self = presence_open(on_changed, &to);
    int pages[3];
    (void)state;
    presence_set(self, &pages[0], &anna, 7, 1);
    presence_set(self, &pages[1], &boris, 7, 1);
    presence_set(self, &pages[2], &boris, 9, 1);
    presence_each(self, on_changed, &listed);
    assert_int_equal(listed.count, 2);
    presence_close(&self);
}

static void test_a_crowd_is_cut_off_but_not_lost(void **state)
{
    told to = {0};
    rs_viewer seen[PRESENCE_SHOWN_MAX];
    presence *self = presence_open(on_changed, &to);
    char pages[100];
    (void)state;
    for (int n = 0; n < 100; n++)
        presence_set(self, &pages[n], &(rs_me){.admin = n + 1}, 7, 1);
    assert_int_equal(presence_viewers(self, 7, seen), PRESENCE_SHOWN_MAX);
    presence_expire(self, 1 + PRESENCE_FORGET_MS);
    assert_int_equal(presence_viewers(self, 7, seen), 0);
    assert_int_equal(to.count, 200);
    presence_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_opens_a_request_is_seen),
        cmocka_unit_test(test_a_heartbeat_is_no_news),
        cmocka_unit_test(test_two_pages_of_one_person_are_one_viewer),
        cmocka_unit_test(test_going_to_another_request_leaves_the_first),
        cmocka_unit_test(test_each_request_looked_at_is_listed_once),
        cmocka_unit_test(test_a_crowd_is_cut_off_but_not_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
