#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "shared/ozon_id.h"

typedef struct {
    const char *typed;
    ozon_id_kind kind;
    int64_t account;
} example;

static void check(const example *examples, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        ozon_id got = ozon_id_parse(examples[n].typed);
        if (got.kind != examples[n].kind || got.account != examples[n].account)
            fail_msg("\"%s\": kind %d, account %lld; expected %d, %lld", examples[n].typed,
                     got.kind, (long long)got.account, examples[n].kind,
                     (long long)examples[n].account);
    }
}
#define CHECK(...)                                                                                 \
    static const example examples[] = {__VA_ARGS__};                                               \
    (void)state_p;                                                                                 \
    check(examples, sizeof examples / sizeof *examples)

static void test_a_whole_number_is_an_order_or_a_posting(void **state_p)
{
    CHECK({"12345678-0042", OZON_ID_WHOLE, 12345678}, {"12345678-0042-1", OZON_ID_WHOLE, 12345678},
          {"0132112277-0102-1", OZON_ID_WHOLE, 132112277},
          {"05708065-0007", OZON_ID_WHOLE, 5708065},
          {"9121072335-0187-1", OZON_ID_WHOLE, 9121072335},
          {"68498622-10815-12", OZON_ID_WHOLE, 68498622});
}

static void test_spaces_signs_and_any_kind_of_dash_do_no_harm(void **state_p)
{
    CHECK({" 12345678 - 0042 ", OZON_ID_WHOLE, 12345678},
          {"№ 12345678-0042", OZON_ID_WHOLE, 12345678}, {"№12345678", OZON_ID_BARE, 12345678},
          {"#12345678-0042", OZON_ID_WHOLE, 12345678},
          {"12345678\xe2\x80\x93"
           "0042",
           OZON_ID_WHOLE, 12345678},
          {"12345678\xe2\x80\x94"
           "0042\xe2\x80\x94"
           "1",
           OZON_ID_WHOLE, 12345678},
          {"12345678\xe2\x88\x92"
           "0042",
           OZON_ID_WHOLE, 12345678},
          {"\xc2\xa0"
           "12345678-0042\n",
           OZON_ID_WHOLE, 12345678},
          {"(12345678-0042)", OZON_ID_WHOLE, 12345678}, {"12345678-0042.", OZON_ID_WHOLE, 12345678},
          {"1234 5678", OZON_ID_BARE, 12345678});
}

static void test_bare_digits_are_the_account(void **state_p)
{
    CHECK({"12345678", OZON_ID_BARE, 12345678}, {"0132112277", OZON_ID_BARE, 132112277},
          {"05708065", OZON_ID_BARE, 5708065}, {"123456789", OZON_ID_BARE, 123456789},
          {"1234567890", OZON_ID_BARE, 1234567890}, {"12345", OZON_ID_BARE, 12345},
          {"12345678-", OZON_ID_BARE, 12345678});
}

static void test_digits_that_could_be_something_else_are_asked_for_again(void **state_p)
{
    CHECK({"9121072335", OZON_ID_AMBIGUOUS, 0}, /* or a telephone without its first digit */
          {"912 107-23 35", OZON_ID_AMBIGUOUS, 0}, {"912 345-67-89", OZON_ID_AMBIGUOUS, 0},
          {"123456789012", OZON_ID_AMBIGUOUS, 0}, {"2200123412341234", OZON_ID_AMBIGUOUS, 0},
          {"12345678-42", OZON_ID_AMBIGUOUS, 0},
          {"39127012767", OZON_ID_AMBIGUOUS, 0}); /* an order_id of eleven digits */
}

static void test_telephone_numbers_are_recognised_however_they_are_written(void **state_p)
{
    CHECK({"+79121072335", OZON_ID_PHONE, 0}, {"89121072335", OZON_ID_PHONE, 0},
          {"79121072335", OZON_ID_PHONE, 0}, {"8 912 107 23 35", OZON_ID_PHONE, 0},
          {"+7 912 107-23-35", OZON_ID_PHONE, 0}, {"+7 (912) 107-23-35", OZON_ID_PHONE, 0},
          {"8 (912) 107-23-35", OZON_ID_PHONE, 0}, {"8-912-107-23-35", OZON_ID_PHONE, 0},
          {"8 912 107-23-35", OZON_ID_PHONE, 0}, {"8912107-2335", OZON_ID_PHONE, 0},
          {"+375 29 123-45-67", OZON_ID_PHONE, 0});
}

