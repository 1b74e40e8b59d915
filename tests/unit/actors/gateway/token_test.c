/* Tokens signed here with keys made here, as Telegram would and as nobody should. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjose/cjose.h>
#include <cmocka.h>
#include <jansson.h>
#include <sodium.h>

#include "actors/gateway/token.h"

static const int64_t NOW = INT64_C(1795000000000);
static const int64_t NOW_S = INT64_C(1795000000);
static const token_wanted wanted = {
    .issuer = "https://oauth.telegram.org", .audience = "7000000001", .now = NOW};

static cjose_jwk_t *rsa;
static cjose_jwk_t *ec;
static cjose_jwk_t *stranger; /* an RSA key that nobody published */
static token_keys *keys;

/* ------------------------------------------------------------------------------- keys */

static json_t *published(cjose_jwk_t *jwk, const char *kid, const char *algorithm)
{
    char *text = cjose_jwk_to_json(jwk, false, NULL);
    json_t *row = json_loads(text, 0, NULL);
    assert_non_null(row);
    free(text);
    json_object_set_new(row, "kid", json_string(kid));
    if (algorithm)
        json_object_set_new(row, "alg", json_string(algorithm));
    return row;
}

static rs_err read_keys(json_t *rows, token_keys **out)
{
    rs_error error;
    json_t *set = json_pack("{s:o}", "keys", rows);
    char *text = json_dumps(set, 0);
    rs_err err = token_keys_read(out, (rs_bytes){(const uint8_t *)text, strlen(text)}, &error);
    free(text);
    json_decref(set);
    return err;
}

static int make_keys(void **state)
{
    (void)state;
    rsa = cjose_jwk_create_RSA_random(2048, NULL, 0, NULL);
    stranger = cjose_jwk_create_RSA_random(2048, NULL, 0, NULL);
    ec = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, NULL);
    json_t *other = json_pack("{s:s, s:s, s:s, s:s}", "kty", "OKP", "crv", "Ed25519", "kid", "d",
                              "x", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    json_t *rows =
        json_pack("[o, o, o]", other, published(rsa, "r", "RS256"), published(ec, "e", "ES256"));
    return read_keys(rows, &keys) ? -1 : 0;
}

static int drop_keys(void **state)
{
    (void)state;
    token_keys_close(&keys);
    cjose_jwk_release(rsa);
    cjose_jwk_release(stranger);
    cjose_jwk_release(ec);
    return 0;
}

/* ------------------------------------------------------------------------------- tokens */

static json_t *claims(void)
{
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:I, s:s}", "iss", wanted.issuer, "aud",
                     wanted.audience, "sub", "1234123412341234123", "iat", (json_int_t)NOW_S, "exp",
                     (json_int_t)NOW_S + 3600, "id", (json_int_t)279058397, "name", "Вера");
}

/* Signed; the caller frees. Takes the claims. */
static char *make_token(cjose_jwk_t *with, const char *algorithm, const char *kid, json_t *body)
{
    const char *text = NULL;
    cjose_header_t *head = cjose_header_new(NULL);
    assert_true(cjose_header_set(head, "alg", algorithm, NULL));
    assert_true(cjose_header_set(head, "kid", kid, NULL));
    char *plain = json_dumps(body, JSON_COMPACT);
    cjose_jws_t *jws = cjose_jws_sign(with, head, (const uint8_t *)plain, strlen(plain), NULL);
    assert_non_null(jws);
    assert_true(cjose_jws_export(jws, &text, NULL));
    char *copy = strdup(text);
    cjose_jws_release(jws);
    cjose_header_release(head);
    free(plain);
    json_decref(body);
    return copy;
}

/* `detail` is how the refusal begins; NULL: none is wanted. Frees the token. */
static void expect(char *token, rs_err code, const char *detail)
{
    rs_error error = {0};
    int64_t tg = 0;
    assert_int_equal(token_check(keys, token, &wanted, &tg, &error), code);
    if (detail && strncmp(error.text, detail, strlen(detail)) != 0)
        fail_msg("\"%s\", not \"%s...\"", error.text, detail);
    assert_int_equal(tg, code ? 0 : 279058397);
    free(token);
}

static void expect_claims(json_t *body, rs_err code, const char *detail)
{
    expect(make_token(rsa, "RS256", "r", body), code, detail);
}

static json_t *with(const char *name, json_t *value)
{
    json_t *body = claims();
    if (value)
        json_object_set_new(body, name, value);
    else
        json_object_del(body, name);
    return body;
}

