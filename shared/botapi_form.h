/* botapi_form - the body of a Bot API call: JSON, or a form when a file goes with it.
 *
 * A parameter made by botapi_file is a file: then the call becomes multipart/form-data, with the
 * file as a part of its own and every other parameter beside it, structures as JSON texts. */
#ifndef RS_BOTAPI_FORM_H
#define RS_BOTAPI_FORM_H

#include <jansson.h>

#include "shared/buf.h"
#include "shared/schema.h"

enum { BOTAPI_TYPE_MAX = 120 };

typedef struct {
    rs_buf bytes;               /* to be freed */
    char type[BOTAPI_TYPE_MAX]; /* "Content-Type: ..." */
} botapi_body;

/* The bytes are copied. */
json_t *botapi_file(rs_bytes data, const char *name, const char *type);

void botapi_body_make(const json_t *params, botapi_body *out);

#endif
