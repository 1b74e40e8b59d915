/* Dialogues of participants with operators, and what bots were asking about. */
#include "actors/ledger/rules/conversations.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/rules.h"

enum { TEXT_CHARACTERS_MAX = 4096, COPIES_MAX = 8 };

static bool find_conversation(decision *self, int64_t id, rs_conversation_row *out)
{
    return id && row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(id), out);
}

static const char *full_name(decision *self, const rs_tg_user *who)
{
    return arena_print(self->memory, "%s%s%s", who->first ? who->first : "",
                       who->first && who->last ? " " : "", who->last ? who->last : "");
}

rs_err conversation_open(decision *self, rs_conversation_kind kind, const rs_tg_user *who,
                         int64_t *id)
{
    rs_meta_row meta;
    rs_participant_row participant = {0};
    row_meta(self->state, self->memory, &meta);
    find_person(self, who->tg, &participant);
    rs_conversation_opened fact = {
        .id = meta.conversation + 1,
        .kind = kind,
        .tg = who->tg,
        .participant = participant.id,
        .lang = who->lang,
    };
    /* A stranger's name is sealed with a key of the conversation's own. */
    fact.person = participant.id ? participant.id : person_of_stranger(fact.id);
    rs_err rc = lock_text(self, fact.person, full_name(self, who), &fact.name);
    if (rc == RS_OK)
        rc = lock_text(self, fact.person, who->nick, &fact.nick);
    if (rc == RS_OK)
        decide(self, FACT_conversation_opened, &fact);
    *id = fact.id;
    return rc;
}

/* Who wrote: an administrator on the page (session), an operator in Telegram, or the person. */
static rs_err author_of(decision *self, const rs_write_args *args, const rs_conversation_row *room,
                        rs_said *fact)
{
    uint32_t rights = room->kind == RS_CONVERSATION_SUPPORT ? RS_TALKERS : RS_PAYERS;
    if (self->role == RS_ROLE_GATEWAY) {
        if (!((uint32_t)self->rights & rights))
            return REFUSE(self, RS_FORBIDDEN, "rights: this administrator may not write here");
        fact->admin = self->admin;
        fact->author = RS_AUTHOR_OPERATOR;
        return RS_OK;
    }
    if (args->operator) {
        fact->admin = office_by_tg(self, args->operator->tg, rights);
        fact->author = RS_AUTHOR_OPERATOR;
        return fact->admin ? RS_OK
                           : REFUSE(self, RS_FORBIDDEN,
                                    "operator: not an administrator who may "
                                    "write here");
    }
    fact->author = RS_AUTHOR_PARTICIPANT;
    return RS_OK;
}

static size_t characters(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((uint8_t)*text & 0xc0) != 0x80;
    return count;
}

static rs_err check_write(decision *self, const rs_write_args *args)
{
    if (!*args->text || characters(args->text) > TEXT_CHARACTERS_MAX)
        return REFUSE(self, RS_BAD_REQUEST, "text: 1 to %d characters are wanted",
                      TEXT_CHARACTERS_MAX);
    if (!args->id && (!args->kind || !args->who))
        return REFUSE(self, RS_BAD_REQUEST, "id: which conversation?");
    if (self->role == RS_ROLE_GATEWAY && (args->who || args->operator|| args->place))
        return REFUSE(self, RS_BAD_REQUEST, "who, operator, place: for the bots only");
    return RS_OK;
}

rs_err rule_conversation_write(decision *self, const void *argument)
{
    const rs_write_args *args = argument;
    rs_conversation_row room = {0};
    rs_said fact = {.place = args->place};
    rs_err rc = check_write(self, args);
    if (rc != RS_OK)
        return rc;
    int64_t id = args->id ? args->id
                          : row_ref(self->state, self->memory, TABLE_CONVERSATION_OF,
                                    KEY_2(args->kind, args->who->tg));
    if (!find_conversation(self, id, &room)) {
        if (args->id || args->operator)
            return REFUSE(self, RS_NOT_FOUND, "id: no such conversation");
        rc = conversation_open(self, args->kind, args->who, &id);
        if (rc == RS_OK)
            find_conversation(self, id, &room);
    }
    if (rc == RS_OK && args->who && args->who->tg != room.tg)
        rc = REFUSE(self, RS_BAD_REQUEST, "who: not the person of this conversation");
    if (rc == RS_OK)
        rc = author_of(self, args, &room, &fact);
    if (rc == RS_OK)
        rc = lock_text(self, room.person, args->text, &fact.text);
    if (rc != RS_OK)
        return rc;
    fact.conversation = room.id;
    fact.n = room.messages + 1;
    decide(self, FACT_said, &fact);
    self->first = fact.conversation;
    self->second = fact.n;
    return RS_OK;
}

/* Two instances may both have made a topic: the first one's counts, the other is told. */
rs_err rule_conversation_topic(decision *self, const void *argument)
{
    const rs_topic_args *args = argument;
    rs_conversation_row room;
    if (!find_conversation(self, args->id, &room))
        return REFUSE(self, RS_NOT_FOUND, "id: no such conversation");
    self->first = room.id;
    if (room.generation == args->generation && room.topic == args->topic && room.chat == args->chat)
        return RS_OK;
    if (!args->topic)
        return REFUSE(self, RS_BAD_REQUEST, "topic: which one?");
    int64_t other =
        row_ref(self->state, self->memory, TABLE_CONVERSATION_AT, KEY_2(args->chat, args->topic));
    if (other && other != room.id)
        return REFUSE(self, RS_TAKEN, "topic: belongs to conversation %lld", (long long)other);
    if (args->generation != room.generation + 1)
        return REFUSE(self, RS_CONFLICT, "generation: the conversation has topic %lld by now",
                      (long long)room.topic);
    decide(self, FACT_topic_made,
           &(rs_topic_made){
               .conversation = room.id,
               .chat = args->chat,
               .topic = args->topic,
               .generation = args->generation,
           });
    return RS_OK;
}

rs_err rule_conversation_linked(decision *self, const void *argument)
{
    const rs_linked_args *args = argument;
    rs_said_row row;
    if (!row_get(self->state, self->memory, TABLE_MESSAGE, KEY_2(args->conversation, args->n),
                 &row))
        return REFUSE(self, RS_NOT_FOUND, "n: no such message");
    for (size_t n = 0; n < row.copies.count; n++) {
        const rs_place *copy = &row.copies.items[n];
        if (copy->bot == args->place->bot && copy->chat == args->place->chat &&
            copy->message == args->place->message)
            return RS_OK;
    }
    if (row.copies.count == COPIES_MAX)
        return REFUSE(self, RS_LIMIT, "place: %d copies are known already", COPIES_MAX);
    decide(self, FACT_copied,
           &(rs_copied){.conversation = args->conversation, .n = args->n, .place = args->place});
    return RS_OK;
}

rs_err rule_dialogue_set(decision *self, const void *argument)
{
    const rs_dialogue_args *args = argument;
    rs_dialogue_row row;
    row_get(self->state, self->memory, TABLE_DIALOGUE, KEY_2(args->bot, args->chat), &row);
    const char *step = args->step ? args->step : "";
    const char *data = args->step && args->data ? args->data : "";
    bool same = !strcmp(row.step ? row.step : "", step) && !strcmp(row.data ? row.data : "", data);
    if (!same)
        decide(
            self, FACT_dialogue_moved,
            &(rs_dialogue_moved){.bot = args->bot, .chat = args->chat, .step = step, .data = data});
    return RS_OK;
}
