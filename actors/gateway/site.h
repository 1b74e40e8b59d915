/* site - what stands where: the routes, the page behind all other paths, and the headers that every
 * answer carries. These are libwebsockets' callbacks for HTTP. */
#ifndef GATEWAY_SITE_H
#define GATEWAY_SITE_H

#include "actors/gateway/gateway.h"

/* Of the first protocol of each listener: the site, and the metrics. */
int site_on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t size);
int site_on_metrics(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t size);
size_t site_slot_size(void); /* of lws's memory for each connection */

/* For lws_context_creation_info.headers. */
const struct lws_protocol_vhost_options *site_headers(gateway *self);

#endif
