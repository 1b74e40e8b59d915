/* Steps of the walk: people come, register, and time passes. */
#include "tests/unit/actors/ledger/walk.h"

void walk_pass(walk *self, int64_t ms)
{
    world_pass(self->world, ms);
    auditor_time(self->auditor, world_now(self->world));
}

/* The moment points are released, and the one before. */
static bool pass_to_release(walk *self)
{
    int64_t release = auditor_next_release(self->auditor);
    int64_t now = world_now(self->world);
    if (release <= now + 1)
        return false;
    DOING(self, "%lld ms pass, until points are released", (long long)(release - now));
    walk_pass(self, release - now - 1);
    walk_compare_people(self);
    walk_pass(self, 1);
    walk_compare_people(self);
    return true;
}

void walk_time(walk *self)
{
    if (walk_chance(self, 10) && pass_to_release(self))
        return;
    int64_t ms = walk_chance(self, 60) ? walk_below(self, HOUR) : walk_below(self, 12 * DAY);
    if (walk_chance(self, 5))
        ms = 30 * DAY;
    DOING(self, "%lld ms pass", (long long)ms);
    walk_pass(self, ms);
}

/* They come one after another, so that the last find links that are off and inviters who are gone.
 */
void walk_join(walk *self)
{
    int64_t come = 4 + self->step / 50;
    int person = (int)walk_below(self, come < self->people ? come : self->people);
    int inviter = walk_chance(self, 70) ? walk_anybody(self) : -1;
    if (auditor_person(self->auditor, person)->erased)
        return; /* whoever comes back is somebody new */
    if (!self->participant[person] && inviter == person)
        inviter = -1;
    int link = inviter >= 0 && walk_chance(self, 60) ? walk_some_link(self, inviter) : 0;
    const char *code = inviter >= 0 ? walk_code(self, inviter, link) : NULL;
    DOING(self, "%d joins by link %d of %d", person, link, inviter);
    int result = (int)world_start(self->world, person, code);
    self->participant[person] = ((const rs_start_result *)self->world->result)->participant;
    self->named[person] = true;
    world_consent(self->world, person);
    EXPECT(self, "tie", result, auditor_join(self->auditor, person, inviter, link));
}

static void register_with(walk *self, int person, int64_t ozon, int order)
{
    const char *text = order ? world_number(self->world, ozon, order, 0)
                             : arena_print(self->world->memory, "%lld", (long long)ozon);
    DOING(self, "%d registers with %s", person, text);
    int result = (int)world_register(self->world, person, text);
    EXPECT(self, "outcome", result, auditor_register(self->auditor, person, ozon, order));
}

void walk_register(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0)
        return;
    int64_t ozon =
        OZON(walk_chance(self, 85) ? person : walk_below(self, self->people + self->strangers));
    int order = walk_chance(self, 60) ? (int)walk_below(self, self->orders) + 1 : 0;
    /* Some try until they are not listened to any more, and once more. */
    int64_t tries = walk_chance(self, 5) ? walk_below(self, 4) + 4 : 1;
    for (int64_t n = 1; n < tries; n++) {
        register_with(self, person, ozon, self->orders + 1);
        walk_pass(self, 1);
    }
    register_with(self, person, ozon, order);
}
