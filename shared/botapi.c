#include "shared/botapi.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/alarm.h"
#include "shared/botapi_form.h"
#include "shared/botapi_outbox.h"
#include "shared/clock.h"
#include "shared/log.h"
#include "shared/ring.h"

enum {
    TOKEN_MAX = 80, /* the official server's own limit */
    URL_MAX = 400,
    USERNAME_MAX = 32,
    BACKOFF_MIN_MS = 1000,
    BACKOFF_MAX_MS = 30000,
    AFTER_RETRY_MS = 1000, /* Telegram counts in whole seconds, and punishes who comes early */
    UNCERTAIN_TRIES = 5,   /* of a message that may be sent twice */
    RETRY_FULL_MS = 100    /* the HTTP client is at its limit */
};

typedef struct {
    ring in; /* of those under way */
    botapi *owner;
    char method[40];
    botapi_body body;
    botapi_how how;
    int tries;
    int uncertain;
    int64_t ticket; /* of the HTTP request; 0: none */
    int64_t timer;  /* of a call that did not begin, or until the next question; 0: none */
    botapi_fn *fn;
    void *arg;
} call;

struct botapi {
    actor *loop;
    http *http;
    outbox *outbox;
    int64_t timer; /* when the outbox is to be asked again */
    ring calls;
    alarm_bell alarm; /* without a loop: nobody is to be told */
    char base[201];
    char token[TOKEN_MAX + 1];
    int64_t id;
    char username[USERNAME_MAX + 1];
};

/* ---------------------------------------------------------------------------- what it means */

bool botapi_is_token(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    const char *secret = text + digits + 1;
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-";

    if (!digits || text[digits] != ':' || strlen(text) > TOKEN_MAX)
        return false;
    return *secret && !secret[strspn(secret, letters)];
}

bool botapi_is_repeatable(const char *method)
{
    return strncmp(method, "send", 4) != 0 && strncmp(method, "copy", 4) != 0 &&
           strncmp(method, "forward", 7) != 0 && strcmp(method, "createForumTopic") != 0;
}

int64_t botapi_backoff_ms(int tries, uint32_t chance)
{
    int64_t most = BACKOFF_MIN_MS;

    while (--tries > 0 && most < BACKOFF_MAX_MS)
        most *= 2;
    most = most > BACKOFF_MAX_MS ? BACKOFF_MAX_MS : most;
    return most / 2 + most / 2 * (int64_t)(chance & 0xffff) / 0xffff;
}

/* Telegram's sentences, by code and a part that has been stable. */
static botapi_outcome outcome_of(int code, const char *description)
{
    static const struct {
        int code;
        const char *part;
        botapi_outcome outcome;
    } sentences[] = {
        {400, "message is not modified", BOTAPI_DONE},
        {400, "TOPIC_NOT_MODIFIED", BOTAPI_DONE},
        {400, "message thread not found", BOTAPI_NO_TOPIC},
        {400, "TOPIC_DELETED", BOTAPI_NO_TOPIC},
        {400, "TOPIC_ID_INVALID", BOTAPI_NO_TOPIC},
        {400, "TOPIC_CLOSED", BOTAPI_TOPIC_CLOSED},
        {400, "chat not found", BOTAPI_UNREACHABLE},
        {400, "message to edit not found", BOTAPI_GONE},
        {400, "message can't be edited", BOTAPI_GONE},
        {400, "message to copy not found", BOTAPI_GONE},
        {400, "message can't be copied", BOTAPI_GONE},
        {400, "message to be replied not found", BOTAPI_GONE},
        {400, "query is too old", BOTAPI_GONE},
        {400, "file is too big", BOTAPI_TOO_LARGE},
        {400, "file_id", BOTAPI_GONE}, /* "invalid file_id", "wrong file_id or ..." */
        {400, "not enough rights", BOTAPI_NO_RIGHTS},
        {400, "chat is not a forum", BOTAPI_NO_RIGHTS},
        {400, "CHAT_ADMIN_REQUIRED", BOTAPI_NO_RIGHTS},
        {403, "bot was kicked", BOTAPI_NO_RIGHTS},
        {403, "not a member of the", BOTAPI_NO_RIGHTS},
        {403, "", BOTAPI_UNREACHABLE},
        {401, "", BOTAPI_TOKEN},
        {404, "", BOTAPI_TOKEN},
        {409, "", BOTAPI_CONFLICT},
    };

    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (sentences[i].code == code && strcasestr(description, sentences[i].part))
            return sentences[i].outcome;
    return code == 429 || code >= 500 ? BOTAPI_TRANSIENT : BOTAPI_REFUSED;
}

