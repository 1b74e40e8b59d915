/* refsys-gateway - the web server of the admin page. See README.md.
 *
 * One thread. libwebsockets has the loop; the actor runs inside it: its descriptors are adopted as
 * plain ones that only wake, and actor_turn looks before every wait. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "actors/gateway/deeds.h"
#include "actors/gateway/door.h"
#include "actors/gateway/exports.h"
#include "actors/gateway/gateway.h"
#include "actors/gateway/hub.h"
#include "actors/gateway/metrics.h"
#include "actors/gateway/provider.h"
#include "actors/gateway/session.h"
#include "actors/gateway/sheets/maker.h"
#include "actors/gateway/site.h"
#include "shared/clock.h"
#include "shared/listen.h"
#include "shared/log.h"
#include "shared/memory.h"

enum {
    KEEP_MS = 5000,
    DESCRIPTORS_SPARE = 512, /* beside websockets: files, sockets of the actor, http */
    RX_SIZE = 16 * 1024,
    HEADERS_MAX = 8 * 1024,
    REQUEST_WAIT_S = 10, /* for the head of a request, or for a close to be answered */
    IDLE_WAIT_S = 30,    /* for the next request on a connection */
};

static void on_keep(void *arg)
{
    gateway *self = arg;
    sessions_keep(self);
    hub_keep(self->hub);
    exports_keep(self->exports);
    deeds_keep(self->deeds);
    metrics_count(self);
}

/* ------------------------------------------------------------------------------- listening */

/* None: lws sorts a timer of each connection anew at every sign of life, past those of all others.
 * sessions_keep looks after them instead. */
static const lws_retry_bo_t patience = {0};

static void on_lws_log(int level, const char *text)
{
    (void)level; /* what it calls an error anybody can cause from outside */
    log_warning("libwebsockets: %.*s", (int)strcspn(text, "\n"), text);
}

static rs_err open_lws(gateway *self, rs_error *error)
{
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .user = self,
        .max_http_header_data = HEADERS_MAX,
        .timeout_secs = REQUEST_WAIT_S,
        .keepalive_timeout = IDLE_WAIT_S,
        .retry_and_idle_policy = &patience,
        .server_string = "refsys",
    };
    lws_set_log_level(LLL_ERR | LLL_WARN, on_lws_log);
    self->lws = lws_create_context(&info);
    return self->lws ? RS_OK : rs_fail(error, RS_INTERNAL, "libwebsockets does not start");
}

/* With IPv6 left on, libwebsockets 4.1.6 takes an IPv4 address for an interface it does not know
 * and listens everywhere. */
static struct lws_vhost *listen_on(gateway *self, const char *name, const char *address, int port,
                                   const struct lws_protocols *protocols)
{
    struct lws_context_creation_info info = {
        .vhost_name = name,
        .iface = address,
        .port = port,
        .protocols = protocols,
        .headers = site_headers(self),
        .options = LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
                   (strchr(address, ':') ? 0 : LWS_SERVER_OPTION_DISABLE_IPV6),
        .timeout_secs = REQUEST_WAIT_S,
        .keepalive_timeout = IDLE_WAIT_S,
        .retry_and_idle_policy = &patience,
        .server_string = "refsys",
        .alpn = "http/1.1",
    };
    return lws_create_vhost(self->lws, &info);
}

static struct lws_protocols protocol(const char *name, lws_callback_function *fn, size_t memory)
{
    return (struct lws_protocols){
        .name = name,
        .callback = fn,
        .per_session_data_size = memory,
        .rx_buffer_size = RX_SIZE,
    };
}

static rs_err open_site(gateway *self, rs_error *error)
{
    const rs_config *config = actor_config(self->loop);
    const char *address = config->gateway.address;
    int port = listen_port(actor_name(self->loop), config->gateway.port);
    rs_err err = listen_allowed(address, config->gateway.tls_in_front, error);
    if (!err)
        err = listen_free(address, port, error);
    if (err)
        return err;
    self->protocols[0] = protocol("http", site_on_http, site_slot_size());
    self->protocols[1] = protocol(SESSION_SUBPROTOCOL, session_on_ws, sizeof(session));
    self->protocols[2] = protocol("wake", lws_loop_on_wake, 0);
    self->site = listen_on(self, "site", address, port, self->protocols);
    if (!self->site)
        return rs_fail(error, RS_NETWORK, "cannot listen on %s port %d", address, port);
    log_info("listens on %s port %d, for %s", address, lws_get_vhost_listen_port(self->site),
             gateway_origin(self));
    return RS_OK;
}

