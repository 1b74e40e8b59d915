/* broker - passes requests from clients to workers and answers back; keeps nothing.
 *
 * A state machine: every call brings a time and a message, what is to be sent goes out through a
 * function, and no socket is known here. It is Majordomo (shared/mdp.h) with what Majordomo lacks:
 * every request in the hands of a worker is remembered until it is answered. When the worker goes,
 * its clients are told `unavailable` at once; when the deadline passes, `timeout`; a request is
 * never given to a second worker behind its client's back. Queues are bounded, beyond them the
 * answer is `busy` at once. Who may call what follows from the role of the connection and
 * protocol.def.
 *
 * Where to read on: broker.c (peers, and what each message does), requests.c (from the client to
 * the worker and back), status.c (who is there). */
#ifndef RS_BROKER_H
#define RS_BROKER_H

#include "shared/frames.h"
#include "shared/protocol.h"

typedef struct broker broker;

typedef struct {
    int64_t mono_ms;   /* only ever rises: heartbeats */
    int64_t system_ms; /* since 1970, UTC: deadlines, which others have set */
} broker_time;

typedef struct {
    bool curve; /* false: a peer's role is what it says itself; loopback only */
    int64_t heartbeat_ms;
    size_t queue_max;
    size_t client_max;
    const char *services; /* names with spaces between that any worker may offer */
} broker_options;

/* Sends; the first frame names the peer. Empties the message. 0, EAGAIN (it is full) or
 * EHOSTUNREACH (it is gone). */
typedef int broker_send_fn(void *arg, frames *message);

broker *broker_open(const broker_options *options, broker_send_fn *send, void *arg,
                    broker_time now);
void broker_close(broker **self_p);

/* What the socket knows about where a message came from. */
typedef struct {
    rs_role proven; /* of the key the connection was made with; 0: none */
    int connection; /* number of the connection (its descriptor); -1: not known */
} broker_origin;

/* `message` comes from a peer, the first frame says which; what is needed is taken out of it. */
void broker_receive(broker *self, broker_time now, frames *message, broker_origin origin);

/* A connection has ended: whoever spoke over it is gone. Numbers are used again: to be called
 * before anything is received from the next one. */
void broker_disconnected(broker *self, broker_time now, int connection);

/* Nobody waits for an answer. */
bool broker_is_idle(const broker *self);

/* Deadlines and heartbeats: to be called when broker_next_ms (monotonic) has come. */
void broker_tick(broker *self, broker_time now);
int64_t broker_next_ms(const broker *self);

/* An event has been passed on, or dropped: for the counters only. */
void broker_note_event(broker *self, bool passed);

/* Tells the workers to look for another connection. Nothing else may follow but broker_close. */
void broker_goodbye(broker *self);

#endif
