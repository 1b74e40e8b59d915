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
    self->network_people[id] += (uint32_t)(sign * what->people);
    self->network_buyers[id] += (uint32_t)(sign * what->buyers);
    self->network_orders[id] += (uint32_t)(sign * what->orders);
    self->network_sum[id] += sign * what->sum;
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
            for (size_t at = self->first_child[people[first]]; at && whole;
                 at = self->next_sibling[at]) {
                whole = count <= most && visit(arg, at, level);
                if (count == room) {
                    room *= 2;
                    people = realloc(people, room * sizeof *people);
                    RS_ASSERT(people);
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
    for (size_t steps = 0; id && steps <= self->count; steps++, id = self->inviter[id])
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
    if (self->first_child[id])
        tree_walk(self, id, self->levels - 1, self->count, add_level, &below);
    size_t above = self->inviter[id];
    for (size_t up = 1; above && up <= self->levels; up++, above = self->inviter[above])
        for (size_t level = 0; level + up <= self->levels; level++)
            add_to(self, above, &below.levels[level], sign);
}

void tree_attach(projection *self, size_t id, size_t inviter)
{
    RS_ASSERT(!self->inviter[id] && inviter <= self->count);
    if (!inviter)
        return;
    uint32_t next = self->first_child[inviter];
    self->inviter[id] = (uint32_t)inviter;
    self->next_sibling[id] = next;
    self->prev_sibling[id] = 0;
    if (next)
        self->prev_sibling[next] = (uint32_t)id;
    self->first_child[inviter] = (uint32_t)id;
    self->referrals[inviter]++;
    move_figures(self, id, 1);
}

void tree_detach(projection *self, size_t id)
{
    size_t inviter = self->inviter[id];
    uint32_t next = self->next_sibling[id];
    uint32_t before = self->prev_sibling[id];
    if (!inviter)
        return;
    move_figures(self, id, -1);
    if (before)
        self->next_sibling[before] = next;
    else
        self->first_child[inviter] = next;
    if (next)
        self->prev_sibling[next] = before;
    self->next_sibling[id] = self->prev_sibling[id] = self->inviter[id] = 0;
    self->referrals[inviter]--;
}

/* ------------------------------------------------------------------------- figures */

static void add_above(projection *self, size_t id, const figures *what)
{
    size_t above = self->inviter[id];
    for (size_t up = 1; above && up <= self->levels; up++, above = self->inviter[above])
        add_to(self, above, what, 1);
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
        self->network_people[id] = self->network_buyers[id] = self->network_orders[id] = 0;
        self->network_sum[id] = 0;
    }
    for (size_t id = 1; id <= self->count; id++) {
        figures own = own_figures(self, id);
        add_above(self, id, &own);
    }
}
