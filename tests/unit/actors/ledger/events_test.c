/* Events behind a cursor: every one, once, in order, with what is needed to tell people. */
#include "tests/unit/actors/ledger/world.h"

enum { MEMBER = 1, ALL_TOPICS = 31, EVENTS_MAX = 500 };

/* Something of every topic, and a good deal that is no event. */
static void busy_days(world *self)
{
    world_admin(self, 90, RS_RIGHT_OWNER);
    world_member(self, D, 0);
    world_member(self, E, MEMBER);
    world_prove(self, D);
    world_prove(self, E);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(2000, 0)}});
    world_pass(self, 30 * DAY);
    for (int n = 0; n < 12; n++) {
        int64_t payout = world_payout(self, D, PTS(1, 0));
        rs_tg_user who = {.tg = TG(D)};
        rs_write_args args = {.kind = RS_CONVERSATION_PAYOUT, .who = &who, .text = "Когда?"};
        world_ask(self, RS_ROLE_TELEGRAM, RS_CONVERSATION_WRITE, &args);
        rs_place place = {.bot = RS_BOT_PARTICIPANTS, .chat = -1, .message = n + 1};
        rs_linked_args copy = {.conversation = 1, .n = n + 1, .place = &place};
        world_ask(self, RS_ROLE_TELEGRAM, RS_CONVERSATION_LINKED, &copy);
        assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
        assert_int_equal(world_move(self, payout, n % 2 ? RS_PAYOUT_PAID : RS_PAYOUT_REJECTED),
                         RS_OK);
        rs_settings settings = world_settings(self);
        world_set(self, &settings);
    }
}

static rs_events_page read_page(world *self, const rs_events_args *args)
{
    rs_events_page out = {0};
    view look = world_view(self);
    assert_int_equal(view_events(&look, args, &out), RS_OK);
    return out;
}

/* What the journal says should be read: sequence numbers of a mask of topics. Who has a cursor is
 * there to deliver messages, and hears nothing of deliveries. */
static size_t expected_events(world *self, const char *consumer, int64_t topics,
                              int64_t out[EVENTS_MAX])
{
    size_t count = 0;
    for (size_t n = 0; n < world_facts(self); n++) {
        rs_fact_head head;
        void *body;
        rs_event event;
        assert_int_equal(
            fact_decode(batch_fact(self->desk.batch, n), self->memory, &head, &body, NULL), RS_OK);
        if (!(consumer && head.kind == FACT_copied) && event_of_fact(n + 1, &head, body, &event) &&
            (topics & (int64_t)event.topic)) {
            assert_true(count < EVENTS_MAX);
            out[count++] = event.seq;
        }
    }
    return count;
}

static size_t read_all(world *self, const char *consumer, int64_t topics, int64_t limit,
                       int64_t out[EVENTS_MAX])
{
    size_t count = 0;
    rs_events_page page;
    rs_events_args args = {.consumer = consumer, .topics = topics, .limit = limit};
    do {
        page = read_page(self, &args);
        assert_true(page.events.count <= (size_t)limit);
        assert_true(page.next > args.after || !page.more);
        for (size_t n = 0; n < page.events.count; n++)
            out[count++] = page.events.items[n].seq;
        args.after = page.next;
    } while (page.more);
    assert_int_equal(page.next, world_facts(self));
    return count;
}

static void test_no_event_is_skipped_or_repeated_whatever_the_page(void **state_p)
{
    static const int64_t topics[] = {ALL_TOPICS, ALL_TOPICS, RS_TOPIC_PAYOUTS,
                                     RS_TOPIC_CONVERSATIONS | RS_TOPIC_SETTINGS, RS_TOPIC_SESSIONS};
    static int64_t expected[EVENTS_MAX];
    static int64_t got[EVENTS_MAX];
    world *self = *state_p;
    busy_days(self);
    for (size_t t = 0; t < sizeof topics / sizeof *topics; t++) {
        const char *consumer = t % 2 ? "bot" : NULL;
        size_t count = expected_events(self, consumer, topics[t], expected);
        for (int64_t limit = 1; limit <= 100; limit += limit < 8 ? 1 : 23) {
            assert_int_equal(read_all(self, consumer, topics[t], limit, got), count);
            assert_memory_equal(got, expected, count * sizeof *got);
        }
    }
}

