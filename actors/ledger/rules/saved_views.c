#include "actors/ledger/rules/saved_views.h"

#include "actors/ledger/rules/rules.h"

enum { NAME_CHARACTERS_MAX = 60 };

bool saved_views_may_see(rs_export_table table, uint32_t rights)
{
    switch (table) {
#define METHOD_OF(A, B, c_name, number, name, argument, method)                                    \
    case RS_EXPORT_OF_##c_name: return protocol_method(RS_##method)->rights & rights;
        RS_EXPORT_TABLES(METHOD_OF, _, _)
    }
    return false;
}

/* ------------------------------------------------------------------------------- its parts */

/* Names of fields with commas between them. */
static bool are_fields(const char *text)
{
    bool begins = true;
    for (; *text; text++) {
        bool letter = (*text >= 'a' && *text <= 'z') || *text == '_';
        if (!letter && (begins || *text != ','))
            return false;
        begins = !letter;
    }
    return !begins;
}

static bool is_field(const char *text)
{
    return !strchr(text, ',') && are_fields(text);
}

/* One line, and something to be seen in it. */
static bool is_name(const char *text)
{
    for (const char *at = text; *at; at++)
        if (*at > 0 && *at < ' ')
            return false;
    return text[strspn(text, " ")] && count_characters(text) <= NAME_CHARACTERS_MAX;
}

static rs_err check_filter(decision *self, const rs_saved_filter *filter)
{
    if (!is_field(filter->field))
        return REFUSE(self, RS_BAD_REQUEST, "filters: no such field");
    switch (filter->how) {
    case RS_FILTER_FROM:
    case RS_FILTER_TO: return RS_OK;
    case RS_FILTER_BETWEEN:
        return filter->from <= filter->to
                   ? RS_OK
                   : REFUSE(self, RS_BAD_REQUEST, "filters: from is greater than to");
    case RS_FILTER_ONE_OF:
        return filter->values.count ? RS_OK
                                    : REFUSE(self, RS_BAD_REQUEST, "filters: one of no values");
    default: return REFUSE(self, RS_BAD_REQUEST, "filters: not in a saved view");
    }
}

static rs_err check_parts(decision *self, const rs_saved_view *args)
{
    const char *sort = args->sort ? args->sort : "";
    rs_err rc = RS_OK;
    if (!is_name(args->name))
        return REFUSE(self, RS_BAD_REQUEST, "name: 1 to %d characters", NAME_CHARACTERS_MAX);
    if (*sort && !is_field(sort + (*sort == '-')))
        return REFUSE(self, RS_BAD_REQUEST, "sort: no such column");
    if (args->columns && *args->columns && !are_fields(args->columns))
        return REFUSE(self, RS_BAD_REQUEST, "columns: names with commas between them");
    for (size_t n = 0; n < args->filters.count && rc == RS_OK; n++)
        rc = check_filter(self, &args->filters.items[n]);
    return rc;
}

/* ------------------------------------------------------------------------------- whose it is */

static bool is_editor(const decision *self)
{
    return (uint32_t)self->rights & RS_EDITORS;
}

/* One's own, or a shared one. */
static bool find_saved(decision *self, int64_t id, rs_saved_view_row *out)
{
    return row_get(self->state, self->memory, TABLE_SAVED_VIEW, KEY_2(self->admin, id), out) ||
           row_get(self->state, self->memory, TABLE_SAVED_VIEW, KEY_2(ROW_SHARED, id), out);
}

static rs_err find_to_change(decision *self, int64_t id, rs_saved_view_row *out)
{
    if (!find_saved(self, id, out) ||
        !saved_views_may_see(out->view->table, (uint32_t)self->rights))
        return REFUSE(self, RS_NOT_FOUND, "id: no such view");
    if (out->view->shared && !is_editor(self))
        return REFUSE(self, RS_FORBIDDEN, "shared: owners and admins change it");
    return RS_OK;
}

/* Is there room beside what stands under `owner`, and is the name free there? */
static rs_err check_place(decision *self, const rs_saved_view *args, int64_t owner, bool comes)
{
    int64_t most = owner == ROW_SHARED ? SAVED_VIEWS_SHARED_MAX : SAVED_VIEWS_OWN_MAX;
    int64_t count = 0;
    rs_key prefix = *KEY_1(owner);
    state_cursor at;
    for (bool more = state_first(self->state, TABLE_SAVED_VIEW, key_bytes(&prefix), (rs_bytes){0},
                                 false, &at);
         more; more = state_next(&at), count++) {
        rs_saved_view_row row;
        row_read(&at, self->memory, &row);
        if (row.view->id != args->id && row.view->table == args->table &&
            !strcmp(row.view->name, args->name))
            return REFUSE(self, RS_TAKEN, "name: view %lld has it", (long long)row.view->id);
    }
    if (comes && count >= most)
        return REFUSE(self, RS_LIMIT, "views: there are %lld already", (long long)most);
    return RS_OK;
}

static rs_err check_owner(decision *self, const rs_saved_view *args, const rs_saved_view *before)
{
    int64_t owner = args->shared ? ROW_SHARED : self->admin;
    if (args->shared && !is_editor(self))
        return REFUSE(self, RS_FORBIDDEN, "shared: for owners and admins");
    if (before && before->table != args->table)
        return REFUSE(self, RS_BAD_REQUEST, "table: it is a view of another one");
    if (before && before->shared && !args->shared && before->by != self->admin)
        return REFUSE(self, RS_FORBIDDEN, "shared: who made it takes it back");
    return check_place(self, args, owner, !before || before->shared != args->shared);
}

rs_err rule_saved_view_save(decision *self, const void *argument)
{
    const rs_saved_view *args = argument;
    rs_saved_view_row before = {0};
    rs_meta_row meta;
    rs_err rc = check_parts(self, args);
    if (rc == RS_OK && !saved_views_may_see(args->table, (uint32_t)self->rights))
        rc = REFUSE(self, RS_FORBIDDEN, "table: this administrator may not see it");
    if (rc == RS_OK && args->id)
        rc = find_to_change(self, args->id, &before);
    if (rc == RS_OK)
        rc = check_owner(self, args, before.view);
    if (rc != RS_OK)
        return rc;
    row_meta(self->state, self->memory, &meta);
    rs_saved_view *made = arena_give(self->memory, sizeof *made);
    *made = *args;
    made->id = args->id ? args->id : meta.saved_view + 1;
    made->by = before.view ? before.view->by : self->admin;
    made->author = NULL; /* found by its number whenever it is shown */
    decide(self, FACT_view_saved, &(rs_view_saved){.admin = self->admin, .view = made});
    self->first = made->shared ? ROW_SHARED : made->by;
    self->second = made->id;
    return RS_OK;
}

rs_err rule_saved_view_remove(decision *self, const void *argument)
{
    const rs_saved_view_key *args = argument;
    rs_saved_view_row row;
    rs_err rc = find_to_change(self, args->id, &row);
    if (rc != RS_OK)
        return rc;
    decide(self, FACT_view_removed,
           &(rs_view_removed){
               .admin = self->admin,
               .id = args->id,
               .owner = row.view->shared ? ROW_SHARED : self->admin,
           });
    return RS_OK;
}
