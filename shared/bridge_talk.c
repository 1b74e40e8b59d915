/* What comes from the operators' group: operators' words, which go to the ledger, from where the
 * person's lane delivers them; and Telegram's own news about topics. */
#include "shared/bridge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/log.h"
#include "shared/unicode.h"

enum { KEY_SIZE = 81 };

typedef struct {
    ring in;
    bridge *owner;
    arena *memory;
    const botapi_update *update; /* of the group; NULL when carrying */
    rs_conversation_view room;
    bool sure; /* of a superfluous topic: looked at again since nothing is being made any more */
    /* carrying */
    int64_t from_chat, from_message;
    bridge_fn *fn;
    void *arg;
} talk;

static talk *talk_begin(bridge *owner)
{
    talk *one = calloc(1, sizeof *one);

    RS_ASSERT(one);
    *one = (talk){.owner = owner, .memory = arena_open()};
    ring_add(&owner->talks, &one->in);
    return one;
}

static void talk_free(talk *one)
{
    ring_leave(&one->in);
    arena_close(&one->memory);
    free(one);
}

void talk_close_all(bridge *self)
{
    for (talk *one; (one = ring_pop(&self->talks));)
        talk_free(one);
}

const char *bridge_words(arena *memory, rs_lang lang, const botapi_update *update)
{
    static const text_key keys[] = {
        [MEDIA_PHOTO] = TEXT_MEDIA_PHOTO,     [MEDIA_VIDEO] = TEXT_MEDIA_VIDEO,
        [MEDIA_VOICE] = TEXT_MEDIA_VOICE,     [MEDIA_DOCUMENT] = TEXT_MEDIA_DOCUMENT,
        [MEDIA_STICKER] = TEXT_MEDIA_STICKER, [MEDIA_OTHER] = TEXT_MEDIA_OTHER,
        [MEDIA_SERVICE] = TEXT_MEDIA_OTHER,
    };

    if (update->media == MEDIA_NONE)
        return update->text;
    const char *what = text(memory, lang, keys[update->media]);
    return *update->text ? arena_print(memory, "%s %s", what, update->text) : what;
}

/* ------------------------------------------------------------------------------- operators */

static void talk_end(talk *one)
{
    botapi_poll_done(one->owner->options.poll, one->update->id);
    talk_free(one);
}

static void on_note(void *arg, const post_result *result)
{
    (void)result; /* a note that cannot be put there would not be read there */
    talk_end(arg);
}

static void note(talk *one, const draft *text)
{
    room_post(one->owner, &one->room, text, 0, 0, on_note, one);
}

static void on_copied(void *arg, const courier_result *result)
{
    talk *one = arg;
    draft text;

    if (result->outcome == BOTAPI_DONE) {
        talk_end(one);
        return;
    }
    draft_open(&text, one->memory, RS_LANG_RU);
    if (result->outcome == BOTAPI_UNREACHABLE) {
        bridge_unreachable(one->owner, one->room.tg);
        talk_end(one); /* the lane that delivers its words says so in the topic */
    } else {
        draft_add(&text, TEXT_NOTE_FAILED, .text = result->description);
        note(one, &text);
    }
}

/* The words are stored and will be delivered by the lane; an attachment goes from chat to chat. */
static void on_written(void *arg, const actor_reply *reply)
{
    talk *one = arg;
    const botapi_update *update = one->update;
    draft text;

    if (reply->code != RS_OK) {
        draft_open(&text, one->memory, RS_LANG_RU);
        if (reply->code == RS_FORBIDDEN)
            draft_add(&text, TEXT_NOTE_NOT_OPERATOR,
                      .name = *update->from.first ? update->from.first : update->from.nick);
        else
            draft_add(&text, TEXT_NOTE_FAILED, .text = reply->detail);
        note(one, &text);
        return;
    }
    if (update->media == MEDIA_NONE) {
        talk_end(one);
        return;
    }
    json_t *list = json_array();
    message_call(list, "copyMessage",
                 json_pack("{s:I, s:I, s:I}", "chat_id", (json_int_t)one->room.tg, "from_chat_id",
                           (json_int_t)update->chat, "message_id", (json_int_t)update->message));
    courier_send(one->owner->options.courier, list, COURIER_REPEAT, on_copied, one);
}

static void write_words(talk *one)
{
    bridge *owner = one->owner;
    const botapi_update *update = one->update;
    const rs_place place = {
        .bot = owner->options.bot, .chat = update->chat, .message = update->message};
    const rs_write_args args = {
        .id = one->room.id,
        .operator= & update->from,
        .text = bridge_words(one->memory, RS_LANG_RU, update),
        .place = &place,
    };
    const char *key = arena_print(one->memory, "tg:%" PRId64 ":%" PRId64,
                                  botapi_id(owner->options.api), update->id);
    patience_ask(owner->options.asks, RS_CONVERSATION_WRITE, &args, key, on_written, one);
}

static void on_room(void *arg, const actor_reply *reply)
{
    talk *one = arg;
    draft text;

    /* A topic that somebody made by hand belongs to nobody. */
    if (reply->code != RS_OK) {
        talk_end(one);
        return;
    }
    message_clone(&rs_conversation_view_type, reply->result, one->memory, &one->room);
    if (one->update->from.tg == UPDATE_ANONYMOUS) {
        draft_open(&text, one->memory, RS_LANG_RU);
        draft_add(&text, TEXT_NOTE_ANONYMOUS);
        note(one, &text);
        return;
    }
    write_words(one);
}

