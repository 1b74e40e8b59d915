/* csv_table - a CSV file as rows of named columns.
 *
 * UTF-8 (a byte order mark is skipped), the first line names the columns, in any order; the
 * separator is a semicolon if the first line has one, else a comma; RFC 4180 quotes, checked
 * strictly. A column nobody knows, one named twice, a row with another number of cells, text that
 * is no UTF-8 and a file beyond the limits are refused with the line. Everything lives in the
 * arena.
 */
#ifndef RS_CSV_TABLE_H
#define RS_CSV_TABLE_H

#include <stdio.h>

#include "shared/arena.h"
#include "shared/codec.h"

enum { CSV_COLUMNS_MAX = 24, CSV_ROWS_MAX = 5000000, CSV_LINE_MAX = 65536 };

typedef struct {
    int64_t line;       /* the row ends on, counted from 1 */
    const char **cells; /* in the order of the names asked for; "" for a column that is not there */
} csv_row;

typedef struct {
    csv_row *rows;
    size_t count;
    bool has[CSV_COLUMNS_MAX]; /* is there a column of that name? */
} csv_table;

/* `names`: the columns that may be there, NULL behind the last. */
RS_MUST_USE rs_err csv_table_read(FILE *file, const char *const *names, arena *memory,
                                  csv_table *out, rs_error *error);

#endif
