/* The two lanes: from the event log to the chats. */
#include "shared/bridge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/log.h"
#include "shared/unicode.h"

enum { PAGE = 50 };

static void read_page(lane *self);

void message_clone(const rs_type *type, const void *from, arena *memory, void *out)
{
    rs_buf bytes = {0};

    codec_encode(type, from, &bytes);
    rs_err rc = codec_decode(type, bytes.data, bytes.size, CODEC_TOLERANT, memory, out, NULL);
    RS_ASSERT(rc == RS_OK);
    buf_free(&bytes);
}

/* ----------------------------------------------------------------------------------- lanes */

static void lane_step(lane *self)
{
    while (self->on && self->at < self->page.events.count) {
        const rs_event *event = &self->page.events.items[self->at];
        if (self->deliver(self, event))
            return; /* lane_done goes on */
        self->at++;
    }
    if (!self->on) {
        self->busy = false;
        return;
    }
    self->after = self->page.next;
    if (self->page.more || self->again) {
        read_page(self);
        return;
    }
    self->busy = false;
}

static void on_cursor(void *arg, const actor_reply *reply)
{
    lane *self = arg;

    if (reply->code != RS_OK)
        log_warning("the cursor of %s: %s", self->consumer, reply->detail);
    self->at++;
    lane_step(self);
}

void lane_done(lane *self)
{
    const rs_cursor_args args = {.consumer = self->consumer,
                                 .seq = self->page.events.items[self->at].seq};

    patience_ask(self->owner->options.asks, RS_CURSOR_SET, &args, NULL, on_cursor, self);
}

static void on_retry(void *arg)
{
    lane *self = arg;

    self->waits_for = 0;
    lane_step(self);
}

void lane_retry(lane *self, int64_t delay_ms)
{
    self->waits_for = actor_timer(self->owner->loop, delay_ms, 0, on_retry, self);
}

static void on_page(void *arg, const actor_reply *reply)
{
    lane *self = arg;
    rs_error error = {0};

    if (reply->code == RS_OK &&
        codec_decode(&rs_events_page_type, reply->raw.data, reply->raw.size, CODEC_TOLERANT,
                     self->memory, &self->page, &error) == RS_OK) {
        lane_step(self);
        return;
    }
    log_error("the events of %s cannot be read: %s%s", self->consumer, reply->detail, error.text);
    self->page = (rs_events_page){.next = self->after};
    self->busy = false; /* the next look asks again */
}

static void on_settings(void *arg, const actor_reply *reply)
{
    lane *self = arg;
    rs_settings_view view;

    if (reply->code == RS_OK &&
        codec_decode(&rs_settings_view_type, reply->raw.data, reply->raw.size, CODEC_TOLERANT,
                     self->memory, &view, NULL) == RS_OK)
        self->settings = *view.settings;
    const rs_events_args args = {
        .consumer = self->consumer,
        .after = self->after,
        .topics = RS_TOPIC_PAYOUTS | RS_TOPIC_CONVERSATIONS,
        .limit = PAGE,
    };
    patience_ask(self->owner->options.asks, RS_EVENTS_READ, &args, NULL, on_page, self);
}

static void read_page(lane *self)
{
    self->again = false;
    self->at = 0;
    self->page = (rs_events_page){0};
    self->settings = (rs_settings){0};
    arena_reset(self->memory);
    patience_ask(self->owner->options.asks, RS_SETTINGS_GET, &(rs_nothing){0}, NULL, on_settings,
                 self);
}

static void lane_wake(lane *self)
{
    if (!self->on || !botapi_poll_caught_up(self->owner->options.poll))
        return;
    if (self->busy) {
        self->again = true;
        return;
    }
    self->busy = true;
    read_page(self);
}

/* -------------------------------------------------------------------- to the private chat */

void bridge_unreachable(bridge *self, int64_t tg)
{
    const rs_reach_args args = {.tg = tg, .unreachable = true};

    actor_ask(self->loop, RS_PARTICIPANT_REACH, &args, NULL, NULL, NULL);
}

static void on_linked(void *arg, const actor_reply *reply)
{
    lane *self = arg;

    if (reply->code != RS_OK)
        log_warning("a delivered message could not be marked so: %s", reply->detail);
    lane_done(self);
}

