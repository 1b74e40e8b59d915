#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/ozon/verdict.h"

static const char path[] = "/v3/posting/fbo/list";

static http_answer answer(int status, const char *body)
{
    return (http_answer){
        .outcome = HTTP_ANSWERED,
        .error = "",
        .status = status,
        .content_type = body[0] == '{' ? "application/json; charset=utf-8" : "text/html",
        .body = {(const uint8_t *)body, strlen(body)},
    };
}

static verdict of(int status, const char *body)
{
    http_answer given = answer(status, body);
    return verdict_of(&given, path, 0, 0);
}

static void test_what_ozon_refuses_and_what_to_do(void **state)
{
    static const struct {
        int status;
        const char *body;
        verdict_kind kind;
        const char *says;
    } cases[] = {
        {200, "{\"postings\":[]}", VERDICT_DONE, ""},
        {200, "<html>maintenance</html>", VERDICT_LATER, "not JSON"},
        {404, "{\"code\":5,\"message\":\"Invalid Api-Key, please check the key and try again\"}",
         VERDICT_KEY, "api_key_file"},
        {404, "{\"code\":5,\"message\":\"method is not allowed\"}", VERDICT_METHOD, path},
        {404, "<html>404</html>", VERDICT_LATER, "404"}, /* a gateway's, not Ozon's */
        {401, "{\"code\":16,\"message\":\"Client-Id and Api-Key headers are required\"}",
         VERDICT_KEY, "Api-Key"},
        {403, "{\"code\":7,\"message\":\"Api-Key is missing a required role for a method\"}",
         VERDICT_METHOD, "role"},
        {403, "{\"code\":7,\"message\":\"Api-Key is restricted to specific IP addresses\"}",
         VERDICT_KEY, "address"},
        {403, "{\"code\":7,\"message\":\"Offer not signed\"}", VERDICT_KEY, "offer"},
        {403,
         "{\"code\":7,\"message\":\"Api-key is deactivated, use another one or generate a new "
         "one\"}",
         VERDICT_KEY, "deactivated"},
        {400, "{\"code\":3,\"message\":\"Client-Id header value should be positive integer\"}",
         VERDICT_KEY, "client_id"},
        {400, "{\"code\":3,\"message\":\"Request: PERIOD_IS_TOO_LONG\"}", VERDICT_TOO_LONG,
         "too long"},
        {400, "{\"code\":3,\"message\":\"Request validation error: invalid cursor\"}",
         VERDICT_METHOD, "invalid cursor"},
        {409, "{\"code\":6,\"message\":\"conflict\"}", VERDICT_LATER, "conflict"},
        {500, "{\"code\":13,\"message\":\"Internal error\"}", VERDICT_LATER, "Internal error"},
        {502, "<html>Bad gateway</html>", VERDICT_LATER, "502"},
        {503, "{\"message\":\"Circle is open\",\"code\":14}", VERDICT_LATER, "overloaded"},
        {429, "{\"code\":8,\"message\":\"You have reached request rate limit per second\"}",
         VERDICT_AWAY, "frequent"},
        {301, "", VERDICT_LATER, "301"},
    };
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        verdict got = of(cases[n].status, cases[n].body);
        if (got.kind != cases[n].kind || !strstr(got.text, cases[n].says))
            fail_msg("%d %s: kind %d, \"%s\"", cases[n].status, cases[n].body, got.kind, got.text);
    }
}

static void test_what_only_a_person_can_cure_is_tried_slowly(void **state)
{
    (void)state;
    assert_int_equal(of(404, "{\"code\":5,\"message\":\"Invalid Api-Key\"}").wait_ms, 60000);
    assert_int_equal(of(403, "{\"code\":7,\"message\":\"missing a required role\"}").wait_ms,
                     60000);
    assert_true(of(503, "{\"code\":14,\"message\":\"Circle is open\"}").wait_ms >= 120000);
}

static void test_retry_after_is_obeyed(void **state)
{
    http_answer given = answer(429, "{\"code\":8,\"message\":\"limit\"}");
    (void)state;
    given.retry_after_ms = 17000;
    assert_int_equal(verdict_of(&given, path, 0, 0).wait_ms, 17000);
    given.retry_after_ms = 0;
    assert_true(verdict_of(&given, path, 0, 0).wait_ms >= 500);
}

static void test_pauses_grow_to_a_minute_and_half_of_them_is_chance(void **state)
{
    http_answer given = {.outcome = HTTP_UNCERTAIN, .error = "timed out", .content_type = ""};
    (void)state;
    for (int failures = 0; failures < 40; failures++) {
        int64_t most = failures < 6 ? (int64_t)1000 << failures : 60000;
        for (uint32_t chance = 0; chance < 200000; chance += 997) {
            int64_t wait = verdict_of(&given, path, failures, chance).wait_ms;
            assert_true(wait >= most / 2 && wait < most);
        }
        assert_int_not_equal(verdict_of(&given, path, failures, 0).wait_ms,
                             verdict_of(&given, path, failures, 101).wait_ms);
    }
}

static void test_trouble_on_the_way_is_told_in_libcurls_words(void **state)
{
    http_answer given = {
        .outcome = HTTP_NOT_SENT, .error = "could not connect", .content_type = ""};
    (void)state;
    verdict got = verdict_of(&given, path, 0, 0);
    assert_int_equal(got.kind, VERDICT_AWAY);
    assert_non_null(strstr(got.text, "could not connect"));
    given.outcome = HTTP_TOO_LARGE;
    assert_int_equal(verdict_of(&given, path, 0, 0).kind, VERDICT_LATER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_ozon_refuses_and_what_to_do),
        cmocka_unit_test(test_what_only_a_person_can_cure_is_tried_slowly),
        cmocka_unit_test(test_retry_after_is_obeyed),
        cmocka_unit_test(test_pauses_grow_to_a_minute_and_half_of_them_is_chance),
        cmocka_unit_test(test_trouble_on_the_way_is_told_in_libcurls_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
