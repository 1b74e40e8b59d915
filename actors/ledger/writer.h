/* writer - the one process that decides: takes the requests that have arrived, decides each, has
 * all facts appended at once, and answers when they are durable. What arrives until then is decided
 * meanwhile, on a state that has those facts, and leaves after them. */
#ifndef RS_WRITER_H
#define RS_WRITER_H

#include "shared/actor.h"

rs_err writer_open(actor *loop, void **self_p, rs_error *error);
void writer_close(void **self_p);

#endif
