#include "actors/ozon/plan.h"

#include <stdio.h>
#include <string.h>

#include "actors/ozon/values.h"

static const int64_t DAY_MS = 86400000;
#define OVERLAP_MS (3 * DAY_MS)
#define WINDOW_MS (30 * DAY_MS)      /* some sellers are refused more in the FBS list */
#define WINDOW_LEAST_MS (4 * DAY_MS) /* more than the overlap, or there is no progress */
#define CHANGES_BACK_MS (360 * DAY_MS)
#define AGAIN_BACK_MS (45 * DAY_MS)
#define AGAIN_WINDOW_MS (5 * DAY_MS) /* so that the other streams have their turn in between */
#define RFBS_BACK_MS (60 * DAY_MS)   /* applications are decided within weeks */
#define DUE_LOOKS 3                  /* of each posting, so that one that fails does no harm */
#define DUE_LEAST_MS (DAY_MS / 24)
#define PRODUCTS_EVERY_MS (DAY_MS / 4)
#define KEY_EVERY_MS DAY_MS

#define NAME(c_name, name, path) name,
#define PATH(c_name, name, path) path,
static const char *const names[] = {PLAN_STREAMS(NAME)};
static const char *const paths[] = {PLAN_STREAMS(PATH)};
static const char details_path[] = "/v3/product/info/list"; /* of the second question of PRODUCTS */

const char *plan_stream_name(plan_stream stream)
{
    return names[stream];
}

const char *plan_stream_path(plan_stream stream)
{
    return paths[stream];
}

const char *plan_path(const plan *self, plan_stream stream)
{
    return stream == STREAM_PRODUCTS && self->streams[stream].detail ? details_path : paths[stream];
}

static bool is_among(const char *path, const char *const *list, size_t count)
{
    for (size_t n = 0; n < count; n++)
        if (strcmp(list[n], path) == 0)
            return true;
    return false;
}

size_t plan_methods(const char *out[PLAN_METHODS_MAX])
{
    size_t count = 0;
    for (int n = 0; n < STREAMS_COUNT; n++)
        if (n != STREAM_KEY && !is_among(paths[n], out, count))
            out[count++] = paths[n];
    out[count++] = details_path;
    return count;
}

/* ------------------------------------------------------------------------- kinds of streams */

static bool walks(plan_stream stream)
{
    return stream == STREAM_FBO || stream == STREAM_FBS || stream == STREAM_RETURNS;
}

static bool looks_again(plan_stream stream)
{
    return stream == STREAM_FBO_AGAIN || stream == STREAM_FBS_AGAIN ||
           stream == STREAM_RETURNS_AGAIN || stream == STREAM_CHANGES_AGAIN;
}

static bool reads_changes(plan_stream stream)
{
    return stream == STREAM_CHANGES || stream == STREAM_CHANGES_AGAIN;
}

/* Read from a start to the present each time; what it has come to is known only here. */
static bool sweeps(plan_stream stream)
{
    return (looks_again(stream) && !reads_changes(stream)) || stream == STREAM_RFBS;
}

static bool has_mark(plan_stream stream)
{
    return walks(stream) || sweeps(stream) || reads_changes(stream);
}

bool plan_names_postings(plan_stream stream)
{
    return stream == STREAM_OPEN || stream == STREAM_DUE;
}

bool plan_reads_returns(plan_stream stream)
{
    return stream == STREAM_RETURNS || stream == STREAM_RFBS || stream == STREAM_DUE ||
           stream == STREAM_RETURNS_AGAIN;
}

plan_stream plan_first_look(plan_stream stream)
{
    switch (stream) {
    case STREAM_FBO_AGAIN: return STREAM_FBO;
    case STREAM_FBS_AGAIN: return STREAM_FBS;
    case STREAM_RETURNS_AGAIN: return STREAM_RETURNS;
    case STREAM_CHANGES_AGAIN: return STREAM_CHANGES;
    default: return stream;
    }
}

bool plan_finds_gaps(plan_stream stream)
{
    return stream == STREAM_FBO_AGAIN || stream == STREAM_FBS_AGAIN;
}

bool plan_should_know(const plan *self, plan_stream again, int64_t ordered)
{
    return ordered < self->streams[plan_first_look(again)].mark - OVERLAP_MS;
}

