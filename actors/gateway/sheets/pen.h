/* pen - the gateway's end of a maker (maker.h): starts it, gives it pages as fast as it takes them,
 * and learns how it ended.
 *
 * Nothing here waits. Ownership: pen_open gives; pen_close takes and nulls, ends a maker that has
 * not ended by itself, and sees to it that no dead process is left. */
#ifndef GATEWAY_SHEETS_PEN_H
#define GATEWAY_SHEETS_PEN_H

#include "actors/gateway/sheets/maker.h"
#include "shared/actor.h"

typedef struct pen pen;

typedef struct {
    void (*hungry)(void *arg);            /* all that was given has been taken */
    void (*ended)(void *arg, bool whole); /* and now it may be closed */
} pen_fns;

RS_MUST_USE rs_err pen_open(pen **self_p, actor *loop, const maker_job *job, const pen_fns *fns,
                            void *arg, rs_error *error);
void pen_close(pen **self_p);

/* hungry follows, later. An empty page is the end: then ended follows. */
void pen_give(pen *self, rs_bytes page);

#endif