/* The parts as they are, whatever they are. */
static char *by_hand(const char *head, const char *body, const char *signature)
{
    char *text = calloc(1, 4096);
    const char *const parts[] = {head, body};
    for (int n = 0; n < 2; n++) {
        sodium_bin2base64(text + strlen(text), 1500, (const uint8_t *)parts[n], strlen(parts[n]),
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        strcat(text, ".");
    }
    return strcat(text, signature);
}

static void test_a_token_says_who_it_is_by_the_claim_id(void **state)
{
    (void)state;
    expect(make_token(rsa, "RS256", "r", claims()), RS_OK, NULL);
    expect(make_token(ec, "ES256", "e", claims()), RS_OK, NULL);
    expect_claims(with("id", NULL), RS_BAD_REQUEST, "id:");
    expect_claims(with("id", json_string("279058397")), RS_BAD_REQUEST, "id:");
    expect_claims(with("id", json_integer(0)), RS_BAD_REQUEST, "id:");
    expect_claims(with("id", json_integer(-1)), RS_BAD_REQUEST, "id:");
    expect_claims(with("id", json_real(279058397.0)), RS_BAD_REQUEST, "id:");
    expect_claims(with("id", json_integer(INT64_C(1) << 52)), RS_BAD_REQUEST, "id:");
}

static void test_a_wrong_signature_is_refused(void **state)
{
    (void)state;
    expect(make_token(stranger, "RS256", "r", claims()), RS_BAD_REQUEST, "token: the signature");
    expect(make_token(stranger, "RS256", "unknown", claims()), RS_NOT_FOUND, "kid:");
    expect(make_token(rsa, "RS256", "e", claims()), RS_NOT_FOUND, "kid:");
    char *token = make_token(rsa, "RS256", "r", claims());
    char *foreign = make_token(rsa, "RS256", "r", with("id", json_integer(1)));
    char *mixed = calloc(1, strlen(token) + strlen(foreign) + 1); /* claims of one, signed of two */
    size_t body = (size_t)(strrchr(foreign, '.') - foreign);
    memcpy(mixed, foreign, body);
    strcpy(mixed + body, strrchr(token, '.'));
    expect(mixed, RS_BAD_REQUEST, "token: the signature");
    free(token);
    free(foreign);
}

static void test_no_algorithm_but_those_of_published_keys_is_taken(void **state)
{
    (void)state;
    json_t *body = claims();
    char *plain = json_dumps(body, JSON_COMPACT);
    json_decref(body);
    expect(by_hand("{\"alg\":\"none\",\"kid\":\"r\"}", plain, ""), RS_BAD_REQUEST, NULL);
    expect(by_hand("{\"alg\":\"none\",\"kid\":\"r\"}", plain, "AAAA"), RS_BAD_REQUEST, NULL);
    expect(by_hand("{\"kid\":\"r\"}", plain, "AAAA"), RS_BAD_REQUEST, NULL);
    expect(by_hand("{\"alg\":[\"RS256\"],\"kid\":\"r\"}", plain, "AAAA"), RS_BAD_REQUEST, NULL);
    free(plain);

    /* The public key as a shared secret, and the right key with other algorithms. */
    char *shown = cjose_jwk_to_json(rsa, false, NULL);
    cjose_jwk_t *shared = cjose_jwk_create_oct_spec((const uint8_t *)shown, strlen(shown), NULL);
    expect(make_token(shared, "HS256", "r", claims()), RS_BAD_REQUEST, "alg:");
    cjose_jwk_release(shared);
    free(shown);
    expect(make_token(rsa, "PS256", "r", claims()), RS_BAD_REQUEST, "alg:");
    expect(make_token(rsa, "RS512", "r", claims()), RS_BAD_REQUEST, "alg:");
    expect(make_token(rsa, "RS256", "d", claims()), RS_NOT_FOUND, "kid:");
}

static void test_another_issuer_or_audience_is_refused(void **state)
{
    (void)state;
    expect_claims(with("iss", NULL), RS_BAD_REQUEST, "iss:");
    expect_claims(with("iss", json_string("https://oauth.telegram.org/")), RS_BAD_REQUEST, "iss:");
    expect_claims(with("aud", NULL), RS_BAD_REQUEST, "aud:");
    expect_claims(with("aud", json_string("7000000002")), RS_BAD_REQUEST, "aud:");
    expect_claims(with("aud", json_pack("[s, s]", "7000000001", "7000000002")), RS_BAD_REQUEST,
                  "aud:");
    expect_claims(with("aud", json_pack("[[s]]", "7000000001")), RS_BAD_REQUEST, "aud:");
    expect_claims(with("aud", json_pack("[s]", "7000000001")), RS_OK, NULL);
    expect_claims(with("aud", json_integer(7000000001)), RS_OK, NULL);
}

static void test_times_are_those_of_now_but_for_a_minute(void **state)
{
    (void)state;
    expect_claims(with("exp", json_integer(NOW_S - 59)), RS_OK, NULL);
    expect_claims(with("exp", json_integer(NOW_S - 60)), RS_EXPIRED, "exp:");
    expect_claims(with("iat", json_integer(NOW_S + 60)), RS_OK, NULL);
    expect_claims(with("iat", json_integer(NOW_S + 61)), RS_BAD_REQUEST, "iat");
    expect_claims(with("nbf", json_integer(NOW_S + 61)), RS_BAD_REQUEST, "iat");
    expect_claims(with("exp", NULL), RS_BAD_REQUEST, "iat, exp");
    expect_claims(with("iat", NULL), RS_BAD_REQUEST, "iat, exp");
    expect_claims(with("exp", json_string("1795003600")), RS_BAD_REQUEST, "iat, exp");
    expect_claims(with("exp", json_integer(INT64_MAX)), RS_BAD_REQUEST, "iat, exp");
    expect_claims(with("nbf", json_null()), RS_BAD_REQUEST, "iat, exp");
}

static void test_what_is_no_token_is_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"", "a", "a.b", "..", "a.b.c", "a.b.c.d", "\377.\377.\377"};
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        expect(strdup(bad[n]), RS_BAD_REQUEST, "token:");
    char *token = make_token(rsa, "RS256", "r", claims());
    for (size_t size = 0; size < strlen(token); size++) {
        char *part = strndup(token, size);
        expect(part, RS_BAD_REQUEST, "token:");
    }
    free(token);
    char *endless = calloc(1, TOKEN_MAX + 2);
    memset(endless, 'a', TOKEN_MAX + 1);
    expect(endless, RS_BAD_REQUEST, "token: empty or too long");
    expect(make_token(rsa, "RS256", "r", json_pack("[i]", 1)), RS_BAD_REQUEST, "token: its claims");
}

