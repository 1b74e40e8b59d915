/* Steps of the walk: what Ozon shows. */
#include "tests/unit/actors/ledger/walk.h"

#include <string.h>

static bool is_number(const audit_number *one, const audit_number *other)
{
    return one->ozon == other->ozon && one->order == other->order && one->part == other->part;
}

/* What stays the same about a posting, or is put right seldom: made up when it is first thought of.
 */
static audit_look *make_up(walk *self, audit_number number)
{
    for (int n = 0; n < self->known_count; n++)
        if (is_number(&self->known[n].number, &number))
            return &self->known[n];
    audit_look *look = &self->known[self->known_count++];
    *look = (audit_look){.number = number};
    look->created = world_now(self->world) - walk_below(self, DAY);
    if (walk_chance(self, 35))
        look->created -= walk_below(self, walk_chance(self, 50) ? 10 * DAY : 50 * DAY);
    look->scheme = (int)walk_below(self, 3) + 1;
    look->foreign = walk_chance(self, 4);
    look->external = walk_chance(self, 4);
    look->legal = walk_chance(self, 14);
    int64_t lines = walk_below(self, 3) + 1;
    for (int64_t n = 0; n < lines; n++)
        look->lines[n] = (audit_line){
            .sku = walk_below(self, 3) + 1,
            .qty = walk_below(self, 5) + 1,
            .price = walk_below(self, 300000),
            .paid = walk_chance(self, 50) ? walk_below(self, 200000) : 0,
        };
    return look;
}

/* `known`: how often, in a hundred, one that has been thought of before. */
audit_look *walk_some_posting(walk *self, int known)
{
    if (self->known_count && walk_chance(self, known))
        return &self->known[walk_below(self, self->known_count)];
    audit_number number = {
        .ozon = OZON(walk_below(self, self->people + self->strangers)),
        .order = (int)walk_below(self, self->orders) + 1,
        .part = (int)walk_below(self, WALK_PARTS) + 1,
    };
    return make_up(self, number);
}

static audit_look make_look(walk *self)
{
    audit_look *posting = walk_some_posting(self, 50);
    if (walk_chance(self, 2)) /* Ozon puts something right */
        posting->lines[0].price = walk_below(self, 300000);
    if (walk_chance(self, 6))
        posting->legal = !posting->legal;
    audit_look look = *posting;
    int status = (int)walk_below(self, 20);
    look.asked = world_now(self->world);
    look.status = status < 5 ? 1 : status < 16 ? 2 : status < 19 ? 3 : 4;
    if (walk_chance(self, 15))
        look.asked -= walk_below(self, 2 * DAY);
    return look;
}

/* Parts of one order may come from different stores. */
int64_t walk_store(const audit_number *number)
{
    return STORE + (number->order + number->part) % WALK_STORES;
}

purchase walk_purchase(const audit_look *look)
{
    purchase what = {
        .store = walk_store(&look->number),
        .ozon = look->number.ozon,
        .order = look->number.order,
        .part = look->number.part,
        .created = look->created,
        .asked = look->asked,
        .status = (rs_posting_status)look->status,
        .scheme = (rs_scheme)look->scheme,
        .legal = look->legal,
        .external = look->external,
        .currency = look->foreign ? "KZT" : NULL,
    };
    for (int n = 0; n < AUDITOR_LINES; n++)
        what.goods[n] = (good){look->lines[n].sku, look->lines[n].qty, look->lines[n].price,
                               look->lines[n].paid};
    return what;
}

void walk_posting(walk *self)
{
    bool again = self->look_count && walk_chance(self, 20);
    int64_t kept = self->look_count < WALK_KEPT ? self->look_count : WALK_KEPT;
    audit_look look = again ? self->looks[walk_below(self, kept)] : make_look(self);
    if (!again)
        self->looks[self->look_count++ % WALK_KEPT] = look;
    purchase what = walk_purchase(&look);
    DOING(self, "posting %lld-%d-%d is %d%s", (long long)look.number.ozon, look.number.order,
          look.number.part, look.status, again ? ", once more" : "");
    bool changed = world_see(self->world, &what);
    EXPECT(self, "change", changed, auditor_look(self->auditor, &look));
}

/* The same units come back by another return. */
static audit_return once_more(walk *self)
{
    int64_t kept = self->return_count < WALK_KEPT ? self->return_count : WALK_KEPT;
    audit_return look = self->returns[walk_below(self, kept)];
    look.id += look.id % 10 < 4 ? 1 : -1;
    look.asked = world_now(self->world);
    look.source = 0;
    look.state = 2;
    return look;
}

static audit_return make_return(walk *self)
{
    if (self->return_count && walk_chance(self, 25))
        return once_more(self);
    audit_return look = {.number = walk_some_posting(self, 90)->number,
                         .asked = world_now(self->world)};
    int64_t base = (look.number.ozon - OZON(0)) * 1000 + INT64_C(100) * look.number.order +
                   INT64_C(10) * look.number.part;
    look.id = base + 1 + walk_below(self, 4);
    look.source = walk_chance(self, 15) ? base + 1 + walk_below(self, 4) : 0;
    look.sku = walk_below(self, 3) + 1;
    look.qty = walk_chance(self, 85) ? walk_below(self, 3) + 1 : 0;
    look.type = (int)walk_below(self, 12) ? (int)walk_below(self, 4) + 1 : 5;
    int fate = (int)walk_below(self, 10);
    look.state = fate < 2 ? 1 : fate < 8 ? 2 : 3;
    int64_t first = walk_below(self, 4) + 1;
    for (int64_t n = 0; walk_chance(self, 50) && n < look.qty && n < AUDITOR_EXEMPLARS; n++)
        look.exemplars[n] = base * 100 + look.sku * 10 + first + n;
    if (walk_chance(self, 15))
        look.asked -= walk_below(self, 2 * DAY);
    return look;
}

void walk_return(walk *self)
{
    bool again = self->return_count && walk_chance(self, 20);
    int64_t kept = self->return_count < WALK_KEPT ? self->return_count : WALK_KEPT;
    audit_return look = again ? self->returns[walk_below(self, kept)] : make_return(self);
    if (!again)
        self->returns[self->return_count++ % WALK_KEPT] = look;
    comeback what = {
        .store = walk_store(&look.number),
        .ozon = look.number.ozon,
        .order = look.number.order,
        .part = look.number.part,
        .id = look.id,
        .source = look.source,
        .sku = look.sku,
        .qty = look.qty,
        .asked = look.asked,
        .type = (rs_return_type)look.type,
        .state = (rs_return_state)look.state,
    };
    memcpy(what.exemplars, look.exemplars, sizeof look.exemplars);
    DOING(self, "return %lld of %lld-%d-%d: %lld of %lld, type %d, state %d%s", (long long)look.id,
          (long long)look.number.ozon, look.number.order, look.number.part, (long long)look.qty,
          (long long)look.sku, look.type, look.state, again ? ", once more" : "");
    bool changed = world_see_return(self->world, &what);
    EXPECT(self, "change", changed, auditor_look_return(self->auditor, &look));
}
