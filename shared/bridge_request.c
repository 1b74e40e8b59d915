/* The card of a payout request, before the operators: what it is for, how it stands, who has it,
 * and buttons for what may be done with it now. It is put up when the request is new and changed
 * with it, wherever that was done; a card that is gone is put up again. */
#include "shared/bridge.h"

#include <inttypes.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
#include "shared/format.h"
#include "shared/log.h"
#include "shared/unicode.h"

enum { NAME_UNITS = 64 };

/* ------------------------------------------------------------------------------- its buttons */

/* `figure`: a state or a reason; the revision says what the person looked at. */
static void button(json_t *keyboard, arena *memory, const rs_payout_row *row, text_key label,
                   char act, int64_t figure)
{
    inline_press(keyboard, text(memory, RS_LANG_RU, label),
                 arena_print(memory, "v1:op:%" PRId64 ":%" PRId64 ":%c:%" PRId64, row->id, row->rev,
                             act, figure));
}

static void add_reasons(json_t *keyboard, arena *memory, const rs_payout_row *row)
{
    for (int which = RS_REJECT_REQUISITES; which <= RS_REJECT_OTHER; which++) {
        inline_row(keyboard);
        button(keyboard, memory, row, text_of_reason((rs_reject_reason)which), PRESS_REJECT, which);
    }
}

/* A refusal is asked for its reason, a payment whether it is really done: both are final. */
static void add_moves(json_t *keyboard, arena *memory, const rs_payout_row *row)
{
    inline_row(keyboard);
    if (row->operator)
        button(keyboard, memory, row, TEXT_BUTTON_GIVE_BACK, PRESS_GIVE, 0);
    else
        button(keyboard, memory, row, TEXT_BUTTON_TAKE, PRESS_TAKE, 0);
    for (size_t i = 0; i < row->can.count; i++)
        if (row->can.items[i] == RS_PAYOUT_NEGOTIATION)
            button(keyboard, memory, row, TEXT_BUTTON_NEGOTIATION, PRESS_MOVE,
                   RS_PAYOUT_NEGOTIATION);
    inline_row(keyboard);
    for (size_t i = 0; i < row->can.count; i++) {
        if (row->can.items[i] == RS_PAYOUT_PAID)
            button(keyboard, memory, row, TEXT_BUTTON_PAID, PRESS_ASK, REQUEST_PAID);
        else if (row->can.items[i] == RS_PAYOUT_REJECTED)
            button(keyboard, memory, row, TEXT_BUTTON_REJECT, PRESS_ASK, REQUEST_REASONS);
    }
}

static json_t *keyboard_of(arena *memory, const rs_payout_row *row, request_face face)
{
    json_t *keyboard = inline_open();

    if (face == REQUEST_REASONS)
        add_reasons(keyboard, memory, row);
    if (face == REQUEST_PAID) {
        inline_row(keyboard);
        button(keyboard, memory, row, TEXT_BUTTON_PAID_SURE, PRESS_MOVE, RS_PAYOUT_PAID);
    }
    if (face == REQUEST_CARD) {
        add_moves(keyboard, memory, row);
    } else {
        inline_row(keyboard);
        button(keyboard, memory, row, TEXT_BUTTON_BACK, PRESS_ASK, REQUEST_CARD);
    }
    return keyboard;
}

void request_draw(draft *out, json_t **keyboard, const rs_payout_row *row, request_face face)
{
    arena *memory = out->memory;
    bool open = row->can.count > 0;

    draft_add(out, TEXT_REQUEST_CARD, .id = arena_print(memory, "%" PRId64, row->id),
              .points = text_points(memory, RS_LANG_RU, row->points),
              .money = format_money(memory, RS_LANG_RU, row->money),
              .state = text(memory, RS_LANG_RU, text_of_state(row->state)));
    if (row->operator)
        draft_line(
            out, open ? TEXT_REQUEST_OPERATOR : TEXT_REQUEST_SETTLED_BY,
            .name = unicode_name(memory, row->operator_name ? row->operator_name : "", NAME_UNITS));
    if (row->reason)
        draft_line(out, TEXT_REQUEST_REASON,
                   .reason = text(memory, RS_LANG_RU, text_of_reason(row->reason)));
    if (open && face != REQUEST_CARD) {
        draft_gap(out);
        draft_add(out, face == REQUEST_PAID ? TEXT_REQUEST_PAID_SURE : TEXT_REQUEST_WHICH_REASON);
    }
    *keyboard = open ? keyboard_of(memory, row, face) : NULL;
}

