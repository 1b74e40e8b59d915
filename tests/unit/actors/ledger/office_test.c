/* Administrators, how they get in, their sessions, and the settings they make. */
#include "tests/unit/actors/ledger/world.h"

static const uint8_t page[32] = "the cookie of the page";
static const uint8_t other_page[32] = "the cookie of another page";
static const uint8_t session[32] = "a session";
static const uint8_t other_session[32] = "another session";
#define BYTES32(array) ((rs_bytes){(array), 32})

/* ------------------------------------------------------------------------- administrators */

static rs_err set_admin(world *self, const rs_admin_args *args)
{
    return world_ask(self, RS_ROLE_CTL, RS_ADMIN_SET, args);
}

static void test_administrators_are_added_and_changed(void **state_p)
{
    world *self = *state_p;
    rs_admin_args args = {.tg = 7, .name = "Анна", .nick = "anna", .rights = RS_RIGHT_OWNER};
    assert_int_equal(set_admin(self, &args), RS_OK);
    const rs_admin_row *row = self->result;
    assert_int_equal(row->id, 1);
    assert_int_equal(row->created, world_now(self));
    assert_string_equal(row->nick, "anna");
    args = (rs_admin_args){.tg = 8, .rights = RS_RIGHT_PAYOUT};
    assert_int_equal(set_admin(self, &args), RS_OK);
    assert_int_equal(((const rs_admin_row *)self->result)->id, 2);
    args = (rs_admin_args){.id = 2, .tg = 9, .rights = RS_RIGHT_SUPPORT};
    assert_int_equal(set_admin(self, &args), RS_OK);
    assert_int_equal(((const rs_admin_row *)self->result)->rights, RS_RIGHT_SUPPORT);
    assert_false(row_has(self->stores.state, TABLE_ADMIN_BY_TG, KEY_1(8)));
    args = (rs_admin_args){.id = 3, .tg = 10, .rights = RS_RIGHT_SUPPORT};
    set_admin(self, &args);
    world_refused(self, RS_NOT_FOUND, "id:");
    args = (rs_admin_args){.rights = RS_RIGHT_SUPPORT};
    set_admin(self, &args);
    world_refused(self, RS_BAD_REQUEST, "tg:");
    args = (rs_admin_args){.tg = 7, .rights = RS_RIGHT_SUPPORT};
    set_admin(self, &args);
    world_refused(self, RS_TAKEN, "tg: administrator 1");
}

static void test_the_last_owner_stays(void **state_p)
{
    world *self = *state_p;
    rs_admin_args first = {.tg = TG(90), .rights = RS_RIGHT_OWNER};
    rs_admin_args second = {.tg = TG(91), .rights = RS_RIGHT_OWNER};
    set_admin(self, &first);
    first.id = 1;
    first.rights = RS_RIGHT_ADMIN;
    set_admin(self, &first);
    world_refused(self, RS_REFUSED, "owner:");
    first.rights = 0;
    set_admin(self, &first);
    world_refused(self, RS_REFUSED, "owner:");
    first.rights = RS_RIGHT_OWNER;
    first.blocked = true;
    set_admin(self, &first);
    world_refused(self, RS_REFUSED, "owner:");
    set_admin(self, &second);
    assert_int_equal(set_admin(self, &first), RS_OK);
    second.id = 2;
    second.blocked = true; /* the other owner is blocked: not one to count on */
    set_admin(self, &second);
    world_refused(self, RS_REFUSED, "owner:");
}

