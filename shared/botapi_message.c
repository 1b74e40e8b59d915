#include "shared/botapi_message.h"

#include <string.h>

#include "shared/botapi_form.h"
#include "shared/unicode.h"

enum { DATA_MAX = 64, COPY_UNITS_MAX = 256 };

/* What jansson refuses here is a mistake of ours: texts were checked where they came in. */
static json_t *string(const char *text, size_t size)
{
    json_t *value = json_stringn(text, size);
    RS_ASSERT(value);
    return value;
}

static void set(json_t *object, const char *key, json_t *value)
{
    int rc = json_object_set_new(object, key, value);
    RS_ASSERT(rc == 0);
}

static void append(json_t *list, json_t *value)
{
    int rc = json_array_append_new(list, value);
    RS_ASSERT(rc == 0);
}

void message_to(json_t *list, int64_t chat)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        json_object_set_new(json_object_get(json_array_get(list, i), "params"), "chat_id",
                            json_integer(chat));
}

void message_call(json_t *list, const char *method, json_t *params)
{
    json_t *one = json_object();

    set(one, "method", string(method, strlen(method)));
    set(one, "params", params);
    append(list, one);
}

json_t *message_entities(const draft *text, size_t from, size_t length)
{
    static const char *const names[] = {
        [STYLE_BOLD] = "bold", [STYLE_ITALIC] = "italic", [STYLE_CODE] = "code"};
    json_t *list = json_array();

    for (size_t i = 0; i < text->span_count; i++) {
        const text_span *span = &text->spans[i];
        size_t begin = span->at > from ? span->at : from;
        size_t end = span->at + span->length;
        end = end < from + length ? end : from + length;
        if (begin >= end)
            continue;
        json_t *one = json_object();
        set(one, "type", string(names[span->style], strlen(names[span->style])));
        set(one, "offset", json_integer((json_int_t)(begin - from)));
        set(one, "length", json_integer((json_int_t)(end - begin)));
        append(list, one);
    }
    return list;
}

static void put_text(json_t *params, const draft *text, const char *at, size_t size, size_t from)
{
    const char *piece = arena_copy(text->memory, at, size);
    json_t *entities = message_entities(text, from, unicode_utf16(piece));
    json_t *preview = json_object();

    set(params, "text", string(at, size));
    if (json_array_size(entities))
        set(params, "entities", entities);
    else
        json_decref(entities);
    set(preview, "is_disabled", json_true());
    set(params, "link_preview_options", preview);
}

void message_caption(json_t *params, const draft *text)
{
    json_t *entities = message_entities(text, 0, text->units);

    set(params, "caption", string(text->text, text->size));
    if (json_array_size(entities))
        set(params, "caption_entities", entities);
    else
        json_decref(entities);
}

void message_reply(json_t *list, size_t n, int64_t message)
{
    json_t *params = json_object_get(json_array_get(list, n), "params");

    if (message && params)
        set(params, "reply_parameters",
            json_pack("{s:I, s:b}", "message_id", (json_int_t)message,
                      "allow_sending_without_reply", 1));
}

static json_t *to(int64_t chat, int64_t thread)
{
    json_t *params = json_object();

    set(params, "chat_id", json_integer(chat));
    if (thread)
        set(params, "message_thread_id", json_integer(thread));
    return params;
}

/* Telegram refuses a message of nothing but white space, and drops it at both ends. */
static bool is_blank(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (text[i] != ' ' && text[i] != '\n' && text[i] != '\t')
            return false;
    return true;
}

void message_send(json_t *list, int64_t chat, int64_t thread, const draft *text, json_t *keyboard)
{
    const char *at = text->text;
    size_t from = 0;

    while (*at) {
        size_t size = unicode_piece(at, MESSAGE_UNITS_MAX);
        if (!is_blank(at, size)) {
            json_t *params = to(chat, thread);
            put_text(params, text, at, size, from);
            if (keyboard && is_blank(at + size, strlen(at + size))) {
                set(params, "reply_markup", keyboard);
                keyboard = NULL;
            }
            message_call(list, "sendMessage", params);
        }
        from += unicode_utf16(arena_copy(text->memory, at, size));
        at += size;
    }
    json_decref(keyboard); /* of a text that was empty */
}

