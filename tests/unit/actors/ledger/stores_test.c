/* The ledger's files together: what a writer finds when it starts again, and what verify says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "actors/ledger/desk.h"
#include "actors/ledger/verify.h"
#include "tests/unit/actors/ledger/folder.h"

static const int64_t START = INT64_C(1767225600000);

typedef struct {
    char *folder;
    rs_config config;
    stores stores;
    desk desk;
    arena *memory;
    bool open;
} fixture;

static void open_writer(fixture *self)
{
    rs_error error = {0};
    if (stores_open(&self->stores, &self->config, STORES_WRITE, &error) != RS_OK)
        fail_msg("%s", error.text);
    self->desk = (desk){.stores = &self->stores, .batch = batch_open(self->stores.state)};
    assert_int_equal(stores_last_time(&self->stores, &self->desk.now, &error), RS_OK);
    self->open = true;
}

/* As if killed: whatever is only in memory is gone. */
static void close_writer(fixture *self)
{
    batch_close(&self->desk.batch);
    stores_close(&self->stores);
    self->open = false;
}

static int set_up(void **state_p)
{
    fixture *self = calloc(1, sizeof *self);
    self->folder = folder_open();
    self->memory = arena_open();
    snprintf(self->config.ledger.path, sizeof self->config.ledger.path, "%s/ledger", self->folder);
    self->config.ledger.map_gib = 1;
    open_writer(self);
    *state_p = self;
    return 0;
}

static int tear_down(void **state_p)
{
    fixture *self = *state_p;
    char *inner = strdup(self->config.ledger.path);
    if (self->open)
        close_writer(self);
    arena_close(&self->memory);
    folder_close(&inner);
    folder_close(&self->folder);
    free(self);
    return 0;
}

static void ask(fixture *self, rs_role role, rs_method_id method, const void *argument, int64_t key)
{
    rs_buf bytes = {0};
    actor_request request = {
        .method = protocol_method(method),
        .argument = argument,
        .envelope = {.key = arena_print(self->memory, "test:%lld", (long long)key)},
        .caller = {.role = role, .name = "test"},
        .memory = self->memory,
    };
    codec_encode(request.method->argument, argument, &bytes);
    request.argument_raw = (rs_bytes){bytes.data, bytes.size};
    outcome answer;
    desk_answer(&self->desk, &request, &answer);
    assert_int_equal(answer.code, RS_OK);
    buf_free(&bytes);
}

static void join(fixture *self, int64_t tg)
{
    rs_tg_user who = {.tg = tg, .first = "Анна"};
    ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_START, &(rs_start_args){.who = &who}, tg);
}

static void commit(fixture *self)
{
    rs_error error = {0};
    rs_err rc = seal_commit(self->stores.seal, &error);
    if (rc == RS_OK)
        rc = batch_commit(self->desk.batch, self->stores.journal, &self->stores.head, &error);
    if (rc != RS_OK)
        fail_msg("%s", error.text);
    batch_clear(self->desk.batch);
}

static void joined(fixture *self, int64_t from, int64_t to)
{
    for (int64_t tg = from; tg <= to; tg++)
        join(self, tg);
    commit(self);
}

static int64_t participants(fixture *self)
{
    rs_meta_row meta;
    row_meta(self->stores.state, self->memory, &meta);
    return meta.participant;
}

static rs_err verify(fixture *self, rs_error *error)
{
    if (self->open)
        close_writer(self);
    return verify_run(&self->config, NULL, error);
}

static void expect_clean(fixture *self)
{
    rs_error error = {0};
    if (verify(self, &error) != RS_OK)
        fail_msg("%s", error.text);
}

/* ------------------------------------------------------------------------- starting again */

static void test_what_was_committed_is_found_with_and_without_a_checkpoint(void **state_p)
{
    fixture *self = *state_p;
    self->desk.now = START;
    joined(self, 1, 10);
    assert_int_equal(stores_checkpoint(&self->stores, NULL), RS_OK);
    joined(self, 11, 20);
    close_writer(self);
    open_writer(self);
    assert_int_equal(state_checkpoint_seq(self->stores.state), 20);
    assert_int_equal(participants(self), 20);
    assert_int_equal(self->stores.head.epoch, 2);
    joined(self, 21, 21);
    expect_clean(self);
}