int64_t plan_due_until(const plan *self, int64_t now)
{
    int64_t ahead = DUE_LOOKS * self->options.returns_ms;
    return now + (ahead > DUE_LEAST_MS ? ahead : DUE_LEAST_MS);
}

static int64_t interval(const plan *self, plan_stream stream)
{
    switch (stream) {
    case STREAM_FBO:
    case STREAM_FBS:
    case STREAM_FBO_AGAIN: /* whether the day is over */
    case STREAM_FBS_AGAIN: return self->options.poll_ms;
    case STREAM_RETURNS:
    case STREAM_RFBS:
    case STREAM_DUE:
    case STREAM_RETURNS_AGAIN: return self->options.returns_ms;
    case STREAM_KEY: return KEY_EVERY_MS;
    case STREAM_PRODUCTS: return PRODUCTS_EVERY_MS;
    default: return self->options.open_ms;
    }
}

void plan_open(plan *self, const plan_options *options)
{
    *self = (plan){.options = *options, .current = -1};
    for (int n = 0; n < STREAMS_COUNT; n++)
        self->streams[n].window_ms = looks_again((plan_stream)n) ? AGAIN_WINDOW_MS : WINDOW_MS;
    self->streams[STREAM_CHANGES_AGAIN].window_ms = WINDOW_MS; /* a year of them, mostly empty */
    self->streams[STREAM_KEY].due = -1; /* a key that is no good is told before anything else */
}

/* ------------------------------------------------------------------------- windows */

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t at_least_zero(int64_t time)
{
    return time > 0 ? time : 0;
}

static void next_walk_window(const plan *self, plan_stream_state *stream)
{
    int64_t start =
        stream->mark ? stream->mark - OVERLAP_MS : stream->goal - self->options.backfill_ms;
    if (start > stream->goal - OVERLAP_MS && stream->mark)
        start = stream->goal - OVERLAP_MS; /* the clock was put back */
    stream->since = at_least_zero(start);
    stream->to = lesser(stream->since + stream->window_ms, stream->goal);
}

/* How far before the look of before: of orders and returns all that may still change. Not before
 * this one: what Ozon showed during an outage would be left to the one answer of the first walk. */
static int64_t sweep_back(const plan *self, plan_stream which)
{
    return looks_again(which) ? lesser(self->options.backfill_ms, AGAIN_BACK_MS) : RFBS_BACK_MS;
}

static void next_sweep_window(const plan *self, plan_stream which, plan_stream_state *stream)
{
    int64_t back = sweep_back(self, which);
    int64_t start = lesser(stream->mark, stream->goal) - back;
    if (!stream->mark)
        start = stream->goal - (looks_again(which) ? back : self->options.backfill_ms);
    stream->since = at_least_zero(stream->to ? stream->to : start);
    stream->to = lesser(stream->since + stream->window_ms, stream->goal);
}

/* From the present back, since most of what changes is young. */
static void next_changes_window(plan_stream_state *stream)
{
    stream->to = stream->since ? stream->since : stream->goal;
    stream->since = at_least_zero(stream->to - stream->window_ms);
}

/* The first look at changes overlaps the one before; the second goes as far back as all of them. */
static int64_t changed_since(const plan *self, plan_stream which)
{
    const plan_stream_state *stream = &self->streams[which];
    int64_t back = looks_again(which) ? sweep_back(self, which) : OVERLAP_MS;
    return at_least_zero(lesser(stream->mark ? stream->mark : stream->goal, stream->goal) - back);
}

static void begin_look(plan_stream_state *stream, int64_t now)
{
    stream->looking = true;
    stream->goal = now;
    stream->after = 0;
    stream->place = (plan_place){0};
    stream->detail = stream->archived = false;
    stream->next[0] = '\0';
    stream->since = stream->to = 0;
}

static void rewind_window(plan_stream_state *stream)
{
    stream->pages = 0;
    stream->after = 0; /* returns are numbered from the beginning in each window */
    stream->cursor[0] = '\0';
}

static void open_window(plan *self, plan_stream which, int64_t now)
{
    plan_stream_state *stream = &self->streams[which];
    if (!stream->looking) {
        begin_look(stream, now);
        stream->until = now;
        stream->from = changed_since(self, which);
    }
    rewind_window(stream);
    if (walks(which))
        next_walk_window(self, stream);
    else if (sweeps(which))
        next_sweep_window(self, which, stream);
    else if (reads_changes(which))
        next_changes_window(stream);
    else if (which == STREAM_PRODUCTS)
        memcpy(stream->cursor, stream->next, sizeof stream->cursor);
}

