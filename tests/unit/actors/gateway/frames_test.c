#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "actors/gateway/frames.h"

#define BYTES(...) (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})

/* In a block exactly as long, so that a sanitizer sees a read past the end. */
static rs_err read_copy(const uint8_t *data, size_t size, frame *out, uint8_t **copy)
{
    rs_error error;
    *copy = malloc(size ? size : 1);
    assert_non_null(*copy);
    memcpy(*copy, data, size);
    return frame_read(*copy, size, out, &error);
}

static rs_err read_only(const uint8_t *data, size_t size)
{
    frame out;
    uint8_t *copy;
    rs_err rc = read_copy(data, size, &out, &copy);
    free(copy);
    return rc;
}

static void test_a_request_is_taken_apart(void **state)
{
    frame out;
    uint8_t *copy;
    (void)state;
    assert_int_equal(
        read_copy(BYTES(0x93, 0xcd, 0x01, 0x00, 0x2a, 0x81, 0xa1, 'a', 0x01), &out, &copy), RS_OK);
    assert_int_equal(out.id, 256);
    assert_int_equal(out.method, 42);
    assert_int_equal(out.argument.size, 4);
    assert_int_equal(out.argument.data[0], 0x81);
    assert_int_equal(out.key.size, 0);
    free(copy);
}

static void test_a_key_stands_in_the_fourth_place(void **state)
{
    static const char key[] = "01234567-89ab-cdef-0123-456789abcdef";
    uint8_t data[64] = {0x94, 0x01, 0x2a, 0x80, 0xd9, sizeof key - 1};
    frame out;
    uint8_t *copy;
    (void)state;
    memcpy(data + 6, key, sizeof key - 1);
    assert_int_equal(read_copy(data, 6 + sizeof key - 1, &out, &copy), RS_OK);
    assert_int_equal(out.key.size, sizeof key - 1);
    assert_memory_equal(out.key.data, key, sizeof key - 1);
    free(copy);
    data[10] = ' '; /* not a letter of keys */
    assert_int_equal(read_only(data, 6 + sizeof key - 1), RS_BAD_REQUEST);
}

static void test_a_short_key_is_refused(void **state)
{
    (void)state;
    assert_int_equal(read_only(BYTES(0x94, 1, 2, 0x80, 0xa3, 'a', 'b', 'c')), RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x94, 1, 2, 0x80, 0xc0)), RS_BAD_REQUEST);
}

static void test_the_largest_safe_id_is_taken_and_the_next_is_not(void **state)
{
    (void)state;
    assert_int_equal(
        read_only(BYTES(0x93, 0xcf, 0, 0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0x80)), RS_OK);
    assert_int_equal(read_only(BYTES(0x93, 0xcf, 0, 0x20, 0, 0, 0, 0, 0, 0, 1, 0x80)),
                     RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x93, 0, 1, 0x80)), RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x93, 0xff, 1, 0x80)), RS_BAD_REQUEST);
}

static void test_what_is_no_request_is_refused(void **state)
{
    (void)state;
    assert_int_equal(read_only(BYTES(0x80)), RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x92, 1, 2)), RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x95, 1, 2, 0x80, 0xc0, 0xc0)), RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x93, 0xa1, '1', 2, 0x80)), RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x93, 1, 0xce, 0, 1, 0, 0, 0x80)), RS_BAD_REQUEST);
    assert_int_equal(read_only(BYTES(0x93, 1, 2, 0x80, 0x00)), RS_BAD_REQUEST); /* more behind */
}

static void test_no_beginning_of_a_request_is_a_request(void **state)
{
    static const uint8_t whole[] = {0x93, 0xcd, 1,    0,   0x2a, 0x82, 0xa1,
                                    'a',  0xc0, 0xa1, 'b', 0x91, 7};
    (void)state;
    assert_int_equal(read_only(whole, sizeof whole), RS_OK);
    for (size_t size = 0; size < sizeof whole; size++)
        assert_int_equal(read_only(whole, size), RS_BAD_REQUEST);
}

