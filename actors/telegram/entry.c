/* The way in: the first /start, the terms, the Ozon ID. */
#include <inttypes.h>
#include <string.h>

#include "actors/telegram/turn_parts.h"
#include "shared/ozon_id.h"

enum { CODE_MIN = 8, CODE_MAX = 16, NUMBER_BYTES_MAX = 200, PAYLOAD_MAX = 64 };

bool entry_is_code(const char *text)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    static const char digits[] = "0123456789";
    size_t size = strlen(text);
    bool has_letter = strpbrk(text, letters) != NULL;

    if (size < CODE_MIN || size > CODE_MAX || !has_letter)
        return false;
    for (; *text; text++)
        if (!strchr(letters, *text) && !strchr(digits, *text))
            return false;
    return true;
}

static void start(turn *self)
{
    const rs_start_args args = {.who = &self->update->from, .code = self->code};

    turn_command(self, RS_PARTICIPANT_START, turn_keep(self, &args, sizeof args));
}

/* What a code leads to is looked up first: it is shown before the terms. */
void entry_start(turn *self, const char *code)
{
    const rs_link_key key = {.code = code};

    self->code = code;
    if (*code && strlen(code) <= PAYLOAD_MAX)
        turn_command(self, RS_LINK_CARD, turn_keep(self, &key, sizeof key));
    else
        start(self);
}

static const char *copy(turn *self, const char *text)
{
    return text ? arena_copy(self->memory, text, strlen(text)) : NULL;
}

/* A participant may type a word that only looks like a code. */
void entry_looked_up(turn *self, const rs_link_card *card)
{
    bool typed = self->update->text[0] != '/';

    if (!card && typed && self->who && self->who->registered) {
        screen_unknown(self);
        return;
    }
    if (card && card->product) {
        rs_link_product product = *card->product;
        product.name = copy(self, product.name);
        product.picture = copy(self, product.picture);
        self->product = turn_keep(self, &product, sizeof product);
    }
    start(self);
}

static int64_t terms_version(const turn *self)
{
    return self->settings->terms_version > 0 ? self->settings->terms_version : 1;
}

/* What stands first on the page of terms: `why`, or a greeting. */
static void say_terms(turn *self)
{
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();

    draft_own(&out, self->settings->text_terms, TEXT_TERMS);
    if (*self->terms_link) {
        draft_gap(&out);
        draft_add(&out, TEXT_TERMS_LINK, .link = self->terms_link);
    }
    inline_row(keyboard);
    inline_press(keyboard, text(self->memory, self->lang, TEXT_TERMS_ACCEPT),
                 arena_print(self->memory, BUTTON "ok:%" PRId64, terms_version(self)));
    turn_say(self, &out, keyboard);
}

void entry_terms(turn *self, text_key why)
{
    const rs_participant_view *who = self->who;

    if (who->consent && who->consent >= who->terms) {
        entry_ask(self);
        return;
    }
    turn_say_key(self, why == TEXT_OZON_FIRST ? TEXT_TERMS_PLEASE : why);
    say_terms(self);
}

/* A link that did nothing is never passed over in silence; no link needs no words. */
static bool say_tie(draft *out, rs_tie_result tie, bool typed)
{
    switch (tie) {
    case RS_TIE_ATTACHED: draft_add(out, TEXT_TIE_ATTACHED); return true;
    case RS_TIE_KNOWN: draft_add(out, TEXT_TIE_KNOWN); return true;
    case RS_TIE_SELF: draft_add(out, TEXT_TIE_SELF); return true;
    case RS_TIE_DEAD:
        if (typed)
            draft_add(out, TEXT_CODE_DEAD);
        else
            draft_add(out, TEXT_TIE_DEAD);
        return true;
    default: return false;
    }
}

void entry_started(turn *self, const rs_start_result *result)
{
    bool typed = self->update->text[0] != '/';
    draft out = turn_draft(self);

    self->next = (turn_place){.step = "", .data = ""};
    if (!result->known) {
        draft_own(&out, self->settings->text_entry, TEXT_ENTRY);
        draft_gap(&out);
    }
    bool told = say_tie(&out, result->tie, typed);
    if (result->registered) {
        if (told)
            draft_gap(&out);
        draft_add(&out, TEXT_HELLO_AGAIN);
        turn_say(self, &out, turn_menu(self));
        invite_say_card(self);
        return;
    }
    turn_say(self, &out, NULL);
    invite_say_card(self);
    if (result->consented)
        entry_ask(self);
    else
        say_terms(self);
}

