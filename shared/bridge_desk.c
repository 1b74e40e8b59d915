/* Desks: with operators.mode = private a conversation is dealt to one operator and stands in that
 * operator's own chat with the bot, beside their others.
 *
 * Out: the ledger is asked at each delivery who has the conversation, and deals it if nobody does.
 * Whoever has not had its card yet gets it first, with the last messages, what hangs on them, and,
 * for payouts, the card of the open request; where the card stands is recorded, so that a crash
 * repeats one at most. An operator who cannot be written to is remembered as such, and the
 * conversation is dealt anew.
 *
 * In: a reply belongs to the conversation of what it replies to, a message or a card. Other words
 * belong to the only conversation there is; if there are more, the bot asks which one is meant.
 * That depends on what the ledger knows and not on the mode, so a reply to what came before the
 * mode was changed arrives as well. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/log.h"
#include "shared/unicode.h"

enum {
    HISTORY = 10,        /* messages that a card repeats */
    HISTORY_UNITS = 200, /* of each */
    NAME_UNITS = 64,
    LABEL_UNITS = 40,
    LINK_WAIT_MS = 300, /* what was sent a moment ago may not be recorded yet */
    LINK_LOOKS_MAX = 5
};

enum {
    DESK_TAKE = 't',
    DESK_HAND = 'h', /* asks to whom */
    DESK_TO = 'o',
    DESK_END = 'e',
    DESK_BACK = 'b',
    DESK_PICK = 'p' /* the words that the question replies to are for this one */
};

/* ---------------------------------------------------------------------------------- the card */

static void button(json_t *keyboard, arena *memory, const char *label, int64_t room, char act,
                   int64_t figure)
{
    inline_press(keyboard, label,
                 arena_print(memory, "v1:room:%" PRId64 ":%c:%" PRId64, room, act, figure));
}

static void word_button(json_t *keyboard, arena *memory, text_key label, int64_t room, char act)
{
    button(keyboard, memory, text(memory, RS_LANG_RU, label), room, act, 0);
}

static json_t *card_buttons(arena *memory, const rs_conversation_view *room, int64_t tg)
{
    json_t *keyboard = inline_open();

    inline_row(keyboard);
    if (room->assignee_tg == tg) {
        word_button(keyboard, memory, TEXT_DESK_HAND, room->id, DESK_HAND);
        word_button(keyboard, memory, TEXT_DESK_END, room->id, DESK_END);
    } else {
        word_button(keyboard, memory, TEXT_DESK_TAKE, room->id, DESK_TAKE);
    }
    return keyboard;
}

static json_t *colleague_buttons(arena *memory, const rs_conversation_view *room,
                                 const rs_desk_view *desk)
{
    json_t *keyboard = inline_open();

    for (size_t i = 0; i < desk->colleagues.count; i++) {
        const rs_colleague *one = &desk->colleagues.items[i];
        inline_row(keyboard);
        button(keyboard, memory, unicode_name(memory, one->name ? one->name : "", LABEL_UNITS),
               room->id, DESK_TO, one->id);
    }
    inline_row(keyboard);
    word_button(keyboard, memory, TEXT_BUTTON_BACK, room->id, DESK_BACK);
    return keyboard;
}

/* What was said later comes by itself. */
static bool is_history(const parcel *one, const rs_message_row *row)
{
    return one->event.message || row->at <= one->event.at;
}

static void add_history(draft *card, const parcel *one, const rs_messages_page *page)
{
    arena *memory = card->memory;
    bool begun = false;

    for (size_t i = 0; i < page->messages.count; i++) {
        const rs_message_row *row = &page->messages.items[i];
        if (!is_history(one, row))
            break;
        if (!begun) {
            draft_gap(card);
            draft_add(card, TEXT_DESK_HISTORY);
        }
        begun = true;
        draft_raw(card, "\n");
        forum_mark(card, row);
        if (row->attachment) {
            draft_raw(card, " ");
            draft_raw(card, copy_word(memory, RS_LANG_RU, row->attachment->kind));
        }
        draft_raw(card, " ");
        draft_raw(card, unicode_name(memory, row->text ? row->text : "", HISTORY_UNITS));
    }
}

/* ------------------------------------------------------------------------------ who has it */

/* Nobody may answer, or nobody can be reached. Nothing is lost: the event stays until somebody
 * can. */
