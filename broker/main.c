/* refsys-broker: joins the state machine (broker.h) to its sockets and to time. */
#include <argp.h>
#include <signal.h>
#include <sodium.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "broker/broker.h"
#include "broker/sockets.h"
#include "broker/zap.h"
#include "shared/clock.h"
#include "shared/log.h"
#include "shared/mdp.h"
#include "shared/memory.h"
#include "shared/notify.h"

enum { TURN_MESSAGES_MAX = 1000, TOPIC_SIZE_MAX = 32, BEATS_NS = 5000000 };

typedef struct {
    const char *config_file;
    rs_config config;
    rs_key_pair keys;
    sockets sockets;
    zsock_t *doorman; /* where libzmq asks who may come in */
    zap *zap;
    int signals;
    broker *broker;
} process;

const char *argp_program_version = "refsys-broker " REFSYS_VERSION;

static error_t parse_option(int key, char *value, struct argp_state *state)
{
    process *self = state->input;
    if (key != 'c')
        return ARGP_ERR_UNKNOWN;
    self->config_file = value;
    return 0;
}

static broker_time now(void)
{
    return (broker_time){clock_monotonic_ms(), clock_system_ms()};
}

static int send_to_peer(void *arg, frames *message)
{
    process *self = arg;
    return frames_send(message, zsock_resolve(self->sockets.requests));
}

/* On libzmq 4.3.4 the routing id carries no metadata once the socket has been polled: a later frame
 * of the message does. */
static broker_origin origin_of(frames *message)
{
    broker_origin origin = {.connection = -1};
    zmq_msg_t *part = message->count > 1 ? &message->part[1] : NULL;
    const char *user = part ? zmq_msg_gets(part, ZAP_USER_ID) : NULL;
    if (user)
        origin.proven = protocol_role(user);
    if (part)
        origin.connection = zmq_msg_get(part, ZMQ_SRCFD);
    return origin;
}

static void take_requests(process *self)
{
    frames message = {0};
    broker_time at = now();
    void *socket = zsock_resolve(self->sockets.requests);
    for (int n = 0; n < TURN_MESSAGES_MAX; n++) {
        frames_result result = frames_receive(&message, socket);
        if (result == FRAMES_NONE)
            break;
        if (result == FRAMES_GOT)
            broker_receive(self->broker, at, &message, origin_of(&message));
    }
    frames_clear(&message);
}

static int ended_connection(const frames *message)
{
    uint16_t event = 0;
    int32_t connection = -1;
    rs_bytes first = frames_at(message, 0);
    if (first.size != sizeof event + sizeof connection)
        return -1;
    memcpy(&event, first.data, sizeof event);
    memcpy(&connection, first.data + sizeof event, sizeof connection);
    return event == ZMQ_EVENT_DISCONNECTED ? connection : -1;
}

/* A ROUTER says nothing about peers that leave; the monitor of its connections does. So those who
 * wait for an answer of theirs are told at once. What was said last is here when the end is, and is
 * taken before it: later it would make the peer known once more, for nobody to forget. */
static void take_endings(process *self)
{
    frames message = {0};
    void *socket = zsock_resolve(self->sockets.endings);
    while (frames_receive(&message, socket) == FRAMES_GOT) {
        int connection = ended_connection(&message);
        take_requests(self);
        if (connection >= 0)
            broker_disconnected(self->broker, now(), connection);
    }
    frames_clear(&message);
}

/* topic, event */
static void take_events(process *self)
{
    frames message = {0};
    void *in = zsock_resolve(self->sockets.publishers);
    void *out = zsock_resolve(self->sockets.subscribers);
    for (int n = 0; n < TURN_MESSAGES_MAX; n++) {
        frames_result result = frames_receive(&message, in);
        if (result == FRAMES_NONE)
            break;
        bool good = result == FRAMES_GOT && message.count == 2 &&
                    frames_at(&message, 0).size <= TOPIC_SIZE_MAX;
        broker_note_event(self->broker, good && frames_send(&message, out) == 0);
    }
    frames_clear(&message);
}

/* A subscription: one frame, 1 or 0 and the topic. Anything else would be a message to the ledger.
 */
static void take_subscriptions(process *self)
{
    frames message = {0};
    void *in = zsock_resolve(self->sockets.subscribers);
    void *out = zsock_resolve(self->sockets.publishers);
    for (int n = 0; n < TURN_MESSAGES_MAX; n++) {
        frames_result result = frames_receive(&message, in);
        if (result == FRAMES_NONE)
            break;
        rs_bytes topic = frames_at(&message, 0);
        if (message.count == 1 && topic.size && topic.size <= TOPIC_SIZE_MAX + 1 &&
            topic.data[0] <= 1)
            frames_send(&message, out);
    }
    frames_clear(&message);
}

/* The number of a connection that has ended is used again. Its end is known before whoever has the
 * number now is let in, and so is not taken for theirs. */
static void take_knocks(process *self)
{
    frames message = {0};
    void *socket = zsock_resolve(self->doorman);
    while (frames_receive(&message, socket) == FRAMES_GOT) {
        take_endings(self);
        zap_answer(self->zap, clock_monotonic_ms(), &message);
        frames_send(&message, socket);
    }
}

enum { SIGNALS, REQUESTS, ENDINGS, PUBLISHERS, SUBSCRIBERS, DOORMAN, ITEMS_COUNT };

/* A look at a socket that has nothing costs a system call: only those are looked at that have. */
static void take_all(process *self, const zmq_pollitem_t items[ITEMS_COUNT])
{
    if (items[DOORMAN].revents)
        take_knocks(self);
    if (items[REQUESTS].revents)
        take_requests(self);
    if (items[ENDINGS].revents)
        take_endings(self);
    if (items[PUBLISHERS].revents)
        take_events(self);
    if (items[SUBSCRIBERS].revents)
        take_subscriptions(self);
}

