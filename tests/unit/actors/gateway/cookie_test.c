#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "actors/gateway/cookie.h"

#define TOO_LONG "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8A"
#define TEXT "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"

static void test_a_secret_is_read_as_it_was_written(void **state)
{
    secret made = secret_make();
    secret got;
    char text[SECRET_TEXT];
    (void)state;
    secret_print(&made, text);
    assert_int_equal(strlen(text), 43);
    assert_true(secret_parse(text, &got));
    assert_memory_equal(&made, &got, sizeof made);
}

static void test_two_secrets_are_never_the_same(void **state)
{
    secret one = secret_make();
    secret other = secret_make();
    (void)state;
    assert_memory_not_equal(&one, &other, sizeof one);
}

static void test_what_is_not_written_like_a_secret_is_none(void **state)
{
    static const char *const bad[] = {
        "",
        "A",
        TOO_LONG,
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh",  /* 42 letters */
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9", /* bits behind the end */
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh+",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh=",
        "AAECAwQFBgcICQoLDA0O\377\377AREhMUFRYXGBkaGxRdHh8",
        " AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    };
    secret out;
    (void)state;
    assert_true(secret_parse(TEXT, &out));
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_false(secret_parse(bad[n], &out));
}

static void test_the_hash_is_sha256_of_the_bytes(void **state)
{
    static const uint8_t wanted[] = {0x63, 0x0d, 0xcd, 0x29, 0x66, 0xc4, 0x33, 0x66};
    secret out;
    (void)state;
    assert_true(secret_parse(TEXT, &out)); /* the bytes 0 .. 31 */
    secret_hash hash = secret_sha256(&out);
    assert_memory_equal(hash.bytes, wanted, sizeof wanted);
}

static void test_a_derived_secret_depends_on_both(void **state)
{
    secret one = secret_make();
    secret other = secret_make();
    secret a = secret_derive(&one, "attempt");
    secret again = secret_derive(&one, "attempt");
    secret b = secret_derive(&one, "another");
    secret c = secret_derive(&other, "attempt");
    (void)state;
    assert_memory_equal(&a, &again, sizeof a);
    assert_memory_not_equal(&a, &b, sizeof a);
    assert_memory_not_equal(&a, &c, sizeof a);
    assert_memory_not_equal(&a, &one, sizeof a);
}

static void test_a_cookie_is_found_among_others(void **state)
{
    secret out;
    (void)state;
    assert_true(cookie_read("__Host-sid=" TEXT, COOKIE_SESSION, &out));
    assert_int_equal(out.bytes[31], 31);
    assert_true(cookie_read("theme=dark; __Host-sid=" TEXT "; a=b", COOKIE_SESSION, &out));
    assert_true(cookie_read("x__Host-sid=1;__Host-sid=" TEXT, COOKIE_SESSION, &out));
}

static void test_a_cookie_that_is_missing_doubled_or_forged_is_none(void **state)
{
    static const char *const bad[] = {
        "",
        "__Host-sid",
        "__Host-sid=",
        "__host-sid=" TEXT,
        "__Host-sid2=" TEXT,
        "__Host-sid=x; __Host-sid=" TEXT,
        "__Host-sid=" TEXT "; __Host-sid=" TEXT,
        "__Host-sid=" TEXT "x",
        "__Host-sid=\"" TEXT "\"",
        "__Host-login=" TEXT,
    };
    secret out;
    (void)state;
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_false(cookie_read(bad[n], COOKIE_SESSION, &out));
}

static void test_a_cookie_is_for_this_host_and_for_no_script(void **state)
{
    char line[COOKIE_LINE_MAX];
    secret value;
    (void)state;
    assert_true(secret_parse(TEXT, &value));
    cookie_print(COOKIE_LOGIN, &value, 300, line);
    assert_string_equal(line, "__Host-login=" TEXT
                              "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=300");
    cookie_print(COOKIE_SESSION, NULL, 0, line);
    assert_string_equal(line, "__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_secret_is_read_as_it_was_written),
        cmocka_unit_test(test_two_secrets_are_never_the_same),
        cmocka_unit_test(test_what_is_not_written_like_a_secret_is_none),
        cmocka_unit_test(test_the_hash_is_sha256_of_the_bytes),
        cmocka_unit_test(test_a_derived_secret_depends_on_both),
        cmocka_unit_test(test_a_cookie_is_found_among_others),
        cmocka_unit_test(test_a_cookie_that_is_missing_doubled_or_forged_is_none),
        cmocka_unit_test(test_a_cookie_is_for_this_host_and_for_no_script),
    };
    return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
