#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/keys.h"
#include "tests/unit/shared/tree.h"

enum { STARTERS = 8 };

typedef struct {
    char base[64];
    char folder[96];
    char secret[128];
    char public[128];
} place;

static int set_up(void **state)
{
    place *self = calloc(1, sizeof *self);
    strcpy(self->base, "/tmp/refsys-test-XXXXXX");
    if (!mkdtemp(self->base))
        return -1;
    snprintf(self->folder, sizeof self->folder, "%s/deep/keys", self->base);
    snprintf(self->secret, sizeof self->secret, "%s/ozon.key", self->folder);
    snprintf(self->public, sizeof self->public, "%s/ozon.pub", self->folder);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    place *self = *state;
    int rc = tree_remove(self->base);
    free(self);
    return rc;
}

static mode_t mode_of(const char *file)
{
    struct stat about;
    assert_return_code(stat(file, &about), 0);
    return about.st_mode & 07777;
}

static void put(const char *file, const char *text)
{
    FILE *stream = fopen(file, "w");
    assert_non_null(stream);
    fputs(text, stream);
    fclose(stream);
}

static void test_a_pair_is_made_once_and_kept_from_others(void **state)
{
    const place *self = *state;
    rs_key_pair first;
    rs_key_pair again;
    char public[KEYS_Z85_SIZE];
    rs_error error = {0};
    assert_int_equal(keys_public(self->folder, "ozon", public, &error), RS_NOT_FOUND);
    assert_int_equal(keys_load(self->folder, "ozon", &first, &error), RS_OK);
    assert_int_equal(keys_load(self->folder, "ozon", &again, &error), RS_OK);
    assert_memory_equal(&first, &again, sizeof first);
    assert_int_equal(keys_public(self->folder, "ozon", public, &error), RS_OK);
    assert_string_equal(public, first.public_key);
    assert_int_equal(mode_of(self->folder), 0700);
    assert_int_equal(mode_of(self->secret), 0600);
    assert_int_equal(mode_of(self->public), 0644);
}

static void test_two_roles_have_two_keys(void **state)
{
    const place *self = *state;
    rs_key_pair one;
    rs_key_pair two;
    assert_int_equal(keys_load(self->folder, "ozon", &one, NULL), RS_OK);
    assert_int_equal(keys_load(self->folder, "broker", &two, NULL), RS_OK);
    assert_string_not_equal(one.secret_key, two.secret_key);
}

static void test_those_who_start_together_end_with_one_pair(void **state)
{
    const place *self = *state;
    int gate[2];
    int results[2];
    rs_key_pair pair;
    char first[KEYS_Z85_SIZE] = "";
    assert_return_code(pipe(gate), 0);
    assert_return_code(pipe(results), 0);
    for (int n = 0; n < STARTERS; n++)
        if (fork() == 0) {
            char byte;
            bool made = read(gate[0], &byte, 1) == 1 &&
                        !keys_load(self->folder, "ozon", &pair, NULL) &&
                        write(results[1], pair.public_key, KEYS_Z85_SIZE) == KEYS_Z85_SIZE;
            _exit(!made);
        }
    assert_int_equal(write(gate[1], "go go go", STARTERS), STARTERS);
    for (int n = 0; n < STARTERS; n++) {
        int status;
        wait(&status);
        assert_int_equal(status, 0);
        char public[KEYS_Z85_SIZE];
        assert_int_equal(read(results[0], public, sizeof public), KEYS_Z85_SIZE);
        if (!*first)
            memcpy(first, public, sizeof first);
        assert_string_equal(public, first);
    }
}

static void test_a_lost_public_half_is_written_again(void **state)
{
    const place *self = *state;
    rs_key_pair pair;
    rs_key_pair again;
    assert_int_equal(keys_load(self->folder, "ozon", &pair, NULL), RS_OK);
    unlink(self->public);
    assert_int_equal(keys_load(self->folder, "ozon", &again, NULL), RS_OK);
    assert_string_equal(again.public_key, pair.public_key);
    assert_return_code(access(self->public, R_OK), 0);
}

static void test_a_secret_that_others_can_read_is_refused(void **state)
{
    const place *self = *state;
    rs_key_pair pair;
    rs_error error = {0};
    assert_int_equal(keys_load(self->folder, "ozon", &pair, NULL), RS_OK);
    chmod(self->secret, 0640);
    assert_int_equal(keys_load(self->folder, "ozon", &pair, &error), RS_CONFIG);
    assert_non_null(strstr(error.text, "ozon.key: others can read this secret; chmod 600 it"));
}

static void test_what_is_no_key_is_refused_and_not_shown(void **state)
{
    const place *self = *state;
    rs_key_pair pair;
    rs_error error = {0};
    static const char *const bad[] = {"", "\n", "short\n",
                                      "hush hush hush hush hush hush hush hush!!\n",
                                      "hushhushhushhushhushhushhushhushhushhushhush\n"};
    assert_int_equal(keys_load(self->folder, "ozon", &pair, NULL), RS_OK);
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
        put(self->secret, bad[n]);
        assert_int_equal(keys_load(self->folder, "ozon", &pair, &error), RS_CONFIG);
        assert_null(strstr(error.text, "hush"));
    }
}

static void test_halves_that_do_not_belong_together_are_refused(void **state)
{
    const place *self = *state;
    rs_key_pair pair;
    rs_key_pair other;
    rs_error error = {0};
    assert_int_equal(keys_load(self->folder, "ozon", &pair, NULL), RS_OK);
    assert_int_equal(keys_load(self->folder, "broker", &other, NULL), RS_OK);
    put(self->public, other.public_key);
    assert_int_equal(keys_load(self->folder, "ozon", &pair, &error), RS_CONFIG);
    assert_non_null(strstr(error.text, "does not belong to ozon.key beside it; remove the .pub"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_pair_is_made_once_and_kept_from_others),
        TEST(test_two_roles_have_two_keys),
        TEST(test_those_who_start_together_end_with_one_pair),
        TEST(test_a_lost_public_half_is_written_again),
        TEST(test_a_secret_that_others_can_read_is_refused),
        TEST(test_what_is_no_key_is_refused_and_not_shown),
        TEST(test_halves_that_do_not_belong_together_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
