#include "actors/gateway/token.h"

#include <cjose/cjose.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/claims.h"

enum { KID_MAX = 128, RSA_BITS_LEAST = 2048, RSA_BITS_MOST = 8192, COMPONENTS_MAX = 4 };

/* What a key may be, the parts it is made of, and the one algorithm it then serves. */
typedef struct {
    const char *algorithm;
    const char *kind;
    const char *curve;
    const char *components[COMPONENTS_MAX];
    size_t words; /* of them; the others are numbers in base64url */
} key_kind;

static const key_kind kinds[] = {
    {"RS256", "RSA", NULL, {"kty", "n", "e"}, 1},
    {"ES256", "EC", "P-256", {"kty", "crv", "x", "y"}, 2},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

typedef struct {
    char kid[KID_MAX + 1];
    const key_kind *kind;
    cjose_jwk_t *jwk;
} key;

struct token_keys {
    key keys[TOKEN_KEYS_MAX];
    size_t count;
};

/* ----------------------------------------------------------------------------- base64url */

/* Checked before cjose 0.6 sees it: one character too many there is an assertion that ends the
 * process, where it should be a refusal. */
static bool is_base64url(const char *text, size_t size)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return size > 0 && size % 4 != 1 && strspn(text, alphabet) >= size;
}

/* head.claims.signature */
static bool is_compact(const char *token)
{
    const char *claims = strchr(token, '.');
    const char *signature = claims ? strchr(claims + 1, '.') : NULL;
    return signature && is_base64url(token, (size_t)(claims - token)) &&
           is_base64url(claims + 1, (size_t)(signature - claims - 1)) &&
           is_base64url(signature + 1, strlen(signature + 1));
}

/* ------------------------------------------------------------------------------- keys */

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

static const key_kind *kind_of(const json_t *row)
{
    const char *algorithm = text_of(row, "alg");
    const char *use = text_of(row, "use");
    for (size_t n = 0; n < KINDS; n++)
        if (!strcmp(text_of(row, "kty"), kinds[n].kind) &&
            (!*algorithm || !strcmp(algorithm, kinds[n].algorithm)) &&
            (!kinds[n].curve || !strcmp(text_of(row, "crv"), kinds[n].curve)) &&
            (!*use || !strcmp(use, "sig")))
            return &kinds[n];
    return NULL;
}

static bool has_numbers(const json_t *row, const key_kind *kind)
{
    for (size_t n = kind->words; n < COMPONENTS_MAX && kind->components[n]; n++) {
        const char *number = text_of(row, kind->components[n]);
        if (!is_base64url(number, strlen(number)))
            return false;
    }
    return true;
}

/* Of what is published only the parts of a public key are passed on. */
static cjose_jwk_t *import(const json_t *row, const key_kind *kind)
{
    json_t *parts = json_object();
    RS_ASSERT(parts);
    for (size_t n = 0; n < COMPONENTS_MAX && kind->components[n]; n++)
        json_object_set_new(parts, kind->components[n],
                            json_string(text_of(row, kind->components[n])));
    char *text = json_dumps(parts, JSON_COMPACT);
    RS_ASSERT(text);
    cjose_jwk_t *jwk = cjose_jwk_import(text, strlen(text), NULL);
    free(text);
    json_decref(parts);
    size_t bits = jwk ? cjose_jwk_get_keysize(jwk, NULL) : 0;
    if (jwk && !kind->curve && (bits < RSA_BITS_LEAST || bits > RSA_BITS_MOST)) {
        cjose_jwk_release(jwk);
        jwk = NULL;
    }
    return jwk;
}

static const key *find_key(const token_keys *self, const char *kid, const char *algorithm)
{
    for (size_t n = 0; n < self->count; n++)
        if (!strcmp(self->keys[n].kid, kid) && !strcmp(self->keys[n].kind->algorithm, algorithm))
            return &self->keys[n];
    return NULL;
}

static void take_key(token_keys *self, const json_t *row)
{
    const char *kid = text_of(row, "kid");
    const key_kind *kind = kind_of(row);
    size_t size = strlen(kid);
    if (!kind || !size || size > KID_MAX || find_key(self, kid, kind->algorithm) ||
        !has_numbers(row, kind))
        return;
    cjose_jwk_t *jwk = import(row, kind);
    if (!jwk)
        return;
    key *one = &self->keys[self->count++];
    memcpy(one->kid, kid, size + 1);
    one->kind = kind;
    one->jwk = jwk;
}

rs_err token_keys_read(token_keys **self_p, rs_bytes json, rs_error *error)
{
    *self_p = NULL;
    if (!json.size || json.size > TOKEN_KEYS_SIZE_MAX)
        return rs_fail(error, RS_BAD_REQUEST, "keys: empty or too long");
    json_t *set = json_loadb((const char *)json.data, json.size, JSON_REJECT_DUPLICATES, NULL);
    const json_t *rows = json_object_get(set, "keys");
    size_t count = json_array_size(rows);
    token_keys *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    for (size_t n = 0; n < count && count <= TOKEN_KEYS_MAX; n++)
        take_key(self, json_array_get(rows, n));
    json_decref(set);
    if (!self->count) {
        token_keys_close(&self);
        return rs_fail(error, RS_BAD_REQUEST, "keys: no set of keys, too many, or none for us");
    }
    *self_p = self;
    return RS_OK;
}

