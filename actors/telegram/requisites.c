/* Where the money of a payout goes: a form, one question at a time.
 *
 * Every answer goes to the ledger at once, which checks it, keeps it sealed and says what to ask
 * next; what the dialogue remembers is the amount and the question, never an answer. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "actors/telegram/turn_parts.h"

/* "amount:question", as the dialogue remembers it. */
static const char *place_of(turn *self, int64_t amount, rs_requisite asked)
{
    return arena_print(self->memory, "%" PRId64 ":%d", amount, (int)asked);
}

static int64_t amount_of(turn_place place)
{
    return strtoll(place.data, NULL, 10);
}

static rs_requisite asked_in(turn_place place)
{
    const char *colon = strchr(place.data, ':');

    return colon ? (rs_requisite)strtol(colon + 1, NULL, 10) : (rs_requisite)0;
}

/* ------------------------------------------------------------------------------- the questions */

typedef struct {
    text_key label;
    int choice;
} option;

static json_t *options(turn *self, const char *word, const option *all, size_t count,
                       int64_t amount)
{
    json_t *keyboard = inline_open();

    for (size_t i = 0; i < count; i++) {
        inline_row(keyboard);
        inline_press(
            keyboard, text(self->memory, self->lang, all[i].label),
            arena_print(self->memory, BUTTON "%s:%d:%" PRId64, word, all[i].choice, amount));
    }
    return keyboard;
}
#define OPTIONS(self, word, all, amount)                                                           \
    options((self), (word), (all), sizeof(all) / sizeof *(all), (amount))

static json_t *buttons_of(turn *self, rs_requisite asked, int64_t amount)
{
    static const option methods[] = {{TEXT_REQUISITES_BY_SBP, RS_METHOD_SBP},
                                     {TEXT_REQUISITES_BY_CARD, RS_METHOD_CARD},
                                     {TEXT_REQUISITES_BY_ACCOUNT, RS_METHOD_ACCOUNT}};
    static const option payees[] = {{TEXT_REQUISITES_INDIVIDUAL, RS_PAYEE_INDIVIDUAL},
                                    {TEXT_REQUISITES_SELF_EMPLOYED, RS_PAYEE_SELF_EMPLOYED},
                                    {TEXT_REQUISITES_ENTREPRENEUR, RS_PAYEE_ENTREPRENEUR},
                                    {TEXT_REQUISITES_SKIP, 0}};
    static const option skip[] = {{TEXT_REQUISITES_SKIP, 0}};

    switch (asked) {
    case RS_REQUISITE_METHOD: return OPTIONS(self, "rm", methods, amount);
    case RS_REQUISITE_PAYEE: return OPTIONS(self, "rp", payees, amount);
    case RS_REQUISITE_INN: return OPTIONS(self, "ri", skip, amount);
    default: return NULL;
    }
}

static text_key question_of(rs_requisite asked, rs_payout_method method)
{
    switch (asked) {
    case RS_REQUISITE_NUMBER:
        return method == RS_METHOD_SBP    ? TEXT_REQUISITES_PHONE
               : method == RS_METHOD_CARD ? TEXT_REQUISITES_CARD
                                          : TEXT_REQUISITES_ACCOUNT;
    case RS_REQUISITE_BANK: return TEXT_REQUISITES_BANK;
    case RS_REQUISITE_BIK: return TEXT_REQUISITES_BIK;
    case RS_REQUISITE_NAME: return TEXT_REQUISITES_NAME;
    case RS_REQUISITE_PAYEE: return TEXT_REQUISITES_PAYEE;
    case RS_REQUISITE_INN: return TEXT_REQUISITES_INN;
    default: return TEXT_REQUISITES_METHOD;
    }
}

static void ask(turn *self, int64_t amount, rs_requisite asked, rs_payout_method method)
{
    draft out = turn_draft(self);

    draft_add(&out, question_of(asked, method));
    self->next = (turn_place){.step = STEP_REQUISITES, .data = place_of(self, amount, asked)};
    turn_say(self, &out, buttons_of(self, asked, amount));
}

/* -------------------------------------------------------------------------------- the answers */

static void put(turn *self, int64_t amount, const rs_requisite_args *args)
{
    self->next = (turn_place){.step = STEP_REQUISITES, .data = place_of(self, amount, args->field)};
    turn_command(self, RS_REQUISITE_SET, turn_keep(self, args, sizeof *args));
}

static void put_choice(turn *self, rs_requisite field, int64_t choice, int64_t amount)
{
    const rs_requisite_args args = {.tg = self->update->from.tg, .field = field, .choice = choice};

    message_unbutton(self->out, self->update->chat, self->update->message);
    put(self, amount, &args);
}

