#include "actors/gateway/tail.h"

#include <stdlib.h>

#include "shared/log.h"

enum {
    POLL_MS = 1000,    /* without a hint */
    LAG_FIRST_MS = 4,  /* the reader has not seen yet what the hint is about: look again ... */
    LAG_LAST_MS = 128, /* ... and again at double the distance, then leave it to the poll */
    ASK_MS = 5000,
    PAGE = 100
};

struct tail {
    actor *loop;
    uint32_t topics;
    tail_event_fn *on_event;
    tail_ready_fn *on_ready;
    void *arg;
    bool wanted;
    bool failing;
    int64_t cursor; /* -1: not known */
    int64_t hinted; /* there is something up to here */
    int64_t ticket; /* the open ask */
    int64_t poll;   /* timers */
    int64_t lag;
    int64_t lag_ms;
};

static void look(tail *self);

static void on_poll(void *arg)
{
    look(arg);
}

static void on_lag(void *arg)
{
    tail *self = arg;
    self->lag = 0;
    look(self);
}

static void note_failure(tail *self, const actor_reply *reply)
{
    bool failing = reply->code != RS_OK;
    if (failing && !self->failing)
        log_warning("pushes wait: %s: %s", rs_err_name(reply->code), reply->detail);
    else if (!failing && self->failing)
        log_info("pushes go on");
    self->failing = failing;
}

/* The reader may be some milliseconds behind the writer that published the hint. */
static void look_again(tail *self)
{
    if (self->lag_ms > LAG_LAST_MS)
        return;
    self->lag = actor_timer(self->loop, self->lag_ms, 0, on_lag, self);
    self->lag_ms *= 2;
}

static void on_page(void *arg, const actor_reply *reply)
{
    tail *self = arg;
    self->ticket = 0;
    note_failure(self, reply);
    if (reply->code)
        return; /* the poll tries again */
    const rs_events_page *page = reply->result;
    for (size_t n = 0; n < page->events.count && self->wanted; n++)
        if (page->events.items[n].seq > self->cursor)
            self->on_event(self->arg, &page->events.items[n]);
    if (!self->wanted || self->ticket)
        return; /* an event has sent away the last one who wanted them */
    if (page->next > self->cursor) {
        self->cursor = page->next;
        self->lag_ms = LAG_FIRST_MS;
    }
    if (page->more)
        look(self);
    else if (self->hinted > self->cursor && self->hinted > reply->seq)
        look_again(self);
}

static void on_head(void *arg, const actor_reply *reply)
{
    tail *self = arg;
    self->ticket = 0;
    note_failure(self, reply);
    if (reply->code)
        return;
    self->cursor = ((const rs_ledger_status *)reply->result)->seq;
    self->on_ready(self->arg);
    look(self);
}

static void look(tail *self)
{
    actor_call call = {.timeout_ms = ASK_MS};
    if (!self->wanted || self->ticket)
        return;
    actor_timer_end(self->loop, self->lag);
    self->lag = 0;
    if (self->cursor < 0) {
        rs_nothing nothing = {0};
        self->ticket = actor_ask(self->loop, RS_LEDGER_STATUS, &nothing, &call, on_head, self);
        return;
    }
    rs_events_args args = {.after = self->cursor, .topics = self->topics, .limit = PAGE};
    self->ticket = actor_ask(self->loop, RS_EVENTS_READ, &args, &call, on_page, self);
}

tail *tail_open(actor *loop, uint32_t topics, tail_event_fn *on_event, tail_ready_fn *on_ready,
                void *arg)
{
    tail *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->loop = loop;
    self->topics = topics;
    self->on_event = on_event;
    self->on_ready = on_ready;
    self->arg = arg;
    self->cursor = -1;
    self->lag_ms = LAG_FIRST_MS;
    return self;
}

static void rest(tail *self)
{
    if (self->ticket)
        actor_forget(self->loop, self->ticket);
    actor_timer_end(self->loop, self->poll);
    actor_timer_end(self->loop, self->lag);
    self->ticket = self->poll = self->lag = 0;
    self->cursor = -1;
}

void tail_close(tail **self_p)
{
    tail *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    rest(self);
    free(self);
}

void tail_want(tail *self, bool wanted)
{
    if (wanted == self->wanted)
        return;
    self->wanted = wanted;
    if (!wanted) {
        rest(self);
        return;
    }
    self->poll = actor_timer(self->loop, POLL_MS, POLL_MS, on_poll, self);
    look(self);
}

void tail_hint(tail *self, int64_t seq)
{
    if (seq <= self->hinted)
        return;
    self->hinted = seq;
    self->lag_ms = LAG_FIRST_MS;
    if (self->cursor >= 0)
        look(self);
}

int64_t tail_cursor(const tail *self)
{
    return self->cursor;
}