static void test_what_was_not_committed_never_was(void **state_p)
{
    fixture *self = *state_p;
    joined(self, 1, 3);
    join(self, 4);
    assert_int_equal(participants(self), 4);
    close_writer(self);
    open_writer(self);
    assert_int_equal(participants(self), 3);
    joined(self, 4, 4);
    assert_int_equal(participants(self), 4);
    expect_clean(self);
}

static void test_time_never_goes_back_over_a_restart(void **state_p)
{
    fixture *self = *state_p;
    assert_int_equal(self->desk.now, 0);
    self->desk.now = START + 12345;
    joined(self, 1, 1);
    assert_int_equal(stores_checkpoint(&self->stores, NULL), RS_OK);
    close_writer(self);
    open_writer(self);
    assert_int_equal(self->desk.now, START + 12345);
}

static void test_a_state_that_was_lost_is_made_again(void **state_p)
{
    fixture *self = *state_p;
    rs_error error = {0};
    joined(self, 1, 30);
    assert_int_equal(stores_checkpoint(&self->stores, NULL), RS_OK);
    close_writer(self);
    char *path = folder_file(self->config.ledger.path, "state.mdb");
    assert_int_equal(unlink(path), 0);
    free(path);
    assert_int_equal(rebuild_run(&self->config, &error), RS_OK);
    open_writer(self);
    assert_int_equal(state_checkpoint_seq(self->stores.state), 60);
    assert_int_equal(participants(self), 30);
    expect_clean(self);
}

static void test_a_state_ahead_of_its_journal_is_not_trusted(void **state_p)
{
    fixture *self = *state_p;
    rs_error error = {0};
    joined(self, 1, 5);
    assert_int_equal(stores_checkpoint(&self->stores, NULL), RS_OK);
    close_writer(self);
    char *path = folder_file(self->config.ledger.path, "journal.mdb"); /* an older one restored */
    assert_int_equal(unlink(path), 0);
    free(path);
    assert_int_equal(stores_open(&self->stores, &self->config, STORES_WRITE, &error), RS_CORRUPT);
    assert_non_null(strstr(error.text, "refsysctl rebuild"));
}

/* ------------------------------------------------------------------------- newer releases */

static void append(fixture *self, rs_bytes fact)
{
    journal_record record = {.fact = fact};
    chain_next(self->stores.head.hash, self->stores.head.seq + 1, fact, record.hash);
    assert_int_equal(journal_append(self->stores.journal, &self->stores.head, &record, 1, NULL),
                     RS_OK);
}

static void expect_newer(fixture *self, rs_bytes fact)
{
    rs_error error = {0};
    joined(self, 1, 2);
    append(self, fact);
    close_writer(self);
    assert_int_equal(stores_open(&self->stores, &self->config, STORES_WRITE, &error), RS_NEWER);
    assert_non_null(strstr(error.text, "newer release"));
    assert_int_equal(stores_open(&self->stores, &self->config, STORES_READ, &error), RS_NEWER);
}

static void test_a_fact_of_a_kind_from_the_future_is_refused(void **state_p)
{
    rs_buf bytes = {0};
    codec_encode_row(&rs_fact_head_type, &(rs_fact_head){.kind = 999, .at = START}, &bytes);
    codec_encode_row(&rs_proven_type, &(rs_proven){.id = 1}, &bytes);
    expect_newer(*state_p, (rs_bytes){bytes.data, bytes.size});
    buf_free(&bytes);
}

static void test_a_fact_with_a_field_from_the_future_is_refused(void **state_p)
{
    rs_buf bytes = {0};
    codec_encode_row(&rs_fact_head_type, &(rs_fact_head){.kind = FACT_consented, .at = START},
                     &bytes);
    buf_append(&bytes, "\x94\x01\x01\x01\x07", 5); /* [version, id, terms, and something more] */
    expect_newer(*state_p, (rs_bytes){bytes.data, bytes.size});
    buf_free(&bytes);
}

