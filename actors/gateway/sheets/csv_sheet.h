/* csv_sheet - a table that leaves the house as CSV, for whatever a person opens it with.
 *
 * UTF-8 with a byte order mark, cells apart by semicolons, lines by CR LF: so a Russian Excel takes
 * it by a double click. Quotes are RFC 4180's. Amounts are made from integers, without groups, so
 * that they arrive as numbers: with the comma in Russian, the point in English.
 *
 * Texts come from strangers. They stay on one line and lose controls and marks of direction, and
 * what then begins like a formula gets an apostrophe in front: the page they are opened in does not
 * run them. In that order, or a mark that goes would uncover the formula behind it.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed but for `lang`; what was written
 * gathers in `out`, which may be emptied between rows; csv_sheet_free frees it. */
#ifndef GATEWAY_SHEETS_CSV_SHEET_H
#define GATEWAY_SHEETS_CSV_SHEET_H

#include "shared/buf.h"
#include "shared/protocol.h"

typedef struct {
    rs_lang lang;
    rs_buf out;
    bool begun; /* the mark of the file is written */
    bool in_row;
} csv_sheet;

/* A cell of the row that is being written; `scratch` is for the moment. NULL is an empty one. */
void csv_sheet_text(csv_sheet *self, arena *scratch, const char *text);
void csv_sheet_number(csv_sheet *self, int64_t number);
void csv_sheet_hundredths(csv_sheet *self, int64_t hundredths); /* points, money */
/* Moscow's date and time of day; 0: an empty cell. */
void csv_sheet_moment(csv_sheet *self, int64_t ms);
void csv_sheet_end_row(csv_sheet *self);

void csv_sheet_free(csv_sheet *self);

#endif
