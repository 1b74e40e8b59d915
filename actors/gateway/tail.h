/* tail - follows the ledger's log of events, in order and without a hole, while somebody wants it.
 *
 * Published events are hints that there is more; what happened is read from the log behind the own
 * cursor. A hint that is lost costs a second, not an event. Nothing is read while nobody wants it.
 */
#ifndef GATEWAY_TAIL_H
#define GATEWAY_TAIL_H

#include "shared/actor.h"

typedef struct tail tail;

typedef void tail_event_fn(void *arg, const rs_event *event);
typedef void tail_ready_fn(void *arg); /* the cursor is known now */

tail *tail_open(actor *loop, uint32_t topics, tail_event_fn *on_event, tail_ready_fn *on_ready,
                void *arg);
void tail_close(tail **self_p);

void tail_want(tail *self, bool wanted);
void tail_hint(tail *self, int64_t seq); /* something happened there */
int64_t tail_cursor(const tail *self);   /* -1: not known */

#endif
