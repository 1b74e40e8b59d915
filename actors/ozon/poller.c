#include "actors/ozon/poller.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/ozon/report.h"
#include "actors/ozon/request.h"
#include "actors/ozon/values.h"
#include "actors/ozon/verdict.h"
#include "shared/clock.h"
#include "shared/lease.h"
#include "shared/log.h"
#include "shared/patience.h"

enum {
    KEY_SIZE = 200,
    FOREIGN_TRIES = 3,  /* then a page that does not seem to fit is taken all the same */
    REFUSED_MS = 60000, /* when the ledger refuses what it should take */
};
static const int64_t DAY_MS = 86400000;

struct poller {
    actor *loop;
    const rs_config *config;
    http *http;
    lease *lease;
    patience *ledger;
    plan plan;
    report report;
    bool active; /* holds the lease */
    bool busy;   /* a request is under way, to Ozon or to the ledger */
    int64_t timer;
    char key[KEY_SIZE];

    /* Of the page under way. */
    arena *memory;
    int64_t asked; /* the actor's time when Ozon was asked */
    plan_page page;
    rs_posting_seen_list postings; /* still to be taken by the ledger */
    rs_return_seen_list returns;
    bool one_by_one; /* the ledger has refused the page: find out which record it is */

    /* Of STREAM_OPEN: what is asked about by all pages of its window. */
    arena *numbers_memory;
    rs_posting_ref_list numbers;
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

static void page_taken(poller *self)
{
    int64_t mark = 0;
    char text[32];
    plan_stream stream = (plan_stream)self->plan.current;
    int64_t now = clock_monotonic_ms();
    switch (plan_taken(&self->plan, &self->page, now, &mark)) {
    case PLAN_KEEP_MARK:
        plan_kept(&self->plan, stream, mark);
        plan_mark_text(mark, text);
        ask_ledger(self, RS_WATERMARK_SET,
                   &(rs_watermark){.store = self->config->ozon.client_id,
                                   .stream = plan_stream_name(stream),
                                   .value = text},
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

static void on_observed(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    size_t *left = self->postings.count ? &self->postings.count : &self->returns.count;
    size_t taken = self->one_by_one ? 1 : *left;
    self->busy = false;
    if (reply->code == RS_OK) {
        const rs_observed *result = reply->result;
        self->report.changed += result->changed;
        self->report.records += (int64_t)taken;
    } else if (!is_about_content(reply->code)) {
        ledger_refused(self, reply, "a page");
        return;
    } else if (!self->one_by_one && *left > 1) {
        self->one_by_one = true;
        taken = 0;
    } else {
        const char *number =
            self->postings.count ? self->postings.items[0].number : self->returns.items[0].number;
        char why[REPORT_TEXT_MAX];
        snprintf(why, sizeof why, "the ledger refuses it: %s %s", rs_err_name(reply->code),
                 reply->detail);
        report_skip(&self->report, number, why);
    }
    *left -= taken;
    if (left == &self->postings.count)
        self->postings.items += taken;
    else
        self->returns.items += taken;
    hand_over(self);
}

/* What is left of the page to the ledger: all at once, or one by one. */
static void hand_over(poller *self)
{
    int64_t store = self->config->ozon.client_id;
    size_t most = self->one_by_one ? 1 : SIZE_MAX;
    if (self->postings.count) {
        rs_postings_args args = {.store = store, .asked = self->asked, .postings = self->postings};
        if (args.postings.count > most)
            args.postings.count = most;
        ask_ledger(self, RS_POSTINGS_OBSERVE, &args, on_observed);
    } else if (self->returns.count) {
        rs_returns_args args = {.store = store, .asked = self->asked, .returns = self->returns};
        if (args.returns.count > most)
            args.returns.count = most;
        ask_ledger(self, RS_RETURNS_OBSERVE, &args, on_observed);
    } else {
        page_taken(self);
    }
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
               &(rs_watermark_key){.store = self->config->ozon.client_id,
                                   .stream = plan_stream_name(stream)},
               on_mark);
}

static void on_numbers(void *arg, const actor_reply *reply)
{
    poller *self = arg;
    const rs_open_postings *open = reply->result;
    self->busy = false;
    if (reply->code != RS_OK) {
        ledger_refused(self, reply, "to name the open postings");
        return;
    }
    arena_reset(self->numbers_memory);
    self->numbers = (rs_posting_ref_list){
        arena_give(self->numbers_memory, open->postings.count * sizeof *self->numbers.items),
        open->postings.count};
    for (size_t n = 0; n < open->postings.count; n++) {
        const char *number = open->postings.items[n].number;
        self->numbers.items[n] = open->postings.items[n];
        self->numbers.items[n].number = arena_copy(self->numbers_memory, number, strlen(number));
    }
    plan_numbered(&self->plan, open->postings.count, open->next, clock_monotonic_ms());
    go_on(self);
}

static void ask_numbers(poller *self)
{
    ask_ledger(self, RS_POSTINGS_OPEN,
               &(rs_open_postings_args){.store = self->config->ozon.client_id,
                                        .scheme = RS_SCHEME_FBO,
                                        .after = self->plan.streams[STREAM_OPEN].after,
                                        .limit = PLAN_PAGE},
               on_numbers);
}

/* ------------------------------------------------------------------------- Ozon */

/* Somebody may have put a new key into the file. */
static void key_failed(poller *self, const verdict *what)
{
    rs_error error = {0};
    rs_err code =
        config_secret(self->config->ozon.api_key_file, self->key, sizeof self->key, &error);
    report_trouble(&self->report, REPORT_EVERYTHING, code ? error.text : what->text);
    plan_failed(&self->plan, what->wait_ms, clock_monotonic_ms());
}

static void fail(poller *self, const verdict *what)
{
    int64_t now = clock_monotonic_ms();
    self->report.failures++;
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

static void report_skips(poller *self, const decode_skips *skipped)
{
    for (size_t n = 0; n < skipped->count; n++)
        report_skip(&self->report, skipped->items[n].what, skipped->items[n].why);
}

static bool asked_for(const poller *self, const char *number)
{
    for (size_t n = 0; n < self->numbers.count; n++)
        if (strcmp(self->numbers.items[n].number, number) == 0)
            return true;
    return false;
}

/* Does the page answer what was asked? An empty one may; of others one record is enough. */
static bool postings_fit(const poller *self, const decode_postings_page *page)
{
    bool by_number = self->plan.current == STREAM_OPEN;
    for (size_t n = 0; n < page->postings.count; n++) {
        const rs_posting_seen *seen = &page->postings.items[n];
        if (by_number ? asked_for(self, seen->number)
                      : plan_fits(&self->plan, seen->created, page->processed[n]))
            return true;
    }
    return page->postings.count == 0;
}

static bool returns_fit(const poller *self, const decode_returns_page *page)
{
    for (size_t n = 0; n < page->returns.count; n++) {
        int64_t at = page->returns.items[n].at;
        if (at == 0 || plan_fits(&self->plan, at, at))
            return true;
    }
    return page->returns.count == 0;
}

static rs_err read_postings(poller *self, rs_bytes body, rs_error *error)
{
    decode_postings_page page;
    bool fbo = self->plan.current == STREAM_FBO || self->plan.current == STREAM_OPEN;
    rs_err code = decode_postings(body, fbo ? DECODE_FBO : DECODE_FBS, self->memory, &page, error);
    if (code)
        return code;
    if (!postings_fit(self, &page) && plan_failures(&self->plan) < FOREIGN_TRIES)
        return rs_fail(error, RS_BAD_REQUEST, "the answer to another question");
    report_skips(self, &page.skipped);
    self->postings = page.postings;
    self->page = (plan_page){.has_next = page.has_next, .cursor = page.cursor};
    return RS_OK;
}

static rs_err read_returns(poller *self, rs_bytes body, rs_error *error)
{
    decode_returns_page page;
    rs_err code = decode_returns(body, self->memory, &page, error);
    if (code)
        return code;
    if (!returns_fit(self, &page) && plan_failures(&self->plan) < FOREIGN_TRIES)
        return rs_fail(error, RS_BAD_REQUEST, "the answer to another question");
    report_skips(self, &page.skipped);
    self->returns = page.returns;
    self->page = (plan_page){.has_next = page.has_next, .last_id = page.last_id};
    return RS_OK;
}

static rs_err read_key(poller *self, rs_bytes body, rs_error *error)
{
    int64_t ends;
    rs_err code = decode_roles(body, &ends, error);
    self->page = (plan_page){0};
    if (code == RS_OK)
        report_key(&self->report, ends);
    return code;
}

static rs_err read_answer(poller *self, rs_bytes body, rs_error *error)
{
    switch ((plan_stream)self->plan.current) {
    case STREAM_RETURNS: return read_returns(self, body, error);
    case STREAM_KEY: return read_key(self, body, error);
    default: return read_postings(self, body, error);
    }
}

static void on_answer(void *arg, const http_answer *answer)
{
    poller *self = arg;
    const char *path = plan_stream_path((plan_stream)self->plan.current);
    uint32_t chance = randombytes_random();
    rs_error error = {0};
    self->busy = false;
    verdict what = verdict_of(answer, path, plan_failures(&self->plan), chance);
    if (what.kind == VERDICT_DONE && read_answer(self, answer->body, &error) != RS_OK)
        what = verdict_unreadable(path, error.text, plan_failures(&self->plan), chance);
    if (what.kind != VERDICT_DONE) {
        fail(self, &what);
        return;
    }
    self->report.answered = true;
    report_trouble(&self->report, REPORT_EVERYTHING, "");
    report_trouble(&self->report, self->plan.current, "");
    self->one_by_one = false;
    hand_over(self);
}

static void forget_page(poller *self)
{
    self->postings = (rs_posting_seen_list){0};
    self->returns = (rs_return_seen_list){0};
    arena_reset(self->memory);
}

static void ask_ozon(poller *self, plan_stream stream)
{
    char url[400];
    char client[40];
    char key[KEY_SIZE + 16];
    forget_page(self);
    snprintf(url, sizeof url, "%s%s", self->config->ozon.api, plan_stream_path(stream));
    snprintf(client, sizeof client, "Client-Id: %" PRId64, self->config->ozon.client_id);
    snprintf(key, sizeof key, "Api-Key: %s", self->key);
    const char *headers[] = {client, key, "Content-Type: application/json", NULL};
    char *body = request_body(stream, &self->plan.streams[stream], &self->numbers);
    http_request request = {
        .url = url, .headers = headers, .body = {(const uint8_t *)body, strlen(body)}};

    self->asked = actor_now(self->loop);
    self->report.requests++;
    plan_sent(&self->plan, clock_monotonic_ms());
    rs_err code = http_send(self->http, &request, on_answer, self, NULL);
    free(body);
    sodium_memzero(key, sizeof key);
    self->busy = code == RS_OK;
    if (code) {
        verdict what = verdict_unreadable(url, rs_err_text(code), 0, 0);
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
    case PLAN_NUMBERS: ask_numbers(self); break;
    case PLAN_ASK:
        ask_ozon(self, step.stream);
        if (!self->busy)
            wait_until(self, self->plan.retry_at);
        break;
    }
}

/* What is under way when the lease is lost comes to its end, and then nothing follows. */
static void on_lease(void *arg, bool held)
{
    poller *self = arg;
    self->active = held;
    report_forget(&self->report); /* a lease that is not held speaks for itself */
    /* Another one may have moved the marks. */
    for (int n = 0; n < STREAMS_COUNT; n++)
        self->plan.streams[n].known = false;
    go_on(self);
}

rs_err poller_open(poller **self_p, actor *loop, rs_error *error)
{
    const rs_config *config = actor_config(loop);
    char name[40];
    *self_p = NULL;
    if (config->ozon.client_id == 0)
        return rs_fail(error, RS_CONFIG,
                       "client_id of [ozon] is not set: there is no cabinet to ask");
    poller *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->loop = loop;
    self->config = config;
    report_open(&self->report, loop);
    self->memory = arena_open();
    self->numbers_memory = arena_open();
    plan_open(&self->plan, &(plan_options){
                               .poll_ms = config->ozon.poll_s * 1000,
                               .open_ms = config->ozon.open_s * 1000,
                               .returns_ms = config->ozon.returns_s * 1000,
                               .pace_ms = 1000 / config->ozon.requests_per_s,
                               .backfill_ms = config->ozon.backfill_days * DAY_MS,
                           });
    rs_err code = config_secret(config->ozon.api_key_file, self->key, sizeof self->key, error);
    if (!code)
        code = http_open(&self->http, loop, error);
    if (code) {
        poller_close(&self);
        return code;
    }
    self->ledger = patience_open(loop);
    snprintf(name, sizeof name, "ozon %" PRId64, config->ozon.client_id);
    self->lease = lease_open(loop, name, on_lease, self);
    actor_ready(loop, false, "waiting for the ledger");
    *self_p = self;
    return RS_OK;
}

void poller_close(poller **self_p)
{
    poller *self = *self_p;
    if (!self)
        return;
    lease_close(&self->lease);
    patience_close(&self->ledger);
    http_close(&self->http);
    actor_timer_end(self->loop, self->timer);
    arena_close(&self->memory);
    arena_close(&self->numbers_memory);
    sodium_memzero(self->key, sizeof self->key);
    free(self);
    *self_p = NULL;
}
