/* Bodies of Bot API calls: JSON, and a form as soon as a file goes with them. */
#include "shared/botapi_form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static botapi_body body_of(json_t *params)
{
    botapi_body out;
    botapi_body_make(params, &out);
    json_decref(params);
    return out;
}

static void test_without_a_file_it_is_json(void **state)
{
    (void)state;
    botapi_body body = body_of(json_pack("{s:i, s:{s:b}}", "chat_id", 5, "x", "y", 1));
    assert_string_equal(body.type, "Content-Type: application/json");
    assert_int_equal(body.bytes.size, strlen("{\"chat_id\":5,\"x\":{\"y\":true}}"));
    assert_memory_equal(body.bytes.data, "{\"chat_id\":5,\"x\":{\"y\":true}}", body.bytes.size);
    buf_free(&body.bytes);
    body = body_of(json_object());
    assert_memory_equal(body.bytes.data, "{}", 2);
    buf_free(&body.bytes);
}

static void test_with_a_file_it_is_a_form_of_exactly_these_parts(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0, '-', '-'};
    json_t *file = botapi_file((rs_bytes){bytes, sizeof bytes}, "qr.png", "image/png");
    botapi_body body = body_of(json_pack("{s:I, s:s, s:o, s:{s:i}}", "chat_id", (json_int_t)279,
                                         "caption", "Код", "photo", file, "markup", "a", 1));
    const char *mark = strstr(body.type, "boundary=");
    assert_non_null(mark);
    mark += strlen("boundary=");
    char expected[1000];
    int head = snprintf(expected, sizeof expected,
                        "--%s\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n279\r\n"
                        "--%s\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\nКод\r\n"
                        "--%s\r\nContent-Disposition: form-data; name=\"photo\"; "
                        "filename=\"qr.png\"\r\nContent-Type: image/png\r\n\r\n",
                        mark, mark, mark);
    memcpy(expected + head, bytes, sizeof bytes);
    size_t size = (size_t)head + sizeof bytes;
    size += (size_t)snprintf(expected + size, sizeof expected - size,
                             "\r\n--%s\r\nContent-Disposition: form-data; name=\"markup\"\r\n\r\n"
                             "{\"a\":1}\r\n--%s--\r\n",
                             mark, mark);
    assert_int_equal(body.bytes.size, size);
    assert_memory_equal(body.bytes.data, expected, size);
    buf_free(&body.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_file_it_is_json),
        cmocka_unit_test(test_with_a_file_it_is_a_form_of_exactly_these_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
