/* writer - the one process that decides: takes the requests that have arrived, decides each,
 * appends all facts at once, and only then answers. */
#ifndef RS_WRITER_H
#define RS_WRITER_H

#include "shared/actor.h"

rs_err writer_open(actor *loop, void **self_p, rs_error *error);
void writer_close(void **self_p);

#endif
