/* A store that has used up its address space is told as a disk that fills, once, and its end too.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "actors/ledger/watch.h"
#include "tests/unit/actors/ledger/folder.h"
#include "tests/unit/actors/ledger/world.h"

enum { LIMIT = 98, CALM = 90 };

/* A file of this size that takes no space. */
static void make_store(const char *folder, int64_t percent)
{
    char *path = folder_file(folder, "journal.mdb");
    int file = open(path, O_RDWR | O_CREAT, 0600);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)((INT64_C(1) << 30) / 100 * percent + 4096)), 0);
    close(file);
    free(path);
}

static rs_config config_of(const world *self)
{
    rs_config config = {.ledger = {.map_gib = 1}, .incidents = {.disk_percent = LIMIT}};
    snprintf(config.ledger.path, sizeof config.ledger.path, "%s", self->folder);
    return config;
}

static void test_a_full_store_is_told_once_and_that_there_is_room_again_too(void **state_p)
{
    world *self = *state_p;
    rs_config config = config_of(self);
    const char *what;
    if (watch_fullness(&config, NULL) >= CALM)
        skip(); /* the disk of this machine is that full by itself */
    watch watching = {.config = &config};
    watch_look(&watching, &self->desk, self->memory);
    assert_int_equal(world_facts_of(self, FACT_incident_opened), 0);
    make_store(self->folder, LIMIT + 1);
    assert_int_equal(watch_fullness(&config, &what), LIMIT + 1);
    assert_string_equal(what, "journal.mdb");
    for (int n = 0; n < 3; n++)
        watch_look(&watching, &self->desk, self->memory);
    assert_int_equal(world_facts_of(self, FACT_incident_opened), 1);
    make_store(self->folder, LIMIT - 2); /* not enough room to speak of */
    watch_look(&watching, &self->desk, self->memory);
    assert_int_equal(world_facts_of(self, FACT_incident_closed), 0);
    make_store(self->folder, CALM);
    for (int n = 0; n < 3; n++)
        watch_look(&watching, &self->desk, self->memory);
    assert_int_equal(world_facts_of(self, FACT_incident_opened), 1);
    assert_int_equal(world_facts_of(self, FACT_incident_closed), 1);
}

static void test_what_cannot_be_looked_at_is_neither_full_nor_empty(void **state_p)
{
    world *self = *state_p;
    rs_config config = config_of(self);
    rs_config away = config;
    snprintf(away.ledger.path, sizeof away.ledger.path, "%s/away", self->folder);
    watch watching = {.config = &config};
    make_store(self->folder, LIMIT + 1);
    watch_look(&watching, &self->desk, self->memory);
    assert_int_equal(world_facts_of(self, FACT_incident_opened), 1);
    watching.config = &away;
    assert_int_equal(watch_fullness(&away, NULL), WATCH_UNKNOWN);
    watch_look(&watching, &self->desk, self->memory);
    assert_int_equal(world_facts_of(self, FACT_incident_closed), 0);
}

static void test_what_a_move_into_a_database_has_left_behind_is_not_measured(void **state_p)
{
    world *self = *state_p;
    rs_config config = config_of(self);
    if (watch_fullness(&config, NULL) >= LIMIT)
        skip(); /* the disk of this machine is that full by itself */
    make_store(self->folder, LIMIT + 1);
    snprintf(config.ledger.journal, sizeof config.ledger.journal, "postgres");
    assert_true(watch_fullness(&config, NULL) < LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_full_store_is_told_once_and_that_there_is_room_again_too),
        WORLD_TEST(what_cannot_be_looked_at_is_neither_full_nor_empty),
        WORLD_TEST(what_a_move_into_a_database_has_left_behind_is_not_measured),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