static void test_owners_edit_others_but_not_their_own_rights_away(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t boris = world_admin(self, 91, RS_RIGHT_OWNER);
    int64_t clara = world_admin(self, 92, RS_RIGHT_ADMIN);
    rs_admin_args args = {.id = anna, .tg = TG(90), .rights = RS_RIGHT_ADMIN};
    world_ask_admin(self, anna, RS_ADMIN_SET, &args);
    world_refused(self, RS_REFUSED, "self:");
    args = (rs_admin_args){.id = boris, .tg = TG(91), .rights = RS_RIGHT_OWNER, .blocked = true};
    world_ask_admin(self, anna, RS_ADMIN_SET, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
    args.reason = "утечка";
    world_ask_admin(self, clara, RS_ADMIN_SET, &args);
    world_refused(self, RS_FORBIDDEN, "rights:");
    assert_int_equal(world_ask_admin(self, anna, RS_ADMIN_SET, &args), RS_OK);
}

static void test_who_was_removed_can_be_added_again(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t boris = world_admin(self, 91, RS_RIGHT_PAYOUT);
    rs_admin_args gone = {.id = boris, .tg = TG(91)};
    assert_int_equal(set_admin(self, &gone), RS_OK);
    rs_admins_page out = {0};
    view look = world_view(self);
    assert_int_equal(view_admins(&look, NULL, &out), RS_OK);
    assert_int_equal(out.admins.count, 1);
    rs_admin_args again = {.tg = TG(91), .name = "Борис", .rights = RS_RIGHT_SUPPORT};
    assert_int_equal(set_admin(self, &again), RS_OK);
    assert_int_equal(((const rs_admin_row *)self->result)->id, boris); /* the same person */
    assert_int_equal(((const rs_admin_row *)self->result)->rights, RS_RIGHT_SUPPORT);
}

static void test_sessions_end_at_once_when_an_administrator_is_blocked_or_removed(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    for (int removed = 0; removed < 2; removed++) {
        int64_t who = world_admin(self, 91 + removed, RS_RIGHT_PAYOUT);
        assert_int_equal(world_ask_admin(self, who, RS_SESSION_TOUCH, &(rs_nothing){0}), RS_OK);
        size_t ended = world_facts_of(self, FACT_session_ended);
        rs_admin_args args = {.id = who, .tg = TG(91 + removed)};
        if (!removed) {
            args.blocked = true;
            args.rights = RS_RIGHT_PAYOUT;
        }
        assert_int_equal(set_admin(self, &args), RS_OK);
        assert_int_equal(world_facts_of(self, FACT_session_ended), ended + 1);
        world_ask_admin(self, who, RS_SESSION_TOUCH, &(rs_nothing){0});
        world_refused(self, RS_FORBIDDEN, "session:");
    }
}

/* ---------------------------------------------------------------------------- own sessions */

static void log_in_with(world *self, int64_t admin, const uint8_t *hash, const char *agent)
{
    static const uint8_t ticket[32] = "any ticket";
    rs_login_grant_args grant = {.admin = admin, .ticket = BYTES32(ticket)};
    rs_login_ticket_args args = {.ticket = BYTES32(ticket),
                                 .session = BYTES32(hash),
                                 .agent = agent,
                                 .address = "192.0.2.1"};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant), RS_OK);
    assert_int_equal(world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_TICKET, &args), RS_OK);
}

static rs_sessions_page sessions_seen(world *self, int64_t by, uint32_t rights, int64_t of)
{
    rs_sessions_page out = {0};
    view look = world_view(self);
    look.admin = by;
    look.rights = rights;
    look.session = (rs_bytes){session, 32};
    rs_sessions_args args = {.admin = of};
    assert_int_equal(view_sessions(&look, &args, &out), RS_OK);
    return out;
}

static rs_err revoke(world *self, int64_t by, const rs_session_revoke_args *args)
{
    return world_ask_admin(self, by, RS_SESSION_REVOKE, args);
}

static void test_sessions_are_shown_with_where_and_when_and_which_one_asks(void **state_p)
{
    world *self = *state_p;
    int64_t owner = world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t boris = world_admin(self, 91, RS_RIGHT_SUPPORT);
    log_in_with(self, boris, session, "Firefox");
    int64_t first = world_now(self);
    world_pass(self, HOUR);
    log_in_with(self, boris, other_session, "Chrome");
    rs_sessions_page seen = sessions_seen(self, boris, RS_RIGHT_SUPPORT, 0);
    assert_int_equal(seen.sessions.count, 3); /* one more is the world's */
    assert_true(seen.sessions.items[0].current);
    assert_string_equal(seen.sessions.items[0].agent, "Firefox");
    assert_int_equal(seen.sessions.items[0].created, first);
    assert_int_equal(seen.sessions.items[0].used, first);
    assert_string_equal(seen.sessions.items[1].agent, "Chrome");
    assert_string_equal(seen.sessions.items[1].address, "192.0.2.1");
    memcpy(self->sessions[boris], session, 32);
    assert_int_equal(world_ask_admin(self, boris, RS_SESSION_TOUCH, &(rs_nothing){0}), RS_OK);
    assert_int_equal(sessions_seen(self, boris, RS_RIGHT_SUPPORT, 0).sessions.items[0].used,
                     world_now(self));
    assert_int_equal(sessions_seen(self, owner, RS_RIGHT_OWNER, boris).sessions.count, 3);
    view look = world_view(self);
    look.admin = boris;
    look.rights = RS_RIGHT_SUPPORT;
    rs_sessions_args others = {.admin = owner};
    assert_int_equal(view_sessions(&look, &others, &seen), RS_FORBIDDEN);
    world_pass(self, 13 * HOUR); /* all of them ran out, and that is seen at once */
    assert_int_equal(sessions_seen(self, boris, RS_RIGHT_SUPPORT, 0).sessions.count, 0);
}

