/* Payout requests: reserved when opened, moved on by operators, settled once. */
#include "tests/unit/actors/ledger/payday.h"

static rs_err open_as(world *self, int64_t n, int64_t points)
{
    rs_payout_open_args args = {.tg = TG(n), .points = points};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_OPEN, &args);
}

static void limits(world *self, int64_t min, int64_t max)
{
    rs_settings settings = world_settings(self);
    settings.payout_min = min;
    settings.payout_max = max;
    world_set(self, &settings);
}

static void set_rate(world *self, int64_t kopecks)
{
    rs_settings settings = world_settings(self);
    settings.point_rate = kopecks;
    world_set(self, &settings);
}

/* ------------------------------------------------------------------------------- opening */

static void test_every_refusal_begins_with_its_word(void **state_p)
{
    world *self = *state_p;
    open_as(self, 40, PTS(1, 0));
    world_refused(self, RS_NOT_FOUND, "");
    world_join(self, C, NULL);
    open_as(self, C, PTS(1, 0));
    world_refused(self, RS_REFUSED, "unregistered:");
    open_as(self, D, PTS(1, 0));
    world_refused(self, RS_REFUSED, "min:"); /* nothing is available: not more than 0 */
    earn(self, PTS(100, 0));
    open_as(self, D, 0);
    world_refused(self, RS_BAD_REQUEST, "points:");
    open_as(self, D, -1);
    world_refused(self, RS_BAD_REQUEST, "points:");
    set_rate(self, 99);
    open_as(self, D, 1); /* less than a kopeck */
    world_refused(self, RS_BAD_REQUEST, "points:");
    open_as(self, D, PTS(100, 1));
    world_refused(self, RS_INSUFFICIENT, "available:");
    limits(self, PTS(100, 0), 0);
    open_as(self, D, PTS(100, 0));
    world_refused(self, RS_REFUSED, "min:");
    limits(self, PTS(99, 99), PTS(50, 0));
    open_as(self, D, PTS(50, 1));
    world_refused(self, RS_REFUSED, "max:");
    world_set_status(self, MEMBER, RS_PARTICIPANT_BLOCKED);
    open_as(self, D, PTS(50, 0));
    world_refused(self, RS_REFUSED, "blocked:");
    world_set_status(self, MEMBER, RS_PARTICIPANT_ACTIVE);
    assert_int_equal(open_as(self, D, PTS(50, 0)), RS_OK);
    open_as(self, D, PTS(1, 0));
    world_refused(self, RS_REFUSED, "open:");
    EXPECT_BALANCE(self, MEMBER, 0, PTS(50, 0), PTS(50, 0));
}

static void test_a_debtor_cannot_ask(void **state_p)
{
    world *self = *state_p;
    rs_settings settings = world_settings(self);
    settings.payout_open_max = 2;
    world_set(self, &settings);
    earn(self, PTS(100, 0));
    world_payout(self, D, PTS(60, 0));
    take_back(self);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(-60, 0), PTS(60, 0));
    open_as(self, D, PTS(1, 0));
    world_refused(self, RS_REFUSED, "debt:");
}

static void test_points_on_hold_cannot_be_paid_out(void **state_p)
{
    world *self = *state_p;
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    EXPECT_BALANCE(self, MEMBER, PTS(5, 0), 0, 0);
    open_as(self, D, PTS(5, 0));
    world_refused(self, RS_REFUSED, "min:");
}

static void test_the_sum_in_roubles_is_fixed_when_opened_and_rounded_down(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    set_rate(self, 33);
    int64_t payout = world_payout(self, D, PTS(10, 1));
    const rs_payout_row *row = self->result;
    assert_int_equal(row->money, 330); /* 330.33 */
    assert_int_equal(row->rate, 33);
    assert_int_equal(row->state, RS_PAYOUT_NEW);
    assert_int_equal(row->created, world_now(self));
    assert_string_equal(row->name, "Имя");
    set_rate(self, 100);
    assert_int_equal(world_payout_row(self, payout).money, 330);
}

static void test_an_amount_that_no_payment_can_have_is_refused(void **state_p)
{
    world *self = *state_p;
    earn(self, INT64_C(50000000000)); /* half a billion points */
    rs_settings settings = world_settings(self);
    rs_meta_row meta;
    settings.point_rate = INT64_C(9000000000000000);
    row_meta(self->stores.state, self->memory, &meta);
    rs_settings_args args = {.version = meta.settings, .settings = &settings};
    world_ask(self, RS_ROLE_CTL, RS_SETTINGS_SET, &args);
    world_refused(self, RS_BAD_REQUEST, "point_rate");
    set_rate(self, 10000000); /* 100 000 roubles a point is the most there is */
    assert_int_equal(open_as(self, D, INT64_C(50000000000)), RS_OK);
    assert_int_equal(((const rs_payout_row *)self->result)->money, INT64_C(5000000000000000));
}

