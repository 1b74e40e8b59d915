#include "actors/telegram/digests.h"

#include <inttypes.h>
#include <stdlib.h>

#include "actors/telegram/turn.h"
#include "shared/log.h"

enum {
    PAGE = 50,
    FACTS_UNSAID = 20000 /* without an event, after which the cursor is moved all the same */
};

/* An event of the page, and whether it has been dealt with. */
typedef struct {
    digests *owner;
    size_t n;
    bool flying;
    bool done;
} parcel;

struct digests {
    actor *loop;
    digests_options options;
    int64_t look_timer;
    bool on;
    bool busy;
    bool again;     /* something happened while busy */
    int64_t after;  /* everything up to there needs no more looking at */
    int64_t stored; /* the cursor, as far as this process has moved it; 0: not yet */
    arena *memory;  /* of the page */
    rs_events_page page;
    parcel parcels[PAGE];
    size_t next; /* to be sent */
    size_t flying;
    bool unsaid;          /* something is done that the cursor does not say */
    bool storing;         /* the cursor is being moved */
    int64_t wait;         /* a chat had too much waiting: timer */
    int64_t sent, failed; /* since the process began */
    int64_t behind;       /* facts of the journal behind the page, when it was read */
};

static void step(digests *self);
static void read_page(digests *self);

/* ------------------------------------------------------------------------------- its figures */

/* What `refsysctl status` shows of it. */
static void show(const digests *self)
{
    int64_t waiting = 0;

    for (size_t n = 0; n < self->page.events.count; n++)
        waiting += !self->parcels[n].done;
    actor_count(self->loop, "digests_sent", self->sent);
    actor_count(self->loop, "digests_failed", self->failed);
    actor_count(self->loop, "digests_waiting", waiting);
    actor_count(self->loop, "digests_behind", self->behind);
}

/* ---------------------------------------------------------------------------------- cursor */

static void on_stored(void *arg, const actor_reply *reply)
{
    digests *self = arg;

    if (reply->code != RS_OK)
        log_warning("the cursor of %s: %s", self->options.consumer, reply->detail);
    self->storing = false;
    step(self);
}

/* All of the page is dealt with, but for what is not done yet. */
static void store(digests *self)
{
    int64_t holes[PAGE];
    size_t count = 0;

    for (size_t n = 0; n < self->page.events.count; n++)
        if (!self->parcels[n].done)
            holes[count++] = self->page.events.items[n].seq;
    const rs_cursor_args args = {
        .consumer = self->options.consumer, .seq = self->page.next, .holes = {holes, count}};
    self->storing = true;
    self->unsaid = false;
    self->stored = self->page.next;
    patience_ask(self->options.asks, RS_CURSOR_SET, &args, NULL, on_stored, self);
}

/* ---------------------------------------------------------------------------------- sending */

static void on_wait(void *arg)
{
    digests *self = arg;

    self->wait = 0;
    step(self);
}

static void on_sent(void *arg, const courier_result *result)
{
    parcel *one = arg;
    digests *self = one->owner;
    const rs_event *event = &self->page.events.items[one->n];

    self->flying--;
    one->flying = false;
    if (result->outcome == BOTAPI_FULL) { /* it goes again, and those behind it */
        self->next = one->n < self->next ? one->n : self->next;
        if (!self->wait)
            self->wait = actor_timer(self->loop, DIGESTS_LOOK_MS, 0, on_wait, self);
        return;
    }
    one->done = self->unsaid = true;
    if (result->outcome == BOTAPI_DONE)
        self->sent++;
    else
        self->failed++;
    if (result->outcome == BOTAPI_UNREACHABLE) {
        const rs_reach_args args = {.tg = event->who->tg, .unreachable = true};
        actor_ask(self->loop, RS_PARTICIPANT_REACH, &args, NULL, NULL, NULL);
    } else if (result->outcome != BOTAPI_DONE) {
        log_warning("event %" PRId64 " was not delivered: %s", event->seq, result->description);
    }
    step(self);
}

