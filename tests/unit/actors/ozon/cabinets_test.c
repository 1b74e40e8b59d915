/* Which cabinets the configuration names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "actors/ozon/cabinets.h"

static rs_err read_list(int64_t first, const char *more, cabinet out[BOARD_CABINETS_MAX],
                        size_t *count, rs_error *error)
{
    rs_config *config = calloc(1, sizeof *config);
    config->ozon.client_id = first;
    snprintf(config->ozon.api_key_file, sizeof config->ozon.api_key_file, "/etc/key");
    snprintf(config->ozon.more_clients, sizeof config->ozon.more_clients, "%s", more);
    rs_err code = cabinets_read(config, out, count, error);
    free(config);
    return code;
}

static void test_one_cabinet_has_the_key_file_itself(void **state)
{
    (void)state;
    cabinet list[BOARD_CABINETS_MAX];
    size_t count;
    rs_error error = {0};
    assert_int_equal(read_list(7376, "", list, &count, &error), RS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(list[0].client_id, 7376);
    assert_string_equal(list[0].key_file, "/etc/key");
}

static void test_more_cabinets_have_key_files_of_their_own(void **state)
{
    (void)state;
    cabinet list[BOARD_CABINETS_MAX];
    size_t count;
    rs_error error = {0};
    assert_int_equal(read_list(7376, "  8000  9007199254740991 ", list, &count, &error), RS_OK);
    assert_int_equal(count, 3);
    assert_int_equal(list[1].client_id, 8000);
    assert_string_equal(list[1].key_file, "/etc/key-8000");
    assert_int_equal(list[2].client_id, INT64_C(9007199254740991));
    assert_string_equal(list[2].key_file, "/etc/key-9007199254740991");
}

static void test_what_is_no_list_of_clients_is_refused_with_the_place(void **state)
{
    (void)state;
    cabinet list[BOARD_CABINETS_MAX];
    size_t count;
    static const struct {
        const char *more;
        const char *says;
    } wrong[] = {
        {"8000,9000", "\"8000,9000\" is no Client-Id"},
        {"8000 -1", "\"-1\" is no Client-Id"},
        {"0", "\"0\" is no Client-Id"},
        {"9007199254740992", "is no Client-Id"},
        {"99999999999999999999999999", "is no Client-Id"},
        {"7376", "7376 is there twice"},
        {"8000 8000", "8000 is there twice"},
        {"1 2 3 4 5 6 7 8", "more than 8 cabinets"},
    };
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
        rs_error error = {0};
        assert_int_equal(read_list(7376, wrong[n].more, list, &count, &error), RS_CONFIG);
        assert_non_null(strstr(error.text, wrong[n].says));
    }
    rs_error error = {0};
    assert_int_equal(read_list(0, "8000", list, &count, &error), RS_CONFIG);
    assert_int_equal(read_list(7376, "1 2 3 4 5 6 7", list, &count, &error), RS_OK);
    assert_int_equal(count, BOARD_CABINETS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_cabinet_has_the_key_file_itself),
        cmocka_unit_test(test_more_cabinets_have_key_files_of_their_own),
        cmocka_unit_test(test_what_is_no_list_of_clients_is_refused_with_the_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
