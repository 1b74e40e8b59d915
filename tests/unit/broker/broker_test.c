/* The broker with hand-made times and messages, and no sockets. Peers are letters; what the broker
 * sends is noted as text, frame by frame: "W|MDPW02|2|...". */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "broker/broker.h"
#include "shared/mdp.h"

enum { BEAT_MS = 1000, LIVENESS_MS = MDP_LIVENESS * BEAT_MS, SENT_MAX = 64, TICKET_FRAME = 3 };

typedef struct {
    broker *broker;
    broker_time now;
    char gone[8];  /* peers that cannot be reached */
    char full[8];  /* ... or take no more */
    char packs[8]; /* peers whose messages come as one frame */
    frames sent[SENT_MAX];
    bool packed[SENT_MAX]; /* ... and so did this one to them */
    size_t sent_count;
    size_t seen; /* of those, by expect() */
} world;

static int note(void *arg, frames *message)
{
    world *self = arg;
    rs_bytes to = frames_at(message, 0);
    if (memchr(self->gone, to.data[0], strlen(self->gone))) {
        frames_clear(message);
        return EHOSTUNREACH;
    }
    if (memchr(self->full, to.data[0], strlen(self->full))) {
        frames_clear(message);
        return EAGAIN;
    }
    assert_true(self->sent_count < SENT_MAX);
    self->packed[self->sent_count] = frames_unpack(message, 1);
    self->sent[self->sent_count++] = *message;
    *message = (frames){0};
    return 0;
}

static void forget_sent(world *self)
{
    for (size_t n = 0; n < self->sent_count; n++)
        frames_clear(&self->sent[n]);
    self->sent_count = self->seen = 0;
}

static broker_options plain_options(void)
{
    return (broker_options){.curve = true,
                            .heartbeat_ms = BEAT_MS,
                            .queue_max = 2,
                            .client_max = 4,
                            .services = "echo"};
}

static void begin(world *self, broker_options options)
{
    self->now = (broker_time){1000000, 1700000000000};
    self->broker = broker_open(&options, note, self, self->now);
}

static int set_up(void **state)
{
    world *self = calloc(1, sizeof *self);
    begin(self, plain_options());
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    world *self = *state;
    forget_sent(self);
    broker_close(&self->broker);
    free(self);
    return 0;
}

/* -------------------------------------------------------------------------- what peers say */

static frames message_of(char peer, const char *header, int command)
{
    frames message = {0};
    frames_add(&message, &peer, 1);
    frames_add_text(&message, header);
    frames_add_byte(&message, command);
    return message;
}

static void deliver(world *self, frames *message, rs_role proven)
{
    rs_bytes from = frames_at(message, 0);
    broker_origin origin = {proven, from.size ? from.data[0] : -1};
    if (from.size && memchr(self->packs, from.data[0], strlen(self->packs)))
        frames_pack(message, 1);
    broker_receive(self->broker, self->now, message, origin);
    assert_int_equal(message->count, 0);
}

static void hello_of(world *self, char peer, rs_role proven, rs_role role, const char *name,
                     int64_t pid)
{
    rs_buf bytes = {0};
    frames message = message_of(peer, MDP_CLIENT, MDP_CLIENT_HEARTBEAT);
    rs_actor_status status = {
        .role = role, .name = name, .pid = pid, .version = "1", .since = 1, .ready = true};
    codec_encode(&rs_actor_status_type, &status, &bytes);
    frames_add_buf(&message, &bytes);
    deliver(self, &message, proven);
}

static void hello(world *self, char peer, rs_role role)
{
    hello_of(self, peer, role, role, codec_enum_name(&rs_role_enum, (int)role), peer);
}

static void ready(world *self, char peer, rs_role proven, const char *service, const char *credit)
{
    frames message = message_of(peer, MDP_WORKER, MDP_WORKER_READY);
    frames_add_text(&message, service);
    if (credit)
        frames_add_text(&message, credit);
    deliver(self, &message, proven);
}

static void ask_with(world *self, char peer, rs_role proven, const char *service,
                     rs_envelope envelope)
{
    rs_buf bytes = {0};
    frames message = message_of(peer, MDP_CLIENT, MDP_CLIENT_REQUEST);
    codec_encode(&rs_envelope_type, &envelope, &bytes);
    frames_add_text(&message, service);
    frames_add_buf(&message, &bytes);
    frames_add(&message, "\x80", 1);
    deliver(self, &message, proven);
}

/* A poller's watermark.get, good for five seconds. */
static rs_envelope question(const world *self, int64_t id)
{
    return (rs_envelope){.v = RS_PROTOCOL_VERSION,
                         .id = id,
                         .method = RS_WATERMARK_GET,
                         .deadline = self->now.system_ms + 5000};
}