static void send(digests *self, parcel *one)
{
    const rs_event *event = &self->page.events.items[one->n];
    json_t *list = json_array();

    if (event->who && event->topic == RS_TOPIC_INCIDENTS)
        turn_incident(event, self->memory, list);
    else if (event->who)
        turn_digests(event, self->memory, list);
    if (!json_array_size(list)) {
        json_decref(list);
        one->done = self->unsaid = true;
        return;
    }
    self->flying++;
    one->flying = true;
    courier_send(self->options.courier, list, COURIER_REPEAT | COURIER_BULK, on_sent, one);
}

static void send_more(digests *self)
{
    for (; self->on && !self->wait && self->flying < DIGESTS_FLYING_MAX &&
           self->next < self->page.events.count;
         self->next++)
        if (!self->parcels[self->next].done && !self->parcels[self->next].flying)
            send(self, &self->parcels[self->next]);
}

static bool is_over(const digests *self)
{
    for (size_t n = 0; n < self->page.events.count; n++)
        if (!self->parcels[n].done)
            return false;
    return true;
}

/* Sends what may be sent, says what is done, and then reads on. */
static void step(digests *self)
{
    send_more(self);
    show(self);
    if (self->storing)
        return;
    bool over = is_over(self);
    bool long_ago = self->stored && self->page.next - self->stored > FACTS_UNSAID;
    if (self->unsaid || (over && long_ago)) {
        store(self);
        return;
    }
    if (self->flying || self->wait)
        return;
    if (!self->on || !over) {
        self->busy = false;
        return;
    }
    self->after = self->page.next;
    self->stored = self->stored ? self->stored : self->after;
    if (self->page.more || self->again)
        read_page(self);
    else
        self->busy = false;
}

/* ---------------------------------------------------------------------------------- reading */

static void on_page(void *arg, const actor_reply *reply)
{
    digests *self = arg;
    rs_error error = {0};

    if (reply->code == RS_OK &&
        codec_decode(&rs_events_page_type, reply->raw.data, reply->raw.size, CODEC_TOLERANT,
                     self->memory, &self->page, &error) == RS_OK) {
        self->behind = reply->seq > self->page.next ? reply->seq - self->page.next : 0;
        step(self);
        return;
    }
    log_error("the events of %s cannot be read: %s%s", self->options.consumer, reply->detail,
              error.text);
    self->page = (rs_events_page){.next = self->after};
    self->busy = false; /* the next look asks again */
}

static void read_page(digests *self)
{
    const rs_events_args args = {
        .consumer = self->options.consumer,
        .after = self->after,
        .topics = RS_TOPIC_DIGESTS | RS_TOPIC_INCIDENTS,
        .limit = PAGE,
    };

    self->again = false;
    self->next = 0;
    self->unsaid = false;
    for (size_t n = 0; n < PAGE; n++)
        self->parcels[n] = (parcel){.owner = self, .n = n};
    self->page = (rs_events_page){0};
    arena_reset(self->memory);
    patience_ask(self->options.asks, RS_EVENTS_READ, &args, NULL, on_page, self);
}

void digests_wake(digests *self)
{
    if (!self->on || !botapi_poll_caught_up(self->options.poll))
        return;
    if (self->busy) {
        self->again = true;
        return;
    }
    self->busy = true;
    read_page(self);
}

/* ----------------------------------------------------------------------------------- itself */

static void on_look(void *arg)
{
    digests_wake(arg);
}

digests *digests_open(actor *loop, const digests_options *options)
{
    digests *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->loop = loop;
    self->options = *options;
    self->memory = arena_open();
    self->look_timer = actor_timer(loop, DIGESTS_LOOK_MS, DIGESTS_LOOK_MS, on_look, self);
    return self;
}

void digests_close(digests **self_p)
{
    digests *self = *self_p;

    if (!self)
        return;
    actor_timer_end(self->loop, self->look_timer);
    actor_timer_end(self->loop, self->wait);
    arena_close(&self->memory);
    free(self);
    *self_p = NULL;
}

void digests_run(digests *self, bool on)
{
    if (on && !self->on)
        self->after = self->stored = 0; /* another instance may have moved the cursor, or not */
    self->on = on;
    digests_wake(self);
}
