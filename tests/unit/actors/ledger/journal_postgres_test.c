/* What is particular to the journal in PostgreSQL; what every engine promises: journal_test.c. */
#include "tests/unit/actors/ledger/journal_fixture.h"

static rs_err open_it(journal **out, journal_mode mode, rs_error *error)
{
    return journal_postgres_open(out, server->file, mode, error);
}

/* In a process of its own, on the same session: the parent does not use it meanwhile. */
static pid_t append_aside(fixture *self)
{
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit((int)append(self, 1, NULL));
    return pid;
}

static int code_of(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void wait_until_it_waits(const char *what)
{
    char sql[300];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = '%s'"
             " AND query LIKE '%%moved%%' AND pid <> pg_backend_pid()",
             what);
    cluster_wait(server, sql, "1");
}

static void test_a_take_over_under_way_fences_an_append_of_the_same_moment(void **state)
{
    fixture *self = *state;
    assert_int_equal(append(self, 3, NULL), RS_OK);
    PGconn *other = cluster_connect(server);
    cluster_ask(other, "BEGIN; UPDATE refsys.about SET epoch = epoch + 1", NULL, 0);
    pid_t pid = append_aside(self);
    wait_until_it_waits("Lock");
    cluster_ask(other, "COMMIT", NULL, 0);
    assert_int_equal(code_of(pid), RS_FENCED);
    PQfinish(other);
    reopen(self, JOURNAL_READ);
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 3);
}

static void test_an_append_that_nobody_answers_has_an_end(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    PGconn *other = cluster_connect(server);
    cluster_ask(other, "BEGIN; UPDATE refsys.about SET epoch = epoch", NULL, 0);
    assert_int_equal(append(self, 1, &error), RS_UNAVAILABLE);
    assert_non_null(strstr(error.text, "no answer"));
    assert_int_equal(self->head.seq, 0);
    PQfinish(other);
}

static const char lose_patience[] =
    "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'";

static void set_standby(const char *name)
{
    char sql[120];
    snprintf(sql, sizeof sql, "ALTER SYSTEM SET synchronous_standby_names = '%s'", name);
    cluster_run(server, sql);
    cluster_run(server, "SELECT pg_reload_conf()");
}

/* The server takes its new settings up when it comes to it: until a commit of ours waits. */
static void until_commits_wait(void)
{
    char waits[8];
    PGconn *probe = cluster_connect(server);
    PGconn *other = cluster_connect(server);
    cluster_ask(probe, "SET synchronous_commit = on", NULL, 0);
    do {
        assert_int_equal(PQsendQuery(probe, "COMMENT ON DATABASE postgres IS 'probed'"), 1);
        do {
            assert_int_equal(PQconsumeInput(probe), 1);
            cluster_ask(other, lose_patience, waits, sizeof waits);
        } while (PQisBusy(probe) && *waits == '0');
        for (PGresult *result; (result = PQgetResult(probe)) != NULL;)
            PQclear(result);
    } while (*waits == '0');
    PQfinish(other);
    PQfinish(probe);
}

/* Somebody loses patience with a standby that is gone: the server then says that all went well, and
 * warns. Settings of the server that would not have waited at all are overruled. */
static void test_what_no_standby_has_confirmed_is_not_acknowledged(void **state)
{
    fixture *self = *state;
    cluster_run(server, "ALTER ROLE refsys SET synchronous_commit = off");
    reopen(self, JOURNAL_WRITE);
    set_standby("nobody");
    until_commits_wait();
    pid_t pid = append_aside(self);
    wait_until_it_waits("IPC");
    cluster_run(server, lose_patience);
    assert_int_equal(code_of(pid), RS_STORAGE);
    set_standby("");
    cluster_run(server, "ALTER ROLE refsys RESET synchronous_commit");
}

static void test_a_second_writer_stands_by_until_the_first_is_gone(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    journal *second;
    assert_int_equal(open_it(&second, JOURNAL_WRITE, &error), RS_UNAVAILABLE);
    assert_null(second);
    assert_non_null(strstr(error.text, "another writer"));
    journal_close(&self->open);
    assert_int_equal(open_it(&self->open, JOURNAL_WRITE, NULL), RS_OK);
}