static void ask(world *self, char peer, int64_t id)
{
    ask_with(self, peer, RS_ROLE_OZON, "reader", question(self, id));
}

/* The worker gives the ticket of a message it got back, with an answer. */
static void answer(world *self, char peer, rs_role proven, const frames *request, const char *text)
{
    rs_bytes ticket = frames_at(request, TICKET_FRAME);
    frames message = message_of(peer, MDP_WORKER, MDP_WORKER_FINAL);
    frames_add(&message, ticket.data, ticket.size);
    frames_add(&message, NULL, 0);
    frames_add_text(&message, text);
    deliver(self, &message, proven);
}

static void pass(world *self, int64_t ms)
{
    self->now.mono_ms += ms;
    self->now.system_ms += ms;
    broker_tick(self->broker, self->now);
}

/* ----------------------------------------------------------------------- what the broker says */

/* The next message; heartbeats are looked over unless they are what is wanted. */
static const frames *next(world *self)
{
    while (self->seen < self->sent_count) {
        const frames *message = &self->sent[self->seen++];
        if (!frames_is_byte(message, 2, MDP_WORKER_HEARTBEAT))
            return message;
    }
    return NULL;
}

static void nothing(world *self)
{
    assert_null(next(self));
}

static const frames *expect(world *self, char peer, const char *header, int command)
{
    const frames *message = next(self);
    assert_non_null(message);
    assert_int_equal(frames_at(message, 0).data[0], peer);
    assert_true(frames_is(message, 1, header));
    assert_true(frames_is_byte(message, 2, command));
    return message;
}

/* A refusal by the broker itself. */
static void expect_code(world *self, char peer, int64_t id, rs_err code)
{
    rs_answer got;
    const frames *message = expect(self, peer, MDP_CLIENT, MDP_CLIENT_FINAL);
    rs_bytes bytes = frames_at(message, 4);
    arena *memory = arena_open();
    assert_int_equal(
        codec_decode(&rs_answer_type, bytes.data, bytes.size, CODEC_STRICT, memory, &got, NULL),
        RS_OK);
    assert_int_equal(got.code, code);
    assert_int_equal(got.id, id);
    arena_close(&memory);
}

static const frames *expect_request(world *self, char worker)
{
    return expect(self, worker, MDP_WORKER, MDP_WORKER_REQUEST);
}

/* ----------------------------------------------------------------------------------- tests */

static void
test_a_request_goes_to_the_worker_with_the_callers_name_and_the_answer_back(void **state)
{
    world *self = *state;
    hello_of(self, 'C', RS_ROLE_OZON, RS_ROLE_OZON, "ozon@2", 1);
    ready(self, 'R', RS_ROLE_READER, "reader", "10");
    ask(self, 'C', 77);
    const frames *request = expect_request(self, 'R');
    assert_int_equal(request->count, 8);
    assert_int_equal(frames_at(request, 4).size, 0);
    rs_caller caller;
    rs_bytes stamp = frames_at(request, 7);
    arena *memory = arena_open();
    assert_int_equal(
        codec_decode(&rs_caller_type, stamp.data, stamp.size, CODEC_STRICT, memory, &caller, NULL),
        RS_OK);
    assert_int_equal(caller.role, RS_ROLE_OZON);
    assert_string_equal(caller.name, "ozon@2");
    arena_close(&memory);
    answer(self, 'R', RS_ROLE_READER, request, "result");
    const frames *reply = expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL);
    assert_true(frames_is(reply, 3, "reader"));
    assert_true(frames_is(reply, 4, "result"));
    nothing(self);
}

static void test_each_is_spoken_to_as_it_speaks_in_one_frame_or_in_several(void **state)
{
    world *self = *state;
    const char *who_packs[] = {"", "C", "R", "CR"};
    hello_of(self, 'C', RS_ROLE_OZON, RS_ROLE_OZON, "ozon@2", 1);
    ready(self, 'R', RS_ROLE_READER, "reader", "10");
    for (size_t n = 0; n < sizeof who_packs / sizeof *who_packs; n++) {
        snprintf(self->packs, sizeof self->packs, "%s", who_packs[n]);
        hello_of(self, 'C', RS_ROLE_OZON, RS_ROLE_OZON, "ozon@2", 1);
        frames beat = message_of('R', MDP_WORKER, MDP_WORKER_HEARTBEAT);
        deliver(self, &beat, RS_ROLE_READER);
        forget_sent(self);
        ask(self, 'C', (int64_t)n);
        const frames *request = expect_request(self, 'R');
        assert_int_equal(request->count, 8);
        assert_int_equal(self->packed[0], strchr(self->packs, 'R') != NULL);
        answer(self, 'R', RS_ROLE_READER, request, "result");
        assert_true(frames_is(expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL), 4, "result"));
        assert_int_equal(self->packed[1], strchr(self->packs, 'C') != NULL);
    }
}

