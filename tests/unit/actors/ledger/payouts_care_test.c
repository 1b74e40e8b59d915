/* Payout requests that keep their state: who has them, corrections, two who agree, notes. */
#include "tests/unit/actors/ledger/payday.h"

static rs_err correct(world *self, int64_t who, int64_t payout, int64_t points, int64_t money)
{
    rs_payout_correct_args args = {.payout = payout,
                                   .rev = world_payout_row(self, payout).rev,
                                   .points = points,
                                   .money = money,
                                   .reason = "по договорённости"};
    return world_ask_admin(self, who, RS_PAYOUT_CORRECT, &args);
}

static rs_err approve(world *self, int64_t who, int64_t payout)
{
    rs_payout_approve_args args = {.payout = payout, .rev = world_payout_row(self, payout).rev};
    return world_ask_admin(self, who, RS_PAYOUT_APPROVE, &args);
}

static rs_err pay(world *self, int64_t who, int64_t payout)
{
    self->as = who;
    return world_move(self, payout, RS_PAYOUT_PAID);
}

static void want_two(world *self, int64_t from)
{
    rs_settings settings = world_settings(self);
    settings.two_approvals_from = from;
    world_set(self, &settings);
}

/* --------------------------------------------------------------------------------- claims */

static void test_a_claim_ends_by_itself(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    assert_int_equal(claim(self, anna, payout, true, NULL), RS_OK);
    assert_int_equal(shown(self, payout).operator, anna);
    assert_int_equal(shown(self, payout).claimed_until, world_now(self) + 15 * MINUTE);
    world_pass(self, 15 * MINUTE - 1);
    claim(self, boris, payout, true, NULL);
    world_refused(self, RS_REFUSED, "claimed:");
    world_pass(self, 1);
    assert_int_equal(shown(self, payout).operator, 0);
    assert_int_equal(claim(self, boris, payout, true, NULL), RS_OK); /* needs no reason now */
    assert_int_equal(shown(self, payout).operator, boris);
}

static void test_a_claim_is_renewed_by_asking_again_and_by_moving_on(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    assert_int_equal(claim(self, anna, payout, true, NULL), RS_OK);
    int64_t rev = world_payout_row(self, payout).rev;
    world_pass(self, 10 * MINUTE);
    assert_int_equal(claim(self, anna, payout, true, NULL), RS_OK);
    assert_int_equal(world_payout_row(self, payout).rev, rev); /* nobody's view of it is outdated */
    assert_int_equal(shown(self, payout).claimed_until, world_now(self) + 15 * MINUTE);
    world_pass(self, 14 * MINUTE);
    self->as = anna;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(shown(self, payout).claimed_until, world_now(self) + 15 * MINUTE);
    assert_int_equal(pay(self, anna, payout), RS_OK);
    world_pass(self, HOUR);
    assert_int_equal(shown(self, payout).operator, anna); /* who dealt with it, for good */
    assert_int_equal(shown(self, payout).claimed_until, 0);
}

/* ---------------------------------------------------------------------------- corrections */

static void test_a_correction_reserves_or_releases_the_difference(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(60, 0));
    assert_int_equal(correct(self, anna, payout, PTS(70, 0), 0), RS_OK);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(30, 0), PTS(70, 0));
    assert_int_equal(shown(self, payout).money, RUB(70, 0));
    assert_int_equal(correct(self, anna, payout, PTS(20, 0), RUB(19, 50)), RS_OK);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(80, 0), PTS(20, 0));
    assert_int_equal(correct(self, anna, payout, 0, RUB(20, 0)), RS_OK);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(80, 0), PTS(20, 0));
    correct(self, anna, payout, PTS(100, 1), 0);
    world_refused(self, RS_INSUFFICIENT, "available:");
    correct(self, anna, payout, PTS(20, 0), RUB(20, 0));
    world_refused(self, RS_BAD_REQUEST, "points:");
    correct(self, anna, payout, -1, 0);
    world_refused(self, RS_BAD_REQUEST, "points:");
    rs_payout_correct_args args = {.payout = payout,
                                   .rev = world_payout_row(self, payout).rev,
                                   .points = PTS(1, 0),
                                   .reason = "так"};
    world_ask_admin(self, anna, RS_PAYOUT_CORRECT, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
    args.rev--;
    world_ask_admin(self, anna, RS_PAYOUT_CORRECT, &args);
    world_refused(self, RS_CONFLICT, "rev:");
    self->as = anna;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(pay(self, anna, payout), RS_OK);
    assert_int_equal(world_account(self, MEMBER).paid_money, RUB(20, 0));
    correct(self, anna, payout, PTS(1, 0), 0);
    world_refused(self, RS_REFUSED, "state:");
}

