/* query - which participants are left by filters, and a page of them in an order.
 *
 * One pass over the columns, a block at a time: each filter narrows a mask, what is left is counted
 * and offered to the picker. No index and nothing kept between questions: any filter and any order
 * cost the same few milliseconds for a million participants, and a text a few times as many. */
#ifndef RS_LISTS_QUERY_H
#define RS_LISTS_QUERY_H

#include "actors/ledger/views/lists/picker.h"

enum { QUERY_LIMIT_DEFAULT = 100 };

typedef struct {
    int64_t *ids; /* in the arena */
    size_t count;
    size_t total;
} query_rows;

/* RS_BAD_REQUEST names the argument; RS_UNAVAILABLE: names are asked for and not read yet. */
RS_MUST_USE rs_err query_run(const projection *self, const rs_participants_args *args,
                             arena *memory, query_rows *out, rs_error *error);

/* Looking for a text takes longer than all the rest: whoever has others waiting does it a piece a
 * call, then asks for the page with what was found. Zeroed to begin with. */
typedef struct {
    struct query_text *text; /* in the arena, as all it holds */
    names_search names;
} query_search;

/* true: that was all. Whoever joins meanwhile is not found. */
bool query_find(query_search *work, const projection *self, const char *text, arena *memory);
RS_MUST_USE rs_err query_found(const projection *self, const rs_participants_args *args,
                               const query_search *found, arena *memory, query_rows *out,
                               rs_error *error);

/* The same filters, by number: the next ones behind `after`, at most `limit`, of a bounded number
 * that is looked at. `next` is the last one looked at, 0 when that was all; `total` is not counted.
 * What is newer than the walk comes at its end; nobody comes twice. */
RS_MUST_USE rs_err query_walk(const projection *self, const rs_participants_args *args,
                              int64_t after, arena *memory, query_rows *out, int64_t *next,
                              rs_error *error);

/* A place in an order: that of a row, with its value or its text. */
typedef struct {
    int64_t id; /* 0: before everything */
    int64_t value;
    const char *text; /* folded; of columns that are texts */
} query_place;

/* As query_run, `offset` aside: the next ones behind a place; `total` counts them all. `at` becomes
 * the place of the last one, its text in the arena; 0 when that was all. */
RS_MUST_USE rs_err query_next(const projection *self, const rs_participants_args *args,
                              query_place *at, arena *memory, query_rows *out, rs_error *error);

#endif
