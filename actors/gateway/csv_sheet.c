#include "actors/gateway/csv_sheet.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "shared/clock.h"
#include "shared/unicode.h"

enum { CELL_ROOM = 64 /* for a figure or a moment */ };

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
