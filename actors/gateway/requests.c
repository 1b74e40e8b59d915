#include "actors/gateway/requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/hub.h"
#include "actors/gateway/lag.h"
#include "actors/gateway/presence.h"
#include "actors/gateway/request.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    MISSED_MAX = 100,  /* events a page is told after it was away; more are a gap */
    RECHECK_MS = 5000, /* a refusal may mean that the session is over; look so often at most */
};

/* ------------------------------------------------------------------------------- life */

static actor *loop_of(const request *self)
{
    return self->page->gateway->loop;
}

static request *request_open(session *page, int64_t id)
{
    request *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self = (request){.page = page, .next = page->requests, .id = id, .lag_ms = LAG_FIRST_MS};
    if (self->next)
        self->next->before = self;
    page->requests = self;
    page->outstanding++;
    return self;
}

static void request_close(request *self)
{
    session *page = self->page;
    if (self->ticket)
        actor_forget(loop_of(self), self->ticket);
    actor_timer_end(loop_of(self), self->timer);
    if (self->next)
        self->next->before = self->before;
    *(self->before ? &self->before->next : &page->requests) = self->next;
    page->outstanding--;
    buf_free(&self->argument);
    free(self);
}

void requests_forget(session *self)
{
    for (request *each = self->requests, *next; each; each = next) {
        next = each->next;
        request_close(each);
    }
}

/* Ends the request and takes the frame. */
static void finish(request *self, blob *made)
{
    session *page = self->page;
    request_close(self);
    session_push(page, made);
    blob_drop(&made);
    if (page->state == SESSION_OPEN)
        session_flow(page);
}

void request_answer(request *self, const rs_type *type, const void *result)
{
    rs_buf text = {0};
    codec_encode(type, result, &text);
    finish(self, frame_answer(self->id, (rs_bytes){text.data, text.size}));
    buf_free(&text);
}

void request_answer_done(request *self)
{
    rs_nothing nothing = {0};
    request_answer(self, &rs_nothing_type, &nothing);
}

void request_refuse(request *self, rs_err code, const char *detail)
{
    self->page->gateway->counts.refusals++;
    finish(self, frame_refusal(self->id, code, detail));
}

const void *request_decode(request *self, const rs_type *type, rs_bytes argument)
{
    rs_error error;
    arena *memory = self->page->gateway->memory;
    arena_reset(memory);
    void *out = arena_give(memory, type->size);
    if (!codec_decode(type, argument.data, argument.size, CODEC_STRICT, memory, out, &error))
        return out;
    request_refuse(self, RS_BAD_REQUEST, error.text);
    return NULL;
}

/* ------------------------------------------------------------------------------- methods */

static void ask(void *arg);

/* Of the ledger itself everything passes: it is what the others are behind. */
static lag_verdict judge(const request *self, const actor_reply *reply)
{
    if (self->method->service != RS_SERVICE_READER)
        return LAG_PASS;
    return lag_judge(self->page->shown, reply->seq, reply->code, self->lag_ms);
}

static void on_reply(void *arg, const actor_reply *reply)
{
    request *self = arg;
    session *page = self->page;
    self->ticket = 0;
    lag_verdict verdict = judge(self, reply);
    if (verdict == LAG_AGAIN) {
        self->timer = actor_timer(loop_of(self), self->lag_ms, 0, ask, self);
        self->lag_ms *= 2;
        return;
    }
    if (verdict == LAG_UNAVAILABLE) {
        log_warning("a reader is %lld facts behind what a page has seen",
                    (long long)(page->shown - reply->seq));
        request_refuse(self, RS_UNAVAILABLE, "the reader is behind; ask again");
        return;
    }
    session_saw(page, reply->seq);
    if (reply->code == RS_OK) {
        finish(self, frame_answer(self->id, reply->raw));
        return;
    }
    if (reply->code == RS_FORBIDDEN && clock_monotonic_ms() - page->touched_at > RECHECK_MS)
        session_touch(page);
    request_refuse(self, reply->code, reply->detail);
}

static void ask(void *arg)
{
    request *self = arg;
    actor_call call = {
        .key = *self->key ? self->key : NULL,
        .timeout_ms = REQUEST_ASK_MS,
        .session = secret_hash_bytes(&self->page->hash),
    };
    self->timer = 0;
    self->ticket =
        actor_ask_raw(loop_of(self), self->method->id,
                      (rs_bytes){self->argument.data, self->argument.size}, &call, on_reply, self);
}

