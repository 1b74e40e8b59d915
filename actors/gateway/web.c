#include "actors/gateway/web.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/auth.h"
#include "actors/gateway/metrics.h"
#include "actors/gateway/session.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    BODY_WAIT_MS = 10000,   /* for a POST to be complete, however slowly it drips */
    ANSWER_WAIT_S = 40,     /* longer than any ask of ours */
    WRITE_WAIT_S = 30,      /* between two pieces of an answer */
    PIECE_SIZE = 16 * 1024, /* what lws copies when the socket takes less */
    PIECES_MAX = 32,        /* in one turn, while the socket takes them */
    HEAD_ROOM = 4096,
    STATUS_TEMPORARY_REDIRECT = 307, /* lws has no name for these */
    STATUS_UPGRADE_REQUIRED = 426,
    LOOK_MS = 1000, /* between two looks at the assets folder */
};

typedef enum { METHOD_GET, METHOD_HEAD, METHOD_POST, METHOD_OTHER } web_method;

typedef struct {
    const char *path;
    web_method method;
    web_route_fn *fn;
} web_route;

/* lws gives each connection one of these, zeroed. */
typedef struct {
    exchange *exchange;
} slot;

size_t web_slot_size(void)
{
    return sizeof(slot);
}

/* ------------------------------------------------------------------------------- an exchange */

static exchange *exchange_open(gateway *owner, struct lws *wsi)
{
    exchange *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->gateway = owner;
    self->wsi = wsi;
    return self;
}

static void exchange_close(exchange **self_p)
{
    exchange *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    if (self->ticket)
        actor_forget(self->gateway->loop, self->ticket);
    asset_drop(&self->file);
    if (self->body.data)
        sodium_memzero(self->body.data, self->body.room); /* a ticket may be in it */
    buf_free(&self->body);
    buf_free(&self->text);
    sodium_memzero(self, sizeof *self); /* and new secrets here */
    free(self);
}

static void answer(exchange *self)
{
    RS_ASSERT(!self->answered);
    self->answered = true;
    lws_set_timeout(self->wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_WAIT_S);
    lws_callback_on_writable(self->wsi);
}

void web_answer_text(exchange *self, unsigned status, const char *text)
{
    self->head.status = status;
    self->head.mime = *text ? "text/plain; charset=utf-8" : NULL;
    buf_append(&self->text, text, strlen(text));
    answer(self);
}

void web_answer_json(exchange *self, unsigned status, json_t **object_p)
{
    char *text = json_dumps(*object_p, JSON_COMPACT);
    RS_ASSERT(text); /* every string in it has been checked to be UTF-8 */
    json_decref(*object_p);
    *object_p = NULL;
    self->head.status = status;
    self->head.mime = "application/json";
    buf_append(&self->text, text, strlen(text));
    free(text);
    answer(self);
}

void web_refuse(exchange *self, unsigned status, rs_err code, const char *detail)
{
    json_t *object = json_pack("{s:i, s:s}", "error", (int)code, "detail", detail);
    RS_ASSERT(object);
    self->gateway->counts.turned_away += status == 403 || status == 429;
    web_answer_json(self, status, &object);
}

/* ------------------------------------------------------------------------------- the request */

static void copy_header(struct lws *wsi, enum lws_token_indexes token, char *out, size_t room)
{
    if (lws_hdr_copy(wsi, out, (int)room, token) < 0)
        *out = 0; /* not there, or too long to be taken */
}

void web_header(exchange *self, enum lws_token_indexes token, char *out, size_t room)
{
    copy_header(self->wsi, token, out, room);
}

bool web_same_origin(struct lws *wsi)
{
    char origin[256];
    copy_header(wsi, WSI_TOKEN_ORIGIN, origin, sizeof origin);
    if (!strcmp(origin, gateway_origin(gateway_of(wsi))))
        return true;
    log_info("refused: a request from the origin \"%s\"", origin);
    return false;
}

bool web_cookie(struct lws *wsi, const char *name, secret *out)
{
    char header[4096];
    copy_header(wsi, WSI_TOKEN_HTTP_COOKIE, header, sizeof header);
    bool found = cookie_read(header, name, out);
    sodium_memzero(header, sizeof header);
    return found;
}

static void blank_unprintable(char *text)
{
    for (; *text; text++)
        if (*text < ' ' || *text > '~')
            *text = '?';
}

