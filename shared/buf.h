/* buf - bytes that grow at the end: what a message is encoded into.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed; buf_free frees its bytes. */
#ifndef RS_BUF_H
#define RS_BUF_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    uint8_t *data;
    size_t size;
    size_t room;
} rs_buf;

void buf_append(rs_buf *self, const void *data, size_t size);
void buf_grow(rs_buf *self, size_t more); /* room for so many bytes behind the end */
void buf_clear(rs_buf *self);             /* empty, keeps its memory */
void buf_free(rs_buf *self);

/* Where the next bytes go, with room for so many; whoever writes them adds to the size. */
static inline uint8_t *buf_reserve(rs_buf *self, size_t more)
{
    if (self->room - self->size < more)
        buf_grow(self, more);
    return self->data + self->size;
}

static inline void buf_append_byte(rs_buf *self, uint8_t byte)
{
    *buf_reserve(self, 1) = byte;
    self->size++;
}

/* Big-endian, so that the order of bytes is the order of numbers. */
static inline void put_be64(uint8_t *at, uint64_t value)
{
    uint64_t swapped = htobe64(value);
    memcpy(at, &swapped, sizeof swapped);
}
static inline uint64_t get_be64(const uint8_t *at)
{
    uint64_t swapped;
    memcpy(&swapped, at, sizeof swapped);
    return be64toh(swapped);
}
static inline void put_be32(uint8_t *at, uint32_t value)
{
    uint32_t swapped = htobe32(value);
    memcpy(at, &swapped, sizeof swapped);
}
static inline uint32_t get_be32(const uint8_t *at)
{
    uint32_t swapped;
    memcpy(&swapped, at, sizeof swapped);
    return be32toh(swapped);
}

#endif
