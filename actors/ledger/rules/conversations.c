/* Dialogues of participants with operators, and what bots were asking about. */
#include "actors/ledger/rules/conversations.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/rules.h"

enum {
    TEXT_CHARACTERS_MAX = 4096,
    COPIES_MAX = 8,
    FLOOD_MAX = 20, /* messages of one person within FLOOD_MS: two albums, say */
    FLOOD_MS = 60000,
    FLOOD_LOOKED_AT = 3 * FLOOD_MAX,
    EDITS_MAX = 1000 /* of one message */
};

bool find_conversation(decision *self, int64_t id, rs_conversation_row *out)
{
    return id && row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(id), out) &&
           !out->erased;
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

rs_err conversation_operator(decision *self, const rs_conversation_row *room,
                             const rs_tg_user *operator, int64_t * admin)
{
    uint32_t rights = conversation_rights(room->kind);
    *admin = operator? office_by_tg(self, operator->tg, rights) : 0;
    if (self->role == RS_ROLE_GATEWAY) {
        *admin = (uint32_t)self->rights & rights ? self->admin : 0;
        return *admin ? RS_OK
                      : REFUSE(self, RS_FORBIDDEN, "rights: this administrator may not write here");
    }
    return *admin ? RS_OK
                  : REFUSE(self, RS_FORBIDDEN, "operator: not an administrator who may write here");
}

uint32_t conversation_rights(rs_conversation_kind kind)
{
    return kind == RS_CONVERSATION_SUPPORT ? RS_TALKERS : RS_PAYERS;
}

/* Counted from the messages themselves, so that nothing has to be kept. */
static bool is_flood(decision *self, const rs_conversation_row *room)
{
    int64_t last = room->messages - FLOOD_LOOKED_AT;
    int recent = 0;
    for (int64_t n = room->messages; n > 0 && n > last; n--) {
        rs_said_row row;
        if (!row_get(self->state, self->memory, TABLE_MESSAGE, KEY_2(room->id, n), &row) ||
            row.at <= self->now - FLOOD_MS)
            break;
        recent += row.author == RS_AUTHOR_PARTICIPANT;
    }
    return recent >= FLOOD_MAX;
}

/* Who wrote: an administrator on the page (session), an operator in Telegram, or the person. */
static rs_err author_of(decision *self, const rs_write_args *args, const rs_conversation_row *room,
                        rs_said *fact)
{
    if (self->role == RS_ROLE_GATEWAY || args->operator) {
        fact->author = RS_AUTHOR_OPERATOR;
        return conversation_operator(self, room, args->operator, & fact->admin);
    }
    fact->author = RS_AUTHOR_PARTICIPANT;
    if (room->banned)
        return REFUSE(self, RS_REFUSED, "banned: what this person writes is not taken");
    if (is_flood(self, room))
        return REFUSE(self, RS_LIMIT, "flood: over %d messages within a minute", FLOOD_MAX);
    return RS_OK;
}

/* A note leaves the conversation as it is; other words decide whose turn it is. */
static rs_conversation_state state_after(const rs_conversation_row *room, const rs_said *fact)
{
    if (fact->note && room->state)
        return room->state;
    return fact->author == RS_AUTHOR_PARTICIPANT ? RS_CONVERSATION_OPEN : RS_CONVERSATION_ANSWERED;
}

static bool find_message_at(decision *self, const rs_place *place, rs_spot_row *out)
{
    return row_get(self->state, self->memory, TABLE_MESSAGE_AT,
                   KEY_3(place->bot, place->chat, place->message), out);
}

/* A reply to something that is no message of this conversation is an ordinary message. */
static int64_t reply_of(decision *self, const rs_write_args *args, const rs_conversation_row *room)
{
    rs_spot_row spot;
    if (args->reply)
        return args->reply <= room->messages ? args->reply : 0;
    bool found = args->reply_at && find_message_at(self, args->reply_at, &spot);
    return found && spot.conversation == room->id ? spot.n : 0;
}

static rs_err lock_attachment(decision *self, int64_t person, const rs_attachment *what,
                              rs_hung *out)
{
    *out = (rs_hung){.kind = what->kind, .mime = what->mime, .size = what->size};
    rs_err rc = lock_text(self, person, what->file, &out->file);
    if (rc == RS_OK)
        rc = lock_text(self, person, what->name, &out->name);
    return rc == RS_OK ? lock_text(self, person, what->unique, &out->unique) : rc;
}

static rs_err hang(decision *self, int64_t person, const rs_attachment *what, rs_said *fact)
{
    rs_hung hung;
    if (!what)
        return RS_OK;
    rs_err rc = lock_attachment(self, person, what, &hung);
    fact->attachment = hung.kind;
    fact->file = hung.file;
    fact->file_name = hung.name;
    fact->mime = hung.mime;
    fact->size = hung.size;
    fact->album = what->album;
    fact->unique = hung.unique;
    return rc;
}

static rs_err check_text(decision *self, const char *text, bool may_be_empty)
{
    if ((!*text && !may_be_empty) || count_characters(text) > TEXT_CHARACTERS_MAX)
        return REFUSE(self, RS_BAD_REQUEST, "text: 1 to %d characters are wanted",
                      TEXT_CHARACTERS_MAX);
    return RS_OK;
}

