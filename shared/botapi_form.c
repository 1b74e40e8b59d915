#include "shared/botapi_form.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOUNDARY_BYTES = 16, BOUNDARY_SIZE = 2 * BOUNDARY_BYTES + 1, HEAD_MAX = 400 };

/* A file among the parameters: an object that no method of Telegram's knows. */
static const char key_data[] = "@base64";
static const char key_name[] = "@name";
static const char key_type[] = "@type";

json_t *botapi_file(rs_bytes data, const char *name, const char *type)
{
    size_t room = sodium_base64_ENCODED_LEN(data.size, sodium_base64_VARIANT_ORIGINAL);
    char *text = malloc(room);
    RS_ASSERT(text);
    sodium_bin2base64(text, room, data.data, data.size, sodium_base64_VARIANT_ORIGINAL);
    json_t *file = json_pack("{s:s, s:s, s:s}", key_data, text, key_name, name, key_type, type);
    RS_ASSERT(file);
    free(text);
    return file;
}

static bool is_file(const json_t *value)
{
    return json_object_get(value, key_data) != NULL;
}

static void add_text(rs_buf *out, const char *text)
{
    buf_append(out, text, strlen(text));
}

static void add_file(rs_buf *out, const json_t *file)
{
    char head[HEAD_MAX];
    const char *text = json_string_value(json_object_get(file, key_data));
    size_t length = strlen(text);
    size_t size = 0;
    uint8_t *data = malloc(length + 1);
    RS_ASSERT(data);
    int rc = sodium_base642bin(data, length + 1, text, length, NULL, &size, NULL,
                               sodium_base64_VARIANT_ORIGINAL);
    RS_ASSERT(rc == 0);
    rc = snprintf(head, sizeof head, "; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n",
                  json_string_value(json_object_get(file, key_name)),
                  json_string_value(json_object_get(file, key_type)));
    RS_ASSERT(rc > 0 && (size_t)rc < sizeof head);
    add_text(out, head);
    buf_append(out, data, size);
    free(data);
}

static void add_value(rs_buf *out, const json_t *value)
{
    add_text(out, "\r\n\r\n");
    if (json_is_string(value)) {
        buf_append(out, json_string_value(value), json_string_length(value));
        return;
    }
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    RS_ASSERT(text);
    add_text(out, text);
    free(text);
}

static void add_part(rs_buf *out, const char *boundary, const char *name, const json_t *value)
{
    char head[HEAD_MAX];
    int size = snprintf(head, sizeof head, "--%s\r\nContent-Disposition: form-data; name=\"%s\"",
                        boundary, name);
    RS_ASSERT(size > 0 && (size_t)size < sizeof head);
    add_text(out, head);
    if (is_file(value))
        add_file(out, value);
    else
        add_value(out, value);
    add_text(out, "\r\n");
}

/* jansson walks only what it may change. */
static json_t *walkable(const json_t *params)
{
    json_t *out;
    memcpy(&out, &params, sizeof out);
    return out;
}

/* The boundary is chance: no file has it. */
static void make_form(const json_t *params, botapi_body *out)
{
    uint8_t chance[BOUNDARY_BYTES];
    char boundary[BOUNDARY_SIZE];
    const char *name;
    json_t *value;

    randombytes_buf(chance, sizeof chance);
    sodium_bin2hex(boundary, sizeof boundary, chance, sizeof chance);
    json_object_foreach(walkable(params), name, value) add_part(&out->bytes, boundary, name, value);
    add_text(&out->bytes, "--");
    add_text(&out->bytes, boundary);
    add_text(&out->bytes, "--\r\n");
    snprintf(out->type, sizeof out->type, "Content-Type: multipart/form-data; boundary=%s",
             boundary);
}

static void make_json(const json_t *params, botapi_body *out)
{
    char *text = json_dumps(params, JSON_COMPACT);
    RS_ASSERT(text);
    add_text(&out->bytes, text);
    snprintf(out->type, sizeof out->type, "Content-Type: application/json");
    free(text);
}

void botapi_body_make(const json_t *params, botapi_body *out)
{
    const char *name;
    json_t *value;
    bool files = false;

    *out = (botapi_body){0};
    json_object_foreach(walkable(params), name, value) files |= is_file(value);
    if (files)
        make_form(params, out);
    else
        make_json(params, out);
}
