/* The lane of digests, with a journal, a ledger and a Telegram that the test plays: a hundred
 * thousand at ten in the morning, and whatever happens to one of them on the way. */
#include "actors/telegram/digests.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "actors/telegram/turn.h"
#include "shared/botapi_outbox.h"

enum {
    SUBSCRIBERS = 100000,
    WAY_MS = 90,    /* to Telegram and back */
    REFILL_MS = 40, /* between two messages of the outbox */
    STEP_MS = 10,   /* between two looks at the clock */
    ASKS_MS = 500,  /* somebody presses a button ... */
    ASKERS = 40,    /* ... of these, one after another */
    ASKER = 900000  /* the first of them; digests go to 1 .. SUBSCRIBERS */
};

/* ------------------------------------------------------------------------------- the world */

typedef struct errand errand;
struct errand {
    errand *next;
    int64_t chat;
    int64_t born, back; /* when it was made, and when its answer comes */
    courier_fn *fn;     /* NULL: an answer to a person */
    void *arg;
};

static struct {
    int64_t now;
    size_t events;                       /* in the journal, numbered from 1 */
    unsigned char told[SUBSCRIBERS + 1]; /* how often */
    bool known[SUBSCRIBERS + 1];         /* the lane knows what became of it */
    int64_t cursor;
    int64_t holes[256];
    size_t holes_count;
    actor_reply_fn *marked; /* a cursor that is being stored */
    void *marked_arg;
    actor_reply_fn *asked; /* a page that is being read */
    void *asked_arg;
    rs_events_args page;
    actor_fn *wait; /* the one-shot timer of the lane */
    void *wait_arg;
    int64_t wait_at;
    outbox *outbox;
    bool by_hand; /* nothing goes by itself: the test says what becomes of `flying` */
    errand *flying;
    size_t flying_count, flying_most;
    int64_t sent[SUBSCRIBERS + 10000]; /* when, all of them */
    size_t sent_count;
    int64_t slowest_answer;
    size_t answers, answers_waiting;
    int64_t unreachable;
    int64_t counters[4];
} world;

static const char *const names[] = {"digests_sent", "digests_failed", "digests_waiting",
                                    "digests_behind"};
enum { SENT, FAILED, WAITING, BEHIND };

/* ------------------------------------------------------- what the lane stands on, played here */

int64_t actor_timer(actor *self, int64_t delay_ms, int64_t period_ms, actor_fn *fn, void *arg)
{
    (void)self;
    if (period_ms)
        return 1; /* the look every so often: the test wakes it itself */
    world.wait = fn;
    world.wait_arg = arg;
    world.wait_at = world.now + delay_ms;
    return 2;
}

void actor_timer_end(actor *self, int64_t id)
{
    (void)self;
    (void)id;
}

void actor_count(actor *self, const char *name, int64_t value)
{
    (void)self;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++)
        if (!strcmp(names[n], name))
            world.counters[n] = value;
}

int64_t actor_ask(actor *self, rs_method_id method, const void *argument, const actor_call *call,
                  actor_reply_fn *fn, void *arg)
{
    (void)self;
    (void)call;
    (void)fn;
    (void)arg;
    assert_int_equal(method, RS_PARTICIPANT_REACH);
    world.unreachable = ((const rs_reach_args *)argument)->tg;
    return 1;
}

/* The words are another test's. */
void turn_digests(const rs_event *event, arena *memory, json_t *list)
{
    (void)memory;
    json_array_append_new(list, json_pack("{s:s, s:{s:I}}", "method", "sendMessage", "params",
                                          "chat_id", (json_int_t)event->who->tg));
}

bool botapi_poll_caught_up(const botapi_poll *self)
{
    (void)self;
    return true;
}

static bool is_hole(int64_t seq)
{
    for (size_t n = 0; n < world.holes_count; n++)
        if (world.holes[n] == seq)
            return true;
    return false;
}

