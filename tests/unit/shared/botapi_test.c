/* What an answer of Telegram means, what it tells us, and what we send. */
#include "shared/botapi.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "shared/botapi_message.h"
#include "shared/botapi_update.h"

enum { BOT = 2000000001 };
#define FIXTURES "tests/unit/actors/telegram/fixtures/"

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

/* ------------------------------------------------------------------------------ answers */

static botapi_answer got;
static json_t *root;

static botapi_outcome read_answer(int status, const char *body)
{
    json_decref(root);
    botapi_read(&(http_answer){.outcome = HTTP_ANSWERED,
                               .error = "",
                               .content_type = "",
                               .status = status,
                               .body = {(const uint8_t *)body, strlen(body)}},
                &got, &root);
    return got.outcome;
}

static botapi_outcome refused(int code, const char *description)
{
    char body[400];
    snprintf(body, sizeof body, "{\"ok\":false,\"error_code\":%d,\"description\":\"%s\"}", code,
             description);
    return read_answer(code, body);
}

static void test_a_result_is_handed_on(void **state)
{
    (void)state;
    assert_int_equal(read_answer(200, "{\"ok\":true,\"result\":{\"message_id\":978}}"),
                     BOTAPI_DONE);
    assert_int_equal(json_integer_value(json_object_get(got.result, "message_id")), 978);
}

