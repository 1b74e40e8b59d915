/* The connections to the brokers: opened, found lost, opened anew.
 *
 * A connection is up when its handshake is done, which only the socket's monitor tells: before that
 * a DEALER would take messages and keep them for whoever comes. Then the process says who it is
 * and offers its service. It is lost when libzmq says so, when the broker sends DISCONNECT or says
 * nothing for MDP_LIVENESS beats. */
#include "shared/actor_impl.h"

enum {
    RECONNECT_MS = 50,
    RECONNECT_MAX_MS = 250,
    HANDSHAKE_MS = 2000,   /* also how long libzmq waits when the broker says: ask again */
    SHORT_MS = 1000,       /* a connection that ended sooner is not opened again at once ... */
    REOPEN_MS = 200,       /* ... but after this */
    FAULT_AFTER_MS = 3000, /* handshakes that fail for so long are worth a line ... */
    FAULT_EVERY_MS = 30000 /* ... and again after this */
};

void uplink_configure(zsock_t *socket, int hwm)
{
    zsock_set_linger(socket, LINGER_MS);
    zsock_set_sndhwm(socket, hwm);
    zsock_set_rcvhwm(socket, hwm);
    zsock_set_maxmsgsize(socket, FRAME_SIZE_MAX);
    zsock_set_reconnect_ivl(socket, RECONNECT_MS);
    zsock_set_reconnect_ivl_max(socket, RECONNECT_MAX_MS);
    zsock_set_handshake_ivl(socket, HANDSHAKE_MS);
    /* Half-open connections: heartbeats see them too, but events have none. */
    zsock_set_tcp_keepalive(socket, 1);
    zsock_set_tcp_keepalive_idle(socket, 30);
    zsock_set_tcp_keepalive_intvl(socket, 10);
    zsock_set_tcp_keepalive_cnt(socket, 3);
}

void uplink_secure(actor *self, zsock_t *socket)
{
    if (!self->config.broker.curve)
        return;
    zsock_set_curve_publickey(socket, self->keys.public_key);
    zsock_set_curve_secretkey(socket, self->keys.secret_key);
    zsock_set_curve_serverkey(socket, self->broker_key);
}

/* The broker makes its key when it first starts, which may be after us. */
static bool find_broker_key(actor *self, uplink *link)
{
    rs_error error;
    if (!self->config.broker.curve || *self->broker_key)
        return true;
    rs_err rc = keys_public(self->config.broker.keys, "broker", self->broker_key, &error);
    if (!rc)
        return true;
    int64_t now_ms = clock_monotonic_ms();
    if (!link->told_ms || now_ms - link->told_ms > FAULT_EVERY_MS) {
        link->told_ms = now_ms;
        log_info("waits for the broker's key: %s", error.text);
    }
    return false;
}

static void open_monitor(uplink *self)
{
    char name[64];
    snprintf(name, sizeof name, "inproc://monitor-%zu-%" PRIu64, self->index, self->generation);
    int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH |
                 ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
                 ZMQ_EVENT_DISCONNECTED;
    RS_ASSERT(!zmq_socket_monitor(zsock_resolve(self->dealer), name, events));
    self->monitor = zsock_new(ZMQ_PAIR);
    RS_ASSERT(self->monitor && !zsock_connect(self->monitor, "%s", name));
    loop_add_socket(self->loop, self->monitor);
}

/* Connecting itself goes on behind our back; only an address that makes no sense fails here. */
void uplink_connect(uplink *self, zsock_t *socket, const char *endpoint)
{
    if (zsock_connect(socket, "%s", endpoint)) {
        log_error("[broker] %s: cannot be connected to: %s", endpoint, zmq_strerror(errno));
        actor_stop(self->loop, 1);
    }
    loop_add_socket(self->loop, socket);
}

static void uplink_open(uplink *self)
{
    actor *loop = self->loop;
    self->reopen_ms = clock_monotonic_ms() + REOPEN_MS;
    if (!find_broker_key(loop, self))
        return;
    self->generation++;
    self->opened_ms = clock_monotonic_ms();
    self->dealer = zsock_new(ZMQ_DEALER);
    RS_ASSERT(self->dealer);
    /* What can be under way is bounded by credit and window, not by the queue. */
    uplink_configure(self->dealer, 0);
    uplink_secure(loop, self->dealer);
    open_monitor(self);
    uplink_connect(self, self->dealer, self->requests);
    events_uplink_open(self);
}

static void uplink_close(uplink *self)
{
    self->up = false;
    /* An event that came after its reader had gone would keep libzmq's own thread waiting for ever,
     * and with it all connections of this process. */
    if (self->dealer)
        zmq_socket_monitor(zsock_resolve(self->dealer), NULL, 0);
    loop_close_socket(self->loop, &self->dealer);
    loop_close_socket(self->loop, &self->monitor);
    events_uplink_close(self);
}

