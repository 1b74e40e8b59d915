/* What is delivered to whom: to a person what operators wrote and news about them, to the
 * operators what the person wrote and what their colleagues wrote elsewhere. */
#include "shared/bridge.h"

#include <inttypes.h>
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/clock.h"
#include "shared/log.h"
#include "shared/unicode.h"

enum { NAME_UNITS = 64 };

void bridge_unreachable(bridge *self, int64_t tg)
{
    const rs_reach_args args = {.tg = tg, .unreachable = true};

    actor_ask(self->loop, RS_PARTICIPANT_REACH, &args, NULL, NULL, NULL);
}

static bool is_to_person(const parcel *one)
{
    return one->owner == &one->owner->owner->person;
}

/* ---------------------------------------------------------------------------------- who speaks */

static void say_operator(draft *text, const lane *self, const rs_message_row *message)
{
    const char *name = unicode_name(text->memory, message->by ? message->by : "", NAME_UNITS);

    if (self->settings.operator_alias || !*name)
        draft_add(text, TEXT_BY_OPERATOR);
    else
        draft_add(text, TEXT_BY_OPERATOR_NAMED, .name = name);
}

void forum_mark(draft *text, const rs_message_row *message)
{
    const char *name = unicode_name(text->memory, message->by ? message->by : "", NAME_UNITS);

    if (message->author == RS_AUTHOR_PARTICIPANT)
        draft_add(text, TEXT_BY_PARTICIPANT);
    else if (message->note)
        draft_add(text, TEXT_BY_NOTE, .name = name);
    else
        draft_add(text, message->bot ? TEXT_BY_PERSON : TEXT_BY_COLLEAGUE, .name = name);
}

/* As whoever gets it sees it: people in their language, operators in Russian. */
static void open_mark(parcel *one, draft *mark)
{
    bool to_person = is_to_person(one);
    rs_lang lang = one->event.room->lang;

    draft_open(mark, one->memory, to_person && lang ? lang : RS_LANG_RU);
    if (to_person)
        say_operator(mark, one->owner, one->event.message);
    else
        forum_mark(mark, one->event.message);
    if (one->anew) {
        draft_raw(mark, " ");
        draft_add(mark, TEXT_EDITED);
    }
}

/* ------------------------------------------------------------------------------------- albums */

static bool is_same_album(const parcel *one, const parcel *other)
{
    const rs_message_row *a = one->event.message;
    const rs_message_row *b = other->event.message;

    return b && !other->event.edit && copy_fits_album(b->attachment) && a->author == b->author &&
           !strcmp(a->attachment->album, b->attachment->album);
}

/* Gathers the parts of an album that stand one behind another. false: more may be on their way,
 * and the parcel will be delivered later. */
static bool gather(parcel *one)
{
    int64_t latest = one->came;

    one->parts = 1;
    if (one->event.edit || !copy_fits_album(one->event.message->attachment))
        return true;
    for (parcel *next; one->parts < ALBUM_MAX && (next = parcel_part(one, one->parts));) {
        if (!is_same_album(one, next))
            return true;
        latest = next->came;
        one->parts++;
    }
    int64_t wait = latest + ALBUM_WAIT_MS - clock_monotonic_ms();
    if (one->parts == ALBUM_MAX || wait <= 0)
        return true;
    one->parts = 1;
    parcel_retry(one, wait);
    return false;
}

int64_t deliver_target(const parcel *one)
{
    return is_to_person(one) ? one->event.room->tg : forum_target(one);
}

copy_order deliver_order(parcel *one, draft *mark)
{
    const rs_message_row **parts = arena_give(one->memory, one->parts * sizeof *parts);

    open_mark(one, mark);
    for (size_t i = 0; i < one->parts; i++)
        parts[i] = parcel_part(one, i)->event.message;
    return (copy_order){
        .mark = mark,
        .parts = parts,
        .count = one->parts,
        .bot = one->owner->owner->options.bot,
        .chat = deliver_target(one),
        .before = one->anew ? one->old : NULL,
        .alone = one->alone,
        .plain = one->plain,
    };
}

/* Telegram refused the message as it was. true: it goes again with less, first without the message
 * that it points to, then without what hangs on it; the words themselves are lost by neither. */
static bool goes_with_less(parcel *one, botapi_outcome outcome)
{
    const rs_message_row *message = one->event.message;

    if (!message || !copy_was_refused(outcome))
        return false;
    if ((message->reply_places.count || one->anew) && !one->alone)
        one->alone = true;
    else if (message->attachment && !one->plain)
        one->plain = true;
    else
        return false;
    parcel_retry(one, 0);
    return true;
}

