/* zap - decides whose key may connect to what (ZeroMQ RFC 27, "ZAP").
 *
 * libzmq asks over inproc://zeromq.zap.01, in the domain of the socket (shared/mdp.h). The answer
 * follows from the files NAME.pub in the folder of keys, NAME being a role or an instance of one
 * ("gateway", "gateway@2"). A new process puts its file there and connects: so the folder
 * is read again when it has changed, and for an unknown key even if it shows no change, but then at
 * most ten times a second; a peer that comes in between is told to try again, which it does when
 * its handshake has timed out. Connections that are there stay when a key goes. The role comes back
 * with every message of the connection as its "User-Id". */
#ifndef RS_ZAP_H
#define RS_ZAP_H

#include "shared/frames.h"
#include "shared/protocol.h"

#define ZAP_ENDPOINT "inproc://zeromq.zap.01"
#define ZAP_USER_ID "User-Id"

typedef struct zap zap;

zap *zap_open(const char *folder); /* NULL: everybody is welcome, and nobody proven */
void zap_close(zap **self_p);

/* `message` is the request without address, and becomes the answer. */
void zap_answer(zap *self, int64_t mono_ms, frames *message);

#endif
