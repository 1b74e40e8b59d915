/* Requisites: what may be answered to each question, in which order, and what is shown of it. */
#include "actors/ledger/requisites.h"
#include "tests/unit/actors/ledger/payday.h"

static const char CARD[] = "2201 3820 0000 0013";
static const char ACCOUNT[] = "40817810700000012345";
static const char BIK[] = "044525225"; /* a bank's that this account belongs to */
static const char INN[] = "500100732259";

typedef struct {
    const char *typed;
    bool ok;
    const char *kept;
} sample;

/* Each sample answers the question of a form that has come so far. */
static void try_all(const rs_requisites *form, rs_requisite field, const sample *samples,
                    size_t count)
{
    arena *memory = arena_open();
    for (size_t n = 0; n < count; n++) {
        rs_error error;
        rs_requisites copy = *form;
        rs_requisite_args args = {.tg = 1, .field = field, .text = samples[n].typed};
        rs_err rc = requisites_answer(&copy, &args, memory, &error);
        if ((rc == RS_OK) != samples[n].ok)
            fail_msg("\"%s\" was %s", samples[n].typed, rc == RS_OK ? "taken" : error.text);
        const char *kept = field == RS_REQUISITE_NUMBER ? copy.number
                           : field == RS_REQUISITE_INN  ? copy.inn
                           : field == RS_REQUISITE_NAME ? copy.name
                                                        : copy.bik;
        if (rc == RS_OK)
            assert_string_equal(kept, samples[n].kept);
    }
    arena_close(&memory);
}
#define TRY(form, field, ...)                                                                      \
    try_all(form, field, (const sample[]){__VA_ARGS__},                                            \
            sizeof((const sample[]){__VA_ARGS__}) / sizeof(sample))

static void test_a_telephone_is_a_russian_mobile_one(void **state_p)
{
    (void)state_p;
    const rs_requisites form = {.method = RS_METHOD_SBP};
    TRY(&form, RS_REQUISITE_NUMBER, {"+7 (912) 345-67-89", true, "79123456789"},
        {"89123456789", true, "79123456789"}, {"9123456789", true, "79123456789"},
        {"84951234567", false, NULL}, {"7912345678", false, NULL}, {"391234567890", false, NULL},
        {"+7 912 345-67-89 Иван", false, NULL}, {"", false, NULL});
}

static void test_a_card_has_the_right_check_digit(void **state_p)
{
    (void)state_p;
    const rs_requisites form = {.method = RS_METHOD_CARD};
    TRY(&form, RS_REQUISITE_NUMBER, {CARD, true, "2201382000000013"},
        {"4111111111111111", true, "4111111111111111"}, {"4111111111111112", false, NULL},
        {"4111111111111", false, NULL}, {"41111111111111111111", false, NULL},
        {"0000000000000000", false, NULL});
}

static void test_an_account_fits_its_bank(void **state_p)
{
    (void)state_p;
    const rs_requisites empty = {.method = RS_METHOD_ACCOUNT};
    TRY(&empty, RS_REQUISITE_NUMBER, {ACCOUNT, true, ACCOUNT}, {"4081781070000001234", false, NULL},
        {"408178107000000123456", false, NULL});
    const rs_requisites form = {.method = RS_METHOD_ACCOUNT, .number = ACCOUNT};
    TRY(&form, RS_REQUISITE_BIK, {BIK, true, BIK}, {"044 525 225", true, BIK},
        {"044525226", false, NULL}, {"44525225", false, NULL}, {"144525225", false, NULL});
}

static void test_an_inn_has_both_check_digits(void **state_p)
{
    (void)state_p;
    const rs_requisites form = {.method = RS_METHOD_CARD};
    TRY(&form, RS_REQUISITE_INN, {INN, true, INN}, {"5001 0073 2259", true, INN},
        {"500100732258", false, NULL}, {"500100732249", false, NULL}, {"7707083893", false, NULL});
}

