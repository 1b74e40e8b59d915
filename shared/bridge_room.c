/* Topics: made once, mended when operators delete or close them, and what is put into them.
 *
 * A post that finds no topic joins the opening of that room, if there is one, or begins it:
 *
 *     createForumTopic  ->  conversation.topic  ->  card, pinned  ->  the posts go on
 *
 * Two ways lead to a second topic, and both are closed: another instance was first
 * (conversation.topic says conflict: ours is deleted, theirs used), and a crash between the first
 * two steps (Telegram's own message about the topic comes back to the bot and is recorded, see
 * room_made). */
#include "shared/bridge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/format.h"
#include "shared/log.h"
#include "shared/unicode.h"

enum {
    TOPIC_NAME_UNITS = 100, /* of the 128 that Telegram takes; the rest is for the number */
    NAME_UNITS = 64,
    ICON_WAITING_MAX = 5,
    MENDS_MAX = 3,       /* of one post, before it is given up */
    TOPIC_NEWS_MS = 5000 /* so long may Telegram's message about a topic take */
};

typedef struct post post;
struct post {
    ring in;
    bridge *owner;
    post *waits; /* the next one that waits for the same opening */
    arena *memory;
    rs_conversation_view room;
    json_t *list; /* calls, without chat and topic */
    int mends;
    courier_fn *fn;
    void *arg;
};

typedef struct {
    ring in;
    bridge *owner;
    post *posts; /* the first one lends its memory and its room */
    int64_t room;
    int64_t topic;
    int64_t timer;
} opening;

static void post_go(post *one);
static void opening_create(opening *one);

/* ----------------------------------------------------------------------------------- names */

static const char *room_name(arena *memory, const rs_conversation_view *room, size_t units)
{
    const char *name = unicode_name(memory, room->name ? room->name : "", units);

    return *name ? name : text(memory, RS_LANG_RU, TEXT_ROOM_NAMELESS);
}

const char *bridge_topic_name(arena *memory, const rs_conversation_view *room)
{
    const char *name = room_name(memory, room, TOPIC_NAME_UNITS);

    if (room->participant)
        return arena_print(memory, "%s · №%" PRId64, name, room->participant);
    return arena_print(memory, "%s · tg%" PRId64, name, room->tg);
}

int64_t bridge_topic_owner(const char *name, bool *tg)
{
    static const char separator[] = " · ";
    const char *tail = NULL;

    for (const char *at = name; (at = strstr(at, separator)); at++)
        tail = at + strlen(separator);
    if (!tail)
        return 0;
    *tg = !strncmp(tail, "tg", 2);
    if (!*tg && strncmp(tail, "№", strlen("№")) != 0)
        return 0;
    tail += *tg ? 2 : strlen("№");
    size_t digits = strspn(tail, "0123456789");
    if (!digits || tail[digits] || digits > 15)
        return 0;
    return strtoll(tail, NULL, 10);
}

/* ----------------------------------------------------------------------------------- posts */

static void post_free(post *one)
{
    ring_leave(&one->in);
    json_decref(one->list);
    arena_close(&one->memory);
    free(one);
}

static void post_end(post *one, const courier_result *result)
{
    if (one->fn)
        one->fn(one->arg, result);
    post_free(one);
}

static bool is_closed(const bridge *self, int64_t topic)
{
    for (size_t i = 0; i < CLOSED_MAX; i++)
        if (self->closed[i] == topic)
            return true;
    return false;
}

void room_closed(bridge *self, int64_t topic, bool closed)
{
    for (size_t i = 0; i < CLOSED_MAX; i++)
        if (self->closed[i] == topic)
            self->closed[i] = 0;
    if (closed)
        self->closed[self->closed_next++ % CLOSED_MAX] = topic;
}

static void on_group_kept(void *arg, const actor_reply *reply)
{
    (void)arg;
    if (reply->code != RS_OK)
        log_error("the new id of the operators' group could not be kept: %s", reply->detail);
}

