/* What the poller and the bots ask the ledger about: the catalogue, postings about to thaw,
 * postings nobody has shown yet. */
#include "tests/unit/actors/ledger/world.h"

static rs_product_seen product(int64_t number, const char *name)
{
    return (rs_product_seen){
        .product = number, .sku = number * 10, .offer = "AB-1", .name = name, .price = RUB(10, 0)};
}

static const rs_observed *observe_at(world *self, int64_t store, int64_t asked,
                                     rs_product_seen *seen, size_t count)
{
    rs_products_args args = {.store = store, .asked = asked, .products = {seen, count}};
    world_ask(self, RS_ROLE_OZON, RS_PRODUCTS_OBSERVE, &args);
    return self->result;
}

static const rs_observed *observe(world *self, rs_product_seen *seen, size_t count)
{
    return observe_at(self, STORE, world_now(self), seen, count);
}

static rs_products_page find(world *self, rs_products_find_args args)
{
    rs_products_page page = {0};
    view look = world_view(self);
    args.limit = args.limit ? args.limit : 50;
    assert_int_equal(view_products(&look, &args, &page), RS_OK);
    return page;
}
#define FIND(self, ...) find(self, (rs_products_find_args){__VA_ARGS__})

static void test_a_product_is_kept_as_it_was_seen_last(void **state_p)
{
    world *self = *state_p;
    rs_product_seen seen = product(5, "Плойка");
    assert_int_equal(observe(self, &seen, 1)->changed, 1);
    assert_int_equal(observe(self, &seen, 1)->same, 1);
    size_t facts = world_facts(self);
    world_pass(self, 10);
    assert_int_equal(observe(self, &seen, 1)->same, 1);
    seen.price = RUB(9, 0);
    assert_int_equal(observe_at(self, STORE, WORLD_START - 1, &seen, 1)->same, 1);
    assert_int_equal(world_facts(self), facts);
    assert_int_equal(observe(self, &seen, 1)->changed, 1);
    rs_products_page page = FIND(self, .sku = 50);
    assert_int_equal(page.products.count, 1);
    assert_int_equal(page.products.items[0].product->price, RUB(9, 0));
    assert_int_equal(page.products.items[0].store, STORE);
    assert_string_equal(page.products.items[0].product->name, "Плойка");
}

static void test_a_changed_sku_finds_the_product_and_the_old_one_does_not(void **state_p)
{
    world *self = *state_p;
    rs_product_seen seen = product(5, "Плойка");
    observe(self, &seen, 1);
    world_pass(self, 1);
    seen.sku = 77;
    observe(self, &seen, 1);
    assert_int_equal(FIND(self, .sku = 50).products.count, 0);
    assert_int_equal(FIND(self, .sku = 77).products.count, 1);
}

static void test_a_product_is_found_by_a_part_of_its_name_or_offer(void **state_p)
{
    world *self = *state_p;
    rs_product_seen seen[] = {product(1, "Плойка для волос"), product(2, "Утюг «Ёлка»")};
    seen[1].offer = "IR-900";
    observe(self, seen, 2);
    assert_int_equal(FIND(self, .text = "ПЛОЙКА ДЛЯ").products.count, 1);
    assert_int_equal(FIND(self, .text = "ёлка").products.count, 1);
    assert_int_equal(FIND(self, .text = "ir-9").products.items[0].product->product, 2);
    assert_int_equal(FIND(self, .text = "плойка-").products.count, 0);
    assert_int_equal(FIND(self, .text = "").products.count, 2);
}

static void test_archived_products_are_shown_to_who_asks_for_them(void **state_p)
{
    world *self = *state_p;
    rs_product_seen seen = product(1, "Плойка");
    seen.archived = true;
    observe(self, &seen, 1);
    assert_int_equal(FIND(self, .sku = 10).products.count, 0);
    assert_int_equal(FIND(self, .sku = 10, .archived = true).products.count, 1);
}

static void test_pages_of_the_catalogue_go_on_where_the_last_one_ended(void **state_p)
{
    world *self = *state_p;
    rs_product_seen seen[5];
    for (int n = 0; n < 5; n++)
        seen[n] = product(n + 1, "Плойка");
    observe(self, seen, 3);
    observe_at(self, STORE + 1, world_now(self), seen, 5);
    rs_products_page page = {0};
    size_t found = 0;
    for (int n = 0; n < 10 && (n == 0 || page.more); n++) {
        page = FIND(self, .after_store = page.next_store, .after = page.next, .limit = 2);
        found += page.products.count;
    }
    assert_int_equal(found, 8);
    assert_false(page.more);
    assert_int_equal(FIND(self, .store = STORE).products.count, 3);
    assert_int_equal(FIND(self, .store = STORE, .sku = 10).products.count, 1);
    page = FIND(self, .sku = 10, .limit = 1);
    assert_true(page.more);
    page = FIND(self, .sku = 10, .after_store = page.next_store, .after = page.next);
    assert_int_equal(page.products.count, 1);
    assert_int_equal(page.products.items[0].store, STORE + 1);
}

