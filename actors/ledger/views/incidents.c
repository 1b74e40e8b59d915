/* What is wrong now, and what was. */
#include "actors/ledger/views/view.h"

enum { OPEN_MAX = 64 };

bool show_incident(view *self, int64_t id, rs_incident_view *out)
{
    rs_incident_row row;
    if (!id || !row_get(self->state, self->memory, TABLE_INCIDENT, KEY_1(id), &row))
        return false;
    *out = *row.incident;
    return true;
}

static rs_incident_view_list show_open(view *self)
{
    rs_incident_view *items = arena_give(self->memory, OPEN_MAX * sizeof *items);
    int64_t ids[OPEN_MAX];
    size_t count = 0;
    state_cursor at;
    for (bool more = state_first(self->state, TABLE_INCIDENT_OPEN, (rs_bytes){0}, (rs_bytes){0},
                                 false, &at);
         more && count < OPEN_MAX; more = state_next(&at)) {
        rs_ref_row row;
        row_read(&at, self->memory, &row);
        ids[count++] = row.id;
    }
    for (size_t n = 0; n < count; n++) /* cursors are done: rows are looked up */
        show_incident(self, ids[n], &items[n]);
    return (rs_incident_view_list){items, count};
}

rs_err view_incidents(view *self, const void *argument, void *result)
{
    const rs_incidents_args *args = argument;
    rs_incidents_page *out = result;
    rs_meta_row meta;
    if (!args->limit)
        return rs_fail(&self->error, RS_BAD_REQUEST, "limit: at least 1");
    row_meta(self->state, self->memory, &meta);
    int64_t id = args->before && args->before <= meta.incident ? args->before - 1 : meta.incident;
    rs_incident_view *rows = arena_give(self->memory, (size_t)args->limit * sizeof *rows);
    size_t count = 0;
    for (; id > 0 && count < (size_t)args->limit; id--)
        count += show_incident(self, id, &rows[count]);
    out->open = show_open(self);
    out->rows = (rs_incident_view_list){rows, count};
    out->next = id ? id + 1 : 0;
    return RS_OK;
}
