/* Asking: a request is kept until its answer or its deadline, and sent as often as that takes.
 *
 *     WAITING  to be sent as soon as a broker is connected and fewer than `window` are under way
 *     SENT     under way; when the connection is lost, or nothing comes for a while, sent again
 *     RESTING  somebody was busy or absent; sent again after a pause that grows
 *
 * Every repetition carries the same id and key, so that whoever does the work can tell. */
#include <sodium.h>

#include "shared/actor_impl.h"

enum {
    TIMEOUT_MS = 30000,
    PATIENCE_MS = 10000, /* doubled whenever it was in vain */
    READER_PATIENCE_MS = 2500,
    PAUSE_MS = 50,
    PAUSE_MAX_MS = 2000,
    OPEN_MAX = 50000, /* asks of one process; more are busy at once */
    KEY_SIZE = 81,
    RESULT_FRAME = 4,
};

typedef enum { ASK_WAITING, ASK_SENT, ASK_RESTING } ask_state;

struct ask {
    heap_item due; /* the next thing that happens to it: deadline, end of patience or of a pause */
    int64_t ticket;
    ask_state state;
    ask *next; /* of those that wait */
    ask *prev;
    const rs_method *method;
    zmq_msg_t envelope;
    zmq_msg_t argument;
    int64_t deadline_ms; /* monotonic */
    int64_t again_ms;    /* SENT: end of patience; RESTING: end of the pause */
    int attempts;
    int silences; /* of them, those that nothing came back to */
    bool unknown; /* an attempt went out and nothing came back: it may have been done */
    rs_err last;  /* why it is not done yet */
    char detail[RS_ERROR_TEXT_MAX];
    const uplink *over;
    actor_reply_fn *fn;
    void *arg;
    char trace[LOG_TRACE_SIZE];
};

/* ----------------------------------------------------------------------------------- making */

static void make_trace(char out[LOG_TRACE_SIZE])
{
    uint8_t random[(LOG_TRACE_SIZE - 1) / 2];
    randombytes_buf(random, sizeof random);
    sodium_bin2hex(out, LOG_TRACE_SIZE, random, sizeof random);
}

void actor_trace(void)
{
    char made[LOG_TRACE_SIZE];
    make_trace(made);
    log_follow(made);
}

/* That of the matter it is asked in, or a new one. */
static void set_trace(ask *self)
{
    if (*log_followed())
        memcpy(self->trace, log_followed(), sizeof self->trace);
    else
        make_trace(self->trace);
}

static void encode_envelope(ask *self, const actor_call *call, int64_t timeout_ms)
{
    char key[KEY_SIZE] = "";
    if (call && call->key) {
        RS_ASSERT(strlen(call->key) < sizeof key);
        snprintf(key, sizeof key, "%s", call->key);
    } else if (self->method->kind == RS_WRITE) {
        uint8_t random[16];
        randombytes_buf(random, sizeof random);
        sodium_bin2hex(key, sizeof key, random, sizeof random);
    }
    rs_envelope envelope = {
        .v = RS_PROTOCOL_VERSION,
        .id = self->ticket,
        .method = self->method->id,
        .key = key,
        .deadline = clock_system_ms() + timeout_ms,
        .trace = self->trace,
        .session = call ? call->session : (rs_bytes){0},
    };
    rs_buf bytes = {0};
    codec_encode(&rs_envelope_type, &envelope, &bytes);
    zmq_msg_init_size(&self->envelope, bytes.size);
    memcpy(zmq_msg_data(&self->envelope), bytes.data, bytes.size);
    buf_free(&bytes);
}

static void wait_in_line(actor *loop, ask *self)
{
    self->state = ASK_WAITING;
    self->next = NULL;
    self->prev = loop->waiting_tail;
    if (self->prev)
        self->prev->next = self;
    else
        loop->waiting_head = self;
    loop->waiting_tail = self;
    heap_put(&loop->asks_due, &self->due, self->deadline_ms);
}

static void leave_line(actor *loop, ask *self)
{
    if (self->prev)
        self->prev->next = self->next;
    else
        loop->waiting_head = self->next;
    if (self->next)
        self->next->prev = self->prev;
    else
        loop->waiting_tail = self->prev;
    self->next = self->prev = NULL;
}

/* Out of the state it is in, before it enters another or ends. */
static void leave_state(actor *loop, ask *self)
{
    if (self->state == ASK_WAITING)
        leave_line(loop, self);
    else if (self->state == ASK_SENT)
        loop->asks_sent--;
}

static void rest(actor *loop, ask *self, int64_t until_ms)
{
    leave_state(loop, self);
    self->state = ASK_RESTING;
    self->again_ms = until_ms;
    heap_put(&loop->asks_due, &self->due,
             until_ms < self->deadline_ms ? until_ms : self->deadline_ms);
}

