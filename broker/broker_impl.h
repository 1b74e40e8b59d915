/* broker_impl - what the parts of the broker share; nobody else includes it. */
#ifndef RS_BROKER_IMPL_H
#define RS_BROKER_IMPL_H

#include "broker/broker.h"
#include "shared/counters.h"
#include "shared/heap.h"
#include "shared/mdp.h"
#include "shared/table.h"

enum {
    ADDRESS_MAX = 255, /* bytes of a routing id */
    NAME_SIZE = 65,
    FOREIGN_MAX = 16, /* services beside those of protocol.def */
    SERVICES_MAX = RS_SERVICES_COUNT + FOREIGN_MAX,
    TICKET_SIZE = 8,
};

typedef struct peer peer;
typedef struct service service;
typedef struct request request;

typedef struct {
    request *head;
    request *tail;
    size_t count;
} request_list;

/* A request is in the list of its client until that has its answer, and in either the queue of its
 * service or the list of its worker. */
struct request {
    heap_item deadline;
    uint32_t slot;   /* with `serial` the ticket that the worker gives back */
    uint32_t serial; /* of the use of the slot */
    peer *client;    /* NULL: gone, or answered already */
    peer *worker;    /* NULL: in the queue */
    service *service;
    int64_t since_ms; /* when it came, monotonic */
    int64_t id;       /* the client's own; 0: a foreign request without an envelope */
    zmq_msg_t *body;  /* while in the queue */
    size_t body_count;
    request *of_client_next, *of_client_prev;
    request *next, *prev; /* in the queue or of the worker */
};

/* How long answers took: the last limit of each class; beyond all of them is a class too. */
enum { CLASSES_COUNT = 4 };

struct service {
    char name[NAME_SIZE];
    rs_role role; /* who may offer it; 0: anybody (a foreign one) */
    peer *workers;
    size_t workers_count;
    request_list queue;
    int64_t busy;
    int64_t served[CLASSES_COUNT];
};

struct peer {
    uint64_t key;   /* of the table: a hash of the address */
    int connection; /* -1: not known */
    zmq_msg_t address;
    bool packs;   /* its messages come as one frame, and ours to it go so */
    rs_role role; /* 0: not known */
    char name[NAME_SIZE];
    zmq_msg_t caller; /* rs_caller, encoded; what its requests are stamped with */
    rs_buf status;    /* rs_actor_status, encoded and checked; empty: never said who it is */
    int64_t status_pid;
    bool told; /* the log, that it is not who it says */
    int64_t heard_ms;
    request *requests; /* as a client */
    size_t requests_count;
    service *offers; /* as a worker */
    int credit;
    request_list given;
    peer *next_worker, *prev_worker;
    bool doomed; /* to be removed at the end of this call */
    peer *next_doomed;
};

#define COUNTER_MEMBER(group, name, doc) int64_t name;
typedef struct {
    RS_BROKER_COUNTERS(COUNTER_MEMBER)
} broker_counters;

struct broker {
    broker_options options;
    broker_send_fn *send;
    void *send_arg;
    broker_time now;
    int64_t since_ms;
    int64_t beat_ms; /* of the last one */
    uint8_t hash_key[16];
    table peers; /* by hash of the address */
    peer *doomed;
    service services[SERVICES_MAX];
    size_t services_count;
    request **slots;
    size_t slots_count;
    size_t slots_room;
    request *spare; /* linked by `next`; their slots are kept */
    heap deadlines;
    size_t queued;
    arena *memory; /* for what is decoded within one call */
    broker_counters counters;
};

/* broker.c */
bool peer_send(broker *self, peer *to, frames *message); /* the address goes in front */
void peer_doom(broker *self, peer *gone);
service *service_find(broker *self, rs_bytes name);

/* requests.c */
void request_take(broker *self, peer *client, frames *message);
void request_answered(broker *self, peer *worker, frames *message, bool final);
void requests_dispatch(broker *self, service *to);
void requests_expire(broker *self);
void requests_worker_gone(broker *self, peer *worker);
void requests_client_gone(broker *self, peer *client);
void requests_close(broker *self);
void answer_code(broker *self, peer *client, const char *from, int64_t id, rs_err code,
                 const char *detail);

/* status.c */
void peer_name(peer *self, rs_role role, const char *name); /* and stamps what it asks with it */
void status_heard(broker *self, peer *from, rs_bytes bytes, rs_role proven);
void status_answer(broker *self, peer *client, int64_t id);

#endif
