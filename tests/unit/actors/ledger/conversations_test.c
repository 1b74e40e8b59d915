/* Dialogues with operators, and what bots were asking about. */
#include "tests/unit/actors/ledger/world.h"

static const rs_tg_user stranger = {.tg = 5000, .first = "Пётр", .last = "Первый", .nick = "peter"};

static rs_err write_as(world *self, rs_role role, const rs_write_args *args)
{
    return world_ask(self, role, RS_CONVERSATION_WRITE, args);
}

static const rs_message_row *written(world *self)
{
    if (self->code != RS_OK)
        fail_msg("%s", self->detail);
    return self->result;
}

static int64_t ask_support(world *self, const char *text)
{
    rs_place place = {.bot = RS_BOT_SUPPORT, .chat = stranger.tg, .message = 11};
    rs_write_args args = {
        .kind = RS_CONVERSATION_SUPPORT, .who = &stranger, .text = text, .place = &place};
    write_as(self, RS_ROLE_SUPPORT, &args);
    return written(self)->conversation;
}

static void test_a_stranger_who_writes_opens_a_conversation(void **state_p)
{
    world *self = *state_p;
    int64_t room = ask_support(self, "Здравствуйте");
    const rs_message_row *row = self->result;
    assert_int_equal(row->n, 1);
    assert_int_equal(row->author, RS_AUTHOR_PARTICIPANT);
    assert_string_equal(row->by, "Пётр Первый");
    assert_string_equal(row->text, "Здравствуйте");
    assert_int_equal(row->bot, RS_BOT_SUPPORT);
    assert_false(row->delivered);
    assert_int_equal(ask_support(self, "Есть кто?"), room);
    assert_int_equal(((const rs_message_row *)self->result)->n, 2);
    assert_int_equal(world_facts_of(self, FACT_conversation_opened), 1);
}

static void test_texts_and_names_of_strangers_are_sealed_too(void **state_p)
{
    world *self = *state_p;
    ask_support(self, "совершенно секретно");
    for (size_t n = 0; n < world_facts(self); n++) {
        rs_bytes fact = batch_fact(self->desk.batch, n);
        assert_null(memmem(fact.data, fact.size, "секретно", strlen("секретно")));
        assert_null(memmem(fact.data, fact.size, "peter", 5));
    }
}

static void test_operators_answer_from_telegram_and_from_the_page(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    world_admin(self, 91, RS_RIGHT_SUPPORT);
    int64_t room = ask_support(self, "Здравствуйте");
    rs_tg_user clara = {.tg = TG(91)};
    rs_place place = {.bot = RS_BOT_SUPPORT, .chat = -100, .message = 12};
    rs_write_args args = {.id = room, .operator= & clara, .text = "Добрый день", .place = &place};
    write_as(self, RS_ROLE_SUPPORT, &args);
    assert_int_equal(written(self)->author, RS_AUTHOR_OPERATOR);
    assert_string_equal(written(self)->by, "Анна");
    args = (rs_write_args){.id = room, .text = "Чем помочь?"};
    world_ask_admin(self, 2, RS_CONVERSATION_WRITE, &args);
    assert_int_equal(written(self)->author, RS_AUTHOR_OPERATOR);
    assert_int_equal(written(self)->bot, 0);
}

static void test_only_operators_of_the_kind_may_answer(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    world_admin(self, 91, RS_RIGHT_SUPPORT);
    world_member(self, D, 0);
    rs_tg_user member = {.tg = TG(D)};
    rs_write_args args = {.kind = RS_CONVERSATION_PAYOUT, .who = &member, .text = "Когда?"};
    write_as(self, RS_ROLE_TELEGRAM, &args);
    int64_t room = written(self)->conversation;
    rs_tg_user clara = {.tg = TG(91)};
    args = (rs_write_args){.id = room, .operator= & clara, .text = "Скоро"};
    write_as(self, RS_ROLE_TELEGRAM, &args); /* support may not speak of payouts */
    world_refused(self, RS_FORBIDDEN, "operator:");
    clara.tg = 4;
    write_as(self, RS_ROLE_TELEGRAM, &args);
    world_refused(self, RS_FORBIDDEN, "operator:");
    args = (rs_write_args){.id = room, .text = "Скоро"};
    world_ask_admin(self, 2, RS_CONVERSATION_WRITE, &args);
    world_refused(self, RS_FORBIDDEN, "rights:");
    world_ask_admin(self, 1, RS_CONVERSATION_WRITE, &args);
    assert_int_equal(written(self)->n, 2);
}

