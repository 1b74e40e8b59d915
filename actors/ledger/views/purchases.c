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
