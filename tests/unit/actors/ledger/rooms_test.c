/* How conversations stand: states, lists, edits, replies, notes, who has them, who may not write.
 */
#include "tests/unit/actors/ledger/world.h"

static const rs_tg_user vera = {.tg = 5000, .first = "Вера"};
static const rs_tg_user oleg = {.tg = 5001, .first = "Олег"};
static const rs_tg_user clara = {.tg = TG(91)}; /* administrator 2, of support */

static rs_err write_it(world *self, const rs_write_args *args)
{
    return world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_WRITE, args);
}

static int64_t ask_from(world *self, const rs_tg_user *who, const char *text)
{
    rs_write_args args = {.kind = RS_CONVERSATION_SUPPORT, .who = who, .text = text};
    if (write_it(self, &args) != RS_OK)
        fail_msg("%s", self->detail);
    return ((const rs_message_row *)self->result)->conversation;
}

static void staff(world *self)
{
    world_admin(self, 90, RS_RIGHT_OWNER);
    world_admin(self, 91, RS_RIGHT_SUPPORT);
}

static void reply_as(world *self, int64_t admin, int64_t room, const char *text)
{
    rs_write_args args = {.id = room, .text = text};
    assert_int_equal(world_ask_admin(self, admin, RS_CONVERSATION_WRITE, &args), RS_OK);
}

static rs_conversation_view room_of(world *self, int64_t id)
{
    rs_conversation_view out = {0};
    view look = world_view(self);
    assert_true(show_conversation(&look, id, &out));
    return out;
}

static rs_message_row message_of(world *self, int64_t room, int64_t n)
{
    rs_message_row out = {0};
    view look = world_view(self);
    rs_message_key key = {.conversation = room, .n = n};
    assert_int_equal(view_message(&look, &key, &out), RS_OK);
    return out;
}

static rs_err move_room(world *self, int64_t room, rs_conversation_state to)
{
    rs_conversation_move_args args = {.id = room, .state = to, .operator= & clara };
    return world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_MOVE, &args);
}

static void test_words_open_an_answer_answers_and_writing_opens_what_was_closed(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "Помогите");
    int64_t asked = world_now(self);
    assert_int_equal(room_of(self, room).state, RS_CONVERSATION_OPEN);
    world_pass(self, 5 * MINUTE);
    ask_from(self, &vera, "Есть кто?");
    assert_int_equal(room_of(self, room).since, asked); /* waits since the first words */
    world_pass(self, MINUTE);
    reply_as(self, 2, room, "Добрый день");
    assert_int_equal(room_of(self, room).state, RS_CONVERSATION_ANSWERED);
    assert_int_equal(room_of(self, room).answer_ms, 6 * MINUTE);
    world_pass(self, MINUTE);
    ask_from(self, &vera, "Спасибо");
    assert_int_equal(room_of(self, room).since, world_now(self));
    assert_int_equal(room_of(self, room).answer_ms, 6 * MINUTE); /* the first one counts */
    assert_int_equal(move_room(self, room, RS_CONVERSATION_CLOSED), RS_OK);
    assert_int_equal(room_of(self, room).state, RS_CONVERSATION_CLOSED);
    world_pass(self, HOUR);
    ask_from(self, &vera, "И ещё вопрос");
    assert_int_equal(room_of(self, room).state, RS_CONVERSATION_OPEN);
    assert_int_equal(room_of(self, room).answer_ms, 0);
    world_pass(self, MINUTE);
    reply_as(self, 2, room, "Слушаю");
    assert_int_equal(room_of(self, room).answer_ms, MINUTE);
}

