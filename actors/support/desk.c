#include "actors/support/desk.h"

#include <string.h>

#include "shared/bridge.h"

enum { WORDS_BYTES_MAX = 16384, THANKS_EVERY_MS = 12 * 3600 * 1000 };

static bool is_command(const char *text, const char *command)
{
    size_t size = strlen(command);
    return !strncmp(text, command, size) && (!text[size] || text[size] == ' ');
}

desk_action desk_decide(const botapi_update *update)
{
    if (!update->private_chat || !update->from.tg || update->from_bot ||
        update->kind != UPDATE_MESSAGE || update->media == MEDIA_SERVICE)
        return DESK_NOTHING;
    if (is_command(update->text, "/start") || is_command(update->text, "/help"))
        return DESK_HELLO;
    if (update->media == MEDIA_NONE && !*update->text)
        return DESK_NOTHING;
    return strlen(update->text) < WORDS_BYTES_MAX - 100 ? DESK_PASS_ON : DESK_TOO_LONG;
}

void desk_say(json_t *list, arena *memory, const botapi_update *update, text_key key)
{
    draft out;

    draft_open(&out, memory, update->from.lang);
    draft_add(&out, key);
    message_send(list, update->chat, 0, &out, NULL);
    if (key == TEXT_FLOOD)
        message_reply(list, json_array_size(list) - 1, update->message); /* which one it means */
}

bool desk_thanks(int64_t now_ms, int64_t last_ms)
{
    return !last_ms || now_ms - last_ms >= THANKS_EVERY_MS;
}

text_key desk_refusal(rs_err code)
{
    switch (code) {
    case RS_LIMIT: return TEXT_FLOOD;
    case RS_REFUSED: return TEXT_DESK_BANNED;
    default: return TEXT_UNKNOWN_MEDIA;
    }
}

static json_t *commands_in(rs_lang lang)
{
    return json_pack("[{s:s, s:s}]", "command", "start", "description",
                     text_pattern(TEXT_DESK_COMMAND, lang));
}

json_t *desk_commands(void)
{
    json_t *list = json_array();

    message_call(list, "setMyCommands",
                 json_pack("{s:o, s:{s:s}}", "commands", commands_in(RS_LANG_RU), "scope", "type",
                           "all_private_chats"));
    message_call(list, "setMyCommands",
                 json_pack("{s:o, s:{s:s}, s:s}", "commands", commands_in(RS_LANG_EN), "scope",
                           "type", "all_private_chats", "language_code", "en"));
    return list;
}
