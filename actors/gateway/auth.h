/* auth - login and logout.
 *
 * The ledger decides. The gateway makes the secrets, gives them to the browser as cookies and tells
 * the ledger their hashes: one that ties a login to the browser it was begun in, and the session.
 */
#ifndef GATEWAY_AUTH_H
#define GATEWAY_AUTH_H

#include "actors/gateway/web.h"

web_route_fn auth_begin;
web_route_fn auth_finish;
web_route_fn auth_ticket;
web_route_fn auth_logout;

#endif
