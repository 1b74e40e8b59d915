/* What administrators change of participants: points, inviter, Ozon ID, status, note. */
#include "actors/ledger/views/view.h"
#include "tests/unit/actors/ledger/world.h"

static const char why[] = "по обращению участника";

static int64_t rev(world *self, int64_t participant)
{
    return world_row(self, participant).rev;
}

static rs_err correct(world *self, int64_t participant, int64_t held_by, int64_t available_by)
{
    rs_account_row now = world_account(self, participant);
    rs_correct_args args = {
        .participant = participant,
        .held = now.held,
        .available = now.available,
        .held_by = held_by,
        .available_by = available_by,
        .reason = why,
    };
    return world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args);
}

static rs_err tie(world *self, int64_t participant, int64_t inviter)
{
    rs_tie_args args = {
        .participant = participant,
        .rev = rev(self, participant),
        .inviter = inviter,
        .reason = why,
    };
    return world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_TIE, &args);
}

static rs_err bind(world *self, int64_t participant, const char *ozon, bool proven)
{
    rs_ozon_args args = {
        .participant = participant,
        .rev = rev(self, participant),
        .ozon = ozon,
        .proven = proven,
        .reason = why,
    };
    return world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_OZON, &args);
}

static rs_err block(world *self, int64_t participant, bool blocked)
{
    rs_block_args args = {
        .participant = participant,
        .rev = rev(self, participant),
        .blocked = blocked,
        .reason = why,
    };
    return world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_BLOCK, &args);
}

/* An order of E's, delivered: 99.99 for E, D, C and B each. */
static void buy(world *self, int order)
{
    assert_true(SEE(self, .ozon = OZON(E), .order = order, .status = RS_POSTING_DELIVERED,
                    .asked = world_now(self) + order, .goods = {{1, 1, RUB(1999, 99)}}));
}

/* ------------------------------------------------------------------------------- points */

static void test_a_correction_moves_both_balances_and_says_whence(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    assert_int_equal(correct(self, C, PTS(10, 0), PTS(5, 50)), RS_OK);
    EXPECT_BALANCE(self, C, PTS(10, 0), PTS(5, 50), 0);
    const rs_participant_edit *edit = self->result;
    assert_int_equal(edit->who->held, PTS(10, 0));
    assert_int_equal(edit->who->corrected, PTS(15, 50));
    assert_int_equal(correct(self, C, -PTS(4, 0), -PTS(8, 0)), RS_OK);
    EXPECT_BALANCE(self, C, PTS(6, 0), -PTS(2, 50), 0);
}

static void test_a_correction_on_hold_thaws_by_the_hold_of_today_or_when_told(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    assert_int_equal(correct(self, C, PTS(10, 0), 0), RS_OK);
    assert_int_equal(((const rs_participant_edit *)self->result)->who->next_release,
                     world_now(self) + 30 * DAY);
    assert_int_equal(((const rs_participant_edit *)self->result)->who->next_points, PTS(10, 0));
    rs_correct_args args = {
        .participant = C,
        .held = PTS(10, 0),
        .held_by = PTS(3, 0),
        .release = world_now(self) + 2 * DAY,
        .reason = why,
    };
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args), RS_OK);
    world_pass(self, 2 * DAY);
    EXPECT_BALANCE(self, C, PTS(10, 0), PTS(3, 0), 0);
    world_pass(self, 28 * DAY - 1);
    EXPECT_BALANCE(self, C, PTS(10, 0), PTS(3, 0), 0);
    world_pass(self, 1);
    EXPECT_BALANCE(self, C, 0, PTS(13, 0), 0);
}

static void test_less_on_hold_is_taken_from_what_is_released_last(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 1);
    world_pass(self, DAY);
    assert_int_equal(correct(self, D, PTS(10, 0), 0), RS_OK); /* released a day later */
    world_pass(self, DAY);
    buy(self, 2); /* and this still later */
    EXPECT_BALANCE(self, D, PTS(209, 98), 0, 0);
    assert_int_equal(correct(self, D, -PTS(105, 0), 0), RS_OK); /* 99.99, and 5.01 of the ten */
    EXPECT_BALANCE(self, D, PTS(104, 98), 0, 0);
    world_check(self);
    world_pass(self, 28 * DAY);
    EXPECT_BALANCE(self, D, PTS(4, 99), PTS(99, 99), 0);
    world_pass(self, DAY);
    EXPECT_BALANCE(self, D, 0, PTS(104, 98), 0);
    /* E, whose share of the second order nobody has touched, gets it in time. */
    EXPECT_BALANCE(self, E, PTS(99, 99), PTS(99, 99), 0);
    world_pass(self, DAY);
    EXPECT_BALANCE(self, E, 0, PTS(199, 98), 0);
    EXPECT_BALANCE(self, D, 0, PTS(104, 98), 0);
}

