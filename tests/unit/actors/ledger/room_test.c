#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "actors/ledger/journal/room.h"
#include "tests/unit/actors/ledger/folder.h"

enum { BLOCK = 4096, BLOCKS = 3000, LEAST = 1 << 20 };

typedef struct {
    char *folder;
    char *path;
    int fd;
    room *room;
} fixture;

static int set_up(void **state)
{
    fixture *self = calloc(1, sizeof *self);
    self->folder = folder_open();
    self->path = folder_file(self->folder, "file");
    self->fd = open(self->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(self->fd >= 0);
    self->room = room_open(self->path);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    fixture *self = *state;
    room_close(&self->room);
    close(self->fd);
    free(self->path);
    folder_close(&self->folder);
    free(self);
    return 0;
}

static void block_of(size_t number, uint8_t out[BLOCK])
{
    for (size_t n = 0; n < BLOCK; n++)
        out[n] = (uint8_t)(number + n % 251 + 1);
}

/* As the journal's writer does: it says how far, then writes. */
static void write_block(fixture *self, size_t number)
{
    uint8_t block[BLOCK];
    block_of(number, block);
    room_reach(self->room, (number + 1) * BLOCK);
    assert_int_equal(pwrite(self->fd, block, BLOCK, (off_t)(number * BLOCK)), BLOCK);
}

static void expect_blocks(const fixture *self, size_t count)
{
    uint8_t block[BLOCK];
    uint8_t found[BLOCK];
    for (size_t number = 0; number < count; number++) {
        block_of(number, block);
        assert_int_equal(pread(self->fd, found, BLOCK, (off_t)(number * BLOCK)), BLOCK);
        assert_memory_equal(found, block, BLOCK);
    }
}

static struct stat size_of(const fixture *self)
{
    struct stat about;
    assert_int_equal(fstat(self->fd, &about), 0);
    return about;
}

static void test_there_are_zeros_behind_the_end_and_blocks_of_the_disk_under_them(void **state)
{
    fixture *self = *state;
    uint8_t byte = 1;
    write_block(self, 0);
    room_close(&self->room); /* has waited for the thread */
    struct stat about = size_of(self);
    assert_true(about.st_size >= BLOCK + LEAST);
    assert_true(about.st_blocks * 512 >= about.st_size - BLOCK);
    for (off_t at = BLOCK; at < about.st_size; at += BLOCK / 2) {
        assert_int_equal(pread(self->fd, &byte, 1, at), 1);
        assert_int_equal(byte, 0);
    }
    expect_blocks(self, 1);
}

/* Twelve megabytes, as fast as it goes: the writer comes to where the thread is again and again. */
static void test_what_is_written_is_never_written_over(void **state)
{
    fixture *self = *state;
    for (size_t number = 0; number < BLOCKS; number++)
        write_block(self, number);
    room_close(&self->room);
    expect_blocks(self, BLOCKS);
}

static void test_a_file_that_has_room_from_before_is_not_written_over(void **state)
{
    fixture *self = *state;
    for (size_t number = 0; number < 10; number++)
        write_block(self, number);
    room_close(&self->room);
    off_t before = size_of(self).st_size;
    self->room = room_open(self->path);
    write_block(self, 10);
    room_close(&self->room);
    expect_blocks(self, 11);
    assert_true(size_of(self).st_size >= before);
}

static void test_where_there_is_no_room_the_file_grows_as_it_would_have(void **state)
{
    fixture *self = *state;
    struct rlimit before;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){10 * (rlim_t)BLOCK, before.rlim_max}),
                     0);
    for (size_t number = 0; number < 10; number++)
        write_block(self, number);
    room_close(&self->room);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(size_of(self).st_size, 10 * BLOCK);
    expect_blocks(self, 10);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_there_are_zeros_behind_the_end_and_blocks_of_the_disk_under_them),
        TEST(test_what_is_written_is_never_written_over),
        TEST(test_a_file_that_has_room_from_before_is_not_written_over),
        TEST(test_where_there_is_no_room_the_file_grows_as_it_would_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
