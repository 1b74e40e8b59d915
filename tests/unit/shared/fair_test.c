/* Whose turn it is. */
#include "shared/fair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int items[64];
static int dropped;

static void drop(void *item)
{
    (void)item;
    dropped++;
}

static int set_up(void **state)
{
    dropped = 0;
    *state = fair_open(8, 3, drop);
    return 0;
}

static int tear_down(void **state)
{
    fair_close((fair **)state);
    return 0;
}

static void add(fair *self, int64_t chat, int64_t number)
{
    fair_add(self, chat, number, &items[number]);
}

static int64_t take(fair *self)
{
    int *item = fair_take(self);
    return item ? item - items : 0;
}

static void test_a_chat_keeps_its_order_and_has_one_under_way(void **state)
{
    fair *self = *state;
    add(self, 10, 1);
    add(self, 10, 2);
    assert_int_equal(take(self), 1);
    assert_int_equal(take(self), 0);
    fair_done(self, 10, 1);
    assert_int_equal(take(self), 2);
    fair_done(self, 10, 1);
    assert_int_equal(dropped, 2);
    assert_int_equal(fair_room(self), 8);
}

static void test_whoever_says_much_waits_for_those_who_say_little(void **state)
{
    fair *self = *state;
    for (int n = 1; n <= 5; n++)
        add(self, 10, n);
    add(self, 20, 6);
    assert_int_equal(take(self), 1);
    fair_done(self, 10, 1);
    assert_int_equal(take(self), 6); /* before the second of the first */
    assert_int_equal(take(self), 2);
}

static void test_a_chat_that_pauses_keeps_nobody_else(void **state)
{
    fair *self = *state;
    add(self, 10, 1);
    add(self, 20, 2);
    add(self, 30, 3);
    add(self, 40, 4);
    assert_int_equal(take(self), 1);
    assert_int_equal(take(self), 2);
    assert_int_equal(take(self), 3);
    assert_int_equal(take(self), 0); /* three at once */
    fair_pause(self, 10);
    assert_int_equal(take(self), 4);
    fair_done(self, 20, 1);
    assert_int_equal(take(self), 0);
    fair_resume(self, 10);
    assert_int_equal(take(self), 1); /* the same again */
}

static void test_what_is_not_done_is_listed_rising(void **state)
{
    fair *self = *state;
    int64_t out[8];
    add(self, 10, 1);
    add(self, 20, 2);
    add(self, 10, 3);
    add(self, 20, 5);
    assert_int_equal(take(self), 1);
    assert_int_equal(take(self), 2);
    fair_done(self, 20, 1);
    assert_int_equal(fair_numbers(self, out), 3);
    assert_int_equal(out[0], 1);
    assert_int_equal(out[1], 3);
    assert_int_equal(out[2], 5);
    assert_true(fair_holds(self, 3));
    assert_false(fair_holds(self, 2));
}

static void test_several_may_be_done_at_once(void **state)
{
    fair *self = *state;
    add(self, 10, 1);
    add(self, 10, 2);
    add(self, 10, 3);
    assert_int_equal(take(self), 1);
    assert_ptr_equal(fair_peek(self, 10, 1), &items[2]);
    assert_null(fair_peek(self, 10, 3));
    assert_null(fair_peek(self, 99, 0));
    fair_done(self, 10, 2);
    assert_int_equal(take(self), 3);
}

static void test_clearing_leaves_what_is_under_way(void **state)
{
    fair *self = *state;
    add(self, 10, 1);
    add(self, 10, 2);
    add(self, 20, 3);
    assert_int_equal(take(self), 1);
    fair_clear(self);
    assert_int_equal(dropped, 2);
    assert_int_equal(fair_room(self), 7);
    fair_done(self, 10, 1);
    assert_int_equal(take(self), 0);
}

int main(void)
{
#define FAIR_TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        FAIR_TEST(a_chat_keeps_its_order_and_has_one_under_way),
        FAIR_TEST(whoever_says_much_waits_for_those_who_say_little),
        FAIR_TEST(a_chat_that_pauses_keeps_nobody_else),
        FAIR_TEST(what_is_not_done_is_listed_rising),
        FAIR_TEST(several_may_be_done_at_once),
        FAIR_TEST(clearing_leaves_what_is_under_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
