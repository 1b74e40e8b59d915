/* How conversations stand: closed and open, who has them, who may not write; and the answers that
 * operators give often. */
#include "actors/ledger/rules/conversations.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/rules.h"

enum { CANNED_MAX = 200, TEXT_CHARACTERS_MAX = 4096, LOAD_MAX = 1000, REQUESTS_LOOKED_AT = 20 };

/* The conversation, and the administrator who acts on it. */
static rs_err find_acted_on(decision *self, int64_t id, const rs_tg_user *operator,
                            rs_conversation_row * room, int64_t *admin)
{
    if (!find_conversation(self, id, room))
        return REFUSE(self, RS_NOT_FOUND, "id: no such conversation");
    self->first = id;
    return conversation_operator(self, room, operator, admin);
}

rs_err rule_conversation_move(decision *self, const void *argument)
{
    const rs_conversation_move_args *args = argument;
    rs_conversation_row room;
    int64_t admin;
    rs_err rc = find_acted_on(self, args->id, args->operator, & room, &admin);
    if (rc != RS_OK)
        return rc;
    if (args->state == RS_CONVERSATION_ANSWERED)
        return REFUSE(self, RS_BAD_REQUEST, "state: answering makes it answered");
    if (!room.state)
        return REFUSE(self, RS_REFUSED, "state: nobody has written yet");
    bool same = args->state == room.state ||
                (args->state == RS_CONVERSATION_OPEN && room.state == RS_CONVERSATION_ANSWERED);
    if (!same)
        decide(self, FACT_conversation_moved,
               &(rs_conversation_moved){
                   .conversation = room.id, .state = args->state, .admin = admin});
    return RS_OK;
}

/* ---------------------------------------------------------------------------------- who has it */

static bool may_have(decision *self, int64_t id, const rs_conversation_row *room)
{
    rs_officer_row admin;
    return row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(id), &admin) && !admin.blocked &&
           ((uint32_t)admin.rights & conversation_rights(room->kind));
}

/* Somebody who was blocked or removed has nothing any more. */
static int64_t assignee_of(decision *self, const rs_conversation_row *room)
{
    return room->assignee && may_have(self, room->assignee, room) ? room->assignee : 0;
}

/* How many conversations somebody has: no more than matters for a comparison. */
static int64_t load_of(decision *self, int64_t admin)
{
    rs_key prefix = *KEY_1(admin);
    state_cursor at;
    int64_t count = 0;
    bool more =
        state_first(self->state, TABLE_ASSIGNED, key_bytes(&prefix), (rs_bytes){0}, false, &at);
    for (; more && count < LOAD_MAX; more = state_next(&at))
        count++;
    return count;
}

static bool is_person(decision *self, int64_t id, const rs_conversation_row *room)
{
    rs_officer_row admin;
    return row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(id), &admin) &&
           admin.tg == room->tg;
}

/* Who took the person's open request; 0: nobody. */
static int64_t payer_of(decision *self, const rs_conversation_row *room)
{
    if (room->kind != RS_CONVERSATION_PAYOUT || !room->participant)
        return 0;
    rs_key prefix = *KEY_1(room->participant);
    state_cursor at;
    bool more =
        state_first(self->state, TABLE_PAYOUT_OF, key_bytes(&prefix), (rs_bytes){0}, true, &at);
    for (int looked = 0; more && looked < REQUESTS_LOOKED_AT; more = state_next(&at), looked++) {
        rs_request_row row;
        row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(key_number_at(at.key, 1)), &row);
        bool open = row.state == RS_PAYOUT_NEW || row.state == RS_PAYOUT_NEGOTIATION;
        if (open && row.admin && may_have(self, row.admin, room) &&
            !is_person(self, row.admin, room))
            return row.admin;
    }
    return 0;
}

static rs_bot bot_of(const rs_conversation_row *room)
{
    return room->kind == RS_CONVERSATION_SUPPORT ? RS_BOT_SUPPORT : RS_BOT_PARTICIPANTS;
}

/* An operator without Telegram cannot be written to by a bot, nor one who stopped it, and nobody is
 * their own operator. */
static bool may_be_dealt(decision *self, int64_t id, const rs_conversation_row *room)
{
    rs_officer_row admin;
    return may_have(self, id, room) &&
           row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(id), &admin) && admin.tg &&
           admin.tg != room->tg &&
           !row_has(self->state, TABLE_DESK_STOPPED, KEY_2(bot_of(room), admin.tg));
}

