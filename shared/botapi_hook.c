#include "shared/botapi_hook.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "shared/listen.h"
#include "shared/log.h"
#include "shared/lws_loop.h"

enum { SECRET_MIN = 16, SECRET_MAX = 256, HEAD_ROOM = 512, LENGTH_DIGITS_MAX = 7 };

static const char secret_header[] = "x-telegram-bot-api-secret-token:";

struct botapi_hook {
    botapi_hook_options options;
    const char *path;
    struct lws_context *lws;
    struct lws_vhost *site;
    struct lws_protocols protocols[3]; /* the last one stays empty */
    lws_loop turns;
};

/* One request on a connection; lws gives the memory, zeroed. */
typedef struct {
    struct lws *wsi;
    rs_buf body;
    botapi_push *push; /* its update is being dealt with */
    unsigned status;   /* 0: not known yet */
    bool takes_body;
} post;

static botapi_hook *hook_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

/* ------------------------------------------------------------------------- what is configured */

bool botapi_hook_secret_fits(const char *secret)
{
    size_t size = strlen(secret);

    return size >= SECRET_MIN && size <= SECRET_MAX &&
           strspn(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") ==
               size;
}

const char *botapi_hook_path(const char *url)
{
    static const char scheme[] = "https://";
    const char *path;

    if (strncmp(url, scheme, strlen(scheme)) != 0 || strpbrk(url, "?# "))
        return NULL;
    path = strchr(url + strlen(scheme), '/');
    return path && path > url + strlen(scheme) && path[1] ? path : NULL;
}

/* --------------------------------------------------------------------------------- answering */

static int answer(post *self, unsigned status)
{
    if (!self->status) {
        self->status = status;
        lws_callback_on_writable(self->wsi);
    }
    return 0;
}

static int write_answer(post *self)
{
    uint8_t room[LWS_PRE + HEAD_ROOM];
    uint8_t *start = room + LWS_PRE;
    uint8_t *at = start;
    uint8_t *end = room + sizeof room;
    unsigned status = self->status;
    char seconds[12];
    int size = snprintf(seconds, sizeof seconds, "%d", HOOK_RETRY_S);

    if (!status)
        return 0;
    bool failed = lws_add_http_header_status(self->wsi, status, &at, end) ||
                  (status == HTTP_STATUS_SERVICE_UNAVAILABLE &&
                   lws_add_http_header_by_name(self->wsi, (const uint8_t *)"retry-after:",
                                               (const uint8_t *)seconds, size, &at, end)) ||
                  lws_add_http_header_content_length(self->wsi, 0, &at, end) ||
                  lws_finalize_write_http_header(self->wsi, start, &at, end);
    self->status = 0;
    /* What was refused by its head may have a body on its way that nobody reads. */
    if (failed || !self->takes_body)
        return -1;
    self->takes_body = false;
    return lws_http_transaction_completed(self->wsi) ? -1 : 0;
}

/* ------------------------------------------------------------------------------------ a post */

static bool is_from_telegram(post *self)
{
    char given[SECRET_MAX + 1] = "";
    uint8_t ours[crypto_generichash_BYTES], theirs[crypto_generichash_BYTES];
    const char *secret = hook_of(self->wsi)->options.secret;

    if (lws_hdr_custom_copy(self->wsi, given, sizeof given, secret_header,
                            (int)strlen(secret_header)) < 0)
        given[0] = 0;
    crypto_generichash(ours, sizeof ours, (const uint8_t *)secret, strlen(secret), NULL, 0);
    crypto_generichash(theirs, sizeof theirs, (const uint8_t *)given, strlen(given), NULL, 0);
    sodium_memzero(given, sizeof given);
    return sodium_memcmp(ours, theirs, sizeof ours) == 0;
}

/* How many bytes follow; -1: it does not say, or too many. */
static long body_length(struct lws *wsi)
{
    char length[LENGTH_DIGITS_MAX + 1] = "";

    if (lws_hdr_copy(wsi, length, sizeof length, WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0 ||
        length[strspn(length, "0123456789")])
        return -1;
    long bytes = strtol(length, NULL, 10);
    return bytes > 0 && bytes <= HOOK_BODY_MAX ? bytes : -1;
}

/* Nothing of it is logged: whoever finds the address may send anything. */
static int on_head(post *self, struct lws *wsi, const char *path)
{
    *self = (post){.wsi = wsi};
    if (strcmp(path, hook_of(wsi)->path) != 0)
        return answer(self, HTTP_STATUS_NOT_FOUND);
    if (lws_hdr_total_length(wsi, WSI_TOKEN_POST_URI) <= 0)
        return answer(self, HTTP_STATUS_METHOD_NOT_ALLOWED);
    if (!is_from_telegram(self))
        return answer(self, HTTP_STATUS_UNAUTHORIZED);
    if (body_length(wsi) < 0)
        return answer(self, HTTP_STATUS_REQ_ENTITY_TOO_LARGE);
    self->takes_body = true;
    return 0;
}

static int on_body(post *self, const void *data, size_t size)
{
    if (!self->takes_body)
        return 0; /* refused by its head: the connection ends with the answer */
    if (self->body.size + size > HOOK_BODY_MAX)
        return -1;
    buf_append(&self->body, data, size);
    return 0;
}

static void on_done(void *arg)
{
    post *self = arg;

    self->push = NULL;
    answer(self, HTTP_STATUS_OK);
}

static int on_whole(post *self)
{
    botapi_hook *hook = hook_of(self->wsi);
    json_t *json = json_loadb((const char *)self->body.data, self->body.size, 0, NULL);

    buf_free(&self->body);
    lws_set_timeout(self->wsi, PENDING_TIMEOUT_HTTP_CONTENT, HOOK_WAIT_S);
    push_outcome outcome =
        json ? botapi_poll_push(hook->options.poll, json, on_done, self, &self->push)
             : PUSH_USELESS;
    json_decref(json);
    if (outcome == PUSH_USELESS) {
        log_warning("an update that cannot be read was posted; it is left out");
        return answer(self, HTTP_STATUS_OK); /* or it would come for a day */
    }
    return outcome == PUSH_TAKEN ? 0 : answer(self, HTTP_STATUS_SERVICE_UNAVAILABLE);
}

static void on_gone(post *self)
{
    if (self->push)
        botapi_push_abandon(self->push);
    self->push = NULL;
    buf_free(&self->body);
}

static int on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                   size_t size)
{
    post *self = user;

    switch (reason) {
    case LWS_CALLBACK_HTTP: return on_head(self, wsi, in);
    case LWS_CALLBACK_HTTP_BODY: return on_body(self, in, size);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return self->takes_body ? on_whole(self) : 0;
    case LWS_CALLBACK_HTTP_WRITEABLE: return write_answer(self);
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
    case LWS_CALLBACK_CLOSED_HTTP:
        if (self)
            on_gone(self);
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
    case LWS_CALLBACK_RAW_CONNECTED:
    case LWS_CALLBACK_RAW_RX: return -1; /* posts, and nothing else */
    default: return 0;
    }
}

/* ------------------------------------------------------------------------------------ itself */

static void on_lws_log(int level, const char *text)
{
    (void)level;
    log_warning("libwebsockets: %.*s", (int)strcspn(text, "\n"), text);
}

static rs_err open_site(botapi_hook *self, rs_error *error)
{
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .user = self,
        .timeout_secs = HOOK_WAIT_S,
        .server_string = "refsys",
    };

    lws_set_log_level(LLL_ERR | LLL_WARN, on_lws_log);
    self->lws = lws_create_context(&info);
    if (!self->lws)
        return rs_fail(error, RS_INTERNAL, "libwebsockets does not start");
    self->protocols[0] = (struct lws_protocols){
        .name = "http", .callback = on_http, .per_session_data_size = sizeof(post)};
    self->protocols[1] = (struct lws_protocols){.name = "wake", .callback = lws_loop_on_wake};
    info.vhost_name = "webhook";
    info.iface = "127.0.0.1";
    info.port = self->options.port;
    info.protocols = self->protocols;
    info.options |= LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND | LWS_SERVER_OPTION_DISABLE_IPV6;
    info.keepalive_timeout = HOOK_WAIT_S;
    self->site = lws_create_vhost(self->lws, &info);
    return self->site ? RS_OK
                      : rs_fail(error, RS_NETWORK, "cannot listen on 127.0.0.1 port %d",
                                self->options.port);
}

