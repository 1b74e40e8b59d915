/* broker_bench - requests a second through refsys-broker, and through zmq_proxy.
 *
 *     broker_bench --way plain|curve|proxy --folder DIR --program BROKER --requests N --outstanding
 * N
 *
 * Through the broker a request is one of the poller to the ledger as the broker checks it:
 * envelope, role, method, deadline, ticket. The ledger here is an echo with credit. Through
 * zmq_proxy it is the payload alone. Both over TCP of loopback. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/clock.h"
#include "shared/frames.h"
#include "shared/keys.h"
#include "shared/mdp.h"
#include "shared/protocol.h"
#include "tests/bench/parties.h"

enum { CREDIT = 1000, DEADLINE_MS = 600000 };

typedef struct {
    void *socket;
    bool broker; /* Majordomo is spoken; else the payload is all */
    int64_t deadline;
    rs_buf text;
    arena *memory;
} end;

/* ------------------------------------------------------------------------- sockets */

static void *socket_open(int type)
{
    static void *context;
    int zero = 0;
    if (!context)
        context = zmq_ctx_new();
    void *socket = zmq_socket(context, type);
    if (!socket)
        give_up("socket", zmq_strerror(zmq_errno()));
    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &zero, sizeof zero);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &zero, sizeof zero);
    return socket;
}

static void load_keys(const parties *self, const char *role, rs_key_pair *out)
{
    char folder[PATH_MAX];
    rs_error error = {0};
    snprintf(folder, sizeof folder, "%s/keys", self->folder);
    if (keys_load(folder, role, out, &error))
        give_up("keys", error.text);
}

static void use_keys(const parties *self, void *socket, const char *role)
{
    rs_key_pair own, broker;
    load_keys(self, role, &own);
    load_keys(self, "broker", &broker);
    zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, broker.public_key, KEYS_Z85_SIZE);
    zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, own.public_key, KEYS_Z85_SIZE);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, own.secret_key, KEYS_Z85_SIZE);
}

static void end_open(end *self, const parties *run, rs_role role, int port)
{
    char address[64];
    const char *name = codec_enum_name(&rs_role_enum, (int)role);
    *self = (end){.socket = socket_open(ZMQ_DEALER), .memory = arena_open()};
    self->broker = strcmp(run->way, "proxy") != 0;
    self->deadline = clock_system_ms() + DEADLINE_MS;
    if (run->curve)
        use_keys(run, self->socket, name);
    snprintf(address, sizeof address, "tcp://127.0.0.1:%d", port);
    if (zmq_connect(self->socket, address))
        give_up(address, zmq_strerror(zmq_errno()));
    if (!self->broker)
        return;
    rs_actor_status status = {
        .role = role, .name = name, .pid = getpid(), .version = "bench", .since = 1, .ready = true};
    frames hello = {0};
    frames_add_text(&hello, MDP_CLIENT);
    frames_add_byte(&hello, MDP_CLIENT_HEARTBEAT);
    codec_encode(&rs_actor_status_type, &status, &self->text);
    frames_add_buf(&hello, &self->text);
    frames_pack(&hello, 0);
    frames_send(&hello, self->socket);
}

static bool end_receive(end *self, frames *message, int wait_ms)
{
    zmq_pollitem_t item = {.socket = self->socket, .events = ZMQ_POLLIN};
    frames_result got = frames_receive(message, self->socket);
    if (got == FRAMES_NONE && zmq_poll(&item, 1, wait_ms) > 0)
        got = frames_receive(message, self->socket);
    if (got == FRAMES_GOT && self->broker)
        frames_unpack(message, 0);
    return got == FRAMES_GOT;
}

static void end_send(end *self, frames *message)
{
    if (self->broker)
        frames_pack(message, 0);
    int code = frames_send(message, self->socket);
    if (code)
        give_up("send", zmq_strerror(code));
}

/* ------------------------------------------------------------------------- who answers */

/* MDPW02, REQUEST, ticket, empty, envelope, argument, caller */
static void answer_as_worker(end *self, frames *request)
{
    enum { TICKET = 2, ENVELOPE = 4, ARGUMENT = 5, COUNT = 7 };
    rs_envelope envelope;
    rs_error error = {0};
    frames answer = {0};
    if (!frames_is_byte(request, 1, MDP_WORKER_REQUEST))
        return;
    rs_bytes bytes = frames_at(request, ENVELOPE);
    if (request->count != COUNT)
        give_up("a request", "not of the form that refsys-broker gives it");
    if (codec_decode(&rs_envelope_type, bytes.data, bytes.size, CODEC_TOLERANT, self->memory,
                     &envelope, &error))
        give_up("a request", error.text);
    frames_add_text(&answer, MDP_WORKER);
    frames_add_byte(&answer, MDP_WORKER_FINAL);
    frames_move(&answer, &request->part[TICKET]);
    frames_add_text(&answer, "");
    codec_encode(&rs_answer_type, &(rs_answer){.id = envelope.id}, &self->text);
    frames_add_buf(&answer, &self->text);
    frames_move(&answer, &request->part[ARGUMENT]);
    end_send(self, &answer);
    arena_reset(self->memory);
}

