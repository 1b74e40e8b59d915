/* What is wrong is told once when it begins and once when it is over, to the owners alone; and
 * where the journal's chain stands, once a day. */
#include <string.h>

#include "tests/unit/actors/ledger/world.h"

enum { CABINET = 77, ANOTHER_CABINET = 78 };

static void report(world *self, rs_role role, rs_incident_args args)
{
    assert_int_equal(world_ask(self, role, RS_INCIDENT_REPORT, &args), RS_OK);
}

#define REPORT(self, role, ...) report((self), RS_ROLE_##role, (rs_incident_args){__VA_ARGS__})

static const rs_incidents_page *list(world *self, int64_t before, int64_t limit)
{
    rs_incidents_page *out = arena_give(self->memory, sizeof *out);
    rs_incidents_args args = {.before = before, .limit = limit};
    view look = world_view(self);
    assert_int_equal(view_incidents(&look, &args, out), RS_OK);
    return out;
}

static void expect_facts(world *self, size_t opened, size_t closed, size_t told)
{
    assert_int_equal(world_facts_of(self, FACT_incident_opened), opened);
    assert_int_equal(world_facts_of(self, FACT_incident_closed), closed);
    assert_int_equal(world_facts_of(self, FACT_owner_told), told);
}

static void test_an_incident_is_opened_once_and_closed_once_however_often_it_is_reported(void **s)
{
    world *self = *s;
    world_admin(self, 1, RS_RIGHT_OWNER);
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true);
    expect_facts(self, 0, 0, 0);
    int64_t began = world_now(self);
    world_pass(self, HOUR);
    for (int n = 0; n < 3; n++)
        REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .since = began,
               .detail = "no route to host");
    expect_facts(self, 1, 0, 1);
    const rs_incident_view *open = &list(self, 0, 10)->open.items[0];
    assert_int_equal(list(self, 0, 10)->open.count, 1);
    assert_int_equal(open->since, began);
    assert_int_equal(open->opened, began + HOUR);
    assert_int_equal(open->closed, 0);
    assert_string_equal(open->detail, "no route to host");
    world_pass(self, HOUR);
    for (int n = 0; n < 3; n++)
        REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true);
    expect_facts(self, 1, 1, 2);
    assert_int_equal(list(self, 0, 10)->open.count, 0);
    assert_int_equal(list(self, 0, 10)->rows.items[0].closed, began + 2 * HOUR);
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET);
    expect_facts(self, 2, 1, 3);
}

static void test_each_cabinet_and_each_bot_has_incidents_of_its_own(void **s)
{
    world *self = *s;
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET);
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = ANOTHER_CABINET);
    REPORT(self, OZON, .kind = RS_INCIDENT_KEY, .subject = CABINET, .value = world_now(self) + DAY);
    REPORT(self, TELEGRAM, .kind = RS_INCIDENT_TELEGRAM, .subject = RS_BOT_PARTICIPANTS);
    REPORT(self, SUPPORT, .kind = RS_INCIDENT_TELEGRAM, .subject = RS_BOT_SUPPORT);
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true);
    assert_int_equal(list(self, 0, 10)->open.count, 4);
    const rs_incidents_page *first = list(self, 0, 2);
    assert_int_equal(first->rows.count, 2);
    assert_int_equal(first->rows.items[0].subject, RS_BOT_SUPPORT);
    const rs_incidents_page *second = list(self, first->next, 3);
    assert_int_equal(second->rows.items[0].id, 3);
    assert_int_equal(second->rows.items[2].id, 1);
    assert_int_equal(second->next, 0);
}

static void test_only_who_looks_after_something_reports_it_and_the_console_may_end_it(void **s)
{
    world *self = *s;
    const rs_incident_args poller = {.kind = RS_INCIDENT_POLLER, .subject = CABINET};
    const rs_incident_args over = {.kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true};
    const rs_incident_args support = {.kind = RS_INCIDENT_TELEGRAM, .subject = RS_BOT_SUPPORT};
    const rs_incident_args disk = {.kind = RS_INCIDENT_DISK};
    world_ask(self, RS_ROLE_TELEGRAM, RS_INCIDENT_REPORT, &poller);
    world_refused(self, RS_FORBIDDEN, "kind");
    world_ask(self, RS_ROLE_CTL, RS_INCIDENT_REPORT, &poller);
    world_refused(self, RS_FORBIDDEN, "kind");
    world_ask(self, RS_ROLE_TELEGRAM, RS_INCIDENT_REPORT, &support);
    world_refused(self, RS_FORBIDDEN, "kind");
    world_ask(self, RS_ROLE_OZON, RS_INCIDENT_REPORT, &disk);
    world_refused(self, RS_FORBIDDEN, "kind");
    expect_facts(self, 0, 0, 0);
    report(self, RS_ROLE_OZON, poller);
    report(self, RS_ROLE_CTL, over);
    expect_facts(self, 1, 1, 0);
}

