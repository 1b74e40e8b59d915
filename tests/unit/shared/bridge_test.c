/* The names of topics, by which a topic that was made before a crash is recognised; and what a
 * message looks like in another chat. */
#include "shared/bridge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"
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

static void test_a_message_is_described_with_all_that_hangs_on_it(void **state)
{
    (void)state;
    botapi_update update = {.chat = 5, .message = 7, .text = "чек", .media = MEDIA_NONE};
    rs_write_args args = {0};
    bridge_describe(RS_BOT_SUPPORT, &update, memory, &args);
    assert_string_equal(args.text, "чек");
    assert_int_equal(args.place->message, 7);
    assert_null(args.attachment);
    assert_null(args.reply_at);
    update.reply_to = 6;
    update.file = "F";
    for (update_media media = MEDIA_PHOTO; media < MEDIA_SERVICE; media++) {
        update.media = media;
        bridge_describe(RS_BOT_SUPPORT, &update, memory, &args);
        assert_true(args.attachment->kind);
    }
    assert_int_equal(args.reply_at->chat, 5);
    assert_int_equal(args.reply_at->message, 6);
}

/* ------------------------------------------------------------------------------------- copies */

static rs_place origin = {.bot = RS_BOT_SUPPORT, .chat = 5, .message = 7};

static rs_message_row message_with(rs_attachment *what, const char *words)
{
    return (rs_message_row){
        .n = 1, .bot = RS_BOT_SUPPORT, .text = words, .attachment = what, .places = {&origin, 1}};
}

static json_t *copied(const rs_message_row *const *parts, size_t count, bool plain)
{
    static draft mark;
    json_t *list = json_array();
    draft_open(&mark, memory, RS_LANG_RU);
    draft_add(&mark, TEXT_BY_PARTICIPANT);
    const copy_order order = {.mark = &mark,
                              .parts = parts,
                              .count = count,
                              .bot = RS_BOT_SUPPORT,
                              .chat = -100,
                              .plain = plain};
    copy_calls(list, &order);
    return list;
}

static const char *method(const json_t *list, size_t n)
{
    return json_string_value(json_object_get(json_array_get(list, n), "method"));
}

static const char *param(const json_t *list, size_t n, const char *key)
{
    const json_t *params = json_object_get(json_array_get(list, n), "params");
    const char *value = json_string_value(json_object_get(params, key));
    return value ? value : "";
}

static void test_a_file_bears_the_mark_and_the_words_as_its_caption(void **state)
{
    (void)state;
    rs_attachment file = {.kind = RS_ATTACHMENT_DOCUMENT, .file = "F"};
    rs_message_row row = message_with(&file, "мой чек");
    const rs_message_row *parts[] = {&row};
    json_t *list = copied(parts, 1, false);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(method(list, 0), "copyMessage");
    assert_string_equal(param(list, 0, "caption"), "Участник: мой чек");
    json_decref(list);
}

static void test_a_long_caption_and_a_sticker_follow_a_line_of_their_own(void **state)
{
    (void)state;
    char words[CAPTION_UNITS_MAX + 1];
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = 0;
    rs_attachment file = {.kind = RS_ATTACHMENT_PHOTO, .file = "F"};
    rs_message_row row = message_with(&file, words);
    const rs_message_row *parts[] = {&row};
    json_t *list = copied(parts, 1, false);
    assert_int_equal(json_array_size(list), 2);
    assert_string_equal(method(list, 0), "sendMessage");
    assert_string_equal(method(list, 1), "copyMessage");
    assert_string_equal(param(list, 1, "caption"), "");
    json_decref(list);
    file.kind = RS_ATTACHMENT_STICKER;
    row.text = NULL;
    list = copied(parts, 1, false);
    assert_string_equal(param(list, 0, "text"), "Участник: [стикер]");
    assert_string_equal(method(list, 1), "copyMessage");
    json_decref(list);
}

static void test_an_album_stays_one_and_its_first_part_bears_the_words(void **state)
{
    (void)state;
    rs_attachment files[] = {{.kind = RS_ATTACHMENT_PHOTO, .file = "A", .album = "1"},
                             {.kind = RS_ATTACHMENT_VIDEO, .file = "B", .album = "1"}};
    rs_message_row rows[] = {message_with(&files[0], "две"), message_with(&files[1], "штуки")};
    const rs_message_row *parts[] = {&rows[0], &rows[1]};
    assert_true(copy_fits_album(&files[0]));
    json_t *list = copied(parts, 2, false);
    assert_string_equal(method(list, 0), "sendMediaGroup");
    const json_t *media =
        json_object_get(json_object_get(json_array_get(list, 0), "params"), "media");
    assert_int_equal(json_array_size(media), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(media, 0), "caption")),
                        "Участник: две\nштуки");
    assert_string_equal(json_string_value(json_object_get(json_array_get(media, 1), "type")),
                        "video");
    json_decref(list);
}

