#include "actors/ledger/views/changes.h"

#include <inttypes.h>

changes changes_begin(arena *memory, size_t text_max)
{
    changes self = {.memory = memory, .text_max = text_max};
    self.items = arena_give(memory, CHANGES_MAX * sizeof *self.items);
    return self;
}

const char *changes_cut(arena *memory, const char *text, size_t bytes)
{
    static const char ellipsis[] = "…";
    if (strlen(text) <= bytes)
        return text;
    size_t size = bytes - strlen(ellipsis);
    while (size && ((uint8_t)text[size] & 0xc0) == 0x80)
        size--;
    return arena_print(memory, "%.*s%s", (int)size, text, ellipsis);
}

static const char *shown(const changes *self, const char *text)
{
    if (!text)
        return "";
    return self->text_max ? changes_cut(self->memory, text, self->text_max) : text;
}

void changes_add(changes *self, const char *name, rs_value_kind value, const char *before,
                 const char *after)
{
    if (self->count == CHANGES_MAX || !strcmp(before ? before : "", after ? after : ""))
        return;
    self->items[self->count++] = (rs_change){
        .name = name,
        .value = value,
        .before = shown(self, before),
        .after = shown(self, after),
    };
}

static rs_value_kind value_of(const rs_field *field)
{
    switch (field->kind) {
    case RS_KIND_POINTS: return RS_VALUE_POINTS;
    case RS_KIND_MONEY: return RS_VALUE_MONEY;
    case RS_KIND_RATE: return RS_VALUE_RATE;
    case RS_KIND_TIME: return RS_VALUE_TIME;
    case RS_KIND_BOOL: return RS_VALUE_FLAG;
    case RS_KIND_ENUM: return RS_VALUE_WORD;
    case RS_KIND_STR: return RS_VALUE_TEXT;
    case RS_KIND_INTS: return !strcmp(field->name, "level_rates") ? RS_VALUE_RATE : RS_VALUE_TEXT;
    default: return !strcmp(field->name, "rights") ? RS_VALUE_RIGHTS : RS_VALUE_NUMBER;
    }
}

static const char *list_text(arena *memory, const rs_ints *list)
{
    const char *text = "";
    for (size_t n = 0; n < list->count; n++)
        text = arena_print(memory, "%s%s%" PRId64, text, n ? " " : "", list->items[n]);
    return text;
}

/* NULL: nothing of that sort is compared. Zero is a value, but for what may be absent. */
static const char *field_text(arena *memory, const rs_field *field, const void *message)
{
    const void *at = (const char *)message + field->offset;
    switch (field->kind) {
    case RS_KIND_STR: return *(const char *const *)at ? *(const char *const *)at : "";
    case RS_KIND_BOOL: return *(const bool *)at ? "true" : "";
    case RS_KIND_INTS: return list_text(memory, at);
    case RS_KIND_ENUM: {
        int value = *(const int *)at;
        return value ? codec_enum_name(field->set, value) : "";
    }
    case RS_KIND_MSG:
    case RS_KIND_LIST:
    case RS_KIND_BYTES: return NULL;
    default: return arena_print(memory, "%" PRId64, *(const int64_t *)at);
    }
}

static bool is_among(const char *name, const char *const *names)
{
    for (; names && *names; names++)
        if (!strcmp(*names, name))
            return true;
    return false;
}

void changes_compare(changes *self, const rs_type *type, const void *before, const void *after,
                     const char *const *except)
{
    for (size_t n = 0; n < type->count; n++) {
        const rs_field *field = &type->fields[n];
        const char *was = field_text(self->memory, field, before);
        if (was && !is_among(field->name, except))
            changes_add(self, field->name, value_of(field), was,
                        field_text(self->memory, field, after));
    }
}
