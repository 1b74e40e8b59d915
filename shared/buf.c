#include "shared/buf.h"

#include <stdlib.h>
#include <string.h>

#include "shared/err.h"

void buf_grow(rs_buf *self, size_t more)
{
    size_t room = self->room ? self->room : 256;
    while (room - self->size < more) {
        RS_ASSERT(room <= SIZE_MAX / 2);
        room *= 2;
    }
    self->data = realloc(self->data, room);
    RS_ASSERT(self->data);
    self->room = room;
}

void buf_append(rs_buf *self, const void *data, size_t size)
{
    if (!size)
        return;
    memcpy(buf_reserve(self, size), data, size);
    self->size += size;
}

void buf_clear(rs_buf *self)
{
    self->size = 0;
}

void buf_free(rs_buf *self)
{
    free(self->data);
    *self = (rs_buf){0};
}