/* ----------------------------------------------------------------------------- putting it up */

/* While it is open its card is pinned, above that of the person. */
static void pin(const bridge *owner, const rs_place *card, bool on)
{
    json_t *list = json_array();
    json_t *params = json_pack("{s:I, s:I}", "chat_id", (json_int_t)card->chat, "message_id",
                               (json_int_t)card->message);

    if (on)
        json_object_set_new(params, "disable_notification", json_true());
    message_call(list, on ? "pinChatMessage" : "unpinChatMessage", params);
    courier_send(owner->options.courier, list, COURIER_ONCE, NULL, NULL);
}

static void go_on(parcel *one)
{
    if (one->then)
        one->then(one);
    else
        forum_say_state(one);
}

static void on_carded(void *arg, const actor_reply *reply)
{
    if (reply->code != RS_OK)
        log_warning("where the card of a payout is could not be kept: %s", reply->detail);
    go_on(arg);
}

static void on_put_up(void *arg, const courier_result *result)
{
    parcel *one = arg;
    bridge *owner = one->owner->owner;

    if (forum_failed(one, result))
        return;
    if (result->outcome != BOTAPI_DONE) {
        log_warning("the card of payout %" PRId64 " was not put up: %s", one->event.payout,
                    result->description);
        go_on(one);
        return;
    }
    const rs_place place = {
        .bot = owner->options.bot, .chat = forum_target(one), .message = result->message};
    const rs_payout_carded_args args = {.payout = one->event.payout, .place = &place};
    pin(owner, &place, true);
    patience_ask(owner->options.asks, RS_PAYOUT_CARDED, &args, NULL, on_carded, one);
}

static void put_up(parcel *one, const rs_payout_row *row)
{
    json_t *list = json_array();
    json_t *keyboard;
    draft card;

    draft_open(&card, one->memory, RS_LANG_RU);
    request_draw(&card, &keyboard, row, REQUEST_CARD);
    message_send(list, 0, 0, &card, keyboard);
    forum_post(one, list, on_put_up);
}

static void on_row_again(void *arg, const actor_reply *reply)
{
    if (reply->code == RS_OK)
        put_up(arg, reply->result);
    else
        go_on(arg);
}

static void ask_row(parcel *one, actor_reply_fn *fn)
{
    const rs_payout_key key = {.payout = one->event.payout};

    patience_ask(one->owner->owner->options.asks, RS_PAYOUT_ROW, &key, NULL, fn, one);
}

static void on_changed(void *arg, const courier_result *result)
{
    if (forum_failed(arg, result))
        return;
    if (copy_was_refused(result->outcome))
        ask_row(arg, on_row_again); /* somebody deleted it, or the topic with it */
    else
        forum_say_state(arg);
}

static void change(parcel *one, const rs_payout_row *row)
{
    json_t *list = json_array();
    json_t *keyboard;
    draft card;

    draft_open(&card, one->memory, RS_LANG_RU);
    request_draw(&card, &keyboard, row, REQUEST_CARD);
    message_edit(list, row->card->chat, row->card->message, &card, keyboard);
    courier_send(one->owner->owner->options.courier, list, COURIER_ONCE, on_changed, one);
    if (!row->can.count && one->event.notice) /* it was this that settled it */
        pin(one->owner->owner, row->card, false);
}

static void on_row(void *arg, const actor_reply *reply)
{
    parcel *one = arg;
    bridge *owner = one->owner->owner;
    const rs_payout_row *row = reply->result;

    if (reply->code != RS_OK) {
        log_warning("payout %" PRId64 ": %s", one->event.payout, reply->detail);
        forum_say_state(one);
    } else if (row->card && row->card->bot == owner->options.bot &&
               row->card->chat == forum_target(one)) {
        change(one, row);
    } else {
        put_up(one, row);
    }
}

void request_repeat(parcel *one, void (*then)(parcel *one))
{
    one->then = then;
    ask_row(one, on_row_again);
}

void request_deliver(parcel *one)
{
    one->then = NULL;
    ask_row(one, on_row);
}
