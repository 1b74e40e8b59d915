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

int walk_anybody(walk *self)
{
    int from = (int)walk_below(self, self->people);
    for (int n = 0; n < self->people; n++)
        if (self->participant[(from + n) % self->people])
            return (from + n) % self->people;
    return -1;
}

int walk_somebody(walk *self)
{
    int from = (int)walk_below(self, self->people);
    for (int n = 0; n < self->people; n++) {
        int person = (from + n) % self->people;
        if (self->participant[person] && !auditor_person(self->auditor, person)->erased)
            return person;
    }
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

/* ------------------------------------------------------------------------------- walking */

typedef void step_fn(walk *self);

static const struct {
    int weight;
    step_fn *take;
} kinds[] = {
    {7, walk_join},         {9, walk_register}, {38, walk_posting},    {18, walk_return},
    {12, walk_time},        {2, walk_settings}, {6, walk_payout},      {12, walk_payout_deal},
    {3, walk_correct},      {2, walk_tie},      {2, walk_ozon},        {3, walk_block},
    {2, walk_product},      {4, walk_link},     {3, walk_switch_link}, {2, walk_subscribe},
    {1, walk_erase},        {3, walk_decide},   {1, walk_reach},       {1, walk_import_member},
    {1, walk_import_order},
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
    walk_hear(self);
    world_forget(self->world);
}

walk *walk_open(uint64_t seed, int people, int orders)
{
    const audit_settings first = {
        .level_rates = {500, 500, 500},
        .levels = 3,
        .hold_days = 30,
        .point_rate = 100,
        .hold_from = (int)(seed % 3) + 1,
        .exclude_legal = true,
        .payout_open_max = 1,
        .links_max = 50,
    };
    walk *self = calloc(1, sizeof *self);
    assert_non_null(self);
    *self = (walk){.seed = seed, .people = people, .strangers = 2, .orders = orders};
    self->world = world_open();
    const audit_habits habits = {
        .hour = (int64_t)(seed % 24),
        .frequency = seed % 4 ? AUDIT_DAILY + (int)(seed % 2) : AUDIT_OFF,
        .released = seed % 3 != 0,
        .taken = seed % 5 != 0,
    };
    self->auditor = auditor_open(&habits, world_now(self->world));
    world_admin(self->world, 90, RS_RIGHT_OWNER);
    world_admin(self->world, 91, RS_RIGHT_OWNER);
    rs_settings settings = world_settings(self->world);
    settings.digest_hour = habits.hour;
    settings.digest_default = (rs_frequency)habits.frequency;
    settings.notice_released = habits.released;
    settings.notice_taken = habits.taken;
    settings.hold_from = (rs_hold_from)first.hold_from;
    world_set(self->world, &settings);
    auditor_set(self->auditor, &first);
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
