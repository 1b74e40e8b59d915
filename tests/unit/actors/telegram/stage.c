#include "tests/unit/actors/telegram/stage.h"

arena *memory;
botapi_update update;
rs_participant_view who;
rs_settings settings;
turn now;
static rs_level_points levels[3];

int stage_set_up(void **state)
{
    (void)state;
    memory = arena_open();
    update = (botapi_update){
        .id = UPDATE,
        .kind = UPDATE_MESSAGE,
        .from = {.tg = VERA, .first = "Вера", .last = "", .nick = "vera", .lang = RS_LANG_RU},
        .chat = VERA,
        .private_chat = true,
        .message = 41,
        .text = "",
        .query = "",
        .data = "",
        .reply = "",
    };
    levels[0] = (rs_level_points){.level = 1, .points = 9999};
    levels[1] = (rs_level_points){.level = 2, .points = 5000};
    levels[2] = (rs_level_points){.level = 3, .points = 0};
    who = (rs_participant_view){
        .id = 17,
        .tg = VERA,
        .lang = RS_LANG_RU,
        .status = RS_PARTICIPANT_ACTIVE,
        .joined = 1,
        .registered = 2,
        .consent = 3,
        .terms = 3,
        .ozon = "12345678",
        .proven = true,
        .code = "bzFA8gF3M",
        .total = 125000,
        .available = 100000,
        .held = 25000,
        .own = 111001,
        .levels = {levels, 3},
        .corrected = -1000,
        .point_rate = 100,
    };
    settings = (rs_settings){.levels = 3, .terms_version = 3, .point_rate = 100};
    now = (turn){
        .memory = memory,
        .update = &update,
        .who = &who,
        .settings = &settings,
        .place = {"", ""},
        .bot = "shop_ref_bot",
        .links = "https://t.me",
        .support = "shop_help_bot",
        .terms_link = "",
    };
    return 0;
}

int stage_tear_down(void **state)
{
    (void)state;
    turn_end(&now);
    arena_close(&memory);
    return 0;
}

/* ------------------------------------------------------------------------------ looking at it */

void begin(void)
{
    turn_end(&now);
    turn_begin(&now);
}

void typed(const char *text)
{
    update.kind = UPDATE_MESSAGE;
    update.text = text;
    begin();
}

void pressed(const char *data)
{
    update.kind = UPDATE_PRESS;
    update.query = "1";
    update.data = data;
    begin();
}

const json_t *call(size_t at)
{
    return json_array_get(now.out, at);
}

const char *method(size_t at)
{
    const char *name = json_string_value(json_object_get(call(at), "method"));
    return name ? name : "";
}

const json_t *param(size_t at, const char *key)
{
    return json_object_get(json_object_get(call(at), "params"), key);
}

size_t said(void)
{
    return json_array_size(now.out);
}

/* Everything said, with ordinary spaces. */
const char *words(void)
{
    char *out = arena_give(memory, 65536);
    char *at = out;
    for (size_t i = 0; i < said(); i++) {
        const json_t *value = param(i, "text") ? param(i, "text") : param(i, "caption");
        const char *text = json_string_value(value);
        for (; text && *text; text++) {
            if (!strncmp(text, "\u00a0", 2)) {
                *at++ = ' ';
                text++;
                continue;
            }
            *at++ = *text;
        }
        *at++ = '\n';
    }
    *at = 0;
    return out;
}

void assert_said(const char *part)
{
    if (!strstr(words(), part))
        fail_msg("\"%s\" is not in:\n%s", part, words());
}

void assert_not_said(const char *part)
{
    if (strstr(words(), part))
        fail_msg("\"%s\" is in:\n%s", part, words());
}

/* NULL: there is no such button. */
static const char *find_button(const char *label)
{
    for (size_t i = 0; i < said(); i++) {
        const json_t *rows = json_object_get(param(i, "reply_markup"), "inline_keyboard");
        for (size_t r = 0; r < json_array_size(rows); r++)
            for (size_t b = 0; b < json_array_size(json_array_get(rows, r)); b++) {
                const json_t *one = json_array_get(json_array_get(rows, r), b);
                const char *text = json_string_value(json_object_get(one, "text"));
                if (!unicode_same(unicode_name(memory, text, 100), label))
                    continue;
                const json_t *copy = json_object_get(one, "copy_text");
                const json_t *value = copy ? json_object_get(copy, "text") : NULL;
                value = value ? value : json_object_get(one, "callback_data");
                value = value ? value : json_object_get(one, "url");
                return arena_print(memory, "%s", json_string_value(value));
            }
    }
    return NULL;
}

const char *button(const char *label)
{
    const char *data = find_button(label);
    if (!data)
        fail_msg("no button \"%s\" in:\n%s", label, words());
    return data;
}

bool has_button(const char *label)
{
    return find_button(label) != NULL;
}

bool has_menu(void)
{
    for (size_t i = 0; i < said(); i++)
        if (json_object_get(param(i, "reply_markup"), "keyboard"))
            return true;
    return false;
}

const void *argument(rs_method_id wanted)
{
    assert_int_equal(now.method, wanted);
    assert_non_null(now.argument);
    return now.argument;
}

void answer(rs_err code, const char *detail, const void *result)
{
    assert_int_not_equal(now.method, 0);
    turn_answer(&now, code, detail, result);
}

/* What a code leads to is looked up first. NULL: there is no such code. */
void looked_up(const rs_link_card *card)
{
    assert_int_equal(now.method, RS_LINK_CARD);
    answer(card ? RS_OK : RS_NOT_FOUND, "", card);
}
const rs_link_card no_product;