static void test_a_session_is_ended_from_another_one_and_so_are_all_others(void **state_p)
{
    world *self = *state_p;
    int64_t owner = world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t boris = world_admin(self, 91, RS_RIGHT_SUPPORT);
    log_in_with(self, boris, session, "Firefox");
    log_in_with(self, boris, other_session, "Chrome");
    memcpy(self->sessions[boris], session, 32);
    rs_sessions_page seen = sessions_seen(self, boris, RS_RIGHT_SUPPORT, 0);
    size_t chrome =
        strcmp(seen.sessions.items[1].agent ? seen.sessions.items[1].agent : "", "Chrome") ? 2 : 1;
    rs_session_revoke_args args = {.key = seen.sessions.items[chrome].key};
    size_t before = world_facts_of(self, FACT_session_ended);
    assert_int_equal(revoke(self, boris, &args), RS_OK);
    assert_int_equal(revoke(self, boris, &args), RS_OK); /* again: nothing more */
    assert_int_equal(world_facts_of(self, FACT_session_ended), before + 1);
    assert_int_equal(sessions_seen(self, boris, RS_RIGHT_SUPPORT, 0).sessions.count, 2);

    args = (rs_session_revoke_args){.all = true};
    assert_int_equal(revoke(self, boris, &args), RS_OK);
    seen = sessions_seen(self, boris, RS_RIGHT_SUPPORT, 0);
    assert_int_equal(seen.sessions.count, 1);
    assert_true(seen.sessions.items[0].current);

    args = (rs_session_revoke_args){.admin = owner, .all = true};
    revoke(self, boris, &args);
    world_refused(self, RS_FORBIDDEN, "admin:");
    args.admin = 77;
    revoke(self, owner, &args);
    world_refused(self, RS_NOT_FOUND, "admin:");
    args = (rs_session_revoke_args){.admin = boris};
    revoke(self, owner, &args);
    world_refused(self, RS_BAD_REQUEST, "key, all:");
    args.all = true;
    assert_int_equal(revoke(self, owner, &args), RS_OK);
    world_ask_admin(self, boris, RS_SESSION_TOUCH, &(rs_nothing){0});
    world_refused(self, RS_FORBIDDEN, "session:");
    assert_int_equal(world_ask_admin(self, owner, RS_SESSION_TOUCH, &(rs_nothing){0}), RS_OK);
}

/* ------------------------------------------------------------------------- login by the bot */

static rs_login_attempt begin(world *self)
{
    rs_login_begin_args args = {
        .secret = BYTES32(page), .agent = "Firefox", .address = "192.0.2.1"};
    assert_int_equal(world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_BEGIN, &args), RS_OK);
    return *(const rs_login_attempt *)self->result;
}

static rs_err open_attempt(world *self, const char *attempt, int64_t n)
{
    rs_tg_user who = {.tg = TG(n)};
    rs_login_open_args args = {.attempt = attempt, .who = &who};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_LOGIN_OPEN, &args);
}

static rs_err choose(world *self, const char *attempt, int64_t n, int64_t number)
{
    rs_login_choose_args args = {.attempt = attempt, .tg = TG(n), .number = number};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_LOGIN_CHOOSE, &args);
}

static const rs_login_result *finish(world *self, const char *attempt, const uint8_t *secret,
                                     const uint8_t *with)
{
    rs_login_finish_args args = {
        .attempt = attempt, .secret = {secret, 32}, .session = {with, 32}, .agent = "Firefox"};
    assert_int_equal(world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_FINISH, &args), RS_OK);
    return self->result;
}

