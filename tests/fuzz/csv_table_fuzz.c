/* A CSV file to import, whatever is in it: it is refused with a sentence, or every row has all its
 * cells, as UTF-8 without NUL, and stands behind the one before. */
#include <string.h>

#include "actors/ctl/csv_table.h"
#include "tests/fuzz/fuzz.h"

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 100};

void fuzz_one(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"telegram_id", "joined", "name", "held", NULL};
    enum { NAMES = 4 };
    arena *memory = arena_open();
    csv_table table;
    rs_error error = {.text = ""};
    FILE *file = size ? fmemopen((void *)(uintptr_t)data, size, "r") : NULL;
    rs_err rc = file ? csv_table_read(file, names, memory, &table, &error) : RS_BAD_REQUEST;
    if (rc != RS_OK)
        RS_ASSERT(!file || *error.text);
    for (size_t n = 0; rc == RS_OK && n < table.count; n++) {
        RS_ASSERT(table.rows[n].line > (n ? table.rows[n - 1].line : 1));
        for (size_t at = 0; at < NAMES; at++)
            RS_ASSERT(codec_utf8(table.rows[n].cells[at], strlen(table.rows[n].cells[at])));
    }
    if (file)
        fclose(file);
    arena_close(&memory);
}
