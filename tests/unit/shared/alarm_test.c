/* The ledger is told when something begins to be wrong and when it is well again, and not in
 * between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/alarm.h"

enum { LIMIT = 5, ASKED_MAX = 16 };
static const int64_t MINUTE = 60000;
static const int64_t NOON = INT64_C(1764331200000);

static struct {
    int64_t now;
    rs_incident_args asked[ASKED_MAX];
    size_t count;
    size_t detail_size; /* of the last one */
    bool detail_is_text;
    actor_reply_fn *fn; /* NULL: nobody waits for an answer */
    void *arg;
} ledger;

int64_t actor_now(const actor *self)
{
    (void)self;
    return ledger.now;
}

int64_t actor_ask(actor *self, rs_method_id method, const void *argument, const actor_call *call,
                  actor_reply_fn *fn, void *arg)
{
    (void)self;
    (void)call;
    assert_int_equal(method, RS_INCIDENT_REPORT);
    assert_null(ledger.fn);
    assert_true(ledger.count < ASKED_MAX);
    ledger.asked[ledger.count++] = *(const rs_incident_args *)argument;
    const char *detail = ledger.asked[ledger.count - 1].detail;
    ledger.detail_size = detail ? strlen(detail) : 0;
    ledger.detail_is_text = codec_utf8(detail, ledger.detail_size);
    ledger.fn = fn;
    ledger.arg = arg;
    return 1;
}

static void answer(rs_err code)
{
    actor_reply_fn *fn = ledger.fn;
    assert_non_null(fn);
    ledger.fn = NULL;
    fn(ledger.arg, &(actor_reply){.code = code, .detail = ""});
}

static alarm_bell set_up(void)
{
    alarm_bell bell;
    memset(&ledger, 0, sizeof ledger);
    ledger.now = NOON;
    alarm_open(&bell, NULL, RS_INCIDENT_POLLER, 77);
    return bell;
}

static void fail_at(alarm_bell *bell, int row, int64_t minutes)
{
    ledger.now = NOON + minutes * MINUTE;
    alarm_failed(bell, row, LIMIT, "no route to host");
}

static void test_what_is_well_is_said_once_after_the_start(void **state)
{
    (void)state;
    alarm_bell bell = set_up();
    alarm_worked(&bell, 0);
    alarm_worked(&bell, 0); /* while the ledger is being told */
    answer(RS_OK);
    alarm_worked(&bell, 0);
    assert_int_equal(ledger.count, 1);
    assert_true(ledger.asked[0].over);
    assert_int_equal(ledger.asked[0].subject, 77);
}

static void test_tries_that_fail_for_long_enough_are_wrong_once_until_one_works(void **state)
{
    (void)state;
    alarm_bell bell = set_up();
    for (int64_t minute = 0; minute < LIMIT; minute++)
        fail_at(&bell, 0, minute);
    assert_int_equal(ledger.count, 0);
    fail_at(&bell, 0, LIMIT);
    answer(RS_OK);
    fail_at(&bell, 0, LIMIT + 1);
    assert_int_equal(ledger.count, 1);
    assert_false(ledger.asked[0].over);
    assert_int_equal(ledger.asked[0].since, NOON);
    alarm_worked(&bell, 0);
    answer(RS_OK);
    assert_int_equal(ledger.count, 2);
    assert_true(ledger.asked[1].over);
}

static void test_a_failure_long_after_another_one_begins_a_row_of_its_own(void **state)
{
    (void)state;
    alarm_bell bell = set_up();
    fail_at(&bell, 0, 0);
    fail_at(&bell, 0, 600);
    assert_int_equal(ledger.count, 0);
}

static void test_what_works_does_not_hide_what_fails(void **state)
{
    (void)state;
    alarm_bell bell = set_up();
    for (int64_t minute = 0; minute <= LIMIT; minute++) {
        fail_at(&bell, 1, minute);
        alarm_worked(&bell, 0);
    }
    assert_int_equal(ledger.count, 1);
    assert_false(ledger.asked[0].over);
    answer(RS_OK);
    alarm_worked(&bell, 0);
    assert_int_equal(ledger.count, 1);
    alarm_worked(&bell, 1);
    assert_int_equal(ledger.count, 2);
    assert_true(ledger.asked[1].over);
}

static void test_a_failure_that_nothing_followed_does_not_hide_for_ever_what_works(void **state)
{
    (void)state;
    alarm_bell bell = set_up();
    for (int64_t minute = 0; minute <= LIMIT; minute++)
        fail_at(&bell, 1, minute);
    answer(RS_OK);
    fail_at(&bell, 0, LIMIT); /* not tried again */
    alarm_worked(&bell, 1);
    assert_int_equal(ledger.count, 1);
    ledger.now += LIMIT * MINUTE;
    alarm_worked(&bell, 1);
    assert_int_equal(ledger.count, 1);
    ledger.now++;
    alarm_worked(&bell, 1);
    assert_int_equal(ledger.count, 2);
    assert_true(ledger.asked[1].over);
}

static void test_a_long_detail_is_cut_between_letters(void **state)
{
    (void)state;
    alarm_bell bell = set_up();
    char detail[1 + 2 * 200 + 1] = "!"; /* an odd one, and then letters of two bytes */
    while (strlen(detail) + 2 < sizeof detail)
        memcpy(detail + strlen(detail), "\xd0\xb6", 3);
    alarm_wrong(&bell, 0, 0, detail);
    assert_int_equal(ledger.detail_size, 319);
    assert_true(ledger.detail_is_text);
}

static void test_what_could_not_be_told_is_told_with_the_next_word(void **state)
{
    (void)state;
    alarm_bell bell = set_up();
    alarm_wrong(&bell, NOON - MINUTE, 5, NULL);
    answer(RS_UNAVAILABLE);
    alarm_wrong(&bell, NOON - MINUTE, 5, NULL);
    answer(RS_OK);
    alarm_wrong(&bell, NOON - MINUTE, 5, NULL);
    assert_int_equal(ledger.count, 2);
    assert_int_equal(ledger.asked[1].since, NOON - MINUTE);
    assert_int_equal(ledger.asked[1].value, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_well_is_said_once_after_the_start),
        cmocka_unit_test(test_tries_that_fail_for_long_enough_are_wrong_once_until_one_works),
        cmocka_unit_test(test_a_failure_long_after_another_one_begins_a_row_of_its_own),
        cmocka_unit_test(test_what_works_does_not_hide_what_fails),
        cmocka_unit_test(test_a_failure_that_nothing_followed_does_not_hide_for_ever_what_works),
        cmocka_unit_test(test_a_long_detail_is_cut_between_letters),
        cmocka_unit_test(test_what_could_not_be_told_is_told_with_the_next_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