static void nobody(parcel *one, const char *why)
{
    bridge *owner = one->owner->owner;

    if (!owner->shut_out)
        log_error("a conversation cannot be dealt to an operator: %s", why);
    owner->shut_out = true;
    actor_ready(owner->loop, false, "no operator can be reached: %s", why);
    one->lost = 0;
    parcel_retry(one, BRIDGE_REPAIR_MS);
}

static void on_lost(void *arg, const actor_reply *reply)
{
    if (reply->code != RS_OK)
        log_warning("an operator who stopped the bot: %s", reply->detail);
    parcel_retry(arg, 0); /* dealt anew */
}

void desk_lost(parcel *one)
{
    bridge *owner = one->owner->owner;
    const rs_desk_reach_args args = {.bot = owner->options.bot, .tg = one->desk, .stopped = true};

    one->lost = one->event.room->assignee;
    patience_ask(owner->options.asks, RS_DESK_REACH, &args, NULL, on_lost, one);
}

static void go_on(parcel *one)
{
    if (!forum_go(one))
        parcel_done(one);
}

/* A file of the history on its way to the desk. */
typedef struct {
    ring in;
    bridge *owner;
    int64_t conversation, n, chat;
} errand;

static void on_file_linked(void *arg, const actor_reply *reply)
{
    (void)arg;
    if (reply->code != RS_OK)
        log_warning("a delivered file could not be marked so: %s", reply->detail);
}

static void on_file_sent(void *arg, const courier_result *result)
{
    errand *one = arg;
    bridge *owner = one->owner;
    const rs_place place = {
        .bot = owner->options.bot, .chat = one->chat, .message = result->message};
    const rs_linked_args args = {.conversation = one->conversation, .n = one->n, .place = &place};

    if (result->outcome == BOTAPI_DONE && result->message)
        patience_ask(owner->options.asks, RS_CONVERSATION_LINKED, &args, NULL, on_file_linked,
                     owner);
    else
        log_info("a file of a conversation did not reach its operator: %s", result->description);
    ring_leave(&one->in);
    free(one);
}

/* One by one: what Telegram refuses keeps nothing else. */
static void send_file(const parcel *one, const rs_message_row *row)
{
    bridge *owner = one->owner->owner;
    errand *way = calloc(1, sizeof *way);
    json_t *list = json_array();
    draft mark;

    RS_ASSERT(way);
    *way =
        (errand){.owner = owner, .conversation = row->conversation, .n = row->n, .chat = one->desk};
    ring_add(&owner->errands, &way->in);
    draft_open(&mark, one->memory, RS_LANG_RU);
    forum_mark(&mark, row);
    copy_calls(list, &(copy_order){.mark = &mark,
                                   .parts = &row,
                                   .count = 1,
                                   .bot = owner->options.bot,
                                   .chat = one->desk});
    message_to(list, one->desk);
    courier_send(owner->options.courier, list, COURIER_REPEAT, on_file_sent, way);
}

static void go_on_with_request(parcel *one)
{
    const rs_participant_view *who = one->who;

    if (one->event.topic != RS_TOPIC_PAYOUTS && who && who->open_payout &&
        one->owner->owner->options.kind == RS_CONVERSATION_PAYOUT) {
        one->event.payout = who->open_payout;
        request_repeat(one, go_on);
    } else {
        go_on(one);
    }
}

static void on_files(void *arg, const actor_reply *reply)
{
    parcel *one = arg;
    const rs_messages_page *page = reply->result;

    for (size_t i = 0; reply->code == RS_OK && i < page->messages.count; i++) {
        const rs_message_row *row = &page->messages.items[i];
        bool carried = row->attachment && row->bot == one->owner->owner->options.bot;
        if (carried && is_history(one, row) &&
            !copy_in(row->places, one->owner->owner->options.bot, one->desk))
            send_file(one, row);
    }
    go_on_with_request(one);
}

static void ask_history(parcel *one, actor_reply_fn *fn)
{
    const rs_messages_args args = {
        .id = one->event.room->id,
        .before = one->event.message ? one->event.n : 0,
        .limit = HISTORY,
    };

    patience_ask(one->owner->owner->options.asks, RS_CONVERSATION_MESSAGES, &args, NULL, fn, one);
}

static void on_given(void *arg, const actor_reply *reply)
{
    if (reply->code == RS_CONFLICT)
        parcel_retry(arg, 0); /* somebody else has it by now */
    else
        ask_history(arg, on_files);
}

