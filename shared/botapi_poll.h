/* botapi_poll - takes what happened in Telegram, by long polling or as Telegram posts it to a
 * webhook (botapi_hook.h), and loses nothing of it.
 *
 * An update is confirmed to Telegram only after the handler said botapi_poll_done for it, and for
 * all that came with it; until then it would come again, also to a process started anew. So the
 * handler may be called twice for one update, and says done when its effect is in the ledger.
 * Updates of one chat are handed on one after another, of different chats side by side.
 *
 * When it begins it asks who we are (getMe), takes away a webhook, or sets the one that is
 * configured, and sets the commands. Whoever else has the token may take the webhook away, or set
 * one, at any time: that is noticed and undone. A token that Telegram does not know ends the
 * process with a sentence that says what to do. */
#ifndef RS_BOTAPI_POLL_H
#define RS_BOTAPI_POLL_H

#include "shared/botapi.h"
#include "shared/botapi_update.h"

typedef struct botapi_poll botapi_poll;

typedef struct {
    const char *token_file; /* for the sentence about a wrong token */
    int64_t poll_s;
    const char *webhook;      /* Telegram posts updates there; "": it is asked for them */
    const char *secret;       /* ... and bears this */
    int64_t connections;      /* ... on so many at once */
    json_t *setup;            /* calls made once at the beginning, see botapi_message.h; taken */
    void (*begun)(void *arg); /* may be NULL: who we are is known, updates follow */
    /* Lives until botapi_poll_done(update->id). */
    void (*update)(void *arg, const botapi_update *update);
    void *arg;
} botapi_poll_options;

enum {
    POLL_BATCH = 100,
    POLL_SLACK_MS = 15000,
    POLL_CONFLICT_MS = 5000,
    POLL_CONFLICT_MAX_MS = 60000,
    POLL_WEBHOOK_MS = 30000 /* between two looks whether the webhook is still ours */
};

botapi_poll *botapi_poll_open(botapi *api, actor *loop, const botapi_poll_options *options);
void botapi_poll_close(botapi_poll **self_p);

/* Begin, or stop: what is being dealt with goes on, but no more updates are taken. */
void botapi_poll_run(botapi_poll *self, bool on);
void botapi_poll_done(botapi_poll *self, int64_t update);
/* Has everything that was waiting at the start been taken? Then what we ourselves did in an
 * earlier life, and Telegram told us, has been told. */
bool botapi_poll_caught_up(const botapi_poll *self);

/* An update that was posted. */
typedef struct botapi_push botapi_push;
typedef enum {
    PUSH_TAKEN,  /* fn is called when it is done; `out` is it until then */
    PUSH_LATER,  /* not now: this instance stands by, or has enough in hand, or has that one */
    PUSH_USELESS /* not an update */
} push_outcome;

enum { POLL_PUSHED_MAX = 256, POLL_LOOKS_MAX = 20, POLL_LOOK_MS = 500 };

push_outcome botapi_poll_push(botapi_poll *self, const json_t *json, void (*fn)(void *arg),
                              void *arg, botapi_push **out);
/* Whoever posted it is gone: it goes on, and fn is not called. */
void botapi_push_abandon(botapi_push *one);

#endif
