/* Who has changed lately, as open pages are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "actors/ledger/views/lists/recent.h"

typedef struct {
    recent changes;
    arena *memory;
} fixture;

static int set_up(void **state)
{
    fixture *self = calloc(1, sizeof *self);
    assert_non_null(self);
    self->memory = arena_open();
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;
    recent_free(&self->changes);
    arena_close(&self->memory);
    free(self);
    return 0;
}

static size_t since(fixture *self, int64_t after, int64_t **ids)
{
    size_t count;
    assert_true(recent_since(&self->changes, after, 200, self->memory, ids, &count));
    return count;
}

static void test_whoever_changed_behind_a_state_is_told_once_and_in_order(void **state)
{
    fixture *self = *state;
    int64_t *ids;
    recent_start(&self->changes, 10);
    recent_add(&self->changes, 11, 7);
    recent_add(&self->changes, 12, 3);
    recent_add(&self->changes, 12, 7);
    recent_add(&self->changes, 14, 5);
    assert_int_equal(since(self, 10, &ids), 3);
    assert_int_equal(ids[0], 3);
    assert_int_equal(ids[1], 5);
    assert_int_equal(ids[2], 7);
    assert_int_equal(since(self, 12, &ids), 1);
    assert_int_equal(ids[0], 5);
    assert_int_equal(since(self, 14, &ids), 0);
    assert_int_equal(since(self, 99, &ids), 0);
}

static void test_what_was_before_the_beginning_nobody_can_tell(void **state)
{
    fixture *self = *state;
    int64_t *ids;
    size_t count;
    recent_start(&self->changes, 10);
    recent_add(&self->changes, 11, 7);
    assert_false(recent_since(&self->changes, 9, 200, self->memory, &ids, &count));
    recent_start(&self->changes, 20);
    assert_false(recent_since(&self->changes, 11, 200, self->memory, &ids, &count));
    assert_int_equal(since(self, 20, &ids), 0);
}

static void test_more_than_is_remembered_or_wanted_is_said_and_none_is_missed(void **state)
{
    fixture *self = *state;
    int64_t *ids;
    size_t count;
    recent_start(&self->changes, 0);
    for (int64_t n = 1; n <= RECENT_MAX; n++)
        recent_add(&self->changes, n, n);
    assert_int_equal(since(self, RECENT_MAX - 200, &ids), 200);
    assert_false(recent_since(&self->changes, RECENT_MAX - 201, 200, self->memory, &ids, &count));
    assert_true(recent_since(&self->changes, 0, RECENT_MAX, self->memory, &ids, &count));
    recent_add(&self->changes, RECENT_MAX + 1, 1);
    assert_false(recent_since(&self->changes, 0, RECENT_MAX, self->memory, &ids, &count));
    assert_true(recent_since(&self->changes, 1, RECENT_MAX, self->memory, &ids, &count));
    assert_int_equal(count, RECENT_MAX);
}

static void test_one_who_changes_again_and_again_takes_one_place(void **state)
{
    fixture *self = *state;
    int64_t *ids;
    recent_start(&self->changes, 0);
    for (int64_t n = 1; n <= 3 * (int64_t)RECENT_MAX; n++)
        recent_add(&self->changes, n, 7);
    assert_int_equal(since(self, 0, &ids), 1);
    assert_int_equal(since(self, 3 * (int64_t)RECENT_MAX - 1, &ids), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_whoever_changed_behind_a_state_is_told_once_and_in_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_what_was_before_the_beginning_nobody_can_tell, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(
            test_more_than_is_remembered_or_wanted_is_said_and_none_is_missed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_one_who_changes_again_and_again_takes_one_place,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
