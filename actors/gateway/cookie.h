/* cookie - secrets that a browser keeps for us: 32 random bytes, written as 43 letters of
 * base64url.
 *
 * The browser holds the secret, the ledger only its SHA-256; nobody who reads the ledger can use
 * it. Cookies are `__Host-`: set by this host over TLS (or on loopback) for this host alone, sent
 * by browsers only with requests that our own pages make; but for COOKIE_DOOR, which has to come
 * along when Telegram sends the browser back. */
#ifndef GATEWAY_COOKIE_H
#define GATEWAY_COOKIE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "shared/codec.h"

#define COOKIE_SESSION "__Host-sid"
#define COOKIE_LOGIN "__Host-login"
#define COOKIE_DOOR "__Host-door" /* of a login by Telegram on its way */

enum { SECRET_SIZE = 32, SECRET_TEXT = 44, HASH_SIZE = 32, COOKIE_LINE_MAX = 160 };

typedef struct {
    uint8_t bytes[SECRET_SIZE];
} secret;
typedef struct {
    uint8_t bytes[HASH_SIZE];
} secret_hash;

secret secret_make(void);
/* Another secret that follows from this one and the text, and says nothing about it. */
secret secret_derive(const secret *self, const char *text);
bool secret_parse(const char *text, secret *out); /* exactly as secret_print writes it */
void secret_print(const secret *self, char out[SECRET_TEXT]);
secret_hash secret_sha256(const secret *self);
rs_bytes secret_hash_bytes(const secret_hash *self); /* points into it */

/* The cookie `name` of a Cookie header. False if it is not there, is there twice (somebody else's
 * subdomain is playing tricks) or is no secret. */
bool cookie_read(const char *header, const char *name, secret *out);
/* A Set-Cookie value; max_age_s 0: until the browser is closed; `value` NULL: forget it. */
void cookie_print(const char *name, const secret *value, int max_age_s, char out[COOKIE_LINE_MAX]);

#endif