static void test_only_an_operator_closes_and_once(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "Помогите");
    rs_conversation_move_args args = {
        .id = room, .state = RS_CONVERSATION_CLOSED, .operator= & oleg };
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_MOVE, &args);
    world_refused(self, RS_FORBIDDEN, "operator:");
    args.operator= NULL;
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_MOVE, &args);
    world_refused(self, RS_FORBIDDEN, "operator:");
    move_room(self, room, RS_CONVERSATION_ANSWERED);
    world_refused(self, RS_BAD_REQUEST, "state:");
    move_room(self, 99, RS_CONVERSATION_CLOSED);
    world_refused(self, RS_NOT_FOUND, "id:");
    move_room(self, room, RS_CONVERSATION_CLOSED);
    size_t facts = world_facts(self);
    assert_int_equal(move_room(self, room, RS_CONVERSATION_CLOSED), RS_OK);
    assert_int_equal(world_facts(self), facts);
    assert_int_equal(
        world_ask_admin(self, 2, RS_CONVERSATION_MOVE,
                        &(rs_conversation_move_args){.id = room, .state = RS_CONVERSATION_OPEN}),
        RS_OK);
    assert_int_equal(room_of(self, room).state, RS_CONVERSATION_OPEN);
}

static void test_a_note_stays_among_operators_and_answers_nothing(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "Помогите");
    rs_write_args args = {.id = room, .operator= & clara, .text = "проверить", .note = true};
    assert_int_equal(write_it(self, &args), RS_OK);
    assert_true(message_of(self, room, 2).note);
    assert_int_equal(room_of(self, room).state, RS_CONVERSATION_OPEN);
    assert_int_equal(room_of(self, room).answer_ms, 0);
    args = (rs_write_args){.id = room, .who = &vera, .text = "хитро", .note = true};
    write_it(self, &args);
    world_refused(self, RS_BAD_REQUEST, "note:");
}

static void test_an_edit_keeps_what_was_said_before(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_place place = {.bot = RS_BOT_SUPPORT, .chat = vera.tg, .message = 11};
    rs_write_args args = {
        .kind = RS_CONVERSATION_SUPPORT, .who = &vera, .text = "первое", .place = &place};
    write_it(self, &args);
    int64_t room = ((const rs_message_row *)self->result)->conversation;
    int64_t written = world_now(self);
    world_pass(self, MINUTE);
    rs_reword_args edit = {.place = &place, .who = &vera, .text = "второе"};
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit), RS_OK);
    size_t facts = world_facts(self);
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit), RS_OK);
    assert_int_equal(world_facts(self), facts); /* nothing new: a reaction, say */
    rs_message_row row = message_of(self, room, 1);
    assert_string_equal(row.text, "второе");
    assert_int_equal(row.edited, written + MINUTE);
    assert_int_equal(row.wordings.count, 1);
    assert_string_equal(row.wordings.items[0].text, "первое");
    assert_int_equal(row.wordings.items[0].at, written);

    edit.who = &oleg;
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit);
    world_refused(self, RS_FORBIDDEN, "who:");
    edit.who = NULL;
    edit.operator= & clara;
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit);
    world_refused(self, RS_FORBIDDEN, "who:");
    place.message = 12;
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit);
    world_refused(self, RS_NOT_FOUND, "place:");
    reply_as(self, 1, room, "ответ");
    edit = (rs_reword_args){.conversation = room, .n = 2, .text = "исправленный"};
    world_ask_admin(self, 2, RS_CONVERSATION_REWORD, &edit);
    world_refused(self, RS_FORBIDDEN, "operator:"); /* a colleague's */
    assert_int_equal(world_ask_admin(self, 1, RS_CONVERSATION_REWORD, &edit), RS_OK);
}

static void test_a_reply_finds_its_message_by_any_of_its_places(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_place origin = {.bot = RS_BOT_SUPPORT, .chat = vera.tg, .message = 11};
    rs_place copy = {.bot = RS_BOT_SUPPORT, .chat = -100, .message = 31};
    rs_write_args args = {
        .kind = RS_CONVERSATION_SUPPORT, .who = &vera, .text = "вопрос", .place = &origin};
    write_it(self, &args);
    int64_t room = ((const rs_message_row *)self->result)->conversation;
    rs_linked_args link = {.conversation = room, .n = 1, .place = &copy};
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_LINKED, &link);
    args = (rs_write_args){.id = room, .operator= & clara, .text = "ответ", .reply_at = &copy};
    assert_int_equal(write_it(self, &args), RS_OK);
    rs_message_row row = message_of(self, room, 2);
    assert_int_equal(row.reply, 1);
    assert_int_equal(row.reply_places.count, 2);
    assert_int_equal(row.reply_places.items[0].message, 11);
    assert_int_equal(row.reply_places.items[1].message, 31);
    args = (rs_write_args){
        .kind = RS_CONVERSATION_SUPPORT, .who = &oleg, .text = "чужое", .reply_at = &copy};
    write_it(self, &args); /* of another conversation: an ordinary message */
    assert_int_equal(((const rs_message_row *)self->result)->reply, 0);
}