static rs_err open_metrics(gateway *self, rs_error *error)
{
    int port = listen_port(actor_name(self->loop), actor_config(self->loop)->gateway.metrics_port);
    if (!actor_config(self->loop)->gateway.metrics_port)
        return RS_OK;
    rs_err err = listen_free("127.0.0.1", port, error);
    if (err)
        return err;
    self->metrics_protocols[0] = protocol("metrics", site_on_metrics, site_slot_size());
    if (!listen_on(self, "metrics", "127.0.0.1", port, self->metrics_protocols))
        return rs_fail(error, RS_NETWORK, "cannot listen on 127.0.0.1 port %d", port);
    return RS_OK;
}

/* ------------------------------------------------------------------------------- the process */

/* lws makes its tables as large as the limit of open files: it is set to what is needed. */
static rs_err reserve_descriptors(gateway *self, rs_error *error)
{
    struct rlimit limit;
    rlim_t wanted =
        (rlim_t)actor_config(self->loop)->gateway.sessions_max + (rlim_t)DESCRIPTORS_SPARE;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return rs_fail(error, RS_INTERNAL, "RLIMIT_NOFILE: %s", strerror(errno));
    if (limit.rlim_max < wanted)
        return rs_fail(error, RS_CONFIG,
                       "[gateway] sessions_max takes %llu open files, and the system allows %llu "
                       "(LimitNOFILE, ulimit -n)",
                       (unsigned long long)wanted, (unsigned long long)limit.rlim_max);
    limit.rlim_cur = wanted;
    if (setrlimit(RLIMIT_NOFILE, &limit))
        return rs_fail(error, RS_INTERNAL, "RLIMIT_NOFILE: %s", strerror(errno));
    return RS_OK;
}

static void read_assets(gateway *self)
{
    bool changed;
    rs_error error;
    if (assets_refresh(self->assets, clock_system_ms(), &changed, &error))
        log_warning("the admin page cannot be served yet: %s", error.text);
}

static void close_gateway(void **self_p)
{
    gateway *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    if (self->lws)
        lws_context_destroy(self->lws); /* closes every connection, while its parts are there */
    exports_close(&self->exports);
    deeds_close(&self->deeds);
    provider_close(&self->provider);
    http_close(&self->http);
    hub_close(&self->hub);
    assets_close(&self->assets);
    limits_close(&self->limits);
    arena_close(&self->memory);
    free(self);
}

static rs_err open_gateway(actor *loop, void **self_p, rs_error *error)
{
    gateway *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->loop = loop;
    ring_open(&self->flows);
    if (sodium_init() < 0)
        return rs_fail(error, RS_INTERNAL, "libsodium does not start");
    self->memory = arena_open();
    self->limits = limits_open();
    self->assets = assets_open(actor_config(loop)->gateway.assets);
    read_assets(self);
    self->hub = hub_open(self);
    self->deeds = deeds_open(self);
    rs_err err = door_open(self, error);
    if (!err)
        err = reserve_descriptors(self, error);
    if (!err)
        err = exports_open(&self->exports, self, error);
    if (!err)
        err = open_lws(self, error);
    if (!err)
        err = open_site(self, error);
    if (!err)
        err = open_metrics(self, error);
    if (!err)
        err = lws_loop_begin(&self->turns, loop, self->lws, self->site, error);
    if (err)
        return err;
    actor_timer(loop, KEEP_MS, KEEP_MS, on_keep, self);
    actor_ready(loop, true, "port %d", lws_get_vhost_listen_port(self->site));
    return RS_OK;
}

int main(int argc, char **argv)
{
    static const actor_program program = {
        .role = RS_ROLE_GATEWAY,
        .doc = "Serves the admin page: files, login, websockets.",
        .open = open_gateway,
        .close = close_gateway,
    };
    memory_keep_private(); /* what is exported, too */
    if (maker_is_asked(argc, argv))
        return maker_main(argc, argv);
    return actor_main(argc, argv, &program);
}