static void expect_session(world *self, const uint8_t *hash, rs_err expected)
{
    memcpy(self->sessions[8], hash, 32);
    assert_int_equal(world_ask_admin(self, 8, RS_SESSION_TOUCH, &(rs_nothing){0}), expected);
}

static void test_the_right_number_lets_the_page_in(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    rs_login_attempt attempt = begin(self);
    assert_int_equal(finish(self, attempt.attempt, page, session)->state, RS_LOGIN_WAITING);
    assert_int_equal(open_attempt(self, attempt.attempt, 90), RS_OK);
    const rs_login_question *question = self->result;
    assert_string_equal(question->agent, "Firefox");
    assert_string_equal(question->address, "192.0.2.1");
    assert_int_equal(question->numbers.count, 3);
    int rights = 0;
    for (size_t n = 0; n < 3; n++) {
        rights += question->numbers.items[n] == attempt.number;
        for (size_t m = 0; m < n; m++)
            assert_int_not_equal(question->numbers.items[n], question->numbers.items[m]);
    }
    assert_int_equal(rights, 1);
    assert_int_equal(finish(self, attempt.attempt, page, session)->state, RS_LOGIN_WAITING);
    assert_int_equal(choose(self, attempt.attempt, 90, attempt.number), RS_OK);
    assert_int_equal(((const rs_login_result *)self->result)->state, RS_LOGIN_DONE);
    const rs_login_result *result = finish(self, attempt.attempt, page, session);
    assert_int_equal(result->state, RS_LOGIN_DONE);
    assert_int_equal(result->me->admin, anna);
    assert_int_equal(result->me->rights, RS_RIGHT_OWNER);
    expect_session(self, session, RS_OK);
}

static const char *chosen_attempt(world *self)
{
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_login_attempt attempt = begin(self);
    assert_int_equal(open_attempt(self, attempt.attempt, 90), RS_OK);
    assert_int_equal(choose(self, attempt.attempt, 90, attempt.number), RS_OK);
    return attempt.attempt;
}

static void
test_asking_again_with_the_same_session_gives_the_same_and_makes_no_other(void **state_p)
{
    world *self = *state_p;
    const char *attempt = chosen_attempt(self);
    assert_non_null(finish(self, attempt, page, session)->me);
    size_t facts = world_facts(self);
    assert_non_null(finish(self, attempt, page, session)->me);
    const rs_login_result *other = finish(self, attempt, page, other_session);
    assert_int_equal(other->state, RS_LOGIN_DONE);
    assert_null(other->me);
    assert_int_equal(world_facts(self), facts);
    expect_session(self, other_session, RS_FORBIDDEN);
}

static void test_another_page_than_the_one_that_began_gets_nothing(void **state_p)
{
    world *self = *state_p;
    const char *attempt = chosen_attempt(self);
    const rs_login_result *result = finish(self, attempt, other_page, other_session);
    assert_int_equal(result->state, RS_LOGIN_EXPIRED);
    assert_null(result->me);
    assert_non_null(finish(self, attempt, page, session)->me);
}

static void test_a_wrong_number_ends_the_attempt(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_login_attempt attempt = begin(self);
    open_attempt(self, attempt.attempt, 90);
    assert_int_equal(choose(self, attempt.attempt, 90, attempt.number == 42 ? 43 : 42), RS_OK);
    assert_int_equal(((const rs_login_result *)self->result)->state, RS_LOGIN_REFUSED);
    choose(self, attempt.attempt, 90, attempt.number);
    world_refused(self, RS_EXPIRED, "attempt:");
    open_attempt(self, attempt.attempt, 90);
    world_refused(self, RS_EXPIRED, "attempt:");
    assert_int_equal(finish(self, attempt.attempt, page, session)->state, RS_LOGIN_REFUSED);
    expect_session(self, session, RS_FORBIDDEN);
}