static void test_opening_starts_one_dialogue_for_all_requests(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(1, 0));
    assert_int_equal(world_facts_of(self, FACT_conversation_opened), 1);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_REJECTED), RS_OK);
    world_payout(self, D, PTS(1, 0));
    assert_int_equal(world_facts_of(self, FACT_conversation_opened), 1);
    view look = world_view(self);
    rs_conversation_key key = {.kind = RS_CONVERSATION_PAYOUT, .tg = TG(D)};
    rs_conversation_view room = {0};
    assert_int_equal(view_conversation(&look, &key, &room), RS_OK);
    assert_int_equal(room.participant, MEMBER);
    assert_string_equal(room.name, "Имя");
}

/* ------------------------------------------------------------------------------- moving */

static void expect_next(world *self, int64_t payout, size_t count)
{
    rs_payout_row row;
    view look = world_view(self);
    assert_true(show_payout(&look, payout, &row));
    assert_int_equal(row.can.count, count);
}

static void test_states_go_only_where_the_table_says(void **state_p)
{
    static const rs_payout_state all[] = {RS_PAYOUT_NEW, RS_PAYOUT_NEGOTIATION, RS_PAYOUT_PAID,
                                          RS_PAYOUT_REJECTED, RS_PAYOUT_CANCELLED};
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    expect_next(self, payout, 2);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEW), RS_REFUSED);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_REFUSED);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_CANCELLED), RS_REFUSED);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    expect_next(self, payout, 2);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEW), RS_REFUSED);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_REFUSED);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_OK);
    expect_next(self, payout, 0);
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) /* final states stay final */
        assert_int_equal(world_move(self, payout, all[n]), RS_REFUSED);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(90, 0), 0);
}

static void test_a_rejection_needs_a_reason_and_gives_the_points_back(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    rs_payout_move_args args = {.payout = payout,
                                .rev = world_payout_row(self, payout).rev,
                                .to = RS_PAYOUT_REJECTED,
                                .comment = "Нет реквизитов"};
    world_ask_admin(self, boris, RS_PAYOUT_MOVE, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
    args.reason = RS_REJECT_REQUISITES;
    assert_int_equal(world_ask_admin(self, boris, RS_PAYOUT_MOVE, &args), RS_OK);
    const rs_payout_row *row = self->result;
    assert_int_equal(row->reason, RS_REJECT_REQUISITES);
    assert_string_equal(row->comment, "Нет реквизитов");
    assert_int_equal(row->operator, boris);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(100, 0), 0);
    assert_int_equal(world_account(self, MEMBER).open_payouts, 0);
    assert_int_equal(world_account(self, MEMBER).paid, 0);
}

static void test_of_two_operators_the_second_gets_a_conflict(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    rs_payout_move_args args = {
        .payout = payout, .rev = world_payout_row(self, payout).rev, .to = RS_PAYOUT_NEGOTIATION};
    assert_int_equal(world_ask_admin(self, anna, RS_PAYOUT_MOVE, &args), RS_OK);
    size_t moves = world_facts_of(self, FACT_payout_moved);
    args.to = RS_PAYOUT_REJECTED;
    args.reason = RS_REJECT_OTHER;
    world_ask_admin(self, boris, RS_PAYOUT_MOVE, &args);
    world_refused(self, RS_CONFLICT, "rev: somebody changed the request; it is negotiation");
    assert_int_equal(world_facts_of(self, FACT_payout_moved), moves);
    args.payout = 99;
    world_ask_admin(self, boris, RS_PAYOUT_MOVE, &args);
    world_refused(self, RS_NOT_FOUND, "payout:");
}

static void test_a_request_that_a_colleague_has_must_be_taken_over_with_a_reason(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    assert_int_equal(claim(self, anna, payout, true, NULL), RS_OK);
    assert_int_equal(((const rs_payout_row *)self->result)->operator, anna);
    self->as = boris;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_REFUSED);
    world_refused(self, RS_REFUSED, "claimed:");
    claim(self, boris, payout, true, NULL);
    world_refused(self, RS_REFUSED, "claimed:");
    claim(self, boris, payout, false,
          "мне"); /* nor given back for her; three letters say nothing */
    world_refused(self, RS_REFUSED, "claimed:");
    assert_int_equal(claim(self, boris, payout, true, "Анна в отпуске"), RS_OK);
    assert_int_equal(world_payout_row(self, payout).admin, boris);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(claim(self, boris, payout, false, NULL), RS_OK);
    assert_int_equal(world_payout_row(self, payout).admin, 0);
}

