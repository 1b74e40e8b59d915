/* Messages as one frame: what is packed comes out as it was, and what only looks packed is left
 * alone. */
#include "shared/frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void add_some(frames *self)
{
    frames_add_text(self, "address");
    frames_add_text(self, "MDPC02");
    frames_add(self, NULL, 0);
    frames_add_text(self, "a frame that is too long to be kept inside of the struct of a message");
}

static void expect_some(const frames *self)
{
    assert_int_equal(self->count, 4);
    assert_true(frames_is(self, 0, "address"));
    assert_true(frames_is(self, 1, "MDPC02"));
    assert_true(frames_is(self, 2, ""));
    assert_true(frames_is(self, 3,
                          "a frame that is too long to be kept inside of the struct of a message"));
}

static void test_what_is_packed_comes_out_as_it_was(void **state)
{
    (void)state;
    frames message = {0};
    add_some(&message);
    frames_pack(&message, 1);
    assert_int_equal(message.count, 2);
    assert_true(frames_is(&message, 0, "address"));
    assert_true(frames_unpack(&message, 1));
    expect_some(&message);
    frames_pack(&message, 0);
    assert_int_equal(message.count, 1);
    assert_true(frames_unpack(&message, 0));
    expect_some(&message);
    frames_clear(&message);
}

static void test_one_frame_and_what_is_too_long_stay_as_they_are(void **state)
{
    (void)state;
    frames message = {0};
    uint8_t *much = calloc(1, PACK_SIZE_MAX);
    frames_add_text(&message, "address");
    frames_add_text(&message, "alone");
    frames_pack(&message, 1);
    assert_true(frames_is(&message, 1, "alone"));
    assert_false(frames_unpack(&message, 1));
    frames_add(&message, much, PACK_SIZE_MAX);
    frames_pack(&message, 1);
    assert_int_equal(message.count, 3);
    frames_clear(&message);
    free(much);
}

/* Whether that is taken apart into so many frames; 0: left as it is. */
static size_t unpacked(const char *bytes, size_t size)
{
    frames message = {0};
    frames_add(&message, bytes, size);
    bool was = frames_unpack(&message, 0);
    size_t count = message.count;
    assert_true(was || frames_at(&message, 0).size == size);
    frames_clear(&message);
    return was ? count : 0;
}

static void test_what_only_looks_packed_is_left_alone(void **state)
{
    (void)state;
    char many[4 + 4 * (FRAMES_MAX + 1)] = "RSF1";
    assert_int_equal(unpacked("RSF1\0\0\0\1x", 9), 1);
    assert_int_equal(unpacked("RSF1\0\0\0\1x\0\0\0\0", 13), 2);
    assert_int_equal(unpacked("RSF2\0\0\0\1x", 9), 0);
    assert_int_equal(unpacked("RSF", 3), 0);
    assert_int_equal(unpacked("RSF1", 4), 0);
    assert_int_equal(unpacked("RSF1\0\0\0", 7), 0);
    assert_int_equal(unpacked("RSF1\0\0\0\2x", 9), 0);
    assert_int_equal(unpacked("RSF1\0\0\0\1xy", 10), 0);
    assert_int_equal(unpacked("RSF1\xff\xff\xff\xffx", 9), 0);
    assert_int_equal(unpacked(many, sizeof many - 4), FRAMES_MAX);
    assert_int_equal(unpacked(many, sizeof many), 0);
}

static void test_several_frames_are_not_looked_into(void **state)
{
    (void)state;
    frames message = {0};
    frames_add(&message, "RSF1\0\0\0\1x", 9);
    frames_add_text(&message, "another");
    assert_false(frames_unpack(&message, 0));
    assert_int_equal(message.count, 2);
    frames_clear(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_packed_comes_out_as_it_was),
        cmocka_unit_test(test_one_frame_and_what_is_too_long_stay_as_they_are),
        cmocka_unit_test(test_what_only_looks_packed_is_left_alone),
        cmocka_unit_test(test_several_frames_are_not_looked_into),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
