/* refsys-telegram - the participants' bot.
 *
 * Registers people, shows their balance and link, takes payout requests, and joins participants to
 * the operators' forum group. Keeps nothing: what it knows is in the ledger. Of several instances
 * the one with the lease is active; the others stand by. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/telegram/bot.h"
#include "actors/telegram/turn.h"
#include "shared/listen.h"
#include "shared/log.h"

static void run(bot *self, bool on)
{
    bridge_run(self->bridge, on);
    digests_run(self->digests, on);
}

static void on_outbox_read(void *arg)
{
    run(arg, true);
}

static void on_lease(void *arg, bool held)
{
    bot *self = arg;

    if (held) {
        botapi_follows(self->api, lease_quiet_ms(self->lease));
        patience_at_least(self->asks, lease_seq(self->lease));
    } else {
        run(self, false);
    }
    answers_run(self->answers, held, on_outbox_read, self);
}

static void on_update(void *arg, const botapi_update *update)
{
    bot *self = arg;

    actor_trace();
    if (!bridge_update(self->bridge, update))
        job_begin(self, update);
    log_follow("");
}

static void on_own(void *arg, const botapi_update *update)
{
    job_begin(arg, update);
}

static bool is_own(void *arg, const botapi_update *update, const char *step)
{
    (void)arg;
    return turn_is_own(update, step);
}

static void on_news(void *arg, const rs_event *event, arena *memory, json_t *list)
{
    (void)arg;
    turn_news(event, memory, list);
}

static void on_event(void *arg, const rs_event *event)
{
    bot *self = arg;

    /* A hint; the lanes read what it was. */
    if (event->topic == RS_TOPIC_DIGESTS || event->topic == RS_TOPIC_INCIDENTS)
        digests_wake(self->digests);
    else
        bridge_wake(self->bridge);
}

static void bot_close(void **self_p)
{
    bot *self = *self_p;

    lease_close(&self->lease);
    botapi_hook_close(&self->hook);
    answers_close(&self->answers);
    job_close_all(self);
    digests_close(&self->digests);
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

static void open_parts(bot *self, const rs_config *config)
{
    self->asks = patience_open(self->loop);
    self->courier = courier_open(self->api);
    self->answers = answers_open(self->loop, &(answers_options){.asks = self->asks,
                                                                .courier = self->courier,
                                                                .bot = RS_BOT_PARTICIPANTS});
    self->poll = botapi_poll_open(self->api, self->loop,
                                  &(botapi_poll_options){
                                      .token_file = config->telegram.token_file,
                                      .poll_s = config->telegram.poll_s,
                                      .webhook = config->telegram.webhook,
                                      .secret = self->secret,
                                      .connections = config->telegram.webhook_connections,
                                      .setup = turn_commands(),
                                      .update = on_update,
                                      .arg = self,
                                  });
    self->bridge = bridge_open(self->loop, &(bridge_options){
                                               .api = self->api,
                                               .poll = self->poll,
                                               .asks = self->asks,
                                               .courier = self->courier,
                                               .bot = RS_BOT_PARTICIPANTS,
                                               .kind = RS_CONVERSATION_PAYOUT,
                                               .operators_chat = config->telegram.operators_chat,
                                               .consumer = "telegram",
                                               .page = config->gateway.origin,
                                               .news = on_news,
                                               .pass_on = on_own,
                                               .own = is_own,
                                               .arg = self,
                                           });
    self->digests = digests_open(self->loop, &(digests_options){.poll = self->poll,
                                                                .asks = self->asks,
                                                                .courier = self->courier,
                                                                .consumer = "telegram.digests"});
    self->lease = lease_open(self->loop, "telegram", on_lease, self);
}

static rs_err bot_open(actor *loop, void **self_p, rs_error *error)
{
    const rs_config *config = actor_config(loop);
    bot *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->loop = loop;
    ring_open(&self->jobs);
    rs_err rc = botapi_open(&self->api, loop,
                            &(botapi_options){.token_file = config->telegram.token_file,
                                              .base = config->telegram.api,
                                              .messages_per_s = config->telegram.messages_per_s,
                                              .bot = RS_BOT_PARTICIPANTS},
                            error);
    if (rc != RS_OK) {
        free(self);
        return rc;
    }
    if (*config->telegram.webhook)
        rc = config_secret(config->telegram.webhook_secret_file, self->secret, sizeof self->secret,
                           error);
    open_parts(self, config);
    *self_p = self;
    if (rc == RS_OK)
        rc = botapi_files_open(&self->files, loop, self->api, RS_SERVICE_TELEGRAM, error);
    if (rc == RS_OK && *config->telegram.webhook)
        rc = botapi_hook_open(
            &self->hook, loop,
            &(botapi_hook_options){
                .poll = self->poll,
                .url = config->telegram.webhook,
                .secret = self->secret,
                .port = listen_port(actor_name(loop), config->telegram.webhook_port),
            },
            error);
    if (rc != RS_OK) {
        bot_close(self_p);
        return rc;
    }
    actor_subscribe(
        loop, RS_TOPIC_PAYOUTS | RS_TOPIC_CONVERSATIONS | RS_TOPIC_DIGESTS | RS_TOPIC_INCIDENTS,
        on_event, self);
    actor_ready(loop, false, "starting");
    return RS_OK;
}

int main(int argc, char **argv)
{
    static const actor_program program = {
        .role = RS_ROLE_TELEGRAM,
        .doc = "The bot that participants of the referral programme talk to.",
        .open = bot_open,
        .close = bot_close,
    };

    return actor_main(argc, argv, &program);
}
