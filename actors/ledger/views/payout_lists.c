/* Lists of payout requests: sorted, filtered, a page at a time.
 *
 * A page walks one index in its order and looks at LOOKED_AT_MAX requests at most, however few of
 * them are wanted: then it is short, and says where to go on. The index is the one that fits best:
 * requests of a participant, of an operator or in a state (few, while they are open) have theirs in
 * the order of opening, everything that can be sorted by is an index of its own, and bounds of
 * time, points or money become the ends of the walk where the walk is in that order. */
#include "actors/ledger/views/view.h"

enum { LOOKED_AT_MAX = 1000, PAGE_ROWS = 50 };

/* Where in the order: the value sorted by, then the number. */
typedef struct {
    int64_t value;
    int64_t id;
} place;

typedef struct {
    view *view;
    const rs_payouts_args *args;
    rs_payout_sort sort;
    int64_t least, most; /* of the value sorted by */
} listing;

static bool in_order(const listing *self, place one, place other)
{
    bool before = one.value != other.value ? one.value < other.value : one.id < other.id;
    return self->args->up ? before : !before;
}

/* The first request behind `at` of an index whose keys are prefix, [value,] number. */
static bool next_in(listing *self, state_table table, const rs_key *prefix, bool valued, place at,
                    place *out)
{
    state_cursor cursor;
    rs_key from = *prefix;
    bool up = self->args->up;
    if (valued)
        key_number(&from, at.value);
    key_number(&from, up && at.id < INT64_MAX ? at.id + 1 : at.id);
    if (!state_first(self->view->state, table, key_bytes(prefix), key_bytes(&from), !up, &cursor))
        return false;
    size_t fixed = prefix->size / 8;
    out->value = valued ? key_number_at(cursor.key, fixed) : 0;
    out->id = key_number_at(cursor.key, fixed + valued);
    if (!valued)
        out->value = out->id;
    return true;
}

static bool wants_state(const rs_payouts_args *args, int64_t which)
{
    for (size_t n = 0; n < args->states.count; n++)
        if (args->states.items[n] == which)
            return true;
    return !args->states.count;
}

/* By opening, in some states: each has an index, and the next of all is the nearest of theirs. */
static bool next_in_states(listing *self, place at, place *out)
{
    bool found = false;
    for (size_t n = 0; n < rs_payout_state_enum.count; n++) {
        int which = rs_payout_state_enum.values[n].value;
        place one;
        if (!wants_state(self->args, which) ||
            !next_in(self, TABLE_PAYOUT_IN, KEY_1(which), false, at, &one))
            continue;
        if (!found || in_order(self, one, *out))
            *out = one;
        found = true;
    }
    return found;
}

static bool next_place(listing *self, place at, place *out)
{
    const rs_payouts_args *args = self->args;
    bool found;
    if (self->sort != RS_PAYOUT_BY_CREATED)
        found = next_in(self, TABLE_PAYOUT_BY, KEY_1(self->sort), true, at, out);
    else if (args->participant)
        found = next_in(self, TABLE_PAYOUT_OF, KEY_1(args->participant), false, at, out);
    else if (args->operator)
        found = next_in(self, TABLE_PAYOUT_BY, KEY_2(RS_PAYOUT_BY_OPERATOR, args->operator), false,
                        at, out);
    else if (args->states.count)
        found = next_in_states(self, at, out);
    else
        found = next_in(self, TABLE_PAYOUT, &(rs_key){0}, false, at, out);
    return found && out->value >= self->least && out->value <= self->most;
}

/* ------------------------------------------------------------------------------- the bounds */

static void narrow(listing *self, int64_t least, int64_t most)
{
    self->least = least > self->least ? least : self->least;
    self->most = most && most < self->most ? most : self->most;
}

