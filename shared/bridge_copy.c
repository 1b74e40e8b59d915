/* What a message of a conversation looks like in another chat: its words behind a mark that says
 * who speaks, and what hangs on it. A photo or a file bears words and mark as its caption; what has
 * no caption (a sticker, a round video) follows a line of its own; an album stays one. */
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/unicode.h"

static const struct {
    rs_attachment_kind kind;
    update_media media;
    const char *type; /* as it replaces another, and in an album; NULL: it never does */
    bool album;
    bool captioned;
    text_key word;
} kinds[] = {
    {RS_ATTACHMENT_PHOTO, MEDIA_PHOTO, "photo", true, true, TEXT_MEDIA_PHOTO},
    {RS_ATTACHMENT_VIDEO, MEDIA_VIDEO, "video", true, true, TEXT_MEDIA_VIDEO},
    {RS_ATTACHMENT_VOICE, MEDIA_VOICE, NULL, false, true, TEXT_MEDIA_VOICE},
    {RS_ATTACHMENT_DOCUMENT, MEDIA_DOCUMENT, "document", true, true, TEXT_MEDIA_DOCUMENT},
    {RS_ATTACHMENT_STICKER, MEDIA_STICKER, NULL, false, false, TEXT_MEDIA_STICKER},
    {RS_ATTACHMENT_AUDIO, MEDIA_AUDIO, "audio", true, true, TEXT_MEDIA_AUDIO},
    {RS_ATTACHMENT_ANIMATION, MEDIA_ANIMATION, "animation", false, true, TEXT_MEDIA_VIDEO},
    {RS_ATTACHMENT_VIDEO_NOTE, MEDIA_VIDEO_NOTE, NULL, false, false, TEXT_MEDIA_VIDEO},
    {RS_ATTACHMENT_OTHER, MEDIA_OTHER, NULL, false, false, TEXT_MEDIA_OTHER},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static size_t row_of(rs_attachment_kind kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].kind == kind)
            return i;
    return KINDS - 1;
}

rs_attachment_kind copy_kind(update_media media)
{
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].media == media)
            return kinds[i].kind;
    return 0;
}

const char *copy_word(arena *memory, rs_lang lang, rs_attachment_kind kind)
{
    return text(memory, lang, kinds[row_of(kind)].word);
}

const rs_place *copy_in(rs_place_list places, rs_bot bot, int64_t chat)
{
    for (size_t i = places.count; i-- > 0;)
        if (places.items[i].bot == bot && places.items[i].chat == chat)
            return places.items + i;
    return NULL;
}

bool copy_was_refused(botapi_outcome outcome)
{
    return outcome == BOTAPI_GONE || outcome == BOTAPI_REFUSED;
}

bool copy_fits_album(const rs_attachment *what)
{
    return what && what->album && what->file && kinds[row_of(what->kind)].album;
}

static void add_words(draft *mark, const char *words)
{
    const char *clean = unicode_text(mark->memory, words ? words : "");

    if (!*clean)
        return;
    draft_raw(mark, " ");
    draft_raw(mark, clean);
}

static const char *words_of_all(arena *memory, const copy_order *order)
{
    const char *words = "";

    for (size_t i = 0; i < order->count; i++) {
        const char *more = order->parts[i]->text;
        if (more && *more)
            words = *words ? arena_print(memory, "%s\n%s", words, more) : more;
    }
    return words;
}

/* A message of words alone. */
static void send_words(json_t *list, const copy_order *order)
{
    message_send(list, 0, 0, order->mark, NULL);
}

/* Words that do not fit into a caption go before what they belong to. */
static bool is_caption(const copy_order *order, bool captioned)
{
    return captioned && order->mark->units <= CAPTION_UNITS_MAX;
}

static json_t *copy_of(const rs_place *origin)
{
    return json_pack("{s:I, s:I}", "from_chat_id", (json_int_t)origin->chat, "message_id",
                     (json_int_t)origin->message);
}

