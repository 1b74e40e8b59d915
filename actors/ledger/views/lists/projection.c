#include "actors/ledger/views/lists/projection.h"

#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------- what is to be read */

/* Those not read yet will be read as they are then. */
static void on_changed(void *arg, int64_t participant)
{
    projection *self = arg;
    if (participant == 0) {
        self->lost = true;
        return;
    }
    size_t id = (size_t)participant;
    if (id > self->filled || self->flags[id] & FLAG_TOUCHED)
        return;
    if (self->touched_count == self->touched_room) {
        self->touched_room = self->touched_room ? 2 * self->touched_room : 256;
        self->touched = realloc(self->touched, self->touched_room * sizeof *self->touched);
        RS_ASSERT(self->touched);
    }
    self->flags[id] |= FLAG_TOUCHED;
    self->touched[self->touched_count++] = (uint32_t)id;
}

projection *projection_open(state *rows, seal *keys)
{
    projection *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->state = rows;
    self->seal = keys;
    self->scratch = arena_open();
    self->settings = -1;
    state_watch(rows, on_changed, self);
    return self;
}

static void empty(projection *self)
{
#define FREE_ARRAY(type, name)                                                                     \
    free(self->name);                                                                              \
    self->name = NULL;
    PROJECTION_ARRAYS(FREE_ARRAY)
    names_free(&self->names);
    dated_free(&self->purchases);
    dated_free(&self->payouts);
    self->dated = self->undated_count = 0;
    self->count = self->room = self->filled = self->named = self->touched_count = 0;
    self->warm = 0;
    self->lost = self->keeps_names = self->remembers = false;
}

void projection_close(projection **self_p)
{
    projection *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    state_watch(self->state, NULL, NULL);
    empty(self);
    recent_free(&self->recent);
    free(self->touched);
    free(self->undated);
    arena_close(&self->scratch);
    free(self);
}

static void grow_arrays(projection *self, size_t count)
{
    size_t before = self->room ? self->room + 1 : 0;
    size_t room = count + count / 4 + 64;
#define GROW_ARRAY(type, name)                                                                     \
    self->name = realloc(self->name, (room + 1) * sizeof(type));                                   \
    RS_ASSERT(self->name);                                                                         \
    memset(self->name + before, 0, (room + 1 - before) * sizeof(type));
    PROJECTION_ARRAYS(GROW_ARRAY)
    names_grow(&self->names, before, room);
    dated_grow(&self->purchases, before, room);
    dated_grow(&self->payouts, before, room);
    self->room = room;
}

/* As many participants and levels as there are now. */
static void follow_meta(projection *self)
{
    rs_meta_row meta;
    rs_terms_row terms;
    row_meta(self->state, self->scratch, &meta);
    if ((size_t)meta.participant > self->room)
        grow_arrays(self, (size_t)meta.participant);
    if ((size_t)meta.participant > self->count)
        self->count = (size_t)meta.participant;
    if (meta.settings == self->settings)
        return;
    row_terms(self->state, self->scratch, meta.settings, &terms);
    size_t levels = terms.levels ? (size_t)terms.levels : PROJECTION_LEVELS_DEFAULT;
    self->settings = meta.settings;
    if (levels == self->levels)
        return;
    self->levels = levels;
    tree_count_all(self);
    recent_start(&self->recent, (int64_t)state_seq(self->state)); /* everybody's */
}

/* ------------------------------------------------------------------------- reading a row */

/* Random bytes in front of each sealed text: the same ones, the same text. */
static uint32_t seal_mark(const rs_participant_row *row)
{
    const rs_bytes *texts[] = {&row->first, &row->last, &row->nick, &row->called};
    uint32_t mark = 0;
    for (size_t n = 0; n < sizeof texts / sizeof *texts; n++) {
        uint32_t part = 0;
        if (texts[n]->size >= sizeof part)
            memcpy(&part, texts[n]->data, sizeof part);
        mark = mark * 31 + part;
    }
    return mark;
}

static const char *unlock(projection *self, int64_t id, rs_bytes sealed)
{
    const char *text;
    rs_err rc = seal_unlock(self->seal, id, sealed, self->scratch, &text, NULL);
    return rc == RS_OK && text ? text : "";
}

static void take_names(projection *self, const rs_participant_row *row)
{
    size_t id = (size_t)row->id;
    uint32_t mark = seal_mark(row);
    if (mark == self->name_mark[id])
        return;
    const char *first = unlock(self, row->id, row->first);
    const char *last = unlock(self, row->id, row->last);
    const char *nick = unlock(self, row->id, row->nick);
    const char *called = unlock(self, row->id, row->called);
    names_put(&self->names, row->id,
              *called ? called : arena_print(self->scratch, "%s %s", first, last), nick);
    self->name_mark[id] = mark;
    self->name_order[id] = names_order(names_name(&self->names, id));
    self->nick_order[id] = names_order(names_nick(&self->names, id));
}

static void take_person(projection *self, size_t id, const rs_participant_row *row)
{
    self->tg[id] = row->tg;
    self->joined[id] = row->joined;
    self->registered[id] = row->registered;
    self->ozon[id] = row->ozon;
    self->status[id] = (uint8_t)row->status;
    self->flags[id] =
        (uint8_t)((self->flags[id] & FLAG_UNDATED) |
                  (row->status == RS_PARTICIPANT_ERASED ? FLAG_ERASED : 0) |
                  (row->proven ? FLAG_PROVEN : 0) | (row->unreachable ? FLAG_UNREACHABLE : 0));
    if (id <= self->named)
        take_names(self, row);
}

