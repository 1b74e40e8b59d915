/* token - what Telegram says of a person, signed: the id_token of its OpenID Connect.
 *
 * It is a JSON Web Token. The key is found by its number (kid) in the set that Telegram publishes;
 * of keys and signatures only RS256 and ES256 are taken, and a key serves the one algorithm it was
 * published for, whatever the token claims: "none", and a public key used as a shared secret, find
 * no key at all. Then issuer, audience and times must be right. Who it is stands in the claim `id`,
 * the number that the Bot API knows people by; `sub` is another one.
 *
 * Pure: no clock, no network. What is refused is named, and never repeated. */
#ifndef GATEWAY_TOKEN_H
#define GATEWAY_TOKEN_H

#include "shared/codec.h"

enum {
    TOKEN_MAX = 8 * 1024,
    TOKEN_KEYS_SIZE_MAX = 64 * 1024, /* of the set, as text */
    TOKEN_KEYS_MAX = 16,             /* in it, of any kind */
    TOKEN_SKEW_MS = 60 * 1000,       /* by which the clocks of two servers may differ */
};

typedef struct token_keys token_keys;

/* Reads a published set (JWKS); keys of kinds that are not taken are passed over. RS_BAD_REQUEST:
 * it is none, or has no key for us. */
RS_MUST_USE rs_err token_keys_read(token_keys **self_p, rs_bytes json, rs_error *error);
void token_keys_close(token_keys **self_p);

typedef struct {
    const char *issuer;
    const char *audience; /* our own number with the issuer */
    int64_t now;          /* ms since 1970 */
} token_wanted;

/* RS_OK: `tg` is who it is. RS_NOT_FOUND: signed with a key that is not in the set; a newer one may
 * have it. RS_EXPIRED. RS_BAD_REQUEST: anything else is wrong. */
RS_MUST_USE rs_err token_check(const token_keys *keys, const char *token,
                               const token_wanted *wanted, int64_t *tg, rs_error *error);

#endif
