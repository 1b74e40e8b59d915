#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <unzip.h>

#include "actors/gateway/sheets/sheet.h"
#include "shared/buf.h"

enum { ROWS_OF_A_SHEET = 1048576 };
static const char path[] = "xlsx_sheet_test.xlsx"; /* in the folder of the build */

static sheet begin(void)
{
    sheet self;
    rs_error error = {0};
    unlink(path);
    if (sheet_open(&self, RS_EXPORT_XLSX, path, "Люди", RS_LANG_RU, &error) != RS_OK)
        fail_msg("%s", error.text);
    return self;
}

static void end(sheet *self)
{
    rs_error error = {0};
    if (sheet_close(self, &error) != RS_OK)
        fail_msg("%s", error.text);
}

/* A part of the book as a text, to be freed; NULL: there is none. */
static char *read_part(const char *name)
{
    rs_buf out = {0};
    char piece[4096];
    int size;
    unzFile book = unzOpen64(path);
    assert_non_null(book);
    bool there = unzLocateFile(book, name, 1) == UNZ_OK && unzOpenCurrentFile(book) == UNZ_OK;
    while (there && (size = unzReadCurrentFile(book, piece, sizeof piece)) != 0) {
        assert_true(size > 0);
        buf_append(&out, piece, (size_t)size);
    }
    if (there)
        assert_int_equal(unzCloseCurrentFile(book), UNZ_OK); /* its checksum is right */
    unzClose(book);
    buf_append_byte(&out, 0);
    if (there)
        return (char *)out.data;
    buf_free(&out);
    return NULL;
}

/* Rows of the n-th sheet. */
static char *read_rows(int n)
{
    char name[64];
    snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", n);
    char *xml = read_part(name);
    assert_non_null(xml);
    char *from = strstr(xml, "<sheetData>");
    char *until = strstr(xml, "</sheetData></worksheet>");
    assert_true(from && until && until[strlen("</sheetData></worksheet>")] == '\0');
    *until = '\0';
    memmove(xml, from + strlen("<sheetData>"), strlen(from + strlen("<sheetData>")) + 1);
    return xml;
}

static void assert_rows(int n, const char *expected)
{
    char *rows = read_rows(n);
    assert_string_equal(rows, expected);
    free(rows);
}

/* The only cell of the only row: an amount, or a moment. */
static void assert_figure(int64_t figure, bool moment, const char *expected)
{
    sheet self = begin();
    char row[200];
    if (moment)
        self.format->moment(self.file, figure);
    else
        self.format->hundredths(self.file, figure, false);
    self.format->end_row(self.file);
    end(&self);
    snprintf(row, sizeof row, "<row r=\"1\"><c r=\"A1\" s=\"%d\"><v>%s</v></c></row>",
             moment ? 4 : 3, expected);
    assert_rows(1, row);
}

static void test_rows_stand_as_they_were_written(void **state)
{
    (void)state;
    sheet self = begin();
    self.format->title(self.file, "ID");
    self.format->title(self.file, "Имя");
    self.format->title(self.file, "Сумма");
    self.format->end_row(self.file);
    self.format->number(self.file, 7);
    self.format->text(self.file, NULL);
    self.format->hundredths(self.file, 123456, true);
    self.format->end_row(self.file);
    self.format->end_row(self.file); /* without a cell */
    self.format->text(self.file, "=1+1");
    self.format->text(self.file, "<b>\"&\"</b>\r\n\x01");
    self.format->end_row(self.file);
    end(&self);
    assert_rows(1,
                "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>ID</t></is></c>"
                "<c r=\"B1\" s=\"1\" t=\"inlineStr\"><is><t>Имя</t></is></c>"
                "<c r=\"C1\" s=\"1\" t=\"inlineStr\"><is><t>Сумма</t></is></c></row>"
                "<row r=\"2\"><c r=\"A2\" s=\"2\"><v>7</v></c>"
                "<c r=\"C2\" s=\"3\"><v>1234.56</v></c></row>"
                "<row r=\"3\"></row>"
                "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>=1+1</t></is></c>"
                "<c r=\"B4\" t=\"inlineStr\"><is><t>&lt;b&gt;&quot;&amp;&quot;&lt;/b&gt;</t></is>"
                "</c></row>");
}

