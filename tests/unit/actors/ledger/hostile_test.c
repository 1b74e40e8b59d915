/* Whatever the schema lets through: arguments made at random from the tables of the protocol, with
 * a liking for the ends of every range and for numbers that mean something, given to every command
 * of the ledger. They may be refused; they may not end the process, write what cannot be read
 * again, or break an invariant.
 *
 *     REFSYS_SEED=7 REFSYS_STEPS=100000 actors-ledger-hostile_test */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ledger/rules/rules.h"
#include "tests/unit/actors/ledger/world.h"

enum { STEPS = 12000, CHECK_EVERY = 25, LIST_MAX = 3 };

typedef struct {
    world *world;
    uint64_t random;
} hostile;

static uint64_t random_next(hostile *self)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static size_t below(hostile *self, size_t end)
{
    return (size_t)(random_next(self) % end);
}

static bool chance(hostile *self, unsigned percent)
{
    return below(self, 100) < percent;
}

/* ------------------------------------------------------------------------- values */

/* Of what the ledger has, or may well be told. */
static int64_t plausible_int(hostile *self, rs_kind kind)
{
    switch (kind) {
    case RS_KIND_TIME: return world_now(self->world) - (int64_t)below(self, 40 * DAY);
    case RS_KIND_TG: return chance(self, 20) ? TG(90) : TG(1 + below(self, 8));
    case RS_KIND_MONEY:
    case RS_KIND_POINTS: return 1 + (int64_t)below(self, 500000);
    case RS_KIND_RATE: return (int64_t)below(self, 1000);
    default: return chance(self, 10) ? STORE : (int64_t)below(self, 9);
    }
}

static int64_t random_int(hostile *self, const rs_field *field)
{
    int64_t min;
    int64_t max;
    codec_range(field, &min, &max);
    const int64_t edges[] = {min, min + 1, max,     max - 1,
                             0,   1,       OZON(A), world_now(self->world) + DAY};
    int64_t value = chance(self, 85) ? plausible_int(self, field->kind)
                                     : edges[below(self, sizeof edges / sizeof *edges)];
    return value < min ? min : value > max ? max : value;
}

static const char *plausible_text(hostile *self, const char *name)
{
    int64_t ozon = OZON(A + below(self, 6));
    int order = 1 + (int)below(self, 3);
    if (!strcmp(name, "number"))
        return world_number(self->world, ozon, order, 1 + (int)below(self, 2));
    if (!strcmp(name, "order") || !strcmp(name, "text"))
        return world_number(self->world, ozon, order, 0);
    if (!strcmp(name, "code"))
        return world_code(self->world, 1 + (int64_t)below(self, 5));
    return "";
}

static const char *random_text(hostile *self, const rs_field *field)
{
    static const char *const words[] = {"",        "20000001", "20000001-0002-1", "-", "RUB", "KZT",
                                        "причина", "bot",      "9121072335"};
    size_t limit = (size_t)field->limit;
    const char *word = words[below(self, sizeof words / sizeof *words)];
    if (chance(self, 70))
        word = plausible_text(self, field->name);
    if (strlen(word) <= limit && !chance(self, 5))
        return word;
    char *text = arena_give(self->world->memory, limit + 1); /* as long as may be */
    for (size_t n = 0; n + 1 < limit; n += 2) {              /* the letter ы */
        text[n] = '\xd1';
        text[n + 1] = '\x8b';
    }
    return text;
}

static rs_bytes random_bytes(hostile *self, size_t limit)
{
    size_t size = chance(self, 70) && limit >= 32 ? 32 : below(self, limit + 1);
    uint8_t *data = arena_give(self->world->memory, size + 1);
    memset(data, (int)below(self, 4), size);
    return (rs_bytes){data, size};
}

static void fill(hostile *self, const rs_type *type, void *out);

static void fill_list(hostile *self, const rs_field *field, rs_list *out)
{
    size_t most = (size_t)field->limit < LIST_MAX ? (size_t)field->limit : LIST_MAX;
    out->count = chance(self, 3) ? (size_t)field->limit : below(self, most + 1);
    uint8_t *items = arena_give(self->world->memory, (out->count + 1) * field->type->size);
    for (size_t n = 0; n < out->count; n++)
        fill(self, field->type, items + n * field->type->size);
    out->items = items;
}

static void fill_ints(hostile *self, const rs_field *field, rs_ints *out)
{
    static const int64_t values[] = {0, 1, 500, 10000, 10001, (INT64_C(1) << 53) - 1};
    size_t count = below(self, (size_t)field->limit + 1);
    int64_t *items = arena_give(self->world->memory, (count + 1) * sizeof *items);
    for (size_t n = 0; n < count; n++)
        items[n] = values[below(self, sizeof values / sizeof *values)];
    *out = (rs_ints){items, count};
}

