/* import - members and orders of before refsys, from CSV files: what the two commands share.
 *
 * A file is read whole and checked line by line; what is left goes to the ledger in batches, which
 * refuses on its side. Every refused line is told with its number and why, at the end. A run that
 * was killed is simply started again: the ledger leaves alone what it knows. */
#ifndef RS_IMPORT_H
#define RS_IMPORT_H

#include "actors/ctl/csv_table.h"
#include "actors/ctl/ctl.h"

enum { IMPORT_BATCH = 100 };

typedef struct import import;
struct import {
    ctl *ctl;
    bool dry;
    csv_table table;
    rs_method_id method;
    size_t total; /* lines, or orders */
    size_t fresh, known;
    struct {
        int64_t line;
        const char *why;
    } * refused;
    size_t refused_count, refused_room;
    size_t sent; /* of the batch on its way */
    /* The next batch: the argument, and how many it holds; NULL: there is none left. */
    const void *(*next)(import *self, size_t *count);
    /* Where the n-th of the batch stands; and what became of it (may be NULL). */
    int64_t (*line_of)(import *self, size_t n);
    void (*told)(import *self, size_t n, bool refused);
    void *data;
};

/* Reads the file that the command names. NULL: that failed, and has been said. */
import *import_begin(ctl *self, rs_method_id method, const char *const *columns, int needed);
void import_refuse(import *self, int64_t line, const char *why);
void import_send(import *self); /* and all that follows, to the report */

/* Cells. false: it is something else. Sums with at most two decimals, in hundredths; days are
 * Moscow's: 2024-05-31, 31.05.2024, each also with a time, or 2024-05-31T12:00:00Z. */
bool import_number(const char *cell, int64_t *out);
bool import_hundredths(const char *cell, int64_t *out); /* "": 0 */
bool import_time(const char *cell, int64_t *out);

#endif