void uplink_lost(uplink *self, const char *why)
{
    int64_t now_ms = clock_monotonic_ms();
    bool was_up = self->up;
    if (was_up)
        log_info("the connection to the broker at %s is lost: %s", self->requests, why);
    if (self->dealer)
        zsock_set_linger(self->dealer, 0);
    uplink_close(self);
    if (was_up)
        asks_uplink_lost(self->loop, self);
    self->reopen_ms = now_ms + REOPEN_MS;
    if (now_ms - self->opened_ms > SHORT_MS)
        uplink_open(self);
}

bool uplink_send(uplink *self, frames *message)
{
    frames_pack(message, 0);
    if (self->up)
        return frames_send(message, zsock_resolve(self->dealer)) == 0;
    frames_clear(message);
    return false;
}

/* --------------------------------------------------------------------------------- speaking */

static void tell_status(uplink *self)
{
    frames message = {0};
    rs_buf status = {0};
    actor_status_encode(self->loop, &status);
    frames_add_text(&message, MDP_CLIENT);
    frames_add_byte(&message, MDP_CLIENT_HEARTBEAT);
    frames_add_buf(&message, &status);
    uplink_send(self, &message);
}

void links_tell_status(actor *self)
{
    self->status_changed = false;
    for (size_t n = 0; n < self->links_count; n++)
        if (self->links[n].up)
            tell_status(&self->links[n]);
}

void uplink_serve(uplink *self)
{
    frames message = {0};
    char credit[16];
    snprintf(credit, sizeof credit, "%d", self->loop->credit);
    frames_add_text(&message, MDP_WORKER);
    frames_add_byte(&message, MDP_WORKER_READY);
    frames_add_text(&message, rs_services[self->loop->service].name);
    frames_add_text(&message, credit);
    uplink_send(self, &message);
}

static void uplink_is_up(uplink *self)
{
    self->up = true;
    self->failing_ms = 0;
    self->heard_ms = clock_monotonic_ms();
    log_info("connected to the broker at %s", self->requests);
    tell_status(self);
    if (self->loop->credit)
        uplink_serve(self);
}

static void say_disconnect(uplink *self)
{
    frames message = {0};
    frames_add_text(&message, MDP_WORKER);
    frames_add_byte(&message, MDP_WORKER_DISCONNECT);
    uplink_send(self, &message);
}

/* -------------------------------------------------------------------------------- listening */

static void refused(uplink *self)
{
    const actor *loop = self->loop;
    log_error("the broker at %s does not know our key: %s/%s.pub must be in the broker's own "
              "folder of keys, [broker] keys",
              self->requests, loop->config.broker.keys,
              codec_enum_name(&rs_role_enum, (int)loop->role));
    actor_stop(self->loop, 1);
}

static void tell_of_handshake(const uplink *self)
{
    if (self->loop->config.broker.curve)
        log_warning("the broker at %s ends the handshake: is %s/broker.pub its key, and does it "
                    "run with [broker] curve = true?",
                    self->requests, self->loop->config.broker.keys);
    else
        log_warning("the broker at %s ends the handshake: does it run with [broker] curve = "
                    "false, as this process does?",
                    self->requests);
}

/* libzmq tries again after some of these and not after others: so we do, after all. */
static void handshake_failed(uplink *self)
{
    int64_t now_ms = clock_monotonic_ms();
    if (!self->failing_ms)
        self->failing_ms = now_ms;
    if (now_ms - self->failing_ms >= FAULT_AFTER_MS &&
        (!self->told_ms || now_ms - self->told_ms >= FAULT_EVERY_MS)) {
        self->told_ms = now_ms;
        tell_of_handshake(self);
    }
    *self->loop->broker_key = 0; /* it may have been made anew */
    self->opened_ms = now_ms;    /* not again at once */
    uplink_lost(self, "no handshake");
}

static void take_monitor_event(uplink *self)
{
    frames message = {0};
    if (frames_receive(&message, zsock_resolve(self->monitor)) != FRAMES_GOT)
        return;
    uint16_t event = 0;
    rs_bytes first = frames_at(&message, 0);
    if (first.size >= sizeof event)
        memcpy(&event, first.data, sizeof event);
    frames_clear(&message);
    if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
        uplink_is_up(self);
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
        refused(self);
    else if (event == ZMQ_EVENT_DISCONNECTED && self->up)
        uplink_lost(self, "closed by the other side");
    else if (event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL ||
             event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL)
        handshake_failed(self);
}