/* Longer stretches without any event than one read looks through. */
static void test_a_desert_is_crossed_piece_by_piece(void **state_p)
{
    static int64_t got[EVENTS_MAX];
    static int64_t expected[EVENTS_MAX];
    world *self = *state_p;
    world_member(self, D, 0);
    for (int order = 2; order < 1500; order++) {
        SEE(self, .ozon = OZON(D), .order = order, .status = RS_POSTING_DELIVERED,
            .goods = {{11, 1, RUB(100, 0)}});
        world_forget(self);
    }
    rs_settings settings = world_settings(self);
    world_set(self, &settings);
    assert_true(world_facts(self) > 4000);
    rs_events_page page = read_page(self, &(rs_events_args){.topics = ALL_TOPICS, .limit = 10});
    assert_int_equal(page.events.count, 0);
    assert_true(page.more);
    assert_int_equal(read_all(self, NULL, ALL_TOPICS, 10, got),
                     expected_events(self, NULL, ALL_TOPICS, expected));
}

static void test_a_consumer_goes_on_at_its_cursor_or_behind(void **state_p)
{
    static int64_t all[EVENTS_MAX];
    world *self = *state_p;
    busy_days(self);
    size_t count = expected_events(self, "bot", RS_TOPIC_PAYOUTS, all);
    rs_cursor_args cursor = {.consumer = "bot", .seq = all[3]};
    world_ask(self, RS_ROLE_TELEGRAM, RS_CURSOR_SET, &cursor);
    rs_events_args args = {.consumer = "bot", .topics = RS_TOPIC_PAYOUTS, .limit = 100};
    rs_events_page page = read_page(self, &args);
    assert_int_equal(page.events.count, count - 4);
    assert_int_equal(page.events.items[0].seq, all[4]);
    args.after = all[7];
    assert_int_equal(read_page(self, &args).events.items[0].seq, all[8]);
    args.after = all[1];
    assert_int_equal(read_page(self, &args).events.items[0].seq, all[4]);
}

/* One slow chat does not keep the others: its events stay behind as holes of the cursor. */
static void test_holes_of_a_cursor_are_read_again_and_nothing_else(void **state_p)
{
    static int64_t all[EVENTS_MAX];
    world *self = *state_p;
    busy_days(self);
    size_t count = expected_events(self, "bot", RS_TOPIC_PAYOUTS, all);
    int64_t holes[] = {all[1], all[3]};
    rs_cursor_args cursor = {.consumer = "bot", .seq = all[5], .holes = {holes, 2}};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_CURSOR_SET, &cursor), RS_OK);
    rs_events_args args = {.consumer = "bot", .topics = RS_TOPIC_PAYOUTS, .limit = 100};
    rs_events_page page = read_page(self, &args);
    assert_int_equal(page.events.count, count - 4);
    assert_int_equal(page.events.items[0].seq, all[1]);
    assert_int_equal(page.events.items[1].seq, all[3]);
    assert_int_equal(page.events.items[2].seq, all[6]);
    cursor.holes = (rs_ints){holes + 1, 1}; /* the first is filled */
    world_ask(self, RS_ROLE_TELEGRAM, RS_CURSOR_SET, &cursor);
    assert_int_equal(read_page(self, &args).events.items[0].seq, all[3]);
    cursor.holes = (rs_ints){holes, 2}; /* a late acknowledgement digs none */
    world_ask(self, RS_ROLE_TELEGRAM, RS_CURSOR_SET, &cursor);
    assert_int_equal(read_page(self, &args).events.items[0].seq, all[3]);
    int64_t wrong[] = {all[3], all[1]};
    cursor.holes = (rs_ints){wrong, 2};
    world_ask(self, RS_ROLE_TELEGRAM, RS_CURSOR_SET, &cursor);
    world_refused(self, RS_BAD_REQUEST, "holes:");
}