/* Whoever begins anew behind this cursor loses nobody. */
static void store_cursor(const rs_cursor_args *args)
{
    assert_true(args->seq >= world.cursor);
    int64_t from = world.cursor;
    for (size_t n = 0; n < world.holes_count; n++)
        from = world.holes[n] <= from ? world.holes[n] - 1 : from;
    world.cursor = args->seq;
    world.holes_count = args->holes.count;
    assert_true(args->holes.count <= sizeof world.holes / sizeof *world.holes);
    memcpy(world.holes, args->holes.items, args->holes.count * sizeof *world.holes);
    for (int64_t seq = from + 1; seq <= args->seq && seq <= (int64_t)world.events; seq++)
        assert_true(world.known[seq] || is_hole(seq));
}

void patience_ask(patience *self, rs_method_id method, const void *argument, const char *key,
                  actor_reply_fn *fn, void *arg)
{
    (void)self;
    (void)key;
    if (method == RS_CURSOR_SET) {
        assert_null(world.marked);
        store_cursor(argument);
        world.marked = fn;
        world.marked_arg = arg;
        return;
    }
    assert_int_equal(method, RS_EVENTS_READ);
    assert_null(world.asked);
    world.page = *(const rs_events_args *)argument;
    world.asked = fn;
    world.asked_arg = arg;
}

static void launch(errand *one)
{
    one->next = world.flying;
    world.flying = one;
    if (one->fn && ++world.flying_count > world.flying_most)
        world.flying_most = world.flying_count;
}

void courier_send(courier *self, json_t *list, courier_care care, courier_fn *fn, void *arg)
{
    (void)self;
    assert_int_equal(json_array_size(list), 1);
    assert_true(care & COURIER_BULK);
    errand *one = calloc(1, sizeof *one);
    assert_non_null(one);
    const json_t *params = json_object_get(json_array_get(list, 0), "params");
    *one = (errand){.chat = json_integer_value(json_object_get(params, "chat_id")),
                    .born = world.now,
                    .fn = fn,
                    .arg = arg};
    json_decref(list);
    if (world.by_hand)
        launch(one);
    else
        assert_true(outbox_add(world.outbox, one->chat, true, 1, one));
}

/* ------------------------------------------------------------------------------- its course */

static void answer_page(void)
{
    static rs_event events[100];
    static rs_tg_user people[100];
    static rs_digest digest = {
        .frequency = RS_FREQUENCY_DAILY, .topics = 1, .since = 1, .until = 2, .own = 10000};
    int64_t after = world.page.after > world.cursor ? world.page.after : world.cursor;
    size_t count = 0;
    rs_buf bytes = {0};
    int64_t seq = 0;

    if (!world.page.after)
        for (size_t n = 0; n < world.holes_count; n++)
            events[count++].seq = world.holes[n];
    for (seq = after; seq < (int64_t)world.events && count < (size_t)world.page.limit;)
        events[count++].seq = ++seq;
    for (size_t n = 0; n < count; n++) {
        people[n] = (rs_tg_user){.tg = events[n].seq, .lang = RS_LANG_RU};
        events[n] = (rs_event){.seq = events[n].seq,
                               .at = 1,
                               .topic = RS_TOPIC_DIGESTS,
                               .who = &people[n],
                               .digests = {&digest, 1}};
    }
    const rs_events_page page = {
        .events = {events, count}, .next = seq, .more = seq < (int64_t)world.events};
    codec_encode(&rs_events_page_type, &page, &bytes);
    const actor_reply reply = {
        .code = RS_OK, .detail = "", .seq = (int64_t)world.events, .raw = {bytes.data, bytes.size}};
    actor_reply_fn *fn = world.asked;
    world.asked = NULL;
    fn(world.asked_arg, &reply);
    buf_free(&bytes);
}

static void answer_ledger(void)
{
    const actor_reply done = {.code = RS_OK, .detail = ""};
    actor_reply_fn *fn = world.marked;

    world.marked = NULL;
    if (fn)
        fn(world.marked_arg, &done);
    if (world.asked)
        answer_page();
}

static void comes_back(errand *one, botapi_outcome outcome)
{
    courier_result result = {.outcome = outcome, .description = ""};

    world.flying_count--;
    if (outcome == BOTAPI_DONE)
        world.told[one->chat]++;
    world.known[one->chat] = outcome != BOTAPI_FULL;
    courier_fn *fn = one->fn;
    void *arg = one->arg;
    free(one);
    fn(arg, &result);
}