static void test_claims_conflict_by_revision_and_end_with_the_request(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    rs_payout_claim_args old = {
        .payout = payout, .rev = world_payout_row(self, payout).rev, .take = true};
    assert_int_equal(claim(self, anna, payout, true, NULL), RS_OK);
    old.reason = "в один момент";
    world_ask_admin(self, boris, RS_PAYOUT_CLAIM, &old);
    world_refused(self, RS_CONFLICT, "rev:");
    size_t claims = world_facts_of(self, FACT_payout_claimed);
    assert_int_equal(claim(self, anna, payout, true, NULL), RS_OK); /* hers already */
    assert_int_equal(world_facts_of(self, FACT_payout_claimed), claims);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_REJECTED), RS_OK);
    claim(self, anna, payout, false, NULL);
    world_refused(self, RS_REFUSED, "state:");
    old.payout = 99;
    world_ask_admin(self, anna, RS_PAYOUT_CLAIM, &old);
    world_refused(self, RS_NOT_FOUND, "payout:");
}

static void test_a_bot_acts_in_the_name_of_who_pressed(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    rs_tg_user who = {.tg = 4};
    rs_payout_claim_args take = {
        .payout = payout, .rev = world_payout_row(self, payout).rev, .take = true};
    world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CLAIM, &take);
    world_refused(self, RS_FORBIDDEN, "operator:"); /* nobody's name */
    take.operator= & who;
    world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CLAIM, &take);
    world_refused(self, RS_FORBIDDEN, "operator:"); /* no administrator */
    world_ask_admin(self, anna, RS_PAYOUT_CLAIM, &take);
    world_refused(self, RS_BAD_REQUEST, "operator:"); /* a page has a session */
    view look = world_view(self);
    rs_admins_page admins = {0};
    assert_int_equal(view_admins(&look, &(rs_nothing){0}, &admins), RS_OK);
    who.tg = admins.admins.items[boris - 1].tg;
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CLAIM, &take), RS_OK);
    assert_int_equal(world_payout_row(self, payout).admin, boris);
    rs_payout_move_args move = {.payout = payout,
                                .rev = world_payout_row(self, payout).rev,
                                .to = RS_PAYOUT_NEGOTIATION,
                                .operator= & who };
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_MOVE, &move), RS_OK);
    who.tg = 4;
    move.rev = world_payout_row(self, payout).rev;
    move.to = RS_PAYOUT_PAID;
    world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_MOVE, &move);
    world_refused(self, RS_FORBIDDEN, "operator:");
}

static void test_where_its_card_is_does_not_change_a_request(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    int64_t rev = world_payout_row(self, payout).rev;
    const rs_place place = {.bot = RS_BOT_PARTICIPANTS, .chat = -1001, .message = 7};
    const rs_payout_carded_args args = {.payout = payout, .place = &place};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CARDED, &args), RS_OK);
    size_t facts = world_facts(self);
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CARDED, &args), RS_OK);
    assert_int_equal(world_facts(self), facts);
    assert_int_equal(world_payout_row(self, payout).rev, rev);
    assert_int_equal(world_payout_row(self, payout).card->message, 7);
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_payout_row(self, payout).card->chat, -1001);
}

static void test_a_request_belongs_to_who_moves_it_first(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    self->as = boris;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_payout_row(self, payout).admin, boris);
    self->as = anna;
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_REFUSED);
}

static void test_the_participant_cancels_only_what_is_new_and_theirs(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    rs_payout_cancel_args args = {.tg = TG(E), .payout = payout};
    world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args);
    world_refused(self, RS_NOT_FOUND, "");
    args.tg = TG(D);
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args), RS_OK);
    assert_int_equal(((const rs_payout_row *)self->result)->state, RS_PAYOUT_CANCELLED);
    EXPECT_BALANCE(self, MEMBER, 0, PTS(100, 0), 0);
    world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args);
    world_refused(self, RS_CONFLICT, "state: the request is cancelled");
    args.payout = world_payout(self, D, PTS(10, 0));
    assert_int_equal(world_move(self, args.payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args);
    world_refused(self, RS_CONFLICT, "state: the request is negotiation");
}

/* ------------------------------------------------------------------------------- views */

