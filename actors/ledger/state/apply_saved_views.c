/* Facts about views of tables that have names. A view stands under its owner, shared ones under 0,
 * so that a page's question reads two short ranges. */
#include "actors/ledger/state/apply_fold.h"

enum { OWN_MAX = 1000 };

void fold_view_saved(fold *self, const rs_view_saved *fact)
{
    const rs_saved_view *view = fact->view;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    if (view->id > meta.saved_view) {
        meta.saved_view = view->id;
        row_put_meta(self->state, &meta);
    }
    row_del(self->state, TABLE_SAVED_VIEW, KEY_2(view->shared ? view->by : ROW_SHARED, view->id));
    row_put(self->state, TABLE_SAVED_VIEW, KEY_2(view->shared ? ROW_SHARED : view->by, view->id),
            &(rs_saved_view_row){.view = view});
}

void fold_view_removed(fold *self, const rs_view_removed *fact)
{
    row_del(self->state, TABLE_SAVED_VIEW, KEY_2(fact->owner, fact->id));
}

/* Those that were shared stay. */
void fold_no_views(fold *self, int64_t admin)
{
    int64_t ids[OWN_MAX];
    size_t count = 0;
    rs_key prefix = *KEY_1(admin);
    state_cursor at;
    for (bool more = state_first(self->state, TABLE_SAVED_VIEW, key_bytes(&prefix), (rs_bytes){0},
                                 false, &at);
         more; more = state_next(&at)) {
        RS_ASSERT(count < OWN_MAX); /* the rules allow fewer */
        ids[count++] = key_number_at(at.key, 1);
    }
    while (count)
        row_del(self->state, TABLE_SAVED_VIEW, KEY_2(admin, ids[--count]));
}
