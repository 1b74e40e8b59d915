/* Who takes part, who invited whom, and whose Ozon ID is whose. */
#include <stdio.h>

#include "tests/unit/actors/ledger/world.h"

/* ------------------------------------------------------------------------------- joining */

static const rs_start_result *start(world *self, const rs_tg_user *who, const char *code)
{
    rs_start_args args = {.who = who, .code = code};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_START, &args), RS_OK);
    return self->result;
}

static rs_participant_view look_at(world *self, int64_t id)
{
    rs_participant_view out = {0};
    view look = world_view(self);
    assert_true(show_participant(&look, id, &out));
    return out;
}

static void test_the_first_start_makes_a_participant_with_a_link(void **state_p)
{
    world *self = *state_p;
    rs_tg_user anna = {.tg = 5, .first = "Анна", .last = "Ким", .nick = "anna", .lang = RS_LANG_EN};
    const rs_start_result *result = start(self, &anna, NULL);
    assert_int_equal(result->participant, 1);
    assert_int_equal(result->tie, RS_TIE_NONE);
    assert_false(result->known);
    assert_false(result->registered);
    assert_false(result->consented);
    rs_participant_view row = look_at(self, 1);
    assert_string_equal(row.first, "Анна");
    assert_string_equal(row.last, "Ким");
    assert_string_equal(row.nick, "anna");
    assert_int_equal(row.lang, RS_LANG_EN);
    assert_int_equal(row.joined, world_now(self));
    assert_true(strlen(row.code) >= 8);
}

static void test_a_second_start_changes_nothing(void **state_p)
{
    world *self = *state_p;
    world_join(self, 1, NULL);
    size_t joined = world_facts_of(self, FACT_joined);
    world_join(self, 1, NULL);
    assert_true(((const rs_start_result *)self->result)->known);
    assert_int_equal(world_facts_of(self, FACT_joined), joined);
    assert_int_equal(world_facts_of(self, FACT_renamed), 0);
}

static void test_a_new_name_is_taken_over(void **state_p)
{
    world *self = *state_p;
    rs_tg_user anna = {.tg = 5, .first = "Анна", .nick = "anna", .lang = RS_LANG_RU};
    start(self, &anna, NULL);
    anna = (rs_tg_user){.tg = 5, .first = "Аня", .lang = RS_LANG_EN};
    start(self, &anna, NULL);
    rs_participant_view row = look_at(self, 1);
    assert_string_equal(row.first, "Аня");
    assert_null(row.nick);
    assert_int_equal(row.lang, RS_LANG_EN);
    assert_int_equal(world_facts_of(self, FACT_renamed), 1);
}

static void test_names_stand_in_facts_only_sealed(void **state_p)
{
    world *self = *state_p;
    rs_tg_user anna = {.tg = 5, .first = "Константинопольская", .nick = "constantinople"};
    start(self, &anna, NULL);
    for (size_t n = 0; n < world_facts(self); n++) {
        rs_bytes fact = batch_fact(self->desk.batch, n);
        assert_null(memmem(fact.data, fact.size, anna.first, strlen(anna.first)));
        assert_null(memmem(fact.data, fact.size, anna.nick, strlen(anna.nick)));
    }
}

static void test_whoever_writes_again_can_be_reached_again(void **state_p)
{
    world *self = *state_p;
    world_join(self, 1, NULL);
    rs_reach_args gone = {.tg = TG(1), .unreachable = true};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_REACH, &gone), RS_OK);
    assert_true(world_row(self, 1).unreachable);
    world_join(self, 1, NULL);
    assert_false(world_row(self, 1).unreachable);
    world_ask(self, RS_ROLE_SUPPORT, RS_PARTICIPANT_REACH, &gone); /* the other bot */
    assert_false(world_row(self, 1).unreachable);
    gone.tg = 4; /* of somebody unknown: nothing to remember */
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_REACH, &gone), RS_OK);
}

static void test_terms_are_agreed_to_as_they_stand(void **state_p)
{
    world *self = *state_p;
    rs_consent_args args = {.tg = TG(1), .terms = 1};
    world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_CONSENT, &args);
    world_refused(self, RS_NOT_FOUND, "");
    world_join(self, 1, NULL);
    args.terms = 2; /* nobody has seen those yet */
    world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_CONSENT, &args);
    world_refused(self, RS_BAD_REQUEST, "terms:");
    args.terms = 1;
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_CONSENT, &args), RS_OK);
    world_join(self, 1, NULL);
    assert_true(((const rs_start_result *)self->result)->consented);
    rs_settings settings = world_settings(self);
    settings.terms_version = 2;
    world_set(self, &settings);
    world_join(self, 1, NULL);
    assert_false(((const rs_start_result *)self->result)->consented);
}