static void take_what_may_go(void)
{
    int64_t wait_ms;

    for (errand *one; (one = outbox_take(world.outbox, world.now, &wait_ms));) {
        assert_true(world.sent_count < sizeof world.sent / sizeof *world.sent);
        world.sent[world.sent_count++] = world.now;
        if (one->fn)
            assert_int_equal(world.answers_waiting, 0); /* or it was passed by bulk */
        else
            world.answers_waiting--;
        if (!one->fn && world.now - one->born > world.slowest_answer)
            world.slowest_answer = world.now - one->born;
        one->back = world.now + WAY_MS;
        launch(one);
    }
}

static void bring_answers(void)
{
    for (errand **at = &world.flying; *at;) {
        errand *one = *at;
        if (one->back > world.now) {
            at = &one->next;
            continue;
        }
        *at = one->next;
        outbox_done(world.outbox, one->chat);
        if (one->fn) {
            comes_back(one, BOTAPI_DONE);
        } else {
            world.answers++;
            free(one);
        }
    }
}

static void somebody_asks(void)
{
    static int next;
    errand *one = calloc(1, sizeof *one);

    assert_non_null(one);
    one->chat = ASKER + next++ % ASKERS;
    one->born = world.now;
    world.answers_waiting++;
    assert_true(outbox_add(world.outbox, one->chat, false, 1, one));
}

/* The errand of a chat, which the test lets end. */
static void ends(int64_t chat, botapi_outcome outcome)
{
    for (errand **at = &world.flying; *at; at = &(*at)->next)
        if ((*at)->chat == chat) {
            errand *one = *at;
            *at = one->next;
            comes_back(one, outcome);
            return;
        }
    fail_msg("nothing is under way to %lld", (long long)chat);
}

static digests *lane_open(size_t events)
{
    world.events = events;
    digests *lane = digests_open(NULL, &(digests_options){.consumer = "telegram.digests"});
    digests_run(lane, true);
    answer_ledger();
    return lane;
}

static int set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.outbox = outbox_open(OUTBOX_ALL);
    world.by_hand = true;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    outbox_close(&world.outbox, free);
    for (errand *one; (one = world.flying);) {
        world.flying = one->next;
        free(one);
    }
    return 0;
}

/* -------------------------------------------------------------------------------- the tests */

static void assert_within_limits(void)
{
    for (size_t n = 30; n < world.sent_count; n++)
        assert_true(world.sent[n] - world.sent[n - 30] >= 1000);
}

static void test_a_hundred_thousand_stay_within_the_limits_and_answers_pass_them(void **state)
{
    (void)state;
    world.by_hand = false;
    digests *lane = lane_open(SUBSCRIBERS);
    int64_t seen = 0;
    while (world.counters[SENT] < SUBSCRIBERS) {
        world.now += STEP_MS;
        if (world.now % ASKS_MS == 0)
            somebody_asks();
        bring_answers();
        answer_ledger();
        take_what_may_go();
        assert_true(world.counters[SENT] >= seen && world.counters[WAITING] <= 50);
        seen = world.counters[SENT];
        /* Nobody is lost between what was sent, what is read and what is still in the journal. */
        assert_true(seen + world.counters[WAITING] + world.counters[BEHIND] >= SUBSCRIBERS);
        assert_true(world.now < INT64_C(2) * SUBSCRIBERS * REFILL_MS);
    }
    answer_ledger();
    for (int n = 1; n <= SUBSCRIBERS; n++)
        assert_int_equal(world.told[n], 1);
    assert_within_limits();
    assert_true(world.flying_most <= DIGESTS_FLYING_MAX);
    /* An answer waits for one token, and for those who asked at the same moment; not for bulk. */
    assert_true(world.answers > 1000);
    assert_in_range(world.slowest_answer, 0, 2 * (REFILL_MS + STEP_MS));
    /* And the lane uses what the limits leave: it is not slower than they are by a tenth. */
    int64_t least = (int64_t)world.sent_count * REFILL_MS;
    assert_in_range(world.now, least - 1000, least + least / 10);
    assert_int_equal(world.cursor, SUBSCRIBERS);
    assert_int_equal(world.holes_count, 0);
    assert_int_equal(world.counters[BEHIND], 0);
    digests_close(&lane);
}

