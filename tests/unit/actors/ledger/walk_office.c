/* Steps of the walk: settings and payouts. */
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
    world_set(self->world, &settings);
    auditor_set(self->auditor, wanted);
}

void walk_settings(walk *self)
{
    audit_settings wanted = make_settings(self);
    DOING(self, "the settings change");
    walk_set_settings(self, &wanted);
}

void walk_payout(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0 || self->payouts == AUDITOR_PAYOUTS)
        return;
    int64_t available = auditor_person(self->auditor, person)->available;
    int64_t points = walk_chance(self, 10) || available <= 0 ? walk_below(self, 3)
                                                             : walk_below(self, available) + 1;
    if (walk_chance(self, 10))
        points = available + 1;
    if (walk_chance(self, 10)) /* what limits there are, exactly */
        points = walk_chance(self, 50) ? PTS(500, 0) : available;
    DOING(self, "%d asks for %lld points", person, (long long)points);
    rs_payout_open_args args = {.tg = TG(person), .points = points};
    rs_err rc = world_ask(self->world, RS_ROLE_TELEGRAM, RS_PAYOUT_OPEN, &args);
    self->payouts += rc == RS_OK;
    walk_expect_word(self, auditor_open_payout(self->auditor, person, points));
}

void walk_payout_move(walk *self)
{
    if (!self->payouts)
        return;
    int payout = walk_chance(self, 80) ? self->payouts : (int)walk_below(self, self->payouts) + 1;
    int to = (int)walk_below(self, 4) + 2;
    bool note = walk_chance(self, 50);
    DOING(self, "request %d is moved to %d", payout, to);
    if (to == 5) {
        int person = auditor_payout(self->auditor, payout)->person;
        rs_payout_cancel_args args = {.tg = TG(person), .payout = payout};
        world_ask(self->world, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args);
    } else {
        rs_payout_move_args args = {
            .payout = payout,
            .rev = world_payout_row(self->world, payout).rev,
            .to = (rs_payout_state)to,
            .reason = to == 4 ? RS_REJECT_OTHER : 0,
            .note = note ? "так надо" : NULL,
        };
        world_login(self->world, 1);
        world_ask_admin(self->world, 1, RS_PAYOUT_MOVE, &args);
    }
    walk_expect_word(self, auditor_move_payout(self->auditor, payout, to, note));
}
