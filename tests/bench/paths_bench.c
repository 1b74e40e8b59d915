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

enum { PEOPLE = 2000, ORDERS = 1000, BATCH = 100, MAP_GIB = 8 /* valgrind has no more */ };

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

typedef struct {
    broker *broker;
    frames sent;
    zmq_msg_t ticket; /* of what went to the worker last */
    int given, answered;
} exchange;

static int on_sent(void *arg, frames *message)
{
    exchange *self = arg;
    frames_clear(&self->sent);
    self->sent = *message;
    *message = (frames){0};
    return 0;
}

/* What was sent last, as its receiver sees it. */
static void take_sent(exchange *self)
{
    frames *message = &self->sent;
    frames_unpack(message, 1);
    if (frames_is(message, 1, MDP_WORKER) && frames_is_byte(message, 2, MDP_WORKER_REQUEST)) {
        zmq_msg_copy(&self->ticket, &message->part[TICKET_FRAME]);
        self->given++;
    }
    self->answered +=
        frames_is(message, 1, MDP_CLIENT) && frames_is_byte(message, 2, MDP_CLIENT_FINAL);
    frames_clear(message);
}

static frames message_of(rs_role from, const char *header, int command)
{
    frames message = {0};
    frames_add_text(&message, codec_enum_name(&rs_role_enum, (int)from));
    frames_add_text(&message, header);
    frames_add_byte(&message, command);
    return message;
}

static void say(exchange *self, rs_role from, frames *message)
{
    broker_receive(self->broker, NOW, message, (broker_origin){from, -1});
}

static void meet(exchange *self, rs_role role)
{
    rs_buf bytes = {0};
    frames hello = message_of(role, MDP_CLIENT, MDP_CLIENT_HEARTBEAT);
    rs_actor_status status = {.role = role,
                              .name = codec_enum_name(&rs_role_enum, (int)role),
                              .pid = 1,
                              .version = "1",
                              .since = 1,
                              .ready = true};
    codec_encode(&rs_actor_status_type, &status, &bytes);
    frames_add_buf(&hello, &bytes);
    say(self, role, &hello);
}

static void ask(exchange *self, int64_t id)
{
    rs_buf bytes = {0};
    frames request = message_of(RS_ROLE_OZON, MDP_CLIENT, MDP_CLIENT_REQUEST);
    rs_envelope envelope = {.v = RS_PROTOCOL_VERSION,
                            .id = id,
                            .method = RS_WATERMARK_SET,
                            .deadline = NOW.system_ms + 60000};
    codec_encode(&rs_envelope_type, &envelope, &bytes);
    frames_add_text(&request, rs_services[RS_SERVICE_LEDGER].name);
    frames_add_buf(&request, &bytes);
    frames_add(&request, "\x80", 1);
    frames_pack(&request, 1);
    begin();
    say(self, RS_ROLE_OZON, &request);
    end("route", 1);
    take_sent(self);
}

static void answer(exchange *self)
{
    frames reply = message_of(RS_ROLE_LEDGER, MDP_WORKER, MDP_WORKER_FINAL);
    frames_add_copy(&reply, &self->ticket);
    frames_add(&reply, NULL, 0);
    frames_add(&reply, "\x80", 1);
    frames_add(&reply, "\x80", 1);
    frames_pack(&reply, 1);
    begin();
    say(self, RS_ROLE_LEDGER, &reply);
    end("route back", 1);
    take_sent(self);
}

/* Without sockets: what the broker itself adds to what libzmq does. */
static void route(void)
{
    enum { TIMES = 10 };
    exchange self = {0};
    broker_options options = {
        .curve = true, .heartbeat_ms = 1000, .queue_max = 1000, .client_max = 1000, .services = ""};
    zmq_msg_init(&self.ticket);
    self.broker = broker_open(&options, on_sent, &self, NOW);
    frames ready = message_of(RS_ROLE_LEDGER, MDP_WORKER, MDP_WORKER_READY);
    frames_add_text(&ready, rs_services[RS_SERVICE_LEDGER].name);
    frames_add_text(&ready, "1000");
    frames_pack(&ready, 1);
    meet(&self, RS_ROLE_LEDGER);
    meet(&self, RS_ROLE_OZON);
    say(&self, RS_ROLE_LEDGER, &ready);
    for (int64_t id = 1; id <= TIMES; id++) {
        ask(&self, id);
        answer(&self);
    }
    if (self.given != TIMES || self.answered != TIMES)
        give_up("route", "the broker refuses");
    frames_clear(&self.sent);
    broker_close(&self.broker);
    zmq_msg_close(&self.ticket);
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
    shop_open(&self.shop, argc > 1 ? argv[1] : "/tmp", MAP_GIB);
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