static void test_a_fact_of_an_older_release_lacks_fields_and_is_read(void **state_p)
{
    fixture *self = *state_p;
    rs_buf bytes = {0};
    joined(self, 1, 2);
    codec_encode_row(&rs_fact_head_type, &(rs_fact_head){.kind = FACT_reached, .at = START},
                     &bytes);
    buf_append(&bytes, "\x92\x01\x01", 3); /* [version, id], nothing behind */
    append(self, (rs_bytes){bytes.data, bytes.size});
    buf_free(&bytes);
    close_writer(self);
    open_writer(self);
    assert_int_equal(state_seq(self->stores.state), 5);
}

/* ------------------------------------------------------------------------- verify */

/* Changes one byte of the file where `text` stands; the place must be found. */
static void flip(fixture *self, const char *file, rs_bytes text, size_t byte)
{
    char *path = folder_file(self->config.ledger.path, file);
    FILE *in = fopen(path, "r+b");
    struct stat about;
    assert_non_null(in);
    assert_int_equal(fstat(fileno(in), &about), 0);
    size_t size = (size_t)about.st_size;
    uint8_t *all = malloc(size);
    assert_int_equal(fread(all, 1, size, in), size);
    const uint8_t *found = memmem(all, size, text.data, text.size);
    assert_non_null(found);
    long at = (long)(found - all) + (long)byte;
    uint8_t changed = all[at] ^ 0x01;
    assert_int_equal(fseek(in, at, SEEK_SET), 0);
    assert_int_equal(fwrite(&changed, 1, 1, in), 1);
    assert_int_equal(fclose(in), 0);
    free(all);
    free(path);
}

static bool keep_fact(void *arg, uint64_t seq, const journal_record *record)
{
    rs_buf *out = arg;
    (void)seq;
    buf_append(out, record->fact.data, record->fact.size);
    return true;
}

static void test_verify_finds_a_changed_byte_and_says_where(void **state_p)
{
    fixture *self = *state_p;
    rs_error error = {0};
    rs_buf fact = {0};
    self->desk.now = START;
    joined(self, 1, 50);
    assert_int_equal(journal_read(self->stores.journal, 41, 1, keep_fact, &fact, NULL), RS_OK);
    expect_clean(self);
    flip(self, "journal.mdb", (rs_bytes){fact.data, fact.size}, fact.size - 1);
    assert_int_equal(verify(self, &error), RS_CORRUPT);
    assert_memory_equal(error.text, "fact 41: the chain is broken here", 33);
    buf_free(&fact);
}

static void test_verify_finds_a_state_that_is_not_the_journals(void **state_p)
{
    fixture *self = *state_p;
    rs_error error = {0};
    rs_account_row row = {.own = 1000000, .available = 1000000}; /* points out of nowhere */
    self->desk.now = START;
    joined(self, 1, 5);
    row_put(self->stores.state, TABLE_ACCOUNT, KEY_1(3), &row);
    assert_int_equal(stores_checkpoint(&self->stores, NULL), RS_OK);
    assert_int_equal(verify(self, &error), RS_CORRUPT);
    assert_non_null(strstr(error.text, "table ACCOUNT"));
}

static void test_verify_finds_an_invented_transfer(void **state_p)
{
    fixture *self = *state_p;
    rs_error error = {0};
    self->desk.now = START;
    joined(self, 1, 5);
    rs_transferred paid = {
        .kind = RS_TRANSFER_PAID,
        .participant = 3,
        .debit = RS_ACCOUNT_AVAILABLE,
        .credit = RS_ACCOUNT_PAID,
        .points = 100,
    };
    batch_add(self->desk.batch, FACT_transferred, START, &paid);
    commit(self);
    assert_int_equal(verify(self, &error), RS_CORRUPT);
    assert_string_equal(error.text, "fact 11: more than was available");
}

/* -------------------------------------------------------------------------- keys of the erased */