rs_err botapi_hook_open(botapi_hook **self_p, actor *loop, const botapi_hook_options *options,
                        rs_error *error)
{
    botapi_hook *self = calloc(1, sizeof *self);

    RS_ASSERT(self);
    *self_p = self;
    self->options = *options;
    self->path = botapi_hook_path(options->url);
    rs_err err = RS_OK;
    if (!self->path)
        err = rs_fail(error, RS_CONFIG, "webhook: \"%s\" is not https://HOST/PATH", options->url);
    else if (!botapi_hook_secret_fits(options->secret))
        err = rs_fail(error, RS_CONFIG,
                      "webhook_secret_file: 16 to 256 of A-Z a-z 0-9 _ - are wanted");
    else
        err = listen_free("127.0.0.1", options->port, error);
    if (!err)
        err = open_site(self, error);
    if (!err)
        err = lws_loop_begin(&self->turns, loop, self->lws, self->site, error);
    if (err) {
        botapi_hook_close(self_p);
        return err;
    }
    log_info("takes updates on 127.0.0.1 port %d", options->port);
    return RS_OK;
}

void botapi_hook_close(botapi_hook **self_p)
{
    botapi_hook *self = *self_p;

    if (!self)
        return;
    if (self->lws)
        lws_context_destroy(self->lws); /* every post is abandoned */
    free(self);
    *self_p = NULL;
}