static void
test_what_a_correction_took_off_a_purchase_its_return_takes_back_all_the_same(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 1);
    assert_int_equal(correct(self, D, -PTS(60, 0), 0), RS_OK);
    assert_true(SEE_RETURN(self, .ozon = OZON(E), .order = 1, .id = 5, .sku = 1, .qty = 1,
                           .asked = world_now(self) + 9));
    EXPECT_BALANCE(self, D, 0, -PTS(60, 0), 0);
    EXPECT_BALANCE(self, C, 0, 0, 0);
    assert_int_equal(world_row(self, D).status, RS_PARTICIPANT_ACTIVE);
}

static void test_a_correction_made_from_an_old_balance_is_a_conflict(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    rs_correct_args args = {.participant = D, .available_by = PTS(1, 0), .reason = why};
    buy(self, 1);
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args);
    world_refused(self, RS_CONFLICT, "balance: by now 9999");
    args.held = PTS(99, 99);
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args), RS_OK);
}

static void test_corrections_that_make_no_sense_are_refused(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    correct(self, D, 0, 0);
    world_refused(self, RS_BAD_REQUEST, "held_by, available_by: nothing");
    correct(self, D, -1, 0);
    world_refused(self, RS_REFUSED, "held_by: only 0");
    correct(self, D, 0, INT64_C(1000000000000001));
    world_refused(self, RS_BAD_REQUEST, "held_by, available_by: out of range");
    correct(self, 99, 0, 1);
    world_refused(self, RS_NOT_FOUND, "participant:");
    rs_correct_args args = {.participant = D, .available_by = 1, .reason = "ну"};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
    args = (rs_correct_args){
        .participant = D, .held_by = 1, .release = world_now(self), .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args);
    world_refused(self, RS_BAD_REQUEST, "release:");
}

static void test_the_same_correction_sent_twice_counts_once(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    rs_correct_args args = {.participant = D, .available_by = PTS(7, 0), .reason = why};
    for (int n = 0; n < 3; n++)
        assert_int_equal(
            world_ask_as(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args, "the same key"), RS_OK);
    EXPECT_BALANCE(self, D, 0, PTS(7, 0), 0);
}

/* ------------------------------------------------------------------------------- inviter */

static void
test_another_inviter_earns_from_orders_to_come_and_the_subtree_moves_along(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 1);
    world_pass(self, HOUR);
    assert_int_equal(tie(self, D, A), RS_OK);
    assert_int_equal(((const rs_participant_edit *)self->result)->who->inviter, A);
    world_pass(self, HOUR);
    buy(self, 2);
    EXPECT_BALANCE(self, D, PTS(199, 98), 0, 0);
    EXPECT_BALANCE(self, C, PTS(99, 99), 0, 0);
    EXPECT_BALANCE(self, A, PTS(99, 99), 0, 0);
    assert_int_equal(world_row(self, C).referrals, 0);
    assert_int_equal(world_row(self, A).referrals, 2);
    assert_int_equal(tie(self, D, 0), RS_OK);
    assert_int_equal(world_row(self, D).inviter, 0);
    assert_int_equal(world_row(self, A).referrals, 1);
}

static void test_loops_and_oneself_are_refused_as_inviters(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    tie(self, B, B);
    world_refused(self, RS_REFUSED, "self:");
    tie(self, B, E);
    world_refused(self, RS_REFUSED, "loop: participant 5");
    tie(self, B, 99);
    world_refused(self, RS_NOT_FOUND, "inviter:");
    tie(self, B, A);
    world_refused(self, RS_BAD_REQUEST, "inviter: nothing");
    rs_tie_args args = {.participant = B, .rev = 7, .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_TIE, &args);
    world_refused(self, RS_CONFLICT, "rev:");
    args = (rs_tie_args){.participant = B, .reason = ""};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_TIE, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
}

/* ------------------------------------------------------------------------------- Ozon ID */

