/* Conversations, their messages, and answers given often, as people see them. */
#include "actors/ledger/rules/conversations.h"
#include "actors/ledger/views/view.h"

enum {
    OPERATORS_MAX = 50,
    DESK_ROOMS_MAX = 20,
    GROUP_MOVES_MAX = 8,
    CANNED_SHOWN_MAX = 200,
    LOOKED_AT_MAX = 2000,
    WORDINGS_MAX = 20
};

bool view_may_read(const view *self, rs_conversation_kind kind)
{
    return !self->rights ||
           self->rights & (kind == RS_CONVERSATION_SUPPORT ? RS_READERS : RS_VIEWERS);
}

bool show_conversation(view *self, int64_t id, rs_conversation_view *out)
{
    rs_conversation_row row;
    if (!id || !row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(id), &row))
        return false;
    *out = (rs_conversation_view){
        .id = row.id,
        .kind = row.kind,
        .participant = row.participant,
        .tg = row.tg,
        .name = show_text(self, row.person, row.name),
        .nick = show_text(self, row.person, row.nick),
        .lang = row.lang,
        .chat = row.chat,
        .topic = row.topic,
        .generation = row.generation,
        .state = row.state,
        .since = row.since,
        .answer_ms = row.answer_ms,
        .banned = row.banned,
        .messages = row.messages,
        .last = row.last,
        .desk = row.desk,
    };
    rs_officer_row admin;
    if (row.assignee &&
        row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(row.assignee), &admin)) {
        out->assignee = row.assignee;
        out->assignee_name = show_admin_name(self, row.assignee);
        out->assignee_tg = admin.blocked || !admin.rights ? 0 : admin.tg;
    }
    return true;
}

static rs_err check_readable(view *self, rs_conversation_kind kind)
{
    return view_may_read(self, kind)
               ? RS_OK
               : rs_fail(&self->error, RS_FORBIDDEN, "rights: of support's conversations only");
}

rs_err view_conversation(view *self, const void *argument, void *result)
{
    const rs_conversation_key *args = argument;
    int64_t id = args->id;
    if (!id && args->kind)
        id = row_ref(self->state, self->memory, TABLE_CONVERSATION_OF, KEY_2(args->kind, args->tg));
    if (!id && args->topic)
        id = row_ref(self->state, self->memory, TABLE_CONVERSATION_AT,
                     KEY_2(args->chat, args->topic));
    const rs_conversation_view *room = result;
    if (!show_conversation(self, id, result))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such conversation");
    return check_readable(self, room->kind);
}

rs_err view_group(view *self, const void *argument, void *result)
{
    const rs_group_key *args = argument;
    rs_group_key *out = result;
    rs_group_row row = {.to = args->chat};
    int moves = 0;
    do
        *out = (rs_group_key){.chat = row.to};
    while (moves++ < GROUP_MOVES_MAX &&
           row_get(self->state, self->memory, TABLE_GROUP_MOVED, KEY_1(out->chat), &row));
    return RS_OK;
}

/* --------------------------------------------------------------------- the desk of an operator */

static bool may_answer(const rs_officer_row *admin, rs_conversation_kind kind)
{
    return !admin->blocked && (uint32_t)admin->rights & conversation_rights(kind);
}

/* Those who may have such a conversation, but for the one with this Telegram id, who is `self_id`.
 * In Telegram those without an id of it cannot be told. */
static rs_colleague_list find_staff(view *self, rs_conversation_kind kind, bool in_telegram,
                                    int64_t tg, int64_t *self_id)
{
    rs_colleague *items = arena_give(self->memory, OPERATORS_MAX * sizeof *items);
    size_t count = 0;
    state_cursor at;
    bool more = state_first(self->state, TABLE_ADMIN, (rs_bytes){0}, (rs_bytes){0}, false, &at);
    for (; more; more = state_next(&at)) {
        rs_officer_row admin;
        row_read(&at, self->memory, &admin);
        if ((in_telegram && !admin.tg) || !may_answer(&admin, kind))
            continue;
        if (tg && admin.tg == tg)
            *self_id = admin.id;
        else if (count < OPERATORS_MAX)
            items[count++] =
                (rs_colleague){.id = admin.id, .name = show_admin_name(self, admin.id)};
    }
    return (rs_colleague_list){items, count};
}

rs_err view_operators(view *self, const void *argument, void *result)
{
    const rs_operators_args *args = argument;
    rs_operators_page *out = result;
    out->operators = find_staff(self, args->kind, false, 0, NULL);
    return RS_OK;
}

static void find_rooms(view *self, const rs_desk_args *args, rs_desk_view *out)
{
    rs_conversation_view *items = arena_give(self->memory, DESK_ROOMS_MAX * sizeof *items);
    size_t count = 0;
    rs_key prefix = *KEY_1(out->admin);
    state_cursor at;
    bool more =
        state_first(self->state, TABLE_ASSIGNED, key_bytes(&prefix), (rs_bytes){0}, false, &at);
    for (int looked = 0; more && count < DESK_ROOMS_MAX && looked < LOOKED_AT_MAX;
         more = state_next(&at), looked++)
        count += show_conversation(self, key_number_at(at.key, 1), &items[count]) &&
                 items[count].kind == args->kind && items[count].tg != args->tg;
    out->rooms = (rs_conversation_view_list){items, count};
}

