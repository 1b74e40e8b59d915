/* sockets - what the broker listens on: requests (ROUTER), events in (XSUB) and out (XPUB).
 *
 * Of the addresses that [broker] names it takes the first that is free, so that two brokers run
 * from one file. An ipc path can be bound by two processes, the second of which steals it: an
 * flock on PATH.lock decides instead. */
#ifndef RS_SOCKETS_H
#define RS_SOCKETS_H

#include <czmq.h>

#include "shared/config.h"
#include "shared/keys.h"

typedef struct {
    zsock_t *requests;
    zsock_t *endings; /* libzmq's events of the connections of `requests` that ended (PAIR) */
    zsock_t *publishers;
    zsock_t *subscribers;
    int locks[3];
    char address[201]; /* of the requests */
} sockets;

/* `keys` NULL: without CURVE; then other addresses than ipc and loopback are refused. Of several
 * addresses it is the first that is free and of this machine. RS_CONFIG; RS_BUSY: another broker
 * has it; RS_NOT_FOUND: none is of this machine; with what to do. */
RS_MUST_USE rs_err sockets_open(sockets *self, const rs_config *config, const rs_key_pair *keys,
                                rs_error *error);
void sockets_close(sockets *self);

#endif