/* All processes beat at the same moment: a little later all have, and one turn takes what they say,
 * where each would wake us. Nobody who waits for an answer waits for that. */
static void wait_for_beats(const process *self)
{
    const struct timespec pause = {.tv_nsec = BEATS_NS};
    if (broker_is_idle(self->broker))
        nanosleep(&pause, NULL);
}

static void run(process *self)
{
    zmq_pollitem_t items[ITEMS_COUNT] = {
        [SIGNALS] = {.fd = self->signals, .events = ZMQ_POLLIN},
        [REQUESTS] = {.socket = zsock_resolve(self->sockets.requests), .events = ZMQ_POLLIN},
        [ENDINGS] = {.socket = zsock_resolve(self->sockets.endings), .events = ZMQ_POLLIN},
        [PUBLISHERS] = {.socket = zsock_resolve(self->sockets.publishers), .events = ZMQ_POLLIN},
        [SUBSCRIBERS] = {.socket = zsock_resolve(self->sockets.subscribers), .events = ZMQ_POLLIN},
        [DOORMAN] = {.socket = zsock_resolve(self->doorman), .events = ZMQ_POLLIN},
    };
    while (!items[SIGNALS].revents) {
        int64_t wait_ms = broker_next_ms(self->broker) - clock_monotonic_ms();
        if (zmq_poll(items, ITEMS_COUNT, wait_ms > 0 ? wait_ms : 0) < 0 && errno != EINTR)
            break;
        bool due = clock_monotonic_ms() >= broker_next_ms(self->broker);
        if (due) {
            wait_for_beats(self);
            if (zmq_poll(items, ITEMS_COUNT, 0) < 0 && errno != EINTR)
                break;
        }
        take_all(self, items);
        if (due) {
            broker_tick(self->broker, now());
            notify_alive();
        }
    }
    log_info("ends");
}

/* ------------------------------------------------------------------------------- start, end */

static rs_err open_signals(process *self, rs_error *error)
{
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    sigaddset(&stop, SIGINT);
    signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_BLOCK, &stop, NULL); /* before any thread exists */
    self->signals = signalfd(-1, &stop, SFD_NONBLOCK | SFD_CLOEXEC);
    if (self->signals < 0)
        return rs_fail(error, RS_INTERNAL, "no descriptors are left: %s", strerror(errno));
    zsys_init();
    zsys_handler_set(NULL);
    return RS_OK;
}

/* The doorman is there before anybody can knock. */
static rs_err open_door(process *self, rs_error *error)
{
    bool curve = self->config.broker.curve;
    const char *folder = self->config.broker.keys;
    rs_err rc = curve ? keys_load(folder, "broker", &self->keys, error) : RS_OK;
    if (rc)
        return rc;
    if (!curve)
        log_warning("WITHOUT [broker] curve: nothing is encrypted, and everybody on this machine "
                    "who can connect is believed to be who they say they are");
    self->zap = zap_open(curve ? folder : NULL);
    self->doorman = zsock_new(ZMQ_REP);
    RS_ASSERT(self->doorman);
    if (zsock_bind(self->doorman, ZAP_ENDPOINT) < 0)
        return rs_fail(error, RS_INTERNAL, "%s: %s", ZAP_ENDPOINT, zmq_strerror(errno));
    return sockets_open(&self->sockets, &self->config, curve ? &self->keys : NULL, error);
}

static rs_err start(process *self, rs_error *error)
{
    log_level level = LOG_LEVEL_INFO;
    log_open("broker", level);
    rs_err rc = config_load(self->config_file, &self->config, error);
    if (rc)
        return rc;
    if (!log_level_parse(self->config.log.level, &level))
        return rs_fail(error, RS_CONFIG, "%s: log.level: error, warning, info or debug is wanted",
                       self->config_file);
    log_open("broker", level);
    rc = open_signals(self, error);
    if (!rc)
        rc = open_door(self, error);
    if (rc)
        return rc;
    broker_options options = {
        .curve = self->config.broker.curve,
        .heartbeat_ms = self->config.broker.heartbeat_ms,
        .queue_max = (size_t)self->config.broker.queue_max,
        .client_max = (size_t)self->config.broker.client_max,
        .services = self->config.broker.services,
    };
    self->broker = broker_open(&options, send_to_peer, self, now());
    return RS_OK;
}

static void finish(process *self)
{
    if (self->broker)
        broker_goodbye(self->broker);
    broker_close(&self->broker);
    sockets_close(&self->sockets);
    zsock_destroy(&self->doorman);
    zap_close(&self->zap);
    if (self->signals >= 0)
        close(self->signals);
    sodium_memzero(&self->keys, sizeof self->keys);
}

int main(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"config", 'c', "FILE", 0,
         "The configuration (/etc/refsys/refsys.toml, or else refsys.toml here)", 0},
        {0}};
    static const struct argp parser = {
        .options = options,
        .parser = parse_option,
        .doc = "Passes messages between the processes of refsys; keeps nothing.",
    };
    static process self = {.signals = -1, .sockets = {.locks = {-1, -1, -1}}};
    rs_error error = {0};
    memory_keep_private();
    self.config_file = config_default_file();
    argp_parse(&parser, argc, argv, 0, NULL, &self);
    rs_err rc = sodium_init() < 0 ? rs_fail(&error, RS_INTERNAL, "no source of randomness")
                                  : start(&self, &error);
    if (rc) {
        log_error("%s", error.text);
    } else {
        notify_ready();
        log_info("listens at %s", self.sockets.address);
        run(&self);
        notify_stopping();
    }
    finish(&self);
    return rc ? 1 : 0;
}
