#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/ozon/values.h"

static json_t *parse(const char *text)
{
    rs_error error = {0};
    json_t *json = json_read((rs_bytes){(const uint8_t *)text, strlen(text)}, &error);
    if (!json)
        fail_msg("%s: %s", text, error.text);
    return json;
}

static void assert_money(const char *json_text, int64_t kopecks)
{
    const char *currency = "";
    int64_t out = -1;
    json_t *json = parse(json_text);
    if (!value_money(json_array_get(json, 0), &out, &currency))
        fail_msg("%s was refused", json_text);
    json_decref(json);
    assert_int_equal(out, kopecks);
}

static void assert_no_money(const char *json_text)
{
    const char *currency = "";
    int64_t out;
    json_t *json = parse(json_text);
    if (value_money(json_array_get(json, 0), &out, &currency))
        fail_msg("%s was taken for %lld", json_text, (long long)out);
    json_decref(json);
}

static void test_money_in_all_its_shapes_is_exact(void **state)
{
    (void)state;
    assert_money("[{\"amount\":\"28990\",\"currency\":\"RUB\"}]", 2899000);
    assert_money("[{\"amount\":\"12990.00\",\"currency\":\"RUB\"}]", 1299000);
    assert_money("[{\"currency_code\":\"RUB\",\"price\":\"3318\"}]", 331800);
    assert_money("[{\"currency_code\":\"RUB\",\"price\":3318}]", 331800);
    assert_money("[{\"currency_code\":\"RUB\",\"price\":3318.5}]", 331850);
    assert_money("[\"1530.0000\"]", 153000);
    assert_money("[\"137.00\"]", 13700);
    assert_money("[\"0.1\"]", 10);
    assert_money("[1530]", 153000);
    assert_money("[662.86]", 66286);
    assert_money("[0.29]", 29);
    assert_money("[ 1.10 ]", 110);
    assert_money("[-12.5]", -1250);
    assert_money("[\"-0.01\"]", -1);
    assert_money("[0]", 0);
    assert_money("[90000000000000]", 9000000000000000);
    assert_money("[90000000000000.00]", 9000000000000000);
    assert_money("[89999999999999.99]", 8999999999999999);
}

static void test_what_is_no_exact_amount_is_refused(void **state)
{
    static const char *const wrong[] = {
        "[null]",
        "[true]",
        "[{}]",
        "[[]]",
        "[\"\"]",
        "[\"-\"]",
        "[\".5\"]",
        "[\"5.\"]",
        "[\"1,5\"]",
        "[\"1 000\"]",
        "[\"+1\"]",
        "[\"1e3\"]",
        "[1e3]",
        "[1.5e1]",
        "[\"1.005\"]",
        "[662.865]",
        "[\"1.00000\"]",
        "[\"0x10\"]",
        "[{\"amount\":null}]",
        "[{\"currency\":\"RUB\"}]",
        "[{\"amount\":{\"amount\":\"1\"}}]",
        "[\"90000000000000.01\"]",
        "[9223372036854775807]",
        "[\"99999999999999999999999\"]",
        "[-90000000000001]",
        "[\"1.2.3\"]",
    };
    (void)state;
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        assert_no_money(wrong[n]);
}

static void test_the_currency_of_money_is_told(void **state)
{
    const char *currency = "unset";
    int64_t out;
    (void)state;
    json_t *json = parse("[{\"amount\":\"1\",\"currency\":\"KZT\"},"
                         "{\"price\":1,\"currency_code\":\"BYN\"},\"1.00\"]");
    assert_true(value_money(json_array_get(json, 0), &out, &currency));
    assert_string_equal(currency, "KZT");
    assert_true(value_money(json_array_get(json, 1), &out, &currency));
    assert_string_equal(currency, "BYN");
    assert_true(value_money(json_array_get(json, 2), &out, &currency));
    assert_string_equal(currency, "BYN");
    json_decref(json);
}

static void test_integers_come_bare_or_quoted_and_never_through_a_double(void **state)
{
    static const char *const right[] = {"[9007199254740993]", "[\"9007199254740993\"]"};
    static const char *const wrong[] = {
        "[1.0]",     "[\"1.0\"]", "[\"\"]", "[\" 1\"]", "[\"1 \"]",
        "[\"--1\"]", "[null]",    "[{}]",   "[true]",   "[\"9223372036854775808\"]",
    };
    int64_t out;
    (void)state;
    for (size_t n = 0; n < sizeof right / sizeof *right; n++) {
        json_t *json = parse(right[n]);
        assert_true(value_int(json_array_get(json, 0), &out));
        assert_true(out == 9007199254740993);
        json_decref(json);
    }
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
        json_t *json = parse(wrong[n]);
        if (value_int(json_array_get(json, 0), &out))
            fail_msg("%s was taken for an integer", wrong[n]);
        json_decref(json);
    }
    json_t *least = parse("[\"-9223372036854775808\"]");
    assert_true(value_int(json_array_get(least, 0), &out));
    assert_true(out == INT64_MIN);
    json_decref(least);
}