static void read_error(const json_t *root, const http_answer *answer, botapi_answer *out)
{
    const json_t *parameters = json_object_get(root, "parameters");
    const char *description = json_string_value(json_object_get(root, "description"));
    json_int_t code = json_integer_value(json_object_get(root, "error_code"));
    json_int_t retry_s = json_integer_value(json_object_get(parameters, "retry_after"));

    out->error_code = code >= 400 && code <= 599 ? (int)code : answer->status;
    out->description = description ? description : "";
    out->migrate_to = json_integer_value(json_object_get(parameters, "migrate_to_chat_id"));
    if (retry_s > 0 && retry_s < INT32_MAX)
        out->retry_after_ms = (int64_t)retry_s * 1000;
    out->outcome = outcome_of(out->error_code, out->description);
    if (out->migrate_to)
        out->outcome = BOTAPI_MOVED;
    if (strstr(out->description, "method not found"))
        out->outcome = BOTAPI_REFUSED;
}

void botapi_read(const http_answer *answer, botapi_answer *out, json_t **root)
{
    *out = (botapi_answer){
        .transport = answer->outcome,
        .status = answer->status,
        .description = answer->error,
        .retry_after_ms = answer->retry_after_ms,
        .outcome = answer->outcome == HTTP_UNCERTAIN || answer->outcome == HTTP_TOO_LARGE
                       ? BOTAPI_UNCERTAIN
                       : BOTAPI_TRANSIENT,
    };
    *root = NULL;
    if (answer->outcome != HTTP_ANSWERED)
        return;
    /* Whatever the status says: proxies in front answer 5xx with pages of their own. NULs are let
     * in because a person's message must not make all others unreadable. */
    *root = json_loadb((const char *)answer->body.data, answer->body.size, JSON_ALLOW_NUL, NULL);
    if (!json_is_object(*root)) {
        out->description = "the answer is not JSON";
        if (answer->status < 400)
            out->outcome = BOTAPI_UNCERTAIN; /* it was done, most likely */
        return;
    }
    if (json_is_true(json_object_get(*root, "ok"))) {
        out->outcome = BOTAPI_DONE;
        out->result = json_object_get(*root, "result");
        if (out->result)
            return;
        out->outcome = BOTAPI_UNCERTAIN;
        out->description = "the answer has no result";
        return;
    }
    read_error(*root, answer, out);
}

/* ----------------------------------------------------------------------------------- calls */

static void pump(botapi *self);

static void call_free(call *one)
{
    ring_leave(&one->in);
    actor_timer_end(one->owner->loop, one->timer);
    buf_free(&one->body.bytes);
    free(one);
}

static void finish(call *one, const botapi_answer *answer)
{
    if (answer->outcome == BOTAPI_REFUSED || answer->outcome == BOTAPI_NO_RIGHTS)
        log_warning("Telegram refuses %s: %d %s", one->method, answer->error_code,
                    answer->description);
    if (one->fn)
        one->fn(one->arg, answer);
    call_free(one);
}

/* Somebody in front of Telegram gave up waiting, perhaps: no promise that nothing was done. */
static bool is_doubtful(const botapi_answer *answer)
{
    return answer->outcome == BOTAPI_TRANSIENT &&
           (answer->status >= 500 || answer->error_code >= 500);
}

/* Does a call that has not come to an end go again after a pause? */
static bool goes_again(const call *one, const botapi_answer *answer)
{
    if (one->how.once && is_doubtful(answer))
        return false;
    return answer->outcome == BOTAPI_TRANSIENT ||
           (answer->outcome == BOTAPI_UNCERTAIN && botapi_is_repeatable(one->method));
}

/* Whatever was to be sent stays where it is, unanswered and unacknowledged, for the next start. */
static void stop_without_token(botapi *self)
{
    log_error("Telegram does not know this bot's token any more; the process begins anew and says "
              "what to do");
    actor_stop(self->loop, 1);
}

/* A message that may have been sent already goes again when Telegram is known to answer: while it
 * takes messages and its answers do not come through, each try would be one more copy. */
static bool goes_when_answered(call *one, const botapi_answer *answer)
{
    return answer->outcome == BOTAPI_UNCERTAIN && one->how.repeat &&
           ++one->uncertain < UNCERTAIN_TRIES;
}

static void ask_for_life(void *arg);

static void ask_later(call *one)
{
    one->tries++;
    one->timer =
        actor_timer(one->owner->loop, botapi_backoff_ms(one->tries, randombytes_uniform(0x10000)),
                    0, ask_for_life, one);
}

static void on_life(void *arg, const http_answer *reply)
{
    call *one = arg;
    botapi *self = one->owner;
    botapi_answer answer;
    json_t *root;

    one->ticket = 0;
    botapi_read(reply, &answer, &root);
    json_decref(root);
    if (answer.outcome != BOTAPI_DONE) {
        ask_later(one);
        return;
    }
    outbox_again(self->outbox, one->how.chat, clock_monotonic_ms());
    pump(self);
}

