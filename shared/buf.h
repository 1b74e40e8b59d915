/* buf - bytes that grow at the end: what a message is encoded into.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed; buf_free frees its bytes. */
#ifndef RS_BUF_H
#define RS_BUF_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint8_t *data;
    size_t size;
    size_t room;
} rs_buf;

void buf_append(rs_buf *self, const void *data, size_t size);
void buf_clear(rs_buf *self); /* empty, keeps its memory */
void buf_free(rs_buf *self);

static inline void buf_append_byte(rs_buf *self, uint8_t byte)
{
    if (self->size < self->room)
        self->data[self->size++] = byte;
    else
        buf_append(self, &byte, 1);
}

/* Big-endian, so that the order of bytes is the order of numbers. */
static inline void put_be64(uint8_t *at, uint64_t value)
{
    for (int n = 0; n < 8; n++)
        at[n] = (uint8_t)(value >> (56 - 8 * n));
}
static inline uint64_t get_be64(const uint8_t *at)
{
    uint64_t value = 0;
    for (int n = 0; n < 8; n++)
        value = value << 8 | at[n];
    return value;
}

#endif
