/* lws_loop - the loop of a process that libwebsockets has to run: it waits for its own connections
 * and for the actor's descriptors, and gives the actor its turns. */
#ifndef RS_LWS_LOOP_H
#define RS_LWS_LOOP_H

#include <libwebsockets.h>

#include "shared/actor.h"

typedef struct {
    actor *loop;
    struct lws_context *lws;
    lws_sorted_usec_list_t wake;
} lws_loop;

/* The protocol "wake", which the vhost must have. It is none for whoever connects. */
int lws_loop_on_wake(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t size);
/* Takes the actor's loop over; `self` must stay as long as that runs. */
RS_MUST_USE rs_err lws_loop_begin(lws_loop *self, actor *loop, struct lws_context *lws,
                                  struct lws_vhost *vhost, rs_error *error);

#endif
