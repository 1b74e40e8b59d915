/* endpoint - addresses of sockets as refsys.toml writes them: "ipc://PATH", "tcp://ADDRESS:PORT",
 * several with spaces between. */
#ifndef RS_ENDPOINT_H
#define RS_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

enum { ENDPOINT_SIZE = 201 };

/* The n-th (0 ..) of a list; false: there are fewer. */
bool endpoint_at(const char *list, size_t n, char out[ENDPOINT_SIZE]);
/* Only this machine can reach it: ipc, or tcp on a loopback address. */
bool endpoint_is_local(const char *endpoint);
/* The path of an ipc endpoint; NULL: another kind, or an abstract name (@). */
const char *endpoint_path(const char *endpoint);

#endif
