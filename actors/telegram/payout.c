/* Withdrawing: amount, confirmation, the request's card, and news about it. */
#include <inttypes.h>
#include <string.h>

#include "actors/telegram/turn_parts.h"
#include "shared/format.h"
#include "shared/unicode.h"

enum { SUMS_MAX = 3, COMMENT_UNITS = 2000 };

__extension__ typedef __int128 wide;

static const char *points(turn *self, int64_t centipoints)
{
    return text_points(self->memory, self->lang, centipoints);
}

/* As the ledger does it: rounded down to the kopeck. */
static const char *money(turn *self, int64_t centipoints, int64_t rate)
{
    return format_money(self->memory, self->lang, (int64_t)((wide)centipoints * rate / 100));
}

static int64_t most(const turn *self)
{
    const rs_participant_view *who = self->who;
    return who->payout_max && who->payout_max < who->available ? who->payout_max : who->available;
}

/* ----------------------------------------------------------------------------------- amount */

static json_t *amount_buttons(turn *self)
{
    static const int64_t sums[] = {10000000, 5000000, 1000000, 500000, 100000, 50000, 10000};
    json_t *keyboard = inline_open();
    int64_t all = most(self);
    int shown = 0;

    inline_row(keyboard);
    inline_press(keyboard,
                 text(self->memory, self->lang, TEXT_PAYOUT_ALL,
                      .points = format_points(self->memory, self->lang, all)),
                 arena_print(self->memory, BUTTON "pa:%" PRId64, all));
    for (size_t i = 0; i < sizeof sums / sizeof *sums && shown < SUMS_MAX; i++) {
        if (sums[i] >= all)
            continue;
        if (!shown++)
            inline_row(keyboard);
        inline_press(keyboard, format_points(self->memory, self->lang, sums[i]),
                     arena_print(self->memory, BUTTON "pa:%" PRId64, sums[i]));
    }
    return keyboard;
}

/* Why nothing can be withdrawn now, and when that will change. */
static bool say_not_possible(turn *self)
{
    const rs_participant_view *who = self->who;
    draft out = turn_draft(self);

    if (who->status == RS_PARTICIPANT_BLOCKED)
        draft_add(&out, TEXT_BLOCKED);
    else if (who->available < 0)
        draft_add(&out, TEXT_BALANCE_DEBT);
    else if (who->available == 0)
        draft_add(&out, TEXT_PAYOUT_NOTHING, .points = points(self, 0));
    else if (who->available <= who->payout_min)
        draft_add(&out, TEXT_PAYOUT_MIN, .points = points(self, who->available),
                  .min = format_points(self->memory, self->lang, who->payout_min));
    else
        return false;
    if (who->status != RS_PARTICIPANT_BLOCKED && !who->proven && who->held) {
        draft_gap(&out);
        draft_add(&out, TEXT_BALANCE_UNPROVEN);
    } else if (who->next_release && who->next_points) {
        draft_gap(&out);
        draft_add(&out, TEXT_BALANCE_NEXT, .points = points(self, who->next_points),
                  .date = format_date(self->memory, self->lang, who->next_release));
    }
    turn_say(self, &out, NULL);
    return true;
}

void payout_begin(turn *self)
{
    const rs_participant_view *who = self->who;
    draft out = turn_draft(self);

    if (who->open_payout) {
        const rs_payout_key key = {.payout = who->open_payout};
        turn_command(self, RS_PAYOUT_ROW, turn_keep(self, &key, sizeof key));
        return;
    }
    if (say_not_possible(self))
        return;
    draft_own(&out, self->settings->text_payout, TEXT_PAYOUT_HOW);
    draft_gap(&out);
    draft_add(&out, TEXT_PAYOUT_ASK, .points = points(self, who->available),
              .money = money(self, who->available, who->point_rate));
    self->next = (turn_place){.step = STEP_AMOUNT, .data = ""};
    turn_say(self, &out, amount_buttons(self));
}

