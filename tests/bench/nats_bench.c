/* nats_bench - requests a second through nats-server, with its own library for C.
 *
 *     nats_bench --folder DIR --requests N --outstanding N
 *
 * One inbox for all answers, the fastest form of its request and reply. With one outstanding it
 * sends at once, with more it gathers, each the better for it. */
#include <nats/nats.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/bench/parties.h"

static const char SUBJECT[] = "echo";

typedef struct {
    natsConnection *connection;
    natsSubscription *answers;
    natsInbox *inbox;
} client;

static void must(natsStatus status, const char *what)
{
    if (status != NATS_OK)
        give_up(what, natsStatus_GetText(status));
}

static natsConnection *connect_to(const parties *run)
{
    enum { TRIES = 200, PAUSE_MS = 50 };
    char url[64];
    natsOptions *options;
    natsConnection *connection;
    natsStatus status = NATS_NO_SERVER;
    snprintf(url, sizeof url, "nats://127.0.0.1:%d", run->port);
    must(natsOptions_Create(&options), "options");
    must(natsOptions_SetURL(options, url), "options");
    must(natsOptions_SetSendAsap(options, run->outstanding == 1), "options");
    for (int n = 0; n < TRIES && status == NATS_NO_SERVER; n++) {
        status = natsConnection_Connect(&connection, options);
        if (status == NATS_NO_SERVER)
            nats_Sleep(PAUSE_MS);
    }
    must(status, url);
    natsOptions_Destroy(options);
    return connection;
}

/* ------------------------------------------------------------------------- who answers */

static void on_request(natsConnection *connection, natsSubscription *of, natsMsg *request,
                       void *closure)
{
    (void)of;
    (void)closure;
    must(natsConnection_Publish(connection, natsMsg_GetReply(request), natsMsg_GetData(request),
                                natsMsg_GetDataLength(request)),
         "answer");
    natsMsg_Destroy(request);
}

static _Noreturn void answer_all(const parties *run)
{
    natsSubscription *requests;
    must(natsConnection_Subscribe(&requests, connect_to(run), SUBJECT, on_request, NULL),
         "subscribe");
    for (;;)
        pause();
}

/* ------------------------------------------------------------------------- who asks */

static void ask(void *arg, uint64_t number)
{
    client *self = arg;
    uint8_t payload[PAYLOAD_SIZE];
    payload_write(number, payload);
    must(natsConnection_PublishRequest(self->connection, SUBJECT, self->inbox, payload,
                                       sizeof payload),
         "ask");
}

static int64_t heard(void *arg, int wait_ms)
{
    client *self = arg;
    natsMsg *answer;
    natsStatus status;
    do
        status = natsSubscription_NextMsg(&answer, self->answers, wait_ms);
    while (status == NATS_NO_RESPONDERS); /* a first request, before there was anybody */
    if (status == NATS_TIMEOUT)
        return -1;
    must(status, "an answer");
    int64_t number = payload_read(natsMsg_GetData(answer), (size_t)natsMsg_GetDataLength(answer));
    natsMsg_Destroy(answer);
    return number;
}

int main(int argc, char **argv)
{
    parties run;
    client self;
    char port[16];
    parties_parse(&run, argc, argv, "Through nats-server");
    snprintf(port, sizeof port, "%d", run.port);
    party_run(&run, "nats-server",
              (const char *[]){"nats-server", "--addr", "127.0.0.1", "--port", port, NULL});
    if (party_fork(&run))
        answer_all(&run);
    self.connection = connect_to(&run);
    must(natsInbox_Create(&self.inbox), "inbox");
    must(natsConnection_SubscribeSync(&self.answers, self.connection, self.inbox), "subscribe");
    parties_measure(&run, &(asker){&self, ask, heard});
    return EXIT_SUCCESS;
}
