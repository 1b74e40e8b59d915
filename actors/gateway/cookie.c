#include "actors/gateway/cookie.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

secret secret_make(void)
{
    secret self;
    randombytes_buf(self.bytes, sizeof self.bytes);
    return self;
}

secret secret_derive(const secret *self, const char *text)
{
    secret derived;
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, self->bytes, sizeof self->bytes);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)text, strlen(text));
    crypto_auth_hmacsha256_final(&state, derived.bytes);
    sodium_memzero(&state, sizeof state);
    return derived;
}

/* Written again and compared: libsodium 1.0.18 also reads some letters that are none. */
bool secret_parse(const char *text, secret *out)
{
    size_t size = 0;
    char again[SECRET_TEXT];
    if (strlen(text) != SECRET_TEXT - 1 ||
        sodium_base642bin(out->bytes, sizeof out->bytes, text, SECRET_TEXT - 1, NULL, &size, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        size != sizeof out->bytes)
        return false;
    secret_print(out, again);
    return sodium_memcmp(text, again, SECRET_TEXT) == 0;
}

void secret_print(const secret *self, char out[SECRET_TEXT])
{
    sodium_bin2base64(out, SECRET_TEXT, self->bytes, sizeof self->bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

secret_hash secret_sha256(const secret *self)
{
    secret_hash hash;
    crypto_hash_sha256(hash.bytes, self->bytes, sizeof self->bytes);
    return hash;
}

rs_bytes secret_hash_bytes(const secret_hash *self)
{
    return (rs_bytes){self->bytes, sizeof self->bytes};
}

bool cookie_read(const char *header, const char *name, secret *out)
{
    size_t name_size = strlen(name);
    size_t found = 0;
    bool good = false;
    for (const char *at = header; *at;) {
        at += strspn(at, " \t;");
        size_t size = strcspn(at, ";");
        if (size > name_size && !memcmp(at, name, name_size) && at[name_size] == '=') {
            char value[SECRET_TEXT] = "";
            size_t length = size - name_size - 1;
            if (length == SECRET_TEXT - 1)
                memcpy(value, at + name_size + 1, length);
            good = secret_parse(value, out);
            found++;
            sodium_memzero(value, sizeof value);
        }
        at += size;
    }
    return found == 1 && good;
}

void cookie_print(const char *name, const secret *value, int max_age_s, char out[COOKIE_LINE_MAX])
{
    char text[SECRET_TEXT] = "";
    char age[32] = "";
    if (value)
        secret_print(value, text);
    if (!value || max_age_s)
        snprintf(age, sizeof age, "; Max-Age=%d", value ? max_age_s : 0);
    snprintf(out, COOKIE_LINE_MAX, "%s=%s; Path=/; Secure; HttpOnly; SameSite=%s%s", name, text,
             strcmp(name, COOKIE_DOOR) ? "Strict" : "Lax", age);
    sodium_memzero(text, sizeof text);
}
