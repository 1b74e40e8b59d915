/* metrics - GET /metrics on the loopback listener, for Prometheus: this gateway, and what the
 * broker knows of every other process. */
#ifndef GATEWAY_METRICS_H
#define GATEWAY_METRICS_H

#include "actors/gateway/web.h"

web_route_fn metrics_get;

/* The same figures for heartbeats. */
void metrics_count(gateway *self);

#endif
