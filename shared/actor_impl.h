/* actor_impl - what the parts of the actor runtime share; nobody else includes it. */
#ifndef RS_ACTOR_IMPL_H
#define RS_ACTOR_IMPL_H

#include <czmq.h>

#include "shared/actor.h"
#include "shared/clock.h"
#include "shared/endpoint.h"
#include "shared/frames.h"
#include "shared/heap.h"
#include "shared/keys.h"
#include "shared/log.h"
#include "shared/mdp.h"
#include "shared/notify.h"
#include "shared/table.h"

enum {
    BROKERS_MAX = 8,
    NAME_SIZE = 65,
    COUNTERS_MAX = 40,        /* of rs_actor_status, ... */
    COUNTERS_OWN = 4,         /* of which the runtime needs these */
    TURN_MESSAGES_MAX = 1024, /* taken from one socket in one turn */
    LINGER_MS = 500,          /* what is said last has so long to go out */
};

/* The connection to one broker. A connection that was lost is never mended: its sockets are closed
 * and new ones opened, so that nothing of before comes out of a queue later. */
typedef struct {
    actor *loop;
    size_t index;
    char requests[ENDPOINT_SIZE];
    char subscribe[ENDPOINT_SIZE];
    char publish[ENDPOINT_SIZE];
    zsock_t *dealer;     /* NULL: not begun, the broker's key is not there yet */
    zsock_t *monitor;    /* events of the dealer's connection */
    zsock_t *events;     /* SUB; NULL: nothing subscribed */
    zsock_t *outlet;     /* PUB; NULL: not the ledger */
    bool up;             /* the handshake is done */
    uint64_t generation; /* counts connections */
    /* monotonic; 0: never */
    int64_t opened_ms;
    int64_t reopen_ms;  /* without a dealer: when to begin again */
    int64_t heard_ms;   /* when the broker last said anything */
    int64_t failing_ms; /* since when no handshake has succeeded */
    int64_t told_ms;    /* when a fault was last logged */
} uplink;

typedef struct timer timer;
typedef struct ask ask;
typedef struct served served; /* a request to be answered, see actor_serve.c */

typedef struct {
    actor_fd_fn *fn;
    void *arg;
    uint32_t
        serial; /* of the registration: a late event of a closed descriptor is not taken for it */
    bool active;
} watch;

struct actor {
    const actor_program *program;
    void *self;
    rs_config config;
    rs_clock *clock;
    rs_key_pair keys;
    char broker_key[KEYS_Z85_SIZE]; /* "": not known yet */
    rs_role role;
    char name[NAME_SIZE];
    int64_t since_ms;
    bool stopping;
    int exit_code;

    /* the loop */
    int epoll;
    int signals;
    watch *watches; /* by descriptor */
    size_t watches_room;
    uint32_t watch_serial;
    heap timers_due;
    table timers;
    int64_t last_timer;
    bool called; /* anything was called back in this turn */
    actor_fn *turn_fn;
    void *turn_arg;
    actor_loop_fn *loop_fn;
    void *loop_arg;

    /* brokers */
    uplink links[BROKERS_MAX];
    size_t links_count;
    size_t home; /* the one asked first */
    int64_t next_beat_ms;

    /* asking */
    table asks; /* by ticket */
    heap asks_due;
    ask *waiting_head; /* to be sent as soon as a broker is there and the window is open */
    ask *waiting_tail;
    size_t asks_sent;
    size_t window;
    int64_t last_ticket;
    int64_t repeated; /* attempts beyond the first */
    arena *reply_memory;

    /* serving */
    const actor_handler *handlers;
    size_t handlers_count;
    void *handler_self;
    rs_service_id service;
    int credit; /* 0: serves nothing */
    served *spare;
    size_t spare_count;
    int64_t served;

    /* events */
    uint32_t topics;
    actor_event_fn *event_fn;
    void *event_arg;
    uint64_t *seen_events; /* hashes of the last ones, where several brokers repeat each other */
    size_t seen_at;
    arena *event_memory;

    /* state */
    bool ready;
    bool ready_said;
    bool status_changed;
    char detail[241];
    rs_counter counters[COUNTERS_MAX];
    size_t counters_count;
};

/* actor_loop.c */
rs_err loop_open(actor *self, rs_error *error);
void loop_close(actor *self);
void loop_run(actor *self);
void loop_add_socket(actor *self, zsock_t *socket);      /* its descriptor wakes the loop */
void loop_close_socket(actor *self, zsock_t **socket_p); /* may hold NULL */

/* actor_link.c */
rs_err links_open(actor *self, rs_error *error);
void links_close(actor *self);
void links_turn(actor *self); /* takes what has arrived */
void links_beat(actor *self); /* once in heartbeat_ms */
void links_tell_status(actor *self);
int64_t links_next_ms(const actor *self);
bool links_pending(const actor *self); /* is there something to be taken without waiting? */
bool uplink_send(uplink *self, frames *message); /* false: not sent */
void uplink_serve(uplink *self);
void uplink_lost(uplink *self, const char *why);
void uplink_configure(zsock_t *socket, int hwm); /* 0: no limit */
void uplink_secure(actor *self, zsock_t *socket);
void uplink_connect(uplink *self, zsock_t *socket, const char *endpoint);

/* actor.c */
void actor_status_encode(actor *self, rs_buf *out);

/* actor_ask.c */
void asks_turn(actor *self, int64_t now_ms); /* what is due, and what can be sent */
int64_t asks_next_ms(const actor *self);     /* INT64_MAX: nothing */
void asks_answered(actor *self, frames *message);
void asks_uplink_lost(actor *self, const uplink *lost);
void asks_close(actor *self);

/* actor_serve.c */
void serve_request(uplink *from, frames *message);
void serve_close(actor *self);

/* actor_events.c */
void events_uplink_open(uplink *self);
void events_uplink_close(uplink *self);
void events_turn(uplink *self);
void events_close(actor *self);

#endif
