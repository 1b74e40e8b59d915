/* crowd - whose rows of the list of participants have changed, while somebody wants to hear of it.
 *
 * A reader remembers who changed lately (views/lists/recent.h); it is asked once a second for all
 * pages together, so that an import of a million people is a push a second, and idle ones cost
 * nothing. What is told are numbers: each page reads those of the rows that it shows. */
#ifndef GATEWAY_CROWD_H
#define GATEWAY_CROWD_H

#include "shared/actor.h"

typedef struct crowd crowd;

/* Something changed; `many`: more than can be told. */
typedef void crowd_fn(void *arg, const rs_participants_changed *changed);

crowd *crowd_open(actor *loop, crowd_fn *tell, void *arg);
void crowd_close(crowd **self_p);

void crowd_want(crowd *self, bool wanted);
/* A page was told what happened up to there, by a reader that may be behind the one asked here:
 * from there on it has to be told. */
void crowd_from(crowd *self, int64_t seq);

#endif
