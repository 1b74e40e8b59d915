#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/config.h"

static rs_err parse(const char *text, rs_config *out, rs_error *error)
{
    memset(error, 0, sizeof *error);
    return config_parse(text, strlen(text), "some.toml", "/folder", out, error);
}

static void refused(const char *text, const char *why)
{
    rs_config config;
    rs_error error;
    assert_int_equal(parse(text, &config, &error), RS_CONFIG);
    assert_string_equal(error.text, why);
}

static void test_an_empty_file_gives_the_defaults(void **state)
{
    rs_config config;
    rs_error error;
    (void)state;
    assert_int_equal(parse("", &config, &error), RS_OK);
    assert_string_equal(config.broker.requests, "ipc://run/requests");
    assert_true(config.broker.curve);
    assert_int_equal(config.broker.heartbeat_ms, 2500);
    assert_int_equal(config.telegram.operators_chat, 0);
    assert_string_equal(config.gateway.address, "127.0.0.1");
    assert_int_equal(config.up.readers, 1);
    assert_false(config.up.support);
}

static void test_what_the_file_says_replaces_them(void **state)
{
    rs_config config;
    rs_error error;
    (void)state;
    assert_int_equal(parse("[telegram]\noperators_chat = -1001234567890 # a forum\n"
                           "[broker]\ncurve = false\nrequests = 'tcp://127.0.0.1:5000'\n",
                           &config, &error),
                     RS_OK);
    assert_true(config.telegram.operators_chat == -1001234567890);
    assert_false(config.broker.curve);
    assert_string_equal(config.broker.requests, "tcp://127.0.0.1:5000");
}

static void test_relative_paths_start_at_the_folder_of_the_file(void **state)
{
    rs_config config;
    rs_error error;
    (void)state;
    assert_int_equal(parse("[ozon]\napi_key_file = '/etc/key'\n[support]\ntoken_file = 'a/b'\n",
                           &config, &error),
                     RS_OK);
    assert_string_equal(config.broker.keys, "/folder/run/keys");
    assert_string_equal(config.ozon.api_key_file, "/etc/key");
    assert_string_equal(config.support.token_file, "/folder/a/b");
    assert_string_equal(config.clock.offset_file, ""); /* none is none */
}

static void test_an_unknown_section_is_refused_with_its_line(void **state)
{
    (void)state;
    refused("[broker]\ncurve = true\n\n[brokers]\ncurve = true\n",
            "some.toml:4: there is no section [brokers]");
}

static void test_a_text_of_a_few_is_one_of_them(void **state)
{
    rs_config config;
    rs_error error;
    (void)state;
    assert_int_equal(parse("[ledger]\njournal = 'postgres'\n", &config, &error), RS_OK);
    assert_string_equal(config.ledger.journal, "postgres");
    refused("[ledger]\njournal = 'mysql'\n",
            "some.toml:2: ledger.journal: \"lmdb\" or \"postgres\" is wanted");
}

static void test_an_unknown_key_is_refused_with_its_line(void **state)
{
    (void)state;
    refused("[gateway]\nport = 80\nprot = 81\n",
            "some.toml:3: there is no key \"prot\" in [gateway]");
}

static void test_a_value_outside_all_sections_is_refused(void **state)
{
    (void)state;
    refused("port = 80\n", "some.toml:1: \"port\" stands outside all [sections]");
}

static void test_another_type_is_refused(void **state)
{
    (void)state;
    refused("[gateway]\nport = '80'\n", "some.toml:2: gateway.port: a whole number is wanted");
    refused("[gateway]\nport = 80.0\n", "some.toml:2: gateway.port: a whole number is wanted");
    refused("[gateway]\nport = [80]\n", "some.toml:2: gateway.port: a whole number is wanted");
    refused("[gateway.port]\nx = 1\n", "some.toml:1: gateway.port: a whole number is wanted");
    refused("[broker]\ncurve = 1\n", "some.toml:2: broker.curve: true or false is wanted");
    refused("[log]\nlevel = 3\n", "some.toml:2: log.level: a text in quotes is wanted");
    refused("[log]\nlevel = 2001-01-01\n", "some.toml:2: log.level: a text in quotes is wanted");
}

static void test_a_value_out_of_range_is_refused_with_the_range(void **state)
{
    rs_config config;
    rs_error error;
    (void)state;
    refused("[gateway]\nport = 65536\n", "some.toml:2: gateway.port: 65536 is not in 0 .. 65535");
    refused("[broker]\nheartbeat_ms = 99\n",
            "some.toml:2: broker.heartbeat_ms: 99 is not in 100 .. 60000");
    refused("[log]\nlevel = 'deafening'\n", "some.toml:2: log.level: longer than 8 bytes");
    assert_int_equal(
        parse("[gateway]\nport = 65535\n[broker]\nheartbeat_ms = 100\n", &config, &error), RS_OK);
}

static void test_a_nul_in_a_text_is_refused(void **state)
{
    (void)state;
    refused("[log]\nlevel = \"a\\u0000b\"\n", "some.toml:2: log.level: a NUL is not allowed");
}

