/* What bots have not sent yet. */
#include "actors/ledger/views/view.h"

enum { A_PAGE = 32 };

/* An answer to somebody who was erased since cannot be read any more: it has no calls. */
static rs_err item_at(view *self, const state_cursor *at, rs_outbox_item *out)
{
    rs_outbox_row row;
    row_read(at, self->memory, &row);
    *out = (rs_outbox_item){.bot = (rs_bot)key_number_at(at->key, 0),
                            .chat = key_number_at(at->key, 1),
                            .update = key_number_at(at->key, 2)};
    if (!row.person) {
        out->calls = arena_copy(self->memory, row.calls.data, row.calls.size);
        return RS_OK;
    }
    rs_err rc =
        seal_unlock(self->seal, row.person, row.calls, self->memory, &out->calls, &self->error);
    return rc == RS_NOT_FOUND ? RS_OK : rc;
}

rs_err view_outbox(view *self, const void *argument, void *result)
{
    const rs_outbox_args *args = argument;
    const rs_outbox_key *after = args->after;
    rs_outbox_page *out = result;
    rs_outbox_item *items = arena_give(self->memory, A_PAGE * sizeof *items);
    size_t limit = args->limit && args->limit < A_PAGE ? (size_t)args->limit : A_PAGE;
    size_t count = 0;
    rs_key prefix = *KEY_1(args->bot);
    rs_key from = prefix;
    rs_err rc = RS_OK;
    state_cursor at;
    if (after)
        from = *KEY_3(args->bot, after->chat, after->update + 1);
    bool more =
        state_first(self->state, TABLE_OUTBOX, key_bytes(&prefix), key_bytes(&from), false, &at);
    for (; more && rc == RS_OK && count < limit; more = state_next(&at))
        rc = item_at(self, &at, &items[count++]);
    out->items = (rs_outbox_item_list){items, count};
    return rc;
}