static void test_at_the_end_there_is_nothing_and_the_place_is_kept(void **state_p)
{
    world *self = *state_p;
    busy_days(self);
    rs_events_args args = {.after = (int64_t)world_facts(self), .topics = ALL_TOPICS, .limit = 10};
    rs_events_page page = read_page(self, &args);
    assert_int_equal(page.events.count, 0);
    assert_int_equal(page.next, args.after);
    assert_false(page.more);
    args.after += 1000; /* from before a restored backup: to be met again, not to be forgotten */
    page = read_page(self, &args);
    assert_int_equal(page.events.count, 0);
    assert_int_equal(page.next, args.after);
}

static const rs_event *last_of(const rs_events_page *page)
{
    return &page->events.items[page->events.count - 1];
}

static void test_a_payout_event_tells_the_figures_of_its_moment(void **state_p)
{
    world *self = *state_p;
    busy_days(self);
    int64_t payout = world_payout(self, D, PTS(10, 0));
    world_move(self, payout, RS_PAYOUT_NEGOTIATION);
    size_t before = world_facts(self);
    world_move(self, payout, RS_PAYOUT_PAID);
    int64_t available = world_account(self, MEMBER).available;
    world_payout(self, D, PTS(1, 0)); /* later changes do not show in it */
    rs_events_args args = {.after = (int64_t)before, .topics = RS_TOPIC_PAYOUTS, .limit = 1};
    rs_events_page page = read_page(self, &args);
    const rs_event *event = last_of(&page);
    assert_int_equal(event->payout, payout);
    assert_int_equal(event->participant, MEMBER);
    assert_int_equal(event->who->tg, TG(D));
    assert_string_equal(event->who->first, "Имя");
    assert_int_equal(event->notice->state, RS_PAYOUT_PAID);
    assert_int_equal(event->notice->points, PTS(10, 0));
    assert_int_equal(event->notice->money, RUB(10, 0));
    assert_int_equal(event->notice->available, available);
    assert_int_equal(event->notice->reserved, 0);
    assert_int_equal(event->notice->total, available);
    assert_int_equal(event->room->id, 1);
}

static void test_a_message_event_carries_the_message_and_its_room(void **state_p)
{
    world *self = *state_p;
    busy_days(self);
    rs_write_args args = {.id = 1, .text = "Завтра"};
    size_t before = world_facts(self);
    world_login(self, 1);
    assert_int_equal(world_ask_admin(self, 1, RS_CONVERSATION_WRITE, &args), RS_OK);
    rs_events_args since = {.after = (int64_t)before, .topics = RS_TOPIC_CONVERSATIONS, .limit = 1};
    rs_events_page page = read_page(self, &since);
    const rs_event *event = last_of(&page);
    assert_string_equal(event->message->text, "Завтра");
    assert_string_equal(event->message->by, "Анна");
    assert_int_equal(event->room->tg, TG(D));
    assert_int_equal(event->conversation, 1);
    assert_int_equal(event->n, 13);
}

static void test_published_events_are_bare(void **state_p)
{
    world *self = *state_p;
    busy_days(self);
    for (size_t n = 0; n < world_facts(self); n++) {
        rs_fact_head head;
        void *body;
        rs_event event;
        assert_int_equal(
            fact_decode(batch_fact(self->desk.batch, n), self->memory, &head, &body, NULL), RS_OK);
        if (!event_of_fact(n + 1, &head, body, &event))
            continue;
        assert_int_equal(event.seq, n + 1);
        assert_null(event.who);
        assert_null(event.notice);
        assert_null(event.message);
        assert_null(event.room);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(no_event_is_skipped_or_repeated_whatever_the_page),
        WORLD_TEST(a_desert_is_crossed_piece_by_piece),
        WORLD_TEST(a_consumer_goes_on_at_its_cursor_or_behind),
        WORLD_TEST(holes_of_a_cursor_are_read_again_and_nothing_else),
        WORLD_TEST(at_the_end_there_is_nothing_and_the_place_is_kept),
        WORLD_TEST(a_payout_event_tells_the_figures_of_its_moment),
        WORLD_TEST(a_message_event_carries_the_message_and_its_room),
        WORLD_TEST(published_events_are_bare),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
