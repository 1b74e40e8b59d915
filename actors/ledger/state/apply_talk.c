/* Facts about conversations of people with operators. */
#include "actors/ledger/state/apply_fold.h"

/* ----------------------------------------------------------------------- rooms, their indexes */

static void count_room(fold *self, const rs_conversation_row *row, int change)
{
    rs_count_row count;
    const rs_key *key = KEY_2(row->kind, row->state);
    row_get(self->state, self->memory, TABLE_CONVERSATION_COUNT, key, &count);
    count.value += change;
    row_put(self->state, TABLE_CONVERSATION_COUNT, key, &count);
}

static bool is_had(const rs_conversation_row *row)
{
    return row->assignee && row->state != RS_CONVERSATION_CLOSED;
}

/* Before the first words a conversation is in no state, and in no list. */
static void leave_lists(fold *self, const rs_conversation_row *row)
{
    if (row->state) {
        row_del(self->state, TABLE_CONVERSATION_IN, KEY_3(row->state, row->since, row->id));
        count_room(self, row, -1);
    }
    if (is_had(row))
        row_del(self->state, TABLE_ASSIGNED, KEY_2(row->assignee, row->id));
}

static void enter_lists(fold *self, const rs_conversation_row *row)
{
    if (row->state) {
        row_put_nothing(self->state, TABLE_CONVERSATION_IN, KEY_3(row->state, row->since, row->id));
        count_room(self, row, 1);
    }
    if (is_had(row))
        row_put_nothing(self->state, TABLE_ASSIGNED, KEY_2(row->assignee, row->id));
}

static void load_room(fold *self, int64_t id, rs_conversation_row *out)
{
    bool there = row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(id), out);
    RS_ASSERT(there);
}

static void keep_room(fold *self, const rs_conversation_row *before,
                      const rs_conversation_row *after)
{
    leave_lists(self, before);
    enter_lists(self, after);
    row_put(self->state, TABLE_CONVERSATION, KEY_1(after->id), after);
}

void fold_conversation_opened(fold *self, const rs_conversation_opened *fact)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    meta.conversation = fact->id;
    row_put_meta(self->state, &meta);
    row_put(self->state, TABLE_CONVERSATION, KEY_1(fact->id),
            &(rs_conversation_row){
                .id = fact->id,
                .kind = fact->kind,
                .tg = fact->tg,
                .person = fact->person,
                .participant = fact->participant,
                .lang = fact->lang,
                .name = fact->name,
                .nick = fact->nick,
            });
    row_put_ref(self->state, TABLE_CONVERSATION_OF, KEY_2(fact->kind, fact->tg), fact->id);
}

void fold_conversation_moved(fold *self, const rs_conversation_moved *fact)
{
    rs_conversation_row row;
    load_room(self, fact->conversation, &row);
    rs_conversation_row before = row;
    row.state = fact->state;
    row.since = self->at;
    keep_room(self, &before, &row);
}

void fold_forget_conversation(fold *self, int64_t id)
{
    rs_conversation_row row;
    load_room(self, id, &row);
    rs_conversation_row before = row;
    row_del(self->state, TABLE_CONVERSATION_OF, KEY_2(row.kind, row.tg));
    if (row.topic)
        row_del(self->state, TABLE_CONVERSATION_AT, KEY_2(row.chat, row.topic));
    if (row.state) {
        row.state = RS_CONVERSATION_CLOSED;
        row.since = self->at;
    }
    row.erased = true;
    if (row.desk)
        row_del(self->state, TABLE_DESK_CARD,
                KEY_3(row.desk->bot, row.desk->chat, row.desk->message));
    row.desk = NULL;
    row.tg = row.chat = row.topic = 0;
    row.name = row.nick = (rs_bytes){0};
    keep_room(self, &before, &row);
    fold_forget(self, row.person);
}

void fold_conversation_assigned(fold *self, const rs_conversation_assigned *fact)
{
    rs_conversation_row row;
    load_room(self, fact->conversation, &row);
    rs_conversation_row before = row;
    row.assignee = fact->admin;
    row.desk = NULL; /* the next one gets a card of their own */
    keep_room(self, &before, &row);
}

void fold_writer_banned(fold *self, const rs_writer_banned *fact)
{
    rs_conversation_row row;
    load_room(self, fact->conversation, &row);
    row.banned = fact->banned;
    row_put(self->state, TABLE_CONVERSATION, KEY_1(row.id), &row);
}

/* ----------------------------------------------------------------------------------- messages */

static void stands_at(fold *self, const rs_place *place, int64_t conversation, int64_t n)
{
    row_put(self->state, TABLE_MESSAGE_AT, KEY_3(place->bot, place->chat, place->message),
            &(rs_spot_row){.conversation = conversation, .n = n});
}

/* Since when the state is as it is, and how long the first answer took. */
static void move_on(fold *self, const rs_said *fact, rs_conversation_row *row)
{
    rs_conversation_state was = row->state;
    rs_conversation_state by_author =
        fact->author == RS_AUTHOR_PARTICIPANT ? RS_CONVERSATION_OPEN : RS_CONVERSATION_ANSWERED;
    row->state = fact->state ? fact->state : by_author; /* facts of old do not say */
    if (row->state != was || row->state == RS_CONVERSATION_ANSWERED)
        row->since = fact->note ? row->since : self->at;
    if (fact->author == RS_AUTHOR_PARTICIPANT && (!row->asked || was == RS_CONVERSATION_CLOSED)) {
        row->asked = self->at;
        row->answer_ms = 0;
    }
    if (fact->author == RS_AUTHOR_OPERATOR && !fact->note && row->asked && !row->answer_ms)
        row->answer_ms = self->at > row->asked ? self->at - row->asked : 1;
}

