/* The broker, as hostile peers see it. The input is a tape of messages and of time that passes:
 *
 *     0 .. 7, count, (size, bytes) x count    a message from that peer
 *     8 .. 247                                so many times 100 ms
 *     248 .. 255                              the connection of that peer ends
 *
 * Peers 0 .. 6 have the key of that role, 7 none. Every fourth request that is given to a worker is
 * answered. Nothing the peers say may end the broker or make it forget its bounds. */
#include <errno.h>
#include <string.h>

#include "broker/broker.h"
#include "shared/log.h"
#include "tests/fuzz/fuzz.h"

enum { PEERS = 8, QUEUE_MAX = 4, CLIENT_MAX = 4, STEP_MS = 100 };

typedef struct {
    broker *broker;
    broker_time now;
    unsigned sent;
    frames answer; /* to be given back by the worker that was asked */
} world;

static rs_role role_of(uint8_t peer)
{
    return peer < rs_role_enum.count ? (rs_role)rs_role_enum.values[peer].value : (rs_role)0;
}

static int take(void *arg, frames *message)
{
    world *self = arg;
    self->sent++;
    frames_unpack(message, 1);
    RS_ASSERT(message->count >= 3 && message->count <= FRAMES_MAX);
    if (self->sent % 4 == 0 && frames_is(message, 1, "MDPW02") && message->count > 5) {
        frames_clear(&self->answer);
        for (size_t n = 0; n < message->count; n++)
            frames_move(&self->answer, &message->part[n]);
        *(uint8_t *)zmq_msg_data(&self->answer.part[2]) = 4; /* FINAL */
    }
    frames_clear(message);
    return self->sent % 13 == 0 ? EHOSTUNREACH : self->sent % 11 == 0 ? EAGAIN : 0;
}

static void give(world *self, uint8_t peer, frames *message)
{
    broker_receive(self->broker, self->now, message, (broker_origin){role_of(peer), peer});
    while (self->answer.count) {
        frames answer = self->answer;
        self->answer = (frames){0};
        uint8_t from = *(uint8_t *)zmq_msg_data(&answer.part[0]);
        broker_receive(self->broker, self->now, &answer, (broker_origin){role_of(from), from});
    }
}

static void pass(world *self, int64_t ms)
{
    self->now.mono_ms += ms;
    self->now.system_ms += ms;
    broker_tick(self->broker, self->now);
}

/* Returns what is left of the tape. */
static size_t message_from(world *self, uint8_t peer, const uint8_t *data, size_t size)
{
    frames message = {0};
    frames_add(&message, &peer, 1);
    size_t count = size ? *data++ % FRAMES_MAX : 0;
    size -= size ? 1 : 0;
    for (; count && size; count--) {
        size_t part = *data++;
        size--;
        part = part < size ? part : size;
        frames_add(&message, data, part);
        data += part;
        size -= part;
    }
    give(self, peer, &message);
    return size;
}

const fuzz_bound fuzz_memory = {.base = 64 << 10, .times = 40};

void fuzz_one(const uint8_t *data, size_t size)
{
    broker_options options = {.curve = size % 2,
                              .heartbeat_ms = 1000,
                              .queue_max = QUEUE_MAX,
                              .client_max = CLIENT_MAX,
                              .services = "echo"};
    world self = {.now = {1000, 1700000000000}};
    log_open("fuzz", LOG_LEVEL_ERROR);
    self.broker = broker_open(&options, take, &self, self.now);
    while (size) {
        uint8_t what = *data;
        size_t left = size - 1;
        if (what < PEERS)
            left = message_from(&self, what, data + 1, left);
        else if (what >= 256 - PEERS)
            broker_disconnected(self.broker, self.now, what - (256 - PEERS));
        else
            pass(&self, (int64_t)(what - PEERS) * STEP_MS);
        RS_ASSERT(broker_next_ms(self.broker) <= self.now.mono_ms + options.heartbeat_ms);
        data += size - left;
        size = left;
    }
    broker_goodbye(self.broker);
    frames_clear(&self.answer);
    broker_close(&self.broker);
}
