#include "actors/gateway/crowd.h"

#include <stdlib.h>

#include "shared/log.h"

enum { LOOK_MS = 1000, ASK_MS = 5000 };

struct crowd {
    actor *loop;
    crowd_fn *tell;
    void *arg;
    bool wanted;
    bool failing;
    int64_t cursor; /* told up to here; -1: nobody was told anything yet */
    int64_t ticket;
    int64_t timer;
};

static void on_changed(void *arg, const actor_reply *reply)
{
    crowd *self = arg;
    self->ticket = 0;
    bool failing = reply->code != RS_OK;
    if (failing && !self->failing)
        log_warning("changes of participants wait: %s: %s", rs_err_name(reply->code),
                    reply->detail);
    self->failing = failing;
    if (failing)
        return; /* the next look tries again */
    const rs_participants_changed *changed = reply->result;
    if (changed->seq <= self->cursor)
        return; /* nothing new, or a reader that is behind */
    self->cursor = changed->seq;
    if (changed->many || changed->ids.count)
        self->tell(self->arg, changed);
}

static void look(void *arg)
{
    crowd *self = arg;
    actor_call call = {.timeout_ms = ASK_MS};
    rs_participants_changed_args args = {.after = self->cursor};
    if (self->ticket || self->cursor < 0)
        return;
    self->ticket = actor_ask(self->loop, RS_PARTICIPANTS_CHANGED, &args, &call, on_changed, self);
}

static void rest(crowd *self)
{
    if (self->ticket)
        actor_forget(self->loop, self->ticket);
    actor_timer_end(self->loop, self->timer);
    self->ticket = self->timer = 0;
    self->cursor = -1;
}

void crowd_want(crowd *self, bool wanted)
{
    if (wanted == self->wanted)
        return;
    self->wanted = wanted;
    if (wanted)
        self->timer = actor_timer(self->loop, LOOK_MS, LOOK_MS, look, self);
    else
        rest(self);
}

void crowd_from(crowd *self, int64_t seq)
{
    if (self->cursor < 0 || seq < self->cursor)
        self->cursor = seq;
}

crowd *crowd_open(actor *loop, crowd_fn *tell, void *arg)
{
    crowd *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self = (crowd){.loop = loop, .tell = tell, .arg = arg, .cursor = -1};
    return self;
}

void crowd_close(crowd **self_p)
{
    crowd *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    rest(self);
    free(self);
}
