/* A frame of a page: taken apart, its argument decoded strictly as whatever method it names. What
 * is accepted has to be what it claims. */
#include <stdlib.h>

#include "actors/gateway/frames.h"
#include "actors/gateway/ops.h"
#include "shared/arena.h"
#include "tests/fuzz/fuzz.h"

static const rs_type *type_of(int64_t method)
{
#define OP_TYPE(c_name, number, name, argument, result, doc)                                       \
    if (method == (number))                                                                        \
        return &rs_##argument##_type;
    RS_OPS(OP_TYPE)
    const rs_method *found = protocol_method(method);
    return found && protocol_is_for_browsers(found) ? found->argument : NULL;
}

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 320};

void fuzz_one(const uint8_t *data, size_t size)
{
    frame out;
    rs_error error;
    if (frame_read(data, size, &out, &error))
        return;
    const uint8_t *end = data + size;
    if (out.id < 1 || out.argument.data < data || out.argument.size > (size_t)(end - data) ||
        out.argument.data + out.argument.size > end || out.key.size > FRAME_KEY_MAX)
        abort();
    const rs_type *type = type_of(out.method);
    if (!type)
        return;
    arena *memory = arena_open();
    void *argument = arena_give(memory, type->size);
    rs_buf again = {0};
    if (!codec_decode(type, out.argument.data, out.argument.size, CODEC_STRICT, memory, argument,
                      &error)) {
        codec_encode(type, argument, &again); /* what was read can be written */
        if (codec_value_size(again.data, again.size) != again.size)
            abort();
    }
    buf_free(&again);
    arena_close(&memory);
}
