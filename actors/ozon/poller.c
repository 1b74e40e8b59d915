#include "actors/ozon/poller.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ozon/answer.h"
#include "actors/ozon/call.h"
#include "actors/ozon/report.h"
#include "actors/ozon/request.h"
#include "actors/ozon/values.h"
#include "actors/ozon/verdict.h"
#include "shared/clock.h"
#include "shared/log.h"
#include "shared/patience.h"

enum { REFUSED_MS = 60000 }; /* when the ledger refuses what it should take */
static const int64_t DAY_MS = 86400000;

typedef struct {
    arena *memory; /* NULL: nothing has been asked by number */
    rs_posting_ref_list numbers;
} question;

struct poller {
    actor *loop;
    const rs_config *config;
    int64_t store; /* Client-Id of the cabinet */
    const char *key_file;
    http *http;
    patience *ledger;
    plan plan;
    report report;
    verdict_kind trouble; /* the last there was; it stays while the report is not ready */
    bool active;          /* may work */
    bool busy;            /* a request is under way, to Ozon or to the ledger */
    int64_t timer;
    char key[CALL_KEY_SIZE];

    /* Of the page under way. */
    arena *memory;
    int64_t asked;   /* the actor's time when Ozon was asked */
    answer page;     /* its records are those still to be taken by the ledger */
    bool one_by_one; /* the ledger has refused the page: find out which record it is */

    /* What streams ask about by number, kept while others have their turn. */
    question questions[STREAMS_COUNT];
    gaps gaps[STREAMS_COUNT];
};

static void go_on(poller *self);

/* ------------------------------------------------------------------------- the ledger */

static void ask_ledger(poller *self, rs_method_id method, const void *argument, actor_reply_fn *fn)
{
    self->busy = true;
    patience_ask(self->ledger, method, argument, NULL, fn, self);
}

/* The ledger refuses what belongs to the poller's own work: a mistake of one of the two. */
static void ledger_refused(poller *self, const actor_reply *reply, const char *what)
{
    char text[REPORT_TEXT_MAX];
    snprintf(text, sizeof text, "the ledger refuses %s: %s %s", what, rs_err_name(reply->code),
             reply->detail);
    report_trouble(&self->report, REPORT_EVERYTHING, text);
    plan_failed(&self->plan, REFUSED_MS, clock_monotonic_ms());
    go_on(self);
}

static void on_kept(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    self->busy = false;
    if (reply->code != RS_OK) {
        ledger_refused(self, reply, "a mark");
        return;
    }
    go_on(self);
}

/* A second look is over when its mark moves; orders are counted. */
static void look_ended(poller *self, plan_stream stream)
{
    if (plan_finds_gaps(stream))
        report_gaps(&self->report, stream, &self->gaps[stream]);
}

static void page_taken(poller *self)
{
    int64_t mark = 0;
    char text[32];
    plan_stream stream = (plan_stream)self->plan.current;
    int64_t now = clock_monotonic_ms();
    switch (plan_taken(&self->plan, &self->page.next, now, &mark)) {
    case PLAN_KEEP_MARK:
        plan_kept(&self->plan, stream, mark);
        look_ended(self, stream);
        plan_mark_text(mark, text);
        ask_ledger(self, RS_WATERMARK_SET,
                   &(rs_watermark){
                       .store = self->store, .stream = plan_stream_name(stream), .value = text},
                   on_kept);
        return;
    case PLAN_CIRCLE:
        report_trouble(&self->report, (int)stream, "Ozon sends the same page again and again");
        plan_refused(&self->plan, VERDICT_FIRST_MS, now);
        break;
    case PLAN_GO_ON: break;
    }
    go_on(self);
}

static void hand_over(poller *self);

/* Is it about what the records say? Everything else (a full disk) passes. */
static bool is_about_content(rs_err code)
{
    return code == RS_BAD_REQUEST || code == RS_LIMIT;
}

/* How much of the page is still to be taken. */
static size_t left_count(const poller *self)
{
    return self->page.postings.count  ? self->page.postings.count
           : self->page.returns.count ? self->page.returns.count
                                      : self->page.products.count;
}