void token_keys_close(token_keys **self_p)
{
    token_keys *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    for (size_t n = 0; n < self->count; n++)
        cjose_jwk_release(self->keys[n].jwk);
    free(self);
}

/* ------------------------------------------------------------------------------- claims */

/* As text, since some write their clients' numbers as numbers. */
static bool names(const json_t *audience, const char *ours)
{
    if (json_is_array(audience)) /* of several, each could show it to the others */
        return json_array_size(audience) == 1 && !json_is_array(json_array_get(audience, 0)) &&
               names(json_array_get(audience, 0), ours);
    if (json_is_integer(audience)) {
        char number[24];
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(audience));
        return !strcmp(number, ours);
    }
    return json_is_string(audience) && !strcmp(json_string_value(audience), ours);
}

static rs_err check_claims(const json_t *claims, const token_wanted *wanted, int64_t *tg,
                           rs_error *error)
{
    int64_t issued = claims_time(claims, "iat");
    int64_t expires = claims_time(claims, "exp");
    int64_t valid_from = json_object_get(claims, "nbf") ? claims_time(claims, "nbf") : 0;
    int64_t person = claims_person(claims);
    if (!json_is_object(claims))
        return rs_fail(error, RS_BAD_REQUEST, "token: its claims are no JSON object");
    if (strcmp(text_of(claims, "iss"), wanted->issuer) != 0)
        return rs_fail(error, RS_BAD_REQUEST, "iss: of another issuer");
    if (!names(json_object_get(claims, "aud"), wanted->audience))
        return rs_fail(error, RS_BAD_REQUEST, "aud: made for somebody else");
    if (issued < 0 || expires < 0 || valid_from < 0)
        return rs_fail(error, RS_BAD_REQUEST, "iat, exp, nbf: not there, or no times");
    if (issued > wanted->now + TOKEN_SKEW_MS || valid_from > wanted->now + TOKEN_SKEW_MS)
        return rs_fail(error, RS_BAD_REQUEST, "iat, nbf: from the future");
    if (expires + TOKEN_SKEW_MS <= wanted->now)
        return rs_fail(error, RS_EXPIRED, "exp: its time is over");
    if (!person)
        return rs_fail(error, RS_BAD_REQUEST, "id: not there, or no Telegram id");
    *tg = person;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- a token */

static rs_err find_signer(const token_keys *keys, cjose_jws_t *jws, const key **out,
                          rs_error *error)
{
    cjose_header_t *head = cjose_jws_get_protected(jws);
    const char *algorithm = head ? cjose_header_get(head, "alg", NULL) : NULL;
    const char *kid = head ? cjose_header_get(head, "kid", NULL) : NULL;
    char *critical = head ? cjose_header_get_raw(head, "crit", NULL) : NULL;
    bool demands = critical != NULL;
    free(critical);
    if (!algorithm || !kid || demands)
        return rs_fail(error, RS_BAD_REQUEST, "token: alg or kid is missing, or there is a crit");
    bool known = false;
    for (size_t n = 0; n < KINDS; n++)
        known |= !strcmp(algorithm, kinds[n].algorithm);
    if (!known)
        return rs_fail(error, RS_BAD_REQUEST, "alg: neither RS256 nor ES256");
    *out = find_key(keys, kid, algorithm);
    return *out ? RS_OK : rs_fail(error, RS_NOT_FOUND, "kid: no such key for this alg");
}

static rs_err read_claims(cjose_jws_t *jws, const token_wanted *wanted, int64_t *tg,
                          rs_error *error)
{
    uint8_t *text = NULL;
    size_t size = 0;
    if (!cjose_jws_get_plaintext(jws, &text, &size, NULL)) /* it stays the token's */
        return rs_fail(error, RS_BAD_REQUEST, "token: has no claims");
    json_t *claims = json_loadb((const char *)text, size, JSON_REJECT_DUPLICATES, NULL);
    rs_err err = check_claims(claims, wanted, tg, error);
    json_decref(claims);
    return err;
}

rs_err token_check(const token_keys *keys, const char *token, const token_wanted *wanted,
                   int64_t *tg, rs_error *error)
{
    size_t size = strlen(token);
    const key *signer = NULL;
    if (!size || size > TOKEN_MAX)
        return rs_fail(error, RS_BAD_REQUEST, "token: empty or too long");
    cjose_jws_t *jws = is_compact(token) ? cjose_jws_import(token, size, NULL) : NULL;
    if (!jws)
        return rs_fail(error, RS_BAD_REQUEST, "token: no signed token");
    rs_err err = find_signer(keys, jws, &signer, error);
    if (!err && (!signer || !cjose_jws_verify(jws, signer->jwk, NULL)))
        err = rs_fail(error, RS_BAD_REQUEST, "token: the signature is wrong");
    if (!err)
        err = read_claims(jws, wanted, tg, error);
    cjose_jws_release(jws);
    return err;
}
