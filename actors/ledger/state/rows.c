#include "actors/ledger/state/rows.h"

#include <stdlib.h>

#include "actors/ledger/state/defaults.h"
#include "actors/ledger/state/inside.h"
#include "shared/log.h"

#define ROW_TYPE(name, key, record, doc) [TABLE_##name] = &rs_##record##_type,
static const rs_type *const row_types[STATE_TABLES_COUNT] = {STATE_TABLES(ROW_TYPE)};

const rs_type *row_type(state_table table)
{
    return row_types[table];
}

static void decode(state_table table, rs_bytes bytes, arena *memory, void *out)
{
    rs_error error;
    if (codec_decode_row(row_types[table], bytes.data, bytes.size, memory, out, &error) == RS_OK)
        return;
    log_error("the state is damaged (table %s: %s); rebuild it: refsysctl rebuild",
              state_table_name(table), error.text);
    _Exit(EXIT_FAILURE);
}

static void copy_out(const kept_row *row, arena *memory, void *out)
{
    const rs_type *type = row_types[row->table];
    memcpy(out, row->block, type->size);
    if (!row->extent)
        return;
    uint8_t *room = arena_give(memory, row->extent);
    codec_take_in(type, out, &room);
}

bool row_get(state *self, arena *memory, state_table table, const rs_key *key, void *out)
{
    const kept_row *known = kept_find(self->kept, table, key_bytes(key));
    if (known) {
        copy_out(known, memory, out);
        return true;
    }
    rs_bytes bytes = state_look(self, table, key_bytes(key));
    if (!bytes.data) {
        memset(out, 0, row_types[table]->size);
        return false;
    }
    decode(table, bytes, memory, out);
    if (kept_takes(table))
        kept_read(self->kept, self, table, key_bytes(key), out);
    return true;
}

void row_put(state *self, state_table table, const rs_key *key, const void *row)
{
    if (kept_takes(table)) {
        kept_put(self->kept, self, table, key_bytes(key), row);
        state_note_change(self, table, key_bytes(key));
        return;
    }
    rs_buf *bytes = state_scratch(self);
    codec_encode_row(row_types[table], row, bytes);
    state_put(self, table, key_bytes(key), (rs_bytes){bytes->data, bytes->size});
}

void row_del(state *self, state_table table, const rs_key *key)
{
    state_del(self, table, key_bytes(key));
}

bool row_has(state *self, state_table table, const rs_key *key)
{
    return kept_find(self->kept, table, key_bytes(key)) != NULL ||
           state_look(self, table, key_bytes(key)).data != NULL;
}

void row_read(const state_cursor *cursor, arena *memory, void *out)
{
    decode(cursor->table, cursor->row, memory, out);
}

int64_t row_ref(state *self, arena *memory, state_table table, const rs_key *key)
{
    rs_ref_row row;
    return row_get(self, memory, table, key, &row) ? row.id : 0;
}

void row_put_ref(state *self, state_table table, const rs_key *key, int64_t id)
{
    row_put(self, table, key, &(rs_ref_row){.id = id});
}

void row_put_nothing(state *self, state_table table, const rs_key *key)
{
    row_put(self, table, key, &(rs_nothing_row){0});
}

void row_meta(state *self, arena *memory, rs_meta_row *out)
{
    row_get(self, memory, TABLE_META, KEY_TEXT("meta"), out);
}

void row_put_meta(state *self, const rs_meta_row *row)
{
    row_put(self, TABLE_META, KEY_TEXT("meta"), row);
}

bool row_settings_version(state *self, arena *memory, int64_t version, rs_settings_row *out)
{
    if (row_get(self, memory, TABLE_SETTINGS, KEY_1(version), out))
        return true;
    rs_settings *built_in = arena_give(memory, sizeof *built_in);
    settings_defaults(built_in);
    *out = (rs_settings_row){.settings = built_in};
    return version == 0;
}

int64_t row_settings(state *self, arena *memory, rs_settings_row *out)
{
    rs_meta_row meta;
    row_meta(self, memory, &meta);
    row_settings_version(self, memory, meta.settings, out);
    return meta.settings;
}

static rs_terms_row terms_of(const rs_settings *settings, int64_t since)
{
    return (rs_terms_row){
        .since = since,
        .levels = settings->levels,
        .level_rates = settings->level_rates,
        .own_rate = settings->own_rate,
        .base = settings->base,
        .accrue_on = settings->accrue_on,
        .exclude_legal = settings->exclude_legal,
        .hold_days = settings->hold_days,
        .hold_from = settings->hold_from,
        .proof = settings->proof,
    };
}

void row_put_terms(state *self, int64_t version, int64_t since, const rs_settings *settings)
{
    rs_terms_row row = terms_of(settings, since);
    row_put(self, TABLE_TERMS, KEY_1(version), &row);
}

void row_terms(state *self, arena *memory, int64_t version, rs_terms_row *out)
{
    if (row_get(self, memory, TABLE_TERMS, KEY_1(version), out))
        return;
    rs_settings built_in;
    settings_defaults(&built_in);
    *out = terms_of(&built_in, 0);
}

int64_t row_terms_at(state *self, arena *memory, int64_t at, rs_terms_row *out)
{
    rs_meta_row meta;
    row_meta(self, memory, &meta);
    int64_t version = meta.settings;
    row_terms(self, memory, version, out);
    while (version && out->since > at)
        row_terms(self, memory, --version, out);
    return version;
}

const rs_hung *row_hung(const rs_said_row *row, arena *memory)
{
    if (!row->attachment)
        return NULL;
    rs_hung *out = arena_give(memory, sizeof *out);
    *out = (rs_hung){
        .kind = row->attachment,
        .file = row->file,
        .name = row->file_name,
        .mime = row->mime,
        .size = row->size,
        .unique = row->unique,
    };
    return out;
}

int64_t row_sort_value(const rs_request_row *row, rs_payout_sort by)
{
    switch (by) {
    case RS_PAYOUT_BY_CHANGED: return row->changed;
    case RS_PAYOUT_BY_POINTS: return row->points;
    case RS_PAYOUT_BY_MONEY: return row->money;
    case RS_PAYOUT_BY_STATE: return (int64_t)row->state;
    case RS_PAYOUT_BY_OPERATOR: return row->admin;
    case RS_PAYOUT_BY_PARTICIPANT: return row->participant;
    default: return row->id;
    }
}