void web_address(exchange *self, char out[WEB_ADDRESS_MAX])
{
    char list[512] = "";
    if (actor_config(self->gateway->loop)->gateway.tls_in_front)
        copy_header(self->wsi, WSI_TOKEN_X_FORWARDED_FOR, list, sizeof list);
    /* The last one is what our proxy saw; those before are what its client claims. */
    const char *last = strrchr(list, ',');
    last = last ? last + 1 : list;
    last += strspn(last, " \t");
    if (!*last && lws_get_peer_simple(self->wsi, list, sizeof list))
        last = !strncmp(list, "::ffff:", 7) ? list + 7 : list; /* IPv4, as lws writes it */
    snprintf(out, WEB_ADDRESS_MAX, "%.*s", WEB_ADDRESS_MAX - 1, last);
    blank_unprintable(out);
}

void web_agent(exchange *self, char out[WEB_AGENT_MAX + 1])
{
    char text[1024];
    web_header(self, WSI_TOKEN_HTTP_USER_AGENT, text, sizeof text);
    snprintf(out, WEB_AGENT_MAX + 1, "%.*s", WEB_AGENT_MAX, text);
    blank_unprintable(out);
}

static web_method method_of(struct lws *wsi)
{
    if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) > 0)
        return METHOD_GET;
    if (lws_hdr_total_length(wsi, WSI_TOKEN_HEAD_URI) > 0)
        return METHOD_HEAD;
    return lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) > 0 ? METHOD_POST : METHOD_OTHER;
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