/* What was replied to is a message of a conversation, or the card of one. */
static int64_t room_at(view *self, const rs_desk_args *args)
{
    rs_spot_row spot;
    const rs_key *key = KEY_3(args->bot, args->tg, args->message);
    if (args->conversation)
        return args->conversation;
    if (!args->message)
        return 0;
    if (row_get(self->state, self->memory, TABLE_MESSAGE_AT, key, &spot))
        return spot.conversation;
    return row_ref(self->state, self->memory, TABLE_DESK_CARD, key);
}

rs_err view_desk(view *self, const void *argument, void *result)
{
    const rs_desk_args *args = argument;
    rs_desk_view *out = result;
    rs_dialogue_row dialogue;
    out->colleagues = find_staff(self, args->kind, true, args->tg, &out->admin);
    if (!out->admin)
        return RS_OK;
    find_rooms(self, args, out);
    out->stopped = row_has(self->state, TABLE_DESK_STOPPED, KEY_2(args->bot, args->tg));
    if (row_get(self->state, self->memory, TABLE_DIALOGUE, KEY_2(args->bot, args->tg), &dialogue))
        out->step = dialogue.step;
    /* Nobody is their own operator: what they say as a participant is not found here. */
    rs_conversation_view *room = arena_give(self->memory, sizeof *room);
    if (show_conversation(self, room_at(self, args), room) && room->kind == args->kind &&
        room->tg && room->tg != args->tg)
        out->room = room;
    return RS_OK;
}

/* Has the other side got it in Telegram? What an operator wrote is delivered once a copy stands in
 * the person's chat; what the person wrote, once one stands in the operators' topic. */
static bool is_delivered(const rs_said_row *row, int64_t person_tg)
{
    for (size_t n = 0; n < row->copies.count; n++) {
        bool at_person = row->copies.items[n].chat == person_tg;
        if (at_person == (row->author == RS_AUTHOR_OPERATOR))
            return true;
    }
    return false;
}

static const rs_attachment *show_attachment(view *self, int64_t person, const rs_hung *hung,
                                            const char *album)
{
    if (!hung)
        return NULL;
    rs_attachment *out = arena_give(self->memory, sizeof *out);
    *out = (rs_attachment){
        .kind = hung->kind,
        .file = show_text(self, person, hung->file),
        .name = show_text(self, person, hung->name),
        .mime = hung->mime,
        .size = hung->size,
        .album = album,
        .unique = show_text(self, person, hung->unique),
    };
    return out;
}

static rs_place_list places_of(view *self, const rs_said_row *row)
{
    rs_place *items = arena_give(self->memory, (row->copies.count + 1) * sizeof *items);
    size_t count = 0;
    if (row->place)
        items[count++] = *row->place;
    for (size_t n = 0; n < row->copies.count; n++)
        items[count++] = row->copies.items[n];
    return (rs_place_list){items, count};
}

bool show_message(view *self, int64_t conversation, int64_t n, rs_message_row *out)
{
    rs_said_row row;
    rs_conversation_row room;
    if (!row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(conversation), &room) ||
        !row_get(self->state, self->memory, TABLE_MESSAGE, KEY_2(conversation, n), &row))
        return false;
    *out = (rs_message_row){
        .conversation = conversation,
        .n = n,
        .at = row.at,
        .author = row.author,
        .by =
            row.admin ? show_admin_name(self, row.admin) : show_text(self, room.person, room.name),
        .text = show_text(self, room.person, row.text),
        .bot = row.place ? row.place->bot : 0,
        .delivered = is_delivered(&row, room.tg),
        .note = row.note,
        .attachment = show_attachment(self, room.person, row_hung(&row, self->memory), row.album),
        .edited = row.edited,
        .reply = row.reply,
        .places = places_of(self, &row),
        .replaced = row.replaced,
    };
    rs_said_row answered;
    if (row.reply && row_get(self->state, self->memory, TABLE_MESSAGE,
                             KEY_2(conversation, row.reply), &answered))
        out->reply_places = places_of(self, &answered);
    return true;
}

rs_message_row_list show_messages(view *self, int64_t conversation, int64_t before, int64_t limit)
{
    rs_conversation_row room;
    row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(conversation), &room);
    int64_t last = before && before <= room.messages ? before - 1 : room.messages;
    int64_t first = last > limit ? last - limit + 1 : 1;
    rs_message_row *items = arena_give(self->memory, (size_t)(limit + 1) * sizeof *items);
    size_t count = 0;
    for (int64_t n = first; n <= last; n++)
        count += show_message(self, conversation, n, &items[count]);
    return (rs_message_row_list){items, count};
}