static void test_a_client_that_never_said_hello_is_called_by_the_role_of_its_key(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "10");
    ask(self, 'C', 1);
    rs_bytes stamp = frames_at(expect_request(self, 'R'), 7);
    assert_non_null(memmem(stamp.data, stamp.size, "ozon", 4));
}

static void test_a_worker_gets_no_more_than_its_credit(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "2");
    for (int64_t id = 1; id <= 4; id++)
        ask(self, 'C', id);
    const frames *first = expect_request(self, 'R');
    expect_request(self, 'R');
    nothing(self); /* two wait */
    answer(self, 'R', RS_ROLE_READER, first, "done");
    expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL);
    expect_request(self, 'R');
    nothing(self);
}

static void test_without_a_credit_a_worker_gets_one_at_a_time(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", NULL);
    ask(self, 'C', 1);
    ask(self, 'C', 2);
    expect_request(self, 'R');
    nothing(self);
}

static void test_work_goes_to_whoever_has_least_of_it(void **state)
{
    world *self = *state;
    ready(self, 'Q', RS_ROLE_READER, "reader", "10");
    ready(self, 'R', RS_ROLE_READER, "reader", "10");
    int of_q = 0;
    for (int64_t id = 1; id <= 4; id++) {
        ask(self, (char)('A' + id), id);
        const frames *request = next(self);
        of_q += frames_at(request, 0).data[0] == 'Q';
    }
    assert_int_equal(of_q, 2);
}

static void test_a_full_queue_and_a_greedy_client_are_busy_at_once(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    ask(self, 'B', 1);
    expect_request(self, 'R');
    ask(self, 'B', 2);
    ask(self, 'B', 3);
    nothing(self);
    ask(self, 'C', 4); /* the queue holds two */
    expect_code(self, 'C', 4, RS_BUSY);
    ready(self, 'Q', RS_ROLE_READER, "reader", "100");
    expect_request(self, 'Q');
    expect_request(self, 'Q');
    for (int64_t id = 5; id <= 8; id++) {
        ask(self, 'C', id);
        expect_request(self, 'Q');
    }
    ask(self, 'C', 9); /* a client has four */
    expect_code(self, 'C', 9, RS_BUSY);
}

static void test_with_no_worker_the_client_is_told_at_once(void **state)
{
    world *self = *state;
    ask(self, 'C', 1);
    expect_code(self, 'C', 1, RS_UNAVAILABLE);
}

static void test_what_a_lost_worker_had_is_unavailable_and_never_given_to_another(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "2");
    ask(self, 'B', 1);
    ask(self, 'C', 2);
    ask(self, 'C', 3); /* waits */
    expect_request(self, 'R');
    expect_request(self, 'R');
    ready(self, 'Q', RS_ROLE_READER, "reader", "0"); /* no credit: sent away */
    expect(self, 'Q', MDP_WORKER, MDP_WORKER_DISCONNECT);
    frames message = message_of('R', MDP_WORKER, MDP_WORKER_DISCONNECT);
    deliver(self, &message, RS_ROLE_READER);
    expect_code(self, 'B', 1, RS_UNAVAILABLE);
    expect_code(self, 'C', 2, RS_UNAVAILABLE);
    expect_code(self, 'C', 3, RS_UNAVAILABLE);
    ready(self, 'Q', RS_ROLE_READER, "reader", "9");
    nothing(self);
}

static void test_when_the_connection_of_a_worker_ends_its_clients_are_told_at_once(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "2");
    ask(self, 'C', 1);
    expect_request(self, 'R');
    broker_disconnected(self->broker, self->now, 'X'); /* somebody else's */
    nothing(self);
    broker_disconnected(self->broker, self->now, 'R');
    expect_code(self, 'C', 1, RS_UNAVAILABLE);
    ready(self, 'R', RS_ROLE_READER, "reader", "2");
    ask(self, 'C', 2);
    expect_request(self, 'R');
}

static void test_what_waits_goes_to_the_next_worker_when_one_is_lost(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    ready(self, 'Q', RS_ROLE_READER, "reader", "1");
    ask(self, 'A', 1);
    ask(self, 'A', 2);
    const frames *one = next(self);
    const frames *two = next(self);
    const frames *of_r = frames_at(one, 0).data[0] == 'R' ? one : two;
    ask(self, 'A', 3);
    frames message = message_of('Q', MDP_WORKER, MDP_WORKER_DISCONNECT);
    deliver(self, &message, RS_ROLE_READER);
    expect(self, 'A', MDP_CLIENT, MDP_CLIENT_FINAL);
    nothing(self);
    answer(self, 'R', RS_ROLE_READER, of_r, "done");
    expect(self, 'A', MDP_CLIENT, MDP_CLIENT_FINAL);
    expect_request(self, 'R');
}