static void test_an_attachment_is_kept_sealed_and_needs_no_words(void **state_p)
{
    world *self = *state_p;
    rs_attachment file = {.kind = RS_ATTACHMENT_DOCUMENT,
                          .file = "BQACAgIAAxkBAAI",
                          .name = "тайный акт.pdf",
                          .mime = "application/pdf",
                          .size = 12345,
                          .album = "777"};
    rs_write_args args = {
        .kind = RS_CONVERSATION_SUPPORT, .who = &vera, .text = "", .attachment = &file};
    assert_int_equal(write_it(self, &args), RS_OK);
    rs_message_row row = message_of(self, ((const rs_message_row *)self->result)->conversation, 1);
    assert_int_equal(row.attachment->kind, RS_ATTACHMENT_DOCUMENT);
    assert_string_equal(row.attachment->file, file.file);
    assert_string_equal(row.attachment->name, file.name);
    assert_string_equal(row.attachment->mime, file.mime);
    assert_string_equal(row.attachment->album, file.album);
    assert_int_equal(row.attachment->size, 12345);
    for (size_t n = 0; n < world_facts(self); n++) {
        rs_bytes fact = batch_fact(self->desk.batch, n);
        assert_null(memmem(fact.data, fact.size, "тайный", strlen("тайный")));
        assert_null(memmem(fact.data, fact.size, file.file, strlen(file.file)));
    }
}

static void test_a_replaced_attachment_is_kept_with_what_was_there_before(void **state_p)
{
    world *self = *state_p;
    rs_place place = {.bot = RS_BOT_SUPPORT, .chat = vera.tg, .message = 11};
    rs_attachment photo = {.kind = RS_ATTACHMENT_PHOTO,
                           .file = "AgACAgIAAxkBAAI",
                           .album = "777",
                           .unique = "AQADunique"};
    rs_write_args args = {.kind = RS_CONVERSATION_SUPPORT,
                          .who = &vera,
                          .text = "чек",
                          .attachment = &photo,
                          .place = &place};
    assert_int_equal(write_it(self, &args), RS_OK);
    int64_t room = ((const rs_message_row *)self->result)->conversation;
    rs_reword_args edit = {.place = &place, .who = &vera, .text = "чек", .attachment = &photo};
    photo.file = "AgACAgIAAxkBAAJ"; /* another name of the same photo */
    size_t facts = world_facts(self);
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit), RS_OK);
    assert_int_equal(world_facts(self), facts);
    assert_false(message_of(self, room, 1).replaced);

    rs_attachment file = {.kind = RS_ATTACHMENT_DOCUMENT,
                          .file = "BQACAgIAAxkBAAI",
                          .name = "тайный чек.pdf",
                          .size = 12345,
                          .unique = "AgADunique"};
    edit.attachment = &file;
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit), RS_OK);
    rs_message_row row = message_of(self, room, 1);
    assert_true(row.replaced);
    assert_string_equal(row.text, "чек");
    assert_int_equal(row.attachment->kind, RS_ATTACHMENT_DOCUMENT);
    assert_string_equal(row.attachment->file, file.file);
    assert_string_equal(row.attachment->name, file.name);
    assert_string_equal(row.attachment->album, "777");
    assert_int_equal(row.wordings.count, 1);
    assert_int_equal(row.wordings.items[0].attachment->kind, RS_ATTACHMENT_PHOTO);
    assert_string_equal(row.wordings.items[0].attachment->file, "AgACAgIAAxkBAAI");
    for (size_t n = facts; n < world_facts(self); n++) {
        rs_bytes fact = batch_fact(self->desk.batch, n);
        assert_null(memmem(fact.data, fact.size, "тайный", strlen("тайный")));
        assert_null(memmem(fact.data, fact.size, file.unique, strlen(file.unique)));
    }

    edit.attachment = NULL; /* words alone: nothing is said about the file */
    edit.text = "весь чек";
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit), RS_OK);
    row = message_of(self, room, 1);
    assert_int_equal(row.attachment->kind, RS_ATTACHMENT_DOCUMENT);
    assert_null(row.wordings.items[1].attachment);
}