static void test_a_price_below_zero_is_refused_with_its_page(void **state_p)
{
    world *self = *state_p;
    rs_product_seen seen[] = {product(1, "Плойка"), product(2, "Утюг")};
    seen[1].price = -1;
    observe(self, seen, 2);
    world_refused(self, RS_BAD_REQUEST, "product 2:");
    assert_int_equal(FIND(self, .text = "").products.count, 0);
}

/* ------------------------------------------------------------------------------- thaws */

static rs_due_postings due(world *self, rs_due_postings_args args)
{
    rs_due_postings page = {0};
    view look = world_view(self);
    args.limit = args.limit ? args.limit : 100;
    args.store = args.store ? args.store : STORE;
    assert_int_equal(view_due_postings(&look, &args, &page), RS_OK);
    return page;
}
#define DUE(self, ...) due(self, (rs_due_postings_args){__VA_ARGS__})

static void buy(world *self, int order)
{
    SEE(self, .ozon = OZON(E), .order = order, .status = RS_POSTING_DELIVERED,
        .created = world_now(self), .goods = {{11, 1, RUB(100, 0), 0}});
}

static void test_postings_are_due_in_the_hours_before_their_points_thaw(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 101);
    int64_t bought = world_now(self);
    world_pass(self, 2 * HOUR);
    buy(self, 102);
    int64_t hold = world_settings(self).hold_days * DAY;
    assert_int_equal(DUE(self, .until = bought + hold - 1).postings.count, 0);
    rs_due_postings page = DUE(self, .until = bought + hold);
    assert_int_equal(page.postings.count, 1);
    assert_string_equal(page.postings.items[0].number, world_number(self, OZON(E), 101, 1));
    assert_int_equal(DUE(self, .until = bought + hold + 2 * HOUR).postings.count, 2);
    assert_int_equal(DUE(self, .until = bought + hold, .store = STORE + 1).postings.count, 0);

    page = DUE(self, .until = bought + 2 * hold, .limit = 1);
    assert_true(page.more);
    page = DUE(self, .until = bought + 2 * hold, .limit = 1, .after_at = page.next_at,
               .after = page.next);
    assert_string_equal(page.postings.items[0].number, world_number(self, OZON(E), 102, 1));
    assert_false(page.more);

    world_pass(self, hold - HOUR);
    assert_int_equal(DUE(self, .until = bought + hold + HOUR).postings.count, 0);
    assert_int_equal(DUE(self, .until = bought + 2 * hold).postings.count, 1);
}

static void test_a_posting_is_unknown_until_a_list_has_shown_it(void **state_p)
{
    world *self = *state_p;
    SEE(self, .ozon = OZON(E), .order = 2, .goods = {{11, 1, RUB(100, 0), 0}});
    SEE_RETURN(self, .ozon = OZON(E), .order = 3, .id = 1, .sku = 11, .qty = 1);
    rs_posting_name names[] = {{world_number(self, OZON(E), 2, 1)},
                               {world_number(self, OZON(E), 3, 1)},
                               {world_number(self, OZON(E), 4, 1)}};
    rs_unknown_postings_args args = {.store = STORE, .numbers = {names, 3}};
    rs_unknown_postings result = {0};
    view look = world_view(self);
    assert_int_equal(view_unknown_postings(&look, &args, &result), RS_OK);
    assert_int_equal(result.places.count, 2);
    assert_int_equal(result.places.items[0], 1);
    assert_int_equal(result.places.items[1], 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_product_is_kept_as_it_was_seen_last),
        WORLD_TEST(a_changed_sku_finds_the_product_and_the_old_one_does_not),
        WORLD_TEST(a_product_is_found_by_a_part_of_its_name_or_offer),
        WORLD_TEST(archived_products_are_shown_to_who_asks_for_them),
        WORLD_TEST(pages_of_the_catalogue_go_on_where_the_last_one_ended),
        WORLD_TEST(a_price_below_zero_is_refused_with_its_page),
        WORLD_TEST(postings_are_due_in_the_hours_before_their_points_thaw),
        WORLD_TEST(a_posting_is_unknown_until_a_list_has_shown_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
