/* paths_bench - the hot paths, one after the other, for callgrind to count their instructions.
 *
 *     valgrind --tool=callgrind --instr-atstart=no paths_bench [FOLDER]
 *
 * Each path writes a profile of its own whose trigger names it and says how often it was done:
 * "accrual 1000". counts.ts reads them. Without valgrind it does the same and says nothing. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/callgrind.h>

#include "actors/ledger/views/lists/query.h"
#include "broker/broker.h"
#include "shared/mdp.h"
#include "tests/bench/parties.h"
#include "tests/bench/shop.h"

enum { PEOPLE = 2000, ORDERS = 1000, BATCH = 100 };

typedef struct {
    shop shop;
    arena *memory;
} paths;

static void begin(void)
{
    CALLGRIND_START_INSTRUMENTATION;
    CALLGRIND_ZERO_STATS;
}

static void end(const char *name, int64_t times)
{
    char what[64];
    snprintf(what, sizeof what, "%s %lld", name, (long long)times);
    CALLGRIND_DUMP_STATS_AT(what);
    CALLGRIND_STOP_INSTRUMENTATION;
}

/* ------------------------------------------------------------------------- the ledger */

/* An order: decided on, folded in, chained and appended. A first batch brings what all need. */
static void accrue(paths *self)
{
    shop_take_orders(&self->shop, shop_draw_orders(&self->shop, 0, BATCH), BATCH);
    for (int64_t n = BATCH; n <= ORDERS; n += BATCH) {
        rs_posting_seen *orders = shop_draw_orders(&self->shop, n, BATCH);
        begin();
        shop_take_orders(&self->shop, orders, BATCH);
        end("accrual", BATCH);
    }
}

static void checkpoint(paths *self)
{
    begin();
    shop_checkpoint(&self->shop, 1);
    end("checkpoint", ORDERS);
}

static void replay(paths *self)
{
    begin();
    shop_replay(&self->shop);
    end("replay", (int64_t)state_seq(self->shop.stores.state));
}

/* ------------------------------------------------------------------------- messages */

/* A page of postings, as the ledger gets it from the poller: an order of it. */
static void code(paths *self)
{
    rs_buf bytes = {0};
    rs_error error = {0};
    rs_postings_args read;
    rs_postings_args page = {
        .store = 1, .asked = 1, .postings = {shop_draw_orders(&self->shop, 1, BATCH), BATCH}};
    begin();
    codec_encode(&rs_postings_args_type, &page, &bytes);
    end("encode", BATCH);
    begin();
    if (codec_decode(&rs_postings_args_type, bytes.data, bytes.size, CODEC_TOLERANT, self->memory,
                     &read, &error))
        give_up("decode", error.text);
    end("decode", BATCH);
    buf_free(&bytes);
}

/* ------------------------------------------------------------------------- the broker */

enum { TICKET_FRAME = 3 };
static const broker_time NOW = {1000000, INT64_C(1700000000000)};

/* Keeps the ticket of what goes to the worker. */
static int on_sent(void *arg, frames *message)
{
    zmq_msg_t *ticket = arg;
    if (frames_is(message, 1, MDP_WORKER) && frames_is_byte(message, 2, MDP_WORKER_REQUEST))
        zmq_msg_copy(ticket, &message->part[TICKET_FRAME]);
    frames_clear(message);
    return 0;
}

static frames message_of(const char *peer, const char *header, int command)
{
    frames message = {0};
    frames_add_text(&message, peer);
    frames_add_text(&message, header);
    frames_add_byte(&message, command);
    return message;
}

static void meet(broker *self, const char *peer, rs_role role)
{
    rs_buf bytes = {0};
    frames hello = message_of(peer, MDP_CLIENT, MDP_CLIENT_HEARTBEAT);
    rs_actor_status status = {
        .role = role, .name = peer, .pid = 1, .version = "1", .since = 1, .ready = true};
    codec_encode(&rs_actor_status_type, &status, &bytes);
    frames_add_buf(&hello, &bytes);
    broker_receive(self, NOW, &hello, (broker_origin){role, -1});
}

static void ask(broker *self, int64_t id)
{
    rs_buf bytes = {0};
    frames request = message_of("client", MDP_CLIENT, MDP_CLIENT_REQUEST);
    rs_envelope envelope = {.v = RS_PROTOCOL_VERSION,
                            .id = id,
                            .method = RS_WATERMARK_SET,
                            .deadline = NOW.system_ms + 60000};
    codec_encode(&rs_envelope_type, &envelope, &bytes);
    frames_add_text(&request, rs_services[RS_SERVICE_LEDGER].name);
    frames_add_buf(&request, &bytes);
    frames_add(&request, "\x80", 1);
    begin();
    broker_receive(self, NOW, &request, (broker_origin){RS_ROLE_OZON, -1});
    end("route", 1);
}

static void answer(broker *self, zmq_msg_t *ticket)
{
    frames reply = message_of("worker", MDP_WORKER, MDP_WORKER_FINAL);
    frames_add_copy(&reply, ticket);
    frames_add(&reply, NULL, 0);
    frames_add(&reply, "\x80", 1);
    frames_add(&reply, "\x80", 1);
    begin();
    broker_receive(self, NOW, &reply, (broker_origin){RS_ROLE_LEDGER, -1});
    end("route back", 1);
}

/* Without sockets: what the broker itself adds to what libzmq does. */
static void route(void)
{
    zmq_msg_t ticket;
    broker_options options = {
        .heartbeat_ms = 1000, .queue_max = 1000, .client_max = 1000, .services = ""};
    zmq_msg_init(&ticket);
    broker *self = broker_open(&options, on_sent, &ticket, NOW);
    frames ready = message_of("worker", MDP_WORKER, MDP_WORKER_READY);
    frames_add_text(&ready, rs_services[RS_SERVICE_LEDGER].name);
    frames_add_text(&ready, "1000");
    meet(self, "worker", RS_ROLE_LEDGER);
    meet(self, "client", RS_ROLE_OZON);
    broker_receive(self, NOW, &ready, (broker_origin){RS_ROLE_LEDGER, -1});
    for (int64_t id = 1; id <= 10; id++) {
        ask(self, id);
        answer(self, &ticket);
    }
    broker_close(&self);
    zmq_msg_close(&ticket);
}

/* ------------------------------------------------------------------------- lists */

/* Of all who take part: those with more than nothing on hold, the most first. */
static void filter(paths *self)
{
    query_rows out;
    rs_error error = {0};
    rs_filter filter = {.column = RS_COLUMN_HELD, .how = RS_FILTER_FROM, .from = 1};
    rs_participants_args args = {.filters = {&filter, 1}, .sort = RS_COLUMN_TOTAL, .down = true};
    projection *people = projection_open(self->shop.stores.state, self->shop.stores.seal);
    projection_fill(people, SIZE_MAX);
    begin();
    if (query_run(people, &args, self->memory, &out, &error) != RS_OK)
        give_up("query", error.text);
    end("list filter", PEOPLE);
    projection_close(&people);
}

int main(int argc, char **argv)
{
    static paths self;
    if (sodium_init() < 0)
        give_up("libsodium", "no source of random numbers");
    self.memory = arena_open();
    shop_open(&self.shop, argc > 1 ? argv[1] : "/tmp");
    shop_add_people(&self.shop, PEOPLE);
    accrue(&self);
    code(&self);
    filter(&self);
    checkpoint(&self);
    replay(&self);
    route();
    shop_close(&self.shop);
    arena_close(&self.memory);
    return EXIT_SUCCESS;
}