/* The number of the first request opened at that time or later: numbers follow time. */
static int64_t first_since(view *self, int64_t time)
{
    rs_meta_row meta;
    rs_request_row row;
    row_meta(self->state, self->memory, &meta);
    int64_t low = 1;
    int64_t high = meta.payout + 1;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(middle), &row);
        if (row.created < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void find_bounds(listing *self)
{
    const rs_payouts_args *args = self->args;
    self->least = INT64_MIN;
    self->most = INT64_MAX;
    if (self->sort == RS_PAYOUT_BY_CREATED && args->from)
        narrow(self, first_since(self->view, args->from), 0);
    if (self->sort == RS_PAYOUT_BY_CREATED && args->to)
        self->most = first_since(self->view, args->to) - 1;
    if (self->sort == RS_PAYOUT_BY_POINTS)
        narrow(self, args->points_from, args->points_to);
    if (self->sort == RS_PAYOUT_BY_MONEY)
        narrow(self, args->money_from, args->money_to);
    if (self->sort == RS_PAYOUT_BY_PARTICIPANT)
        narrow(self, args->participant, args->participant);
    if (self->sort == RS_PAYOUT_BY_OPERATOR)
        narrow(self, args->operator, args->operator);
}

/* Before the first, or behind the one the last page ended with. */
static place start_of(const listing *self)
{
    const rs_payouts_args *args = self->args;
    if (args->before && self->sort == RS_PAYOUT_BY_CREATED)
        return (place){args->before, args->before};
    if (args->before)
        return (place){args->before_value, args->before};
    if (args->up)
        return self->sort == RS_PAYOUT_BY_CREATED
                   ? (place){0, self->least > 0 ? self->least - 1 : 0}
                   : (place){self->least, 0};
    return self->sort == RS_PAYOUT_BY_CREATED
               ? (place){0, self->most < INT64_MAX ? self->most + 1 : INT64_MAX}
               : (place){self->most, INT64_MAX};
}

/* ------------------------------------------------------------------------------- the page */

static bool is_within(int64_t value, int64_t least, int64_t most)
{
    return value >= least && (!most || value <= most);
}

static bool is_wanted(const rs_payouts_args *args, const rs_request_row *row)
{
    return wants_state(args, (int64_t)row->state) &&
           (!args->participant || row->participant == args->participant) &&
           (!args->operator|| row->admin == args->operator) &&
           (!args->reason || row->reason == args->reason) && row->created >= args->from &&
           (!args->to || row->created < args->to) &&
           is_within(row->points, args->points_from, args->points_to) &&
           is_within(row->money, args->money_from, args->money_to);
}

static rs_state_count_list show_counts(view *self)
{
    rs_state_count *items = arena_give(self->memory, rs_payout_state_enum.count * sizeof *items);
    for (size_t n = 0; n < rs_payout_state_enum.count; n++) {
        rs_count_row row;
        int which = rs_payout_state_enum.values[n].value;
        row_get(self->state, self->memory, TABLE_PAYOUT_COUNT, KEY_1(which), &row);
        items[n] = (rs_state_count){.state = (rs_payout_state)which, .count = row.value};
    }
    return (rs_state_count_list){items, rs_payout_state_enum.count};
}

rs_err view_payouts(view *self, const void *argument, void *result)
{
    const rs_payouts_args *args = argument;
    rs_payouts_page *out = result;
    listing list = {.view = self, .args = args};
    list.sort = args->sort ? args->sort : RS_PAYOUT_BY_CREATED;
    find_bounds(&list);
    size_t limit = args->limit ? (size_t)args->limit : PAGE_ROWS;
    rs_payout_row *items = arena_give(self->memory, limit * sizeof *items);
    size_t count = 0;
    place at = start_of(&list);
    place next;
    bool more = next_place(&list, at, &next);
    for (int looked = 0; more && count < limit && looked < LOOKED_AT_MAX; looked++) {
        rs_request_row row;
        row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(next.id), &row);
        count += is_wanted(args, &row) && show_payout(self, next.id, &items[count]);
        at = next;
        more = next_place(&list, at, &next);
    }
    out->rows = (rs_payout_row_list){items, count};
    out->counts = show_counts(self);
    out->next = more ? at.id : 0;
    out->next_value = more ? at.value : 0;
    return RS_OK;
}
