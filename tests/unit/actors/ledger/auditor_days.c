/* The programme day by day: what happened is written down as it happens, the rest is counted from
 * how things stand. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>
#include <string.h>

static int64_t day_of(int64_t at)
{
    return (at + 3 * AUDIT_HOUR) / AUDIT_DAY; /* Moscow's */
}

static audit_day *find(const auditor *self, audit_day *days, int64_t at)
{
    int64_t n = day_of(at) - self->first_day;
    if (n < 0 || n >= AUDITOR_DAYS)
        abort();
    return &days[n];
}

audit_day *audit_today(auditor *self)
{
    return find(self, self->logged, self->now);
}

const audit_day *auditor_day(const auditor *self, int64_t day)
{
    int64_t n = day - self->first_day;
    return n >= 0 && day <= day_of(self->now) ? &self->days[n] : NULL;
}

/* ------------------------------------------------------------------------------- orders */

int audit_count_order(auditor *self, const posting *p, bool counted)
{
    int n = 0;
    while (n < self->order_count &&
           (self->orders[n].buyer != p->shares.buyer || self->orders[n].ozon != p->number.ozon ||
            self->orders[n].order != p->number.order))
        n++;
    if (n == AUDITOR_ORDERS)
        abort();
    audit_order *one = &self->orders[n];
    if (n == self->order_count) {
        self->order_count++;
        *one = (audit_order){
            .buyer = p->shares.buyer, .ozon = p->number.ozon, .order = p->number.order};
    }
    bool before = one->postings > 0;
    one->postings += counted ? 1 : -1;
    if (!before && counted) {
        one->ordered = p->last.created;
        one->referral = p->shares.referral;
    }
    return (one->postings > 0) - before;
}

static bool is_of_referral(const audit_order *one)
{
    return one->postings > 0 && one->referral;
}

static bool was_active_by(const auditor *self, int index)
{
    const audit_order *one = &self->orders[index];
    for (int n = 0; n < index; n++)
        if (is_of_referral(&self->orders[n]) && self->orders[n].buyer == one->buyer &&
            day_of(self->orders[n].ordered) == day_of(one->ordered))
            return true;
    return false;
}

static void count_orders(auditor *self)
{
    for (int n = 0; n < self->order_count; n++) {
        const audit_order *one = &self->orders[n];
        audit_day *day = one->postings > 0 ? find(self, self->days, one->ordered) : NULL;
        if (!day)
            continue;
        day->orders += one->referral;
        day->own_orders += !one->referral;
        day->active += one->referral && !was_active_by(self, n);
    }
}

static void count_sales(auditor *self)
{
    for (int n = 0; n < self->posting_count; n++) {
        const posting *p = &self->postings[n];
        if (!p->shares.fixed)
            continue;
        audit_day *day = find(self, self->days, p->last.created);
        int64_t net = p->shares.purchase ? p->shares.net : 0;
        *(p->shares.referral ? &day->sales : &day->own_sales) += net;
        if (p->shares.referral)
            audit_units(p, day);
    }
}

/* ------------------------------------------------------------------------------- people */

/* The first order placed by this person as a referral that is not `besides`. */
static const audit_order *first_order(const auditor *self, int person, const audit_order *besides)
{
    const audit_order *first = NULL;
    for (int n = 0; n < self->order_count; n++) {
        const audit_order *one = &self->orders[n];
        if (is_of_referral(one) && one->buyer == person && one != besides &&
            (!first || one->ordered < first->ordered))
            first = one;
    }
    return first;
}

static void count_person(auditor *self, int person)
{
    const audit_person *one = &self->people[person];
    find(self, self->days, one->joined)->joined++;
    if (!one->registered)
        return;
    find(self, self->days, one->registered)->registered++;
    find(self, self->days, one->registered)->referrals += one->inviter >= 0;
    const audit_order *first = first_order(self, person, NULL);
    const audit_order *second = first ? first_order(self, person, first) : NULL;
    if (first) {
        find(self, self->days, first->ordered)->buyers++;
        int64_t wait = first->ordered - one->registered;
        find(self, self->days, first->ordered)->waited += wait > 0 ? wait : 0;
    }
    if (second)
        find(self, self->days, second->ordered)->repeated++;
}

void audit_count_days(auditor *self)
{
    size_t count = (size_t)(day_of(self->now) - self->first_day + 1);
    memcpy(self->days, self->logged, count * sizeof *self->days);
    count_orders(self);
    count_sales(self);
    for (int n = 0; n < AUDITOR_PEOPLE; n++)
        if (self->people[n].there)
            count_person(self, n);
}
