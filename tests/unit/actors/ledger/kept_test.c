/* Rows that are kept decoded, against a naive list of them: along a random walk with more rows than
 * places, whoever reads them sees the same, by key, by cursor, and from the disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "actors/ledger/state/rows.h"
#include "tests/unit/actors/ledger/folder.h"

enum { ROWS = 3000, STEPS = 60000, MAP_GIB = 1 };

typedef struct {
    char *folder;
    state *rows;
    arena *memory;
    int64_t held[ROWS + 1]; /* of an account; 0: there is none */
    int64_t heard;          /* the participant whose row changed last */
} world;

static uint32_t seed = 20261129;

static uint32_t draw(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % below;
}

static void hear(void *arg, int64_t participant)
{
    world *self = arg;
    self->heard = participant;
}

static void open_rows(world *self)
{
    rs_error error = {0};
    if (state_open(&self->rows, self->folder, MAP_GIB, STATE_WRITE, &error))
        fail_msg("%s", error.text);
    state_watch(self->rows, hear, self);
}

static int set_up(void **data)
{
    world *self = calloc(1, sizeof *self);
    assert_non_null(self);
    self->folder = folder_open();
    self->memory = arena_open();
    open_rows(self);
    *data = self;
    return 0;
}

static int tear_down(void **data)
{
    world *self = *data;
    state_close(&self->rows);
    arena_close(&self->memory);
    folder_close(&self->folder);
    free(self);
    return 0;
}

/* What a row says follows from one number: a list and nested lists among it. */
static void put(world *self, int64_t id, int64_t held)
{
    int64_t levels[] = {held, held + 1, held + 2};
    rs_digest digest = {.frequency = RS_FREQUENCY_DAILY,
                        .topics = 1,
                        .until = held,
                        .levels = {levels, (size_t)(held % 4)}};
    rs_account_row row = {
        .held = held,
        .levels = {levels, (size_t)(held % 3)},
        .digests = {&digest, (size_t)(held % 2)},
    };
    row_put(self->rows, TABLE_ACCOUNT, KEY_1(id), &row);
    assert_int_equal(self->heard, id);
    self->held[id] = held;
}

static void is_right(const world *self, int64_t id, const rs_account_row *row)
{
    int64_t held = self->held[id];
    assert_int_equal(row->held, held);
    assert_int_equal(row->levels.count, held % 3);
    assert_int_equal(row->digests.count, held % 2);
    for (size_t n = 0; n < row->levels.count; n++)
        assert_int_equal(row->levels.items[n], held + (int64_t)n);
    if (!row->digests.count)
        return;
    assert_int_equal(row->digests.items->until, held);
    assert_int_equal(row->digests.items->levels.count, held % 4);
    for (size_t n = 0; n < row->digests.items->levels.count; n++)
        assert_int_equal(row->digests.items->levels.items[n], held + (int64_t)n);
}

static void look_at(world *self, int64_t id)
{
    rs_account_row row;
    bool there = row_get(self->rows, self->memory, TABLE_ACCOUNT, KEY_1(id), &row);
    assert_int_equal(there, self->held[id] != 0);
    assert_int_equal(row_has(self->rows, TABLE_ACCOUNT, KEY_1(id)), there);
    is_right(self, id, &row);
}

static void remove_row(world *self, int64_t id)
{
    row_del(self->rows, TABLE_ACCOUNT, KEY_1(id));
    self->held[id] = 0;
}

static void look_at_all(world *self)
{
    state_cursor cursor;
    bool more =
        state_first(self->rows, TABLE_ACCOUNT, (rs_bytes){0}, (rs_bytes){0}, false, &cursor);
    for (int64_t id = 1; id <= ROWS; id++) {
        rs_account_row row;
        if (!self->held[id])
            continue;
        assert_true(more);
        assert_int_equal(key_number_at(cursor.key, 0), id);
        row_read(&cursor, self->memory, &row);
        is_right(self, id, &row);
        more = state_next(&cursor);
    }
    assert_false(more);
    arena_reset(self->memory);
}

/* ------------------------------------------------------------------------- the tests */

static void test_whoever_reads_a_row_sees_what_was_put_last(void **data)
{
    world *self = *data;
    rs_error error = {0};
    for (int step = 1; step <= STEPS; step++) {
        int64_t id = 1 + draw(draw(4) ? 40 : ROWS); /* some again and again */
        switch (draw(8)) {
        case 0: remove_row(self, id); break;
        case 1:
        case 2:
        case 3: put(self, id, 1 + draw(1000000)); break;
        default: look_at(self, id); break;
        }
        arena_reset(self->memory);
        if (step % 5000 == 0)
            look_at_all(self);
        if (step % 7000 == 0) {
            state_set_seq(self->rows, (uint64_t)step);
            assert_int_equal(state_checkpoint(self->rows, &error), RS_OK);
        }
    }
    look_at_all(self);
}

static void test_a_checkpoint_has_what_was_kept(void **data)
{
    world *self = *data;
    rs_error error = {0};
    for (int64_t id = 1; id <= ROWS; id++)
        put(self, id, id);
    remove_row(self, 17);
    state_set_seq(self->rows, 1);
    assert_int_equal(state_checkpoint(self->rows, &error), RS_OK);
    put(self, 18, 18000000);
    self->held[18] = 18; /* the disk does not know */
    state_close(&self->rows);
    open_rows(self);
    look_at_all(self);
    for (int64_t id = 1; id <= ROWS; id++)
        look_at(self, id);
}

/* What was given is the caller's: changing it changes no row, and other rows do not change it. */
static void test_a_row_that_was_read_is_a_copy(void **data)
{
    world *self = *data;
    rs_account_row row;
    put(self, 1, 5);
    row_get(self->rows, self->memory, TABLE_ACCOUNT, KEY_1(1), &row);
    row.digests.items->until = 99;
    look_at(self, 1);
    for (int64_t id = 2; id <= ROWS; id++)
        put(self, id, 7);
    assert_int_equal(row.levels.count, 2);
    assert_int_equal(row.levels.items[1], 6);
}

/* A text is found under its own key only, however alike the places of two are. */
static void test_rows_of_two_tables_are_not_mistaken_for_each_other(void **data)
{
    world *self = *data;
    rs_count_row count;
    for (int64_t n = 1; n <= ROWS; n++) {
        row_put(self->rows, TABLE_PAYOUT_COUNT, KEY_1(n), &(rs_count_row){.value = n});
        row_put(self->rows, TABLE_WAITED, KEY_1(n), &(rs_count_row){.value = -1 + 2 * n});
    }
    for (int64_t n = 1; n <= ROWS; n++) {
        assert_true(row_get(self->rows, self->memory, TABLE_PAYOUT_COUNT, KEY_1(n), &count));
        assert_int_equal(count.value, n);
        assert_true(row_get(self->rows, self->memory, TABLE_WAITED, KEY_1(n), &count));
        assert_int_equal(count.value, -1 + 2 * n);
    }
}

int main(void)
{
#define WITH_ROWS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_ROWS(test_whoever_reads_a_row_sees_what_was_put_last),
        WITH_ROWS(test_a_checkpoint_has_what_was_kept),
        WITH_ROWS(test_a_row_that_was_read_is_a_copy),
        WITH_ROWS(test_rows_of_two_tables_are_not_mistaken_for_each_other),
    };
    printf("seed %u\n", seed);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
