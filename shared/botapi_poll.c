#include "shared/botapi_poll.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/log.h"
#include "shared/ring.h"

typedef enum { STEP_WHO, STEP_WEBHOOK, STEP_SETUP, STEP_POLL } step;

typedef struct {
    botapi_update update;
    bool begun, done;
} taken;

struct botapi_push {
    ring in;
    arena *memory;
    botapi_update update;
    bool begun, done;
    void (*fn)(void *arg); /* NULL: nobody waits for it any more */
    void *arg;
};

struct botapi_poll {
    botapi *api;
    actor *loop;
    botapi_poll_options options;
    bool on;
    bool asking;    /* a call is under way */
    bool ready;     /* said so; others may say otherwise since */
    bool last;      /* the batch was not full: nothing older waits */
    bool caught_up; /* ... and it has been dealt with */
    step step;
    size_t setup_next;
    int tries;
    int64_t timer;
    int64_t offset; /* 0: from the oldest that is not confirmed */
    /* the batch being dealt with */
    arena *memory;
    taken *batch;
    size_t count, left;
    ring pushed; /* the newest first */
    size_t pushed_count;
    int looks; /* with a webhook: how often was asked whether updates wait */
    int64_t look_timer;
};

static void go_on(botapi_poll *self);

botapi_poll *botapi_poll_open(botapi *api, actor *loop, const botapi_poll_options *options)
{
    botapi_poll *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->api = api;
    self->loop = loop;
    self->options = *options;
    self->memory = arena_open();
    ring_open(&self->pushed);
    return self;
}

static bool has_webhook(const botapi_poll *self)
{
    return self->options.webhook && *self->options.webhook;
}

static void push_free(botapi_push *one)
{
    ring_leave(&one->in);
    arena_close(&one->memory);
    free(one);
}

void botapi_poll_close(botapi_poll **self_p)
{
    botapi_poll *self = *self_p;

    if (!self)
        return;
    actor_timer_end(self->loop, self->timer);
    actor_timer_end(self->loop, self->look_timer);
    for (botapi_push *one; (one = ring_pop(&self->pushed));)
        push_free(one);
    json_decref(self->options.setup);
    arena_close(&self->memory);
    free(self);
    *self_p = NULL;
}

/* -------------------------------------------------------------------------------- the batch */

static bool chat_is_busy(const botapi_poll *self, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (!self->batch[i].done && self->batch[i].update.chat == self->batch[at].update.chat)
            return true;
    return false;
}

static void hand_on(botapi_poll *self)
{
    for (size_t i = 0; i < self->count; i++) {
        if (self->batch[i].begun || chat_is_busy(self, i))
            continue;
        self->batch[i].begun = true;
        self->options.update(self->options.arg, &self->batch[i].update);
    }
    if (self->count && !self->left) {
        self->count = 0;
        self->caught_up = self->caught_up || self->last;
        go_on(self);
    }
}

/* ---------------------------------------------------------------------- what Telegram posts */

/* Older ones stand behind in the ring. */
static bool push_waits(const botapi_poll *self, const botapi_push *one)
{
    for (const ring *at = one->in.next; at != &self->pushed; at = at->next) {
        const botapi_push *older = (const botapi_push *)(const void *)at;
        if (!older->done && older->update.chat == one->update.chat)
            return true;
    }
    return false;
}

/* The done ones are answered, and those that waited for them begin. */
static void hand_on_pushed(botapi_poll *self)
{
    ring *before;

    for (ring *at = self->pushed.prev; at != &self->pushed; at = before) {
        botapi_push *one = (botapi_push *)(void *)at;
        before = at->prev;
        if (one->done) {
            if (one->fn)
                one->fn(one->arg);
            push_free(one);
            self->pushed_count--;
        } else if (!one->begun && !push_waits(self, one)) {
            one->begun = true;
            self->options.update(self->options.arg, &one->update);
        }
    }
}

static botapi_push *push_of(const botapi_poll *self, int64_t update)
{
    for (ring *at = self->pushed.next; at != &self->pushed; at = at->next) {
        botapi_push *one = (botapi_push *)(void *)at;
        if (one->update.id == update)
            return one;
    }
    return NULL;
}

static void on_timer(void *arg);

/* From the loop: the handler may still be at work with what an update holds. */
static void soon(botapi_poll *self)
{
    actor_timer_end(self->loop, self->timer);
    self->timer = actor_timer(self->loop, 0, 0, on_timer, self);
}

push_outcome botapi_poll_push(botapi_poll *self, const json_t *json, void (*fn)(void *arg),
                              void *arg, botapi_push **out)
{
    botapi_push *one;

    if (!self->on || self->step != STEP_POLL || self->pushed_count == POLL_PUSHED_MAX)
        return PUSH_LATER;
    one = calloc(1, sizeof *one);
    RS_ASSERT(one);
    *one = (botapi_push){.memory = arena_open(), .fn = fn, .arg = arg};
    ring_open(&one->in);
    bool readable = update_read(json, botapi_id(self->api), one->memory, &one->update);
    if (!readable || push_of(self, one->update.id)) {
        push_free(one);
        return readable ? PUSH_LATER : PUSH_USELESS; /* posted again while it is dealt with */
    }
    ring_add(&self->pushed, &one->in);
    self->pushed_count++;
    *out = one;
    soon(self);
    return PUSH_TAKEN;
}

