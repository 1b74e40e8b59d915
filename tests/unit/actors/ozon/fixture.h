/* fixture - reads a file of fixtures/, which hold the sample answers of Ozon's own specification.
 */
#ifndef RS_TEST_OZON_FIXTURE_H
#define RS_TEST_OZON_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>

#include "shared/codec.h"

static inline rs_bytes fixture_read(const char *name, arena *memory)
{
    enum { ROOM = 1 << 20 };
    FILE *file = fopen(arena_print(memory, "tests/unit/actors/ozon/fixtures/%s.json", name), "r");
    if (!file)
        abort();
    uint8_t *data = arena_give(memory, ROOM);
    size_t size = fread(data, 1, ROOM, file);
    fclose(file);
    return (rs_bytes){data, size};
}

#endif
