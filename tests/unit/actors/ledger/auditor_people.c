/* Who takes part, and what Ozon shows. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>
#include <string.h>

bool audit_is_above(const auditor *self, int person, int below)
{
    for (; below >= 0; below = self->people[below].inviter)
        if (below == person)
            return true;
    return false;
}

/* 1 none, 2 attached, 3 known already, 4 a dead link, 5 their own or a loop */
static int tie_outcome(const auditor *self, int person, int inviter, int link)
{
    const audit_person *one = &self->people[person];
    if (inviter < 0)
        return 1;
    if (inviter == person)
        return 5;
    if (one->bound || one->inviter >= 0)
        return 3;
    if (self->people[inviter].blocked || self->people[inviter].links[link].off)
        return 4;
    return audit_is_above(self, person, inviter) ? 5 : 2;
}

void audit_come(auditor *self, int person, int64_t joined)
{
    audit_person *one = &self->people[person];
    *one =
        (audit_person){.there = true, .joined = joined, .inviter = -1, .via = -1, .link_count = 1};
    audit_today(self)->links++;
}

static void open_link(auditor *self, int person, audit_link *link)
{
    if (!link->opened[person] && link->opens++ == 0)
        audit_today(self)->links_used++;
    link->opened[person] = true;
}

int auditor_join(auditor *self, int person, int inviter, int link)
{
    audit_person *one = &self->people[person];
    if (!one->there)
        audit_come(self, person, self->now);
    one->unreachable = false;
    if (inviter >= 0 && !self->people[inviter].there)
        abort();
    int outcome = tie_outcome(self, person, inviter, link);
    if (inviter >= 0 && inviter != person)
        open_link(self, person, &self->people[inviter].links[link]);
    if (outcome == 2) {
        one->inviter = one->via = inviter;
        one->via_link = link;
        one->tied = self->now;
    }
    audit_settle_all(self);
    return outcome;
}

void auditor_reach(auditor *self, int person, bool unreachable)
{
    self->people[person].unreachable = unreachable;
}

static bool is_known_order(const auditor *self, int64_t ozon, int order)
{
    for (int n = 0; n < self->posting_count; n++)
        if (self->postings[n].number.ozon == ozon && self->postings[n].number.order == order)
            return true;
    return false;
}

static bool bought_before(const auditor *self, int64_t ozon, int64_t when)
{
    for (int n = 0; n < self->posting_count; n++) {
        const posting *p = &self->postings[n];
        if (p->number.ozon == ozon && p->seen && p->last.created < when && p->last.status != 3)
            return true;
    }
    return false;
}

static int64_t moscow_day(const auditor *self)
{
    return (self->now + INT64_C(3) * 60 * 60 * 1000) / AUDIT_DAY;
}

static bool tired(const auditor *self, const audit_person *one)
{
    return one->attempt_day == moscow_day(self) && one->attempts >= 5;
}

static void fail_once(const auditor *self, audit_person *one)
{
    if (one->attempt_day != moscow_day(self))
        one->attempts = 0;
    one->attempt_day = moscow_day(self);
    one->attempts++;
}

bool audit_has_proven(const auditor *self, int person, int64_t ozon)
{
    for (int n = 0; n < AUDITOR_PROOFS; n++)
        if (ozon && self->people[person].proofs[n] == ozon)
            return true;
    return false;
}

void audit_prove(auditor *self, int person)
{
    audit_person *one = &self->people[person];
    int n = 0;
    one->proven = true;
    if (audit_has_proven(self, person, one->ozon))
        return;
    while (n < AUDITOR_PROOFS && one->proofs[n])
        n++;
    if (n == AUDITOR_PROOFS)
        abort();
    one->proofs[n] = one->ozon;
}

void audit_bind(auditor *self, int person, int64_t ozon, bool proven, bool first)
{
    audit_person *one = &self->people[person];
    if (first && auditor_settings(self)->newcomers_only && one->inviter >= 0 &&
        bought_before(self, ozon, one->joined)) {
        one->inviter = one->via = -1;
        one->tie_lost = true;
    }
    if (first)
        one->first_registered = self->now;
    one->registered = one->first_registered;
    if (first)
        audit_tell_joined(self, person);
    one->bound = self->now;
    one->ozon = ozon;
    one->proven = false;
    if (proven || audit_has_proven(self, person, ozon))
        audit_prove(self, person);
}

