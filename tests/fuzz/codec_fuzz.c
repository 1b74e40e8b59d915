/* The codec: the first two bytes choose a message of the protocol and how strictly it is read, the
 * rest is its encoding. What is accepted must survive being written and read again; what is refused
 * must leave nothing behind. The same bytes are read as a row of the ledger's state. */
#include <stdlib.h>
#include <string.h>

#include "shared/protocol.h"
#include "tests/fuzz/fuzz.h"

static void check_zero(const rs_type *type, const uint8_t *message)
{
    for (size_t n = 0; n < type->size; n++)
        RS_ASSERT(!message[n]);
}

/* Written once, a message is written the same for ever. */
static void check_again(const rs_type *type, const void *message, arena *memory)
{
    rs_buf first = {0};
    rs_buf second = {0};
    void *copy = arena_give(memory, type->size);
    codec_encode(type, message, &first);
    RS_ASSERT(codec_value_size(first.data, first.size) == first.size);
    RS_ASSERT(!codec_decode(type, first.data, first.size, CODEC_STRICT, memory, copy, NULL));
    codec_encode(type, copy, &second);
    RS_ASSERT(first.size == second.size && !memcmp(first.data, second.data, first.size));
    buf_free(&first);
    buf_free(&second);
}

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 320};

void fuzz_one(const uint8_t *data, size_t size)
{
    if (size < 2)
        return;
    const rs_type *type = rs_types[((data[0] & 0x7fu) | (size_t)data[1] << 7) % rs_types_count];
    codec_mode mode = data[0] & 0x80 ? CODEC_STRICT : CODEC_TOLERANT;
    data += 2;
    size -= 2;
    arena *memory = arena_open();
    void *message = arena_give(memory, type->size);
    rs_error error = {0};
    if (codec_decode(type, data, size, mode, memory, message, &error) == RS_OK) {
        RS_ASSERT(codec_value_size(data, size) == size);
        check_again(type, message, memory);
    } else {
        RS_ASSERT(*error.text);
        check_zero(type, message);
    }
    if (codec_decode_row(type, data, size, memory, message, &error))
        check_zero(type, message);
    arena_close(&memory);
}
