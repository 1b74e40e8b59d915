#include "actors/ozon/call.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

rs_err call_ozon(http *self, const char *api, const char *path, int64_t client_id, const char *key,
                 const char *body, http_fn *fn, void *arg)
{
    char url[400];
    char client[40];
    char secret[CALL_KEY_SIZE + 16];
    snprintf(url, sizeof url, "%s%s", api, path);
    snprintf(client, sizeof client, "Client-Id: %" PRId64, client_id);
    snprintf(secret, sizeof secret, "Api-Key: %s", key);
    const char *headers[] = {client, secret, "Content-Type: application/json", NULL};
    http_request request = {
        .url = url, .headers = headers, .body = {(const uint8_t *)body, strlen(body)}};
    rs_err code = http_send(self, &request, fn, arg, NULL);
    sodium_memzero(secret, sizeof secret);
    return code;
}
