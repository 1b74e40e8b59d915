/* botapi_update - what Telegram says has happened, as the few things both bots look at.
 *
 * The JSON tree is read through typed accessors: whatever is missing, of another type or out of
 * range is absent; kinds of updates and messages that nobody here knows are UPDATE_OTHER. Texts
 * are without control characters and marks of direction; names are also on one line and no longer
 * than Telegram allows. Everything lives in the arena. */
#ifndef RS_BOTAPI_UPDATE_H
#define RS_BOTAPI_UPDATE_H

#include <jansson.h>

#include "shared/protocol.h"

typedef enum {
    UPDATE_OTHER,
    UPDATE_MESSAGE,
    UPDATE_EDIT,   /* of a message */
    UPDATE_PRESS,  /* of an inline button; words and media are of what its message replies to */
    UPDATE_MEMBER, /* a private chat was stopped or began again */
    UPDATE_TOPIC,  /* a forum topic was made; its message says so */
    UPDATE_TOPIC_CLOSED,
    UPDATE_TOPIC_REOPENED
} update_kind;

typedef enum {
    MEDIA_NONE,
    MEDIA_PHOTO,
    MEDIA_VIDEO,
    MEDIA_VOICE,
    MEDIA_DOCUMENT,
    MEDIA_STICKER,
    MEDIA_AUDIO,
    MEDIA_ANIMATION,
    MEDIA_VIDEO_NOTE,
    MEDIA_OTHER,  /* something that can be shown, of another kind */
    MEDIA_SERVICE /* Telegram's own line: somebody joined, a message was pinned */
} update_media;

/* Telegram's account behind which administrators of a group write without a name. */
static const int64_t UPDATE_ANONYMOUS = 1087968824;

typedef struct {
    int64_t id; /* of the update; 0: not readable at all */
    update_kind kind;
    rs_tg_user from; /* tg 0: nobody (a channel) */
    bool from_bot;
    int64_t chat; /* 0: none */
    bool private_chat;
    int64_t message; /* its id in the chat; 0: none */
    int64_t thread;  /* of a forum topic; 0: none, or the topic General */
    update_media media;
    const char *text;  /* or caption, or name of the topic; "" */
    const char *query; /* of a press; "" */
    const char *data;  /* of the button; "" */
    const char *reply; /* our message that a person chose to reply to; "": none */
    int64_t reply_to;  /* the message it replies to; 0: none */
    /* What hangs on it, if `media` says that something does. */
    const char *file, *file_unique, *file_name, *mime, *album; /* "" */
    int64_t file_size;
    bool stopped; /* UPDATE_MEMBER: blocked the bot; else it may write again */
} botapi_update;

/* `bot` is our own id. False: not even an id; `out` is zeroed but for its strings. */
bool update_read(const json_t *json, int64_t bot, arena *memory, botapi_update *out);

/* A copy that lives as long as `memory`. */
void update_clone(const botapi_update *update, arena *memory, botapi_update *out);

#endif
