#include "actors/ledger/opening.h"

#include "shared/clock.h"
#include "shared/log.h"

enum { LOOK_MS = 500 };

static void on_look(void *arg);

void opening_end(opening *self)
{
    if (self->standby.follows)
        stores_close(&self->standby);
}

/* What cannot be followed now is tried again with the next look. */
static void stand_by(opening *self)
{
    rs_error error = {0};
    const rs_config *config = actor_config(self->loop);
    if (!self->standby.follows) {
        self->keeping = (keeping){.stores = &self->standby, .config = config};
        if (stores_open(&self->standby, config, STORES_READ, &error) == RS_OK &&
            !self->standby.follows)
            stores_close(&self->standby);
    }
    if (!self->standby.follows)
        return;
    uint64_t before = state_seq(self->standby.state);
    if (stores_catch_up(&self->standby, &error) != RS_OK) {
        log_warning("stands by no more: %s", error.text);
        opening_end(self);
        return;
    }
    if (state_seq(self->standby.state) != before)
        self->keeping.worked_ms = clock_monotonic_ms();
    keeping_look(&self->keeping);
}

/* The journal first: while another writer has it, the state is not touched but by following. */
static rs_err take_turn(opening *self, rs_error *error)
{
    const rs_config *config = actor_config(self->loop);
    journal *taken = NULL;
    if (self->mode != STORES_WRITE || !stores_are_apart(config))
        return stores_open(self->stores, config, self->mode, error);
    rs_err rc = stores_open_journal(&taken, config, JOURNAL_WRITE, error);
    if (rc == RS_UNAVAILABLE)
        stand_by(self);
    if (rc != RS_OK)
        return rc;
    opening_end(self);
    return stores_open_on(self->stores, config, &taken, error);
}

static rs_err look(opening *self, rs_error *error)
{
    rs_err rc = take_turn(self, error);
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
