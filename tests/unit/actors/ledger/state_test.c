#include <signal.h>
#include <sys/resource.h>

#include "actors/ledger/journal/mdb.h"
#include "actors/ledger/state/key.h"
#include "tests/unit/actors/ledger/state_fixture.h"

/* ------------------------------------------------------------------------- rows */

static void test_a_row_can_be_put_changed_and_deleted(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    assert_row(in, TABLE_A, "k", NULL);
    put(in, TABLE_A, "k", "1");
    assert_row(in, TABLE_A, "k", "1");
    assert_row(in, TABLE_B, "k", NULL);
    put(in, TABLE_A, "k", "longer than before");
    assert_row(in, TABLE_A, "k", "longer than before");
    put(in, TABLE_A, "k", "3");
    assert_row(in, TABLE_A, "k", "3");
    del(in, TABLE_A, "k");
    assert_row(in, TABLE_A, "k", NULL);
    del(in, TABLE_A, "never there");
}

static void test_a_row_may_be_made_of_itself(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    put(in, TABLE_A, "k", "0123456789");
    rs_bytes row = state_get(in, TABLE_A, bytes("k"));
    state_put(in, TABLE_A, bytes("k"), (rs_bytes){row.data + 3, 4});
    assert_row(in, TABLE_A, "k", "3456");
    state_cursor at;
    assert_true(state_first(in, TABLE_A, (rs_bytes){0}, (rs_bytes){0}, false, &at));
    state_del(in, TABLE_A, at.key);
    assert_row(in, TABLE_A, "k", NULL);
}

static void test_a_checkpoint_changes_nothing_that_can_be_read(void **state_p)
{
    fixture *self = *state_p;
    put(self->open, TABLE_A, "a", "1");
    put(self->open, TABLE_A, "b", "2");
    put(self->open, TABLE_B, "a", "other");
    assert_int_equal(state_overlay_rows(self->open), 3);
    checkpoint(self->open, 17);
    assert_int_equal(state_overlay_rows(self->open), 0);
    assert_int_equal(state_checkpoint_seq(self->open), 17);
    assert_string_equal(walk(self->open, TABLE_A, "", "", false), "a=1 b=2 ");
    assert_row(self->open, TABLE_B, "a", "other");
    del(self->open, TABLE_A, "a");
    put(self->open, TABLE_A, "c", "3");
    assert_string_equal(walk(self->open, TABLE_A, "", "", false), "b=2 c=3 ");
    checkpoint(self->open, 18);
    assert_string_equal(walk(self->open, TABLE_A, "", "", false), "b=2 c=3 ");
}

static void test_what_was_not_checkpointed_is_gone_after_a_restart(void **state_p)
{
    fixture *self = *state_p;
    put(self->open, TABLE_A, "kept", "1");
    checkpoint(self->open, 5);
    put(self->open, TABLE_A, "kept", "2");
    put(self->open, TABLE_A, "lost", "2");
    state_set_seq(self->open, 6);
    state_close(&self->open);
    self->open = open_state(self->folder, STATE_WRITE);
    assert_int_equal(state_seq(self->open), 5);
    assert_int_equal(state_checkpoint_seq(self->open), 5);
    assert_string_equal(walk(self->open, TABLE_A, "", "", false), "kept=1 ");
}

static void test_a_checkpoint_of_facts_that_changed_no_row_moves_the_number(void **state_p)
{
    fixture *self = *state_p;
    checkpoint(self->open, 9);
    state_close(&self->open);
    self->open = open_state(self->folder, STATE_WRITE);
    assert_int_equal(state_seq(self->open), 9);
}

/* ------------------------------------------------------------------------- order */

static void fill_both_sides(state *in)
{
    static const char *const low[] = {"a", "ab", "b1", "b3", "c"};
    for (size_t n = 0; n < sizeof low / sizeof *low; n++)
        put(in, TABLE_A, low[n], "c");
    checkpoint(in, 1);
    put(in, TABLE_A, "b2", "o");
    put(in, TABLE_A, "b3", "o");
    put(in, TABLE_A, "d", "o");
    del(in, TABLE_A, "ab");
}

