#include "actors/ledger/opening.h"

#include "shared/log.h"

enum { LOOK_MS = 500 };

static void on_look(void *arg);

static rs_err look(opening *self, rs_error *error)
{
    rs_err rc = stores_open(self->stores, actor_config(self->loop), self->mode, error);
    if (rc == RS_OK) {
        actor_timer_end(self->loop, self->timer);
        self->timer = 0;
        return self->opened(self->arg, error);
    }
    if (rc != RS_UNAVAILABLE)
        return rc;
    if (!self->timer) {
        self->timer = actor_timer(self->loop, LOOK_MS, LOOK_MS, on_look, self);
        log_info("waits: %s", error->text);
    }
    actor_ready(self->loop, false, "waits: %s", error->text);
    return RS_OK;
}

static void on_look(void *arg)
{
    opening *self = arg;
    rs_error error = {0};
    if (look(self, &error) == RS_OK)
        return;
    log_error("%s", error.text);
    actor_stop(self->loop, 1);
}

rs_err opening_begin(opening *self, rs_error *error)
{
    return look(self, error);
}