static void on_chat_answer(call *one, const botapi_answer *answer)
{
    botapi *self = one->owner;
    int64_t now = clock_monotonic_ms();

    if (answer->retry_after_ms > 0 && answer->outcome == BOTAPI_TRANSIENT) {
        log_info("Telegram asks for a pause of %" PRId64 " s in one chat",
                 answer->retry_after_ms / 1000);
        outbox_refused(self->outbox, one->how.chat, now,
                       now + answer->retry_after_ms + AFTER_RETRY_MS);
    } else if (answer->outcome == BOTAPI_TOKEN) {
        outbox_again(self->outbox, one->how.chat, now + BACKOFF_MAX_MS);
        stop_without_token(self);
    } else if (goes_again(one, answer)) {
        one->tries++;
        outbox_again(self->outbox, one->how.chat,
                     now + botapi_backoff_ms(one->tries, randombytes_uniform(0x10000)));
    } else if (goes_when_answered(one, answer)) {
        ask_later(one);
    } else {
        outbox_done(self->outbox, one->how.chat);
        botapi_answer last = *answer;
        if (is_doubtful(answer))
            last.outcome = BOTAPI_UNCERTAIN;
        finish(one, &last);
    }
    pump(self);
}

/* What goes again until it works, or is asked over and over: messages, and updates. */
enum { ROW_MESSAGES, ROW_UPDATES };

/* Whatever Telegram answers but that it cannot: it is there, and knows us. */
static void ring_alarm(const call *one, const botapi_answer *answer)
{
    alarm_bell *alarm = &one->owner->alarm;
    bool updates = strcmp(one->method, "getUpdates") == 0;
    int row = updates ? ROW_UPDATES : ROW_MESSAGES;
    bool waits = answer->outcome == BOTAPI_TRANSIENT && !answer->retry_after_ms;

    if (!alarm->loop)
        return;
    if (answer->outcome == BOTAPI_TOKEN) {
        alarm_wrong(alarm, 0, 0, "Telegram does not know the token"); /* the process ends now */
        return;
    }
    if (!updates && !one->how.chat)
        return;
    if (waits || answer->outcome == BOTAPI_UNCERTAIN || answer->outcome == BOTAPI_CONFLICT)
        alarm_failed(alarm, row, actor_config(alarm->loop)->incidents.telegram_min,
                     answer->description);
    else
        alarm_worked(alarm, row);
}

static void on_http(void *arg, const http_answer *reply)
{
    call *one = arg;
    botapi_answer answer;
    json_t *root;

    one->ticket = 0;
    botapi_read(reply, &answer, &root);
    ring_alarm(one, &answer);
    if (one->how.chat)
        on_chat_answer(one, &answer);
    else
        finish(one, &answer);
    json_decref(root);
}

static rs_err send_one(call *one, const char *method, const botapi_body *body, http_fn *fn)
{
    botapi *self = one->owner;
    char url[URL_MAX];
    const char *const headers[] = {body->type, NULL};

    int size = snprintf(url, sizeof url, "%s/bot%s/%s", self->base, self->token, method);
    RS_ASSERT(size > 0 && (size_t)size < sizeof url);
    http_request request = {
        .url = url,
        .headers = headers,
        .body = {.data = body->bytes.data, .size = body->bytes.size},
        .once = !botapi_is_repeatable(method),
        .timeout_ms = one->how.timeout_ms ? one->how.timeout_ms : BOTAPI_TIMEOUT_MS,
        .size_max = BOTAPI_RESULT_MAX,
    };
    return http_send(self->http, &request, fn, one, &one->ticket);
}

static rs_err send_now(call *one)
{
    return send_one(one, one->method, &one->body, on_http);
}

static void ask_for_life(void *arg)
{
    call *one = arg;

    botapi_body nothing;
    json_t *params = json_object();

    one->timer = 0;
    botapi_body_make(params, &nothing);
    if (send_one(one, "getMe", &nothing, on_life) != RS_OK)
        ask_later(one);
    buf_free(&nothing.bytes);
    json_decref(params);
}

static void on_timer(void *arg)
{
    botapi *self = arg;

    self->timer = 0;
    pump(self);
}

static void pump(botapi *self)
{
    int64_t wait_ms;
    call *one;

    while ((one = outbox_take(self->outbox, clock_monotonic_ms(), &wait_ms)))
        if (send_now(one) != RS_OK)
            outbox_again(self->outbox, one->how.chat, clock_monotonic_ms() + RETRY_FULL_MS);
    actor_timer_end(self->loop, self->timer);
    self->timer = wait_ms < 0 ? 0 : actor_timer(self->loop, wait_ms, 0, on_timer, self);
}

