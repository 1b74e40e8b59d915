#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "actors/gateway/body.h"

static rs_err read_one(const char *text, char out[9], rs_error *error)
{
    const body_field fields[] = {{"attempt", out, 9}};
    return body_read(text, strlen(text), fields, 1, error);
}

static void test_a_declared_string_is_read(void **state)
{
    char out[9];
    rs_error error;
    (void)state;
    assert_int_equal(read_one(" {\"attempt\": \"abcdefgh\"} ", out, &error), RS_OK);
    assert_string_equal(out, "abcdefgh");
}

static void test_an_object_without_fields_may_be_all_there_is(void **state)
{
    rs_error error;
    (void)state;
    assert_int_equal(body_read("{}", 2, NULL, 0, &error), RS_OK);
    assert_int_equal(body_read("{\"a\":1}", 7, NULL, 0, &error), RS_BAD_REQUEST);
}

static void test_everything_else_is_refused(void **state)
{
    static const char *const bad[] = {
        "",
        "null",
        "[]",
        "\"attempt\"",
        "{}",
        "{\"attempt\":1}",
        "{\"attempt\":null}",
        "{\"attempt\":\"\"}",
        "{\"attempt\":\"abcdefghi\"}",
        "{\"attempt\":\"a\",\"more\":1}",
        "{\"attempt\":\"a\",\"attempt\":\"a\"}",
        "{\"attempt\":\"a\"}x",
        "{\"attempt\":\"a\\u0000b\"}",
        "{\"attempt\":\"\xff\"}",
        "{\"attempt\":\"a\"",
    };
    char out[9];
    rs_error error;
    (void)state;
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_int_equal(read_one(bad[n], out, &error), RS_BAD_REQUEST);
}

static void test_an_error_never_repeats_what_was_sent(void **state)
{
    char out[9];
    rs_error error;
    (void)state;
    assert_int_equal(read_one("{\"attempt\":\"a secret that is too long\"}", out, &error),
                     RS_BAD_REQUEST);
    assert_null(strstr(error.text, "secret"));
    assert_non_null(strstr(error.text, "attempt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_declared_string_is_read),
        cmocka_unit_test(test_an_object_without_fields_may_be_all_there_is),
        cmocka_unit_test(test_everything_else_is_refused),
        cmocka_unit_test(test_an_error_never_repeats_what_was_sent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