/* Keys of different people never meet. */
static bool take_key(request *self, rs_bytes key)
{
    if (self->method->kind != RS_WRITE)
        return true;
    snprintf(self->key, sizeof self->key, "gw:%lld:%.*s", (long long)self->page->me.admin,
             (int)key.size, (const char *)key.data);
    return key.size > 0;
}

static void call_method(request *self, const frame *asked)
{
    const rs_method *method = protocol_method(asked->method);
    if (!method || !protocol_is_for_browsers(method)) {
        request_refuse(self, RS_NOT_FOUND, "no such method");
        return;
    }
    self->method = method;
    if (!(method->rights & (uint32_t)self->page->me.rights)) {
        request_refuse(self, RS_FORBIDDEN, "this takes another right");
        return;
    }
    if (!take_key(self, asked->key)) {
        request_refuse(self, RS_BAD_REQUEST, "key: is missing");
        return;
    }
    if (!request_decode(self, method->argument, asked->argument))
        return;
    buf_append(&self->argument, asked->argument.data, asked->argument.size);
    actor_trace();
    if (method->kind == RS_WRITE)
        log_info("administrator %lld asks for %s", (long long)self->page->me.admin, method->name);
    ask(self);
    log_follow("");
}

/* ------------------------------------------------------------------------------- own ops */

static void op_hello(request *self, const void *argument)
{
    const rs_hello_args *args = argument;
    static const rs_hello_limits allowed = {
        .frame = FRAME_MAX,
        .rate = 1000 / SESSION_RATE_MS,
        .burst = SESSION_BURST,
        .outstanding = SESSION_OUTSTANDING_MAX,
        .topics = SESSION_TOPICS_MAX,
        .presence = PRESENCE_REPEAT_MS,
    };
    session *page = self->page;
    rs_hello hello = {
        .me = &page->me,
        .protocol = RS_PROTOCOL_VERSION,
        .serverBuild = REFSYS_VERSION,
        .tz = "Europe/Moscow",
        .limits = &allowed,
    };
    page->greeted = true;
    page->gathers = args->gathers;
    page->outdated = args->protocol != RS_PROTOCOL_VERSION;
    log_debug("a page of administrator %lld: protocol %lld, build %s", (long long)page->me.admin,
              (long long)args->protocol, args->build ? args->build : "");
    request_answer(self, &rs_hello_type, &hello);
}

static void answer_sub_at(request *self, int64_t seq, bool gap)
{
    rs_sub_result result = {.seq = seq > 0 ? seq : 0, .gap = gap};
    session_saw(self->page, seq);
    request_answer(self, &rs_sub_result_type, &result);
}

static void answer_sub(request *self, bool gap)
{
    answer_sub_at(self, topic_is_tailed(self->topic) ? hub_seq(self->page->gateway->hub) : 0, gap);
}

/* Not to be had: the page reads again what it shows, and hears of all that comes. */
static void on_changed(void *arg, const actor_reply *reply)
{
    request *self = arg;
    session *page = self->page;
    const rs_participants_changed nothing = {.seq = self->since, .many = true};
    const rs_participants_changed *changed = reply->code ? &nothing : reply->result;
    self->ticket = 0;
    answer_sub_at(self, changed->seq, self->since && changed->many);
    if (page->state == SESSION_OPEN)
        hub_tell_participants(page->gateway->hub, page, changed);
}

/* The state that the page has seen: all behind it, or the beginning for one that has seen none. */
static void catch_up_participants(request *self)
{
    actor_call call = {.timeout_ms = REQUEST_ASK_MS};
    rs_participants_changed_args args = {.after = self->since};
    self->ticket =
        actor_ask(loop_of(self), RS_PARTICIPANTS_CHANGED, &args, &call, on_changed, self);
}

static void on_missed(void *arg, const actor_reply *reply)
{
    request *self = arg;
    session *page = self->page;
    topic which = self->topic;
    const rs_events_page *missed = reply->result;
    self->ticket = 0;
    /* Not to be had, too much, or not all of it yet: the page fetches what it shows. */
    bool gap = reply->code || missed->more || (reply->seq && reply->seq < self->joined_at);
    answer_sub(self, gap);
    if (!gap && page->state == SESSION_OPEN)
        hub_replay(page->gateway->hub, page, which, missed);
}