void payout_typed(turn *self)
{
    int64_t amount = 0;

    switch (format_parse_amount(self->update->text, &amount)) {
    case AMOUNT_OK: payout_amount(self, amount); return;
    case AMOUNT_ALL: payout_amount(self, most(self)); return;
    case AMOUNT_FINE: turn_say_key(self, TEXT_PAYOUT_FINE); return;
    case AMOUNT_LARGE: payout_amount(self, INT64_MAX); return;
    case AMOUNT_UNCLEAR: turn_say_key(self, TEXT_PAYOUT_UNCLEAR); return;
    }
}

void payout_check(turn *self, int64_t amount, const rs_requisites_mask *where)
{
    const rs_participant_view *who = self->who;
    draft out = turn_draft(self);
    json_t *keyboard = inline_open();

    draft_add(&out, TEXT_PAYOUT_CONFIRM, .points = points(self, amount),
              .money = money(self, amount, who->point_rate),
              .left = points(self, who->available - amount));
    draft_line(&out, TEXT_PAYOUT_WHERE, .text = requisites_words(self->memory, self->lang, where));
    inline_row(keyboard);
    inline_press(
        keyboard, text(self->memory, self->lang, TEXT_PAYOUT_YES),
        arena_print(self->memory, BUTTON "py:%" PRId64 ":%" PRId64, amount, who->point_rate));
    inline_press(keyboard, text(self->memory, self->lang, TEXT_PAYOUT_NO), BUTTON "pn");
    inline_row(keyboard);
    inline_press(keyboard, text(self->memory, self->lang, TEXT_PAYOUT_ELSEWHERE),
                 arena_print(self->memory, BUTTON "rn:%" PRId64, amount));
    self->next = (turn_place){.step = STEP_AMOUNT, .data = ""};
    turn_say(self, &out, keyboard);
}

void payout_amount(turn *self, int64_t amount)
{
    const rs_participant_view *who = self->who;
    draft out = turn_draft(self);

    if (who->open_payout) { /* a button of before */
        payout_begin(self);
    } else if (say_not_possible(self)) {
        self->next = (turn_place){.step = "", .data = ""};
    } else if (amount <= 0) {
        turn_say_key(self, TEXT_PAYOUT_UNCLEAR);
    } else if (amount > who->available) {
        draft_add(&out, TEXT_PAYOUT_TOO_MUCH, .points = points(self, who->available));
        turn_say(self, &out, NULL);
    } else if (who->payout_max && amount > who->payout_max) {
        draft_add(&out, TEXT_PAYOUT_MAX, .points = points(self, who->payout_max));
        turn_say(self, &out, NULL);
    } else {
        requisites_look(self, amount);
    }
}

/* ---------------------------------------------------------------------------------- opening */

/* The ledger decides; only figures that are not those shown any more are shown again first. */
void payout_confirm(turn *self, int64_t amount, int64_t rate)
{
    const rs_participant_view *who = self->who;
    const rs_payout_open_args args = {.tg = self->update->from.tg, .points = amount};

    if (!who->open_payout && rate != who->point_rate) {
        turn_say_key(self, TEXT_PAYOUT_CHANGED);
        payout_amount(self, amount);
        return;
    }
    turn_command(self, RS_PAYOUT_OPEN, turn_keep(self, &args, sizeof args));
}

/* The detail begins with a code word; see payout.open in protocol.def. */
static text_key why_not(rs_err code, const char *detail)
{
    static const struct {
        const char *word;
        text_key key;
    } reasons[] = {
        {"open", TEXT_PAYOUT_OPEN},        {"blocked", TEXT_BLOCKED},
        {"debt", TEXT_BALANCE_DEBT},       {"unproven", TEXT_PAYOUT_UNPROVEN},
        {"min", TEXT_PAYOUT_CHANGED},      {"max", TEXT_PAYOUT_CHANGED},
        {"unregistered", TEXT_OZON_FIRST}, {"points", TEXT_PAYOUT_UNCLEAR},
    };

    if (code == RS_INSUFFICIENT)
        return TEXT_PAYOUT_CHANGED;
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (!strncmp(detail, reasons[i].word, strlen(reasons[i].word)))
            return reasons[i].key;
    return TEXT_PAYOUT_REFUSED;
}

