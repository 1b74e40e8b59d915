#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "actors/gateway/sheets/columns.def"
#include "actors/gateway/sheets/tables.h"
#include "shared/unicode.h"

#define ONE(A, B, c_name, ...) RS_EXPORT_OF_##c_name,
static const rs_export_table all[] = {RS_EXPORT_TABLES(ONE, _, _)};
enum { TABLES = sizeof all / sizeof *all };

static bool suits(sheet_kind kind, rs_kind of)
{
    switch (kind) {
    case SHEET_TEXT: return of == RS_KIND_STR;
    case SHEET_FLAG: return of == RS_KIND_BOOL;
    case SHEET_WORD: return of == RS_KIND_ENUM;
    case SHEET_MOMENT: return of == RS_KIND_TIME;
    case SHEET_NUMBER: return of == RS_KIND_COUNT || of == RS_KIND_ID;
    case SHEET_REFERENCE: return of == RS_KIND_COUNT || of == RS_KIND_ID || of == RS_KIND_TG;
    case SHEET_POINTS: return of == RS_KIND_POINTS;
    case SHEET_MONEY: return of == RS_KIND_MONEY;
    case SHEET_PERCENT: return of == RS_KIND_RATE;
    case SHEET_PLATFORM: return of == RS_KIND_ID;
    }
    return false;
}

static void test_every_column_is_a_field_of_its_kind(void **state)
{
    (void)state;
    for (size_t t = 0; t < TABLES; t++) {
        const sheet_table *table = table_by_id(all[t]);
        assert_non_null(table);
        for (size_t n = 0; n < table->count; n++) {
            const rs_field *field = table_field(table_row(table), table->columns[n].field);
            if (!field || !suits(table->columns[n].kind, field->kind))
                fail_msg("%s.%s", table->name, table->columns[n].field);
            assert_true(*table->columns[n].title[0] && *table->columns[n].title[1]);
        }
    }
}

static void test_every_table_has_a_name_that_a_sheet_may_have(void **state)
{
    (void)state;
    for (size_t t = 0; t < TABLES; t++)
        for (int lang = RS_LANG_RU; lang <= RS_LANG_EN; lang++) {
            const char *title = table_title(table_by_id(all[t]), (rs_lang)lang);
            assert_true(*title && unicode_utf16(title) <= 31 && !strpbrk(title, "[]:*?/\\'"));
        }
}

/* Of every enumeration that is a column's, every value. */
static void test_every_value_has_its_word(void **state)
{
    (void)state;
    for (size_t t = 0; t < TABLES; t++) {
        const sheet_table *table = table_by_id(all[t]);
        for (size_t n = 0; n < table->count; n++) {
            if (table->columns[n].kind != SHEET_WORD)
                continue;
            const rs_enum *set = table_field(table_row(table), table->columns[n].field)->set;
            for (size_t v = 0; v < set->count; v++)
                if (table_word(set, set->values[v].value, RS_LANG_RU) == set->values[v].name)
                    fail_msg("no word for %s.%s", set->name, set->values[v].name);
        }
    }
}

static void test_exactly_one_table_is_asked_for(void **state)
{
    const rs_export_tree_args tree = {.under = 7};
    const rs_audit_args audit = {.admin = 1};
    const void *argument = NULL;
    (void)state;
    assert_null(table_asked(&(rs_export_what){0}, &argument));
    assert_null(table_asked(&(rs_export_what){.tree = &tree, .actions = &audit}, &argument));
    const sheet_table *asked = table_asked(&(rs_export_what){.tree = &tree}, &argument);
    assert_ptr_equal(asked, table_by_id(RS_EXPORT_OF_TREE));
    assert_ptr_equal(argument, &tree);
}

static void test_columns_are_chosen_by_name_once_and_in_any_order(void **state)
{
    const sheet_table *tree = table_by_id(RS_EXPORT_OF_TREE);
    table_choice choice;
    rs_error error;
    (void)state;
    assert_int_equal(table_choose(tree, NULL, &choice, &error), RS_OK);
    assert_int_equal(choice.count, tree->count);
    assert_int_equal(table_choose(tree, "inviter,name", &choice, &error), RS_OK);
    assert_int_equal(choice.count, 2);
    assert_string_equal(choice.columns[0]->field, "inviter");
    assert_string_equal(choice.fields[1]->name, "name");
    static const char *const wrong[] = {"name,name", "nam", ",", "name,,id", "total"};
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++)
        assert_int_equal(table_choose(tree, wrong[n], &choice, &error), RS_BAD_REQUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_column_is_a_field_of_its_kind),
        cmocka_unit_test(test_every_table_has_a_name_that_a_sheet_may_have),
        cmocka_unit_test(test_every_value_has_its_word),
        cmocka_unit_test(test_exactly_one_table_is_asked_for),
        cmocka_unit_test(test_columns_are_chosen_by_name_once_and_in_any_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
