/* The same done to a state and to a sorted array: every look shows the same. */
#include "tests/unit/actors/ledger/state_fixture.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_behaves_as_a_sorted_array_through_checkpoints_and_restarts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
