/* One request in, one outcome out: repeated requests, leases, cursors, and what time brings. */
#include "actors/ledger/answers.h"
#include "tests/unit/actors/ledger/world.h"

enum { MEMBER = 1 };

/* A member with 100 points available, by a buyer's order. */
static void earn(world *self)
{
    world_member(self, D, 0);
    world_member(self, E, MEMBER);
    world_prove(self, D);
    world_prove(self, E);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(2000, 0)}});
    world_pass(self, 30 * DAY);
}

static rs_err open_payout(world *self, rs_role role, int64_t points, const char *key)
{
    rs_payout_open_args args = {.tg = TG(D), .points = points};
    return world_ask_as(self, role, RS_PAYOUT_OPEN, &args, key);
}

/* ------------------------------------------------------------------------- the same again */

static void test_the_same_key_again_gives_the_first_answer_and_writes_nothing(void **state_p)
{
    world *self = *state_p;
    earn(self);
    assert_int_equal(open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "tg:1:1"), RS_OK);
    int64_t id = ((const rs_payout_row *)self->result)->id;
    size_t facts = world_facts(self);
    assert_int_equal(open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "tg:1:1"), RS_OK);
    assert_int_equal(((const rs_payout_row *)self->result)->id, id);
    assert_int_equal(world_facts(self), facts);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(90, 0), PTS(10, 0));
}

static void test_a_plain_answer_comes_back_byte_for_byte(void **state_p)
{
    world *self = *state_p;
    rs_login_begin_args args = {
        .secret = {(const uint8_t *)"0123456789abcdef0123456789abcdef", 32}};
    assert_int_equal(world_ask_as(self, RS_ROLE_GATEWAY, RS_LOGIN_BEGIN, &args, "k"), RS_OK);
    const rs_login_attempt *first = self->result;
    world_pass(self, MINUTE);
    assert_int_equal(world_ask_as(self, RS_ROLE_GATEWAY, RS_LOGIN_BEGIN, &args, "k"), RS_OK);
    const rs_login_attempt *again = self->result;
    assert_string_equal(first->attempt, again->attempt);
    assert_int_equal(first->number, again->number);
    assert_int_equal(first->expires, again->expires);
}

static void test_a_refusal_stays_even_when_it_would_succeed_by_now(void **state_p)
{
    world *self = *state_p;
    rs_settings settings = world_settings(self);
    settings.hold_days = 0;
    world_set(self, &settings);
    world_member(self, D, 0);
    world_member(self, E, MEMBER);
    world_prove(self, E);
    open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "tg:1:1");
    world_refused(self, RS_REFUSED, "min:");
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(2000, 0)}});
    EXPECT_BALANCE(self, MEMBER, 0, PTS(100, 0), 0);
    world_pass(self, 7 * DAY);
    open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "tg:1:1");
    world_refused(self, RS_REFUSED, "min:");
    assert_int_equal(open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "tg:1:2"), RS_OK);
}

static void test_the_same_key_with_another_body_is_a_conflict(void **state_p)
{
    world *self = *state_p;
    earn(self);
    assert_int_equal(open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "tg:1:1"), RS_OK);
    open_payout(self, RS_ROLE_TELEGRAM, PTS(11, 0), "tg:1:1");
    world_refused(self, RS_CONFLICT, "key:");
    rs_payout_cancel_args other_method = {.tg = TG(D), .payout = 1};
    world_ask_as(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &other_method, "tg:1:1");
    world_refused(self, RS_CONFLICT, "key:");
    EXPECT_BALANCE(self, MEMBER, 0, PTS(90, 0), PTS(10, 0));
}

static void test_keys_of_different_roles_do_not_meet(void **state_p)
{
    world *self = *state_p;
    rs_tg_user who = {.tg = 5};
    rs_write_args args = {.kind = RS_CONVERSATION_SUPPORT, .who = &who, .text = "один"};
    world_ask_as(self, RS_ROLE_SUPPORT, RS_CONVERSATION_WRITE, &args, "1");
    args.text = "два";
    assert_int_equal(world_ask_as(self, RS_ROLE_TELEGRAM, RS_CONVERSATION_WRITE, &args, "1"),
                     RS_OK);
    assert_int_equal(((const rs_message_row *)self->result)->n, 2);
}

static void test_a_write_without_a_key_is_refused(void **state_p)
{
    world *self = *state_p;
    earn(self);
    open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "");
    world_refused(self, RS_BAD_REQUEST, "key:");
    EXPECT_BALANCE(self, MEMBER, 0, PTS(100, 0), 0);
}

static void test_a_bad_request_may_be_put_right_under_the_same_key(void **state_p)
{
    world *self = *state_p;
    earn(self);
    open_payout(self, RS_ROLE_TELEGRAM, 0, "tg:1:1");
    world_refused(self, RS_BAD_REQUEST, "points:");
    assert_int_equal(open_payout(self, RS_ROLE_TELEGRAM, PTS(10, 0), "tg:1:1"), RS_OK);
}

