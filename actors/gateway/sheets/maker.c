#include "actors/gateway/sheets/maker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "actors/gateway/sheets/tables.h"

enum { NICENESS = 10, HEAD_SIZE = 4 };

/* ------------------------------------------------------------------------------- the words */

void maker_print(const maker_job *job, char room[MAKER_ROOM], const char *argv[MAKER_ARGS])
{
    const int numbers[] = {(int)job->table, (int)job->format, (int)job->lang};
    size_t count = 0;
    argv[count++] = "--sheet";
    for (size_t n = 0; n < 3; n++) {
        char *text = room + n * (MAKER_ROOM / 3);
        snprintf(text, MAKER_ROOM / 3, "%d", numbers[n]);
        argv[count++] = text;
    }
    argv[count++] = job->columns ? job->columns : "";
    argv[count++] = job->path;
    argv[count] = NULL;
}

bool maker_is_asked(int argc, char **argv)
{
    return argc > 1 && !strcmp(argv[1], "--sheet");
}

/* ------------------------------------------------------------------------------- the input */

/* Exactly so many bytes, or the input is over. */
static bool read_whole(int from, uint8_t *out, size_t size)
{
    for (size_t got = 0; got < size;) {
        ssize_t count = read(from, out + got, size - got);
        if (!count || (count < 0 && errno != EINTR))
            return false;
        got += count > 0 ? (size_t)count : 0;
    }
    return true;
}

/* Into `out`; empty: that was all. */
static rs_err read_page(int from, rs_buf *out, rs_error *error)
{
    uint8_t head[HEAD_SIZE];
    buf_clear(out);
    if (!read_whole(from, head, sizeof head))
        return rs_fail(error, RS_EXPIRED, "the gateway is gone");
    size_t size = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
    if (size > MAKER_PAGE_MAX)
        return rs_fail(error, RS_BAD_REQUEST, "a page of %zu bytes", size);
    while (out->size < size) {
        uint8_t piece[64 * 1024];
        size_t left = size - out->size;
        size_t part = left < sizeof piece ? left : sizeof piece;
        if (!read_whole(from, piece, part))
            return rs_fail(error, RS_EXPIRED, "the gateway is gone");
        buf_append(out, piece, part);
    }
    return RS_OK;
}

/* ------------------------------------------------------------------------------- the work */

static rs_err write_pages(const sheet_table *table, const table_choice *choice, int from, sheet *to,
                          rs_error *error)
{
    const rs_type *type = table_page(table);
    arena *memory = arena_open();
    rs_buf page = {0};
    rs_err rc;
    table_write_titles(choice, to);
    while ((rc = read_page(from, &page, error)) == RS_OK && page.size) {
        arena_reset(memory);
        void *decoded = arena_give(memory, type->size);
        rc = codec_decode(type, page.data, page.size, CODEC_TOLERANT, memory, decoded, error);
        if (rc != RS_OK)
            break;
        table_write_rows(table, choice, decoded, to);
    }
    buf_free(&page);
    arena_close(&memory);
    return rc;
}

rs_err maker_run(const maker_job *job, int from, rs_error *error)
{
    const sheet_table *table = table_by_id(job->table);
    table_choice choice;
    sheet file;
    rs_error late;
    if (!table)
        return rs_fail(error, RS_BAD_REQUEST, "no such table");
    rs_err rc = table_choose(table, job->columns, &choice, error);
    if (rc == RS_OK)
        rc = sheet_open(&file, job->format, job->path, table_title(table, job->lang), job->lang,
                        error);
    if (rc != RS_OK)
        return rc;
    rc = write_pages(table, &choice, from, &file, error);
    rs_err closed = sheet_close(&file, &late);
    if (rc == RS_OK && closed != RS_OK) {
        rc = closed;
        *error = late;
    }
    if (rc != RS_OK)
        unlink(job->path);
    return rc;
}

static bool take_number(const char *text, int *out)
{
    char *end;
    long value = strtol(text, &end, 10);
    *out = (int)value;
    return *text && !*end && value >= 0 && value < 100;
}

int maker_main(int argc, char **argv)
{
    int numbers[3];
    rs_error error;
    if (argc != MAKER_ARGS - 1 || !take_number(argv[2], &numbers[0]) ||
        !take_number(argv[3], &numbers[1]) || !take_number(argv[4], &numbers[2])) {
        fprintf(stderr, "--sheet is for the gateway itself\n");
        return 2;
    }
    setpriority(PRIO_PROCESS, 0, NICENESS);
    maker_job job = {
        .table = (rs_export_table)numbers[0],
        .format = (rs_export_format)numbers[1],
        .lang = (rs_lang)numbers[2],
        .columns = argv[5],
        .path = argv[6],
    };
    if (maker_run(&job, STDIN_FILENO, &error) == RS_OK)
        return 0;
    fprintf(stderr, "an export: %s\n", error.text);
    return 1;
}
