/* Readers beside a writer, each a process of its own. */
#include <sys/stat.h>
#include <sys/wait.h>

#include "tests/unit/actors/ledger/state_fixture.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reader_sees_one_moment_until_it_follows),
        TEST(a_readers_overlay_lasts_until_the_checkpoint_moves),
        TEST(a_resting_reader_keeps_no_pages_from_the_writer),
        cmocka_unit_test(test_a_reader_without_a_store_is_told_to_wait),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
