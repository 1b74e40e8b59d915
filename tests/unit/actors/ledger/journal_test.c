/* What every engine of the journal promises, asked through the interface alone, of both; then what
 * is particular to the embedded one. What is to PostgreSQL: journal_postgres_test.c. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>

#include <cmocka.h>

#include "actors/ledger/journal/chain.h"
#include "actors/ledger/journal/mdb.h"
#include "tests/unit/actors/ledger/journal_fixture.h"

/* ------------------------------------------------------------------------- every engine */

static void test_a_new_journal_is_empty_and_its_epoch_is_one(void **state)
{
    fixture *self = *state;
    static const uint8_t zeros[JOURNAL_HASH_SIZE];
    assert_int_equal(self->head.seq, 0);
    assert_int_equal(self->head.epoch, 1);
    assert_memory_equal(self->head.hash, zeros, sizeof zeros);
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 0);
}

static void test_what_was_appended_is_read_back_in_order_and_chained(void **state)
{
    fixture *self = *state;
    for (size_t count = 1; count <= 257; count *= 2)
        assert_int_equal(append(self, count, NULL), RS_OK);
    assert_int_equal(self->head.seq, 511);
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 511);
}

static void test_reading_starts_anywhere_and_ends_at_the_limit(void **state)
{
    fixture *self = *state;
    assert_int_equal(append(self, 100, NULL), RS_OK);
    assert_int_equal(count_from(self, 51, RECORDS_MAX), 50);
    assert_int_equal(count_from(self, 51, 7), 7);
    assert_int_equal(count_from(self, 101, RECORDS_MAX), 0);
    assert_int_equal(count_from(self, 999, RECORDS_MAX), 0);
    reading some = {.next = 10, .stop_after = 12};
    assert_int_equal(journal_read(self->open, 10, RECORDS_MAX, check_record, &some, NULL), RS_OK);
    assert_int_equal(some.next, 13);
}

typedef struct {
    uint8_t hash[JOURNAL_HASH_SIZE];
    size_t size[3];
    size_t count;
} sizes;

static bool note_size(void *arg, uint64_t seq, const journal_record *record)
{
    sizes *self = arg;
    self->size[self->count++] = record->fact.size;
    assert_int_equal(chain_follow(self->hash, seq, record, NULL), RS_OK);
    return true;
}

static void test_records_of_every_size_come_back(void **state)
{
    enum { LARGE = 3 << 20 };
    fixture *self = *state;
    uint8_t *large = malloc(LARGE);
    uint8_t link[JOURNAL_HASH_SIZE] = {0};
    sizes found = {0};
    journal_record records[] = {
        {.fact = {large, LARGE}}, {.fact = {large, 0}}, {.fact = {large, 1}}};
    for (size_t n = 0; n < LARGE; n++)
        large[n] = (uint8_t)(n * n >> 8);
    for (size_t n = 0; n < 3; n++) {
        chain_next(link, n + 1, records[n].fact, link);
        memcpy(records[n].hash, link, sizeof link);
    }
    assert_int_equal(journal_append(self->open, &self->head, records, 3, NULL), RS_OK);
    assert_int_equal(journal_read(self->open, 1, 9, note_size, &found, NULL), RS_OK);
    assert_int_equal(found.count, 3);
    assert_int_equal(found.size[0], LARGE);
    assert_int_equal(found.size[1], 0);
    assert_int_equal(found.size[2], 1);
    free(large);
}

static void test_the_head_survives_reopening(void **state)
{
    fixture *self = *state;
    assert_int_equal(append(self, 300, NULL), RS_OK);
    reopen(self, JOURNAL_WRITE);
    journal_head head;
    assert_int_equal(journal_get_head(self->open, &head, NULL), RS_OK);
    assert_memory_equal(&head, &self->head, sizeof head);
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 300);
}