/* Whoever has the request, else whoever has least to do, but not `from`; the first of equals.
 * 0: there is nobody. */
static int64_t deal(decision *self, const rs_conversation_row *room, int64_t from)
{
    int64_t payer = payer_of(self, room);
    int64_t best = payer && payer != from && may_be_dealt(self, payer, room) ? payer : 0;
    int64_t least = LOAD_MAX + 1;
    state_cursor at;
    bool more =
        !best && state_first(self->state, TABLE_ADMIN, (rs_bytes){0}, (rs_bytes){0}, false, &at);
    for (; more; more = state_next(&at)) {
        rs_officer_row admin;
        row_read(&at, self->memory, &admin);
        bool fit = admin.id != from && may_be_dealt(self, admin.id, room);
        int64_t load = fit ? load_of(self, admin.id) : LOAD_MAX + 1;
        if (load < least) {
            least = load;
            best = admin.id;
        }
    }
    return best;
}

rs_err rule_conversation_assign(decision *self, const void *argument)
{
    const rs_assign_args *args = argument;
    rs_conversation_row room;
    int64_t admin = 0;
    int64_t to = args->to;
    bool bot = self->role != RS_ROLE_GATEWAY && args->deal && !args->operator;
    if (!find_conversation(self, args->id, &room))
        return REFUSE(self, RS_NOT_FOUND, "id: no such conversation");
    self->first = room.id;
    rs_err rc = bot ? RS_OK : conversation_operator(self, &room, args->operator, & admin);
    if (rc != RS_OK)
        return rc;
    int64_t has = assignee_of(self, &room);
    if (bot && has && args->from != has)
        return RS_OK; /* somebody has it, and keeps it */
    if (args->deal)
        to = deal(self, &room, args->from);
    if (args->deal && !to)
        return REFUSE(self, RS_NOT_FOUND, "deal: no operator may answer there");
    if (to && !may_have(self, to, &room))
        return REFUSE(self, RS_REFUSED, "to: administrator %lld may not answer there",
                      (long long)to);
    if (to == has && to == room.assignee)
        return RS_OK;
    if (!bot && args->from != has)
        return REFUSE(self, RS_CONFLICT, "from: administrator %lld has it", (long long)has);
    decide(self, FACT_conversation_assigned,
           &(rs_conversation_assigned){.conversation = room.id, .admin = to, .by = admin});
    return RS_OK;
}

void conversations_leave(decision *self, int64_t admin)
{
    rs_key prefix = *KEY_1(admin);
    int64_t *ids = arena_give(self->memory, LOAD_MAX * sizeof *ids);
    size_t count = 0;
    rs_settings_row settings;
    state_cursor at;
    bool more =
        state_first(self->state, TABLE_ASSIGNED, key_bytes(&prefix), (rs_bytes){0}, false, &at);
    for (; more && count < LOAD_MAX; more = state_next(&at))
        ids[count++] = key_number_at(at.key, 1);
    row_settings(self->state, self->memory, &settings);
    bool deals = settings.settings->operators_mode == RS_OPERATORS_PRIVATE;
    for (size_t n = 0; n < count; n++) {
        rs_conversation_row room;
        if (!find_conversation(self, ids[n], &room) || may_have(self, admin, &room))
            continue;
        decide(self, FACT_conversation_assigned,
               &(rs_conversation_assigned){.conversation = room.id,
                                           .admin = deals ? deal(self, &room, admin) : 0,
                                           .by = self->admin});
    }
}

void conversation_follow_payer(decision *self, int64_t participant, int64_t admin)
{
    rs_settings_row settings;
    rs_participant_row who;
    rs_conversation_row room;
    row_settings(self->state, self->memory, &settings);
    if (settings.settings->operators_mode != RS_OPERATORS_PRIVATE ||
        !row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &who))
        return;
    int64_t id = row_ref(self->state, self->memory, TABLE_CONVERSATION_OF,
                         KEY_2(RS_CONVERSATION_PAYOUT, who.tg));
    if (find_conversation(self, id, &room) && room.assignee != admin &&
        may_be_dealt(self, admin, &room))
        decide(self, FACT_conversation_assigned,
               &(rs_conversation_assigned){.conversation = id, .admin = admin, .by = admin});
}

/* ------------------------------------------------------------------------ desks of operators */