void bridge_link(bridge *self, const rs_message_row *message, int64_t chat, int64_t id,
                 actor_reply_fn *fn, void *arg)
{
    const rs_place place = {.bot = self->options.bot, .chat = chat, .message = id};
    const rs_linked_args args = {
        .conversation = message->conversation, .n = message->n, .place = &place};

    patience_ask(self->options.asks, RS_CONVERSATION_LINKED, &args, NULL, fn, arg);
}

static void tell_operators(lane *self, const rs_event *event)
{
    draft note;

    if (!self->owner->operators_chat || !event->room)
        return;
    draft_open(&note, self->memory, RS_LANG_RU);
    draft_add(&note, TEXT_NOTE_UNREACHABLE);
    room_post(self->owner, event->room, &note, 0, 0, NULL, NULL);
}

static void on_person_sent(void *arg, const courier_result *result)
{
    lane *self = arg;
    bridge *owner = self->owner;
    const rs_event *event = &self->page.events.items[self->at];

    switch (result->outcome) {
    case BOTAPI_FULL: lane_retry(self, BRIDGE_LOOK_MS); return;
    case BOTAPI_UNREACHABLE:
        bridge_unreachable(owner, event->who ? event->who->tg : event->room->tg);
        if (event->message)
            tell_operators(self, event);
        break;
    case BOTAPI_DONE:
        if (event->message && result->message) {
            bridge_link(owner, event->message, event->room->tg, result->message, on_linked, self);
            return;
        }
        break;
    default:
        log_warning("event %" PRId64 " was not delivered: %s", event->seq, result->description);
    }
    lane_done(self);
}

static void say_operator(draft *text, const rs_settings *settings, const rs_message_row *message)
{
    const char *name = unicode_name(text->memory, message->by ? message->by : "", 64);

    if (settings->operator_alias || !*name)
        draft_add(text, TEXT_BY_OPERATOR);
    else
        draft_add(text, TEXT_BY_OPERATOR_NAMED, .name = name);
    draft_raw(text, " ");
    draft_raw(text, unicode_text(text->memory, message->text ? message->text : ""));
}

static bool deliver_to_person(lane *self, const rs_event *event)
{
    bridge *owner = self->owner;
    json_t *list = json_array();
    const rs_message_row *message = event->message;

    if (event->topic == RS_TOPIC_PAYOUTS) {
        if (owner->options.news && event->notice && event->who)
            owner->options.news(owner->options.arg, event, self->memory, list);
    } else if (message && event->room && event->room->kind == owner->options.kind &&
               message->author == RS_AUTHOR_OPERATOR && !message->delivered) {
        draft text;
        draft_open(&text, self->memory, event->room->lang ? event->room->lang : RS_LANG_RU);
        say_operator(&text, &self->settings, message);
        message_send(list, event->room->tg, 0, &text, NULL);
    }
    if (!json_array_size(list)) {
        json_decref(list);
        return false;
    }
    courier_send(owner->options.courier, list, COURIER_REPEAT, on_person_sent, self);
    return true;
}

/* ---------------------------------------------------------------------------- to the forum */

/* The group is not set up for the bot. Nothing is lost: the event stays until it is. */
static void shut_out(lane *self, const char *description)
{
    bridge *owner = self->owner;

    if (!owner->shut_out)
        log_error("the bot cannot write to the operators' group %" PRId64
                  " (%s): it must be an administrator there who may manage topics",
                  owner->operators_chat, description);
    owner->shut_out = true;
    actor_ready(owner->loop, false, "the operators' group: %s", description);
    lane_retry(self, BRIDGE_REPAIR_MS);
}

static void on_forum_posted(void *arg, const post_result *result)
{
    lane *self = arg;
    bridge *owner = self->owner;
    const rs_event *event = &self->page.events.items[self->at];

    if (result->outcome == BOTAPI_NO_RIGHTS || result->outcome == BOTAPI_UNREACHABLE) {
        shut_out(self, result->description);
        return;
    }
    /* Also where topics vanish faster than they are made: the next one may stay. */
    if (result->outcome == BOTAPI_FULL || result->outcome == BOTAPI_NO_TOPIC ||
        result->outcome == BOTAPI_TOPIC_CLOSED) {
        lane_retry(self, BRIDGE_LOOK_MS);
        return;
    }
    if (owner->shut_out)
        actor_ready(owner->loop, true, "@%s", botapi_username(owner->options.api));
    owner->shut_out = false;
    if (result->outcome != BOTAPI_DONE)
        log_warning("event %" PRId64 " did not reach the operators' group: %s", event->seq,
                    result->description);
    if (result->outcome == BOTAPI_DONE && event->message && result->message)
        bridge_link(owner, event->message, owner->operators_chat, result->message, on_linked, self);
    else
        lane_done(self);
}

