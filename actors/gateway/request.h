/* request - one that a page has made, as the files that answer it see it: requests.c, errands.c. */
#ifndef GATEWAY_REQUEST_H
#define GATEWAY_REQUEST_H

#include "actors/gateway/jobs.h"
#include "actors/gateway/ops.h"

enum { REQUEST_ASK_MS = 20000 };

struct request {
    session *page;
    request *next;
    request *before;
    int64_t id;
    int64_t ticket;
    int64_t timer;
    /* of a method */
    const rs_method *method;
    rs_buf argument;
    char key[80];
    int64_t lag_ms;
    /* of a subscription */
    bool waits; /* for the tail to find its place */
    topic topic;
    int64_t since;
    int64_t joined_at; /* where the tail was then */
};

/* Each ends the request. */
void request_answer(request *self, const rs_type *type, const void *result);
void request_answer_done(request *self);
void request_refuse(request *self, rs_err code, const char *detail);
/* The argument as a struct, in memory for the moment; NULL: refused. */
const void *request_decode(request *self, const rs_type *type, rs_bytes argument);

/* errands.c: what the gateway goes on doing after it has answered. */
typedef void request_op(request *self, const void *argument);
request_op op_export, op_cancel_export, op_exports, op_deed, op_end_deed, op_deeds;
/* Of a topic that is of one. NULL: nothing of this page's administrator. */
job *errand_find(const session *page, topic which);

#endif
