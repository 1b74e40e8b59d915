#include "actors/ledger/committer.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "shared/thread.h"

/* Two counters hand the work over and back: whoever reads one has everything that was written
 * before it was raised. */
struct committer {
    journal *to;
    pthread_t thread;
    int wanted, done; /* eventfds */
    bool runs;
    batch *facts; /* to be made durable; NULL: the thread is to end */
    journal_head head;
    rs_err code;
    rs_error error;
};

static void raise_one(int counter)
{
    int result = eventfd_write(counter, 1);
    RS_ASSERT(result == 0);
}

static void wait_for(int counter)
{
    eventfd_t count;
    int result;
    do
        result = eventfd_read(counter, &count);
    while (result != 0 && errno == EINTR);
    RS_ASSERT(result == 0);
}

static void *work(void *arg)
{
    committer *self = arg;
    for (;;) {
        wait_for(self->wanted);
        if (!self->facts)
            return NULL;
        self->code = batch_commit(self->facts, self->to, &self->head, &self->error);
        raise_one(self->done);
    }
}

committer *committer_open(journal *to)
{
    committer *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->to = to;
    self->wanted = eventfd(0, EFD_CLOEXEC);
    self->done = eventfd(0, EFD_CLOEXEC);
    RS_ASSERT(self->wanted >= 0 && self->done >= 0);
    RS_ASSERT(thread_start(&self->thread, work, self) == 0);
    return self;
}

void committer_close(committer **self_p)
{
    committer *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    if (self->runs)
        wait_for(self->done);
    self->facts = NULL;
    raise_one(self->wanted);
    pthread_join(self->thread, NULL);
    close(self->wanted);
    close(self->done);
    free(self);
}

void committer_begin(committer *self, batch *facts, const journal_head *head)
{
    RS_ASSERT(!self->runs && facts);
    self->facts = facts;
    self->head = *head;
    self->error = (rs_error){0};
    self->runs = true;
    raise_one(self->wanted);
}

bool committer_runs(const committer *self)
{
    return self->runs;
}

int committer_fd(const committer *self)
{
    return self->done;
}

rs_err committer_end(committer *self, journal_head *head, rs_error *error)
{
    if (!self->runs)
        return RS_OK;
    wait_for(self->done);
    self->runs = false;
    if (self->code != RS_OK) {
        *error = self->error;
        return self->code;
    }
    *head = self->head;
    return RS_OK;
}
