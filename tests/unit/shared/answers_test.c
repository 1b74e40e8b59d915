/* What becomes of an answer that its chat does not take at once, with a loop, a courier and a
 * ledger that the test plays. */
#include "shared/botapi_answers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

enum { CHAT = 601, OTHERS_CHAT = 602, WAITS_MAX = 8 };

typedef struct {
    int64_t id; /* 0: over */
    int64_t delay_ms;
    actor_fn *fn;
    void *arg;
} wait;

static struct {
    answers *answers;
    wait waits[WAITS_MAX];
    int64_t last_wait;
    bool full; /* the chat takes no more */
    char sent[64];
    char answered[64];
    int put; /* into the outbox */
} world;

static void note(char *line, size_t room, const char *text)
{
    size_t size = strlen(line);

    assert_true(size + strlen(text) < room);
    memcpy(line + size, text, strlen(text) + 1);
}

/* ------------------------------------------------------ what answers stand on, played here */

int64_t actor_timer(actor *self, int64_t delay_ms, int64_t period_ms, actor_fn *fn, void *arg)
{
    (void)self;
    assert_int_equal(period_ms, 0);
    for (size_t n = 0; n < WAITS_MAX; n++)
        if (!world.waits[n].id) {
            world.waits[n] = (wait){++world.last_wait, delay_ms, fn, arg};
            return world.last_wait;
        }
    fail_msg("too many timers");
    return 0;
}

void actor_timer_end(actor *self, int64_t id)
{
    (void)self;
    for (size_t n = 0; n < WAITS_MAX; n++)
        if (id && world.waits[n].id == id)
            world.waits[n] = (wait){0};
}

int64_t actor_ask(actor *self, rs_method_id method, const void *argument, const actor_call *call,
                  actor_reply_fn *fn, void *arg)
{
    (void)self;
    (void)method;
    (void)argument;
    (void)call;
    (void)fn;
    (void)arg;
    fail_msg("nothing is asked of the ledger here but through patience");
    return 0;
}

void patience_ask(patience *self, rs_method_id method, const void *argument, const char *key,
                  actor_reply_fn *fn, void *arg)
{
    const actor_reply reply = {.code = RS_OK, .detail = ""};

    (void)self;
    (void)argument;
    (void)key;
    world.put += method == RS_OUTBOX_PUT;
    fn(arg, &reply);
}

/* A list here is the text of one message. */
void courier_send(courier *self, json_t *list, courier_care care, courier_fn *fn, void *arg)
{
    const courier_result result = {.outcome = world.full ? BOTAPI_FULL : BOTAPI_DONE,
                                   .description = ""};

    (void)self;
    (void)care;
    if (!world.full)
        note(world.sent, sizeof world.sent, json_string_value(json_array_get(list, 0)));
    json_decref(list);
    fn(arg, &result);
}

/* --------------------------------------------------------------------------------- the world */

static int set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.answers = answers_open(NULL, &(answers_options){.bot = RS_BOT_SUPPORT});
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    answers_close(&world.answers);
    return 0;
}

static void on_answered(void *arg)
{
    note(world.answered, sizeof world.answered, arg);
}

/* The first update's is "a", and so on. */
static void answer(int64_t chat, int64_t update)
{
    static char texts[][2] = {"a", "b", "c"};
    char *text = texts[update - 1];
    json_t *list = json_pack("[s]", text);

    answers_send(world.answers, chat, update, list, on_answered, text);
}

/* Time passes for those who wait so long; the first timer in the list comes first. */
static void pass(int64_t delay_ms)
{
    wait due[WAITS_MAX];

    memcpy(due, world.waits, sizeof due);
    for (size_t n = 0; n < WAITS_MAX; n++)
        for (size_t m = 0; m < WAITS_MAX; m++)
            if (due[n].id && due[n].delay_ms == delay_ms && world.waits[m].id == due[n].id) {
                world.waits[m] = (wait){0};
                due[n].fn(due[n].arg);
                break;
            }
}

/* ----------------------------------------------------------------------------------- tests */

static void test_what_a_full_chat_does_not_take_is_not_answered_yet_and_is_sent_later(void **state)
{
    (void)state;
    world.full = true;
    answer(CHAT, 1);
    pass(ANSWER_AGAIN_MS);
    assert_string_equal(world.answered, "");
    world.full = false;
    pass(ANSWER_AGAIN_MS);
    assert_string_equal(world.sent, "a");
    assert_string_equal(world.answered, "a");
}

static void test_answers_to_a_full_chat_keep_their_order_and_hold_nobody_else_up(void **state)
{
    (void)state;
    world.full = true;
    answer(CHAT, 1);
    world.full = false;
    answer(CHAT, 2);
    answer(OTHERS_CHAT, 3);
    assert_string_equal(world.sent, "c");
    pass(ANSWER_AGAIN_MS);
    pass(ANSWER_AGAIN_MS);
    assert_string_equal(world.sent, "cab");
    assert_string_equal(world.answered, "cab");
}

static void test_a_chat_that_is_full_for_long_has_its_answer_in_the_outbox(void **state)
{
    (void)state;
    world.full = true;
    answer(CHAT, 1);
    pass(ANSWER_WAIT_MS);
    assert_int_equal(world.put, 1);
    assert_string_equal(world.answered, "a");
    assert_string_equal(world.sent, "");
}

static void test_who_is_not_active_any_more_leaves_what_the_outbox_has_to_the_other(void **state)
{
    (void)state;
    world.full = true;
    answer(CHAT, 1);
    pass(ANSWER_WAIT_MS);
    answers_run(world.answers, false, NULL, NULL);
    world.full = false;
    pass(ANSWER_AGAIN_MS);
    assert_string_equal(world.sent, "");
    assert_string_equal(world.answered, "a");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_a_full_chat_does_not_take_is_not_answered_yet_and_is_sent_later),
        TEST(test_answers_to_a_full_chat_keep_their_order_and_hold_nobody_else_up),
        TEST(test_a_chat_that_is_full_for_long_has_its_answer_in_the_outbox),
        TEST(test_who_is_not_active_any_more_leaves_what_the_outbox_has_to_the_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
