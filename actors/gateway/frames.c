#include "actors/gateway/frames.h"

#include <msgpack.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------- reading
 * The whole frame has been walked once by codec_value_size, so every value is complete; what is
 * left to check is which values stand where. */

enum { SAFE_INTEGER_BITS = 53, METHOD_MAX = 65535 };

static rs_bytes take_value(rs_bytes *rest)
{
    rs_bytes value = {rest->data, codec_value_size(rest->data, rest->size)};
    rest->data += value.size;
    rest->size -= value.size;
    return value;
}

static bool read_uint(rs_bytes value, int64_t max, int64_t *out)
{
    if (!value.size)
        return false;
    uint8_t first = value.data[0];
    uint64_t number = 0;
    if (first >= 0xcc && first <= 0xcf)
        for (size_t n = 1; n < value.size; n++)
            number = number << 8 | value.data[n];
    else if (first < 0x80)
        number = first;
    else
        return false;
    *out = (int64_t)number;
    return number <= (uint64_t)max;
}

static bool key_char(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_';
}

static bool read_key(rs_bytes value, rs_bytes *out)
{
    if (!value.size)
        return false;
    size_t head = 1;
    if (value.data[0] == 0xd9)
        head = 2; /* str 8: the length stands in the next byte */
    else if ((value.data[0] & 0xe0) != 0xa0)
        return false;
    *out = (rs_bytes){value.data + head, value.size - head};
    if (out->size < FRAME_KEY_MIN || out->size > FRAME_KEY_MAX)
        return false;
    for (size_t n = 0; n < out->size; n++)
        if (!key_char(out->data[n]))
            return false;
    return true;
}

rs_err frame_read(const void *data, size_t size, frame *out, rs_error *error)
{
    *out = (frame){0};
    if (!size || size > FRAME_MAX || codec_value_size(data, size) != size)
        return rs_fail(error, RS_BAD_REQUEST, "frame: not one msgpack value");
    rs_bytes rest = {data, size};
    uint8_t head = rest.data[0];
    if (head != 0x93 && head != 0x94) /* an array of three or four, as every packer writes it */
        return rs_fail(error, RS_BAD_REQUEST, "frame: an array of three or four is wanted");
    rest.data++;
    rest.size--;

    const int64_t safe = ((int64_t)1 << SAFE_INTEGER_BITS) - 1;
    frame got = {0};
    if (!read_uint(take_value(&rest), safe, &got.id) || got.id < 1)
        return rs_fail(error, RS_BAD_REQUEST, "frame: id is not 1 .. 2^53-1");
    if (!read_uint(take_value(&rest), METHOD_MAX, &got.method))
        return rs_fail(error, RS_BAD_REQUEST, "frame: method is not a number");
    got.argument = take_value(&rest);
    if (head == 0x94 && !read_key(take_value(&rest), &got.key))
        return rs_fail(error, RS_BAD_REQUEST, "frame: key is not 16 .. 48 letters and digits");
    *out = got;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- writing */

static int append(void *out, const char *data, size_t size)
{
    buf_append(out, data, size);
    return 0;
}

static void pack_text(msgpack_packer *pk, const char *text)
{
    size_t size = strlen(text);
    msgpack_pack_str(pk, size);
    msgpack_pack_str_body(pk, text, size);
}

/* The frame is what stands in `head` with `tail` behind it. Takes `head`. */
static blob *blob_make(rs_buf *head, rs_bytes tail)
{
    blob *self = malloc(sizeof *self + head->size + tail.size);
    RS_ASSERT(self);
    self->refs = 1;
    self->size = head->size + tail.size;
    memcpy(self->data, head->data, head->size);
    if (tail.size)
        memcpy(self->data + head->size, tail.data, tail.size);
    buf_free(head);
    return self;
}

void blob_drop(blob **self_p)
{
    blob *self = *self_p;
    *self_p = NULL;
    if (self && --self->refs == 0)
        free(self);
}

blob *frame_answer(int64_t id, rs_bytes result)
{
    rs_buf head = {0};
    msgpack_packer pk;
    msgpack_packer_init(&pk, &head, append);
    msgpack_pack_array(&pk, 3);
    msgpack_pack_int64(&pk, id);
    msgpack_pack_int(&pk, RS_OK);
    if (!result.size)
        msgpack_pack_map(&pk, 0);
    return blob_make(&head, result);
}

blob *frame_refusal(int64_t id, rs_err code, const char *detail)
{
    rs_buf head = {0};
    msgpack_packer pk;
    msgpack_packer_init(&pk, &head, append);
    msgpack_pack_array(&pk, 3);
    msgpack_pack_int64(&pk, id);
    msgpack_pack_int(&pk, (int)code);
    pack_text(&pk, detail && *detail ? detail : rs_err_text(code));
    return blob_make(&head, (rs_bytes){0});
}

blob *frame_push(const char *topic, int64_t seq, rs_bytes payload)
{
    rs_buf head = {0};
    msgpack_packer pk;
    msgpack_packer_init(&pk, &head, append);
    msgpack_pack_array(&pk, 4);
    msgpack_pack_int(&pk, 0);
    pack_text(&pk, topic);
    msgpack_pack_int64(&pk, seq);
    if (!payload.size)
        msgpack_pack_nil(&pk);
    return blob_make(&head, payload);
}