static int prove(auditor *self, int person, int64_t ozon, int order)
{
    audit_person *one = &self->people[person];
    if (one->proven || one->ozon != ozon)
        return 9;
    if (!order)
        return 7;
    if (tired(self, one))
        return 8;
    if (!is_known_order(self, ozon, order)) {
        fail_once(self, one);
        return 2;
    }
    audit_prove(self, person);
    return 1;
}

static int bind_id(auditor *self, int person, int64_t ozon, int order)
{
    audit_person *one = &self->people[person];
    if (tired(self, one))
        return 8;
    if (audit_holder(self, ozon) >= 0) {
        fail_once(self, one);
        return 3;
    }
    bool proven = auditor_settings(self)->proof_off || audit_has_proven(self, person, ozon) ||
                  (order && is_known_order(self, ozon, order));
    if (!proven && order)
        fail_once(self, one);
    audit_bind(self, person, ozon, proven, !one->bound);
    return proven ? 1 : 2;
}

int auditor_register(auditor *self, int person, int64_t ozon, int order)
{
    audit_person *one = &self->people[person];
    int outcome =
        one->registered ? prove(self, person, ozon, order) : bind_id(self, person, ozon, order);
    audit_settle_all(self);
    return outcome;
}

static bool same_number(const audit_number *a, const audit_number *b)
{
    return a->ozon == b->ozon && a->order == b->order && a->part == b->part;
}

posting *audit_find_or_add(auditor *self, const audit_number *number)
{
    for (int n = 0; n < self->posting_count; n++)
        if (same_number(&self->postings[n].number, number))
            return &self->postings[n];
    if (self->posting_count == AUDITOR_POSTINGS)
        abort();
    self->postings[self->posting_count] = (posting){.number = *number, .shares.buyer = -1};
    return &self->postings[self->posting_count++];
}

static bool same_look(const audit_look *a, const audit_look *b)
{
    bool same = a->created == b->created && a->status == b->status && a->scheme == b->scheme &&
                a->legal == b->legal && a->external == b->external && a->foreign == b->foreign;
    for (int n = 0; n < AUDITOR_LINES; n++)
        same &= a->lines[n].sku == b->lines[n].sku && a->lines[n].qty == b->lines[n].qty &&
                a->lines[n].price == b->lines[n].price && a->lines[n].paid == b->lines[n].paid;
    return same;
}

bool auditor_look(auditor *self, const audit_look *look)
{
    posting *p = audit_find_or_add(self, &look->number);
    if (p->seen && (look->asked <= p->last.asked || same_look(look, &p->last)))
        return false;
    if (!p->seen)
        p->recorded = self->now;
    p->seen = true;
    p->last = *look;
    if (look->status == 2 && !p->delivered)
        p->delivered = look->asked;
    audit_settle_all(self);
    return true;
}

static bool same_return(const audit_return *a, const audit_return *b)
{
    return a->source == b->source && a->sku == b->sku && a->qty == b->qty && a->type == b->type &&
           a->state == b->state && !memcmp(a->exemplars, b->exemplars, sizeof a->exemplars);
}

bool auditor_look_return(auditor *self, const audit_return *look)
{
    posting *p = audit_find_or_add(self, &look->number);
    audit_return *slot = NULL;
    for (int n = 0; n < p->return_count; n++)
        if (p->returns[n].id == look->id)
            slot = &p->returns[n];
    if (slot && (look->asked <= slot->asked || same_return(look, slot)))
        return false;
    if (!slot && p->return_count == AUDITOR_RETURNS)
        abort();
    if (!slot)
        *(slot = &p->returns[p->return_count++]) = (audit_return){0};
    int ruled = slot->ruled;
    int64_t ruled_qty = slot->ruled_qty;
    *slot = *look;
    slot->ruled = ruled;
    slot->ruled_qty = ruled_qty;
    audit_settle_all(self);
    return true;
}
