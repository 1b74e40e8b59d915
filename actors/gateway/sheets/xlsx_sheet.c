/* A table as XLSX (ECMA-376), written as it comes: the sheet's XML goes row by row through the
 * compressor into the archive (minizip). Nothing is kept but a row or two, there is no temporary
 * file, and when the last row has come so has nearly all of the work.
 *
 * Texts are written as strings, which no spreadsheet takes for a formula, on one line and without
 * controls and marks of direction. Amounts and moments are numbers with a format, written from
 * integers as decimals, so exact to the hundredth. More rows than a sheet may have go on on another
 * one. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zip.h>
#include <zlib.h>

#include "actors/gateway/sheets/sheet.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/unicode.h"

enum {
    ROWS_MAX = 1048576, /* of a sheet, by the format's own limit */
    TITLES_MAX = 64,
    TEXT_UNITS = 32767, /* of a cell, likewise */
    NUMBER_MAX = 24,
    PIECE = 64 * 1024,    /* goes to the compressor at once */
    FRACTION = 100000000, /* of a day: less than a millisecond */
    DAY_MS = 24 * 3600 * 1000,
    EPOCH_DAYS = 25569, /* 1970-01-01, in days of a spreadsheet */
};

/* Numbers of the formats in `styles`. */
typedef enum { PLAIN, BOLD, WHOLE, AMOUNT, MOMENT } style;

static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
#define MAIN "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

static const char styles[] =
    "<styleSheet " MAIN ">"
    "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd.mm.yyyy hh:mm\"/></numFmts>"
    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font>"
    "<font><b/><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts>"
    "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
    "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>"
    "</cellStyleXfs><cellXfs count=\"5\">"
    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>"
    "<xf numFmtId=\"1\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
    " applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"4\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
    " applyNumberFormat=\"1\"/>"
    "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\""
    " applyNumberFormat=\"1\"/></cellXfs>"
    "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>"
    "</styleSheet>";

typedef struct {
    zipFile archive; /* NULL: it could not be closed */
    rs_buf xml;      /* not compressed yet */
    arena *scratch;
    const char *title;
    const char *titles[TITLES_MAX]; /* repeated on each page */
    char letters[TITLES_MAX][3];    /* of the columns: A .. BL */
    int titles_count;
    int pages;
    int row, col; /* from 0 */
    char row_text[NUMBER_MAX];
    bool begun; /* the row */
    bool failed;
} xlsx;

/* ------------------------------------------------------------------------------- the archive */

static void check(xlsx *self, int rc)
{
    self->failed |= rc != ZIP_OK;
}

static void flush(xlsx *self)
{
    if (!self->failed && self->xml.size)
        check(self, zipWriteInFileInZip(self->archive, self->xml.data, (unsigned)self->xml.size));
    buf_clear(&self->xml);
}

static void put(xlsx *self, const char *text)
{
    buf_append(&self->xml, text, strlen(text));
}

static void begin_part(xlsx *self, const char *name)
{
    const zip_fileinfo about = {.tmz_date = {.tm_mday = 1, .tm_year = 1980}};
    if (!self->failed)
        check(self, zipOpenNewFileInZip64(self->archive, name, &about, NULL, 0, NULL, 0, NULL,
                                          Z_DEFLATED, Z_BEST_SPEED, 1));
    put(self, head);
}

static void end_part(xlsx *self)
{
    flush(self);
    if (!self->failed)
        check(self, zipCloseFileInZip(self->archive));
}

static void put_part(xlsx *self, const char *name, const char *text)
{
    begin_part(self, name);
    put(self, text);
    end_part(self);
}

static void put_escaped(xlsx *self, const char *text)
{
    for (;;) {
        size_t plain = strcspn(text, "&<>\"");
        buf_append(&self->xml, text, plain);
        text += plain;
        switch (*text++) {
        case '&': put(self, "&amp;"); break;
        case '<': put(self, "&lt;"); break;
        case '>': put(self, "&gt;"); break;
        case '"': put(self, "&quot;"); break;
        default: return;
        }
    }
}

