/* call - one question to the Seller API, with what shows whose cabinet it is about. */
#ifndef RS_OZON_CALL_H
#define RS_OZON_CALL_H

#include "shared/http.h"

enum { CALL_KEY_SIZE = 200 }; /* of an Api-Key, with its end */

/* `api` is the server, `path` the method, `body` its JSON. As http_send; the key is in no error. */
RS_MUST_USE rs_err call_ozon(http *self, const char *api, const char *path, int64_t client_id,
                             const char *key, const char *body, http_fn *fn, void *arg);

#endif
