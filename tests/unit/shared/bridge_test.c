/* The names of topics, by which a topic that was made before a crash is recognised. */
#include "shared/bridge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "shared/unicode.h"

enum { TELEGRAM_NAME_MAX = 128 };

static arena *memory;

static int set_up(void **state)
{
    (void)state;
    memory = arena_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(&memory);
    return 0;
}

static int64_t owner_of(const rs_conversation_view *room, bool *tg)
{
    return bridge_topic_owner(bridge_topic_name(memory, room), tg);
}

static void test_a_topics_name_leads_back_to_whom_it_is_about(void **state)
{
    (void)state;
    bool tg = true;
    const rs_conversation_view member = {.tg = 279058397, .participant = 17, .name = "Вера · №5"};
    assert_string_equal(bridge_topic_name(memory, &member), "Вера · №5 · №17");
    assert_int_equal(owner_of(&member, &tg), 17);
    assert_false(tg);
    const rs_conversation_view stranger = {.tg = 279058397, .name = "\u202e"};
    assert_string_equal(bridge_topic_name(memory, &stranger), "Без имени · tg279058397");
    assert_int_equal(owner_of(&stranger, &tg), 279058397);
    assert_true(tg);
}

static void test_a_long_name_keeps_its_number(void **state)
{
    (void)state;
    bool tg;
    char name[600];
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = 0;
    const rs_conversation_view room = {
        .tg = 1, .participant = INT64_C(900719925474099), .name = name};
    assert_true(unicode_utf16(bridge_topic_name(memory, &room)) <= TELEGRAM_NAME_MAX);
    assert_int_equal(owner_of(&room, &tg), room.participant);
}

static void test_other_names_belong_to_nobody(void **state)
{
    (void)state;
    const char *names[] = {"",
                           "Вера",
                           "Вера №17",
                           "Вера · 17",
                           "Вера · №",
                           "Вера · №x",
                           "Вера · №17 ",
                           "Вера · tg",
                           "Вера · №-1",
                           "Вера · tg1x",
                           "Вера · №1234567890123456"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        bool tg;
        assert_int_equal(bridge_topic_owner(names[i], &tg), 0);
    }
}

static void test_attachments_are_stored_as_a_word_and_their_caption(void **state)
{
    (void)state;
    botapi_update update = {.media = MEDIA_NONE, .text = "просто текст"};
    assert_string_equal(bridge_words(memory, RS_LANG_RU, &update), "просто текст");
    update.media = MEDIA_PHOTO;
    assert_string_equal(bridge_words(memory, RS_LANG_RU, &update), "[фото] просто текст");
    update.text = "";
    assert_string_equal(bridge_words(memory, RS_LANG_EN, &update), "[photo]");
    for (update_media media = MEDIA_PHOTO; media <= MEDIA_SERVICE; media++) {
        update.media = media;
        assert_int_equal(bridge_words(memory, RS_LANG_RU, &update)[0], '[');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_topics_name_leads_back_to_whom_it_is_about),
        cmocka_unit_test(test_a_long_name_keeps_its_number),
        cmocka_unit_test(test_other_names_belong_to_nobody),
        cmocka_unit_test(test_attachments_are_stored_as_a_word_and_their_caption),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
