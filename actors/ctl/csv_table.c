#include "actors/ctl/csv_table.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *const *names;
    size_t name_count;
    arena *memory;
    csv_table *table;
    rs_error *error;
    rs_err rc;
    int64_t line;
    size_t room;
    bool named;                  /* the first line has been read */
    int column[CSV_COLUMNS_MAX]; /* of the file: which of the names */
    size_t columns;
    const char *cells[CSV_COLUMNS_MAX]; /* of the row being read, as they stand in the file */
    size_t count;
} reading;

static void fail(reading *self, const char *what)
{
    if (self->rc == RS_OK)
        self->rc =
            rs_fail(self->error, RS_BAD_REQUEST, "line %lld: %s", (long long)self->line, what);
}

static void on_cell(void *data, size_t size, void *arg)
{
    reading *self = arg;
    if (self->count == CSV_COLUMNS_MAX) {
        fail(self, "too many cells");
        return;
    }
    if (memchr(data, 0, size) || !codec_utf8(data, size))
        fail(self, "not UTF-8");
    self->cells[self->count++] = arena_copy(self->memory, data, size);
}

static void name_column(reading *self, size_t at)
{
    for (size_t n = 0; n < self->name_count; n++)
        if (!strcmp(self->names[n], self->cells[at])) {
            if (self->table->has[n])
                fail(self, arena_print(self->memory, "column %s stands twice", self->names[n]));
            self->table->has[n] = true;
            self->column[at] = (int)n;
            return;
        }
    fail(self, arena_print(self->memory, "there is no column \"%.60s\"", self->cells[at]));
}

static csv_row *new_row(reading *self)
{
    csv_table *table = self->table;
    if (table->count == self->room) {
        size_t room = self->room ? 2 * self->room : 256;
        csv_row *rows = arena_give(self->memory, room * sizeof *rows);
        if (table->count)
            memcpy(rows, table->rows, table->count * sizeof *rows);
        table->rows = rows;
        self->room = room;
    }
    return &table->rows[table->count++];
}

static void on_row(int end, void *arg)
{
    reading *self = arg;
    (void)end;
    if (!self->named) {
        self->columns = self->count;
        for (size_t at = 0; at < self->count && self->rc == RS_OK; at++)
            name_column(self, at);
        self->named = true;
    } else if (self->count != self->columns) {
        fail(self, "another number of cells than the first line has");
    } else if (self->table->count == CSV_ROWS_MAX) {
        fail(self, "too many lines");
    } else {
        csv_row *row = new_row(self);
        row->line = self->line;
        row->cells = arena_give(self->memory, self->name_count * sizeof *row->cells);
        for (size_t n = 0; n < self->name_count; n++)
            row->cells[n] = "";
        for (size_t at = 0; at < self->count; at++)
            row->cells[self->column[at]] = self->cells[at];
    }
    self->count = 0;
}

/* A carriage return may stand before the end of a line only: by itself it would end a row, too. */
static bool has_lone_return(const char *line, size_t size)
{
    const char *found = memchr(line, '\r', size);
    return found && (found + 2 != line + size || found[1] != '\n');
}

/* Line by line, so that every row knows where it stands. */
static void feed(reading *self, struct csv_parser *parser, FILE *file)
{
    static const char mark[] = "\xef\xbb\xbf";
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while (self->rc == RS_OK && (size = getline(&line, &room, file)) > 0) {
        char *from = line;
        if (!self->line++) {
            if (!strncmp(line, mark, strlen(mark)))
                from += strlen(mark);
            csv_set_delim(parser, strchr(from, ';') ? ';' : ',');
        }
        size_t left = (size_t)size - (size_t)(from - line);
        if (size > CSV_LINE_MAX)
            fail(self, "too long");
        else if (has_lone_return(from, left))
            fail(self, "a carriage return in the middle");
        else if (csv_parse(parser, from, left, on_cell, on_row, self) != left)
            fail(self, csv_strerror(csv_error(parser)));
    }
    free(line);
    if (self->rc == RS_OK && csv_fini(parser, on_cell, on_row, self) != 0)
        fail(self, "the last line ends within quotes");
    if (self->rc == RS_OK && ferror(file))
        fail(self, "cannot be read");
    if (self->rc == RS_OK && !self->named)
        fail(self, "the names of the columns are wanted");
}

rs_err csv_table_read(FILE *file, const char *const *names, arena *memory, csv_table *out,
                      rs_error *error)
{
    struct csv_parser parser;
    reading self = {.names = names, .memory = memory, .table = out, .error = error};
    *out = (csv_table){0};
    while (names[self.name_count])
        self.name_count++;
    RS_ASSERT(self.name_count <= CSV_COLUMNS_MAX);
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
        return rs_fail(error, RS_LIMIT, "no memory for the CSV reader");
    feed(&self, &parser, file);
    csv_free(&parser);
    return self.rc;
}
