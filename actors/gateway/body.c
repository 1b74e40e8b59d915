#include "actors/gateway/body.h"

#include <jansson.h>
#include <string.h>

static rs_err read_field(const json_t *object, const body_field *field, rs_error *error)
{
    const json_t *value = json_object_get(object, field->name);
    size_t size = json_string_length(value);
    if (!json_is_string(value))
        return rs_fail(error, RS_BAD_REQUEST, "%s: a string is wanted", field->name);
    if (!size || size >= field->room)
        return rs_fail(error, RS_BAD_REQUEST, "%s: empty or too long", field->name);
    memcpy(field->out, json_string_value(value), size + 1);
    return RS_OK;
}

rs_err body_read(const void *data, size_t size, const body_field *fields, size_t count,
                 rs_error *error)
{
    if (!size || size > BODY_MAX)
        return rs_fail(error, RS_BAD_REQUEST, "body: empty or too long");
    json_t *object = json_loadb(data, size, JSON_REJECT_DUPLICATES, NULL);
    rs_err err = RS_OK;
    if (!json_is_object(object))
        err = rs_fail(error, RS_BAD_REQUEST, "body: a JSON object is wanted");
    for (size_t n = 0; n < count && !err; n++)
        err = read_field(object, &fields[n], error);
    if (!err && json_object_size(object) != count)
        err = rs_fail(error, RS_BAD_REQUEST, "body: has a field that is not known here");
    json_decref(object);
    return err;
}