static void test_only_an_administrator_corrects_and_not_behind_a_colleagues_back(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(60, 0));
    correct(self, boris, payout, PTS(50, 0), 0);
    world_refused(self, RS_FORBIDDEN, "rights:");
    assert_int_equal(claim(self, boris, payout, true, NULL), RS_OK);
    correct(self, anna, payout, PTS(50, 0), 0);
    world_refused(self, RS_REFUSED, "claimed:");
}

static void test_a_debtors_request_can_be_made_smaller_but_not_larger(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(60, 0));
    take_back(self);
    assert_int_equal(shown(self, payout).debt, PTS(60, 0));
    correct(self, anna, payout, PTS(61, 0), 0);
    world_refused(self, RS_INSUFFICIENT, "available:");
    assert_int_equal(correct(self, anna, payout, PTS(10, 0), 0), RS_OK);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(-10, 0), PTS(10, 0));
    assert_int_equal(shown(self, payout).debt, PTS(10, 0));
    self->as = anna;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    pay(self, anna, payout);
    world_refused(self, RS_REFUSED, "debt:");
}

/* --------------------------------------------------------------------------- two who agree */

static void test_a_large_payout_is_paid_by_another_than_who_approved_it(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    want_two(self, RUB(50, 0));
    int64_t payout = world_payout(self, D, PTS(50, 0));
    assert_true(shown(self, payout).two_approvals);
    self->as = boris;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    pay(self, boris, payout);
    world_refused(self, RS_REFUSED, "approval:");
    assert_int_equal(approve(self, boris, payout), RS_OK);
    assert_int_equal(shown(self, payout).approver, boris);
    assert_int_equal(shown(self, payout).approved, world_now(self));
    assert_int_equal(shown(self, payout).state, RS_PAYOUT_NEGOTIATION);
    approve(self, boris, payout);
    world_refused(self, RS_REFUSED, "approval: you");
    approve(self, anna, payout);
    world_refused(self, RS_REFUSED, "approval: a colleague");
    pay(self, boris, payout);
    world_refused(self, RS_REFUSED, "approval: you");
    assert_int_equal(claim(self, boris, payout, false, NULL), RS_OK);
    assert_int_equal(pay(self, anna, payout), RS_OK);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(50, 0), 0);
}

static void test_a_correction_wants_a_new_approval(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    want_two(self, RUB(50, 0));
    int64_t payout = world_payout(self, D, PTS(50, 0));
    assert_int_equal(approve(self, boris, payout), RS_OK);
    assert_int_equal(correct(self, anna, payout, PTS(90, 0), 0), RS_OK);
    assert_int_equal(shown(self, payout).approver, 0);
    self->as = anna;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    pay(self, anna, payout);
    world_refused(self, RS_REFUSED, "approval:");
    assert_int_equal(correct(self, anna, payout, PTS(49, 99), 0), RS_OK); /* small enough for one */
    approve(self, boris, payout);
    world_refused(self, RS_REFUSED, "approval: one");
    assert_int_equal(pay(self, anna, payout), RS_OK);
}

/* ---------------------------------------------------------------------------------- notes */

