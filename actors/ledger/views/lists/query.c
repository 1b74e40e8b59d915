#include "actors/ledger/views/lists/query.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "shared/unicode.h"

enum {
    BLOCK = 2048,
    FILTERS_MAX = 24,
    WORDS_MAX = 8,
    DIGITS_MAX = 15,
    TEXT_MAX = 256,
    WALKED_BLOCKS = 10, /* of one page, however few are wanted */
    NAMES_AT_ONCE = 4 << 20,
};

/* ------------------------------------------------------------------------- filters */

typedef struct {
    const column *of;
    int64_t from;
    uint64_t width;  /* to - from */
    uint8_t outside; /* 1: what is not between is wanted */
    rs_ints values;  /* instead, if there are any */
} condition;

static rs_err take_filter(const rs_filter *filter, condition *out, rs_error *error)
{
    int64_t from = INT64_MIN;
    int64_t to = INT64_MAX;
    *out = (condition){.of = column_of(filter->column)};
    switch (filter->how) {
    case RS_FILTER_BETWEEN: from = filter->from, to = filter->to; break;
    case RS_FILTER_FROM: from = filter->from; break;
    case RS_FILTER_TO: to = filter->to; break;
    case RS_FILTER_ONE_OF:
        out->values = filter->values;
        return filter->values.count ? RS_OK
                                    : rs_fail(error, RS_BAD_REQUEST, "filters: one of no values");
    case RS_FILTER_EMPTY: from = to = 0; break;
    case RS_FILTER_FILLED: from = to = 0, out->outside = 1; break;
    }
    if (from > to)
        return rs_fail(error, RS_BAD_REQUEST, "filters: from is greater than to");
    if (out->of->text && filter->how != RS_FILTER_EMPTY && filter->how != RS_FILTER_FILLED)
        return rs_fail(error, RS_BAD_REQUEST, "filters: a text is searched by `text`");
    out->from = from;
    out->width = (uint64_t)to - (uint64_t)from;
    return RS_OK;
}

static void narrow_to_values(const condition *what, size_t count, const int64_t *values,
                             uint8_t *keep)
{
    for (size_t n = 0; n < count; n++) {
        uint8_t found = 0;
        for (size_t m = 0; m < what->values.count; m++)
            found |= values[n] == what->values.items[m];
        keep[n] &= found;
    }
}

static void narrow(const condition *what, const projection *self, size_t first, size_t count,
                   uint8_t *keep)
{
    int64_t values[BLOCK];
    RS_ASSERT(what->of);
    what->of->load(self, first, count, values);
    if (what->values.count) {
        narrow_to_values(what, count, values, keep);
        return;
    }
    for (size_t n = 0; n < count; n++)
        keep[n] &=
            (uint8_t)(((uint64_t)values[n] - (uint64_t)what->from <= what->width) ^ what->outside);
}

/* ------------------------------------------------------------------------- text */

/* Numbers that begin with some digits: [12, 12], [120, 129], [1200, 1299] ... */
typedef struct {
    int64_t from[DIGITS_MAX + 1];
    int64_t width[DIGITS_MAX + 1];
    size_t count;
} beginning;

/* "12345678-0042" begins like an Ozon ID: the part in front of the dash is meant. */
static bool take_number(const char *text, beginning *out)
{
    size_t digits = strspn(text, "0123456789");
    *out = (beginning){0};
    if (!digits || digits > DIGITS_MAX || (text[digits] && text[digits] != '-') || *text == '0')
        return false;
    int64_t from = strtoll(text, NULL, 10);
    int64_t width = 0;
    for (size_t n = digits; n <= DIGITS_MAX; n++) {
        out->from[out->count] = from;
        out->width[out->count++] = width;
        from *= 10;
        width = width * 10 + 9;
    }
    if (text[digits] == '-')
        out->count = 1;
    return true;
}

static bool begins_so(const beginning *what, int64_t value)
{
    for (size_t n = 0; n < what->count && value >= what->from[n]; n++)
        if (value - what->from[n] <= what->width[n])
            return true;
    return false;
}