static void take_account(projection *self, size_t id, const rs_account_row *row)
{
    int64_t by_network = 0;
    for (size_t n = 0; n < row->levels.count; n++)
        by_network += row->levels.items[n];
    self->available[id] = row->available;
    self->held[id] = row->held;
    self->reserved[id] = row->reserved;
    self->own[id] = row->own;
    self->by_network[id] = by_network;
    self->corrected[id] = row->corrected;
    self->paid[id] = row->paid;
    self->paid_money[id] = row->paid_money;
    self->last_order[id] = row->last_order;
    tree_set_figures(self, id, row->orders, row->sum);
}

static void load(projection *self, size_t id, rs_participant_row *out)
{
    bool there = row_get(self->state, self->scratch, TABLE_PARTICIPANT, KEY_1((int64_t)id), out);
    RS_ASSERT(there); /* numbers are given without gaps */
}

/* The tie is left to the caller: the inviter of now. */
static size_t take_rows(projection *self, size_t id, const rs_participant_row *person,
                        const rs_account_row *account)
{
    take_person(self, id, person);
    take_account(self, id, account);
    dates_touch(self, id);
    arena_reset(self->scratch);
    return (size_t)person->inviter;
}

static size_t take(projection *self, size_t id)
{
    rs_participant_row person;
    rs_account_row account;
    load(self, id, &person);
    row_get(self->state, self->scratch, TABLE_ACCOUNT, KEY_1((int64_t)id), &account);
    return take_rows(self, id, &person, &account);
}

/* ------------------------------------------------------------------------- keeping up */

void projection_changed(projection *self, size_t id)
{
    if (self->remembers)
        recent_add(&self->recent, (int64_t)state_seq(self->state), (int64_t)id);
}

/* What was read at different times cannot be told apart: all are read, so it begins. */
static void remember(projection *self)
{
    if (self->remembers || !projection_is_ready(self))
        return;
    recent_start(&self->recent, (int64_t)state_seq(self->state));
    self->remembers = true;
}

/* Ties of the state never form a loop, but those of two moments might: all that end are undone
 * before any new one is made. */
static void take_touched(projection *self)
{
    uint32_t *inviters = calloc(self->touched_count + 1, sizeof *inviters);
    RS_ASSERT(inviters);
    for (size_t n = 0; n < self->touched_count; n++) {
        size_t id = self->touched[n];
        inviters[n] = (uint32_t)take(self, id); /* the mark FLAG_TOUCHED ends with it */
        projection_changed(self, id);
        if (inviters[n] != self->tree[id].inviter)
            tree_detach(self, id);
    }
    for (size_t n = 0; n < self->touched_count; n++)
        if (inviters[n] != self->tree[self->touched[n]].inviter)
            tree_attach(self, self->touched[n], inviters[n]);
    free(inviters);
    self->touched_count = 0;
}

/* A walk over rows in the order of their numbers. */
typedef struct {
    state_cursor at;
    bool more;
} walk;

static void walk_from(walk *self, state *rows, state_table table, size_t id)
{
    self->more =
        state_first(rows, table, (rs_bytes){0}, key_bytes(KEY_1((int64_t)id)), false, &self->at);
}

/* The row of that number, into `out`; whoever has none gets one of zeros. */
static bool walk_take(walk *self, projection *of, size_t id, void *out)
{
    if (!self->more || key_number_at(self->at.key, 0) != (int64_t)id) {
        memset(out, 0, row_type(self->at.table)->size);
        return false;
    }
    row_read(&self->at, of->scratch, out);
    self->more = state_next(&self->at);
    return true;
}

/* Side by side: to look each row up takes twice as long. */
static void take_new(projection *self, size_t *rows)
{
    walk people, accounts;
    rs_participant_row person;
    rs_account_row account;
    if (!*rows || self->filled >= self->count)
        return;
    walk_from(&people, self->state, TABLE_PARTICIPANT, self->filled + 1);
    walk_from(&accounts, self->state, TABLE_ACCOUNT, self->filled + 1);
    for (; *rows && self->filled < self->count; --*rows) {
        size_t id = ++self->filled;
        if (self->keeps_names)
            self->named = id;
        bool there = walk_take(&people, self, id, &person);
        RS_ASSERT(there); /* numbers are given without gaps */
        walk_take(&accounts, self, id, &account);
        tree_attach(self, id, take_rows(self, id, &person, &account));
        projection_changed(self, id);
    }
}

bool projection_fill(projection *self, size_t rows)
{
    if (self->lost)
        empty(self);
    if (state_warm(self->state, &self->warm))
        return false;
    follow_meta(self);
    take_touched(self);
    take_new(self, &rows);
    remember(self);
    for (; rows && self->named < self->filled; rows--) {
        rs_participant_row person;
        load(self, ++self->named, &person);
        take_names(self, &person);
        arena_reset(self->scratch);
    }
    self->keeps_names = projection_has_names(self);
    return self->keeps_names && projection_date(self, rows);
}

bool projection_is_ready(const projection *self)
{
    return self->filled == self->count && self->settings >= 0 && !self->lost;
}

bool projection_has_names(const projection *self)
{
    return projection_is_ready(self) && self->named == self->count;
}

void projection_refresh(projection *self)
{
    size_t all = SIZE_MAX;
    RS_ASSERT(projection_is_ready(self));
    follow_meta(self);
    take_touched(self);
    take_new(self, &all);
}