/* ------------------------------------------------------------------------------- ties */

static void test_a_link_ties_to_its_owner_once(void **state_p)
{
    world *self = *state_p;
    world_join(self, A, NULL);
    world_join(self, B, NULL);
    assert_int_equal(world_start(self, C, world_code(self, A)), RS_TIE_ATTACHED);
    assert_int_equal(world_row(self, C).inviter, A);
    assert_int_equal(world_row(self, C).tied, world_now(self));
    assert_int_equal(world_row(self, A).referrals, 1);
    assert_int_equal(world_start(self, C, world_code(self, B)), RS_TIE_KNOWN);
    assert_int_equal(world_start(self, C, world_code(self, A)), RS_TIE_KNOWN);
    assert_int_equal(world_row(self, C).inviter, A);
    assert_int_equal(world_row(self, B).referrals, 0);
}

static void test_a_link_still_ties_who_came_without_one_until_they_register(void **state_p)
{
    world *self = *state_p;
    world_join(self, A, NULL);
    world_join(self, B, NULL);
    world_pass(self, DAY);
    assert_int_equal(world_start(self, B, world_code(self, A)), RS_TIE_ATTACHED);
    world_join(self, C, NULL);
    world_consent(self, C);
    world_register(self, C, "20000003");
    assert_int_equal(world_start(self, C, world_code(self, A)), RS_TIE_KNOWN);
    assert_int_equal(world_row(self, C).inviter, 0);
}

static void test_nobody_invites_themselves_directly_or_through_a_loop(void **state_p)
{
    world *self = *state_p;
    world_join(self, A, NULL);
    world_join(self, B, world_code(self, A));
    world_join(self, C, world_code(self, B));
    assert_int_equal(world_start(self, A, world_code(self, A)), RS_TIE_SELF);
    assert_int_equal(world_start(self, A, world_code(self, B)), RS_TIE_SELF);
    assert_int_equal(world_start(self, A, world_code(self, C)), RS_TIE_SELF);
    assert_int_equal(world_row(self, A).inviter, 0);
}

static void test_a_dead_link_opens_the_bot_without_an_inviter(void **state_p)
{
    world *self = *state_p;
    world_join(self, A, NULL);
    world_set_status(self, A, RS_PARTICIPANT_BLOCKED);
    assert_int_equal(world_start(self, B, world_code(self, A)), RS_TIE_DEAD);
    assert_int_equal(world_start(self, C, "nosuchcode"), RS_TIE_DEAD);
    assert_int_equal(world_start(self, D, "a code far longer than any code ever given out"),
                     RS_TIE_DEAD);
    for (int64_t n = B; n <= D; n++)
        assert_int_equal(world_row(self, n).inviter, 0);
}

static void test_a_link_counts_who_opened_it_once_each(void **state_p)
{
    world *self = *state_p;
    rs_link_row link;
    world_join(self, A, NULL);
    const char *code = world_code(self, A);
    world_join(self, B, code);
    world_join(self, B, code);
    world_join(self, C, code);
    world_join(self, A, code);
    row_get(self->stores.state, self->memory, TABLE_LINK, KEY_TEXT(code), &link);
    assert_int_equal(link.opened, 2);
    assert_int_equal(link.registered, 0);
    world_consent(self, B);
    world_register(self, B, "20000002");
    row_get(self->stores.state, self->memory, TABLE_LINK, KEY_TEXT(code), &link);
    assert_int_equal(link.registered, 1);
}

/* ------------------------------------------------------------------------------- Ozon ID */

static void joined(world *self, int64_t n)
{
    world_join(self, n, NULL);
    world_consent(self, n);
}

static void ordered(world *self, int64_t n, int order)
{
    SEE(self, .ozon = OZON(n), .order = order, .goods = {{11, 1, RUB(100, 0)}});
}

static void test_wrong_kinds_of_text_each_have_an_outcome_and_cost_no_attempt(void **state_p)
{
    world *self = *state_p;
    joined(self, A);
    for (int n = 0; n < 10; n++) {
        assert_int_equal(world_register(self, A, "+7 912 345-67-89"), RS_REGISTER_PHONE);
        assert_int_equal(world_register(self, A, "https://ozon.ru/x"), RS_REGISTER_LINK);
        assert_int_equal(world_register(self, A, "не знаю"), RS_REGISTER_WORDS);
        assert_int_equal(world_register(self, A, "9123456789"), RS_REGISTER_ASK_WHOLE);
    }
    assert_int_equal(world_register(self, A, "20000001"), RS_REGISTER_UNPROVEN);
}

