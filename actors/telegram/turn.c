/* Which screen an update is for. */
#include "actors/telegram/turn.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "actors/telegram/turn_parts.h"
#include "shared/bridge.h"
#include "shared/ozon_id.h"
#include "shared/unicode.h"

enum { WRITE_BYTES_MAX = 16384 }; /* of a message of a conversation */

/* ------------------------------------------------------------------------------ for screens */

draft turn_draft(turn *self)
{
    draft out;

    draft_open(&out, self->memory, self->lang);
    return out;
}

void turn_say(turn *self, const draft *text, json_t *keyboard)
{
    message_send(self->out, self->update->chat, 0, text, keyboard);
}

void turn_say_key(turn *self, text_key key)
{
    draft out = turn_draft(self);

    draft_add(&out, key);
    turn_say(self, &out, NULL);
}

void turn_show(turn *self, const draft *text, json_t *keyboard)
{
    if (self->edit)
        message_edit(self->out, self->update->chat, self->update->message, text, keyboard);
    else
        turn_say(self, text, keyboard);
}

static void page_button(turn *self, json_t *keyboard, const char *label, const char *word,
                        int64_t skip)
{
    inline_press(keyboard, label,
                 arena_print(self->memory, BUTTON "%s:%" PRId64, word, skip > 0 ? skip : 0));
}

void turn_pages(turn *self, json_t *keyboard, const char *word, int64_t skip, int64_t a_page,
                int64_t shown, int64_t total)
{
    if (skip == 0 && shown >= total)
        return;
    inline_row(keyboard);
    if (skip > 0)
        page_button(self, keyboard, text(self->memory, self->lang, TEXT_PAGE_BACK), word,
                    skip - a_page);
    if (skip + shown < total)
        page_button(self, keyboard, text(self->memory, self->lang, TEXT_PAGE_ON), word,
                    skip + a_page);
}

int turn_figures(const char *data, const char *word, int64_t figures[2])
{
    size_t size = strlen(word);
    int count = 0;

    if (strncmp(data, word, size) != 0)
        return -1;
    for (data += size; *data; count++) {
        char *end;
        if (*data != ':' || data[1] < '0' || data[1] > '9' || count == 2)
            return -1;
        figures[count] = strtoll(data + 1, &end, 10);
        data = end;
    }
    return count;
}

void *turn_keep(turn *self, const void *value, size_t size)
{
    return memcpy(arena_give(self->memory, size), value, size);
}

void turn_command(turn *self, rs_method_id method, const void *argument)
{
    self->method = method;
    self->argument = argument;
}

static const struct {
    const char *command;
    text_key button;
    text_key doc;
    void (*open)(turn *self);
    bool anybody; /* also before registration */
} menu[] = {
    {"balance", TEXT_MENU_BALANCE, TEXT_COMMAND_BALANCE, screen_balance, false},
    {"referrals", TEXT_MENU_REFERRALS, TEXT_COMMAND_REFERRALS, screen_referrals, false},
    {"links", TEXT_MENU_LINKS, TEXT_COMMAND_LINKS, screen_links, false},
    {"invite", TEXT_MENU_INVITE, TEXT_COMMAND_INVITE, screen_invite, false},
    {"payout", TEXT_MENU_PAYOUT, TEXT_COMMAND_PAYOUT, payout_begin, false},
    {"notifications", TEXT_MENU_NOTIFICATIONS, TEXT_COMMAND_NOTIFICATIONS, screen_notifications,
     false},
    {"help", TEXT_MENU_HELP, TEXT_COMMAND_HELP, screen_help, true},
    {"support", TEXT_MENU_SUPPORT, TEXT_COMMAND_SUPPORT, screen_support, true},
};
enum { MENU_SIZE = sizeof menu / sizeof *menu, MENU_ROW = 2 };

json_t *turn_menu(turn *self)
{
    json_t *keyboard = menu_open(text(self->memory, self->lang, TEXT_MENU_PLACEHOLDER));

    for (size_t i = 0; i < MENU_SIZE; i++) {
        if (i % MENU_ROW == 0)
            menu_row(keyboard);
        menu_button(keyboard, text(self->memory, self->lang, menu[i].button));
    }
    return keyboard;
}

static json_t *commands_in(rs_lang lang)
{
    json_t *list = json_array();

    for (size_t i = 0; i < MENU_SIZE; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "command", menu[i].command,
                                              "description", text_pattern(menu[i].doc, lang)));
    return list;
}

json_t *turn_commands(void)
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

/* --------------------------------------------------------------------------------- messages */