static void test_what_cannot_be_written_is_refused(void **state_p)
{
    world *self = *state_p;
    static char endless[4097 + 1];
    world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t room = ask_support(self, "Здравствуйте");
    rs_write_args args = {.id = room, .text = ""};
    write_as(self, RS_ROLE_SUPPORT, &args);
    world_refused(self, RS_BAD_REQUEST, "text:");
    memset(endless, 'a', 4097);
    args.text = endless;
    write_as(self, RS_ROLE_SUPPORT, &args);
    world_refused(self, RS_BAD_REQUEST, "text:");
    endless[4096] = 0;
    write_as(self, RS_ROLE_SUPPORT, &args);
    assert_int_equal(strlen(written(self)->text), 4096);
    args = (rs_write_args){.text = "кому?"};
    write_as(self, RS_ROLE_SUPPORT, &args);
    world_refused(self, RS_BAD_REQUEST, "id:");
    args = (rs_write_args){.id = 99, .text = "кому?"};
    write_as(self, RS_ROLE_SUPPORT, &args);
    world_refused(self, RS_NOT_FOUND, "id:");
    rs_tg_user somebody_else = {.tg = 5001};
    args = (rs_write_args){.id = room, .who = &somebody_else, .text = "не моё"};
    write_as(self, RS_ROLE_SUPPORT, &args);
    world_refused(self, RS_BAD_REQUEST, "who:");
    args = (rs_write_args){.id = room, .who = &stranger, .text = "с чужого места"};
    world_ask_admin(self, 1, RS_CONVERSATION_WRITE, &args);
    world_refused(self, RS_BAD_REQUEST, "who, operator, place:");
    rs_tg_user anna = {.tg = TG(90)};
    args = (rs_write_args){.kind = RS_CONVERSATION_SUPPORT,
                           .who = &somebody_else,
                           .operator= & anna,
                           .text = "первым"};
    write_as(self, RS_ROLE_SUPPORT, &args); /* an operator answers, and does not begin */
    world_refused(self, RS_NOT_FOUND, "id:");
}

static rs_message_row message(world *self, int64_t room, int64_t n)
{
    rs_message_row out = {0};
    view look = world_view(self);
    assert_true(show_message(&look, room, n, &out));
    return out;
}

static rs_err link_copy(world *self, int64_t room, int64_t n, int64_t chat, int64_t number)
{
    rs_place place = {.bot = RS_BOT_SUPPORT, .chat = chat, .message = number};
    rs_linked_args args = {.conversation = room, .n = n, .place = &place};
    return world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_LINKED, &args);
}

static void test_a_message_is_delivered_once_the_other_side_has_a_copy(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t room = ask_support(self, "Здравствуйте");
    rs_write_args answer = {.id = room, .text = "Добрый день"};
    world_ask_admin(self, 1, RS_CONVERSATION_WRITE, &answer);
    assert_false(message(self, room, 1).delivered);
    assert_int_equal(link_copy(self, room, 1, -100, 20), RS_OK);
    assert_true(message(self, room, 1).delivered);
    link_copy(self, room, 2, -100, 21); /* a copy for the operators is no delivery of an answer */
    assert_false(message(self, room, 2).delivered);
    link_copy(self, room, 2, stranger.tg, 22);
    assert_true(message(self, room, 2).delivered);
    size_t facts = world_facts(self);
    assert_int_equal(link_copy(self, room, 2, stranger.tg, 22), RS_OK);
    assert_int_equal(world_facts(self), facts);
    for (int64_t n = 0; n < 6; n++)
        assert_int_equal(link_copy(self, room, 2, -100, 30 + n), RS_OK);
    link_copy(self, room, 2, -100, 40);
    world_refused(self, RS_LIMIT, "place:");
    link_copy(self, room, 3, -100, 40);
    world_refused(self, RS_NOT_FOUND, "n:");
}

static rs_err topic(world *self, int64_t room, int64_t number, int64_t generation)
{
    rs_topic_args args = {.id = room, .chat = -100, .topic = number, .generation = generation};
    return world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_TOPIC, &args);
}

static void test_of_two_topics_made_at_once_the_first_counts(void **state_p)
{
    world *self = *state_p;
    int64_t room = ask_support(self, "Здравствуйте");
    assert_int_equal(topic(self, room, 7, 1), RS_OK);
    assert_int_equal(((const rs_conversation_view *)self->result)->topic, 7);
    size_t facts = world_facts(self);
    assert_int_equal(topic(self, room, 7, 1), RS_OK); /* told twice */
    assert_int_equal(world_facts(self), facts);
    topic(self, room, 8, 1);
    world_refused(self, RS_CONFLICT, "generation: the conversation has topic 7");
    topic(self, room, 8, 3);
    world_refused(self, RS_CONFLICT, "generation:");
    assert_int_equal(topic(self, room, 9, 2), RS_OK); /* made anew: it had been deleted */
    topic(self, 99, 9, 1);
    world_refused(self, RS_NOT_FOUND, "id:");
    view look = world_view(self);
    rs_conversation_view out = {0};
    rs_conversation_key key = {.chat = -100, .topic = 9};
    assert_int_equal(view_conversation(&look, &key, &out), RS_OK);
    assert_int_equal(out.id, room);
}

static int64_t conversation_at(world *self, int64_t number)
{
    view look = world_view(self);
    rs_conversation_view out = {0};
    rs_conversation_key key = {.chat = -100, .topic = number};
    return view_conversation(&look, &key, &out) == RS_OK ? out.id : 0;
}

