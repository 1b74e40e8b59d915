/* session - one websocket: an open admin page of a person who is logged in.
 *
 * It is accepted on the strength of its cookie, its origin and its path, and then held mute: not a
 * frame is read until the ledger has said whose session it is (session.touch). The same question
 * prolongs it while the page is used, and finds out that it has ended; what the ledger says about
 * sessions on its own (hub.h) closes pages at once.
 *
 * Down: frames wait in a queue; pieces go out as the socket takes them, and who lets more than
 * [gateway] session_queue_kib pile up is cut off. Up: with too many
 * requests open, or too many in a second, the socket is not read, so the browser waits. */
#ifndef GATEWAY_SESSION_H
#define GATEWAY_SESSION_H

#include "actors/gateway/cookie.h"
#include "actors/gateway/frames.h"
#include "actors/gateway/gateway.h"
#include "actors/gateway/topic.h"

#define SESSION_SUBPROTOCOL "refsys.v1.msgpack"

enum {
    SESSION_RATE_MS = 20, /* one request in so long, that is 50 a second ... */
    SESSION_BURST = 100,  /* ... after so many at once */
    SESSION_OUTSTANDING_MAX = 32,
    SESSION_TOPICS_MAX = 16,
    SESSION_PAGES_MAX = 16, /* of one administrator, on this gateway */
};

typedef enum {
    CLOSE_PROTOCOL = 1002, /* not a frame */
    CLOSE_TEXT = 1003,
    CLOSE_PAGES = 1008, /* too many pages of one person */
    CLOSE_TOO_LONG = 1009,
    CLOSE_LATER = 1013, /* the ledger cannot be asked */
    CLOSE_ENDED = 4401, /* no session, or not any more */
    CLOSE_BLOCKED = 4403,
} session_close_code;

typedef enum {
    SESSION_MUTE,
    SESSION_OPEN,
    SESSION_OVER, /* the ledger does not know it any more: the log is about to say why */
    SESSION_CLOSING
} session_state;

typedef struct outgoing outgoing;
typedef struct request request; /* requests.h */

struct session {
    gateway *gateway;
    struct lws *wsi; /* NULL: this memory of lws is no session (yet, or any more) */
    session *next;
    session *before;
    session_state state;
    session_close_code close_code;

    secret_hash hash; /* of its cookie: how the ledger knows it */
    rs_me me;         /* since SESSION_OPEN; its name is in `name` */
    char name[132];
    int64_t touch; /* the open ask */
    int64_t why;   /* timer: how long the log may take to say why it is over */
    bool recheck;  /* what it says, or would have said, may be of before a change */
    int64_t touched_at;
    int64_t used_at; /* monotonic, when a person last asked for something */
    bool greeted;    /* hello was said */
    bool outdated;   /* ... by a page of another protocol */
    bool gathers;    /* ... by one that reads frames with several values */

    int64_t heard_at; /* monotonic: the last sign of life ... */
    bool asked;       /* ... for which it is asked */

    rs_buf input; /* a message of which parts have arrived */
    int64_t balanced_at;
    request *requests; /* open ones */
    size_t outstanding;
    bool paused;
    int64_t shown; /* newest state of the ledger this page knows of */

    outgoing *head;
    outgoing **tail;
    size_t sent; /* of the message at the head */
    size_t queued;

    topic topics[SESSION_TOPICS_MAX];
    size_t topics_count;
};

/* For a websocket that asks to be let in: 0, or what lws is to be answered when it was refused. */
int session_admit(struct lws *wsi);
/* The callback of the subprotocol. */
int session_on_ws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                  size_t size);

/* Adds a reference to the frame. */
void session_push(session *self, blob *shared);
/* Nothing is sent or answered any more but the code. */
void session_close(session *self, session_close_code code);
/* After an answer: the socket may be read again. */
void session_flow(session *self);
/* Ask the ledger about it, unless that is under way. */
void session_touch(session *self);
/* The page has been told what holds in this state of the ledger (0: not said): it is shown nothing
 * older from then on. */
void session_saw(session *self, int64_t seq);

/* The ledger says: this one has ended; its administrator has been changed. */
void sessions_ended(gateway *self, rs_bytes hash, bool blocked);
void sessions_recheck(gateway *self, int64_t admin);
/* From time to time: prolong what is used, look after what may be over, hang up on who is gone. */
void sessions_keep(gateway *self);
/* The newest state of the ledger that a page of this session knows of; 0: it has none here. */
int64_t sessions_shown(const gateway *self, const secret_hash *whose);

#endif
