#include "actors/ledger/keeping.h"

#include "shared/clock.h"
#include "shared/log.h"

enum {
    CHECKPOINT_AGAIN_MS = 10000, /* after one that could not be written */
    CHECKPOINTS_WAITING_MAX = 8, /* as many times checkpoint_facts may wait in memory */
};

/* The journal has everything: without a new checkpoint the work goes on, and it is tried again. */
static void end_checkpoint(keeping *self)
{
    rs_error error = {0};
    if (state_checkpoint_end(self->stores->state, &error) == RS_OK)
        return;
    log_error("no checkpoint: %s", error.text);
    self->patient_until = clock_monotonic_ms() + CHECKPOINT_AGAIN_MS;
}

static bool is_time(const keeping *self)
{
    const rs_config *config = self->config;
    uint64_t behind = state_seq(self->stores->state) - state_checkpoint_seq(self->stores->state);
    int64_t now = clock_monotonic_ms();
    if (now < self->patient_until)
        return false;
    return behind >= (uint64_t)config->ledger.checkpoint_facts ||
           (behind && now - self->worked_ms >= config->ledger.checkpoint_idle_ms);
}

/* What has changed since the last one is in memory: when a slow disk lets too much of it gather,
 * the work waits. */
static bool may_wait(const keeping *self)
{
    const state *rows = self->stores->state;
    uint64_t behind = state_seq(rows) - state_checkpoint_seq(rows);
    uint64_t usual = (uint64_t)self->config->ledger.checkpoint_facts;
    return state_checkpoint_runs(rows) && behind < CHECKPOINTS_WAITING_MAX * usual;
}

bool keeping_is_due(keeping *self)
{
    if (may_wait(self))
        return false;
    end_checkpoint(self);
    return is_time(self);
}

void keeping_look(keeping *self)
{
    if (keeping_is_due(self))
        stores_checkpoint_begin(self->stores);
}