static void test_amounts_are_exact_to_the_hundredth(void **state)
{
    (void)state;
    assert_figure(0, false, "0");
    assert_figure(100, false, "1");
    assert_figure(150, false, "1.5");
    assert_figure(101, false, "1.01");
    assert_figure(-1, false, "-0.01");
    assert_figure(-12345, false, "-123.45");
    assert_figure(INT64_C(9007199254740991), false, "90071992547409.91");
    assert_figure(INT64_MIN, false, "-92233720368547758.08");
}

static void test_moments_are_moscow_days_to_the_millisecond(void **state)
{
    (void)state;
    assert_figure(INT64_C(1767214800000), true, "46023"); /* 2026-01-01 00:00 there */
    assert_figure(INT64_C(1767225600000), true, "46023.125");
    assert_figure(INT64_C(1767225600001), true, "46023.12500001");
    assert_figure(1, true, "25569.12500001");
}

static void test_columns_have_letters_up_to_the_last(void **state)
{
    (void)state;
    sheet self = begin();
    for (int n = 0; n < 64; n++)
        self.format->number(self.file, n);
    self.format->end_row(self.file);
    end(&self);
    char *rows = read_rows(1);
    assert_non_null(strstr(rows, "<c r=\"Z1\" s=\"2\"><v>25</v></c><c r=\"AA1\""));
    assert_non_null(strstr(rows, "<c r=\"AZ1\" s=\"2\"><v>51</v></c><c r=\"BA1\""));
    assert_non_null(strstr(rows, "<c r=\"BL1\" s=\"2\"><v>63</v></c></row>"));
    free(rows);
}

static void test_a_full_sheet_goes_on_on_another_one_with_the_titles_again(void **state)
{
    (void)state;
    sheet self = begin();
    self.format->title(self.file, "ID");
    self.format->end_row(self.file);
    for (int n = 1; n <= ROWS_OF_A_SHEET; n++) {
        self.format->number(self.file, n);
        self.format->end_row(self.file);
    }
    end(&self);
    char *rows = read_rows(1);
    static const char last[] =
        "<row r=\"1048576\"><c r=\"A1048576\" s=\"2\"><v>1048575</v></c></row>";
    assert_string_equal(rows + strlen(rows) - strlen(last), last);
    free(rows);
    assert_rows(2, "<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t>ID</t></is></c></row>"
                   "<row r=\"2\"><c r=\"A2\" s=\"2\"><v>1048576</v></c></row>");
    char *book = read_part("xl/workbook.xml");
    assert_non_null(strstr(book, "<sheet name=\"Люди\" sheetId=\"1\" r:id=\"rId1\"/>"
                                 "<sheet name=\"Люди 2\" sheetId=\"2\" r:id=\"rId2\"/>"));
    free(book);
    char *types = read_part("[Content_Types].xml");
    assert_non_null(strstr(types, "/xl/worksheets/sheet2.xml"));
    assert_null(strstr(types, "/xl/worksheets/sheet3.xml"));
    free(types);
}

static void test_a_file_that_is_there_is_not_written_over(void **state)
{
    (void)state;
    sheet self = begin();
    end(&self);
    rs_error error = {0};
    assert_int_equal(sheet_open(&self, RS_EXPORT_XLSX, path, "Люди", RS_LANG_RU, &error),
                     RS_STORAGE);
}

static int remove_file(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_stand_as_they_were_written),
        cmocka_unit_test(test_amounts_are_exact_to_the_hundredth),
        cmocka_unit_test(test_moments_are_moscow_days_to_the_millisecond),
        cmocka_unit_test(test_columns_have_letters_up_to_the_last),
        cmocka_unit_test(test_a_full_sheet_goes_on_on_another_one_with_the_titles_again),
        cmocka_unit_test(test_a_file_that_is_there_is_not_written_over),
    };
    return cmocka_run_group_tests(tests, NULL, remove_file);
}
