/* What bots answer to chats that Telegram lets wait: kept until it is sent. */
#include "actors/ledger/rules/rules.h"

enum { ANSWERS_MAX = 50 }; /* that wait for one chat: a bot holds no more for it, either */

/* Whose data an answer may show: the participant's, or that of somebody who only wrote to support.
 * 0: nothing is known of them, so the answer tells nothing about them. */
static int64_t person_behind(decision *self, int64_t tg)
{
    rs_participant_row participant;
    rs_conversation_row room = {0};
    if (find_person(self, tg, &participant))
        return participant.id;
    int64_t id = row_ref(self->state, self->memory, TABLE_CONVERSATION_OF,
                         KEY_2(RS_CONVERSATION_SUPPORT, tg));
    row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(id), &room);
    return room.person;
}

static bool is_full(decision *self, const rs_key *chat)
{
    state_cursor at;
    int count = 0;
    bool more = state_first(self->state, TABLE_OUTBOX, key_bytes(chat), (rs_bytes){0}, false, &at);
    for (; more && count < ANSWERS_MAX; more = state_next(&at))
        count++;
    return count == ANSWERS_MAX;
}

/* The same update again has the same answer, which stands there already. */
rs_err rule_outbox_put(decision *self, const void *argument)
{
    const rs_outbox_item *args = argument;
    rs_outbox_put fact = {.bot = args->bot, .chat = args->chat, .update = args->update};
    if (!args->calls || !*args->calls)
        return REFUSE(self, RS_BAD_REQUEST, "calls: there is nothing to keep");
    if (row_has(self->state, TABLE_OUTBOX, KEY_3(args->bot, args->chat, args->update)))
        return RS_OK;
    if (is_full(self, KEY_2(args->bot, args->chat)))
        return REFUSE(self, RS_LIMIT, "chat: %d answers wait for it already", ANSWERS_MAX);
    fact.person = person_behind(self, args->chat);
    fact.calls = (rs_bytes){(const uint8_t *)args->calls, strlen(args->calls)};
    if (fact.person) {
        rs_err rc = lock_text(self, fact.person, args->calls, &fact.calls);
        if (rc != RS_OK)
            return rc;
    }
    decide(self, FACT_outbox_put, &fact);
    return RS_OK;
}

rs_err rule_outbox_take(decision *self, const void *argument)
{
    const rs_outbox_key *args = argument;
    if (row_has(self->state, TABLE_OUTBOX, KEY_3(args->bot, args->chat, args->update)))
        decide(self, FACT_outbox_taken,
               &(rs_outbox_taken){.bot = args->bot, .chat = args->chat, .update = args->update});
    return RS_OK;
}
