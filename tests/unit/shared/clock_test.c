#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "shared/clock.h"

enum { SLACK_MS = 5000, HOUR_MS = 3600000, STARTERS = 8 };

typedef struct {
    char folder[64];
    char file[96];
} place;

static int set_up(void **state)
{
    place *self = calloc(1, sizeof *self);
    strcpy(self->folder, "/tmp/refsys-test-XXXXXX");
    if (!mkdtemp(self->folder))
        return -1;
    snprintf(self->file, sizeof self->file, "%s/offset", self->folder);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    place *self = *state;
    unlink(self->file);
    int rc = rmdir(self->folder); /* nothing else was left in it */
    free(self);
    return rc;
}

static void write_offset(const place *self, int64_t offset_ms)
{
    FILE *file = fopen(self->file, "r+");
    assert_non_null(file);
    assert_int_equal(fwrite(&offset_ms, sizeof offset_ms, 1, file), 1);
    fclose(file);
}

static int64_t ahead_ms(const rs_clock *clock)
{
    return clock_now_ms(clock) - clock_system_ms();
}

static void test_without_a_file_it_is_the_systems_time(void **state)
{
    rs_clock *clock;
    (void)state;
    assert_int_equal(clock_open(&clock, "", NULL), RS_OK);
    assert_in_range(ahead_ms(clock) + SLACK_MS, SLACK_MS, 2 * SLACK_MS);
    clock_close(&clock);
    assert_null(clock);
    clock_close(&clock);
    assert_int_equal(clock_open(&clock, NULL, NULL), RS_OK);
    clock_close(&clock);
}

static void test_the_file_is_made_and_moves_time_while_it_is_open(void **state)
{
    const place *self = *state;
    rs_clock *one;
    rs_clock *two;
    assert_int_equal(clock_open(&one, self->file, NULL), RS_OK);
    assert_int_equal(clock_open(&two, self->file, NULL), RS_OK);
    assert_in_range(ahead_ms(one), 0, SLACK_MS);
    write_offset(self, HOUR_MS);
    assert_in_range(ahead_ms(one), HOUR_MS, HOUR_MS + SLACK_MS);
    assert_in_range(ahead_ms(two), HOUR_MS, HOUR_MS + SLACK_MS);
    write_offset(self, -HOUR_MS);
    assert_in_range(-ahead_ms(one), HOUR_MS - SLACK_MS, HOUR_MS);
    clock_close(&one);
    clock_close(&two);
}

static void test_those_who_start_together_share_one_file(void **state)
{
    const place *self = *state;
    int ready[2];
    char byte;
    assert_return_code(pipe(ready), 0);
    for (int n = 0; n < STARTERS; n++)
        if (fork() == 0) {
            rs_clock *clock;
            int rc = read(ready[0], &byte, 1) != 1 || clock_open(&clock, self->file, NULL);
            _exit(rc);
        }
    assert_int_equal(write(ready[1], "go go go", STARTERS), STARTERS);
    for (int n = 0; n < STARTERS; n++) {
        int status;
        wait(&status);
        assert_int_equal(status, 0);
    }
    close(ready[0]);
    close(ready[1]);
}

static void test_a_file_that_is_no_offset_is_refused(void **state)
{
    const place *self = *state;
    rs_clock *clock;
    rs_error error = {0};
    FILE *file = fopen(self->file, "w");
    fputs("1234567", file);
    fclose(file);
    assert_int_equal(clock_open(&clock, self->file, &error), RS_CONFIG);
    assert_null(clock);
    assert_non_null(strstr(error.text, "an offset of eight bytes is wanted"));
    assert_int_equal(clock_open(&clock, "/nowhere/offset", &error), RS_CONFIG);
    assert_string_equal(error.text, "/nowhere/offset: No such file or directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_file_it_is_the_systems_time),
        cmocka_unit_test_setup_teardown(test_the_file_is_made_and_moves_time_while_it_is_open,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_those_who_start_together_share_one_file, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(test_a_file_that_is_no_offset_is_refused, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