static void test_a_name_has_two_words_of_letters(void **state_p)
{
    (void)state_p;
    const rs_requisites form = {.method = RS_METHOD_CARD};
    TRY(&form, RS_REQUISITE_NAME, {"  Иван Петров ", true, "Иван Петров"},
        {"Anna-Maria O'Neil", true, "Anna-Maria O'Neil"}, {"Иван", false, NULL},
        {"Иван Петров 2", false, NULL}, {"Иван\nПетров", false, NULL}, {"", false, NULL});
}

static void test_packed_and_unpacked_they_are_the_same(void **state_p)
{
    (void)state_p;
    arena *memory = arena_open();
    const rs_requisites whole = {.method = RS_METHOD_ACCOUNT,
                                 .number = ACCOUNT,
                                 .bank = "Банк",
                                 .bik = BIK,
                                 .name = "Иван Петров",
                                 .payee = RS_PAYEE_ENTREPRENEUR,
                                 .inn = INN};
    rs_requisites again = requisites_unpack(requisites_pack(&whole, memory), memory);
    assert_int_equal(again.method, whole.method);
    assert_string_equal(again.number, whole.number);
    assert_string_equal(again.bank, whole.bank);
    assert_string_equal(again.bik, whole.bik);
    assert_string_equal(again.name, whole.name);
    assert_int_equal(again.payee, whole.payee);
    assert_string_equal(again.inn, whole.inn);
    again = requisites_unpack(NULL, memory);
    assert_int_equal(again.method, 0);
    assert_null(again.number);
    rs_requisites_mask mask = requisites_mask(&whole, memory);
    assert_string_equal(mask.tail, "2345");
    arena_close(&memory);
}

/* ------------------------------------------------------------------- in the ledger */

static rs_err answer(world *self, rs_requisite field, int64_t choice, const char *typed)
{
    rs_requisite_args args = {.tg = TG(D), .field = field, .choice = choice, .text = typed};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_REQUISITE_SET, &args);
}

static void expect_want(world *self, rs_requisite want)
{
    assert_int_equal(((const rs_requisites_view *)self->result)->want, want);
}

static void fill_in(world *self)
{
    assert_int_equal(answer(self, RS_REQUISITE_METHOD, RS_METHOD_CARD, NULL), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_NUMBER, 0, CARD), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_NAME, 0, "Иван Петров"), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_PAYEE, 0, NULL), RS_OK);
    expect_want(self, 0);
}

static void test_the_form_asks_what_the_method_needs(void **state_p)
{
    world *self = *state_p;
    answer(self, RS_REQUISITE_METHOD, 4, NULL);
    world_refused(self, RS_BAD_REQUEST, "method:");
    assert_int_equal(answer(self, RS_REQUISITE_METHOD, RS_METHOD_ACCOUNT, NULL), RS_OK);
    expect_want(self, RS_REQUISITE_NUMBER);
    answer(self, RS_REQUISITE_NAME, 0, "Иван Петров");
    world_refused(self, RS_CONFLICT, "field:");
    answer(self, RS_REQUISITE_NUMBER, 0, "12");
    world_refused(self, RS_BAD_REQUEST, "number:");
    assert_int_equal(answer(self, RS_REQUISITE_NUMBER, 0, ACCOUNT), RS_OK);
    expect_want(self, RS_REQUISITE_BIK);
    assert_int_equal(answer(self, RS_REQUISITE_BIK, 0, BIK), RS_OK);
    expect_want(self, RS_REQUISITE_NAME);
    assert_int_equal(answer(self, RS_REQUISITE_NAME, 0, "Иван Петров"), RS_OK);
    expect_want(self, RS_REQUISITE_PAYEE);
    assert_int_equal(answer(self, RS_REQUISITE_PAYEE, RS_PAYEE_SELF_EMPLOYED, NULL), RS_OK);
    expect_want(self, RS_REQUISITE_INN);
    assert_null(((const rs_requisites_view *)self->result)->saved);
    answer(self, RS_REQUISITE_INN, 0, "500100732258");
    world_refused(self, RS_BAD_REQUEST, "inn:");
    assert_int_equal(answer(self, RS_REQUISITE_INN, 0, INN), RS_OK);
    expect_want(self, 0);
    const rs_requisites_view *form = self->result;
    assert_null(form->draft);
    assert_string_equal(form->saved->tail, "2345");
    assert_int_equal(form->saved->payee, RS_PAYEE_SELF_EMPLOYED);
}

