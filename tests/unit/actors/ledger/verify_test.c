/* What verify finds: a changed byte, wherever it stands; and that a state can be made anew.
 *
 * A small ledger is put on disk, and then every byte of every record and key in its files is
 * changed, one at a time: each change must be found, and the place be named. Out of reach are only
 * bytes that belong to LMDB itself (its page headers and free pages). */
#include <fcntl.h>
#include <lmdb.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actors/ledger/journal/chain.h"
#include "actors/ledger/verify.h"
#include "shared/buf.h"
#include "tests/unit/actors/ledger/couple.h"
#include "tests/unit/actors/ledger/folder.h"
#include "tests/unit/actors/ledger/walk.h"

typedef struct {
    char *folder;
    rs_config config;
    stores stores;
} disk;

static void open_disk(disk *self)
{
    rs_error error = {0};
    if (stores_open(&self->stores, &self->config, STORES_WRITE, &error) != RS_OK)
        fail_msg("%s", error.text);
}

static void copy_file(const char *from, const char *to)
{
    uint8_t bytes[8192];
    ssize_t size;
    int in = open(from, O_RDONLY);
    int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(in >= 0 && out >= 0);
    while ((size = read(in, bytes, sizeof bytes)) > 0)
        assert_int_equal(write(out, bytes, (size_t)size), size);
    close(in);
    close(out);
}

/* The facts of a world from `from` to `to` into the journal, and into the state. */
static void append(disk *self, const world *facts, size_t from, size_t to)
{
    rs_error error = {0};
    for (size_t n = from; n < to; n++) {
        journal_record record = {.fact = batch_fact(facts->desk.batch, n)};
        chain_next(self->stores.head.hash, n + 1, record.fact, record.hash);
        assert_int_equal(
            journal_append(self->stores.journal, &self->stores.head, &record, 1, &error), RS_OK);
    }
    if (stores_catch_up(&self->stores, &error) != RS_OK)
        fail_msg("%s", error.text);
}

/* An empty ledger with the keys of a world. */
static void make_disk(disk *self, world *facts)
{
    char *from = folder_file(facts->folder, "keys.mdb");
    self->folder = folder_open();
    snprintf(self->config.ledger.path, sizeof self->config.ledger.path, "%s", self->folder);
    self->config.ledger.map_gib = 1;
    char *to = folder_file(self->folder, "keys.mdb");
    assert_int_equal(seal_commit(facts->stores.seal, NULL), RS_OK);
    copy_file(from, to);
    free(from);
    free(to);
    open_disk(self);
}

/* Somebody invited somebody who bought; then there is a request to be paid. */
static void live(world *self)
{
    world_member(self, D, 0);
    world_member(self, E, 1);
    world_prove(self, E);
    bought(self, RS_POSTING_DELIVERED, RUB(1000, 0));
    world_pass(self, 31 * DAY);
    world_payout(self, D, PTS(20, 0));
}

/* ------------------------------------------------------------------------- every byte */

typedef struct {
    off_t at;
    size_t size;
    bool key;
    char record[600]; /* what verify has to name; "": anything */
} piece;

typedef struct {
    piece items[2000];
    size_t count;
} pieces;

static void hex(char *out, MDB_val bytes)
{
    for (size_t n = 0; n < bytes.mv_size; n++)
        snprintf(out + 2 * n, 3, "%02x", ((const uint8_t *)bytes.mv_data)[n]);
}

static void add_piece(pieces *self, const uint8_t *map, MDB_val bytes, bool key, const char *record)
{
    assert_true(self->count < sizeof self->items / sizeof *self->items);
    piece *one = &self->items[self->count++];
    one->at = (const uint8_t *)bytes.mv_data - map;
    one->size = bytes.mv_size;
    one->key = key;
    snprintf(one->record, sizeof one->record, "%s", record);
}

/* How verify calls a row of a table. */
static void name_row(char *out, size_t room, const char *file, const char *table, MDB_val key)
{
    char bytes[2 * STATE_KEY_MAX + 1] = "";
    hex(bytes, key);
    if (!strcmp(table, "about"))
        snprintf(out, room, "entry %.*s ", (int)key.mv_size, (const char *)key.mv_data);
    else if (!strcmp(file, "journal.mdb"))
        snprintf(out, room, "fact %llu", (unsigned long long)get_be64(key.mv_data));
    else if (!strcmp(file, "keys.mdb"))
        snprintf(out, room, "person ");
    else if (!strcmp(table, "changed"))
        snprintf(out, room, "table changed, the list of fact %llu",
                 (unsigned long long)get_be64(key.mv_data));
    else
        snprintf(out, room, "table %s, key %.100s", table, bytes);
}

static void find_rows(pieces *self, MDB_txn *txn, const uint8_t *map, const char *file,
                      const char *table)
{
    MDB_dbi rows;
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val value;
    assert_int_equal(mdb_dbi_open(txn, table, 0, &rows), 0);
    assert_int_equal(mdb_cursor_open(txn, rows, &cursor), 0);
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        char record[600];
        name_row(record, sizeof record, file, table, key);
        add_piece(self, map, key, true, "");
        add_piece(self, map, value, false, record);
    }
    mdb_cursor_close(cursor);
}

