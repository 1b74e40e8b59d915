/* Requests to be paid. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>

static bool has_open(const auditor *self, int person)
{
    for (int n = 1; n <= self->payout_count; n++)
        if (self->payouts[n].person == person && self->payouts[n].state <= 2)
            return true;
    return false;
}

const char *auditor_open_payout(auditor *self, int person, int64_t points)
{
    audit_person *one = &self->people[person];
    const audit_settings *now = auditor_settings(self);
    int64_t money = points * now->point_rate / 100;
    if (!one->registered)
        return "unregistered:";
    if (one->blocked)
        return "blocked:";
    if (has_open(self, person))
        return "open:";
    if (one->available < 0)
        return "debt:";
    if (one->available <= now->payout_min)
        return "min:";
    if (money <= 0)
        return "points:";
    if (now->payout_max && points > now->payout_max)
        return "max:";
    if (points > one->available)
        return "available:";
    if (self->payout_count == AUDITOR_PAYOUTS)
        abort();
    self->payouts[++self->payout_count] =
        (audit_payout){.person = person, .state = 1, .points = points, .money = money};
    one->available -= points;
    one->reserved += points;
    return "";
}

const char *auditor_move_payout(auditor *self, int payout, int to, bool with_note)
{
    static const bool allowed[6][6] = {
        [1] = {[2] = true, [4] = true, [5] = true}, [2] = {[3] = true, [4] = true}};
    audit_payout *one = &self->payouts[payout];
    audit_person *who = &self->people[one->person];
    if (!allowed[one->state][to])
        return to == 5 ? "state:" : "to:";
    if (to == 3 && who->available < 0 && !with_note)
        return "debt:";
    one->state = to;
    if (to >= 3)
        who->reserved -= one->points;
    if (to == 3) {
        who->paid += one->points;
        who->paid_money += one->money;
    }
    if (to >= 4)
        who->available += one->points;
    return "";
}
