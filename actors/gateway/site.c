#include "actors/gateway/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/auth.h"
#include "actors/gateway/door.h"
#include "actors/gateway/exports.h"
#include "actors/gateway/files.h"
#include "actors/gateway/metrics.h"
#include "actors/gateway/session.h"
#include "actors/gateway/web.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    BODY_WAIT_MS = 10000,            /* for a POST to be complete, however slowly it drips */
    ANSWER_WAIT_S = 40,              /* longer than any ask of ours */
    LOOK_MS = 1000,                  /* between two looks at the assets folder */
    STATUS_TEMPORARY_REDIRECT = 307, /* lws has no name for these */
    STATUS_UPGRADE_REQUIRED = 426,
};

typedef enum { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER } http_method;

typedef struct {
    const char *path; /* with a slash at its end: all below */
    http_method method;
    web_route_fn *fn;
} site_route;

/* lws gives each connection one of these, zeroed. */
typedef struct {
    exchange *exchange;
} slot;

size_t site_slot_size(void)
{
    return sizeof(slot);
}

/* ------------------------------------------------------------------------------- the page */

static void look_at_assets(gateway *self)
{
    int64_t now = clock_monotonic_ms();
    if (self->assets_looked && now - self->assets_looked < LOOK_MS)
        return;
    self->assets_looked = now;
    bool changed;
    rs_error error;
    if (assets_refresh(self->assets, clock_system_ms(), &changed, &error))
        log_warning("the admin page: %s", error.text);
    else if (changed)
        log_info("the admin page was read from %s", actor_config(self->loop)->gateway.assets);
}

/* On a plain port people type 127.0.0.1 for localhost and the other way round; the browser then
 * calls it another origin, and nothing would work. They are sent to the right one. */
static bool is_elsewhere(exchange *self)
{
    char host[256];
    const char *origin = gateway_origin(self->gateway);
    const char *ours = strstr(origin, "://");
    web_header(self, WSI_TOKEN_HOST, host, sizeof host);
    return !actor_config(self->gateway->loop)->gateway.tls_in_front && ours && *host &&
           strcmp(host, ours + 3) != 0;
}

/* Whatever else stands in a path (it has been unescaped, there may be line ends) is not repeated.
 */
static bool is_plain_path(const char *path)
{
    return path[strspn(
               path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_-.")] == 0 &&
           strlen(path) < 128;
}

static void serve(exchange *self, const char *path)
{
    look_at_assets(self->gateway);
    asset *file = assets_find(self->gateway->assets, path);
    if (file && !file->immutable && is_elsewhere(self)) {
        asset_drop(&file);
        snprintf(self->head.location, sizeof self->head.location, "%s%s",
                 gateway_origin(self->gateway), is_plain_path(path) ? path : "/");
        web_answer_text(self, STATUS_TEMPORARY_REDIRECT, "");
    } else if (file) {
        web_answer_file(self, file);
    } else if (!strchr(path, '.')) {
        web_answer_text(self, HTTP_STATUS_SERVICE_UNAVAILABLE, "The admin page is not built.\n");
    } else {
        web_answer_text(self, HTTP_STATUS_NOT_FOUND, "There is nothing here.\n");
    }
}

/* ------------------------------------------------------------------------------- routes */

static void healthz(exchange *self)
{
    web_answer_text(self, HTTP_STATUS_OK, "ok\n");
}

static void not_a_page(exchange *self)
{
    web_answer_text(self, STATUS_UPGRADE_REQUIRED, "A websocket is wanted here.\n");
}

static const site_route site_routes[] = {
    {"/healthz", METHOD_GET, healthz},
    {"/ws", METHOD_GET, not_a_page},
    {"/exports/", METHOD_GET, exports_download},
    {FILES_PATH, METHOD_GET, files_get},
    {"/auth/ways", METHOD_GET, door_ways},
    {"/auth/telegram", METHOD_GET, door_begin},
    {DOOR_CALLBACK, METHOD_GET, door_callback},
    {"/auth/widget", METHOD_GET, door_widget},
    {"/auth/widget/finish", METHOD_POST, door_widget_finish},
    {"/auth/begin", METHOD_POST, auth_begin},
    {"/auth/finish", METHOD_POST, auth_finish},
    {"/auth/ticket", METHOD_POST, auth_ticket},
    {"/auth/logout", METHOD_POST, auth_logout},
    {NULL, METHOD_OTHER, NULL},
};
static const site_route metrics_routes[] = {
    {"/metrics", METHOD_GET, metrics_get},
    {NULL, METHOD_OTHER, NULL},
};

static http_method method_of(struct lws *wsi)
{
    if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0)
        return METHOD_GET;
    if (lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0)
        return METHOD_HEAD;
    return lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) > 0 ? METHOD_POST : METHOD_OTHER;
}

static const site_route *find_route(const site_route *routes, const char *path)
{
    for (; routes->path; routes++) {
        size_t size = strlen(routes->path);
        if (routes->path[size - 1] == '/' ? !strncmp(routes->path, path, size)
                                          : !strcmp(routes->path, path))
            return routes;
    }
    return NULL;
}

