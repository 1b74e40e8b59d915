/* What a participant can look at: balance, help. */
#include "actors/telegram/turn_parts.h"
#include "shared/format.h"

enum { LEVELS_MAX = 10 };

static const char *points(turn *self, int64_t centipoints)
{
    return text_points(self->memory, self->lang, centipoints);
}

__extension__ typedef __int128 wide;

static const char *money_of(turn *self, int64_t centipoints)
{
    wide kopecks = (wide)centipoints * self->who->point_rate / 100;
    return format_money(self->memory, self->lang, (int64_t)kopecks);
}

/* ---------------------------------------------------------------------------------- balance */

static void balance_now(turn *self, draft *out)
{
    const rs_participant_view *who = self->who;

    draft_add(out, TEXT_BALANCE_TITLE, .points = points(self, who->total));
    draft_line(out, TEXT_BALANCE_AVAILABLE, .points = points(self, who->available),
               .money = money_of(self, who->available));
    draft_line(out, TEXT_BALANCE_HELD, .points = points(self, who->held));
    if (who->reserved)
        draft_line(out, TEXT_BALANCE_RESERVED, .points = points(self, who->reserved));
}

static int64_t points_of_level(const rs_participant_view *who, int64_t level)
{
    for (size_t i = 0; i < who->levels.count; i++)
        if (who->levels.items[i].level == level)
            return who->levels.items[i].points;
    return 0;
}

/* own + levels + corrections - withdrawn = total; what the programme rewards is shown even when it
 * is zero, because people look for it. */
static void balance_sources(turn *self, draft *out)
{
    const rs_participant_view *who = self->who;

    draft_gap(out);
    draft_add(out, TEXT_BALANCE_SOURCES);
    draft_line(out, TEXT_BALANCE_OWN, .points = points(self, who->own));
    for (int64_t level = 1; level <= LEVELS_MAX; level++) {
        int64_t earned = points_of_level(who, level);
        if (earned || level <= self->settings->levels)
            draft_line(out, TEXT_BALANCE_LEVEL, .n = level, .points = points(self, earned));
    }
    if (who->corrected)
        draft_line(out, TEXT_BALANCE_CORRECTED, .points = points(self, who->corrected));
    if (who->paid)
        draft_line(out, TEXT_BALANCE_PAID, .points = points(self, -who->paid));
}

static void balance_ahead(turn *self, draft *out)
{
    const rs_participant_view *who = self->who;

    if (who->next_release && who->next_points) {
        draft_gap(out);
        draft_add(out, TEXT_BALANCE_NEXT, .points = points(self, who->next_points),
                  .date = format_date(self->memory, self->lang, who->next_release));
    }
    if (who->expected) {
        draft_gap(out);
        draft_add(out, TEXT_BALANCE_EXPECTED, .points = points(self, who->expected));
    }
    if (who->available < 0) {
        draft_gap(out);
        draft_add(out, TEXT_BALANCE_DEBT);
    }
    if (!who->proven && who->held) {
        draft_gap(out);
        draft_add(out, TEXT_BALANCE_UNPROVEN);
    }
    if (who->status == RS_PARTICIPANT_BLOCKED) {
        draft_gap(out);
        draft_add(out, TEXT_BLOCKED);
    }
}

void screen_balance(turn *self)
{
    draft out = turn_draft(self);

    balance_now(self, &out);
    balance_sources(self, &out);
    balance_ahead(self, &out);
    turn_say(self, &out, NULL);
}

/* ------------------------------------------------------------------------------------- help */

void screen_help(turn *self)
{
    draft out = turn_draft(self);

    draft_own(&out, self->settings->text_help, TEXT_HELP);
    turn_say(self, &out, self->who->registered ? turn_menu(self) : NULL);
}

void screen_support(turn *self)
{
    draft out = turn_draft(self);
    json_t *keyboard;

    if (!*self->support) {
        turn_say_key(self, TEXT_SUPPORT_NONE);
        return;
    }
    draft_add(&out, TEXT_SUPPORT);
    keyboard = inline_open();
    inline_row(keyboard);
    inline_url(keyboard, text(self->memory, self->lang, TEXT_SUPPORT_BUTTON),
               arena_print(self->memory, "%s/%s?start=help", self->links, self->support));
    turn_say(self, &out, keyboard);
}

void screen_unknown(turn *self)
{
    draft out = turn_draft(self);

    self->confused = true;
    if (self->quiet)
        return;
    if (self->update->media == MEDIA_NONE)
        draft_add(&out, TEXT_UNKNOWN);
    else
        draft_add(&out, TEXT_UNKNOWN_MEDIA);
    turn_say(self, &out, turn_menu(self));
}