static void test_an_ozon_id_is_confirmed_by_hand_and_its_points_are_free(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_member(self, 1, 0);
    int64_t boris = world_member(self, 2, anna);
    assert_true(SEE(self, .ozon = OZON(2), .order = 1, .status = RS_POSTING_DELIVERED,
                    .goods = {{1, 1, RUB(100, 0)}}));
    world_pass(self, 31 * DAY);
    EXPECT_BALANCE(self, anna, PTS(5, 0), 0, 0);
    assert_int_equal(bind(self, boris, "20000002", true), RS_OK);
    EXPECT_BALANCE(self, anna, 0, PTS(5, 0), 0);
    assert_true(world_row(self, boris).proven);
    bind(self, boris, "20000002", true);
    world_refused(self, RS_BAD_REQUEST, "ozon: nothing");
}

static void test_an_ozon_id_is_unbound_and_bound_to_another(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_member(self, 1, 0);
    int64_t boris = world_member(self, 2, anna);
    int64_t registered = world_row(self, boris).registered;
    bind(self, boris, "20000001", false);
    world_refused(self, RS_TAKEN, "ozon: participant 1");
    world_pass(self, HOUR);
    assert_int_equal(bind(self, anna, NULL, false), RS_OK);
    assert_int_equal(world_row(self, anna).ozon, 0);
    assert_int_equal(world_row(self, anna).registered, 0);
    assert_int_equal(bind(self, boris, "20000001", false), RS_OK);
    assert_int_equal(world_row(self, boris).registered, registered); /* since they first were */
    assert_int_equal(world_row(self, boris).bound, world_now(self));
    assert_false(row_has(self->stores.state, TABLE_BY_OZON, KEY_1(OZON(2))));
    rs_meta_row meta;
    row_meta(self->stores.state, self->memory, &meta);
    assert_int_equal(meta.registered, 1);
    assert_int_equal(world_register(self, 1, "20000002"), RS_REGISTER_UNPROVEN); /* by herself */
    bind(self, boris, "no number at all", false);
    world_refused(self, RS_BAD_REQUEST, "ozon: neither");
}

static void test_binding_counts_what_is_on_record_since_joining(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_member(self, 1, 0);
    int64_t boris = world_member(self, 2, anna);
    world_pass(self, HOUR);
    SEE(self, .ozon = 30000777, .order = 1, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(100, 0)}});
    world_pass(self, 40 * DAY);
    SEE(self, .ozon = 30000777, .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(300, 0)}});
    assert_int_equal(bind(self, boris, "30000777-0002", true), RS_OK);
    EXPECT_BALANCE(self, anna, PTS(15, 0), 0, 0); /* the first is more than thirty days old */
}

/* The points of an Ozon ID that was never proven do not come free by proving another one. */
static void test_proof_of_a_new_ozon_id_proves_nothing_of_the_old_one(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_member(self, 1, 0);
    int64_t boris = world_member(self, 2, anna);
    SEE(self, .ozon = OZON(2), .order = 1, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(100, 0)}});
    assert_int_equal(bind(self, boris, "30000777", true), RS_OK);
    world_pass(self, 31 * DAY);
    EXPECT_BALANCE(self, anna, PTS(5, 0), 0, 0);
    assert_int_equal(bind(self, boris, "20000002", true), RS_OK);
    EXPECT_BALANCE(self, anna, 0, PTS(5, 0), 0);
    /* And what is proven stays so. */
    SEE(self, .ozon = OZON(2), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(100, 0)}});
    assert_int_equal(bind(self, boris, "30000999", false), RS_OK);
    assert_false(world_row(self, boris).proven);
    world_pass(self, 31 * DAY);
    EXPECT_BALANCE(self, anna, 0, PTS(10, 0), 0);
}

static void test_an_ozon_id_once_proven_comes_back_proven_to_its_owner_alone(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_member(self, 1, 0);
    int64_t boris = world_member(self, 2, anna);
    assert_int_equal(bind(self, boris, "20000002", true), RS_OK);
    assert_int_equal(bind(self, boris, NULL, false), RS_OK);
    assert_int_equal(world_register(self, 2, "20000002"), RS_REGISTER_PROVEN); /* by himself */
    assert_true(world_row(self, boris).proven);
    /* A number that does not exist takes nothing away, and is no failed attempt. */
    assert_int_equal(bind(self, boris, NULL, false), RS_OK);
    assert_int_equal(world_register(self, 2, "20000002-9999"), RS_REGISTER_PROVEN);
    assert_int_equal(world_row(self, boris).attempts, 0);
    /* By hand, by way of another one. */
    assert_int_equal(bind(self, boris, "30000777", false), RS_OK);
    assert_false(world_row(self, boris).proven);
    assert_int_equal(bind(self, boris, "20000002", false), RS_OK);
    assert_true(world_row(self, boris).proven);
    /* To somebody else it is as new. */
    assert_int_equal(bind(self, boris, NULL, false), RS_OK);
    assert_int_equal(bind(self, anna, "20000002", false), RS_OK);
    assert_false(world_row(self, anna).proven);
}

