/* What is asked again and what is taken, with a loop and a ledger that the test plays. */
#include "shared/patience.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static struct {
    patience *asks;
    int asked; /* requests so far */
    actor_reply_fn *answer;
    void *answer_arg;
    actor_fn *wait;
    void *wait_arg;
    int64_t waited_ms;
    int stopped; /* exit code + 1; 0: goes on */
    int taken;   /* replies that came through */
    rs_err code; /* of the last of them */
} world;

int64_t actor_ask_raw(actor *self, rs_method_id method, rs_bytes argument, const actor_call *call,
                      actor_reply_fn *fn, void *arg)
{
    (void)self;
    (void)method;
    (void)argument;
    (void)call;
    world.answer = fn;
    world.answer_arg = arg;
    return ++world.asked;
}

void actor_forget(actor *self, int64_t ticket)
{
    (void)self;
    (void)ticket;
}

int64_t actor_timer(actor *self, int64_t delay_ms, int64_t period_ms, actor_fn *fn, void *arg)
{
    (void)self;
    assert_int_equal(period_ms, 0);
    world.wait = fn;
    world.wait_arg = arg;
    world.waited_ms += delay_ms;
    return 1;
}

void actor_timer_end(actor *self, int64_t id)
{
    (void)self;
    (void)id;
}

void actor_stop(actor *self, int exit_code)
{
    (void)self;
    world.stopped = exit_code + 1;
}

static int set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.asks = patience_open(NULL);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    patience_close(&world.asks);
    return 0;
}

static void on_taken(void *arg, const actor_reply *reply)
{
    (void)arg;
    world.taken++;
    world.code = reply->code;
}

static void reply(rs_err code, int64_t seq)
{
    const actor_reply one = {.code = code, .detail = "", .seq = seq};
    actor_reply_fn *fn = world.answer;

    assert_non_null(fn);
    world.answer = NULL;
    fn(world.answer_arg, &one);
}

static void wait(void)
{
    actor_fn *fn = world.wait;

    assert_non_null(fn);
    world.wait = NULL;
    fn(world.wait_arg);
}

static void read_topic(void)
{
    const rs_conversation_key key = {.chat = -100, .topic = 7};

    patience_ask(world.asks, RS_CONVERSATION_GET, &key, NULL, on_taken, NULL);
}

static void test_a_result_older_than_what_was_written_is_asked_for_again(void **state)
{
    (void)state;
    patience_at_least(world.asks, 20);
    read_topic();
    reply(RS_OK, 19);
    assert_int_equal(world.taken, 0);
    wait();
    reply(RS_OK, 20);
    assert_int_equal(world.taken, 1);
}

/* The topic was recorded a moment ago: "no such topic" is then the answer of a reader that has not
 * heard of it, and believing it would drop what an operator wrote there. */
static void test_a_refusal_older_than_what_was_written_is_not_believed(void **state)
{
    (void)state;
    patience_at_least(world.asks, 20);
    read_topic();
    reply(RS_NOT_FOUND, 19);
    assert_int_equal(world.taken, 0);
    wait();
    reply(RS_NOT_FOUND, 20);
    assert_int_equal(world.taken, 1);
    assert_int_equal(world.code, RS_NOT_FOUND);
}

static void test_readers_may_be_behind_for_long(void **state)
{
    (void)state;
    patience_at_least(world.asks, 20);
    read_topic();
    while (world.waited_ms < PATIENCE_STALE_MAX_MS) {
        reply(RS_OK, 19);
        wait();
    }
    assert_int_equal(world.taken, 0);
    assert_int_equal(world.stopped, 0);
    reply(RS_OK, 21);
    assert_int_equal(world.taken, 1);
}

static void
test_a_ledger_that_was_put_back_ends_the_process_rather_than_being_believed(void **state)
{
    (void)state;
    patience_at_least(world.asks, 20);
    read_topic();
    while (!world.stopped) {
        assert_true(world.waited_ms < INT64_C(2) * PATIENCE_STALE_MAX_MS);
        reply(RS_OK, 19);
        wait();
    }
    assert_int_equal(world.stopped, 1 + 1);
    assert_int_equal(world.taken, 0);
}

static void test_what_is_no_answer_of_the_ledger_is_asked_again(void **state)
{
    (void)state;
    const rs_err codes[] = {RS_UNAVAILABLE, RS_BUSY, RS_TIMEOUT, RS_STORAGE, RS_CORRUPT, RS_FENCED};
    read_topic();
    for (size_t n = 0; n < sizeof codes / sizeof *codes; n++) {
        reply(codes[n], 0);
        wait();
    }
    assert_int_equal(world.taken, 0);
    reply(RS_FORBIDDEN, 1);
    assert_int_equal(world.taken, 1);
    assert_int_equal(world.code, RS_FORBIDDEN);
}

static void test_what_was_written_is_what_later_reads_show(void **state)
{
    (void)state;
    const rs_topic_args args = {.id = 1, .chat = -100, .topic = 7};

    patience_ask(world.asks, RS_CONVERSATION_TOPIC, &args, "key", on_taken, NULL);
    reply(RS_OK, 30);
    read_topic();
    reply(RS_NOT_FOUND, 29);
    assert_int_equal(world.taken, 1);
    wait();
    reply(RS_OK, 30);
    assert_int_equal(world.taken, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_a_result_older_than_what_was_written_is_asked_for_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_a_refusal_older_than_what_was_written_is_not_believed,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_readers_may_be_behind_for_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_a_ledger_that_was_put_back_ends_the_process_rather_than_being_believed, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(test_what_is_no_answer_of_the_ledger_is_asked_again, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_written_is_what_later_reads_show, set_up,
                                        tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
