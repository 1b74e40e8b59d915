#include "shared/lws_loop.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "shared/log.h"

int lws_loop_on_wake(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                     size_t size)
{
    (void)wsi, (void)user, (void)in, (void)size;
    /* Waking up was its whole work. It is no protocol for browsers. */
    return reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION ? -1 : 0;
}

static void on_time(lws_sorted_usec_list_t *timer)
{
    (void)timer;
}

static void run(actor *loop, void *arg)
{
    lws_loop *self = arg;
    while (actor_turn(loop)) {
        int64_t wait_ms = actor_wait_ms(loop);
        if (wait_ms > 0)
            lws_sul_schedule(self->lws, 0, &self->wake, on_time, wait_ms * LWS_US_PER_MS);
        else
            lws_sul_cancel(&self->wake);
        /* For lws 0 is to wait for what comes, and -1 is not to wait. */
        if (lws_service(self->lws, wait_ms ? 0 : -1) < 0) {
            log_error("the loop of libwebsockets failed");
            actor_stop(loop, 1);
        }
    }
}

/* lws closes what it adopts, and the actor's descriptors are the actor's: it gets copies. */
rs_err lws_loop_begin(lws_loop *self, actor *loop, struct lws_context *lws, struct lws_vhost *vhost,
                      rs_error *error)
{
    int fds[ACTOR_FDS_MAX];
    size_t count = actor_fds(loop, fds);

    *self = (lws_loop){.loop = loop, .lws = lws};
    for (size_t n = 0; n < count; n++) {
        lws_sock_file_fd_type copy = {.filefd = fcntl(fds[n], F_DUPFD_CLOEXEC, 0)};
        if (copy.filefd < 0 ||
            !lws_adopt_descriptor_vhost(vhost, LWS_ADOPT_RAW_FILE_DESC, copy, "wake", NULL))
            return rs_fail(error, RS_INTERNAL, "a descriptor cannot be watched: %s",
                           strerror(errno));
    }
    actor_use_loop(loop, run, self);
    return RS_OK;
}