static void test_words_become_a_photo_and_the_page_replaces_nothing(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "сейчас пришлю");
    rs_attachment photo = {.kind = RS_ATTACHMENT_PHOTO, .file = "A", .unique = "U"};
    rs_reword_args edit = {
        .conversation = room, .n = 1, .who = &vera, .text = "", .attachment = &photo};
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_REWORD, &edit), RS_OK);
    rs_message_row row = message_of(self, room, 1);
    assert_int_equal(row.attachment->kind, RS_ATTACHMENT_PHOTO);
    assert_string_equal(row.wordings.items[0].text, "сейчас пришлю");
    assert_null(row.wordings.items[0].attachment);
    reply_as(self, 1, room, "ответ");
    edit = (rs_reword_args){.conversation = room, .n = 2, .text = "x", .attachment = &photo};
    world_ask_admin(self, 1, RS_CONVERSATION_REWORD, &edit);
    world_refused(self, RS_BAD_REQUEST, "attachment:");
}

static void test_a_flood_is_refused_until_the_minute_is_over(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = 0;
    for (int n = 0; n < 20; n++)
        room = ask_from(self, &vera, "и ещё");
    rs_write_args args = {.id = room, .who = &vera, .text = "лишнее"};
    write_it(self, &args);
    world_refused(self, RS_LIMIT, "flood:");
    ask_from(self, &oleg, "а я только начал");
    for (int n = 0; n < 30; n++)
        reply_as(self, 2, room, "операторам можно");
    world_pass(self, MINUTE);
    ask_from(self, &vera, "отдышалась");
}

static void test_who_is_banned_is_not_heard_until_unbanned(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "спам");
    rs_ban_args ban = {.id = room, .banned = true, .reason = "реклама", .operator= & clara };
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_BAN, &ban), RS_OK);
    assert_true(room_of(self, room).banned);
    rs_write_args args = {.id = room, .who = &vera, .text = "спам"};
    write_it(self, &args);
    world_refused(self, RS_REFUSED, "banned:");
    ban.banned = false;
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_BAN, &ban);
    ask_from(self, &vera, "больше не буду");
    ban.operator= & oleg;
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_BAN, &ban);
    world_refused(self, RS_FORBIDDEN, "operator:");
}

static int64_t group_of(world *self, int64_t chat)
{
    view look = world_view(self);
    rs_group_key key = {.chat = chat};
    rs_group_key out = {0};
    assert_int_equal(view_group(&look, &key, &out), RS_OK);
    return out.chat;
}

static void test_a_group_is_found_by_the_id_it_had_before(void **state_p)
{
    world *self = *state_p;
    rs_group_moved_args args = {.from = -5, .to = -1005};
    assert_int_equal(group_of(self, -5), -5);
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_GROUP_MOVED, &args), RS_OK);
    size_t facts = world_facts(self);
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_GROUP_MOVED, &args), RS_OK);
    assert_int_equal(world_facts(self), facts);
    assert_int_equal(group_of(self, -5), -1005);
    assert_int_equal(group_of(self, -1005), -1005);
    args = (rs_group_moved_args){.from = -1005, .to = -1006};
    world_ask(self, RS_ROLE_SUPPORT, RS_GROUP_MOVED, &args);
    assert_int_equal(group_of(self, -5), -1006);
    args =
        (rs_group_moved_args){.from = -1006, .to = -5}; /* round and round: an end all the same */
    world_ask(self, RS_ROLE_SUPPORT, RS_GROUP_MOVED, &args);
    group_of(self, -5);
    args.to = -1006;
    world_ask(self, RS_ROLE_SUPPORT, RS_GROUP_MOVED, &args);
    world_refused(self, RS_BAD_REQUEST, "to:");
}

