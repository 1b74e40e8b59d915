/* Referral links: making them, switching them off, what they bring, and whom one has invited. */
#include "tests/unit/actors/ledger/couple.h"

enum { OWNER = 1, PRODUCT = 5, SKU = 50 };

static world *shop(void **state_p)
{
    world *self = *state_p;
    rs_product_seen seen[] = {
        {.product = PRODUCT,
         .sku = SKU,
         .name = "Плойка",
         .picture = "https://cdn1.ozone.ru/5.jpg"},
        {.product = 6, .sku = 60, .name = "Фен", .archived = true},
        {.product = 7, .name = "Ещё не в продаже"},
    };
    rs_products_args args = {.store = STORE, .asked = world_now(self), .products = {seen, 3}};
    assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_PRODUCTS_OBSERVE, &args), RS_OK);
    assert_int_equal(world_member(self, D, 0), OWNER);
    return self;
}

static rs_err make(world *self, int64_t n, int64_t product, const char *label)
{
    rs_link_make_args args = {
        .tg = TG(n), .store = product ? STORE : 0, .product = product, .label = label};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_LINK_MAKE, &args);
}

static const rs_link_view *made(world *self, int64_t product, const char *label)
{
    if (make(self, D, product, label) != RS_OK)
        fail_msg("%s", self->detail);
    return self->result;
}

static rs_err switch_off(world *self, int64_t n, int64_t link)
{
    rs_link_switch_args args = {.tg = TG(n), .n = link};
    return world_ask(self, RS_ROLE_TELEGRAM, RS_LINK_SWITCH, &args);
}

static rs_links_page list(world *self, rs_links_args args)
{
    rs_links_page page = {0};
    view look = world_view(self);
    args.limit = args.limit ? args.limit : 50;
    assert_int_equal(view_links(&look, &args, &page), RS_OK);
    return page;
}
#define LIST(self, ...) list(self, (rs_links_args){.tg = TG(D), __VA_ARGS__})

static const rs_link_product *leads_to(world *self, const char *code)
{
    rs_link_card card = {0};
    view look = world_view(self);
    assert_int_equal(view_link_card(&look, &(rs_link_key){.code = code}, &card), RS_OK);
    return card.product;
}

static void set_links_max(world *self, int64_t max)
{
    rs_settings settings = world_settings(self);
    settings.links_max = max;
    world_set(self, &settings);
}

static void test_a_link_for_a_product_keeps_its_name_and_picture(void **state_p)
{
    world *self = shop(state_p);
    const rs_link_view *link = made(self, PRODUCT, NULL);
    assert_int_equal(link->n, 2);
    assert_int_equal(link->product->sku, SKU);
    rs_product_seen renamed = {.product = PRODUCT, .sku = SKU, .name = "Щипцы"};
    world_pass(self, 1);
    rs_products_args args = {.store = STORE, .asked = world_now(self), .products = {&renamed, 1}};
    assert_int_equal(world_ask(self, RS_ROLE_OZON, RS_PRODUCTS_OBSERVE, &args), RS_OK);
    assert_string_equal(leads_to(self, link->code)->name, "Плойка");
    assert_string_equal(leads_to(self, link->code)->picture, "https://cdn1.ozone.ru/5.jpg");
    assert_null(leads_to(self, world_code(self, OWNER)));
}

static void test_the_link_of_a_product_is_made_once(void **state_p)
{
    world *self = shop(state_p);
    const char *code = made(self, PRODUCT, NULL)->code;
    assert_string_equal(made(self, PRODUCT, NULL)->code, code);
    assert_string_not_equal(made(self, PRODUCT, "для мамы")->code, code);
    assert_int_equal(switch_off(self, D, 2), RS_OK);
    assert_string_not_equal(made(self, PRODUCT, NULL)->code, code);
}

