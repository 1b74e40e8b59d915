#include "tests/unit/actors/ledger/crowd.h"

#include <stdio.h>
#include <string.h>

static const int64_t START = INT64_C(1767225600000);
static const int64_t DAY = INT64_C(24) * 60 * 60 * 1000;

void crowd_open(crowd *self, uint64_t seed, int64_t levels)
{
    memset(self, 0, sizeof *self);
    self->random = seed;
    self->levels = levels;
}

static uint64_t random_next(crowd *self)
{
    uint64_t z = self->random += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

int64_t crowd_below(crowd *self, int64_t end)
{
    return (int64_t)(random_next(self) % (uint64_t)end);
}

/* ------------------------------------------------------------------------- people */

static void change_name(crowd *self, int64_t id)
{
    static const char *const firsts[] = {"Анна", "анна",      "Фёдор",      "Федор", "Пётр",
                                         "Zoë",  "Александр", "Александра", "Bob"};
    static const char *const lasts[] = {"Иванова", "ИВАНОВ", "Сидоров-Петров", "O'Neill", ""};
    const char *first = firsts[crowd_below(self, 9)];
    const char *last = lasts[crowd_below(self, 5)];
    snprintf(self->names[id], sizeof *self->names, "%s%s%s", first, *last ? " " : "", last);
    snprintf(self->nicks[id], sizeof *self->nicks, "%s%lld", crowd_below(self, 2) ? "Nick_" : "x",
             (long long)crowd_below(self, 50));
    self->lines[id].name = self->names[id];
    self->lines[id].nick = crowd_below(self, 4) ? self->nicks[id] : NULL;
}

void crowd_change(crowd *self, int64_t id, bool named)
{
    rs_participant_line *line = &self->lines[id];
    line->available = crowd_below(self, 1000) - 300;
    line->held = crowd_below(self, 5);
    line->reserved = crowd_below(self, 3);
    line->own = crowd_below(self, 2000);
    line->by_network = crowd_below(self, 2000);
    line->corrected = crowd_below(self, 21) - 10;
    line->paid = crowd_below(self, 50);
    line->paid_money = line->paid * 90;
    line->orders = crowd_below(self, 4);
    line->sum = line->orders * crowd_below(self, 100000);
    line->last_order = line->orders ? START + crowd_below(self, 300) * DAY : 0;
    line->status = crowd_below(self, 5) ? RS_PARTICIPANT_ACTIVE : RS_PARTICIPANT_BLOCKED;
    line->proven = line->registered && crowd_below(self, 2);
    line->unreachable = crowd_below(self, 8) == 0;
    if (named && crowd_below(self, 3) == 0)
        change_name(self, id);
}

int64_t crowd_join(crowd *self, bool named)
{
    int64_t id = ++self->count;
    rs_participant_line *line = &self->lines[id];
    assert_in_range(id, 1, CROWD_MAX);
    *line = (rs_participant_line){.id = id, .tg = 1000 + id * 37, .joined = START + id / 3 * DAY};
    if (crowd_below(self, 3)) {
        line->registered = line->joined + crowd_below(self, 3) * DAY;
        line->ozon = 12000000 + id * 101;
    }
    if (named)
        change_name(self, id);
    crowd_change(self, id, named);
    line->inviter = id > 1 && crowd_below(self, 5) ? 1 + crowd_below(self, id - 1) : 0;
    return id;
}

int64_t crowd_level_below(const crowd *self, int64_t id, int64_t root)
{
    int64_t level = 1;
    for (id = self->lines[id].inviter; id; id = self->lines[id].inviter, level++)
        if (id == root)
            return level;
    return 0;
}

void crowd_move(crowd *self, int64_t id)
{
    int64_t to = crowd_below(self, self->count + 1);
    if (to != id && (!to || !crowd_level_below(self, to, id)))
        self->lines[id].inviter = to;
}

/* ------------------------------------------------------------------------- rows */

static rs_bytes lock(seal *keys, int64_t id, const char *text, arena *memory)
{
    rs_bytes out = {0};
    if (keys)
        assert_int_equal(seal_lock(keys, id, text, memory, &out, NULL), RS_OK);
    return out;
}

void crowd_write(const crowd *self, int64_t id, state *rows, seal *keys)
{
    const rs_participant_line *line = &self->lines[id];
    arena *memory = arena_open();
    const char *gap = line->name ? strchr(line->name, ' ') : NULL;
    const char *first =
        gap ? arena_copy(memory, line->name, (size_t)(gap - line->name)) : line->name;
    rs_participant_row person = {
        .id = id,
        .tg = line->tg,
        .joined = line->joined,
        .status = line->status,
        .lang = RS_LANG_RU,
        .inviter = line->inviter,
        .registered = line->registered,
        .ozon = line->ozon,
        .proven = line->proven,
        .unreachable = line->unreachable,
        .first = lock(keys, id, first, memory),
        .last = lock(keys, id, gap ? gap + 1 : NULL, memory),
        .nick = lock(keys, id, line->nick, memory),
    };
    const int64_t levels[] = {line->by_network / 2, line->by_network - line->by_network / 2};
    rs_account_row account = {
        .available = line->available,
        .held = line->held,
        .reserved = line->reserved,
        .own = line->own,
        .levels = {levels, 2},
        .corrected = line->corrected,
        .paid = line->paid,
        .paid_money = line->paid_money,
        .orders = line->orders,
        .sum = line->sum,
        .last_order = line->last_order,
    };
    row_put(rows, TABLE_PARTICIPANT, KEY_1(id), &person);
    row_put(rows, TABLE_ACCOUNT, KEY_1(id), &account);
    arena_close(&memory);
}

void crowd_write_meta(const crowd *self, state *rows)
{
    rs_meta_row meta = {.participant = self->count, .settings = self->levels};
    rs_settings settings = {.levels = self->levels,
                            .base = RS_BASE_SELLER,
                            .accrue_on = RS_ACCRUE_DELIVERED,
                            .hold_from = RS_HOLD_ACCRUAL,
                            .proof = RS_PROOF_ORDER_NUMBER};
    row_put_terms(rows, self->levels, START, &settings);
    row_put_meta(rows, &meta);
}

/* ------------------------------------------------------------------------- what follows */

static void add_to_networks(crowd *self, const rs_participant_line *line)
{
    int64_t above = line->inviter;
    if (above)
        self->lines[above].referrals++;
    for (int64_t level = 1; above && level <= self->levels; level++) {
        rs_participant_line *to = &self->lines[above];
        to->network_people++;
        to->network_buyers += line->orders > 0;
        to->network_orders += line->orders;
        to->network_sum += line->sum;
        above = to->inviter;
    }
}

void crowd_work_out(crowd *self)
{
    for (int64_t id = 1; id <= self->count; id++) {
        rs_participant_line *line = &self->lines[id];
        line->total = line->available + line->held + line->reserved;
        line->accrued = line->own + line->by_network;
        line->debt = line->available < 0;
        line->referrals = line->network_people = line->network_buyers = 0;
        line->network_orders = line->network_sum = 0;
    }
    for (int64_t id = 1; id <= self->count; id++)
        add_to_networks(self, &self->lines[id]);
}

int64_t crowd_value(const crowd *self, int64_t id, rs_participant_column which)
{
    const rs_field *field = &rs_participant_line_type.fields[which - 1];
    const char *at = (const char *)&self->lines[id] + field->offset;
    if (field->kind == RS_KIND_STR) {
        const char *text = *(const char *const *)(const void *)at;
        return text && *text;
    }
    if (field->kind == RS_KIND_BOOL)
        return *(const bool *)at;
    if (field->kind == RS_KIND_ENUM)
        return *(const rs_participant_status *)(const void *)at;
    return *(const int64_t *)(const void *)at;
}
