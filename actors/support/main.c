/* refsys-support - the support bot: private chats with anybody, joined to topics of the staff's
 * forum group. A bot of its own, with a token of its own; everything that is said is in the
 * ledger. */
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/support/desk.h"
#include "shared/botapi_answers.h"
#include "shared/botapi_courier.h"
#include "shared/botapi_files.h"
#include "shared/botapi_hook.h"
#include "shared/bridge.h"
#include "shared/clock.h"
#include "shared/lease.h"
#include "shared/listen.h"
#include "shared/log.h"
#include "shared/ring.h"
#include "shared/told.h"

typedef struct {
    actor *loop;
    botapi *api;
    botapi_poll *poll;
    botapi_hook *hook;             /* NULL: it polls */
    char secret[HOOK_SECRET_SIZE]; /* of the webhook */
    patience *asks;
    courier *courier;
    answers *answers;
    botapi_files *files;
    bridge *bridge;
    lease *lease;
    ring visits; /* messages on their way to the staff */
    told told;
} support;

typedef struct {
    ring in;
    support *owner;
    arena *memory;
    const botapi_update *update; /* lives until it is done */
    json_t *out;
    int64_t thanked; /* for it, at; 0: not */
} visit;

static void visit_free(visit *one)
{
    ring_leave(&one->in);
    json_decref(one->out);
    arena_close(&one->memory);
    free(one);
}

static void visit_end(visit *one)
{
    botapi_poll_done(one->owner->poll, one->update->id);
    visit_free(one);
}

/* ----------------------------------------------------------------------------------- visits */

static void on_remembered(void *arg, const actor_reply *reply)
{
    if (reply->code != RS_OK)
        log_warning("when a person was thanked could not be kept: %s", reply->detail);
    visit_end(arg);
}

/* When we last said thank you is kept as the place of the dialogue, with the update that led there:
 * the same update again is thanked for again, unless that was said already. */
static void keep_thanks(visit *one, bool said, actor_reply_fn *fn)
{
    const rs_dialogue_args args = {
        .bot = RS_BOT_SUPPORT,
        .chat = one->update->chat,
        .step = said ? "thanked" : "thanks",
        .data = arena_print(one->memory, "%" PRId64 " %" PRId64, one->thanked, one->update->id),
    };

    patience_ask(one->owner->asks, RS_DIALOGUE_SET, &args, NULL, fn, one);
}

static void on_answered(void *arg)
{
    visit *one = arg;

    if (one->thanked)
        keep_thanks(one, true, on_remembered);
    else
        visit_end(one);
}

static void answer(visit *one)
{
    if (json_array_size(one->out))
        answers_send(one->owner->answers, one->update->chat, one->update->id, json_incref(one->out),
                     on_answered, one);
    else
        visit_end(one);
}

static void on_thanked(void *arg, const actor_reply *reply)
{
    if (reply->code != RS_OK)
        log_warning("when a person was thanked could not be kept: %s", reply->detail);
    answer(arg);
}

static void on_dialogue(void *arg, const actor_reply *reply)
{
    visit *one = arg;
    const rs_dialogue *place = reply->code == RS_OK ? reply->result : NULL;
    int64_t now = actor_now(one->owner->loop);
    char *end = NULL;
    int64_t last = place && place->data ? strtoll(place->data, &end, 10) : 0;
    int64_t update = end ? strtoll(end, NULL, 10) : 0;
    bool again = place && update == one->update->id;
    bool said = again && place->step && !strcmp(place->step, "thanked");
    bool due = again ? !said : desk_thanks(now, last);

    if (!due) {
        answer(one);
        return;
    }
    desk_say(one->out, one->memory, one->update, TEXT_DESK_TAKEN);
    one->thanked = now;
    keep_thanks(one, false, on_thanked);
}

/* Whoever is not heard is told so once in a while, whoever writes too much at every such time. */
static void refuse(visit *one, const actor_reply *reply)
{
    support *self = one->owner;
    text_key key = desk_refusal(reply->code);

    if (key == TEXT_UNKNOWN_MEDIA)
        log_warning("update %" PRId64 ": the ledger does not take it: %s", one->update->id,
                    reply->detail);
    int64_t now_ms = clock_monotonic_ms();
    if (!told_lately(&self->told, one->update->chat, key, now_ms, DESK_TOLD_EVERY_MS)) {
        told_note(&self->told, one->update->chat, key, now_ms);
        desk_say(one->out, one->memory, one->update, key);
    }
    answer(one);
}

static void on_written(void *arg, const actor_reply *reply)
{
    visit *one = arg;

    if (reply->code != RS_OK) {
        refuse(one, reply);
        return;
    }
    told_over(&one->owner->told, one->update->chat, TEXT_FLOOD);
    const rs_dialogue_key key = {.bot = RS_BOT_SUPPORT, .chat = one->update->chat};
    patience_ask(one->owner->asks, RS_DIALOGUE_GET, &key, NULL, on_dialogue, one);
}

static void pass_on(visit *one)
{
    support *self = one->owner;
    const botapi_update *update = one->update;
    rs_write_args args = {.kind = RS_CONVERSATION_SUPPORT, .who = &update->from};

    bridge_describe(RS_BOT_SUPPORT, update, one->memory, &args);
    const char *key =
        arena_print(one->memory, "tg:%" PRId64 ":%" PRId64, botapi_id(self->api), update->id);

    patience_ask(self->asks, RS_CONVERSATION_WRITE, &args, key, on_written, one);
}

