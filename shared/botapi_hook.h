/* botapi_hook - takes updates that Telegram posts, behind a proxy that speaks TLS.
 *
 * Listens on loopback alone. A post is Telegram's if it bears the secret that setWebhook gave
 * (X-Telegram-Bot-Api-Secret-Token, compared in constant time); it is answered with 200 when the
 * effect of its update is in the ledger, as botapi_poll.h has it, and with 503 where that cannot be
 * promised: by an instance that stands by, or has too much in hand. A proxy passes such a post on
 * to the next instance; Telegram itself posts it again.
 *
 * Telegram keeps the order within a chat by posting the next update only when the one before was
 * taken; presses of buttons come beside that. So of several instances the one with the lease works,
 * and no order has to be made among them.
 *
 * It replaces the actor's loop by that of libwebsockets. Ownership: open gives, close takes and
 * nulls; close it before the poll. */
#ifndef RS_BOTAPI_HOOK_H
#define RS_BOTAPI_HOOK_H

#include "shared/botapi_poll.h"

typedef struct botapi_hook botapi_hook;

enum {
    HOOK_SECRET_SIZE = 257,    /* with its end */
    HOOK_BODY_MAX = 256 << 10, /* an update is under 64 KiB */
    HOOK_WAIT_S = 60,          /* for the effect; then Telegram posts it again */
    HOOK_RETRY_S = 1
};

typedef struct {
    botapi_poll *poll;
    const char *url;    /* that Telegram posts to; its path is the one that is listened to */
    const char *secret; /* both live as long as the hook */
    int port;
} botapi_hook_options;

RS_MUST_USE rs_err botapi_hook_open(botapi_hook **self_p, actor *loop,
                                    const botapi_hook_options *options, rs_error *error);
void botapi_hook_close(botapi_hook **self_p);

/* 16 to 256 of the characters that setWebhook takes. */
bool botapi_hook_secret_fits(const char *secret);
/* The path of https://HOST/PATH; NULL: not such an address, or without a path. */
const char *botapi_hook_path(const char *url);

#endif
