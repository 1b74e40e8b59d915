#include "tests/unit/actors/ledger/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------- chance */

static uint64_t random_next(walk *self)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

int64_t walk_below(walk *self, int64_t end)
{
    return (int64_t)(random_next(self) % (uint64_t)end);
}

bool walk_chance(walk *self, int percent)
{
    return walk_below(self, 100) < percent;
}

int walk_somebody(walk *self)
{
    int from = (int)walk_below(self, self->people);
    for (int n = 0; n < self->people; n++)
        if (self->participant[(from + n) % self->people])
            return (from + n) % self->people;
    return -1;
}

/* ------------------------------------------------------------------------------- comparing */

static void print_where(const walk *self)
{
    print_error("REFSYS_SEED=%llu, step %lld: %s:\n", (unsigned long long)self->seed,
                (long long)self->step, self->doing);
}

void walk_expect(walk *self, const char *what, int64_t got, int64_t expected, const char *file,
                 int line)
{
    if (got == expected)
        return;
    print_where(self);
    print_error("    the %s is %lld, the auditor says %lld\n", what, (long long)got,
                (long long)expected);
    _fail(file, line);
}

void walk_expect_word(walk *self, const char *word)
{
    const char *detail = self->world->code == RS_OK ? "" : self->world->detail;
    if (*word ? !strncmp(detail, word, strlen(word)) : !*detail)
        return;
    print_where(self);
    print_error("    \"%s\", the auditor says \"%s\"\n", detail, word);
    _fail(__FILE__, __LINE__);
}

/* The general one. */
static void compare_link(walk *self, const char *code, const audit_person *owner)
{
    rs_link_row link;
    row_get(self->world->stores.state, self->world->memory, TABLE_LINK, KEY_TEXT(code), &link);
    EXPECT(self, "people who opened the link", link.opened, owner->link_opened);
    EXPECT(self, "people who registered by the link", link.registered, owner->link_registered);
    EXPECT(self, "people who came by the link and bought", link.bought, owner->link_bought);
}

static void compare_person(walk *self, int person)
{
    rs_participant_row row = world_row(self->world, self->participant[person]);
    rs_account_row account = world_account(self->world, self->participant[person]);
    const audit_person *one = auditor_person(self->auditor, person);
    EXPECT(self, "held", account.held, one->held);
    EXPECT(self, "available", account.available, one->available);
    EXPECT(self, "reserved", account.reserved, one->reserved);
    EXPECT(self, "own", account.own, one->own);
    for (int n = 0; n < AUDITOR_LEVELS; n++)
        EXPECT(self, "level", (size_t)n < account.levels.count ? account.levels.items[n] : 0,
               one->levels[n]);
    EXPECT(self, "expected", account.expected, one->expected);
    EXPECT(self, "paid", account.paid, one->paid);
    EXPECT(self, "paid money", account.paid_money, one->paid_money);
    EXPECT(self, "orders", account.orders, one->orders);
    EXPECT(self, "sum", account.sum, one->sum);
    EXPECT(self, "referrals", row.referrals, one->referrals);
    EXPECT(self, "inviter", row.inviter, one->inviter < 0 ? 0 : self->participant[one->inviter]);
    EXPECT(self, "age of the tie", row.inviter ? row.tied : 0, one->inviter < 0 ? 0 : one->tied);
    EXPECT(self, "lost tie", row.tie_lost, one->tie_lost);
    EXPECT(self, "time of joining", row.joined, one->joined);
    EXPECT(self, "time of registration", row.registered, one->registered);
    EXPECT(self, "proof", row.proven, one->proven);
    EXPECT(self, "Ozon ID", row.ozon, one->ozon);
    EXPECT(self, "attempts", row.attempts, one->attempts);
    EXPECT(self, "corrected", account.corrected, one->corrected);
    EXPECT(self, "status", row.status, one->blocked ? 2 : 1);
    compare_link(self, row.code, one);
    EXPECT(self, "open requests", account.open_payouts, one->open_payouts);
}

static void compare_payout(walk *self, int n)
{
    rs_request_row row = world_payout_row(self->world, n);
    const audit_payout *one = auditor_payout(self->auditor, n);
    EXPECT(self, "state of a request", row.state, one->state);
    EXPECT(self, "points of a request", row.points, one->points);
    EXPECT(self, "money of a request", row.money, one->money);
    EXPECT(self, "administrator who approved", row.approver, one->approver);
    EXPECT(self, "administrator who has a request", row.admin, one->claimant);
    EXPECT(self, "owner of a request", row.participant, self->participant[one->person]);
}

