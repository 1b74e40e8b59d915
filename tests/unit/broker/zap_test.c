/* Who may connect to what, by the files in the folder of keys. */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "broker/zap.h"
#include "shared/keys.h"
#include "shared/mdp.h"
#include "tests/unit/shared/tree.h"

typedef struct {
    char folder[64];
    zap *zap;
    int64_t now_ms;
} door;

static int set_up(void **state)
{
    door *self = calloc(1, sizeof *self);
    *state = self;
    strcpy(self->folder, "/tmp/refsys-test-XXXXXX");
    self->now_ms = 5000;
    if (!mkdtemp(self->folder))
        return -1;
    self->zap = zap_open(self->folder);
    return 0;
}

static int tear_down(void **state)
{
    door *self = *state;
    zap_close(&self->zap);
    int rc = tree_remove(self->folder);
    free(self);
    return rc;
}

static void key_of(const door *self, const char *name, uint8_t out[32])
{
    rs_key_pair pair;
    assert_int_equal(keys_load(self->folder, name, &pair, NULL), RS_OK);
    assert_non_null(zmq_z85_decode(out, pair.public_key));
}

/* A folder whose time is what it was: the change is younger than the clock of the disk can tell. */
static void as_if_unchanged(const door *self, const struct stat *before)
{
    struct timespec times[2] = {before->st_atim, before->st_mtim};
    assert_return_code(utimensat(AT_FDCWD, self->folder, times, 0), errno);
}

static frames question(const char *domain, const char *mechanism, const void *key, size_t size)
{
    frames message = {0};
    frames_add_text(&message, "1.0");
    frames_add_text(&message, "7");
    frames_add_text(&message, domain);
    frames_add_text(&message, "10.0.0.1");
    frames_add(&message, NULL, 0);
    frames_add_text(&message, mechanism);
    frames_add(&message, key, size);
    return message;
}

static void judged(door *self, frames *message, const char *status, const char *user)
{
    zap_answer(self->zap, self->now_ms, message);
    assert_int_equal(message->count, 6);
    assert_true(frames_is(message, 0, "1.0"));
    assert_true(frames_is(message, 2, status));
    assert_true(frames_is(message, 4, user));
    frames_clear(message);
}

static void knock(door *self, const char *domain, const uint8_t key[32], const char *status,
                  const char *user)
{
    frames message = question(domain, "CURVE", key, 32);
    judged(self, &message, status, user);
}

static void test_a_key_of_the_folder_has_the_role_of_its_file(void **state)
{
    door *self = *state;
    uint8_t ozon[32];
    uint8_t gateway[32];
    key_of(self, "ozon", ozon);
    key_of(self, "gateway@2", gateway);
    knock(self, MDP_DOMAIN_REQUESTS, ozon, "200", "ozon");
    knock(self, MDP_DOMAIN_REQUESTS, gateway, "200", "gateway");
    knock(self, MDP_DOMAIN_SUBSCRIBE, gateway, "200", "gateway");
}

static void test_only_the_ledgers_key_may_publish(void **state)
{
    door *self = *state;
    uint8_t ledger[32];
    uint8_t reader[32];
    key_of(self, "ledger", ledger);
    key_of(self, "reader", reader);
    knock(self, MDP_DOMAIN_PUBLISH, ledger, "200", "ledger");
    knock(self, MDP_DOMAIN_PUBLISH, reader, "400", "");
    knock(self, "elsewhere", ledger, "400", "");
}

static void test_the_brokers_own_key_and_names_without_a_role_open_nothing(void **state)
{
    door *self = *state;
    uint8_t broker[32];
    uint8_t stranger[32];
    key_of(self, "broker", broker);
    key_of(self, "stranger", stranger);
    knock(self, MDP_DOMAIN_REQUESTS, broker, "400", "");
    knock(self, MDP_DOMAIN_REQUESTS, stranger, "300", "");
    self->now_ms += 1000;
    knock(self, MDP_DOMAIN_REQUESTS, stranger, "400", "");
}