static void begin_visit(support *self, const botapi_update *update)
{
    visit *one = calloc(1, sizeof *one);

    RS_ASSERT(one);
    *one = (visit){.owner = self, .memory = arena_open(), .update = update, .out = json_array()};
    ring_add(&self->visits, &one->in);
    switch (desk_decide(update)) {
    case DESK_PASS_ON: pass_on(one); return;
    case DESK_HELLO: desk_say(one->out, one->memory, update, TEXT_DESK_HELLO); break;
    case DESK_TOO_LONG: desk_say(one->out, one->memory, update, TEXT_TOO_LONG); break;
    case DESK_NOTHING: break;
    }
    answer(one);
}

/* ---------------------------------------------------------------------------------- joining */

static void on_visitor(void *arg, const botapi_update *update)
{
    begin_visit(arg, update);
}

static bool is_own(void *arg, const botapi_update *update, const char *step)
{
    (void)arg;
    (void)step;
    return desk_decide(update) == DESK_HELLO;
}

static void on_update(void *arg, const botapi_update *update)
{
    support *self = arg;

    actor_trace();
    if (!bridge_update(self->bridge, update))
        begin_visit(self, update);
    log_follow("");
}

static void on_outbox_read(void *arg)
{
    support *self = arg;

    bridge_run(self->bridge, true);
}

static void on_lease(void *arg, bool held)
{
    support *self = arg;

    if (held) {
        botapi_follows(self->api, lease_quiet_ms(self->lease));
        patience_at_least(self->asks, lease_seq(self->lease));
    } else {
        bridge_run(self->bridge, false);
    }
    answers_run(self->answers, held, on_outbox_read, self);
}

static void on_event(void *arg, const rs_event *event)
{
    support *self = arg;

    (void)event; /* a hint; the lanes read what it was */
    bridge_wake(self->bridge);
}

static void support_close(void **self_p)
{
    support *self = *self_p;

    lease_close(&self->lease);
    botapi_hook_close(&self->hook);
    answers_close(&self->answers);
    for (visit *one; (one = ring_pop(&self->visits));)
        visit_free(one);
    bridge_close(&self->bridge);
    botapi_poll_close(&self->poll);
    courier_close(&self->courier);
    patience_close(&self->asks);
    botapi_files_close(&self->files);
    botapi_close(&self->api);
    sodium_memzero(self->secret, sizeof self->secret);
    free(self);
    *self_p = NULL;
}

static void open_parts(support *self, const rs_config *config)
{
    self->asks = patience_open(self->loop);
    self->courier = courier_open(self->api);
    self->answers = answers_open(
        self->loop,
        &(answers_options){.asks = self->asks, .courier = self->courier, .bot = RS_BOT_SUPPORT});
    self->poll = botapi_poll_open(self->api, self->loop,
                                  &(botapi_poll_options){
                                      .token_file = config->support.token_file,
                                      .poll_s = config->support.poll_s,
                                      .webhook = config->support.webhook,
                                      .secret = self->secret,
                                      .connections = config->support.webhook_connections,
                                      .setup = desk_commands(),
                                      .update = on_update,
                                      .arg = self,
                                  });
    self->bridge = bridge_open(self->loop, &(bridge_options){
                                               .api = self->api,
                                               .poll = self->poll,
                                               .asks = self->asks,
                                               .courier = self->courier,
                                               .bot = RS_BOT_SUPPORT,
                                               .kind = RS_CONVERSATION_SUPPORT,
                                               .operators_chat = config->support.operators_chat,
                                               .consumer = "support",
                                               .page = config->gateway.origin,
                                               .pass_on = on_visitor,
                                               .own = is_own,
                                               .arg = self,
                                           });
    self->lease = lease_open(self->loop, "support", on_lease, self);
}

static rs_err support_open(actor *loop, void **self_p, rs_error *error)
{
    const rs_config *config = actor_config(loop);
    support *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->loop = loop;
    ring_open(&self->visits);
    rs_err rc = botapi_open(&self->api, loop,
                            &(botapi_options){.token_file = config->support.token_file,
                                              .base = config->support.api,
                                              .messages_per_s = config->support.messages_per_s,
                                              .bot = RS_BOT_SUPPORT},
                            error);
    if (rc != RS_OK) {
        free(self);
        return rc;
    }
    if (*config->support.webhook)
        rc = config_secret(config->support.webhook_secret_file, self->secret, sizeof self->secret,
                           error);
    open_parts(self, config);
    *self_p = self;
    if (rc == RS_OK)
        rc = botapi_files_open(&self->files, loop, self->api, RS_SERVICE_SUPPORT, error);
    if (rc == RS_OK && *config->support.webhook)
        rc = botapi_hook_open(
            &self->hook, loop,
            &(botapi_hook_options){
                .poll = self->poll,
                .url = config->support.webhook,
                .secret = self->secret,
                .port = listen_port(actor_name(loop), config->support.webhook_port),
            },
            error);
    if (rc != RS_OK) {
        support_close(self_p);
        return rc;
    }
    actor_subscribe(loop, RS_TOPIC_CONVERSATIONS, on_event, self);
    actor_ready(loop, false, "starting");
    return RS_OK;
}

int main(int argc, char **argv)
{
    static const actor_program program = {
        .role = RS_ROLE_SUPPORT,
        .doc = "The support bot: joins whoever asks for help to the staff's forum group.",
        .open = support_open,
        .close = support_close,
    };

    return actor_main(argc, argv, &program);
}