/* A call that could not even begin: its callback still comes from the loop. */
static void on_unsent(void *arg)
{
    call *one = arg;
    botapi_answer answer = {
        .outcome = one->how.chat ? BOTAPI_FULL : BOTAPI_TRANSIENT,
        .transport = HTTP_NOT_SENT,
        .description = "too much is waiting",
    };

    one->timer = 0;
    finish(one, &answer);
}

static bool queue_up(call *one)
{
    outbox *queue = one->owner->outbox;
    const botapi_how *how = &one->how;

    return outbox_room(queue, how->chat) >= how->room &&
           outbox_add(queue, how->chat, how->bulk, how->weight ? how->weight : 1, one);
}

void botapi_call(botapi *self, const char *method, json_t *params, const botapi_how *how,
                 botapi_fn *fn, void *arg)
{
    call *one = calloc(1, sizeof *one);

    RS_ASSERT(one && params && strlen(method) < sizeof one->method);
    one->owner = self;
    one->how = *how;
    one->fn = fn;
    one->arg = arg;
    memcpy(one->method, method, strlen(method) + 1);
    botapi_body_make(params, &one->body);
    json_decref(params);
    ring_add(&self->calls, &one->in);

    bool begun = how->chat ? queue_up(one) : send_now(one) == RS_OK;
    if (!begun)
        one->timer = actor_timer(self->loop, 0, 0, on_unsent, one);
    else if (how->chat)
        pump(self);
}

/* ---------------------------------------------------------------------------------- itself */

rs_err botapi_open(botapi **self_p, actor *loop, const botapi_options *options, rs_error *error)
{
    botapi *self = calloc(1, sizeof *self);

    RS_ASSERT(self && strlen(options->base) < sizeof self->base);
    self->loop = loop;
    ring_open(&self->calls);
    if (options->bot)
        alarm_open(&self->alarm, loop, RS_INCIDENT_TELEGRAM, options->bot);
    memcpy(self->base, options->base, strlen(options->base) + 1);
    while (*self->base && self->base[strlen(self->base) - 1] == '/')
        self->base[strlen(self->base) - 1] = 0;
    rs_err rc = config_secret(options->token_file, self->token, sizeof self->token, error);
    if (rc == RS_OK && !botapi_is_token(self->token))
        rc = rs_fail(error, RS_CONFIG,
                     "%s does not hold a bot token: put there the line that @BotFather gives, "
                     "digits, a colon, letters",
                     options->token_file);
    if (rc == RS_OK)
        rc = http_open(&self->http, loop, error);
    if (rc != RS_OK) {
        sodium_memzero(self, sizeof *self);
        free(self);
        return rc;
    }
    self->outbox = outbox_open(options->messages_per_s);
    *self_p = self;
    return RS_OK;
}

void botapi_close(botapi **self_p)
{
    botapi *self = *self_p;

    if (!self)
        return;
    http_close(&self->http);
    outbox_close(&self->outbox, NULL);
    for (call *one; (one = ring_pop(&self->calls));)
        call_free(one);
    actor_timer_end(self->loop, self->timer);
    sodium_memzero(self->token, sizeof self->token);
    free(self);
    *self_p = NULL;
}

int64_t botapi_id(const botapi *self)
{
    return self->id;
}

const char *botapi_username(const botapi *self)
{
    return self->username;
}

void botapi_identify(botapi *self, const json_t *me)
{
    const char *username = json_string_value(json_object_get(me, "username"));

    self->id = json_integer_value(json_object_get(me, "id"));
    if (username && strlen(username) < sizeof self->username)
        memcpy(self->username, username, strlen(username) + 1);
}

/* Paths are Telegram's, and go to Telegram; whatever is not plain in them is escaped. */
bool botapi_file_url(const botapi *self, const char *path, char *out, size_t room)
{
    static const char plain[] = "0123456789abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-./";
    int size = snprintf(out, room, "%s/file/bot%s/", self->base, self->token);
    bool fits = size > 0 && (size_t)size < room;

    for (; fits && *path; path++) {
        bool is_plain = strchr(plain, *path);
        int more = snprintf(out + size, room - (size_t)size, is_plain ? "%c" : "%%%02X",
                            (unsigned char)*path);
        size += more;
        fits = more > 0 && (size_t)size < room;
    }
    return fits;
}

size_t botapi_waiting(const botapi *self)
{
    return outbox_waiting(self->outbox);
}

size_t botapi_room(const botapi *self, int64_t chat)
{
    return outbox_room(self->outbox, chat);
}

void botapi_follows(botapi *self, int64_t quiet_ms)
{
    if (quiet_ms < OUTBOX_GROUP_WINDOW_MS)
        outbox_follows(self->outbox, clock_monotonic_ms());
}