static bool is_last_window(const plan_stream_state *stream, plan_stream which)
{
    if (walks(which) || sweeps(which))
        return stream->to >= stream->goal;
    if (reads_changes(which))
        return stream->since == 0 || stream->since <= stream->goal - CHANGES_BACK_MS;
    if (which == STREAM_PRODUCTS)
        return stream->archived && !*stream->next;
    return !stream->more; /* the ledger names no more; KEY: one question */
}

static void close_window(plan *self, int64_t monotonic)
{
    plan_stream which = (plan_stream)self->current;
    plan_stream_state *stream = &self->streams[which];
    stream->looking = !is_last_window(stream, which);
    stream->due = monotonic + (stream->looking ? 0 : interval(self, which));
    self->current = -1;
}

/* ------------------------------------------------------------------------- what next */

static plan_step wait_until(int64_t at)
{
    return (plan_step){.what = PLAN_WAIT, .at = at};
}

/* The stream that has waited longest; of equals the first. */
static plan_stream longest_due(const plan *self)
{
    plan_stream found = (plan_stream)0;
    for (int n = 1; n < STREAMS_COUNT; n++)
        if (self->streams[n].due < self->streams[found].due)
            found = (plan_stream)n;
    return found;
}

/* A second look: a day after the last one, when there has been a first. */
static bool is_ripe(const plan *self, plan_stream which, int64_t now)
{
    const plan_stream_state *stream = &self->streams[which];
    const plan_stream_state *first = &self->streams[plan_first_look(which)];
    bool over = stream->mark > now || now - stream->mark >= DAY_MS;
    return stream->looking || (over && first->mark > now - OVERLAP_MS);
}

/* Those that are not ripe yet are put off. */
static plan_stream next_due(plan *self, int64_t now, int64_t monotonic)
{
    for (;;) {
        plan_stream which = longest_due(self);
        plan_stream_state *stream = &self->streams[which];
        if (stream->due > monotonic || !looks_again(which) || !stream->known ||
            is_ripe(self, which, now))
            return which;
        stream->due = monotonic + interval(self, which);
    }
}

plan_step plan_next(plan *self, int64_t now, int64_t monotonic)
{
    if (self->retry_at > monotonic)
        return wait_until(self->retry_at);
    if (self->current < 0) {
        plan_stream which = next_due(self, now, monotonic);
        plan_stream_state *stream = &self->streams[which];
        if (stream->due > monotonic)
            return wait_until(stream->due);
        if (has_mark(which) && !stream->known)
            return (plan_step){.what = PLAN_MARK, .stream = which};
        if (plan_names_postings(which) && !stream->paused) {
            if (!stream->looking)
                begin_look(stream, now);
            return (plan_step){.what = PLAN_NUMBERS, .stream = which};
        }
        if (!stream->paused)
            open_window(self, which, now);
        stream->paused = false;
        self->current = (int)which;
    }
    if (self->paced_at > monotonic)
        return wait_until(self->paced_at);
    return (plan_step){.what = PLAN_ASK, .stream = (plan_stream)self->current};
}

void plan_sent(plan *self, int64_t monotonic)
{
    self->paced_at = monotonic + self->options.pace_ms;
}

/* ------------------------------------------------------------------------- progress */

void plan_mark_text(int64_t mark, char out[32])
{
    time_text(mark, out);
}

bool plan_marked(plan *self, plan_stream stream, const char *text)
{
    plan_stream_state *to = &self->streams[stream];
    to->known = true;
    to->mark = 0;
    return !text || !*text || text_time(text, &to->mark);
}

void plan_kept(plan *self, plan_stream stream, int64_t mark)
{
    self->streams[stream].mark = mark;
}

void plan_numbered(plan *self, plan_stream which, size_t count, bool more, plan_place place,
                   int64_t monotonic)
{
    plan_stream_state *stream = &self->streams[which];
    stream->place = place;
    stream->more = more;
    self->current = (int)which;
    rewind_window(stream);
    if (count == 0)
        close_window(self, monotonic);
}