static void test_a_form_begun_anew_leaves_the_saved_one_alone(void **state_p)
{
    world *self = *state_p;
    fill_in(self);
    assert_int_equal(answer(self, RS_REQUISITE_METHOD, RS_METHOD_SBP, NULL), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_NUMBER, 0, "89123456789"), RS_OK);
    expect_want(self, RS_REQUISITE_BANK);
    const rs_requisites_view *form = self->result;
    assert_string_equal(form->saved->tail, "0013");
    assert_string_equal(form->draft->tail, "6789");
}

static void test_a_request_takes_a_copy_that_is_shown_masked(void **state_p)
{
    world *self = *state_p;
    earn(self, PTS(100, 0));
    fill_in(self);
    int64_t payout = world_payout(self, D, PTS(10, 0));
    assert_int_equal(answer(self, RS_REQUISITE_METHOD, RS_METHOD_SBP, NULL), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_NUMBER, 0, "89123456789"), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_BANK, 0, "Банк"), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_NAME, 0, "Иван Петров"), RS_OK);
    assert_int_equal(answer(self, RS_REQUISITE_PAYEE, 0, NULL), RS_OK);
    rs_payout_row row = shown(self, payout);
    assert_int_equal(row.requisites->method, RS_METHOD_CARD);
    assert_string_equal(row.requisites->tail, "0013");
}

static void test_the_whole_number_is_for_payers_and_the_journal_keeps_who_looked(void **state_p)
{
    world *self = *state_p;
    int64_t reader = world_admin(self, 93, RS_RIGHT_SUPPORT | RS_RIGHT_ANALYST);
    earn(self, PTS(100, 0));
    world_login(self, reader);
    rs_payout_key key = {.payout = world_payout(self, D, PTS(10, 0))};
    world_ask_admin(self, boris, RS_REQUISITES_SHOW, &key);
    world_refused(self, RS_NOT_FOUND, "requisites:");
    rs_payout_cancel_args cancel = {.tg = TG(D), .payout = key.payout};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &cancel), RS_OK);
    fill_in(self);
    key.payout = world_payout(self, D, PTS(10, 0));
    int64_t rev = world_payout_row(self, key.payout).rev;
    world_ask_admin(self, reader, RS_REQUISITES_SHOW, &key);
    world_refused(self, RS_FORBIDDEN, "rights:");
    assert_int_equal(world_facts_of(self, FACT_requisites_seen), 0);
    assert_int_equal(world_ask_admin(self, boris, RS_REQUISITES_SHOW, &key), RS_OK);
    const rs_requisites *whole = self->result;
    assert_string_equal(whole->number, "2201382000000013");
    assert_string_equal(whole->name, "Иван Петров");
    assert_int_equal(world_facts_of(self, FACT_requisites_seen), 1);
    assert_int_equal(world_payout_row(self, key.payout).rev, rev); /* looking changes nothing */
    rs_payout_card card = {0};
    view look = world_view(self);
    assert_int_equal(view_payout_card(&look, &key, &card), RS_OK);
    const rs_payout_step *last = &card.history.items[card.history.count - 1];
    assert_int_equal(last->kind, RS_DEED_VIEWED);
    assert_string_equal(last->by, "Анна"); /* every administrator of these tests is called so */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_telephone_is_a_russian_mobile_one),
        cmocka_unit_test(test_a_card_has_the_right_check_digit),
        cmocka_unit_test(test_an_account_fits_its_bank),
        cmocka_unit_test(test_an_inn_has_both_check_digits),
        cmocka_unit_test(test_a_name_has_two_words_of_letters),
        cmocka_unit_test(test_packed_and_unpacked_they_are_the_same),
        PAYDAY_TEST(the_form_asks_what_the_method_needs),
        PAYDAY_TEST(a_form_begun_anew_leaves_the_saved_one_alone),
        PAYDAY_TEST(a_request_takes_a_copy_that_is_shown_masked),
        PAYDAY_TEST(the_whole_number_is_for_payers_and_the_journal_keeps_who_looked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