/* ------------------------------------------------------------------------ recording the copies */

static void on_linked(void *arg, const actor_reply *reply)
{
    parcel *one = arg;

    if (reply->code != RS_OK)
        log_warning("a delivered message could not be marked so: %s", reply->detail);
    if (!--one->linking)
        parcel_done(one);
}

static void link_copies(parcel *one, int64_t chat, const courier_result *result)
{
    bridge *owner = one->owner->owner;
    bool album = one->parts > 1 && result->album_count == one->parts;

    one->linking = one->parts;
    for (size_t i = 0; i < one->parts; i++) {
        const rs_message_row *message = parcel_part(one, i)->event.message;
        const rs_place place = {.bot = owner->options.bot,
                                .chat = chat,
                                .message = album ? result->album[i] : result->message};
        const rs_linked_args args = {
            .conversation = message->conversation, .n = message->n, .place = &place};
        patience_ask(owner->options.asks, RS_CONVERSATION_LINKED, &args, NULL, on_linked, one);
    }
}

/* ------------------------------------------------------------------------ to the private chat */

int64_t person_chat_of(const bridge *self, const rs_event *event)
{
    const rs_message_row *message = event->message;

    if (event->topic != RS_TOPIC_CONVERSATIONS)
        return self->options.news && event->notice && event->who ? event->who->tg : 0;
    if (!event->room || event->room->kind != self->options.kind || !message)
        return 0;
    return message->author == RS_AUTHOR_OPERATOR && !message->note ? event->room->tg : 0;
}

static void tell_operators(parcel *one)
{
    bridge *owner = one->owner->owner;
    const rs_conversation_view *room = one->event.room;
    json_t *list;
    draft note;

    draft_open(&note, one->memory, RS_LANG_RU);
    draft_add(&note, TEXT_NOTE_UNREACHABLE);
    if (owner->mode == RS_OPERATORS_PRIVATE && room && room->assignee_tg) {
        list = json_array();
        message_send(list, room->assignee_tg, 0, &note, NULL);
        if (room->desk)
            message_reply(list, 0, room->desk->message);
        courier_send(owner->options.courier, list, COURIER_ONCE, NULL, NULL);
    } else if (owner->mode != RS_OPERATORS_PRIVATE && owner->operators_chat && room) {
        room_say(owner, room, &note, NULL, NULL);
    }
}

static void on_person_sent(void *arg, const courier_result *result)
{
    parcel *one = arg;
    bridge *owner = one->owner->owner;
    const rs_event *event = &one->event;
    const rs_message_row *message = event->message;

    if (result->outcome == BOTAPI_FULL) {
        parcel_retry(one, BRIDGE_LOOK_MS);
        return;
    }
    if (goes_with_less(one, result->outcome))
        return;
    if (result->outcome == BOTAPI_DONE && message && result->message) {
        link_copies(one, event->room->tg, result);
        return;
    }
    if (result->outcome == BOTAPI_UNREACHABLE) {
        bridge_unreachable(owner, event->who ? event->who->tg : event->room->tg);
        if (message)
            tell_operators(one);
    } else if (result->outcome != BOTAPI_DONE) {
        log_warning("event %" PRId64 " was not delivered: %s", event->seq, result->description);
    }
    parcel_done(one);
}

bool person_deliver(parcel *one)
{
    bridge *owner = one->owner->owner;
    const rs_event *event = &one->event;

    if (event->message && event->edit) {
        edit_deliver(one);
        return true;
    }
    if (event->message && copy_in(event->message->places, owner->options.bot, event->room->tg))
        return false; /* delivered before a crash */
    if (event->message && !gather(one))
        return true;
    if (event->message) {
        deliver_message(one);
        return true;
    }
    json_t *list = json_array();
    owner->options.news(owner->options.arg, event, one->memory, list);
    if (!json_array_size(list)) {
        json_decref(list);
        return false;
    }
    courier_send(owner->options.courier, list, COURIER_REPEAT, on_person_sent, one);
    return true;
}

/* ---------------------------------------------------------------------------- to the forum */

int64_t forum_chat_of(const bridge *self, const rs_event *event)
{
    bool dealt = self->mode == RS_OPERATORS_PRIVATE;
    if ((!self->operators_chat && !dealt) || !event->room ||
        event->room->kind != self->options.kind)
        return 0;
    if (event->topic == RS_TOPIC_CONVERSATIONS)
        return event->room->id;
    return event->topic == RS_TOPIC_PAYOUTS ? event->room->id : 0;
}

