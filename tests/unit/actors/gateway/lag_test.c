#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/gateway/lag.h"

static const int64_t over = LAG_LAST_MS + 1;

static void test_what_is_as_new_as_the_page_passes(void **state)
{
    (void)state;
    assert_int_equal(lag_judge(100, 100, RS_OK, LAG_FIRST_MS), LAG_PASS);
    assert_int_equal(lag_judge(100, 101, RS_FORBIDDEN, LAG_FIRST_MS), LAG_PASS);
    assert_int_equal(lag_judge(0, 1, RS_NOT_FOUND, over), LAG_PASS);
}

static void test_who_does_not_say_what_it_shows_is_not_behind(void **state)
{
    (void)state;
    assert_int_equal(lag_judge(100, 0, RS_OK, LAG_FIRST_MS), LAG_PASS);
    assert_int_equal(lag_judge(100, 0, RS_TIMEOUT, over), LAG_PASS);
}

static void test_a_reader_that_is_behind_is_asked_for_a_second_whatever_it_says(void **state)
{
    int64_t waited = 0;
    (void)state;
    for (int64_t wait = LAG_FIRST_MS; wait <= LAG_LAST_MS; wait *= 2) {
        assert_int_equal(lag_judge(100, 99, RS_OK, wait), LAG_AGAIN);
        assert_int_equal(lag_judge(100, 99, RS_FORBIDDEN, wait), LAG_AGAIN);
        waited += wait;
    }
    assert_in_range(waited, 900, 1100);
}

static void test_after_that_old_rows_pass_and_old_refusals_do_not(void **state)
{
    (void)state;
    assert_int_equal(lag_judge(100, 99, RS_OK, over), LAG_PASS);
    assert_int_equal(lag_judge(100, 99, RS_FORBIDDEN, over), LAG_UNAVAILABLE);
    assert_int_equal(lag_judge(100, 99, RS_NOT_FOUND, over), LAG_UNAVAILABLE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_as_new_as_the_page_passes),
        cmocka_unit_test(test_who_does_not_say_what_it_shows_is_not_behind),
        cmocka_unit_test(test_a_reader_that_is_behind_is_asked_for_a_second_whatever_it_says),
        cmocka_unit_test(test_after_that_old_rows_pass_and_old_refusals_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