/* Not to be sent at all. The asker is told from the loop, as always. */
static void refuse(actor *loop, ask *self, rs_err code, const char *detail)
{
    self->last = code;
    snprintf(self->detail, sizeof self->detail, "%s", detail);
    self->deadline_ms = 0;
    rest(loop, self, 0);
}

static void try_to_send(actor *self);

int64_t actor_ask_raw(actor *self, rs_method_id method, rs_bytes argument, const actor_call *call,
                      actor_reply_fn *fn, void *arg)
{
    ask *fresh = calloc(1, sizeof *fresh);
    RS_ASSERT(fresh);
    int64_t timeout_ms = call && call->timeout_ms ? call->timeout_ms : TIMEOUT_MS;
    fresh->method = protocol_method(method);
    RS_ASSERT(fresh->method);
    fresh->ticket = ++self->last_ticket;
    fresh->deadline_ms = clock_monotonic_ms() + timeout_ms;
    fresh->fn = fn;
    fresh->arg = arg;
    fresh->last = RS_UNAVAILABLE;
    snprintf(fresh->detail, sizeof fresh->detail, "no connection to the broker");
    set_trace(fresh);
    encode_envelope(fresh, call, timeout_ms);
    zmq_msg_init_size(&fresh->argument, argument.size);
    if (argument.size)
        memcpy(zmq_msg_data(&fresh->argument), argument.data, argument.size);
    table_set(&self->asks, (uint64_t)fresh->ticket, fresh);
    wait_in_line(self, fresh);
    if (self->asks.count > OPEN_MAX)
        refuse(self, fresh, RS_BUSY, "this process has too many requests open");
    else if (argument.size > FRAME_SIZE_MAX)
        refuse(self, fresh, RS_BAD_REQUEST, "an argument of more than 4 MiB");
    else
        try_to_send(self);
    return fresh->ticket;
}

int64_t actor_ask(actor *self, rs_method_id method, const void *argument, const actor_call *call,
                  actor_reply_fn *fn, void *arg)
{
    rs_buf bytes = {0};
    const rs_method *row = protocol_method(method);
    RS_ASSERT(row);
    codec_encode(row->argument, argument, &bytes);
    int64_t ticket = actor_ask_raw(self, method, (rs_bytes){bytes.data, bytes.size}, call, fn, arg);
    buf_free(&bytes);
    return ticket;
}

static void ask_close(actor *loop, ask *self)
{
    leave_state(loop, self);
    heap_remove(&loop->asks_due, &self->due);
    table_remove(&loop->asks, (uint64_t)self->ticket);
    zmq_msg_close(&self->envelope);
    zmq_msg_close(&self->argument);
    free(self);
}

void actor_forget(actor *self, int64_t ticket)
{
    ask *open = table_get(&self->asks, (uint64_t)ticket);
    if (open)
        ask_close(self, open);
}

void asks_close(actor *self)
{
    size_t at = 0;
    for (ask *open; (open = table_next(&self->asks, &at));) {
        zmq_msg_close(&open->envelope);
        zmq_msg_close(&open->argument);
        free(open);
    }
    table_free(&self->asks);
    heap_free(&self->asks_due);
}

/* ---------------------------------------------------------------------------------- sending */

/* The broker asked last, unless it is gone or this is another attempt and there are others. */
static uplink *choose(actor *self, const ask *open)
{
    for (size_t n = 0; n < self->links_count; n++) {
        size_t index = (self->home + (size_t)open->attempts + n) % self->links_count;
        if (self->links[index].up)
            return &self->links[index];
    }
    return NULL;
}

/* People wait for what readers are asked, and another one knows the answer as well. */
static int64_t patience_ms(const ask *self)
{
    int doublings = self->silences < 5 ? self->silences : 5;
    bool of_many = self->method->service == RS_SERVICE_READER;
    return (int64_t)(of_many ? READER_PATIENCE_MS : PATIENCE_MS) << doublings;
}

static bool send_ask(actor *self, ask *open)
{
    frames message = {0};
    uplink *link = choose(self, open);
    if (!link)
        return false;
    frames_add_text(&message, MDP_CLIENT);
    frames_add_byte(&message, MDP_CLIENT_REQUEST);
    frames_add_text(&message, rs_services[open->method->service].name);
    frames_add_copy(&message, &open->envelope);
    frames_add_copy(&message, &open->argument);
    if (!uplink_send(link, &message))
        return false;
    leave_state(self, open);
    open->state = ASK_SENT;
    open->over = link;
    self->repeated += open->attempts > 0;
    open->attempts++;
    self->asks_sent++;
    open->again_ms = clock_monotonic_ms() + patience_ms(open);
    heap_put(&self->asks_due, &open->due,
             open->again_ms < open->deadline_ms ? open->again_ms : open->deadline_ms);
    return true;
}

