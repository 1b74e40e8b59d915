/* What comes from the operators' group: operators' words, which go to the ledger, from where the
 * person's lane delivers them; and Telegram's own news about topics. */
#include "shared/bridge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/format.h"
#include "shared/log.h"
#include "shared/unicode.h"

enum { REASON_BYTES_MAX = 1000 };

typedef struct {
    ring in;
    bridge *owner;
    arena *memory;
    const botapi_update *update;
    rs_conversation_view room;
    bool desk;      /* it came from an operator's private chat */
    bool picked;    /* ... and was asked about there */
    text_key said;  /* after a command */
    int64_t number; /* of the answer that was asked for */
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

/* NULL: nothing hangs on it. */
static const rs_attachment *attachment_of(const botapi_update *update, arena *memory)
{
    if (update->media == MEDIA_NONE)
        return NULL;
    rs_attachment *what = arena_give(memory, sizeof *what);
    *what = (rs_attachment){
        .kind = copy_kind(update->media),
        .file = update->file,
        .name = update->file_name,
        .mime = update->mime,
        .size = update->file_size,
        .album = update->album,
        .unique = update->file_unique,
    };
    return what;
}

void bridge_describe(rs_bot bot, const botapi_update *update, arena *memory, rs_write_args *out)
{
    rs_place *place = arena_give(memory, sizeof *place);

    *place = (rs_place){.bot = bot, .chat = update->chat, .message = update->message};
    out->place = place;
    out->text = update->text;
    if (update->reply_to) {
        rs_place *reply = arena_give(memory, sizeof *reply);
        *reply = (rs_place){.bot = bot, .chat = update->chat, .message = update->reply_to};
        out->reply_at = reply;
    }
    out->attachment = attachment_of(update, memory);
}

/* ------------------------------------------------------------------------------- operators */

static void talk_end(talk *one)
{
    botapi_poll_done(one->owner->options.poll, one->update->id);
    talk_free(one);
}

static void on_note(void *arg, const courier_result *result)
{
    (void)result; /* a note that cannot be put there would not be read there */
    talk_end(arg);
}

static void note(talk *one, const draft *text)
{
    json_t *list;

    if (!one->desk) {
        room_say(one->owner, &one->room, text, on_note, one);
        return;
    }
    list = json_array();
    message_send(list, one->update->chat, 0, text, NULL);
    message_reply(list, 0, one->update->message);
    courier_send(one->owner->options.courier, list, COURIER_REPEAT, on_note, one);
}

static void note_key(talk *one, text_key key)
{
    draft text;

    draft_open(&text, one->memory, RS_LANG_RU);
    draft_add(&text, key);
    note(one, &text);
}

static void note_refusal(talk *one, const actor_reply *reply)
{
    const botapi_update *update = one->update;
    draft text;

    draft_open(&text, one->memory, RS_LANG_RU);
    if (reply->code == RS_FORBIDDEN)
        draft_add(&text, TEXT_NOTE_NOT_OPERATOR,
                  .name = *update->from.first ? update->from.first : update->from.nick);
    else
        draft_add(&text, TEXT_NOTE_FAILED, .text = reply->detail);
    note(one, &text);
}

/* What was written is stored, and will be delivered by the lane. */
static void on_written(void *arg, const actor_reply *reply)
{
    if (reply->code == RS_OK)
        talk_end(arg);
    else
        note_refusal(arg, reply);
}

/* What was asked about is said once, whichever button is pressed and how often. */
static const char *key_of(talk *one)
{
    if (one->picked)
        return arena_print(one->memory, "tg:%" PRId64 ":at:%" PRId64,
                           botapi_id(one->owner->options.api), one->update->message);
    return arena_print(one->memory, "tg:%" PRId64 ":%" PRId64, botapi_id(one->owner->options.api),
                       one->update->id);
}

static bool is_note(const char *text)
{
    return !strncmp(text, "//", 2);
}

static void write_words(talk *one, const char *words)
{
    bridge *owner = one->owner;
    rs_write_args args = {.id = one->room.id, .operator= & one->update->from };

    bridge_describe(owner->options.bot, one->update, one->memory, &args);
    if (words)
        args.text = words;
    if (is_note(args.text)) {
        args.note = true;
        args.text += strspn(args.text, "/ ");
    }
    if (!*args.text && !args.attachment) { /* a note of nothing */
        talk_end(one);
        return;
    }
    patience_ask(owner->options.asks, RS_CONVERSATION_WRITE, &args, key_of(one), on_written, one);
}

/* ------------------------------------------------------------------------------- commands */

static void on_command_done(void *arg, const actor_reply *reply)
{
    talk *one = arg;

    if (reply->code != RS_OK)
        note_refusal(one, reply);
    else
        note_key(one, one->said);
}

static void command_close(talk *one, const char *rest)
{
    const rs_conversation_move_args args = {
        .id = one->room.id, .state = RS_CONVERSATION_CLOSED, .operator= & one->update->from };

    (void)rest;
    one->said = TEXT_NOTE_CLOSED;
    patience_ask(one->owner->options.asks, RS_CONVERSATION_MOVE, &args, NULL, on_command_done, one);
}

static void ask_ban(talk *one, bool banned, const char *reason, text_key said)
{
    const rs_ban_args args = {
        .id = one->room.id, .banned = banned, .reason = reason, .operator= & one->update->from };

    one->said = said;
    patience_ask(one->owner->options.asks, RS_CONVERSATION_BAN, &args, NULL, on_command_done, one);
}

static void command_ban(talk *one, const char *rest)
{
    ask_ban(one, true, strlen(rest) <= REASON_BYTES_MAX ? rest : "", TEXT_NOTE_BANNED);
}

static void command_unban(talk *one, const char *rest)
{
    (void)rest;
    ask_ban(one, false, "", TEXT_NOTE_UNBANNED);
}

static void on_info(void *arg, const actor_reply *reply)
{
    talk *one = arg;
    const rs_conversation_view *room = &one->room;
    draft text;

    draft_open(&text, one->memory, RS_LANG_RU);
    room_card(one->owner, &text, room, reply->code == RS_OK ? reply->result : NULL);
    draft_gap(&text);
    draft_add(&text,
              room->state == RS_CONVERSATION_CLOSED     ? TEXT_ROOM_IS_CLOSED
              : room->state == RS_CONVERSATION_ANSWERED ? TEXT_ROOM_IS_ANSWERED
                                                        : TEXT_ROOM_IS_OPEN,
              .date = format_moment(one->memory, RS_LANG_RU, room->since));
    if (room->banned)
        draft_line(&text, TEXT_ROOM_IS_BANNED);
    note(one, &text);
}

static void command_info(talk *one, const char *rest)
{
    const rs_who who = {.tg = one->room.tg};

    (void)rest;
    patience_ask(one->owner->options.asks, RS_PARTICIPANT_VIEW, &who, NULL, on_info, one);
}

static const rs_canned *canned_of(const rs_canned_page *page, int64_t id)
{
    for (size_t i = 0; i < page->answers.count; i++)
        if (page->answers.items[i].id == id)
            return &page->answers.items[i];
    return NULL;
}

static void list_canned(talk *one, const rs_canned_page *page)
{
    draft text;

    draft_open(&text, one->memory, RS_LANG_RU);
    draft_add(&text, page->answers.count ? TEXT_NOTE_CANNED : TEXT_NOTE_NO_CANNED);
    for (size_t i = 0; i < page->answers.count; i++) {
        const rs_canned *answer = &page->answers.items[i];
        if (answer->kind && answer->kind != one->room.kind)
            continue;
        draft_raw(&text, arena_print(one->memory, "\n/answer %" PRId64 ": %s", answer->id,
                                     unicode_text(one->memory, answer->title)));
    }
    note(one, &text);
}

static void on_canned(void *arg, const actor_reply *reply)
{
    talk *one = arg;
    rs_canned_page page = {0};

    if (reply->code == RS_OK)
        message_clone(&rs_canned_page_type, reply->result, one->memory, &page);
    const rs_canned *answer = canned_of(&page, one->number);
    if (answer)
        write_words(one, answer->text);
    else
        list_canned(one, &page);
}

static void command_answer(talk *one, const char *rest)
{
    one->number = strtoll(rest, NULL, 10);
    patience_ask(one->owner->options.asks, RS_CANNED_LIST, &(rs_nothing){0}, NULL, on_canned, one);
}

/* "/close@another_bot": two bots may sit in one group. */
static bool is_for_another(const talk *one)
{
    const char *text = one->update->text;
    size_t size = strcspn(text, " \n");
    const char *at = memchr(text, '@', size);
    const char *ours = botapi_username(one->owner->options.api);

    return at && (strlen(ours) != size - (size_t)(at + 1 - text) ||
                  strncasecmp(at + 1, ours, strlen(ours)) != 0);
}

/* false: not a command of ours. Nothing that begins with a slash is ever passed on. */
static bool run_command(talk *one)
{
    static const struct {
        const char *name;
        void (*run)(talk *one, const char *rest);
    } commands[] = {
        {"/close", command_close}, {"/ban", command_ban},       {"/unban", command_unban},
        {"/info", command_info},   {"/answer", command_answer},
    };
    const char *text = one->update->text;
    size_t size = strcspn(text, " @\n");
    const char *rest = text + strcspn(text, " \n");

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strlen(commands[i].name) == size && !strncmp(commands[i].name, text, size)) {
            commands[i].run(one, rest + strspn(rest, " \n"));
            return true;
        }
    return false;
}