/* "ab.cde.f": one character of base64url is no byte. */
static void test_a_character_too_many_is_refused(void **state)
{
    (void)state;
    static const char *const tokens[] = {"eyJhbGciOiJub25lIn0x.e30.AAAA",
                                         "eyJhbGciOiJub25lIn0.e30xx.AAAA",
                                         "eyJhbGciOiJub25lIn0.e30.AAAAA",
                                         "eyJhbGciOiJub25lIn0=.e30.AAAA",
                                         "e=yJ.eyJpc3Mi.eyJ",
                                         "eyJhbGci\xa2.e30.AAAA",
                                         "eyJhbGciOiJub25lIn0.e30.",
                                         "eyJhbGciOiJub25lIn0.e30.AA.AA"};
    for (size_t n = 0; n < sizeof tokens / sizeof *tokens; n++) {
        int64_t tg = 0;
        rs_error error;
        assert_int_equal(token_check(keys, tokens[n], &wanted, &tg, &error), RS_BAD_REQUEST);
        assert_int_equal(tg, 0);
    }
    token_keys *none = NULL;
    json_t *row = published(rsa, "x", "RS256");
    json_object_set_new(row, "e", json_string("AQABA"));
    assert_int_equal(read_keys(json_pack("[o]", row), &none), RS_BAD_REQUEST);
    assert_null(none);
}

static void test_a_set_without_a_key_for_us_is_none(void **state)
{
    (void)state;
    token_keys *none;
    json_t *weak_row;
    cjose_jwk_t *weak = cjose_jwk_create_RSA_random(1024, NULL, 0, NULL);
    assert_int_equal(read_keys(json_array(), &none), RS_BAD_REQUEST);
    assert_int_equal(read_keys(json_string("r"), &none), RS_BAD_REQUEST);
    if (weak) { /* else the library makes none so weak */
        weak_row = published(weak, "w", "RS256");
        assert_int_equal(read_keys(json_pack("[o]", weak_row), &none), RS_BAD_REQUEST);
        cjose_jwk_release(weak);
    }
    assert_int_equal(read_keys(json_pack("[o]", published(rsa, "r", "RS512")), &none),
                     RS_BAD_REQUEST);
    assert_int_equal(read_keys(json_pack("[o]", published(rsa, "", "RS256")), &none),
                     RS_BAD_REQUEST);
    json_t *encrypts = published(rsa, "r", NULL);
    json_object_set_new(encrypts, "use", json_string("enc"));
    assert_int_equal(read_keys(json_pack("[o]", encrypts), &none), RS_BAD_REQUEST);
    json_t *many = json_array();
    for (int n = 0; n <= TOKEN_KEYS_MAX; n++)
        json_array_append_new(many, published(ec, "e", "ES256"));
    assert_int_equal(read_keys(many, &none), RS_BAD_REQUEST);
    assert_null(none);
    assert_int_equal(read_keys(json_pack("[o]", published(ec, "e", NULL)), &none), RS_OK);
    token_keys_close(&none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_token_says_who_it_is_by_the_claim_id),
        cmocka_unit_test(test_a_wrong_signature_is_refused),
        cmocka_unit_test(test_no_algorithm_but_those_of_published_keys_is_taken),
        cmocka_unit_test(test_another_issuer_or_audience_is_refused),
        cmocka_unit_test(test_times_are_those_of_now_but_for_a_minute),
        cmocka_unit_test(test_what_is_no_token_is_refused),
        cmocka_unit_test(test_a_character_too_many_is_refused),
        cmocka_unit_test(test_a_set_without_a_key_for_us_is_none),
    };
    return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
