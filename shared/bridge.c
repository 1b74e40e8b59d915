#include "shared/bridge.h"

#include <stdlib.h>

#include "shared/bridge_impl.h"
#include "shared/log.h"

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
    self->group_known = !options->operators_chat;
    ring_open(&self->posts);
    ring_open(&self->openings);
    ring_open(&self->talks);
    ring_open(&self->presses);
    ring_open(&self->visits);
    ring_open(&self->errands);
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
    press_close_all(self);
    desk_close_all(self);
    lane_close(&self->person);
    lane_close(&self->forum);
    actor_timer_end(self->loop, self->look_timer);
    free(self);
    *self_p = NULL;
}

/* What comes from a group that is not known to be the operators' would be taken for nobody's. */
static void begin(bridge *self)
{
    bool on = self->on && self->group_known;

    botapi_poll_run(self->options.poll, on);
    lane_run(&self->person, on);
    lane_run(&self->forum, on);
    bridge_wake(self);
}

static void on_group(void *arg, const actor_reply *reply)
{
    bridge *self = arg;

    if (reply->code == RS_OK)
        self->operators_chat = ((const rs_group_key *)reply->result)->chat;
    else
        log_error("the operators' group: %s", reply->detail);
    self->group_known = true;
    begin(self);
}

/* The configuration may name the id that the group had before it was made a supergroup. */
static void ask_group(bridge *self)
{
    const rs_group_key key = {.chat = self->operators_chat};

    patience_ask(self->options.asks, RS_GROUP_GET, &key, NULL, on_group, self);
}

void bridge_run(bridge *self, bool on)
{
    self->on = on;
    begin(self);
    if (on && !self->group_known && self->operators_chat)
        ask_group(self);
}

void bridge_wake(bridge *self)
{
    lane_wake(&self->person);
    lane_wake(&self->forum);
}