static void talk_go(talk *one)
{
    bool slash = one->update->text[0] == '/' && !is_note(one->update->text);

    if (one->update->from.tg == UPDATE_ANONYMOUS)
        note_key(one, TEXT_NOTE_ANONYMOUS);
    else if (!slash)
        write_words(one, NULL);
    else if (is_for_another(one))
        talk_end(one);
    else if (!run_command(one))
        note_key(one, TEXT_NOTE_NO_COMMAND);
}

void talk_at_desk(bridge *owner, const botapi_update *update, const rs_conversation_view *room,
                  bool picked)
{
    talk *one = talk_begin(owner);
    botapi_update *words = arena_give(one->memory, sizeof *words);

    update_clone(update, one->memory, words);
    if (picked) { /* of what the question replied to, which replies to nothing */
        words->message = update->reply_to;
        words->reply_to = 0;
    }
    one->update = words;
    one->desk = true;
    one->picked = picked;
    message_clone(&rs_conversation_view_type, room, one->memory, &one->room);
    talk_go(one);
}

static void on_room(void *arg, const actor_reply *reply)
{
    talk *one = arg;

    /* A topic that somebody made by hand belongs to nobody. */
    if (reply->code != RS_OK) {
        if (reply->code != RS_NOT_FOUND)
            log_error("update %" PRId64 ": whose topic it is cannot be read, and the message is "
                      "not passed on: %s",
                      one->update->id, reply->detail);
        talk_end(one);
        return;
    }
    message_clone(&rs_conversation_view_type, reply->result, one->memory, &one->room);
    talk_go(one);
}

