/* Steps of the walk: the settings. */
#include "tests/unit/actors/ledger/walk.h"

static audit_settings make_settings(walk *self)
{
    static const int64_t mins[] = {0, 0, PTS(10, 0)};
    static const int64_t maxes[] = {0, 0, PTS(500, 0)};
    audit_settings out = {
        .own_rate = walk_chance(self, 50) ? walk_below(self, 1000) : 0,
        .levels = walk_below(self, 5),
        .hold_days = walk_chance(self, 20) ? 0 : walk_below(self, 40),
        .point_rate = walk_chance(self, 70) ? 100 : walk_below(self, 300) + 1,
        .payout_min = mins[walk_below(self, 3)],
        .payout_max = maxes[walk_below(self, 3)],
        .hold_from = (int)walk_below(self, 3) + 1,
        .on_order = walk_chance(self, 25),
        .customer_base = walk_chance(self, 30),
        .exclude_legal = walk_chance(self, 70),
        .newcomers_only = walk_chance(self, 40),
        .proof_off = walk_chance(self, 30),
        .payout_open_max = walk_below(self, 3) + 1,
        .links_max = walk_below(self, 8) + 1,
        .two_from = walk_chance(self, 50) ? walk_below(self, 30000) : 0,
    };
    /* Of levels that are not in force, too. */
    int64_t rated = walk_chance(self, 50) ? out.levels : AUDITOR_LEVELS;
    for (int n = 0; n < rated; n++)
        out.level_rates[n] = walk_chance(self, 85) ? walk_below(self, 1000) : 0;
    return out;
}

void walk_set_settings(walk *self, const audit_settings *wanted)
{
    rs_settings settings = world_settings(self->world);
    settings.own_rate = wanted->own_rate;
    settings.levels = wanted->levels;
    settings.level_rates = (rs_ints){wanted->level_rates, AUDITOR_LEVELS};
    settings.max_network_rate = 100000;
    settings.hold_days = wanted->hold_days;
    settings.hold_from = (rs_hold_from)wanted->hold_from;
    settings.accrue_on = wanted->on_order ? RS_ACCRUE_ORDERED : RS_ACCRUE_DELIVERED;
    settings.base = wanted->customer_base ? RS_BASE_CUSTOMER : RS_BASE_SELLER;
    settings.exclude_legal = wanted->exclude_legal;
    settings.who = wanted->newcomers_only ? RS_WHO_NEWCOMERS : RS_WHO_ANYONE;
    settings.proof = wanted->proof_off ? RS_PROOF_OFF : RS_PROOF_ORDER_NUMBER;
    settings.point_rate = wanted->point_rate;
    settings.payout_min = wanted->payout_min;
    settings.payout_max = wanted->payout_max;
    settings.payout_open_max = wanted->payout_open_max;
    settings.two_approvals_from = wanted->two_from;
    settings.links_max = wanted->links_max;
    world_set(self->world, &settings);
    auditor_set(self->auditor, wanted);
}

void walk_settings(walk *self)
{
    audit_settings wanted = make_settings(self);
    DOING(self, "the settings change");
    walk_set_settings(self, &wanted);
}
