/* Orders per Moscow day, each once, and which of them had been missing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "actors/ozon/gaps.h"

static const int64_t EVENING = 1795294800000; /* 2026-11-21T21:00:00Z: the 22nd begins in Moscow */

static void test_an_order_counts_once_on_its_day_in_moscow(void **state)
{
    (void)state;
    gaps seen = {0};
    gaps_sum sum;
    char day[GAPS_DAY_SIZE];
    gaps_add(&seen, EVENING - 1, "1-0001", true);
    gaps_add(&seen, EVENING, "1-0002", false);
    gaps_add(&seen, EVENING, "1-0002", false); /* its other posting */
    gaps_add(&seen, EVENING + 5, "1-0003", true);
    gaps_add(&seen, EVENING + 5, "1-0003", true);
    gaps_count(&seen, &sum);
    assert_int_equal(sum.orders, 3);
    assert_int_equal(sum.missing, 2);
    assert_int_equal(sum.count, 2);
    gaps_day_text(sum.days[0].day, day);
    assert_string_equal(day, "2026-11-21");
    assert_int_equal(sum.days[0].orders, 1);
    gaps_day_text(sum.days[1].day, day);
    assert_string_equal(day, "2026-11-22");
    assert_int_equal(sum.days[1].orders, 2);
    assert_int_equal(sum.days[1].missing, 1);
    gaps_close(&seen);
}

static void test_one_missing_posting_makes_its_order_missing(void **state)
{
    (void)state;
    gaps seen = {0};
    gaps_sum sum;
    gaps_add(&seen, EVENING, "1-0001", false);
    gaps_add(&seen, EVENING, "1-0001", true);
    gaps_add(&seen, EVENING, "1-0001", false);
    gaps_count(&seen, &sum);
    assert_int_equal(sum.orders, 1);
    assert_int_equal(sum.missing, 1);
    gaps_close(&seen);
}

static void test_a_count_begins_anew_afterwards(void **state)
{
    (void)state;
    gaps seen = {0};
    gaps_sum sum;
    char order[16];
    for (int n = 0; n < 5000; n++) {
        snprintf(order, sizeof order, "1-%04d", n);
        gaps_add(&seen, EVENING, order, false);
    }
    gaps_count(&seen, &sum);
    assert_int_equal(sum.orders, 5000);
    assert_int_equal(sum.count, 0);
    gaps_count(&seen, &sum);
    assert_int_equal(sum.orders, 0);
    gaps_close(&seen);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_order_counts_once_on_its_day_in_moscow),
        cmocka_unit_test(test_one_missing_posting_makes_its_order_missing),
        cmocka_unit_test(test_a_count_begins_anew_afterwards),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
