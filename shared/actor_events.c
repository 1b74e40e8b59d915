/* Events: published to every broker, heard from every broker, and called back once each. */
#include <sodium.h>

#include "shared/actor_impl.h"

enum {
    EVENTS_HWM = 10000, /* beyond that they are dropped: hints */
    SEEN_MAX = 1024,    /* events between the same one from two brokers, at most */
};

/* ------------------------------------------------------------------------------- publishing */

static void open_outlet(uplink *self)
{
    self->outlet = zsock_new(ZMQ_PUB);
    RS_ASSERT(self->outlet);
    uplink_configure(self->outlet, EVENTS_HWM);
    uplink_secure(self->loop, self->outlet);
    uplink_connect(self, self->outlet, self->publish);
}

void actor_publish(actor *self, const rs_event *event)
{
    RS_ASSERT(self->role == RS_ROLE_LEDGER);
    rs_buf body = {0};
    codec_encode(&rs_event_type, event, &body);
    for (size_t n = 0; n < self->links_count; n++) {
        frames message = {0};
        if (!self->links[n].outlet)
            continue;
        frames_add_text(&message, codec_enum_name(&rs_topic_enum, (int)event->topic));
        frames_add(&message, body.data, body.size);
        frames_send(&message, zsock_resolve(self->links[n].outlet));
    }
    buf_free(&body);
}

/* ---------------------------------------------------------------------------------- hearing */

static void open_events(uplink *self)
{
    self->events = zsock_new(ZMQ_SUB);
    RS_ASSERT(self->events);
    uplink_configure(self->events, EVENTS_HWM);
    uplink_secure(self->loop, self->events);
    for (size_t n = 0; n < rs_topic_enum.count; n++)
        if (self->loop->topics & (uint32_t)rs_topic_enum.values[n].value)
            zsock_set_subscribe(self->events, rs_topic_enum.values[n].name);
    uplink_connect(self, self->events, self->subscribe);
}

void actor_subscribe(actor *self, uint32_t topics, actor_event_fn *fn, void *arg)
{
    RS_ASSERT(!self->event_fn && topics);
    self->topics = topics;
    self->event_fn = fn;
    self->event_arg = arg;
    self->event_memory = arena_open();
    for (size_t n = 0; n < self->links_count; n++)
        if (self->links[n].dealer)
            open_events(&self->links[n]);
}

/* Several brokers bring the same event. What is in it tells one from the other: a sequence number
 * may have several. */
static bool seen_before(actor *self, rs_bytes body)
{
    static const uint8_t key[crypto_shorthash_KEYBYTES];
    uint64_t hash;
    if (self->links_count < 2)
        return false;
    if (!self->seen_events) {
        self->seen_events = calloc(SEEN_MAX, sizeof *self->seen_events);
        RS_ASSERT(self->seen_events);
    }
    crypto_shorthash((uint8_t *)&hash, body.data, body.size, key);
    for (size_t n = 0; n < SEEN_MAX; n++)
        if (self->seen_events[n] == hash)
            return true;
    self->seen_events[self->seen_at] = hash;
    self->seen_at = (self->seen_at + 1) % SEEN_MAX;
    return false;
}

static void take_event(actor *self, const frames *message)
{
    rs_event event;
    rs_error error = {0};
    rs_bytes body = frames_at(message, 1);
    if (seen_before(self, body))
        return;
    arena_reset(self->event_memory);
    if (codec_decode(&rs_event_type, body.data, body.size, CODEC_TOLERANT, self->event_memory,
                     &event, &error)) {
        log_warning("an event that makes no sense: %s", error.text);
        return;
    }
    self->called = true;
    self->event_fn(self->event_arg, &event);
}

void events_turn(uplink *self)
{
    frames message = {0};
    uint64_t generation = self->generation;
    if (self->outlet)
        zsock_events(self->outlet); /* takes note of who listens */
    for (size_t n = 0; n < TURN_MESSAGES_MAX && self->events && generation == self->generation;
         n++) {
        frames_result result = frames_receive(&message, zsock_resolve(self->events));
        if (result == FRAMES_NONE)
            break;
        if (result == FRAMES_GOT)
            take_event(self->loop, &message);
    }
    frames_clear(&message);
}

/* ------------------------------------------------------------------------------ open, close */

void events_uplink_open(uplink *self)
{
    if (self->loop->role == RS_ROLE_LEDGER)
        open_outlet(self);
    if (self->loop->topics)
        open_events(self);
}

void events_uplink_close(uplink *self)
{
    loop_close_socket(self->loop, &self->outlet);
    loop_close_socket(self->loop, &self->events);
}

void events_close(actor *self)
{
    free(self->seen_events);
    arena_close(&self->event_memory);
}