void room_group_moved(bridge *self, int64_t to)
{
    const rs_group_moved_args args = {.from = self->operators_chat, .to = to};

    if (to == self->operators_chat)
        return;
    log_info("the operators' group has a new id, %" PRId64, to);
    patience_ask(self->options.asks, RS_GROUP_MOVED, &args, NULL, on_group_kept, self);
    self->operators_chat = to;
}

static void on_reopened(void *arg, const courier_result *result)
{
    post *one = arg;

    room_closed(one->owner, one->room.topic, false);
    if (result->outcome == BOTAPI_DONE)
        post_go(one);
    else if (result->outcome == BOTAPI_NO_TOPIC) {
        one->room.topic = 0;
        post_go(one);
    } else
        post_end(one, result);
}

static void post_reopen(post *one)
{
    json_t *list = json_array();

    message_call(list, "reopenForumTopic",
                 json_pack("{s:I, s:I}", "chat_id", (json_int_t)one->owner->operators_chat,
                           "message_thread_id", (json_int_t)one->room.topic));
    courier_send(one->owner->options.courier, list, COURIER_ONCE, on_reopened, one);
}

static void on_posted(void *arg, const courier_result *result)
{
    post *one = arg;
    bridge *owner = one->owner;
    bool mendable = one->mends++ < MENDS_MAX;

    if (mendable && result->outcome == BOTAPI_NO_TOPIC) {
        one->room.topic = 0; /* generation stays: the next one is it plus one */
        post_go(one);
    } else if (mendable && result->outcome == BOTAPI_TOPIC_CLOSED) {
        post_reopen(one);
    } else if (mendable && result->outcome == BOTAPI_MOVED) {
        room_group_moved(owner, result->migrate_to);
        post_go(one);
    } else {
        post_end(one, result);
    }
}

static void post_send(post *one)
{
    bridge *owner = one->owner;
    json_t *list = json_deep_copy(one->list);

    RS_ASSERT(list);
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *params = json_object_get(json_array_get(list, i), "params");
        json_object_set_new(params, "chat_id", json_integer(owner->operators_chat));
        json_object_set_new(params, "message_thread_id", json_integer(one->room.topic));
    }
    courier_send(owner->options.courier, list, COURIER_REPEAT, on_posted, one);
}

static opening *opening_of(const bridge *self, int64_t room)
{
    for (ring *at = self->openings.next; at != &self->openings; at = at->next) {
        opening *one = (opening *)(void *)at;
        if (one->room == room)
            return one;
    }
    return NULL;
}

room_making room_makes(const bridge *self, int64_t room)
{
    const opening *one = opening_of(self, room);

    if (!one)
        return ROOM_QUIET;
    return one->timer ? ROOM_WAITS : ROOM_MAKES;
}

static void post_open(post *one)
{
    bridge *owner = one->owner;
    opening *at = opening_of(owner, one->room.id);

    one->waits = NULL;
    if (at) {
        post *last = at->posts;
        while (last->waits)
            last = last->waits;
        last->waits = one;
        return;
    }
    at = calloc(1, sizeof *at);
    RS_ASSERT(at);
    *at = (opening){.owner = owner, .posts = one, .room = one->room.id};
    ring_add(&owner->openings, &at->in);
    opening_create(at);
}

static void post_go(post *one)
{
    if (!one->room.topic || one->room.chat != one->owner->operators_chat)
        post_open(one);
    else if (is_closed(one->owner, one->room.topic))
        post_reopen(one);
    else
        post_send(one);
}

static void note_made(bridge *self, int64_t room, int64_t topic, int64_t generation)
{
    size_t next = self->made_next++ % MADE_MAX;

    self->made[next].room = room;
    self->made[next].topic = topic;
    self->made[next].generation = generation;
}