static void test_a_new_file_is_seen_at_the_first_knock(void **state)
{
    door *self = *state;
    uint8_t ozon[32];
    uint8_t support[32];
    key_of(self, "ozon", ozon);
    knock(self, MDP_DOMAIN_REQUESTS, ozon, "200", "ozon");
    key_of(self, "support", support);
    knock(self, MDP_DOMAIN_REQUESTS, support, "200", "support");
}

static void test_where_the_folder_shows_no_change_a_stranger_shall_come_again(void **state)
{
    door *self = *state;
    uint8_t ozon[32];
    uint8_t support[32];
    struct stat before;
    key_of(self, "ozon", ozon);
    knock(self, MDP_DOMAIN_REQUESTS, ozon, "200", "ozon");
    assert_return_code(stat(self->folder, &before), errno);
    key_of(self, "support", support);
    as_if_unchanged(self, &before);
    knock(self, MDP_DOMAIN_REQUESTS, support, "300", "");
    self->now_ms += 99;
    knock(self, MDP_DOMAIN_REQUESTS, support, "300", "");
    self->now_ms += 1;
    knock(self, MDP_DOMAIN_REQUESTS, support, "200", "support");
}

static void test_a_key_that_is_gone_opens_nothing_any_more(void **state)
{
    door *self = *state;
    char file[128];
    uint8_t ozon[32];
    key_of(self, "ozon", ozon);
    knock(self, MDP_DOMAIN_REQUESTS, ozon, "200", "ozon");
    snprintf(file, sizeof file, "%s/ozon.pub", self->folder);
    assert_return_code(unlink(file), errno);
    knock(self, MDP_DOMAIN_REQUESTS, ozon, "400", "");
}

static void test_one_key_in_two_files_counts_once(void **state)
{
    door *self = *state;
    uint8_t gateway[32];
    key_of(self, "gateway", gateway);
    assert_int_equal(tree_copy(self->folder, "gateway.pub", self->folder, "ledger.pub"), 0);
    knock(self, MDP_DOMAIN_REQUESTS, gateway, "200", "gateway");
    knock(self, MDP_DOMAIN_PUBLISH, gateway, "400", "");
}

static void test_what_is_no_proper_question_is_answered_with_no(void **state)
{
    door *self = *state;
    uint8_t ozon[32];
    key_of(self, "ozon", ozon);
    frames message = question(MDP_DOMAIN_REQUESTS, "NULL", NULL, 0);
    judged(self, &message, "400", "");
    message = question(MDP_DOMAIN_REQUESTS, "PLAIN", ozon, 32);
    judged(self, &message, "400", "");
    message = question(MDP_DOMAIN_REQUESTS, "CURVE", ozon, 31);
    judged(self, &message, "400", "");
    message = question(MDP_DOMAIN_REQUESTS, "CURVE", ozon, 32);
    frames_add_text(&message, "more");
    judged(self, &message, "400", "");
    message = (frames){0};
    judged(self, &message, "400", "");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void test_without_keys_everybody_is_welcome_and_nobody_proven(void **state)
{
    door *self = *state;
    zap_close(&self->zap);
    self->zap = zap_open(NULL);
    frames message = question(MDP_DOMAIN_PUBLISH, "NULL", NULL, 0);
    judged(self, &message, "200", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_key_of_the_folder_has_the_role_of_its_file),
        TEST(test_only_the_ledgers_key_may_publish),
        TEST(test_the_brokers_own_key_and_names_without_a_role_open_nothing),
        TEST(test_a_new_file_is_seen_at_the_first_knock),
        TEST(test_where_the_folder_shows_no_change_a_stranger_shall_come_again),
        TEST(test_a_key_that_is_gone_opens_nothing_any_more),
        TEST(test_one_key_in_two_files_counts_once),
        TEST(test_what_is_no_proper_question_is_answered_with_no),
        TEST(test_without_keys_everybody_is_welcome_and_nobody_proven),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
