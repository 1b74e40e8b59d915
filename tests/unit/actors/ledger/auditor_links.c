/* Links, and the products they are for. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>

bool auditor_look_product(auditor *self, int store, int number, int64_t asked, bool on_sale)
{
    audit_product *one = &self->products[store][number];
    if (one->asked && (asked <= one->asked || one->on_sale == on_sale))
        return false;
    *one = (audit_product){.asked = asked, .on_sale = on_sale};
    return true;
}

/* The latest that is for this product and has no words of its own; -1: none. */
static int find_same(const audit_person *one, int store, int number)
{
    for (int n = one->link_count - 1; n > 0; n--) {
        const audit_link *link = &one->links[n];
        if (!link->off && !link->labelled && link->product == number && link->store == store)
            return n;
    }
    return -1;
}

static int count_live(const audit_person *one)
{
    int count = 0;
    for (int n = 0; n < one->link_count; n++)
        count += !one->links[n].off;
    return count;
}

const char *auditor_make_link(auditor *self, int person, int store, int number, bool label,
                              int *out)
{
    audit_person *one = &self->people[person];
    if (number && !self->products[store][number].on_sale)
        return "product:";
    if (!number && !label)
        return "label:";
    *out = number && !label ? find_same(one, store, number) : -1;
    if (*out >= 0)
        return "";
    if (!one->registered)
        return "unregistered:";
    if (one->blocked)
        return "blocked:";
    if (count_live(one) >= auditor_settings(self)->links_max)
        return "limit:";
    if (one->link_count == AUDITOR_LINKS)
        abort();
    *out = one->link_count++;
    one->links[*out] = (audit_link){.labelled = label, .store = store, .product = number};
    audit_today(self)->links++;
    return "";
}

const char *auditor_switch_link(auditor *self, int person, int link)
{
    audit_person *one = &self->people[person];
    if (link == 0)
        return "general:";
    one->links[link].off = true;
    return "";
}
