#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "actors/gateway/limits.h"

static const rate ten_a_second = {.every_ms = 100, .burst = 5};

static void test_a_burst_passes_and_then_one_at_a_time(void **state)
{
    int64_t balanced = 0;
    (void)state;
    for (int n = 0; n < 5; n++) {
        assert_int_equal(rate_wait(&ten_a_second, balanced, 1000), 0);
        rate_take(&ten_a_second, &balanced, 1000);
    }
    assert_int_equal(rate_wait(&ten_a_second, balanced, 1000), 100);
    assert_int_equal(rate_wait(&ten_a_second, balanced, 1060), 40);
    assert_int_equal(rate_wait(&ten_a_second, balanced, 1100), 0);
}

static void test_rest_restores_the_burst_and_no_more(void **state)
{
    int64_t balanced = 0;
    (void)state;
    rate_take(&ten_a_second, &balanced, 1000);
    for (int n = 0; n < 5; n++)
        rate_take(&ten_a_second, &balanced, 1000000);
    assert_int_equal(rate_wait(&ten_a_second, balanced, 1000000), 100);
}

static int64_t begin_until_refused(limits *self, const char *address, int64_t now, int *passed)
{
    for (*passed = 0; *passed < 1000; ++*passed) {
        int64_t wait = limits_take(self, LIMIT_BEGIN, address, now);
        if (wait)
            return wait;
    }
    return 0;
}

static void test_an_address_may_begin_ten_logins_and_then_ten_a_minute(void **state)
{
    limits *self = limits_open();
    int passed;
    (void)state;
    assert_int_equal(begin_until_refused(self, "192.0.2.1", 5000, &passed), 6000);
    assert_int_equal(passed, 10);
    begin_until_refused(self, "192.0.2.1", 5000 + 60000, &passed);
    assert_int_equal(passed, 10);
    limits_close(&self);
}

static void test_addresses_and_kinds_count_apart(void **state)
{
    limits *self = limits_open();
    int passed;
    (void)state;
    begin_until_refused(self, "192.0.2.1", 1, &passed);
    assert_int_equal(limits_take(self, LIMIT_BEGIN, "192.0.2.2", 1), 0);
    assert_int_equal(limits_take(self, LIMIT_TICKET, "192.0.2.1", 1), 0);
    limits_close(&self);
}

static void test_a_whole_ipv6_network_counts_as_one(void **state)
{
    limits *self = limits_open();
    int passed;
    (void)state;
    begin_until_refused(self, "2001:db8:1:2::1", 1, &passed);
    assert_true(limits_take(self, LIMIT_BEGIN, "2001:db8:1:2:ffff::9", 1) > 0);
    assert_int_equal(limits_take(self, LIMIT_BEGIN, "2001:db8:1:3::1", 1), 0);
    begin_until_refused(self, "::ffff:192.0.2.9", 1, &passed);
    assert_true(limits_take(self, LIMIT_BEGIN, "192.0.2.9", 1) > 0);
    limits_close(&self);
}

static void test_what_is_no_address_shares_one_account(void **state)
{
    limits *self = limits_open();
    int passed;
    (void)state;
    begin_until_refused(self, "unknown", 1, &passed);
    assert_true(limits_take(self, LIMIT_BEGIN, "_hidden", 1) > 0);
    limits_close(&self);
}

static void test_a_crowd_of_addresses_forgets_the_quiet_ones_first(void **state)
{
    limits *self = limits_open();
    int passed;
    char address[32];
    (void)state;
    begin_until_refused(self, "192.0.2.1", 10, &passed);
    for (int n = 0; n < 1000; n++) {
        snprintf(address, sizeof address, "10.0.%d.%d", n / 250, n % 250);
        assert_int_equal(limits_take(self, LIMIT_BEGIN, address, 20), 0);
    }
    assert_true(limits_take(self, LIMIT_BEGIN, "192.0.2.1", 21) > 0);
    limits_close(&self);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_burst_passes_and_then_one_at_a_time),
        cmocka_unit_test(test_rest_restores_the_burst_and_no_more),
        cmocka_unit_test(test_an_address_may_begin_ten_logins_and_then_ten_a_minute),
        cmocka_unit_test(test_addresses_and_kinds_count_apart),
        cmocka_unit_test(test_a_whole_ipv6_network_counts_as_one),
        cmocka_unit_test(test_what_is_no_address_shares_one_account),
        cmocka_unit_test(test_a_crowd_of_addresses_forgets_the_quiet_ones_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
