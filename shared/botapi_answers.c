#include "shared/botapi_answers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shared/log.h"
#include "shared/ring.h"

enum { A_PAGE = 32 };

typedef struct {
    ring in;
    answers *owner;
    int64_t chat, update;
    json_t *list;
    int64_t timer;
    int64_t again; /* the timer while the chat is full; 0: it is on its way */
    bool putting;  /* into the outbox: under way */
    bool kept;     /* stands there */
    bool sent;
    answers_fn *fn; /* NULL: has been called */
    void *arg;
} answer;

struct answers {
    actor *loop;
    answers_options options;
    ring open;
    bool on;
    bool reading;    /* a page of the outbox is asked for ... */
    bool from_start; /* ... and of no use: it was asked for in an earlier run */
    answers_fn *ready;
    void *arg;
};

answers *answers_open(actor *loop, const answers_options *options)
{
    answers *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->loop = loop;
    self->options = *options;
    ring_open(&self->open);
    return self;
}

static void answer_free(answer *one)
{
    ring_leave(&one->in);
    actor_timer_end(one->owner->loop, one->timer);
    actor_timer_end(one->owner->loop, one->again);
    json_decref(one->list);
    free(one);
}

void answers_close(answers **self_p)
{
    answers *self = *self_p;

    if (!self)
        return;
    for (answer *one; (one = ring_pop(&self->open));)
        answer_free(one);
    free(self);
    *self_p = NULL;
}

static answer *answer_begin(answers *self, int64_t chat, int64_t update, json_t *list)
{
    answer *one = calloc(1, sizeof *one);

    RS_ASSERT(one);
    *one = (answer){.owner = self, .chat = chat, .update = update, .list = list};
    ring_add(&self->open, &one->in);
    return one;
}

static void say_answered(answer *one)
{
    answers_fn *fn = one->fn;

    one->fn = NULL;
    if (fn)
        fn(one->arg);
}

/* --------------------------------------------------------------------------------- the outbox */

static void on_taken(void *arg, const actor_reply *reply)
{
    answer *one = arg;

    if (reply->code != RS_OK)
        log_warning("the answer to update %" PRId64 " stays in the outbox: %s", one->update,
                    reply->detail);
    say_answered(one);
    answer_free(one);
}

static void take_out(answer *one)
{
    const rs_outbox_key key = {
        .bot = one->owner->options.bot, .chat = one->chat, .update = one->update};

    patience_ask(one->owner->options.asks, RS_OUTBOX_TAKE, &key, NULL, on_taken, one);
}

static void end(answer *one)
{
    if (one->kept) {
        take_out(one);
        return;
    }
    say_answered(one);
    answer_free(one);
}

static void on_put(void *arg, const actor_reply *reply)
{
    answer *one = arg;

    one->putting = false;
    one->kept = reply->code == RS_OK;
    if (!one->kept)
        log_warning("the answer to update %" PRId64 " cannot stand in the outbox: %s", one->update,
                    reply->detail);
    if (one->sent)
        end(one);
    else if (one->kept)
        say_answered(one);
}

static void on_slow(void *arg)
{
    answer *one = arg;
    char *calls = json_dumps(one->list, JSON_COMPACT);
    const rs_outbox_item item = {
        .bot = one->owner->options.bot, .chat = one->chat, .update = one->update, .calls = calls};

    RS_ASSERT(calls);
    one->timer = 0;
    one->putting = strlen(calls) <= ANSWER_BYTES_MAX;
    if (one->putting)
        patience_ask(one->owner->options.asks, RS_OUTBOX_PUT, &item, NULL, on_put, one);
    free(calls);
}

/* -------------------------------------------------------------------------------- sending it */

static void hand_on(answer *one);

static void on_room(void *arg)
{
    answer *one = arg;

    one->again = 0;
    if (!one->owner->on && one->kept) /* whoever is the active one now has it from the outbox */
        answer_free(one);
    else
        hand_on(one);
}

