#include "actors/gateway/jobs.h"

#include <sodium.h>

#include "shared/clock.h"

enum { TELL_MS = 250 }; /* between two times of telling */

static size_t count_running(const jobs *self, int64_t admin)
{
    size_t count = 0;
    for (const job *each = self->first; each; each = each->next)
        count += !each->ended && (!admin || each->admin == admin);
    return count;
}

rs_err jobs_check(const jobs *self, int64_t admin, rs_error *error)
{
    const job_kind *kind = self->kind;
    if (count_running(self, admin) >= kind->own_running_max)
        return rs_fail(error, RS_LIMIT, "%zu %s of yours are running", kind->own_running_max,
                       kind->name);
    if (count_running(self, 0) >= kind->running_max)
        return rs_fail(error, RS_BUSY, "%zu %s are running", kind->running_max, kind->name);
    return RS_OK;
}

/* Room for one more of the same owner. */
static void drop_oldest(jobs *self, int64_t admin)
{
    size_t count = 0;
    job *oldest = NULL;
    for (job *each = self->first; each; each = each->next)
        if (each->admin == admin) {
            count++;
            oldest = each->ended ? each : oldest;
        }
    if (count >= self->kind->own_max && oldest)
        job_forget(oldest);
}

static int64_t random_id(void)
{
    uint64_t id;
    randombytes_buf(&id, sizeof id);
    return (int64_t)(id >> 11) | 1; /* below 2^53, and not 0 */
}

void jobs_add(jobs *self, job *made, const session *page)
{
    drop_oldest(self, page->me.admin);
    *made = (job){
        .owner = self,
        .next = self->first,
        .id = random_id(),
        .admin = page->me.admin,
        .session = page->hash,
        .created = actor_now(self->gateway->loop),
    };
    self->first = made;
}

job *jobs_find(const jobs *self, int64_t admin, int64_t id)
{
    for (job *each = self->first; each; each = each->next)
        if (each->id == id && each->admin == admin)
            return each;
    return NULL;
}

void jobs_keep(jobs *self)
{
    int64_t now = actor_now(self->gateway->loop);
    for (job *each = self->first, *next; each; each = next) {
        next = each->next;
        if (!each->ended || now < each->ended + JOB_KEPT_MS)
            continue;
        self->kind->tell(each, true);
        job_forget(each);
    }
}

void jobs_clear(jobs *self)
{
    while (self->first)
        job_forget(self->first);
}

static void rest(job *self)
{
    actor_timer_end(job_loop(self), self->timer);
    self->timer = 0;
}

void job_tell(job *self)
{
    rest(self);
    self->owner->kind->tell(self, false);
    self->told_at = clock_monotonic_ms();
}

static void on_time(void *arg)
{
    job_tell(arg);
}

void job_tell_soon(job *self)
{
    int64_t wait = self->told_at + TELL_MS - clock_monotonic_ms();
    if (wait <= 0)
        job_tell(self);
    else if (!self->timer)
        self->timer = actor_timer(job_loop(self), wait, 0, on_time, self);
}

void job_end(job *self)
{
    self->ended = actor_now(job_loop(self));
    job_tell(self);
}

void job_forget(job *self)
{
    job **link = &self->owner->first;
    while (*link != self)
        link = &(*link)->next;
    *link = self->next;
    rest(self);
    self->owner->kind->forget(self);
}
