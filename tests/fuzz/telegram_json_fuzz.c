/* What Telegram, and through it anybody, sends: answers of methods, and updates with the whole
 * dialogue behind them. Whatever comes must end in commands that the ledger can read and in calls
 * that Telegram can take. The first byte chooses what is known of the person. */
#include <stdlib.h>
#include <string.h>

#include "actors/support/desk.h"
#include "actors/telegram/turn.h"
#include "shared/botapi.h"
#include "shared/bridge.h"
#include "shared/unicode.h"
#include "tests/fuzz/fuzz.h"

enum { BOT = 2000000001, COMMANDS_MAX = 4, BUTTON_MAX = 64 };

static void must(bool good)
{
    if (!good)
        abort();
}

static void check_buttons(const json_t *markup)
{
    const json_t *rows = json_object_get(markup, "inline_keyboard");
    for (size_t r = 0; r < json_array_size(rows); r++)
        for (size_t b = 0; b < json_array_size(json_array_get(rows, r)); b++) {
            const json_t *one = json_array_get(json_array_get(rows, r), b);
            const json_t *press = json_object_get(one, "callback_data");
            must(json_string_length(json_object_get(one, "text")) > 0);
            must(!press ||
                 (json_string_length(press) > 0 && json_string_length(press) <= BUTTON_MAX));
        }
}

static void check_calls(const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *params = json_object_get(json_array_get(list, i), "params");
        const json_t *text = json_object_get(params, "text");
        must(json_is_object(params));
        if (text) {
            const char *words = json_string_value(text);
            must(codec_utf8(words, strlen(words)));
            must(unicode_utf16(words) <= MESSAGE_UNITS_MAX);
        }
        check_buttons(json_object_get(params, "reply_markup"));
    }
}

/* As the ledger reads it. Texts may be longer than a command takes only where a turn has looked. */
static void check_command(const turn *now, arena *memory)
{
    const rs_method *method = protocol_method(now->method);
    rs_error error = {.text = ""};
    rs_buf wire = {0};
    must(method && protocol_may_call(method, RS_ROLE_TELEGRAM));
    codec_encode(method->argument, now->argument, &wire);
    void *back = arena_give(memory, method->argument->size);
    rs_err rc =
        codec_decode(method->argument, wire.data, wire.size, CODEC_STRICT, memory, back, &error);
    must(rc == RS_OK || rc == RS_BAD_REQUEST);
    buf_free(&wire);
}

/* The least there can be of a type: no list has anything, every word is the first. */
static const void *least_of(const rs_type *type, arena *memory)
{
    char *out = arena_give(memory, type->size);
    for (size_t n = 0; n < type->count; n++) {
        const rs_field *field = &type->fields[n];
        if (field->kind == RS_KIND_STR)
            *(const char **)(void *)(out + field->offset) = "";
        else if (field->kind == RS_KIND_ENUM)
            *(int *)(void *)(out + field->offset) = field->set->values[0].value;
    }
    return out;
}

/* Something of the right type for every command. */
static const void *result_of(rs_method_id method, uint8_t mood, arena *memory)
{
    static const int64_t numbers[] = {7, 42, 99};
    static const rs_login_question question = {
        .agent = "Firefox", .address = "", .numbers = {numbers, 3}};
    static const rs_login_result login = {.state = RS_LOGIN_DONE};
    static const rs_payout_row row = {.id = 12, .state = RS_PAYOUT_NEW, .points = 7, .money = 7};
    static const rs_message_row message = {.conversation = 3, .n = 1};
    static rs_start_result started;
    static rs_register_result registered;

    switch (method) {
    case RS_PARTICIPANT_START:
        started = (rs_start_result){.participant = 1,
                                    .tie = 1 + mood % RS_TIE_SELF,
                                    .known = mood & 8,
                                    .registered = mood & 16,
                                    .consented = mood & 32};
        return &started;
    case RS_PARTICIPANT_REGISTER:
        registered = (rs_register_result){
            .outcome = 1 + mood % RS_REGISTER_CONSENT, .ozon = "12345678", .tie_lost = mood & 64};
        return &registered;
    case RS_LOGIN_OPEN: return &question;
    case RS_LOGIN_CHOOSE: return &login;
    case RS_PAYOUT_OPEN:
    case RS_PAYOUT_CANCEL:
    case RS_PAYOUT_ROW: return &row;
    case RS_CONVERSATION_WRITE: return &message;
    default: return least_of(protocol_method(method)->result, memory);
    }
}

static void talk(const botapi_update *update, uint8_t mood, arena *memory)
{
    rs_participant_view who = {
        .id = 1,
        .tg = update->from.tg,
        .registered = mood & 1,
        .consent = mood & 2 ? 1 : 0,
        .terms = 1,
        .proven = mood & 4,
        .code = "bzFA8gF3M",
        .available = 123450,
        .total = 123450,
        .point_rate = 100,
        .open_payout = mood & 8 ? 12 : 0,
    };
    rs_settings settings = {.levels = 3, .terms_version = 1};
    turn now = {
        .memory = memory,
        .update = update,
        .who = mood & 128 ? NULL : &who,
        .settings = &settings,
        .place = {mood & 16 ? "amount" : "", ""},
        .bot = "shop_ref_bot",
        .links = "https://t.me",
        .support = "shop_help_bot",
        .terms_link = "",
    };
    turn_begin(&now);
    for (int n = 0; now.method; n++) {
        must(n < COMMANDS_MAX);
        check_command(&now, memory);
        if (mood & 64)
            turn_answer(&now, RS_REFUSED, "open: a request is open already", NULL);
        else
            turn_answer(&now, RS_OK, "", result_of(now.method, mood, memory));
    }
    check_calls(now.out);
    const char *kept = place_pack(memory, 1, update->id, false, now.place, now.next.data, 0);
    turn_place place = place_unpack(memory, update->id + 1, now.next.step, kept);
    must(!strcmp(place.step, now.next.step) && !strcmp(place.data, now.next.data));
    turn_end(&now);
}

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 200};

void fuzz_one(const uint8_t *data, size_t size)
{
    if (!size)
        return;
    arena *memory = arena_open();
    json_t *json = json_loadb((const char *)data + 1, size - 1, JSON_ALLOW_NUL, NULL);
    botapi_update update, copy;
    botapi_answer answer;
    json_t *root;
    bool tg;

    botapi_read(&(http_answer){.outcome = HTTP_ANSWERED,
                               .error = "",
                               .content_type = "",
                               .status = 200 + data[0],
                               .body = {data + 1, size - 1}},
                &answer, &root);
    must(answer.description != NULL);
    must((answer.outcome == BOTAPI_DONE && answer.result) || answer.outcome != BOTAPI_DONE ||
         *answer.description);
    json_decref(root);
    if (update_read(json, BOT, memory, &update)) {
        update_clone(&update, memory, &copy);
        must(codec_utf8(copy.text, strlen(copy.text)));
        bridge_topic_owner(copy.text, &tg);
        desk_decide(&copy);
        if (copy.private_chat && copy.from.tg && copy.chat)
            talk(&copy, data[0], memory);
    }
    json_decref(json);
    arena_close(&memory);
}