static void test_one_that_is_slow_keeps_a_hole_in_the_cursor_until_it_is_told(void **state)
{
    (void)state;
    digests *lane = lane_open(10);
    assert_int_equal(world.flying_count, DIGESTS_FLYING_MAX);
    for (int chat = 2; chat <= 10; chat++) {
        ends(chat, BOTAPI_DONE);
        answer_ledger();
    }
    assert_int_equal(world.cursor, 10);
    assert_int_equal(world.holes_count, 1);
    assert_int_equal(world.holes[0], 1);
    assert_int_equal(world.counters[WAITING], 1);
    ends(1, BOTAPI_DONE);
    assert_int_equal(world.holes_count, 0);
    digests_close(&lane);
}

static void test_after_a_crash_only_what_was_under_way_comes_again(void **state)
{
    (void)state;
    digests *lane = lane_open(20);
    for (int chat = 1; chat <= 7; chat += 2) {
        ends(chat, BOTAPI_DONE);
        answer_ledger();
    }
    tear_down(NULL); /* and with it everything under way */
    digests_close(&lane);
    world.flying_count = 0;
    world.outbox = outbox_open(OUTBOX_ALL);
    world.marked = NULL;
    world.asked = NULL;
    lane = lane_open(20);
    while (world.flying) {
        ends(world.flying->chat, BOTAPI_DONE);
        answer_ledger();
    }
    for (int chat = 1; chat <= 20; chat++)
        assert_int_equal(world.told[chat], 1);
    assert_int_equal(world.cursor, 20);
    digests_close(&lane);
}

static void test_a_chat_that_is_full_is_tried_again_and_counts_once(void **state)
{
    (void)state;
    digests *lane = lane_open(3);
    ends(2, BOTAPI_FULL);
    ends(1, BOTAPI_DONE);
    ends(3, BOTAPI_DONE);
    assert_null(world.flying);
    assert_non_null(world.wait);
    world.now = world.wait_at;
    world.wait(world.wait_arg);
    ends(2, BOTAPI_DONE);
    answer_ledger();
    answer_ledger();
    assert_int_equal(world.told[2], 1);
    assert_int_equal(world.counters[SENT], 3);
    assert_int_equal(world.cursor, 3);
    digests_close(&lane);
}

static void test_whoever_cannot_be_reached_is_made_known_and_counted(void **state)
{
    (void)state;
    digests *lane = lane_open(2);
    ends(1, BOTAPI_UNREACHABLE);
    ends(2, BOTAPI_REFUSED);
    answer_ledger();
    answer_ledger();
    assert_int_equal(world.unreachable, 1);
    assert_int_equal(world.counters[SENT], 0);
    assert_int_equal(world.counters[FAILED], 2);
    assert_int_equal(world.counters[WAITING], 0);
    digests_close(&lane);
}

static void test_whoever_stands_by_sends_nothing(void **state)
{
    (void)state;
    digests *lane = lane_open(10);
    digests_run(lane, false);
    size_t flying = world.flying_count;
    while (world.flying) {
        ends(world.flying->chat, BOTAPI_DONE);
        answer_ledger();
        flying--;
    }
    assert_int_equal(flying, 0);
    digests_wake(lane);
    assert_null(world.asked);
    digests_run(lane, true);
    answer_ledger();
    while (world.flying) {
        ends(world.flying->chat, BOTAPI_DONE);
        answer_ledger();
    }
    for (int chat = 1; chat <= 10; chat++)
        assert_int_equal(world.told[chat], 1);
    digests_close(&lane);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_hundred_thousand_stay_within_the_limits_and_answers_pass_them),
        TEST(test_one_that_is_slow_keeps_a_hole_in_the_cursor_until_it_is_told),
        TEST(test_after_a_crash_only_what_was_under_way_comes_again),
        TEST(test_a_chat_that_is_full_is_tried_again_and_counts_once),
        TEST(test_whoever_cannot_be_reached_is_made_known_and_counted),
        TEST(test_whoever_stands_by_sends_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