static rs_err deal_room(world *self, int64_t room, int64_t from)
{
    rs_assign_args args = {.id = room, .from = from, .deal = true};
    return world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_ASSIGN, &args);
}

static void test_conversations_are_dealt_to_who_has_least_to_do(void **state_p)
{
    world *self = *state_p;
    rs_tg_user people[4];
    int64_t rooms[4];
    staff(self);
    for (int n = 0; n < 4; n++) {
        people[n] = (rs_tg_user){.tg = 6000 + n, .first = "Кто-то"};
        rooms[n] = ask_from(self, &people[n], "Помогите");
        assert_int_equal(deal_room(self, rooms[n], 0), RS_OK);
        assert_int_equal(room_of(self, rooms[n]).assignee, n % 2 + 1);
    }
    move_room(self, rooms[1], RS_CONVERSATION_CLOSED); /* frees Clara */
    move_room(self, rooms[3], RS_CONVERSATION_CLOSED);
    int64_t next = ask_from(self, &vera, "А мне?");
    deal_room(self, next, 0);
    assert_int_equal(room_of(self, next).assignee, 2);
    deal_room(self, next, 1);
    assert_int_equal(self->code, RS_OK); /* hers already: nothing to be done */
}

static rs_desk_view desk_of(world *self, int64_t tg, int64_t message)
{
    view look = world_view(self);
    rs_desk_view out = {0};
    rs_desk_args args = {
        .bot = RS_BOT_SUPPORT, .kind = RS_CONVERSATION_SUPPORT, .tg = tg, .message = message};
    assert_int_equal(view_desk(&look, &args, &out), RS_OK);
    return out;
}

static void test_what_is_dealt_stays_until_it_is_dealt_anew(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "Помогите");
    deal_room(self, room, 0);
    assert_int_equal(room_of(self, room).assignee, 1);
    size_t facts = world_facts(self);
    assert_int_equal(deal_room(self, room, 0), RS_OK); /* asked again at each delivery */
    assert_int_equal(world_facts(self), facts);
    assert_int_equal(deal_room(self, room, 1), RS_OK);
    assert_int_equal(room_of(self, room).assignee, 2);
    deal_room(self, room, 1); /* asked for again by who has not heard of it */
    assert_int_equal(room_of(self, room).assignee, 2);
}

static void test_what_a_blocked_administrator_had_is_dealt_to_others_at_once(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_settings settings = world_settings(self);
    settings.operators_mode = RS_OPERATORS_PRIVATE;
    world_set(self, &settings);
    int64_t room = ask_from(self, &vera, "Помогите");
    deal_room(self, room, 1);
    assert_int_equal(room_of(self, room).assignee, 2);
    rs_admin_args args = {.id = 2, .tg = TG(91), .rights = RS_RIGHT_SUPPORT, .blocked = true};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_ADMIN_SET, &args), RS_OK);
    assert_int_equal(room_of(self, room).assignee, 1);
    args.blocked = false;
    world_ask(self, RS_ROLE_CTL, RS_ADMIN_SET, &args);
    assert_int_equal(room_of(self, room).assignee, 1);
}

static void test_who_stopped_the_bot_is_dealt_nothing_until_they_write(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_desk_reach_args reach = {.bot = RS_BOT_SUPPORT, .tg = TG(90), .stopped = true};
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_DESK_REACH, &reach), RS_OK);
    assert_true(desk_of(self, TG(90), 0).stopped);
    int64_t room = ask_from(self, &vera, "Помогите");
    deal_room(self, room, 0);
    assert_int_equal(room_of(self, room).assignee, 2);
    deal_room(self, room, 2);
    world_refused(self, RS_NOT_FOUND, "deal:");
    reach.stopped = false;
    world_ask(self, RS_ROLE_SUPPORT, RS_DESK_REACH, &reach);
    assert_int_equal(deal_room(self, room, 2), RS_OK);
    assert_int_equal(room_of(self, room).assignee, 1);
    reach = (rs_desk_reach_args){.bot = RS_BOT_SUPPORT, .tg = vera.tg, .stopped = true};
    world_ask(self, RS_ROLE_SUPPORT, RS_DESK_REACH, &reach);
    world_refused(self, RS_NOT_FOUND, "tg:"); /* not an operator: kept of nobody else */
}