static void test_only_the_administrator_who_opened_an_attempt_may_choose(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    world_admin(self, 91, RS_RIGHT_PAYOUT);
    rs_login_attempt attempt = begin(self);
    choose(self, attempt.attempt, 90, attempt.number); /* not opened yet */
    world_refused(self, RS_EXPIRED, "attempt:");
    open_attempt(self, attempt.attempt, 5);
    world_refused(self, RS_FORBIDDEN, "who:");
    assert_int_equal(open_attempt(self, attempt.attempt, 90), RS_OK);
    assert_int_equal(open_attempt(self, attempt.attempt, 90), RS_OK); /* the bot asked again */
    open_attempt(self, attempt.attempt, 91);
    world_refused(self, RS_EXPIRED, "attempt: used already");
    choose(self, attempt.attempt, 91, attempt.number);
    world_refused(self, RS_EXPIRED, "attempt:");
    assert_int_equal(choose(self, attempt.attempt, 90, attempt.number), RS_OK);
}

static void test_an_attempt_is_over_after_five_minutes(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_login_attempt attempt = begin(self);
    assert_int_equal(attempt.expires, world_now(self) + 5 * MINUTE);
    open_attempt(self, attempt.attempt, 90);
    choose(self, attempt.attempt, 90, attempt.number);
    world_pass(self, 5 * MINUTE);
    assert_int_equal(finish(self, attempt.attempt, page, session)->state, RS_LOGIN_EXPIRED);
    open_attempt(self, attempt.attempt, 90);
    world_refused(self, RS_EXPIRED, "attempt:");
    assert_false(row_has(self->stores.state, TABLE_LOGIN, KEY_TEXT(attempt.attempt)));
}

static void test_an_administrator_blocked_in_between_does_not_get_in(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    world_admin(self, 91, RS_RIGHT_PAYOUT);
    rs_login_attempt attempt = begin(self);
    open_attempt(self, attempt.attempt, 91);
    choose(self, attempt.attempt, 91, attempt.number);
    rs_admin_args args = {.id = 2, .tg = TG(91), .rights = RS_RIGHT_PAYOUT, .blocked = true};
    set_admin(self, &args);
    const rs_login_result *result = finish(self, attempt.attempt, page, session);
    assert_int_equal(result->state, RS_LOGIN_REFUSED);
    assert_null(result->me);
    expect_session(self, session, RS_FORBIDDEN);
}

static void test_secrets_of_another_length_are_refused(void **state_p)
{
    world *self = *state_p;
    rs_login_begin_args args = {.secret = {page, 31}};
    world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_BEGIN, &args);
    world_refused(self, RS_BAD_REQUEST, "secret:");
    rs_login_finish_args last = {.attempt = "x", .secret = {page, 32}, .session = {session, 5}};
    world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_FINISH, &last);
    world_refused(self, RS_BAD_REQUEST, "secret, session:");
    rs_login_grant_args grant = {.admin = 1, .ticket = {page, 1}};
    world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant);
    world_refused(self, RS_BAD_REQUEST, "ticket:");
    rs_login_ticket_args trade = {.ticket = {page, 32}, .session = {session, 0}};
    world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_TICKET, &trade);
    world_refused(self, RS_BAD_REQUEST, "ticket, session:");
}

/* ------------------------------------------------------------------------- tickets */

static rs_login_state trade(world *self, const uint8_t *ticket, const uint8_t *with)
{
    rs_login_ticket_args args = {.ticket = {ticket, 32}, .session = {with, 32}};
    assert_int_equal(world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_TICKET, &args), RS_OK);
    return ((const rs_login_result *)self->result)->state;
}

static void test_a_ticket_is_good_once_and_for_ten_minutes(void **state_p)
{
    static const uint8_t ticket[32] = "a ticket";
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_login_grant_args grant = {.admin = 1, .ticket = {ticket, 32}};
    assert_int_equal(trade(self, ticket, session), RS_LOGIN_EXPIRED);
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant), RS_OK);
    assert_int_equal(trade(self, ticket, session), RS_LOGIN_DONE);
    assert_int_equal(trade(self, ticket, other_session), RS_LOGIN_EXPIRED);
    expect_session(self, session, RS_OK);
    expect_session(self, other_session, RS_FORBIDDEN);
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant), RS_OK);
    world_pass(self, 10 * MINUTE);
    assert_int_equal(trade(self, ticket, other_session), RS_LOGIN_EXPIRED);
    grant.admin = 9;
    world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant);
    world_refused(self, RS_NOT_FOUND, "admin:");
}

static void test_a_ticket_granted_again_lasts_its_whole_time(void **state_p)
{
    static const uint8_t ticket[32] = "a ticket";
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_login_grant_args grant = {.admin = 1, .ticket = {ticket, 32}};
    world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant);
    world_pass(self, 6 * MINUTE);
    world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant);
    world_pass(self, 6 * MINUTE);
    assert_int_equal(trade(self, ticket, session), RS_LOGIN_DONE);
}

