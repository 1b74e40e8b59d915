/* botapi_message - what a bot sends, as the parameters of Bot API methods.
 *
 * A list holds calls in order: [{"method": .., "params": {..}}]. Texts longer than Telegram takes
 * become several messages; the last one carries the keyboard. Every function that is given a
 * keyboard takes its reference. */
#ifndef RS_BOTAPI_MESSAGE_H
#define RS_BOTAPI_MESSAGE_H

#include <jansson.h>

#include "shared/text.h"

/* UTF-16 units of a text and of a caption, after entities. */
enum { MESSAGE_UNITS_MAX = 4096, CAPTION_UNITS_MAX = 1024 };

/* sendMessage to a chat, or to one of its topics (thread 0: none). `keyboard` may be NULL. */
void message_send(json_t *list, int64_t chat, int64_t thread, const draft *text, json_t *keyboard);
/* editMessageText; a keyboard of NULL takes the buttons away. */
void message_edit(json_t *list, int64_t chat, int64_t message, const draft *text, json_t *keyboard);
/* editMessageReplyMarkup: takes the buttons away and leaves the text. */
void message_unbutton(json_t *list, int64_t chat, int64_t message);
/* answerCallbackQuery: ends the waiting of a pressed button; `note` may be "". */
void message_answer(json_t *list, const char *query, const char *note);
/* The same with a note that stays until it is read. */
void message_alert(json_t *list, const char *query, const char *note);
/* sendPhoto of a PNG, with a caption of at most 1024 UTF-16 units. */
void message_photo(json_t *list, int64_t chat, rs_bytes png, const draft *caption,
                   json_t *keyboard);
/* The message added last shows the picture at this address, large and above its text. */
void message_picture(json_t *list, const char *url);
/* A caption of a media message, as `text` is: no more than CAPTION_UNITS_MAX. */
void message_caption(json_t *params, const draft *text);
/* The calls of the list from the n-th on: the first of them replies to a message of its chat, or
 * to nothing if that is gone. */
void message_reply(json_t *list, size_t n, int64_t message);
/* All calls of the list are for this chat. */
void message_to(json_t *list, int64_t chat);
/* Any other method; takes `params`. */
void message_call(json_t *list, const char *method, json_t *params);

/* Buttons below a message: inline_open, then rows of buttons. */
json_t *inline_open(void);
void inline_row(json_t *keyboard);
void inline_press(json_t *keyboard, const char *label, const char *data); /* 1..64 bytes */
void inline_url(json_t *keyboard, const char *label, const char *url);
void inline_copy(json_t *keyboard, const char *label, const char *text); /* 1..256 characters */

/* The keyboard that takes the place of a phone's own; a press sends its label. */
json_t *menu_open(const char *placeholder);
void menu_row(json_t *keyboard);
void menu_button(json_t *keyboard, const char *label);

/* Entities of the part of a draft that begins at `from` and is `length` UTF-16 units long. */
json_t *message_entities(const draft *text, size_t from, size_t length);

#endif