static void test_nobody_registers_before_agreeing_to_the_terms(void **state_p)
{
    world *self = *state_p;
    world_join(self, A, NULL);
    assert_int_equal(world_register(self, A, "20000001"), RS_REGISTER_CONSENT);
    assert_int_equal(world_row(self, A).registered, 0);
    rs_register_args stranger = {.tg = 4, .text = "20000001"};
    world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_REGISTER, &stranger);
    world_refused(self, RS_NOT_FOUND, "");
}

static void test_the_number_of_a_known_order_proves_the_ozon_id_at_once(void **state_p)
{
    world *self = *state_p;
    joined(self, A);
    ordered(self, A, 7);
    assert_int_equal(world_register(self, A, "№ 020000001-0007-1"), RS_REGISTER_PROVEN);
    const rs_register_result *result = self->result;
    assert_string_equal(result->ozon, "20000001");
    assert_false(result->tie_lost);
    rs_participant_view row = look_at(self, A);
    assert_true(row.proven);
    assert_string_equal(row.ozon, "020000001"); /* as it was typed */
    assert_int_equal(row.registered, world_now(self));
    assert_int_equal(world_register(self, A, "20000001-0007"), RS_REGISTER_ALREADY);
    assert_int_equal(world_register(self, A, "20000009"), RS_REGISTER_ALREADY);
}

static void test_bare_digits_register_unproven_and_a_whole_number_proves_them_later(void **state_p)
{
    world *self = *state_p;
    joined(self, A);
    assert_int_equal(world_register(self, A, "20000001"), RS_REGISTER_UNPROVEN);
    assert_int_equal(world_register(self, A, "20000001"), RS_REGISTER_ASK_WHOLE);
    assert_int_equal(world_register(self, A, "20000002-0001"), RS_REGISTER_ALREADY);
    ordered(self, A, 7);
    assert_int_equal(world_register(self, A, "20000001-0006"), RS_REGISTER_UNPROVEN);
    assert_int_equal(world_register(self, A, "20000001-0007"), RS_REGISTER_PROVEN);
}

static void trust_everybody(world *self)
{
    rs_settings settings = world_settings(self);
    settings.proof = RS_PROOF_OFF;
    world_set(self, &settings);
}

static void test_without_proofs_everybody_counts_as_proven(void **state_p)
{
    world *self = *state_p;
    trust_everybody(self);
    joined(self, A);
    assert_int_equal(world_register(self, A, "20000001"), RS_REGISTER_PROVEN);
}

static void test_an_ozon_id_belongs_to_one_participant(void **state_p)
{
    world *self = *state_p;
    joined(self, A);
    joined(self, B);
    world_register(self, A, "20000001");
    assert_int_equal(world_register(self, B, "020000001"), RS_REGISTER_TAKEN);
    ordered(self, A, 7);
    assert_int_equal(world_register(self, B, "20000001-0007"), RS_REGISTER_TAKEN);
    assert_int_equal(world_row(self, B).registered, 0);
    assert_int_equal(world_register(self, B, "20000002"), RS_REGISTER_UNPROVEN);
}

static void test_five_attempts_a_day_for_each_person(void **state_p)
{
    world *self = *state_p;
    joined(self, A);
    joined(self, B);
    ordered(self, A, 7);
    world_register(self, A, "20000001");
    for (int n = 10; n < 15; n++)
        assert_int_equal(world_register(self, A, world_number(self, OZON(A), n, 0)),
                         RS_REGISTER_UNPROVEN);
    assert_int_equal(world_register(self, A, "20000001-0007"), RS_REGISTER_TOO_MANY);
    assert_int_equal(world_register(self, B, "20000002"), RS_REGISTER_UNPROVEN);
    world_pass(self, 21 * HOUR - 1); /* midnight in Moscow is 21:00 UTC */
    assert_int_equal(world_register(self, A, "20000001-0007"), RS_REGISTER_TOO_MANY);
    world_pass(self, 1);
    assert_int_equal(world_register(self, A, "20000001-0007"), RS_REGISTER_PROVEN);
}

static void test_a_wrong_order_number_at_registration_is_an_attempt_too(void **state_p)
{
    world *self = *state_p;
    joined(self, A);
    ordered(self, A, 7);
    for (int n = 10; n < 15; n++)
        assert_int_equal(world_register(self, A, world_number(self, OZON(A), n, 0)),
                         RS_REGISTER_UNPROVEN);
    assert_int_equal(world_register(self, A, "20000001-0007"), RS_REGISTER_TOO_MANY);
}

