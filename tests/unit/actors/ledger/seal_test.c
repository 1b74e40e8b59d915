#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/ledger/journal/mdb.h"
#include "actors/ledger/journal/seal.h"
#include "tests/unit/actors/ledger/cluster.h"

typedef struct {
    char *folder; /* of the embedded store, or NULL: in the database */
    seal *open;
    arena *memory;
} fixture;

static seal *open_seal(const fixture *from, seal_mode mode)
{
    seal *self;
    rs_err code = from->folder ? seal_open(&self, from->folder, 1, mode, NULL)
                               : seal_postgres_open(&self, server->file, mode, NULL);
    assert_int_equal(code, RS_OK);
    return self;
}

static int set_up_in(void **state, char *folder)
{
    fixture *self = calloc(1, sizeof *self);
    self->folder = folder;
    self->memory = arena_open();
    self->open = open_seal(self, SEAL_WRITE);
    *state = self;
    return 0;
}

static int set_up_lmdb(void **state)
{
    return set_up_in(state, folder_open());
}

static int set_up_postgres(void **state)
{
    cluster_clear(server);
    return set_up_in(state, NULL);
}

static int tear_down(void **state)
{
    fixture *self = *state;
    seal_close(&self->open);
    arena_close(&self->memory);
    if (self->folder)
        folder_close(&self->folder);
    free(self);
    return 0;
}

static void reopen(fixture *self, seal_mode mode)
{
    seal_close(&self->open);
    self->open = open_seal(self, mode);
}

static rs_bytes lock(fixture *self, int64_t person, const char *text)
{
    rs_bytes sealed;
    assert_int_equal(seal_lock(self->open, person, text, self->memory, &sealed, NULL), RS_OK);
    return sealed;
}

static void assert_opens(fixture *self, int64_t person, rs_bytes sealed, const char *text)
{
    const char *out;
    assert_int_equal(seal_unlock(self->open, person, sealed, self->memory, &out, NULL), RS_OK);
    assert_string_equal(out, text);
}

static void test_a_text_comes_back_also_after_a_restart(void **state)
{
    fixture *self = *state;
    rs_bytes name = lock(self, 1, "Анна");
    assert_opens(self, 1, name, "Анна");
    assert_int_equal(seal_commit(self->open, NULL), RS_OK);
    assert_opens(self, 1, name, "Анна");
    reopen(self, SEAL_READ);
    assert_opens(self, 1, name, "Анна");
}

static void test_the_text_is_not_in_the_bytes_and_two_are_never_alike(void **state)
{
    fixture *self = *state;
    rs_bytes one = lock(self, 1, "a secret that is long enough");
    rs_bytes two = lock(self, 1, "a secret that is long enough");
    assert_null(memmem(one.data, one.size, "secret", 6));
    assert_int_equal(one.size, two.size);
    assert_memory_not_equal(one.data, two.data, one.size);
}

static void test_one_key_serves_a_person_for_good(void **state)
{
    fixture *self = *state;
    rs_bytes before = lock(self, 1, "before");
    lock(self, 2, "somebody else");
    assert_int_equal(seal_commit(self->open, NULL), RS_OK);
    rs_bytes after = lock(self, 1, "after");
    assert_int_equal(seal_commit(self->open, NULL), RS_OK);
    reopen(self, SEAL_WRITE);
    assert_opens(self, 1, before, "before");
    assert_opens(self, 1, after, "after");
}

static void test_a_key_is_on_disk_after_commit_and_not_before(void **state)
{
    fixture *self = *state;
    const char *out;
    rs_bytes lost = lock(self, 1, "lost");
    reopen(self, SEAL_WRITE);
    assert_int_equal(seal_unlock(self->open, 1, lost, self->memory, &out, NULL), RS_NOT_FOUND);
    assert_null(out);
}

