#include "shared/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NBSP "\u00a0"

static arena *memory;

static int set_up(void **state)
{
    (void)state;
    memory = arena_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_close(&memory);
    return 0;
}

static void test_money_shows_kopecks_only_when_there_are_any(void **state)
{
    (void)state;
    assert_string_equal(format_money(memory, RS_LANG_RU, 0), "0" NBSP "₽");
    assert_string_equal(format_money(memory, RS_LANG_RU, 99900), "999" NBSP "₽");
    assert_string_equal(format_money(memory, RS_LANG_RU, 123450), "1" NBSP "234,50" NBSP "₽");
    assert_string_equal(format_money(memory, RS_LANG_RU, 5), "0,05" NBSP "₽");
    assert_string_equal(format_money(memory, RS_LANG_RU, -123456789),
                        "−1" NBSP "234" NBSP "567,89" NBSP "₽");
    assert_string_equal(format_money(memory, RS_LANG_EN, 123450), "1,234.50" NBSP "₽");
}

static void test_points_are_grouped_by_thousands(void **state)
{
    (void)state;
    assert_string_equal(format_points(memory, RS_LANG_RU, 9999), "99,99");
    assert_string_equal(format_points(memory, RS_LANG_RU, 25687400), "256" NBSP "874");
    assert_string_equal(format_points(memory, RS_LANG_RU, -6000), "−60");
    assert_string_equal(format_points(memory, RS_LANG_EN, 100000000), "1,000,000");
    assert_string_equal(format_points(memory, RS_LANG_RU, INT64_MIN),
                        "−92" NBSP "233" NBSP "720" NBSP "368" NBSP "547" NBSP "758,08");
    assert_string_equal(format_count(memory, RS_LANG_RU, -1234), "−1" NBSP "234");
}

static void test_times_are_those_of_moscow(void **state)
{
    (void)state;
    /* 2027-03-05 22:30 UTC is half past one of the next day there. */
    const int64_t late = 1804285800000;
    assert_string_equal(format_date(memory, RS_LANG_RU, late), "06.03.2027");
    assert_string_equal(format_moment(memory, RS_LANG_RU, late), "06.03 01:30");
    assert_string_equal(format_date(memory, RS_LANG_EN, late), "6 Mar 2027");
    assert_string_equal(format_moment(memory, RS_LANG_EN, late), "6 Mar 01:30");
    assert_string_equal(format_date(memory, RS_LANG_RU, 0), "01.01.1970");
    assert_string_equal(format_moment(memory, RS_LANG_RU, -1), "01.01 02:59");
}

static void test_russian_plurals_have_three_forms(void **state)
{
    (void)state;
    const struct {
        int64_t count;
        format_plural_form form;
    } cases[] = {{0, PLURAL_MANY},  {1, PLURAL_ONE},   {2, PLURAL_FEW},    {4, PLURAL_FEW},
                 {5, PLURAL_MANY},  {11, PLURAL_MANY}, {12, PLURAL_MANY},  {14, PLURAL_MANY},
                 {21, PLURAL_ONE},  {22, PLURAL_FEW},  {25, PLURAL_MANY},  {111, PLURAL_MANY},
                 {101, PLURAL_ONE}, {-1, PLURAL_ONE},  {1002, PLURAL_FEW}, {1012, PLURAL_MANY}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(format_plural(RS_LANG_RU, cases[i].count), cases[i].form);
    assert_int_equal(format_plural(RS_LANG_EN, 1), PLURAL_ONE);
    assert_int_equal(format_plural(RS_LANG_EN, 21), PLURAL_MANY);
}

static void test_typed_amounts_are_read_exactly(void **state)
{
    (void)state;
    const struct {
        const char *text;
        int64_t centipoints;
    } cases[] = {
        {"1", 100},
        {"0,01", 1},
        {"0.29", 29},
        {"1234", 123400},
        {"1 234,56", 123456},
        {"1" NBSP "234,5", 123450},
        {"1\u202f234\u2009567", 123456700},
        {"  500  ", 50000},
        {"500 баллов", 50000},
        {"500р.", 50000},
        {"12,50 ₽", 1250},
        {"007", 700},
        {"90000000000000", 0 /* 14 digits: see below */},
        {"9000000000000", 900000000000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t got = -1;
        format_amount outcome = format_parse_amount(cases[i].text, &got);
        if (cases[i].centipoints) {
            assert_int_equal(outcome, AMOUNT_OK);
            assert_int_equal(got, cases[i].centipoints);
        } else {
            assert_int_equal(outcome, AMOUNT_LARGE);
            assert_int_equal(got, -1);
        }
    }
}

static void test_everything_can_be_asked_for_in_words(void **state)
{
    (void)state;
    int64_t got = -1;
    const char *words[] = {"все", "Всё", " ВСЕ ", "all", "ALL "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_int_equal(format_parse_amount(words[i], &got), AMOUNT_ALL);
    assert_int_equal(got, -1);
}

static void test_what_is_no_amount_is_never_guessed_at(void **state)
{
    (void)state;
    const char *unclear[] = {"",     "   ",      "привет", "-5",       "+5",           "0",
                             "0,00", "1 2 3",    "1 23",   "12 3456",  "1,2,3",        "1.",
                             ",5",   "1e3",      "0x10",   "1,234.50", "все 5",        "5 5",
                             "всем", "1234 567", "5%",     "5 кг",     "12345678-0042"};
    int64_t got = -1;
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++)
        assert_int_equal(format_parse_amount(unclear[i], &got), AMOUNT_UNCLEAR);
    assert_int_equal(format_parse_amount("1,234", &got), AMOUNT_FINE);
    assert_int_equal(format_parse_amount("0,001", &got), AMOUNT_FINE);
    assert_int_equal(format_parse_amount("99999999999999999999", &got), AMOUNT_LARGE);
    char longer[FORMAT_TYPED_MAX + 2];
    memset(longer, '1', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    assert_int_equal(format_parse_amount(longer, &got), AMOUNT_UNCLEAR);
    assert_int_equal(got, -1);
}

static void test_what_is_shown_reads_back_as_the_same_points(void **state)
{
    (void)state;
    for (int64_t points = 1; points < INT64_C(900000000000000); points = points * 7 + 3) {
        int64_t got = 0;
        assert_int_equal(format_parse_amount(format_points(memory, RS_LANG_RU, points), &got),
                         AMOUNT_OK);
        assert_int_equal(got, points);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_money_shows_kopecks_only_when_there_are_any),
        cmocka_unit_test(test_points_are_grouped_by_thousands),
        cmocka_unit_test(test_times_are_those_of_moscow),
        cmocka_unit_test(test_russian_plurals_have_three_forms),
        cmocka_unit_test(test_typed_amounts_are_read_exactly),
        cmocka_unit_test(test_everything_can_be_asked_for_in_words),
        cmocka_unit_test(test_what_is_no_amount_is_never_guessed_at),
        cmocka_unit_test(test_what_is_shown_reads_back_as_the_same_points),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