void entry_consent(turn *self, int64_t terms)
{
    const rs_consent_args args = {.tg = self->update->from.tg, .terms = terms};

    if (terms < terms_version(self)) {
        turn_say_key(self, TEXT_TERMS_CHANGED);
        say_terms(self);
        return;
    }
    turn_command(self, RS_PARTICIPANT_CONSENT, turn_keep(self, &args, sizeof args));
}

void entry_consented(turn *self)
{
    message_unbutton(self->out, self->update->chat, self->update->message);
    if (self->who->registered) {
        draft out = turn_draft(self);
        draft_add(&out, TEXT_TERMS_THANKS);
        turn_say(self, &out, turn_menu(self));
        return;
    }
    entry_ask(self);
}

void entry_ask(turn *self)
{
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();

    draft_own(&out, self->settings->text_ozon_id, TEXT_OZON_ASK);
    inline_row(keyboard);
    inline_press(keyboard, text(self->memory, self->lang, TEXT_OZON_LATER), BUTTON "later");
    turn_say(self, &out, keyboard);
}

void entry_later(turn *self)
{
    turn_say_key(self, self->who->registered ? TEXT_HELLO_AGAIN : TEXT_OZON_WAITING);
}

void entry_number(turn *self)
{
    const rs_register_args args = {.tg = self->update->from.tg, .text = self->update->text};

    if (strlen(self->update->text) > NUMBER_BYTES_MAX)
        turn_say_key(self, TEXT_OZON_WORDS);
    else
        turn_command(self, RS_PARTICIPANT_REGISTER, turn_keep(self, &args, sizeof args));
}

static void say_registered(turn *self, const rs_register_result *result)
{
    draft out = turn_draft(self);
    const char *ozon = result->ozon ? result->ozon : "";

    if (result->outcome == RS_REGISTER_PROVEN)
        draft_add(&out, TEXT_OZON_PROVEN, .ozon = ozon);
    else if (ozon_id_parse(self->update->text).kind == OZON_ID_WHOLE)
        draft_add(&out, TEXT_OZON_UNSEEN, .ozon = ozon);
    else
        draft_add(&out, TEXT_OZON_UNPROVEN, .ozon = ozon);
    if (result->tie_lost) {
        draft_gap(&out);
        draft_add(&out, TEXT_OZON_TIE_LOST);
    }
    turn_say(self, &out, NULL);
    if (!result->fresh) /* only the proof was still missing */
        return;
    draft welcome = turn_draft(self);
    draft_own(&welcome, self->settings->text_welcome, TEXT_WELCOME);
    turn_say(self, &welcome, turn_menu(self));
}

/* A number without news in it may be meant for the operators. */
static void say_already(turn *self)
{
    if (turn_is_for_operators(self))
        turn_to_operators(self);
    else
        turn_say_key(self, TEXT_OZON_ALREADY);
}

void entry_registered(turn *self, const rs_register_result *result)
{
    switch (result->outcome) {
    case RS_REGISTER_PROVEN:
    case RS_REGISTER_UNPROVEN: say_registered(self, result); return;
    case RS_REGISTER_TAKEN: turn_say_key(self, TEXT_OZON_TAKEN); return;
    case RS_REGISTER_PHONE: turn_say_key(self, TEXT_OZON_PHONE); return;
    case RS_REGISTER_LINK: turn_say_key(self, TEXT_OZON_LINK); return;
    case RS_REGISTER_WORDS: turn_say_key(self, TEXT_OZON_WORDS); return;
    case RS_REGISTER_ASK_WHOLE: turn_say_key(self, TEXT_OZON_WHOLE); return;
    case RS_REGISTER_TOO_MANY: turn_say_key(self, TEXT_OZON_TOO_MANY); return;
    case RS_REGISTER_ALREADY: say_already(self); return;
    case RS_REGISTER_CONSENT:
        turn_say_key(self, TEXT_TERMS_PLEASE);
        say_terms(self);
        return;
    }
}
