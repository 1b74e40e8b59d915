/* redis_bench - the unit of work of ledger.sql in Redis (peer.h says how it is asked).
 *
 * As a team that knows Redis would have it: on a Unix socket, a script that is loaded once and
 * takes a batch, batches one behind another on the way; the append-only file is synced before
 * anything is answered (appendfsync always), and is not written anew while it is measured. */
#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/parties.h"
#include "tests/bench/peer.h"

enum { PATH_SIZE = 4200, TRIES = 200, PAUSE_US = 50000, AT_ONCE = 10000 };
enum { NUMBER_SIZE = 24, WORDS = 3 /* of an order */, COMMAND = 3 /* words in front of them */ };

/* An order is a hash of its own, with its entries; balances and a month are one hash each. */
static const char ACCRUE[] =
    "local rates = {500, 500, 300, 100} "
    "for n = 1, #ARGV, 3 do "
    "  local order, of, price = 'order:' .. ARGV[n], ARGV[n + 1], tonumber(ARGV[n + 2]) "
    "  if redis.call('HSETNX', order, 'buyer', of) == 1 then "
    "    local fields = {'price', ARGV[n + 2]} "
    "    for level = 1, 4 do "
    "      local points = math.floor(price * rates[level] / 10000) "
    "      fields[#fields + 1] = level - 1 "
    "      fields[#fields + 1] = of .. ':' .. points "
    "      redis.call('HINCRBY', 'balances', of, points) "
    "      redis.call('HINCRBY', 'months:2026-01', of, points) "
    "      of = level < 4 and redis.call('HGET', 'inviters', of) "
    "      if not of then break end "
    "    end "
    "    redis.call('HSET', order, unpack(fields)) "
    "  end "
    "end";
static const char FILL[] = "for id = ARGV[1], ARGV[2] do "
                           "  if id > 1 then redis.call('HSET', 'inviters', id, "
                           "math.max(math.floor(id / 3), 1)) end "
                           "  redis.call('HSET', 'balances', id, 0) "
                           "end";
/* Of the orders from one number to another: how many, their entries, and the points of these. */
static const char ENTRIES[] =
    "local orders, entries, points = 0, 0, 0 "
    "for n = ARGV[1], ARGV[2] do "
    "  local found = redis.call('HMGET', 'order:' .. string.format('%d', n), 'buyer', 0, 1, 2, 3) "
    "  if found[1] then orders = orders + 1 end "
    "  for level = 2, 5 do "
    "    if found[level] then "
    "      entries = entries + 1 "
    "      points = points + tonumber(string.match(found[level], ':(.*)')) "
    "    end "
    "  end "
    "end "
    "return {orders, entries, points}";
static const char SUM[] = "local sum = 0 "
                          "for _, points in ipairs(redis.call('HVALS', ARGV[1])) do "
                          "  sum = sum + tonumber(points) "
                          "end "
                          "return sum";

typedef struct {
    parties server;
    redisContext *connection;
    char accrue[64]; /* how the script is called */
    int64_t unanswered;
    int64_t last; /* number of an order */
} engine;

static redisReply *heard(engine *self)
{
    void *reply = NULL;
    if (redisGetReply(self->connection, &reply) != REDIS_OK)
        give_up("redis", self->connection->errstr);
    if (((redisReply *)reply)->type == REDIS_REPLY_ERROR)
        give_up("redis", ((redisReply *)reply)->str);
    return reply;
}

static redisReply *ask(engine *self, const char **words, int count)
{
    if (redisAppendCommandArgv(self->connection, count, words, NULL) != REDIS_OK)
        give_up("redis", self->connection->errstr);
    return heard(self);
}

static redisReply *evaluate(engine *self, const char *script, int64_t one, int64_t other)
{
    char words[2][NUMBER_SIZE];
    snprintf(words[0], sizeof words[0], "%" PRId64, one);
    snprintf(words[1], sizeof words[1], "%" PRId64, other);
    return ask(self, (const char *[]){"EVAL", script, "0", words[0], words[1]}, 5);
}