static void drop_left(poller *self, size_t taken)
{
    if (self->page.postings.count) {
        self->page.postings.items += taken;
        self->page.postings.count -= taken;
    } else if (self->page.returns.count) {
        self->page.returns.items += taken;
        self->page.returns.count -= taken;
    } else {
        self->page.products.items += taken;
        self->page.products.count -= taken;
        self->report.line.products += (int64_t)taken;
    }
}

static const char *left_name(const poller *self)
{
    return self->page.postings.count  ? self->page.postings.items[0].number
           : self->page.returns.count ? self->page.returns.items[0].number
                                      : self->page.products.items[0].offer;
}

static void on_observed(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    size_t left = left_count(self);
    size_t taken = self->one_by_one ? 1 : left;
    self->busy = false;
    if (reply->code == RS_OK) {
        const rs_observed *result = reply->result;
        self->report.line.changed += result->changed;
        self->report.line.records += (int64_t)taken;
    } else if (!is_about_content(reply->code)) {
        ledger_refused(self, reply, "a page");
        return;
    } else if (!self->one_by_one && left > 1) {
        self->one_by_one = true;
        taken = 0;
    } else {
        char why[REPORT_TEXT_MAX];
        snprintf(why, sizeof why, "the ledger refuses it: %s %s", rs_err_name(reply->code),
                 reply->detail);
        report_skip(&self->report, left_name(self), why);
    }
    drop_left(self, taken);
    hand_over(self);
}

static size_t at_once(const poller *self, size_t count)
{
    return self->one_by_one && count > 1 ? 1 : count;
}

/* What is left of the page to the ledger: all at once, or one by one. */
static void hand_over(poller *self)
{
    if (self->page.postings.count) {
        rs_postings_args args = {
            .store = self->store, .asked = self->asked, .postings = self->page.postings};
        args.postings.count = at_once(self, args.postings.count);
        ask_ledger(self, RS_POSTINGS_OBSERVE, &args, on_observed);
    } else if (self->page.returns.count) {
        rs_returns_args args = {
            .store = self->store, .asked = self->asked, .returns = self->page.returns};
        args.returns.count = at_once(self, args.returns.count);
        ask_ledger(self, RS_RETURNS_OBSERVE, &args, on_observed);
    } else if (self->page.products.count) {
        rs_products_args args = {
            .store = self->store, .asked = self->asked, .products = self->page.products};
        args.products.count = at_once(self, args.products.count);
        ask_ledger(self, RS_PRODUCTS_OBSERVE, &args, on_observed);
    } else {
        page_taken(self);
    }
}

/* ------------------------------------------------------------------------- second looks */

/* What was paid late came into the list late: no gap. */
static bool should_be_known(const poller *self, size_t n)
{
    int64_t ordered = self->page.postings.items[n].created;
    if (self->page.processed[n] > ordered)
        ordered = self->page.processed[n];
    return plan_should_know(&self->plan, (plan_stream)self->plan.current, ordered);
}

static void on_unknown(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    const rs_unknown_postings *unknown = reply->result;
    gaps *seen = &self->gaps[self->plan.current];
    size_t next = 0;
    self->busy = false;
    if (reply->code != RS_OK) {
        ledger_refused(self, reply, "to tell which postings it knows");
        return;
    }
    for (size_t n = 0; n < self->page.postings.count; n++) {
        bool missing = next < unknown->places.count && unknown->places.items[next] == (int64_t)n;
        next += missing;
        gaps_add(seen, self->page.postings.items[n].created, self->page.postings.items[n].order,
                 missing && should_be_known(self, n));
    }
    hand_over(self);
}

static void ask_unknown(poller *self)
{
    rs_posting_name *names = arena_give(self->memory, self->page.postings.count * sizeof *names);
    for (size_t n = 0; n < self->page.postings.count; n++)
        names[n].number = self->page.postings.items[n].number;
    ask_ledger(self, RS_POSTINGS_UNKNOWN,
               &(rs_unknown_postings_args){.store = self->store,
                                           .numbers = {names, self->page.postings.count}},
               on_unknown);
}

