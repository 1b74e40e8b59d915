/* What operators press: the buttons of a request's card (bridge_request.c). The ledger decides by
 * the Telegram id of whoever pressed, as it does on the admin page; the card itself follows by the
 * event that comes of it. Whoever was refused is told why, and sees the card as it is now. */
#include "shared/bridge.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/unicode.h"

enum { NAME_UNITS = 64, FIGURE_DIGITS_MAX = 15 };

typedef struct {
    ring in;
    bridge *owner;
    arena *memory;
    const botapi_update *update;
    int64_t payout, rev, figure;
    char act;
    request_face face;  /* that the card is to show */
    const char *detail; /* of a refusal; NULL: there was none */
    rs_err code;
} press;

static void press_free(press *one)
{
    ring_leave(&one->in);
    arena_close(&one->memory);
    free(one);
}

void press_close_all(bridge *self)
{
    for (press *one; (one = ring_pop(&self->presses));)
        press_free(one);
}

static void press_end(press *one)
{
    botapi_poll_done(one->owner->options.poll, one->update->id);
    press_free(one);
}

static void answer(press *one, const char *note, bool alert)
{
    json_t *list = json_array();

    if (alert)
        message_alert(list, one->update->query, note);
    else
        message_answer(list, one->update->query, note);
    courier_send(one->owner->options.courier, list, COURIER_ONCE, NULL, NULL);
}

/* -------------------------------------------------------------------------------- the card */

/* Not waited for: a full group would hold up everybody. What the press did is in the ledger, and
 * the card follows that anyway. */
static void draw(press *one, const rs_payout_row *row)
{
    json_t *list = json_array();
    json_t *keyboard;
    draft card;

    draft_open(&card, one->memory, RS_LANG_RU);
    request_draw(&card, &keyboard, row, one->face);
    message_edit(list, one->update->chat, one->update->message, &card, keyboard);
    courier_send(one->owner->options.courier, list, COURIER_ONCE, NULL, NULL);
    press_end(one);
}

static bool begins(const char *detail, const char *word)
{
    return !strncmp(detail, word, strlen(word));
}

/* The detail begins with a code word; see rules/payouts.c. */
static const char *why_not(press *one, const rs_payout_row *row)
{
    arena *memory = one->memory;
    const char *state = text(memory, RS_LANG_RU, text_of_state(row->state));
    const char *name =
        row->operator
            ? unicode_name(memory, row->operator_name ? row->operator_name : "", NAME_UNITS)
            : "";

    if (one->code == RS_FORBIDDEN)
        return text(memory, RS_LANG_RU, TEXT_PRESS_NO_RIGHT);
    if (begins(one->detail, "claimed:") && *name)
        return text(memory, RS_LANG_RU, TEXT_PRESS_CLAIMED, .name = name);
    if (begins(one->detail, "approval:"))
        return text(memory, RS_LANG_RU, TEXT_PRESS_TWO);
    if (begins(one->detail, "debt:"))
        return text(memory, RS_LANG_RU, TEXT_PRESS_DEBT);
    if (*name)
        return text(memory, RS_LANG_RU, TEXT_PRESS_CHANGED_BY, .name = name, .state = state);
    return text(memory, RS_LANG_RU, TEXT_PRESS_CHANGED, .state = state);
}

/* A request is shown to operators alone, and what a button says of itself anybody can make up. */
static bool may_see(const press *one, const rs_payout_row *row)
{
    const bridge *owner = one->owner;
    const botapi_update *update = one->update;

    return (owner->operators_chat && update->chat == owner->operators_chat) ||
           (row->card && row->card->bot == owner->options.bot && row->card->chat == update->chat &&
            row->card->message == update->message);
}

static void on_row(void *arg, const actor_reply *reply)
{
    press *one = arg;

    if (reply->code != RS_OK || !may_see(one, reply->result)) {
        answer(one, text(one->memory, RS_LANG_RU, TEXT_OLD_BUTTON), true);
        press_end(one);
        return;
    }
    if (one->detail)
        answer(one, why_not(one, reply->result), true);
    else
        answer(one, "", false);
    draw(one, reply->result);
}

