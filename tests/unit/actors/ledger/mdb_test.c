/* Reading ahead: of whom it is asked for and of whom not. That it is only a hint shows in all other
 * tests of what is kept. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/mman.h>

#include "actors/ledger/journal/mdb.h"
#include "tests/unit/actors/ledger/folder.h"

enum { PAGE = 4096, PAGES = 1024, ROWS_A_PAGE = 4 };

/* A map in which nothing is read: only its addresses count. */
static char *map_open(void)
{
    void *map = mmap(NULL, (size_t)PAGES * PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(map != MAP_FAILED);
    return map;
}

static void look_at_page(mdb_ahead *ahead, const char *map, long page)
{
    for (long row = 0; row < ROWS_A_PAGE; row++)
        mdb_look_ahead(ahead, map + page * PAGE + row * (PAGE / ROWS_A_PAGE));
}

static void test_pages_that_follow_each_other_are_read_before_they_are_looked_at(void **unused)
{
    char *map = map_open();
    mdb_ahead ahead = {0};
    (void)unused;
    for (long page = 0; page < PAGES; page++) {
        look_at_page(&ahead, map, page);
        if (page >= 8)
            assert_true((uintptr_t)map + (uintptr_t)(page + 8) * PAGE <= ahead.end);
    }
    munmap(map, (size_t)PAGES * PAGE);
}

static void test_so_are_they_on_the_way_back(void **unused)
{
    char *map = map_open();
    mdb_ahead ahead = {0};
    (void)unused;
    for (long page = PAGES - 1; page >= 8; page--) {
        look_at_page(&ahead, map, page);
        if (page < PAGES - 8 && page >= 128)
            assert_true((uintptr_t)map + (uintptr_t)(page - 8) * PAGE >= ahead.from);
    }
    munmap(map, (size_t)PAGES * PAGE);
}

static void test_rows_all_over_the_file_ask_for_nothing_but_themselves(void **unused)
{
    char *map = map_open();
    mdb_ahead ahead = {0};
    (void)unused;
    for (long n = 0; n < 10000; n++) {
        look_at_page(&ahead, map, n * 389 % PAGES); /* never near the one before */
        assert_true(ahead.end == ahead.from);
    }
    munmap(map, (size_t)PAGES * PAGE);
}

static void test_one_page_looked_at_for_long_asks_for_nothing(void **unused)
{
    char *map = map_open();
    mdb_ahead ahead = {0};
    (void)unused;
    for (int n = 0; n < 1000; n++)
        look_at_page(&ahead, map, 7);
    assert_true(ahead.end == ahead.from);
    munmap(map, (size_t)PAGES * PAGE);
}

static void test_a_file_is_warmed_piece_by_piece_to_its_end(void **unused)
{
    mdb_file *file;
    rs_error error = {0};
    uint64_t at = 0;
    int pieces = 1;
    char *folder = folder_open();
    mdb_options options = {
        .folder = folder, .name = "some.mdb", .map_gib = 1, .writes = true, .format = 1};
    (void)unused;
    assert_int_equal(mdb_file_open(&file, &options, &error), RS_OK);
    while (mdb_file_warm(file, &at, 1))
        pieces++;
    assert_int_equal(pieces, 1); /* a new file is smaller than a piece */
    assert_true(at > 0);
    assert_false(mdb_file_warm(file, &at, 1)); /* and stays warm */
    mdb_file_close(&file);
    folder_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_that_follow_each_other_are_read_before_they_are_looked_at),
        cmocka_unit_test(test_so_are_they_on_the_way_back),
        cmocka_unit_test(test_rows_all_over_the_file_ask_for_nothing_but_themselves),
        cmocka_unit_test(test_one_page_looked_at_for_long_asks_for_nothing),
        cmocka_unit_test(test_a_file_is_warmed_piece_by_piece_to_its_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