static void on_card(void *arg, const courier_result *result)
{
    parcel *one = arg;
    bridge *owner = one->owner->owner;

    if (forum_failed(one, result))
        return;
    if (result->outcome != BOTAPI_DONE) {
        log_warning("the card of a conversation: %s", result->description);
        go_on(one);
        return;
    }
    const rs_place place = {
        .bot = owner->options.bot, .chat = one->desk, .message = result->message};
    const rs_desk_given_args args = {.id = one->event.room->id, .place = &place};
    patience_ask(owner->options.asks, RS_DESK_GIVEN, &args, NULL, on_given, one);
}

static void on_history(void *arg, const actor_reply *reply)
{
    parcel *one = arg;
    const rs_conversation_view *room = one->event.room;
    json_t *list = json_array();
    draft card;

    draft_open(&card, one->memory, RS_LANG_RU);
    room_card(one->owner->owner, &card, room, one->who);
    if (one->lost) {
        draft_gap(&card);
        draft_add(&card, TEXT_DESK_AGAIN);
    }
    if (reply->code == RS_OK)
        add_history(&card, one, reply->result);
    draft_gap(&card);
    draft_add(&card, TEXT_DESK_HOW);
    message_send(list, 0, 0, &card, card_buttons(one->memory, room, one->desk));
    forum_post(one, list, on_card);
}

static void on_who(void *arg, const actor_reply *reply)
{
    parcel *one = arg;

    one->who = NULL;
    if (reply->code == RS_OK) {
        one->who = arena_give(one->memory, sizeof *one->who);
        message_clone(&rs_participant_view_type, reply->result, one->memory, one->who);
    }
    ask_history(one, on_history);
}

static bool is_given(const parcel *one)
{
    const rs_conversation_view *room = one->event.room;

    return room->desk && room->desk->bot == one->owner->owner->options.bot &&
           room->desk->chat == room->assignee_tg;
}

static void on_dealt(void *arg, const actor_reply *reply)
{
    parcel *one = arg;
    rs_conversation_view *room;

    if (reply->code != RS_OK && strstr(reply->detail, "deal:")) {
        nobody(one, reply->detail);
        return;
    }
    if (reply->code != RS_OK) {
        log_warning("event %" PRId64 ": %s", one->event.seq, reply->detail);
        parcel_done(one);
        return;
    }
    room = arena_give(one->memory, sizeof *room);
    message_clone(&rs_conversation_view_type, reply->result, one->memory, room);
    one->event.room = room;
    one->desk = room->assignee_tg;
    if (!one->desk)
        parcel_done(one); /* given by hand to somebody without Telegram, who has the page */
    else if (is_given(one))
        go_on(one);
    else
        patience_ask(one->owner->owner->options.asks, RS_PARTICIPANT_VIEW,
                     &(rs_who){.tg = room->tg}, NULL, on_who, one);
}

/* News of the conversation itself matter if they leave it without a card where it ought to be. */
static bool wants_desk(const parcel *one)
{
    const rs_conversation_view *room = one->event.room;
    bool news = one->event.topic == RS_TOPIC_CONVERSATIONS && !one->event.message;

    return !news || (room->state && room->state != RS_CONVERSATION_CLOSED && !is_given(one));
}

bool desk_deliver(parcel *one)
{
    const rs_assign_args args = {.id = one->event.room->id, .from = one->lost, .deal = true};

    if (!wants_desk(one))
        return false;
    patience_ask(one->owner->owner->options.asks, RS_CONVERSATION_ASSIGN, &args, NULL, on_dealt,
                 one);
    return true;
}

/* -------------------------------------------------------------------------- what comes back */

typedef struct {
    ring in;
    bridge *owner;
    arena *memory;
    const botapi_update *update;
    int64_t timer;
    int looks;
    int64_t room, figure; /* of a press */
    char act;
} visit;

static visit *visit_begin(bridge *owner, const botapi_update *update)
{
    visit *one = calloc(1, sizeof *one);

    RS_ASSERT(one);
    *one = (visit){.owner = owner, .memory = arena_open(), .update = update};
    ring_add(&owner->visits, &one->in);
    return one;
}

static void visit_free(visit *one)
{
    ring_leave(&one->in);
    actor_timer_end(one->owner->loop, one->timer);
    arena_close(&one->memory);
    free(one);
}

