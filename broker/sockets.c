#include "broker/sockets.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/endpoint.h"
#include "shared/frames.h"
#include "shared/log.h"
#include "shared/mdp.h"

enum {
    HANDSHAKE_MS = 5000,
    LINGER_MS = 500,
    EVENTS_HWM = 10000,
    BACKLOG = 1024,
    FOLDER_MODE = 0750,
    SOCKET_UMASK = 0007, /* connecting to an ipc socket needs the right to write to it */
};

static void configure(zsock_t *socket, const char *domain, int hwm, const rs_key_pair *keys)
{
    zsock_set_linger(socket, LINGER_MS);
    zsock_set_sndhwm(socket, hwm);
    zsock_set_rcvhwm(socket, hwm);
    zsock_set_backlog(socket, BACKLOG);
    zsock_set_sndtimeo(socket, 0); /* nobody waits for one who does not read */
    zsock_set_maxmsgsize(socket, FRAME_SIZE_MAX);
    zsock_set_handshake_ivl(socket, HANDSHAKE_MS);
    zsock_set_tcp_keepalive(socket, 1);
    zsock_set_tcp_keepalive_idle(socket, 30);
    zsock_set_tcp_keepalive_intvl(socket, 10);
    zsock_set_tcp_keepalive_cnt(socket, 3);
    zsock_set_zap_domain(socket, domain);
    if (!keys)
        return;
    zsock_set_curve_server(socket, 1);
    zsock_set_curve_publickey(socket, keys->public_key);
    zsock_set_curve_secretkey(socket, keys->secret_key);
}

static rs_err make_folders(const char *path, rs_error *error)
{
    char copy[ENDPOINT_SIZE];
    snprintf(copy, sizeof copy, "%s", path);
    for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        if (mkdir(copy, FOLDER_MODE) && errno != EEXIST)
            return rs_fail(error, RS_CONFIG, "[broker] ipc://%s: %s: %s", path, copy,
                           strerror(errno));
        *slash = '/';
    }
    return RS_OK;
}

/* RS_BUSY: somebody has it. */
static rs_err lock_path(const char *path, int *lock, rs_error *error)
{
    char file[ENDPOINT_SIZE + 8];
    rs_err rc = make_folders(path, error);
    if (rc)
        return rc;
    snprintf(file, sizeof file, "%s.lock", path);
    *lock = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*lock < 0)
        return rs_fail(error, RS_CONFIG, "[broker] %s: %s", file, strerror(errno));
    if (flock(*lock, LOCK_EX | LOCK_NB))
        return rs_fail(error, RS_BUSY,
                       "[broker] ipc://%s is in use: another broker runs; stop it, or "
                       "name another address",
                       path);
    return RS_OK;
}

static rs_err bind_one(zsock_t *socket, const char *endpoint, bool secured, int *lock,
                       rs_error *error)
{
    const char *path = endpoint_path(endpoint);
    if (!secured && !endpoint_is_local(endpoint))
        return rs_fail(error, RS_CONFIG,
                       "[broker] %s: without curve only ipc:// and loopback are allowed", endpoint);
    rs_err rc = path ? lock_path(path, lock, error) : RS_OK;
    if (rc)
        return rc;
    mode_t was = umask(SOCKET_UMASK);
    int bound = zsock_bind(socket, "%s", endpoint);
    int why = errno;
    umask(was);
    if (bound >= 0)
        return RS_OK;
    if (why == EADDRINUSE)
        return rs_fail(error, RS_BUSY,
                       "[broker] %s is in use: stop what listens there, or name another address",
                       endpoint);
    if (why == EADDRNOTAVAIL)
        return rs_fail(
            error, RS_NOT_FOUND,
            "[broker] %s is no address of this machine: start the broker where it is, or "
            "name another address",
            endpoint);
    return rs_fail(error, RS_CONFIG, "[broker] %s: cannot listen there: %s", endpoint,
                   zmq_strerror(why));
}

static void watch_endings(sockets *self, size_t n)
{
    char name[32];
    snprintf(name, sizeof name, "inproc://endings-%zu", n); /* the one before may not be free yet */
    RS_ASSERT(!zmq_socket_monitor(zsock_resolve(self->requests), name, ZMQ_EVENT_DISCONNECTED));
    self->endings = zsock_new(ZMQ_PAIR);
    RS_ASSERT(self->endings && !zsock_connect(self->endings, "%s", name));
}

static void make(sockets *self, const rs_config *config, size_t n, const rs_key_pair *keys)
{
    self->locks[0] = self->locks[1] = self->locks[2] = -1;
    self->requests = zsock_new(ZMQ_ROUTER);
    self->publishers = zsock_new(ZMQ_XSUB);
    self->subscribers = zsock_new(ZMQ_XPUB);
    RS_ASSERT(self->requests && self->publishers && self->subscribers);
    watch_endings(self, n);
    /* Above all that one peer can have under way; what acts is client_max and credit. */
    int most = (int)config->broker.client_max + MDP_CREDIT_MAX;
    configure(self->requests, MDP_DOMAIN_REQUESTS, most, keys);
    configure(self->publishers, MDP_DOMAIN_PUBLISH, EVENTS_HWM, keys);
    configure(self->subscribers, MDP_DOMAIN_SUBSCRIBE, EVENTS_HWM, keys);
    zsock_set_router_mandatory(self->requests, 1); /* say it when a peer is gone or full */
}

void sockets_close(sockets *self)
{
    zsock_destroy(&self->requests);
    zsock_destroy(&self->endings);
    zsock_destroy(&self->publishers);
    zsock_destroy(&self->subscribers);
    for (size_t n = 0; n < 3; n++) {
        if (self->locks[n] >= 0)
            close(self->locks[n]);
        self->locks[n] = -1;
    }
}

static rs_err open_nth(sockets *self, const rs_config *config, size_t n, const rs_key_pair *keys,
                       rs_error *error)
{
    char address[3][ENDPOINT_SIZE];
    bool secured = keys != NULL;
    if (!endpoint_at(config->broker.requests, n, address[0]) ||
        !endpoint_at(config->broker.publish, n, address[1]) ||
        !endpoint_at(config->broker.subscribe, n, address[2]))
        return rs_fail(error, RS_CONFIG,
                       "[broker] requests, publish and subscribe must name as many addresses");
    make(self, config, n, keys);
    snprintf(self->address, sizeof self->address, "%s", address[0]);
    rs_err rc = bind_one(self->requests, address[0], secured, &self->locks[0], error);
    if (!rc)
        rc = bind_one(self->publishers, address[1], secured, &self->locks[1], error);
    if (!rc)
        rc = bind_one(self->subscribers, address[2], secured, &self->locks[2], error);
    if (rc)
        sockets_close(self);
    return rc;
}

rs_err sockets_open(sockets *self, const rs_config *config, const rs_key_pair *keys,
                    rs_error *error)
{
    char address[ENDPOINT_SIZE];
    rs_err told = RS_OK;
    if (!endpoint_at(config->broker.requests, 0, address))
        return rs_fail(error, RS_CONFIG, "[broker] requests: no address");
    for (size_t n = 0; endpoint_at(config->broker.requests, n, address); n++) {
        rs_error why = {0};
        rs_err rc = open_nth(self, config, n, keys, &why);
        if (rc == RS_OK)
            return RS_OK;
        if (told == RS_OK || rc != RS_NOT_FOUND) {
            told = rc;
            *error = why;
        }
        if (rc != RS_BUSY && rc != RS_NOT_FOUND)
            break;
    }
    return told;
}