/* Where LMDB has the file in memory: what a row points to less that is its place in the file. */
static const uint8_t *find_map(const char *path)
{
    char line[4400];
    unsigned long from = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    while (!from && fgets(line, sizeof line, maps))
        if (strstr(line, path) && !strstr(line, "-lock"))
            from = strtoul(line, NULL, 16);
    fclose(maps);
    assert_true(from);
    return (const uint8_t *)from;
}

/* Where the rows of a file stand, and the names of its tables. */
static void find_pieces(const disk *self, const char *file, pieces *out)
{
    MDB_env *env;
    MDB_txn *txn;
    MDB_dbi tables;
    MDB_cursor *cursor;
    MDB_val key;
    MDB_val value;
    char *path = folder_file(self->folder, file);
    assert_int_equal(mdb_env_create(&env), 0);
    assert_int_equal(mdb_env_set_maxdbs(env, 200), 0);
    assert_int_equal(mdb_env_open(env, path, MDB_NOSUBDIR | MDB_RDONLY, 0600), 0);
    const uint8_t *map = find_map(path);
    assert_int_equal(mdb_txn_begin(env, NULL, MDB_RDONLY, &txn), 0);
    assert_int_equal(mdb_dbi_open(txn, NULL, 0, &tables), 0);
    assert_int_equal(mdb_cursor_open(txn, tables, &cursor), 0);
    while (mdb_cursor_get(cursor, &key, &value, MDB_NEXT) == 0) {
        char name[100];
        snprintf(name, sizeof name, "%.*s", (int)key.mv_size, (const char *)key.mv_data);
        add_piece(out, map, key, true, "");
        find_rows(out, txn, map, file, name);
    }
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    mdb_env_close(env);
    free(path);
}

static void turn(int file, off_t at, uint8_t mask)
{
    uint8_t byte;
    assert_int_equal(pread(file, &byte, 1, at), 1);
    byte ^= mask;
    assert_int_equal(pwrite(file, &byte, 1, at), 1);
}

static void expect_found(const disk *self, int file, const piece *one, size_t byte)
{
    rs_error error = {0};
    uint8_t mask = (uint8_t)(1 << (byte + (size_t)one->at) % 8);
    turn(file, one->at + (off_t)byte, mask);
    rs_err rc = verify_run(&self->config, NULL, &error);
    turn(file, one->at + (off_t)byte, mask);
    if (rc == RS_OK)
        fail_msg("byte %zu of %s%s is changed, and nothing is said", byte, one->record,
                 one->key ? " (a key)" : "");
    if (!strstr(error.text, one->record))
        fail_msg("byte %zu of %s is changed, but said is: %s", byte, one->record, error.text);
}

static void try_every_byte(const char *name)
{
    world *facts = world_open();
    disk self = {0};
    pieces *found = calloc(1, sizeof *found);
    size_t bytes = 0;
    assert_non_null(found);
    live(facts);
    make_disk(&self, facts);
    append(&self, facts, 0, world_facts(facts));
    assert_int_equal(stores_checkpoint(&self.stores, NULL), RS_OK);
    stores_close(&self.stores);
    assert_int_equal(verify_run(&self.config, NULL, NULL), RS_OK);
    find_pieces(&self, name, found);
    char *path = folder_file(self.folder, name);
    int file = open(path, O_RDWR);
    assert_true(file >= 0);
    for (size_t n = 0; n < found->count; n++)
        for (size_t byte = 0; byte < found->items[n].size; byte++, bytes++)
            expect_found(&self, file, &found->items[n], byte);
    print_message("%s: %zu bytes of %zu keys and records\n", name, bytes, found->count);
    assert_int_equal(verify_run(&self.config, NULL, NULL), RS_OK);
    close(file);
    free(path);
    free(found);
    folder_close(&self.folder);
    world_close(&facts);
}

static void test_every_changed_byte_of_the_journal_is_found(void **state_p)
{
    (void)state_p;
    try_every_byte("journal.mdb");
}

static void test_every_changed_byte_of_the_state_is_found(void **state_p)
{
    (void)state_p;
    try_every_byte("state.mdb");
}

static void test_every_changed_byte_of_the_keys_is_found(void **state_p)
{
    (void)state_p;
    try_every_byte("keys.mdb");
}

/* ------------------------------------------------------------------------- made anew */

/* All rows of all tables but "about": keys and bytes as they stand in the file. */
static void read_rows(const disk *self, rs_buf *out)
{
    rs_error error = {0};
    state *rows;
    state_cursor cursor;
    assert_int_equal(state_open(&rows, self->folder, 1, STATE_READ, &error), RS_OK);
    for (int table = 0; table < STATE_TABLES_COUNT; table++) {
        bool more =
            state_first(rows, (state_table)table, (rs_bytes){0}, (rs_bytes){0}, false, &cursor);
        for (; more; more = state_next(&cursor)) {
            buf_append(out, state_table_name((state_table)table), 4);
            buf_append(out, cursor.key.data, cursor.key.size);
            buf_append(out, cursor.row.data, cursor.row.size);
        }
    }
    state_close(&rows);
}

