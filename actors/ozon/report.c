#include "actors/ozon/report.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "actors/ozon/values.h"
#include "shared/log.h"

static const int64_t DAY_MS = 86400000;

void report_open(report *self, actor *loop, board *place, int64_t client_id)
{
    *self = (report){.loop = loop,
                     .board = place,
                     .line.client_id = client_id,
                     .key_days = actor_config(loop)->incidents.key_days};
    alarm_open(&self->poller, loop, RS_INCIDENT_POLLER, client_id);
    alarm_open(&self->key, loop, RS_INCIDENT_KEY, client_id);
    board_add(place, &self->line);
}

void report_trouble(report *self, int of, const char *text)
{
    char *known = self->troubles[of];
    if (strcmp(known, text) == 0)
        return;
    if (*text)
        log_warning("%s", text);
    else
        log_info("over: %s", known);
    snprintf(known, REPORT_TEXT_MAX, "%s", text);
}

void report_skip(report *self, const char *what, const char *why)
{
    for (size_t n = 0; n < REPORT_SKIPS; n++)
        if (strcmp(self->skips[n], what) == 0)
            return;
    char *place = self->skips[self->skip_next++ % REPORT_SKIPS];
    snprintf(place, sizeof self->skips[0], "%s", what);
    self->line.unreadable++;
    log_error("left out: %s: %s", *what ? what : "a record without a number", why);
}

static void day_text(int64_t ms, char out[VALUE_TIME_SIZE])
{
    time_text(ms, out);
    out[10] = '\0'; /* the date of "2026-11-22T..." */
}

static bool ends_soon(const report *self, int64_t now)
{
    return self->key_ends && self->key_ends < now + self->key_days * DAY_MS;
}

static void note_lacking(report *self)
{
    char text[REPORT_TEXT_MAX];
    if (roles_lacking(&self->roles, text, sizeof text) && strcmp(text, self->lacking) != 0)
        log_warning("%s", text);
    snprintf(self->lacking, sizeof self->lacking, "%s", text);
}

void report_key(report *self, const decode_key *key, int64_t now)
{
    char day[VALUE_TIME_SIZE];
    self->key_ends = key->ends;
    roles_told(&self->roles, key);
    note_lacking(self);
    if (!ends_soon(self, now))
        return;
    day_text(key->ends, day);
    log_warning("the Api-Key ends on %s: make a new one in the seller's cabinet", day);
}

void report_tried(report *self, const char *method, bool worked)
{
    roles_tried(&self->roles, method, worked);
    note_lacking(self);
}

void report_gaps(report *self, plan_stream stream, gaps *seen)
{
    char day[GAPS_DAY_SIZE];
    gaps_sum *sum = &self->gaps[stream];
    gaps_count(seen, sum);
    log_info("%s: %" PRId64 " orders looked at a second time, %" PRId64 " had been missing",
             plan_stream_name(stream), sum->orders, sum->missing);
    for (size_t n = 0; n < sum->count; n++) {
        gaps_day_text(sum->days[n].day, day);
        log_warning("%s: of %s, %" PRId64 " of %" PRId64 " orders had been missing",
                    plan_stream_name(stream), day, sum->days[n].missing, sum->days[n].orders);
    }
}

/* Of all second looks together; the first day. 0: nothing was missing. */
static int64_t missing_orders(const report *self, char day[GAPS_DAY_SIZE])
{
    int64_t missing = 0;
    int64_t first = INT64_MAX;
    for (int n = 0; n < STREAMS_COUNT; n++) {
        const gaps_sum *sum = &self->gaps[n];
        missing += sum->missing;
        if (sum->count && sum->days[0].day < first)
            first = sum->days[0].day;
    }
    if (missing)
        gaps_day_text(first, day);
    return missing;
}

static int64_t checked_orders(const report *self)
{
    int64_t orders = 0;
    for (int n = 0; n < STREAMS_COUNT; n++)
        orders += self->gaps[n].orders;
    return orders;
}

/* What concerns everything before what concerns one stream. */
static const char *worst(const report *self)
{
    for (int n = REPORT_TROUBLES - 1; n > 0; n--)
        if (*self->troubles[n])
            return self->troubles[n];
    return self->troubles[0];
}

static void add_note(char out[REPORT_TEXT_MAX], const char *format, ...) RS_PRINTF(2, 3);
static void add_note(char out[REPORT_TEXT_MAX], const char *format, ...)
{
    size_t used = strlen(out);
    va_list args;
    va_start(args, format);
    vsnprintf(out + used, REPORT_TEXT_MAX - used, format, args);
    va_end(args);
}

/* All is well; what people should know nevertheless. */
static void describe_progress(const report *self, const plan *progress, int64_t now,
                              char out[REPORT_TEXT_MAX])
{
    plan_stream behind;
    int64_t mark;
    char day[VALUE_TIME_SIZE];
    if (plan_backfilling(progress, now, &behind, &mark)) {
        day_text(mark, day);
        snprintf(out, REPORT_TEXT_MAX, "reading the history: %s up to %s", plan_stream_name(behind),
                 day);
    } else {
        snprintf(out, REPORT_TEXT_MAX, "polling");
    }
    int64_t missing = missing_orders(self, day);
    if (missing)
        add_note(out, "; orders that a second look found missing: %" PRId64 ", the first of %s",
                 missing, day);
    if (ends_soon(self, now)) {
        day_text(self->key_ends, day);
        add_note(out, "; the Api-Key ends on %s: make a new one", day);
    }
}

void report_sentence(const report *self, const plan *progress, int64_t now,
                     char out[REPORT_TEXT_MAX])
{
    const char *trouble = worst(self);
    if (*self->troubles[REPORT_EVERYTHING] || !*self->lacking)
        snprintf(out, REPORT_TEXT_MAX, "%s", trouble);
    else
        snprintf(out, REPORT_TEXT_MAX, "%s", self->lacking);
    if (*out)
        return;
    if (self->answered)
        describe_progress(self, progress, now, out);
    else
        snprintf(out, REPORT_TEXT_MAX, "asking Ozon for the first time");
}

static void ring(report *self)
{
    if (*worst(self))
        alarm_failed(&self->poller, 0, actor_config(self->loop)->incidents.poller_min, worst(self));
    else if (self->answered)
        alarm_worked(&self->poller, 0);
    if (ends_soon(self, actor_now(self->loop)))
        alarm_wrong(&self->key, 0, self->key_ends, NULL);
    else if (self->key_ends)
        alarm_well(&self->key);
}

void report_show(report *self, const plan *progress)
{
    char day[GAPS_DAY_SIZE];
    ring(self);
    self->line.orders_seen_again = checked_orders(self);
    self->line.orders_missed = missing_orders(self, day);
    self->line.ready = self->answered && !*worst(self);
    report_sentence(self, progress, actor_now(self->loop), self->line.sentence);
    board_show(self->board);
}
