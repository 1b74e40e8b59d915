/* web - one request over HTTP and its answer.
 *
 * One exchange is one request with its answer. A route answers at once or later, from a callback of
 * the actor; either way exactly once. The exchange ends when the answer has been written or the
 * browser is gone; an ask that is open then (`ticket`) is forgotten.
 *
 * An answer may flow: its size is known and its bytes come piece by piece (`more` asks for the
 * next one), each when the one before has been written, so that of the largest file one piece is
 * in memory. */
#ifndef GATEWAY_WEB_H
#define GATEWAY_WEB_H

#include <jansson.h>

#include "actors/gateway/body.h"
#include "actors/gateway/cookie.h"
#include "actors/gateway/file_head.h"
#include "actors/gateway/gateway.h"

enum {
    WEB_COOKIES_MAX = 2,
    WEB_ADDRESS_MAX = 64,
    WEB_AGENT_MAX = 300,
    WEB_LOCATION_MAX = 1800,
    WEB_QUERY_MAX = 2048, /* of a name with its value in an address */
};

typedef struct {
    unsigned status;
    const char *mime;  /* NULL: no body */
    const char *cache; /* NULL: no-store */
    const char *etag;
    const char *coding;
    const char *allow;
    bool vary;
    bool close; /* the connection, after this */
    int64_t retry_after_s;
    char location[WEB_LOCATION_MAX];
    char disposition[DISPOSITION_ROOM];
    const char *policy; /* a Content-Security-Policy beside that of all answers */
    char cookies[WEB_COOKIES_MAX][COOKIE_LINE_MAX];
} web_head;

typedef struct exchange exchange;
typedef void web_route_fn(exchange *self);
typedef struct errand errand; /* provider.h */
typedef struct flow flow;     /* files.h */

struct exchange {
    gateway *gateway;
    struct lws *wsi;
    web_route_fn *route; /* of a POST: called when the body is complete */
    int64_t deadline;    /* monotonic, for the body to arrive */
    rs_buf body;
    int64_t ticket;
    /* the answer */
    web_head head;
    bool answered;
    bool head_sent;
    bool head_only;
    asset *file;
    asset_coding coding;
    rs_buf text;
    int stored; /* a file's descriptor; 0: none */
    size_t stored_size;
    size_t sent;
    web_route_fn *more; /* of an answer that flows; NULL: it does not */
    size_t flow_size;   /* of all of it */
    size_t flow_at;     /* where the piece in `text` begins */
    bool flow_broken;
    flow *flow; /* what the pieces are of; closed with the exchange */
    /* of a login on its way (auth.c, door.c) */
    secret login;
    secret session;
    secret_hash proof;
    errand *errand; /* forgotten, too, when the browser is gone */
};

exchange *web_open(gateway *owner, struct lws *wsi);
void web_close(exchange **self_p);
/* When the socket takes something: the head, then piece by piece. Closes the exchange behind its
 * end. The result is lws's: -1 closes the connection. */
int web_write(exchange **self_p);

/* Answers; more may have been put into `head` before. */
void web_answer_text(exchange *self, unsigned status, const char *text);
void web_answer_json(exchange *self, unsigned status, json_t **object_p);
void web_answer_file(exchange *self, asset *file); /* takes the reference */
/* To an address of ours or another's; too long a one is a mistake of ours. */
void web_redirect(exchange *self, const char *location);
void web_answer_stored(exchange *self, int fd, size_t size, const char *mime);
/* The first piece, of an answer of so many bytes. `more` is called when a piece has been written
 * and there is more; then web_flow gives the next, or web_flow_break says that there is none: the
 * connection ends, so that the browser knows that it has not got all. */
void web_answer_flow(exchange *self, size_t size, const char *mime, rs_bytes piece,
                     web_route_fn *more);
void web_flow(exchange *self, rs_bytes piece);
void web_flow_break(exchange *self);
void web_refuse(exchange *self, unsigned status, rs_err code, const char *detail);

/* What the request says of itself; "" where it says nothing. */
void web_header(exchange *self, enum lws_token_indexes token, char *out, size_t room);
/* What is asked for; "" if it is too long. */
void web_path(exchange *self, char *out, size_t room);
/* Who asks: behind a proxy, whom the proxy names. */
void web_address(struct lws *wsi, char out[WEB_ADDRESS_MAX]);
/* User-Agent, printable ASCII only. */
void web_agent(exchange *self, char out[WEB_AGENT_MAX + 1]);
/* What stands behind the ? of the address under this name, decoded. False: it is not there, is
 * there twice, is empty, or does not fit. */
bool web_query(exchange *self, const char *name, char *out, size_t room);
bool web_cookie(struct lws *wsi, const char *name, secret *out);
bool web_same_origin(struct lws *wsi);
/* Does the browser say that another site's page asks? Older ones do not say. */
bool web_from_elsewhere(struct lws *wsi);

#endif