/* ---------------------------------------------------------------------------------- edits */

static void reword(talk *one, bool as_operator);

static void on_reworded(void *arg, const actor_reply *reply)
{
    talk *one = arg;

    if (reply->code == RS_FORBIDDEN && one->update->private_chat && !one->desk) {
        one->desk = true; /* not a person's own message: an operator's, perhaps */
        reword(one, true);
        return;
    }
    if (reply->code != RS_OK && reply->code != RS_NOT_FOUND)
        log_info("update %" PRId64 ": an edit is not taken: %s", one->update->id, reply->detail);
    talk_end(one);
}

/* Of a message that is stored; whatever else is edited concerns nobody. */
static void reword(talk *one, bool as_operator)
{
    const botapi_update *update = one->update;
    const rs_place place = {
        .bot = one->owner->options.bot, .chat = update->chat, .message = update->message};
    rs_reword_args args = {
        .place = &place, .text = update->text, .attachment = attachment_of(update, one->memory)};

    if (as_operator && is_note(args.text))
        args.text += strspn(args.text, "/ ");
    if (!as_operator)
        args.who = &update->from;
    else
        args.operator= & update->from;
    patience_ask(one->owner->options.asks, RS_CONVERSATION_REWORD, &args, NULL, on_reworded, one);
}

