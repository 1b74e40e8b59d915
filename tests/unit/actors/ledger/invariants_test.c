/* What is checked can fail: every figure, put wrong by one, is found and named. */
#include "actors/ledger/invariants.h"
#include "tests/unit/actors/ledger/world.h"

enum { MEMBER = 1, BUYER = 2 };

static int set_up(void **state_p)
{
    world *self = world_open();
    world_member(self, D, 0);
    world_member(self, E, MEMBER);
    world_prove(self, D);
    world_prove(self, E);
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(2000, 0)}});
    world_pass(self, 30 * DAY);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, RUB(100, 0)}});
    SEE(self, .ozon = OZON(E), .order = 4, .goods = {{11, 1, RUB(100, 0)}});
    world_payout(self, D, PTS(10, 0));
    world_check(self);
    *state_p = self;
    return 0;
}

static int tear_down(void **state_p)
{
    world *self = *state_p;
    world_close(&self); /* without world_check: it is damaged */
    return 0;
}

static void expect_damage(world *self, const char *text)
{
    rs_error error = {0};
    arena *memory = arena_open();
    rs_err rc = invariants_check(self->stores.state, memory, &error);
    arena_close(&memory);
    if (rc != RS_CORRUPT || !strstr(error.text, text))
        fail_msg("\"%s\" was expected to be found, not \"%s\"", text, error.text);
}

static void put_participant(world *self, const rs_participant_row *row)
{
    row_put(self->stores.state, TABLE_PARTICIPANT, KEY_1(row->id), row);
}

static void put_account(world *self, const rs_account_row *row)
{
    row_put(self->stores.state, TABLE_ACCOUNT, KEY_1(MEMBER), row);
}

typedef struct {
    size_t offset;
    const char *text;
} figure;

static void add_one(void *row, size_t offset, int64_t change)
{
    int64_t *at = (int64_t *)(void *)((uint8_t *)row + offset);
    *at += change;
}

static void test_every_figure_of_a_participant_is_counted_anew(void **state_p)
{
    static const figure figures[] = {
        {offsetof(rs_account_row, held), "total of accrued"},
        {offsetof(rs_account_row, available), "total of accrued"},
        {offsetof(rs_account_row, reserved), "total of accrued"},
        {offsetof(rs_account_row, own), "total of accrued"},
        {offsetof(rs_account_row, corrected), "total of accrued"},
        {offsetof(rs_account_row, paid), "total of accrued"},
        {offsetof(rs_account_row, expected), "points expected"},
        {offsetof(rs_account_row, sum), "sum of purchases"},
        {offsetof(rs_account_row, open_payouts), "number of open requests"},
    };
    world *self = *state_p;
    for (size_t n = 0; n < sizeof figures / sizeof *figures; n++) {
        rs_account_row row = world_account(self, MEMBER);
        add_one(&row, figures[n].offset, 1);
        put_account(self, &row);
        expect_damage(self, figures[n].text);
        add_one(&row, figures[n].offset, -1);
        put_account(self, &row);
    }
    rs_error error = {0};
    assert_int_equal(invariants_check(self->stores.state, self->memory, &error), RS_OK);
}

static void test_who_a_participant_is_fits_everybody_else(void **state_p)
{
    static const figure figures[] = {
        {offsetof(rs_participant_row, referrals), "number of referrals"},
        {offsetof(rs_participant_row, links), "number of links"},
        {offsetof(rs_participant_row, links_off), "number of links that are off"},
        {offsetof(rs_participant_row, tg), "not found by their own ids"},
        {offsetof(rs_participant_row, ozon), "not found by their own ids"},
    };
    world *self = *state_p;
    for (size_t n = 0; n < sizeof figures / sizeof *figures; n++) {
        rs_participant_row row = world_row(self, MEMBER);
        add_one(&row, figures[n].offset, 1);
        put_participant(self, &row);
        expect_damage(self, figures[n].text);
        add_one(&row, figures[n].offset, -1);
        put_participant(self, &row);
    }
}

static void test_a_proof_and_the_row_of_who_gave_it_say_the_same(void **state_p)
{
    world *self = *state_p;
    rs_participant_row row = world_row(self, MEMBER);
    row.proven = !row.proven;
    put_participant(self, &row);
    expect_damage(self, "differs from its proof");
}

/* A row of an index is taken away and put back, and another one is put in. */
static void expect_index(world *self, state_table table, const rs_key *key, const char *missing,
                         const rs_key *other, const char *superfluous)
{
    rs_key row = *key;
    rs_key extra = *other;
    row_del(self->stores.state, table, &row);
    expect_damage(self, missing);
    row_put_nothing(self->stores.state, table, &row);
    row_put_nothing(self->stores.state, table, &extra);
    expect_damage(self, superfluous);
    row_del(self->stores.state, table, &extra);
}

