/* Logging in to the admin page: whoever opens the link in the bot presses the number that the page
 * shows. Without the number, a link sent by somebody else would let that somebody in. */
#include <inttypes.h>
#include <string.h>

#include "actors/telegram/turn_parts.h"
#include "shared/unicode.h"

enum { ATTEMPT_MAX = 32, AGENT_UNITS = 120, ADDRESS_UNITS = 64 };

void login_open(turn *self, const char *attempt)
{
    const rs_login_open_args args = {.attempt = attempt, .who = &self->update->from};

    if (!*attempt || strlen(attempt) > ATTEMPT_MAX)
        turn_say_key(self, TEXT_LOGIN_EXPIRED);
    else
        turn_command(self, RS_LOGIN_OPEN, turn_keep(self, &args, sizeof args));
}

static const char *told(turn *self, const char *text, size_t units)
{
    const char *clean = unicode_name(self->memory, text ? text : "", units);
    return *clean ? clean : text(self->memory, self->lang, TEXT_LOGIN_UNKNOWN);
}

void login_opened(turn *self, rs_err code, const rs_login_question *question)
{
    const char *attempt = strchr(self->update->text, '_'); /* "/start l_<attempt>" */
    draft out = turn_draft(self);
    json_t *keyboard;

    if (code != RS_OK) {
        turn_say_key(self, code == RS_FORBIDDEN ? TEXT_LOGIN_STRANGER : TEXT_LOGIN_EXPIRED);
        return;
    }
    draft_add(&out, TEXT_LOGIN_QUESTION, .agent = told(self, question->agent, AGENT_UNITS),
              .address = told(self, question->address, ADDRESS_UNITS));
    keyboard = inline_open();
    inline_row(keyboard);
    for (size_t i = 0; i < question->numbers.count; i++) {
        int64_t number = question->numbers.items[i];
        inline_press(keyboard, arena_print(self->memory, "%02" PRId64, number),
                     arena_print(self->memory, BUTTON "li:%.32s:%" PRId64,
                                 attempt ? attempt + 1 : "", number));
    }
    turn_say(self, &out, keyboard);
}

void login_choose(turn *self, const char *attempt, int64_t number)
{
    const rs_login_choose_args args = {
        .attempt = attempt, .tg = self->update->from.tg, .number = number};

    if (!*attempt || strlen(attempt) > ATTEMPT_MAX || number < 0 || number > 99)
        turn_say_key(self, TEXT_OLD_BUTTON);
    else
        turn_command(self, RS_LOGIN_CHOOSE, turn_keep(self, &args, sizeof args));
}

void login_chosen(turn *self, rs_err code, const rs_login_result *result)
{
    message_unbutton(self->out, self->update->chat, self->update->message);
    if (code == RS_FORBIDDEN)
        turn_say_key(self, TEXT_LOGIN_STRANGER);
    else if (code != RS_OK || result->state == RS_LOGIN_EXPIRED)
        turn_say_key(self, TEXT_LOGIN_EXPIRED);
    else if (result->state == RS_LOGIN_DONE)
        turn_say_key(self, TEXT_LOGIN_DONE);
    else
        turn_say_key(self, TEXT_LOGIN_REFUSED);
}
