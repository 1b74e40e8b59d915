#include "actors/support/desk.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static botapi_update message(const char *text)
{
    return (botapi_update){
        .id = 1,
        .kind = UPDATE_MESSAGE,
        .from = {.tg = 5, .first = "Вера", .last = "", .nick = "", .lang = RS_LANG_RU},
        .chat = 5,
        .private_chat = true,
        .message = 9,
        .text = text,
        .query = "",
        .data = "",
        .reply = "",
    };
}

static void test_whatever_a_person_writes_goes_to_the_staff(void **state)
{
    (void)state;
    const char *texts[] = {"Не приходят баллы", "/balance", "/startx", "?"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        botapi_update update = message(texts[i]);
        assert_int_equal(desk_decide(&update), DESK_PASS_ON);
    }
    botapi_update photo = message("");
    photo.media = MEDIA_PHOTO;
    assert_int_equal(desk_decide(&photo), DESK_PASS_ON);
}

static void test_start_and_help_are_greeted(void **state)
{
    (void)state;
    const char *texts[] = {"/start", "/start help", "/help"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        botapi_update update = message(texts[i]);
        assert_int_equal(desk_decide(&update), DESK_HELLO);
    }
}

static void test_groups_bots_edits_and_service_lines_are_left_alone(void **state)
{
    (void)state;
    botapi_update update = message("привет");
    update.private_chat = false;
    assert_int_equal(desk_decide(&update), DESK_NOTHING);
    update = message("привет");
    update.from_bot = true;
    assert_int_equal(desk_decide(&update), DESK_NOTHING);
    update = message("привет");
    update.kind = UPDATE_EDIT;
    assert_int_equal(desk_decide(&update), DESK_NOTHING);
    update = message("");
    update.media = MEDIA_SERVICE;
    assert_int_equal(desk_decide(&update), DESK_NOTHING);
    update = message("");
    assert_int_equal(desk_decide(&update), DESK_NOTHING);
}

static void test_what_a_conversation_cannot_hold_is_refused(void **state)
{
    (void)state;
    static char text[17000];
    memset(text, 'x', sizeof text - 1);
    botapi_update update = message(text);
    assert_int_equal(desk_decide(&update), DESK_TOO_LONG);
}

static void test_thanks_come_once_in_a_while(void **state)
{
    (void)state;
    const int64_t hour = 3600000, now = 100 * hour;
    assert_true(desk_thanks(now, 0));
    assert_false(desk_thanks(now, now));
    assert_false(desk_thanks(now, now - 11 * hour));
    assert_true(desk_thanks(now, now - 12 * hour));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whatever_a_person_writes_goes_to_the_staff),
        cmocka_unit_test(test_start_and_help_are_greeted),
        cmocka_unit_test(test_groups_bots_edits_and_service_lines_are_left_alone),
        cmocka_unit_test(test_what_a_conversation_cannot_hold_is_refused),
        cmocka_unit_test(test_thanks_come_once_in_a_while),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
