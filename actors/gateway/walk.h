/* walk - a list of the reader from its beginning to its end, page after page, in the name of a
 * session: its rights are checked at every page and end with the session.
 *
 * Any method whose pages say where they go on can be walked, by the names of its fields. */
#ifndef GATEWAY_WALK_H
#define GATEWAY_WALK_H

#include "actors/gateway/cookie.h"
#include "shared/actor.h"

/* A page, or why there is none: then that was all. */
typedef void walk_fn(void *arg, const actor_reply *page);

typedef struct {
    actor *loop;
    rs_method_id method;
    rs_bytes session;
    int64_t shown; /* what its owner has seen: a reader that is behind is asked again (lag.h) */
    walk_fn *fn;
    void *arg;
    /* its own */
    rs_buf argument; /* of the page to be asked for next */
    int64_t ticket;
    int64_t timer;
    int64_t lag_ms;
    bool ended; /* the last page has come */
} walk;

/* `argument` is a struct of the method's: its filters and order are kept, where it begins and how
 * much it asks for are not. Nothing is asked yet. */
void walk_begin(walk *self, const void *argument);
void walk_on(walk *self); /* fn follows, later */
void walk_end(walk *self);

/* Of a page: its rows, and a number that it may say by this name; 0: it does not. */
const rs_list *walk_rows(const walk *self, const void *page);
int64_t walk_figure(const walk *self, const void *page, const char *name);

#endif