void botapi_push_abandon(botapi_push *one)
{
    one->fn = NULL;
}

static void on_timer(void *arg)
{
    botapi_poll *self = arg;

    self->timer = 0;
    hand_on_pushed(self);
    if (self->count)
        hand_on(self);
    else
        go_on(self);
}

void botapi_poll_done(botapi_poll *self, int64_t update)
{
    botapi_push *push = push_of(self, update);

    if (push) {
        push->done = true;
        soon(self);
        return;
    }
    for (size_t i = 0; i < self->count; i++)
        if (self->batch[i].update.id == update && self->batch[i].begun && !self->batch[i].done) {
            self->batch[i].done = true;
            self->left--;
            soon(self);
            return;
        }
}

static void take_batch(botapi_poll *self, const json_t *list)
{
    size_t count = json_array_size(list);

    arena_reset(self->memory);
    self->batch = arena_give(self->memory, (count ? count : 1) * sizeof *self->batch);
    self->count = self->left = 0;
    for (size_t i = 0; i < count; i++) {
        taken *one = &self->batch[self->count];
        const json_t *json = json_array_get(list, i);
        if (!update_read(json, botapi_id(self->api), self->memory, &one->update)) {
            log_warning("Telegram sent an update without an id; it is left out");
            continue;
        }
        self->offset = one->update.id + 1; /* ids may jump back after a quiet week: no maximum */
        self->count++;
        self->left++;
    }
    self->last = count < POLL_BATCH;
    self->caught_up = self->caught_up || !self->count;
}

/* ------------------------------------------------------------------------------- the calls */

static void later(botapi_poll *self, int64_t delay_ms)
{
    actor_timer_end(self->loop, self->timer);
    self->timer = actor_timer(self->loop, delay_ms, 0, on_timer, self);
}

static void on_failure(botapi_poll *self, const botapi_answer *answer)
{
    int64_t delay_ms = botapi_backoff_ms(++self->tries, randombytes_uniform(0x10000));

    switch (answer->outcome) {
    case BOTAPI_TOKEN:
        log_error("Telegram does not know the token in %s: put there the line that @BotFather "
                  "gives for this bot (a revoked token is replaced by a new one)",
                  self->options.token_file);
        actor_stop(self->loop, 1);
        return;
    case BOTAPI_CONFLICT:
        delay_ms = (int64_t)POLL_CONFLICT_MS * self->tries;
        delay_ms = delay_ms < POLL_CONFLICT_MAX_MS ? delay_ms : POLL_CONFLICT_MAX_MS;
        log_warning("somebody else takes this bot's updates: %s", answer->description);
        if (strstr(answer->description, "webhook is active"))
            self->step = STEP_WEBHOOK; /* set since we began */
        break;
    default:
        if (answer->retry_after_ms > 0)
            delay_ms = answer->retry_after_ms;
        if (self->tries == 1)
            log_warning("Telegram does not answer as it should: %d %s", answer->status,
                        answer->description);
    }
    if (self->tries > 2) {
        actor_ready(self->loop, false, "Telegram: %d %s", answer->status, answer->description);
        self->ready = false;
    }
    later(self, delay_ms);
}

static void on_who(botapi_poll *self, const json_t *me)
{
    botapi_identify(self->api, me);
    if (json_is_true(json_object_get(me, "has_topics_enabled")))
        log_warning("@%s has topics in private chats switched on: switch \"Threaded Mode\" off in "
                    "@BotFather",
                    botapi_username(self->api));
    log_info("this is @%s (%" PRId64 ")", botapi_username(self->api), botapi_id(self->api));
    self->step = STEP_WEBHOOK;
}

/* Somebody else has the token. What comes until it is set anew is kept by Telegram and posted then.
 */
static void set_anew(botapi_poll *self, const char *url)
{
    log_warning("the webhook was %s%s elsewhere; it is set to %s again",
                *url ? "set to " : "taken away", url, self->options.webhook);
    self->step = STEP_WEBHOOK;
    self->looks = 0;
    go_on(self);
}

/* What had piled up is being posted: what we ourselves did in an earlier life is told with it. */
static void on_looked(botapi_poll *self, const json_t *info)
{
    json_int_t waiting = json_integer_value(json_object_get(info, "pending_update_count"));
    const char *url = json_string_value(json_object_get(info, "url"));

    if (!self->on)
        return;
    if (!url || strcmp(url, self->options.webhook) != 0) {
        set_anew(self, url ? url : "");
        return;
    }
    if (!self->ready)
        actor_ready(self->loop, true, "@%s", botapi_username(self->api));
    self->ready = true;
    self->caught_up = !waiting || ++self->looks >= POLL_LOOKS_MAX;
    if (!self->caught_up)
        later(self, POLL_LOOK_MS);
}

