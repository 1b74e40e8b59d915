/* heap and table against naive ones, along a random walk; the seed is printed when it fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "shared/endpoint.h"
#include "shared/heap.h"
#include "shared/table.h"

enum { ITEMS = 200, STEPS = 20000 };

static uint32_t seed = 20240517;

static uint32_t draw(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % below;
}

static int64_t soonest(const heap_item *items)
{
    int64_t least = INT64_MAX;
    for (size_t n = 0; n < ITEMS; n++)
        if (items[n].place && items[n].at < least)
            least = items[n].at;
    return least;
}

static void test_the_first_of_a_heap_is_always_the_soonest(void **state)
{
    static heap_item items[ITEMS];
    heap queue = {0};
    (void)state;
    assert_null(heap_first(&queue));
    for (int step = 0; step < STEPS; step++) {
        heap_item *item = &items[draw(ITEMS)];
        if (draw(3))
            heap_put(&queue, item, (int64_t)draw(1000) - 500);
        else
            heap_remove(&queue, item);
        const heap_item *first = heap_first(&queue);
        assert_true(first ? first->at == soonest(items) : soonest(items) == INT64_MAX);
    }
    while (heap_first(&queue))
        heap_remove(&queue, heap_first(&queue));
    assert_int_equal(queue.count, 0);
    heap_free(&queue);
}

static void test_a_table_holds_what_was_set_and_not_removed(void **state)
{
    static int values[ITEMS];
    static bool there[ITEMS];
    table all = {0};
    size_t count = 0;
    (void)state;
    assert_null(table_get(&all, 7));
    assert_null(table_remove(&all, 7));
    for (int step = 0; step < STEPS; step++) {
        uint32_t n = draw(ITEMS);
        uint64_t key = (uint64_t)n << (n % 3 ? 0 : 32); /* low bits alone, and high bits alone */
        if (draw(2)) {
            table_set(&all, key, &values[n]);
            count += !there[n];
            there[n] = true;
        } else {
            assert_ptr_equal(table_remove(&all, key), there[n] ? &values[n] : NULL);
            count -= there[n];
            there[n] = false;
        }
        uint32_t other = draw(ITEMS);
        uint64_t other_key = (uint64_t)other << (other % 3 ? 0 : 32);
        assert_ptr_equal(table_get(&all, other_key), there[other] ? &values[other] : NULL);
        assert_int_equal(all.count, count);
    }
    size_t at = 0;
    size_t seen = 0;
    for (int *value; (value = table_next(&all, &at)); seen++)
        assert_true(there[value - values]);
    assert_int_equal(seen, count);
    table_free(&all);
}

static void test_endpoints_are_taken_from_a_list_one_by_one(void **state)
{
    char out[ENDPOINT_SIZE];
    (void)state;
    assert_true(endpoint_at(" ipc://a  tcp://b:1 ", 0, out));
    assert_string_equal(out, "ipc://a");
    assert_true(endpoint_at(" ipc://a  tcp://b:1 ", 1, out));
    assert_string_equal(out, "tcp://b:1");
    assert_false(endpoint_at(" ipc://a  tcp://b:1 ", 2, out));
    assert_false(endpoint_at("", 0, out));
}

static void test_local_is_what_no_other_machine_can_reach(void **state)
{
    (void)state;
    assert_true(endpoint_is_local("ipc://run/x"));
    assert_true(endpoint_is_local("tcp://127.0.0.1:1"));
    assert_true(endpoint_is_local("tcp://[::1]:1"));
    assert_false(endpoint_is_local("tcp://0.0.0.0:1"));
    assert_false(endpoint_is_local("tcp://*:1"));
    assert_false(endpoint_is_local("tcp://localhost.example.org:1"));
    assert_false(endpoint_is_local("tcp://127.example.org:1"));
    assert_string_equal(endpoint_path("ipc://run/x"), "run/x");
    assert_null(endpoint_path("ipc://@name"));
    assert_null(endpoint_path("tcp://127.0.0.1:1"));
}

static int set_up(void **state)
{
    (void)state;
    print_message("seed %u\n", seed);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_of_a_heap_is_always_the_soonest),
        cmocka_unit_test(test_a_table_holds_what_was_set_and_not_removed),
        cmocka_unit_test(test_endpoints_are_taken_from_a_list_one_by_one),
        cmocka_unit_test(test_local_is_what_no_other_machine_can_reach),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