/* The topic as it is by now, if this process has made a newer one. */
static void use_made(const bridge *self, rs_conversation_view *room)
{
    for (size_t i = 0; i < MADE_MAX; i++)
        if (self->made[i].room == room->id && self->made[i].generation > room->generation) {
            room->chat = self->operators_chat;
            room->topic = self->made[i].topic;
            room->generation = self->made[i].generation;
        }
}

void room_post(bridge *self, const rs_conversation_view *room, json_t *list, courier_fn *fn,
               void *arg)
{
    post *one = calloc(1, sizeof *one);

    RS_ASSERT(one && self->operators_chat && json_array_size(list));
    *one = (post){.owner = self, .memory = arena_open(), .list = list, .fn = fn, .arg = arg};
    ring_add(&self->posts, &one->in);
    message_clone(&rs_conversation_view_type, room, one->memory, &one->room);
    use_made(self, &one->room);
    post_go(one);
}

void room_say(bridge *self, const rs_conversation_view *room, const draft *text, courier_fn *fn,
              void *arg)
{
    json_t *list = json_array();

    message_send(list, 0, 0, text, NULL);
    room_post(self, room, list, fn, arg);
}

/* -------------------------------------------------------------------------------- openings */

static void opening_free(opening *one)
{
    ring_leave(&one->in);
    actor_timer_end(one->owner->loop, one->timer);
    free(one);
}

/* The posts that waited go on, or end, in the order they came. */
static void opening_end(opening *one, botapi_outcome outcome, const char *description)
{
    bridge *owner = one->owner;
    post *at = one->posts;
    int64_t topic = one->topic;
    int64_t generation = at->room.generation;

    if (outcome == BOTAPI_DONE)
        note_made(owner, at->room.id, topic, generation);
    opening_free(one);
    while (at) {
        post *next = at->waits;
        at->waits = NULL;
        at->room.chat = owner->operators_chat;
        at->room.topic = topic;
        at->room.generation = generation;
        if (outcome == BOTAPI_DONE)
            post_go(at);
        else
            post_end(at, &(courier_result){.outcome = outcome, .description = description});
        at = next;
    }
}

static void on_card_sent(void *arg, const courier_result *result)
{
    opening *one = arg;
    bridge *owner = one->owner;

    if (result->outcome == BOTAPI_DONE && result->message) {
        json_t *list = json_array();
        message_call(list, "pinChatMessage",
                     json_pack("{s:I, s:I, s:b}", "chat_id", (json_int_t)owner->operators_chat,
                               "message_id", (json_int_t)result->message, "disable_notification",
                               1));
        courier_send(owner->options.courier, list, COURIER_ONCE, NULL, NULL);
    }
    opening_end(one, BOTAPI_DONE, ""); /* without its card a topic does as well */
}

void room_card(bridge *self, draft *card, const rs_conversation_view *room,
               const rs_participant_view *who)
{
    arena *memory = card->memory;

    draft_add(card, TEXT_ROOM_CARD, .name = room_name(memory, room, NAME_UNITS),
              .nick = room->nick && *room->nick ? arena_print(memory, "@%s", room->nick) : "",
              .id = arena_print(memory, "%" PRId64, room->tg));
    if (!who) {
        draft_line(card, TEXT_ROOM_STRANGER);
        return;
    }
    const char *id = arena_print(memory, "%" PRId64, who->id);
    draft_line(card, TEXT_ROOM_PARTICIPANT, .id = id,
               .date = format_date(memory, RS_LANG_RU, who->joined));
    draft_line(card, TEXT_ROOM_BALANCE, .points = text_points(memory, RS_LANG_RU, who->total),
               .left = format_points(memory, RS_LANG_RU, who->available));
    if (self->options.page && *self->options.page)
        draft_line(card, TEXT_ROOM_LINK,
                   .link = arena_print(memory, "%s/participants/%s", self->options.page, id));
}

