/* A table as XLSX, by libxlsxwriter in its constant memory: each row goes into a temporary file
 * beside the result when the next one begins, and the whole is packed at the end.
 *
 * Texts are written as strings, which no spreadsheet takes for a formula, on one line and without
 * controls and marks of direction. Amounts and moments are numbers with a format: the file knows no
 * others than floating point, in which every amount of ours up to 90 trillion is exact to the
 * hundredth. More rows than a sheet may have go on on another one. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "actors/gateway/sheets/sheet.h"
#include "shared/clock.h"
#include "shared/unicode.h"

enum {
    ROWS_MAX = LXW_ROW_MAX,
    TITLES_MAX = 64,
    TEXT_UNITS = 32767, /* of a cell, by the format's own limit */
    NAME_ROOM = 128,
    WIDTH = 16, /* of a column, in characters */
    DAY_MS = 24 * 3600 * 1000,
    EPOCH_DAYS = 25569, /* 1970-01-01, in days of a spreadsheet */
};

typedef struct {
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *bold, *amount, *money, *moment, *whole;
    arena *scratch;
    char *folder;
    const char *title;
    const char *titles[TITLES_MAX]; /* repeated on each page */
    lxw_col_t titles_count;
    int pages;
    lxw_row_t row;
    lxw_col_t col;
    lxw_error failed;
} xlsx;

static void check(xlsx *self, lxw_error rc)
{
    if (!self->failed)
        self->failed = rc;
}

static lxw_format *format(xlsx *self, const char *figure)
{
    lxw_format *made = workbook_add_format(self->book);
    format_set_num_format(made, figure);
    return made;
}

static void add_page(xlsx *self)
{
    char name[NAME_ROOM];
    snprintf(name, sizeof name, self->pages ? "%s %d" : "%s", self->title, self->pages + 1);
    self->pages++;
    self->page = workbook_add_worksheet(self->book, name);
    self->row = 0;
    self->col = 0;
    if (!self->page) {
        check(self, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    worksheet_freeze_panes(self->page, 1, 0);
    worksheet_set_column(self->page, 0, TITLES_MAX - 1, WIDTH, NULL);
}

static rs_err open_book(void **self_p, const char *path, const char *title, rs_lang lang,
                        rs_error *error)
{
    char copy[PATH_MAX];
    (void)lang; /* figures look as the reader's own program shows them */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return rs_fail(error, RS_STORAGE, "%s: %s", path, strerror(errno));
    close(fd); /* it is there, and ours; the library writes it at the end */
    xlsx *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    snprintf(copy, sizeof copy, "%s", path);
    self->folder = strdup(dirname(copy));
    self->scratch = arena_open();
    self->title = title;
    lxw_workbook_options options = {
        .constant_memory = LXW_TRUE, .tmpdir = self->folder, .use_zip64 = LXW_TRUE};
    self->book = workbook_new_opt(path, &options);
    RS_ASSERT(self->book);
    self->bold = workbook_add_format(self->book);
    format_set_bold(self->bold);
    self->whole = format(self, "0");
    self->amount = format(self, "#,##0.00");
    self->money = format(self, "#,##0.00");
    self->moment = format(self, "dd.mm.yyyy hh:mm");
    add_page(self);
    *self_p = self;
    return RS_OK;
}

static void put_title(xlsx *self, const char *text)
{
    lxw_col_t col = self->col++;
    if (self->page)
        check(self, worksheet_write_string(self->page, 0, col, text, self->bold));
}

/* Where the next one stands: on another page if this one is full. */
static lxw_col_t next_cell(xlsx *self)
{
    if (self->row == ROWS_MAX) {
        add_page(self);
        for (lxw_col_t n = 0; n < self->titles_count; n++)
            put_title(self, self->titles[n]);
        self->row = 1;
        self->col = 0;
    }
    return self->col++;
}

static void write_title(void *arg, const char *text)
{
    xlsx *self = arg;
    RS_ASSERT(self->titles_count < TITLES_MAX);
    self->titles[self->titles_count++] = text;
    put_title(self, text);
}

static void write_text(void *arg, const char *text)
{
    xlsx *self = arg;
    lxw_col_t col = next_cell(self);
    if (!self->page || !text || !*text)
        return;
    const char *plain = unicode_name(self->scratch, text, TEXT_UNITS);
    check(self, worksheet_write_string(self->page, self->row, col, plain, NULL));
}

static void write_figure(xlsx *self, double figure, lxw_format *how)
{
    lxw_col_t col = next_cell(self);
    if (self->page)
        check(self, worksheet_write_number(self->page, self->row, col, figure, how));
}

static void write_number(void *arg, int64_t number)
{
    xlsx *self = arg;
    write_figure(self, (double)number, self->whole);
}

static void write_hundredths(void *arg, int64_t hundredths, bool money)
{
    xlsx *self = arg;
    write_figure(self, (double)hundredths / 100, money ? self->money : self->amount);
}

static void write_moment(void *arg, int64_t ms)
{
    xlsx *self = arg;
    if (ms)
        write_figure(self, EPOCH_DAYS + (double)(ms + CLOCK_MOSCOW_MS) / DAY_MS, self->moment);
    else
        next_cell(self);
}

static void end_row(void *arg)
{
    xlsx *self = arg;
    arena_reset(self->scratch);
    self->row++;
    self->col = 0;
}

static rs_err close_book(void **self_p, rs_error *error)
{
    xlsx *self = *self_p;
    *self_p = NULL;
    check(self, workbook_close(self->book));
    lxw_error failed = self->failed;
    arena_close(&self->scratch);
    free(self->folder);
    free(self);
    return failed ? rs_fail(error, RS_STORAGE, "the file: %s", lxw_strerror(failed)) : RS_OK;
}

const sheet_format xlsx_format = {
    .open = open_book,
    .title = write_title,
    .text = write_text,
    .number = write_number,
    .hundredths = write_hundredths,
    .moment = write_moment,
    .end_row = end_row,
    .close = close_book,
};