/* The request is the first word of the dialogue with the operators. */
static const char *first_words(turn *self, const rs_payout_row *row)
{
    draft out;

    draft_open(&out, self->memory, RS_LANG_RU);
    draft_add(&out, TEXT_PAYOUT_FIRST_WORDS,
              .points = text_points(self->memory, RS_LANG_RU, row->points),
              .money = format_money(self->memory, RS_LANG_RU, row->money),
              .id = arena_print(self->memory, "%" PRId64, row->id));
    if (row->requisites)
        draft_line(&out, TEXT_PAYOUT_FIRST_WHERE,
                   .text = requisites_words(self->memory, RS_LANG_RU, row->requisites));
    return out.text;
}

static void say_first_words(turn *self, const rs_payout_row *row)
{
    const botapi_update *update = self->update;
    const rs_place place = {
        .bot = RS_BOT_PARTICIPANTS, .chat = update->chat, .message = update->message};
    const rs_write_args args = {
        .kind = RS_CONVERSATION_PAYOUT,
        .who = &update->from,
        .text = first_words(self, row),
        .place = turn_keep(self, &place, sizeof place),
    };

    turn_command(self, RS_CONVERSATION_WRITE, turn_keep(self, &args, sizeof args));
}

void payout_opened(turn *self, rs_err code, const char *detail, const rs_payout_row *row)
{
    message_unbutton(self->out, self->update->chat, self->update->message);
    self->next = (turn_place){.step = "", .data = ""};
    if (code != RS_OK) {
        turn_say_key(self, why_not(code, detail));
        return;
    }
    payout_card(self, row, true);
    say_first_words(self, row);
}

void payout_card(turn *self, const rs_payout_row *row, bool talk)
{
    draft out = turn_draft(self);
    json_t *keyboard = NULL;

    draft_add(&out, TEXT_PAYOUT_CARD, .id = arena_print(self->memory, "%" PRId64, row->id),
              .points = points(self, row->points),
              .money = format_money(self->memory, self->lang, row->money),
              .state = text(self->memory, self->lang, text_of_state(row->state)),
              .date = format_moment(self->memory, self->lang, row->created));
    if (row->requisites)
        draft_line(&out, TEXT_PAYOUT_WHERE,
                   .text = requisites_words(self->memory, self->lang, row->requisites));
    if (talk) {
        draft_gap(&out);
        draft_add(&out, TEXT_PAYOUT_TALK);
    }
    if (row->state == RS_PAYOUT_NEW) {
        keyboard = inline_open();
        inline_row(keyboard);
        inline_press(keyboard, text(self->memory, self->lang, TEXT_PAYOUT_CANCEL),
                     arena_print(self->memory, BUTTON "pc:%" PRId64, row->id));
    }
    turn_say(self, &out, keyboard);
}

void payout_drop(turn *self)
{
    message_unbutton(self->out, self->update->chat, self->update->message);
    self->next = (turn_place){.step = "", .data = ""};
    turn_say_key(self, TEXT_PAYOUT_DROPPED);
}

/* ------------------------------------------------------------------------------- cancelling */

void payout_cancel(turn *self, int64_t payout)
{
    const rs_payout_cancel_args args = {.tg = self->update->from.tg, .payout = payout};

    if (payout <= 0)
        turn_say_key(self, TEXT_OLD_BUTTON);
    else
        turn_command(self, RS_PAYOUT_CANCEL, turn_keep(self, &args, sizeof args));
}

/* Pressed twice, for example. */
static bool is_cancelled_already(const char *detail)
{
    return strstr(detail, codec_enum_name(&rs_payout_state_enum, RS_PAYOUT_CANCELLED)) != NULL;
}

void payout_cancelled(turn *self, rs_err code, const char *detail, const rs_payout_row *row)
{
    draft out = turn_draft(self);

    message_unbutton(self->out, self->update->chat, self->update->message);
    if (code == RS_OK)
        draft_add(&out, TEXT_PAYOUT_CANCELLED, .id = arena_print(self->memory, "%" PRId64, row->id),
                  .points = points(self, row->points));
    else if (code == RS_CONFLICT && is_cancelled_already(detail))
        draft_add(&out, TEXT_PAYOUT_CANCEL_TWICE);
    else if (code == RS_CONFLICT || code == RS_REFUSED)
        draft_add(&out, TEXT_PAYOUT_CANCEL_LATE);
    else
        draft_add(&out, TEXT_OLD_BUTTON);
    turn_say(self, &out, NULL);
}