static void test_notes_and_claims_stand_in_the_history_with_who_wrote_them(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    rs_payout_note_args args = {.payout = payout, .note = " \n"};
    world_ask_admin(self, boris, RS_PAYOUT_NOTE, &args);
    world_refused(self, RS_BAD_REQUEST, "note:");
    args.note = "жду справку";
    int64_t rev = world_payout_row(self, payout).rev;
    assert_int_equal(world_ask_admin(self, boris, RS_PAYOUT_NOTE, &args), RS_OK);
    assert_int_equal(((const rs_payout_row *)self->result)->state, RS_PAYOUT_NEW);
    assert_int_equal(world_payout_row(self, payout).rev, rev);
    assert_int_equal(claim(self, anna, payout, true, NULL), RS_OK);
    assert_int_equal(claim(self, boris, payout, true, "Анна в отпуске"), RS_OK);
    rs_payout_card card = {0};
    rs_payout_key key = {.payout = payout};
    view look = world_view(self);
    assert_int_equal(view_payout_card(&look, &key, &card), RS_OK);
    assert_int_equal(card.history.count, 4);
    assert_int_equal(card.history.items[1].kind, RS_DEED_NOTED);
    assert_string_equal(card.history.items[1].note, "жду справку");
    assert_int_equal(card.history.items[2].kind, RS_DEED_CLAIMED);
    assert_string_equal(card.history.items[3].note, "Анна в отпуске");
    for (int n = 0; n < 60; n++) /* a card shows the latest fifty */
        assert_int_equal(world_ask_admin(self, boris, RS_PAYOUT_NOTE, &args), RS_OK);
    look = world_view(self);
    assert_int_equal(view_payout_card(&look, &key, &card), RS_OK);
    assert_int_equal(card.history.count, 50);
    assert_int_equal(card.history.items[49].kind, RS_DEED_NOTED);
}

/* ------------------------------------------------------------------------- whose dialogue it is */

static int64_t dialogue_of(world *self, int64_t participant)
{
    return row_ref(self->stores.state, self->memory, TABLE_CONVERSATION_OF,
                   KEY_2(RS_CONVERSATION_PAYOUT, world_row(self, participant).tg));
}

static int64_t assignee_of(world *self, int64_t room)
{
    rs_conversation_view out = {0};
    view look = world_view(self);
    assert_true(show_conversation(&look, room, &out));
    return out.assignee;
}

static void test_the_dialogue_of_a_request_is_dealt_to_whoever_took_it(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    int64_t room = dialogue_of(self, MEMBER);
    assert_int_equal(claim(self, boris, payout, true, NULL), RS_OK);
    assert_int_equal(assignee_of(self, room), 0); /* in topics nobody has it */
    rs_assign_args args = {.id = room, .deal = true};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_CONVERSATION_ASSIGN, &args), RS_OK);
    assert_int_equal(assignee_of(self, room), boris); /* the owner has as little to do */
}

static void test_where_dialogues_are_dealt_they_follow_whoever_takes_the_request(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    rs_settings settings = world_settings(self);
    settings.operators_mode = RS_OPERATORS_PRIVATE;
    world_set(self, &settings);
    int64_t payout = world_payout(self, D, PTS(10, 0));
    int64_t room = dialogue_of(self, MEMBER);
    assert_int_equal(claim(self, boris, payout, true, NULL), RS_OK);
    assert_int_equal(assignee_of(self, room), boris);
    assert_int_equal(claim(self, anna, payout, true, "Борис в отпуске"), RS_OK);
    assert_int_equal(assignee_of(self, room), anna);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAYDAY_TEST(a_claim_ends_by_itself),
        PAYDAY_TEST(a_claim_is_renewed_by_asking_again_and_by_moving_on),
        PAYDAY_TEST(a_correction_reserves_or_releases_the_difference),
        PAYDAY_TEST(only_an_administrator_corrects_and_not_behind_a_colleagues_back),
        PAYDAY_TEST(a_debtors_request_can_be_made_smaller_but_not_larger),
        PAYDAY_TEST(a_large_payout_is_paid_by_another_than_who_approved_it),
        PAYDAY_TEST(a_correction_wants_a_new_approval),
        PAYDAY_TEST(notes_and_claims_stand_in_the_history_with_who_wrote_them),
        PAYDAY_TEST(the_dialogue_of_a_request_is_dealt_to_whoever_took_it),
        PAYDAY_TEST(where_dialogues_are_dealt_they_follow_whoever_takes_the_request),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