/* So much waits for the chat already that no more is taken for it. */
static void wait_for_room(answer *one)
{
    one->again = actor_timer(one->owner->loop, ANSWER_AGAIN_MS, 0, on_room, one);
}

static void on_sent(void *arg, const courier_result *result)
{
    answer *one = arg;
    answers *self = one->owner;

    if (result->outcome == BOTAPI_FULL) {
        wait_for_room(one);
        return;
    }
    actor_timer_end(self->loop, one->timer);
    one->timer = 0;
    if (result->outcome == BOTAPI_UNREACHABLE) {
        const rs_reach_args args = {.tg = one->chat, .unreachable = true};
        actor_ask(self->loop, RS_PARTICIPANT_REACH, &args, NULL, NULL, NULL);
    } else if (result->outcome != BOTAPI_DONE && result->outcome != BOTAPI_GONE) {
        log_warning("the answer to update %" PRId64 " was not sent: %s", one->update,
                    result->description);
    }
    one->sent = true;
    if (!one->putting)
        end(one);
}

/* Older ones stand behind in the ring. */
static bool is_behind_another(const answer *one)
{
    for (const ring *at = one->in.next; at != &one->owner->open; at = at->next) {
        const answer *older = (const answer *)(const void *)at;
        if (older->again && older->chat == one->chat)
            return true;
    }
    return false;
}

static void hand_on(answer *one)
{
    if (is_behind_another(one))
        wait_for_room(one);
    else
        courier_send(one->owner->options.courier, json_incref(one->list), COURIER_REPEAT, on_sent,
                     one);
}

void answers_send(answers *self, int64_t chat, int64_t update, json_t *list, answers_fn *fn,
                  void *arg)
{
    answer *one = answer_begin(self, chat, update, list);

    one->fn = fn;
    one->arg = arg;
    one->timer = actor_timer(self->loop, ANSWER_WAIT_MS, 0, on_slow, one);
    hand_on(one);
}

/* ------------------------------------------------------------------- those of an earlier life */

static bool is_open(answers *self, const rs_outbox_item *item)
{
    for (ring *at = self->open.next; at != &self->open; at = at->next) {
        const answer *one = (const answer *)(const void *)at;
        if (one->chat == item->chat && one->update == item->update)
            return true;
    }
    return false;
}

static void go_on_with(answers *self, const rs_outbox_item *item)
{
    json_t *list = item->calls ? json_loads(item->calls, 0, NULL) : NULL;
    answer *one;

    if (is_open(self, item)) {
        json_decref(list);
        return;
    }
    one = answer_begin(self, item->chat, item->update, list);
    one->kept = true;
    if (json_array_size(list))
        hand_on(one);
    else /* to somebody who was erased since */
        take_out(one);
}

static void on_page(void *arg, const actor_reply *reply);

static void ask_page(answers *self, const rs_outbox_key *after)
{
    const rs_outbox_args args = {.bot = self->options.bot, .after = after, .limit = A_PAGE};

    self->reading = true;
    self->from_start = false;
    patience_ask(self->options.asks, RS_OUTBOX_LIST, &args, NULL, on_page, self);
}

static void on_page(void *arg, const actor_reply *reply)
{
    answers *self = arg;
    const rs_outbox_page *page = reply->code == RS_OK ? reply->result : NULL;
    size_t count = page ? page->items.count : 0;

    self->reading = false;
    if (!self->on)
        return;
    if (self->from_start) {
        ask_page(self, NULL);
        return;
    }
    if (!page)
        log_error("the outbox: %s", reply->detail);
    for (size_t i = 0; i < count; i++)
        go_on_with(self, &page->items.items[i]);
    if (count == A_PAGE) {
        const rs_outbox_item *last = &page->items.items[count - 1];
        ask_page(self, &(rs_outbox_key){last->bot, last->chat, last->update});
        return;
    }
    self->ready(self->arg);
}

void answers_run(answers *self, bool on, answers_fn *ready, void *arg)
{
    self->on = on;
    self->ready = ready;
    self->arg = arg;
    self->from_start = true;
    if (on && !self->reading)
        ask_page(self, NULL);
}
