#include "actors/gateway/widget.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/claims.h"
#include "shared/buf.h"

enum { VALUE_MAX = 1024 };

bool widget_hash_parse(const char *text, secret_hash *out)
{
    size_t size = 0;
    return strlen(text) == 2 * sizeof out->bytes && text[strspn(text, "0123456789abcdef")] == 0 &&
           !sodium_hex2bin(out->bytes, sizeof out->bytes, text, strlen(text), NULL, &size, NULL) &&
           size == sizeof out->bytes;
}

static int by_name(const void *a, const void *b)
{
    const char *const *one = a;
    const char *const *other = b;
    return strcmp(*one, *other);
}

/* Every field but the hash, whether known or not: Telegram has signed them all. */
static size_t sorted_names(json_t *fields, const char *names[WIDGET_FIELDS_MAX])
{
    size_t count = 0;
    void *at = json_object_iter(fields);
    for (; at; at = json_object_iter_next(fields, at))
        if (strcmp(json_object_iter_key(at), "hash") != 0 && count < WIDGET_FIELDS_MAX)
            names[count++] = json_object_iter_key(at);
    qsort(names, count, sizeof *names, by_name);
    return count;
}

static bool append_field(rs_buf *out, const char *name, const json_t *value)
{
    char number[24];
    const char *text = json_string_value(value);
    if (json_is_integer(value)) {
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        text = number;
    }
    if (!text || strlen(text) > VALUE_MAX)
        return false;
    if (out->size)
        buf_append_byte(out, '\n');
    buf_append(out, name, strlen(name));
    buf_append_byte(out, '=');
    buf_append(out, text, strlen(text));
    return true;
}

/* What Telegram has signed: a line for each field, sorted by name. */
static bool signed_text(json_t *fields, rs_buf *out)
{
    const char *names[WIDGET_FIELDS_MAX] = {NULL};
    size_t count = sorted_names(fields, names);
    bool good = count > 0;
    for (size_t n = 0; n < count && good; n++)
        good = append_field(out, names[n], json_object_get(fields, names[n]));
    return good;
}

static bool is_signed(const secret_hash *key, json_t *fields, secret_hash *proof)
{
    const char *hash = json_string_value(json_object_get(fields, "hash"));
    rs_buf text = {0};
    uint8_t wanted[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    bool good = hash && json_object_size(fields) <= WIDGET_FIELDS_MAX &&
                widget_hash_parse(hash, proof) && signed_text(fields, &text);
    if (good) {
        crypto_auth_hmacsha256_init(&state, key->bytes, sizeof key->bytes);
        crypto_auth_hmacsha256_update(&state, text.data, text.size);
        crypto_auth_hmacsha256_final(&state, wanted);
        good = !sodium_memcmp(wanted, proof->bytes, sizeof wanted);
        sodium_memzero(&state, sizeof state);
    }
    buf_free(&text);
    return good;
}

static rs_err check_fields(const secret_hash *key, json_t *fields, int64_t now, widget_person *out,
                           rs_error *error)
{
    if (!json_is_object(fields) || !is_signed(key, fields, &out->proof))
        return rs_fail(error, RS_BAD_REQUEST, "hash: not signed by Telegram for this bot");
    int64_t signed_at = claims_time(fields, "auth_date");
    out->tg = claims_person(fields);
    if (signed_at < 0 || !out->tg)
        return rs_fail(error, RS_BAD_REQUEST, "id, auth_date: not there, or out of range");
    if (signed_at > now + WIDGET_SKEW_MS)
        return rs_fail(error, RS_BAD_REQUEST, "auth_date: from the future");
    if (signed_at + WIDGET_FRESH_MS <= now)
        return rs_fail(error, RS_EXPIRED, "auth_date: signed too long ago");
    return RS_OK;
}

rs_err widget_check(const secret_hash *key, const char *text, int64_t now, widget_person *out,
                    rs_error *error)
{
    uint8_t json[WIDGET_TEXT_MAX];
    size_t size = 0;
    size_t length = strcspn(text, "=");
    if (length > WIDGET_TEXT_MAX || strspn(text + length, "=") != strlen(text + length) ||
        sodium_base642bin(json, sizeof json, text, length, NULL, &size, NULL,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return rs_fail(error, RS_BAD_REQUEST, "result: no base64url, or too long");
    json_t *fields = json_loadb((const char *)json, size, JSON_REJECT_DUPLICATES, NULL);
    rs_err err = check_fields(key, fields, now, out, error);
    json_decref(fields);
    return err;
}
