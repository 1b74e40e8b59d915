#include "shared/bridge.h"

#include <stdlib.h>

#include "shared/bridge_impl.h"

/* Chats written to at once: a private chat that pauses keeps its place; the group takes twenty
 * messages a minute, whoever they are about. */
enum { PERSONS_AT_ONCE = 64, ROOMS_AT_ONCE = 16 };

static void on_look(void *arg)
{
    bridge_wake(arg);
}

bridge *bridge_open(actor *loop, const bridge_options *options)
{
    bridge *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->loop = loop;
    self->options = *options;
    self->operators_chat = options->operators_chat;
    ring_open(&self->posts);
    ring_open(&self->openings);
    ring_open(&self->talks);
    lane_open(&self->person, self, person_chat_of, person_deliver, "", PERSONS_AT_ONCE);
    lane_open(&self->forum, self, forum_chat_of, forum_deliver, ".forum", ROOMS_AT_ONCE);
    self->look_timer = actor_timer(loop, BRIDGE_LOOK_MS, BRIDGE_LOOK_MS, on_look, self);
    return self;
}

void bridge_close(bridge **self_p)
{
    bridge *self = *self_p;

    if (!self)
        return;
    room_close_all(self);
    talk_close_all(self);
    lane_close(&self->person);
    lane_close(&self->forum);
    actor_timer_end(self->loop, self->look_timer);
    free(self);
    *self_p = NULL;
}

void bridge_run(bridge *self, bool on)
{
    lane_run(&self->person, on);
    lane_run(&self->forum, on);
    bridge_wake(self);
}

void bridge_wake(bridge *self)
{
    lane_wake(&self->person);
    lane_wake(&self->forum);
}
