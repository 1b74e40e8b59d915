/* tables - the tables that can be taken away as files: which method gives their pages, what their
 * columns are and how they are called (columns.def), and which of them somebody wants.
 *
 * All tables are walked and written by the same code: rows and cells are found by the tables of the
 * protocol, so that a new table is a list of columns. */
#ifndef GATEWAY_SHEETS_TABLES_H
#define GATEWAY_SHEETS_TABLES_H

#include "actors/gateway/sheets/sheet.h"
#include "shared/protocol.h"

typedef enum {
    SHEET_TEXT,
    SHEET_FLAG,
    SHEET_WORD,
    SHEET_MOMENT,
    SHEET_NUMBER,
    SHEET_REFERENCE,
    SHEET_POINTS,
    SHEET_MONEY,
    SHEET_PERCENT,
    SHEET_PLATFORM,
} sheet_kind;

typedef struct {
    const char *field; /* of the row */
    sheet_kind kind;
    const char *title[2]; /* by sheet_lang_of */
} sheet_column;

typedef struct {
    rs_export_table id;
    const char *name; /* as on the wire */
    rs_method_id method;
    size_t what; /* offset of its argument in rs_export_what */
    const sheet_column *columns;
    size_t count;
} sheet_table;

const sheet_table *table_by_id(int64_t id); /* NULL: none */
const char *table_title(const sheet_table *self, rs_lang lang);
const rs_type *table_argument(const sheet_table *self);
const rs_type *table_page(const sheet_table *self);
const rs_type *table_row(const sheet_table *self);
/* The one that is asked for, with its argument. NULL: none, or more than one. */
const sheet_table *table_asked(const rs_export_what *what, const void **argument);

const rs_field *table_field(const rs_type *type, const char *name); /* NULL: none */

enum { TABLE_COLUMNS_MAX = 40, TABLE_NAMES_MAX = 1000 };
typedef struct {
    const sheet_column *columns[TABLE_COLUMNS_MAX];
    const rs_field *fields[TABLE_COLUMNS_MAX];
    size_t count;
} table_choice;

/* Names of fields with commas between them, in the order wanted; NULL or empty: all there are.
 * RS_BAD_REQUEST with a sentence: not a column, or twice. */
RS_MUST_USE rs_err table_choose(const sheet_table *self, const char *names, table_choice *out,
                                rs_error *error);

/* "активен"; the name of the protocol where there is no word for it. */
const char *table_word(const rs_enum *set, int value, rs_lang lang);

/* The titles, and the rows of a page of the table's method. */
void table_write_titles(const table_choice *choice, sheet *to);
void table_write_rows(const sheet_table *self, const table_choice *choice, const void *page,
                      sheet *to);

#endif
