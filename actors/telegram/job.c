/* One update from its arrival to its answer:
 *
 *     look up who it is, where the dialogue stands, the settings   (side by side)
 *     the turn: commands to the ledger, one after another          (turn.h decides)
 *     remember where the dialogue stands now
 *     send what was said, or leave it to the outbox                (botapi_answers.h)
 *     remember that it was said
 *     say that the update is dealt with
 *
 * Killed anywhere in between, the update comes again, the commands carry the same keys and have the
 * same answers, and what was on its way just then is said again. With it come others of its batch,
 * also of other chats: those that were answered are over. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "actors/telegram/bot.h"
#include "actors/telegram/turn.h"
#include "shared/clock.h"
#include "shared/log.h"

enum { LATER_MS = 8000 }; /* without the ledger: say that the answer comes later */

typedef struct {
    ring in;
    bot *owner;
    arena *memory;
    botapi_update update; /* a copy: it outlives the batch when the answer is slow */
    turn turn;
    int looking; /* answers still to come */
    rs_participant_view who;
    rs_settings_view settings;
    rs_dialogue dialogue;
    int commands;
    int64_t later_timer;
} job;

static void run_command(job *one);

static void job_free(job *one)
{
    ring_leave(&one->in);
    actor_timer_end(one->owner->loop, one->later_timer);
    turn_end(&one->turn);
    arena_close(&one->memory);
    free(one);
}

static void job_end(job *one)
{
    botapi_poll_done(one->owner->poll, one->update.id);
    job_free(one);
}

void job_close_all(bot *self)
{
    for (job *one; (one = ring_pop(&self->jobs));)
        job_free(one);
}

/* --------------------------------------------------------------------------------- the end */

static void on_remembered(void *arg, const actor_reply *reply)
{
    if (reply->code != RS_OK)
        log_warning("that an update was answered could not be kept: %s", reply->detail);
    job_end(arg);
}

static void set_place(job *one, bool answered, actor_reply_fn *fn)
{
    const turn *self = &one->turn;
    const rs_dialogue_args args = {
        .bot = RS_BOT_PARTICIPANTS,
        .chat = one->update.chat,
        .step = place_step(self->next),
        .data = place_pack(one->memory, botapi_id(one->owner->api), one->update.id, answered,
                           self->place, self->next.data, actor_now(one->owner->loop)),
    };

    patience_ask(one->owner->asks, RS_DIALOGUE_SET, &args, NULL, fn, one);
}

static void on_answered(void *arg)
{
    set_place(arg, true, on_remembered);
}

static void send_answer(job *one)
{
    json_t *out = one->turn.out;

    if (json_array_size(out))
        answers_send(one->owner->answers, one->update.chat, one->update.id, json_incref(out),
                     on_answered, one);
    else
        job_end(one);
}

static void on_place_set(void *arg, const actor_reply *reply)
{
    if (reply->code != RS_OK)
        log_warning("where a dialogue stands could not be kept: %s", reply->detail);
    send_answer(arg);
}

static void keep_place(job *one)
{
    const turn *self = &one->turn;

    if (!strcmp(self->place.step, self->next.step) && !strcmp(self->place.data, self->next.data)) {
        send_answer(one);
        return;
    }
    set_place(one, false, on_place_set);
}

/* -------------------------------------------------------------------------------- the turn */

static bool said_lately(const job *one, text_key what, int64_t within_ms)
{
    return told_lately(&one->owner->told, one->update.chat, what, clock_monotonic_ms(), within_ms);
}

/* What was said for the first time is not said at once again; who is heard again floods no more. */
static void note_said(job *one)
{
    const turn *self = &one->turn;
    told *before = &one->owner->told;

    if (self->confused && !self->quiet)
        told_note(before, one->update.chat, TEXT_UNKNOWN, clock_monotonic_ms());
    if (self->flooded && !self->warned)
        told_note(before, one->update.chat, TEXT_FLOOD, clock_monotonic_ms());
    if (self->heard)
        told_over(before, one->update.chat, TEXT_FLOOD);
}

static void go_on(job *one)
{
    if (one->turn.method) {
        run_command(one);
        return;
    }
    note_said(one);
    actor_timer_end(one->owner->loop, one->later_timer);
    one->later_timer = 0;
    keep_place(one);
}

static void on_command(void *arg, const actor_reply *reply)
{
    job *one = arg;

    if (reply->code == RS_BAD_REQUEST || reply->code == RS_INTERNAL)
        log_warning("update %" PRId64 ": the ledger does not take %s: %s", one->update.id,
                    protocol_method(one->turn.method)->name, reply->detail);
    turn_answer(&one->turn, reply->code, reply->detail, reply->result);
    go_on(one);
}

/* The key names the update, so the same update again is the same command. */
static void run_command(job *one)
{
    const rs_method *method = protocol_method(one->turn.method);
    const char *key = NULL;

    if (method->kind == RS_WRITE)
        key = one->commands++
                  ? arena_print(one->memory, "tg:%" PRId64 ":%" PRId64 ":%d",
                                botapi_id(one->owner->api), one->update.id, one->commands)
                  : arena_print(one->memory, "tg:%" PRId64 ":%" PRId64, botapi_id(one->owner->api),
                                one->update.id);
    patience_ask(one->owner->asks, one->turn.method, one->turn.argument, key, on_command, one);
}