static void test_a_card_at_a_desk_leads_to_its_conversation(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "Помогите");
    deal_room(self, room, 0);
    rs_place card = {.bot = RS_BOT_SUPPORT, .chat = TG(90), .message = 7};
    rs_desk_given_args given = {.id = room, .place = &card};
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_DESK_GIVEN, &given), RS_OK);
    assert_int_equal(room_of(self, room).desk->message, 7);
    assert_int_equal(desk_of(self, TG(90), 7).room->id, room);
    assert_int_equal(desk_of(self, TG(90), 0).rooms.count, 1);
    assert_null(desk_of(self, TG(90), 8).room);
    assert_null(desk_of(self, TG(91), 7).room); /* another chat's message of that number */
    assert_int_equal(desk_of(self, vera.tg, 7).admin, 0);
    rs_assign_args over = {.id = room, .from = 1, .to = 2, .operator= & clara };
    world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_ASSIGN, &over);
    assert_null(room_of(self, room).desk); /* she gets a card of her own */
    card.message = 9;
    world_ask(self, RS_ROLE_SUPPORT, RS_DESK_GIVEN, &given);
    world_refused(self, RS_CONFLICT, "place:");
    move_room(self, room, RS_CONVERSATION_CLOSED);
    assert_int_equal(desk_of(self, TG(91), 0).rooms.count, 0);
}

static void test_an_operator_takes_hands_over_and_gives_up(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t room = ask_from(self, &vera, "Помогите");
    rs_assign_args take = {.id = room, .to = 2, .operator= & clara };
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_ASSIGN, &take), RS_OK);
    assert_int_equal(room_of(self, room).assignee_tg, clara.tg);
    rs_assign_args late = {.id = room, .to = 1};
    world_ask_admin(self, 1, RS_CONVERSATION_ASSIGN, &late);
    world_refused(self, RS_CONFLICT, "from: administrator 2");
    rs_assign_args over = {.id = room, .from = 2, .to = 1, .operator= & clara };
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_ASSIGN, &over), RS_OK);
    assert_int_equal(room_of(self, room).assignee, 1);
    over = (rs_assign_args){.id = room, .from = 1, .to = 7};
    world_ask_admin(self, 1, RS_CONVERSATION_ASSIGN, &over);
    world_refused(self, RS_REFUSED, "to:");
    over.to = 0;
    assert_int_equal(world_ask_admin(self, 1, RS_CONVERSATION_ASSIGN, &over), RS_OK);
    assert_int_equal(room_of(self, room).assignee, 0);
}

static rs_conversations_page list_rooms(world *self, const rs_conversations_args *args)
{
    rs_conversations_page out = {0};
    view look = world_view(self);
    assert_int_equal(view_conversations(&look, args, &out), RS_OK);
    return out;
}

