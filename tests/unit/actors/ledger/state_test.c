#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "actors/ledger/journal/mdb.h"
#include "actors/ledger/state/key.h"
#include "tests/unit/actors/ledger/folder.h"

static const state_table TABLE_A = TABLE_BY_TG;
static const state_table TABLE_B = TABLE_LINK; /* a later one */

typedef struct {
    char *folder;
    state *open;
} fixture;

static state *open_state(const char *folder, state_mode mode)
{
    rs_error error = {0};
    state *self;
    rs_err code = state_open(&self, mode == STATE_MEMORY ? NULL : folder, 1, mode, &error);
    if (code)
        fail_msg("%s", error.text);
    return self;
}

static int set_up(void **state_p)
{
    fixture *self = calloc(1, sizeof *self);
    self->folder = folder_open();
    self->open = open_state(self->folder, STATE_WRITE);
    *state_p = self;
    return 0;
}

static int tear_down(void **state_p)
{
    fixture *self = *state_p;
    state_close(&self->open);
    folder_close(&self->folder);
    free(self);
    return 0;
}

static rs_bytes bytes(const char *text)
{
    return (rs_bytes){(const uint8_t *)text, strlen(text)};
}

static void put(state *in, state_table table, const char *key, const char *row)
{
    state_put(in, table, bytes(key), bytes(row));
}

static void del(state *in, state_table table, const char *key)
{
    state_del(in, table, bytes(key));
}

static void assert_row(state *in, state_table table, const char *key, const char *expected)
{
    rs_bytes row = state_get(in, table, bytes(key));
    if (!expected) {
        assert_null(row.data);
        return;
    }
    assert_non_null(row.data);
    assert_int_equal(row.size, strlen(expected));
    assert_memory_equal(row.data, expected, row.size);
}

/* "a=1 b=2 ": what a walk over the table gives. */
static const char *walk(state *in, state_table table, const char *prefix, const char *from,
                        bool down)
{
    static char text[1000];
    size_t used = 0;
    state_cursor at;
    text[0] = '\0';
    for (bool more = state_first(in, table, bytes(prefix), bytes(from), down, &at); more;
         more = state_next(&at)) {
        int size = snprintf(text + used, sizeof text - used, "%.*s=%.*s ", (int)at.key.size,
                            (const char *)at.key.data, (int)at.row.size, (const char *)at.row.data);
        assert_true(size > 0 && used + (size_t)size < sizeof text);
        used += (size_t)size;
    }
    return text;
}

static void checkpoint(state *in, uint64_t seq)
{
    rs_error error = {0};
    state_set_seq(in, seq);
    if (state_checkpoint(in, &error))
        fail_msg("%s", error.text);
}

static void end_checkpoint(state *in)
{
    rs_error error = {0};
    if (state_checkpoint_end(in, &error))
        fail_msg("%s", error.text);
}

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

/* ------------------------------------------------------------------------- against a naive one */

enum { NAIVE_MAX = 400, STEPS = 20000, KEY_KINDS = 300 };

typedef struct {
    uint8_t key[24];
    size_t key_size;
    uint8_t row[40];
    size_t row_size;
} naive_row;

typedef struct {
    naive_row rows[NAIVE_MAX]; /* sorted by key */
    size_t count;
} naive;

