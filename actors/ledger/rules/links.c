/* Referral links for a product or with a label. The general one is made when somebody joins. */
#include "actors/ledger/rules/rules.h"
#include "shared/unicode.h"

enum {
    LABEL_UNITS_MAX = 64,
    LINKS_EVER_MAX = 2000, /* of one participant, those switched off included */
};

static rs_err check_owner(decision *self, const rs_participant_row *row)
{
    rs_settings_row settings;
    find_settings(self, &settings);
    if (!row->registered)
        return REFUSE(self, RS_REFUSED, "unregistered: the Ozon ID comes first");
    if (row->status != RS_PARTICIPANT_ACTIVE)
        return REFUSE(self, RS_REFUSED, "blocked: this participant is blocked");
    if (row->links - row->links_off >= settings.settings->links_max)
        return REFUSE(self, RS_LIMIT, "limit: %lld links at most",
                      (long long)settings.settings->links_max);
    if (row->links >= LINKS_EVER_MAX)
        return REFUSE(self, RS_LIMIT, "ever: %d links at most, those that are off included",
                      LINKS_EVER_MAX);
    return RS_OK;
}

static rs_err find_product(decision *self, const rs_link_make_args *args, rs_link_product **out)
{
    rs_product_row row;
    *out = NULL;
    if (!args->store && !args->product)
        return RS_OK;
    if (!row_get(self->state, self->memory, TABLE_PRODUCT, KEY_2(args->store, args->product),
                 &row) ||
        row.product->archived || !row.product->sku)
        return REFUSE(self, RS_NOT_FOUND, "product: is not on sale");
    *out = arena_give(self->memory, sizeof **out);
    **out = (rs_link_product){
        .store = args->store,
        .product = args->product,
        .sku = row.product->sku,
        .name = row.product->name,
        .picture = row.product->picture,
    };
    return RS_OK;
}

/* The n-th link of a participant: its code, or NULL. */
static const char *find_link(decision *self, int64_t owner, int64_t n, rs_link_row *out)
{
    rs_text_row code;
    bool there = row_get(self->state, self->memory, TABLE_LINK_OF, KEY_2(owner, n), &code) &&
                 row_get(self->state, self->memory, TABLE_LINK, KEY_TEXT(code.text), out);
    return there ? code.text : NULL;
}

/* Asked for again, the link of a product is the one they have. 0: none. */
static int64_t find_same(decision *self, const rs_participant_row *row,
                         const rs_link_product *product)
{
    for (int64_t n = row->links; n > 1; n--) {
        rs_link_row link;
        if (find_link(self, row->id, n, &link) && !link.off && link.product && !link.label.size &&
            link.product->store == product->store && link.product->product == product->product)
            return n;
    }
    return 0;
}

/* Refused: unregistered, blocked; limit, ever (RS_LIMIT); a product that is not on sale
 * (RS_NOT_FOUND); neither product nor label. */
rs_err rule_link_make(decision *self, const void *argument)
{
    const rs_link_make_args *args = argument;
    rs_participant_row row;
    rs_link_product *product;
    const char *label = unicode_name(self->memory, args->label ? args->label : "", LABEL_UNITS_MAX);
    if (!find_person(self, args->tg, &row))
        return REFUSE(self, RS_NOT_FOUND, "nobody with this Telegram id has pressed /start");
    rs_err rc = find_product(self, args, &product);
    if (rc != RS_OK)
        return rc;
    if (!product && !*label)
        return REFUSE(self, RS_BAD_REQUEST, "label: a product or a label is wanted");
    self->first = row.id;
    self->second = product && !*label ? find_same(self, &row, product) : 0;
    if (self->second)
        return RS_OK;
    rc = check_owner(self, &row);
    rs_link_made fact = {.owner = row.id, .n = row.links + 1, .product = product};
    if (rc == RS_OK)
        rc = lock_text(self, row.id, label, &fact.label);
    if (rc != RS_OK)
        return rc;
    fact.code = new_link_code(self);
    decide(self, FACT_link_made, &fact);
    self->second = fact.n;
    return RS_OK;
}

/* Refused: general. A link that is off already stays off. */
rs_err rule_link_switch(decision *self, const void *argument)
{
    const rs_link_switch_args *args = argument;
    rs_participant_row row;
    rs_link_row link;
    const char *code = NULL;
    if (find_person(self, args->tg, &row))
        code = find_link(self, row.id, args->n, &link);
    if (!code)
        return REFUSE(self, RS_NOT_FOUND, "n: no such link");
    if (args->n == 1)
        return REFUSE(self, RS_REFUSED, "general: the general link stays");
    if (!link.off)
        decide(self, FACT_link_switched_off, &(rs_link_switched_off){.code = code});
    self->first = row.id;
    self->second = args->n;
    return RS_OK;
}
