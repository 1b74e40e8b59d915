/* exports - tables on their way out: for each that somebody has asked for a job that walks the
 * table, a file in the spool folder, and who may have it.
 *
 * A job (jobs.h) walks the reader's list (walk.h); each page goes to the maker of the file
 * (sheets/pen.h), and the next is asked for when that one is taken. The file is the owner's alone,
 * and goes with the job: after JOB_KEPT_MS, when it is cancelled, and when the gateway ends; what a
 * killed one has left is removed at the start. */
#ifndef GATEWAY_EXPORTS_H
#define GATEWAY_EXPORTS_H

#include "actors/gateway/jobs.h"
#include "actors/gateway/ops.h"
#include "actors/gateway/web.h"

enum {
    EXPORT_RUNNING_MAX = 4, /* on this gateway */
    EXPORT_OWN_RUNNING_MAX = 2,
    EXPORT_OWN_MAX = 20, /* the oldest finished one goes for a new one */
};

typedef struct exports exports;

/* Makes the spool folder, and empties it. */
RS_MUST_USE rs_err exports_open(exports **self_p, gateway *owner, rs_error *error);
void exports_close(exports **self_p);

/* Before the journal is told of it: a refusal with a sentence, or what is wanted. */
RS_MUST_USE rs_err exports_check(exports *self, const session *page,
                                 const rs_export_begin_args *args, rs_error *error);
/* It is in the journal now. */
RS_MUST_USE rs_err exports_begin(exports *self, const session *page,
                                 const rs_export_begin_args *args, rs_export_job *out,
                                 rs_error *error);

/* NULL, false: this administrator has none of that number. */
job *exports_find(const exports *self, int64_t admin, int64_t id);
bool exports_cancel(exports *self, int64_t admin, int64_t id);
/* Newest first, at most EXPORT_OWN_MAX. */
size_t exports_list(const exports *self, int64_t admin, rs_export_job *out);

/* GET /exports/<number>: the file, for the owner's cookie. */
web_route_fn exports_download;

/* From time to time: what has expired goes. */
void exports_keep(exports *self);

#endif