static void compare_share(walk *self, const rs_beneficiary *got, const audit_share *one)
{
    EXPECT(self, "beneficiary", got->participant, self->participant[one->person]);
    EXPECT(self, "level of a share", got->level, one->level);
    EXPECT(self, "rate of a share", got->rate, one->rate);
    EXPECT(self, "points of a share", got->posted, one->posted);
    EXPECT(self, "points of a share on hold", got->held, one->held);
    EXPECT(self, "expected of a share", got->expected, one->expected);
}

static void compare_posting(walk *self, const audit_number *number, const audit_shares *one)
{
    state *rows = self->world->stores.state;
    arena *memory = self->world->memory;
    rs_shares_row shares = {0};
    const char *name = world_number(self->world, number->ozon, number->order, number->part);
    int64_t id = row_ref(rows, memory, TABLE_POSTING_NO, KEY_TEXT(name));
    bool there = row_get(rows, memory, TABLE_SHARES, KEY_1(id), &shares);
    EXPECT(self, "posting that brings points", there, one->fixed);
    if (!there)
        return;
    EXPECT(self, "buyer", shares.participant, self->participant[one->buyer]);
    EXPECT(self, "worth of a posting", shares.net, one->net);
    EXPECT(self, "purchase", shares.counted, one->purchase);
    EXPECT(self, "time of release", shares.release, one->release);
    EXPECT(self, "number of shares", (int64_t)shares.beneficiaries.count, one->count);
    for (int n = 0; n < one->count; n++)
        compare_share(self, &shares.beneficiaries.items[n], &one->list[n]);
}

void walk_compare_people(walk *self)
{
    auditor_reckon(self->auditor);
    for (int n = 0; n < self->people; n++)
        if (self->participant[n])
            compare_person(self, n);
}

void walk_compare(walk *self)
{
    audit_number number;
    const audit_shares *shares;
    walk_compare_people(self);
    for (int n = 1; n <= self->payouts; n++)
        compare_payout(self, n);
    for (int n = 0; (shares = auditor_posting(self->auditor, n, &number)); n++)
        compare_posting(self, &number, shares);
    world_check(self->world);
    world_forget(self->world);
}

/* ------------------------------------------------------------------------------- walking */

typedef void step_fn(walk *self);

static const struct {
    int weight;
    step_fn *take;
} kinds[] = {
    {7, walk_join},    {9, walk_register}, {38, walk_posting}, {18, walk_return},
    {12, walk_time},   {2, walk_settings}, {6, walk_payout},   {12, walk_payout_deal},
    {3, walk_correct}, {2, walk_tie},      {2, walk_ozon},     {3, walk_block},
};

void walk_step(walk *self)
{
    int64_t total = 0;
    size_t n = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
        total += kinds[k].weight;
    self->random = self->seed * UINT64_C(0x2545f4914f6cdd1d) + (uint64_t)self->step;
    int64_t at = walk_below(self, total);
    while (at >= kinds[n].weight)
        at -= kinds[n++].weight;
    *self->doing = '\0';
    walk_pass(self, 1); /* no two things happen in the same millisecond */
    kinds[n].take(self);
    world_forget(self->world);
}

walk *walk_open(uint64_t seed, int people, int orders)
{
    static const audit_settings built_in = {
        .level_rates = {500, 500, 500},
        .levels = 3,
        .hold_days = 30,
        .point_rate = 100,
        .hold_from = 1,
        .exclude_legal = true,
        .payout_open_max = 1,
    };
    walk *self = calloc(1, sizeof *self);
    assert_non_null(self);
    *self = (walk){.seed = seed, .people = people, .strangers = 2, .orders = orders};
    self->world = world_open();
    self->auditor = auditor_open();
    auditor_time(self->auditor, world_now(self->world));
    world_admin(self->world, 90, RS_RIGHT_OWNER);
    world_admin(self->world, 91, RS_RIGHT_OWNER);
    auditor_set(self->auditor, &built_in);
    return self;
}

void walk_close(walk **self_p)
{
    walk *self = *self_p;
    *self_p = NULL;
    world_close(&self->world);
    auditor_close(&self->auditor);
    free(self);
}