static void test_the_card_shows_every_step(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    int64_t payout = world_payout(self, D, PTS(10, 0));
    self->as = boris;
    world_move(self, payout, RS_PAYOUT_NEGOTIATION);
    world_pass(self, HOUR);
    rs_payout_move_args args = {.payout = payout,
                                .rev = world_payout_row(self, payout).rev,
                                .to = RS_PAYOUT_PAID,
                                .comment = "Отправлено",
                                .note = "чек 17"};
    assert_int_equal(world_ask_admin(self, boris, RS_PAYOUT_MOVE, &args), RS_OK);
    rs_payout_card card = {0};
    rs_payout_key key = {.payout = payout};
    view look = world_view(self);
    assert_int_equal(view_payout_card(&look, &key, &card), RS_OK);
    assert_int_equal(card.history.count, 3);
    assert_null(card.history.items[0].by);
    assert_string_equal(card.history.items[1].by, "Анна");
    assert_int_equal(card.history.items[2].state, RS_PAYOUT_PAID);
    assert_int_equal(card.history.items[2].at, world_now(self));
    assert_string_equal(card.history.items[2].comment, "Отправлено");
    assert_string_equal(card.history.items[2].note, "чек 17");
    assert_int_equal(card.who->paid, PTS(10, 0));
    assert_int_equal(card.who->paid_money, RUB(10, 0));
    assert_non_null(card.room);
    key.payout = 99;
    assert_int_equal(view_payout_card(&look, &key, &card), RS_NOT_FOUND);
}

static bool is_talking(world *self)
{
    view look = world_view(self);
    const rs_who who = {.participant = MEMBER};
    rs_participant_view row;
    assert_int_equal(view_participant(&look, &who, &row), RS_OK);
    return row.talking;
}

static void settle(world *self, rs_payout_state to)
{
    int64_t payout = world_payout(self, D, PTS(10, 0));
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_move(self, payout, to), RS_OK);
}

static void write_as_member(world *self)
{
    const rs_tg_user member = {.tg = TG(D)};
    const rs_write_args args = {
        .kind = RS_CONVERSATION_PAYOUT, .who = &member, .text = "Деньги не пришли"};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_CONVERSATION_WRITE, &args), RS_OK);
}

static void test_the_dialogue_goes_on_for_days_after_operators_settled_a_request(void **state_p)
{
    world *self = *state_p;
    assert_false(is_talking(self));
    earn(self, PTS(100, 0));
    settle(self, RS_PAYOUT_PAID);
    assert_true(is_talking(self));
    world_pass(self, 3 * DAY - 1);
    assert_true(is_talking(self));
    write_as_member(self); /* and for as long after every word */
    world_pass(self, 3 * DAY - 1);
    assert_true(is_talking(self));
    world_pass(self, 1);
    assert_false(is_talking(self));
}

static void test_an_operator_ends_the_dialogue_by_closing_it(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    settle(self, RS_PAYOUT_PAID);
    write_as_member(self);
    int64_t room = ((const rs_message_row *)self->result)->conversation;
    world_pass(self, 1);
    const rs_conversation_move_args move = {.id = room, .state = RS_CONVERSATION_CLOSED};
    assert_int_equal(world_ask_admin(self, anna, RS_CONVERSATION_MOVE, &move), RS_OK);
    assert_false(is_talking(self));
    world_pass(self, 1);
    settle(self, RS_PAYOUT_REJECTED);
    assert_true(is_talking(self));
}

static void test_whoever_cancels_a_request_has_no_dialogue_by_that(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    rs_payout_cancel_args args = {.tg = TG(D), .payout = world_payout(self, D, PTS(10, 0))};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args), RS_OK);
    assert_false(is_talking(self));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAYDAY_TEST(every_refusal_begins_with_its_word),
        PAYDAY_TEST(the_dialogue_goes_on_for_days_after_operators_settled_a_request),
        PAYDAY_TEST(an_operator_ends_the_dialogue_by_closing_it),
        PAYDAY_TEST(whoever_cancels_a_request_has_no_dialogue_by_that),
        PAYDAY_TEST(a_debtor_cannot_ask),
        PAYDAY_TEST(points_on_hold_cannot_be_paid_out),
        PAYDAY_TEST(the_sum_in_roubles_is_fixed_when_opened_and_rounded_down),
        PAYDAY_TEST(an_amount_that_no_payment_can_have_is_refused),
        PAYDAY_TEST(opening_starts_one_dialogue_for_all_requests),
        PAYDAY_TEST(states_go_only_where_the_table_says),
        PAYDAY_TEST(a_rejection_needs_a_reason_and_gives_the_points_back),
        PAYDAY_TEST(of_two_operators_the_second_gets_a_conflict),
        PAYDAY_TEST(a_request_that_a_colleague_has_must_be_taken_over_with_a_reason),
        PAYDAY_TEST(claims_conflict_by_revision_and_end_with_the_request),
        PAYDAY_TEST(a_bot_acts_in_the_name_of_who_pressed),
        PAYDAY_TEST(where_its_card_is_does_not_change_a_request),
        PAYDAY_TEST(a_request_belongs_to_who_moves_it_first),
        PAYDAY_TEST(the_participant_cancels_only_what_is_new_and_theirs),
        PAYDAY_TEST(the_card_shows_every_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