/* Rows whose time is over are swept a little later, and much later after the writer was down. */
static void test_what_is_over_is_over_even_before_it_is_swept(void **state_p)
{
    static const uint8_t ticket[32] = "a ticket";
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    rs_login_grant_args grant = {.admin = anna, .ticket = {ticket, 32}};
    world_ask(self, RS_ROLE_CTL, RS_LOGIN_GRANT, &grant);
    rs_login_attempt attempt = begin(self);
    self->desk.now += 5 * MINUTE;
    open_attempt(self, attempt.attempt, 90);
    world_refused(self, RS_EXPIRED, "attempt:");
    self->desk.now += 5 * MINUTE;
    assert_int_equal(trade(self, ticket, session), RS_LOGIN_EXPIRED);
    self->desk.now += 12 * HOUR - 10 * MINUTE;
    world_ask_admin(self, anna, RS_SESSION_TOUCH, &(rs_nothing){0});
    world_refused(self, RS_FORBIDDEN, "session:");
    world_pass(self, 0);
    assert_int_equal(world_facts_of(self, FACT_swept), 1);
}

/* ------------------------------------------------------------------------- Telegram's word */

static const rs_login_result *vouched(world *self, int64_t n, const uint8_t *proof,
                                      const uint8_t *with)
{
    rs_login_vouched_args args = {
        .tg = TG(n), .proof = BYTES32(proof), .session = BYTES32(with), .agent = "Firefox"};
    assert_int_equal(world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_VOUCHED, &args), RS_OK);
    return self->result;
}

static void test_whom_telegram_vouches_for_gets_in_once_with_the_same_proof(void **state_p)
{
    static const uint8_t proof[32] = "a token";
    static const uint8_t other_proof[32] = "another token";
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    const rs_login_result *result = vouched(self, 90, proof, session);
    assert_int_equal(result->state, RS_LOGIN_DONE);
    assert_int_equal(result->me->admin, anna);
    assert_int_equal(result->me->expires, world_now(self) + 12 * HOUR);
    expect_session(self, session, RS_OK);

    result = vouched(self, 90, proof, other_session);
    assert_int_equal(result->state, RS_LOGIN_EXPIRED);
    assert_null(result->me);
    expect_session(self, other_session, RS_FORBIDDEN);
    world_pass(self, 24 * HOUR - 1);
    assert_int_equal(vouched(self, 90, proof, other_session)->state, RS_LOGIN_EXPIRED);
    assert_int_equal(vouched(self, 90, other_proof, other_session)->state, RS_LOGIN_DONE);
    world_pass(self, 1);
    assert_false(row_has(self->stores.state, TABLE_PROOF, KEY_RAW(BYTES32(proof))));
}

static void test_whom_telegram_vouches_for_is_told_why_not(void **state_p)
{
    static const uint8_t proof[32] = "a token";
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t boris = world_admin(self, 91, RS_RIGHT_SUPPORT);
    assert_int_equal(vouched(self, 92, proof, session)->state, RS_LOGIN_STRANGER);
    rs_admin_args args = {.id = boris, .tg = TG(91), .rights = RS_RIGHT_SUPPORT, .blocked = true};
    assert_int_equal(set_admin(self, &args), RS_OK);
    assert_int_equal(vouched(self, 91, proof, session)->state, RS_LOGIN_BLOCKED);
    assert_null(((const rs_login_result *)self->result)->me);
    args.rights = 0;
    assert_int_equal(set_admin(self, &args), RS_OK);
    assert_int_equal(vouched(self, 91, proof, session)->state, RS_LOGIN_STRANGER);
    expect_session(self, session, RS_FORBIDDEN);
    args.rights = RS_RIGHT_SUPPORT;
    args.blocked = false;
    args.id = 0; /* who was removed is added anew */
    assert_int_equal(set_admin(self, &args), RS_OK);
    assert_int_equal(vouched(self, 91, proof, session)->state, RS_LOGIN_DONE);

    rs_login_vouched_args bad = {.tg = TG(90), .proof = {proof, 31}, .session = BYTES32(session)};
    world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_VOUCHED, &bad);
    world_refused(self, RS_BAD_REQUEST, "proof, session:");
    bad = (rs_login_vouched_args){.tg = TG(90), .proof = BYTES32(proof), .session = {session, 0}};
    world_ask(self, RS_ROLE_GATEWAY, RS_LOGIN_VOUCHED, &bad);
    world_refused(self, RS_BAD_REQUEST, "proof, session:");
}