static void test_the_first_fault_of_the_file_is_the_one_told(void **state)
{
    (void)state;
    /* The reader sees sections and keys in the order of the alphabet. */
    refused("[telegram]\nzebra = 1\nant = 1\n[broker]\nbee = 1\n",
            "some.toml:2: there is no key \"zebra\" in [telegram]");
}

static void test_what_is_not_toml_is_refused_with_its_line(void **state)
{
    rs_config config;
    rs_error error;
    (void)state;
    assert_int_equal(parse("[broker]\ncurve = = true\n", &config, &error), RS_CONFIG);
    assert_memory_equal(error.text, "some.toml:2: ", strlen("some.toml:2: "));
    assert_int_equal(parse("[broker]\ncurve = true\ncurve = true\n", &config, &error), RS_CONFIG);
    assert_memory_equal(error.text, "some.toml:3: ", strlen("some.toml:3: "));
    assert_int_equal(parse("[gateway]\nport = 99999999999999999999\n", &config, &error), RS_CONFIG);
    assert_int_equal(parse("[log]\nlevel = \"\xff\"\n", &config, &error), RS_CONFIG);
}

static void test_the_file_that_ships_says_what_the_defaults_are(void **state)
{
    rs_config shipped;
    rs_config defaults;
    rs_error error = {0};
    char folder[4096];
    (void)state;
    assert_int_equal(config_load("refsys.toml", &shipped, &error), RS_OK);
    assert_non_null(getcwd(folder, sizeof folder));
    assert_int_equal(config_parse("", 0, "refsys.toml", folder, &defaults, &error), RS_OK);
    assert_memory_equal(&shipped, &defaults, sizeof shipped);
}

static void test_a_missing_file_is_named(void **state)
{
    rs_config config;
    rs_error error = {0};
    (void)state;
    assert_int_equal(config_load("/nowhere/refsys.toml", &config, &error), RS_CONFIG);
    assert_string_equal(error.text, "/nowhere/refsys.toml: No such file or directory");
    assert_int_equal(config_load("/tmp", &config, &error), RS_CONFIG);
}

/* ------------------------------------------------------------------------------- secrets */

static rs_err secret_of(const char *content, size_t size, char *out, size_t room, rs_error *error)
{
    char file[] = "/tmp/refsys-test-XXXXXX";
    int fd = mkstemp(file);
    assert_return_code(fd, 0);
    assert_int_equal(write(fd, content, size), (ssize_t)size);
    close(fd);
    memset(out, '#', room);
    rs_err rc = config_secret(file, out, room, error);
    unlink(file);
    return rc;
}

static void test_a_secret_is_the_one_line_of_its_file(void **state)
{
    char out[16];
    rs_error error = {0};
    (void)state;
    assert_int_equal(secret_of("12:AB-c_d\n", 10, out, sizeof out, &error), RS_OK);
    assert_string_equal(out, "12:AB-c_d");
    assert_int_equal(secret_of("12:AB\r\n", 7, out, sizeof out, &error), RS_OK);
    assert_string_equal(out, "12:AB");
    assert_int_equal(secret_of("123456789012345", 15, out, sizeof out, &error), RS_OK);
}

static void test_a_bad_secret_is_refused_without_showing_it(void **state)
{
    static const struct {
        const char *content;
        size_t size;
    } bad[] = {
        {"", 0},         {"\n", 1},     {"hush hush\n", 10}, {"hush\nmore\n", 10},
        {"hu\0sh\n", 6}, {"hush\t", 5}, {"\xd1\x82\n", 3},   {"hush567890123456", 16},
    };
    char out[16];
    (void)state;
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
        rs_error error = {0};
        assert_int_equal(secret_of(bad[n].content, bad[n].size, out, sizeof out, &error),
                         RS_CONFIG);
        assert_null(strstr(error.text, "hush"));
        assert_non_null(strstr(error.text, "/tmp/refsys-test-"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_file_gives_the_defaults),
        cmocka_unit_test(test_what_the_file_says_replaces_them),
        cmocka_unit_test(test_relative_paths_start_at_the_folder_of_the_file),
        cmocka_unit_test(test_an_unknown_section_is_refused_with_its_line),
        cmocka_unit_test(test_a_text_of_a_few_is_one_of_them),
        cmocka_unit_test(test_an_unknown_key_is_refused_with_its_line),
        cmocka_unit_test(test_a_value_outside_all_sections_is_refused),
        cmocka_unit_test(test_another_type_is_refused),
        cmocka_unit_test(test_a_value_out_of_range_is_refused_with_the_range),
        cmocka_unit_test(test_a_nul_in_a_text_is_refused),
        cmocka_unit_test(test_the_first_fault_of_the_file_is_the_one_told),
        cmocka_unit_test(test_what_is_not_toml_is_refused_with_its_line),
        cmocka_unit_test(test_the_file_that_ships_says_what_the_defaults_are),
        cmocka_unit_test(test_a_missing_file_is_named),
        cmocka_unit_test(test_a_secret_is_the_one_line_of_its_file),
        cmocka_unit_test(test_a_bad_secret_is_refused_without_showing_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
