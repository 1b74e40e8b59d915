/* The list of participants, and the networks below and the inviters above one of them. */
#include "actors/ledger/views/lists/query.h"
#include "actors/ledger/views/view.h"

enum { WALKED_MAX = 2000000, ABOVE_MAX = 10 }; /* people of one network; inviters shown */
enum { CHANGED_MAX = 200 /* as participants.changed tells them */ };

/* Until everybody has been read there is no right answer; whoever asks, asks again. */
static rs_err check_ready(view *self)
{
    if (self->people && projection_is_ready(self->people))
        return RS_OK;
    return rs_fail(&self->error, RS_UNAVAILABLE, "the participants are still being read");
}

/* ------------------------------------------------------------------------- the list */

static void show_line(view *self, int64_t id, rs_participant_line *out)
{
    rs_participant_row row;
    column_show(self->people, (size_t)id, out);
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), &row);
    out->name = show_name(self, &row);
    out->nick = show_text(self, id, row.nick);
}

static rs_participant_line_list show_lines(view *self, const query_rows *found)
{
    rs_participant_line *rows = arena_give(self->memory, (found->count + 1) * sizeof *rows);
    for (size_t n = 0; n < found->count; n++)
        show_line(self, found->ids[n], &rows[n]);
    return (rs_participant_line_list){rows, found->count};
}

static rs_err show_page(view *self, const rs_participants_args *args, const query_search *with,
                        rs_participants_page *out)
{
    query_rows found;
    rs_err rc = query_found(self->people, args, with, self->memory, &found, &self->error);
    if (rc != RS_OK)
        return rc;
    *out = (rs_participants_page){
        .rows = show_lines(self, &found),
        .total = (int64_t)found.total,
        .seq = (int64_t)state_seq(self->state),
        .last = (int64_t)self->people->count,
    };
    return RS_OK;
}

/* A text is looked for a piece a turn. */
rs_err view_participants(view *self, const void *argument, void *result)
{
    const rs_participants_args *args = argument;
    query_search *found = NULL;
    rs_err rc = check_ready(self);
    if (rc == RS_OK && args->text && *args->text) {
        found = view_work(self, sizeof *found);
        self->more = !found || !query_find(found, self->people, args->text, self->memory);
    }
    return rc == RS_OK && !self->more ? show_page(self, args, found, result) : rc;
}

/* Those there are not are left out. */
rs_err view_participants_rows(view *self, const void *argument, void *result)
{
    const rs_participants_rows_args *args = argument;
    rs_participants_page *out = result;
    rs_err rc = check_ready(self);
    if (rc != RS_OK)
        return rc;
    query_rows found = {.ids = arena_give(self->memory, (args->ids.count + 1) * sizeof(int64_t))};
    for (size_t n = 0; n < args->ids.count; n++)
        if (args->ids.items[n] > 0 && (size_t)args->ids.items[n] <= self->people->count)
            found.ids[found.count++] = args->ids.items[n];
    *out = (rs_participants_page){
        .rows = show_lines(self, &found),
        .total = (int64_t)found.count,
        .seq = (int64_t)state_seq(self->state),
        .last = (int64_t)self->people->count,
    };
    return RS_OK;
}

rs_err view_participants_changed(view *self, const void *argument, void *result)
{
    const rs_participants_changed_args *args = argument;
    rs_participants_changed *out = result;
    int64_t *ids;
    size_t count;
    rs_err rc = check_ready(self);
    if (rc != RS_OK)
        return rc;
    *out = (rs_participants_changed){
        .last = (int64_t)self->people->count,
        .seq = (int64_t)state_seq(self->state),
    };
    out->many =
        !recent_since(&self->people->recent, args->after, CHANGED_MAX, self->memory, &ids, &count);
    if (!out->many)
        out->ids = (rs_ints){ids, count};
    return RS_OK;
}

/* By number each page costs what it shows, however many participants there are, and only the first
 * one counts them all. */
static rs_err walk_by_number(view *self, const rs_export_participants_args *args,
                             rs_participants_args *list, query_rows *found,
                             rs_export_participants *out)
{
    query_rows all = {0};
    rs_err rc = RS_OK;
    list->limit = 1;
    if (!args->after)
        rc = query_run(self->people, list, self->memory, &all, &self->error);
    list->limit = args->limit;
    out->total = (int64_t)all.total;
    return rc != RS_OK ? rc
                       : query_walk(self->people, list, args->after, self->memory, found,
                                    &out->next, &self->error);
}

/* In another order a page costs what a page of the list does. */
static rs_err walk_in_order(view *self, const rs_export_participants_args *args,
                            rs_participants_args *list, query_rows *found,
                            rs_export_participants *out)
{
    query_place at = {args->after, args->after_value, args->after_text};
    rs_err rc = query_next(self->people, list, &at, self->memory, found, &self->error);
    out->total = args->after ? 0 : (int64_t)found->total;
    out->next = at.id;
    out->next_value = at.value;
    out->next_text = at.text;
    return rc;
}

