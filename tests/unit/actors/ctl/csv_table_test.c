/* CSV files as refsysctl reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/ctl/csv_table.h"
#include "actors/ctl/import.h"

static const char *const names[] = {"one", "two", "three", NULL};
static arena *memory;
static csv_table table;
static rs_error error;

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

static rs_err read_text(const char *text)
{
    FILE *file = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    assert_non_null(file);
    rs_err rc = csv_table_read(file, names, memory, &table, &error);
    fclose(file);
    return rc;
}

static void test_columns_are_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(read_text("\xef\xbb\xbftwo;one\r\nб;a\r\n;c\n"), RS_OK);
    assert_int_equal(table.count, 2);
    assert_string_equal(table.rows[0].cells[0], "a");
    assert_string_equal(table.rows[0].cells[1], "б");
    assert_string_equal(table.rows[0].cells[2], "");
    assert_int_equal(table.rows[1].line, 3);
    assert_true(table.has[0] && table.has[1] && !table.has[2]);
}

static void test_quotes_hold_separators_and_line_ends(void **state)
{
    (void)state;
    assert_int_equal(read_text("one,two\n\"a,\"\"b\"\"\nc\",d\nx,y"), RS_OK);
    assert_int_equal(table.count, 2);
    assert_string_equal(table.rows[0].cells[0], "a,\"b\"\nc");
    assert_int_equal(table.rows[0].line, 3);
    assert_int_equal(table.rows[1].line, 4);
}

static void test_what_is_wrong_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } cases[] = {
        {"\n", "names of the columns"},
        {"one,four\n", "line 1: there is no column \"four\""},
        {"one,one\n", "line 1: column one stands twice"},
        {"one,two\na,b\nc\n", "line 3: another number of cells"},
        {"one,two\na,b,c\n", "line 2: another number of cells"},
        {"one\n\"a\n", "quotes"},
        {"one\na\"b\n", "line 2: "},
        {"one\n\xff\n", "line 2: not UTF-8"},
        {"one\na\rb\n", "line 2: a carriage return"},
    };
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        assert_int_equal(read_text(cases[n].text), RS_BAD_REQUEST);
        if (!strstr(error.text, cases[n].why))
            fail_msg("%zu: %s", n, error.text);
    }
}

static void test_cells_are_numbers_sums_and_moments(void **state)
{
    (void)state;
    int64_t value;
    assert_true(import_hundredths("1999,99", &value) && value == 199999);
    assert_true(import_hundredths("5.5", &value) && value == 550);
    assert_true(import_hundredths("", &value) && value == 0);
    assert_true(import_hundredths("0", &value) && value == 0);
    assert_false(import_hundredths("1,999", &value));
    assert_false(import_hundredths("-1", &value));
    assert_false(import_hundredths("1 000", &value));
    assert_true(import_number("42", &value) && value == 42);
    assert_false(import_number("4e2", &value));
    assert_true(import_time("2026-01-01", &value) && value == INT64_C(1767214800000));
    assert_true(import_time("01.01.2026 03:00", &value) && value == INT64_C(1767225600000));
    assert_true(import_time("2026-01-01T00:00:00Z", &value) && value == INT64_C(1767225600000));
    assert_false(import_time("yesterday", &value));
    assert_false(import_time("2026-01-01 tea time", &value));
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(columns_are_found_by_name),
        TEST(quotes_hold_separators_and_line_ends),
        TEST(what_is_wrong_is_refused_with_its_line),
        TEST(cells_are_numbers_sums_and_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