static void serve_file(exchange *self, asset *file)
{
    static const char *const codings[CODINGS] = {NULL, "gzip", "br"};
    char accept[512];
    char match[512];
    web_header(self, WSI_TOKEN_HTTP_ACCEPT_ENCODING, accept, sizeof accept);
    web_header(self, WSI_TOKEN_HTTP_IF_NONE_MATCH, match, sizeof match);
    self->file = file;
    self->coding = asset_negotiate(file, *accept ? accept : NULL);
    const asset_body *body = &file->body[self->coding];
    bool fresh = asset_matches(match, body->etag);
    self->head.status = fresh ? HTTP_STATUS_NOT_MODIFIED : HTTP_STATUS_OK;
    self->head.mime = fresh ? NULL : file->mime;
    self->head.etag = body->etag;
    self->head.coding = fresh ? NULL : codings[self->coding];
    self->head.vary = true;
    self->head.cache = file->immutable ? "public, max-age=31536000, immutable" : "no-cache";
    answer(self);
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
        serve_file(self, file);
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

static const web_route site_routes[] = {
    {"/healthz", METHOD_GET, healthz},
    {"/ws", METHOD_GET, not_a_page},
    {"/auth/begin", METHOD_POST, auth_begin},
    {"/auth/finish", METHOD_POST, auth_finish},
    {"/auth/ticket", METHOD_POST, auth_ticket},
    {"/auth/logout", METHOD_POST, auth_logout},
    {NULL, METHOD_OTHER, NULL},
};
static const web_route metrics_routes[] = {
    {"/metrics", METHOD_GET, metrics_get},
    {NULL, METHOD_OTHER, NULL},
};

static const web_route *find_route(const web_route *routes, const char *path)
{
    for (; routes->path; routes++)
        if (!strcmp(routes->path, path))
            return routes;
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

static void begin(exchange *self, const web_route *routes, const char *path)
{
    web_method method = method_of(self->wsi);
    const web_route *route = find_route(routes, path);
    bool posts = route && route->method == METHOD_POST;
    self->head_only = method == METHOD_HEAD;
    if (method == METHOD_OTHER || posts != (method == METHOD_POST))
        refuse_method(self, posts);
    else if (posts)
        expect_body(self, route->fn);
    else if (route)
        route->fn(self);
    else if (routes == site_routes)
        serve(self, path);
    else
        web_answer_text(self, HTTP_STATUS_NOT_FOUND, "There is nothing here.\n");
}

/* ------------------------------------------------------------------------------- writing */

typedef struct {
    struct lws *wsi;
    uint8_t *at;
    uint8_t *end;
    bool failed;
} head_writer;

static void put(head_writer *self, const char *name, const char *value)
{
    if (value && *value && !self->failed)
        self->failed =
            lws_add_http_header_by_name(self->wsi, (const uint8_t *)name, (const uint8_t *)value,
                                        (int)strlen(value), &self->at, self->end) != 0;
}

static size_t body_size(const exchange *self)
{
    if (!self->head.mime)
        return 0;
    return self->file ? self->file->body[self->coding].size : self->text.size;
}

static const uint8_t *body_data(const exchange *self)
{
    return self->file ? self->file->body[self->coding].data : self->text.data;
}

static bool write_head(exchange *self)
{
    uint8_t room[LWS_PRE + HEAD_ROOM];
    uint8_t *start = room + LWS_PRE;
    head_writer out = {.wsi = self->wsi, .at = start, .end = room + sizeof room};
    const web_head *head = &self->head;
    char number[32] = "";

    out.failed = lws_add_http_header_status(self->wsi, head->status, &out.at, out.end) != 0;
    put(&out, "content-type:", head->mime);
    put(&out, "cache-control:", head->cache ? head->cache : "no-store");
    put(&out, "etag:", head->etag);
    put(&out, "content-encoding:", head->coding);
    put(&out, "vary:", head->vary ? "accept-encoding" : NULL);
    put(&out, "allow:", head->allow);
    put(&out, "location:", head->location);
    for (int n = 0; n < WEB_COOKIES_MAX; n++)
        put(&out, "set-cookie:", head->cookies[n]);
    if (head->retry_after_s)
        snprintf(number, sizeof number, "%lld", (long long)head->retry_after_s);
    put(&out, "retry-after:", number);
    put(&out, "connection:", head->close ? "close" : NULL);
    if (head->status != HTTP_STATUS_NOT_MODIFIED && head->status != HTTP_STATUS_NO_CONTENT) {
        snprintf(number, sizeof number, "%zu", body_size(self));
        put(&out, "content-length:", number);
    }
    return !out.failed && !lws_finalize_write_http_header(self->wsi, start, &out.at, out.end);
}

/* Copied, because lws writes before the bytes it is given. */
static bool write_piece(exchange *self)
{
    uint8_t room[LWS_PRE + PIECE_SIZE];
    size_t left = body_size(self) - self->sent;
    size_t size = left < PIECE_SIZE ? left : PIECE_SIZE;
    memcpy(room + LWS_PRE, body_data(self) + self->sent, size);
    self->sent += size;
    return lws_write(self->wsi, room + LWS_PRE, size,
                     size == left ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) >= 0;
}

static int write_answer(slot *place)
{
    exchange *self = place->exchange;
    if (!self || !self->answered)
        return 0;
    struct lws *wsi = self->wsi;
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_WAIT_S);
    size_t size = self->head_only ? 0 : body_size(self);
    if (!self->head_sent) {
        self->head_sent = true;
        if (!write_head(self))
            return -1;
    } else {
        for (int n = 0; self->sent < size && n < PIECES_MAX && (!n || !lws_send_pipe_choked(wsi));
             n++)
            if (!write_piece(self))
                return -1;
    }
    if (self->sent < size) {
        lws_callback_on_writable(wsi);
        return 0;
    }
    bool last = self->head.close;
    exchange_close(&place->exchange);
    return last || lws_http_transaction_completed(wsi) ? -1 : 0;
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

static int on_request(const web_route *routes, struct lws *wsi, slot *place, const char *path)
{
    exchange_close(&place->exchange);
    place->exchange = exchange_open(gateway_of(wsi), wsi);
    begin(place->exchange, routes, path);
    return 0;
}

static int on_http(const web_route *routes, struct lws *wsi, enum lws_callback_reasons reason,
                   void *user, void *in, size_t size)
{
    slot *place = user;
    switch (reason) {
    case LWS_CALLBACK_HTTP: return on_request(routes, wsi, place, in);
    case LWS_CALLBACK_HTTP_BODY: return on_body(place->exchange, in, size);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return on_body_complete(place->exchange);
    case LWS_CALLBACK_HTTP_WRITEABLE: return write_answer(place);
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL: /* it becomes a websocket */
    case LWS_CALLBACK_CLOSED_HTTP:
        if (place)
            exchange_close(&place->exchange);
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: /* `in` is not touched: CVE-2025-11677 */
        return routes == site_routes ? session_admit(wsi) : -1;
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: /* a websocket without our subprotocol */
    case LWS_CALLBACK_RAW_CONNECTED:              /* CONNECT makes a connection raw */
    case LWS_CALLBACK_RAW_RX: return -1;
    default: return 0;
    }
}

int web_on_site(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                size_t size)
{
    return on_http(site_routes, wsi, reason, user, in, size);
}

int web_on_metrics(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t size)
{
    return on_http(metrics_routes, wsi, reason, user, in, size);
}

const struct lws_protocol_vhost_options *web_headers(gateway *self)
{
    static const char policy[] =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; "
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