static void on_later(void *arg)
{
    job *one = arg;
    json_t *list = json_array();
    draft text;

    one->later_timer = 0;
    draft_open(&text, one->memory, one->update.from.lang);
    draft_add(&text, TEXT_LATER);
    message_send(list, one->update.chat, 0, &text, NULL);
    courier_send(one->owner->courier, list, COURIER_ONCE, NULL, NULL);
}

/* Whoever writes or presses can be written to, whatever was taken for granted before. */
static void note_reach(const job *one)
{
    const rs_reach_args args = {.tg = one->update.from.tg};

    if (one->who.unreachable && one->update.kind != UPDATE_MEMBER)
        actor_ask(one->owner->loop, RS_PARTICIPANT_REACH, &args, NULL, NULL, NULL);
}

static void begin_turn(job *one)
{
    const rs_config *config = actor_config(one->owner->loop);

    one->turn = (turn){
        .memory = one->memory,
        .update = &one->update,
        .who = one->who.id ? &one->who : NULL,
        .settings = one->settings.settings,
        .place = place_unpack(one->memory, one->update.id, one->dialogue.step, one->dialogue.data),
        .bot = botapi_username(one->owner->api),
        .links = config->gateway.bot_link,
        .support = config->support.username,
        .terms_link = config->telegram.terms_link,
        .quiet = said_lately(one, TEXT_UNKNOWN, BOT_QUIET_MS),
        .warned = said_lately(one, TEXT_FLOOD, BOT_FLOOD_MS),
    };
    turn_begin(&one->turn);
    go_on(one);
}

/* ------------------------------------------------------------------------------ looking up */

static void looked(job *one)
{
    static const rs_settings none;

    if (--one->looking)
        return;
    if (!one->settings.settings)
        one->settings.settings = &none;
    if (!place_is_of(botapi_id(one->owner->api), one->dialogue.data))
        one->dialogue = (rs_dialogue){0};
    bool over = one->owner->hook ? place_is_answered(one->update.id, one->dialogue.data)
                                 : place_is_past(one->update.id, one->dialogue.data,
                                                 actor_now(one->owner->loop));
    if (over) {
        job_end(one);
        return;
    }
    note_reach(one);
    begin_turn(one);
}

static void keep(job *one, const actor_reply *reply, const rs_type *type, void *out)
{
    rs_error error = {.text = ""};
    rs_err rc = RS_OK;

    if (reply->code == RS_OK)
        rc = codec_decode(type, reply->raw.data, reply->raw.size, CODEC_TOLERANT, one->memory, out,
                          &error);
    else if (reply->code != RS_NOT_FOUND)
        log_warning("update %" PRId64 ": %s", one->update.id, reply->detail);
    if (rc != RS_OK)
        log_error("update %" PRId64 ": %s", one->update.id, error.text);
    looked(one);
}

static void on_who(void *arg, const actor_reply *reply)
{
    job *one = arg;
    keep(one, reply, &rs_participant_view_type, &one->who);
}

static void on_settings(void *arg, const actor_reply *reply)
{
    job *one = arg;
    keep(one, reply, &rs_settings_view_type, &one->settings);
}

static void on_dialogue(void *arg, const actor_reply *reply)
{
    job *one = arg;
    keep(one, reply, &rs_dialogue_type, &one->dialogue);
}

static void look_up(job *one)
{
    patience *asks = one->owner->asks;
    const rs_who who = {.tg = one->update.from.tg};
    const rs_dialogue_key key = {.bot = RS_BOT_PARTICIPANTS, .chat = one->update.chat};

    one->looking = 3;
    patience_ask(asks, RS_PARTICIPANT_VIEW, &who, NULL, on_who, one);
    patience_ask(asks, RS_SETTINGS_GET, &(rs_nothing){0}, NULL, on_settings, one);
    patience_ask(asks, RS_DIALOGUE_GET, &key, NULL, on_dialogue, one);
}

/* At once, before slow work: until then the button shows that it waits. */
static void answer_press(job *one)
{
    json_t *list = json_array();

    message_answer(list, one->update.query, "");
    courier_send(one->owner->courier, list, COURIER_ONCE, NULL, NULL);
}

static bool concerns_us(const botapi_update *update)
{
    return update->private_chat && update->from.tg && !update->from_bot &&
           (update->kind == UPDATE_MESSAGE || update->kind == UPDATE_PRESS ||
            update->kind == UPDATE_MEMBER);
}

void job_begin(bot *self, const botapi_update *update)
{
    if (!concerns_us(update)) {
        botapi_poll_done(self->poll, update->id);
        return;
    }
    job *one = calloc(1, sizeof *one);
    RS_ASSERT(one);
    *one = (job){.owner = self, .memory = arena_open()};
    ring_add(&self->jobs, &one->in);
    update_clone(update, one->memory, &one->update);
    if (update->kind == UPDATE_PRESS && *update->query)
        answer_press(one);
    if (update->kind != UPDATE_MEMBER)
        one->later_timer = actor_timer(self->loop, LATER_MS, 0, on_later, one);
    look_up(one);
}
