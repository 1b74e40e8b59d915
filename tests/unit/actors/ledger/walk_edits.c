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
    int person = walk_anybody(self);
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
    int person = walk_anybody(self);
    int inviter = walk_chance(self, 85) ? walk_anybody(self) : -1;
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
    int person = walk_anybody(self);
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
    int person = walk_anybody(self);
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

/* Often somebody who owes points, of whom there are few. */
static int walk_who_leaves(walk *self)
{
    int person = walk_anybody(self);
    bool debtor = walk_chance(self, 50);
    for (int n = 0; debtor && person >= 0 && n < self->people; n++) {
        int other = (person + n) % self->people;
        const audit_person *one = auditor_person(self->auditor, other);
        if (self->participant[other] && !one->erased && one->available < 0)
            return other;
    }
    return person;
}

/* A third stays at least. */
void walk_erase(walk *self)
{
    int person = walk_who_leaves(self);
    int gone = 0;
    for (int n = 0; n < self->people; n++)
        gone += auditor_person(self->auditor, n)->erased;
    if (person < 0 || gone >= self->people / 3 || !walk_chance(self, 15))
        return;
    bool forfeit = walk_chance(self, 50);
    DOING(self, "%d is erased%s", person, forfeit ? ", whatever is theirs" : "");
    rs_participant_row before = world_row(self->world, self->participant[person]);
    rs_erase_args args = {
        .participant = before.id,
        .rev = before.rev,
        .forfeit = forfeit,
        .reason = why,
    };
    rs_err rc = world_ask(self->world, RS_ROLE_CTL, RS_PARTICIPANT_ERASE, &args);
    walk_expect_word(self, auditor_erase(self->auditor, person, forfeit));
    walk_pass(self, 1); /* the key goes once the fact is durable */
    if (rc != RS_OK)
        return;
    view look = world_view(self->world);
    EXPECT(self, "name of before that can be read",
           show_text(&look, before.id, before.first) != NULL, false);
}

static int64_t asked_of(walk *self, int64_t posting, int64_t ret)
{
    rs_posting_row row = {0};
    row_get(self->world->stores.state, self->world->memory, TABLE_POSTING, KEY_1(posting), &row);
    for (size_t n = 0; n < row.returns.count; n++)
        if (row.returns.items[n].ret == ret)
            return row.returns.items[n].asked;
    return world_now(self->world);
}

void walk_decide(walk *self)
{
    int64_t kept = self->return_count < WALK_KEPT ? self->return_count : WALK_KEPT;
    if (!kept)
        return;
    const audit_return *one = &self->returns[walk_below(self, kept)];
    int to = (int)walk_below(self, 3) + 1;
    int64_t qty = to == 2 || walk_chance(self, 10) ? walk_below(self, 4) : 0;
    const char *number =
        world_number(self->world, one->number.ozon, one->number.order, one->number.part);
    int64_t posting =
        row_ref(self->world->stores.state, self->world->memory, TABLE_POSTING_NO, KEY_TEXT(number));
    rs_decide_args args = {
        .posting = posting,
        .ret = one->id,
        .asked = asked_of(self, posting, one->id),
        .state = (rs_return_state)to,
        .qty = qty,
        .reason = why,
    };
    DOING(self, "return %lld of %s is decided: %d, %lld", (long long)one->id, number, to,
          (long long)qty);
    ask(self, RS_RETURN_DECIDE, &args);
    walk_expect_word(self, auditor_decide(self->auditor, &one->number, one->id, to, qty));
}
