/* What the commands that ask the ledger or the broker share. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "actors/ctl/ctl.h"

void ctl_done(ctl *self)
{
    fflush(stdout);
    actor_stop(self->loop, EXIT_SUCCESS);
}

void ctl_fail(ctl *self, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("refsysctl: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    actor_stop(self->loop, EXIT_FAILURE);
}

bool ctl_refused(ctl *self, const actor_reply *reply)
{
    if (reply->code == RS_OK)
        return false;
    const char *detail = reply->detail && *reply->detail ? reply->detail : rs_err_text(reply->code);
    ctl_fail(self, "%s: %s", self->command->name, detail);
    return true;
}

bool ctl_number(ctl *self, const char *text, const char *what, int64_t *out)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (errno || end == text || *end) {
        ctl_fail(self, "%s: %s is not a whole number", what, text);
        return false;
    }
    *out = value;
    return true;
}

static json_t *hex_json(const rs_bytes *bytes)
{
    char *text = malloc(2 * bytes->size + 1);
    RS_ASSERT(text);
    for (size_t n = 0; n < bytes->size; n++)
        snprintf(text + 2 * n, 3, "%02x", bytes->data[n]);
    text[2 * bytes->size] = 0;
    json_t *out = json_string(text);
    free(text);
    return out;
}

static json_t *list_json(const rs_field *field, const rs_list *list)
{
    json_t *out = json_array();
    for (size_t n = 0; n < list->count; n++)
        json_array_append_new(
            out, ctl_json(field->type, (const uint8_t *)list->items + n * field->type->size));
    return out;
}

static json_t *ints_json(const rs_ints *list)
{
    json_t *out = json_array();
    for (size_t n = 0; n < list->count; n++)
        json_array_append_new(out, json_integer(list->items[n]));
    return out;
}

static json_t *field_json(const rs_field *field, const void *at)
{
    const char *text;
    const void *nested;
    switch (field->kind) {
    case RS_KIND_BOOL: return json_boolean(*(const bool *)at);
    case RS_KIND_STR:
        text = *(const char *const *)at;
        return text ? json_string(text) : json_null();
    case RS_KIND_BYTES: return hex_json(at);
    case RS_KIND_ENUM: return json_string(codec_enum_name(field->set, *(const int *)at));
    case RS_KIND_MSG:
        nested = *(const void *const *)at;
        return nested ? ctl_json(field->type, nested) : json_null();
    case RS_KIND_LIST: return list_json(field, at);
    case RS_KIND_INTS: return ints_json(at);
    default: return json_integer(*(const int64_t *)at);
    }
}

json_t *ctl_json(const rs_type *type, const void *message)
{
    json_t *out = json_object();
    for (size_t n = 0; n < type->count; n++) {
        const rs_field *field = &type->fields[n];
        json_object_set_new(out, field->name,
                            field_json(field, (const uint8_t *)message + field->offset));
    }
    return out;
}

void ctl_print_json(const rs_type *type, const void *message)
{
    json_t *value = ctl_json(type, message);
    json_dumpf(value, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(value);
}
