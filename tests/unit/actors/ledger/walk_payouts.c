/* Steps of the walk: requests to be paid, and the two who deal with them. */
#include "tests/unit/actors/ledger/walk.h"

static const char why[] = "так надо";

static int some_request(walk *self)
{
    bool last = walk_chance(self, 70);
    return self->payouts - (last ? (int)walk_below(self, self->payouts < 3 ? self->payouts : 3)
                                 : (int)walk_below(self, self->payouts));
}

static int some_admin(walk *self)
{
    return walk_chance(self, 70) ? 1 : 2;
}

static void ask(walk *self, int admin, rs_method_id method, const void *argument)
{
    world_login(self->world, admin);
    (void)!world_ask_admin(self->world, admin, method, argument);
}

static int64_t rev_of(walk *self, int payout)
{
    return world_payout_row(self->world, payout).rev;
}

void walk_payout(walk *self)
{
    int person = walk_somebody(self);
    if (person < 0 || self->payouts == AUDITOR_PAYOUTS)
        return;
    int64_t available = auditor_person(self->auditor, person)->available;
    int64_t points = walk_chance(self, 10) || available <= 0 ? walk_below(self, 3)
                                                             : walk_below(self, available) + 1;
    if (walk_chance(self, 10))
        points = available + 1;
    if (walk_chance(self, 10)) /* what limits there are, exactly */
        points = walk_chance(self, 50) ? PTS(500, 0) : available;
    DOING(self, "%d asks for %lld points", person, (long long)points);
    rs_payout_open_args args = {.tg = TG(person), .points = points};
    rs_err rc = world_ask(self->world, RS_ROLE_TELEGRAM, RS_PAYOUT_OPEN, &args);
    self->payouts += rc == RS_OK;
    walk_expect_word(self, auditor_open_payout(self->auditor, person, points));
}

static void move_on(walk *self, int payout)
{
    int to = walk_chance(self, 70) ? (int)walk_below(self, 2) + 2 : 4;
    int admin = some_admin(self);
    bool note = walk_chance(self, 50);
    DOING(self, "request %d is moved to %d by %d", payout, to, admin);
    rs_payout_move_args args = {
        .payout = payout,
        .rev = rev_of(self, payout),
        .to = (rs_payout_state)to,
        .reason = to == 4 ? RS_REJECT_OTHER : 0,
        .note = note ? why : NULL,
    };
    ask(self, admin, RS_PAYOUT_MOVE, &args);
    walk_expect_word(self, auditor_move_payout(self->auditor, payout, to, admin, note));
}

static void cancel(walk *self, int payout)
{
    int person = auditor_payout(self->auditor, payout)->person;
    if (auditor_person(self->auditor, person)->erased)
        return;
    rs_payout_cancel_args args = {.tg = TG(person), .payout = payout};
    DOING(self, "%d takes request %d back", person, payout);
    (void)!world_ask(self->world, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args);
    walk_expect_word(self, auditor_move_payout(self->auditor, payout, 5, 0, false));
}

static void claim(walk *self, int payout)
{
    int admin = some_admin(self);
    bool take = walk_chance(self, 70);
    bool reason = walk_chance(self, 50);
    DOING(self, "request %d is %s by %d", payout, take ? "taken" : "given back", admin);
    rs_payout_claim_args args = {
        .payout = payout, .rev = rev_of(self, payout), .take = take, .reason = reason ? why : NULL};
    ask(self, admin, RS_PAYOUT_CLAIM, &args);
    walk_expect_word(self, auditor_claim_payout(self->auditor, payout, admin, take, reason));
}

static void correct(walk *self, int payout)
{
    const audit_payout *one = auditor_payout(self->auditor, payout);
    int64_t cover = auditor_person(self->auditor, one->person)->available;
    int64_t most = one->points + (cover > 0 ? cover : 0);
    int admin = some_admin(self);
    rs_payout_correct_args args = {.payout = payout, .rev = rev_of(self, payout), .reason = why};
    if (walk_chance(self, 75))
        args.points =
            walk_chance(self, 20) ? most + walk_below(self, 2) : walk_below(self, most) + 1;
    if (walk_chance(self, 30))
        args.money = walk_below(self, one->money + 1000);
    DOING(self, "request %d is corrected to %lld points, %lld kopecks by %d", payout,
          (long long)args.points, (long long)args.money, admin);
    ask(self, admin, RS_PAYOUT_CORRECT, &args);
    walk_expect_word(self,
                     auditor_correct_payout(self->auditor, payout, admin, args.points, args.money));
}

static void approve(walk *self, int payout)
{
    int admin = some_admin(self);
    rs_payout_approve_args args = {.payout = payout, .rev = rev_of(self, payout)};
    DOING(self, "request %d is approved by %d", payout, admin);
    ask(self, admin, RS_PAYOUT_APPROVE, &args);
    walk_expect_word(self, auditor_approve_payout(self->auditor, payout, admin));
}

void walk_payout_deal(walk *self)
{
    static void (*const deeds[])(walk *, int) = {move_on, move_on, move_on, cancel,
                                                 claim,   correct, approve};
    if (self->payouts)
        deeds[walk_below(self, sizeof deeds / sizeof *deeds)](self, some_request(self));
}