/* ------------------------------------------------------------------------------- sheets */

static void begin_page(xlsx *self)
{
    char name[64];
    snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", ++self->pages);
    begin_part(self, name);
    put(self, "<worksheet " MAIN "><sheetViews><sheetView");
    put(self, self->pages == 1 ? " tabSelected=\"1\"" : "");
    put(self, " workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\""
              " activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
              "<cols><col min=\"1\" max=\"64\" width=\"16.7109375\" customWidth=\"1\"/></cols>"
              "<sheetData>");
    self->row = 0;
    self->col = 0;
}

static void end_page(xlsx *self)
{
    put(self, "</sheetData></worksheet>");
    end_part(self);
}

static void put_title(xlsx *self, const char *text);
static void end_row(void *arg);

static void begin_row(xlsx *self)
{
    if (self->row == ROWS_MAX) {
        end_page(self);
        begin_page(self);
        for (int n = 0; n < self->titles_count; n++)
            put_title(self, self->titles[n]);
        end_row(self);
    }
    snprintf(self->row_text, sizeof self->row_text, "%d\"", self->row + 1);
    put(self, "<row r=\"");
    put(self, self->row_text);
    put(self, ">");
    self->begun = true;
}

/* "<c r="A1" s="1"": what follows is of the kind of cell. */
static void begin_cell(xlsx *self, style how)
{
    static const char *const texts[] = {[PLAIN] = "",
                                        [BOLD] = " s=\"1\"",
                                        [WHOLE] = " s=\"2\"",
                                        [AMOUNT] = " s=\"3\"",
                                        [MOMENT] = " s=\"4\""};
    if (!self->begun)
        begin_row(self);
    RS_ASSERT(self->col < TITLES_MAX);
    put(self, "<c r=\"");
    put(self, self->letters[self->col++]);
    put(self, self->row_text);
    put(self, texts[how]);
}

static void put_string(xlsx *self, const char *text, style how)
{
    size_t size = strlen(text);
    bool spaces = text[0] == ' ' || text[size - 1] == ' ';
    begin_cell(self, how);
    put(self, " t=\"inlineStr\"><is><t");
    put(self, spaces ? " xml:space=\"preserve\">" : ">");
    put_escaped(self, text);
    put(self, "</t></is></c>");
}

static void put_title(xlsx *self, const char *text)
{
    put_string(self, text, BOLD);
}

/* `whole` and `part` of `parts`, a power of ten, without zeros at the end; both of one sign. */
static void put_decimal(xlsx *self, int64_t whole, int64_t part, int64_t parts, style how)
{
    char text[2 * NUMBER_MAX];
    char *at = text + sizeof text;
    bool negative = whole < 0 || part < 0;
    uint64_t left = whole < 0 ? -(uint64_t)whole : (uint64_t)whole;
    uint64_t behind = part < 0 ? -(uint64_t)part : (uint64_t)part;
    *--at = '\0';
    for (bool dropping = true; parts > 1; parts /= 10, behind /= 10) {
        dropping = dropping && behind % 10 == 0;
        if (!dropping)
            *--at = (char)('0' + behind % 10);
    }
    if (*at)
        *--at = '.';
    do
        *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (negative)
        *--at = '-';
    begin_cell(self, how);
    put(self, "><v>");
    put(self, at);
    put(self, "</v></c>");
}

/* ------------------------------------------------------------------------------- the format */

static rs_err open_book(void **self_p, const char *path, const char *title, rs_lang lang,
                        rs_error *error)
{
    (void)lang; /* figures look as the reader's own program shows them */
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return rs_fail(error, RS_STORAGE, "%s: %s", path, strerror(errno));
    close(fd); /* it is there, and ours; the library opens it anew */
    zipFile archive = zipOpen64(path, APPEND_STATUS_CREATE);
    if (!archive)
        return rs_fail(error, RS_STORAGE, "%s: %s", path, strerror(errno));
    xlsx *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->archive = archive;
    self->scratch = arena_open();
    self->title = title;
    for (int n = 0; n < TITLES_MAX; n++) {
        char *letter = self->letters[n];
        if (n >= 26)
            *letter++ = (char)('A' + n / 26 - 1);
        *letter = (char)('A' + n % 26);
    }
    begin_page(self);
    *self_p = self;
    return RS_OK;
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
    const char *plain = text ? unicode_name(self->scratch, text, TEXT_UNITS) : "";
    if (*plain)
        put_string(self, plain, PLAIN);
    else
        self->col++;
}