/* ------------------------------------------------------------------------- sessions */

static int64_t touch(world *self, int64_t admin)
{
    assert_int_equal(world_ask_admin(self, admin, RS_SESSION_TOUCH, &(rs_nothing){0}), RS_OK);
    return ((const rs_me *)self->result)->expires;
}

static void test_a_session_ends_after_twelve_idle_hours(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    world_pass(self, 12 * HOUR - 1);
    assert_int_equal(touch(self, anna), world_now(self) + 12 * HOUR);
    world_pass(self, 12 * HOUR - 1);
    touch(self, anna);
    world_pass(self, 12 * HOUR);
    world_ask_admin(self, anna, RS_SESSION_TOUCH, &(rs_nothing){0});
    world_refused(self, RS_FORBIDDEN, "session:");
    rs_bytes hash = {self->sessions[anna], 32};
    assert_false(row_has(self->stores.state, TABLE_SESSION, KEY_RAW(hash)));
    assert_false(row_has(self->stores.state, TABLE_SESSION_OF, KEY_1_RAW(anna, hash)));
}

static void test_a_session_ends_after_seven_days_whatever_happens(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t made = world_now(self);
    int64_t expires = 0;
    while (world_now(self) < made + 7 * DAY - 2 * HOUR) {
        world_pass(self, 2 * HOUR);
        expires = touch(self, anna);
    }
    assert_int_equal(expires, made + 7 * DAY);
    world_pass(self, 2 * HOUR);
    world_ask_admin(self, anna, RS_SESSION_TOUCH, &(rs_nothing){0});
    world_refused(self, RS_FORBIDDEN, "session:");
}

static void test_touching_writes_every_few_minutes_at_most(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t expires = touch(self, anna);
    size_t facts = world_facts(self);
    world_pass(self, 5 * MINUTE - 1);
    assert_int_equal(touch(self, anna), expires);
    assert_int_equal(world_facts(self), facts);
    world_pass(self, 1);
    assert_int_equal(touch(self, anna), expires + 5 * MINUTE);
    assert_int_equal(world_facts(self), facts + 1);
}

static void test_who_logs_out_is_out(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_admin(self, 90, RS_RIGHT_OWNER);
    assert_int_equal(world_ask_admin(self, anna, RS_SESSION_END, &(rs_nothing){0}), RS_OK);
    world_ask_admin(self, anna, RS_SESSION_TOUCH, &(rs_nothing){0});
    world_refused(self, RS_FORBIDDEN, "session:");
}

static void test_a_session_is_needed_where_the_protocol_says(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    world_admin(self, 91, RS_RIGHT_ANALYST);
    rs_payout_claim_args args = {.payout = 1};
    self->as = 0;
    world_ask(self, RS_ROLE_GATEWAY, RS_PAYOUT_CLAIM, &args);
    world_refused(self, RS_FORBIDDEN, "session:");
    world_ask_admin(self, 2, RS_PAYOUT_CLAIM, &args);
    world_refused(self, RS_FORBIDDEN, "rights:");
    world_ask_admin(self, 1, RS_PAYOUT_CLAIM, &args);
    world_refused(self, RS_NOT_FOUND, "payout:");
}

/* ------------------------------------------------------------------------- settings */

static rs_err set_settings(world *self, int64_t version, const rs_settings *settings)
{
    rs_settings_args args = {.version = version, .settings = settings, .reason = "проверка"};
    return world_ask_admin(self, 1, RS_SETTINGS_SET, &args);
}

static void test_settings_are_versions_and_the_second_editor_gets_a_conflict(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_settings settings = world_settings(self);
    settings.own_rate = 100;
    assert_int_equal(set_settings(self, 0, &settings), RS_OK);
    const rs_settings_view *result = self->result;
    assert_int_equal(result->version, 1);
    assert_int_equal(result->since, world_now(self));
    assert_int_equal(result->settings->own_rate, 100);
    settings.own_rate = 200;
    set_settings(self, 0, &settings);
    world_refused(self, RS_CONFLICT, "version: 1");
    assert_int_equal(set_settings(self, 1, &settings), RS_OK);
    assert_int_equal(world_settings(self).own_rate, 200);
}

