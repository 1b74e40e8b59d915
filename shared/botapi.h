/* botapi - a client of Telegram's Bot API, in the actor's loop.
 *
 * Every call ends in exactly one callback with what became of it: one rich result, whatever went
 * wrong on the way. Calls that put something into a chat (`chat` is set) go through the outbox: in
 * order, within Telegram's limits, and again until it is known what became of them:
 *
 *   nothing left this machine, 5xx, an answer that is not JSON    again, with back-off and jitter
 *   429                                                           again after retry_after + 1 s
 *   5xx, if the caller says `once`                                BOTAPI_UNCERTAIN
 *   the token is not known any more                               the process ends, nothing is lost
 *   sent, but no answer came    again if repeating does no harm (edits and the like); a new message
 *                               only if the caller says so, a few times, and each time not before
 *                               Telegram has answered a getMe: else BOTAPI_UNCERTAIN
 *   anything else               final
 *
 * Calls without a chat are tried once. The token is read from a file, stands in no log, and a name
 * or a text is never markup: styles go as entities.
 *
 * What Telegram does was taken from its manual (core.telegram.org/bots/api) and from the source of
 * the official server (tdlib/telegram-bot-api). */
#ifndef RS_BOTAPI_H
#define RS_BOTAPI_H

#include <jansson.h>

#include "shared/http.h"

typedef struct botapi botapi;

typedef enum {
    BOTAPI_DONE,         /* also: nothing had to be changed */
    BOTAPI_UNREACHABLE,  /* this chat cannot be written to: blocked, deleted, never began */
    BOTAPI_NO_TOPIC,     /* the topic is deleted or archived: make a new one */
    BOTAPI_TOPIC_CLOSED, /* reopen it */
    BOTAPI_GONE,         /* the message, the press of a button or the file is not there any more */
    BOTAPI_TOO_LARGE,    /* a file that bots may not have */
    BOTAPI_NO_RIGHTS,    /* the group is not set up for this bot */
    BOTAPI_MOVED,        /* the group has a new id: migrate_to */
    BOTAPI_REFUSED,      /* any other final no: most likely our mistake */
    BOTAPI_CONFLICT,     /* somebody else polls with this token */
    BOTAPI_TOKEN,        /* Telegram does not know the token */
    BOTAPI_UNCERTAIN,    /* it may or may not have happened */
    BOTAPI_TRANSIENT,    /* not now; only for calls without a chat */
    BOTAPI_FULL          /* too much waits for this chat already; nothing was sent */
} botapi_outcome;

typedef struct {
    botapi_outcome outcome;
    http_outcome transport;
    int status;              /* of HTTP; 0: no answer came */
    int error_code;          /* Telegram's; 0: none */
    const char *description; /* Telegram's, or libcurl's; "" */
    int64_t retry_after_ms;
    int64_t migrate_to;
    const json_t *result; /* NULL unless done */
} botapi_answer;

/* What the answer points to ends with the call. */
typedef void botapi_fn(void *arg, const botapi_answer *answer);

typedef struct {
    const char *token_file;
    const char *base;       /* of the API server, without a slash at the end */
    int64_t messages_per_s; /* that it takes from this bot, over all chats */
    rs_bot bot;             /* whose failing the owners are told of; 0: nobody's */
} botapi_options;

enum { BOTAPI_TIMEOUT_MS = 30000, BOTAPI_RESULT_MAX = 8 << 20 };

/* RS_CONFIG if the file holds no token; the error says which file and what to do. */
RS_MUST_USE rs_err botapi_open(botapi **self_p, actor *loop, const botapi_options *options,
                               rs_error *error);
/* Calls still under way end without a callback. */
void botapi_close(botapi **self_p);

typedef struct {
    int64_t chat;       /* 0: not bound to one; tried once */
    bool bulk;          /* lets what people wait for pass */
    bool repeat;        /* a second copy is better than none */
    bool once;          /* a second one does harm, and the caller finds out whether there is one */
    size_t weight;      /* as how many messages Telegram counts it; 0: as one */
    size_t room;        /* BOTAPI_FULL unless so many may wait for the chat; 0: this one */
    int64_t timeout_ms; /* 0: BOTAPI_TIMEOUT_MS */
} botapi_how;

/* Takes the reference of `params`. fn may be NULL; it is called later, from the loop. */
void botapi_call(botapi *self, const char *method, json_t *params, const botapi_how *how,
                 botapi_fn *fn, void *arg);

/* Who we are, as getMe said; 0 and "" before. */
int64_t botapi_id(const botapi *self);
const char *botapi_username(const botapi *self);
void botapi_identify(botapi *self, const json_t *me); /* the result of getMe */

size_t botapi_waiting(const botapi *self); /* calls in the outbox */
/* How many more may wait for this chat. */
size_t botapi_room(const botapi *self, int64_t chat);
/* Another process may have sent in this bot's name until so long ago (outbox_follows). */
void botapi_follows(botapi *self, int64_t quiet_ms);

/* Where a file is to be had, given the path that getFile names. The address holds the token: it is
 * for http_send, and wiped behind that. False: it does not fit. */
bool botapi_file_url(const botapi *self, const char *path, char *out, size_t room);

/* What an HTTP answer means. *root owns what `out` points to; the caller releases it. */
void botapi_read(const http_answer *answer, botapi_answer *out, json_t **root);
/* "12345:AbC_d-e", as BotFather gives them. */
bool botapi_is_token(const char *text);
/* Does a second copy of this call do harm? */
bool botapi_is_repeatable(const char *method);
/* Between tries: doubling from 1 s to 30 s, of which half is chance (0 .. 65535). */
int64_t botapi_backoff_ms(int tries, uint32_t chance);

#endif
