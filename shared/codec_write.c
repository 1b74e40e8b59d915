/* The writing half of codec.h: every value in the shortest form that msgpack has for it, straight
 * into the buffer. */
#include <string.h>

#include "shared/codec.h"

typedef enum { AS_MAP, AS_ROW } layout;

enum { HEAD_MAX = 9 };

/* A first byte and a big-endian number of 1, 2, 4 or 8 bytes. */
static void write_head(rs_buf *out, uint8_t first, uint64_t number, size_t size)
{
    uint8_t bytes[8];
    uint8_t *at = buf_reserve(out, HEAD_MAX);
    put_be64(bytes, number << (64 - 8 * size));
    *at = first;
    memcpy(at + 1, bytes, sizeof bytes);
    out->size += 1 + size;
}

static void write_int(rs_buf *out, int64_t value)
{
    uint64_t bits = (uint64_t)value;
    if (value >= -32 && value < 0x80)
        buf_append_byte(out, (uint8_t)value);
    else if (value > 0 && value <= UINT32_MAX)
        write_head(out,
                   value <= UINT8_MAX    ? 0xcc
                   : value <= UINT16_MAX ? 0xcd
                                         : 0xce,
                   bits,
                   value <= UINT8_MAX    ? 1
                   : value <= UINT16_MAX ? 2
                                         : 4);
    else if (value > 0)
        write_head(out, 0xcf, bits, 8);
    else if (value >= INT8_MIN)
        write_head(out, 0xd0, bits, 1);
    else if (value >= INT16_MIN)
        write_head(out, 0xd1, bits, 2);
    else if (value >= INT32_MIN)
        write_head(out, 0xd2, bits, 4);
    else
        write_head(out, 0xd3, bits, 8);
}

/* The head of what has a length: short ones in one byte with `first`, then with 1 (texts and bytes
 * only), 2 or 4 bytes of it. */
static void write_length(rs_buf *out, uint8_t first, size_t most, uint8_t one, size_t length)
{
    RS_ASSERT(length <= UINT32_MAX);
    bool text = one == 0xd9 || one == 0xc4;
    if (length <= most && first)
        buf_append_byte(out, (uint8_t)(first | length));
    else if (text && length <= UINT8_MAX)
        write_head(out, one, length, 1);
    else if (length <= UINT16_MAX)
        write_head(out, (uint8_t)(one + text), length, 2);
    else
        write_head(out, (uint8_t)(one + text + 1), length, 4);
}

static void write_list_head(rs_buf *out, size_t count)
{
    write_length(out, 0x90, 15, 0xdc, count);
}

static void write_map_head(rs_buf *out, size_t count)
{
    write_length(out, 0x80, 15, 0xde, count);
}

static void write_text(rs_buf *out, const char *text)
{
    size_t size = text ? strlen(text) : 0;
    write_length(out, 0xa0, 31, 0xd9, size);
    buf_append(out, text, size);
}

static void write_bytes(rs_buf *out, const rs_bytes *bytes)
{
    write_length(out, 0, 0, 0xc4, bytes->size);
    buf_append(out, bytes->data, bytes->size);
}

static int64_t integer_at(const rs_field *field, const void *at)
{
    return field->kind == RS_KIND_ENUM ? *(const int *)at : *(const int64_t *)at;
}

static bool is_empty(const rs_field *field, const void *at)
{
    switch (field->kind) {
    case RS_KIND_BOOL: return !*(const bool *)at;
    case RS_KIND_STR: return !*(const char *const *)at || !**(const char *const *)at;
    case RS_KIND_BYTES: return !((const rs_bytes *)at)->size;
    case RS_KIND_MSG: return !*(const void *const *)at;
    case RS_KIND_LIST: return !((const rs_list *)at)->count;
    case RS_KIND_INTS: return !((const rs_ints *)at)->count;
    default: return integer_at(field, at) == 0;
    }
}

static void write_message(rs_buf *out, layout how, const rs_type *type, const void *message);

static void write_list(rs_buf *out, layout how, const rs_field *field, const rs_list *list)
{
    write_list_head(out, list->count);
    for (size_t n = 0; n < list->count; n++)
        write_message(out, how, field->type, (const uint8_t *)list->items + n * field->type->size);
}

static void write_field(rs_buf *out, layout how, const rs_field *field, const void *at)
{
    const rs_ints *ints = at;
    switch (field->kind) {
    case RS_KIND_BOOL: buf_append_byte(out, *(const bool *)at ? 0xc3 : 0xc2); break;
    case RS_KIND_STR: write_text(out, *(const char *const *)at); break;
    case RS_KIND_BYTES: write_bytes(out, at); break;
    case RS_KIND_MSG:
        if (*(const void *const *)at)
            write_message(out, how, field->type, *(const void *const *)at);
        else
            buf_append_byte(out, 0xc0);
        break;
    case RS_KIND_LIST: write_list(out, how, field, at); break;
    case RS_KIND_INTS:
        write_list_head(out, ints->count);
        for (size_t n = 0; n < ints->count; n++)
            write_int(out, ints->items[n]);
        break;
    default: write_int(out, integer_at(field, at)); break;
    }
}

static void write_map(rs_buf *out, const rs_type *type, const uint8_t *message)
{
    size_t count = 0;
    for (size_t n = 0; n < type->count; n++)
        count += type->fields[n].required ||
                 !is_empty(&type->fields[n], message + type->fields[n].offset);
    write_map_head(out, count);
    for (size_t n = 0; n < type->count; n++) {
        const rs_field *field = &type->fields[n];
        if (!field->required && is_empty(field, message + field->offset))
            continue;
        write_text(out, field->name);
        write_field(out, AS_MAP, field, message + field->offset);
    }
}

/* Trailing empty fields are left out, as a release that does not know them would. */
static void write_row(rs_buf *out, const rs_type *type, const uint8_t *message)
{
    size_t count = type->count;
    while (count && !type->fields[count - 1].required &&
           is_empty(&type->fields[count - 1], message + type->fields[count - 1].offset))
        count--;
    write_list_head(out, count + 1);
    write_int(out, CODEC_ROW_VERSION);
    for (size_t n = 0; n < count; n++)
        write_field(out, AS_ROW, &type->fields[n], message + type->fields[n].offset);
}

static void write_message(rs_buf *out, layout how, const rs_type *type, const void *message)
{
    if (how == AS_MAP)
        write_map(out, type, message);
    else
        write_row(out, type, message);
}

void codec_encode(const rs_type *type, const void *message, rs_buf *out)
{
    write_map(out, type, message);
}

void codec_encode_row(const rs_type *type, const void *message, rs_buf *out)
{
    write_row(out, type, message);
}
