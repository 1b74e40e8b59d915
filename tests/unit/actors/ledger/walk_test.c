/* A random walk: thousands of random events over people, links, orders, returns, settings, payouts
 * and time, told to the ledger and to the auditor, and compared after each.
 *
 * A failure prints the seed and the step. To run others:
 *     REFSYS_SEED=7 REFSYS_STEPS=20000 REFSYS_SEEDS=100 actors-ledger-walk_test */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/actors/ledger/auditor.h"
#include "tests/unit/actors/ledger/world.h"

enum {
    PEOPLE = 12,
    STRANGERS = 2, /* buyers who never join */
    ORDERS = 20,   /* of each */
    PARTS = 2,
    KEPT_LOOKS = 64, /* to be repeated */
    STEPS = 1500,
    SEEDS = 4,
};

typedef struct {
    world *world;
    auditor *auditor;
    uint64_t random;
    uint64_t seed;
    int64_t step;
    char doing[200];
    int64_t participant[PEOPLE];        /* 0: has not joined */
    audit_look known[AUDITOR_POSTINGS]; /* postings as they were first made up */
    int known_count;
    audit_look looks[KEPT_LOOKS];
    audit_return returns[KEPT_LOOKS];
    int64_t look_count, return_count;
    int payouts;
} walk;

/* ------------------------------------------------------------------------------- chance */

static uint64_t random_next(walk *self)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static int64_t below(walk *self, int64_t end)
{
    return (int64_t)(random_next(self) % (uint64_t)end);
}

static bool chance(walk *self, int percent)
{
    return below(self, 100) < percent;
}

static int somebody(walk *self) /* who has joined; -1: nobody has */
{
    int from = (int)below(self, PEOPLE);
    for (int n = 0; n < PEOPLE; n++)
        if (self->participant[(from + n) % PEOPLE])
            return (from + n) % PEOPLE;
    return -1;
}

/* ------------------------------------------------------------------------------- comparing */

#define EXPECT(self, what, got, expected) expect(self, what, got, expected, __LINE__)
static void expect(walk *self, const char *what, int64_t got, int64_t expected, int line)
{
    if (got == expected)
        return;
    print_error("REFSYS_SEED=%llu, step %lld: %s: the %s is %lld, the auditor says %lld\n",
                (unsigned long long)self->seed, (long long)self->step, self->doing, what,
                (long long)got, (long long)expected);
    _fail(__FILE__, line);
}

static void expect_word(walk *self, const char *word)
{
    const char *detail = self->world->code == RS_OK ? "" : self->world->detail;
    bool same = *word ? !strncmp(detail, word, strlen(word)) : !*detail;
    if (same)
        return;
    print_error("REFSYS_SEED=%llu, step %lld: %s: \"%s\", the auditor says \"%s\"\n",
                (unsigned long long)self->seed, (long long)self->step, self->doing, detail, word);
    _fail(__FILE__, __LINE__);
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
    EXPECT(self, "proof", row.proven, one->proven);
    EXPECT(self, "Ozon ID", row.ozon, one->ozon);
    EXPECT(self, "open requests", account.open_payouts, one->open_payouts);
}

static void compare(walk *self)
{
    for (int n = 0; n < PEOPLE; n++)
        if (self->participant[n])
            compare_person(self, n);
    for (int n = 1; n <= self->payouts; n++) {
        rs_request_row row = world_payout_row(self->world, n);
        const audit_payout *one = auditor_payout(self->auditor, n);
        EXPECT(self, "state of a request", row.state, one->state);
        EXPECT(self, "points of a request", row.points, one->points);
        EXPECT(self, "money of a request", row.money, one->money);
    }
    world_check(self->world);
    world_forget(self->world);
}

/* ------------------------------------------------------------------------------- events */

#define DOING(self, ...) snprintf((self)->doing, sizeof(self)->doing, __VA_ARGS__)

static void pass(walk *self, int64_t ms)
{
    world_pass(self->world, ms);
    auditor_time(self->auditor, world_now(self->world));
}

static void let_time_pass(walk *self)
{
    int64_t ms = chance(self, 60) ? below(self, HOUR) : below(self, 12 * DAY);
    if (chance(self, 5))
        ms = 30 * DAY;
    DOING(self, "%lld ms pass", (long long)ms);
    pass(self, ms);
}

