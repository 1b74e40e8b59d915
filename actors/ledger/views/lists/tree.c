/* The tree of ties and the figures of networks. */
#include <stdlib.h>

#include "actors/ledger/views/lists/projection.h"

/* What some people add to the networks they are in. */
typedef struct {
    int64_t people, buyers, orders, sum;
} figures;

static figures own_figures(const projection *self, size_t id)
{
    return (figures){1, self->orders[id] > 0, self->orders[id], self->sum[id]};
}

static void add_to(projection *self, size_t id, const figures *what, int sign)
{
    tree_place *to = &self->tree[id];
    to->people += (uint32_t)(sign * what->people);
    to->buyers += (uint32_t)(sign * what->buyers);
    to->orders += (uint32_t)(sign * what->orders);
    to->sum += sign * what->sum;
}

/* ------------------------------------------------------------------------- walking */

/* In two lists, this level and the next: as deep as the tree is, the stack stays flat. */
bool tree_walk(const projection *self, size_t root, size_t levels, size_t most,
               tree_visit_fn *visit, void *arg)
{
    uint32_t *people = malloc(sizeof *people);
    size_t room = 1, count = 1, first = 0;
    bool whole = true;
    RS_ASSERT(people);
    people[0] = (uint32_t)root;
    for (size_t level = 1; level <= levels && first < count && whole; level++) {
        size_t end = count;
        for (; first < end && whole; first++) {
            for (size_t at = self->tree[people[first]].first_child; at && whole;
                 at = self->tree[at].next_sibling) {
                whole = count <= most && visit(arg, at, level);
                if (count == room) {
                    room *= 2;
                    uint32_t *more = realloc(people, room * sizeof *people);
                    RS_ASSERT(more);
                    people = more;
                }
                people[count++] = (uint32_t)at;
            }
        }
    }
    free(people);
    return whole;
}

bool tree_is_below(const projection *self, size_t id, size_t root)
{
    for (size_t steps = 0; id && steps <= self->count; steps++, id = self->tree[id].inviter)
        if (id == root)
            return true;
    return false;
}

/* ------------------------------------------------------------------------- ties */

typedef struct {
    const projection *of;
    figures levels[PROJECTION_LEVELS_MAX];
} by_level;

static bool add_level(void *arg, size_t id, size_t level)
{
    by_level *sums = arg;
    figures own = own_figures(sums->of, id);
    figures *at = &sums->levels[level];
    at->people += own.people;
    at->buyers += own.buyers;
    at->orders += own.orders;
    at->sum += own.sum;
    return true;
}

/* Those above get or lose `id` and what is below, as far as their levels reach. */
static void move_figures(projection *self, size_t id, int sign)
{
    by_level below = {.of = self};
    below.levels[0] = own_figures(self, id);
    if (self->tree[id].first_child)
        tree_walk(self, id, self->levels - 1, self->count, add_level, &below);
    size_t above = self->tree[id].inviter;
    for (size_t up = 1; above && up <= self->levels; up++, above = self->tree[above].inviter) {
        for (size_t level = 0; level + up <= self->levels; level++)
            add_to(self, above, &below.levels[level], sign);
        projection_changed(self, above);
    }
}

void tree_attach(projection *self, size_t id, size_t inviter)
{
    RS_ASSERT(!self->tree[id].inviter && inviter <= self->count);
    if (!inviter)
        return;
    uint32_t next = self->tree[inviter].first_child;
    self->tree[id].inviter = (uint32_t)inviter;
    self->tree[id].next_sibling = next;
    self->tree[id].prev_sibling = 0;
    if (next)
        self->tree[next].prev_sibling = (uint32_t)id;
    self->tree[inviter].first_child = (uint32_t)id;
    self->tree[inviter].referrals++;
    move_figures(self, id, 1);
}

void tree_detach(projection *self, size_t id)
{
    size_t inviter = self->tree[id].inviter;
    uint32_t next = self->tree[id].next_sibling;
    uint32_t before = self->tree[id].prev_sibling;
    if (!inviter)
        return;
    move_figures(self, id, -1);
    if (before)
        self->tree[before].next_sibling = next;
    else
        self->tree[inviter].first_child = next;
    if (next)
        self->tree[next].prev_sibling = before;
    self->tree[id].next_sibling = self->tree[id].prev_sibling = self->tree[id].inviter = 0;
    self->tree[inviter].referrals--;
}

/* ------------------------------------------------------------------------- figures */

static void add_above(projection *self, size_t id, const figures *what)
{
    size_t above = self->tree[id].inviter;
    for (size_t up = 1; above && up <= self->levels; up++, above = self->tree[above].inviter) {
        add_to(self, above, what, 1);
        projection_changed(self, above);
    }
}

void tree_set_figures(projection *self, size_t id, int64_t orders, int64_t sum)
{
    figures more = {
        .buyers = (orders > 0) - (self->orders[id] > 0),
        .orders = orders - self->orders[id],
        .sum = sum - self->sum[id],
    };
    self->orders[id] = (uint32_t)orders;
    self->sum[id] = sum;
    if (more.buyers || more.orders || more.sum)
        add_above(self, id, &more);
}

void tree_count_all(projection *self)
{
    for (size_t id = 1; id <= self->count; id++) {
        tree_place *place = &self->tree[id];
        place->people = place->buyers = place->orders = 0;
        place->sum = 0;
    }
    for (size_t id = 1; id <= self->count; id++) {
        figures own = own_figures(self, id);
        add_above(self, id, &own);
    }
}
