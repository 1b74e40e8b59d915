/* Steps of the walk: products, and links for them. */
#include "tests/unit/actors/ledger/walk.h"

int walk_some_link(walk *self, int owner)
{
    return (int)walk_below(self, auditor_person(self->auditor, owner)->link_count);
}

const char *walk_code(walk *self, int owner, int link)
{
    rs_text_row code;
    assert_true(row_get(self->world->stores.state, self->world->memory, TABLE_LINK_OF,
                        KEY_2(self->participant[owner], link + 1), &code));
    return code.text;
}

/* Archived, or not on sale yet. */
void walk_product(walk *self)
{
    int store = (int)walk_below(self, AUDITOR_STORES);
    int number = (int)walk_below(self, AUDITOR_PRODUCTS) + 1;
    bool on_sale = walk_chance(self, 75);
    int64_t asked = world_now(self->world) - (walk_chance(self, 15) ? walk_below(self, DAY) : 0);
    rs_product_seen seen = {.product = number, .sku = 11, .name = "Плойка", .archived = !on_sale};
    rs_products_args args = {.store = STORE + store, .asked = asked, .products = {&seen, 1}};
    DOING(self, "product %d of store %d is %son sale", number, store, on_sale ? "" : "not ");
    assert_int_equal(world_ask(self->world, RS_ROLE_OZON, RS_PRODUCTS_OBSERVE, &args), RS_OK);
    EXPECT(self, "change", ((const rs_observed *)self->world->result)->changed,
           auditor_look_product(self->auditor, store, number, asked, on_sale));
}

void walk_link(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0 || auditor_person(self->auditor, person)->link_count == AUDITOR_LINKS)
        return;
    int number = walk_chance(self, 60) ? (int)walk_below(self, AUDITOR_PRODUCTS) + 1 : 0;
    int store = number ? (int)walk_below(self, AUDITOR_STORES) : 0;
    bool label = walk_chance(self, number ? 20 : 95);
    int made = 0;
    rs_link_make_args args = {
        .tg = TG(person),
        .store = number ? STORE + store : 0,
        .product = number,
        .label = label ? "Друзьям" : NULL,
    };
    DOING(self, "%d wants a link for product %d of store %d%s", person, number, store,
          label ? ", with a label" : "");
    rs_err rc = world_ask(self->world, RS_ROLE_TELEGRAM, RS_LINK_MAKE, &args);
    walk_expect_word(self, auditor_make_link(self->auditor, person, store, number, label, &made));
    if (rc == RS_OK)
        EXPECT(self, "number of a link", ((const rs_link_view *)self->world->result)->n, made + 1);
}

void walk_switch_link(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0)
        return;
    int link = walk_some_link(self, person);
    rs_link_switch_args args = {.tg = TG(person), .n = link + 1};
    DOING(self, "link %d of %d is switched off", link, person);
    (void)!world_ask(self->world, RS_ROLE_TELEGRAM, RS_LINK_SWITCH, &args);
    walk_expect_word(self, auditor_switch_link(self->auditor, person, link));
}
