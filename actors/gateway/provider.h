/* provider - Telegram as a provider of OpenID Connect: where it lets people log in, and who it says
 * has done so. The authorization code flow with PKCE; all of it goes from here to Telegram, nothing
 * of Telegram's runs in our pages.
 *
 * Where things are stands in the issuer's discovery document, which is believed only for addresses
 * of the issuer's own server; with which keys it signs, in its JWKS. Both are fetched when somebody
 * wants in, kept for an hour, and bounded; a token of a key not known yet fetches the keys again,
 * once a minute at most. An errand goes step by step between callbacks of the loop, and no step
 * takes longer than STEP_MS. Secrets and tokens are never logged. */
#ifndef GATEWAY_PROVIDER_H
#define GATEWAY_PROVIDER_H

#include "shared/http.h"

enum { PROVIDER_ADDRESS_MAX = 300, PROVIDER_CODE_MAX = 1024, PROVIDER_LETTERS = 43 };

typedef struct {
    const char *issuer;
    const char *client;
    const char *secret_file;
    const char *redirect; /* where Telegram sends the browser back to */
} provider_options;

typedef enum {
    PROVIDER_DONE,
    PROVIDER_LATE,  /* the code is not good, or not any more */
    PROVIDER_FAILED /* Telegram does not answer, or with what cannot be believed; it is logged */
} provider_outcome;

typedef struct {
    provider_outcome outcome;
    const char *address; /* of provider_locate: where to send the browser */
    int64_t tg;          /* of provider_trade */
} provider_answer;

typedef void provider_fn(void *arg, const provider_answer *answer);
typedef struct provider provider;
typedef struct errand errand;

/* RS_CONFIG: the issuer is neither https:// nor on this machine, or the secret cannot be read. */
RS_MUST_USE rs_err provider_open(provider **self_p, actor *loop, http *courier,
                                 const provider_options *options, rs_error *error);
void provider_close(provider **self_p); /* errands end without a callback */

/* Each calls `fn` exactly once, later, and is gone then. `state`, `challenge` and `verifier` are
 * PROVIDER_LETTERS of base64url; `challenge` is the SHA-256 of the verifier. */
errand *provider_locate(provider *self, const char *state, const char *challenge, provider_fn *fn,
                        void *arg);
errand *provider_trade(provider *self, const char *code, const char *verifier, provider_fn *fn,
                       void *arg);
/* Ends it without its callback. */
void provider_forget(errand **self_p);

/* ------------------------------------------------------------------------- what it is made of */

typedef struct {
    char authorize[PROVIDER_ADDRESS_MAX];
    char token[PROVIDER_ADDRESS_MAX];
    char keys[PROVIDER_ADDRESS_MAX];
} provider_places;

/* Reads a discovery document. RS_BAD_REQUEST: not of this issuer, or it names other servers. */
RS_MUST_USE rs_err provider_read_places(rs_bytes json, const char *issuer, provider_places *out,
                                        rs_error *error);
bool provider_issuer_fits(const char *issuer);

#endif
