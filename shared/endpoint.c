#include "shared/endpoint.h"

#include <stdio.h>
#include <string.h>

bool endpoint_at(const char *list, size_t n, char out[ENDPOINT_SIZE])
{
    for (;; n--) {
        list += strspn(list, " ");
        size_t size = strcspn(list, " ");
        if (!size || size >= ENDPOINT_SIZE)
            return false;
        if (!n) {
            snprintf(out, ENDPOINT_SIZE, "%.*s", (int)size, list);
            return true;
        }
        list += size;
    }
}

static bool starts(const char *text, const char *with)
{
    return !strncmp(text, with, strlen(with));
}

/* A name that begins like an address is no loopback. */
static bool is_loopback(const char *host)
{
    return !strncmp(host, "127.", 4) && host[strspn(host, "0123456789.")] == ':';
}

bool endpoint_is_local(const char *endpoint)
{
    return starts(endpoint, "ipc://") || starts(endpoint, "tcp://[::1]:") ||
           starts(endpoint, "tcp://localhost:") ||
           (starts(endpoint, "tcp://") && is_loopback(endpoint + strlen("tcp://")));
}

const char *endpoint_path(const char *endpoint)
{
    const char *path = starts(endpoint, "ipc://") ? endpoint + strlen("ipc://") : NULL;
    return path && *path && *path != '@' ? path : NULL;
}