static void join(walk *self)
{
    int person = (int)below(self, PEOPLE);
    int inviter = chance(self, 80) ? somebody(self) : -1;
    if (!self->participant[person] && inviter == person)
        inviter = -1;
    DOING(self, "%d joins by the link of %d", person, inviter);
    const char *code = inviter >= 0 ? world_code(self->world, self->participant[inviter]) : NULL;
    int result = (int)world_start(self->world, person, code);
    self->participant[person] = ((const rs_start_result *)self->world->result)->participant;
    world_consent(self->world, person);
    EXPECT(self, "tie", result, auditor_join(self->auditor, person, inviter));
}

static void register_somebody(walk *self)
{
    int person = somebody(self);
    if (person < 0)
        return;
    int64_t ozon = OZON(chance(self, 85) ? person : below(self, PEOPLE + STRANGERS));
    int order = chance(self, 60) ? (int)below(self, ORDERS) + 1 : 0;
    const char *text = order ? world_number(self->world, ozon, order, 0)
                             : arena_print(self->world->memory, "%lld", (long long)ozon);
    DOING(self, "%d registers with %s", person, text);
    int result = (int)world_register(self->world, person, text);
    EXPECT(self, "outcome", result, auditor_register(self->auditor, person, ozon, order));
}

static bool is_number(const audit_number *one, const audit_number *other)
{
    return one->ozon == other->ozon && one->order == other->order && one->part == other->part;
}

/* What stays the same about a posting, or is put right seldom: made up when it is first thought of.
 */
static audit_look *make_up(walk *self, audit_number number)
{
    for (int n = 0; n < self->known_count; n++)
        if (is_number(&self->known[n].number, &number))
            return &self->known[n];
    audit_look *look = &self->known[self->known_count++];
    *look = (audit_look){.number = number};
    look->created = world_now(self->world) - below(self, chance(self, 80) ? DAY : 50 * DAY);
    look->scheme = (int)below(self, 3) + 1;
    look->foreign = chance(self, 4);
    look->external = chance(self, 4);
    look->legal = chance(self, 8);
    int64_t lines = below(self, 3) + 1;
    for (int64_t n = 0; n < lines; n++)
        look->lines[n] = (audit_line){
            .sku = below(self, 3) + 1,
            .qty = below(self, 3) + 1,
            .price = below(self, 300000),
            .paid = chance(self, 50) ? below(self, 200000) : 0,
        };
    return look;
}

/* `known`: how often, in a hundred, one that has been thought of before. */
static audit_look *random_posting(walk *self, int known)
{
    if (self->known_count && chance(self, known))
        return &self->known[below(self, self->known_count)];
    audit_number number = {
        .ozon = OZON(below(self, PEOPLE + STRANGERS)),
        .order = (int)below(self, ORDERS) + 1,
        .part = (int)below(self, PARTS) + 1,
    };
    return make_up(self, number);
}

static audit_look make_look(walk *self)
{
    audit_look *posting = random_posting(self, 50);
    if (chance(self, 2)) /* Ozon puts something right */
        posting->lines[0].price = below(self, 300000);
    if (chance(self, 2))
        posting->legal = !posting->legal;
    audit_look look = *posting;
    int status = (int)below(self, 20);
    look.asked = world_now(self->world);
    look.status = status < 5 ? 1 : status < 16 ? 2 : status < 19 ? 3 : 4;
    if (chance(self, 15))
        look.asked -= below(self, 2 * DAY);
    return look;
}

static void look_at_posting(walk *self)
{
    bool again = self->look_count && chance(self, 20);
    int64_t kept = self->look_count < KEPT_LOOKS ? self->look_count : KEPT_LOOKS;
    audit_look look = again ? self->looks[below(self, kept)] : make_look(self);
    if (!again)
        self->looks[self->look_count++ % KEPT_LOOKS] = look;
    purchase what = {
        .ozon = look.number.ozon,
        .order = look.number.order,
        .part = look.number.part,
        .created = look.created,
        .asked = look.asked,
        .status = (rs_posting_status)look.status,
        .scheme = (rs_scheme)look.scheme,
        .legal = look.legal,
        .external = look.external,
        .currency = look.foreign ? "KZT" : NULL,
    };
    for (int n = 0; n < AUDITOR_LINES; n++)
        what.goods[n] =
            (good){look.lines[n].sku, look.lines[n].qty, look.lines[n].price, look.lines[n].paid};
    DOING(self, "posting %lld-%d-%d is %d%s", (long long)look.number.ozon, look.number.order,
          look.number.part, look.status, again ? ", once more" : "");
    bool changed = world_see(self->world, &what);
    EXPECT(self, "change", changed, auditor_look(self->auditor, &look));
}