rs_err view_messages(view *self, const void *argument, void *result)
{
    const rs_messages_args *args = argument;
    rs_messages_page *out = result;
    rs_conversation_row room;
    if (!row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(args->id), &room))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such conversation");
    rs_err rc = check_readable(self, room.kind);
    if (rc != RS_OK)
        return rc;
    out->messages = show_messages(self, args->id, args->before, args->limit);
    return RS_OK;
}

rs_err view_message(view *self, const void *argument, void *result)
{
    const rs_message_key *args = argument;
    rs_message_row *out = result;
    rs_said_row row;
    rs_conversation_row room;
    if (!show_message(self, args->conversation, args->n, out))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such message");
    row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(args->conversation), &room);
    rs_err rc = check_readable(self, room.kind);
    if (rc != RS_OK)
        return rc;
    row_get(self->state, self->memory, TABLE_MESSAGE, KEY_2(args->conversation, args->n), &row);
    rs_wording *items = arena_give(self->memory, WORDINGS_MAX * sizeof *items);
    size_t count = 0;
    int64_t first = row.edits > WORDINGS_MAX ? row.edits - WORDINGS_MAX : 0;
    for (int64_t edit = first; edit < row.edits; edit++) {
        rs_wording_row wording;
        row_get(self->state, self->memory, TABLE_WORDING, KEY_3(args->conversation, args->n, edit),
                &wording);
        items[count++] = (rs_wording){
            .at = wording.at,
            .text = show_text(self, room.person, wording.text),
            .attachment = show_attachment(self, room.person, wording.hung, row.album),
        };
    }
    out->wordings = (rs_wording_list){items, count};
    return RS_OK;
}

/* ------------------------------------------------------------------------------------- lists */

static rs_conversation_count_list count_rooms(view *self)
{
    static const rs_conversation_kind kinds[] = {RS_CONVERSATION_PAYOUT, RS_CONVERSATION_SUPPORT};
    static const rs_conversation_state states[] = {RS_CONVERSATION_OPEN, RS_CONVERSATION_ANSWERED,
                                                   RS_CONVERSATION_CLOSED};
    rs_conversation_count *items = arena_give(self->memory, 6 * sizeof *items);
    size_t count = 0;
    for (size_t k = 0; k < 2; k++)
        for (size_t n = 0; n < 3; n++) {
            rs_count_row row;
            row_get(self->state, self->memory, TABLE_CONVERSATION_COUNT, KEY_2(kinds[k], states[n]),
                    &row);
            items[count] =
                (rs_conversation_count){.kind = kinds[k], .state = states[n], .count = row.value};
            count++;
        }
    return (rs_conversation_count_list){items, count};
}

static bool is_wanted(view *self, const rs_conversations_args *args,
                      const rs_conversation_view *room)
{
    return view_may_read(self, room->kind) && (!args->kind || room->kind == args->kind) &&
           (!args->assignee || room->assignee == args->assignee);
}

/* Just behind what the page before ended with: cursors begin at a key upwards, below it downwards.
 */
static bool first_of_page(view *self, const rs_conversations_args *args, state_cursor *at)
{
    rs_key prefix = *KEY_1(args->state);
    rs_key behind = *KEY_3(args->state, args->after_since, args->after + !args->newest);
    return state_first(self->state, TABLE_CONVERSATION_IN, key_bytes(&prefix),
                       args->after ? key_bytes(&behind) : (rs_bytes){0}, args->newest, at);
}

/* Those that have been in the state longest come first, or last. A page that had to pass over too
 * many that are not wanted ends early, and says where to go on. */
rs_err view_conversations(view *self, const void *argument, void *result)
{
    const rs_conversations_args *args = argument;
    rs_conversations_page *out = result;
    size_t limit = (size_t)args->limit;
    rs_conversation_view *items = arena_give(self->memory, (limit + 1) * sizeof *items);
    size_t count = 0;
    state_cursor at;
    bool more = first_of_page(self, args, &at);
    for (size_t looked = 0; more; more = state_next(&at)) {
        if (count == limit || ++looked > LOOKED_AT_MAX)
            break;
        out->next_since = key_number_at(at.key, 1);
        out->next = key_number_at(at.key, 2);
        count += show_conversation(self, out->next, &items[count]) &&
                 is_wanted(self, args, &items[count]);
    }
    if (!more)
        out->next = out->next_since = 0;
    out->rows = (rs_conversation_view_list){items, count};
    out->counts = count_rooms(self);
    return RS_OK;
}

rs_err view_canned(view *self, const void *argument, void *result)
{
    rs_canned_page *out = result;
    rs_canned *items = arena_give(self->memory, CANNED_SHOWN_MAX * sizeof *items);
    size_t count = 0;
    state_cursor at;
    (void)argument;
    bool more = state_first(self->state, TABLE_CANNED, (rs_bytes){0}, (rs_bytes){0}, false, &at);
    for (; more && count < CANNED_SHOWN_MAX; more = state_next(&at)) {
        rs_canned_row row;
        row_read(&at, self->memory, &row);
        items[count++] = (rs_canned){
            .id = key_number_at(at.key, 0), .title = row.title, .text = row.text, .kind = row.kind};
    }
    out->answers = (rs_canned_list){items, count};
    return RS_OK;
}