static void test_settings_that_make_no_sense_are_refused(void **state_p)
{
    world *self = *state_p;
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_settings good_ones = world_settings(self);
    static const int64_t two[] = {500, 500};
    static const int64_t much[] = {500, 500, 501};
    static const int64_t all[] = {10001};
    static char endless[4 * 4097 + 1];
    rs_settings bad = good_ones;
    bad.level_rates = (rs_ints){two, 2};
    set_settings(self, 0, &bad);
    world_refused(self, RS_BAD_REQUEST, "level_rates:");
    bad.level_rates = (rs_ints){much, 3};
    set_settings(self, 0, &bad);
    world_refused(self, RS_REFUSED, "level_rates: the levels together give 1501");
    bad.levels = 1;
    bad.level_rates = (rs_ints){all, 1};
    bad.max_network_rate = 100000;
    set_settings(self, 0, &bad);
    world_refused(self, RS_BAD_REQUEST, "level_rates: level 1 is over");
    bad = good_ones;
    bad.own_rate = 10001;
    set_settings(self, 0, &bad);
    world_refused(self, RS_BAD_REQUEST, "own_rate:");
    bad = good_ones;
    bad.point_rate = 0;
    set_settings(self, 0, &bad);
    world_refused(self, RS_BAD_REQUEST, "point_rate");
    bad = good_ones;
    bad.payout_min = -1;
    set_settings(self, 0, &bad);
    world_refused(self, RS_BAD_REQUEST, "payout_min");
    bad = good_ones;
    memset(endless, 'a', 4097);
    bad.text_help = endless;
    set_settings(self, 0, &bad);
    world_refused(self, RS_BAD_REQUEST, "a text");
    bad = good_ones;
    bad.digest_default = RS_FREQUENCY_AT_ONCE;
    set_settings(self, 0, &bad);
    world_refused(self, RS_BAD_REQUEST, "digest_default: never, daily or weekly");
    assert_int_equal(set_settings(self, 0, &good_ones), RS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(administrators_are_added_and_changed),
        WORLD_TEST(the_last_owner_stays),
        WORLD_TEST(owners_edit_others_but_not_their_own_rights_away),
        WORLD_TEST(who_was_removed_can_be_added_again),
        WORLD_TEST(sessions_end_at_once_when_an_administrator_is_blocked_or_removed),
        WORLD_TEST(sessions_are_shown_with_where_and_when_and_which_one_asks),
        WORLD_TEST(a_session_is_ended_from_another_one_and_so_are_all_others),
        WORLD_TEST(the_right_number_lets_the_page_in),
        WORLD_TEST(asking_again_with_the_same_session_gives_the_same_and_makes_no_other),
        WORLD_TEST(another_page_than_the_one_that_began_gets_nothing),
        WORLD_TEST(a_wrong_number_ends_the_attempt),
        WORLD_TEST(only_the_administrator_who_opened_an_attempt_may_choose),
        WORLD_TEST(an_attempt_is_over_after_five_minutes),
        WORLD_TEST(an_administrator_blocked_in_between_does_not_get_in),
        WORLD_TEST(secrets_of_another_length_are_refused),
        WORLD_TEST(a_ticket_is_good_once_and_for_ten_minutes),
        WORLD_TEST(a_ticket_granted_again_lasts_its_whole_time),
        WORLD_TEST(what_is_over_is_over_even_before_it_is_swept),
        WORLD_TEST(whom_telegram_vouches_for_gets_in_once_with_the_same_proof),
        WORLD_TEST(whom_telegram_vouches_for_is_told_why_not),
        WORLD_TEST(a_session_ends_after_twelve_idle_hours),
        WORLD_TEST(a_session_ends_after_seven_days_whatever_happens),
        WORLD_TEST(touching_writes_every_few_minutes_at_most),
        WORLD_TEST(who_logs_out_is_out),
        WORLD_TEST(a_session_is_needed_where_the_protocol_says),
        WORLD_TEST(settings_are_versions_and_the_second_editor_gets_a_conflict),
        WORLD_TEST(settings_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