static audit_return make_return(walk *self)
{
    audit_return look = {.number = random_posting(self, 90)->number,
                         .asked = world_now(self->world)};
    int64_t base = (look.number.ozon - OZON(0)) * 1000 + INT64_C(100) * look.number.order +
                   INT64_C(10) * look.number.part;
    look.id = base + 1 + below(self, 4);
    look.source = chance(self, 15) ? base + 1 + below(self, 4) : 0;
    look.sku = below(self, 3) + 1;
    look.qty = chance(self, 85) ? below(self, 3) + 1 : 0;
    look.type = (int)below(self, 12) ? (int)below(self, 4) + 1 : 5;
    int fate = (int)below(self, 10);
    look.state = fate < 2 ? 1 : fate < 8 ? 2 : 3;
    int64_t first = below(self, 4) + 1;
    for (int64_t n = 0; chance(self, 50) && n < look.qty && n < AUDITOR_EXEMPLARS; n++)
        look.exemplars[n] = base * 100 + look.sku * 10 + first + n;
    if (chance(self, 15))
        look.asked -= below(self, 2 * DAY);
    return look;
}

static void look_at_return(walk *self)
{
    bool again = self->return_count && chance(self, 20);
    int64_t kept = self->return_count < KEPT_LOOKS ? self->return_count : KEPT_LOOKS;
    audit_return look = again ? self->returns[below(self, kept)] : make_return(self);
    if (!again)
        self->returns[self->return_count++ % KEPT_LOOKS] = look;
    comeback what = {
        .ozon = look.number.ozon,
        .order = look.number.order,
        .part = look.number.part,
        .id = look.id,
        .source = look.source,
        .sku = look.sku,
        .qty = look.qty,
        .asked = look.asked,
        .type = (rs_return_type)look.type,
        .state = (rs_return_state)look.state,
    };
    memcpy(what.exemplars, look.exemplars, sizeof look.exemplars);
    DOING(self, "return %lld of %lld-%d-%d: %lld of %lld, type %d, state %d%s", (long long)look.id,
          (long long)look.number.ozon, look.number.order, look.number.part, (long long)look.qty,
          (long long)look.sku, look.type, look.state, again ? ", once more" : "");
    bool changed = world_see_return(self->world, &what);
    EXPECT(self, "change", changed, auditor_look_return(self->auditor, &look));
}

static audit_settings make_settings(walk *self)
{
    static const int64_t mins[] = {0, 0, PTS(10, 0)};
    static const int64_t maxes[] = {0, 0, PTS(500, 0)};
    audit_settings out = {
        .own_rate = chance(self, 50) ? below(self, 1000) : 0,
        .levels = below(self, 5),
        .hold_days = chance(self, 20) ? 0 : below(self, 40),
        .point_rate = chance(self, 70) ? 100 : below(self, 300) + 1,
        .payout_min = mins[below(self, 3)],
        .payout_max = maxes[below(self, 3)],
        .hold_from = (int)below(self, 3) + 1,
        .on_order = chance(self, 25),
        .customer_base = chance(self, 30),
        .exclude_legal = chance(self, 70),
        .newcomers_only = chance(self, 40),
        .proof_off = chance(self, 30),
    };
    for (int n = 0; n < out.levels; n++)
        out.level_rates[n] = chance(self, 85) ? below(self, 1000) : 0;
    return out;
}

static void set_settings(walk *self, const audit_settings *wanted)
{
    rs_settings settings = world_settings(self->world);
    settings.own_rate = wanted->own_rate;
    settings.levels = wanted->levels;
    settings.level_rates = (rs_ints){wanted->level_rates, AUDITOR_LEVELS};
    settings.max_network_rate = 100000;
    settings.hold_days = wanted->hold_days;
    settings.hold_from = (rs_hold_from)wanted->hold_from;
    settings.accrue_on = wanted->on_order ? RS_ACCRUE_ORDERED : RS_ACCRUE_DELIVERED;
    settings.base = wanted->customer_base ? RS_BASE_CUSTOMER : RS_BASE_SELLER;
    settings.exclude_legal = wanted->exclude_legal;
    settings.who = wanted->newcomers_only ? RS_WHO_NEWCOMERS : RS_WHO_ANYONE;
    settings.proof = wanted->proof_off ? RS_PROOF_OFF : RS_PROOF_ORDER_NUMBER;
    settings.point_rate = wanted->point_rate;
    settings.payout_min = wanted->payout_min;
    settings.payout_max = wanted->payout_max;
    world_set(self->world, &settings);
    auditor_set(self->auditor, wanted);
}