static void test_links_are_recognised(void **state_p)
{
    CHECK({"https://www.ozon.ru/my/orderdetails/?order=12345678-0042", OZON_ID_LINK, 0},
          {"ozon.ru/t/abc", OZON_ID_LINK, 0}, {"t.me/bot?start=abc", OZON_ID_LINK, 0},
          {"www.example.com", OZON_ID_LINK, 0});
}

static void test_anything_else_is_words(void **state_p)
{
    CHECK({"", OZON_ID_WORDS, 0}, {"не знаю", OZON_ID_WORDS, 0}, {"1234", OZON_ID_WORDS, 0},
          {"заказ 12345678-0042", OZON_ID_WORDS, 0}, {"-", OZON_ID_WORDS, 0},
          {"12345-1-2-3", OZON_ID_WORDS, 0}, {"-0042", OZON_ID_WORDS, 0},
          {"12345678-00x2", OZON_ID_WORDS, 0}, {"12345--42", OZON_ID_WORDS, 0},
          {"1-2-3-4", OZON_ID_WORDS, 0}, {"00000000", OZON_ID_WORDS, 0},
          {"00000000-0001", OZON_ID_AMBIGUOUS, 0}, {"+", OZON_ID_WORDS, 0},
          {"123-0001", OZON_ID_WORDS, 0}, {"1234567-4", OZON_ID_WORDS, 0},
          {"\xf0\x9f\x98\x80", OZON_ID_WORDS, 0});
}

static void test_an_endless_text_is_words_and_stays_in_its_bounds(void **state_p)
{
    char typed[1000];
    (void)state_p;
    memset(typed, '1', sizeof typed - 1);
    typed[sizeof typed - 1] = 0;
    ozon_id got = ozon_id_parse(typed);
    assert_int_equal(got.account, 0);
    assert_true(strlen(got.number) < OZON_ID_TEXT_MAX);
}

static void test_the_tidied_number_is_kept(void **state_p)
{
    (void)state_p;
    assert_string_equal(ozon_id_parse("№ 0132112277 – 0102").number, "0132112277-0102");
}

static void test_the_account_of_a_number_of_ozons(void **state_p)
{
    (void)state_p;
    assert_int_equal(ozon_number_account("0132112277-0102-1"), 132112277);
    assert_int_equal(ozon_number_account("0132112277-0102"), 132112277);
    assert_int_equal(ozon_number_account("12-3"), 12);
    assert_int_equal(ozon_number_account("0132112277"), 0);
    assert_int_equal(ozon_number_account("a-1"), 0);
    assert_int_equal(ozon_number_account("1-2-3-4"), 0);
    assert_int_equal(ozon_number_account("1-2-"), 0);
    assert_int_equal(ozon_number_account(""), 0);
    assert_int_equal(ozon_number_account("12345678901234567890-1-1"), 0);
}

static void test_a_posting_matches_its_order_and_itself_and_nothing_else(void **state_p)
{
    (void)state_p;
    assert_true(ozon_number_matches("0132112277-0102-1", "132112277-102"));
    assert_true(ozon_number_matches("0132112277-0102-1", "0132112277-0102-1"));
    assert_true(ozon_number_matches("132112277-0102", "0132112277-0102"));
    assert_false(ozon_number_matches("0132112277-0102-1", "0132112277-0102-2"));
    assert_false(ozon_number_matches("0132112277-0102-1", "0132112277-0103"));
    assert_false(ozon_number_matches("0132112277-0102-1", "0132112278-0102"));
    assert_false(ozon_number_matches("0132112277-0102", "0132112277-0102-1"));
    assert_false(ozon_number_matches("0132112277-0102-1", "0132112277"));
    assert_false(ozon_number_matches("0132112277-0102-1", "0132112277-010"));
    assert_false(ozon_number_matches("0132112277-0102-1", ""));
    assert_false(ozon_number_matches("12345678-1234567890123456", "12345678-6543210987654321"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_whole_number_is_an_order_or_a_posting),
        cmocka_unit_test(test_spaces_signs_and_any_kind_of_dash_do_no_harm),
        cmocka_unit_test(test_bare_digits_are_the_account),
        cmocka_unit_test(test_digits_that_could_be_something_else_are_asked_for_again),
        cmocka_unit_test(test_telephone_numbers_are_recognised_however_they_are_written),
        cmocka_unit_test(test_links_are_recognised),
        cmocka_unit_test(test_anything_else_is_words),
        cmocka_unit_test(test_an_endless_text_is_words_and_stays_in_its_bounds),
        cmocka_unit_test(test_the_tidied_number_is_kept),
        cmocka_unit_test(test_the_account_of_a_number_of_ozons),
        cmocka_unit_test(test_a_posting_matches_its_order_and_itself_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