static uint64_t random_next(uint64_t *seed) /* splitmix64 */
{
    uint64_t z = *seed += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static size_t below(uint64_t *seed, size_t limit)
{
    return (size_t)(random_next(seed) % limit);
}

/* Few enough to meet again; of all lengths, some the beginning of others, zeros and 0xff in them.
 */
static rs_bytes random_key(uint64_t *seed, uint8_t out[24])
{
    uint64_t kind = 1 + below(seed, KEY_KINDS);
    size_t size = 1 + kind % 20;
    for (size_t n = 0; n < size; n++) {
        uint64_t mixed = kind / 20 + n / 7;
        out[n] = mixed % 3 == 0 ? 0 : mixed % 3 == 1 ? 0xff : (uint8_t)(kind / 20);
    }
    return (rs_bytes){out, size};
}

static int order(rs_bytes a, rs_bytes b)
{
    size_t least = a.size < b.size ? a.size : b.size;
    int found = memcmp(a.data, b.data, least);
    return found ? found : (a.size > b.size) - (a.size < b.size);
}

static rs_bytes naive_key(const naive_row *row)
{
    return (rs_bytes){row->key, row->key_size};
}

/* Where the first key >= `key` stands. */
static size_t naive_find(const naive *self, rs_bytes key)
{
    size_t at = 0;
    while (at < self->count && order(naive_key(&self->rows[at]), key) < 0)
        at++;
    return at;
}

static bool naive_has(const naive *self, size_t at, rs_bytes key)
{
    return at < self->count && order(naive_key(&self->rows[at]), key) == 0;
}

static void naive_put(naive *self, rs_bytes key, rs_bytes row)
{
    size_t at = naive_find(self, key);
    if (!naive_has(self, at, key)) {
        assert_true(self->count < NAIVE_MAX);
        memmove(&self->rows[at + 1], &self->rows[at], (self->count - at) * sizeof *self->rows);
        self->count++;
    }
    memcpy(self->rows[at].key, key.data, key.size);
    self->rows[at].key_size = key.size;
    memcpy(self->rows[at].row, row.data, row.size);
    self->rows[at].row_size = row.size;
}

static void naive_del(naive *self, rs_bytes key)
{
    size_t at = naive_find(self, key);
    if (!naive_has(self, at, key))
        return;
    memmove(&self->rows[at], &self->rows[at + 1], (self->count - at - 1) * sizeof *self->rows);
    self->count--;
}

static bool begins(rs_bytes key, rs_bytes prefix)
{
    return key.size >= prefix.size &&
           (!prefix.size || memcmp(key.data, prefix.data, prefix.size) == 0);
}

static void assert_same_walk(state *in, const naive *plain, rs_bytes prefix, rs_bytes from,
                             bool down)
{
    state_cursor at;
    bool more = state_first(in, TABLE_A, prefix, from, down, &at);
    for (size_t n = 0; n < plain->count; n++) {
        const naive_row *row = &plain->rows[down ? plain->count - 1 - n : n];
        rs_bytes key = naive_key(row);
        bool wanted = begins(key, prefix) &&
                      (!from.size || (down ? order(key, from) < 0 : order(key, from) >= 0));
        if (!wanted)
            continue;
        assert_true(more);
        assert_int_equal(order(at.key, key), 0);
        assert_int_equal(at.row.size, row->row_size);
        assert_memory_equal(at.row.data, row->row, row->row_size);
        more = state_next(&at);
    }
    assert_false(more);
}

static void random_change(state *in, naive *plain, uint64_t *seed)
{
    uint8_t key_data[24];
    uint8_t row_data[40];
    rs_bytes key = random_key(seed, key_data);
    if (below(seed, 3) == 0) {
        state_del(in, TABLE_A, key);
        naive_del(plain, key);
        return;
    }
    rs_bytes row = {row_data, 1 + below(seed, sizeof row_data)};
    for (size_t n = 0; n < row.size; n++)
        row_data[n] = (uint8_t)random_next(seed);
    state_put(in, TABLE_A, key, row);
    naive_put(plain, key, row);
}

static void random_look(state *in, const naive *plain, uint64_t *seed)
{
    uint8_t key_data[24];
    uint8_t from_data[24];
    rs_bytes key = random_key(seed, key_data);
    rs_bytes row = state_get(in, TABLE_A, key);
    size_t at = naive_find(plain, key);
    assert_int_equal(row.data != NULL, naive_has(plain, at, key));
    if (row.data) {
        assert_int_equal(row.size, plain->rows[at].row_size);
        assert_memory_equal(row.data, plain->rows[at].row, row.size);
    }
    rs_bytes prefix = {key_data, below(seed, 4)};
    rs_bytes from = below(seed, 2) ? random_key(seed, from_data) : (rs_bytes){0};
    if (from.size && !begins(from, prefix) && below(seed, 4))
        from = (rs_bytes){0};
    assert_same_walk(in, plain, prefix, from, below(seed, 2));
}

static void run_against_naive(fixture *self, uint64_t seed)
{
    static naive plain;
    static naive written; /* what the checkpoint under way says */
    static naive durable;
    uint64_t written_seq = 0;
    uint64_t durable_seq = 0;
    plain.count = written.count = durable.count = 0;
    for (uint64_t step = 1; step <= STEPS; step++) {
        random_change(self->open, &plain, &seed);
        state_set_seq(self->open, step);
        if (below(&seed, 20) == 0) {
            end_checkpoint(self->open);
            durable = written;
            durable_seq = written_seq;
        }
        if (durable_seq == written_seq && below(&seed, 20) == 0) {
            state_checkpoint_begin(self->open, step);
            written = plain;
            written_seq = step;
        }
        if (below(&seed, 400) == 0) { /* killed and started again; closing waits for the thread */
            state_close(&self->open);
            self->open = open_state(self->folder, STATE_WRITE);
            durable = written;
            durable_seq = written_seq;
            assert_int_equal(state_link(self->open), durable_seq);
            assert_int_equal(state_seq(self->open), durable_seq);
            plain = durable;
        }
        if (below(&seed, 4) == 0)
            random_look(self->open, &plain, &seed);
    }
    assert_same_walk(self->open, &plain, (rs_bytes){0}, (rs_bytes){0}, false);
}

static void test_it_behaves_as_a_sorted_array_through_checkpoints_and_restarts(void **state_p)
{
    const char *chosen = getenv("REFSYS_SEED");
    uint64_t seed = chosen ? strtoull(chosen, NULL, 0) : 20240229;
    print_message("REFSYS_SEED=%llu\n", (unsigned long long)seed);
    run_against_naive(*state_p, seed);
}

/* ------------------------------------------------------------------------- readers */

/* A reader is another process; it is told what to expect by one letter at a time on a pipe, and
 * answers with its findings, or with its death. */
typedef struct {
    int to;
    int from;
    pid_t pid;
} reader_process;

static void serve_reader(const char *folder, int in, int out)
{
    state *self;
    char order_letter;
    if (state_open(&self, folder, 1, STATE_READ, NULL))
        _exit(1);
    while (read(in, &order_letter, 1) == 1) {
        char reply[200];
        bool moved = false;
        if (order_letter == 'f')
            moved = state_follow(self);
        else if (order_letter == 'o')
            put(self, TABLE_A, "own", "overlay"), state_set_seq(self, 99);
        int size = snprintf(reply, sizeof reply, "%s%llu/%llu %s", moved ? "moved " : "",
                            (unsigned long long)state_seq(self),
                            (unsigned long long)state_checkpoint_seq(self),
                            walk(self, TABLE_A, "", "", false));
        if (write(out, reply, (size_t)size) != size)
            _exit(2);
        if (order_letter == 'r')
            state_rest(self);
    }
    state_close(&self);
    _exit(0);
}

static reader_process start_reader(const char *folder)
{
    int to[2];
    int from[2];
    assert_int_equal(pipe(to), 0);
    assert_int_equal(pipe(from), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(to[1]);
        close(from[0]);
        serve_reader(folder, to[0], from[1]);
    }
    close(to[0]);
    close(from[1]);
    return (reader_process){to[1], from[0], pid};
}

static void assert_reader(reader_process *self, char order_letter, const char *expected)
{
    char reply[200];
    assert_int_equal(write(self->to, &order_letter, 1), 1);
    ssize_t size = read(self->from, reply, sizeof reply - 1);
    assert_true(size > 0);
    reply[size] = '\0';
    assert_string_equal(reply, expected);
}

static void end_reader(reader_process *self)
{
    int status;
    close(self->to);
    close(self->from);
    assert_int_equal(waitpid(self->pid, &status, 0), self->pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void test_a_reader_sees_one_moment_until_it_follows(void **state_p)
{
    fixture *self = *state_p;
    put(self->open, TABLE_A, "a", "1");
    checkpoint(self->open, 1);
    reader_process reader = start_reader(self->folder);
    assert_reader(&reader, 'l', "1/1 a=1 ");
    put(self->open, TABLE_A, "b", "2");
    assert_reader(&reader, 'f', "1/1 a=1 "); /* not checkpointed yet: the journal has it */
    checkpoint(self->open, 2);
    assert_reader(&reader, 'l', "1/1 a=1 ");
    assert_reader(&reader, 'f', "moved 2/2 a=1 b=2 ");
    assert_reader(&reader, 'f', "2/2 a=1 b=2 ");
    end_reader(&reader);
}

static void test_a_readers_overlay_lasts_until_the_checkpoint_moves(void **state_p)
{
    fixture *self = *state_p;
    put(self->open, TABLE_A, "a", "1");
    checkpoint(self->open, 1);
    reader_process reader = start_reader(self->folder);
    assert_reader(&reader, 'o', "99/1 a=1 own=overlay ");
    assert_reader(&reader, 'r', "99/1 a=1 own=overlay ");
    assert_reader(&reader, 'f', "99/1 a=1 own=overlay ");
    checkpoint(self->open, 50);
    assert_reader(&reader, 'f', "moved 50/50 a=1 ");
    end_reader(&reader);
}

static void test_a_resting_reader_keeps_no_pages_from_the_writer(void **state_p)
{
    fixture *self = *state_p;
    put(self->open, TABLE_A, "a", "1");
    checkpoint(self->open, 1);
    reader_process reader = start_reader(self->folder);
    assert_reader(&reader, 'r', "1/1 a=1 ");
    /* The reader rests before it takes the next letter, so after this it has seen the rest. */
    assert_reader(&reader, 'f', "1/1 a=1 ");
    assert_reader(&reader, 'r', "1/1 a=1 ");
    char *path = folder_file(self->folder, "state.mdb");
    struct stat early;
    struct stat late;
    for (uint64_t n = 2; n < 300; n++) {
        put(self->open, TABLE_A, "a", n % 2 ? "1" : "2");
        checkpoint(self->open, n);
        if (n == 100)
            assert_int_equal(stat(path, &early), 0);
    }
    assert_int_equal(stat(path, &late), 0);
    free(path);
    assert_int_equal(early.st_size, late.st_size);
    end_reader(&reader);
}

static void test_a_reader_without_a_store_is_told_to_wait(void **state_p)
{
    rs_error error = {0};
    state *self;
    char *folder = folder_open();
    (void)state_p;
    assert_int_equal(state_open(&self, folder, 1, STATE_READ, &error), RS_UNAVAILABLE);
    assert_null(self);
    folder_close(&folder);
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

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
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
        TEST(it_behaves_as_a_sorted_array_through_checkpoints_and_restarts),
        TEST(a_reader_sees_one_moment_until_it_follows),
        TEST(a_readers_overlay_lasts_until_the_checkpoint_moves),
        TEST(a_resting_reader_keeps_no_pages_from_the_writer),
        cmocka_unit_test(test_a_reader_without_a_store_is_told_to_wait),
        TEST(a_state_of_a_newer_release_is_refused),
        TEST(two_states_are_equal_however_they_came_about),
        TEST(the_first_difference_is_named),
        cmocka_unit_test(test_tables_have_the_names_of_their_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