/* Repeating it is harmless; a card that came too late is nobody's desk any more. */
rs_err rule_desk_given(decision *self, const void *argument)
{
    const rs_desk_given_args *args = argument;
    rs_conversation_row room;
    rs_officer_row admin;
    if (!find_conversation(self, args->id, &room))
        return REFUSE(self, RS_NOT_FOUND, "id: no such conversation");
    int64_t has = assignee_of(self, &room);
    if (!has || !row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(has), &admin) ||
        admin.tg != args->place->chat)
        return REFUSE(self, RS_CONFLICT, "place: administrator %lld has it", (long long)has);
    if (!room.desk || !place_is_same(room.desk, args->place))
        decide(self, FACT_desk_given,
               &(rs_desk_given){.conversation = room.id, .place = args->place});
    return RS_OK;
}

rs_err rule_desk_reach(decision *self, const void *argument)
{
    const rs_desk_reach_args *args = argument;
    bool known = row_has(self->state, TABLE_DESK_STOPPED, KEY_2(args->bot, args->tg));
    if (args->stopped && !office_by_tg(self, args->tg, RS_TALKERS))
        return REFUSE(self, RS_NOT_FOUND, "tg: not an operator");
    if (known != args->stopped)
        decide(self, FACT_desk_reached,
               &(rs_desk_reached){.bot = args->bot, .tg = args->tg, .stopped = args->stopped});
    return RS_OK;
}

/* --------------------------------------------------------------------------- the group itself */

rs_err rule_group_moved(decision *self, const void *argument)
{
    const rs_group_moved_args *args = argument;
    rs_group_row row;
    if (args->from == args->to)
        return REFUSE(self, RS_BAD_REQUEST, "to: the same group");
    bool known = row_get(self->state, self->memory, TABLE_GROUP_MOVED, KEY_1(args->from), &row) &&
                 row.to == args->to;
    if (!known)
        decide(self, FACT_group_moved, &(rs_group_moved){.from = args->from, .to = args->to});
    rs_group_key *out = arena_give(self->memory, sizeof *out);
    *out = (rs_group_key){.chat = args->to};
    self->result = out;
    return RS_OK;
}

/* ---------------------------------------------------------------------------- who may not write */

rs_err rule_conversation_ban(decision *self, const void *argument)
{
    const rs_ban_args *args = argument;
    rs_conversation_row room;
    rs_writer_banned fact = {.conversation = args->id, .banned = args->banned};
    rs_err rc = find_acted_on(self, args->id, args->operator, & room, &fact.admin);
    if (rc == RS_OK && room.kind != RS_CONVERSATION_SUPPORT)
        rc = REFUSE(self, RS_REFUSED, "kind: who takes part is blocked on their card");
    if (rc == RS_OK)
        rc = lock_text(self, room.person, args->reason, &fact.reason);
    if (rc == RS_OK && room.banned != args->banned)
        decide(self, FACT_writer_banned, &fact);
    return rc;
}

/* ---------------------------------------------------------------------------------- often given */

/* The number of a new one; 0: there are too many. */
static int64_t next_canned(decision *self)
{
    state_cursor at;
    int64_t count = 0;
    int64_t last = 0;
    bool more = state_first(self->state, TABLE_CANNED, (rs_bytes){0}, (rs_bytes){0}, false, &at);
    for (; more; more = state_next(&at), count++)
        last = key_number_at(at.key, 0);
    return count < CANNED_MAX ? last + 1 : 0;
}

rs_err rule_canned_set(decision *self, const void *argument)
{
    const rs_canned *args = argument;
    int64_t id = args->id ? args->id : next_canned(self);
    bool gone = !args->text || !*args->text;
    if (!*args->title)
        return REFUSE(self, RS_BAD_REQUEST, "title: one is wanted");
    if (count_characters(args->text) > TEXT_CHARACTERS_MAX)
        return REFUSE(self, RS_BAD_REQUEST, "text: %d characters at most", TEXT_CHARACTERS_MAX);
    if (!args->id && gone)
        return REFUSE(self, RS_BAD_REQUEST, "text: an answer without words");
    if (args->id && !row_has(self->state, TABLE_CANNED, KEY_1(args->id)))
        return REFUSE(self, RS_NOT_FOUND, "id: no such answer");
    if (!id)
        return REFUSE(self, RS_LIMIT, "id: there are %d answers already", CANNED_MAX);
    decide(self, FACT_canned_made,
           &(rs_canned_made){.id = id,
                             .admin = self->admin,
                             .title = args->title,
                             .text = args->text,
                             .kind = args->kind});
    rs_canned *out = arena_give(self->memory, sizeof *out);
    *out = (rs_canned){.id = id, .title = args->title, .kind = args->kind};
    self->result = out;
    return RS_OK;
}
