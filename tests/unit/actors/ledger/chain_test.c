#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "actors/ledger/journal/chain.h"

static rs_bytes bytes(const char *text)
{
    return (rs_bytes){(const uint8_t *)text, strlen(text)};
}

/* The definition, written out by hand: label, link before, number, length, bytes. */
static void test_a_link_is_the_documented_hash(void **state)
{
    static const uint8_t input[16 + 32 + 8 + 4 + 3] = {'r',
                                                       'e',
                                                       'f',
                                                       's',
                                                       'y',
                                                       's',
                                                       '-',
                                                       'j',
                                                       'o',
                                                       'u',
                                                       'r',
                                                       'n',
                                                       'a',
                                                       'l',
                                                       '-',
                                                       '1',
                                                       [16 + 32 + 6] = 1,
                                                       [16 + 32 + 7] = 2,
                                                       [16 + 32 + 8 + 3] = 3,
                                                       [16 + 32 + 8 + 4] = 'a',
                                                       [16 + 32 + 8 + 5] = 'b',
                                                       [16 + 32 + 8 + 6] = 'c'};
    static const uint8_t before[JOURNAL_HASH_SIZE];
    uint8_t expected[JOURNAL_HASH_SIZE];
    uint8_t got[JOURNAL_HASH_SIZE];
    (void)state;
    crypto_hash_sha256(expected, input, sizeof input);
    chain_next(before, 258, bytes("abc"), got);
    assert_memory_equal(got, expected, sizeof got);
}

static void test_every_part_changes_the_link(void **state)
{
    uint8_t before[JOURNAL_HASH_SIZE] = {0};
    uint8_t plain[JOURNAL_HASH_SIZE];
    uint8_t other[JOURNAL_HASH_SIZE];
    (void)state;
    chain_next(before, 1, bytes("fact"), plain);
    chain_next(before, 2, bytes("fact"), other);
    assert_memory_not_equal(plain, other, sizeof plain);
    chain_next(before, 1, bytes("facts"), other);
    assert_memory_not_equal(plain, other, sizeof plain);
    before[31] = 1;
    chain_next(before, 1, bytes("fact"), other);
    assert_memory_not_equal(plain, other, sizeof plain);
}

static void test_a_link_may_overwrite_the_one_before(void **state)
{
    uint8_t link[JOURNAL_HASH_SIZE] = {7};
    uint8_t before[JOURNAL_HASH_SIZE] = {7};
    uint8_t expected[JOURNAL_HASH_SIZE];
    (void)state;
    chain_next(before, 9, (rs_bytes){0}, expected);
    chain_next(link, 9, (rs_bytes){0}, link);
    assert_memory_equal(link, expected, sizeof link);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_link_is_the_documented_hash),
        cmocka_unit_test(test_every_part_changes_the_link),
        cmocka_unit_test(test_a_link_may_overwrite_the_one_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
