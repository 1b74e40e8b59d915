/* reader - answers questions from the state, read only; any number of them beside the writer. */
#ifndef RS_READER_H
#define RS_READER_H

#include "shared/actor.h"

rs_err reader_open(actor *loop, void **self_p, rs_error *error);
void reader_close(void **self_p);

#endif