static void on_mark(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    const rs_watermark *mark = reply->result;
    self->busy = false;
    if (reply->code != RS_OK) {
        ledger_refused(self, reply, "to tell a mark");
        return;
    }
    for (int n = 0; n < STREAMS_COUNT; n++)
        if (strcmp(mark->stream, plan_stream_name((plan_stream)n)) == 0 &&
            !plan_marked(&self->plan, (plan_stream)n, mark->value))
            log_warning("the mark of %s is unreadable: its history is read again", mark->stream);
    go_on(self);
}

static void ask_mark(poller *self, plan_stream stream)
{
    ask_ledger(self, RS_WATERMARK_GET,
               &(rs_watermark_key){.store = self->store, .stream = plan_stream_name(stream)},
               on_mark);
}

static rs_posting_ref *ask_about(poller *self, plan_stream stream, size_t count)
{
    question *asked = &self->questions[stream];
    if (asked->memory)
        arena_reset(asked->memory);
    else
        asked->memory = arena_open();
    asked->numbers = (rs_posting_ref_list){
        arena_give(asked->memory, (count + 1) * sizeof *asked->numbers.items), count};
    return asked->numbers.items;
}

static void numbered(poller *self, plan_stream stream, const rs_posting_ref_list *postings,
                     bool more, plan_place place)
{
    rs_posting_ref *items = ask_about(self, stream, postings->count);
    for (size_t n = 0; n < postings->count; n++) {
        const char *number = postings->items[n].number;
        items[n] = postings->items[n];
        items[n].number = arena_copy(self->questions[stream].memory, number, strlen(number));
    }
    plan_numbered(&self->plan, stream, postings->count, more, place, clock_monotonic_ms());
    go_on(self);
}

static void on_open(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    const rs_open_postings *open = reply->result;
    self->busy = false;
    if (reply->code != RS_OK)
        ledger_refused(self, reply, "to name the open postings");
    else
        numbered(self, STREAM_OPEN, &open->postings, open->next != 0,
                 (plan_place){.id = open->next});
}

static void on_due(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    const rs_due_postings *due = reply->result;
    self->busy = false;
    if (reply->code != RS_OK)
        ledger_refused(self, reply, "to name the postings that thaw");
    else
        numbered(self, STREAM_DUE, &due->postings, due->more,
                 (plan_place){.at = due->next_at, .id = due->next});
}

static void ask_numbers(poller *self, plan_stream stream)
{
    plan_place place = self->plan.streams[stream].place;
    if (stream == STREAM_OPEN)
        ask_ledger(self, RS_POSTINGS_OPEN,
                   &(rs_open_postings_args){.store = self->store,
                                            .scheme = RS_SCHEME_FBO,
                                            .after = place.id,
                                            .limit = PLAN_PAGE},
                   on_open);
    else
        ask_ledger(
            self, RS_POSTINGS_DUE,
            &(rs_due_postings_args){.store = self->store,
                                    .until = plan_due_until(&self->plan, actor_now(self->loop)),
                                    .after_at = place.at,
                                    .after = place.id,
                                    .limit = PLAN_DUE_NUMBERS},
            on_due);
}

/* ------------------------------------------------------------------------- Ozon */

/* Somebody may have put a new key into the file. */
static void key_failed(poller *self, const verdict *what)
{
    rs_error error = {0};
    rs_err code = config_secret(self->key_file, self->key, sizeof self->key, &error);
    report_trouble(&self->report, REPORT_EVERYTHING, code ? error.text : what->text);
    plan_failed(&self->plan, what->wait_ms, clock_monotonic_ms());
}