static void test_a_busy_worker_that_falls_silent_is_lost_too(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    rs_envelope patient = question(self, 1);
    patient.deadline += 60000;
    ask_with(self, 'C', RS_ROLE_OZON, "reader", patient);
    expect_request(self, 'R');
    for (int n = 0; n < MDP_LIVENESS; n++)
        pass(self, BEAT_MS);
    nothing(self);
    pass(self, BEAT_MS);
    expect(self, 'R', MDP_WORKER, MDP_WORKER_DISCONNECT);
    expect_code(self, 'C', 1, RS_UNAVAILABLE);
    /* It wakes up: what it says is of a connection that is over. */
    frames message = message_of('R', MDP_WORKER, MDP_WORKER_HEARTBEAT);
    deliver(self, &message, RS_ROLE_READER);
    expect(self, 'R', MDP_WORKER, MDP_WORKER_DISCONNECT);
}

static void test_when_the_broker_itself_was_stopped_nobody_is_taken_for_silent(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    pass(self, 60000);
    nothing(self);
    ask(self, 'C', 1);
    expect_request(self, 'R');
}

static void test_a_deadline_is_a_timeout_and_the_credit_stays_with_the_worker(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    ask(self, 'C', 1);
    ask(self, 'C', 2);
    const frames *request = expect_request(self, 'R');
    assert_true(broker_next_ms(self->broker) - self->now.mono_ms <= BEAT_MS);
    hello(self, 'R', RS_ROLE_READER);
    pass(self, 4999);
    hello(self, 'R', RS_ROLE_READER);
    nothing(self);
    pass(self, 1);
    expect_code(self, 'C', 1, RS_TIMEOUT);
    expect_code(self, 'C', 2, RS_TIMEOUT);
    ask(self, 'C', 3); /* the worker is still at the first */
    nothing(self);
    answer(self, 'R', RS_ROLE_READER, request, "too late");
    expect_request(self, 'R'); /* the late answer went nowhere, but gave the credit back */
    nothing(self);
}

static void test_a_request_that_is_late_already_goes_nowhere(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    rs_envelope late = question(self, 1);
    late.deadline = self->now.system_ms;
    ask_with(self, 'C', RS_ROLE_OZON, "reader", late);
    expect_code(self, 'C', 1, RS_TIMEOUT);
}

static void test_an_answer_counts_only_from_the_worker_that_was_asked_and_only_once(void **state)
{
    world *self = *state;
    ready(self, 'Q', RS_ROLE_READER, "reader", "1");
    ask(self, 'C', 1);
    const frames *request = expect_request(self, 'Q');
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    answer(self, 'R', RS_ROLE_READER, request, "forged");
    nothing(self);
    answer(self, 'Q', RS_ROLE_READER, request, "true");
    assert_true(frames_is(expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL), 4, "true"));
    answer(self, 'Q', RS_ROLE_READER, request, "again");
    nothing(self);
    ask(self, 'C', 2); /* the slot is used anew: the old ticket opens nothing */
    answer(self, 'Q', RS_ROLE_READER, request, "stale");
    const frames *second = next(self);
    assert_true(frames_is_byte(second, 2, MDP_WORKER_REQUEST));
    nothing(self);
}

static void test_a_partial_answer_leaves_the_request_open(void **state)
{
    world *self = *state;
    ready(self, 'E', RS_ROLE_OZON, "echo", NULL);
    frames message = message_of('C', MDP_CLIENT, MDP_CLIENT_REQUEST);
    frames_add_text(&message, "echo");
    frames_add_text(&message, "hello");
    deliver(self, &message, RS_ROLE_OZON);
    const frames *request = expect_request(self, 'E');
    assert_int_equal(request->count, 6); /* a foreign one: no stamp */
    rs_bytes ticket = frames_at(request, TICKET_FRAME);
    message = message_of('E', MDP_WORKER, MDP_WORKER_PARTIAL);
    frames_add(&message, ticket.data, ticket.size);
    frames_add(&message, NULL, 0);
    frames_add_text(&message, "part");
    deliver(self, &message, RS_ROLE_OZON);
    assert_true(frames_is(expect(self, 'C', MDP_CLIENT, MDP_CLIENT_PARTIAL), 4, "part"));
    answer(self, 'E', RS_ROLE_OZON, request, "rest");
    assert_true(frames_is(expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL), 4, "rest"));
}

