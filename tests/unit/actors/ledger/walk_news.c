/* Steps of the walk: what participants want to be told, and what they are. */
#include "tests/unit/actors/ledger/walk.h"

static void subscribe(walk *self, int person, int64_t topics, int frequency)
{
    rs_subscribe_args args = {
        .tg = TG(person), .topics = topics, .frequency = (rs_frequency)frequency};
    DOING(self, "%d wants to be told of %lld: %d", person, (long long)topics, frequency);
    assert_int_equal(world_ask(self->world, RS_ROLE_TELEGRAM, RS_PARTICIPANT_SUBSCRIBE, &args),
                     RS_OK);
    auditor_subscribe(self->auditor, person, (int)topics, frequency);
}

void walk_subscribe(walk *self)
{
    int person = walk_somebody(self);
    if (person >= 0)
        subscribe(self, person, walk_below(self, 7) + 1, AUDIT_OFF + (int)walk_below(self, 3));
}

void walk_reach(walk *self)
{
    int person = walk_somebody(self);
    bool unreachable = walk_chance(self, 30);
    if (person < 0)
        return;
    rs_reach_args args = {.tg = TG(person), .unreachable = unreachable};
    DOING(self, "%d can%s be reached", person, unreachable ? "not" : "");
    assert_int_equal(world_ask(self->world, RS_ROLE_TELEGRAM, RS_PARTICIPANT_REACH, &args), RS_OK);
    auditor_reach(self->auditor, person, unreachable);
}

/* ------------------------------------------------------------------------------- hearing */

static int64_t at(rs_ints list, int n)
{
    return (size_t)n < list.count ? list.items[n] : 0;
}

static void compare_news(walk *self, const rs_digest *got, const audit_pile *pile)
{
    const audit_news *one = &pile->news;
    EXPECT(self, "own of a digest", got->own, one->own);
    EXPECT(self, "taken of a digest", got->taken, one->taken);
    EXPECT(self, "released of a digest", got->released, one->released);
    EXPECT(self, "orders of a digest", got->orders, one->orders);
    EXPECT(self, "sum of a digest", got->sum, one->sum);
    EXPECT(self, "returned of a digest", got->returned, one->returned);
    for (int n = 0; n < AUDITOR_LEVELS; n++) {
        EXPECT(self, "level of a digest", at(got->levels, n), one->levels[n]);
        EXPECT(self, "joined of a digest", at(got->joined, n), one->joined[n]);
    }
    if (!pile->until)
        return;
    EXPECT(self, "end of a digest", got->until, pile->until);
    EXPECT(self, "beginning not after what it tells", got->since <= pile->first, true);
    EXPECT(self, "end after what it tells", pile->last < pile->until, true);
}

static void compare_message(walk *self, const rs_event *event)
{
    int person = 0;
    while (person < self->people && self->participant[person] != event->participant)
        person++;
    const audit_message *one = auditor_hear(self->auditor, person);
    EXPECT(self, "message to a participant", event->participant, one ? event->participant : 0);
    for (int frequency = AUDIT_DAILY; one && frequency < AUDIT_FREQUENCIES; frequency++) {
        rs_digest got = {0};
        for (size_t n = 0; n < event->digests.count; n++)
            if ((int)event->digests.items[n].frequency == frequency)
                got = event->digests.items[n];
        compare_news(self, &got, &one->of[frequency]);
    }
}

void walk_hear(walk *self)
{
    rs_events_args args = {.after = self->heard, .topics = RS_TOPIC_DIGESTS, .limit = 100};
    rs_events_page page = {0};
    view look = world_view(self->world);
    do {
        assert_int_equal(view_events(&look, &args, &page), RS_OK);
        for (size_t n = 0; n < page.events.count; n++)
            compare_message(self, &page.events.items[n]);
        args.after = self->heard = page.next;
    } while (page.more);
    EXPECT(self, "messages to all who wait for one", true, auditor_is_silent(self->auditor));
}
