/* Answers of bots that wait for their chats: kept once, read in order, sealed, taken out. */
#include "tests/unit/actors/ledger/world.h"

enum { STRANGER_TG = 990099, UPDATE = 700, CHAT_MAX = 50 };

static const char calls[] =
    "[{\"method\":\"sendMessage\",\"params\":{\"text\":\"Баланс: 42 балла\"}}]";

static rs_err put(world *self, int64_t chat, int64_t update)
{
    rs_outbox_item item = {
        .bot = RS_BOT_PARTICIPANTS, .chat = chat, .update = update, .calls = calls};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_OUTBOX_PUT, &item);
}

static rs_err take(world *self, int64_t chat, int64_t update)
{
    rs_outbox_key key = {.bot = RS_BOT_PARTICIPANTS, .chat = chat, .update = update};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_OUTBOX_TAKE, &key);
}

static rs_outbox_page list(world *self, rs_bot bot, const rs_outbox_key *after, int64_t limit)
{
    rs_outbox_args args = {.bot = bot, .after = after, .limit = limit};
    rs_outbox_page page = {0};
    view look = world_view(self);
    assert_int_equal(view_outbox(&look, &args, &page), RS_OK);
    return page;
}

static void test_an_answer_stands_there_until_it_is_taken_out(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    assert_int_equal(put(self, TG(D), UPDATE), RS_OK);
    rs_outbox_page page = list(self, RS_BOT_PARTICIPANTS, NULL, 32);
    assert_int_equal(page.items.count, 1);
    assert_int_equal(page.items.items[0].chat, TG(D));
    assert_int_equal(page.items.items[0].update, UPDATE);
    assert_string_equal(page.items.items[0].calls, calls);
    assert_int_equal(list(self, RS_BOT_SUPPORT, NULL, 32).items.count, 0);
    assert_int_equal(take(self, TG(D), UPDATE), RS_OK);
    assert_int_equal(list(self, RS_BOT_PARTICIPANTS, NULL, 32).items.count, 0);
}

static void test_the_same_again_writes_nothing(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    put(self, TG(D), UPDATE);
    size_t facts = world_facts(self);
    assert_int_equal(put(self, TG(D), UPDATE), RS_OK);
    assert_int_equal(world_facts(self), facts);
    take(self, TG(D), UPDATE);
    facts = world_facts(self);
    assert_int_equal(take(self, TG(D), UPDATE), RS_OK);
    assert_int_equal(world_facts(self), facts);
}

static void test_pages_go_on_in_the_order_of_chats_and_updates(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    put(self, TG(D), UPDATE + 1);
    put(self, TG(D), UPDATE);
    put(self, TG(A), UPDATE + 2);
    int64_t chats[] = {TG(A) < TG(D) ? TG(A) : TG(D), TG(A) < TG(D) ? TG(D) : TG(A)};
    rs_outbox_page page = list(self, RS_BOT_PARTICIPANTS, NULL, 1);
    assert_int_equal(page.items.count, 1);
    assert_int_equal(page.items.items[0].chat, chats[0]);
    rs_outbox_key after = {RS_BOT_PARTICIPANTS, page.items.items[0].chat,
                           page.items.items[0].update};
    page = list(self, RS_BOT_PARTICIPANTS, &after, 32);
    assert_int_equal(page.items.count, 2);
    assert_int_equal(page.items.items[1].chat, chats[1]);
    bool rising = page.items.items[0].chat != page.items.items[1].chat ||
                  page.items.items[0].update < page.items.items[1].update;
    assert_true(rising);
}

static void test_no_more_wait_for_one_chat_than_a_bot_holds_for_it(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    for (int n = 0; n < CHAT_MAX; n++)
        assert_int_equal(put(self, TG(D), UPDATE + n), RS_OK);
    put(self, TG(D), UPDATE + CHAT_MAX);
    world_refused(self, RS_LIMIT, "chat:");
    assert_int_equal(put(self, TG(C), UPDATE), RS_OK);
}

static void test_what_it_says_is_sealed_and_gone_with_the_person(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    put(self, TG(D), UPDATE);
    rs_outbox_row row;
    assert_true(row_get(self->stores.state, self->memory, TABLE_OUTBOX,
                        KEY_3(RS_BOT_PARTICIPANTS, TG(D), UPDATE), &row));
    assert_int_equal(row.person, D);
    assert_null(memmem(row.calls.data, row.calls.size, "Баланс", strlen("Баланс")));
    rs_erase_args args = {
        .participant = D, .rev = world_row(self, D).rev, .reason = "просьба самого участника"};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_ERASE, &args), RS_OK);
    world_pass(self, 1);
    rs_outbox_page page = list(self, RS_BOT_PARTICIPANTS, NULL, 32);
    assert_int_equal(page.items.count, 1); /* for the bot to take it out */
    assert_null(page.items.items[0].calls);
    assert_int_equal(take(self, TG(D), UPDATE), RS_OK);
}

static void test_somebody_the_ledger_knows_nothing_of_is_answered_as_well(void **state_p)
{
    world *self = *state_p;
    assert_int_equal(put(self, STRANGER_TG, UPDATE), RS_OK);
    assert_string_equal(list(self, RS_BOT_PARTICIPANTS, NULL, 32).items.items[0].calls, calls);
}

static void test_an_empty_answer_is_refused(void **state_p)
{
    world *self = *state_p;
    rs_outbox_item item = {.bot = RS_BOT_SUPPORT, .chat = STRANGER_TG, .update = UPDATE};
    world_ask(self, RS_ROLE_SUPPORT, RS_OUTBOX_PUT, &item);
    world_refused(self, RS_BAD_REQUEST, "calls:");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_answer_stands_there_until_it_is_taken_out),
        WORLD_TEST(the_same_again_writes_nothing),
        WORLD_TEST(pages_go_on_in_the_order_of_chats_and_updates),
        WORLD_TEST(no_more_wait_for_one_chat_than_a_bot_holds_for_it),
        WORLD_TEST(what_it_says_is_sealed_and_gone_with_the_person),
        WORLD_TEST(somebody_the_ledger_knows_nothing_of_is_answered_as_well),
        WORLD_TEST(an_empty_answer_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
