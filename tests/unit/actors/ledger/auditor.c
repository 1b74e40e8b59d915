#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>

auditor *auditor_open(const audit_habits *habits, int64_t now)
{
    auditor *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    self->habits = *habits;
    self->now = now;
    self->first_day = now / AUDIT_DAY - 400;
    self->logged = calloc(AUDITOR_DAYS, sizeof *self->logged);
    self->days = calloc(AUDITOR_DAYS, sizeof *self->days);
    if (!self->logged || !self->days)
        abort();
    return self;
}

void auditor_close(auditor **self_p)
{
    free((*self_p)->logged);
    free((*self_p)->days);
    free(*self_p);
    *self_p = NULL;
}

void auditor_time(auditor *self, int64_t now)
{
    self->now = now;
    audit_tell_due(self);
    audit_settle_all(self);
}

void auditor_set(auditor *self, const audit_settings *settings)
{
    if (self->settings_count == AUDITOR_SETTINGS)
        abort();
    self->settings[self->settings_count] = *settings;
    self->settings[self->settings_count++].since = self->now;
    audit_settle_all(self);
}

const audit_settings *auditor_settings(const auditor *self)
{
    return &self->settings[self->settings_count - 1];
}

const audit_person *auditor_person(const auditor *self, int person)
{
    return &self->people[person];
}

const audit_payout *auditor_payout(const auditor *self, int payout)
{
    return payout >= 1 && payout <= self->payout_count ? &self->payouts[payout] : NULL;
}

void auditor_reckon(auditor *self)
{
    audit_settle_all(self);
    audit_count(self);
    audit_count_days(self);
}

int64_t auditor_next_release(const auditor *self)
{
    int64_t next = 0;
    for (int n = 0; n < self->posting_count; n++) {
        const audit_shares *one = &self->postings[n].shares;
        if (one->release > self->now && (!next || one->release < next))
            next = one->release;
    }
    return next;
}

const audit_shares *auditor_posting(const auditor *self, int n, audit_number *out)
{
    if (n >= self->posting_count)
        return NULL;
    *out = self->postings[n].number;
    return &self->postings[n].shares;
}