/* ---------------------------------------------------------------- topics that this bot made */

static void on_made_recorded(void *arg, const actor_reply *reply)
{
    (void)reply; /* conflict: it was recorded in the meantime */
    talk_end(arg);
}

/* Made by a call whose answer was lost, or after a crash, besides the one that is recorded. An
 * older one is left alone if it may have been the recorded one before. */
static bool is_superfluous(const rs_conversation_view *room, const botapi_update *made)
{
    return made->thread > room->topic || room->generation == 1;
}

static void made_room(talk *one, int64_t tg);

static void made_too_many(talk *one, const rs_conversation_view *room)
{
    if (room_makes(one->owner, room->id) != ROOM_QUIET || !is_superfluous(room, one->update)) {
        talk_end(one); /* whoever is making one knows what to do with it */
    } else if (!one->sure) {
        one->sure = true; /* what was just read may be from before it was recorded */
        made_room(one, room->tg);
    } else {
        room_delete_topic(one->owner, one->update->thread);
        talk_end(one);
    }
}

static void on_made_room(void *arg, const actor_reply *reply)
{
    talk *one = arg;
    const botapi_update *update = one->update;
    const rs_conversation_view *room = reply->result;

    if (reply->code != RS_OK || (room->chat == update->chat && room->topic == update->thread)) {
        talk_end(one);
        return;
    }
    bool has = room->topic && room->chat == update->chat;
    bool waits = room_makes(one->owner, room->id) == ROOM_WAITS && update->thread > room->topic;
    if (has && !waits) {
        made_too_many(one, room);
        return;
    }
    const rs_topic_args args = {
        .id = room->id,
        .chat = update->chat,
        .topic = update->thread,
        .generation = room->generation + 1,
    };
    patience_ask(one->owner->options.asks, RS_CONVERSATION_TOPIC, &args, NULL, on_made_recorded,
                 one);
}

static void made_room(talk *one, int64_t tg)
{
    const rs_conversation_key key = {.kind = one->owner->options.kind, .tg = tg};

    patience_ask(one->owner->options.asks, RS_CONVERSATION_GET, &key, NULL, on_made_room, one);
}

static void on_made_who(void *arg, const actor_reply *reply)
{
    talk *one = arg;

    if (reply->code == RS_OK)
        made_room(one, ((const rs_participant_view *)reply->result)->tg);
    else
        talk_end(one);
}

/* Recorded also from here: whoever made it may have died before it could say so. */
static void talk_made(talk *one)
{
    bool by_tg = false;
    int64_t owner = bridge_topic_owner(one->update->text, &by_tg);

    if (!owner || one->update->from.tg != botapi_id(one->owner->options.api))
        talk_end(one);
    else if (by_tg)
        made_room(one, owner);
    else
        patience_ask(one->owner->options.asks, RS_PARTICIPANT_VIEW, &(rs_who){.participant = owner},
                     NULL, on_made_who, one);
}

/* Notes among operators, commands, Telegram's own lines, other bots, the topic General. */
static bool is_for_person(const botapi_update *update)
{
    return update->kind == UPDATE_MESSAGE && update->thread && update->from.tg &&
           update->media != MEDIA_SERVICE && update->text[0] != '/' &&
           (!update->from_bot || update->from.tg == UPDATE_ANONYMOUS) &&
           (update->media != MEDIA_NONE || *update->text);
}

bool bridge_update(bridge *self, const botapi_update *update)
{
    if (!self->operators_chat || update->chat != self->operators_chat)
        return false;
    talk *one = talk_begin(self);
    one->update = update;
    if (update->kind == UPDATE_TOPIC_CLOSED || update->kind == UPDATE_TOPIC_REOPENED)
        room_closed(self, update->thread, update->kind == UPDATE_TOPIC_CLOSED);
    if (update->kind == UPDATE_TOPIC) {
        talk_made(one);
    } else if (!is_for_person(update)) {
        talk_end(one);
    } else {
        const rs_conversation_key key = {.chat = update->chat, .topic = update->thread};
        patience_ask(self->options.asks, RS_CONVERSATION_GET, &key, NULL, on_room, one);
    }
    return true;
}

/* -------------------------------------------------------------------------------- carrying */

static void carry_end(talk *one, botapi_outcome outcome)
{
    one->fn(one->arg, outcome);
    talk_free(one);
}

static void on_carried(void *arg, const post_result *result)
{
    carry_end(arg, result->outcome);
}

static void on_carry_room(void *arg, const actor_reply *reply)
{
    talk *one = arg;

    if (reply->code != RS_OK)
        carry_end(one, BOTAPI_REFUSED);
    else
        room_post(one->owner, reply->result, NULL, one->from_chat, one->from_message, on_carried,
                  one);
}

static void carry_nowhere(void *arg)
{
    carry_end(arg, BOTAPI_REFUSED);
}

void bridge_carry(bridge *self, int64_t conversation, const botapi_update *update, bridge_fn *fn,
                  void *arg)
{
    talk *one = talk_begin(self);
    const rs_conversation_key key = {.id = conversation};

    one->from_chat = update->chat;
    one->from_message = update->message;
    one->fn = fn;
    one->arg = arg;
    if (self->operators_chat)
        patience_ask(self->options.asks, RS_CONVERSATION_GET, &key, NULL, on_carry_room, one);
    else
        actor_timer(self->loop, 0, 0, carry_nowhere, one);
}
