/* The writing half of codec.h, over msgpack-c's packer. */
#include <msgpack.h>
#include <string.h>

#include "shared/codec.h"

typedef enum { AS_MAP, AS_ROW } layout;

static int append(void *out, const char *data, size_t size)
{
    buf_append(out, data, size);
    return 0;
}

/* Most numbers are small: one byte that needs no packer to be found. */
static void pack_int(msgpack_packer *pk, int64_t value)
{
    if (value >= 0 && value < 0x80)
        buf_append_byte(pk->data, (uint8_t)value);
    else
        msgpack_pack_int64(pk, value);
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

static void pack_message(msgpack_packer *pk, layout how, const rs_type *type, const void *message);

static void pack_text(msgpack_packer *pk, const char *text)
{
    size_t size = text ? strlen(text) : 0;
    msgpack_pack_str(pk, size);
    msgpack_pack_str_body(pk, text ? text : "", size);
}

static void pack_list(msgpack_packer *pk, layout how, const rs_field *field, const rs_list *list)
{
    msgpack_pack_array(pk, list->count);
    for (size_t n = 0; n < list->count; n++)
        pack_message(pk, how, field->type, (const uint8_t *)list->items + n * field->type->size);
}

static void pack_field(msgpack_packer *pk, layout how, const rs_field *field, const void *at)
{
    const rs_bytes *bytes = at;
    const rs_ints *ints = at;
    switch (field->kind) {
    case RS_KIND_BOOL: *(const bool *)at ? msgpack_pack_true(pk) : msgpack_pack_false(pk); break;
    case RS_KIND_STR: pack_text(pk, *(const char *const *)at); break;
    case RS_KIND_BYTES:
        msgpack_pack_bin(pk, bytes->size);
        msgpack_pack_bin_body(pk, bytes->data, bytes->size);
        break;
    case RS_KIND_MSG:
        if (*(const void *const *)at)
            pack_message(pk, how, field->type, *(const void *const *)at);
        else
            msgpack_pack_nil(pk);
        break;
    case RS_KIND_LIST: pack_list(pk, how, field, at); break;
    case RS_KIND_INTS:
        msgpack_pack_array(pk, ints->count);
        for (size_t n = 0; n < ints->count; n++)
            pack_int(pk, ints->items[n]);
        break;
    default: pack_int(pk, integer_at(field, at)); break;
    }
}

static void pack_map(msgpack_packer *pk, const rs_type *type, const uint8_t *message)
{
    size_t count = 0;
    for (size_t n = 0; n < type->count; n++)
        count += type->fields[n].required ||
                 !is_empty(&type->fields[n], message + type->fields[n].offset);
    msgpack_pack_map(pk, count);
    for (size_t n = 0; n < type->count; n++) {
        const rs_field *field = &type->fields[n];
        if (!field->required && is_empty(field, message + field->offset))
            continue;
        pack_text(pk, field->name);
        pack_field(pk, AS_MAP, field, message + field->offset);
    }
}

/* Trailing empty fields are left out, as a release that does not know them would. */
static void pack_row(msgpack_packer *pk, const rs_type *type, const uint8_t *message)
{
    size_t count = type->count;
    while (count && !type->fields[count - 1].required &&
           is_empty(&type->fields[count - 1], message + type->fields[count - 1].offset))
        count--;
    msgpack_pack_array(pk, count + 1);
    pack_int(pk, CODEC_ROW_VERSION);
    for (size_t n = 0; n < count; n++)
        pack_field(pk, AS_ROW, &type->fields[n], message + type->fields[n].offset);
}

static void pack_message(msgpack_packer *pk, layout how, const rs_type *type, const void *message)
{
    if (how == AS_MAP)
        pack_map(pk, type, message);
    else
        pack_row(pk, type, message);
}

static void encode(layout how, const rs_type *type, const void *message, rs_buf *out)
{
    msgpack_packer pk;
    msgpack_packer_init(&pk, out, append);
    pack_message(&pk, how, type, message);
}

void codec_encode(const rs_type *type, const void *message, rs_buf *out)
{
    encode(AS_MAP, type, message, out);
}

void codec_encode_row(const rs_type *type, const void *message, rs_buf *out)
{
    encode(AS_ROW, type, message, out);
}
