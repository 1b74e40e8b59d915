#include "shared/patience.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shared/log.h"
#include "shared/ring.h"

enum { KEY_MAX = 80 }; /* of the envelope */

typedef struct {
    ring in; /* of those that are open */
    patience *owner;
    const rs_method *method;
    rs_buf argument;
    char key[KEY_MAX + 1];
    int64_t least_seq;      /* a read must show at least this */
    int64_t stale_pause_ms; /* before it is asked again */
    int64_t stale_ms;       /* waited for that in sum */
    int64_t ticket;
    int64_t timer;
    actor_reply_fn *fn;
    void *arg;
} plea;

struct patience {
    actor *loop;
    ring pleas;
    int64_t written_seq; /* the newest state this process has caused, as far as it was told */
};

patience *patience_open(actor *loop)
{
    patience *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->loop = loop;
    ring_open(&self->pleas);
    return self;
}

static void plea_free(plea *one)
{
    patience *self = one->owner;

    ring_leave(&one->in);
    actor_timer_end(self->loop, one->timer);
    buf_free(&one->argument);
    free(one);
}

void patience_close(patience **self_p)
{
    patience *self = *self_p;

    if (!self)
        return;
    for (plea *one; (one = ring_pop(&self->pleas));) {
        actor_forget(self->loop, one->ticket);
        plea_free(one);
    }
    free(self);
    *self_p = NULL;
}

static void on_reply(void *arg, const actor_reply *reply);

static void ask(void *arg)
{
    plea *one = arg;
    const actor_call call = {.key = *one->key ? one->key : NULL, .timeout_ms = PATIENCE_TRY_MS};
    const rs_bytes argument = {one->argument.data, one->argument.size};

    one->timer = 0;
    one->ticket = actor_ask_raw(one->owner->loop, one->method->id, argument, &call, on_reply, one);
}

static void ask_again(plea *one, int64_t delay_ms)
{
    one->ticket = 0;
    one->timer = actor_timer(one->owner->loop, delay_ms, 0, ask, one);
}

/* About the store or the way there rather than about the question. */
static bool is_no_answer(rs_err code)
{
    switch (code) {
    case RS_UNAVAILABLE:
    case RS_BUSY:
    case RS_TIMEOUT:
    case RS_STORAGE:
    case RS_CORRUPT:
    case RS_FENCED: return true;
    default: return false;
    }
}

static bool is_stale(const plea *one, const actor_reply *reply)
{
    return one->method->kind == RS_READ && reply->seq && reply->seq < one->least_seq;
}

static void wait_for_readers(plea *one, int64_t shown)
{
    if (one->stale_ms >= PATIENCE_STALE_MAX_MS) {
        log_error("%s: fact %" PRId64 " is shown where %" PRId64 " was written, for a minute: the "
                  "ledger was put back or its readers hang; this process begins anew",
                  one->method->name, shown, one->least_seq);
        actor_stop(one->owner->loop, 1);
    }
    one->stale_ms += one->stale_pause_ms;
    ask_again(one, one->stale_pause_ms);
    if (one->stale_pause_ms < PATIENCE_STALE_PAUSE_MS)
        one->stale_pause_ms *= 2;
}

static void on_reply(void *arg, const actor_reply *reply)
{
    plea *one = arg;
    patience *self = one->owner;

    if (is_no_answer(reply->code)) {
        ask_again(one, PATIENCE_PAUSE_MS);
        return;
    }
    if (is_stale(one, reply)) {
        wait_for_readers(one, reply->seq);
        return;
    }
    if (one->method->kind != RS_READ)
        patience_at_least(self, reply->seq);
    one->fn(one->arg, reply);
    plea_free(one);
}

void patience_at_least(patience *self, int64_t seq)
{
    if (seq > self->written_seq)
        self->written_seq = seq;
}

void patience_ask(patience *self, rs_method_id method, const void *argument, const char *key,
                  actor_reply_fn *fn, void *arg)
{
    plea *one = calloc(1, sizeof *one);

    RS_ASSERT(one && (!key || strlen(key) <= KEY_MAX));
    one->owner = self;
    one->method = protocol_method(method);
    RS_ASSERT(one->method && (key || one->method->kind != RS_WRITE));
    one->least_seq = self->written_seq;
    one->stale_pause_ms = PATIENCE_STALE_MS;
    one->fn = fn;
    one->arg = arg;
    if (key)
        memcpy(one->key, key, strlen(key) + 1);
    codec_encode(one->method->argument, argument, &one->argument);
    ring_add(&self->pleas, &one->in);
    ask(one);
}
