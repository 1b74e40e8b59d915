/* body - the JSON objects that login posts: strings only, each declared, nothing else beside them.
 */
#ifndef GATEWAY_BODY_H
#define GATEWAY_BODY_H

#include <stddef.h>

#include "shared/err.h"

enum { BODY_MAX = 4096 };

typedef struct {
    const char *name;
    char *out;   /* gets the text with a NUL */
    size_t room; /* a longer text is refused, and an empty one */
} body_field;

/* Every field must be there, once, and no other. RS_BAD_REQUEST names what is wrong and never
 * repeats a value: values are secrets. */
RS_MUST_USE rs_err body_read(const void *data, size_t size, const body_field *fields, size_t count,
                             rs_error *error);

#endif
