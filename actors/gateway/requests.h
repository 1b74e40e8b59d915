/* requests - what a page asks: the gateway's own ops, and methods of the protocol, which are
 * checked and passed on in the name of the page's session. The ledger checks the rights again.
 *
 * A request is open until it is answered; when the page goes, its requests are forgotten (what they
 * do in the ledger may still happen, and the page asks again with the same key). */
#ifndef GATEWAY_REQUESTS_H
#define GATEWAY_REQUESTS_H

#include "actors/gateway/session.h"

/* The session is open. Answers now or later, exactly once. */
void requests_take(session *self, const frame *asked);
void requests_forget(session *self);
/* The tail has found its place: subscriptions that waited for it go on. */
void requests_resume(gateway *self);

#endif