static void try_to_send(actor *self)
{
    while (self->waiting_head && self->asks_sent < self->window &&
           send_ask(self, self->waiting_head))
        continue;
}

/* --------------------------------------------------------------------------------- the end */

static void finish(actor *self, ask *open, const actor_reply *reply)
{
    actor_reply_fn *fn = open->fn;
    void *arg = open->arg;
    log_follow(open->trace);
    ask_close(self, open);
    self->called = true;
    if (fn)
        fn(arg, reply);
    log_follow("");
}

static void give_up(actor *self, ask *open)
{
    char detail[RS_ERROR_TEXT_MAX];
    actor_reply reply = {.code = open->last, .detail = detail};
    snprintf(detail, sizeof detail, "%s", open->detail);
    if (open->unknown || open->state == ASK_SENT) {
        reply.code = RS_TIMEOUT;
        snprintf(detail, sizeof detail, "no answer to %s in time", open->method->name);
    }
    finish(self, open, &reply);
}

/* Pauses grow, and are not the same for all who wait for the same thing. */
static int64_t pause_ms(const ask *open)
{
    int doublings = open->attempts < 7 ? open->attempts : 7;
    int64_t pause = (int64_t)PAUSE_MS << doublings;
    if (pause > PAUSE_MAX_MS)
        pause = PAUSE_MAX_MS;
    return pause / 2 + randombytes_uniform((uint32_t)pause);
}

void asks_turn(actor *self, int64_t now_ms)
{
    for (heap_item *first; (first = heap_first(&self->asks_due)) && first->at <= now_ms;) {
        ask *open = HEAP_OWNER(first, ask, due);
        if (now_ms >= open->deadline_ms) {
            give_up(self, open);
            continue;
        }
        if (open->state == ASK_SENT) {
            open->unknown = true;
            open->silences++;
        }
        leave_state(self, open);
        wait_in_line(self, open);
    }
    try_to_send(self);
}

int64_t asks_next_ms(const actor *self)
{
    const heap_item *first = heap_first(&self->asks_due);
    return first ? first->at : INT64_MAX;
}

/* Nobody will answer what went over it: at once over another, or when it is back. */
void asks_uplink_lost(actor *self, const uplink *lost)
{
    size_t at = 0;
    for (ask *open; (open = table_next(&self->asks, &at));) {
        if (open->state != ASK_SENT || open->over != lost)
            continue;
        open->unknown = true;
        leave_state(self, open);
        wait_in_line(self, open);
    }
    if (self->links_count > 1)
        self->home = (lost->index + 1) % self->links_count;
    try_to_send(self);
}

/* ---------------------------------------------------------------------------------- answers */

static void answer_ok(actor *self, ask *open, const rs_answer *answer, rs_bytes raw)
{
    rs_error error = {0};
    const rs_type *type = open->method->result;
    void *result = arena_give(self->reply_memory, type->size);
    actor_reply reply = {.code = RS_OK, .detail = "", .seq = answer->seq, .raw = raw};
    rs_err rc =
        codec_decode(type, raw.data, raw.size, CODEC_TOLERANT, self->reply_memory, result, &error);
    if (rc) {
        log_error("the answer to %s: %s", open->method->name, error.text);
        reply = (actor_reply){.code = RS_INTERNAL, .detail = "an answer that makes no sense"};
    } else {
        reply.result = result;
    }
    finish(self, open, &reply);
}

/* MDPC02, FINAL, service, answer, result */
void asks_answered(actor *self, frames *message)
{
    rs_answer answer;
    rs_error error = {0};
    rs_bytes head = frames_at(message, RESULT_FRAME - 1);
    arena_reset(self->reply_memory);
    if (codec_decode(&rs_answer_type, head.data, head.size, CODEC_TOLERANT, self->reply_memory,
                     &answer, &error)) {
        log_warning("an answer that makes no sense: %s", error.text);
        return;
    }
    ask *open = table_get(&self->asks, (uint64_t)answer.id);
    if (!open)
        return; /* forgotten, or answered by an earlier attempt */
    const char *detail = answer.detail ? answer.detail : "";
    rs_err code = (rs_err)answer.code;
    if (code == RS_OK) {
        answer_ok(self, open, &answer, frames_at(message, RESULT_FRAME));
    } else if (code == RS_UNAVAILABLE || code == RS_BUSY) {
        open->last = code;
        snprintf(open->detail, sizeof open->detail, "%s", detail);
        rest(self, open, clock_monotonic_ms() + pause_ms(open));
    } else {
        finish(self, open, &(actor_reply){.code = code, .detail = detail, .seq = answer.seq});
    }
    try_to_send(self);
}