static void say_to_operators(draft *text, const rs_message_row *message)
{
    const char *name = unicode_name(text->memory, message->by ? message->by : "", 64);

    if (message->author == RS_AUTHOR_PARTICIPANT)
        draft_add(text, TEXT_BY_PARTICIPANT);
    else
        draft_add(text, TEXT_BY_COLLEAGUE, .name = name);
    draft_raw(text, " ");
    draft_raw(text, unicode_text(text->memory, message->text ? message->text : ""));
}

static bool deliver_to_forum(lane *self, const rs_event *event)
{
    bridge *owner = self->owner;
    const rs_conversation_view *room = event->room;
    const rs_message_row *message = event->message;
    draft text;

    if (!owner->operators_chat || !room || room->kind != owner->options.kind)
        return false;
    draft_open(&text, self->memory, RS_LANG_RU);
    if (event->topic == RS_TOPIC_PAYOUTS) {
        if (!event->notice || event->notice->state == RS_PAYOUT_NEW)
            return false; /* a new one is announced by the participant's own first words */
        const char *state = text(self->memory, RS_LANG_RU, text_of_state(event->notice->state));
        const char *id = arena_print(self->memory, "%" PRId64, event->notice->payout);
        draft_add(&text, TEXT_ROOM_PAYOUT_STATE, .id = id, .state = state);
    } else {
        bool from_person = message && message->author == RS_AUTHOR_PARTICIPANT;
        bool from_page = message && message->author == RS_AUTHOR_OPERATOR && !message->bot;
        if ((!from_person && !from_page) || (from_person && message->delivered))
            return false;
        say_to_operators(&text, message);
    }
    room_post(owner, room, &text, 0, 0, on_forum_posted, self);
    return true;
}

/* ---------------------------------------------------------------------------------- itself */

static void on_look(void *arg)
{
    bridge_wake(arg);
}

static void lane_open(lane *self, bridge *owner, lane_deliver_fn *deliver, const char *suffix)
{
    self->owner = owner;
    self->deliver = deliver;
    self->memory = arena_open();
    int size =
        snprintf(self->consumer, sizeof self->consumer, "%s%s", owner->options.consumer, suffix);
    RS_ASSERT(size > 0 && (size_t)size < sizeof self->consumer);
}

bridge *bridge_open(actor *loop, const bridge_options *options)
{
    bridge *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    self->loop = loop;
    self->options = *options;
    self->operators_chat = options->operators_chat;
    ring_open(&self->posts);
    ring_open(&self->openings);
    ring_open(&self->talks);
    lane_open(&self->person, self, deliver_to_person, "");
    lane_open(&self->forum, self, deliver_to_forum, ".forum");
    self->look_timer = actor_timer(loop, BRIDGE_LOOK_MS, BRIDGE_LOOK_MS, on_look, self);
    return self;
}

void bridge_close(bridge **self_p)
{
    bridge *self = *self_p;

    if (!self)
        return;
    room_close_all(self);
    talk_close_all(self);
    arena_close(&self->person.memory);
    arena_close(&self->forum.memory);
    actor_timer_end(self->loop, self->person.waits_for);
    actor_timer_end(self->loop, self->forum.waits_for);
    actor_timer_end(self->loop, self->look_timer);
    free(self);
    *self_p = NULL;
}

void bridge_run(bridge *self, bool on)
{
    lane *lanes[] = {&self->person, &self->forum};

    for (size_t i = 0; i < 2; i++) {
        if (on && !lanes[i]->on)
            lanes[i]->after = 0; /* another instance may have moved the cursor, or not */
        lanes[i]->on = on;
    }
    bridge_wake(self);
}

void bridge_wake(bridge *self)
{
    lane_wake(&self->person);
    lane_wake(&self->forum);
}