static void fail(poller *self, const verdict *what)
{
    int64_t now = clock_monotonic_ms();
    self->report.line.failures++;
    self->trouble = what->kind;
    switch (what->kind) {
    case VERDICT_TOO_LONG:
        log_info("%s: smaller windows from now on", what->text);
        plan_too_long(&self->plan, now);
        break;
    case VERDICT_LATER:
        report_trouble(&self->report, self->plan.current, what->text);
        plan_paused(&self->plan, what->wait_ms, now);
        break;
    case VERDICT_METHOD:
        report_trouble(&self->report, self->plan.current, what->text);
        report_tried(&self->report, plan_path(&self->plan, (plan_stream)self->plan.current), false);
        plan_refused(&self->plan, what->wait_ms, now);
        break;
    case VERDICT_KEY: key_failed(self, what); break;
    default:
        report_trouble(&self->report, REPORT_EVERYTHING, what->text);
        plan_failed(&self->plan, what->wait_ms, now);
        break;
    }
    go_on(self);
}

/* The products that are listed: their details are the next question. */
static void note_numbers(poller *self)
{
    rs_posting_ref *items = ask_about(self, STREAM_PRODUCTS, self->page.numbers_count);
    for (size_t n = 0; n < self->page.numbers_count; n++)
        items[n].id = self->page.numbers[n];
}

static rs_err read_answer(poller *self, rs_bytes body, rs_error *error)
{
    plan_stream stream = (plan_stream)self->plan.current;
    rs_err code = answer_read(&self->plan, &self->questions[stream].numbers, body, self->memory,
                              &self->page, error);
    if (code)
        return code;
    for (size_t n = 0; n < self->page.skipped.count; n++)
        report_skip(&self->report, self->page.skipped.items[n].what,
                    self->page.skipped.items[n].why);
    if (stream == STREAM_KEY)
        report_key(&self->report, &self->page.key, self->asked);
    if (stream == STREAM_PRODUCTS && !self->plan.streams[stream].detail)
        note_numbers(self);
    return RS_OK;
}

static void on_answer(void *arg, const http_answer *got)
{
    poller *self = arg;
    plan_stream stream = (plan_stream)self->plan.current;
    const char *path = plan_path(&self->plan, stream);
    uint32_t chance = randombytes_random();
    rs_error error = {0};
    self->busy = false;
    verdict what = verdict_of(got, path, plan_failures(&self->plan), chance);
    if (what.kind == VERDICT_DONE && read_answer(self, got->body, &error) != RS_OK)
        what = verdict_unreadable(path, error.text, plan_failures(&self->plan), chance);
    if (what.kind != VERDICT_DONE) {
        fail(self, &what);
        return;
    }
    self->report.answered = true;
    self->report.answered_at = self->asked;
    report_trouble(&self->report, REPORT_EVERYTHING, "");
    report_trouble(&self->report, (int)stream, "");
    report_tried(&self->report, path, true);
    self->one_by_one = false;
    size_t count = self->page.postings.count;
    if (plan_finds_gaps(stream) && count > 0 && count <= PLAN_PAGE)
        ask_unknown(self);
    else
        hand_over(self);
}

static void forget_page(poller *self)
{
    self->page = (answer){0};
    arena_reset(self->memory);
}

static void ask_ozon(poller *self, plan_stream stream)
{
    const char *path = plan_path(&self->plan, stream);
    forget_page(self);
    char *body =
        request_body(stream, &self->plan.streams[stream], &self->questions[stream].numbers);

    self->asked = actor_now(self->loop);
    self->report.line.requests++;
    plan_sent(&self->plan, clock_monotonic_ms());
    rs_err code = call_ozon(self->http, self->config->ozon.api, path, self->store, self->key, body,
                            on_answer, self);
    free(body);
    self->busy = code == RS_OK;
    if (code) {
        verdict what = verdict_unreadable(path, rs_err_text(code), 0, 0);
        report_trouble(&self->report, REPORT_EVERYTHING, what.text);
        plan_failed(&self->plan, VERDICT_PERSON_MS, clock_monotonic_ms());
    }
}

/* ------------------------------------------------------------------------- the loop */

static void on_timer(void *arg)
{
    poller *self = arg;
    self->timer = 0;
    go_on(self);
}

static void wait_until(poller *self, int64_t at)
{
    int64_t delay = at - clock_monotonic_ms();
    actor_timer_end(self->loop, self->timer);
    self->timer = actor_timer(self->loop, delay > 0 ? delay : 0, 0, on_timer, self);
}