static void send_card(opening *one, const rs_participant_view *who)
{
    bridge *owner = one->owner;
    const rs_conversation_view *room = &one->posts->room;
    json_t *list = json_array();
    draft card;

    draft_open(&card, one->posts->memory, RS_LANG_RU);
    room_card(owner, &card, room, who);
    draft_gap(&card);
    draft_add(&card, TEXT_ROOM_HOW);
    if (room->generation > 1) {
        draft_gap(&card);
        draft_add(&card, TEXT_ROOM_AGAIN);
    }
    message_send(list, owner->operators_chat, one->topic, &card, NULL);
    courier_send(owner->options.courier, list, COURIER_ONCE, on_card_sent, one);
}

static void on_card_view(void *arg, const actor_reply *reply)
{
    send_card(arg, reply->code == RS_OK ? reply->result : NULL);
}

void room_delete_topic(bridge *owner, int64_t topic)
{
    json_t *list = json_array();

    message_call(list, "deleteForumTopic",
                 json_pack("{s:I, s:I}", "chat_id", (json_int_t)owner->operators_chat,
                           "message_thread_id", (json_int_t)topic));
    courier_send(owner->options.courier, list, COURIER_ONCE, NULL, NULL);
}

/* The topic that is recorded now; `ours` is one that we made and that may be superfluous. */
static void on_room(void *arg, const actor_reply *reply)
{
    opening *one = arg;
    bridge *owner = one->owner;
    rs_conversation_view *room = &one->posts->room;
    const rs_conversation_view *now = reply->result;
    bool newer = reply->code == RS_OK && now->topic && now->chat == owner->operators_chat &&
                 now->generation > room->generation;

    if (!newer && one->topic) {
        opening_end(one, BOTAPI_REFUSED, "the topic could not be recorded");
    } else if (!newer) {
        opening_create(one); /* it was not made after all */
    } else {
        if (one->topic && one->topic != now->topic)
            room_delete_topic(owner, one->topic);
        one->topic = now->topic;
        room->generation = now->generation;
        opening_end(one, BOTAPI_DONE, "");
    }
}

static void look_again(void *arg)
{
    opening *one = arg;
    const rs_conversation_key key = {.id = one->room};

    one->timer = 0;
    patience_ask(one->owner->options.asks, RS_CONVERSATION_GET, &key, NULL, on_room, one);
}

static void on_recorded(void *arg, const actor_reply *reply)
{
    opening *one = arg;
    rs_conversation_view *room = &one->posts->room;

    if (reply->code == RS_OK) {
        room->generation++;
        patience_ask(one->owner->options.asks, RS_PARTICIPANT_VIEW, &(rs_who){.tg = room->tg}, NULL,
                     on_card_view, one);
    } else {
        look_again(one); /* conflict: somebody else was first */
    }
}

static void on_created(void *arg, const botapi_answer *answer)
{
    opening *one = arg;
    bridge *owner = one->owner;
    int64_t topic = json_integer_value(json_object_get(answer->result, "message_thread_id"));

    if (answer->outcome == BOTAPI_UNCERTAIN) {
        /* If it was made after all, Telegram's message about it records it: see talk_made. */
        one->timer = actor_timer(owner->loop, TOPIC_NEWS_MS, 0, look_again, one);
        return;
    }
    if (answer->outcome == BOTAPI_MOVED && answer->migrate_to != owner->operators_chat) {
        room_group_moved(owner, answer->migrate_to);
        opening_create(one);
        return;
    }
    if (answer->outcome != BOTAPI_DONE || topic <= 0) {
        opening_end(one, answer->outcome == BOTAPI_DONE ? BOTAPI_REFUSED : answer->outcome,
                    answer->description);
        return;
    }
    one->topic = topic;
    const rs_topic_args args = {
        .id = one->room,
        .chat = owner->operators_chat,
        .topic = topic,
        .generation = one->posts->room.generation + 1,
    };
    patience_ask(owner->options.asks, RS_CONVERSATION_TOPIC, &args, NULL, on_recorded, one);
}

