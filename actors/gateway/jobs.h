/* jobs - what the gateway goes on doing for an administrator after a page has asked for it:
 * exports, deeds. Whose each is, how many there may be, and when it tells the owner's pages of
 * itself.
 *
 * A job is the first member of the struct of who does it, and works in the name of the session that
 * began it. All are this process's own and end with it: behind several gateways an administrator
 * has to stay with one. */
#ifndef GATEWAY_JOBS_H
#define GATEWAY_JOBS_H

#include "actors/gateway/session.h"

enum { JOB_KEPT_MS = 3600 * 1000 }; /* for so long it is shown that it has ended, and how */

typedef struct job job;

typedef struct {
    const char *name; /* of more than one: "exports" */
    size_t own_running_max;
    size_t running_max; /* on this gateway */
    size_t own_max;     /* the oldest that has ended goes for a new one */
    void (*tell)(job *self,
                 bool gone);   /* its owner's pages: how far it has come, or that it went */
    void (*forget)(job *self); /* ends what it does, and frees it */
} job_kind;

typedef struct {
    gateway *gateway;
    const job_kind *kind;
    job *first; /* newest first */
} jobs;

struct job {
    jobs *owner;
    job *next;
    int64_t id;
    int64_t admin;
    secret_hash session;
    int64_t created;
    int64_t ended; /* 0: it is running */
    int64_t told_at;
    int64_t timer; /* of telling that waits its turn */
};

/* May one more of this administrator begin? A refusal with a sentence, or RS_OK. */
RS_MUST_USE rs_err jobs_check(const jobs *self, int64_t admin, rs_error *error);
/* The page's from here on, and running. Its number is random: nobody else guesses it. */
void jobs_add(jobs *self, job *made, const session *page);
/* NULL: this administrator has none of that number. */
job *jobs_find(const jobs *self, int64_t admin, int64_t id);
/* From time to time: those that ended long ago go. */
void jobs_keep(jobs *self);
void jobs_clear(jobs *self);

/* Now; or soon, not for every step but always for the last one before a pause. */
void job_tell(job *self);
void job_tell_soon(job *self);
void job_end(job *self);    /* it runs no more, and tells so */
void job_forget(job *self); /* it is no more; nobody is told */

static inline actor *job_loop(const job *self)
{
    return self->owner->gateway->loop;
}

#endif