static void die_as_a_writer(void)
{
    journal *self;
    _exit(journal_postgres_open(&self, server->file, JOURNAL_WRITE, NULL) == RS_OK ? 0 : 1);
}

static void test_two_first_writers_at_the_same_moment_make_one_journal(void **state)
{
    enum { WRITERS = 8 };
    pid_t pids[WRITERS];
    int opened = 0;
    (void)state;
    cluster_clear(server);
    fflush(NULL);
    for (int n = 0; n < WRITERS; n++)
        if ((pids[n] = fork()) == 0) {
            journal *self;
            _exit((int)journal_postgres_open(&self, server->file, JOURNAL_WRITE, NULL));
        }
    for (int n = 0; n < WRITERS; n++) {
        int code = code_of(pids[n]);
        assert_true(code == RS_OK || code == RS_UNAVAILABLE);
        opened += code == RS_OK;
    }
    assert_true(opened >= 1);
}

static void test_a_writer_that_was_killed_is_in_nobodys_way_for_long(void **state)
{
    fixture *self = *state;
    rs_err code;
    journal_close(&self->open);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        die_as_a_writer();
    assert_int_equal(code_of(pid), 0);
    while ((code = open_it(&self->open, JOURNAL_WRITE, NULL)) == RS_UNAVAILABLE)
        ; /* the server has not noticed yet */
    assert_int_equal(code, RS_OK);
}

static void test_what_was_acknowledged_survives_the_death_of_the_server(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    assert_int_equal(append(self, 100, NULL), RS_OK);
    cluster_stop(server, SIGQUIT);
    assert_int_equal(append(self, 1, &error), RS_UNAVAILABLE);
    assert_int_equal(self->head.seq, 100);
    journal_close(&self->open);
    assert_int_equal(open_it(&self->open, JOURNAL_WRITE, &error), RS_UNAVAILABLE);
    cluster_start(server);
    self->open = open_journal(self, JOURNAL_WRITE);
    assert_int_equal(count_from(self, 1, RECORDS_MAX), 100);
    assert_int_equal(append(self, 1, NULL), RS_OK);
}

static void test_a_reader_waits_for_the_writers_first_start(void **state)
{
    rs_error error = {0};
    journal *reader;
    (void)state;
    cluster_clear(server);
    assert_int_equal(open_it(&reader, JOURNAL_READ, &error), RS_UNAVAILABLE);
    assert_null(reader);
    assert_non_null(strstr(error.text, "has not made its tables yet"));
}

static void test_a_journal_of_a_newer_release_is_not_touched(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    cluster_run(server, "UPDATE refsys.about SET format = 2");
    journal_close(&self->open);
    assert_int_equal(open_it(&self->open, JOURNAL_WRITE, &error), RS_NEWER);
    assert_null(self->open);
    assert_int_equal(open_it(&self->open, JOURNAL_READ, &error), RS_NEWER);
}

static void test_a_lost_record_is_noticed(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    reading some = {.next = 1};
    journal_head head;
    assert_int_equal(append(self, 5, NULL), RS_OK);
    cluster_run(server, "DELETE FROM refsys.facts WHERE seq = 3");
    assert_int_equal(journal_read(self->open, 1, 9, check_record, &some, &error), RS_CORRUPT);
    assert_int_equal(some.next, 3);
    assert_non_null(strstr(error.text, "record 3 is missing"));
    cluster_run(server, "DELETE FROM refsys.facts WHERE seq = 5");
    assert_int_equal(journal_get_head(self->open, &head, &error), RS_CORRUPT);
    assert_non_null(strstr(error.text, "should end with record 5"));
}

static void test_a_server_that_does_not_sync_is_refused(void **state)
{
    fixture *self = *state;
    rs_error error = {0};
    journal_close(&self->open);
    cluster_stop(server, SIGINT);
    server->fsync = "off";
    cluster_start(server);
    assert_int_equal(open_it(&self->open, JOURNAL_WRITE, &error), RS_CONFIG);
    assert_non_null(strstr(error.text, "fsync"));
    cluster_stop(server, SIGINT);
    server->fsync = "on";
    cluster_start(server);
}