static void test_an_answer_shows_a_refusal_only_to_whom_it_was_refused(void **state_p)
{
    world *self = *state_p;
    rs_settings settings = world_settings(self);
    rs_settings_args args = {.version = 0, .settings = &settings};
    self->as = 0; /* no session: not kept, so that logging in and asking again works */
    world_ask_as(self, RS_ROLE_GATEWAY, RS_SETTINGS_SET, &args, "k");
    world_refused(self, RS_FORBIDDEN, "session:");
    world_admin(self, 90, RS_RIGHT_OWNER);
    assert_int_equal(world_ask_as(self, RS_ROLE_GATEWAY, RS_SETTINGS_SET, &args, "k"), RS_OK);
}

static size_t answers_kept(world *self)
{
    size_t count = 0;
    state_cursor cursor;
    bool more =
        state_first(self->stores.state, TABLE_ANSWER, (rs_bytes){0}, (rs_bytes){0}, false, &cursor);
    for (; more; more = state_next(&cursor))
        count++;
    return count;
}

static void test_answers_are_forgotten_when_nobody_can_ask_again(void **state_p)
{
    world *self = *state_p;
    world_join(self, 1, NULL); /* of a bot: 8 days */
    world_settings(self);
    rs_admin_args admin = {.tg = 7, .rights = RS_RIGHT_OWNER};
    world_ask(self, RS_ROLE_CTL, RS_ADMIN_SET, &admin); /* of others: 30 */
    assert_int_equal(answers_kept(self), 2);
    world_pass(self, 8 * DAY - 1);
    assert_int_equal(answers_kept(self), 2);
    world_pass(self, 1);
    assert_int_equal(answers_kept(self), 1);
    world_pass(self, 22 * DAY);
    assert_int_equal(answers_kept(self), 0);
    assert_true(world_facts_of(self, FACT_swept) >= 2);
}

static void test_many_rows_are_swept_piece_by_piece(void **state_p)
{
    world *self = *state_p;
    for (int64_t n = 1; n <= 1201; n++)
        world_join(self, n, NULL);
    assert_int_equal(answers_kept(self), 1201);
    self->desk.now += 8 * DAY;
    assert_true(desk_do_due(&self->desk, self->memory));
    assert_true(answers_kept(self) > 0);
    world_pass(self, 0);
    assert_int_equal(answers_kept(self), 0);
}

static void test_many_releases_come_piece_by_piece(void **state_p)
{
    world *self = *state_p;
    world_member(self, D, 0);
    world_member(self, E, MEMBER);
    world_prove(self, E);
    for (int order = 2; order <= 502; order++) {
        SEE(self, .ozon = OZON(E), .order = order, .status = RS_POSTING_DELIVERED,
            .goods = {{11, 1, RUB(100, 0)}});
        world_forget(self);
    }
    self->desk.now += 30 * DAY;
    assert_true(desk_do_due(&self->desk, self->memory));
    rs_account_row row = world_account(self, MEMBER);
    assert_true(row.available > 0);
    assert_true(row.held > 0);
    world_pass(self, 0);
    EXPECT_BALANCE(self, MEMBER, 0, 501 * PTS(5, 0), 0);
}

/* ------------------------------------------------------------------------- leases */

static rs_lease lease(world *self, const char *holder, int64_t ttl)
{
    rs_lease_args args = {.name = "telegram", .holder = holder, .ttl = ttl};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_LEASE_TAKE, &args), RS_OK);
    return *(const rs_lease *)self->result;
}

static void test_a_lease_says_how_long_nobody_has_taken_it(void **state_p)
{
    world *self = *state_p;
    assert_int_equal(lease(self, "one", 10000).quiet, 0); /* nobody ever had it */
    assert_int_equal(lease(self, "one", 10000).quiet, 1); /* started again at once */
    world_pass(self, 4000);
    assert_int_equal(lease(self, "two", 10000).quiet, 0); /* has it not */
    assert_int_equal(lease(self, "one", 10000).quiet, 4000);
    world_pass(self, 3 * HOUR);
    assert_int_equal(lease(self, "two", 10000).quiet, 3 * HOUR);
}

static void test_one_holds_a_lease_until_it_runs_out(void **state_p)
{
    world *self = *state_p;
    rs_lease got = lease(self, "one", 10000);
    assert_string_equal(got.holder, "one");
    assert_int_equal(got.token, 1);
    assert_int_equal(got.until, world_now(self) + 10000);
    got = lease(self, "two", 10000);
    assert_string_equal(got.holder, "one");
    assert_int_equal(got.token, 1);
    world_pass(self, 9000);
    assert_int_equal(lease(self, "one", 10000).token, 1); /* renewed */
    world_pass(self, 9999);
    assert_string_equal(lease(self, "two", 10000).holder, "one");
    world_pass(self, 1);
    got = lease(self, "two", 10000);
    assert_string_equal(got.holder, "two");
    assert_int_equal(got.token, 2);
    got = lease(self, "one", 10000);
    assert_string_equal(got.holder, "two");
    assert_int_equal(world_facts_of(self, FACT_lease_taken), 2);
}