static void test_a_label_is_sealed_and_shown_to_its_owner(void **state_p)
{
    world *self = shop(state_p);
    assert_string_equal(made(self, 0, "  канал \n про волосы ")->label, "канал про волосы");
    rs_link_row row;
    const char *code = LIST(self, .limit = 0).links.items[0].code;
    assert_true(row_get(self->stores.state, self->memory, TABLE_LINK, KEY_TEXT(code), &row));
    assert_null(memmem(row.label.data, row.label.size, "канал", strlen("канал")));
    make(self, D, 0, " \n");
    world_refused(self, RS_BAD_REQUEST, "label: ");
}

static void test_only_who_is_registered_and_not_blocked_makes_links(void **state_p)
{
    world *self = shop(state_p);
    world_join(self, E, NULL);
    make(self, E, PRODUCT, NULL);
    world_refused(self, RS_REFUSED, "unregistered: ");
    make(self, 99, PRODUCT, NULL);
    world_refused(self, RS_NOT_FOUND, "nobody");
    world_set_status(self, OWNER, RS_PARTICIPANT_BLOCKED);
    make(self, D, PRODUCT, NULL);
    world_refused(self, RS_REFUSED, "blocked: ");
}

static void test_only_what_is_on_sale_gets_a_link(void **state_p)
{
    world *self = shop(state_p);
    for (int64_t product = 6; product <= 8; product++) {
        make(self, D, product, NULL);
        world_refused(self, RS_NOT_FOUND, "product: ");
    }
}

static void test_there_are_as_many_links_as_the_settings_say(void **state_p)
{
    world *self = shop(state_p);
    set_links_max(self, 3); /* the general one is one of them */
    made(self, 0, "раз");
    made(self, 0, "два");
    make(self, D, 0, "три");
    world_refused(self, RS_LIMIT, "limit: 3");
    assert_int_equal(switch_off(self, D, 2), RS_OK);
    assert_int_equal(made(self, 0, "три")->n, 4);
    set_links_max(self, 1);
    make(self, D, 0, "четыре");
    world_refused(self, RS_LIMIT, "limit: 1");
}

static void test_a_link_that_is_off_attributes_nobody_and_still_shows_its_product(void **state_p)
{
    world *self = shop(state_p);
    const char *code = made(self, PRODUCT, NULL)->code;
    assert_int_equal(switch_off(self, D, 2), RS_OK);
    assert_true(((const rs_link_view *)self->result)->off);
    size_t facts = world_facts_of(self, FACT_link_switched_off);
    assert_int_equal(switch_off(self, D, 2), RS_OK); /* again */
    assert_int_equal(world_facts_of(self, FACT_link_switched_off), facts);
    assert_int_equal(world_start(self, E, code), RS_TIE_DEAD);
    assert_int_equal(world_row(self, 2).inviter, 0);
    assert_string_equal(leads_to(self, code)->name, "Плойка");
}

static void test_nobody_switches_off_the_general_link_or_anothers(void **state_p)
{
    world *self = shop(state_p);
    made(self, PRODUCT, NULL);
    world_member(self, E, 0);
    switch_off(self, D, 1);
    world_refused(self, RS_REFUSED, "general: ");
    switch_off(self, E, 2);
    world_refused(self, RS_NOT_FOUND, "n: ");
    switch_off(self, D, 3);
    world_refused(self, RS_NOT_FOUND, "n: ");
}

static void test_the_links_of_who_is_blocked_attribute_nobody(void **state_p)
{
    world *self = shop(state_p);
    const char *code = made(self, PRODUCT, NULL)->code;
    world_set_status(self, OWNER, RS_PARTICIPANT_BLOCKED);
    assert_int_equal(world_start(self, E, code), RS_TIE_DEAD);
    assert_int_equal(world_start(self, E, world_code(self, OWNER)), RS_TIE_DEAD);
}