/* The item that somebody asked for by a command, a button of the menu, or by typing its name. */
static int menu_item(const char *typed)
{
    for (int i = 0; i < MENU_SIZE; i++) {
        size_t size = strlen(menu[i].command);
        if (typed[0] == '/' && !strncmp(typed + 1, menu[i].command, size) &&
            strchr(" @\n", typed[1 + size])) /* finds the end, too */
            return i;
        if (unicode_same(typed, text_pattern(menu[i].button, RS_LANG_RU)) ||
            unicode_same(typed, text_pattern(menu[i].button, RS_LANG_EN)))
            return i;
    }
    return -1;
}

/* "/start", "/start code": what stands behind it; NULL: another text. */
static const char *start_code(const char *typed)
{
    static const char word[] = "/start";

    if (strncmp(typed, word, strlen(word)) != 0)
        return NULL;
    typed += strlen(word);
    if (*typed && *typed != ' ')
        return NULL;
    return typed + strspn(typed, " ");
}

static void start(turn *self, const char *code)
{
    static const char login[] = "l_";

    if (!strncmp(code, login, strlen(login)))
        login_open(self, code + strlen(login));
    else
        entry_start(self, code);
}

/* The mark stands first in what operators write, and a name or the colon behind it. */
static bool is_reply_to_operator(const turn *self)
{
    static const char *const marks[] = {"Оператор", "Operator"};
    const char *reply = self->update->reply;

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (!strncmp(reply, marks[i], strlen(marks[i])))
            return true;
    return false;
}

bool turn_is_for_operators(const turn *self)
{
    return self->who->open_payout || self->who->talking || is_reply_to_operator(self);
}

void turn_to_operators(turn *self)
{
    const botapi_update *update = self->update;
    rs_write_args args = {.kind = RS_CONVERSATION_PAYOUT, .who = &update->from};

    bridge_describe(RS_BOT_PARTICIPANTS, update, self->memory, &args);
    if (strlen(update->text) > WRITE_BYTES_MAX) {
        turn_say_key(self, TEXT_TOO_LONG);
        return;
    }
    turn_command(self, RS_CONVERSATION_WRITE, turn_keep(self, &args, sizeof args));
}

static void message_of_newcomer(turn *self)
{
    const char *typed = self->update->text;
    const rs_participant_view *who = self->who;
    bool consented = who->consent && who->consent >= who->terms;

    if (entry_is_code(typed))
        entry_start(self, typed);
    else if (!consented)
        entry_terms(self, TEXT_TERMS_PLEASE);
    else if (self->update->media != MEDIA_NONE)
        turn_say_key(self, TEXT_OZON_WORDS);
    else
        entry_number(self);
}

/* The number of an order may prove the Ozon ID. The own one is asked about also when that is done:
 * this very message may have done it, and then the ledger gives its first answer again. */
static bool is_own_number(const turn *self)
{
    const rs_participant_view *who = self->who;
    ozon_id number = ozon_id_parse(self->update->text);

    if (!number.account || self->update->media != MEDIA_NONE)
        return false;
    if (number.kind == OZON_ID_WHOLE && !who->proven)
        return true;
    return who->ozon && ozon_id_parse(who->ozon).account == number.account;
}

/* false: it was asking nothing, or this is no answer to it. */
static bool answers_the_bot(turn *self)
{
    bool words = self->update->media == MEDIA_NONE;

    if (!strcmp(self->place.step, STEP_AMOUNT) && words)
        payout_typed(self);
    else if (!strcmp(self->place.step, STEP_REQUISITES) && words)
        requisites_typed(self);
    else
        return links_typed(self);
    return true;
}

/* Who replies to an operator answers them, whatever the bot was asking besides. */
static void message_of_participant(turn *self)
{
    bool reply = is_reply_to_operator(self);

    if (!reply && answers_the_bot(self))
        return;
    if (!reply && is_own_number(self))
        entry_number(self);
    else if (turn_is_for_operators(self))
        turn_to_operators(self);
    else if (self->update->media == MEDIA_NONE && entry_is_code(self->update->text))
        entry_start(self, self->update->text);
    else
        screen_unknown(self);
}

static void message(turn *self)
{
    const char *typed = self->update->text;
    const char *code = start_code(typed);
    int item = menu_item(typed);

    if (self->update->media == MEDIA_SERVICE)
        return;
    if (code) {
        start(self, code);
    } else if (!self->who) {
        entry_start(self, entry_is_code(typed) ? typed : "");
    } else if (item >= 0) {
        self->next = (turn_place){.step = "", .data = ""};
        if (self->who->registered || menu[item].anybody)
            menu[item].open(self);
        else
            entry_terms(self, TEXT_OZON_FIRST);
    } else if (self->who->registered) {
        message_of_participant(self);
    } else {
        message_of_newcomer(self);
    }
}

/* ---------------------------------------------------------------------------------- buttons */