static void test_indexes_of_referrals_and_digests_say_what_the_rows_say(void **state_p)
{
    world *self = *state_p;
    rs_participant_row buyer = world_row(self, BUYER);
    rs_account_row member = world_account(self, MEMBER);
    assert_true(member.digests.count > 0);
    int64_t until = member.digests.items[0].until;
    expect_index(self, TABLE_REFERRAL_OF, KEY_3(MEMBER, buyer.tied, BUYER), "among referrals",
                 KEY_3(BUYER, buyer.tied, MEMBER), "in the index of referrals");
    expect_index(self, TABLE_DIGEST_DUE, KEY_2(until, MEMBER), "in the calendar of digests",
                 KEY_2(until + 1, MEMBER), "a digest that nobody gathers");
}

static void test_a_link_is_found_by_its_owner_and_counts_who_opened_it(void **state_p)
{
    world *self = *state_p;
    const char *code = world_code(self, MEMBER);
    rs_link_row link;
    row_get(self->stores.state, self->memory, TABLE_LINK, KEY_TEXT(code), &link);
    link.opened++;
    row_put(self->stores.state, TABLE_LINK, KEY_TEXT(code), &link);
    expect_damage(self, "counted anew");
    link.opened--;
    link.n = 2;
    row_put(self->stores.state, TABLE_LINK, KEY_TEXT(code), &link);
    expect_damage(self, "is not found by its owner");
}

static void test_points_moved_between_the_accounts_of_one_are_noticed(void **state_p)
{
    world *self = *state_p;
    rs_account_row row = world_account(self, MEMBER);
    row.held -= 1;
    row.available += 1;
    put_account(self, &row);
    expect_damage(self, "points on hold");
    row.held += 1;
    row.reserved -= 1;
    put_account(self, &row);
    expect_damage(self, "points reserved");
}

static void test_points_of_another_level_are_noticed(void **state_p)
{
    world *self = *state_p;
    rs_account_row row = world_account(self, MEMBER);
    row.own += 1;
    row.paid += 1;
    put_account(self, &row);
    expect_damage(self, "points of own purchases");
    int64_t less = row.levels.items[0] - 1;
    row.own -= 1;
    row.paid -= 2;
    row.levels = (rs_ints){&less, 1};
    put_account(self, &row);
    expect_damage(self, "points of the network");
}

static void test_points_out_of_nowhere_are_noticed(void **state_p)
{
    world *self = *state_p;
    rs_system_row row;
    row_get(self->stores.state, self->memory, TABLE_SYSTEM, KEY_1(RS_ACCOUNT_ISSUED), &row);
    row.balance++;
    row_put(self->stores.state, TABLE_SYSTEM, KEY_1(RS_ACCOUNT_ISSUED), &row);
    expect_damage(self, "all accounts together hold 1");
}

static void test_a_loop_and_an_unknown_inviter_are_noticed(void **state_p)
{
    world *self = *state_p;
    rs_participant_row member = world_row(self, MEMBER);
    rs_participant_row buyer = world_row(self, BUYER);
    member.inviter = 99;
    put_participant(self, &member);
    expect_damage(self, "was invited by nobody known");
    member.inviter = BUYER;
    buyer.referrals = 1;
    put_participant(self, &member);
    put_participant(self, &buyer);
    expect_damage(self, "the inviters make a loop");
}

static int64_t posting(world *self, int order)
{
    const char *number = world_number(self, OZON(E), order, 1);
    return row_ref(self->stores.state, self->memory, TABLE_POSTING_NO, KEY_TEXT(number));
}

static rs_shares_row shares_of(world *self, int order)
{
    rs_shares_row row;
    assert_true(
        row_get(self->stores.state, self->memory, TABLE_SHARES, KEY_1(posting(self, order)), &row));
    return row;
}

static void put_shares(world *self, int order, const rs_shares_row *row)
{
    row_put(self->stores.state, TABLE_SHARES, KEY_1(posting(self, order)), row);
}

static void test_a_posting_says_what_the_rules_give(void **state_p)
{
    world *self = *state_p;
    rs_shares_row row = shares_of(self, 3);
    row.beneficiaries.items[0].posted++;
    put_shares(self, 3, &row);
    expect_damage(self, "the rules give 500");
    row.beneficiaries.items[0].posted--;
    row.beneficiaries.items[0].held = 501;
    put_shares(self, 3, &row);
    expect_damage(self, "on hold");
    row.beneficiaries.items[0].held = 500;
    row.beneficiaries.items[0].participant = 99;
    put_shares(self, 3, &row);
    expect_damage(self, "points of nobody");
    row.beneficiaries.items[0].participant = MEMBER;
    put_shares(self, 3, &row);
    row = shares_of(self, 4);
    row.beneficiaries.items[0].expected = 0;
    put_shares(self, 4, &row);
    expect_damage(self, "expects 0 of it");
    row.participant = 99;
    put_shares(self, 4, &row);
    expect_damage(self, "points of nothing");
}