bool plan_fits(const plan *self, int64_t early, int64_t late)
{
    const plan_stream_state *stream = &self->streams[self->current];
    plan_stream which = (plan_stream)self->current;
    return !(walks(which) || sweeps(which) || reads_changes(which)) ||
           (late >= stream->since - DAY_MS && early <= stream->to + DAY_MS);
}

/* A page of numbers, then their details, until a page names nothing or nothing follows; first what
 * is on sale, then the archive. */
static plan_verdict products_taken(plan *self, const plan_page *page, int64_t monotonic)
{
    plan_stream_state *stream = &self->streams[STREAM_PRODUCTS];
    if (stream->detail) {
        stream->detail = false;
    } else {
        const char *next = page->numbers && page->cursor ? page->cursor : "";
        bool moved = !*next || strcmp(next, stream->cursor) != 0;
        if (!moved || ++stream->pages >= PLAN_PAGES_MAX)
            return PLAN_CIRCLE;
        snprintf(stream->next, sizeof stream->next, "%s", next);
        stream->detail = page->numbers > 0;
        if (stream->detail)
            return PLAN_GO_ON;
    }
    bool archive = !*stream->next && !stream->archived;
    close_window(self, monotonic);
    if (archive)
        stream->archived = true;
    return PLAN_GO_ON;
}

plan_verdict plan_taken(plan *self, const plan_page *page, int64_t monotonic, int64_t *mark)
{
    plan_stream which = (plan_stream)self->current;
    plan_stream_state *stream = &self->streams[which];
    const char *cursor = page->cursor ? page->cursor : "";
    self->failures = stream->failures = 0;
    if (which == STREAM_PRODUCTS)
        return products_taken(self, page, monotonic);
    if (page->has_next) {
        bool moved = plan_reads_returns(which) ? page->last_id > stream->after
                                               : strcmp(cursor, stream->cursor) != 0;
        if (!moved || ++stream->pages >= PLAN_PAGES_MAX)
            return PLAN_CIRCLE;
        if (plan_reads_returns(which))
            stream->after = page->last_id;
        else
            snprintf(stream->cursor, sizeof stream->cursor, "%s", cursor);
        return PLAN_GO_ON;
    }
    close_window(self, monotonic);
    bool keeps = walks(which) || (has_mark(which) && !stream->looking);
    *mark = walks(which) ? stream->to : stream->until;
    return keeps ? PLAN_KEEP_MARK : PLAN_GO_ON;
}

/* ------------------------------------------------------------------------- trouble */

void plan_failed(plan *self, int64_t wait_ms, int64_t monotonic)
{
    self->failures++;
    self->retry_at = monotonic + wait_ms;
}

void plan_again(plan *self)
{
    self->failures = 0;
    self->retry_at = 0;
}

void plan_paused(plan *self, int64_t wait_ms, int64_t monotonic)
{
    plan_stream_state *stream = &self->streams[self->current];
    stream->failures++;
    stream->paused = true;
    stream->due = monotonic + wait_ms;
    self->current = -1;
}

/* Its look begins anew: what it was going on with (a cursor, a window) may be what is refused. */
void plan_refused(plan *self, int64_t wait_ms, int64_t monotonic)
{
    plan_stream_state *stream = &self->streams[self->current];
    stream->looking = false;
    stream->due = monotonic + wait_ms;
    self->current = -1;
}

int plan_failures(const plan *self)
{
    int own = self->current < 0 ? 0 : self->streams[self->current].failures;
    return own > self->failures ? own : self->failures;
}

void plan_too_long(plan *self, int64_t monotonic)
{
    plan_stream_state *stream = &self->streams[self->current];
    if (stream->window_ms / 2 >= WINDOW_LEAST_MS)
        stream->window_ms /= 2;
    plan_refused(self, self->options.pace_ms, monotonic);
}

bool plan_backfilling(const plan *self, int64_t now, plan_stream *stream, int64_t *mark)
{
    bool found = false;
    for (int n = 0; n < STREAMS_COUNT; n++) {
        const plan_stream_state *one = &self->streams[n];
        if (!walks((plan_stream)n) || !one->known)
            continue;
        int64_t reached = one->mark ? one->mark : at_least_zero(now - self->options.backfill_ms);
        bool behind = reached < now - DAY_MS && one->looking;
        if (behind && (!found || reached < *mark)) {
            *stream = (plan_stream)n;
            *mark = reached;
            found = true;
        }
    }
    return found;
}