void message_photo(json_t *list, int64_t chat, rs_bytes png, const draft *caption, json_t *keyboard)
{
    json_t *params = to(chat, 0);
    RS_ASSERT(caption->units <= CAPTION_UNITS_MAX);

    set(params, "photo", botapi_file(png, "qr.png", "image/png"));
    message_caption(params, caption);
    if (keyboard)
        set(params, "reply_markup", keyboard);
    message_call(list, "sendPhoto", params);
}

void message_picture(json_t *list, const char *url)
{
    const json_t *last = json_array_get(list, json_array_size(list) - 1);
    json_t *preview =
        json_pack("{s:s, s:b, s:b}", "url", url, "prefer_large_media", 1, "show_above_text", 1);
    RS_ASSERT(last && preview);
    set(json_object_get(last, "params"), "link_preview_options", preview);
}

void message_edit(json_t *list, int64_t chat, int64_t message, const draft *text, json_t *keyboard)
{
    size_t size = unicode_piece(text->text, MESSAGE_UNITS_MAX);
    json_t *params = to(chat, 0);

    set(params, "message_id", json_integer(message));
    put_text(params, text, text->text, size, 0);
    if (keyboard)
        set(params, "reply_markup", keyboard);
    message_call(list, "editMessageText", params);
}

void message_unbutton(json_t *list, int64_t chat, int64_t message)
{
    json_t *params = to(chat, 0);

    set(params, "message_id", json_integer(message));
    message_call(list, "editMessageReplyMarkup", params);
}

static json_t *answer_of(const char *query, const char *note)
{
    json_t *params = json_object();

    set(params, "callback_query_id", string(query, strlen(query)));
    if (*note)
        set(params, "text", string(note, strlen(note)));
    return params;
}

void message_answer(json_t *list, const char *query, const char *note)
{
    message_call(list, "answerCallbackQuery", answer_of(query, note));
}

void message_alert(json_t *list, const char *query, const char *note)
{
    json_t *params = answer_of(query, note);

    set(params, "show_alert", json_true());
    message_call(list, "answerCallbackQuery", params);
}

/* ------------------------------------------------------------------------------- keyboards */

static json_t *last_row(json_t *keyboard, const char *key)
{
    json_t *rows = json_object_get(keyboard, key);
    json_t *row = json_array_get(rows, json_array_size(rows) - 1);
    RS_ASSERT(row);
    return row;
}

static json_t *button(json_t *row, const char *label)
{
    json_t *one = json_object();

    set(one, "text", string(label, strlen(label)));
    append(row, one);
    return one;
}

json_t *inline_open(void)
{
    json_t *keyboard = json_object();

    set(keyboard, "inline_keyboard", json_array());
    return keyboard;
}

void inline_row(json_t *keyboard)
{
    append(json_object_get(keyboard, "inline_keyboard"), json_array());
}

void inline_press(json_t *keyboard, const char *label, const char *data)
{
    RS_ASSERT(*data && strlen(data) <= DATA_MAX);
    json_t *one = button(last_row(keyboard, "inline_keyboard"), label);
    set(one, "callback_data", string(data, strlen(data)));
}

void inline_url(json_t *keyboard, const char *label, const char *url)
{
    json_t *one = button(last_row(keyboard, "inline_keyboard"), label);
    set(one, "url", string(url, strlen(url)));
}

void inline_copy(json_t *keyboard, const char *label, const char *text)
{
    RS_ASSERT(*text && unicode_utf16(text) <= COPY_UNITS_MAX);
    json_t *one = button(last_row(keyboard, "inline_keyboard"), label);
    json_t *copy = json_object();
    set(copy, "text", string(text, strlen(text)));
    set(one, "copy_text", copy);
}

json_t *menu_open(const char *placeholder)
{
    json_t *keyboard = json_object();

    set(keyboard, "keyboard", json_array());
    set(keyboard, "resize_keyboard", json_true());
    set(keyboard, "is_persistent", json_true());
    set(keyboard, "input_field_placeholder", string(placeholder, strlen(placeholder)));
    return keyboard;
}

void menu_row(json_t *keyboard)
{
    append(json_object_get(keyboard, "keyboard"), json_array());
}

void menu_button(json_t *keyboard, const char *label)
{
    button(last_row(keyboard, "keyboard"), label);
}