static void test_the_calendar_of_releases_fits_the_postings(void **state_p)
{
    world *self = *state_p;
    rs_shares_row row = shares_of(self, 3);
    row_del(self->stores.state, TABLE_DUE, KEY_2(row.release, posting(self, 3)));
    expect_damage(self, "the calendar of releases");
    row_put_nothing(self->stores.state, TABLE_DUE, KEY_2(row.release, posting(self, 3)));
    row = shares_of(self, 2); /* released long ago */
    row_put_nothing(self->stores.state, TABLE_DUE, KEY_2(row.release, posting(self, 2)));
    expect_damage(self, "the calendar of releases");
}

static void test_a_request_is_found_by_its_state_and_its_participant(void **state_p)
{
    world *self = *state_p;
    row_del(self->stores.state, TABLE_PAYOUT_IN, KEY_2(RS_PAYOUT_NEW, 1));
    expect_damage(self, "payout 1: is not found");
    row_put_nothing(self->stores.state, TABLE_PAYOUT_IN, KEY_2(RS_PAYOUT_NEW, 1));
    row_del(self->stores.state, TABLE_PAYOUT_OF, KEY_2(MEMBER, 1));
    expect_damage(self, "payout 1: is not found");
}

/* ------------------------------------------------------------------------------- transfers */

static void expect_bad_transfer(world *self, rs_transferred fact, const char *text)
{
    rs_error error = {0};
    if (invariants_check_transfer(self->stores.state, self->memory, 7, &fact, &error) !=
            RS_CORRUPT ||
        !strstr(error.text, text))
        fail_msg("\"%s\" was expected to be found, not \"%s\"", text, error.text);
}

static void test_a_transfer_follows_the_last_of_its_accounts_and_has_cover(void **state_p)
{
    world *self = *state_p;
    rs_account_row row = world_account(self, MEMBER);
    rs_error error = {0};
    rs_transferred right = {
        .kind = RS_TRANSFER_RESERVE,
        .participant = MEMBER,
        .debit = RS_ACCOUNT_AVAILABLE,
        .credit = RS_ACCOUNT_RESERVED,
        .points = row.available,
        .debit_before = row.available_seq,
        .credit_before = row.reserved_seq,
    };
    assert_int_equal(invariants_check_transfer(self->stores.state, self->memory, 7, &right, &error),
                     RS_OK);
    rs_transferred wrong = right;
    wrong.points++;
    expect_bad_transfer(self, wrong, "more than was available");
    wrong = right;
    wrong.debit_before--;
    expect_bad_transfer(self, wrong, "does not follow");
    wrong = right;
    wrong.credit_before++;
    expect_bad_transfer(self, wrong, "does not follow");
    wrong = right;
    wrong.points = 0;
    expect_bad_transfer(self, wrong, "a transfer of nothing");
    wrong.points = -5;
    expect_bad_transfer(self, wrong, "a transfer of nothing");
    wrong = right;
    wrong.credit = wrong.debit;
    expect_bad_transfer(self, wrong, "a transfer of nothing");
    wrong = right;
    wrong.participant = 99;
    expect_bad_transfer(self, wrong, "points of nobody");
    wrong = right;
    wrong.kind = RS_TRANSFER_THAW;
    wrong.debit = RS_ACCOUNT_HELD;
    wrong.credit = RS_ACCOUNT_AVAILABLE;
    wrong.debit_before = row.held_seq;
    wrong.credit_before = row.available_seq;
    wrong.points = 1;
    wrong.posting = posting(self, 3);
    expect_bad_transfer(self, wrong, "thawed while on hold");
    wrong.points = row.held + 1;
    wrong.posting = 0;
    expect_bad_transfer(self, wrong, "more than was on hold");
    wrong = right;
    wrong.kind = RS_TRANSFER_PAID;
    wrong.debit = RS_ACCOUNT_RESERVED;
    wrong.credit = RS_ACCOUNT_PAID;
    wrong.debit_before = row.reserved_seq;
    wrong.credit_before = 0;
    wrong.points = row.reserved + 1;
    expect_bad_transfer(self, wrong, "more than was reserved");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_figure_of_a_participant_is_counted_anew),
        TEST(who_a_participant_is_fits_everybody_else),
        TEST(a_proof_and_the_row_of_who_gave_it_say_the_same),
        TEST(indexes_of_referrals_and_digests_say_what_the_rows_say),
        TEST(a_link_is_found_by_its_owner_and_counts_who_opened_it),
        TEST(points_moved_between_the_accounts_of_one_are_noticed),
        TEST(points_of_another_level_are_noticed),
        TEST(points_out_of_nowhere_are_noticed),
        TEST(a_loop_and_an_unknown_inviter_are_noticed),
        TEST(a_posting_says_what_the_rules_give),
        TEST(the_calendar_of_releases_fits_the_postings),
        TEST(a_request_is_found_by_its_state_and_its_participant),
        TEST(a_transfer_follows_the_last_of_its_accounts_and_has_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