/* Every word has to stand in the name or the username; or a number of theirs begins so. */
typedef struct query_text {
    char folded[TEXT_MAX];
    const char *words[WORDS_MAX];
    size_t count;
    beginning number;
    bool is_number;
} wanted_text;

static void take_text(const char *text, wanted_text *out)
{
    char *place = NULL;
    unicode_fold(text ? text : "", out->folded, sizeof out->folded);
    out->is_number = take_number(out->folded, &out->number);
    out->count = 0;
    for (char *word = strtok_r(out->folded, " ", &place); word && out->count < WORDS_MAX;
         word = strtok_r(NULL, " ", &place))
        out->words[out->count++] = word + (*word == '@' && word[1]);
}

static void find_number(const projection *self, const beginning *number, names_search *found)
{
    if (number->from[0] <= (int64_t)found->last)
        found->has[number->from[0]] = 1;
    for (size_t id = 1; id <= found->last; id++)
        if (begins_so(number, self->tg[id]) || begins_so(number, self->ozon[id]))
            found->has[id] = 1;
}

/* In the first call what there is in columns, then names, so many bytes at a time. */
static bool find(query_search *work, const projection *self, const char *text, size_t size,
                 arena *memory)
{
    if (work->text)
        return !work->text->count || names_find(&self->names, &work->names, size);
    work->text = arena_give(memory, sizeof *work->text);
    take_text(text, work->text);
    work->names = (names_search){.words = work->text->words,
                                 .count = work->text->count,
                                 .has = arena_give(memory, self->count + 1),
                                 .last = self->count};
    if (work->text->is_number)
        find_number(self, &work->text->number, &work->names);
    return false;
}

bool query_find(query_search *work, const projection *self, const char *text, arena *memory)
{
    return !projection_has_names(self) || find(work, self, text, NAMES_AT_ONCE, memory);
}

static void narrow_to_found(const query_search *found, size_t count, uint8_t *keep)
{
    if (!found->text->count)
        return;
    for (size_t id = 1; id <= count; id++)
        keep[id] &= id <= found->names.last && found->names.has[id];
}

/* ------------------------------------------------------------------------- the whole */

typedef struct {
    uint8_t *keep; /* by participant */
    size_t level;  /* 0: any */
} network;

static bool keep_one(void *arg, size_t id, size_t level)
{
    network *under = arg;
    under->keep[id] = !under->level || level == under->level;
    return true;
}

/* Who comes into question at all; to be freed. */
static uint8_t *candidates(const projection *self, const rs_participants_args *args,
                           const query_search *found, arena *memory)
{
    query_search own = {0};
    uint8_t *keep = calloc(self->count + 1, 1);
    RS_ASSERT(keep);
    if (args->under) {
        network under = {keep, (size_t)args->level};
        size_t levels = args->level ? (size_t)args->level : self->levels;
        if ((size_t)args->under <= self->count)
            tree_walk(self, (size_t)args->under, levels, self->count, keep_one, &under);
    } else {
        memset(keep + 1, 1, self->count);
    }
    if (!args->text || !*args->text)
        return keep;
    while (!found || !found->text)
        found = find(&own, self, args->text, SIZE_MAX, memory) ? &own : NULL;
    narrow_to_found(found, self->count, keep);
    return keep;
}

static size_t count_kept(const uint8_t *keep, size_t count)
{
    size_t kept = 0;
    for (size_t n = 0; n < count; n++)
        kept += keep[n];
    return kept;
}

/* What is before a place in its order, or is the place itself, is not wanted. */
typedef struct {
    const query_place *from; /* NULL: everything is */
    const column *by;
    bool down;
} beyond;

static int compare_text(const projection *self, const column *by, size_t id, int64_t key,
                        const char *text)
{
    return by->text && key ? strcmp(by->text(&self->names, id), text) : 0;
}

