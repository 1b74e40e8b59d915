#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/gateway/sheets/csv_sheet.h"

#define MARK "\xef\xbb\xbf"

/* What was written so far, whole; the sheet goes on behind it. */
static void assert_written(csv_sheet *self, const char *expected)
{
    buf_append_byte(&self->out, 0);
    assert_string_equal((const char *)self->out.data, expected);
    buf_clear(&self->out);
}

/* A text as the only cell of a line that is not the first. */
static void assert_cell(const char *text, const char *expected)
{
    csv_sheet sheet = {.lang = RS_LANG_RU, .begun = true};
    arena *scratch = arena_open();
    csv_sheet_text(&sheet, scratch, text);
    assert_written(&sheet, expected);
    csv_sheet_free(&sheet);
    arena_close(&scratch);
}

static void test_rows_stand_apart_and_the_mark_stands_once(void **state)
{
    csv_sheet sheet = {.lang = RS_LANG_RU};
    arena *scratch = arena_open();
    (void)state;
    csv_sheet_text(&sheet, scratch, "ID");
    csv_sheet_text(&sheet, scratch, "Имя");
    csv_sheet_end_row(&sheet);
    assert_written(&sheet, MARK "ID;Имя\r\n");
    csv_sheet_number(&sheet, 7);
    csv_sheet_text(&sheet, scratch, NULL);
    csv_sheet_end_row(&sheet);
    assert_written(&sheet, "7;\r\n");
    csv_sheet_free(&sheet);
    arena_close(&scratch);
}

static void test_what_begins_like_a_formula_is_a_text(void **state)
{
    (void)state;
    assert_cell("=cmd|'/c calc'!A0", "'=cmd|'/c calc'!A0");
    assert_cell("+7 900", "'+7 900");
    assert_cell("-1", "'-1");
    assert_cell("@SUM(A1)", "'@SUM(A1)");
    assert_cell("＝1+1", "'＝1+1");
    assert_cell("=HYPERLINK(\"http://x\";\"y\")", "\"'=HYPERLINK(\"\"http://x\"\";\"\"y\"\")\"");
    assert_cell("a=b", "a=b");
}

static void test_nothing_hides_a_formula(void **state)
{
    (void)state;
    assert_cell("\t=1", "'=1");
    assert_cell("\r\n =1", "'=1");
    assert_cell("\u202e=1", "'=1");
    assert_cell("\u200f\u2066=1", "'=1");
    assert_cell("\ufeff=1", "'=1");
}

static void test_names_cannot_leave_their_cell_or_turn_their_line(void **state)
{
    (void)state;
    assert_cell("Ann;a", "\"Ann;a\"");
    assert_cell("\"", "\"\"\"\"");
    assert_cell("Анна\r\nПетрова\tx", "Анна Петрова x");
    assert_cell("gpj.\u202eexe", "gpj.exe");
    assert_cell("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>");
}

static void test_texts_are_whole_however_long_and_empty_ones_are_empty(void **state)
{
    static const char nick[] = "nn23456789012345678901234567890123456789012345678901234567890123";
    char text[16385];
    (void)state;
    assert_int_equal(strlen(nick), 64);
    assert_cell(nick, nick);
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    assert_cell(text, text);
    assert_cell("", "");
    assert_cell("\u202e \t", "");
}

static void figures(csv_sheet *self)
{
    csv_sheet_hundredths(self, 123456);
    csv_sheet_hundredths(self, -5);
    csv_sheet_hundredths(self, 0);
    csv_sheet_hundredths(self, INT64_C(-9000000000000000));
    csv_sheet_hundredths(self, INT64_MIN);
    csv_sheet_number(self, INT64_C(9007199254740991));
    csv_sheet_moment(self, INT64_C(1767214800000)); /* 31 December, 21:00 UTC */
    csv_sheet_moment(self, 0);
}

static void test_amounts_are_exact_and_the_day_is_moscows(void **state)
{
    csv_sheet russian = {.lang = RS_LANG_RU};
    csv_sheet english = {.lang = RS_LANG_EN};
    (void)state;
    figures(&russian);
    assert_written(&russian, MARK "1234,56;-0,05;0,00;-90000000000000,00;-92233720368547758,08;"
                                  "9007199254740991;01.01.2026 00:00:00;");
    figures(&english);
    assert_written(&english, MARK "1234.56;-0.05;0.00;-90000000000000.00;-92233720368547758.08;"
                                  "9007199254740991;2026-01-01 00:00:00;");
    csv_sheet_free(&russian);
    csv_sheet_free(&english);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_stand_apart_and_the_mark_stands_once),
        cmocka_unit_test(test_what_begins_like_a_formula_is_a_text),
        cmocka_unit_test(test_nothing_hides_a_formula),
        cmocka_unit_test(test_names_cannot_leave_their_cell_or_turn_their_line),
        cmocka_unit_test(test_texts_are_whole_however_long_and_empty_ones_are_empty),
        cmocka_unit_test(test_amounts_are_exact_and_the_day_is_moscows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