void desk_close_all(bridge *self)
{
    for (visit *one; (one = ring_pop(&self->visits));)
        visit_free(one);
    for (errand *one; (one = ring_pop(&self->errands));)
        free(one);
}

static void visit_end(visit *one)
{
    botapi_poll_done(one->owner->options.poll, one->update->id);
    visit_free(one);
}

static void reach(bridge *self, int64_t tg, bool stopped)
{
    const rs_desk_reach_args args = {.bot = self->options.bot, .tg = tg, .stopped = stopped};

    actor_ask(self->loop, RS_DESK_REACH, &args, NULL, NULL, NULL);
}

/* Not an operator's word, or none about a conversation. */
static void pass_on(visit *one)
{
    bridge *owner = one->owner;
    const botapi_update *update = one->update;

    visit_free(one);
    owner->options.pass_on(owner->options.arg, update);
}

static void hand_to_talk(visit *one, const rs_conversation_view *room, bool picked)
{
    talk_at_desk(one->owner, one->update, room, picked);
    visit_free(one);
}

static void on_asked(void *arg, const courier_result *result)
{
    (void)result;
    visit_end(arg);
}

static void ask_which(visit *one, const rs_desk_view *desk)
{
    json_t *list = json_array();
    json_t *keyboard = inline_open();
    draft question;

    for (size_t i = 0; i < desk->rooms.count; i++) {
        const rs_conversation_view *room = &desk->rooms.items[i];
        inline_row(keyboard);
        button(keyboard, one->memory, bridge_topic_name(one->memory, room), room->id, DESK_PICK, 0);
    }
    draft_open(&question, one->memory, RS_LANG_RU);
    draft_add(&question, TEXT_DESK_WHICH);
    message_send(list, one->update->chat, 0, &question, keyboard);
    message_reply(list, 0, one->update->message);
    courier_send(one->owner->options.courier, list, COURIER_REPEAT, on_asked, one);
}

static void look(visit *one);

static void look_again(void *arg)
{
    visit *one = arg;

    one->timer = 0;
    look(one);
}

static void on_desk(void *arg, const actor_reply *reply)
{
    visit *one = arg;
    const rs_desk_view *desk = reply->result;
    const botapi_update *update = one->update;

    if (reply->code != RS_OK || !desk->admin) {
        pass_on(one);
        return;
    }
    if (desk->stopped)
        reach(one->owner, update->from.tg, false);
    if (desk->room) {
        hand_to_talk(one, desk->room, false);
    } else if (*update->reply && one->looks++ < LINK_LOOKS_MAX && desk->rooms.count) {
        one->timer = actor_timer(one->owner->loop, LINK_WAIT_MS, 0, look_again, one);
    } else if (!desk->rooms.count || one->owner->options.own(one->owner->options.arg, update,
                                                             desk->step ? desk->step : "")) {
        pass_on(one);
    } else if (desk->rooms.count == 1) {
        hand_to_talk(one, &desk->rooms.items[0], false);
    } else {
        ask_which(one, desk);
    }
}

static void ask_desk(visit *one, actor_reply_fn *fn)
{
    const bridge_options *options = &one->owner->options;
    const rs_desk_args args = {
        .bot = options->bot,
        .kind = options->kind,
        .tg = one->update->from.tg,
        .message = one->room ? 0 : one->update->reply_to,
        .conversation = one->room,
    };

    patience_ask(options->asks, RS_DESK_GET, &args, NULL, fn, one);
}

static void look(visit *one)
{
    ask_desk(one, on_desk);
}

/* Whoever stopped the bot is dealt nothing until they write again. */
static void note_member(bridge *self, const botapi_update *update)
{
    if (update->kind == UPDATE_MEMBER && update->private_chat && update->from.tg)
        reach(self, update->from.tg, update->stopped);
}

bool desk_update(bridge *self, const botapi_update *update)
{
    bool words = update->kind == UPDATE_MESSAGE && update->private_chat && update->from.tg &&
                 !update->from_bot && update->media != MEDIA_SERVICE &&
                 (update->media != MEDIA_NONE || *update->text);

    note_member(self, update);
    if (!self->options.pass_on || !words ||
        (self->mode == RS_OPERATORS_TOPICS && !update->reply_to))
        return false;
    look(visit_begin(self, update));
    return true;
}

/* --------------------------------------------------------------------------------- buttons */