static void test_many_new_keys_are_kept_by_one_commit(void **state)
{
    fixture *self = *state;
    enum { PEOPLE = 500 };
    static rs_bytes sealed[PEOPLE];
    for (int n = 0; n < PEOPLE; n++)
        sealed[n] = lock(self, n - PEOPLE / 2, "name");
    assert_int_equal(seal_commit(self->open, NULL), RS_OK);
    reopen(self, SEAL_READ);
    for (int n = 0; n < PEOPLE; n++)
        assert_opens(self, n - PEOPLE / 2, sealed[n], "name");
}

static void test_an_empty_text_is_empty_bytes(void **state)
{
    fixture *self = *state;
    const char *out = "";
    assert_int_equal(lock(self, 1, "").size, 0);
    assert_int_equal(lock(self, 1, NULL).size, 0);
    assert_int_equal(seal_unlock(self->open, 1, (rs_bytes){0}, self->memory, &out, NULL), RS_OK);
    assert_null(out);
}

static void test_every_changed_or_missing_byte_is_noticed(void **state)
{
    fixture *self = *state;
    const char *out;
    rs_bytes sealed = lock(self, 1, "intact");
    uint8_t *copy = malloc(sealed.size);
    for (size_t n = 0; n < sealed.size; n++) {
        memcpy(copy, sealed.data, sealed.size);
        copy[n] ^= 0x20;
        rs_bytes changed = {copy, sealed.size};
        assert_int_equal(seal_unlock(self->open, 1, changed, self->memory, &out, NULL), RS_CORRUPT);
        assert_null(out);
    }
    free(copy);
    for (size_t size = 1; size < sealed.size; size++) {
        uint8_t *exact = malloc(size);
        memcpy(exact, sealed.data, size);
        rs_bytes cut = {exact, size};
        assert_int_equal(seal_unlock(self->open, 1, cut, self->memory, &out, NULL), RS_CORRUPT);
        free(exact);
    }
}

static void test_nobody_elses_key_opens_it(void **state)
{
    fixture *self = *state;
    const char *out;
    rs_bytes sealed = lock(self, 1, "mine");
    lock(self, 2, "yours");
    assert_int_equal(seal_unlock(self->open, 2, sealed, self->memory, &out, NULL), RS_CORRUPT);
}

static bool file_holds(const char *folder, const uint8_t *bytes, size_t size)
{
    char *path = folder_file(folder, "keys.mdb");
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    free(path);
    static uint8_t all[1 << 20];
    ssize_t got = read(fd, all, sizeof all);
    close(fd);
    assert_true(got > 0 && (size_t)got < sizeof all);
    return memmem(all, (size_t)got, bytes, size) != NULL;
}

static void read_key(const char *folder, int64_t person, uint8_t out[32])
{
    mdb_file *file;
    MDB_txn *txn = NULL;
    MDB_dbi keys;
    uint8_t number[8];
    MDB_val value;
    mdb_options options = {
        .folder = folder, .name = "keys.mdb", .map_gib = 1, .tables = 1, .format = 1};
    put_be64(number, (uint64_t)person ^ (uint64_t)1 << 63);
    assert_int_equal(mdb_file_open(&file, &options, NULL), RS_OK);
    assert_int_equal(mdb_file_read(file, &txn, NULL), RS_OK);
    assert_int_equal(mdb_file_table(file, txn, "keys", &keys, NULL), RS_OK);
    assert_int_equal(mdb_get(txn, keys, &(MDB_val){8, number}, &value), 0);
    assert_int_equal(value.mv_size, 32);
    memcpy(out, value.mv_data, 32);
    mdb_file_abort(&txn);
    mdb_file_close(&file);
}