static void catch_up(request *self)
{
    self->joined_at = hub_seq(self->page->gateway->hub);
    self->waits = self->joined_at < 0;
    if (self->waits)
        return;
    if (!self->since || self->since >= self->joined_at) {
        answer_sub(self, self->since > self->joined_at);
        return;
    }
    actor_call call = {.timeout_ms = REQUEST_ASK_MS};
    rs_events_args args = {
        .after = self->since,
        .topics = self->topic.kind == TOPIC_PAYOUTS ? RS_TOPIC_PAYOUTS : RS_TOPIC_CONVERSATIONS,
        .limit = MISSED_MAX,
    };
    self->ticket = actor_ask(loop_of(self), RS_EVENTS_READ, &args, &call, on_missed, self);
}

void requests_resume(gateway *self)
{
    for (session *page = self->sessions; page; page = page->next)
        for (request *each = page->requests, *next; each; each = next) {
            next = each->next;
            if (each->waits)
                catch_up(each);
        }
}

static void op_sub(request *self, const void *argument)
{
    const rs_sub_args *args = argument;
    session *page = self->page;
    if (!topic_parse(args->topic, &self->topic)) {
        request_refuse(self, RS_NOT_FOUND, "no such topic");
        return;
    }
    self->since = args->since;
    if (topic_is_of_job(self->topic) && !errand_find(page, self->topic)) {
        request_refuse(self, RS_NOT_FOUND, "no such job");
        return;
    }
    if (hub_join(page->gateway->hub, page, self->topic)) {
        request_refuse(self, RS_LIMIT, "too many topics");
        return;
    }
    topic joined = self->topic;
    if (topic_is_tailed(self->topic))
        catch_up(self);
    else if (self->topic.kind == TOPIC_PARTICIPANTS)
        catch_up_participants(self);
    else
        answer_sub(self, false);
    if (joined.kind == TOPIC_PRESENCE)
        hub_show_presence(page->gateway->hub, page);
    job *found = topic_is_of_job(joined) ? errand_find(page, joined) : NULL;
    if (found)
        job_tell(found);
}

static void op_unsub(request *self, const void *argument)
{
    const rs_unsub_args *args = argument;
    topic which;
    if (!topic_parse(args->topic, &which)) {
        request_refuse(self, RS_NOT_FOUND, "no such topic");
        return;
    }
    hub_leave(self->page->gateway->hub, self->page, which);
    request_answer_done(self);
}

static void op_presence(request *self, const void *argument)
{
    const rs_look_args *args = argument;
    hub_look(self->page->gateway->hub, self->page, args->payout);
    request_answer_done(self);
}

static void op_ping(request *self, const void *argument)
{
    rs_pong pong = {.at = actor_now(loop_of(self))};
    (void)argument;
    request_answer(self, &rs_pong_type, &pong);
}

/* ------------------------------------------------------------------------------- choosing */

typedef struct {
    const rs_type *argument;
    request_op *fn;
} op;

/* NULL: it is a method. A number twice does not compile. */
static const op *find_op(int64_t which)
{
#define OP_CASE(c_name, number, name, argument_, result, doc)                                      \
    case number: {                                                                                 \
        static const op chosen = {.argument = &rs_##argument_##_type, .fn = op_##name};            \
        return &chosen;                                                                            \
    }
    switch (which) {
        RS_OPS(OP_CASE)
    default: return NULL;
    }
}

static void call_op(request *self, const op *chosen, rs_bytes argument)
{
    const void *decoded = request_decode(self, chosen->argument, argument);
    if (decoded)
        chosen->fn(self, decoded);
}

void requests_take(session *self, const frame *asked)
{
    request *made = request_open(self, asked->id);
    const op *chosen = find_op(asked->method);
    if (asked->method != RS_OP_PING && asked->method != RS_OP_PRESENCE)
        self->used_at = clock_monotonic_ms();
    if (asked->method != RS_OP_HELLO && (!self->greeted || self->outdated))
        request_refuse(made, RS_REFUSED,
                       self->outdated ? "this page is of another release: reload"
                                      : "say hello first");
    else if (chosen)
        call_op(made, chosen, asked->argument);
    else
        call_method(made, asked);
}
