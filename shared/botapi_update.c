#include "shared/botapi_update.h"

#include <string.h>

#include "shared/unicode.h"

/* Limits of Telegram's clients; what is longer was not made by one. */
enum {
    NAME_UNITS_MAX = 64,
    NICK_MAX = 32,
    TOPIC_UNITS_MAX = 128,
    DATA_MAX = 64,
    QUERY_MAX = 64,
    FILE_MAX = 200,
    FILE_NAME_UNITS_MAX = 120,
    MIME_MAX = 60,
    ALBUM_MAX = 32
};
static const int64_t ID_MAX = INT64_C(1) << 52;
static const int64_t MESSAGE_MAX = INT32_MAX;

static const char *string_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

/* 0 if absent or out of range. */
static int64_t number_at(const json_t *object, const char *key, int64_t min, int64_t max)
{
    const json_t *value = json_object_get(object, key);
    json_int_t number = json_integer_value(value); /* 0 unless it is an integer */
    return number >= min && number <= max ? number : 0;
}

/* A short machine-made string, of these characters only; "" otherwise. */
static const char *word_at(const json_t *object, const char *key, size_t max)
{
    const char *text = string_at(object, key);
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-:";
    return strlen(text) <= max && !text[strspn(text, letters)] ? text : "";
}

static void read_person(const json_t *person, arena *memory, botapi_update *out)
{
    out->from.tg = number_at(person, "id", 1, ID_MAX);
    out->from_bot = json_is_true(json_object_get(person, "is_bot"));
    out->from.first = unicode_name(memory, string_at(person, "first_name"), NAME_UNITS_MAX);
    out->from.last = unicode_name(memory, string_at(person, "last_name"), NAME_UNITS_MAX);
    out->from.nick = arena_print(memory, "%s", word_at(person, "username", NICK_MAX));
    /* Russian is what the programme speaks; English for those who read neither it nor a language
     * whose speakers mostly do. */
    const char *code = string_at(person, "language_code");
    static const char *const russian[] = {"ru", "be", "uk", "kk", "ky", "uz", "tg", "hy", "az"};
    out->from.lang = *code ? RS_LANG_EN : RS_LANG_RU;
    for (size_t i = 0; i < sizeof russian / sizeof *russian; i++)
        if (!strncmp(code, russian[i], 2) && (!code[2] || code[2] == '-'))
            out->from.lang = RS_LANG_RU;
}

static void read_chat(const json_t *chat, botapi_update *out)
{
    out->chat = number_at(chat, "id", -ID_MAX, ID_MAX);
    out->private_chat = !strcmp(string_at(chat, "type"), "private");
}

static update_media media_of(const json_t *message)
{
    static const struct {
        const char *key;
        update_media media;
    } kinds[] = {
        {"text", MEDIA_NONE},
        {"photo", MEDIA_PHOTO},
        {"video", MEDIA_VIDEO},
        {"voice", MEDIA_VOICE},
        {"document", MEDIA_DOCUMENT},
        {"sticker", MEDIA_STICKER},
        {"video_note", MEDIA_VIDEO_NOTE},
        {"audio", MEDIA_AUDIO},
        {"contact", MEDIA_OTHER},
        {"location", MEDIA_OTHER},
        {"venue", MEDIA_OTHER},
        {"poll", MEDIA_OTHER},
        {"dice", MEDIA_OTHER},
        {"game", MEDIA_OTHER},
        {"story", MEDIA_OTHER},
        {"paid_media", MEDIA_OTHER},
        {"checklist", MEDIA_OTHER},
    };

    /* A GIF comes as "animation" and as "document": the first of this order is what it is. */
    if (json_object_get(message, "animation"))
        return MEDIA_ANIMATION;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (json_object_get(message, kinds[i].key))
            return kinds[i].media;
    return MEDIA_SERVICE;
}

/* In a forum every message "replies" to the one that made its topic; that is nobody's choice. */
static const char *reply_of(const json_t *message, int64_t bot, arena *memory)
{
    const json_t *reply = json_object_get(message, "reply_to_message");
    const json_t *from = json_object_get(reply, "from");

    if (!reply || json_object_get(reply, "forum_topic_created") ||
        number_at(from, "id", 1, ID_MAX) != bot)
        return "";
    const char *key = json_object_get(reply, "text") ? "text" : "caption";
    return unicode_text(memory, string_at(reply, key));
}

/* A photo comes in several sizes, the largest last. */
static const json_t *attachment_of(const json_t *message, update_media media)
{
    static const char *const keys[] = {
        [MEDIA_VIDEO] = "video",           [MEDIA_VOICE] = "voice", [MEDIA_DOCUMENT] = "document",
        [MEDIA_STICKER] = "sticker",       [MEDIA_AUDIO] = "audio", [MEDIA_ANIMATION] = "animation",
        [MEDIA_VIDEO_NOTE] = "video_note",
    };

    if (media == MEDIA_PHOTO) {
        const json_t *sizes = json_object_get(message, "photo");
        return json_array_get(sizes, json_array_size(sizes) - 1);
    }
    bool known = media < sizeof keys / sizeof *keys && keys[media];
    return known ? json_object_get(message, keys[media]) : NULL;
}