static void go_on(poller *self)
{
    if (self->busy || !self->active)
        return;
    plan_step step = plan_next(&self->plan, actor_now(self->loop), clock_monotonic_ms());
    report_show(&self->report, &self->plan);
    switch (step.what) {
    case PLAN_WAIT: wait_until(self, step.at); break;
    case PLAN_MARK: ask_mark(self, step.stream); break;
    case PLAN_NUMBERS: ask_numbers(self, step.stream); break;
    case PLAN_ASK:
        ask_ozon(self, step.stream);
        if (!self->busy)
            wait_until(self, self->plan.retry_at);
        break;
    }
}

void poller_let(poller *self, bool work)
{
    self->active = work;
    /* Another one may have moved the marks. */
    for (int n = 0; n < STREAMS_COUNT; n++)
        self->plan.streams[n].known = false;
    go_on(self);
}

rs_cabinet_state poller_state_of(verdict_kind kind)
{
    switch (kind) {
    case VERDICT_DONE:
    case VERDICT_TOO_LONG: return RS_CABINET_READING;
    case VERDICT_KEY: return RS_CABINET_BAD_KEY;
    case VERDICT_METHOD: return RS_CABINET_NO_ROLE;
    case VERDICT_LATER:
    case VERDICT_AWAY: break;
    }
    return RS_CABINET_AWAY;
}

static rs_cabinet_state state_of(const poller *self)
{
    if (self->report.line.ready)
        return RS_CABINET_READING;
    if (self->trouble != VERDICT_DONE)
        return poller_state_of(self->trouble);
    return self->report.answered ? RS_CABINET_AWAY : RS_CABINET_STARTING;
}

void poller_show(const poller *self, rs_cabinet_view *out)
{
    const board_line *line = &self->report.line;
    *out = (rs_cabinet_view){
        .client = self->store,
        .state = state_of(self),
        .sentence = line->sentence,
        .answered = self->report.answered_at,
        .key_ends = self->report.key_ends,
        .requests = line->requests,
        .failures = line->failures,
        .records = line->records,
        .missed = line->orders_missed,
    };
}

const char *poller_key(const poller *self)
{
    return self->key;
}

void poller_use_key(poller *self, const char *key)
{
    snprintf(self->key, sizeof self->key, "%s", key);
    self->trouble = VERDICT_DONE;
    report_trouble(&self->report, REPORT_EVERYTHING, "");
    plan_again(&self->plan);
    go_on(self);
}

static plan_options options_of(const rs_config *config)
{
    return (plan_options){
        .poll_ms = config->ozon.poll_s * 1000,
        .open_ms = config->ozon.open_s * 1000,
        .returns_ms = config->ozon.returns_s * 1000,
        .pace_ms = 1000 / config->ozon.requests_per_s,
        .backfill_ms = config->ozon.backfill_days * DAY_MS,
    };
}

rs_err poller_open(poller **self_p, actor *loop, int64_t client_id, const char *key_file,
                   board *place, rs_error *error)
{
    poller *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    self->loop = loop;
    self->config = actor_config(loop);
    self->store = client_id;
    self->key_file = key_file;
    report_open(&self->report, loop, place, client_id);
    self->memory = arena_open();
    plan_options options = options_of(self->config);
    plan_open(&self->plan, &options);
    rs_err code = config_secret(key_file, self->key, sizeof self->key, error);
    if (!code)
        code = http_open(&self->http, loop, error);
    if (code) {
        poller_close(self_p);
        return code;
    }
    self->ledger = patience_open(loop);
    return RS_OK;
}

void poller_close(poller **self_p)
{
    poller *self = *self_p;
    if (!self)
        return;
    patience_close(&self->ledger);
    http_close(&self->http);
    actor_timer_end(self->loop, self->timer);
    arena_close(&self->memory);
    for (int n = 0; n < STREAMS_COUNT; n++) {
        arena_close(&self->questions[n].memory);
        gaps_close(&self->gaps[n]);
    }
    sodium_memzero(self->key, sizeof self->key);
    free(self);
    *self_p = NULL;
}
