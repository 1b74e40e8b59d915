#include "shared/lease.h"

#include <stdlib.h>
#include <string.h>

#include "shared/clock.h"
#include "shared/log.h"

struct lease {
    actor *loop;
    char name[65];
    bool held;
    int64_t asked_ms; /* monotonic, of the request under way */
    int64_t until_ms; /* monotonic */
    int64_t ticket;   /* of the request under way; 0: none */
    int64_t timer;
    int64_t retry;    /* timer, while nobody gives it */
    int64_t seq;      /* of the ledger when it was given */
    int64_t quiet_ms; /* before it was given; INT64_MAX: nobody has ever had it */
    void (*changed)(void *arg, bool held);
    void *arg;
};

static void set(lease *self, bool held, const char *why)
{
    if (held == self->held)
        return;
    self->held = held;
    if (held)
        log_info("this instance is the active one");
    else
        log_warning("this instance is not the active one any more: %s", why);
    self->changed(self->arg, held);
}

static void on_timer(void *arg);

static void on_retry(void *arg)
{
    lease *self = arg;

    self->retry = 0;
    on_timer(self);
}

static void on_reply(void *arg, const actor_reply *reply)
{
    lease *self = arg;
    const rs_lease *result = reply->result;

    self->ticket = 0;
    if (reply->code != RS_OK) {
        /* Who holds it asks again by the timer, and until_ms decides; who does not has no work
         * until the ledger is there. */
        if (!self->held && !self->retry)
            self->retry = actor_timer(self->loop, LEASE_RETRY_MS, 0, on_retry, self);
        return;
    }
    if (strcmp(result->holder, actor_name(self->loop)) != 0) {
        if (!self->held)
            actor_ready(self->loop, false, "standing by for %s", result->holder);
        set(self, false, result->holder);
        return;
    }
    self->until_ms = self->asked_ms + LEASE_MS;
    self->seq = reply->seq;
    if (!self->held && !result->quiet)
        self->quiet_ms = INT64_MAX;
    else if (!self->held) /* who had it may have lived on until it was to be taken again */
        self->quiet_ms = result->quiet > LEASE_RENEW_MS ? result->quiet - LEASE_RENEW_MS : 1;
    set(self, true, "");
}

static void on_timer(void *arg)
{
    lease *self = arg;
    int64_t now = clock_monotonic_ms();

    if (self->held && now >= self->until_ms)
        set(self, false, "the ledger does not answer");
    if (self->ticket)
        return;
    const rs_lease_args wanted = {
        .name = self->name, .holder = actor_name(self->loop), .ttl = LEASE_MS};
    self->asked_ms = now;
    self->ticket = actor_ask(self->loop, RS_LEASE_TAKE, &wanted,
                             &(actor_call){.timeout_ms = LEASE_ASK_MS}, on_reply, self);
}

lease *lease_open(actor *loop, const char *name, void (*changed)(void *arg, bool held), void *arg)
{
    lease *self = calloc(1, sizeof *self);

    RS_ASSERT(self && strlen(name) < sizeof self->name);
    self->loop = loop;
    memcpy(self->name, name, strlen(name) + 1);
    self->changed = changed;
    self->arg = arg;
    self->timer = actor_timer(loop, 0, LEASE_RENEW_MS, on_timer, self);
    return self;
}

void lease_close(lease **self_p)
{
    lease *self = *self_p;

    if (!self)
        return;
    actor_forget(self->loop, self->ticket);
    actor_timer_end(self->loop, self->retry);
    actor_timer_end(self->loop, self->timer);
    free(self);
    *self_p = NULL;
}

int64_t lease_seq(const lease *self)
{
    return self->seq;
}

int64_t lease_quiet_ms(const lease *self)
{
    return self->quiet_ms;
}