/* The events that the participants' bot reads, of a page. */
static const rs_events_page *news(world *self)
{
    rs_events_page *out = arena_give(self->memory, sizeof *out);
    rs_events_args args = {.topics = RS_TOPIC_INCIDENTS, .limit = 100};
    view look = world_view(self);
    assert_int_equal(view_events(&look, &args, out), RS_OK);
    return out;
}

static size_t told(world *self, int64_t tg)
{
    const rs_events_page *page = news(self);
    size_t count = 0;
    for (size_t n = 0; n < page->events.count; n++)
        count += page->events.items[n].who && page->events.items[n].who->tg == tg;
    return count;
}

static void test_owners_are_told_and_nobody_else_is(void **s)
{
    world *self = *s;
    world_admin(self, 1, RS_RIGHT_OWNER);
    world_admin(self, 2, RS_RIGHT_ADMIN | RS_RIGHT_PAYOUT);
    world_admin(self, 3, RS_RIGHT_OWNER | RS_RIGHT_ADMIN);
    world_join(self, 9, NULL);
    REPORT(self, CTL, .kind = RS_INCIDENT_VERIFY, .detail = "fact 7 is not what was hashed");
    REPORT(self, CTL, .kind = RS_INCIDENT_VERIFY, .over = true);
    assert_int_equal(world_facts_of(self, FACT_owner_told), 4);
    const rs_events_page *page = news(self);
    size_t begun = 0;
    for (size_t n = 0; n < page->events.count; n++) {
        const rs_event *one = &page->events.items[n];
        if (!one->who)
            continue;
        assert_int_equal(one->incident->kind, RS_INCIDENT_VERIFY);
        begun += !one->incident->closed;
    }
    assert_int_equal(begun, 2);
    assert_int_equal(told(self, TG(2)) + told(self, TG(9)), 0);
}

/* -------------------------------------------------------------------- who is not there */

enum { PATIENCE = 60 * MINUTE, TERM = 15000 };

static void begin(world *self)
{
    self->desk.absent = (absences_limits){.poller = PATIENCE, .bot = PATIENCE};
    self->desk.leases = (leases){.started_ms = self->desk.monotonic_ms};
    desk_begin(&self->desk, self->memory);
}

static int64_t take(world *self, rs_role role, const char *lease)
{
    rs_lease_args args = {.name = lease, .holder = "one", .ttl = TERM};
    assert_int_equal(world_ask(self, role, RS_LEASE_TAKE, &args), RS_OK);
    return ((const rs_lease *)self->result)->token;
}

static void test_a_process_that_is_not_there_is_told_once_and_that_it_is_back_too(void **s)
{
    world *self = *s;
    begin(self);
    world_admin(self, 1, RS_RIGHT_OWNER);
    take(self, RS_ROLE_OZON, "ozon 77");
    int64_t left = world_now(self);
    world_pass(self, PATIENCE - 1);
    expect_facts(self, 0, 0, 0);
    world_pass(self, 1);
    world_pass(self, DAY);
    expect_facts(self, 1, 0, 1);
    const rs_incident_view *open = &list(self, 0, 10)->open.items[0];
    assert_int_equal(open->kind, RS_INCIDENT_POLLER);
    assert_int_equal(open->subject, CABINET);
    assert_int_equal(open->since, left);
    assert_string_equal(open->detail, "refsys-ozon does not run, or cannot reach the ledger");
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET);
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true);
    expect_facts(self, 1, 0, 1); /* over by the lease alone */
    take(self, RS_ROLE_OZON, "ozon 77");
    world_pass(self, 1);
    expect_facts(self, 1, 1, 2);
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true);
    expect_facts(self, 1, 1, 2);
}

static void test_a_bot_that_was_never_there_is_not_missed_and_the_others_are_each(void **s)
{
    world *self = *s;
    begin(self);
    take(self, RS_ROLE_TELEGRAM, "telegram");
    take(self, RS_ROLE_TELEGRAM, "something else");
    world_pass(self, PATIENCE);
    assert_int_equal(list(self, 0, 10)->open.count, 1);
    assert_int_equal(list(self, 0, 10)->open.items[0].subject, RS_BOT_PARTICIPANTS);
    take(self, RS_ROLE_SUPPORT, "support");
    world_pass(self, PATIENCE);
    assert_int_equal(list(self, 0, 10)->open.count, 2);
}

static void test_what_a_process_said_itself_is_not_over_because_it_is_there(void **s)
{
    world *self = *s;
    begin(self);
    take(self, RS_ROLE_OZON, "ozon 77");
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .detail = "503");
    world_pass(self, 2 * PATIENCE);
    take(self, RS_ROLE_OZON, "ozon 77");
    world_pass(self, 1);
    expect_facts(self, 1, 0, 0);
    REPORT(self, OZON, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true);
    expect_facts(self, 1, 1, 0);
}