static void opening_create(opening *one)
{
    bridge *owner = one->owner;
    const char *name = bridge_topic_name(one->posts->memory, &one->posts->room);

    json_t *params =
        json_pack("{s:I, s:s}", "chat_id", (json_int_t)owner->operators_chat, "name", name);
    const char *icon = owner->icon_ids[RS_CONVERSATION_OPEN];
    if (*icon)
        json_object_set_new(params, "icon_custom_emoji_id", json_string(icon));
    one->topic = 0;
    botapi_call(owner->options.api, "createForumTopic", params,
                &(botapi_how){.chat = owner->operators_chat, .once = true}, on_created, one);
}

/* -------------------------------------------------------------------------------------- icons */

/* Of the emoji that any bot may use for topics: the first there is. */
static const char *const icons_wanted[][3] = {
    [RS_CONVERSATION_OPEN] = {"❗️", "❗", "💬"},
    [RS_CONVERSATION_ANSWERED] = {"✅", "🗣", NULL},
    [RS_CONVERSATION_CLOSED] = {"📁", "🏁", "🔍"},
};

static const char *icon_of(const json_t *stickers, const char *emoji)
{
    for (size_t i = 0; i < json_array_size(stickers); i++) {
        const json_t *one = json_array_get(stickers, i);
        const char *face = json_string_value(json_object_get(one, "emoji"));
        const char *id = json_string_value(json_object_get(one, "custom_emoji_id"));
        if (face && id && emoji && !strcmp(face, emoji))
            return id;
    }
    return NULL;
}

static void on_icons(void *arg, const botapi_answer *answer)
{
    bridge *self = arg;

    if (answer->outcome != BOTAPI_DONE) {
        self->icons_asked = false; /* the next change asks again */
        return;
    }
    for (size_t which = RS_CONVERSATION_OPEN; which <= RS_CONVERSATION_CLOSED; which++)
        for (size_t i = 0; i < 3 && !*self->icon_ids[which]; i++) {
            const char *id = icon_of(answer->result, icons_wanted[which][i]);
            if (id && strlen(id) < sizeof self->icon_ids[which])
                memcpy(self->icon_ids[which], id, strlen(id) + 1);
        }
}

/* true: it was another one, or none. */
static bool note_icon(bridge *self, int64_t topic, rs_conversation_state state)
{
    for (size_t i = 0; i < ICONS_MAX; i++)
        if (self->icons[i].topic == topic) {
            bool other = self->icons[i].state != state;
            self->icons[i].state = state;
            return other;
        }
    size_t next = self->icons_next++ % ICONS_MAX;
    self->icons[next].topic = topic;
    self->icons[next].state = state;
    return true;
}

/* An icon is a message's worth of what the group takes in a minute: not while others wait. */
void room_icon(bridge *self, const rs_conversation_view *room)
{
    json_t *list;

    if (!self->icons_asked) {
        self->icons_asked = true;
        botapi_call(self->options.api, "getForumTopicIconStickers", json_object(), &(botapi_how){0},
                    on_icons, self);
        return;
    }
    if (!room->state || !*self->icon_ids[room->state] || !room->topic ||
        room->chat != self->operators_chat || botapi_waiting(self->options.api) > ICON_WAITING_MAX)
        return;
    if (!note_icon(self, room->topic, room->state))
        return;
    list = json_array();
    message_call(list, "editForumTopic",
                 json_pack("{s:I, s:I, s:s}", "chat_id", (json_int_t)self->operators_chat,
                           "message_thread_id", (json_int_t)room->topic, "icon_custom_emoji_id",
                           self->icon_ids[room->state]));
    courier_send(self->options.courier, list, COURIER_ONCE, NULL, NULL);
}

void room_close_all(bridge *self)
{
    for (opening *one; (one = ring_pop(&self->openings));)
        opening_free(one);
    for (post *one; (one = ring_pop(&self->posts));)
        post_free(one);
}
