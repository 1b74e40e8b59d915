/* What people are told of a cabinet: its key above all, before Ozon refuses anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/ozon/report.h"

static const int64_t NOW = INT64_C(1764331200000); /* 2025-11-28T12:00:00Z */
static const int64_t DAY = INT64_C(86400000);
enum { KEY_DAYS = 30 };

typedef struct {
    report report;
    plan plan; /* at the present everywhere */
    char sentence[REPORT_TEXT_MAX];
} stage;

static void set_up(stage *self)
{
    *self = (stage){.report = {.answered = true, .key_days = KEY_DAYS}};
    plan_open(&self->plan, &(plan_options){.backfill_ms = DAY});
    for (int n = 0; n < STREAMS_COUNT; n++)
        self->plan.streams[n].mark = NOW;
}

static const char *said(stage *self)
{
    report_sentence(&self->report, &self->plan, NOW, self->sentence);
    return self->sentence;
}

/* A key with all our methods but those from `first` up to `end`. */
static decode_key key_without(const char *methods[PLAN_METHODS_MAX], size_t first, size_t end)
{
    size_t count = plan_methods(methods);
    memmove(&methods[first], &methods[end], (count - end) * sizeof *methods);
    return (decode_key){.ends = NOW + 100 * DAY, .methods = methods, .count = count - end + first};
}

static void test_every_method_that_is_asked_is_checked_once(void **state)
{
    (void)state;
    const char *methods[PLAN_METHODS_MAX];
    plan asking;
    size_t count = plan_methods(methods);
    plan_open(&asking, &(plan_options){.backfill_ms = DAY});
    asking.streams[STREAM_PRODUCTS].detail = true;
    for (int stream = 0; stream < STREAMS_COUNT; stream++) {
        size_t found = 0;
        for (size_t n = 0; n < count; n++)
            found += strcmp(methods[n], plan_path(&asking, (plan_stream)stream)) == 0;
        assert_int_equal(found, stream != STREAM_KEY);
    }
}

static void test_a_key_with_all_roles_is_not_spoken_of(void **state)
{
    (void)state;
    stage self;
    const char *methods[PLAN_METHODS_MAX];
    set_up(&self);
    decode_key key = key_without(methods, 0, 0);
    report_key(&self.report, &key, NOW);
    assert_string_equal(said(&self), "polling");
}

static void test_all_methods_without_a_role_are_told_in_one_sentence(void **state)
{
    (void)state;
    stage self;
    const char *methods[PLAN_METHODS_MAX];
    set_up(&self);
    decode_key key = key_without(methods, 1, 3);
    report_key(&self.report, &key, NOW);
    assert_string_equal(said(&self), "the Api-Key has no role for /v4/posting/fbs/list, "
                                     "/v1/returns/list: give it one in the seller's cabinet");
    key = key_without(methods, 0, 0);
    report_key(&self.report, &key, NOW);
    assert_string_equal(said(&self), "polling");
}

static void test_what_ozon_answers_needs_no_role_until_it_refuses(void **state)
{
    (void)state;
    stage self;
    const char *methods[PLAN_METHODS_MAX];
    set_up(&self);
    decode_key key = key_without(methods, 2, 3);
    report_key(&self.report, &key, NOW);
    report_tried(&self.report, "/v1/returns/list", true);
    assert_string_equal(said(&self), "polling");
    report_tried(&self.report, "/v1/returns/list", false);
    assert_non_null(strstr(said(&self), "no role for /v1/returns/list:"));
}

static void test_roles_that_name_nothing_are_not_suspected(void **state)
{
    (void)state;
    stage self;
    set_up(&self);
    report_key(&self.report, &(decode_key){0}, NOW);
    assert_string_equal(said(&self), "polling");
}

static void test_a_key_that_is_unknown_comes_before_its_roles(void **state)
{
    (void)state;
    stage self;
    const char *methods[PLAN_METHODS_MAX];
    set_up(&self);
    decode_key key = key_without(methods, 0, 1);
    report_key(&self.report, &key, NOW);
    report_trouble(&self.report, STREAM_FBO, "the Api-Key may not use it");
    assert_non_null(strstr(said(&self), "no role for"));
    report_trouble(&self.report, REPORT_EVERYTHING, "Ozon does not know the Api-Key");
    assert_string_equal(said(&self), "Ozon does not know the Api-Key");
}

static void test_the_end_of_a_key_is_told_a_month_ahead_whatever_else_there_is(void **state)
{
    (void)state;
    stage self;
    set_up(&self);
    report_key(&self.report, &(decode_key){.ends = NOW + (KEY_DAYS + 1) * DAY}, NOW);
    assert_string_equal(said(&self), "polling");
    report_key(&self.report, &(decode_key){.ends = NOW + 10 * DAY}, NOW);
    assert_string_equal(said(&self), "polling; the Api-Key ends on 2025-12-08: make a new one");
    self.report.gaps[STREAM_FBO_AGAIN] =
        (gaps_sum){.orders = 5,
                   .missing = 2,
                   .days = {{.day = NOW / DAY, .orders = 5, .missing = 2}},
                   .count = 1};
    assert_non_null(strstr(said(&self), "found missing: 2"));
    assert_non_null(strstr(said(&self), "; the Api-Key ends on 2025-12-08: make a new one"));
    self.plan.streams[STREAM_FBO] =
        (plan_stream_state){.known = true, .looking = true, .mark = NOW - 100 * DAY};
    assert_memory_equal(said(&self), "reading the history: fbo up to 2025-08-20",
                        strlen("reading the history: fbo up to 2025-08-20"));
    assert_non_null(strstr(said(&self), "; the Api-Key ends on 2025-12-08: make a new one"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_method_that_is_asked_is_checked_once),
        cmocka_unit_test(test_a_key_with_all_roles_is_not_spoken_of),
        cmocka_unit_test(test_all_methods_without_a_role_are_told_in_one_sentence),
        cmocka_unit_test(test_what_ozon_answers_needs_no_role_until_it_refuses),
        cmocka_unit_test(test_roles_that_name_nothing_are_not_suspected),
        cmocka_unit_test(test_a_key_that_is_unknown_comes_before_its_roles),
        cmocka_unit_test(test_the_end_of_a_key_is_told_a_month_ahead_whatever_else_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
