/* Steps of the walk: what administrators change by hand. */
#include "tests/unit/actors/ledger/walk.h"

static const char why[] = "так надо";

static int64_t rev_of(walk *self, int person)
{
    return world_row(self->world, self->participant[person]).rev;
}

static void ask(walk *self, rs_method_id method, const void *argument)
{
    (void)!world_ask(self->world, RS_ROLE_CTL, method, argument);
}

/* Half of the time what there is, exactly, or one hundredth of a point more. */
static int64_t some_points(walk *self, int64_t there)
{
    if (there > 0 && walk_chance(self, 50))
        return -(walk_chance(self, 30) ? there + walk_below(self, 2) : walk_below(self, there) + 1);
    return walk_chance(self, 70) ? walk_below(self, PTS(200, 0)) : 0;
}

void walk_correct(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0)
        return;
    rs_account_row now = world_account(self->world, self->participant[person]);
    rs_correct_args args = {
        .participant = self->participant[person],
        .held = now.held,
        .available = now.available,
        .held_by = walk_chance(self, 70) ? some_points(self, now.held) : 0,
        .available_by = walk_chance(self, 50) ? some_points(self, now.available) : 0,
        .reason = why,
    };
    if (walk_chance(self, 40))
        args.release = world_now(self->world) + walk_below(self, 50 * DAY);
    DOING(self, "%d is given %lld on hold until %lld and %lld available", person,
          (long long)args.held_by, (long long)args.release, (long long)args.available_by);
    ask(self, RS_PARTICIPANT_CORRECT, &args);
    walk_expect_word(self, auditor_correct(self->auditor, person, args.held_by, args.available_by,
                                           args.release));
    walk_pass(self, 1); /* what is due by now happens */
}

void walk_tie(walk *self)
{
    int person = walk_somebody(self);
    int inviter = walk_chance(self, 85) ? walk_somebody(self) : -1;
    if (person < 0)
        return;
    DOING(self, "the inviter of %d becomes %d", person, inviter);
    rs_tie_args args = {
        .participant = self->participant[person],
        .rev = rev_of(self, person),
        .inviter = inviter < 0 ? 0 : self->participant[inviter],
        .reason = why,
    };
    ask(self, RS_PARTICIPANT_TIE, &args);
    walk_expect_word(self, auditor_tie(self->auditor, person, inviter));
}

void walk_ozon(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0)
        return;
    int64_t ozon =
        OZON(walk_chance(self, 60) ? person : walk_below(self, self->people + self->strangers));
    if (walk_chance(self, 20))
        ozon = 0;
    bool proven = walk_chance(self, 50);
    DOING(self, "the Ozon ID of %d becomes %lld%s", person, (long long)ozon,
          proven ? ", proven" : "");
    rs_ozon_args args = {
        .participant = self->participant[person],
        .rev = rev_of(self, person),
        .ozon = ozon ? arena_print(self->world->memory, "%lld", (long long)ozon) : NULL,
        .proven = proven,
        .reason = why,
    };
    ask(self, RS_PARTICIPANT_OZON, &args);
    walk_expect_word(self, auditor_ozon(self->auditor, person, ozon, proven));
}

void walk_block(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0)
        return;
    bool blocked = walk_chance(self, 25);
    DOING(self, "%d is %s", person, blocked ? "blocked" : "let in again");
    rs_block_args args = {
        .participant = self->participant[person],
        .rev = rev_of(self, person),
        .blocked = blocked,
        .reason = why,
    };
    ask(self, RS_PARTICIPANT_BLOCK, &args);
    walk_expect_word(self, auditor_block(self->auditor, person, blocked));
    walk_pass(self, 1); /* points that the block held are looked at again */
}
