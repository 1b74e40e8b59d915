/* Views of tables under names: one's own, and those that are shared. */
#include "actors/ledger/rules/saved_views.h"
#include "actors/ledger/views/view.h"

enum { SHOWN_MAX = SAVED_VIEWS_OWN_MAX + SAVED_VIEWS_SHARED_MAX };

static size_t show_of(view *self, int64_t owner, rs_saved_view *out, size_t room)
{
    size_t count = 0;
    rs_key prefix = *KEY_1(owner);
    state_cursor at;
    for (bool more = state_first(self->state, TABLE_SAVED_VIEW, key_bytes(&prefix), (rs_bytes){0},
                                 false, &at);
         more && count < room; more = state_next(&at)) {
        rs_saved_view_row row;
        row_read(&at, self->memory, &row);
        if (saved_views_may_see(row.view->table, self->rights))
            out[count++] = *row.view;
    }
    return count;
}

rs_err view_saved_views(view *self, const void *argument, void *result)
{
    rs_saved_views *out = result;
    rs_saved_view *items = arena_give(self->memory, SHOWN_MAX * sizeof *items);
    (void)argument;
    size_t count = show_of(self, self->admin, items, SHOWN_MAX);
    count += show_of(self, ROW_SHARED, items + count, SHOWN_MAX - count);
    for (size_t n = 0; n < count; n++) /* cursors are done: names are looked up */
        items[n].author = show_admin_name(self, items[n].by);
    out->views = (rs_saved_view_list){items, count};
    return RS_OK;
}

bool show_saved_view(view *self, int64_t owner, int64_t id, rs_saved_view *out)
{
    rs_saved_view_row row;
    bool there = row_get(self->state, self->memory, TABLE_SAVED_VIEW, KEY_2(owner, id), &row);
    if (there) {
        *out = *row.view;
        out->author = show_admin_name(self, out->by);
    }
    return there;
}