static void write_file(const char *path, const char *text, mode_t mode)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fprintf(out, "%s\n", text);
    fclose(out);
    assert_int_equal(chmod(path, mode), 0);
}

static void test_the_file_with_the_password_is_checked_and_never_told(void **state)
{
    static const struct {
        const char *line;
        mode_t mode;
        rs_err code;
    } cases[] = {
        {"postgresql://refsys:opensesame@127.0.0.1:1/x", 0644, RS_CONFIG},
        {"host=127.0.0.1password=opensesame", 0600, RS_CONFIG},
        {"host=127.0.0.1 password=opensesame", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@127.0.0.1:1/x", 0600, RS_UNAVAILABLE},
        {"postgresql://refsys@127.0.0.1:1/x?opensesame", 0600, RS_CONFIG},
        {"postgresql://refsys:@opensesame@127.0.0.1:1/x", 0600, RS_CONFIG},
        /* a server elsewhere has to be known by its certificate ... */
        {"postgresql://refsys:opensesame@192.0.2.1/x", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@127.0.0.1:1,192.0.2.1/x", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@localhost:1/x?hostaddr=192.0.2.1", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@192.0.2.1/x?sslmode=require", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@192.0.2.1/x?sslmode=verify-full", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@192.0.2.1/x?sslmode=verify-ca&sslrootcert=/dev/null", 0600,
         RS_CONFIG},
        {"postgresql://refsys:opensesame@192.0.2.1/x?sslmode=verify-full&sslrootcert=/nowhere",
         0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@localhost:1/x?sslmode=disable", 0600, RS_UNAVAILABLE},
        {"postgresql://refsys:opensesame@nobody.invalid/x?sslmode=verify-full&sslrootcert=/dev/"
         "null",
         0600, RS_UNAVAILABLE},
        /* ... and the session is ours to settle */
        {"postgresql://refsys:opensesame@127.0.0.1:1/x?options=-cfsync%3Doff", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@127.0.0.1:1/x?target_session_attrs=any", 0600, RS_CONFIG},
        {"postgresql://refsys:opensesame@127.0.0.1:1/x?service=other", 0600, RS_CONFIG},
    };
    char *folder = folder_open();
    char *file = folder_file(folder, "uri");
    (void)state;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        rs_error error = {0};
        journal *self;
        write_file(file, cases[n].line, cases[n].mode);
        assert_int_equal(journal_postgres_open(&self, file, JOURNAL_WRITE, &error), cases[n].code);
        assert_null(self);
        assert_null(strstr(error.text, "opensesame"));
    }
    free(file);
    folder_close(&folder);
}

static void test_the_environment_of_whoever_starts_us_says_nothing(void **state)
{
    static const char *const settings[][2] = {
        {"PGHOSTADDR", "192.0.2.1"},
        {"PGOPTIONS", "-c default_transaction_read_only=on"},
        {"PGSERVICE", "elsewhere"},
        {"PGTZ", "nowhere"},
    };
    fixture *self = *state;
    for (size_t n = 0; n < sizeof settings / sizeof *settings; n++) {
        setenv(settings[n][0], settings[n][1], 1);
        reopen(self, JOURNAL_WRITE);
        assert_int_equal(append(self, 1, NULL), RS_OK);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up_postgres, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_take_over_under_way_fences_an_append_of_the_same_moment),
        TEST(an_append_that_nobody_answers_has_an_end),
        TEST(what_no_standby_has_confirmed_is_not_acknowledged),
        TEST(a_second_writer_stands_by_until_the_first_is_gone),
        cmocka_unit_test(test_two_first_writers_at_the_same_moment_make_one_journal),
        TEST(a_writer_that_was_killed_is_in_nobodys_way_for_long),
        TEST(what_was_acknowledged_survives_the_death_of_the_server),
        cmocka_unit_test(test_a_reader_waits_for_the_writers_first_start),
        TEST(a_journal_of_a_newer_release_is_not_touched),
        TEST(a_lost_record_is_noticed),
        TEST(a_server_that_does_not_sync_is_refused),
        TEST(the_environment_of_whoever_starts_us_says_nothing),
        cmocka_unit_test(test_the_file_with_the_password_is_checked_and_never_told),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