static bool opens(fixture *self, int64_t person, rs_bytes sealed)
{
    const char *text;
    return seal_unlock(self->stores.seal, person, sealed, self->memory, &text, NULL) == RS_OK;
}

/* Joined and erased, which is durable; nothing has deleted the key yet. Gives the sealed name. */
static rs_bytes erased(fixture *self)
{
    rs_participant_row row;
    joined(self, 1, 2);
    row_get(self->stores.state, self->memory, TABLE_PARTICIPANT, KEY_1(1), &row);
    rs_erase_args args = {.participant = 1, .reason = "просьба участника"};
    ask(self, RS_ROLE_CTL, RS_PARTICIPANT_ERASE, &args, 100);
    commit(self);
    assert_true(opens(self, 1, row.first));
    return row.first;
}

static void do_due(fixture *self)
{
    while (desk_do_due(&self->desk, self->memory))
        ;
}

static void expect_forgotten(fixture *self, rs_bytes name)
{
    commit(self);
    assert_false(opens(self, 1, name));
    assert_false(row_has(self->stores.state, TABLE_FORGET, KEY_1(1)));
}

static void test_killed_behind_the_fact_the_key_is_deleted_after_the_next_start(void **state_p)
{
    fixture *self = *state_p;
    rs_bytes name = erased(self);
    close_writer(self);
    open_writer(self);
    assert_true(opens(self, 1, name));
    do_due(self);
    expect_forgotten(self, name);
}

static void test_killed_behind_the_deletion_it_is_done_and_told_once_more(void **state_p)
{
    fixture *self = *state_p;
    rs_bytes name = erased(self);
    do_due(self);
    assert_false(opens(self, 1, name));
    close_writer(self);
    open_writer(self);
    assert_true(row_has(self->stores.state, TABLE_FORGET, KEY_1(1)));
    do_due(self);
    expect_forgotten(self, name);
}

static mode_t mode_of(const fixture *self, const char *name)
{
    struct stat about;
    char *path = folder_file(self->config.ledger.path, name);
    assert_int_equal(stat(path, &about), 0);
    free(path);
    return about.st_mode & 07777;
}

/* Readers of LMDB write to its table of readers, and to nothing else. */
static void test_files_are_the_writers_alone_unless_their_folder_is_open_to_a_group(void **state_p)
{
    fixture *self = *state_p;
    assert_int_equal(mode_of(self, "journal.mdb"), 0600);
    assert_int_equal(mode_of(self, "journal.mdb-lock"), 0600);
    close_writer(self);
    assert_int_equal(chmod(self->config.ledger.path, 02750), 0);
    open_writer(self);
    static const char *const files[] = {"journal.mdb", "keys.mdb", "state.mdb"};
    static const char *const locks[] = {"journal.mdb-lock", "keys.mdb-lock", "state.mdb-lock"};
    for (size_t n = 0; n < 3; n++) {
        assert_int_equal(mode_of(self, files[n]), 0640);
        assert_int_equal(mode_of(self, locks[n]), 0660);
    }
    assert_int_equal(mode_of(self, "writer.pid"), 0600);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_are_the_writers_alone_unless_their_folder_is_open_to_a_group),
        TEST(what_was_committed_is_found_with_and_without_a_checkpoint),
        TEST(what_was_not_committed_never_was),
        TEST(time_never_goes_back_over_a_restart),
        TEST(a_state_that_was_lost_is_made_again),
        TEST(a_state_ahead_of_its_journal_is_not_trusted),
        TEST(a_fact_of_a_kind_from_the_future_is_refused),
        TEST(a_fact_with_a_field_from_the_future_is_refused),
        TEST(a_fact_of_an_older_release_lacks_fields_and_is_read),
        TEST(verify_finds_a_changed_byte_and_says_where),
        TEST(verify_finds_a_state_that_is_not_the_journals),
        TEST(verify_finds_an_invented_transfer),
        TEST(killed_behind_the_fact_the_key_is_deleted_after_the_next_start),
        TEST(killed_behind_the_deletion_it_is_done_and_told_once_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
