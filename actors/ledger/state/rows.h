/* rows - typed rows of the state's tables: state.h knows bytes, this knows records.
 *
 * A row that cannot be read ends the process: the checkpoint is damaged, `refsysctl rebuild` makes
 * a new one from the journal. */
#ifndef RS_ROWS_H
#define RS_ROWS_H

#include "actors/ledger/facts.h"
#include "actors/ledger/state/key.h"

const rs_type *row_type(state_table table);

/* false: no such row, and `out` (the table's record) is zeroed. What it points to lives in memory.
 */
bool row_get(state *self, arena *memory, state_table table, const rs_key *key, void *out);
void row_put(state *self, state_table table, const rs_key *key, const void *row);
void row_del(state *self, state_table table, const rs_key *key);
bool row_has(state *self, state_table table, const rs_key *key);
/* The row a cursor stands on. */
void row_read(const state_cursor *cursor, arena *memory, void *out);

/* Keys on the stack: row_get(state, memory, TABLE_X, KEY_1(id), &row). */
#define KEY_1(number) key_number(&(rs_key){0}, (number))
#define KEY_2(one, two) key_number(KEY_1(one), (two))
#define KEY_3(one, two, three) key_number(KEY_2(one, two), (three))
#define KEY_TEXT(text) key_text(&(rs_key){0}, (text))
#define KEY_TEXT_1(text, number) key_number(KEY_TEXT(text), (number))
#define KEY_1_TEXT(number, text) key_text(KEY_1(number), (text))
#define KEY_RAW(bytes) key_raw(&(rs_key){0}, (bytes))
#define KEY_1_RAW(number, bytes) key_raw(KEY_1(number), (bytes))

/* The number an index row refers to; 0: none. */
int64_t row_ref(state *self, arena *memory, state_table table, const rs_key *key);
void row_put_ref(state *self, state_table table, const rs_key *key, int64_t id);
void row_put_nothing(state *self, state_table table, const rs_key *key);

void row_meta(state *self, arena *memory, rs_meta_row *out);
void row_put_meta(state *self, const rs_meta_row *row);

/* The settings in force now; the built-in ones when none were made. Returns the version; 0: built
 * in. */
int64_t row_settings(state *self, arena *memory, rs_settings_row *out);
bool row_settings_version(state *self, arena *memory, int64_t version, rs_settings_row *out);

/* Of the settings, what points follow from: of a version, and of the one in force at a moment. */
void row_terms(state *self, arena *memory, int64_t version, rs_terms_row *out);
int64_t row_terms_at(state *self, arena *memory, int64_t at, rs_terms_row *out);
void row_put_terms(state *self, int64_t version, int64_t since, const rs_settings *settings);

/* Under which owner the views of tables stand that are for everybody. */
enum { ROW_SHARED = 0 };

/* What hangs on a message; NULL: nothing. */
const rs_hung *row_hung(const rs_said_row *row, arena *memory);

/* What a payout request is sorted by; all but `created` have an index row each (TABLE_PAYOUT_BY).
 */
int64_t row_sort_value(const rs_request_row *row, rs_payout_sort by);

#endif
