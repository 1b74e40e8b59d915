/* What participants are told by themselves: piles of what happened, each told once. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stdlib.h>
#include <string.h>

#define AT_ONCE_MS 20000

static bool is_monday(int64_t at)
{
    return (at / AUDIT_DAY + 3) % 7 == 0; /* the first of January 1970 was a Thursday */
}

static int64_t next_telling(const auditor *self, int frequency)
{
    int64_t moscow = self->now + 3 * AUDIT_HOUR;
    int64_t at = moscow / AUDIT_DAY * AUDIT_DAY + self->habits.hour * AUDIT_HOUR;
    if (frequency == AUDIT_NOW)
        return self->now + AT_ONCE_MS;
    while (at <= moscow || (frequency == AUDIT_WEEKLY && !is_monday(at)))
        at += AUDIT_DAY;
    return at - 3 * AUDIT_HOUR;
}

static int frequency_of(const auditor *self, const audit_person *one, int topic)
{
    if (topic == AUDIT_AT_ONCE)
        return AUDIT_NOW;
    return one->frequencies[topic] ? one->frequencies[topic] : self->habits.frequency;
}

static void add(audit_news *to, const audit_news *more)
{
    to->own += more->own;
    to->taken += more->taken;
    to->released += more->released;
    to->orders += more->orders;
    to->sum += more->sum;
    to->returned += more->returned;
    for (int n = 0; n < AUDITOR_LEVELS; n++) {
        to->levels[n] += more->levels[n];
        to->joined[n] += more->joined[n];
    }
}

static void pour(audit_pile *from, audit_pile *to)
{
    to->first = to->until && to->first < from->first ? to->first : from->first;
    to->last = to->last > from->last ? to->last : from->last;
    to->until = from->until;
    add(&to->news, &from->news);
    *from = (audit_pile){0};
}

static void push(auditor *self, const audit_message *message)
{
    if (self->message_count == AUDITOR_NEWS)
        abort();
    self->messages[self->message_count++] = *message;
}

static void tell_due(auditor *self, int person)
{
    static const audit_news nothing = {0};
    audit_person *one = &self->people[person];
    audit_message message = {.person = person};
    bool any = false;
    for (int topic = 0; topic < AUDIT_TOPICS; topic++) {
        audit_pile *pile = &one->piles[topic];
        if (!pile->until || pile->until > self->now)
            continue;
        any |= memcmp(&pile->news, &nothing, sizeof nothing) != 0;
        pour(pile, &message.of[frequency_of(self, one, topic)]);
    }
    if (any && !one->blocked && !one->unreachable)
        push(self, &message);
}

void audit_tell_due(auditor *self)
{
    for (int n = 0; n < AUDITOR_PEOPLE; n++)
        if (self->people[n].there)
            tell_due(self, n);
}

void audit_tell(auditor *self, int person, int topic, const audit_news *news)
{
    audit_person *one = &self->people[person];
    tell_due(self, person);
    int frequency = frequency_of(self, one, topic);
    audit_pile *pile = &one->piles[topic];
    if (frequency == AUDIT_OFF)
        return;
    if (!pile->until)
        *pile = (audit_pile){.first = self->now, .until = next_telling(self, frequency)};
    pile->last = self->now;
    add(&pile->news, news);
}

void audit_tell_joined(auditor *self, int person)
{
    int inviter = self->people[person].inviter;
    for (int level = 0; level < auditor_settings(self)->levels && inviter >= 0; level++) {
        audit_news news = {0};
        news.joined[level] = 1;
        audit_tell(self, inviter, AUDIT_NETWORK, &news);
        inviter = self->people[inviter].inviter;
    }
}

void auditor_subscribe(auditor *self, int person, int topics, int frequency)
{
    audit_person *one = &self->people[person];
    tell_due(self, person);
    for (int topic = 0; topic < AUDIT_AT_ONCE; topic++) {
        int before = frequency_of(self, one, topic);
        audit_pile *pile = &one->piles[topic];
        one->frequencies[topic] = topics & 1 << topic ? frequency : before;
        if (one->frequencies[topic] == before)
            continue;
        if (frequency == AUDIT_OFF)
            *pile = (audit_pile){0};
        else if (pile->until)
            pile->until = next_telling(self, frequency);
    }
}

const audit_message *auditor_hear(auditor *self, int person)
{
    int n = 0;
    while (n < self->message_count && self->messages[n].person != person)
        n++;
    if (n == self->message_count)
        return NULL;
    self->heard = self->messages[n];
    for (self->message_count--; n < self->message_count; n++)
        self->messages[n] = self->messages[n + 1];
    return &self->heard;
}

bool auditor_is_silent(const auditor *self)
{
    return self->message_count == 0;
}