static void test_each_method_is_for_the_roles_of_the_protocol_and_no_other(void **state)
{
    world *self = *state;
    ready(self, 'L', RS_ROLE_LEDGER, "ledger", "100000");
    ready(self, 'R', RS_ROLE_READER, "reader", "100000");
    ready(self, 'O', RS_ROLE_OZON, "ozon", "100000");
    ready(self, 'T', RS_ROLE_TELEGRAM, "telegram", "100000");
    ready(self, 'S', RS_ROLE_SUPPORT, "support", "100000");
    static const char workers[RS_SERVICES_COUNT] = {
        [RS_SERVICE_LEDGER] = 'L',   [RS_SERVICE_READER] = 'R',  [RS_SERVICE_OZON] = 'O',
        [RS_SERVICE_TELEGRAM] = 'T', [RS_SERVICE_SUPPORT] = 'S',
    };
    for (size_t n = 0; n < rs_methods_count; n++)
        for (size_t r = 0; r < rs_role_enum.count; r++) {
            const rs_method *method = &rs_methods[n];
            rs_role role = (rs_role)rs_role_enum.values[r].value;
            rs_envelope envelope = question(self, 1);
            char peer = (char)('a' + role);
            envelope.method = method->id;
            ask_with(self, peer, role, rs_services[method->service].name, envelope);
            if (!protocol_may_call(method, role))
                expect_code(self, peer, 1, RS_FORBIDDEN);
            else if (method->service == RS_SERVICE_BROKER)
                expect_code(self, peer, 1, RS_OK);
            else
                answer(self, workers[method->service], rs_services[method->service].role,
                       expect_request(self, workers[method->service]), "");
            forget_sent(self);
        }
}

static void test_a_method_at_the_wrong_service_is_a_bad_request(void **state)
{
    world *self = *state;
    ready(self, 'L', RS_ROLE_LEDGER, "ledger", "1");
    ask_with(self, 'C', RS_ROLE_OZON, "ledger", question(self, 1));
    expect_code(self, 'C', 1, RS_BAD_REQUEST);
    ask_with(self, 'C', RS_ROLE_OZON, "mmi.refsys", question(self, 2));
    expect_code(self, 'C', 2, RS_BAD_REQUEST);
    ask_with(self, 'C', RS_ROLE_OZON, "nowhere", question(self, 3));
    expect_code(self, 'C', 0, RS_NOT_FOUND);
    rs_envelope other = question(self, 4);
    other.v = RS_PROTOCOL_VERSION + 1;
    ask_with(self, 'C', RS_ROLE_OZON, "reader", other);
    expect_code(self, 'C', 4, RS_BAD_REQUEST);
    other = question(self, 5);
    other.method = 9999;
    ask_with(self, 'C', RS_ROLE_OZON, "reader", other);
    expect_code(self, 'C', 5, RS_BAD_REQUEST);
}

static void test_a_service_is_offered_only_by_its_role_and_once(void **state)
{
    world *self = *state;
    ready(self, 'X', RS_ROLE_OZON, "ledger", "1");
    expect(self, 'X', MDP_WORKER, MDP_WORKER_DISCONNECT);
    ready(self, 'X', RS_ROLE_OZON, "mmi.refsys", "1");
    expect(self, 'X', MDP_WORKER, MDP_WORKER_DISCONNECT);
    ready(self, 'X', RS_ROLE_OZON, "unheard-of", "1");
    expect(self, 'X', MDP_WORKER, MDP_WORKER_DISCONNECT);
    ready(self, 'X', RS_ROLE_LEDGER, "ledger", "many");
    expect(self, 'X', MDP_WORKER, MDP_WORKER_DISCONNECT);
    ready(self, 'X', RS_ROLE_LEDGER, "ledger", "100001");
    expect(self, 'X', MDP_WORKER, MDP_WORKER_DISCONNECT);
    ready(self, 'X', RS_ROLE_LEDGER, "ledger", "1");
    nothing(self);
    ready(self, 'X', RS_ROLE_LEDGER, "ledger", "1");
    expect(self, 'X', MDP_WORKER, MDP_WORKER_DISCONNECT);
}

static void test_an_address_is_no_inheritance(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    hello(self, 'P', RS_ROLE_OZON);
    ask(self, 'P', 1);
    expect_request(self, 'R');
    /* Another connection has the same address and another key. */
    ask_with(self, 'P', RS_ROLE_GATEWAY, "reader", question(self, 2));
    expect_code(self, 'P', 2, RS_FORBIDDEN);
}

static void test_without_curve_the_role_is_what_the_peer_says(void **state)
{
    world *self = *state;
    broker_options options = plain_options();
    options.curve = false;
    broker_close(&self->broker);
    begin(self, options);
    ask_with(self, 'C', (rs_role)0, "reader", question(self, 1));
    expect_code(self, 'C', 1, RS_UNAVAILABLE); /* not yet introduced: shall come again */
    hello_of(self, 'R', (rs_role)0, RS_ROLE_READER, "reader", 1);
    ready(self, 'R', (rs_role)0, "reader", "1");
    hello_of(self, 'C', (rs_role)0, RS_ROLE_OZON, "ozon", 2);
    ask_with(self, 'C', (rs_role)0, "reader", question(self, 2));
    expect_request(self, 'R');
}