static void take_message(uplink *self, frames *message)
{
    actor *loop = self->loop;
    self->heard_ms = clock_monotonic_ms();
    frames_unpack(message, 0);
    rs_bytes command = frames_at(message, 1);
    int code = command.size == 1 ? command.data[0] : -1;
    if (frames_is(message, 0, MDP_CLIENT) && code == MDP_CLIENT_FINAL)
        asks_answered(loop, message);
    else if (frames_is(message, 0, MDP_CLIENT) && code == MDP_CLIENT_HEARTBEAT)
        return;
    else if (frames_is(message, 0, MDP_WORKER) && code == MDP_WORKER_REQUEST && loop->credit)
        serve_request(self, message);
    else if (frames_is(message, 0, MDP_WORKER) && code == MDP_WORKER_DISCONNECT)
        uplink_lost(self, "the broker asks for a new one");
    else if (!frames_is(message, 0, MDP_WORKER) || code != MDP_WORKER_HEARTBEAT)
        log_debug("a message of an unknown kind from the broker at %s", self->requests);
}

static bool readable(zsock_t *socket)
{
    return socket && (zsock_events(socket) & ZMQ_POLLIN);
}

static void uplink_turn(uplink *self)
{
    frames message = {0};
    uint64_t generation = self->generation;
    for (size_t n = 0; n < TURN_MESSAGES_MAX && self->dealer && generation == self->generation;
         n++) {
        frames_result result = frames_receive(&message, zsock_resolve(self->dealer));
        if (result == FRAMES_NONE)
            break;
        if (result == FRAMES_GOT)
            take_message(self, &message);
    }
    frames_clear(&message);
    /* Answers that came before the end of a connection are taken before its end is seen. */
    while (self->monitor && generation == self->generation && readable(self->monitor))
        take_monitor_event(self);
    events_turn(self);
}

void links_turn(actor *self)
{
    for (size_t n = 0; n < self->links_count; n++)
        uplink_turn(&self->links[n]);
}

bool links_pending(const actor *self)
{
    for (size_t n = 0; n < self->links_count; n++) {
        const uplink *link = &self->links[n];
        if (link->outlet)
            zsock_events(link->outlet); /* nothing to read: it takes note of subscriptions */
        if (readable(link->dealer) || readable(link->monitor) || readable(link->events))
            return true;
    }
    return false;
}

/* ------------------------------------------------------------------------------------- beats */

static void uplink_beat(uplink *self, int64_t now_ms)
{
    int64_t silent_ms = now_ms - self->heard_ms;
    if (!self->up)
        return;
    if (silent_ms > MDP_LIVENESS * self->loop->config.broker.heartbeat_ms)
        uplink_lost(self, "silence");
    else
        tell_status(self);
}

/* Beats fall on whole multiples of the period, for all processes of a machine at once: the broker,
 * and with it the machine, wakes once for all of them. */
void links_beat(actor *self)
{
    int64_t now_ms = clock_monotonic_ms();
    for (size_t n = 0; n < self->links_count; n++)
        if (!self->links[n].dealer && now_ms >= self->links[n].reopen_ms)
            uplink_open(&self->links[n]);
    if (now_ms < self->next_beat_ms)
        return;
    int64_t period_ms = self->config.broker.heartbeat_ms;
    self->next_beat_ms = (now_ms / period_ms + 1) * period_ms;
    for (size_t n = 0; n < self->links_count; n++)
        uplink_beat(&self->links[n], now_ms);
    notify_alive();
}

int64_t links_next_ms(const actor *self)
{
    int64_t next_ms = self->next_beat_ms;
    for (size_t n = 0; n < self->links_count; n++)
        if (!self->links[n].dealer && self->links[n].reopen_ms < next_ms)
            next_ms = self->links[n].reopen_ms;
    return next_ms;
}

/* ------------------------------------------------------------------------------ open, close */

rs_err links_open(actor *self, rs_error *error)
{
    for (size_t n = 0; n < BROKERS_MAX; n++) {
        uplink *link = &self->links[n];
        bool one = endpoint_at(self->config.broker.requests, n, link->requests);
        bool two = endpoint_at(self->config.broker.publish, n, link->publish);
        bool three = endpoint_at(self->config.broker.subscribe, n, link->subscribe);
        if (one != two || one != three)
            return rs_fail(error, RS_CONFIG,
                           "[broker] requests, publish and subscribe must name as many addresses");
        if (!one)
            break;
        bool local = endpoint_is_local(link->requests) && endpoint_is_local(link->publish) &&
                     endpoint_is_local(link->subscribe);
        if (!local && !self->config.broker.curve)
            return rs_fail(error, RS_CONFIG,
                           "[broker] without curve only ipc:// and loopback are allowed");
        link->loop = self;
        link->index = n;
        self->links_count++;
    }
    if (!self->links_count)
        return rs_fail(error, RS_CONFIG, "[broker] requests: no address");
    for (size_t n = 0; n < self->links_count; n++)
        uplink_open(&self->links[n]);
    return RS_OK;
}

void links_close(actor *self)
{
    for (size_t n = 0; n < self->links_count; n++) {
        if (self->links[n].up && self->credit)
            say_disconnect(&self->links[n]);
        uplink_close(&self->links[n]);
    }
}