static void test_a_code_typed_before_the_ozon_id_is_what_its_link_is(void **state_p)
{
    world *self = shop(state_p);
    const char *code = made(self, PRODUCT, NULL)->code;
    assert_int_equal(world_start(self, E, NULL), RS_TIE_NONE); /* came by no link */
    world_consent(self, E);
    assert_int_equal(world_start(self, E, code), RS_TIE_ATTACHED);
    assert_int_equal(world_row(self, 2).inviter, OWNER);
    world_join(self, C, NULL);
    world_consent(self, C);
    world_register(self, C, "20000003");
    assert_int_equal(world_start(self, C, code), RS_TIE_KNOWN);
    assert_int_equal(world_row(self, 3).inviter, 0);
}

static void test_a_link_counts_who_opened_registered_and_bought(void **state_p)
{
    world *self = shop(state_p);
    const char *code = made(self, PRODUCT, NULL)->code;
    for (int64_t n = 20; n < 24; n++) {
        world_start(self, n, code);
        world_start(self, n, code); /* each counts once */
    }
    for (int64_t n = 20; n < 22; n++) {
        world_consent(self, n);
        world_register(self, n, arena_print(self->memory, "%lld", (long long)OZON(n)));
    }
    for (int order = 2; order < 4; order++)
        SEE(self, .ozon = OZON(20), .order = order, .status = RS_POSTING_DELIVERED,
            .goods = {{SKU, 1, RUB(10, 0)}});
    rs_link_view link = LIST(self, .limit = 0).links.items[0];
    assert_string_equal(link.code, code);
    assert_int_equal(link.opened, 4);
    assert_int_equal(link.registered, 2);
    assert_int_equal(link.bought, 1);
}

static void test_the_list_has_pages_the_latest_first(void **state_p)
{
    world *self = shop(state_p);
    for (int n = 2; n <= 9; n++)
        made(self, 0, arena_print(self->memory, "№%d", n));
    switch_off(self, D, 8);
    rs_links_page page = LIST(self, .limit = 3);
    assert_int_equal(page.total, 8);
    assert_int_equal(page.links.count, 3);
    assert_string_equal(page.links.items[0].label, "№9");
    assert_string_equal(page.links.items[1].label, "№7"); /* not the one that is off */
    page = LIST(self, .limit = 3, .skip = 6);
    assert_int_equal(page.links.count, 2);
    assert_int_equal(page.links.items[1].n, 1);
    assert_int_equal(LIST(self, .limit = 3, .skip = 8).links.count, 0);
    page = LIST(self, .off = true, .limit = 50);
    assert_int_equal(page.total, 9);
    assert_true(page.links.items[1].off);
}

static void test_codes_are_all_different_and_of_letters_that_cannot_be_confused(void **state_p)
{
    world *self = shop(state_p);
    set_links_max(self, 1000);
    for (int n = 0; n < 200; n++)
        made(self, 0, "ещё");
    rs_links_page page = LIST(self, .limit = 0);
    for (size_t n = 0; n < page.links.count; n++) {
        assert_int_equal(strlen(page.links.items[n].code), 9);
        assert_null(strpbrk(page.links.items[n].code, "01OIl"));
        for (size_t m = 0; m < n; m++)
            assert_string_not_equal(page.links.items[n].code, page.links.items[m].code);
    }
}

/* ------------------------------------------------------------------------------- referrals */

static rs_direct_page direct(world *self, rs_direct_args args)
{
    rs_direct_page page = {0};
    view look = world_view(self);
    args.limit = args.limit ? args.limit : 50;
    assert_int_equal(view_network_direct(&look, &args, &page), RS_OK);
    return page;
}
#define DIRECT(self, ...) direct(self, (rs_direct_args){.participant = OWNER, __VA_ARGS__})

static void expect_order(rs_direct_page page, const int64_t *expected, size_t count)
{
    assert_int_equal(page.rows.count, count);
    for (size_t n = 0; n < count; n++)
        assert_int_equal(page.rows.items[n].participant, expected[n]);
}
#define EXPECT_ORDER(page, ...)                                                                    \
    expect_order(page, (const int64_t[]){__VA_ARGS__},                                             \
                 sizeof(const int64_t[]){__VA_ARGS__} / sizeof(int64_t))