static void read_attachment(const json_t *message, arena *memory, botapi_update *out)
{
    const json_t *what = attachment_of(message, out->media);

    out->file = arena_print(memory, "%s", word_at(what, "file_id", FILE_MAX));
    out->file_unique = arena_print(memory, "%s", word_at(what, "file_unique_id", FILE_MAX));
    out->file_name = unicode_name(memory, string_at(what, "file_name"), FILE_NAME_UNITS_MAX);
    out->mime = unicode_name(memory, string_at(what, "mime_type"), MIME_MAX);
    out->file_size = number_at(what, "file_size", 1, INT64_C(1) << 40);
    out->album = arena_print(memory, "%s", word_at(message, "media_group_id", ALBUM_MAX));
}

static void read_message(const json_t *message, int64_t bot, arena *memory, botapi_update *out)
{
    const json_t *made = json_object_get(message, "forum_topic_created");

    read_person(json_object_get(message, "from"), memory, out);
    read_chat(json_object_get(message, "chat"), out);
    out->message = number_at(message, "message_id", 1, MESSAGE_MAX);
    if (json_is_true(json_object_get(message, "is_topic_message")))
        out->thread = number_at(message, "message_thread_id", 1, MESSAGE_MAX);
    out->media = media_of(message);
    out->text =
        unicode_text(memory, string_at(message, out->media == MEDIA_NONE ? "text" : "caption"));
    out->reply = reply_of(message, bot, memory);
    read_attachment(message, memory, out);
    /* In a topic every message replies, if to nothing else, to the one that opened it. */
    out->reply_to =
        number_at(json_object_get(message, "reply_to_message"), "message_id", 1, MESSAGE_MAX);
    if (out->reply_to == out->thread)
        out->reply_to = 0;
    if (made) {
        out->kind = UPDATE_TOPIC;
        out->thread = number_at(message, "message_thread_id", 1, MESSAGE_MAX);
        out->text = unicode_name(memory, string_at(made, "name"), TOPIC_UNITS_MAX);
    }
    if (json_object_get(message, "forum_topic_closed"))
        out->kind = UPDATE_TOPIC_CLOSED;
    if (json_object_get(message, "forum_topic_reopened"))
        out->kind = UPDATE_TOPIC_REOPENED;
    if (!out->chat || !out->message)
        out->kind = UPDATE_OTHER;
}

/* What a message with buttons replies to: a question about that message can be acted upon. */
static void read_answered(const json_t *message, arena *memory, botapi_update *out)
{
    if (!message)
        return;
    out->reply_to = number_at(message, "message_id", 1, MESSAGE_MAX);
    out->media = media_of(message);
    out->text =
        unicode_text(memory, string_at(message, out->media == MEDIA_NONE ? "text" : "caption"));
    read_attachment(message, memory, out);
}

static void read_press(const json_t *press, arena *memory, botapi_update *out)
{
    const json_t *message = json_object_get(press, "message");

    read_person(json_object_get(press, "from"), memory, out);
    read_chat(json_object_get(message, "chat"), out);
    out->message = number_at(message, "message_id", 1, MESSAGE_MAX);
    read_answered(json_object_get(message, "reply_to_message"), memory, out);
    out->query = arena_print(memory, "%s", word_at(press, "id", QUERY_MAX));
    out->data = arena_print(memory, "%s", word_at(press, "data", DATA_MAX));
    if (!out->from.tg || !out->chat)
        out->kind = UPDATE_OTHER;
}

static void read_member(const json_t *change, arena *memory, botapi_update *out)
{
    const json_t *now = json_object_get(change, "new_chat_member");

    read_person(json_object_get(change, "from"), memory, out);
    read_chat(json_object_get(change, "chat"), out);
    out->stopped = !strcmp(string_at(now, "status"), "kicked");
    if (!out->private_chat || !out->from.tg)
        out->kind = UPDATE_OTHER;
}

bool update_read(const json_t *json, int64_t bot, arena *memory, botapi_update *out)
{
    const json_t *part;

    *out = (botapi_update){.text = "",
                           .query = "",
                           .data = "",
                           .reply = "",
                           .file = "",
                           .file_unique = "",
                           .file_name = "",
                           .mime = "",
                           .album = ""};
    out->from = (rs_tg_user){.first = "", .last = "", .nick = "", .lang = RS_LANG_RU};
    out->id = number_at(json, "update_id", 1, INT64_MAX / 2);
    if (!out->id)
        return false;
    if ((part = json_object_get(json, "message"))) {
        out->kind = UPDATE_MESSAGE;
        read_message(part, bot, memory, out);
    } else if ((part = json_object_get(json, "edited_message"))) {
        out->kind = UPDATE_EDIT;
        read_message(part, bot, memory, out);
    } else if ((part = json_object_get(json, "callback_query"))) {
        out->kind = UPDATE_PRESS;
        read_press(part, memory, out);
    } else if ((part = json_object_get(json, "my_chat_member"))) {
        out->kind = UPDATE_MEMBER;
        read_member(part, memory, out);
    }
    return true;
}

void update_clone(const botapi_update *update, arena *memory, botapi_update *out)
{
    const char **strings[] = {&out->from.first,  &out->from.last, &out->from.nick, &out->text,
                              &out->query,       &out->data,      &out->reply,     &out->file,
                              &out->file_unique, &out->file_name, &out->mime,      &out->album};

    *out = *update;
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        *strings[i] = arena_copy(memory, *strings[i], strlen(*strings[i]));
}
