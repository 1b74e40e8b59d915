/* Requests to be paid. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>

#define CLAIM (INT64_C(15) * 60 * 1000)

static int count_open(const auditor *self, int person)
{
    int count = 0;
    for (int n = 1; n <= self->payout_count; n++)
        count += self->payouts[n].person == person && self->payouts[n].state <= 2;
    return count;
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
    if (count_open(self, person) >= now->payout_open_max)
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
    self->payouts[++self->payout_count] = (audit_payout){
        .person = person, .state = 1, .points = points, .money = money, .rate = now->point_rate};
    one->available -= points;
    one->reserved += points;
    return "";
}

/* A colleague has it, since less than a quarter of an hour. */
static bool is_claimed(const auditor *self, const audit_payout *one, int admin)
{
    return one->state <= 2 && one->claimed > self->now && one->claimant && one->claimant != admin;
}

static bool wants_two(const auditor *self, const audit_payout *one)
{
    int64_t from = auditor_settings(self)->two_from;
    return from && one->money >= from;
}

static const char *check_paying(const auditor *self, const audit_payout *one, int admin,
                                bool with_note)
{
    if (self->people[one->person].available < 0 && !with_note)
        return "debt:";
    if (wants_two(self, one) && (!one->approver || one->approver == admin))
        return "approval:";
    return "";
}

const char *auditor_move_payout(auditor *self, int payout, int to, int admin, bool with_note)
{
    static const bool allowed[6][6] = {
        [1] = {[2] = true, [4] = true, [5] = true}, [2] = {[3] = true, [4] = true}};
    audit_payout *one = &self->payouts[payout];
    audit_person *who = &self->people[one->person];
    if (!allowed[one->state][to])
        return to == 5 ? "state:" : "to:";
    if (to != 5 && is_claimed(self, one, admin))
        return "claimed:";
    const char *word = to == 3 ? check_paying(self, one, admin, with_note) : "";
    if (*word)
        return word;
    if (to != 5) {
        one->claimant = admin;
        one->claimed = self->now + CLAIM;
    }
    one->state = to;
    if (to >= 3)
        who->reserved -= one->points;
    if (to == 3) {
        who->paid += one->points;
        who->paid_money += one->money;
        audit_today(self)->paid += one->points;
        audit_today(self)->paid_money += one->money;
        audit_today(self)->payouts++;
    }
    if (to >= 4)
        who->available += one->points;
    return "";
}

const char *auditor_claim_payout(auditor *self, int payout, int admin, bool take, bool with_reason)
{
    audit_payout *one = &self->payouts[payout];
    if (one->state > 2)
        return "state:";
    if (is_claimed(self, one, admin) && !with_reason)
        return "claimed:";
    bool fresh = one->claimant == admin && one->claimed - self->now > CLAIM / 2;
    bool nobody = !one->claimant || one->claimed <= self->now;
    if ((take && fresh) || (!take && nobody))
        return ""; /* not renewed each time; nothing to give back */
    one->claimant = take ? admin : 0;
    one->claimed = take ? self->now + CLAIM : 0;
    return "";
}

const char *auditor_correct_payout(auditor *self, int payout, int admin, int64_t points,
                                   int64_t money)
{
    audit_payout *one = &self->payouts[payout];
    audit_person *who = &self->people[one->person];
    int64_t cover = who->available > 0 ? who->available : 0;
    if (one->state > 2)
        return "state:";
    if (is_claimed(self, one, admin))
        return "claimed:";
    if (!money)
        money = points ? points * one->rate / 100 : one->money;
    if (!points)
        points = one->points;
    if (points <= 0 || money <= 0)
        return "points:";
    if (points == one->points && money == one->money)
        return "points:";
    if (points - one->points > cover)
        return "available:";
    who->available -= points - one->points;
    who->reserved += points - one->points;
    one->points = points;
    one->money = money;
    one->approver = 0; /* whoever agreed agreed to something else */
    return "";
}

const char *auditor_approve_payout(auditor *self, int payout, int admin)
{
    audit_payout *one = &self->payouts[payout];
    if (one->state > 2)
        return "state:";
    if (!wants_two(self, one) || one->approver)
        return "approval:";
    one->approver = admin;
    return "";
}

void audit_reject_all(auditor *self, int person)
{
    audit_person *who = &self->people[person];
    for (int n = 1; n <= self->payout_count; n++) {
        audit_payout *one = &self->payouts[n];
        if (one->person != person || one->state > 2)
            continue;
        who->reserved -= one->points;
        who->available += one->points;
        one->state = 4;
    }
}