static void test_taken_numbers_cost_attempts(void **state_p)
{
    world *self = *state_p;
    joined(self, A);
    joined(self, B);
    for (int64_t n = 10; n < 15; n++) {
        world_member(self, n, 0);
        char text[16];
        snprintf(text, sizeof text, "%lld", (long long)OZON(n));
        assert_int_equal(world_register(self, B, text), RS_REGISTER_TAKEN);
    }
    assert_int_equal(world_register(self, B, "20000002"), RS_REGISTER_TOO_MANY);
    assert_int_equal(world_row(self, B).registered, 0);
}

/* ------------------------------------------------------------------------------- newcomers only */

static void newcomers_only(world *self)
{
    rs_settings settings = world_settings(self);
    settings.who = RS_WHO_NEWCOMERS;
    world_set(self, &settings);
}

/* E comes by A's link, having bought a day before with this outcome. */
static void old_customer(world *self, rs_posting_status status)
{
    newcomers_only(self);
    world_join(self, A, NULL);
    SEE(self, .ozon = OZON(E), .order = 7, .status = status, .goods = {{11, 1, RUB(100, 0)}});
    world_pass(self, DAY);
    world_join(self, E, world_code(self, 1));
    world_consent(self, E);
}

static void test_who_bought_before_registers_without_an_inviter_and_is_told_why(void **state_p)
{
    world *self = *state_p;
    old_customer(self, RS_POSTING_DELIVERED);
    assert_int_equal(world_register(self, E, "20000005-0007"), RS_REGISTER_PROVEN);
    assert_true(((const rs_register_result *)self->result)->tie_lost);
    assert_int_equal(world_row(self, 2).inviter, 0);
    assert_int_equal(world_row(self, 1).referrals, 0);
    /* and may build a network of their own */
    assert_int_equal(world_start(self, D, world_code(self, 2)), RS_TIE_ATTACHED);
}

static void test_whether_a_number_has_bought_is_told_only_once_it_is_proven(void **state_p)
{
    world *self = *state_p;
    old_customer(self, RS_POSTING_DELIVERED);
    assert_int_equal(world_register(self, E, "20000005"), RS_REGISTER_UNPROVEN);
    assert_false(((const rs_register_result *)self->result)->tie_lost);
    assert_int_equal(world_row(self, 2).inviter, 0);
    assert_int_equal(world_register(self, E, "20000005-0007"), RS_REGISTER_PROVEN);
    assert_true(((const rs_register_result *)self->result)->tie_lost);
}

static void test_a_cancelled_order_is_no_purchase(void **state_p)
{
    world *self = *state_p;
    old_customer(self, RS_POSTING_CANCELLED);
    assert_int_equal(world_register(self, E, "20000005-0007"), RS_REGISTER_PROVEN);
    assert_false(((const rs_register_result *)self->result)->tie_lost);
    assert_int_equal(world_row(self, 2).inviter, 1);
}

static void test_an_order_placed_after_joining_keeps_a_newcomer_new(void **state_p)
{
    world *self = *state_p;
    newcomers_only(self);
    world_join(self, A, NULL);
    world_join(self, E, world_code(self, 1));
    world_pass(self, DAY);
    ordered(self, E, 7);
    world_consent(self, E);
    assert_int_equal(world_register(self, E, "20000005-0007"), RS_REGISTER_PROVEN);
    assert_false(((const rs_register_result *)self->result)->tie_lost);
    assert_int_equal(world_row(self, 2).inviter, 1);
}

static void test_anyone_may_be_a_referral_by_default(void **state_p)
{
    world *self = *state_p;
    world_join(self, A, NULL);
    ordered(self, E, 7);
    world_pass(self, DAY);
    world_join(self, E, world_code(self, 1));
    world_consent(self, E);
    assert_int_equal(world_register(self, E, "20000005-0007"), RS_REGISTER_PROVEN);
    assert_int_equal(world_row(self, 2).inviter, 1);
}

/* ------------------------------------------------------------------------------- the view */