static void test_what_changes_while_a_checkpoint_is_written_lies_above_it(void **state_p)
{
    fixture *self = *state_p;
    state *in = self->open;
    for (char key[] = "a"; *key <= 'e'; key[0]++)
        put(in, TABLE_A, key, "1");
    checkpoint(in, 1);
    put(in, TABLE_A, "b", "2");
    put(in, TABLE_A, "f", "2");
    del(in, TABLE_A, "c");
    del(in, TABLE_A, "d");
    state_set_seq(in, 2);
    state_checkpoint_begin(in, 22);
    put(in, TABLE_A, "d", "3");
    put(in, TABLE_A, "f", "3");
    put(in, TABLE_A, "cc", "3");
    del(in, TABLE_A, "b");
    state_set_seq(in, 3);
    assert_row(in, TABLE_A, "b", NULL);
    assert_row(in, TABLE_A, "c", NULL);
    assert_row(in, TABLE_A, "d", "3");
    assert_string_equal(walk(in, TABLE_A, "", "", false), "a=1 cc=3 d=3 e=1 f=3 ");
    assert_string_equal(walk(in, TABLE_A, "", "", true), "f=3 e=1 d=3 cc=3 a=1 ");
    end_checkpoint(in);
    assert_false(state_checkpoint_runs(in));
    assert_int_equal(state_checkpoint_seq(in), 2);
    assert_int_equal(state_link(in), 22);
    assert_string_equal(walk(in, TABLE_A, "", "", false), "a=1 cc=3 d=3 e=1 f=3 ");
    state_close(&self->open);
    self->open = open_state(self->folder, STATE_WRITE);
    assert_int_equal(state_seq(self->open), 2);
    assert_string_equal(walk(self->open, TABLE_A, "", "", false), "a=1 b=2 e=1 f=2 ");
}