/* After a random walk that was checkpointed here and there, the state that is made anew from the
 * journal is the same, byte for byte in every table. */
static void test_a_state_made_anew_is_the_old_one_byte_for_byte(void **state_p)
{
    rs_buf before = {0};
    rs_buf after = {0};
    disk self = {0};
    size_t checkpoints = 0;
    walk *steps = walk_open(20260707, 12, 20);
    (void)state_p;
    for (steps->step = 1; steps->step <= 1500; steps->step++)
        walk_step(steps);
    make_disk(&self, steps->world);
    for (size_t at = 0; at < world_facts(steps->world); checkpoints++) {
        size_t rest = world_facts(steps->world) - at;
        size_t next = 1 + (size_t)walk_below(steps, 1500);
        append(&self, steps->world, at, at + (next < rest ? next : rest));
        at += next < rest ? next : rest;
        assert_int_equal(stores_checkpoint(&self.stores, NULL), RS_OK);
        if (walk_chance(steps, 30)) {
            stores_close(&self.stores);
            open_disk(&self);
        }
    }
    stores_close(&self.stores);
    read_rows(&self, &before);
    assert_int_equal(verify_run(&self.config, NULL, NULL), RS_OK);
    assert_int_equal(rebuild_run(&self.config, NULL), RS_OK);
    read_rows(&self, &after);
    print_message("%zu facts, %zu checkpoints, %zu bytes of rows\n", world_facts(steps->world),
                  checkpoints, before.size);
    assert_true(checkpoints > 2);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data, after.data, before.size);
    buf_free(&before);
    buf_free(&after);
    folder_close(&self.folder);
    walk_close(&steps);
}

/* ------------------------------------------------------------------------- not trusted */

static void expect_refused(disk *self, const char *what_to_do)
{
    rs_error error = {0};
    assert_int_equal(stores_open(&self->stores, &self->config, STORES_WRITE, &error), RS_CORRUPT);
    if (!strstr(error.text, what_to_do))
        fail_msg("%s", error.text);
    assert_int_equal(stores_open(&self->stores, &self->config, STORES_READ, &error), RS_CORRUPT);
    assert_true(verify_run(&self->config, NULL, &error) != RS_OK);
}

static void test_a_journal_that_is_damaged_behind_the_checkpoint_is_not_started_on(void **state_p)
{
    world *facts = world_open();
    disk self = {0};
    pieces *found = calloc(1, sizeof *found);
    (void)state_p;
    assert_non_null(found);
    live(facts);
    make_disk(&self, facts);
    append(&self, facts, 0, 10);
    assert_int_equal(stores_checkpoint(&self.stores, NULL), RS_OK);
    append(&self, facts, 10, world_facts(facts));
    stores_close(&self.stores);
    find_pieces(&self, "journal.mdb", found);
    char *path = folder_file(self.folder, "journal.mdb");
    int file = open(path, O_RDWR);
    for (size_t n = 0; n < found->count; n++)
        if (!strcmp(found->items[n].record, "fact 12") || n == found->count - 1) {
            turn(file, found->items[n].at + (off_t)found->items[n].size - 1, 4);
            expect_refused(&self, "refsysctl restore");
            turn(file, found->items[n].at + (off_t)found->items[n].size - 1, 4);
        }
    open_disk(&self);
    stores_close(&self.stores);
    close(file);
    free(path);
    free(found);
    folder_close(&self.folder);
    world_close(&facts);
}

static void test_a_state_of_another_ledger_is_not_started_on(void **state_p)
{
    world *facts = world_open();
    world *others = world_open();
    disk self = {0};
    disk other = {0};
    (void)state_p;
    live(facts);
    world_member(others, A, 0);
    world_member(others, B, 1);
    assert_true(world_facts(others) < world_facts(facts)); /* a place that both journals have */
    make_disk(&self, facts);
    append(&self, facts, 0, world_facts(facts));
    assert_int_equal(stores_checkpoint(&self.stores, NULL), RS_OK);
    stores_close(&self.stores);
    make_disk(&other, others);
    append(&other, others, 0, world_facts(others));
    assert_int_equal(stores_checkpoint(&other.stores, NULL), RS_OK);
    stores_close(&other.stores);
    char *from = folder_file(other.folder, "state.mdb");
    char *to = folder_file(self.folder, "state.mdb");
    copy_file(from, to);
    expect_refused(&self, "refsysctl rebuild");
    free(from);
    free(to);
    folder_close(&self.folder);
    folder_close(&other.folder);
    world_close(&facts);
    world_close(&others);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_changed_byte_of_the_journal_is_found),
        cmocka_unit_test(test_every_changed_byte_of_the_state_is_found),
        cmocka_unit_test(test_every_changed_byte_of_the_keys_is_found),
        cmocka_unit_test(test_a_state_made_anew_is_the_old_one_byte_for_byte),
        cmocka_unit_test(test_a_journal_that_is_damaged_behind_the_checkpoint_is_not_started_on),
        cmocka_unit_test(test_a_state_of_another_ledger_is_not_started_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