static void test_nobody_is_bound_before_they_accept_the_terms(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_join(self, 1, NULL);
    bind(self, anna, "30000777", true);
    world_refused(self, RS_REFUSED, "consent:");
    world_consent(self, 1);
    assert_int_equal(bind(self, anna, "30000777", true), RS_OK);
    assert_int_equal(world_row(self, anna).registered, world_now(self));
}

static void test_who_had_an_ozon_id_takes_no_inviter_from_a_link_any_more(void **state_p)
{
    world *self = *state_p;
    int64_t anna = world_member(self, 1, 0);
    int64_t boris = world_member(self, 2, 0);
    assert_int_equal(bind(self, boris, NULL, false), RS_OK);
    assert_int_equal(world_start(self, 2, world_code(self, anna)), RS_TIE_KNOWN);
    assert_int_equal(world_row(self, boris).inviter, 0);
}

/* ------------------------------------------------------------------------------- blocking */

static void test_points_of_the_blocked_stay_on_hold_and_those_of_others_do_not(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 1);
    assert_int_equal(block(self, D, true), RS_OK);
    assert_int_equal(((const rs_participant_edit *)self->result)->who->status,
                     RS_PARTICIPANT_BLOCKED);
    buy(self, 2); /* brings D nothing, for good, and nobody moves up */
    EXPECT_BALANCE(self, D, PTS(99, 99), 0, 0);
    EXPECT_BALANCE(self, C, PTS(199, 98), 0, 0);
    EXPECT_BALANCE(self, A, 0, 0, 0);
    world_pass(self, 31 * DAY);
    EXPECT_BALANCE(self, D, PTS(99, 99), 0, 0);
    EXPECT_BALANCE(self, C, 0, PTS(199, 98), 0);
    world_check(self);
    assert_int_equal(block(self, D, false), RS_OK);
    world_pass(self, 0);
    EXPECT_BALANCE(self, D, 0, PTS(99, 99), 0);
    assert_false(row_has(self->stores.state, TABLE_REVIEW, KEY_1(D)));
}

static void test_one_of_many_is_blocked_unseen_and_who_is_so_already_is_a_conflict(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    rs_block_args args = {.participant = D, .rev = 1000, .blocked = true, .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_BLOCK, &args);
    world_refused(self, RS_CONFLICT, "rev:");
    args.unseen = true;
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_BLOCK, &args), RS_OK);
    assert_int_equal(world_row(self, D).status, RS_PARTICIPANT_BLOCKED);
    int64_t once = rev(self, D);
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_BLOCK, &args);
    world_refused(self, RS_CONFLICT, "blocked:");
    assert_int_equal(rev(self, D), once);
    args.reason = "";
    args.blocked = false;
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_BLOCK, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
}

static void test_a_correction_on_hold_of_the_blocked_waits_too(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    assert_int_equal(correct(self, D, PTS(10, 0), 0), RS_OK);
    assert_int_equal(block(self, D, true), RS_OK);
    world_pass(self, 31 * DAY);
    EXPECT_BALANCE(self, D, PTS(10, 0), 0, 0);
    world_check(self);
    assert_int_equal(correct(self, D, -PTS(4, 0), 0), RS_OK);
    assert_int_equal(block(self, D, false), RS_OK);
    world_pass(self, 0);
    EXPECT_BALANCE(self, D, 0, PTS(6, 0), 0);
}

static void test_an_unblocked_participant_of_many_purchases_gets_all_of_them(void **state_p)
{
    enum { ORDERS = 450 }; /* more than are looked at in one go */
    world *self = *state_p;
    world_family(self);
    for (int order = 1; order <= ORDERS; order++)
        SEE(self, .ozon = OZON(E), .order = 1000 + order, .status = RS_POSTING_DELIVERED,
            .goods = {{1, 1, RUB(100, 0)}});
    block(self, D, true);
    world_pass(self, 31 * DAY);
    EXPECT_BALANCE(self, D, PTS(5, 0) * ORDERS, 0, 0);
    EXPECT_BALANCE(self, C, 0, PTS(5, 0) * ORDERS, 0);
    block(self, D, false);
    world_pass(self, 0);
    EXPECT_BALANCE(self, D, 0, PTS(5, 0) * ORDERS, 0);
}

