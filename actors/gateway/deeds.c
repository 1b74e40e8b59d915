#include "actors/gateway/deeds.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/hub.h"
#include "actors/gateway/walk.h"
#include "shared/log.h"

enum { ASK_MS = 60000, KEY_MAX = 64 };

typedef struct deed deed;

typedef struct {
    int64_t *items;
    size_t count;
} numbers;

/* A question to the ledger that is not answered yet. */
typedef struct {
    deed *deed;
    int64_t participant; /* 0: none */
    int64_t ticket;
} asked;

struct deed {
    job job;
    walk walk; /* by a filter; else ended from the beginning */
    char *reason;
    numbers except; /* rising */
    int64_t last;
    numbers found; /* of them `next` is the first that nobody has been asked about */
    size_t next;
    asked asked[DEED_OUTSTANDING_MAX];
    size_t outstanding;
    rs_deed_state ending; /* 0: it goes on */
    int64_t seq;          /* newest state of the ledger that it knows of */
    rs_deed_job shown;    /* its texts are in the next three */
    rs_deed_refusal refusals[DEED_REFUSALS_MAX];
    char details[DEED_REFUSALS_MAX][RS_ERROR_TEXT_MAX];
    char detail[RS_ERROR_TEXT_MAX];
};

struct deeds {
    jobs jobs;
};

/* ------------------------------------------------------------------------------- life */

static void tell(job *each, bool gone)
{
    const deed *self = (const deed *)each;
    hub_tell_deed(each->owner->gateway->hub, each->id, gone ? NULL : &self->shown, self->seq);
}

/* What is under way is answered to nobody. */
static void forget(job *each)
{
    deed *self = (deed *)each;
    for (size_t n = 0; n < DEED_OUTSTANDING_MAX; n++)
        if (self->asked[n].participant)
            actor_forget(job_loop(each), self->asked[n].ticket);
    walk_end(&self->walk);
    free(self->reason);
    free(self->except.items);
    free(self->found.items);
    free(self);
}

static void settle(deed *self, rs_deed_state how)
{
    rs_deed_job *shown = &self->shown;
    walk_end(&self->walk);
    shown->state = how;
    if (how == RS_DEED_DONE)
        shown->total = shown->done + shown->same + shown->refused;
    log_info("administrator %" PRId64 " has %s many: %" PRId64 " done, %" PRId64
             " were so, %" PRId64 " refused; %s",
             self->job.admin, shown->blocked ? "blocked" : "unblocked", shown->done, shown->same,
             shown->refused, codec_enum_name(&rs_deed_state_enum, (int)how));
    job_end(&self->job);
}

/* No more are begun. */
static void stop(deed *self, rs_deed_state how)
{
    if (!self->ending)
        self->ending = how;
    walk_end(&self->walk);
    if (!self->outstanding && !self->job.ended)
        settle(self, self->ending);
}

static void fail(deed *self, rs_err code, const char *detail)
{
    if (!self->ending) {
        snprintf(self->detail, sizeof self->detail, "%s", detail);
        self->shown.error = code;
        self->shown.detail = self->detail;
        log_warning("a deed of administrator %" PRId64 " is broken off: %s: %s", self->job.admin,
                    rs_err_name(code), detail);
    }
    stop(self, RS_DEED_FAILED);
}

/* ------------------------------------------------------------------------------- one by one */

static void go_on(deed *self);

static void note_refusal(deed *self, int64_t participant, rs_err code, const char *detail)
{
    size_t n = self->shown.refusals.count;
    self->shown.refused++;
    if (n == DEED_REFUSALS_MAX)
        return;
    snprintf(self->details[n], RS_ERROR_TEXT_MAX, "%s", detail);
    self->refusals[n] = (rs_deed_refusal){participant, code, self->details[n]};
    self->shown.refusals.count++;
}

static void on_answer(void *arg, const actor_reply *reply)
{
    asked *one = arg;
    deed *self = one->deed;
    int64_t participant = one->participant;
    *one = (asked){0};
    self->outstanding--;
    self->seq = reply->seq > self->seq ? reply->seq : self->seq;
    switch (reply->code) {
    case RS_OK: self->shown.done++; break;
    case RS_CONFLICT: self->shown.same++; break;
    case RS_NOT_FOUND:
    case RS_REFUSED: note_refusal(self, participant, reply->code, reply->detail); break;
    default: fail(self, reply->code, reply->detail); break;
    }
    if (self->job.ended)
        return;
    job_tell_soon(&self->job);
    go_on(self);
}

static void ask(deed *self, asked *one, int64_t participant)
{
    char key[KEY_MAX];
    rs_block_args args = {
        .participant = participant,
        .blocked = self->shown.blocked,
        .reason = self->reason,
        .unseen = true,
    };
    actor_call call = {
        .key = key,
        .timeout_ms = ASK_MS,
        .session = secret_hash_bytes(&self->job.session),
    };
    snprintf(key, sizeof key, "deed:%" PRId64 ":%" PRId64, self->job.id, participant);
    *one = (asked){.deed = self, .participant = participant};
    self->outstanding++;
    one->ticket =
        actor_ask(job_loop(&self->job), RS_PARTICIPANT_BLOCK, &args, &call, on_answer, one);
}

/* As many at once as there may be, then more of the list, then the end. */
static void go_on(deed *self)
{
    for (size_t n = 0; n < DEED_OUTSTANDING_MAX && !self->ending; n++)
        if (!self->asked[n].participant && self->next < self->found.count)
            ask(self, &self->asked[n], self->found.items[self->next++]);
    if (self->outstanding)
        return;
    if (self->ending || self->walk.ended)
        settle(self, self->ending ? self->ending : RS_DEED_DONE);
    else
        walk_on(&self->walk);
}

