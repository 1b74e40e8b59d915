/* What a provider of logins may send: a set of keys, a token, a discovery document; and the fields
 * of the older login, which come through the browser. The first byte says which. */
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/provider.h"
#include "actors/gateway/token.h"
#include "actors/gateway/widget.h"
#include "tests/fuzz/fuzz.h"

/* A key of P-256 (RFC 7517, A.1), so that tokens get past the search for it. */
static const char known[] =
    "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\",\"use\":\"sig\","
    "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
    "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}]}";

static void fuzz_keys(rs_bytes json)
{
    token_keys *keys;
    rs_error error;
    if (token_keys_read(&keys, json, &error) == RS_OK)
        token_keys_close(&keys);
    else if (keys)
        abort();
}

static void fuzz_token(const char *text)
{
    static token_keys *keys;
    const token_wanted wanted = {.issuer = "i", .audience = "a", .now = 1};
    int64_t tg = 0;
    rs_error error;
    if (!keys && token_keys_read(&keys, (rs_bytes){(const uint8_t *)known, strlen(known)}, &error))
        abort();
    if (token_check(keys, text, &wanted, &tg, &error) == RS_OK || tg)
        abort(); /* nobody has the secret of that key */
}

static void fuzz_places(rs_bytes json)
{
    provider_places out;
    rs_error error;
    if (provider_read_places(json, "https://i", &out, &error) == RS_OK &&
        (strncmp(out.token, "https://i/", 10) != 0 || strncmp(out.keys, "https://i/", 10) != 0))
        abort();
}

static void fuzz_widget(const char *text)
{
    static const secret_hash key = {"a secret"};
    widget_person person;
    rs_error error;
    if (widget_check(&key, text, 1, &person, &error) == RS_OK && !person.tg)
        abort();
}

/* The library keeps its tables of errors and curves once they were asked for. */
const fuzz_bound fuzz_memory = {.base = 512 << 10, .times = 200};

void fuzz_one(const uint8_t *data, size_t size)
{
    if (!size)
        return;
    char *text = malloc(size);
    if (!text)
        abort();
    memcpy(text, data + 1, size - 1);
    text[size - 1] = 0;
    rs_bytes bytes = {(const uint8_t *)text, size - 1};
    switch (data[0] % 4) {
    case 0: fuzz_keys(bytes); break;
    case 1: fuzz_token(text); break;
    case 2: fuzz_places(bytes); break;
    default: fuzz_widget(text); break;
    }
    free(text);
}
