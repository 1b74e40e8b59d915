/* actor - what every process of refsys is made of: configuration, log, signals, one loop, and
 * messages with the others through the broker.
 *
 * A process is a context struct of its own and an actor. It asks (actor_ask), serves
 * (actor_serve), hears events (actor_subscribe), watches foreign descriptors and has timers; all
 * of it is called back from one loop in one thread, so nothing is ever locked. Requests are
 * delivered at least once: a request that changes something carries an idempotency key, and is sent
 * again with the same key (over another broker where there is one) until an answer comes or its
 * deadline passes. Events may be lost: they are hints, the truth is in the ledger.
 *
 *     static const actor_program program = {.role = RS_ROLE_OZON, .open = open, .close = close};
 *     int main(int argc, char **argv) { return actor_main(argc, argv, &program); }
 *
 * Crash-only: there is no state here that a clean stop has to save.
 *
 * Where to read on: actor.c (a process from start to end), actor_loop.c, actor_link.c (the sockets
 * to each broker), actor_ask.c, actor_serve.c, actor_events.c; mdp.h is what goes over the wire. */
#ifndef RS_ACTOR_H
#define RS_ACTOR_H

#include "shared/config.h"
#include "shared/protocol.h"

typedef struct actor actor;

typedef struct {
    /* Decides key and rights. Read when the options have been parsed: an option may choose it. */
    rs_role role;
    const char *doc; /* one line for --help */
    /* Sets up the process: opens what it needs, calls actor_serve and so on. *self_p begins as
     * options_input; what open leaves there is handed to close. A failure is logged with its text
     * and ends the process with exit code 1. */
    rs_err (*open)(actor *loop, void **self_p, rs_error *error);
    void (*close)(void **self_p);
    /* More options than --config FILE, --name NAME (an instance of the role, "gateway@2") and
     * --version: an argp parser for the process's own; may be NULL. */
    const struct argp *options;
    void *options_input;
    /* A job to be done instead of being an actor, chosen by such an option: called with the
     * configuration before anything is connected. Returns the exit code, or -1 to go on. May be
     * NULL. */
    int (*instead)(const rs_config *config, const char *config_file, void *options_input);
} actor_program;

/* Reads --config, connects, runs until SIGTERM/SIGINT or actor_stop; returns the exit code. */
int actor_main(int argc, char **argv, const actor_program *program);

const rs_config *actor_config(const actor *self);
const char *actor_name(const actor *self); /* "gateway", "gateway@2" */
void *actor_input(const actor *self);      /* options_input of the program */
int64_t actor_now(const actor *self);      /* ms UTC, the injected clock */
void actor_stop(actor *self, int exit_code);

/* ------------------------------------------------------------------------------- the loop */

typedef void actor_fn(void *arg);
typedef void actor_fd_fn(void *arg, int fd, short revents); /* of poll(2) */

/* Calls back when the descriptor is ready (level-triggered); a second call for the same descriptor
 * replaces the first; events 0 ends it. Allowed from callbacks. */
void actor_watch(actor *self, int fd, short events, actor_fd_fn *fn, void *arg);

/* After delay_ms (monotonic), then every period_ms unless that is 0. The id is never reused. */
int64_t actor_timer(actor *self, int64_t delay_ms, int64_t period_ms, actor_fn *fn, void *arg);
void actor_timer_end(actor *self, int64_t id); /* 0 and ended ones are ignored */

/* Called at the end of each turn of the loop in which anything was called back, before it waits
 * again: take what has arrived, commit once, then answer. One function a process. */
void actor_on_turn(actor *self, actor_fn *fn, void *arg);

/* For a process whose library insists on a loop of its own (libwebsockets): it calls actor_turn
 * before every wait, waits at most actor_wait_ms, and wakes when one of the descriptors becomes
 * readable. actor_turn never blocks; false: stop. ZeroMQ's descriptors are edge-triggered: they
 * wake, actor_turn looks; so whatever was asked or answered in between, actor_turn comes before the
 * wait. The descriptors (today one, an epoll that holds all others) stay the same for good. */