static void test_what_cannot_be_carried_gets_an_honest_line(void **state)
{
    (void)state;
    rs_attachment file = {.kind = RS_ATTACHMENT_VOICE, .file = "F"};
    rs_message_row row = message_with(&file, NULL);
    const rs_message_row *parts[] = {&row};
    json_t *list = copied(parts, 1, true);
    assert_int_equal(json_array_size(list), 1);
    assert_non_null(strstr(param(list, 0, "text"), "Участник: [голосовое сообщение]"));
    assert_non_null(strstr(param(list, 0, "text"), "переслать не получилось"));
    json_decref(list);
    row.bot = RS_BOT_PARTICIPANTS; /* written to the other bot: its files are not ours */
    origin.bot = RS_BOT_PARTICIPANTS;
    list = copied(parts, 1, false);
    origin.bot = RS_BOT_SUPPORT;
    assert_string_equal(method(list, 0), "sendMessage");
    json_decref(list);
}

static void test_a_reply_points_to_the_copy_in_the_same_chat(void **state)
{
    (void)state;
    rs_place places[] = {{.bot = RS_BOT_SUPPORT, .chat = 5, .message = 3},
                         {.bot = RS_BOT_SUPPORT, .chat = -100, .message = 44}};
    rs_message_row row = message_with(NULL, "да");
    row.reply_places = (rs_place_list){places, 2};
    const rs_message_row *parts[] = {&row};
    json_t *list = copied(parts, 1, false);
    const json_t *reply =
        json_object_get(json_object_get(json_array_get(list, 0), "params"), "reply_parameters");
    assert_int_equal(json_integer_value(json_object_get(reply, "message_id")), 44);
    assert_true(json_is_true(json_object_get(reply, "allow_sending_without_reply")));
    json_decref(list);
}

static json_t *edited(const rs_message_row *message)
{
    static draft mark;
    static const rs_place old = {.bot = RS_BOT_SUPPORT, .chat = -100, .message = 44};
    json_t *list = json_array();
    draft_open(&mark, memory, RS_LANG_RU);
    draft_add(&mark, TEXT_BY_PARTICIPANT);
    const copy_order order = {
        .mark = &mark, .parts = &message, .count = 1, .bot = RS_BOT_SUPPORT, .chat = -100};
    copy_edit(list, &order, &old);
    return list;
}

static void test_a_replaced_file_goes_into_its_copy_with_the_words(void **state)
{
    (void)state;
    rs_attachment file = {.kind = RS_ATTACHMENT_ANIMATION, .file = "F"};
    rs_message_row row = message_with(&file, "смотрите");
    json_t *list = edited(&row);
    assert_string_equal(method(list, 0), "editMessageCaption");
    json_decref(list);
    row.replaced = true;
    list = edited(&row);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(method(list, 0), "editMessageMedia");
    const json_t *params = json_object_get(json_array_get(list, 0), "params");
    const json_t *media = json_object_get(params, "media");
    assert_int_equal(json_integer_value(json_object_get(params, "message_id")), 44);
    assert_string_equal(json_string_value(json_object_get(media, "type")), "animation");
    assert_string_equal(json_string_value(json_object_get(media, "media")), "F");
    assert_string_equal(json_string_value(json_object_get(media, "caption")), "Участник: смотрите");
    json_decref(list);
}

static void test_what_cannot_be_put_into_a_copy_is_left_to_a_new_one(void **state)
{
    (void)state;
    char words[CAPTION_UNITS_MAX + 1];
    memset(words, 'x', sizeof words - 1);
    words[sizeof words - 1] = 0;
    rs_attachment file = {.kind = RS_ATTACHMENT_VOICE, .file = "F"};
    rs_message_row row = message_with(&file, "голос");
    row.replaced = true;
    json_t *list = edited(&row);
    assert_int_equal(json_array_size(list), 0);
    file.kind = RS_ATTACHMENT_PHOTO;
    row.text = words;
    json_decref(list);
    list = edited(&row);
    assert_int_equal(json_array_size(list), 0);
    row.text = "фото";
    origin.bot = RS_BOT_PARTICIPANTS; /* its files are not ours */
    json_decref(list);
    list = edited(&row);
    origin.bot = RS_BOT_SUPPORT;
    assert_int_equal(json_array_size(list), 0);
    json_decref(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_topics_name_leads_back_to_whom_it_is_about),
        cmocka_unit_test(test_a_long_name_keeps_its_number),
        cmocka_unit_test(test_other_names_belong_to_nobody),
        cmocka_unit_test(test_a_message_is_described_with_all_that_hangs_on_it),
        cmocka_unit_test(test_a_file_bears_the_mark_and_the_words_as_its_caption),
        cmocka_unit_test(test_a_long_caption_and_a_sticker_follow_a_line_of_their_own),
        cmocka_unit_test(test_an_album_stays_one_and_its_first_part_bears_the_words),
        cmocka_unit_test(test_what_cannot_be_carried_gets_an_honest_line),
        cmocka_unit_test(test_a_reply_points_to_the_copy_in_the_same_chat),
        cmocka_unit_test(test_a_replaced_file_goes_into_its_copy_with_the_words),
        cmocka_unit_test(test_what_cannot_be_put_into_a_copy_is_left_to_a_new_one),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
