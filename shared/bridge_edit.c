/* What a message says after an edit, at the place where its copy stands: its words, and what hangs
 * on it. A copy that is gone or cannot bear it stays as it is, and the message comes anew. */
#include "shared/bridge.h"

#include "shared/bridge_impl.h"
#include "shared/log.h"

/* The chat takes nothing now, or nothing from us. true: the edit will be delivered again. */
static bool edit_waits(parcel *one, const courier_result *result)
{
    if (one->owner == &one->owner->owner->forum)
        return forum_failed(one, result);
    if (result->outcome != BOTAPI_FULL)
        return false;
    parcel_retry(one, BRIDGE_LOOK_MS);
    return true;
}

/* It goes like any other message, and may be edited at its new place from then on. */
static void send_anew(parcel *one)
{
    one->anew = true;
    deliver_message(one);
}

static void on_edited(void *arg, const courier_result *result)
{
    parcel *one = arg;

    if (edit_waits(one, result))
        return;
    if (copy_was_refused(result->outcome)) {
        send_anew(one);
        return;
    }
    if (result->outcome != BOTAPI_DONE)
        log_info("an edit did not reach its copy: %s", result->description);
    parcel_done(one);
}

/* The place of the message itself is no copy; without one it is not delivered yet, and will be as
 * it is by then. */
static const rs_place *copy_of(const parcel *one, const rs_message_row *now)
{
    const rs_place *copy =
        copy_in(now->places, one->owner->owner->options.bot, deliver_target(one));

    return now->bot && copy == now->places.items ? NULL : copy;
}

/* The operators have it elsewhere: their group was made a supergroup since, or another one of them
 * has the dialogue by now. */
static bool is_elsewhere(const parcel *one, const rs_message_row *now)
{
    if (one->owner != &one->owner->owner->forum)
        return false;
    for (size_t i = now->bot ? 1 : 0; i < now->places.count; i++)
        if (now->places.items[i].chat != one->event.room->tg)
            return true;
    return false;
}

static void edit_copy(parcel *one)
{
    json_t *list = json_array();
    draft mark;
    const copy_order order = deliver_order(one, &mark);

    copy_edit(list, &order, one->old);
    if (json_array_size(list)) {
        courier_send(one->owner->owner->options.courier, list, COURIER_ONCE, on_edited, one);
        return;
    }
    json_decref(list);
    send_anew(one);
}

/* What it says now, and where its copies are by now: the event was read before. */
static void on_message(void *arg, const actor_reply *reply)
{
    parcel *one = arg;
    rs_message_row *now = arena_give(one->memory, sizeof *now);

    one->old = NULL;
    if (reply->code == RS_OK) {
        message_clone(&rs_message_row_type, reply->result, one->memory, now);
        one->event.message = now;
        one->old = copy_of(one, now);
    }
    if (one->old && !one->anew) {
        edit_copy(one);
    } else if (one->old) {
        send_anew(one);
    } else if (reply->code == RS_OK && is_elsewhere(one, now)) {
        one->alone = true; /* what it would point to is not here */
        send_anew(one);
    } else {
        parcel_done(one);
    }
}

void edit_deliver(parcel *one)
{
    const rs_message_key key = {.conversation = one->event.conversation, .n = one->event.n};

    patience_ask(one->owner->owner->options.asks, RS_CONVERSATION_MESSAGE, &key, NULL, on_message,
                 one);
}