/* "li:<attempt>:<number>" */
static bool press_login(turn *self, const char *data)
{
    const char *colon = strrchr(data, ':');

    if (strncmp(data, "li:", 3) != 0 || !colon || colon < data + 3)
        return false;
    login_choose(self, arena_copy(self->memory, data + 3, (size_t)(colon - data - 3)),
                 strtoll(colon + 1, NULL, 10));
    return true;
}

static bool press_of_participant(turn *self, const char *data)
{
    int64_t figures[2];

    if (turn_figures(data, "pay", figures) == 0)
        payout_begin(self);
    else if (turn_figures(data, "pa", figures) == 1)
        payout_amount(self, figures[0]);
    else if (turn_figures(data, "py", figures) == 2)
        payout_confirm(self, figures[0], figures[1]);
    else if (turn_figures(data, "pn", figures) == 0)
        payout_drop(self);
    else if (turn_figures(data, "pc", figures) == 1)
        payout_cancel(self, figures[0]);
    else
        return requisites_press(self, data) || invite_press(self, data) ||
               links_press(self, data) || network_press(self, data) || notify_press(self, data);
    return true;
}

/* Does the button mean something to us, and may this person press it? */
static bool press_known(turn *self, const char *data)
{
    int64_t figures[2];

    if (press_login(self, data))
        return true;
    if (!self->who)
        entry_start(self, "");
    else if (turn_figures(data, "ok", figures) == 1)
        entry_consent(self, figures[0]);
    else if (turn_figures(data, "later", figures) == 0)
        entry_later(self);
    else
        return self->who->registered && press_of_participant(self, data);
    return true;
}

static void press(turn *self)
{
    const char *data = self->update->data;
    bool ours = !strncmp(data, BUTTON, strlen(BUTTON));

    if (!ours || !press_known(self, data + strlen(BUTTON)))
        turn_say_key(self, TEXT_OLD_BUTTON);
}

/* ----------------------------------------------------------------------------------- itself */

void turn_begin(turn *self)
{
    self->lang = self->update->from.lang;
    self->out = json_array();
    self->next = self->place;
    self->method = 0;
    self->code = "";
    self->product = NULL;
    self->edit = self->looking_by_sku = self->turned_back = false;
    self->flooded = self->heard = false;
    self->skip = self->asked = 0;
    self->levels = (rs_level_line_list){0};
    if (self->update->kind == UPDATE_MESSAGE)
        message(self);
    else if (self->update->kind == UPDATE_PRESS)
        press(self);
    else if (self->update->kind == UPDATE_MEMBER) {
        const rs_reach_args args = {.tg = self->update->from.tg,
                                    .unreachable = self->update->stopped};
        turn_command(self, RS_PARTICIPANT_REACH, turn_keep(self, &args, sizeof args));
    }
}

/* The rules said no where no screen expects it. */
static void refused(turn *self)
{
    turn_say_key(self, TEXT_UNKNOWN);
}

/* Once at every such time, as a reply to the first message that does not reach the operators. */
static void say_flooded(turn *self)
{
    self->flooded = true;
    if (self->warned)
        return;
    turn_say_key(self, TEXT_FLOOD);
    message_reply(self->out, json_array_size(self->out) - 1, self->update->message);
}

/* What was written to the operators reached the ledger, or did not. */
static void written(turn *self, rs_err code)
{
    self->heard = code == RS_OK;
    if (code == RS_LIMIT)
        say_flooded(self);
    else if (code != RS_OK)
        turn_say_key(self, code == RS_REFUSED ? TEXT_TALK_BANNED : TEXT_UNKNOWN);
}

