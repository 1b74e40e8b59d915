/* columns - what each column of the list of participants is made of.
 *
 * A column is read a block at a time into plain numbers, whatever it is kept as, so that comparing
 * and sorting know one kind of value. Texts give the order of their first letters (names.h). */
#ifndef RS_LISTS_COLUMNS_H
#define RS_LISTS_COLUMNS_H

#include "actors/ledger/views/lists/projection.h"

/* The values of participants first .. first + count - 1. */
typedef void column_load_fn(const projection *self, size_t first, size_t count, int64_t *out);
typedef const char *column_text_fn(const names *self, size_t id);

typedef struct {
    column_load_fn *load;
    column_text_fn *text; /* NULL: the number says everything */
} column;

const column *column_of(rs_participant_column which);

/* All but the texts. */
void column_show(const projection *self, size_t id, rs_participant_line *out);

#endif
