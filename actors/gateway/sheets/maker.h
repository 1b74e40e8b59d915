/* maker - the process that writes one file, so that the gateway's loop never waits for a disk or a
 * compressor, and what a library does with hostile names happens where there is nothing to take.
 *
 * It is the gateway's own program, started again (`refsys-gateway --sheet ...`): both ends are
 * always of one release. On standard input come the pages of the table as the reader sent them,
 * each behind its length (four bytes, big-endian), and at the end a length of zero; whatever else
 * ends the input means that the file is not whole, and it is removed. Exit code 0: it is whole. */
#ifndef GATEWAY_SHEETS_MAKER_H
#define GATEWAY_SHEETS_MAKER_H

#include "shared/protocol.h"

enum { MAKER_PAGE_MAX = 16 * 1024 * 1024 };

typedef struct {
    rs_export_table table;
    rs_export_format format;
    rs_lang lang;
    const char *columns; /* as table_choose takes them */
    const char *path;    /* of the file, which is not there yet */
} maker_job;

/* What stands behind the program's name: "--sheet", then these; NULL behind the last. The texts of
 * numbers are in `room`. */
enum { MAKER_ARGS = 8, MAKER_ROOM = 3 * 24 };
void maker_print(const maker_job *job, char room[MAKER_ROOM], const char *argv[MAKER_ARGS]);

/* Is the program asked to be one? */
bool maker_is_asked(int argc, char **argv);
/* Does the work; returns the exit code. */
int maker_main(int argc, char **argv);

/* The work itself, from any descriptor. */
RS_MUST_USE rs_err maker_run(const maker_job *job, int from, rs_error *error);

#endif