static void test_lists_show_who_waits_longest_first_page_by_page(void **state_p)
{
    world *self = *state_p;
    rs_tg_user people[5];
    int64_t rooms[5];
    staff(self);
    for (int n = 0; n < 5; n++) {
        people[n] = (rs_tg_user){.tg = 6000 + n, .first = "Кто-то"};
        rooms[n] = ask_from(self, &people[n], "Помогите");
        world_pass(self, n % 2 ? 0 : MINUTE); /* some at the same moment */
    }
    reply_as(self, 2, rooms[1], "Да?");
    world_pass(self, MINUTE);
    ask_from(self, &people[1], "Опять я"); /* waits anew: behind the others */
    reply_as(self, 2, rooms[3], "Да?");
    const int64_t expected[] = {rooms[0], rooms[2], rooms[4], rooms[1]};
    rs_conversations_args args = {.state = RS_CONVERSATION_OPEN, .limit = 1};
    for (size_t n = 0; n < 4; n++) {
        rs_conversations_page page = list_rooms(self, &args);
        assert_int_equal(page.rows.count, 1);
        assert_int_equal(page.rows.items[0].id, expected[n]);
        assert_int_equal(page.next != 0, n < 3);
        args.after = page.next;
        args.after_since = page.next_since;
    }
    args = (rs_conversations_args){.state = RS_CONVERSATION_ANSWERED, .limit = 10};
    assert_int_equal(list_rooms(self, &args).rows.count, 1);
    args.kind = RS_CONVERSATION_PAYOUT;
    assert_int_equal(list_rooms(self, &args).rows.count, 0);
    deal_room(self, rooms[0], 0);
    args = (rs_conversations_args){.state = RS_CONVERSATION_OPEN, .assignee = 1, .limit = 10};
    rs_conversations_page mine = list_rooms(self, &args);
    assert_int_equal(mine.rows.count, 1);
    assert_int_equal(mine.rows.items[0].id, rooms[0]);
    int64_t open = 0;
    for (size_t n = 0; n < mine.counts.count; n++)
        if (mine.counts.items[n].kind == RS_CONVERSATION_SUPPORT &&
            mine.counts.items[n].state == RS_CONVERSATION_OPEN)
            open = mine.counts.items[n].count;
    assert_int_equal(open, 4);
}

static void test_answers_given_often_are_made_changed_and_taken_away(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_canned answer = {.title = "Приветствие", .text = "Здравствуйте!"};
    world_ask_admin(self, 2, RS_CANNED_SET, &answer);
    world_refused(self, RS_FORBIDDEN, "rights:");
    assert_int_equal(world_ask_admin(self, 1, RS_CANNED_SET, &answer), RS_OK);
    assert_int_equal(((const rs_canned *)self->result)->id, 1);
    answer.id = 1;
    answer.text = "Добрый день!";
    world_ask_admin(self, 1, RS_CANNED_SET, &answer);
    rs_canned_page page = {0};
    view look = world_view(self);
    view_canned(&look, &(rs_nothing){0}, &page);
    assert_int_equal(page.answers.count, 1);
    assert_string_equal(page.answers.items[0].text, "Добрый день!");
    answer.text = "";
    world_ask_admin(self, 1, RS_CANNED_SET, &answer);
    view_canned(&look, &(rs_nothing){0}, &page);
    assert_int_equal(page.answers.count, 0);
    world_ask_admin(self, 1, RS_CANNED_SET, &answer);
    world_refused(self, RS_NOT_FOUND, "id:");
}

static void test_the_newest_come_first_when_asked_for_page_by_page(void **state_p)
{
    world *self = *state_p;
    rs_tg_user people[3];
    int64_t rooms[3];
    staff(self);
    for (int n = 0; n < 3; n++) {
        people[n] = (rs_tg_user){.tg = 6000 + n, .first = "Кто-то"};
        rooms[n] = ask_from(self, &people[n], "Помогите");
        world_pass(self, n ? 0 : MINUTE); /* two at the same moment */
    }
    rs_conversations_args args = {.state = RS_CONVERSATION_OPEN, .limit = 1, .newest = true};
    for (size_t n = 0; n < 3; n++) {
        rs_conversations_page page = list_rooms(self, &args);
        assert_int_equal(page.rows.count, 1);
        assert_int_equal(page.rows.items[0].id, rooms[2 - n]);
        assert_int_equal(page.next != 0, n < 2);
        args.after = page.next;
        args.after_since = page.next_since;
    }
}

