/* http - requests to other people's servers, in the actor's loop (libcurl's multi interface).
 *
 * Any number of requests are under way at once; each ends in exactly one callback, from the loop,
 * with what became of it. Connections are kept and used again; redirects are not followed;
 * certificates are checked; bodies are limited. Nothing here is ever logged: tokens stand in URLs
 * and headers.
 *
 * Ownership: http_open gives, http_close takes and nulls; requests still under way end without a
 * callback. Close it before the actor's loop ends, and not from one of its callbacks. */
#ifndef RS_HTTP_H
#define RS_HTTP_H

#include "shared/actor.h"

typedef struct http http;

enum {
    HTTP_BODY_MAX = 8 << 20, /* of an answer, unless the request says less */
    HTTP_CONNECT_MS = 10000, /* the rest of the time limit is for the server */
    HTTP_TIMEOUT_MS = 30000,
    HTTP_OPEN_MAX = 64,        /* requests under way; more is RS_BUSY */
    HTTP_HOST_CONNECTIONS = 16 /* requests beyond wait inside libcurl */
};

typedef struct {
    const char *method;         /* NULL: GET, or POST when there is a body */
    const char *url;            /* http:// or https:// */
    const char *const *headers; /* "Name: value" each, NULL at the end; may be NULL */
    rs_bytes body;              /* data NULL: none */
    /* When a kept connection breaks before a byte of the answer came, libcurl sends the request
     * again on a new one. That is right for questions; what must not happen twice says so here. */
    bool once;
    int64_t timeout_ms; /* for all of it; 0: HTTP_TIMEOUT_MS */
    size_t size_max;    /* of the answer's body; 0: HTTP_BODY_MAX */
    /* Only so many bytes of the answer's body, from `offset` on; 0: all of it. A server that knows
     * no ranges is read from the beginning, what comes before is thrown away, and what comes
     * behind is not waited for. */
    size_t part;
    int64_t offset;
} http_request;

typedef enum {
    HTTP_ANSWERED,  /* a whole answer came; see its status */
    HTTP_NOT_SENT,  /* nothing left this machine: safe to send again */
    HTTP_UNCERTAIN, /* it may have reached the server, its answer did not reach us */
    HTTP_TOO_LARGE  /* the answer is larger than size_max */
} http_outcome;

typedef struct {
    http_outcome outcome;
    const char *error;        /* why, in libcurl's words; "" when answered; holds no URL */
    int status;               /* 0 unless answered */
    const char *content_type; /* "" if the server says none */
    int64_t retry_after_ms;   /* of the header Retry-After; 0: none */
    rs_bytes body;            /* as received and decompressed */
    int64_t total;            /* of a part: the size of the whole; -1: the server does not say */
} http_answer;

/* What the answer points to ends with the call. */
typedef void http_fn(void *arg, const http_answer *answer);

RS_MUST_USE rs_err http_open(http **self_p, actor *loop, rs_error *error);
void http_close(http **self_p);

/* The request is copied. RS_OK: fn is called once, later, from the loop, and `ticket` (may be
 * NULL) names the request until then. Otherwise (RS_BUSY, RS_BAD_REQUEST for what libcurl cannot
 * take) it is never called. */
RS_MUST_USE rs_err http_send(http *self, const http_request *request, http_fn *fn, void *arg,
                             int64_t *ticket);
/* Ends a request without its callback; what it asked for may happen all the same. */
void http_cancel(http *self, int64_t ticket);

#endif