static void on_answer(void *arg, const botapi_answer *answer)
{
    botapi_poll *self = arg;

    self->asking = false;
    if (self->step == STEP_SETUP && answer->outcome == BOTAPI_REFUSED) {
        self->setup_next++; /* commands are a convenience; the warning is in the log */
        go_on(self);
        return;
    }
    if (answer->outcome != BOTAPI_DONE) {
        on_failure(self, answer);
        return;
    }
    if (self->tries > 0)
        log_info("Telegram answers again");
    self->tries = 0;
    switch (self->step) {
    case STEP_WHO: on_who(self, answer->result); break;
    case STEP_WEBHOOK: self->step = STEP_SETUP; break;
    case STEP_SETUP: self->setup_next++; break;
    case STEP_POLL:
        if (has_webhook(self)) {
            on_looked(self, answer->result);
            return;
        }
        if (!self->on) /* not confirmed: whoever goes on polling gets it again */
            return;
        if (!self->ready)
            actor_ready(self->loop, true, "@%s", botapi_username(self->api));
        self->ready = true;
        take_batch(self, answer->result);
        if (self->count) {
            hand_on(self);
            return;
        }
    }
    go_on(self);
}

static void ask(botapi_poll *self, const char *method, json_t *params, int64_t timeout_ms)
{
    self->asking = true;
    botapi_call(self->api, method, params, &(botapi_how){.timeout_ms = timeout_ms}, on_answer,
                self);
}

/* What has piled up comes without waiting; so a bot nobody writes to is ready at once as well. */
static void ask_updates(botapi_poll *self)
{
    if (has_webhook(self)) {
        ask(self, "getWebhookInfo", json_object(), 0);
        return;
    }
    int64_t wait_s = self->caught_up ? self->options.poll_s : 0;
    json_t *params =
        json_pack("{s:I, s:i, s:I, s:[s,s,s,s]}", "offset", (json_int_t)self->offset, "limit",
                  POLL_BATCH, "timeout", (json_int_t)wait_s, "allowed_updates", "message",
                  "edited_message", "callback_query", "my_chat_member");
    RS_ASSERT(params);
    ask(self, "getUpdates", params, wait_s * 1000 + POLL_SLACK_MS);
}

static void ask_webhook(botapi_poll *self)
{
    json_t *params;

    if (!has_webhook(self)) {
        ask(self, "deleteWebhook", json_object(), 0);
        return;
    }
    params = json_pack("{s:s, s:s, s:I, s:[s,s,s,s]}", "url", self->options.webhook, "secret_token",
                       self->options.secret, "max_connections",
                       (json_int_t)self->options.connections, "allowed_updates", "message",
                       "edited_message", "callback_query", "my_chat_member");
    RS_ASSERT(params);
    ask(self, "setWebhook", params, 0);
}

static void ask_setup(botapi_poll *self)
{
    const json_t *one = json_array_get(self->options.setup, self->setup_next);

    if (one) {
        ask(self, json_string_value(json_object_get(one, "method")),
            json_incref(json_object_get(one, "params")), 0);
        return;
    }
    self->step = STEP_POLL;
    if (self->options.begun)
        self->options.begun(self->options.arg);
    ask_updates(self);
}

static void go_on(botapi_poll *self)
{
    if (!self->on || self->asking || self->count)
        return;
    switch (self->step) {
    case STEP_WHO: ask(self, "getMe", json_object(), 0); break;
    case STEP_WEBHOOK: ask_webhook(self); break;
    case STEP_SETUP: ask_setup(self); break;
    case STEP_POLL:
        if (!has_webhook(self) || !self->caught_up)
            ask_updates(self);
        break;
    }
}

static void on_look(void *arg)
{
    botapi_poll *self = arg;

    if (self->step == STEP_POLL && self->caught_up && !self->asking)
        ask_updates(self);
}

void botapi_poll_run(botapi_poll *self, bool on)
{
    if (self->on == on)
        return;
    actor_timer_end(self->loop, self->look_timer);
    self->look_timer = on && has_webhook(self) ? actor_timer(self->loop, POLL_WEBHOOK_MS,
                                                             POLL_WEBHOOK_MS, on_look, self)
                                               : 0;
    self->on = on;
    self->caught_up = false;
    self->ready = false;
    self->offset = 0;
    self->looks = 0;
    if (on && has_webhook(self) && self->step == STEP_POLL)
        self->step = STEP_WEBHOOK; /* another instance may have run with another configuration */
    if (on)
        later(self, 0);
}

bool botapi_poll_caught_up(const botapi_poll *self)
{
    return self->on && self->caught_up;
}