static void test_words_in_a_topic_made_besides_or_before_find_their_conversation(void **state_p)
{
    world *self = *state_p;
    int64_t room = ask_support(self, "Здравствуйте");
    assert_int_equal(topic(self, room, 7, 1), RS_OK);
    assert_int_equal(topic(self, room, 6, 0), RS_OK); /* its making was thought to have failed */
    assert_int_equal(((const rs_conversation_view *)self->result)->topic, 7);
    size_t facts = world_facts(self);
    assert_int_equal(topic(self, room, 6, 0), RS_OK); /* told twice */
    assert_int_equal(topic(self, room, 7, 0), RS_OK); /* the recorded one is not besides */
    assert_int_equal(world_facts(self), facts);
    assert_int_equal(topic(self, room, 8, 2), RS_OK); /* anew */
    assert_int_equal(conversation_at(self, 6), room);
    assert_int_equal(conversation_at(self, 7), room);
    assert_int_equal(conversation_at(self, 8), room);
    assert_int_equal(conversation_at(self, 9), 0);
}

static void test_a_topic_belongs_to_one_conversation(void **state_p)
{
    world *self = *state_p;
    int64_t room = ask_support(self, "Здравствуйте");
    rs_tg_user another = {.tg = 5001, .first = "Вера"};
    rs_write_args args = {.kind = RS_CONVERSATION_SUPPORT, .who = &another, .text = "Привет"};
    write_as(self, RS_ROLE_SUPPORT, &args);
    int64_t second = written(self)->conversation;
    assert_int_equal(topic(self, room, 7, 1), RS_OK);
    topic(self, second, 7, 1);
    world_refused(self, RS_TAKEN, "topic:");
    topic(self, second, 0, 1);
    world_refused(self, RS_BAD_REQUEST, "topic:");
}

static void test_messages_page_backwards(void **state_p)
{
    world *self = *state_p;
    int64_t room = 0;
    for (int n = 1; n <= 7; n++)
        room = ask_support(self, arena_print(self->memory, "%d", n));
    view look = world_view(self);
    rs_messages_page page = {0};
    rs_messages_args args = {.id = room, .limit = 3};
    assert_int_equal(view_messages(&look, &args, &page), RS_OK);
    assert_int_equal(page.messages.count, 3);
    assert_string_equal(page.messages.items[0].text, "5");
    args.before = 5;
    assert_int_equal(view_messages(&look, &args, &page), RS_OK);
    assert_string_equal(page.messages.items[0].text, "2");
    assert_string_equal(page.messages.items[2].text, "4");
    args.before = 2;
    assert_int_equal(view_messages(&look, &args, &page), RS_OK);
    assert_int_equal(page.messages.count, 1);
    args.before = 1;
    assert_int_equal(view_messages(&look, &args, &page), RS_OK);
    assert_int_equal(page.messages.count, 0);
    args.id = 99;
    assert_int_equal(view_messages(&look, &args, &page), RS_NOT_FOUND);
}

static rs_dialogue asked_about(world *self)
{
    rs_dialogue out = {0};
    view look = world_view(self);
    rs_dialogue_key key = {.bot = RS_BOT_PARTICIPANTS, .chat = 77};
    assert_int_equal(view_dialogue(&look, &key, &out), RS_OK);
    return out;
}

static void remember(world *self, const char *step, const char *data)
{
    rs_dialogue_args args = {.bot = RS_BOT_PARTICIPANTS, .chat = 77, .step = step, .data = data};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_DIALOGUE_SET, &args), RS_OK);
}

static void test_a_bot_remembers_what_it_was_asking_about(void **state_p)
{
    world *self = *state_p;
    assert_null(asked_about(self).step);
    remember(self, "amount", "12");
    assert_string_equal(asked_about(self).step, "amount");
    assert_string_equal(asked_about(self).data, "12");
    size_t facts = world_facts(self);
    remember(self, "amount", "12");
    assert_int_equal(world_facts(self), facts);
    remember(self, "amount", NULL);
    assert_null(asked_about(self).data);
    remember(self, NULL, NULL);
    assert_null(asked_about(self).step);
    facts = world_facts(self);
    remember(self, NULL, "data without a step is nothing");
    assert_null(asked_about(self).data);
    assert_int_equal(world_facts(self), facts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_stranger_who_writes_opens_a_conversation),
        WORLD_TEST(texts_and_names_of_strangers_are_sealed_too),
        WORLD_TEST(operators_answer_from_telegram_and_from_the_page),
        WORLD_TEST(only_operators_of_the_kind_may_answer),
        WORLD_TEST(what_cannot_be_written_is_refused),
        WORLD_TEST(a_message_is_delivered_once_the_other_side_has_a_copy),
        WORLD_TEST(of_two_topics_made_at_once_the_first_counts),
        WORLD_TEST(words_in_a_topic_made_besides_or_before_find_their_conversation),
        WORLD_TEST(a_topic_belongs_to_one_conversation),
        WORLD_TEST(messages_page_backwards),
        WORLD_TEST(a_bot_remembers_what_it_was_asking_about),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