/* They hold requisites, and are nothing that support is asked. */
static void test_support_reads_no_conversation_about_a_payout(void **state_p)
{
    world *self = *state_p;
    staff(self);
    int64_t asked = ask_from(self, &vera, "Помогите");
    world_member(self, D, 0);
    rs_tg_user member = {.tg = TG(D)};
    rs_write_args when = {.kind = RS_CONVERSATION_PAYOUT, .who = &member, .text = "Когда?"};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_CONVERSATION_WRITE, &when), RS_OK);
    int64_t about_money = ((const rs_message_row *)self->result)->conversation;
    view look = world_view(self);
    rs_conversation_view room;
    rs_messages_page messages;
    rs_message_row message;
    rs_conversations_page page = {0};
    const rs_conversations_args open = {.state = RS_CONVERSATION_OPEN, .limit = 10};
    const uint32_t rights[] = {RS_RIGHT_SUPPORT, RS_RIGHT_ANALYST, RS_RIGHT_PAYOUT, 0};
    for (size_t n = 0; n < 4; n++) {
        rs_err expected = n ? RS_OK : RS_FORBIDDEN;
        look.rights = rights[n];
        assert_int_equal(view_conversation(&look, &(rs_conversation_key){.id = asked}, &room),
                         RS_OK);
        assert_int_equal(view_conversation(&look, &(rs_conversation_key){.id = about_money}, &room),
                         expected);
        assert_int_equal(
            view_messages(&look, &(rs_messages_args){.id = about_money, .limit = 10}, &messages),
            expected);
        assert_int_equal(
            view_message(&look, &(rs_message_key){.conversation = about_money, .n = 1}, &message),
            expected);
        assert_int_equal(view_conversations(&look, &open, &page), RS_OK);
        assert_int_equal(page.rows.count, n ? 2 : 1);
    }
}

static void test_operators_are_those_who_may_answer(void **state_p)
{
    world *self = *state_p;
    rs_operators_page page;
    staff(self);
    world_admin(self, 92, RS_RIGHT_ANALYST);
    view look = world_view(self);
    const rs_operators_args support = {.kind = RS_CONVERSATION_SUPPORT};
    const rs_operators_args payout = {.kind = RS_CONVERSATION_PAYOUT};
    assert_int_equal(view_operators(&look, &support, &page), RS_OK);
    assert_int_equal(page.operators.count, 2);
    assert_int_equal(page.operators.items[1].id, 2);
    view_operators(&look, &payout, &page);
    assert_int_equal(page.operators.count, 1);
    assert_int_equal(page.operators.items[0].id, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(words_open_an_answer_answers_and_writing_opens_what_was_closed),
        WORLD_TEST(only_an_operator_closes_and_once),
        WORLD_TEST(a_note_stays_among_operators_and_answers_nothing),
        WORLD_TEST(an_edit_keeps_what_was_said_before),
        WORLD_TEST(a_reply_finds_its_message_by_any_of_its_places),
        WORLD_TEST(an_attachment_is_kept_sealed_and_needs_no_words),
        WORLD_TEST(a_replaced_attachment_is_kept_with_what_was_there_before),
        WORLD_TEST(words_become_a_photo_and_the_page_replaces_nothing),
        WORLD_TEST(a_group_is_found_by_the_id_it_had_before),
        WORLD_TEST(a_flood_is_refused_until_the_minute_is_over),
        WORLD_TEST(who_is_banned_is_not_heard_until_unbanned),
        WORLD_TEST(conversations_are_dealt_to_who_has_least_to_do),
        WORLD_TEST(what_is_dealt_stays_until_it_is_dealt_anew),
        WORLD_TEST(what_a_blocked_administrator_had_is_dealt_to_others_at_once),
        WORLD_TEST(who_stopped_the_bot_is_dealt_nothing_until_they_write),
        WORLD_TEST(a_card_at_a_desk_leads_to_its_conversation),
        WORLD_TEST(an_operator_takes_hands_over_and_gives_up),
        WORLD_TEST(lists_show_who_waits_longest_first_page_by_page),
        WORLD_TEST(the_newest_come_first_when_asked_for_page_by_page),
        WORLD_TEST(support_reads_no_conversation_about_a_payout),
        WORLD_TEST(operators_are_those_who_may_answer),
        WORLD_TEST(answers_given_often_are_made_changed_and_taken_away),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