static _Noreturn void answer_all(const parties *run, int port)
{
    end self;
    frames message = {0};
    end_open(&self, run, RS_ROLE_LEDGER, port);
    if (self.broker) {
        char credit[16];
        snprintf(credit, sizeof credit, "%d", CREDIT);
        frames_add_text(&message, MDP_WORKER);
        frames_add_byte(&message, MDP_WORKER_READY);
        frames_add_text(&message, rs_services[RS_SERVICE_LEDGER].name);
        frames_add_text(&message, credit);
        end_send(&self, &message);
    }
    for (;;) {
        if (!end_receive(&self, &message, -1))
            continue;
        if (self.broker)
            answer_as_worker(&self, &message);
        else
            end_send(&self, &message); /* as it came, with the address of whom it is for */
        frames_clear(&message);
    }
}

/* ------------------------------------------------------------------------- who asks */

static void ask(void *arg, uint64_t number)
{
    end *self = arg;
    uint8_t payload[PAYLOAD_SIZE];
    frames request = {0};
    payload_write(number, payload);
    if (self->broker) {
        rs_envelope envelope = {.v = RS_PROTOCOL_VERSION,
                                .id = (int64_t)number,
                                .method = RS_WATERMARK_SET,
                                .deadline = self->deadline};
        frames_add_text(&request, MDP_CLIENT);
        frames_add_byte(&request, MDP_CLIENT_REQUEST);
        frames_add_text(&request, rs_services[RS_SERVICE_LEDGER].name);
        codec_encode(&rs_envelope_type, &envelope, &self->text);
        frames_add_buf(&request, &self->text);
    }
    frames_add(&request, payload, sizeof payload);
    end_send(self, &request);
}

/* MDPC02, FINAL, service, answer, result. Else it is the broker's heartbeat, or it refuses the
 * first request until the worker is there. */
static bool is_answer(end *self, const frames *message)
{
    enum { ANSWER = 3 };
    rs_answer answer;
    rs_error error = {0};
    rs_bytes bytes = frames_at(message, ANSWER);
    if (!frames_is_byte(message, 1, MDP_CLIENT_FINAL))
        return false;
    if (codec_decode(&rs_answer_type, bytes.data, bytes.size, CODEC_TOLERANT, self->memory, &answer,
                     &error))
        give_up("an answer of the broker", error.text);
    if (answer.code && answer.id != 0)
        give_up("the broker refuses", answer.detail ? answer.detail : "");
    bool good = answer.code == RS_OK;
    arena_reset(self->memory);
    return good;
}

static int64_t heard(void *arg, int wait_ms)
{
    end *self = arg;
    frames message = {0};
    do {
        frames_clear(&message);
        if (!end_receive(self, &message, wait_ms))
            return -1;
    } while (self->broker && !is_answer(self, &message));
    rs_bytes payload = frames_at(&message, message.count - 1);
    int64_t number = payload_read(payload.data, payload.size);
    frames_clear(&message);
    return number;
}

/* ------------------------------------------------------------------------- in the middle */

static void start_broker(parties *run)
{
    char config[PATH_MAX];
    rs_key_pair made;
    snprintf(config, sizeof config, "%s/refsys.toml", run->folder);
    FILE *out = fopen(config, "we");
    if (!out)
        give_up(config, strerror(errno));
    fprintf(out,
            "[broker]\ncurve = %s\nkeys = \"%s/keys\"\nheartbeat_ms = 60000\n"
            "requests = \"tcp://127.0.0.1:%d\"\npublish = \"ipc://%s/publish\"\n"
            "subscribe = \"ipc://%s/subscribe\"\n",
            run->curve ? "true" : "false", run->folder, run->port, run->folder, run->folder);
    if (fclose(out))
        give_up(config, strerror(errno));
    if (run->curve)
        load_keys(run, "broker", &made);
    party_run(run, run->program, (const char *[]){run->program, "--config", config, NULL});
}

static void bind_at(void *socket, int port)
{
    char address[64];
    snprintf(address, sizeof address, "tcp://127.0.0.1:%d", port);
    if (zmq_bind(socket, address))
        give_up(address, zmq_strerror(zmq_errno()));
}

static void start_proxy(parties *run, int back)
{
    if (!party_fork(run))
        return;
    void *asking = socket_open(ZMQ_ROUTER);
    void *answering = socket_open(ZMQ_DEALER);
    bind_at(asking, run->port);
    bind_at(answering, back);
    zmq_proxy(asking, answering, NULL);
    give_up("zmq_proxy", zmq_strerror(zmq_errno()));
}

int main(int argc, char **argv)
{
    parties run;
    end self;
    parties_parse(&run, argc, argv, "--way plain | curve | proxy");
    int back = run.port;
    run.curve = strcmp(run.way, "curve") == 0;
    if (strcmp(run.way, "proxy") == 0)
        start_proxy(&run, back = parties_free_port());
    else
        start_broker(&run);
    if (party_fork(&run))
        answer_all(&run, back);
    end_open(&self, &run, RS_ROLE_OZON, run.port);
    parties_measure(&run, &(asker){&self, ask, heard});
    return EXIT_SUCCESS;
}