static void copy_one(json_t *list, const copy_order *order, const rs_place *origin)
{
    const rs_message_row *message = order->parts[0];
    size_t row = row_of(message->attachment->kind);
    json_t *params = copy_of(origin);

    add_words(order->mark, message->text);
    if (is_caption(order, kinds[row].captioned)) {
        message_caption(params, order->mark);
    } else {
        if (!kinds[row].captioned)
            add_words(order->mark, text(order->mark->memory, order->mark->lang, kinds[row].word));
        else
            json_object_set_new(params, "caption", json_string(""));
        send_words(list, order);
    }
    message_call(list, "copyMessage", params);
}

static json_t *media_item(const rs_attachment *what)
{
    return json_pack("{s:s, s:s}", "type", kinds[row_of(what->kind)].type, "media", what->file);
}

/* The first part bears the words of all. */
static void copy_album(json_t *list, const copy_order *order)
{
    json_t *media = json_array();
    json_t *params = json_object();

    add_words(order->mark, words_of_all(order->mark->memory, order));
    for (size_t i = 0; i < order->count; i++) {
        json_t *item = media_item(order->parts[i]->attachment);
        if (!i && is_caption(order, true))
            message_caption(item, order->mark);
        json_array_append_new(media, item);
    }
    if (!is_caption(order, true))
        send_words(list, order);
    json_object_set_new(params, "media", media);
    message_call(list, "sendMediaGroup", params);
}

/* What cannot be carried is named, with the words that came with it. */
static void copy_plain(json_t *list, const copy_order *order)
{
    arena *memory = order->mark->memory;

    for (size_t i = 0; i < order->count; i++)
        if (order->parts[i]->attachment)
            add_words(order->mark,
                      copy_word(memory, order->mark->lang, order->parts[i]->attachment->kind));
    add_words(order->mark, words_of_all(memory, order));
    draft_line(order->mark, TEXT_MEDIA_NOT_CARRIED);
    send_words(list, order);
}

/* Where the bot can take the attachment from; NULL: it was not written to this bot. */
static const rs_place *origin_of(const copy_order *order)
{
    const rs_message_row *message = order->parts[0];
    bool ours = message->bot && message->places.count && message->places.items->bot == order->bot;

    return ours ? message->places.items : NULL;
}

static const rs_place *answered_by(const copy_order *order)
{
    if (order->alone)
        return NULL;
    return order->before ? order->before
                         : copy_in(order->parts[0]->reply_places, order->bot, order->chat);
}

void copy_calls(json_t *list, const copy_order *order)
{
    const rs_message_row *message = order->parts[0];
    size_t first = json_array_size(list);
    const rs_place *origin = origin_of(order);
    const rs_place *answered = answered_by(order);

    if (!message->attachment) {
        add_words(order->mark, message->text);
        send_words(list, order);
    } else if (order->plain || !origin) {
        copy_plain(list, order);
    } else if (order->count > 1) {
        copy_album(list, order);
    } else {
        copy_one(list, order, origin);
    }
    if (answered)
        message_reply(list, first, answered->message);
}

static json_t *replacement_of(const copy_order *order)
{
    json_t *item = media_item(order->parts[0]->attachment);

    message_caption(item, order->mark);
    return json_pack("{s:o}", "media", item);
}

void copy_edit(json_t *list, const copy_order *order, const rs_place *old)
{
    const rs_message_row *message = order->parts[0];
    json_t *params = NULL;

    add_words(order->mark, message->text);
    if (!message->attachment) {
        message_edit(list, old->chat, old->message, order->mark, NULL);
        return;
    }
    size_t row = row_of(message->attachment->kind);
    if (!is_caption(order, kinds[row].captioned))
        return;
    if (!message->replaced) {
        params = json_object();
        message_caption(params, order->mark);
    } else if (kinds[row].type && message->attachment->file && origin_of(order)) {
        params = replacement_of(order);
    } else {
        return;
    }
    json_object_set_new(params, "chat_id", json_integer(old->chat));
    json_object_set_new(params, "message_id", json_integer(old->message));
    message_call(list, message->replaced ? "editMessageMedia" : "editMessageCaption", params);
}
