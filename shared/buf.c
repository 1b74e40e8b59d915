#include "shared/buf.h"

#include <stdlib.h>
#include <string.h>

#include "shared/err.h"

void buf_append(rs_buf *self, const void *data, size_t size)
{
    if (self->room - self->size < size) {
        size_t room = self->room ? self->room : 256;
        while (room - self->size < size) {
            RS_ASSERT(room <= SIZE_MAX / 2);
            room *= 2;
        }
        self->data = realloc(self->data, room);
        RS_ASSERT(self->data);
        self->room = room;
    }
    if (size)
        memcpy(self->data + self->size, data, size);
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