enum { ACTOR_FDS_MAX = 64 };
size_t actor_fds(const actor *self, int fds[ACTOR_FDS_MAX]);
bool actor_turn(actor *self);
int64_t actor_wait_ms(const actor *self); /* -1: nothing planned */
/* Replaces the loop that actor_main runs; it returns when actor_turn says false. */
typedef void actor_loop_fn(actor *self, void *arg);
void actor_use_loop(actor *self, actor_loop_fn *loop, void *arg);

/* ------------------------------------------------------------------------------- asking */

typedef struct {
    rs_err code;
    const char *detail; /* what, where, which input; "" */
    int64_t seq;        /* state of the ledger the answer shows; 0: not said */
    const void *result; /* of the method's result type; NULL unless code is RS_OK */
    rs_bytes raw;       /* the same, still encoded (a map) */
} actor_reply;

/* What the reply points to ends with the call. */
typedef void actor_reply_fn(void *arg, const actor_reply *reply);

typedef struct {
    const char *key;    /* idempotency; NULL: a random one for RS_WRITE methods */
    int64_t timeout_ms; /* 0: 30 s. Then the answer is RS_TIMEOUT: the outcome is unknown */
    rs_bytes session;   /* hash of an administrator's session */
} actor_call;

/* `argument` is a struct of the method's argument type, read before the call returns. fn is called
 * exactly once, later, from the loop. RS_UNAVAILABLE and RS_BUSY are retried with back-off until
 * the deadline; any other answer is final. `call` may be NULL. Returns a ticket. */
int64_t actor_ask(actor *self, rs_method_id method, const void *argument, const actor_call *call,
                  actor_reply_fn *fn, void *arg);
/* The same with an argument that is encoded already (and has been checked). */
int64_t actor_ask_raw(actor *self, rs_method_id method, rs_bytes argument, const actor_call *call,
                      actor_reply_fn *fn, void *arg);
/* What is asked from here on in this callback, and in those of its answers, is one matter: it and
 * the lines about it carry an id of their own (log.h). Without this each ask that follows on
 * nothing is one. log_follow("") ends it. */
void actor_trace(void);
/* Forgets the callback of an open ask (its `arg` is about to go); the request may still happen. */
void actor_forget(actor *self, int64_t ticket);

/* ------------------------------------------------------------------------------- serving */

/* A request to be answered; belongs to the handler until actor_answer or actor_refuse takes it.
 * Everything it points to lives as long as it does. */
typedef struct {
    const rs_method *method;
    const void *argument; /* of method->argument */
    rs_bytes argument_raw;
    rs_envelope envelope;
    rs_caller caller;
    arena *memory; /* for the answer too */
} actor_request;

typedef void actor_handler_fn(void *self, actor_request *request);
typedef struct {
    rs_method_id method;
    actor_handler_fn *fn;
} actor_handler;

/* Offers a service with `credit` requests at once (from each broker). The runtime decodes, checks
 * the caller's role against the protocol table and that a WRITE has a key, and refuses what is past
 * its deadline; the handlers see the rest. One service a process: MDP knows no more. `handlers`
 * stays with the caller and lives as long as the process. */
void actor_serve(actor *self, rs_service_id service, const actor_handler *handlers, size_t count,
                 int credit, void *handler_self);
void actor_answer(actor *self, actor_request **request_p, const void *result, int64_t seq);
/* An answer that is encoded already; code RS_OK or, with a detail, a refusal. */
void actor_answer_raw(actor *self, actor_request **request_p, rs_err code, const char *detail,
                      rs_bytes result, int64_t seq);
void actor_refuse(actor *self, actor_request **request_p, rs_err code, const char *format, ...)
    RS_PRINTF(4, 5);

/* ------------------------------------------------------------------------------- events */

void actor_publish(actor *self, const rs_event *event); /* the ledger only */
typedef void actor_event_fn(void *arg, const rs_event *event);
/* One subscription a process; `topics` is a mask of rs_topic. May miss events, may repeat them. */
void actor_subscribe(actor *self, uint32_t topics, actor_event_fn *fn, void *arg);

/* ------------------------------------------------------------------------------- its state */

/* Shown by `refsysctl status` and the admin page; rides on heartbeats. A process is ready when its
 * open has returned, unless it has said otherwise by then. */
void actor_ready(actor *self, bool ready, const char *format, ...) RS_PRINTF(3, 4);
/* `name`: one of this role in counters.def, a constant. */
void actor_count(actor *self, const char *name, int64_t value);

#endif
