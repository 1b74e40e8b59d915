/* key - keys of the state's tables: tuples whose byte order is the order of their parts.
 *
 * Numbers are eight bytes, big-endian (signed ones with the top bit flipped); a text stands last,
 * or is followed by a NUL, which no text contains. */
#ifndef RS_KEY_H
#define RS_KEY_H

#include <string.h>

#include "actors/ledger/state/state.h"

typedef struct {
    uint8_t data[STATE_KEY_MAX];
    size_t size;
} rs_key;

static inline rs_key *key_number(rs_key *self, int64_t number)
{
    RS_ASSERT(self->size + 8 <= sizeof self->data);
    put_be64(self->data + self->size, (uint64_t)number ^ (uint64_t)1 << 63);
    self->size += 8;
    return self;
}

static inline rs_key *key_text(rs_key *self, const char *text)
{
    size_t size = strlen(text) + 1;
    RS_ASSERT(self->size + size <= sizeof self->data);
    memcpy(self->data + self->size, text, size);
    self->size += size;
    return self;
}

static inline rs_key *key_raw(rs_key *self, rs_bytes bytes)
{
    RS_ASSERT(self->size + bytes.size <= sizeof self->data);
    memcpy(self->data + self->size, bytes.data, bytes.size);
    self->size += bytes.size;
    return self;
}

static inline rs_bytes key_bytes(const rs_key *self)
{
    return (rs_bytes){self->data, self->size};
}

/* Reads back the n-th number of a key that begins with numbers. */
static inline int64_t key_number_at(rs_bytes key, size_t n)
{
    RS_ASSERT(key.size >= 8 * (n + 1));
    return (int64_t)(get_be64(key.data + 8 * n) ^ (uint64_t)1 << 63);
}

#endif
