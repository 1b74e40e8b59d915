/* What administrators change by hand. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>

/* ------------------------------------------------------------------------------- lots */

void audit_release(auditor *self, int person, int64_t points)
{
    audit_news news = {.released = points};
    self->people[person].held -= points;
    self->people[person].available += points;
    if (self->habits.released)
        audit_tell(self, person, AUDIT_AT_ONCE, &news);
}

void audit_thaw_lots(auditor *self)
{
    for (int n = 0; n < self->lot_count; n++) {
        lot *one = &self->lots[n];
        audit_person *who = &self->people[one->person];
        if (!one->points || one->release > self->now || who->blocked)
            continue;
        audit_release(self, one->person, one->points);
        one->points = 0;
    }
}

static int64_t *held_of(posting *p, int person)
{
    for (int n = 0; n < p->shares.count; n++)
        if (p->shares.list[n].person == person)
            return &p->shares.list[n].held;
    return NULL;
}

/* What is on hold of a person and is released last; of several postings the one that was seen
 * last, and postings before what was given by hand. */
static int64_t *last_released(auditor *self, int person)
{
    int64_t *found = NULL;
    int64_t latest = 0;
    for (int n = self->lot_count - 1; n >= 0; n--)
        if (self->lots[n].person == person && self->lots[n].points &&
            self->lots[n].release >= latest) {
            found = &self->lots[n].points;
            latest = self->lots[n].release;
        }
    for (int n = 0; n < self->posting_count; n++) {
        posting *p = &self->postings[n];
        int64_t *held = held_of(p, person);
        if (held && *held && p->shares.release >= latest) {
            found = held;
            latest = p->shares.release;
        }
    }
    return found;
}

static void take_held(auditor *self, int person, int64_t points)
{
    while (points > 0) {
        int64_t *piece = last_released(self, person);
        if (!piece)
            abort();
        int64_t taken = *piece < points ? *piece : points;
        *piece -= taken;
        points -= taken;
    }
}

void audit_give(auditor *self, int person, int64_t held, int64_t available, int64_t release)
{
    audit_person *one = &self->people[person];
    if (held > 0 && self->lot_count == AUDITOR_LOTS)
        abort();
    if (held > 0)
        self->lots[self->lot_count++] = (lot){.person = person, .points = held, .release = release};
    one->held += held;
    one->available += available;
    one->corrected += held + available;
}

const char *auditor_correct(auditor *self, int person, int64_t held_by, int64_t available_by,
                            int64_t release)
{
    audit_person *one = &self->people[person];
    if (!held_by && !available_by)
        return "held_by, available_by:";
    if (one->held + held_by < 0)
        return "held_by:";
    if (release && held_by > 0 && release <= self->now)
        return "release:";
    if (one->erased)
        return "erased:";
    take_held(self, person, held_by < 0 ? -held_by : 0);
    int64_t days = auditor_settings(self)->hold_days;
    audit_give(self, person, held_by, available_by,
               release ? release : self->now + days * AUDIT_DAY);
    return ""; /* what is due by now happens as soon as time goes on */
}

/* ------------------------------------------------------------------------------- ties, Ozon IDs */

const char *auditor_tie(auditor *self, int person, int inviter)
{
    audit_person *one = &self->people[person];
    if (one->erased)
        return "erased:";
    if (inviter == one->inviter || (inviter >= 0 && self->people[inviter].erased))
        return "inviter:";
    if (inviter == person)
        return "self:";
    if (audit_is_above(self, person, inviter))
        return "loop:";
    one->inviter = inviter;
    one->tied = self->now;
    one->tie_lost = false;
    audit_settle_all(self);
    return "";
}

static void unbind(audit_person *one)
{
    one->ozon = one->registered = 0;
    one->proven = false;
}

const char *auditor_ozon(auditor *self, int person, int64_t ozon, bool proven)
{
    audit_person *one = &self->people[person];
    int holder = audit_holder(self, ozon);
    if (one->erased)
        return "erased:";
    if (!ozon && !one->ozon)
        return "ozon:";
    if (!ozon) {
        unbind(one);
    } else if (holder >= 0 && holder != person) {
        return "ozon:";
    } else if (holder == person) {
        if (one->proven || !proven)
            return "ozon:";
        audit_prove(self, person);
    } else {
        bool first = !one->bound;
        if (one->ozon)
            unbind(one);
        audit_bind(self, person, ozon, proven || auditor_settings(self)->proof_off, first);
    }
    audit_settle_all(self);
    return "";
}

const char *auditor_block(auditor *self, int person, bool blocked)
{
    if (self->people[person].erased)
        return "erased:";
    if (self->people[person].blocked == blocked)
        return "blocked:";
    self->people[person].blocked = blocked;
    return ""; /* what a block held back is looked at as soon as time goes on */
}

/* ------------------------------------------------------------------------------- erasing */

const char *auditor_erase(auditor *self, int person, bool forfeit)
{
    audit_person *one = &self->people[person];
    if (one->erased)
        return "erased:";
    audit_count(self);
    if ((one->held || one->available || one->reserved || one->open_payouts) && !forfeit)
        return "points:";
    audit_reject_all(self, person);
    take_held(self, person, one->held);
    one->corrected -= one->held + one->available;
    one->held = one->available = 0;
    one->erased = one->blocked = one->unreachable = true;
    one->ozon = 0;
    one->proven = false;
    return "";
}
