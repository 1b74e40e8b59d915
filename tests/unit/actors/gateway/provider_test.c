/* Where an issuer says its places are, and which issuers may be configured. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "actors/gateway/provider.h"

#define ISSUER "https://oauth.telegram.org"

static rs_err read_places(const char *before, const char *token, const char *behind)
{
    char json[1024];
    provider_places out;
    rs_error error;
    snprintf(json, sizeof json, "%s%s%s", before, token, behind);
    return provider_read_places((rs_bytes){(const uint8_t *)json, strlen(json)}, ISSUER, &out,
                                &error);
}

static void test_only_places_on_the_issuers_own_server_are_believed(void **state)
{
    static const char before[] = "{\"issuer\":\"" ISSUER "\",\"authorization_endpoint\":\"" ISSUER
                                 "/auth\",\"token_endpoint\":\"";
    static const char behind[] = "\",\"jwks_uri\":\"" ISSUER "/.well-known/jwks.json\"}";
    static const char *const bad[] = {
        "",
        ISSUER,
        "http://oauth.telegram.org/token",
        "https://oauth.telegram.org.evil.example/token",
        "https://oauth.telegram.org@evil.example/token",
        "https://oauth.telegram.org:444/token",
        "https://evil.example/token",
        "/token",
        ISSUER "/to ken",
        ISSUER "/token#x",
    };
    (void)state;
    assert_int_equal(read_places(before, ISSUER "/token", behind), RS_OK);
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_int_equal(read_places(before, bad[n], behind), RS_BAD_REQUEST);
    assert_int_equal(read_places("{\"issuer\":\"", ISSUER, "\"}"), RS_BAD_REQUEST);
    assert_int_equal(read_places("{\"issuer\":\"", ISSUER "/", "\"}"), RS_BAD_REQUEST);
    assert_int_equal(read_places("", "no JSON", ""), RS_BAD_REQUEST);
}

static void test_an_issuer_speaks_tls_unless_it_is_on_this_machine(void **state)
{
    static const char *const good[] = {ISSUER, "http://127.0.0.1:8", "http://localhost:8/x"};
    static const char *const bad[] = {
        "",          "https://",          "http://oauth.telegram.org",     ISSUER "/",
        ISSUER "?x", "https://user@host", "http://127.0.0.1.evil.example", "ftp://localhost:8",
    };
    (void)state;
    for (size_t n = 0; n < sizeof good / sizeof *good; n++)
        assert_true(provider_issuer_fits(good[n]));
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_false(provider_issuer_fits(bad[n]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_places_on_the_issuers_own_server_are_believed),
        cmocka_unit_test(test_an_issuer_speaks_tls_unless_it_is_on_this_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
