/* What owners read: each kind of incident when it begins and when it is over, and the chain's head.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/telegram/turn.h"

static const int64_t NOON = INT64_C(1764331200000); /* 2025-11-28 15:00 in Moscow */
static const int64_t HOUR = INT64_C(3600000);

/* The words of the one message that goes to the owner. */
static void read_message(const rs_event *event, char *out, size_t size)
{
    arena *memory = arena_open();
    json_t *list = json_array();
    const char *method;
    const char *words;
    json_int_t chat;
    turn_incident(event, memory, list);
    assert_int_equal(json_array_size(list), 1);
    assert_int_equal(json_unpack(json_array_get(list, 0), "{s:s, s:{s:I, s:s}}", "method", &method,
                                 "params", "chat_id", &chat, "text", &words),
                     0);
    assert_string_equal(method, "sendMessage");
    assert_int_equal(chat, event->who->tg);
    snprintf(out, size, "%s", words);
    json_decref(list);
    arena_close(&memory);
}

static void say(const rs_incident_view *incident, rs_lang lang, char *out, size_t size)
{
    const rs_tg_user owner = {.tg = 501, .lang = lang};
    read_message(&(rs_event){.topic = RS_TOPIC_INCIDENTS, .who = &owner, .incident = incident}, out,
                 size);
}

static void test_every_kind_has_words_for_its_beginning_and_its_end_in_both_languages(void **state)
{
    (void)state;
    char words[4][1000];
    for (size_t n = 0; n < rs_incident_enum.count; n++) {
        rs_incident_view one = {
            .id = 1,
            .kind = (rs_incident)rs_incident_enum.values[n].value,
            .subject = 1,
            .since = NOON,
            .opened = NOON,
            .value = 90,
        };
        say(&one, RS_LANG_RU, words[0], sizeof words[0]);
        say(&one, RS_LANG_EN, words[1], sizeof words[1]);
        one.closed = NOON + HOUR;
        say(&one, RS_LANG_RU, words[2], sizeof words[2]);
        say(&one, RS_LANG_EN, words[3], sizeof words[3]);
        for (size_t a = 0; a < 4; a++)
            for (size_t b = a + 1; b < 4; b++)
                assert_string_not_equal(words[a], words[b]);
    }
}

static void test_an_incident_is_told_with_its_times_in_moscow_and_of_what_it_is(void **state)
{
    (void)state;
    char words[1000];
    rs_incident_view one = {
        .id = 1, .kind = RS_INCIDENT_TELEGRAM, .subject = RS_BOT_SUPPORT, .since = NOON};
    one.closed = NOON + HOUR;
    say(&one, RS_LANG_RU, words, sizeof words);
    assert_string_equal(words, "Бот снова на связи\n\n"
                               "Бот поддержки: перерыв с 28.11 15:00 по 28.11 16:00.");
    one = (rs_incident_view){.id = 2, .kind = RS_INCIDENT_KEY, .subject = 7376, .since = NOON};
    one.value = NOON + 240 * HOUR;
    say(&one, 0, words, sizeof words); /* whose language is not known */
    assert_non_null(strstr(words, "Кабинет 7376: ключ действует до 08.12.2025."));
}

static void test_the_head_of_the_chain_is_told_as_verify_takes_it(void **state)
{
    (void)state;
    char words[1000];
    uint8_t hash[32];
    const rs_tg_user owner = {.tg = 501, .lang = RS_LANG_RU};
    memset(hash, 0xa5, sizeof hash);
    const rs_chain_head head = {.seq = 1234, .hash = {hash, sizeof hash}};
    read_message(&(rs_event){.topic = RS_TOPIC_INCIDENTS, .who = &owner, .head = &head}, words,
                 sizeof words);
    assert_non_null(strstr(words, "refsysctl verify --against 1234:a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5"
                                  "a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_has_words_for_its_beginning_and_its_end_in_both_languages),
        cmocka_unit_test(test_an_incident_is_told_with_its_times_in_moscow_and_of_what_it_is),
        cmocka_unit_test(test_the_head_of_the_chain_is_told_as_verify_takes_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
