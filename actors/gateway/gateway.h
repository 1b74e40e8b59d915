/* gateway - the process as its parts see it: one context, in which each part has its place.
 *
 * Everything runs in one thread: callbacks of libwebsockets, and callbacks of the actor between
 * them (main.c). Arrows go down: main - site, session - auth, door, metrics, requests - exports,
 * deeds, provider - hub - tail, crowd, presence. */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include <libwebsockets.h>

#include "actors/gateway/assets.h"
#include "actors/gateway/cookie.h"
#include "actors/gateway/limits.h"
#include "shared/counters.h"
#include "shared/lws_loop.h"
#include "shared/ring.h"

typedef struct session session;   /* session.h */
typedef struct hub hub;           /* hub.h */
typedef struct http http;         /* shared/http.h */
typedef struct provider provider; /* provider.h */
typedef struct exports exports;   /* exports.h */
typedef struct deeds deeds;       /* deeds.h */

typedef struct { /* since the start of the process */
#define GATEWAY_COUNTER(group, name, doc) int64_t name;
    RS_GATEWAY_COUNTERS(GATEWAY_COUNTER)
} gateway_counts;

typedef struct gateway {
    actor *loop;
    struct lws_context *lws;
    struct lws_vhost *site;
    struct lws_protocols protocols[4]; /* the last of each list stays empty */
    struct lws_protocols metrics_protocols[2];
    lws_loop turns;
    struct lws_protocol_vhost_options headers[10]; /* on every answer */
    assets *assets;
    int64_t assets_looked; /* monotonic */
    limits *limits;
    http *http;         /* NULL: nobody outside is asked */
    provider *provider; /* NULL: no login by OpenID Connect */
    secret_hash widget; /* ... by the older way, if has_widget */
    bool has_widget;
    hub *hub;
    exports *exports;
    deeds *deeds;
    ring flows;        /* files on their way to browsers (files.h) */
    session *sessions; /* a list */
    size_t sessions_count;
    arena *memory; /* for one decoding at a time */
    gateway_counts counts;
} gateway;

static inline gateway *gateway_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

static inline const char *gateway_origin(const gateway *self)
{
    return actor_config(self->loop)->gateway.origin;
}

#endif