void fold_said(fold *self, const rs_said *fact)
{
    rs_conversation_row row;
    load_room(self, fact->conversation, &row);
    rs_conversation_row before = row;
    row.messages = fact->n;
    row.last = self->at;
    move_on(self, fact, &row);
    keep_room(self, &before, &row);
    row_put(self->state, TABLE_MESSAGE, KEY_2(fact->conversation, fact->n),
            &(rs_said_row){
                .at = self->at,
                .author = fact->author,
                .admin = fact->admin,
                .text = fact->text,
                .place = fact->place,
                .note = fact->note,
                .reply = fact->reply,
                .attachment = fact->attachment,
                .file = fact->file,
                .file_name = fact->file_name,
                .mime = fact->mime,
                .size = fact->size,
                .album = fact->album,
                .unique = fact->unique,
            });
    if (fact->place)
        stands_at(self, fact->place, fact->conversation, fact->n);
    if (fact->author == RS_AUTHOR_PARTICIPANT)
        fold_acted_by_tg(self, row.person);
}

/* It stays a part of the album that it was one of. */
static void replace_hung(rs_said_row *row, const rs_hung *now)
{
    row->attachment = now->kind;
    row->file = now->file;
    row->file_name = now->name;
    row->mime = now->mime;
    row->size = now->size;
    row->unique = now->unique;
    row->replaced = true;
}

void fold_reworded(fold *self, const rs_reworded *fact)
{
    rs_said_row row;
    const rs_key *key = KEY_2(fact->conversation, fact->n);
    bool there = row_get(self->state, self->memory, TABLE_MESSAGE, key, &row);
    RS_ASSERT(there);
    row_put(self->state, TABLE_WORDING, KEY_3(fact->conversation, fact->n, row.edits),
            &(rs_wording_row){
                .at = row.edited ? row.edited : row.at,
                .text = row.text,
                .hung = fact->hung ? row_hung(&row, self->memory) : NULL,
            });
    row.text = fact->text;
    if (fact->hung)
        replace_hung(&row, fact->hung);
    row.edited = self->at;
    row.edits++;
    row_put(self->state, TABLE_MESSAGE, key, &row);
}

void fold_topic_made(fold *self, const rs_topic_made *fact)
{
    rs_conversation_row row;
    row_put_ref(self->state, TABLE_CONVERSATION_AT, KEY_2(fact->chat, fact->topic),
                fact->conversation);
    if (!fact->generation)
        return;
    load_room(self, fact->conversation, &row);
    row.chat = fact->chat;
    row.topic = fact->topic;
    row.generation = fact->generation;
    row_put(self->state, TABLE_CONVERSATION, KEY_1(row.id), &row);
}

/* Cards of before are still known: whoever replies to one means that conversation. */
void fold_desk_given(fold *self, const rs_desk_given *fact)
{
    rs_conversation_row row;
    load_room(self, fact->conversation, &row);
    row.desk = fact->place;
    row_put(self->state, TABLE_CONVERSATION, KEY_1(row.id), &row);
    row_put_ref(self->state, TABLE_DESK_CARD,
                KEY_3(fact->place->bot, fact->place->chat, fact->place->message), row.id);
}

void fold_desk_reached(fold *self, const rs_desk_reached *fact)
{
    const rs_key *key = KEY_2(fact->bot, fact->tg);
    if (fact->stopped)
        row_put_nothing(self->state, TABLE_DESK_STOPPED, key);
    else
        row_del(self->state, TABLE_DESK_STOPPED, key);
}

void fold_group_moved(fold *self, const rs_group_moved *fact)
{
    row_put(self->state, TABLE_GROUP_MOVED, KEY_1(fact->from), &(rs_group_row){.to = fact->to});
}

void fold_copied(fold *self, const rs_copied *fact)
{
    rs_said_row row;
    const rs_key *key = KEY_2(fact->conversation, fact->n);
    bool there = row_get(self->state, self->memory, TABLE_MESSAGE, key, &row);
    RS_ASSERT(there);
    rs_place *copies = arena_give(self->memory, (row.copies.count + 1) * sizeof *copies);
    for (size_t n = 0; n < row.copies.count; n++)
        copies[n] = row.copies.items[n];
    copies[row.copies.count] = *fact->place;
    row.copies = (rs_place_list){copies, row.copies.count + 1};
    row_put(self->state, TABLE_MESSAGE, key, &row);
    stands_at(self, fact->place, fact->conversation, fact->n);
}

void fold_canned_made(fold *self, const rs_canned_made *fact)
{
    if (fact->text && *fact->text)
        row_put(self->state, TABLE_CANNED, KEY_1(fact->id),
                &(rs_canned_row){.title = fact->title, .text = fact->text, .kind = fact->kind});
    else
        row_del(self->state, TABLE_CANNED, KEY_1(fact->id));
}
