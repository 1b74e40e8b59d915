/* The fields of Telegram's older login, with the example of its manual's token. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "actors/gateway/widget.h"

#define TOKEN "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
#define HASH "b1f65504c79b677ec9f75fb4af7d57410112e133d89a06c7049b332762afae85"
#define FIELDS                                                                                     \
    "\"id\":279058397,\"first_name\":\"Вера\",\"last_name\":\"O'Neil\",\"username\":\"vera_"   \
    "test\","                                                                                      \
    "\"photo_url\":\"https://t.me/i/userpic/320/vera_test.jpg\""
static const int64_t SIGNED = INT64_C(1795000000000);

static rs_err check(const char *json, int64_t now, widget_person *out)
{
    char text[2 * WIDGET_TEXT_MAX];
    secret_hash key;
    rs_error error;
    crypto_hash_sha256(key.bytes, (const uint8_t *)TOKEN, strlen(TOKEN));
    sodium_bin2base64(text, sizeof text, (const uint8_t *)json, strlen(json),
                      sodium_base64_VARIANT_URLSAFE);
    return widget_check(&key, text, now, out, &error);
}

static void test_what_telegram_signed_is_taken_for_five_minutes(void **state)
{
    static const char json[] = "{" FIELDS ",\"auth_date\":1795000000,\"hash\":\"" HASH "\"}";
    widget_person person;
    secret_hash proof;
    (void)state;
    assert_int_equal(check(json, SIGNED, &person), RS_OK);
    assert_int_equal(person.tg, 279058397);
    assert_true(widget_hash_parse(HASH, &proof));
    assert_memory_equal(&person.proof, &proof, sizeof proof);
    assert_int_equal(check(json, SIGNED + WIDGET_FRESH_MS - 1, &person), RS_OK);
    assert_int_equal(check(json, SIGNED + WIDGET_FRESH_MS, &person), RS_EXPIRED);
    assert_int_equal(check(json, SIGNED - WIDGET_SKEW_MS, &person), RS_OK);
    assert_int_equal(check(json, SIGNED - WIDGET_SKEW_MS - 1, &person), RS_BAD_REQUEST);
}

static void test_whatever_is_changed_left_out_or_added_is_refused(void **state)
{
    static const char *const bad[] = {
        "{" FIELDS ",\"auth_date\":1795000001,\"hash\":\"" HASH "\"}",
        "{" FIELDS ",\"auth_date\":1795000000}",
        "{" FIELDS ",\"auth_date\":1795000000,\"hash\":\"\"}",
        "{" FIELDS ",\"auth_date\":1795000000,\"more\":\"x\",\"hash\":\"" HASH "\"}",
        "{" FIELDS ",\"auth_date\":1795000000,\"id\":1,\"hash\":\"" HASH "\"}",
        "{" FIELDS ",\"auth_date\":1795000000,\"more\":{},\"hash\":\"" HASH "\"}",
        "{" FIELDS ",\"hash\":\"" HASH "\"}",
        "{\"hash\":\"" HASH "\"}",
        "{}",
        "[]",
        "null",
        "",
    };
    widget_person person;
    (void)state;
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_int_equal(check(bad[n], SIGNED, &person), RS_BAD_REQUEST);
}

static void test_what_is_no_base64url_is_refused(void **state)
{
    static const char *const bad[] = {"", "false", "=", "a=b", "e30=x", "e30\n", "\377"};
    char endless[WIDGET_TEXT_MAX + 2];
    secret_hash key = {{0}};
    widget_person person;
    rs_error error;
    (void)state;
    memset(endless, 'e', sizeof endless - 1);
    endless[sizeof endless - 1] = 0;
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_int_equal(widget_check(&key, bad[n], SIGNED, &person, &error), RS_BAD_REQUEST);
    assert_int_equal(widget_check(&key, endless, SIGNED, &person, &error), RS_BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_telegram_signed_is_taken_for_five_minutes),
        cmocka_unit_test(test_whatever_is_changed_left_out_or_added_is_refused),
        cmocka_unit_test(test_what_is_no_base64url_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
