#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "actors/gateway/sheets/maker.h"

static char folder[] = "/tmp/refsys-maker-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/file", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void put_page(FILE *to, const rs_export_tree *page)
{
    rs_buf bytes = {0};
    uint8_t head[4] = {0};
    if (page)
        codec_encode(&rs_export_tree_type, page, &bytes);
    head[2] = (uint8_t)(bytes.size >> 8);
    head[3] = (uint8_t)bytes.size;
    fwrite(head, 1, sizeof head, to);
    if (bytes.size)
        fwrite(bytes.data, 1, bytes.size, to);
    buf_free(&bytes);
}

/* Pages of one row each; `whole`: and the end. */
static rs_err run(const maker_job *job, size_t pages, bool whole)
{
    rs_tree_line rows[] = {
        {.id = 1, .name = "=cmd|' /C calc'!A0", .tg = 11, .joined = 1767214800000},
        {.id = 2, .tg = 12, .joined = 1767214800000, .inviter = 1, .inviter_name = "\u202e=1"},
    };
    rs_error error;
    FILE *input = tmpfile();
    assert_non_null(input);
    for (size_t n = 0; n < pages; n++)
        put_page(input, &(rs_export_tree){.rows = {&rows[n], 1}});
    if (whole)
        put_page(input, NULL);
    fflush(input);
    lseek(fileno(input), 0, SEEK_SET);
    rs_err rc = maker_run(job, fileno(input), &error);
    fclose(input);
    return rc;
}

static void assert_file(const char *expected)
{
    char text[4096];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    unlink(path);
    assert_string_equal(text, expected);
}

static void test_pages_become_a_file_of_the_columns_chosen(void **state)
{
    const maker_job job = {RS_EXPORT_OF_TREE, RS_EXPORT_CSV, RS_LANG_RU,
                           "id,name,joined,inviter,inviter_name", path};
    (void)state;
    assert_int_equal(run(&job, 2, true), RS_OK);
    assert_file("\xef\xbb\xbfID;Имя;Дата;ID пригласившего;Кто пригласил\r\n"
                "1;'=cmd|' /C calc'!A0;01.01.2026 00:00:00;;\r\n"
                "2;;01.01.2026 00:00:00;1;'=1\r\n");
}

static void test_a_table_without_rows_has_its_titles(void **state)
{
    const maker_job job = {RS_EXPORT_OF_TREE, RS_EXPORT_CSV, RS_LANG_EN, "id,joined", path};
    (void)state;
    assert_int_equal(run(&job, 0, true), RS_OK);
    assert_file("\xef\xbb\xbfID;Date\r\n");
}

static void test_an_input_that_breaks_off_leaves_no_file(void **state)
{
    const maker_job job = {RS_EXPORT_OF_TREE, RS_EXPORT_CSV, RS_LANG_RU, NULL, path};
    (void)state;
    assert_int_equal(run(&job, 1, false), RS_EXPIRED);
    assert_int_equal(access(path, F_OK), -1);
}

static void test_a_file_that_is_there_is_not_touched(void **state)
{
    const maker_job job = {RS_EXPORT_OF_TREE, RS_EXPORT_CSV, RS_LANG_RU, NULL, path};
    FILE *there = fopen(path, "w");
    (void)state;
    assert_non_null(there);
    fputs("mine", there);
    fclose(there);
    assert_int_equal(run(&job, 1, true), RS_STORAGE);
    assert_file("mine");
}

/* What is in it, the system's test reads; the folder is removed at the end, and must be empty. */
static void test_a_workbook_is_an_archive_and_leaves_nothing_beside_it(void **state)
{
    const maker_job job = {RS_EXPORT_OF_TREE, RS_EXPORT_XLSX, RS_LANG_RU, NULL, path};
    uint8_t head[4] = {0};
    (void)state;
    assert_int_equal(run(&job, 2, true), RS_OK);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fread(head, 1, sizeof head, file), sizeof head);
    fclose(file);
    assert_memory_equal(head, "PK\x03\x04", sizeof head);
    unlink(path);
    assert_int_equal(run(&job, 1, false), RS_EXPIRED);
    assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_become_a_file_of_the_columns_chosen),
        cmocka_unit_test(test_a_table_without_rows_has_its_titles),
        cmocka_unit_test(test_an_input_that_breaks_off_leaves_no_file),
        cmocka_unit_test(test_a_file_that_is_there_is_not_touched),
        cmocka_unit_test(test_a_workbook_is_an_archive_and_leaves_nothing_beside_it),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