static void test_a_take_over_fences_the_writer_before(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    journal_head successor;
    assert_int_equal(append(self, 3, NULL), RS_OK);
    assert_int_equal(journal_take_over(self->open, &successor, NULL), RS_OK);
    assert_int_equal(successor.epoch, 2);
    assert_int_equal(successor.seq, 3);
    assert_int_equal(append(self, 1, &error), RS_FENCED);
    assert_int_equal(error.code, RS_FENCED);
    assert_int_equal(self->head.seq, 3);
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 3);
    self->head = successor;
    assert_int_equal(append(self, 1, NULL), RS_OK);
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 4);
}

static void test_a_writer_that_is_wrong_about_the_end_writes_nothing(void **state)
{
    fixture *self = *state;
    journal_head right;
    assert_int_equal(append(self, 3, NULL), RS_OK);
    right = self->head;
    self->head.seq = 2;
    assert_int_equal(append(self, 1, NULL), RS_FENCED);
    self->head.seq = 4;
    assert_int_equal(append(self, 1, NULL), RS_FENCED);
    self->head = right;
    self->head.hash[0] ^= 1;
    assert_int_equal(append(self, 1, NULL), RS_FENCED);
    self->head = right;
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 3);
    assert_int_equal(append(self, 1, NULL), RS_OK);
}

/* ------------------------------------------------------------------------- the embedded engine */