/* Participants 2 .. 5; the third bought most often, the fourth for most money; 6 is of level two.
 */
static world *network(void **state_p)
{
    world *self = *state_p;
    world_member(self, 10, 0);
    for (int64_t n = 11; n <= 14; n++) {
        world_pass(self, HOUR);
        world_member(self, n, OWNER);
    }
    world_member(self, 15, 2);
    for (int order = 1; order <= 3; order++)
        SEE(self, .ozon = OZON(12), .order = order, .status = RS_POSTING_DELIVERED,
            .goods = {{1, 1, RUB(100, 0)}});
    SEE(self, .ozon = OZON(13), .order = 1, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 1, RUB(900, 0)}});
    return self;
}

static void test_referrals_of_level_one_come_by_date_orders_or_sum(void **state_p)
{
    world *self = network(state_p);
    EXPECT_ORDER(DIRECT(self, .skip = 0), 5, 4, 3, 2);
    EXPECT_ORDER(DIRECT(self, .sort = RS_DIRECT_BY_ORDERS), 3, 4, 5, 2);
    EXPECT_ORDER(DIRECT(self, .sort = RS_DIRECT_BY_SUM), 4, 3, 5, 2);
    EXPECT_ORDER(DIRECT(self, .sort = RS_DIRECT_BY_SUM, .skip = 1, .limit = 2), 3, 5);
    EXPECT_ORDER(DIRECT(self, .skip = 3), 2);
    rs_direct_page page = DIRECT(self, .sort = RS_DIRECT_BY_SUM);
    assert_int_equal(page.total, 4);
    assert_int_equal(page.rows.items[0].sum, RUB(900, 0));
    assert_int_equal(page.rows.items[0].orders, 1);
    assert_int_equal(page.rows.items[0].last_order, world_now(self));
    assert_string_equal(page.rows.items[0].nick, "nick");
    assert_int_equal(page.rows.items[0].invited, world_row(self, 4).tied);
    assert_int_equal(page.rows.items[0].registered, world_row(self, 4).registered);
}

static void test_a_moved_tie_moves_the_referral_to_the_other_list(void **state_p)
{
    world *self = network(state_p);
    world_pass(self, HOUR);
    world_fact(self, FACT_tied, &(rs_tied){.id = 3, .inviter = 2});
    world_fact(self, FACT_tied, &(rs_tied){.id = 6, .inviter = OWNER});
    world_fact(self, FACT_tied, &(rs_tied){.id = 5});
    EXPECT_ORDER(DIRECT(self, .skip = 0), 6, 4, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_link_for_a_product_keeps_its_name_and_picture),
        WORLD_TEST(the_link_of_a_product_is_made_once),
        WORLD_TEST(a_label_is_sealed_and_shown_to_its_owner),
        WORLD_TEST(only_who_is_registered_and_not_blocked_makes_links),
        WORLD_TEST(only_what_is_on_sale_gets_a_link),
        WORLD_TEST(there_are_as_many_links_as_the_settings_say),
        WORLD_TEST(a_link_that_is_off_attributes_nobody_and_still_shows_its_product),
        WORLD_TEST(nobody_switches_off_the_general_link_or_anothers),
        WORLD_TEST(the_links_of_who_is_blocked_attribute_nobody),
        WORLD_TEST(a_code_typed_before_the_ozon_id_is_what_its_link_is),
        WORLD_TEST(a_link_counts_who_opened_registered_and_bought),
        WORLD_TEST(the_list_has_pages_the_latest_first),
        WORLD_TEST(codes_are_all_different_and_of_letters_that_cannot_be_confused),
        WORLD_TEST(referrals_of_level_one_come_by_date_orders_or_sum),
        WORLD_TEST(a_moved_tie_moves_the_referral_to_the_other_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