static void fill_field(hostile *self, const rs_field *field, void *at)
{
    switch (field->kind) {
    case RS_KIND_BOOL: *(bool *)at = chance(self, 25); break;
    case RS_KIND_STR: *(const char **)at = random_text(self, field); break;
    case RS_KIND_BYTES: *(rs_bytes *)at = random_bytes(self, (size_t)field->limit); break;
    case RS_KIND_ENUM: *(int *)at = field->set->values[below(self, field->set->count)].value; break;
    case RS_KIND_MSG: {
        void *nested = arena_give(self->world->memory, field->type->size);
        fill(self, field->type, nested);
        *(void **)at = nested;
        break;
    }
    case RS_KIND_LIST: fill_list(self, field, at); break;
    case RS_KIND_INTS: fill_ints(self, field, at); break;
    default: *(int64_t *)at = random_int(self, field); break;
    }
}

static void fill(hostile *self, const rs_type *type, void *out)
{
    for (size_t n = 0; n < type->count; n++)
        if (type->fields[n].required || chance(self, 65))
            fill_field(self, &type->fields[n], (uint8_t *)out + type->fields[n].offset);
}

/* ------------------------------------------------------------------------- the run */

#define COMMAND_ID(method, function, view) RS_##method,
static const rs_method_id commands[] = {LEDGER_RULES(COMMAND_ID) RS_LEASE_TAKE};

static rs_role random_caller(hostile *self, const rs_method *method)
{
    for (;;) {
        rs_role role = (rs_role)rs_role_enum.values[below(self, rs_role_enum.count)].value;
        if (protocol_may_call(method, role))
            return role;
    }
}

/* Settings may come to make the programme pay nothing; from time to time it is put right. */
static void put_right(hostile *self)
{
    rs_settings settings = world_settings(self->world);
    static const int64_t rates[] = {500, 500, 500};
    settings.levels = 3;
    settings.level_rates = (rs_ints){rates, 3};
    settings.own_rate = 500;
    settings.max_network_rate = 1500;
    world_set(self->world, &settings);
}

/* The administrator in whose name the page asks, whatever was done to them. */
static void log_in(hostile *self)
{
    rs_bytes session = {self->world->sessions[1], 32};
    rs_officer_row row;
    row_get(self->world->stores.state, self->world->memory, TABLE_ADMIN, KEY_1(1), &row);
    rs_admin_args again = {.id = 1, .tg = row.tg, .rights = RS_RIGHT_OWNER};
    self->world->as = 1;
    if (row_has(self->world->stores.state, TABLE_SESSION, KEY_RAW(session)) &&
        row.rights & RS_RIGHT_OWNER)
        return;
    assert_int_equal(world_ask(self->world, RS_ROLE_CTL, RS_ADMIN_SET, &again), RS_OK);
    world_login(self->world, 1);
}

static void take_step(hostile *self, int64_t step)
{
    const rs_method *method =
        protocol_method(commands[below(self, sizeof commands / sizeof *commands)]);
    void *argument = arena_give(self->world->memory, method->argument->size);
    fill(self, method->argument, argument);
    rs_role role = random_caller(self, method);
    if (role == RS_ROLE_GATEWAY)
        log_in(self);
    world_ask(self->world, role, method->id, argument);
    if (step % 200 == 0)
        put_right(self);
    if (step % 40 == 0)
        world_pass(self->world, (int64_t)below(self, (size_t)(10 * DAY)));
}

static void test_no_argument_that_fits_the_schema_breaks_anything(void **state_p)
{
    const char *seed = getenv("REFSYS_SEED");
    const char *steps = getenv("REFSYS_STEPS");
    int64_t last = steps ? strtoll(steps, NULL, 0) : STEPS;
    world *one = *state_p;
    hostile self = {.world = one, .random = seed ? strtoull(seed, NULL, 0) : 20260202};
    print_message("REFSYS_SEED=%llu, %lld steps\n", (unsigned long long)self.random,
                  (long long)last);
    world_family(one);
    for (int64_t step = 1; step <= last; step++) {
        take_step(&self, step);
        if (step % CHECK_EVERY)
            continue;
        world_check(one);
        world_forget(one);
    }
    assert_true(world_facts_of(one, FACT_posting_observed) > 20);
    assert_true(world_facts_of(one, FACT_transferred) > 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(no_argument_that_fits_the_schema_breaks_anything),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