static void write_number(void *arg, int64_t number)
{
    put_decimal(arg, number, 0, 1, WHOLE);
}

static void write_hundredths(void *arg, int64_t hundredths, bool money)
{
    (void)money; /* both have two digits behind the point */
    put_decimal(arg, hundredths / 100, hundredths % 100, 100, AMOUNT);
}

static void write_moment(void *arg, int64_t ms)
{
    xlsx *self = arg;
    int64_t there = ms + CLOCK_MOSCOW_MS + (int64_t)EPOCH_DAYS * DAY_MS;
    if (ms)
        put_decimal(self, there / DAY_MS, there % DAY_MS * FRACTION / DAY_MS, FRACTION, MOMENT);
    else
        self->col++;
}

static void end_row(void *arg)
{
    xlsx *self = arg;
    if (!self->begun)
        begin_row(self); /* nothing stands in it */
    put(self, "</row>");
    if (self->xml.size >= PIECE)
        flush(self);
    arena_reset(self->scratch);
    self->row++;
    self->col = 0;
    self->begun = false;
}

/* Which parts there are, and what they are called. */
static void put_contents(xlsx *self)
{
    begin_part(self, "xl/workbook.xml");
    put(self, "<workbook " MAIN " xmlns:r=\"" OFFICE "\"><sheets>");
    for (int n = 1; n <= self->pages; n++) {
        put(self, "<sheet name=\"");
        put_escaped(self, self->title);
        put(self, n == 1 ? "" : arena_print(self->scratch, " %d", n));
        put(self, arena_print(self->scratch, "\" sheetId=\"%d\" r:id=\"rId%d\"/>", n, n));
    }
    put(self, "</sheets></workbook>");
    end_part(self);

    begin_part(self, "xl/_rels/workbook.xml.rels");
    put(self, "<Relationships xmlns=\"" PACKAGE "relationships\">");
    for (int n = 1; n <= self->pages; n++)
        put(self, arena_print(self->scratch,
                              "<Relationship Id=\"rId%d\" Type=\"" OFFICE "/worksheet\""
                              " Target=\"worksheets/sheet%d.xml\"/>",
                              n, n));
    put(self, arena_print(self->scratch,
                          "<Relationship Id=\"rId%d\" Type=\"" OFFICE
                          "/styles\" Target=\"styles.xml\"/></Relationships>",
                          self->pages + 1));
    end_part(self);

    begin_part(self, "[Content_Types].xml");
    put(self, "<Types xmlns=\"" PACKAGE "content-types\">"
              "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package."
              "relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
              "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPE "sheet.main+xml\"/>"
              "<Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPE "styles+xml\"/>");
    for (int n = 1; n <= self->pages; n++)
        put(self,
            arena_print(self->scratch,
                        "<Override PartName=\"/xl/worksheets/sheet%d.xml\" ContentType=\"" TYPE
                        "worksheet+xml\"/>",
                        n));
    put(self, "</Types>");
    end_part(self);
}

static rs_err close_book(void **self_p, rs_error *error)
{
    xlsx *self = *self_p;
    *self_p = NULL;
    end_page(self);
    put_part(self, "xl/styles.xml", styles);
    put_part(self, "_rels/.rels",
             "<Relationships xmlns=\"" PACKAGE
             "relationships\"><Relationship Id=\"rId1\" Type=\"" OFFICE
             "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>");
    put_contents(self);
    check(self, zipClose(self->archive, NULL));
    bool failed = self->failed;
    arena_close(&self->scratch);
    buf_free(&self->xml);
    free(self);
    return failed ? rs_fail(error, RS_STORAGE, "the file: %s", strerror(errno)) : RS_OK;
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
