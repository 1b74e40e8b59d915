/* sheet - a file that a table is written to, cell by cell: what CSV (csv_sheet.h) and XLSX
 * (xlsx_sheet.h) have in common.
 *
 * Texts come from strangers, and each format sees to it that they stay texts. Memory does not grow
 * with the number of rows. Ownership: sheet_open gives, sheet_close takes and nulls. */
#ifndef GATEWAY_SHEETS_SHEET_H
#define GATEWAY_SHEETS_SHEET_H

#include "shared/protocol.h"

typedef struct sheet sheet;

typedef struct {
    /* The file is made, and must not be there. `title` is the name of a sheet where there are any.
     */
    rs_err (*open)(void **self_p, const char *path, const char *title, rs_lang lang,
                   rs_error *error);
    void (*title)(void *self, const char *text); /* a cell of the first row */
    void (*text)(void *self, const char *text);  /* NULL: an empty cell */
    void (*number)(void *self, int64_t number);
    void (*hundredths)(void *self, int64_t hundredths, bool money);
    void (*moment)(void *self, int64_t ms); /* Moscow's time; 0: an empty cell */
    void (*end_row)(void *self);
    /* Everything is in the file, or it is not worth anything. Always ends it. */
    rs_err (*close)(void **self_p, rs_error *error);
} sheet_format;

struct sheet {
    const sheet_format *format;
    void *file;
    rs_lang lang;
};

RS_MUST_USE rs_err sheet_open(sheet *self, rs_export_format format, const char *path,
                              const char *title, rs_lang lang, rs_error *error);
RS_MUST_USE rs_err sheet_close(sheet *self, rs_error *error);

/* Of the two languages that titles are written in. */
static inline int sheet_lang_of(rs_lang lang)
{
    return lang == RS_LANG_EN;
}

extern const sheet_format csv_format;  /* csv_sheet.c */
extern const sheet_format xlsx_format; /* xlsx_sheet.c */

#endif
