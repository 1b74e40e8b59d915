/* door - login with Telegram's word for who sits at the browser, beside the bot's own login.
 *
 * OpenID Connect: the page has a link to /auth/telegram, nothing more. The browser is sent to
 * Telegram with a state and the hash of a verifier, both derived from one secret in the cookie
 * COOKIE_DOOR; it comes back to /auth/telegram/callback with the state, which has to be that of its
 * cookie, and a code, which is traded with the verifier (provider.h). So the gateway remembers
 * nothing, any gateway can finish what another has begun, and a link made by somebody else lets
 * nobody in.
 *
 * The older way: /auth/widget sends the browser to Telegram, the page finds the signed fields
 * behind the # of its address and posts them to /auth/widget/finish (widget.h).
 *
 * Either way the ledger finds the administrator and makes the session; why somebody is not let in
 * is told by the login page: /login?why=stranger, blocked, late, declined, tooMany, failed. */
#ifndef GATEWAY_DOOR_H
#define GATEWAY_DOOR_H

#include "actors/gateway/web.h"

#define DOOR_CALLBACK "/auth/telegram/callback"

/* Reads what is configured. RS_CONFIG. */
RS_MUST_USE rs_err door_open(gateway *self, rs_error *error);

web_route_fn door_ways; /* which of them there are, for the login page */
web_route_fn door_begin;
web_route_fn door_callback;
web_route_fn door_widget;
web_route_fn door_widget_finish;

#endif