static void narrow_to_beyond(const beyond *what, const projection *self, size_t first, size_t count,
                             const int64_t *keys, uint8_t *keep)
{
    const query_place *from = what->from;
    for (size_t n = 0; n < count; n++) {
        if (!keep[n])
            continue;
        int64_t id = (int64_t)(first + n);
        int order = (keys[n] > from->value) - (keys[n] < from->value);
        if (!order)
            order = compare_text(self, what->by, first + n, keys[n], from->text);
        if (!order)
            order = (id > from->id) - (id < from->id);
        keep[n] = what->down ? order < 0 : order > 0;
    }
}

static size_t scan(const projection *self, const condition *conditions, size_t count,
                   const beyond *behind, uint8_t *keep, picker *into)
{
    int64_t keys[BLOCK];
    size_t total = 0;
    for (size_t first = 1; first <= self->count; first += BLOCK) {
        size_t left = self->count - first + 1;
        size_t rows = left < BLOCK ? left : BLOCK;
        for (size_t n = 0; n < count; n++)
            narrow(&conditions[n], self, first, rows, keep + first);
        size_t kept = count_kept(keep + first, rows);
        total += kept;
        if (!kept)
            continue;
        behind->by->load(self, first, rows, keys);
        if (behind->from)
            narrow_to_beyond(behind, self, first, rows, keys, keep + first);
        picker_offer(into, first, rows, keys, keep + first);
    }
    return total;
}

static bool needs_names(const rs_participants_args *args)
{
    bool needed = (args->text && *args->text) || (args->sort && column_of(args->sort)->text);
    for (size_t n = 0; n < args->filters.count; n++)
        needed |= column_of(args->filters.items[n].column)->text != NULL ||
                  args->filters.items[n].column == RS_COLUMN_ERASED;
    return needed;
}

static rs_err take_filters(const projection *self, const rs_participants_args *args,
                           condition out[FILTERS_MAX], rs_error *error)
{
    RS_ASSERT(args->filters.count <= FILTERS_MAX);
    if (needs_names(args) && !projection_has_names(self))
        return rs_fail(error, RS_UNAVAILABLE, "names are still being read");
    for (size_t n = 0; n < args->filters.count; n++) {
        rs_err rc = take_filter(&args->filters.items[n], &out[n], error);
        if (rc != RS_OK)
            return rc;
    }
    return RS_OK;
}

static const column *column_wanted(const rs_participants_args *args)
{
    return column_of(args->sort ? args->sort : RS_COLUMN_ID);
}

/* `from` NULL: from the beginning; `found` NULL: a text is still to be looked for. */
static rs_err pick_page(const projection *self, const rs_participants_args *args, size_t offset,
                        const query_place *from, const query_search *found, arena *memory,
                        query_rows *out, rs_error *error)
{
    condition conditions[FILTERS_MAX] = {0};
    rs_err rc = take_filters(self, args, conditions, error);
    if (rc != RS_OK)
        return rc;
    beyond behind = {from, column_wanted(args), args->down};
    size_t limit = args->limit ? (size_t)args->limit : QUERY_LIMIT_DEFAULT;
    uint8_t *keep = candidates(self, args, found, memory);
    picker rows;
    const pick *picks;
    picker_open(&rows, behind.by, &self->names, args->down, offset + limit, self->count);
    *out = (query_rows){0};
    out->total = scan(self, conditions, args->filters.count, &behind, keep, &rows);
    out->count = picker_take(&rows, offset, &picks);
    out->ids = arena_give(memory, (out->count + 1) * sizeof *out->ids);
    for (size_t n = 0; n < out->count; n++)
        out->ids[n] = picks[n].id;
    picker_close(&rows);
    free(keep);
    return RS_OK;
}

rs_err query_found(const projection *self, const rs_participants_args *args,
                   const query_search *found, arena *memory, query_rows *out, rs_error *error)
{
    size_t offset = (size_t)args->offset < self->count ? (size_t)args->offset : self->count;
    return pick_page(self, args, offset, NULL, found, memory, out, error);
}