static void test_each_sentence_of_telegram_has_its_meaning(void **state)
{
    (void)state;
    const struct {
        int code;
        const char *text;
        botapi_outcome outcome;
    } cases[] = {
        {400, "Bad Request: chat not found", BOTAPI_UNREACHABLE},
        {400, "Bad Request: message is not modified: specified new message content", BOTAPI_DONE},
        {400, "Bad Request: TOPIC_NOT_MODIFIED", BOTAPI_DONE},
        {400, "Bad Request: message to edit not found", BOTAPI_GONE},
        {400, "Bad Request: message can't be edited", BOTAPI_GONE},
        {400, "Bad Request: message thread not found", BOTAPI_NO_TOPIC},
        {400, "Bad Request: TOPIC_DELETED", BOTAPI_NO_TOPIC},
        {400, "Bad Request: TOPIC_CLOSED", BOTAPI_TOPIC_CLOSED},
        {400, "Bad Request: not enough rights to create a topic", BOTAPI_NO_RIGHTS},
        {400, "Bad Request: the chat is not a forum", BOTAPI_NO_RIGHTS},
        {400, "Bad Request: query is too old and response timeout expired", BOTAPI_GONE},
        {400, "Bad Request: file is too big", BOTAPI_TOO_LARGE},
        {400, "Bad Request: invalid file_id", BOTAPI_GONE},
        {400, "Bad Request: wrong file_id or the file is temporarily unavailable", BOTAPI_GONE},
        {400, "Bad Request: can't parse entities: no end tag", BOTAPI_REFUSED},
        {401, "Unauthorized", BOTAPI_TOKEN},
        {403, "Forbidden: bot was blocked by the user", BOTAPI_UNREACHABLE},
        {403, "Forbidden: user is deactivated", BOTAPI_UNREACHABLE},
        {403, "Forbidden: bot can't initiate conversation with a user", BOTAPI_UNREACHABLE},
        {403, "Forbidden: bot was kicked from the supergroup chat", BOTAPI_NO_RIGHTS},
        {403, "Forbidden: bot is not a member of the supergroup chat", BOTAPI_NO_RIGHTS},
        {404, "Not Found", BOTAPI_TOKEN},
        {404, "Not Found: method not found", BOTAPI_REFUSED},
        {409, "Conflict: terminated by other getUpdates request", BOTAPI_CONFLICT},
        {429, "Too Many Requests: retry after 14", BOTAPI_TRANSIENT},
        {500, "Internal Server Error", BOTAPI_TRANSIENT},
        {418, "A new kind of error", BOTAPI_REFUSED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(refused(cases[i].code, cases[i].text), cases[i].outcome);
        assert_int_equal(got.error_code, cases[i].code);
        assert_string_equal(got.description, cases[i].text);
        assert_null(got.result);
    }
}

static void test_a_pause_and_a_move_bring_their_figures(void **state)
{
    (void)state;
    read_answer(429, "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests\","
                     "\"parameters\":{\"retry_after\":14}}");
    assert_int_equal(got.retry_after_ms, 14000);
    assert_int_equal(read_answer(400, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad\","
                                      "\"parameters\":{\"migrate_to_chat_id\":-1002222000284}}"),
                     BOTAPI_MOVED);
    assert_int_equal(got.migrate_to, -1002222000284);
}

static void test_pages_of_proxies_are_transient(void **state)
{
    (void)state;
    assert_int_equal(read_answer(502, "<html>Bad Gateway</html>"), BOTAPI_TRANSIENT);
    assert_int_equal(read_answer(404, "<html>Not Found</html>"), BOTAPI_TRANSIENT);
    assert_int_equal(read_answer(503, ""), BOTAPI_TRANSIENT);
    assert_int_equal(read_answer(503, "[]"), BOTAPI_TRANSIENT);
}

static void test_a_broken_answer_to_what_was_done_is_uncertain(void **state)
{
    (void)state;
    assert_int_equal(read_answer(200, "{\"ok\":true,\"result\":{\"mess"), BOTAPI_UNCERTAIN);
    assert_int_equal(read_answer(200, "{\"ok\":true}"), BOTAPI_UNCERTAIN);
    json_decref(root);
    botapi_read(&(http_answer){.outcome = HTTP_UNCERTAIN, .error = "Timeout", .content_type = ""},
                &got, &root);
    assert_int_equal(got.outcome, BOTAPI_UNCERTAIN);
    botapi_read(&(http_answer){.outcome = HTTP_NOT_SENT, .error = "No host", .content_type = ""},
                &got, &root);
    assert_int_equal(got.outcome, BOTAPI_TRANSIENT);
    assert_string_equal(got.description, "No host");
}

static void test_tokens_have_one_shape(void **state)
{
    (void)state;
    assert_true(botapi_is_token("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"));
    const char *bad[] = {"",         ":",        "123",      "123:",         ":abc",
                         "12 3:abc", "123:ab c", "x123:abc", "123:abc/../x", "123:abc?x"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(botapi_is_token(bad[i]));
    char longer[100] = "1:";
    memset(longer + 2, 'a', 79);
    assert_false(botapi_is_token(longer));
}

static void test_only_new_messages_are_not_repeatable(void **state)
{
    (void)state;
    const char *no[] = {"sendMessage",    "copyMessage",      "copyMessages",
                        "forwardMessage", "createForumTopic", "sendPhoto"};
    const char *yes[] = {"editMessageText",  "deleteMessage", "answerCallbackQuery",
                         "reopenForumTopic", "setMyCommands", "getUpdates",
                         "pinChatMessage"};
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        assert_false(botapi_is_repeatable(no[i]));
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        assert_true(botapi_is_repeatable(yes[i]));
}

static void test_pauses_grow_to_half_a_minute_and_vary(void **state)
{
    (void)state;
    assert_int_equal(botapi_backoff_ms(1, 0), 500);
    assert_int_equal(botapi_backoff_ms(1, 0xffff), 1000);
    assert_int_equal(botapi_backoff_ms(3, 0xffff), 4000);
    assert_int_equal(botapi_backoff_ms(6, 0xffff), 30000);
    assert_int_equal(botapi_backoff_ms(1000000, 0), 15000);
}

/* ------------------------------------------------------------------------------ updates */

static json_t *json;

static botapi_update update_of(const char *file)
{
    char path[200];
    botapi_update out;
    json_error_t error;
    snprintf(path, sizeof path, FIXTURES "%s", file);
    json_decref(json);
    json = json_load_file(path, JSON_ALLOW_NUL, &error);
    if (!json)
        print_message("%s: %s\n", path, error.text);
    assert_non_null(json);
    assert_true(update_read(json, BOT, memory, &out));
    return out;
}

static void test_the_start_button_is_a_message(void **state)
{
    (void)state;
    botapi_update got_update = update_of("start.json");
    assert_int_equal(got_update.kind, UPDATE_MESSAGE);
    assert_int_equal(got_update.id, 810004501);
    assert_int_equal(got_update.from.tg, 401100200);
    assert_string_equal(got_update.from.first, "Мария");
    assert_string_equal(got_update.from.last, "Петрова");
    assert_string_equal(got_update.from.nick, "maria_p");
    assert_int_equal(got_update.from.lang, RS_LANG_RU);
    assert_int_equal(got_update.chat, 401100200);
    assert_true(got_update.private_chat);
    assert_int_equal(got_update.message, 17);
    assert_int_equal(got_update.media, MEDIA_NONE);
    assert_string_equal(got_update.text, "/start r7Gk2Qpx");
    assert_false(got_update.from_bot);
}

static void test_a_pressed_button_brings_its_data(void **state)
{
    (void)state;
    botapi_update got_update = update_of("press.json");
    assert_int_equal(got_update.kind, UPDATE_PRESS);
    assert_string_equal(got_update.query, "5198560215489432612");
    assert_string_equal(got_update.data, "v1:pa:12350");
    assert_int_equal(got_update.message, 18);
    assert_int_equal(got_update.chat, 401100200);
    got_update = update_of("press_old.json");
    assert_int_equal(got_update.kind, UPDATE_PRESS);
    assert_int_equal(got_update.message, 18);
}

static void test_a_stopped_bot_is_known_as_stopped(void **state)
{
    (void)state;
    botapi_update got_update = update_of("stopped.json");
    assert_int_equal(got_update.kind, UPDATE_MEMBER);
    assert_true(got_update.stopped);
    assert_int_equal(got_update.from.tg, 401100200);
}

static void test_a_topics_first_message_is_no_reply(void **state)
{
    (void)state;
    botapi_update got_update = update_of("operator.json");
    assert_int_equal(got_update.kind, UPDATE_MESSAGE);
    assert_int_equal(got_update.chat, -1001888000777);
    assert_false(got_update.private_chat);
    assert_int_equal(got_update.thread, 640);
    assert_string_equal(got_update.text, "Добрый день!");
    assert_string_equal(got_update.reply, "");
}

static void test_a_thread_without_topics_is_no_topic(void **state)
{
    (void)state;
    assert_int_equal(update_of("thread_of_replies.json").thread, 0);
}

static void test_a_made_topic_tells_its_name(void **state)
{
    (void)state;
    botapi_update got_update = update_of("topic_made.json");
    assert_int_equal(got_update.kind, UPDATE_TOPIC);
    assert_int_equal(got_update.thread, 640);
    assert_int_equal(got_update.from.tg, BOT);
    assert_string_equal(got_update.text, "Мария Петрова · №17");
}

static void test_attachments_have_kinds_and_captions(void **state)
{
    (void)state;
    botapi_update got_update = update_of("photo.json");
    assert_int_equal(got_update.media, MEDIA_PHOTO);
    assert_string_equal(got_update.text, "чек");
    assert_int_equal(update_of("animation.json").media, MEDIA_ANIMATION);
    assert_int_equal(update_of("pinned.json").media, MEDIA_SERVICE);
    assert_string_equal(update_of("reply.json").reply, "Оператор: Здравствуйте!");
    assert_int_equal(update_of("edited.json").kind, UPDATE_EDIT);
}

static void test_names_and_texts_come_without_tricks(void **state)
{
    (void)state;
    botapi_update got_update = update_of("tricks.json");
    assert_string_equal(got_update.from.first, "Ирина <b>жирно</b>");
    assert_string_equal(got_update.from.last, "");
    assert_string_equal(got_update.from.nick, "");
    assert_string_equal(got_update.text, "строка\nвторая");
    assert_int_equal(got_update.from.lang, RS_LANG_EN);
}

static void test_what_is_not_understood_is_other(void **state)
{
    (void)state;
    const struct {
        const char *text;
        bool readable;
    } cases[] = {
        {"{\"update_id\":5}", true},
        {"{\"update_id\":5,\"poll\":{\"id\":\"1\"}}", true},
        {"{\"update_id\":5,\"message\":[]}", true},
        {"{\"update_id\":5,\"message\":{\"message_id\":1}}", true},
        {"{\"update_id\":5,\"message\":{\"message_id\":-1,\"chat\":{\"id\":1}}}", true},
        {"{\"update_id\":5,\"message\":{\"message_id\":1,\"chat\":{\"id\":9007199254740993}}}",
         true},
        {"{\"update_id\":5,\"callback_query\":{\"data\":7}}", true},
        {"{\"update_id\":5,\"my_chat_member\":{\"chat\":{\"id\":-5,\"type\":\"group\"}}}", true},
        {"{\"update_id\":\"5\"}", false},
        {"{\"update_id\":0}", false},
        {"{}", false},
        {"[]", false},
        {"7", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        botapi_update out;
        json_t *value = json_loads(cases[i].text, JSON_DECODE_ANY, NULL);
        assert_non_null(value);
        assert_int_equal(update_read(value, BOT, memory, &out), cases[i].readable);
        assert_int_equal(out.kind, UPDATE_OTHER);
        assert_non_null(out.text);
        json_decref(value);
    }
}

/* ----------------------------------------------------------------------------- messages */

static const json_t *param(const json_t *list, size_t at, const char *key)
{
    return json_object_get(json_object_get(json_array_get(list, at), "params"), key);
}

static void test_styles_are_sent_as_entities(void **state)
{
    (void)state;
    draft out;
    json_t *list = json_array();
    draft_open(&out, memory, RS_LANG_RU);
    draft_raw(&out, "😀");
    draft_add(&out, TEXT_BALANCE_TITLE, .points = "7");
    message_send(list, 5, 640, &out, NULL);
    assert_int_equal(json_array_size(list), 1);
    assert_int_equal(json_integer_value(param(list, 0, "chat_id")), 5);
    assert_int_equal(json_integer_value(param(list, 0, "message_thread_id")), 640);
    assert_null(param(list, 0, "parse_mode"));
    const json_t *entity = json_array_get(param(list, 0, "entities"), 0);
    assert_string_equal(json_string_value(json_object_get(entity, "type")), "bold");
    assert_int_equal(json_integer_value(json_object_get(entity, "offset")), 2);
    assert_int_equal(json_integer_value(json_object_get(entity, "length")), 9);
    json_decref(list);
}

static void test_a_long_text_becomes_several_messages_with_one_keyboard(void **state)
{
    (void)state;
    draft out;
    json_t *list = json_array();
    char line[1000];
    memset(line, 'x', sizeof line);
    line[999] = 0;
    line[998] = '\n';
    draft_open(&out, memory, RS_LANG_RU);
    for (int i = 0; i < 5; i++)
        draft_raw(&out, line);
    draft_add(&out, TEXT_BALANCE_TITLE, .points = "7");
    message_send(list, 5, 0, &out, inline_open());
    assert_int_equal(json_array_size(list), 2);
    assert_int_equal(strlen(json_string_value(param(list, 0, "text"))), 4 * 999);
    assert_null(param(list, 0, "entities"));
    assert_null(param(list, 0, "reply_markup"));
    assert_null(param(list, 0, "message_thread_id"));
    assert_non_null(param(list, 1, "reply_markup"));
    const json_t *entity = json_array_get(param(list, 1, "entities"), 0);
    assert_int_equal(json_integer_value(json_object_get(entity, "offset")), 999);
    json_decref(list);
}

static void test_an_empty_text_is_not_sent(void **state)
{
    (void)state;
    draft out;
    json_t *list = json_array();
    draft_open(&out, memory, RS_LANG_RU);
    message_send(list, 5, 0, &out, inline_open());
    draft_raw(&out, " \n ");
    message_send(list, 5, 0, &out, NULL);
    assert_int_equal(json_array_size(list), 0);
    json_decref(list);
}

static int close_all(void **state)
{
    json_decref(root);
    json_decref(json);
    return tear_down(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_result_is_handed_on),
        cmocka_unit_test(test_each_sentence_of_telegram_has_its_meaning),
        cmocka_unit_test(test_a_pause_and_a_move_bring_their_figures),
        cmocka_unit_test(test_pages_of_proxies_are_transient),
        cmocka_unit_test(test_a_broken_answer_to_what_was_done_is_uncertain),
        cmocka_unit_test(test_tokens_have_one_shape),
        cmocka_unit_test(test_only_new_messages_are_not_repeatable),
        cmocka_unit_test(test_pauses_grow_to_half_a_minute_and_vary),
        cmocka_unit_test(test_the_start_button_is_a_message),
        cmocka_unit_test(test_a_pressed_button_brings_its_data),
        cmocka_unit_test(test_a_stopped_bot_is_known_as_stopped),
        cmocka_unit_test(test_a_topics_first_message_is_no_reply),
        cmocka_unit_test(test_a_thread_without_topics_is_no_topic),
        cmocka_unit_test(test_a_made_topic_tells_its_name),
        cmocka_unit_test(test_attachments_have_kinds_and_captions),
        cmocka_unit_test(test_names_and_texts_come_without_tricks),
        cmocka_unit_test(test_what_is_not_understood_is_other),
        cmocka_unit_test(test_styles_are_sent_as_entities),
        cmocka_unit_test(test_a_long_text_becomes_several_messages_with_one_keyboard),
        cmocka_unit_test(test_an_empty_text_is_not_sent),
    };
    return cmocka_run_group_tests(tests, set_up, close_all);
}
