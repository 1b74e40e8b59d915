/* mdp - the Majordomo protocol MDP/0.2 (ZeroMQ RFC 18) as bytes, and what refsys adds to it.
 *
 *   client -> broker   MDPC02 REQUEST   service, body...
 *   broker -> client   MDPC02 PARTIAL | FINAL   service, body...
 *   worker -> broker   MDPW02 READY     service [, credit]
 *   broker -> worker   MDPW02 REQUEST   client, empty, body...
 *   worker -> broker   MDPW02 PARTIAL | FINAL   client, empty, body...
 *   both               MDPW02 HEARTBEAT;  MDPW02 DISCONNECT
 *   client -> broker   MDPC02 HEARTBEAT actor_status       answered by MDPC02 HEARTBEAT
 *
 * Added: such a message may come as one frame (frames_pack), and is then answered so; the credit
 * (decimal digits: requests at once, absent: one) and the client's HEARTBEAT. By the latter a
 * process says who it is, as its first message and then at every beat; it also stands for the
 * heartbeat of a worker that shares the connection. Who does without them speaks plain MDP/0.2.
 *
 * A body between processes of refsys: request = envelope, argument, and the caller as the broker
 * stamps it; answer = answer, result. "client" is a ticket of the broker, to be given back as is.
 */
#ifndef RS_MDP_H
#define RS_MDP_H

#define MDP_CLIENT "MDPC02"
#define MDP_WORKER "MDPW02"

enum { MDP_HEADER_SIZE = 6 };

enum {
    MDP_CLIENT_REQUEST = 1,
    MDP_CLIENT_PARTIAL = 2,
    MDP_CLIENT_FINAL = 3,
    MDP_CLIENT_HEARTBEAT = 5,
};

enum {
    MDP_WORKER_READY = 1,
    MDP_WORKER_REQUEST = 2,
    MDP_WORKER_PARTIAL = 3,
    MDP_WORKER_FINAL = 4,
    MDP_WORKER_HEARTBEAT = 5,
    MDP_WORKER_DISCONNECT = 6,
};

enum {
    MDP_LIVENESS = 4,         /* heartbeats missed: the other side is gone */
    MDP_CREDIT_MAX = 100000,  /* of one worker */
    MDP_SERVICE_SIZE_MAX = 64 /* bytes of a service's name */
};

/* ZAP domains: what a key is allowed to connect to. */
#define MDP_DOMAIN_REQUESTS "requests"
#define MDP_DOMAIN_PUBLISH "publish" /* the ledger only */
#define MDP_DOMAIN_SUBSCRIBE "subscribe"

#endif
