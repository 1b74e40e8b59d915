#include "actors/gateway/sheets/csv_sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "actors/gateway/sheets/sheet.h"
#include "shared/clock.h"
#include "shared/unicode.h"

enum {
    CELL_ROOM = 64,          /* for a figure or a moment */
    WRITTEN_AT = 256 * 1024, /* bytes that gather before they go into the file */
};

static void put(csv_sheet *self, const char *text)
{
    buf_append(&self->out, text, strlen(text));
}

static void begin_cell(csv_sheet *self)
{
    if (!self->begun)
        put(self, "\xef\xbb\xbf");
    if (self->in_row)
        put(self, ";");
    self->begun = self->in_row = true;
}

/* What spreadsheets take for the beginning of a formula, the wide forms of Asian keyboards too. */
static bool is_formula(const char *text)
{
    static const char *const beginnings[] = {"=",  "+",  "-",  "@",  "\t",
                                             "\r", "＝", "＋", "－", "＠"};
    for (size_t n = 0; n < sizeof beginnings / sizeof *beginnings; n++)
        if (!strncmp(text, beginnings[n], strlen(beginnings[n])))
            return true;
    return false;
}

void csv_sheet_text(csv_sheet *self, arena *scratch, const char *text)
{
    const char *plain = unicode_name(scratch, text ? text : "", SIZE_MAX);
    const char *guard = is_formula(plain) ? "'" : "";
    begin_cell(self);
    if (!strpbrk(plain, ";\"")) {
        put(self, guard);
        put(self, plain);
        return;
    }
    put(self, "\"");
    put(self, guard);
    for (; *plain; plain++) {
        if (*plain == '"')
            put(self, "\"");
        buf_append_byte(&self->out, (uint8_t)*plain);
    }
    put(self, "\"");
}

void csv_sheet_number(csv_sheet *self, int64_t number)
{
    char cell[CELL_ROOM];
    snprintf(cell, sizeof cell, "%" PRId64, number);
    begin_cell(self);
    put(self, cell);
}

void csv_sheet_hundredths(csv_sheet *self, int64_t hundredths)
{
    char cell[CELL_ROOM];
    uint64_t size = hundredths < 0 ? -(uint64_t)hundredths : (uint64_t)hundredths;
    snprintf(cell, sizeof cell, "%s%" PRIu64 "%c%02" PRIu64, hundredths < 0 ? "-" : "", size / 100,
             self->lang == RS_LANG_EN ? '.' : ',', size % 100);
    begin_cell(self);
    put(self, cell);
}

void csv_sheet_moment(csv_sheet *self, int64_t ms)
{
    char cell[CELL_ROOM] = "";
    struct tm at;
    time_t seconds = (time_t)((ms + CLOCK_MOSCOW_MS) / 1000);
    if (ms && gmtime_r(&seconds, &at))
        strftime(cell, sizeof cell,
                 self->lang == RS_LANG_EN ? "%Y-%m-%d %H:%M:%S" : "%d.%m.%Y %H:%M:%S", &at);
    begin_cell(self);
    put(self, cell);
}

void csv_sheet_end_row(csv_sheet *self)
{
    put(self, "\r\n");
    self->in_row = false;
}

void csv_sheet_free(csv_sheet *self)
{
    buf_free(&self->out);
}

/* ------------------------------------------------------------------------- as a file */

typedef struct {
    csv_sheet sheet;
    arena *scratch;
    int fd;
    int failed; /* errno */
} csv_file;

static rs_err open_file(void **self_p, const char *path, const char *title, rs_lang lang,
                        rs_error *error)
{
    (void)title;
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return rs_fail(error, RS_STORAGE, "%s: %s", path, strerror(errno));
    csv_file *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self = (csv_file){.sheet = {.lang = lang}, .scratch = arena_open(), .fd = fd};
    *self_p = self;
    return RS_OK;
}

static void write_out(csv_file *self)
{
    size_t sent = 0;
    while (sent < self->sheet.out.size && !self->failed) {
        ssize_t size = write(self->fd, self->sheet.out.data + sent, self->sheet.out.size - sent);
        if (size > 0)
            sent += (size_t)size;
        else if (errno != EINTR)
            self->failed = errno;
    }
    buf_clear(&self->sheet.out);
}

static void file_text(void *arg, const char *text)
{
    csv_file *self = arg;
    csv_sheet_text(&self->sheet, self->scratch, text);
}

static void file_number(void *arg, int64_t number)
{
    csv_file *self = arg;
    csv_sheet_number(&self->sheet, number);
}

static void file_hundredths(void *arg, int64_t hundredths, bool money)
{
    csv_file *self = arg;
    (void)money;
    csv_sheet_hundredths(&self->sheet, hundredths);
}

static void file_moment(void *arg, int64_t ms)
{
    csv_file *self = arg;
    csv_sheet_moment(&self->sheet, ms);
}

static void file_end_row(void *arg)
{
    csv_file *self = arg;
    csv_sheet_end_row(&self->sheet);
    arena_reset(self->scratch);
    if (self->sheet.out.size >= WRITTEN_AT)
        write_out(self);
}

static rs_err close_file(void **self_p, rs_error *error)
{
    csv_file *self = *self_p;
    *self_p = NULL;
    write_out(self);
    int failed = self->failed;
    if (close(self->fd) && !failed)
        failed = errno;
    csv_sheet_free(&self->sheet);
    arena_close(&self->scratch);
    free(self);
    return failed ? rs_fail(error, RS_STORAGE, "the file: %s", strerror(failed)) : RS_OK;
}

const sheet_format csv_format = {
    .open = open_file,
    .title = file_text,
    .text = file_text,
    .number = file_number,
    .hundredths = file_hundredths,
    .moment = file_moment,
    .end_row = file_end_row,
    .close = close_file,
};