void turn_answer(turn *self, rs_err code, const char *detail, const void *result)
{
    rs_method_id method = self->method;
    bool ok = code == RS_OK;

    self->method = 0;
    switch (method) {
    case RS_REQUISITES_GET: ok ? requisites_found(self, result) : refused(self); return;
    case RS_REQUISITE_SET: requisites_answered(self, code, result); return;
    case RS_PAYOUT_OPEN: payout_opened(self, code, detail, result); return;
    case RS_LINK_CARD: entry_looked_up(self, ok ? result : NULL); return;
    case RS_LINK_MAKE: links_made(self, code, detail, result); return;
    case RS_LINK_SWITCH: links_switched(self, code); return;
    case RS_PRODUCTS_FIND: ok ? links_found(self, result) : refused(self); return;
    case RS_LINKS_LIST: ok ? links_listed(self, result) : refused(self); return;
    case RS_TREE_LEVELS: network_counted(self, ok ? result : NULL); return;
    case RS_NETWORK_DIRECT: ok ? network_listed(self, result) : refused(self); return;
    case RS_SUBSCRIPTIONS_GET: ok ? notify_shown(self, result) : refused(self); return;
    case RS_PARTICIPANT_SUBSCRIBE: ok ? notify_subscribed(self, result) : refused(self); return;
    case RS_PAYOUT_CANCEL: payout_cancelled(self, code, detail, result); return;
    case RS_LOGIN_OPEN: login_opened(self, code, result); return;
    case RS_LOGIN_CHOOSE: login_chosen(self, code, result); return;
    case RS_PARTICIPANT_REACH: return;
    case RS_PARTICIPANT_START: ok ? entry_started(self, result) : refused(self); return;
    case RS_PARTICIPANT_CONSENT: ok ? entry_consented(self) : refused(self); return;
    case RS_PARTICIPANT_REGISTER: ok ? entry_registered(self, result) : refused(self); return;
    case RS_PAYOUT_ROW: ok ? payout_card(self, result, true) : refused(self); return;
    case RS_CONVERSATION_WRITE: written(self, code); return;
    default: rs_panic(__FILE__, __LINE__, "a command that no screen asks for");
    }
}

void turn_end(turn *self)
{
    json_decref(self->out);
    self->out = NULL;
}

/* ----------------------------------------------------------------------------------- places */

static const int64_t REPEATS_MS = INT64_C(2) * 24 * 60 * 60 * 1000;

/* Without a step the ledger keeps nothing: this one stands for "". */
static const char step_over[] = "over";

bool turn_is_own(const botapi_update *update, const char *step)
{
    static const char *const commands[] = {"/close", "/info", "/answer"}; /* the bridge's */
    bool typed = update->media == MEDIA_NONE;

    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (!strncmp(update->text, commands[i], strlen(commands[i])))
            return false;
    bool command = update->text[0] == '/' && update->text[1] != '/';
    return typed &&
           (command || menu_item(update->text) >= 0 || (*step && strcmp(step, step_over) != 0));
}

const char *place_step(turn_place place)
{
    return *place.step ? place.step : step_over;
}

const char *place_pack(arena *memory, int64_t bot, int64_t update, bool answered, turn_place before,
                       const char *data, int64_t now)
{
    json_t *packed =
        json_pack("{s:I, s:I, s:I, s:s, s:s, s:s}", "b", (json_int_t)bot, "u", (json_int_t)update,
                  "t", (json_int_t)now, "d", data, "ws", before.step, "wd", before.data);
    RS_ASSERT(packed);
    if (answered)
        json_object_set_new(packed, "a", json_true());
    char *text = json_dumps(packed, JSON_COMPACT);
    RS_ASSERT(text);
    const char *out = arena_copy(memory, text, strlen(text));
    free(text);
    json_decref(packed);
    return out;
}

static const char *member(arena *memory, const json_t *object, const char *key)
{
    const char *value = json_string_value(json_object_get(object, key));
    return value ? arena_copy(memory, value, strlen(value)) : "";
}

turn_place place_unpack(arena *memory, int64_t update, const char *step, const char *packed)
{
    json_t *json = packed && *packed ? json_loads(packed, 0, NULL) : NULL;
    turn_place place = {.step = step && json ? arena_copy(memory, step, strlen(step)) : "",
                        .data = member(memory, json, "d")};

    if (!strcmp(place.step, step_over))
        place.step = "";
    if (json_integer_value(json_object_get(json, "u")) == update)
        place = (turn_place){member(memory, json, "ws"), member(memory, json, "wd")};
    json_decref(json);
    return place;
}

bool place_is_of(int64_t bot, const char *packed)
{
    json_t *json = packed && *packed ? json_loads(packed, 0, NULL) : NULL;
    json_int_t owner = json_integer_value(json_object_get(json, "b"));

    json_decref(json);
    return !owner || owner == bot;
}

/* Telegram keeps an update for a day. Its ids rise by one, but after a week without any they begin
 * anew anywhere. */
bool place_is_past(int64_t update, const char *packed, int64_t now)
{
    json_t *json = packed && *packed ? json_loads(packed, 0, NULL) : NULL;
    json_int_t latest = json_integer_value(json_object_get(json, "u"));
    json_int_t at = json_integer_value(json_object_get(json, "t"));
    bool answered = json_is_true(json_object_get(json, "a"));

    json_decref(json);
    return (update < latest || (update == latest && answered)) && now - at < REPEATS_MS;
}

bool place_is_answered(int64_t update, const char *packed)
{
    json_t *json = packed && *packed ? json_loads(packed, 0, NULL) : NULL;
    bool same = json_integer_value(json_object_get(json, "u")) == update;
    bool answered = json_is_true(json_object_get(json, "a"));

    json_decref(json);
    return same && answered;
}