static void test_times_have_any_number_of_decimals(void **state)
{
    static const struct {
        const char *text;
        int64_t ms;
    } right[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2026-03-30T11:26:00Z", 1774869960000},
        {"2026-11-22T10:00:00.5Z", 1795341600500},
        {"2026-05-10T23:59:51.653736Z", 1778457591653},
        {"2024-02-29T12:00:00.000Z", 1709208000000},
        {"9999-12-31T23:59:59.999999900Z", 253402300799999},
    };
    static const char *const wrong[] = {
        "",
        "2026-11-22",
        "2026-11-22T10:00:00",
        "2026-11-22 10:00:00Z",
        "2026-11-22T10:00:00+03:00",
        "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T10:00:00.Z",
        "1969-12-31T23:59:59Z",
        "2026-11-22T10:00:00Zz",
        "string",
        "2026-00-10T00:00:00Z",
        "2026-11-22T10:61:00Z",
        "+026-11-22T10:00:00Z",
    };
    int64_t out;
    (void)state;
    for (size_t n = 0; n < sizeof right / sizeof *right; n++) {
        assert_true(text_time(right[n].text, &out));
        assert_int_equal(out, right[n].ms);
    }
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        if (text_time(wrong[n], &out))
            fail_msg("%s was taken for a time", wrong[n]);
}

static void test_a_written_time_is_read_back(void **state)
{
    static const int64_t times[] = {0, 1, 999, 1795341600500, 253402300799999};
    char text[VALUE_TIME_SIZE];
    int64_t back;
    (void)state;
    for (size_t n = 0; n < sizeof times / sizeof *times; n++) {
        time_text(times[n], text);
        assert_true(text_time(text, &back));
        assert_int_equal(back, times[n]);
    }
    time_text(1795341600500, text);
    assert_string_equal(text, "2026-11-22T10:00:00.500Z");
}

/* Only numbers are touched: what stands in texts stays. */
static void test_texts_keep_what_looks_like_numbers(void **state)
{
    (void)state;
    json_t *json = parse("{\"a\\\"1.5\":\"x 2.5 \\\\\",\"b\":[1.5,-0.25,10,{\"c\":3.125}]}");
    assert_string_equal(value_text(json, "a\"1.5"), "x 2.5 \\");
    const json_t *list = json_object_get(json, "b");
    assert_string_equal(json_string_value(json_array_get(list, 0)), "1.5");
    assert_string_equal(json_string_value(json_array_get(list, 1)), "-0.25");
    assert_int_equal(json_integer_value(json_array_get(list, 2)), 10);
    assert_string_equal(value_text(json_array_get(list, 3), "c"), "3.125");
    json_decref(json);
}

static void test_what_is_not_json_is_refused(void **state)
{
    static const char *const wrong[] = {
        "",
        "{",
        "[1.]",
        "[01.5]",
        "[1.5.5]",
        "[-]",
        "[1.5",
        "<html>",
        "[.5]",
        "{\"a\":1,\"a\":2}",
        "[\"\xff\"]",
        "[1e999]",
        "[\"a]",
        "[1 2]",
        "nul",
        "[\"\\ud800\"]",
        "[--1.5]",
        "[1.5-2]",
        "[99999999999999999999]",
    };
    (void)state;
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
        rs_error error = {0};
        json_t *json = json_read((rs_bytes){(const uint8_t *)wrong[n], strlen(wrong[n])}, &error);
        if (json)
            fail_msg("%s was taken for JSON", wrong[n]);
        assert_int_equal(error.code, RS_BAD_REQUEST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money_in_all_its_shapes_is_exact),
        cmocka_unit_test(test_what_is_no_exact_amount_is_refused),
        cmocka_unit_test(test_the_currency_of_money_is_told),
        cmocka_unit_test(test_integers_come_bare_or_quoted_and_never_through_a_double),
        cmocka_unit_test(test_times_have_any_number_of_decimals),
        cmocka_unit_test(test_a_written_time_is_read_back),
        cmocka_unit_test(test_texts_keep_what_looks_like_numbers),
        cmocka_unit_test(test_what_is_not_json_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