static void start_server(engine *self, const char *folder, const char *socket)
{
    self->server = (parties){.folder = folder};
    party_run(&self->server, "redis-server",
              (const char *[]){"redis-server", "--port", "0", "--unixsocket", socket, "--dir",
                               folder, "--save", "", "--appendonly", "yes", "--appendfsync",
                               "always", "--auto-aof-rewrite-percentage", "0", NULL});
    for (int n = 0; n < TRIES; n++) {
        self->connection = redisConnectUnix(socket);
        if (self->connection && !self->connection->err)
            return;
        redisFree(self->connection);
        usleep(PAUSE_US);
    }
    give_up(socket, "nobody answers");
}

static void *open_engine(const char *folder, int64_t participants)
{
    static engine self;
    static char socket[PATH_SIZE];
    snprintf(socket, sizeof socket, "%s/redis", folder);
    start_server(&self, folder, socket);
    redisReply *loaded = ask(&self, (const char *[]){"SCRIPT", "LOAD", ACCRUE}, 3);
    snprintf(self.accrue, sizeof self.accrue, "%s", loaded->str);
    freeReplyObject(loaded);
    for (int64_t id = 1; id <= participants; id += AT_ONCE) {
        int64_t end = id + AT_ONCE - 1;
        freeReplyObject(evaluate(&self, FILL, id, end < participants ? end : participants));
    }
    return &self;
}

static void finish(void *arg)
{
    engine *self = arg;
    for (; self->unanswered; self->unanswered--)
        freeReplyObject(heard(self));
}

static void take(void *arg, const peer_order *orders, int64_t count, int64_t clients)
{
    engine *self = arg;
    size_t words = COMMAND + WORDS * (size_t)count;
    const char **argv = calloc(words, sizeof *argv);
    char(*numbers)[NUMBER_SIZE] = calloc(words, sizeof *numbers);
    if (!argv || !numbers)
        give_up("memory", "not enough");
    argv[0] = "EVALSHA", argv[1] = self->accrue, argv[2] = "0";
    for (int64_t n = 0; n < count; n++) {
        const int64_t values[WORDS] = {orders[n].number, orders[n].buyer, orders[n].price};
        for (size_t at = 0; at < WORDS; at++) {
            size_t word = COMMAND + WORDS * (size_t)n + at;
            snprintf(numbers[word], NUMBER_SIZE, "%" PRId64, values[at]);
            argv[word] = numbers[word];
        }
        self->last = orders[n].number;
    }
    if (redisAppendCommandArgv(self->connection, (int)words, argv, NULL) != REDIS_OK)
        give_up("redis", self->connection->errstr);
    int written = 0; /* it goes while the next one is made */
    while (!written)
        if (redisBufferWrite(self->connection, &written) != REDIS_OK)
            give_up("redis", self->connection->errstr);
    free(argv);
    free(numbers);
    for (self->unanswered++; self->unanswered >= clients; self->unanswered--)
        freeReplyObject(heard(self));
}

static peer_sums sums(void *arg)
{
    engine *self = arg;
    peer_sums got = {0};
    for (int64_t n = 1; n <= self->last; n += AT_ONCE) {
        redisReply *part = evaluate(self, ENTRIES, n, n + AT_ONCE - 1);
        got.orders += part->element[0]->integer;
        got.entries += part->element[1]->integer;
        got.entry_points += part->element[2]->integer;
        freeReplyObject(part);
    }
    const struct {
        const char *hash;
        int64_t *out;
    } all[] = {{"balances", &got.balance_points}, {"months:2026-01", &got.month_points}};
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
        redisReply *sum = ask(self, (const char *[]){"EVAL", SUM, "0", all[n].hash}, 4);
        *all[n].out = sum->integer;
        freeReplyObject(sum);
    }
    return got;
}

static void close_engine(void *arg)
{
    engine *self = arg;
    redisFree(self->connection);
}

int main(int argc, char **argv)
{
    return peer_main(argc, argv, &(peer){open_engine, take, finish, sums, close_engine});
}
