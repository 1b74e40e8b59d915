/* widget - what Telegram says of a person in its older way of login, for bots that have not been
 * switched to OpenID Connect: a few fields and an HMAC over them, keyed with the SHA-256 of the
 * bot's token. That hash is all the gateway is given of it.
 *
 * The fields pass through the browser, so they are taken for five minutes only, and the ledger
 * takes each hash once. Pure: no clock. */
#ifndef GATEWAY_WIDGET_H
#define GATEWAY_WIDGET_H

#include "actors/gateway/cookie.h"
#include "shared/err.h"

enum {
    WIDGET_TEXT_MAX = 2048, /* of the fields, as base64url */
    WIDGET_FIELDS_MAX = 16,
    WIDGET_FRESH_MS = 5 * 60 * 1000,
    WIDGET_SKEW_MS = 60 * 1000,
};

typedef struct {
    int64_t tg;
    secret_hash proof; /* good for one login */
} widget_person;

/* A hash as 64 lower-case hexadecimal digits, and nothing else. */
RS_MUST_USE bool widget_hash_parse(const char *text, secret_hash *out);

/* `text` is base64url (padded or not) of a JSON object, as the page found it behind
 * #tgAuthResult=. RS_EXPIRED: signed too long ago. RS_BAD_REQUEST: anything else is wrong. */
RS_MUST_USE rs_err widget_check(const secret_hash *key, const char *text, int64_t now,
                                widget_person *out, rs_error *error);

#endif
