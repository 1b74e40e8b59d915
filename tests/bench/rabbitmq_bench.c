/* rabbitmq_bench - requests a second through a RabbitMQ that runs, with the library for C.
 *
 *     rabbitmq_bench --folder DIR --port N --server PID --requests N --outstanding N
 *
 * The fastest form of its request and reply: answers by direct reply-to, which needs no queue;
 * requests by a queue that is kept in memory and goes with who answers; nothing is acknowledged,
 * so that no prefetch bounds it. */
#include <amqp.h>
#include <amqp_tcp_socket.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/parties.h"

enum { CHANNEL = 1, FRAME_MAX = 131072 };
static const char QUEUE[] = "echo";
static const char REPLY_TO[] = "amq.rabbitmq.reply-to";

static void must(amqp_rpc_reply_t reply, const char *what)
{
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION)
        give_up(what, amqp_error_string2(reply.library_error));
    if (reply.reply_type != AMQP_RESPONSE_NORMAL)
        give_up(what, "refused; see the log in the folder of the server");
}

static amqp_connection_state_t connect_to(const parties *run)
{
    amqp_connection_state_t connection = amqp_new_connection();
    amqp_socket_t *socket = amqp_tcp_socket_new(connection);
    if (!socket || amqp_socket_open(socket, "127.0.0.1", run->port))
        give_up("connect", strerror(errno));
    must(amqp_login(connection, "/", 0, FRAME_MAX, 0, AMQP_SASL_METHOD_PLAIN, "guest", "guest"),
         "login");
    amqp_channel_open(connection, CHANNEL);
    must(amqp_get_rpc_reply(connection), "channel");
    return connection;
}

static void consume(amqp_connection_state_t connection, const char *queue)
{
    amqp_basic_consume(connection, CHANNEL, amqp_cstring_bytes(queue), amqp_empty_bytes, 0, 1, 0,
                       amqp_empty_table);
    must(amqp_get_rpc_reply(connection), queue);
}

static void publish(amqp_connection_state_t connection, amqp_bytes_t to,
                    const amqp_basic_properties_t *properties, amqp_bytes_t body)
{
    int rc = amqp_basic_publish(connection, CHANNEL, amqp_empty_bytes, to, 0, 0, properties, body);
    if (rc != AMQP_STATUS_OK)
        give_up("publish", amqp_error_string2(rc));
}

/* ------------------------------------------------------------------------- who answers */

static _Noreturn void answer_all(const parties *run)
{
    amqp_connection_state_t connection = connect_to(run);
    const amqp_basic_properties_t none = {0};
    amqp_envelope_t request;
    amqp_queue_declare(connection, CHANNEL, amqp_cstring_bytes(QUEUE), 0, 0, 1, 1,
                       amqp_empty_table);
    must(amqp_get_rpc_reply(connection), "queue");
    consume(connection, QUEUE);
    for (;;) {
        amqp_maybe_release_buffers(connection);
        must(amqp_consume_message(connection, &request, NULL, 0), "a request");
        publish(connection, request.message.properties.reply_to, &none, request.message.body);
        amqp_destroy_envelope(&request);
    }
}

/* ------------------------------------------------------------------------- who asks */

static void ask(void *connection, uint64_t number)
{
    uint8_t payload[PAYLOAD_SIZE];
    const amqp_basic_properties_t properties = {._flags = AMQP_BASIC_REPLY_TO_FLAG,
                                                .reply_to = amqp_cstring_bytes(REPLY_TO)};
    payload_write(number, payload);
    publish(connection, amqp_cstring_bytes(QUEUE), &properties,
            (amqp_bytes_t){sizeof payload, payload});
}

static int64_t heard(void *connection, int wait_ms)
{
    const struct timeval wait = {wait_ms / 1000, wait_ms % 1000 * 1000L};
    amqp_envelope_t answer;
    amqp_maybe_release_buffers(connection);
    amqp_rpc_reply_t reply = amqp_consume_message(connection, &answer, &wait, 0);
    if (reply.reply_type == AMQP_RESPONSE_LIBRARY_EXCEPTION &&
        reply.library_error == AMQP_STATUS_TIMEOUT)
        return -1;
    must(reply, "an answer");
    int64_t number = payload_read(answer.message.body.bytes, answer.message.body.len);
    amqp_destroy_envelope(&answer);
    return number;
}

int main(int argc, char **argv)
{
    parties run;
    parties_parse(&run, argc, argv, "Through a RabbitMQ that runs");
    if (party_fork(&run))
        answer_all(&run);
    amqp_connection_state_t connection = connect_to(&run);
    consume(connection, REPLY_TO);
    parties_measure(&run, &(asker){connection, ask, heard});
    amqp_destroy_connection(connection);
    return EXIT_SUCCESS;
}