/* ------------------------------------------------------------------------------- the list */

static int by_number(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

static bool is_meant(const deed *self, int64_t participant)
{
    if (self->last && participant > self->last)
        return false;
    return !self->except.count || !bsearch(&participant, self->except.items, self->except.count,
                                           sizeof participant, by_number);
}

static void on_page(void *arg, const actor_reply *reply)
{
    deed *self = arg;
    if (reply->code != RS_OK) {
        fail(self, reply->code, reply->detail);
        return;
    }
    const rs_export_participants *page = reply->result;
    rs_participant_status wanted =
        self->shown.blocked ? RS_PARTICIPANT_BLOCKED : RS_PARTICIPANT_ACTIVE;
    if (page->total > (int64_t)self->except.count)
        self->shown.total = page->total - (int64_t)self->except.count;
    free(self->found.items);
    self->found = (numbers){.items = calloc(page->rows.count + 1, sizeof *self->found.items)};
    RS_ASSERT(self->found.items);
    self->next = 0;
    for (size_t n = 0; n < page->rows.count; n++) {
        const rs_participant_line *row = &page->rows.items[n];
        if (!is_meant(self, row->id))
            continue;
        if (row->status == wanted)
            self->shown.same++;
        else
            self->found.items[self->found.count++] = row->id;
    }
    job_tell_soon(&self->job);
    go_on(self);
}

/* ------------------------------------------------------------------------------- beginning */

/* Rising, each once. */
static numbers sorted(rs_ints from)
{
    numbers to = {.items = calloc(from.count + 1, sizeof *to.items)};
    RS_ASSERT(to.items);
    for (size_t n = 0; n < from.count; n++)
        to.items[n] = from.items[n];
    qsort(to.items, from.count, sizeof *to.items, by_number);
    for (size_t n = 0; n < from.count; n++)
        if (!to.count || to.items[to.count - 1] != to.items[n])
            to.items[to.count++] = to.items[n];
    return to;
}

static rs_err check(const deeds *self, const session *page, const rs_deed_begin_args *args,
                    rs_error *error)
{
    if (!(protocol_method(RS_PARTICIPANT_BLOCK)->rights & (uint32_t)page->me.rights))
        return rs_fail(error, RS_FORBIDDEN, "this takes another right");
    if (!args->all == !args->ids.count)
        return rs_fail(error, RS_BAD_REQUEST, "ids, all: exactly one of them is wanted");
    if (!args->all && (args->except.count || args->last))
        return rs_fail(error, RS_BAD_REQUEST, "except, last: only of all");
    for (size_t n = 0; n < args->ids.count; n++)
        if (!args->ids.items[n])
            return rs_fail(error, RS_BAD_REQUEST, "ids: 0 is nobody");
    return jobs_check(&self->jobs, page->me.admin, error);
}

/* By number, whatever order the page shows: who is blocked does not change places. */
static void begin_walk(deed *self, const rs_export_participants_args *all)
{
    rs_export_participants_args by_id = *all;
    by_id.sort = 0;
    by_id.down = false;
    walk_begin(&self->walk, &by_id);
    walk_on(&self->walk);
}

rs_err deeds_begin(deeds *self, const session *page, const rs_deed_begin_args *args,
                   rs_deed_job *out, rs_error *error)
{
    rs_err rc = check(self, page, args, error);
    if (rc != RS_OK)
        return rc;
    deed *made = calloc(1, sizeof *made);
    RS_ASSERT(made);
    jobs_add(&self->jobs, &made->job, page);
    made->walk = (walk){
        .loop = self->jobs.gateway->loop,
        .method = RS_EXPORT_PARTICIPANTS,
        .session = secret_hash_bytes(&made->job.session),
        .shown = page->shown,
        .fn = on_page,
        .arg = made,
        .ended = !args->all,
    };
    made->reason = strdup(args->reason);
    RS_ASSERT(made->reason);
    made->except = sorted(args->except);
    made->found = sorted(args->ids);
    made->last = args->last;
    made->shown = (rs_deed_job){
        .id = made->job.id,
        .blocked = args->blocked,
        .state = RS_DEED_RUNNING,
        .created = made->job.created,
        .total = (int64_t)made->found.count,
        .refusals = {.items = made->refusals},
    };
    if (args->all)
        begin_walk(made, args->all);
    else
        go_on(made);
    *out = made->shown;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- afterwards */

job *deeds_find(const deeds *self, int64_t admin, int64_t id)
{
    return jobs_find(&self->jobs, admin, id);
}

bool deeds_end(deeds *self, int64_t admin, int64_t id)
{
    job *found = deeds_find(self, admin, id);
    if (!found)
        return false;
    if (!found->ended) {
        stop((deed *)found, RS_DEED_STOPPED);
        return true;
    }
    tell(found, true);
    job_forget(found);
    return true;
}

size_t deeds_list(const deeds *self, int64_t admin, rs_deed_job *out)
{
    size_t count = 0;
    for (const job *each = self->jobs.first; each && count < DEED_OWN_MAX; each = each->next)
        if (each->admin == admin)
            out[count++] = ((const deed *)each)->shown;
    return count;
}

void deeds_keep(deeds *self)
{
    jobs_keep(&self->jobs);
}

deeds *deeds_open(gateway *owner)
{
    static const job_kind kind = {
        .name = "deeds",
        .own_running_max = DEED_OWN_RUNNING_MAX,
        .running_max = DEED_RUNNING_MAX,
        .own_max = DEED_OWN_MAX,
        .tell = tell,
        .forget = forget,
    };
    deeds *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->jobs = (jobs){.gateway = owner, .kind = &kind};
    return self;
}

void deeds_close(deeds **self_p)
{
    deeds *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    jobs_clear(&self->jobs);
    free(self);
}