static void test_a_name_that_does_not_fit_the_key_is_not_believed(void **state)
{
    world *self = *state;
    hello_of(self, 'X', RS_ROLE_OZON, RS_ROLE_LEDGER, "ledger", 1);
    ready(self, 'X', RS_ROLE_OZON, "ledger", "1");
    expect(self, 'X', MDP_WORKER, MDP_WORKER_DISCONNECT);
    hello_of(self, 'Y', RS_ROLE_OZON, RS_ROLE_OZON, "gateway", 1);
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    ask(self, 'Y', 1);
    rs_bytes stamp = frames_at(expect_request(self, 'R'), 7);
    assert_null(memmem(stamp.data, stamp.size, "gateway", 7));
}

static rs_broker_status ask_status(world *self, arena *memory)
{
    rs_broker_status status;
    rs_envelope envelope = question(self, 1);
    envelope.method = RS_BROKER_STATUS;
    ask_with(self, 'Z', RS_ROLE_CTL, "mmi.refsys", envelope);
    rs_bytes bytes = frames_at(expect(self, 'Z', MDP_CLIENT, MDP_CLIENT_FINAL), 5);
    assert_int_equal(codec_decode(&rs_broker_status_type, bytes.data, bytes.size, CODEC_STRICT,
                                  memory, &status, NULL),
                     RS_OK);
    return status;
}

static size_t actors_in_status(world *self, char *names, size_t size)
{
    arena *memory = arena_open();
    rs_broker_status status = ask_status(self, memory);
    *names = 0;
    for (size_t n = 0; n < status.actors.count; n++) {
        size_t used = strlen(names);
        snprintf(names + used, size - used, "%s ", status.actors.items[n].name);
    }
    size_t count = status.actors.count;
    arena_close(&memory);
    return count;
}

static void test_the_status_lists_everybody_who_said_hello_and_is_not_silent(void **state)
{
    world *self = *state;
    char names[100];
    hello(self, 'R', RS_ROLE_READER);
    hello(self, 'O', RS_ROLE_OZON);
    hello_of(self, 'G', RS_ROLE_GATEWAY, RS_ROLE_GATEWAY, "gateway@2", 5);
    assert_int_equal(actors_in_status(self, names, sizeof names), 3);
    assert_string_equal(names, "gateway@2 ozon reader ");
    for (int n = 0; n <= MDP_LIVENESS; n++) {
        hello(self, 'O', RS_ROLE_OZON);
        pass(self, BEAT_MS);
    }
    assert_int_equal(actors_in_status(self, names, sizeof names), 1);
    assert_string_equal(names, "ozon ");
}

static void expect_service(world *self, const char *name, rs_service_status wanted)
{
    arena *memory = arena_open();
    rs_broker_status status = ask_status(self, memory);
    const rs_service_status *got = NULL;
    for (size_t n = 0; n < status.services.count; n++)
        if (strcmp(status.services.items[n].name, name) == 0)
            got = &status.services.items[n];
    RS_ASSERT(got);
    assert_int_equal(got->workers, wanted.workers);
    assert_int_equal(got->queued, wanted.queued);
    assert_int_equal(got->given, wanted.given);
    assert_int_equal(got->served, wanted.served);
    assert_int_equal(got->within_10ms, wanted.within_10ms);
    assert_int_equal(got->within_100ms, wanted.within_100ms);
    assert_int_equal(got->within_1s, wanted.within_1s);
    assert_int_equal(got->slower, wanted.slower);
    assert_int_equal(got->busy, wanted.busy);
    arena_close(&memory);
}