static void test_the_view_adds_up_and_says_what_comes_next(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(10, 0)}});
    SEE(self, .ozon = OZON(D), .order = 4, .goods = {{11, 1, RUB(1, 0)}});
    rs_participant_view row = look_at(self, D);
    assert_int_equal(row.held, PTS(5, 50));
    assert_int_equal(row.total, row.available + row.held + row.reserved);
    assert_int_equal(row.total, row.own + row.levels.items[0].points + row.levels.items[1].points +
                                    row.levels.items[2].points + row.corrected - row.paid);
    assert_int_equal(row.levels.count, 3);
    assert_int_equal(row.expected, PTS(0, 5));
    assert_int_equal(row.next_release, WORLD_START + 30 * DAY);
    assert_int_equal(row.next_points, PTS(5, 0));
    assert_int_equal(row.referrals, 1);
    assert_int_equal(row.inviter, C);
    rs_who by_tg = {.tg = TG(D)};
    rs_participant_view again = {0};
    view look = world_view(self);
    assert_int_equal(view_participant(&look, &by_tg, &again), RS_OK);
    assert_int_equal(again.id, D);
    by_tg.tg = 4;
    assert_int_equal(view_participant(&look, &by_tg, &again), RS_NOT_FOUND);
}

static rs_releases releases_of(world *self, int64_t id)
{
    rs_releases out = {0};
    view look = world_view(self);
    assert_int_equal(view_releases(&look, &(rs_releases_args){.participant = id}, &out), RS_OK);
    return out;
}

static void test_what_is_on_hold_is_told_by_the_day_of_its_release(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    assert_int_equal(releases_of(self, D).days.count, 0);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    SEE(self, .ozon = OZON(D), .order = 3, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(20, 0)}});
    world_pass(self, DAY);
    SEE(self, .ozon = OZON(E), .order = 4, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(10, 0)}});
    rs_releases told = releases_of(self, D);
    assert_int_equal(told.days.count, 2);
    assert_int_equal(told.days.items[0].at, WORLD_START + 30 * DAY);
    assert_int_equal(told.days.items[0].points, PTS(6, 0));
    assert_int_equal(told.days.items[1].at, WORLD_START + 31 * DAY);
    assert_int_equal(told.days.items[1].points, PTS(0, 50));
    assert_int_equal(told.undated, 0);
    assert_false(told.cut);

    world_set_status(self, D, RS_PARTICIPANT_BLOCKED); /* nothing is released to who is blocked */
    world_pass(self, 29 * DAY + HOUR);
    told = releases_of(self, D);
    assert_int_equal(told.days.count, 1);
    assert_int_equal(told.undated, PTS(6, 0));
    view look = world_view(self);
    assert_int_equal(view_releases(&look, &(rs_releases_args){.participant = 99}, &told),
                     RS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(what_is_on_hold_is_told_by_the_day_of_its_release),
        WORLD_TEST(the_first_start_makes_a_participant_with_a_link),
        WORLD_TEST(a_second_start_changes_nothing),
        WORLD_TEST(a_new_name_is_taken_over),
        WORLD_TEST(names_stand_in_facts_only_sealed),
        WORLD_TEST(whoever_writes_again_can_be_reached_again),
        WORLD_TEST(terms_are_agreed_to_as_they_stand),
        WORLD_TEST(a_link_ties_to_its_owner_once),
        WORLD_TEST(a_link_still_ties_who_came_without_one_until_they_register),
        WORLD_TEST(nobody_invites_themselves_directly_or_through_a_loop),
        WORLD_TEST(a_dead_link_opens_the_bot_without_an_inviter),
        WORLD_TEST(a_link_counts_who_opened_it_once_each),
        WORLD_TEST(wrong_kinds_of_text_each_have_an_outcome_and_cost_no_attempt),
        WORLD_TEST(nobody_registers_before_agreeing_to_the_terms),
        WORLD_TEST(the_number_of_a_known_order_proves_the_ozon_id_at_once),
        WORLD_TEST(bare_digits_register_unproven_and_a_whole_number_proves_them_later),
        WORLD_TEST(without_proofs_everybody_counts_as_proven),
        WORLD_TEST(an_ozon_id_belongs_to_one_participant),
        WORLD_TEST(five_attempts_a_day_for_each_person),
        WORLD_TEST(a_wrong_order_number_at_registration_is_an_attempt_too),
        WORLD_TEST(taken_numbers_cost_attempts),
        WORLD_TEST(who_bought_before_registers_without_an_inviter_and_is_told_why),
        WORLD_TEST(whether_a_number_has_bought_is_told_only_once_it_is_proven),
        WORLD_TEST(a_cancelled_order_is_no_purchase),
        WORLD_TEST(an_order_placed_after_joining_keeps_a_newcomer_new),
        WORLD_TEST(anyone_may_be_a_referral_by_default),
        WORLD_TEST(the_view_adds_up_and_says_what_comes_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