static void test_a_lease_lasts_a_minute_at_most(void **state_p)
{
    world *self = *state_p;
    assert_int_equal(lease(self, "one", HOUR).until, world_now(self) + MINUTE);
    world_pass(self, MINUTE);
    assert_string_equal(lease(self, "two", HOUR).holder, "two");
}

static void test_after_a_restart_the_last_holder_has_the_longest_term(void **state_p)
{
    world *self = *state_p;
    lease(self, "one", 1000);
    self->desk.leases = (leases){.started_ms = self->desk.monotonic_ms};
    world_pass(self, MINUTE - 1);
    assert_string_equal(lease(self, "two", 1000).holder, "one");
    world_pass(self, 1);
    assert_string_equal(lease(self, "two", 1000).holder, "two");
}

static void test_there_are_only_so_many_leases(void **state_p)
{
    world *self = *state_p;
    rs_lease_args args = {.holder = "one", .ttl = 1000};
    for (int n = 0; n < LEASES_MAX; n++) {
        args.name = arena_print(self->memory, "lease %d", n);
        assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_LEASE_TAKE, &args), RS_OK);
    }
    args.name = "one more";
    world_ask(self, RS_ROLE_OZON, RS_LEASE_TAKE, &args);
    world_refused(self, RS_LIMIT, "name:");
}

/* ------------------------------------------------------------------------- cursors, watermarks */

static rs_err move_cursor(world *self, int64_t seq)
{
    rs_cursor_args args = {.consumer = "bot", .seq = seq};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_CURSOR_SET, &args);
}

static int64_t cursor_of(world *self)
{
    rs_cursor_row row;
    row_get(self->stores.state, self->memory, TABLE_CURSOR, KEY_TEXT("bot"), &row);
    return row.value;
}

static void test_a_cursor_only_goes_on_and_never_past_the_end(void **state_p)
{
    world *self = *state_p;
    for (int64_t n = 1; n <= 5; n++)
        world_join(self, n, NULL);
    assert_int_equal(move_cursor(self, 4), RS_OK);
    assert_int_equal(cursor_of(self), 4);
    size_t facts = world_facts(self);
    assert_int_equal(move_cursor(self, 3), RS_OK); /* a late acknowledgement */
    assert_int_equal(cursor_of(self), 4);
    assert_int_equal(world_facts(self), facts);
    move_cursor(self, (int64_t)facts + 1);
    world_refused(self, RS_BAD_REQUEST, "seq:");
}

static void test_a_watermark_is_what_was_set_last(void **state_p)
{
    world *self = *state_p;
    rs_watermark args = {.store = STORE, .stream = "fbo", .value = "2026-01-01"};
    rs_watermark_key key = {.store = STORE, .stream = "fbo"};
    rs_watermark out = {0};
    view look = world_view(self);
    assert_int_equal(view_watermark(&look, &key, &out), RS_OK);
    assert_null(out.value);
    assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_WATERMARK_SET, &args), RS_OK);
    size_t facts = world_facts(self);
    assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_WATERMARK_SET, &args), RS_OK);
    assert_int_equal(world_facts(self), facts);
    assert_int_equal(view_watermark(&look, &key, &out), RS_OK);
    assert_string_equal(out.value, "2026-01-01");
    key.stream = "fbs";
    assert_int_equal(view_watermark(&look, &key, &out), RS_OK);
    assert_null(out.value);
}

static void test_the_status_counts_what_there_is(void **state_p)
{
    world *self = *state_p;
    world_member(self, D, 0);
    world_join(self, E, NULL);
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_LEDGER_STATUS, &(rs_nothing){0}), RS_OK);
    const rs_ledger_status *result = self->result;
    assert_string_equal(result->counters.items[0].name, "participants");
    assert_int_equal(result->counters.items[0].value, 2);
    assert_int_equal(result->counters.items[1].value, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_same_key_again_gives_the_first_answer_and_writes_nothing),
        WORLD_TEST(a_plain_answer_comes_back_byte_for_byte),
        WORLD_TEST(a_refusal_stays_even_when_it_would_succeed_by_now),
        WORLD_TEST(the_same_key_with_another_body_is_a_conflict),
        WORLD_TEST(keys_of_different_roles_do_not_meet),
        WORLD_TEST(a_write_without_a_key_is_refused),
        WORLD_TEST(a_bad_request_may_be_put_right_under_the_same_key),
        WORLD_TEST(an_answer_shows_a_refusal_only_to_whom_it_was_refused),
        WORLD_TEST(answers_are_forgotten_when_nobody_can_ask_again),
        WORLD_TEST(many_rows_are_swept_piece_by_piece),
        WORLD_TEST(many_releases_come_piece_by_piece),
        WORLD_TEST(a_lease_says_how_long_nobody_has_taken_it),
        WORLD_TEST(one_holds_a_lease_until_it_runs_out),
        WORLD_TEST(a_lease_lasts_a_minute_at_most),
        WORLD_TEST(after_a_restart_the_last_holder_has_the_longest_term),
        WORLD_TEST(there_are_only_so_many_leases),
        WORLD_TEST(a_cursor_only_goes_on_and_never_past_the_end),
        WORLD_TEST(a_watermark_is_what_was_set_last),
        WORLD_TEST(the_status_counts_what_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
