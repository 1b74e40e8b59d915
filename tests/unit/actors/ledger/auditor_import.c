/* Members and orders of before. */
#include "tests/unit/actors/ledger/auditor_inside.h"

/* What was over before its buyer came was in their opening balances. */
static void leave_out(auditor *self, int64_t ozon)
{
    for (int n = 0; n < self->posting_count; n++) {
        posting *p = &self->postings[n];
        bool over = p->last.status == 2 || p->last.status == 3;
        if (p->number.ozon == ozon && p->seen && over && !p->shares.fixed)
            audit_fix(self, p);
    }
}

const char *auditor_import_member(auditor *self, int person, int64_t joined, int inviter,
                                  int64_t ozon, int64_t held, int64_t available, bool *known)
{
    audit_person *one = &self->people[person];
    *known = one->there;
    if (*known)
        return "";
    if (inviter >= 0 && !self->people[inviter].there)
        return "inviter:";
    if (ozon && audit_holder(self, ozon) >= 0)
        return "ozon_id:";
    audit_come(self, person, joined);
    if (inviter >= 0) {
        one->inviter = inviter;
        one->tied = joined;
    }
    if (ozon) {
        one->registered = one->first_registered = one->bound = self->now;
        one->ozon = ozon;
        audit_prove(self, person);
        leave_out(self, ozon);
    }
    audit_give(self, person, held, available,
               self->now + auditor_settings(self)->hold_days * AUDIT_DAY);
    audit_settle_postings(self);
    return "";
}

bool auditor_import_order(auditor *self, const audit_look *look)
{
    posting *p = audit_find_or_add(self, &look->number);
    bool over = look->status == 2 || look->status == 3;
    if (p->seen)
        return false;
    p->seen = true;
    p->recorded = self->now;
    p->last = *look;
    p->last.asked = look->created; /* any look at Ozon is newer */
    p->delivered = look->status == 2 ? look->created : 0;
    if (over)
        audit_fix(self, p); /* and nobody has a share */
    audit_settle_all(self);
    return true;
}