/* The group is not set up for the bot. Nothing is lost: the event stays until it is. */
static void shut_out(parcel *one, const char *description)
{
    bridge *owner = one->owner->owner;

    if (!owner->shut_out)
        log_error("the bot cannot write to the operators' group %" PRId64
                  " (%s): it must be an administrator there who may manage topics",
                  owner->operators_chat, description);
    owner->shut_out = true;
    actor_ready(owner->loop, false, "the operators' group: %s", description);
    parcel_retry(one, BRIDGE_REPAIR_MS);
}

static void let_in(bridge *owner)
{
    if (owner->shut_out)
        actor_ready(owner->loop, true, "@%s", botapi_username(owner->options.api));
    owner->shut_out = false;
}

bool forum_failed(parcel *one, const courier_result *result)
{
    switch (result->outcome) {
    case BOTAPI_NO_RIGHTS:
    case BOTAPI_UNREACHABLE:
        if (one->desk)
            desk_lost(one);
        else
            shut_out(one, result->description);
        return true;
    case BOTAPI_MOVED:
        room_group_moved(one->owner->owner, result->migrate_to);
        parcel_retry(one, 0);
        return true;
    /* Also where topics vanish faster than they are made: the next one may stay. */
    case BOTAPI_FULL:
    case BOTAPI_NO_TOPIC:
    case BOTAPI_TOPIC_CLOSED: parcel_retry(one, BRIDGE_LOOK_MS); return true;
    default: break;
    }
    let_in(one->owner->owner);
    return false;
}

int64_t forum_target(const parcel *one)
{
    return one->desk ? one->desk : one->owner->owner->operators_chat;
}

void forum_post(parcel *one, json_t *list, courier_fn *fn)
{
    bridge *owner = one->owner->owner;

    if (!one->desk) {
        room_post(owner, one->event.room, list, fn, one);
        return;
    }
    message_to(list, one->desk);
    courier_send(owner->options.courier, list, COURIER_REPEAT, fn, one);
}

static void on_forum_posted(void *arg, const courier_result *result)
{
    parcel *one = arg;
    bridge *owner = one->owner->owner;
    const rs_message_row *message = one->event.message;

    if (forum_failed(one, result))
        return;
    if (goes_with_less(one, result->outcome))
        return;
    if (result->outcome != BOTAPI_DONE)
        log_warning("event %" PRId64 " did not reach the operators' group: %s", one->event.seq,
                    result->description);
    if (!one->desk)
        room_icon(owner, one->event.room);
    if (result->outcome == BOTAPI_DONE && message && result->message)
        link_copies(one, forum_target(one), result);
    else
        parcel_done(one);
}

/* A new request is announced by the participant's own first words; whoever has it, by its card. */
void forum_say_state(parcel *one)
{
    const rs_notice *notice = one->event.notice;
    json_t *list;
    draft words;

    if (!notice || notice->state == RS_PAYOUT_NEW) {
        parcel_done(one);
        return;
    }
    list = json_array();
    draft_open(&words, one->memory, RS_LANG_RU);
    draft_add(&words, TEXT_ROOM_PAYOUT_STATE,
              .id = arena_print(one->memory, "%" PRId64, notice->payout),
              .state = text(one->memory, RS_LANG_RU, text_of_state(notice->state)));
    message_send(list, 0, 0, &words, NULL);
    forum_post(one, list, on_forum_posted);
}

void deliver_message(parcel *one)
{
    json_t *list = json_array();
    draft mark;
    const copy_order order = deliver_order(one, &mark);

    copy_calls(list, &order);
    if (!is_to_person(one)) {
        forum_post(one, list, on_forum_posted);
        return;
    }
    message_to(list, order.chat);
    courier_send(one->owner->owner->options.courier, list, COURIER_REPEAT, on_person_sent, one);
}

bool forum_deliver(parcel *one)
{
    if (one->owner->owner->mode == RS_OPERATORS_PRIVATE)
        return desk_deliver(one);
    one->desk = 0;
    return one->owner->owner->operators_chat && forum_go(one);
}

bool forum_go(parcel *one)
{
    bridge *owner = one->owner->owner;
    const rs_event *event = &one->event;
    const rs_message_row *message = event->message;

    if (message && event->edit) {
        edit_deliver(one);
        return true;
    }
    bool there = message && copy_in(message->places, owner->options.bot, forum_target(one)) != NULL;
    if (event->topic == RS_TOPIC_PAYOUTS) {
        request_deliver(one);
        return true;
    }
    if (there || !message) {
        if (!one->desk)
            room_icon(owner, event->room); /* how it stands may have changed all the same */
        return false;
    }
    if (!gather(one))
        return true;
    deliver_message(one);
    return true;
}