static void test_who_is_unblocked_keeps_waiting_for_what_is_not_due(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 1);
    block(self, D, true);
    block(self, D, false);
    world_pass(self, DAY);
    EXPECT_BALANCE(self, D, PTS(99, 99), 0, 0);
    world_pass(self, 29 * DAY);
    EXPECT_BALANCE(self, D, 0, PTS(99, 99), 0);
    block(self, D, false);
    world_refused(self, RS_BAD_REQUEST, "blocked: nothing");
}

static void test_the_blocked_ask_for_no_payouts_and_their_links_attribute_nobody(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    assert_int_equal(correct(self, D, 0, PTS(500, 0)), RS_OK);
    block(self, D, true);
    rs_payout_open_args args = {.tg = TG(D), .points = PTS(100, 0)};
    world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_OPEN, &args);
    world_refused(self, RS_REFUSED, "blocked:");
    assert_int_equal(world_start(self, 9, world_code(self, D)), RS_TIE_DEAD);
}

/* ------------------------------------------------------------------------------- note */

static void test_a_note_is_for_administrators_and_sealed(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t anna = 1; /* the family's owner */
    rs_note_args args = {.participant = D, .note = "Звонил 3 мая"};
    assert_int_equal(world_ask_admin(self, anna, RS_PARTICIPANT_NOTE, &args), RS_OK);
    assert_string_equal(((const rs_participant_edit *)self->result)->note, "Звонил 3 мая");
    rs_participant_row row = world_row(self, D);
    assert_true(row.note.size > strlen(args.note));
    assert_null(memmem(row.note.data, row.note.size, args.note, strlen(args.note)));
    args.rev = row.rev;
    world_ask_admin(self, anna, RS_PARTICIPANT_NOTE, &args);
    world_refused(self, RS_BAD_REQUEST, "note: nothing");
    args.note = "";
    args.rev = 0;
    world_ask_admin(self, anna, RS_PARTICIPANT_NOTE, &args);
    world_refused(self, RS_CONFLICT, "rev:");
}

static const char *shown_name(world *self, int64_t participant)
{
    rs_participant_row row = world_row(self, participant);
    view look = world_view(self);
    return show_name(&look, &row);
}

static void test_a_name_by_hand_stands_before_that_of_telegram_and_is_sealed(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t anna = 1;
    const char *telegrams = shown_name(self, D);
    rs_name_args args = {.participant = D, .name = "Дарья из Твери", .reason = "Две Дарьи"};
    assert_int_equal(world_ask_admin(self, anna, RS_PARTICIPANT_NAME, &args), RS_OK);
    const rs_participant_edit *edited = self->result;
    assert_string_equal(edited->who->called, "Дарья из Твери");
    assert_string_equal(shown_name(self, D), "Дарья из Твери");
    rs_participant_row row = world_row(self, D);
    assert_null(memmem(row.called.data, row.called.size, args.name, strlen(args.name)));
    assert_int_equal(row.rev, edited->rev);

    args.rev = row.rev;
    world_ask_admin(self, anna, RS_PARTICIPANT_NAME, &args);
    world_refused(self, RS_BAD_REQUEST, "name: nothing");
    args.name = "Я больше чем шестьдесят четыре знака, и это слишком много для имени";
    world_ask_admin(self, anna, RS_PARTICIPANT_NAME, &args);
    world_refused(self, RS_BAD_REQUEST, "name: 64");
    args.rev = 0;
    world_ask_admin(self, anna, RS_PARTICIPANT_NAME, &args);
    world_refused(self, RS_CONFLICT, "rev:");
    args = (rs_name_args){.participant = D, .rev = row.rev, .name = "  "};
    assert_int_equal(world_ask_admin(self, anna, RS_PARTICIPANT_NAME, &args), RS_OK);
    assert_string_equal(shown_name(self, D), telegrams);
}

