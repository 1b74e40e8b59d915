/* The copying part of codec.h: a message as it stands in memory, without its bytes. */
#include <string.h>

#include "shared/codec.h"

/* Every piece begins where a number may. */
static size_t rounded(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

static size_t text_size(const rs_field *field, const char *text)
{
    return text && (*text || field->required) ? strlen(text) + 1 : 0;
}

static size_t list_extent(const rs_type *type, const rs_list *list)
{
    size_t size = rounded(list->count * type->size);
    if (!type->pointing->name)
        return size;
    for (size_t n = 0; n < list->count; n++)
        size += codec_extent(type, (const uint8_t *)list->items + n * type->size);
    return size;
}

static size_t nested_extent(const rs_type *type, const void *nested)
{
    return nested ? rounded(type->size) + codec_extent(type, nested) : 0;
}

size_t codec_extent(const rs_type *type, const void *message)
{
    size_t size = 0;
    for (const rs_field *field = type->pointing; field->name; field++) {
        const void *at = (const uint8_t *)message + field->offset;
        switch (field->kind) {
        case RS_KIND_STR: size += rounded(text_size(field, *(const char *const *)at)); break;
        case RS_KIND_BYTES: size += rounded(((const rs_bytes *)at)->size); break;
        case RS_KIND_INTS: size += ((const rs_ints *)at)->count * sizeof(int64_t); break;
        case RS_KIND_MSG: size += nested_extent(field->type, *(const void *const *)at); break;
        default: size += list_extent(field->type, at); break;
        }
    }
    return size;
}

/* The next piece of the memory, filled; NULL for nothing. */
static void *place(uint8_t **memory, const void *from, size_t size)
{
    void *at = *memory;
    if (!size)
        return NULL;
    memcpy(at, from, size);
    *memory += rounded(size);
    return at;
}

static void place_field(const rs_field *field, void *at, uint8_t **memory)
{
    const rs_type *type = field->type;
    switch (field->kind) {
    case RS_KIND_STR: {
        const char **text = at;
        *text = place(memory, *text, text_size(field, *text));
        break;
    }
    case RS_KIND_BYTES: {
        rs_bytes *bytes = at;
        bytes->data = place(memory, bytes->data, bytes->size);
        break;
    }
    case RS_KIND_INTS: {
        rs_ints *ints = at;
        ints->items = place(memory, ints->items, ints->count * sizeof *ints->items);
        break;
    }
    case RS_KIND_MSG: {
        const void **nested = at;
        void *copy = *nested ? place(memory, *nested, type->size) : NULL;
        if (copy)
            codec_take_in(type, copy, memory);
        *nested = copy;
        break;
    }
    default: {
        rs_list *list = at;
        list->items = place(memory, list->items, list->count * type->size);
        for (size_t n = 0; type->pointing->name && n < list->count; n++)
            codec_take_in(type, (uint8_t *)list->items + n * type->size, memory);
        break;
    }
    }
}

void codec_take_in(const rs_type *type, void *message, uint8_t **memory)
{
    for (const rs_field *field = type->pointing; field->name; field++)
        place_field(field, (uint8_t *)message + field->offset, memory);
}
