/* What becomes of an edit that its chat does not take at once, or not at all, with a lane, a
 * courier and a ledger that the test plays. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "shared/botapi_message.h"
#include "shared/bridge_impl.h"

enum { PERSON = 601, FORMER = -5001, FORUM = -100 };

static const rs_place at_person = {.bot = RS_BOT_SUPPORT, .chat = PERSON, .message = 7};
static const rs_place in_forum = {.bot = RS_BOT_SUPPORT, .chat = FORUM, .message = 44};

static struct {
    arena *memory;
    bridge bridge;
    rs_conversation_view room;
    rs_message_row message;
    rs_place places[2]; /* its own, and of its copy */
    parcel parcel;
    courier_result result; /* of the next call */
    int edits, retries, anew, ended;
} world;

/* ----------------------------------------------------------- what edits stand on, played here */

void parcel_done(parcel *one)
{
    (void)one;
    world.ended++;
}

void parcel_retry(parcel *one, int64_t delay_ms)
{
    (void)one;
    (void)delay_ms;
    world.retries++;
}

void message_clone(const rs_type *type, const void *from, arena *memory, void *out)
{
    (void)memory;
    memcpy(out, from, type->size);
}

void patience_ask(patience *self, rs_method_id method, const void *argument, const char *key,
                  actor_reply_fn *fn, void *arg)
{
    const actor_reply reply = {.code = RS_OK, .detail = "", .result = &world.message};

    (void)self;
    (void)argument;
    (void)key;
    assert_int_equal(method, RS_CONVERSATION_MESSAGE);
    fn(arg, &reply);
}

void courier_send(courier *self, json_t *list, courier_care care, courier_fn *fn, void *arg)
{
    (void)self;
    (void)care;
    json_decref(list);
    world.edits++;
    fn(arg, &world.result);
}

bool forum_failed(parcel *one, const courier_result *result)
{
    bool failed = result->outcome == BOTAPI_FULL || result->outcome == BOTAPI_MOVED;

    if (failed)
        parcel_retry(one, 0);
    return failed;
}

int64_t deliver_target(const parcel *one)
{
    return one->owner == &world.bridge.person ? PERSON : world.bridge.operators_chat;
}

copy_order deliver_order(parcel *one, draft *mark)
{
    static const rs_message_row *parts[1];

    parts[0] = one->event.message;
    draft_open(mark, one->memory, RS_LANG_RU);
    draft_add(mark, TEXT_BY_PARTICIPANT);
    return (copy_order){.mark = mark,
                        .parts = parts,
                        .count = 1,
                        .bot = RS_BOT_SUPPORT,
                        .chat = deliver_target(one)};
}

void deliver_message(parcel *one)
{
    assert_true(one->anew);
    world.anew++;
}

/* --------------------------------------------------------------------------------- the world */

static int set_up(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    world.memory = arena_open();
    world.bridge.options.bot = RS_BOT_SUPPORT;
    world.bridge.operators_chat = FORUM;
    world.bridge.forum.owner = world.bridge.person.owner = &world.bridge;
    world.room = (rs_conversation_view){.id = 1, .tg = PERSON};
    world.places[0] = at_person;
    world.places[1] = in_forum;
    world.message = (rs_message_row){.conversation = 1,
                                     .n = 1,
                                     .bot = RS_BOT_SUPPORT,
                                     .text = "да",
                                     .places = {world.places, 2}};
    world.parcel = (parcel){.owner = &world.bridge.forum, .memory = world.memory, .parts = 1};
    world.parcel.event = (rs_event){
        .conversation = 1, .n = 1, .edit = true, .room = &world.room, .message = &world.message};
    world.result.description = "";
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(&world.memory);
    return 0;
}

static void deliver(botapi_outcome outcome)
{
    world.result.outcome = outcome;
    edit_deliver(&world.parcel);
}

/* ------------------------------------------------------------------------------------- tests */

static void test_an_edit_waits_for_a_full_group_and_is_made_once_there_is_room(void **state)
{
    (void)state;
    deliver(BOTAPI_FULL);
    deliver(BOTAPI_FULL);
    assert_int_equal(world.retries, 2);
    assert_int_equal(world.ended, 0);
    deliver(BOTAPI_DONE);
    assert_int_equal(world.edits, 3);
    assert_int_equal(world.ended, 1);
    assert_int_equal(world.anew, 0);
}

static void test_an_edit_waits_for_a_full_private_chat_too(void **state)
{
    (void)state;
    world.places[0] = in_forum;
    world.places[1] = at_person;
    world.parcel.owner = &world.bridge.person;
    deliver(BOTAPI_FULL);
    assert_int_equal(world.retries, 1);
    assert_int_equal(world.ended, 0);
    deliver(BOTAPI_DONE);
    assert_int_equal(world.ended, 1);
}

static void test_an_edit_whose_copy_is_gone_comes_anew_and_tries_the_copy_no_more(void **state)
{
    (void)state;
    deliver(BOTAPI_GONE);
    assert_int_equal(world.anew, 1);
    edit_deliver(&world.parcel); /* the chat was full, say */
    assert_int_equal(world.edits, 1);
    assert_int_equal(world.anew, 2);
    assert_false(world.parcel.alone);
    assert_int_equal(world.parcel.old->message, 44);
}

static void
test_an_edit_of_what_the_group_had_before_it_moved_comes_anew_without_a_pointer(void **state)
{
    (void)state;
    world.places[1].chat = world.bridge.operators_chat = FORMER;
    deliver(BOTAPI_MOVED);
    assert_int_equal(world.retries, 1);
    assert_int_equal(world.ended, 0);
    world.bridge.operators_chat = FORUM;
    deliver(BOTAPI_DONE);
    assert_int_equal(world.edits, 1);
    assert_int_equal(world.anew, 1);
    assert_true(world.parcel.alone);
}

static void test_what_is_not_delivered_yet_needs_no_edit(void **state)
{
    (void)state;
    world.message.places.count = 1;
    deliver(BOTAPI_DONE);
    assert_int_equal(world.edits + world.anew, 0);
    assert_int_equal(world.ended, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_an_edit_waits_for_a_full_group_and_is_made_once_there_is_room),
        TEST(test_an_edit_waits_for_a_full_private_chat_too),
        TEST(test_an_edit_whose_copy_is_gone_comes_anew_and_tries_the_copy_no_more),
        TEST(test_an_edit_of_what_the_group_had_before_it_moved_comes_anew_without_a_pointer),
        TEST(test_what_is_not_delivered_yet_needs_no_edit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