void requisites_typed(turn *self)
{
    enum { ANSWER_BYTES_MAX = 400 };
    rs_requisite asked = asked_in(self->place);
    const rs_requisite_args args = {
        .tg = self->update->from.tg, .field = asked, .text = self->update->text};

    if (asked == RS_REQUISITE_METHOD || asked == RS_REQUISITE_PAYEE)
        turn_say_key(self, TEXT_REQUISITES_CHOOSE);
    else if (strlen(self->update->text) > ANSWER_BYTES_MAX)
        turn_say_key(self, TEXT_TOO_LONG);
    else
        put(self, amount_of(self->place), &args);
}

/* "rm:choice:amount", "rp:choice:amount", "ri:0:amount": answers; "rn:amount": the form anew. */
bool requisites_press(turn *self, const char *data)
{
    int64_t figures[2];

    if (turn_figures(data, "rm", figures) == 2)
        put_choice(self, RS_REQUISITE_METHOD, figures[0] % 10, figures[1]);
    else if (turn_figures(data, "rp", figures) == 2)
        put_choice(self, RS_REQUISITE_PAYEE, figures[0] % 10, figures[1]);
    else if (turn_figures(data, "ri", figures) == 2)
        put_choice(self, RS_REQUISITE_INN, 0, figures[1]);
    else if (turn_figures(data, "rn", figures) == 1)
        ask(self, figures[0], RS_REQUISITE_METHOD, (rs_payout_method)0);
    else
        return false;
    return true;
}

static text_key what_is_wrong(rs_requisite asked, rs_payout_method method)
{
    switch (asked) {
    case RS_REQUISITE_NUMBER:
        return method == RS_METHOD_SBP    ? TEXT_REQUISITES_NOT_PHONE
               : method == RS_METHOD_CARD ? TEXT_REQUISITES_NOT_CARD
                                          : TEXT_REQUISITES_NOT_ACCOUNT;
    case RS_REQUISITE_BANK: return TEXT_REQUISITES_NOT_BANK;
    case RS_REQUISITE_BIK: return TEXT_REQUISITES_NOT_BIK;
    case RS_REQUISITE_NAME: return TEXT_REQUISITES_NOT_NAME;
    case RS_REQUISITE_INN: return TEXT_REQUISITES_NOT_INN;
    default: return TEXT_OLD_BUTTON;
    }
}

void requisites_look(turn *self, int64_t amount)
{
    const rs_requisites_key key = {.tg = self->update->from.tg};

    self->next =
        (turn_place){.step = STEP_REQUISITES, .data = place_of(self, amount, RS_REQUISITE_METHOD)};
    turn_command(self, RS_REQUISITES_GET, turn_keep(self, &key, sizeof key));
}

/* Before the form: what is saved is used again. After a wrong answer: which method it was for. */
void requisites_found(turn *self, const rs_requisites_view *form)
{
    rs_requisite asked = asked_in(self->next);
    rs_payout_method method = form->draft ? form->draft->method : (rs_payout_method)0;

    if (asked != RS_REQUISITE_METHOD)
        turn_say_key(self, what_is_wrong(asked, method));
    else if (form->saved)
        payout_check(self, amount_of(self->next), form->saved);
    else
        ask(self, amount_of(self->next), RS_REQUISITE_METHOD, method);
}

void requisites_answered(turn *self, rs_err code, const rs_requisites_view *form)
{
    const rs_requisites_key key = {.tg = self->update->from.tg};
    int64_t amount = amount_of(self->next);

    if (code == RS_BAD_REQUEST)
        turn_command(self, RS_REQUISITES_GET, turn_keep(self, &key, sizeof key));
    else if (code != RS_OK) /* the form has gone on without this answer, or was begun anew */
        ask(self, amount, RS_REQUISITE_METHOD, (rs_payout_method)0);
    else if (form->want)
        ask(self, amount, form->want, form->draft ? form->draft->method : (rs_payout_method)0);
    else if (form->saved && amount <= self->who->available)
        payout_check(self, amount, form->saved);
    else
        payout_begin(self);
}

const char *requisites_words(arena *memory, rs_lang lang, const rs_requisites_mask *where)
{
    const char *tail = where->tail ? where->tail : "";

    switch (where->method) {
    case RS_METHOD_SBP:
        return text(memory, lang, TEXT_REQUISITES_ON_SBP, .code = tail,
                    .name = where->bank ? where->bank : "");
    case RS_METHOD_CARD: return text(memory, lang, TEXT_REQUISITES_ON_CARD, .code = tail);
    default: return text(memory, lang, TEXT_REQUISITES_ON_ACCOUNT, .code = tail);
    }
}