static void test_behind_a_start_of_the_ledger_everybody_has_their_time_again(void **s)
{
    world *self = *s;
    begin(self);
    take(self, RS_ROLE_OZON, "ozon 77");
    world_pass(self, PATIENCE - MINUTE);
    desk_end(&self->desk, self->memory);
    begin(self);
    world_pass(self, PATIENCE - 1);
    expect_facts(self, 0, 0, 0);
    world_pass(self, 1);
    expect_facts(self, 1, 0, 0);
    desk_end(&self->desk, self->memory);
    begin(self);
    world_pass(self, 1);
    expect_facts(self, 1, 0, 0); /* nobody knows who is there */
    world_pass(self, 2 * PATIENCE);
    expect_facts(self, 1, 0, 0);
}

static void test_a_lease_that_is_held_is_no_absence_whatever_the_clock_of_the_day_does(void **s)
{
    world *self = *s;
    begin(self);
    take(self, RS_ROLE_OZON, "ozon 77");
    self->desk.now += 2 * DAY;
    desk_do_due(&self->desk, self->memory);
    expect_facts(self, 0, 0, 0);
}

static void test_whom_the_console_does_not_expect_any_more_nobody_misses_until_it_comes(void **s)
{
    world *self = *s;
    begin(self);
    int64_t token = take(self, RS_ROLE_OZON, "ozon 77");
    world_pass(self, PATIENCE);
    REPORT(self, CTL, .kind = RS_INCIDENT_POLLER, .subject = CABINET, .over = true);
    expect_facts(self, 1, 1, 0);
    world_pass(self, DAY);
    desk_end(&self->desk, self->memory);
    begin(self);
    world_pass(self, DAY);
    expect_facts(self, 1, 1, 0);
    assert_int_equal(take(self, RS_ROLE_OZON, "ozon 77"), token + 1);
    world_pass(self, PATIENCE);
    expect_facts(self, 2, 1, 0);
}

static size_t restarts(world *self)
{
    return list(self, 0, 10)->open.count;
}

static void test_a_start_behind_a_good_stop_is_no_incident_and_one_behind_a_crash_is(void **s)
{
    world *self = *s;
    desk_begin(&self->desk, self->memory); /* the journal is empty */
    assert_int_equal(restarts(self), 0);
    world_join(self, 1, NULL);
    desk_end(&self->desk, self->memory);
    desk_begin(&self->desk, self->memory);
    assert_int_equal(restarts(self), 0);
    world_join(self, 2, NULL);
    desk_begin(&self->desk, self->memory); /* killed */
    assert_int_equal(restarts(self), 1);
    world_pass(self, 5 * MINUTE);
    desk_begin(&self->desk, self->memory); /* and again, soon */
    world_pass(self, 6 * MINUTE);
    assert_int_equal(restarts(self), 1);
    world_pass(self, 5 * MINUTE);
    assert_int_equal(restarts(self), 0);
    expect_facts(self, 1, 1, 0);
}

static void test_the_head_is_told_once_a_day_from_its_hour_on_and_whenever_it_is_asked_for(void **s)
{
    world *self = *s;
    self->desk.head_hour = 10;
    world_join(self, 1, NULL);
    world_pass(self, DAY); /* 03:00 in Moscow, and no owner */
    assert_int_equal(world_facts_of(self, FACT_head_noted), 0);
    world_admin(self, 1, RS_RIGHT_OWNER);
    world_pass(self, MINUTE); /* of the day before */
    world_pass(self, 6 * HOUR);
    assert_int_equal(world_facts_of(self, FACT_head_noted), 1);
    world_pass(self, HOUR); /* 10:01 */
    world_pass(self, 12 * HOUR);
    assert_int_equal(world_facts_of(self, FACT_head_noted), 2);
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_HEAD_TELL, &(rs_nothing){0}), RS_OK);
    const rs_chain_head *head = self->result;
    assert_int_equal(head->seq, self->desk.stores->head.seq);
    assert_int_equal(head->hash.size, 32);
    assert_int_equal(world_facts_of(self, FACT_head_noted), 3);
    assert_int_equal(told(self, TG(1)), 3);
    world_pass(self, 12 * HOUR); /* what was asked for is not that of the day */
    assert_int_equal(world_facts_of(self, FACT_head_noted), 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_incident_is_opened_once_and_closed_once_however_often_it_is_reported),
        WORLD_TEST(each_cabinet_and_each_bot_has_incidents_of_its_own),
        WORLD_TEST(only_who_looks_after_something_reports_it_and_the_console_may_end_it),
        WORLD_TEST(owners_are_told_and_nobody_else_is),
        WORLD_TEST(a_process_that_is_not_there_is_told_once_and_that_it_is_back_too),
        WORLD_TEST(a_bot_that_was_never_there_is_not_missed_and_the_others_are_each),
        WORLD_TEST(what_a_process_said_itself_is_not_over_because_it_is_there),
        WORLD_TEST(behind_a_start_of_the_ledger_everybody_has_their_time_again),
        WORLD_TEST(a_lease_that_is_held_is_no_absence_whatever_the_clock_of_the_day_does),
        WORLD_TEST(whom_the_console_does_not_expect_any_more_nobody_misses_until_it_comes),
        WORLD_TEST(a_start_behind_a_good_stop_is_no_incident_and_one_behind_a_crash_is),
        WORLD_TEST(the_head_is_told_once_a_day_from_its_hour_on_and_whenever_it_is_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