/* One worker with one credit; two may wait. */
static void test_the_status_says_what_each_service_has_to_do_and_how_fast_it_was(void **state)
{
    static const int64_t pauses_ms[] = {10, 90, 900};
    world *self = *state;
    expect_service(self, "reader", (rs_service_status){0});
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    for (int64_t id = 1; id <= 4; id++)
        ask(self, 'C', id);
    const frames *request = expect_request(self, 'R');
    expect_code(self, 'C', 4, RS_BUSY);
    expect_service(self, "reader",
                   (rs_service_status){.workers = 1, .queued = 2, .given = 1, .busy = 1});
    for (size_t n = 0; n < 3; n++) { /* answered 10, 100 and 1000 ms after they came */
        pass(self, pauses_ms[n]);
        answer(self, 'R', RS_ROLE_READER, request, "here");
        expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL);
        if (n < 2)
            request = expect_request(self, 'R');
    }
    expect_service(self, "reader",
                   (rs_service_status){.workers = 1,
                                       .served = 3,
                                       .within_10ms = 1,
                                       .within_100ms = 1,
                                       .within_1s = 1,
                                       .busy = 1});
    ask(self, 'C', 5);
    request = expect_request(self, 'R');
    pass(self, 1001);
    answer(self, 'R', RS_ROLE_READER, request, "late");
    expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL);
    expect_service(self, "reader",
                   (rs_service_status){.workers = 1,
                                       .served = 4,
                                       .within_10ms = 1,
                                       .within_100ms = 1,
                                       .within_1s = 1,
                                       .slower = 1,
                                       .busy = 1});
}

static void test_a_process_that_comes_back_replaces_itself(void **state)
{
    world *self = *state;
    char names[100];
    hello_of(self, 'R', RS_ROLE_READER, RS_ROLE_READER, "reader", 42);
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    ask(self, 'C', 1);
    expect_request(self, 'R');
    hello_of(self, 'S', RS_ROLE_READER, RS_ROLE_READER, "reader", 42);
    expect_code(self, 'C', 1, RS_UNAVAILABLE); /* the one before will not answer any more */
    assert_int_equal(actors_in_status(self, names, sizeof names), 1);
}

static void test_a_client_that_is_gone_takes_its_place_in_the_queue_along(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "1");
    ask(self, 'C', 1);
    const frames *request = expect_request(self, 'R');
    ask(self, 'C', 2);
    ask(self, 'C', 3);
    ask(self, 'D', 4);
    expect_code(self, 'D', 4, RS_BUSY);
    strcpy(self->gone, "C");
    answer(self, 'R', RS_ROLE_READER, request, "nobody reads this");
    nothing(self); /* 2 and 3 are given to nobody */
    ask(self, 'D', 5);
    expect_request(self, 'R');
}

static void test_a_worker_that_is_gone_is_noticed_when_it_is_given_work(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "5");
    strcpy(self->gone, "R");
    ask(self, 'C', 1);
    expect_code(self, 'C', 1, RS_UNAVAILABLE);
    ask(self, 'C', 2);
    expect_code(self, 'C', 2, RS_UNAVAILABLE);
}

static void test_a_client_that_reads_nothing_harms_nobody(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "5");
    ask(self, 'C', 1);
    ask(self, 'D', 2);
    const frames *one = expect_request(self, 'R');
    const frames *two = expect_request(self, 'R');
    strcpy(self->full, "C");
    answer(self, 'R', RS_ROLE_READER, one, "lost");
    answer(self, 'R', RS_ROLE_READER, two, "read");
    assert_true(frames_is(expect(self, 'D', MDP_CLIENT, MDP_CLIENT_FINAL), 4, "read"));
}

static void test_discovery_says_which_services_there_are(void **state)
{
    static const struct {
        const char *service;
        const char *body;
        const char *code;
    } cases[] = {{"mmi.service", "reader", "200"},
                 {"mmi.service", "ledger", "404"},
                 {"mmi.service", "unheard-of", "404"},
                 {"mmi.other", "reader", "501"}};
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "5");
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        frames message = message_of('C', MDP_CLIENT, MDP_CLIENT_REQUEST);
        frames_add_text(&message, cases[n].service);
        frames_add_text(&message, cases[n].body);
        deliver(self, &message, RS_ROLE_OZON);
        const frames *reply = expect(self, 'C', MDP_CLIENT, MDP_CLIENT_FINAL);
        assert_true(frames_is(reply, 3, cases[n].service));
        assert_true(frames_is(reply, 4, cases[n].code));
    }
}

static void test_plain_workers_get_heartbeats_and_ours_answers_to_theirs(void **state)
{
    world *self = *state;
    ready(self, 'E', RS_ROLE_OZON, "echo", NULL);
    pass(self, BEAT_MS);
    assert_int_equal(self->sent_count, 1);
    assert_true(frames_is(&self->sent[0], 1, MDP_WORKER));
    assert_true(frames_is_byte(&self->sent[0], 2, MDP_WORKER_HEARTBEAT));
    hello(self, 'G', RS_ROLE_GATEWAY);
    assert_int_equal(self->sent_count, 2);
    assert_true(frames_is(&self->sent[1], 1, MDP_CLIENT));
}

