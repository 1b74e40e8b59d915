/* Lanes: from the event log to the chats.
 *
 * A lane reads events ahead, a bounded number of them, and sorts them into a queue for each chat
 * (fair.h). Its cursor in the ledger stands behind what was read, with the numbers of what is not
 * delivered yet as holes; so a slow chat keeps nobody else, and after a crash only what was in
 * flight comes again. */
#include "shared/bridge_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/clock.h"
#include "shared/log.h"

enum { PAGE = 50, WAITING_MAX = 256 /* as many holes as a cursor may have */ };

static void lane_read(lane *self);

void message_clone(const rs_type *type, const void *from, arena *memory, void *out)
{
    rs_buf bytes = {0};

    codec_encode(type, from, &bytes);
    rs_err rc = codec_decode(type, bytes.data, bytes.size, CODEC_TOLERANT, memory, out, NULL);
    RS_ASSERT(rc == RS_OK);
    buf_free(&bytes);
}

/* --------------------------------------------------------------------------------- the cursor */

static void mark(lane *self);

static void on_marked(void *arg, const actor_reply *reply)
{
    lane *self = arg;

    self->marking = false;
    if (reply->code != RS_OK)
        log_warning("the cursor of %s: %s", self->consumer, reply->detail);
    if (self->marked)
        mark(self);
}

/* One at a time; what is done meanwhile goes with the next. */
static void mark(lane *self)
{
    int64_t holes[WAITING_MAX];

    /* What was dropped is no hole any more, and the other instance's to deliver. */
    if (!self->on || !self->after)
        return;
    self->marked = self->marking;
    if (self->marking)
        return;
    self->marking = true;
    const rs_cursor_args args = {.consumer = self->consumer,
                                 .seq = self->after,
                                 .holes = {holes, fair_numbers(self->parcels, holes)}};
    patience_ask(self->owner->options.asks, RS_CURSOR_SET, &args, NULL, on_marked, self);
}

/* ------------------------------------------------------------------------------------ parcels */

static void parcel_drop(void *item)
{
    parcel *one = item;

    actor_timer_end(one->owner->owner->loop, one->timer);
    arena_close(&one->memory);
    free(one);
}

static void parcel_add(lane *self, const rs_event *event, int64_t chat)
{
    parcel *one = calloc(1, sizeof *one);

    RS_ASSERT(one);
    *one = (parcel){.owner = self,
                    .memory = arena_open(),
                    .chat = chat,
                    .came = clock_monotonic_ms(),
                    .parts = 1};
    message_clone(&rs_event_type, event, one->memory, &one->event);
    fair_add(self->parcels, chat, event->seq, one);
}

static void lane_go(lane *self)
{
    bool moved = false;

    for (parcel *one; self->on && (one = fair_take(self->parcels));) {
        if (self->deliver(one))
            continue; /* parcel_done goes on */
        fair_done(self->parcels, one->chat, 1);
        moved = true;
    }
    if (moved)
        mark(self);
    if (moved && self->again)
        lane_wake(self);
}

void parcel_done(parcel *one)
{
    lane *self = one->owner;

    fair_done(self->parcels, one->chat, one->parts);
    mark(self);
    lane_go(self);
    lane_wake(self);
}

static void on_retry(void *arg)
{
    parcel *one = arg;

    one->timer = 0;
    fair_resume(one->owner->parcels, one->chat);
    lane_go(one->owner);
}

void parcel_retry(parcel *one, int64_t delay_ms)
{
    lane *self = one->owner;

    one->timer = actor_timer(self->owner->loop, delay_ms, 0, on_retry, one);
    fair_pause(self->parcels, one->chat);
    lane_go(self);
}

parcel *parcel_part(const parcel *one, size_t n)
{
    return fair_peek(one->owner->parcels, one->chat, n);
}

/* ------------------------------------------------------------------------------------ reading */

static void sort_page(lane *self, const rs_events_page *page)
{
    for (size_t i = 0; i < page->events.count; i++) {
        const rs_event *event = &page->events.items[i];
        int64_t chat = self->chat_of(self->owner, event);
        if (chat && !fair_holds(self->parcels, event->seq))
            parcel_add(self, event, chat);
    }
    self->after = page->next;
}

static void on_page(void *arg, const actor_reply *reply)
{
    lane *self = arg;
    rs_events_page page = {0};
    rs_error error = {.text = ""};
    bool ok =
        reply->code == RS_OK && codec_decode(&rs_events_page_type, reply->raw.data, reply->raw.size,
                                             CODEC_TOLERANT, self->memory, &page, &error) == RS_OK;

    self->reading = false;
    if (!ok) /* the next look asks again */
        log_error("the events of %s cannot be read: %s%s", self->consumer, reply->detail,
                  error.text);
    if (!ok || !self->on)
        return;
    sort_page(self, &page);
    self->again = self->again || page.more;
    lane_go(self);
    if (self->again)
        lane_wake(self);
}

static void on_settings(void *arg, const actor_reply *reply)
{
    lane *self = arg;
    rs_settings_view view;

    arena_reset(self->memory);
    self->settings = (rs_settings){0};
    if (reply->code == RS_OK &&
        codec_decode(&rs_settings_view_type, reply->raw.data, reply->raw.size, CODEC_TOLERANT,
                     self->memory, &view, NULL) == RS_OK)
        self->settings = *view.settings;
    if (self->settings.operators_mode)
        self->owner->mode = self->settings.operators_mode;
    size_t room = fair_room(self->parcels);
    const rs_events_args args = {
        .consumer = self->consumer,
        .after = self->after,
        .topics = RS_TOPIC_PAYOUTS | RS_TOPIC_CONVERSATIONS,
        .limit = room < PAGE ? (int64_t)room : PAGE,
    };
    patience_ask(self->owner->options.asks, RS_EVENTS_READ, &args, NULL, on_page, self);
}

static void lane_read(lane *self)
{
    self->reading = true;
    self->again = false;
    patience_ask(self->owner->options.asks, RS_SETTINGS_GET, &(rs_nothing){0}, NULL, on_settings,
                 self);
}

void lane_wake(lane *self)
{
    if (!self->on || !botapi_poll_caught_up(self->owner->options.poll))
        return;
    if (self->reading || !fair_room(self->parcels))
        self->again = true;
    else
        lane_read(self);
}

/* ------------------------------------------------------------------------------------- itself */

void lane_open(lane *self, bridge *owner, lane_chat_fn *chat_of, lane_deliver_fn *deliver,
               const char *suffix, size_t flying)
{
    self->owner = owner;
    self->chat_of = chat_of;
    self->deliver = deliver;
    self->memory = arena_open();
    self->parcels = fair_open(WAITING_MAX, flying, parcel_drop);
    int size =
        snprintf(self->consumer, sizeof self->consumer, "%s%s", owner->options.consumer, suffix);
    RS_ASSERT(size > 0 && (size_t)size < sizeof self->consumer);
}

void lane_close(lane *self)
{
    fair_close(&self->parcels);
    arena_close(&self->memory);
}

void lane_run(lane *self, bool on)
{
    if (on && !self->on)
        self->after = 0; /* another instance may have moved the cursor, or not */
    if (!on)
        fair_clear(self->parcels); /* it is the other instance's now */
    self->on = on;
}