static void test_nesting_ends_somewhere(void **state)
{
    uint8_t data[64] = {0x93, 1, 2};
    (void)state;
    memset(data + 3, 0x91, 40); /* lists in lists */
    data[43] = 0x80;
    assert_int_equal(read_only(data, 44), RS_BAD_REQUEST);
}

static void test_a_frame_that_is_too_long_is_refused_unread(void **state)
{
    uint8_t *data = calloc(1, FRAME_MAX + 1);
    (void)state;
    assert_non_null(data);
    data[0] = 0x93, data[1] = 1, data[2] = 2, data[3] = 0xc6;
    data[5] = 1; /* bytes of 65 536 - 7 and some */
    assert_int_equal(read_only(data, FRAME_MAX + 1), RS_BAD_REQUEST);
    free(data);
}

static void test_an_answer_carries_the_result_as_it_came(void **state)
{
    static const uint8_t result[] = {0x81, 0xa1, 'a', 0x05};
    blob *made = frame_answer(7, (rs_bytes){result, sizeof result});
    (void)state;
    assert_int_equal(made->size, 7);
    assert_memory_equal(made->data, ((const uint8_t[]){0x93, 7, 0, 0x81, 0xa1, 'a', 5}), 7);
    blob_drop(&made);
    assert_null(made);
}

static void test_an_answer_without_a_result_is_an_empty_map(void **state)
{
    blob *made = frame_answer(1, (rs_bytes){0});
    (void)state;
    assert_int_equal(made->size, 4);
    assert_memory_equal(made->data, ((const uint8_t[]){0x93, 1, 0, 0x80}), 4);
    blob_drop(&made);
}

static void test_a_refusal_says_at_least_what_its_code_means(void **state)
{
    blob *made = frame_refusal(1, RS_CONFLICT, "");
    size_t size = strlen(rs_err_text(RS_CONFLICT));
    (void)state;
    assert_int_equal(made->data[2], RS_CONFLICT);
    assert_memory_equal(made->data + made->size - size, rs_err_text(RS_CONFLICT), size);
    blob_drop(&made);
}

static void test_a_push_without_a_payload_is_a_gap(void **state)
{
    blob *made = frame_push("payouts", 300, (rs_bytes){0});
    static const uint8_t wanted[] = {0x94, 0,   0xa7, 'p',  'a', 'y', 'o',
                                     'u',  't', 's',  0xcd, 1,   44,  0xc0};
    (void)state;
    assert_int_equal(made->size, sizeof wanted);
    assert_memory_equal(made->data, wanted, sizeof wanted);
    blob_drop(&made);
}

static void test_a_shared_frame_goes_with_its_last_holder(void **state)
{
    blob *first = frame_answer(1, (rs_bytes){0});
    blob *second = first;
    (void)state;
    first->refs++;
    blob_drop(&first);
    assert_int_equal(second->refs, 1);
    blob_drop(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_request_is_taken_apart),
        cmocka_unit_test(test_a_key_stands_in_the_fourth_place),
        cmocka_unit_test(test_a_short_key_is_refused),
        cmocka_unit_test(test_the_largest_safe_id_is_taken_and_the_next_is_not),
        cmocka_unit_test(test_what_is_no_request_is_refused),
        cmocka_unit_test(test_no_beginning_of_a_request_is_a_request),
        cmocka_unit_test(test_nesting_ends_somewhere),
        cmocka_unit_test(test_a_frame_that_is_too_long_is_refused_unread),
        cmocka_unit_test(test_an_answer_carries_the_result_as_it_came),
        cmocka_unit_test(test_an_answer_without_a_result_is_an_empty_map),
        cmocka_unit_test(test_a_refusal_says_at_least_what_its_code_means),
        cmocka_unit_test(test_a_push_without_a_payload_is_a_gap),
        cmocka_unit_test(test_a_shared_frame_goes_with_its_last_holder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