static void show(press *one, request_face face)
{
    const rs_payout_key key = {.payout = one->payout};

    one->face = face;
    patience_ask(one->owner->options.asks, RS_PAYOUT_ROW, &key, NULL, on_row, one);
}

/* ----------------------------------------------------------------------------- what it does */

static void on_moved(void *arg, const actor_reply *reply)
{
    press *one = arg;

    if (reply->code == RS_OK) {
        answer(one, text(one->memory, RS_LANG_RU, TEXT_PRESS_DONE), false);
        press_end(one);
        return;
    }
    one->code = reply->code;
    one->detail = arena_print(one->memory, "%s", reply->detail);
    show(one, REQUEST_CARD);
}

/* The same update again is the same command, and has the same answer. */
static void ask(press *one, rs_method_id method, const void *args)
{
    const bridge_options *options = &one->owner->options;
    const char *key = arena_print(one->memory, "tg:%" PRId64 ":%" PRId64, botapi_id(options->api),
                                  one->update->id);

    patience_ask(options->asks, method, args, key, on_moved, one);
}

static void claim(press *one, bool take)
{
    const rs_payout_claim_args args = {
        .payout = one->payout, .rev = one->rev, .take = take, .operator= & one->update->from };

    ask(one, RS_PAYOUT_CLAIM, &args);
}

static void move(press *one, rs_payout_state to, rs_reject_reason reason)
{
    const rs_payout_move_args args = {.payout = one->payout,
                                      .rev = one->rev,
                                      .to = to,
                                      .reason = reason,
                                      .operator= & one->update->from };

    ask(one, RS_PAYOUT_MOVE, &args);
}

static void act(press *one)
{
    int64_t figure = one->figure;

    if (one->act == PRESS_TAKE || one->act == PRESS_GIVE)
        claim(one, one->act == PRESS_TAKE);
    else if (one->act == PRESS_MOVE &&
             (figure == RS_PAYOUT_NEGOTIATION || figure == RS_PAYOUT_PAID))
        move(one, (rs_payout_state)figure, 0);
    else if (one->act == PRESS_REJECT && figure >= RS_REJECT_REQUISITES &&
             figure <= RS_REJECT_OTHER)
        move(one, RS_PAYOUT_REJECTED, (rs_reject_reason)figure);
    else
        show(one, figure == REQUEST_REASONS || figure == REQUEST_PAID ? (request_face)figure
                                                                      : REQUEST_CARD);
}

bool press_figure(const char **at, char behind, int64_t *out)
{
    size_t digits = strspn(*at, "0123456789");

    if (!digits || digits > FIGURE_DIGITS_MAX || (*at)[digits] != behind)
        return false;
    *out = strtoll(*at, NULL, 10);
    *at += digits + (behind != 0);
    return true;
}

/* "v1:op:<payout>:<revision>:<act>:<figure>" */
static bool read_data(press *one, const char *data)
{
    static const char word[] = "v1:op:";

    if (!begins(data, word))
        return false;
    data += strlen(word);
    if (!press_figure(&data, ':', &one->payout) || !press_figure(&data, ':', &one->rev) || !*data ||
        data[1] != ':')
        return false;
    one->act = *data;
    data += 2;
    return one->payout && press_figure(&data, 0, &one->figure);
}

bool press_begin(bridge *self, const botapi_update *update)
{
    bool ours = self->operators_chat && update->chat == self->operators_chat;
    press *one = calloc(1, sizeof *one);

    RS_ASSERT(one);
    *one = (press){.owner = self, .update = update};
    if (self->options.kind != RS_CONVERSATION_PAYOUT || !read_data(one, update->data)) {
        free(one);
        if (ours)
            botapi_poll_done(self->options.poll, update->id);
        return ours;
    }
    one->memory = arena_open();
    ring_add(&self->presses, &one->in);
    act(one);
    return true;
}
