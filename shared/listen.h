/* listen - where a process may listen for http, asked before anything is opened, in words. */
#ifndef RS_LISTEN_H
#define RS_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/err.h"

/* The port of an instance: "gateway" has the one configured, "gateway@2" the next, and so on. 0
 * stays 0: any free one. */
int listen_port(const char *actor_name, int64_t configured);

/* An address in figures; one beyond loopback only when TLS is spoken in front of it. RS_CONFIG. */
RS_MUST_USE rs_err listen_allowed(const char *address, bool tls_in_front, rs_error *error);

/* Can it be bound? RS_NETWORK says who has it, or why not. */
RS_MUST_USE rs_err listen_free(const char *address, int port, rs_error *error);

#endif