rs_err view_export_participants(view *self, const void *argument, void *result)
{
    const rs_export_participants_args *args = argument;
    rs_export_participants *out = result;
    rs_participants_args list = {
        .filters = args->filters,
        .text = args->text,
        .under = args->under,
        .level = args->level,
        .sort = args->sort,
        .down = args->down,
        .limit = args->limit,
    };
    query_rows found = {0};
    bool by_number = !args->down && (!args->sort || args->sort == RS_COLUMN_ID);
    rs_err rc = check_ready(self);
    if (rc == RS_OK)
        rc = by_number ? walk_by_number(self, args, &list, &found, out)
                       : walk_in_order(self, args, &list, &found, out);
    if (rc != RS_OK)
        return rc;
    out->rows = show_lines(self, &found);
    out->seq = (int64_t)state_seq(self->state);
    return RS_OK;
}

rs_err view_referrals(view *self, const void *argument, void *result)
{
    const rs_referrals_args *args = argument;
    rs_participants_args list = {
        .level = args->level ? args->level : 1,
        .sort = RS_COLUMN_JOINED,
        .down = true,
        .offset = args->offset,
        .limit = args->limit,
    };
    rs_err rc = check_ready(self);
    if (rc == RS_OK)
        rc = view_find(self, args->tg, args->participant, &list.under);
    return rc == RS_OK ? show_page(self, &list, NULL, result) : rc;
}

/* ------------------------------------------------------------------------- a network by levels */

typedef struct {
    const projection *people;
    rs_level_line *levels;
} level_sums;

static bool add_person(void *arg, size_t id, size_t level)
{
    level_sums *sums = arg;
    rs_level_line *line = &sums->levels[level - 1];
    int64_t last = sums->people->last_order[id];
    line->people++;
    line->buyers += sums->people->orders[id] > 0;
    line->orders += sums->people->orders[id];
    line->sum += sums->people->sum[id];
    line->last_order = last > line->last_order ? last : line->last_order;
    return true;
}

rs_err view_levels(view *self, const void *argument, void *result)
{
    const rs_who *args = argument;
    rs_tree_levels *out = result;
    int64_t id;
    rs_err rc = check_ready(self);
    if (rc == RS_OK)
        rc = view_find(self, args->tg, args->participant, &id);
    if (rc != RS_OK)
        return rc;
    size_t levels = self->people->levels;
    level_sums sums = {self->people, arena_give(self->memory, levels * sizeof *sums.levels)};
    for (size_t n = 0; n < levels; n++)
        sums.levels[n].level = (int64_t)n + 1;
    out->cut = !tree_walk(self->people, (size_t)id, levels, WALKED_MAX, add_person, &sums);
    out->levels = (rs_level_line_list){sums.levels, levels};
    out->seq = (int64_t)state_seq(self->state);
    return RS_OK;
}

/* ------------------------------------------------------------------------- moving a tie */

typedef struct {
    int64_t levels[ABOVE_MAX];
    int64_t deeper;
} depth_counts;

static bool count_depth(void *arg, size_t id, size_t level)
{
    depth_counts *counts = arg;
    (void)id;
    if (level <= ABOVE_MAX)
        counts->levels[level - 1]++;
    else
        counts->deeper++;
    return true;
}

static rs_tree_person_list show_above(view *self, size_t first)
{
    const projection *people = self->people;
    rs_tree_person *items = arena_give(self->memory, (ABOVE_MAX + 1) * sizeof *items);
    size_t count = 0;
    for (size_t id = first; id && count < people->levels; id = people->tree[id].inviter) {
        rs_participant_line line;
        show_line(self, (int64_t)id, &line);
        items[count++] = (rs_tree_person){line.id, line.name, line.nick};
    }
    return (rs_tree_person_list){items, count};
}

rs_err view_tie_preview(view *self, const void *argument, void *result)
{
    const rs_tree_preview_args *args = argument;
    rs_tree_preview *out = result;
    int64_t id;
    int64_t inviter = 0;
    rs_err rc = check_ready(self);
    if (rc == RS_OK)
        rc = view_find(self, 0, args->participant, &id);
    if (rc == RS_OK && args->inviter)
        rc = view_find(self, 0, args->inviter, &inviter);
    if (rc != RS_OK)
        return rc;
    depth_counts *counts = arena_give(self->memory, sizeof *counts);
    tree_walk(self->people, (size_t)id, SIZE_MAX, WALKED_MAX, count_depth, counts);
    size_t levels = ABOVE_MAX;
    while (levels && !counts->levels[levels - 1])
        levels--;
    *out = (rs_tree_preview){
        .people = {counts->levels, levels},
        .deeper = counts->deeper,
        .loop = tree_is_below(self->people, (size_t)inviter, (size_t)id),
        .above = show_above(self, (size_t)inviter),
        .above_now = show_above(self, self->people->tree[id].inviter),
    };
    return RS_OK;
}
