/* kept - rows that were read or written lately, decoded.
 *
 * A settlement reads and writes the rows of the same few people again and again, and every one the
 * figures of the day and the month. Such a row is decoded once and kept; when it is put, only what
 * is kept changes, and it is encoded into the overlay when its place is wanted for another row, or
 * before somebody reads the table's bytes (a cursor, a checkpoint): kept_write_back.
 *
 * A row has one place it can be kept at. Rows that say next to nothing (the records nothing_row and
 * ref_row) are not kept: their bytes are as good.
 *
 * Ownership: kept_open gives, kept_close takes. What a row points to is valid until the next call
 * that takes a place. */
#ifndef RS_KEPT_H
#define RS_KEPT_H

#include <sys/queue.h>

#include "actors/ledger/state/state.h"

typedef struct kept_row kept_row;
struct kept_row {
    LIST_ENTRY(kept_row) links; /* of its table's changed ones */
    uint8_t *block;             /* the record, what it points to, and the key */
    size_t room;
    size_t extent; /* of what the record points to */
    rs_bytes key;  /* data NULL: the place is free */
    state_table table;
    bool changed; /* since it was encoded */
};

typedef struct kept kept;

kept *kept_open(void);
void kept_close(kept **self_p);

/* Whether rows of the table are. */
bool kept_takes(state_table table);
/* The decoded row (its block begins with the record of row_type(table)); NULL: it is not here,
 * which says nothing. */
const kept_row *kept_find(kept *self, state_table table, rs_bytes key);
/* Copies a row that was read, or was put. What stood in its place is written to `rows` first. */
void kept_read(kept *self, state *rows, state_table table, rs_bytes key, const void *row);
void kept_put(kept *self, state *rows, state_table table, rs_bytes key, const void *row);
/* The row is here no more, and not written. */
void kept_drop(kept *self, state_table table, rs_bytes key);

/* Encodes what has changed of a table. */
void kept_write_back(kept *self, state *rows, state_table table);
void kept_clear(kept *self); /* writes nothing */

#endif
