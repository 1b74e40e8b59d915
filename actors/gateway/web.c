#include "actors/gateway/web.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "actors/gateway/files.h"
#include "actors/gateway/provider.h"
#include "shared/log.h"

enum {
    WRITE_WAIT_S = 30,      /* between two pieces of an answer */
    PIECE_SIZE = 16 * 1024, /* what lws copies when the socket takes less */
    PIECES_MAX = 32,        /* in one turn, while the socket takes them */
    HEAD_ROOM = 4096,
};

/* ------------------------------------------------------------------------------- an exchange */

exchange *web_open(gateway *owner, struct lws *wsi)
{
    exchange *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->gateway = owner;
    self->wsi = wsi;
    return self;
}

void web_close(exchange **self_p)
{
    exchange *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    if (self->ticket)
        actor_forget(self->gateway->loop, self->ticket);
    provider_forget(&self->errand);
    flow_close(&self->flow);
    asset_drop(&self->file);
    if (self->stored)
        close(self->stored);
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

void web_redirect(exchange *self, const char *location)
{
    int size = snprintf(self->head.location, sizeof self->head.location, "%s", location);
    RS_ASSERT(size > 0 && (size_t)size < sizeof self->head.location);
    web_answer_text(self, HTTP_STATUS_SEE_OTHER, "");
}

void web_refuse(exchange *self, unsigned status, rs_err code, const char *detail)
{
    json_t *object = json_pack("{s:i, s:s}", "error", (int)code, "detail", detail);
    RS_ASSERT(object);
    self->gateway->counts.turned_away += status == 403 || status == 429;
    web_answer_json(self, status, &object);
}

void web_answer_stored(exchange *self, int fd, size_t size, const char *mime)
{
    RS_ASSERT(fd > 0);
    self->stored = fd;
    self->stored_size = size;
    self->head.status = HTTP_STATUS_OK;
    self->head.mime = mime;
    answer(self);
}

void web_answer_flow(exchange *self, size_t size, const char *mime, rs_bytes piece,
                     web_route_fn *more)
{
    RS_ASSERT(piece.size <= size && (piece.size || !size));
    self->flow_size = size;
    self->more = more;
    self->head.status = HTTP_STATUS_OK;
    self->head.mime = mime;
    buf_append(&self->text, piece.data, piece.size);
    answer(self);
}

void web_flow(exchange *self, rs_bytes piece)
{
    RS_ASSERT(self->more && piece.size && piece.size <= self->flow_size - self->sent);
    self->flow_at = self->sent;
    buf_clear(&self->text);
    buf_append(&self->text, piece.data, piece.size);
    lws_set_timeout(self->wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_WAIT_S);
    lws_callback_on_writable(self->wsi);
}

void web_flow_break(exchange *self)
{
    self->flow_broken = true;
    lws_callback_on_writable(self->wsi);
}

void web_answer_file(exchange *self, asset *file)
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

void web_path(exchange *self, char *out, size_t room)
{
    copy_header(self->wsi, WSI_TOKEN_GET_URI, out, room);
    if (!*out)
        copy_header(self->wsi, WSI_TOKEN_HEAD_URI, out, room);
}

bool web_query(exchange *self, const char *name, char *out, size_t room)
{
    char pair[WEB_QUERY_MAX];
    size_t length = strlen(name);
    size_t found = 0;
    bool fits = true;
    for (int n = 0; lws_hdr_fragment_length(self->wsi, WSI_TOKEN_HTTP_URI_ARGS, n) > 0; n++) {
        if (lws_hdr_copy_fragment(self->wsi, pair, sizeof pair, WSI_TOKEN_HTTP_URI_ARGS, n) < 0)
            continue; /* longer than anything we ask for */
        if (strncmp(pair, name, length) != 0 || pair[length] != '=')
            continue;
        found++;
        fits = pair[length + 1] && strlen(pair + length + 1) < room;
        if (fits)
            memcpy(out, pair + length + 1, strlen(pair + length + 1) + 1);
    }
    sodium_memzero(pair, sizeof pair);
    return found == 1 && fits;
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

bool web_from_elsewhere(struct lws *wsi)
{
    static const char name[] = "sec-fetch-site:";
    char site[32] = "";
    int size = lws_hdr_custom_length(wsi, name, sizeof name - 1);
    if (size < 0)
        return lws_hdr_total_length(wsi, WSI_TOKEN_ORIGIN) > 0 && !web_same_origin(wsi);
    if (lws_hdr_custom_copy(wsi, site, sizeof site, name, sizeof name - 1) < 0)
        return true;
    return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
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

void web_address(struct lws *wsi, char out[WEB_ADDRESS_MAX])
{
    char list[512] = "";
    if (actor_config(gateway_of(wsi)->loop)->gateway.tls_in_front)
        copy_header(wsi, WSI_TOKEN_X_FORWARDED_FOR, list, sizeof list);
    /* The last one is what our proxy saw; those before are what its client claims. */
    const char *last = strrchr(list, ',');
    last = last ? last + 1 : list;
    last += strspn(last, " \t");
    if (!*last && lws_get_peer_simple(wsi, list, sizeof list))
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
    if (self->stored)
        return self->stored_size;
    if (self->more)
        return self->flow_size;
    return self->file ? self->file->body[self->coding].size : self->text.size;
}

/* How far it can be written now. */
static size_t body_ready(const exchange *self)
{
    return self->more ? self->flow_at + self->text.size : body_size(self);
}

static const uint8_t *body_at(const exchange *self, size_t place)
{
    if (self->more)
        return self->text.data + (place - self->flow_at);
    return place + (self->file ? self->file->body[self->coding].data : self->text.data);
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
    put(&out, "content-disposition:", head->disposition);
    put(&out, "content-security-policy:", head->policy);
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
    size_t left = body_ready(self) - self->sent;
    size_t size = left < PIECE_SIZE ? left : PIECE_SIZE;
    bool last = self->sent + size == body_size(self);
    if (!self->stored)
        memcpy(room + LWS_PRE, body_at(self, self->sent), size);
    else if (pread(self->stored, room + LWS_PRE, size, (off_t)self->sent) != (ssize_t)size)
        return false;
    self->sent += size;
    return lws_write(self->wsi, room + LWS_PRE, size,
                     last ? LWS_WRITE_HTTP_FINAL : LWS_WRITE_HTTP) >= 0;
}

int web_write(exchange **self_p)
{
    exchange *self = *self_p;
    if (!self || !self->answered)
        return 0;
    struct lws *wsi = self->wsi;
    if (self->flow_broken)
        return -1;
    lws_set_timeout(wsi, PENDING_TIMEOUT_HTTP_CONTENT, WRITE_WAIT_S);
    size_t size = self->head_only ? 0 : body_size(self);
    size_t ready = self->head_only ? 0 : body_ready(self);
    if (!self->head_sent) {
        self->head_sent = true;
        if (!write_head(self))
            return -1;
    } else {
        for (int n = 0; self->sent < ready && n < PIECES_MAX && (!n || !lws_send_pipe_choked(wsi));
             n++)
            if (!write_piece(self))
                return -1;
    }
    if (self->sent < ready) {
        lws_callback_on_writable(wsi);
        return 0;
    }
    if (self->sent < size) {
        if (!self->ticket) /* else it is on its way */
            self->more(self);
        return 0;
    }
    bool last = self->head.close;
    web_close(self_p);
    return last || lws_http_transaction_completed(wsi) ? -1 : 0;
}