static rs_err check_write(decision *self, const rs_write_args *args)
{
    rs_err rc = check_text(self, args->text, args->attachment != NULL);
    if (rc != RS_OK)
        return rc;
    if (args->note && !args->operator&& self->role != RS_ROLE_GATEWAY)
        return REFUSE(self, RS_BAD_REQUEST, "note: operators write notes");
    if (!args->id && (!args->kind || !args->who))
        return REFUSE(self, RS_BAD_REQUEST, "id: which conversation?");
    if (self->role == RS_ROLE_GATEWAY &&
        (args->who || args->operator|| args->place || args->attachment))
        return REFUSE(self, RS_BAD_REQUEST, "who, operator, place: for the bots only");
    return RS_OK;
}

rs_err rule_conversation_write(decision *self, const void *argument)
{
    const rs_write_args *args = argument;
    rs_conversation_row room = {0};
    rs_said fact = {.place = args->place, .note = args->note};
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
    if (rc == RS_OK)
        rc = hang(self, room.person, args->attachment, &fact);
    if (rc != RS_OK)
        return rc;
    fact.conversation = room.id;
    fact.n = room.messages + 1;
    fact.state = state_after(&room, &fact);
    fact.reply = reply_of(self, args, &room);
    decide(self, FACT_said, &fact);
    self->first = fact.conversation;
    self->second = fact.n;
    return RS_OK;
}

/* Whose message it is: people edit their own. */
static rs_err check_editor(decision *self, const rs_reword_args *args,
                           const rs_conversation_row *room, const rs_said_row *row, int64_t *admin)
{
    *admin = 0;
    if (row->author == RS_AUTHOR_PARTICIPANT && args->who && args->who->tg == room->tg)
        return room->banned ? REFUSE(self, RS_REFUSED, "banned: not taken") : RS_OK;
    if (row->author != RS_AUTHOR_OPERATOR || args->who)
        return REFUSE(self, RS_FORBIDDEN, "who: not the author of this message");
    rs_err rc = conversation_operator(self, room, args->operator, admin);
    if (rc == RS_OK && *admin != row->admin)
        rc = REFUSE(self, RS_FORBIDDEN, "operator: not the author of this message");
    return rc;
}

/* Telegram also calls it an edit when somebody reacts to a message, and names one file in several
 * ways: what the file is tells `unique`, which messages of old do not have. */
static rs_err is_replaced(decision *self, int64_t person, const rs_said_row *row,
                          const rs_attachment *now, bool *out)
{
    const char *before = NULL;
    bool unique = row->unique.size > 0;
    *out = now && now->kind != row->attachment;
    if (!now || *out)
        return RS_OK;
    rs_err rc = unlock_text(self, person, unique ? row->unique : row->file, &before);
    const char *as_now = unique ? now->unique : now->file;
    *out = strcmp(before ? before : "", as_now ? as_now : "") != 0;
    return rc;
}

static rs_err check_reword(decision *self, const rs_reword_args *args, const rs_said_row *row)
{
    if (args->attachment && self->role == RS_ROLE_GATEWAY)
        return REFUSE(self, RS_BAD_REQUEST, "attachment: for the bots only");
    if (row->edits >= EDITS_MAX)
        return REFUSE(self, RS_LIMIT, "n: was edited %d times", EDITS_MAX);
    return check_text(self, args->text, row->attachment || args->attachment);
}

rs_err rule_conversation_reword(decision *self, const void *argument)
{
    const rs_reword_args *args = argument;
    rs_spot_row spot = {.conversation = args->conversation, .n = args->n};
    rs_conversation_row room;
    rs_said_row row;
    rs_reworded fact = {0};
    rs_hung hung;
    bool replaced = false;
    const char *now = NULL;
    if (args->place && !find_message_at(self, args->place, &spot))
        return REFUSE(self, RS_NOT_FOUND, "place: no message stands there");
    if (!find_conversation(self, spot.conversation, &room) ||
        !row_get(self->state, self->memory, TABLE_MESSAGE, KEY_2(spot.conversation, spot.n), &row))
        return REFUSE(self, RS_NOT_FOUND, "n: no such message");
    rs_err rc = check_reword(self, args, &row);
    if (rc == RS_OK)
        rc = check_editor(self, args, &room, &row, &fact.admin);
    if (rc == RS_OK)
        rc = unlock_text(self, room.person, row.text, &now);
    if (rc == RS_OK)
        rc = is_replaced(self, room.person, &row, args->attachment, &replaced);
    if (rc == RS_OK)
        rc = lock_text(self, room.person, args->text, &fact.text);
    if (rc == RS_OK && replaced)
        rc = lock_attachment(self, room.person, args->attachment, &hung);
    if (rc != RS_OK)
        return rc;
    self->first = fact.conversation = spot.conversation;
    self->second = fact.n = spot.n;
    fact.hung = replaced ? &hung : NULL;
    if (replaced || strcmp(now ? now : "", args->text) != 0)
        decide(self, FACT_reworded, &fact);
    return RS_OK;
}

/* Two instances may both have made a topic: the first one's counts, the other is told. One that was
 * made besides is remembered all the same: somebody may write in it before it is deleted. */
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
    if (!args->generation && other)
        return RS_OK;
    if (args->generation && args->generation != room.generation + 1)
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
    for (size_t n = 0; n < row.copies.count; n++)
        if (place_is_same(&row.copies.items[n], args->place))
            return RS_OK;
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