/* The limit on file sizes stands for a full disk. */
static void
test_a_checkpoint_that_failed_is_written_again_and_what_came_after_it_too(void **state_p)
{
    static char long_row[100000];
    fixture *self = *state_p;
    state *in = self->open;
    rs_error error = {0};
    struct rlimit before;
    memset(long_row, 'x', sizeof long_row - 1);
    put(in, TABLE_A, "a", "1");
    checkpoint(in, 1);
    for (char key[] = "b"; *key <= 'z'; key[0]++)
        put(in, TABLE_A, key, long_row);
    state_set_seq(in, 2);

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    struct rlimit tight = {4096, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    state_checkpoint_begin(in, 22);
    put(in, TABLE_A, "b", "2");
    state_set_seq(in, 3);
    rs_err code = state_checkpoint_end(in, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);

    assert_int_not_equal(code, RS_OK);
    assert_non_null(strstr(error.text, "state.mdb"));
    assert_int_equal(state_checkpoint_seq(in), 1);
    assert_row(in, TABLE_A, "b", "2");
    assert_row(in, TABLE_A, "z", long_row);
    state_checkpoint_begin(in, 33);
    end_checkpoint(in);
    assert_int_equal(state_checkpoint_seq(in), 2); /* it is the same one */
    assert_int_equal(state_link(in), 22);
    checkpoint(in, 3);
    state_close(&self->open);
    self->open = open_state(self->folder, STATE_WRITE);
    assert_row(self->open, TABLE_A, "b", "2");
    assert_row(self->open, TABLE_A, "z", long_row);
}

static void test_rows_come_in_key_order_from_both_sides(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    fill_both_sides(in);
    assert_string_equal(walk(in, TABLE_A, "", "", false), "a=c b1=c b2=o b3=o c=c d=o ");
    assert_string_equal(walk(in, TABLE_A, "", "", true), "d=o c=c b3=o b2=o b1=c a=c ");
}

static void test_a_prefix_bounds_both_directions(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    fill_both_sides(in);
    assert_string_equal(walk(in, TABLE_A, "b", "", false), "b1=c b2=o b3=o ");
    assert_string_equal(walk(in, TABLE_A, "b", "", true), "b3=o b2=o b1=c ");
    assert_string_equal(walk(in, TABLE_A, "ab", "", false), "");
    assert_string_equal(walk(in, TABLE_A, "z", "", true), "");
}

static void test_upwards_starts_at_a_key_and_downwards_before_it(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    fill_both_sides(in);
    assert_string_equal(walk(in, TABLE_A, "b", "b2", false), "b2=o b3=o ");
    assert_string_equal(walk(in, TABLE_A, "b", "b2", true), "b1=c ");
    assert_string_equal(walk(in, TABLE_A, "b", "b15", false), "b2=o b3=o ");
    assert_string_equal(walk(in, TABLE_A, "b", "b15", true), "b1=c ");
    assert_string_equal(walk(in, TABLE_A, "b", "a", false), "b1=c b2=o b3=o ");
    assert_string_equal(walk(in, TABLE_A, "b", "zz", true), "b3=o b2=o b1=c ");
    assert_string_equal(walk(in, TABLE_A, "b", "zz", false), "");
    assert_string_equal(walk(in, TABLE_A, "b", "a", true), "");
}

static void test_a_prefix_of_the_highest_bytes_has_no_end_but_the_tables(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    put(in, TABLE_A, "\xff\xff", "1");
    checkpoint(in, 1);
    put(in, TABLE_A, "\xff\xff\xff", "2");
    put(in, TABLE_A, "\xfe", "0");
    state_cursor at;
    assert_true(state_first(in, TABLE_A, bytes("\xff"), (rs_bytes){0}, true, &at));
    assert_int_equal(at.key.size, 3);
    assert_true(state_next(&at));
    assert_int_equal(at.key.size, 2);
    assert_false(state_next(&at));
}

static void test_two_cursors_over_one_table_do_not_disturb_each_other(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    state_cursor one;
    state_cursor two;
    fill_both_sides(in);
    checkpoint(in, 2);
    assert_true(state_first(in, TABLE_A, (rs_bytes){0}, (rs_bytes){0}, false, &one));
    assert_true(state_first(in, TABLE_A, (rs_bytes){0}, (rs_bytes){0}, true, &two));
    static const char *const up[] = {"a", "b1", "b2", "b3", "c", "d"};
    for (size_t n = 0; n < 6; n++) {
        assert_memory_equal(one.key.data, up[n], one.key.size);
        assert_memory_equal(two.key.data, up[5 - n], two.key.size);
        assert_int_equal(state_next(&one), n < 5);
        assert_int_equal(state_next(&two), n < 5);
    }
}

static void test_keys_of_numbers_sort_as_numbers(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    static const int64_t sorted[] = {INT64_MIN, -300, -1, 0, 1, 255, 256, INT64_MAX};
    size_t count = sizeof sorted / sizeof *sorted;
    for (size_t n = 0; n < count; n++) { /* in another order than they are to come */
        rs_key key = {0};
        key_number(key_number(&key, sorted[(n * 3) % count]), 7);
        state_put(in, TABLE_A, key_bytes(&key), bytes("x"));
        if (n == count / 2)
            checkpoint(in, 1);
    }
    state_cursor at;
    assert_true(state_first(in, TABLE_A, (rs_bytes){0}, (rs_bytes){0}, false, &at));
    for (size_t n = 0; n < count; n++) {
        assert_int_equal(key_number_at(at.key, 0), sorted[n]);
        assert_int_equal(key_number_at(at.key, 1), 7);
        assert_int_equal(state_next(&at), n + 1 < count);
    }
}

/* ------------------------------------------------------------------------- versions, differences
 */

static void set_format(const char *folder, uint64_t format)
{
    mdb_file *file;
    MDB_txn *txn = NULL;
    mdb_options options = {.folder = folder,
                           .name = "state.mdb",
                           .map_gib = 1,
                           .writes = true,
                           .tables = STATE_TABLES_COUNT,
                           .format = STATE_VERSION};
    assert_int_equal(mdb_file_open(&file, &options, NULL), RS_OK);
    assert_int_equal(mdb_file_write(file, &txn, NULL), RS_OK);
    assert_int_equal(mdb_about_put(file, txn, "format", format, NULL), RS_OK);
    assert_int_equal(mdb_file_commit(file, &txn, NULL), RS_OK);
    mdb_file_close(&file);
}

static void test_a_state_of_a_newer_release_is_refused(void **state_p)
{
    fixture *self = *state_p;
    rs_error error = {0};
    state_close(&self->open);
    set_format(self->folder, STATE_VERSION + 1);
    assert_int_equal(state_open(&self->open, self->folder, 1, STATE_WRITE, &error), RS_NEWER);
    assert_null(self->open);
    assert_int_equal(state_open(&self->open, self->folder, 1, STATE_READ, &error), RS_NEWER);
}

static void test_two_states_are_equal_however_they_came_about(void **state_p)
{
    fixture *self = *state_p;
    state_difference difference;
    state *folded = open_state(NULL, STATE_MEMORY);
    fill_both_sides(self->open);
    put(folded, TABLE_A, "gone", "x");
    del(folded, TABLE_A, "gone");
    static const char *const rows[] = {"a",  "c", "b1", "c", "b2", "o",
                                       "b3", "o", "c",  "c", "d",  "o"};
    for (size_t n = 0; n < sizeof rows / sizeof *rows; n += 2)
        put(folded, TABLE_A, rows[n], rows[n + 1]);
    assert_false(state_differs(self->open, folded, &difference));
    assert_false(state_differs(folded, self->open, &difference));
    state_close(&folded);
}

static void test_the_first_difference_is_named(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    state *other = open_state(NULL, STATE_MEMORY);
    state_difference found;
    put(in, TABLE_B, "k1", "same");
    put(other, TABLE_B, "k1", "same");
    put(in, TABLE_B, "k2", "value");
    assert_true(state_differs(in, other, &found)); /* missing there */
    assert_int_equal(found.table, TABLE_B);
    assert_int_equal(found.key_size, 2);
    assert_memory_equal(found.key, "k2", 2);
    assert_true(state_differs(other, in, &found)); /* missing here */
    assert_memory_equal(found.key, "k2", 2);
    put(other, TABLE_B, "k2", "Value");
    assert_true(state_differs(in, other, &found)); /* another row */
    assert_memory_equal(found.key, "k2", 2);
    put(other, TABLE_B, "k2", "value");
    put(other, TABLE_A, "early", "1");
    assert_true(state_differs(in, other, &found)); /* an earlier table */
    assert_int_equal(found.table, TABLE_A);
    state_close(&other);
}

static void test_tables_have_the_names_of_their_list(void **state_p)
{
    (void)state_p;
    assert_string_equal(state_table_name(TABLE_META), "META");
    assert_string_equal(state_table_name(TABLE_LEASE), "LEASE");
}

/* A queue: taken from at its begin, mostly added to at its end. What was passed over once is not
 * looked at again, unless something has come there meanwhile. */
static void test_a_queue_that_is_taken_from_shows_what_is_left(void **state_p)
{
    state *in = ((fixture *)*state_p)->open;
    for (char key[] = "a"; *key <= 'f'; key[0]++)
        put(in, TABLE_A, key, "1");
    checkpoint(in, 1);
    put(in, TABLE_A, "bb", "2");
    for (char key[] = "a"; *key <= 'c'; key[0]++) {
        del(in, TABLE_A, key);
        (void)walk(in, TABLE_A, "", "", false);
    }
    assert_string_equal(walk(in, TABLE_A, "", "", false), "bb=2 d=1 e=1 f=1 ");
    del(in, TABLE_A, "bb");
    assert_string_equal(walk(in, TABLE_A, "", "", false), "d=1 e=1 f=1 ");
    assert_string_equal(walk(in, TABLE_A, "", "b", false), "d=1 e=1 f=1 ");
    assert_string_equal(walk(in, TABLE_A, "b", "", false), "");
    assert_string_equal(walk(in, TABLE_A, "d", "", false), "d=1 ");
    assert_string_equal(walk(in, TABLE_A, "", "", true), "f=1 e=1 d=1 ");
    put(in, TABLE_A, "b", "3"); /* in front of what was passed over */
    assert_string_equal(walk(in, TABLE_A, "", "", false), "b=3 d=1 e=1 f=1 ");
    del(in, TABLE_A, "b");
    put(in, TABLE_A, "cc", "4"); /* behind it */
    assert_string_equal(walk(in, TABLE_A, "", "", false), "cc=4 d=1 e=1 f=1 ");
    put(in, TABLE_A, "c", "5"); /* exactly there */
    assert_string_equal(walk(in, TABLE_A, "", "", false), "c=5 cc=4 d=1 e=1 f=1 ");
    checkpoint(in, 2);
    put(in, TABLE_A, "a", "6");
    assert_string_equal(walk(in, TABLE_A, "", "", false), "a=6 c=5 cc=4 d=1 e=1 f=1 ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_queue_that_is_taken_from_shows_what_is_left),
        TEST(a_row_can_be_put_changed_and_deleted),
        TEST(a_row_may_be_made_of_itself),
        TEST(a_checkpoint_changes_nothing_that_can_be_read),
        TEST(what_was_not_checkpointed_is_gone_after_a_restart),
        TEST(a_checkpoint_of_facts_that_changed_no_row_moves_the_number),
        TEST(what_changes_while_a_checkpoint_is_written_lies_above_it),
        TEST(a_checkpoint_that_failed_is_written_again_and_what_came_after_it_too),
        TEST(rows_come_in_key_order_from_both_sides),
        TEST(a_prefix_bounds_both_directions),
        TEST(upwards_starts_at_a_key_and_downwards_before_it),
        TEST(a_prefix_of_the_highest_bytes_has_no_end_but_the_tables),
        TEST(two_cursors_over_one_table_do_not_disturb_each_other),
        TEST(keys_of_numbers_sort_as_numbers),
        TEST(a_state_of_a_newer_release_is_refused),
        TEST(two_states_are_equal_however_they_came_about),
        TEST(the_first_difference_is_named),
        cmocka_unit_test(test_tables_have_the_names_of_their_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