static void test_a_forgotten_person_is_gone_from_the_file_too(void **state)
{
    fixture *self = *state;
    const char *out;
    uint8_t key[32];
    rs_bytes gone = lock(self, 7, "to be forgotten");
    rs_bytes kept = lock(self, 8, "to be kept");
    assert_int_equal(seal_commit(self->open, NULL), RS_OK);
    lock(self, 9, "another page"); /* more commits: more copies of the page with the key */
    assert_int_equal(seal_commit(self->open, NULL), RS_OK);
    seal_close(&self->open);
    read_key(self->folder, 7, key);
    assert_true(file_holds(self->folder, key, sizeof key));

    assert_int_equal(seal_open(&self->open, self->folder, 1, SEAL_WRITE, NULL), RS_OK);
    assert_int_equal(seal_forget(self->open, 7, NULL), RS_OK);
    assert_false(file_holds(self->folder, key, sizeof key));
    assert_int_equal(seal_unlock(self->open, 7, gone, self->memory, &out, NULL), RS_NOT_FOUND);
    assert_opens(self, 8, kept, "to be kept");
    reopen(self, SEAL_READ);
    assert_int_equal(seal_unlock(self->open, 7, gone, self->memory, &out, NULL), RS_NOT_FOUND);
    assert_opens(self, 8, kept, "to be kept");
}

static void test_whoever_looks_on_learns_that_a_person_is_forgotten(void **state)
{
    fixture *self = *state;
    const char *out;
    rs_err code = RS_OK;
    rs_bytes sealed = lock(self, 1, "for a while");
    assert_int_equal(seal_commit(self->open, NULL), RS_OK);
    fixture reader = {.memory = self->memory};
    reader.open = open_seal(&reader, SEAL_READ);
    assert_opens(&reader, 1, sealed, "for a while");
    assert_int_equal(seal_forget(self->open, 1, NULL), RS_OK);
    while (!code)
        code = seal_unlock(reader.open, 1, sealed, self->memory, &out, NULL);
    assert_int_equal(code, RS_NOT_FOUND);
    seal_close(&reader.open);
}

/* One of a writer that was fenced after it had kept a key and before its facts were. */
static void test_a_key_of_somebody_elses_is_never_replaced(void **state)
{
    fixture *self = *state;
    rs_bytes ours = lock(self, 1, "ours");
    fixture other = {.memory = self->memory};
    other.open = open_seal(&other, SEAL_WRITE);
    rs_bytes theirs = lock(&other, 1, "theirs");
    assert_int_equal(seal_commit(other.open, NULL), RS_OK);
    assert_int_equal(seal_commit(self->open, NULL), RS_STORAGE);
    seal_close(&other.open);
    reopen(self, SEAL_WRITE);
    assert_opens(self, 1, theirs, "theirs");
    const char *out;
    assert_int_equal(seal_unlock(self->open, 1, ours, self->memory, &out, NULL), RS_CORRUPT);
}

static void test_forgetting_works_before_the_first_commit_and_twice(void **state)
{
    fixture *self = *state;
    const char *out;
    rs_bytes sealed = lock(self, 1, "young");
    assert_int_equal(seal_forget(self->open, 1, NULL), RS_OK);
    assert_int_equal(seal_forget(self->open, 1, NULL), RS_OK);
    assert_int_equal(seal_unlock(self->open, 1, sealed, self->memory, &out, NULL), RS_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        EVERY(a_text_comes_back_also_after_a_restart),
        EVERY(the_text_is_not_in_the_bytes_and_two_are_never_alike),
        EVERY(one_key_serves_a_person_for_good),
        EVERY(a_key_is_on_disk_after_commit_and_not_before),
        EVERY(many_new_keys_are_kept_by_one_commit),
        EVERY(an_empty_text_is_empty_bytes),
        EVERY(every_changed_or_missing_byte_is_noticed),
        EVERY(nobody_elses_key_opens_it),
        cmocka_unit_test_setup_teardown(test_a_forgotten_person_is_gone_from_the_file_too,
                                        set_up_lmdb, tear_down),
        cmocka_unit_test_setup_teardown(test_whoever_looks_on_learns_that_a_person_is_forgotten,
                                        set_up_postgres, tear_down),
        cmocka_unit_test_setup_teardown(test_a_key_of_somebody_elses_is_never_replaced,
                                        set_up_postgres, tear_down),
        EVERY(forgetting_works_before_the_first_commit_and_twice),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