static void refuse_method(exchange *self, bool posts)
{
    self->head.allow = posts ? "POST" : "GET, HEAD";
    self->head.close = true; /* there may be a body, which nobody wants to read */
    web_answer_text(self, HTTP_STATUS_METHOD_NOT_ALLOWED, "Not this method.\n");
}

/* Only a length that is stated, and small: else the connection ends with the answer. */
static void expect_body(exchange *self, web_route_fn *fn)
{
    char length[16];
    web_header(self, WSI_TOKEN_HTTP_CONTENT_LENGTH, length, sizeof length);
    if (!*length || length[strspn(length, "0123456789")]) {
        self->head.close = true;
        web_answer_text(self, HTTP_STATUS_LENGTH_REQUIRED, "Content-Length, please.\n");
    } else if (strlen(length) > 6 || atoi(length) > BODY_MAX) { // NOLINT(cert-err34-c): digits
        self->head.close = true;
        web_answer_text(self, HTTP_STATUS_REQ_ENTITY_TOO_LARGE, "Too long.\n");
    } else {
        self->route = fn;
        self->deadline = clock_monotonic_ms() + BODY_WAIT_MS;
    }
}

/* It may answer later. */
static void get(exchange *self, web_route_fn *fn)
{
    lws_set_timeout(self->wsi, PENDING_TIMEOUT_HTTP_CONTENT, ANSWER_WAIT_S);
    fn(self);
}

static void begin(exchange *self, const site_route *routes, const char *path)
{
    http_method method = method_of(self->wsi);
    const site_route *route = find_route(routes, path);
    bool posts = route && route->method == METHOD_POST;
    self->head_only = method == METHOD_HEAD;
    if (method == METHOD_OTHER || posts != (method == METHOD_POST))
        refuse_method(self, posts);
    else if (posts)
        expect_body(self, route->fn);
    else if (route)
        get(self, route->fn);
    else if (routes == site_routes)
        serve(self, path);
    else
        web_answer_text(self, HTTP_STATUS_NOT_FOUND, "There is nothing here.\n");
}

/* ------------------------------------------------------------------------------- callbacks */

static int on_body(exchange *self, const void *data, size_t size)
{
    if (self && self->answered)
        return 0; /* refused by its head: the connection ends with the answer */
    if (!self || !self->route || self->body.size + size > BODY_MAX ||
        clock_monotonic_ms() > self->deadline)
        return -1;
    buf_append(&self->body, data, size);
    return 0;
}

static int on_body_complete(exchange *self)
{
    if (!self || !self->route)
        return self && self->answered ? 0 : -1;
    lws_set_timeout(self->wsi, PENDING_TIMEOUT_HTTP_CONTENT, ANSWER_WAIT_S);
    self->route(self);
    return 0;
}

static int on_request(const site_route *routes, struct lws *wsi, slot *place, const char *path)
{
    web_close(&place->exchange);
    place->exchange = web_open(gateway_of(wsi), wsi);
    begin(place->exchange, routes, path);
    return 0;
}

static int on_http(const site_route *routes, struct lws *wsi, enum lws_callback_reasons reason,
                   void *user, void *in, size_t size)
{
    slot *place = user;
    switch (reason) {
    case LWS_CALLBACK_HTTP: return on_request(routes, wsi, place, in);
    case LWS_CALLBACK_HTTP_BODY: return on_body(place->exchange, in, size);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return on_body_complete(place->exchange);
    case LWS_CALLBACK_HTTP_WRITEABLE: return web_write(&place->exchange);
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL: /* it becomes a websocket */
    case LWS_CALLBACK_CLOSED_HTTP:
        if (place)
            web_close(&place->exchange);
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: /* `in` is not touched: CVE-2025-11677 */
        return routes == site_routes ? session_admit(wsi) : -1;
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: /* a websocket without our subprotocol */
    case LWS_CALLBACK_RAW_CONNECTED:              /* CONNECT makes a connection raw */
    case LWS_CALLBACK_RAW_RX: return -1;
    default: return 0;
    }
}

int site_on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                 size_t size)
{
    return on_http(site_routes, wsi, reason, user, in, size);
}

int site_on_metrics(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                    size_t size)
{
    return on_http(metrics_routes, wsi, reason, user, in, size);
}

const struct lws_protocol_vhost_options *site_headers(gateway *self)
{
    static const char policy[] =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "media-src blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri "
        "'none'; "
        "form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        "trusted-types 'none'";
    static const char *const lines[][2] = {
        {"content-security-policy:", policy},
        {"x-content-type-options:", "nosniff"},
        {"referrer-policy:", "no-referrer"},
        {"cross-origin-opener-policy:", "same-origin"},
        {"cross-origin-resource-policy:", "same-origin"},
        {"permissions-policy:", "camera=(), microphone=(), geolocation=()"},
        {"strict-transport-security:", "max-age=31536000"}, /* the last: over https only */
    };
    size_t count = sizeof lines / sizeof *lines;
    if (strncmp(gateway_origin(self), "https://", 8) != 0)
        count--;
    for (size_t n = 0; n < count; n++)
        self->headers[n] = (struct lws_protocol_vhost_options){
            .next = n + 1 < count ? &self->headers[n + 1] : NULL,
            .name = lines[n][0],
            .value = lines[n][1],
        };
    return self->headers;
}