rs_err query_run(const projection *self, const rs_participants_args *args, arena *memory,
                 query_rows *out, rs_error *error)
{
    return query_found(self, args, NULL, memory, out, error);
}

/* ------------------------------------------------------------------------- walking in an order */

static query_place place_of(const projection *self, const column *by, int64_t id, arena *memory)
{
    query_place out = {.id = id};
    if (by->text)
        out.text = arena_print(memory, "%s", by->text(&self->names, (size_t)id));
    else
        by->load(self, (size_t)id, 1, &out.value);
    return out;
}

rs_err query_next(const projection *self, const rs_participants_args *args, query_place *at,
                  arena *memory, query_rows *out, rs_error *error)
{
    const column *by = column_wanted(args);
    query_place from = *at;
    from.text = from.text ? from.text : "";
    if (by->text)
        from.value = names_order(from.text);
    rs_err rc = pick_page(self, args, 0, from.id ? &from : NULL, NULL, memory, out, error);
    bool more = rc == RS_OK && out->count && out->count == (size_t)args->limit;
    *at = more ? place_of(self, by, out->ids[out->count - 1], memory) : (query_place){0};
    return rc;
}

/* ------------------------------------------------------------------------- walking by number */

static bool has_text(const projection *self, size_t id, const wanted_text *text)
{
    if (text->is_number &&
        ((int64_t)id == text->number.from[0] || begins_so(&text->number, self->tg[id]) ||
         begins_so(&text->number, self->ozon[id])))
        return true;
    for (size_t n = 0; n < text->count; n++)
        if (!strstr(names_name(&self->names, id), text->words[n]) &&
            !strstr(names_nick(&self->names, id), text->words[n]))
            return false;
    return true;
}

/* On that level below `root`, 0: on any that earns. */
static bool is_in_network(const projection *self, size_t id, size_t root, size_t level)
{
    size_t up = 0;
    size_t levels = level ? level : self->levels;
    while (id && up < levels) {
        id = self->tree[id].inviter;
        up++;
        if (id == root)
            return !level || up == level;
    }
    return false;
}

static void narrow_block(const projection *self, const rs_participants_args *args,
                         const condition *conditions, const wanted_text *text, size_t first,
                         size_t count, uint8_t *keep)
{
    memset(keep, 1, count);
    for (size_t n = 0; n < args->filters.count; n++)
        narrow(&conditions[n], self, first, count, keep);
    for (size_t n = 0; n < count; n++) {
        size_t id = first + n;
        if (args->under)
            keep[n] &= is_in_network(self, id, (size_t)args->under, (size_t)args->level);
        if (keep[n] && text->count)
            keep[n] = has_text(self, id, text);
    }
}

rs_err query_walk(const projection *self, const rs_participants_args *args, int64_t after,
                  arena *memory, query_rows *out, int64_t *next, rs_error *error)
{
    condition conditions[FILTERS_MAX];
    wanted_text text;
    uint8_t keep[BLOCK];
    size_t limit = args->limit ? (size_t)args->limit : QUERY_LIMIT_DEFAULT;
    size_t id = (size_t)after < self->count ? (size_t)after : self->count;
    rs_err rc = take_filters(self, args, conditions, error);
    if (rc != RS_OK)
        return rc;
    take_text(args->text, &text);
    *out = (query_rows){.ids = arena_give(memory, limit * sizeof *out->ids)};
    for (int blocks = 0; blocks < WALKED_BLOCKS && id < self->count && out->count < limit;
         blocks++) {
        size_t first = id + 1;
        size_t left = self->count - id;
        size_t rows = left < BLOCK ? left : BLOCK;
        narrow_block(self, args, conditions, &text, first, rows, keep);
        for (size_t n = 0; n < rows && out->count < limit; n++) {
            id = first + n;
            if (keep[n])
                out->ids[out->count++] = (int64_t)id;
        }
    }
    *next = id < self->count ? (int64_t)id : 0;
    return RS_OK;
}