/* ---------------------------------------------------------------- topics that this bot made */

/* Made by a call whose answer was lost, or after a crash, besides the one that is recorded. An
 * older one is left alone if it may have been the recorded one before. */
static bool is_superfluous(const rs_conversation_view *room, const botapi_update *made)
{
    return made->thread > room->topic || room->generation == 1;
}

/* As the ledger knows the room by now, and with this topic in it. */
static void on_besides(void *arg, const actor_reply *reply)
{
    talk *one = arg;
    const rs_conversation_view *room = reply->result;

    if (reply->code == RS_OK && room->topic != one->update->thread &&
        room_makes(one->owner, room->id) == ROOM_QUIET && is_superfluous(room, one->update))
        room_delete_topic(one->owner, one->update->thread);
    talk_end(one);
}

/* Recorded before it is deleted: an operator may have written in it, which comes after this. */
static void made_besides(talk *one)
{
    const rs_topic_args args = {
        .id = one->room.id, .chat = one->update->chat, .topic = one->update->thread};

    patience_ask(one->owner->options.asks, RS_CONVERSATION_TOPIC, &args, NULL, on_besides, one);
}

static void on_made_recorded(void *arg, const actor_reply *reply)
{
    if (reply->code == RS_CONFLICT)
        made_besides(arg); /* another one was recorded in the meantime */
    else
        talk_end(arg);
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
    one->room.id = room->id;
    bool has = room->topic && room->chat == update->chat;
    bool waits = room_makes(one->owner, room->id) == ROOM_WAITS && update->thread > room->topic;
    if (has && !waits) {
        made_besides(one);
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

/* Telegram's own lines, other bots, the topic General concern nobody. */
static bool is_of_operator(const botapi_update *update)
{
    return update->thread && update->from.tg && update->media != MEDIA_SERVICE &&
           (!update->from_bot || update->from.tg == UPDATE_ANONYMOUS) &&
           (update->media != MEDIA_NONE || *update->text);
}

static bool is_edit_of_person(const botapi_update *update)
{
    return update->kind == UPDATE_EDIT && update->private_chat && update->from.tg &&
           !update->from_bot;
}

bool bridge_update(bridge *self, const botapi_update *update)
{
    bool ours = self->operators_chat && update->chat == self->operators_chat;

    if (update->kind == UPDATE_PRESS)
        return desk_press(self, update) || press_begin(self, update);
    if (desk_update(self, update))
        return true;
    if (!ours && !is_edit_of_person(update))
        return false;
    talk *one = talk_begin(self);
    one->update = update;
    if (update->kind == UPDATE_TOPIC_CLOSED || update->kind == UPDATE_TOPIC_REOPENED)
        room_closed(self, update->thread, update->kind == UPDATE_TOPIC_CLOSED);
    if (update->kind == UPDATE_TOPIC) {
        talk_made(one);
    } else if (is_edit_of_person(update) ||
               (update->kind == UPDATE_EDIT && is_of_operator(update))) {
        reword(one, !update->private_chat);
    } else if (update->kind != UPDATE_MESSAGE || !is_of_operator(update)) {
        talk_end(one);
    } else {
        const rs_conversation_key key = {.chat = update->chat, .topic = update->thread};
        patience_ask(self->options.asks, RS_CONVERSATION_GET, &key, NULL, on_room, one);
    }
    return true;
}
