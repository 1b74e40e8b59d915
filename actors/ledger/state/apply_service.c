/* Facts that keep the machinery going: answers, cursors, watermarks, leases, rows that end. */
#include "actors/ledger/state/apply_fold.h"

static rs_key expiry_key(int64_t when, state_table table, const rs_key *key)
{
    rs_key out = {0};
    key_number(&out, when);
    key_number(&out, table);
    key_raw(&out, key_bytes(key));
    return out;
}

void fold_expires(fold *self, int64_t when, state_table table, const rs_key *key)
{
    rs_key index = expiry_key(when, table, key);
    row_put_nothing(self->state, TABLE_EXPIRY, &index);
}

void fold_expires_not(fold *self, int64_t when, state_table table, const rs_key *key)
{
    rs_key index = expiry_key(when, table, key);
    row_del(self->state, TABLE_EXPIRY, &index);
}

static void end_row(fold *self, state_table table, const rs_key *key)
{
    if (table == TABLE_SESSION) {
        rs_session_row row;
        if (row_get(self->state, self->memory, table, key, &row))
            row_del(self->state, TABLE_SESSION_OF, KEY_1_RAW(row.admin, key_bytes(key)));
    }
    row_del(self->state, table, key);
}

void fold_swept(fold *self, const rs_swept *fact)
{
    for (int64_t n = 0; n < fact->rows; n++) {
        state_cursor cursor;
        if (!state_first(self->state, TABLE_EXPIRY, (rs_bytes){0}, (rs_bytes){0}, false, &cursor) ||
            key_number_at(cursor.key, 0) > fact->until)
            return;
        rs_key index = {0};
        rs_key key = {0};
        key_raw(&index, cursor.key);
        key_raw(&key, (rs_bytes){cursor.key.data + 16, cursor.key.size - 16});
        state_table table = (state_table)key_number_at(cursor.key, 1);
        row_del(self->state, TABLE_EXPIRY, &index);
        end_row(self, table, &key);
    }
}

void fold_request_answered(fold *self, const rs_request_answered *fact)
{
    const rs_key *key = KEY_RAW(fact->key);
    row_put(self->state, TABLE_ANSWER, key,
            &(rs_answered_row){
                .body = fact->body,
                .code = fact->code,
                .detail = fact->detail,
                .result = fact->result,
                .first = fact->first,
                .second = fact->second,
            });
    fold_expires(self, fact->expires, TABLE_ANSWER, key);
}

void fold_cursor_moved(fold *self, const rs_cursor_moved *fact)
{
    row_put(self->state, TABLE_CURSOR, KEY_TEXT(fact->consumer),
            &(rs_cursor_row){.value = fact->seq, .holes = fact->holes});
}

void fold_watermark_moved(fold *self, const rs_watermark_moved *fact)
{
    row_put(self->state, TABLE_WATERMARK, KEY_1_TEXT(fact->store, fact->stream),
            &(rs_text_row){.text = fact->value});
}

void fold_lease_taken(fold *self, const rs_lease_taken *fact)
{
    row_put(self->state, TABLE_LEASE, KEY_TEXT(fact->name),
            &(rs_lease_row){.holder = fact->holder, .token = fact->token});
}

/* The token goes on from where it was. */
void fold_lease_left(fold *self, const rs_lease_left *fact)
{
    rs_lease_row row;
    row_get(self->state, self->memory, TABLE_LEASE, KEY_TEXT(fact->name), &row);
    row.holder = "";
    row_put(self->state, TABLE_LEASE, KEY_TEXT(fact->name), &row);
}