static void test_notices_are_chosen_by_hand_topic_by_topic(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t anna = 1;
    rs_subscriptions asked = {.points = RS_FREQUENCY_OFF};
    rs_notices_args args = {.participant = D, .subscriptions = &asked, .reason = "Просила сама"};
    assert_int_equal(world_ask_admin(self, anna, RS_PARTICIPANT_NOTICES, &args), RS_OK);
    const rs_participant_edit *edited = self->result;
    assert_int_equal(edited->subscriptions->points, RS_FREQUENCY_OFF);
    assert_int_equal(edited->subscriptions->network, RS_FREQUENCY_WEEKLY);
    assert_int_equal(edited->subscriptions->purchases, RS_FREQUENCY_WEEKLY);
    rs_participant_row row = world_row(self, D);
    assert_int_equal(row.subscriptions->points, RS_FREQUENCY_OFF);
    assert_int_equal(row.rev, edited->rev);

    args.rev = row.rev;
    world_ask_admin(self, anna, RS_PARTICIPANT_NOTICES, &args);
    world_refused(self, RS_BAD_REQUEST, "subscriptions: nothing");
    asked.network = RS_FREQUENCY_AT_ONCE;
    world_ask_admin(self, anna, RS_PARTICIPANT_NOTICES, &args);
    world_refused(self, RS_BAD_REQUEST, "subscriptions: off");
    args.rev = 0;
    asked.network = RS_FREQUENCY_DAILY;
    world_ask_admin(self, anna, RS_PARTICIPANT_NOTICES, &args);
    world_refused(self, RS_CONFLICT, "rev:");
}

static void test_edits_are_for_owners_and_admins(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    int64_t payer = world_admin(self, 91, RS_RIGHT_PAYOUT | RS_RIGHT_SUPPORT | RS_RIGHT_ANALYST);
    int64_t editor = world_admin(self, 92, RS_RIGHT_ADMIN);
    rs_block_args args = {.participant = D, .blocked = true, .reason = why};
    world_ask_admin(self, payer, RS_PARTICIPANT_BLOCK, &args);
    world_refused(self, RS_FORBIDDEN, "rights:");
    assert_int_equal(world_ask_admin(self, editor, RS_PARTICIPANT_BLOCK, &args), RS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_correction_moves_both_balances_and_says_whence),
        WORLD_TEST(a_correction_on_hold_thaws_by_the_hold_of_today_or_when_told),
        WORLD_TEST(less_on_hold_is_taken_from_what_is_released_last),
        WORLD_TEST(what_a_correction_took_off_a_purchase_its_return_takes_back_all_the_same),
        WORLD_TEST(a_correction_made_from_an_old_balance_is_a_conflict),
        WORLD_TEST(corrections_that_make_no_sense_are_refused),
        WORLD_TEST(the_same_correction_sent_twice_counts_once),
        WORLD_TEST(another_inviter_earns_from_orders_to_come_and_the_subtree_moves_along),
        WORLD_TEST(loops_and_oneself_are_refused_as_inviters),
        WORLD_TEST(an_ozon_id_is_confirmed_by_hand_and_its_points_are_free),
        WORLD_TEST(an_ozon_id_is_unbound_and_bound_to_another),
        WORLD_TEST(binding_counts_what_is_on_record_since_joining),
        WORLD_TEST(proof_of_a_new_ozon_id_proves_nothing_of_the_old_one),
        WORLD_TEST(an_ozon_id_once_proven_comes_back_proven_to_its_owner_alone),
        WORLD_TEST(nobody_is_bound_before_they_accept_the_terms),
        WORLD_TEST(who_had_an_ozon_id_takes_no_inviter_from_a_link_any_more),
        WORLD_TEST(points_of_the_blocked_stay_on_hold_and_those_of_others_do_not),
        WORLD_TEST(one_of_many_is_blocked_unseen_and_who_is_so_already_is_a_conflict),
        WORLD_TEST(a_correction_on_hold_of_the_blocked_waits_too),
        WORLD_TEST(an_unblocked_participant_of_many_purchases_gets_all_of_them),
        WORLD_TEST(who_is_unblocked_keeps_waiting_for_what_is_not_due),
        WORLD_TEST(the_blocked_ask_for_no_payouts_and_their_links_attribute_nobody),
        WORLD_TEST(a_name_by_hand_stands_before_that_of_telegram_and_is_sealed),
        WORLD_TEST(notices_are_chosen_by_hand_topic_by_topic),
        WORLD_TEST(a_note_is_for_administrators_and_sealed),
        WORLD_TEST(edits_are_for_owners_and_admins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