static void test_messages_that_make_no_sense_are_dropped(void **state)
{
    world *self = *state;
    frames message = {0};
    frames_add_text(&message, "C");
    deliver(self, &message, RS_ROLE_OZON);
    frames_add_text(&message, "C");
    frames_add_text(&message, "MDPC01");
    frames_add_byte(&message, 1);
    deliver(self, &message, RS_ROLE_OZON);
    message = message_of('C', MDP_CLIENT, MDP_CLIENT_REQUEST);
    deliver(self, &message, RS_ROLE_OZON);
    message = message_of('C', MDP_CLIENT, 99);
    deliver(self, &message, RS_ROLE_OZON);
    message = message_of('C', MDP_CLIENT, MDP_CLIENT_HEARTBEAT);
    frames_add_text(&message, "no status");
    deliver(self, &message, RS_ROLE_OZON);
    message = message_of('C', MDP_CLIENT, MDP_CLIENT_REQUEST);
    frames_add_text(&message, "reader");
    frames_add_text(&message, "no envelope");
    deliver(self, &message, RS_ROLE_OZON);
    expect_code(self, 'C', 0, RS_BAD_REQUEST);
    message = message_of('C', MDP_CLIENT, MDP_CLIENT_REQUEST);
    frames_add_text(&message, "echo");
    while (message.count < FRAMES_MAX)
        frames_add(&message, NULL, 0);
    deliver(self, &message, RS_ROLE_OZON);
    nothing(self);
}

static void test_the_longest_foreign_request_fits(void **state)
{
    world *self = *state;
    ready(self, 'E', RS_ROLE_OZON, "echo", NULL);
    frames message = message_of('C', MDP_CLIENT, MDP_CLIENT_REQUEST);
    frames_add_text(&message, "echo");
    while (message.count < FRAMES_MAX - 1)
        frames_add(&message, NULL, 0);
    deliver(self, &message, RS_ROLE_OZON);
    assert_int_equal(expect_request(self, 'E')->count, FRAMES_MAX);
}

static void test_at_the_end_the_workers_are_told(void **state)
{
    world *self = *state;
    ready(self, 'R', RS_ROLE_READER, "reader", "5");
    hello(self, 'G', RS_ROLE_GATEWAY);
    broker_goodbye(self->broker);
    expect(self, 'R', MDP_WORKER, MDP_WORKER_DISCONNECT);
    nothing(self);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_request_goes_to_the_worker_with_the_callers_name_and_the_answer_back),
        TEST(test_each_is_spoken_to_as_it_speaks_in_one_frame_or_in_several),
        TEST(test_a_client_that_never_said_hello_is_called_by_the_role_of_its_key),
        TEST(test_a_worker_gets_no_more_than_its_credit),
        TEST(test_without_a_credit_a_worker_gets_one_at_a_time),
        TEST(test_work_goes_to_whoever_has_least_of_it),
        TEST(test_a_full_queue_and_a_greedy_client_are_busy_at_once),
        TEST(test_with_no_worker_the_client_is_told_at_once),
        TEST(test_what_a_lost_worker_had_is_unavailable_and_never_given_to_another),
        TEST(test_when_the_connection_of_a_worker_ends_its_clients_are_told_at_once),
        TEST(test_what_waits_goes_to_the_next_worker_when_one_is_lost),
        TEST(test_a_busy_worker_that_falls_silent_is_lost_too),
        TEST(test_when_the_broker_itself_was_stopped_nobody_is_taken_for_silent),
        TEST(test_a_deadline_is_a_timeout_and_the_credit_stays_with_the_worker),
        TEST(test_a_request_that_is_late_already_goes_nowhere),
        TEST(test_an_answer_counts_only_from_the_worker_that_was_asked_and_only_once),
        TEST(test_a_partial_answer_leaves_the_request_open),
        TEST(test_each_method_is_for_the_roles_of_the_protocol_and_no_other),
        TEST(test_a_method_at_the_wrong_service_is_a_bad_request),
        TEST(test_a_service_is_offered_only_by_its_role_and_once),
        TEST(test_an_address_is_no_inheritance),
        TEST(test_without_curve_the_role_is_what_the_peer_says),
        TEST(test_a_name_that_does_not_fit_the_key_is_not_believed),
        TEST(test_the_status_lists_everybody_who_said_hello_and_is_not_silent),
        TEST(test_the_status_says_what_each_service_has_to_do_and_how_fast_it_was),
        TEST(test_a_process_that_comes_back_replaces_itself),
        TEST(test_a_client_that_is_gone_takes_its_place_in_the_queue_along),
        TEST(test_a_worker_that_is_gone_is_noticed_when_it_is_given_work),
        TEST(test_a_client_that_reads_nothing_harms_nobody),
        TEST(test_discovery_says_which_services_there_are),
        TEST(test_plain_workers_get_heartbeats_and_ours_answers_to_theirs),
        TEST(test_messages_that_make_no_sense_are_dropped),
        TEST(test_the_longest_foreign_request_fits),
        TEST(test_at_the_end_the_workers_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