/* Runs `body` in a process of its own (an environment may be open once in a process). */
static void in_another_process(void (*body)(const char *folder), const char *folder)
{
    int status;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        body(folder);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* In the other process cmocka cannot report: a wrong answer is its exit code. */
#define OR_EXIT(condition, code)                                                                   \
    do {                                                                                           \
        if (!(condition))                                                                          \
            _exit(code);                                                                           \
    } while (0)

static void expect_refusal(const char *folder)
{
    rs_error error = {0};
    journal *second;
    char pid[16];
    snprintf(pid, sizeof pid, "%d", getppid());
    OR_EXIT(journal_lmdb_open(&second, folder, 1, JOURNAL_WRITE, &error) == RS_TAKEN, 1);
    OR_EXIT(second == NULL, 2);
    OR_EXIT(strstr(error.text, pid) != NULL, 3);
}

static void test_a_second_writer_is_refused_and_told_who_is_the_first(void **state)
{
    fixture *self = *state;
    in_another_process(expect_refusal, self->folder);
    assert_int_equal(append(self, 1, NULL), RS_OK);
}

static bool count_record(void *arg, uint64_t seq, const journal_record *record)
{
    (void)record;
    *(uint64_t *)arg = seq;
    return true;
}

static void expect_five_records(const char *folder)
{
    journal *reader;
    uint64_t last = 0;
    OR_EXIT(journal_lmdb_open(&reader, folder, 1, JOURNAL_READ, NULL) == RS_OK, 1);
    OR_EXIT(journal_read(reader, 1, 100, count_record, &last, NULL) == RS_OK, 2);
    OR_EXIT(last == 5, 3);
    journal_close(&reader);
}

static void test_a_reader_beside_the_writer_sees_what_is_committed(void **state)
{
    fixture *self = *state;
    assert_int_equal(append(self, 5, NULL), RS_OK);
    in_another_process(expect_five_records, self->folder);
    assert_int_equal(append(self, 1, NULL), RS_OK);
}

/* A reader that is killed in the middle of a read leaves its slot behind. */
static bool die_here(void *arg, uint64_t seq, const journal_record *record)
{
    (void)arg, (void)seq, (void)record;
    raise(SIGKILL);
    return false;
}

static int slots(const char *message, void *arg)
{
    (void)message;
    ++*(int *)arg;
    return 0;
}

static void test_slots_of_killed_readers_are_cleared_when_somebody_opens(void **state)
{
    fixture *self = *state;
    int status;
    int lines = 0;
    assert_int_equal(append(self, 5, NULL), RS_OK);
    for (int n = 0; n < 3; n++) {
        pid_t pid = fork();
        if (pid == 0) {
            journal *reader;
            OR_EXIT(journal_lmdb_open(&reader, self->folder, 1, JOURNAL_READ, NULL) == RS_OK, 1);
            OR_EXIT(journal_read(reader, 1, 9, die_here, NULL, NULL) == RS_OK, 2);
            _exit(3);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
    }
    reopen(self, JOURNAL_READ);
    journal_close(&self->open);

    mdb_file *file;
    mdb_options options = {
        .folder = self->folder, .name = "journal.mdb", .map_gib = 1, .tables = 1, .format = 1};
    assert_int_equal(mdb_file_open(&file, &options, NULL), RS_OK);
    assert_true(mdb_reader_list(file->env, slots, &lines) >= 0);
    mdb_file_close(&file);
    assert_true(lines <= 2); /* a heading, or that there are none; and our own */
}

static void test_a_reader_waits_for_the_writers_first_start(void **state)
{
    rs_error error = {0};
    journal *reader;
    char *folder = folder_open();
    (void)state;
    assert_int_equal(journal_lmdb_open(&reader, folder, 1, JOURNAL_READ, &error), RS_UNAVAILABLE);
    assert_null(reader);
    folder_close(&folder);
}

static void test_files_and_folder_are_for_the_owner_alone(void **state)
{
    static const char *const names[] = {"", "journal.mdb", "journal.mdb-lock", "writer.pid"};
    char *outer = folder_open();
    char *folder = folder_file(outer, "made");
    (void)state;
    mode_t before = umask(0);
    fixture made = {.folder = folder};
    journal *self = open_journal(&made, JOURNAL_WRITE);
    umask(before);
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        struct stat found;
        char *path = folder_file(folder, names[n]);
        assert_int_equal(stat(path, &found), 0);
        assert_int_equal(found.st_mode & 0777, *names[n] ? 0600 : 0700);
        free(path);
    }
    journal_close(&self);
    folder_close(&folder);
    folder_close(&outer);
}

static void test_a_journal_of_a_newer_release_is_not_touched(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    mdb_file *file;
    MDB_txn *txn = NULL;
    mdb_options options = {.folder = self->folder,
                           .name = "journal.mdb",
                           .map_gib = 1,
                           .writes = true,
                           .tables = 1,
                           .format = 1};
    journal_close(&self->open);
    assert_int_equal(mdb_file_open(&file, &options, NULL), RS_OK);
    assert_int_equal(mdb_file_write(file, &txn, NULL), RS_OK);
    assert_int_equal(mdb_about_put(file, txn, "format", 2, NULL), RS_OK);
    assert_int_equal(mdb_file_commit(file, &txn, NULL), RS_OK);
    mdb_file_close(&file);
    assert_int_equal(journal_lmdb_open(&self->open, self->folder, 1, JOURNAL_WRITE, &error),
                     RS_NEWER);
    assert_null(self->open);
    assert_int_equal(journal_lmdb_open(&self->open, self->folder, 1, JOURNAL_READ, &error),
                     RS_NEWER);
}

static void test_a_lost_record_is_noticed(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    mdb_file *file;
    MDB_txn *txn = NULL;
    MDB_dbi facts;
    uint8_t number[8];
    mdb_options options = {.folder = self->folder,
                           .name = "journal.mdb",
                           .map_gib = 1,
                           .writes = true,
                           .tables = 1,
                           .format = 1};
    assert_int_equal(append(self, 5, NULL), RS_OK);
    journal_close(&self->open);
    assert_int_equal(mdb_file_open(&file, &options, NULL), RS_OK);
    assert_int_equal(mdb_file_write(file, &txn, NULL), RS_OK);
    assert_int_equal(mdb_file_table(file, txn, "facts", &facts, NULL), RS_OK);
    put_be64(number, 3);
    assert_int_equal(mdb_del(txn, facts, &(MDB_val){8, number}, NULL), 0);
    assert_int_equal(mdb_file_commit(file, &txn, NULL), RS_OK);
    mdb_file_close(&file);

    self->open = open_journal(self, JOURNAL_READ);
    reading some = {.next = 1};
    assert_int_equal(journal_read(self->open, 1, 9, check_record, &some, &error), RS_CORRUPT);
    assert_int_equal(some.next, 3);
    assert_non_null(strstr(error.text, "record 3 is missing"));
}

/* The limit on file sizes stands for a full disk: both make a write fail half-way. */
static void test_a_full_disk_is_told_and_nothing_is_half_written(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    struct rlimit before;
    struct rlimit tight;
    struct stat file;
    assert_int_equal(append(self, 100, NULL), RS_OK);
    char *path = folder_file(self->folder, "journal.mdb");
    assert_int_equal(stat(path, &file), 0);
    free(path);

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    tight = (struct rlimit){(rlim_t)file.st_size, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    rs_err code = RS_OK;
    uint64_t durable = 0;
    while (code == RS_OK) { /* what is already room in the file is not refused */
        durable = self->head.seq;
        code = append(self, RECORDS_MAX, &error);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    signal(SIGXFSZ, SIG_DFL);

    assert_int_equal(code, RS_STORAGE);
    assert_int_equal(self->head.seq, durable);
    assert_int_equal(count_from(self, 1, SIZE_MAX), durable);
    assert_int_equal(append(self, RECORDS_MAX, NULL), RS_OK); /* there is space again */
}

/* One layer below, where the map can be made small enough to fill it in a moment. */
static void test_a_used_up_map_says_which_setting_to_raise(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    mdb_file *file;
    MDB_txn *txn = NULL;
    MDB_dbi rows;
    static uint8_t large[1 << 20];
    uint8_t key[] = "row";
    mdb_options options = {.folder = self->folder,
                           .name = "small.mdb",
                           .map_gib = 1,
                           .writes = true,
                           .tables = 1,
                           .format = 1};
    assert_int_equal(mdb_file_open(&file, &options, NULL), RS_OK);
    assert_int_equal(mdb_env_set_mapsize(file->env, sizeof large / 2), 0);
    assert_int_equal(mdb_file_write(file, &txn, NULL), RS_OK);
    assert_int_equal(mdb_file_table(file, txn, "rows", &rows, NULL), RS_OK);
    int result = mdb_put(txn, rows, &(MDB_val){3, key}, &(MDB_val){sizeof large, large}, 0);
    assert_int_equal(result, MDB_MAP_FULL);
    assert_int_equal(mdb_file_fail(file, result, "writing", &error), RS_UNAVAILABLE);
    assert_non_null(strstr(error.text, "map_gib"));
    mdb_file_abort(&txn);
    mdb_file_close(&file);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up_lmdb, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        EVERY(a_new_journal_is_empty_and_its_epoch_is_one),
        EVERY(what_was_appended_is_read_back_in_order_and_chained),
        EVERY(reading_starts_anywhere_and_ends_at_the_limit),
        EVERY(records_of_every_size_come_back),
        EVERY(the_head_survives_reopening),
        EVERY(a_take_over_fences_the_writer_before),
        EVERY(a_writer_that_is_wrong_about_the_end_writes_nothing),
        TEST(a_second_writer_is_refused_and_told_who_is_the_first),
        TEST(a_reader_beside_the_writer_sees_what_is_committed),
        TEST(slots_of_killed_readers_are_cleared_when_somebody_opens),
        cmocka_unit_test(test_a_reader_waits_for_the_writers_first_start),
        cmocka_unit_test(test_files_and_folder_are_for_the_owner_alone),
        TEST(a_journal_of_a_newer_release_is_not_touched),
        TEST(a_lost_record_is_noticed),
        TEST(a_full_disk_is_told_and_nothing_is_half_written),
        TEST(a_used_up_map_says_which_setting_to_raise),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