static void change_settings(walk *self)
{
    audit_settings wanted = make_settings(self);
    DOING(self, "the settings change");
    set_settings(self, &wanted);
}

static void ask_for_payout(walk *self)
{
    int person = somebody(self);
    if (person < 0 || self->payouts == AUDITOR_PAYOUTS)
        return;
    int64_t available = auditor_person(self->auditor, person)->available;
    int64_t points =
        chance(self, 10) || available <= 0 ? below(self, 3) : below(self, available) + 1;
    if (chance(self, 10))
        points = available + 1;
    DOING(self, "%d asks for %lld points", person, (long long)points);
    rs_payout_open_args args = {.tg = TG(person), .points = points};
    rs_err rc = world_ask(self->world, RS_ROLE_TELEGRAM, RS_PAYOUT_OPEN, &args);
    self->payouts += rc == RS_OK;
    expect_word(self, auditor_open_payout(self->auditor, person, points));
}

static void move_payout(walk *self)
{
    if (!self->payouts)
        return;
    int payout = chance(self, 80) ? self->payouts : (int)below(self, self->payouts) + 1;
    int to = (int)below(self, 4) + 2;
    bool note = chance(self, 50);
    DOING(self, "request %d is moved to %d", payout, to);
    if (to == 5) {
        int person = auditor_payout(self->auditor, payout)->person;
        rs_payout_cancel_args args = {.tg = TG(person), .payout = payout};
        world_ask(self->world, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &args);
    } else {
        rs_payout_move_args args = {
            .payout = payout,
            .rev = world_payout_row(self->world, payout).rev,
            .to = (rs_payout_state)to,
            .reason = to == 4 ? RS_REJECT_OTHER : 0,
            .note = note ? "так надо" : NULL,
        };
        world_login(self->world, 1);
        world_ask_admin(self->world, 1, RS_PAYOUT_MOVE, &args);
    }
    expect_word(self, auditor_move_payout(self->auditor, payout, to, note));
}

typedef void event_fn(walk *self);

static const struct {
    int weight;
    event_fn *happens;
} events[] = {
    {7, join},           {9, register_somebody}, {38, look_at_posting}, {18, look_at_return},
    {12, let_time_pass}, {2, change_settings},   {6, ask_for_payout},   {8, move_payout},
};

static void take_step(walk *self)
{
    int64_t at = below(self, 100);
    size_t n = 0;
    while (at >= events[n].weight)
        at -= events[n++].weight;
    pass(self, 1); /* no two things happen in the same millisecond */
    events[n].happens(self);
    compare(self);
}

static void run(uint64_t seed, int64_t steps)
{
    static const audit_settings built_in = {
        .level_rates = {500, 500, 500},
        .levels = 3,
        .hold_days = 30,
        .point_rate = 100,
        .hold_from = 1,
        .exclude_legal = true,
    };
    walk *self = calloc(1, sizeof *self);
    assert_non_null(self);
    self->seed = self->random = seed;
    self->world = world_open();
    self->auditor = auditor_open();
    auditor_time(self->auditor, world_now(self->world));
    world_admin(self->world, 90, RS_RIGHT_OWNER);
    auditor_set(self->auditor, &built_in);
    for (self->step = 1; self->step <= steps; self->step++)
        take_step(self);
    world_close(&self->world);
    auditor_close(&self->auditor);
    free(self);
}

static int64_t chosen(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);
    return text ? strtoll(text, NULL, 0) : otherwise;
}

static void test_the_ledger_says_what_the_auditor_says(void **state_p)
{
    uint64_t seed = (uint64_t)chosen("REFSYS_SEED", 20260101);
    int64_t steps = chosen("REFSYS_STEPS", STEPS);
    int64_t seeds = chosen("REFSYS_SEEDS", SEEDS);
    (void)state_p;
    for (int64_t n = 0; n < seeds; n++) {
        print_message("REFSYS_SEED=%llu, %lld steps\n", (unsigned long long)seed, (long long)steps);
        run(seed++, steps);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_ledger_says_what_the_auditor_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