static void answer(visit *one, text_key key, bool alert)
{
    json_t *list = json_array();
    const char *words = key ? text(one->memory, RS_LANG_RU, key) : "";

    if (alert)
        message_alert(list, one->update->query, words);
    else
        message_answer(list, one->update->query, words);
    courier_send(one->owner->options.courier, list, COURIER_ONCE, NULL, NULL);
}

/* Buttons of another kind under the card; taken. */
static void face(visit *one, json_t *keyboard)
{
    json_t *list = json_array();

    message_call(list, "editMessageReplyMarkup",
                 json_pack("{s:I, s:I, s:o}", "chat_id", (json_int_t)one->update->chat,
                           "message_id", (json_int_t)one->update->message, "reply_markup",
                           keyboard));
    courier_send(one->owner->options.courier, list, COURIER_ONCE, on_asked, one);
}

static void on_moved(void *arg, const actor_reply *reply)
{
    visit *one = arg;

    if (reply->code != RS_OK) {
        answer(one, reply->code == RS_CONFLICT ? TEXT_DESK_CHANGED : TEXT_DESK_NO_RIGHT, true);
        visit_end(one);
        return;
    }
    answer(one, one->act == DESK_END ? TEXT_NOTE_CLOSED : TEXT_PRESS_DONE, one->act == DESK_END);
    face(one, card_buttons(one->memory, reply->result, one->update->from.tg));
}

static void assign(visit *one, const rs_conversation_view *room, int64_t to)
{
    const rs_assign_args args = {.id = room->id,
                                 .from = room->assignee_tg ? room->assignee : 0,
                                 .to = to,
                                 .operator= & one->update->from };

    patience_ask(one->owner->options.asks, RS_CONVERSATION_ASSIGN, &args, NULL, on_moved, one);
}

static void end_room(visit *one, const rs_conversation_view *room)
{
    const rs_conversation_move_args args = {
        .id = room->id, .state = RS_CONVERSATION_CLOSED, .operator= & one->update->from };

    patience_ask(one->owner->options.asks, RS_CONVERSATION_MOVE, &args, NULL, on_moved, one);
}

/* The question goes; what it asked about is delivered as if it had been a reply. */
static void pick(visit *one, const rs_conversation_view *room)
{
    json_t *list = json_array();
    draft said;

    draft_open(&said, one->memory, RS_LANG_RU);
    draft_add(&said, TEXT_DESK_PICKED, .name = bridge_topic_name(one->memory, room));
    message_edit(list, one->update->chat, one->update->message, &said, NULL);
    courier_send(one->owner->options.courier, list, COURIER_ONCE, NULL, NULL);
    answer(one, 0, false);
    hand_to_talk(one, room, true);
}

static void on_pressed(void *arg, const actor_reply *reply)
{
    visit *one = arg;
    const rs_desk_view *desk = reply->result;

    if (reply->code != RS_OK || !desk->admin || !desk->room ||
        (one->act == DESK_PICK && !one->update->reply_to)) {
        answer(one, TEXT_OLD_BUTTON, true);
        visit_end(one);
        return;
    }
    switch (one->act) {
    case DESK_TAKE: assign(one, desk->room, desk->admin); return;
    case DESK_TO: assign(one, desk->room, one->figure); return;
    case DESK_END: end_room(one, desk->room); return;
    case DESK_PICK: pick(one, desk->room); return;
    case DESK_HAND:
        answer(one, 0, false);
        face(one, colleague_buttons(one->memory, desk->room, desk));
        return;
    default:
        answer(one, 0, false);
        face(one, card_buttons(one->memory, desk->room, one->update->from.tg));
    }
}

/* "v1:room:<conversation>:<act>:<figure>" */
bool desk_press(bridge *self, const botapi_update *update)
{
    static const char word[] = "v1:room:";
    const char *at = update->data;
    int64_t room, figure;

    if (strncmp(at, word, strlen(word)) != 0 || !update->private_chat)
        return false;
    at += strlen(word);
    if (!press_figure(&at, ':', &room) || !room || !*at || at[1] != ':')
        return false;
    char act = *at;
    at += 2;
    if (!press_figure(&at, 0, &figure))
        return false;
    visit *one = visit_begin(self, update);
    one->room = room;
    one->act = act;
    one->figure = figure;
    ask_desk(one, on_pressed);
    return true;
}