/* ------------------------------------------------------------------------------------- news */

/* What to do next, unless the owner has a text of their own for it. */
static text_key advice_key(rs_reject_reason reason)
{
    switch (reason) {
    case RS_REJECT_REQUISITES: return TEXT_ADVICE_REQUISITES;
    case RS_REJECT_ABUSE: return TEXT_ADVICE_ABUSE;
    case RS_REJECT_RETURN_PENDING: return TEXT_ADVICE_RETURN;
    case RS_REJECT_LIMITS: return TEXT_ADVICE_LIMITS;
    case RS_REJECT_TAX_DATA: return TEXT_ADVICE_TAX;
    default: return TEXT_ADVICE_OTHER;
    }
}

static void say_corrected(draft *out, const rs_notice *notice)
{
    arena *memory = out->memory;
    rs_lang lang = out->lang;

    draft_add(out, TEXT_NEWS_CORRECTED, .id = arena_print(memory, "%" PRId64, notice->payout),
              .from =
                  arena_print(memory, "%s = %s", text_points(memory, lang, notice->points_before),
                              format_money(memory, lang, notice->money_before)),
              .to = arena_print(memory, "%s = %s", text_points(memory, lang, notice->points),
                                format_money(memory, lang, notice->money)),
              .left = text_points(memory, lang, notice->available));
}

static void say_paid(draft *out, const rs_notice *notice)
{
    arena *memory = out->memory;
    rs_lang lang = out->lang;

    draft_add(out, TEXT_NEWS_PAID, .id = arena_print(memory, "%" PRId64, notice->payout),
              .points = text_points(memory, lang, notice->points),
              .money = format_money(memory, lang, notice->money),
              .total = text_points(memory, lang, notice->total));
    draft_line(out, TEXT_NEWS_AVAILABLE, .points = text_points(memory, lang, notice->available));
    draft_line(out, TEXT_NEWS_HELD, .points = text_points(memory, lang, notice->held));
    if (notice->reserved)
        draft_line(out, TEXT_NEWS_RESERVED, .points = text_points(memory, lang, notice->reserved));
}

static void say_rejected(draft *out, const rs_notice *notice)
{
    arena *memory = out->memory;
    rs_lang lang = out->lang;

    draft_add(out, TEXT_NEWS_REJECTED, .id = arena_print(memory, "%" PRId64, notice->payout),
              .reason = text(memory, lang, text_of_reason(notice->reason)));
    draft_gap(out);
    draft_add(out, TEXT_NEWS_RETURNED, .points = text_points(memory, lang, notice->points),
              .left = text_points(memory, lang, notice->available));
    draft_gap(out);
    draft_own(out, notice->advice, advice_key(notice->reason));
}

/* New and cancelled are what the person has just done and been answered. */
void turn_news(const rs_event *event, arena *memory, json_t *list)
{
    const rs_notice *notice = event->notice;
    if (!event->who)
        return; /* erased since */
    rs_lang lang = event->who->lang ? event->who->lang : RS_LANG_RU;
    draft out;

    draft_open(&out, memory, lang);
    if (notice->points_before)
        say_corrected(&out, notice);
    else if (notice->state == RS_PAYOUT_NEGOTIATION)
        draft_add(&out, TEXT_NEWS_NEGOTIATION,
                  .id = arena_print(memory, "%" PRId64, notice->payout),
                  .points = text_points(memory, lang, notice->points),
                  .money = format_money(memory, lang, notice->money));
    else if (notice->state == RS_PAYOUT_PAID)
        say_paid(&out, notice);
    else if (notice->state == RS_PAYOUT_REJECTED)
        say_rejected(&out, notice);
    else
        return;
    if (notice->comment && *notice->comment) {
        draft_gap(&out);
        draft_add(&out, TEXT_NEWS_COMMENT, .text = unicode_text(memory, notice->comment));
    }
    message_send(list, event->who->tg, 0, &out, NULL);
}
