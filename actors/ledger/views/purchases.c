/* What the poller asks about: how far it has come, and what is still on its way. */
#include "actors/ledger/views/view.h"

rs_err view_watermark(view *self, const void *argument, void *result)
{
    const rs_watermark_key *args = argument;
    rs_watermark *out = result;
    rs_text_row row;
    row_get(self->state, self->memory, TABLE_WATERMARK, KEY_1_TEXT(args->store, args->stream),
            &row);
    *out = (rs_watermark){.store = args->store, .stream = args->stream, .value = row.text};
    return RS_OK;
}

rs_err view_open_postings(view *self, const void *argument, void *result)
{
    const rs_open_postings_args *args = argument;
    rs_open_postings *out = result;
    rs_posting_ref *items = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *items);
    size_t count = 0;
    rs_key prefix = *KEY_2(args->store, args->scheme);
    rs_key from = prefix;
    key_number(&from, args->after + 1);
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_POSTING_OPEN, key_bytes(&prefix), key_bytes(&from),
                            false, &cursor);
    for (; more && count < (size_t)args->limit; more = state_next(&cursor)) {
        rs_posting_row row;
        int64_t id = key_number_at(cursor.key, 2);
        row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row);
        items[count++] = (rs_posting_ref){.id = id, .number = row.number};
    }
    out->postings = (rs_posting_ref_list){items, count};
    out->next = more && count ? items[count - 1].id : 0;
    return RS_OK;
}

enum { DUE_ROWS_MAX = 1000 }; /* looked at for one page, whichever cabinet they are of */

/* The index is by time alone: those of other cabinets are passed over. */
rs_err view_due_postings(view *self, const void *argument, void *result)
{
    const rs_due_postings_args *args = argument;
    rs_due_postings *out = result;
    rs_posting_ref *items = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *items);
    size_t count = 0;
    int looked = 0;
    state_cursor cursor;
    *out = (rs_due_postings){0};
    bool more = state_first(self->state, TABLE_DUE, (rs_bytes){0},
                            key_bytes(KEY_2(args->after_at, args->after + 1)), false, &cursor) &&
                key_number_at(cursor.key, 0) <= args->until;
    while (more && count < (size_t)args->limit && looked++ < DUE_ROWS_MAX) {
        rs_posting_row row;
        out->next_at = key_number_at(cursor.key, 0);
        out->next = key_number_at(cursor.key, 1);
        if (row_get(self->state, self->memory, TABLE_POSTING, KEY_1(out->next), &row) &&
            row.store == args->store)
            items[count++] = (rs_posting_ref){.id = row.id, .number = row.number};
        more = state_next(&cursor) && key_number_at(cursor.key, 0) <= args->until;
    }
    out->postings = (rs_posting_ref_list){items, count};
    out->more = more;
    return RS_OK;
}

/* Known is what a list of postings has shown, not what only a return has named. */
rs_err view_unknown_postings(view *self, const void *argument, void *result)
{
    const rs_unknown_postings_args *args = argument;
    rs_unknown_postings *out = result;
    int64_t *places = arena_give(self->memory, (args->numbers.count + 1) * sizeof *places);
    size_t count = 0;
    for (size_t n = 0; n < args->numbers.count; n++) {
        rs_posting_row row = {0};
        int64_t id = row_ref(self->state, self->memory, TABLE_POSTING_NO,
                             KEY_TEXT(args->numbers.items[n].number));
        if (id)
            row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row);
        if (!row.status)
            places[count++] = (int64_t)n;
    }
    out->places = (rs_ints){places, count};
    return RS_OK;
}
