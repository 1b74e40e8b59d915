/* When what a participant has on hold becomes available, day by day of Moscow's calendar. */
#include "actors/ledger/state/calendar.h"
#include "actors/ledger/views/view.h"

enum {
    LOOKED_AT_MAX = 2000, /* pieces on hold: more are more than a card can say */
    DAYS_MAX = 100,       /* as the protocol has it */
};

/* false: one day too many. */
static bool add(rs_release_day_list *days, int64_t at, int64_t points)
{
    if (!days->count || calendar_day(days->items[days->count - 1].at) != calendar_day(at)) {
        if (days->count == DAYS_MAX)
            return false;
        days->items[days->count++] = (rs_release_day){.at = at};
    }
    days->items[days->count - 1].points += points;
    return true;
}

rs_err view_releases(view *self, const void *argument, void *result)
{
    const rs_releases_args *args = argument;
    rs_releases *out = result;
    if (!row_has(self->state, TABLE_PARTICIPANT, KEY_1(args->participant)))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such participant");
    *out =
        (rs_releases){.days.items = arena_give(self->memory, DAYS_MAX * sizeof *out->days.items)};
    rs_key prefix = *KEY_1(args->participant);
    state_cursor cursor;
    bool more =
        state_first(self->state, TABLE_HELD_OF, key_bytes(&prefix), (rs_bytes){0}, false, &cursor);
    for (int n = 0; more && n < LOOKED_AT_MAX; n++, more = state_next(&cursor)) {
        int64_t at = key_number_at(cursor.key, 1);
        int64_t points = show_held(self, key_number_at(cursor.key, 2), args->participant);
        if (at <= self->now)
            out->undated += points;
        else if (!add(&out->days, at, points))
            break;
    }
    out->cut = more;
    return RS_OK;
}
