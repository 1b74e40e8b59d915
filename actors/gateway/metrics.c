#include "actors/gateway/metrics.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { ASK_MS = 2000, LINE_MAX_SIZE = 512 };

static RS_PRINTF(2, 3) void line(rs_buf *out, const char *format, ...)
{
    char text[LINE_MAX_SIZE];
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (size > 0 && (size_t)size < sizeof text)
        buf_append(out, text, (size_t)size);
}

/* Names are constants of our own programs; only what could end a label's text is taken out. */
static void write_name(rs_buf *out, const char *text)
{
    for (; *text; text++)
        if (*text != '"' && *text != '\\' && *text >= ' ')
            buf_append(out, text, 1);
}

/* ------------------------------------------------------------------------------- processes */

/* One figure, as it comes to its lines. */
typedef struct {
    rs_buf *out;
    const counter_kind *kind;
    bool headed;
} figure;

/* `whose` NULL: the broker's. */
static void write_value(figure *self, const char *whose, int64_t value)
{
    const counter_kind *kind = self->kind;
    const char *total = kind->rises ? "_total" : "";
    if (!self->headed)
        line(self->out, "# HELP refsys_%s_%s%s %s\n# TYPE refsys_%s_%s%s %s\n", kind->group,
             kind->name, total, kind->doc, kind->group, kind->name, total,
             kind->rises ? "counter" : "gauge");
    self->headed = true;
    line(self->out, "refsys_%s_%s%s", kind->group, kind->name, total);
    if (whose) {
        line(self->out, "{actor=\"");
        write_name(self->out, whose);
        line(self->out, "\"}");
    }
    line(self->out, " %lld\n", (long long)value);
}

static void write_of(figure *self, const char *whose, rs_counter_list list)
{
    for (size_t n = 0; n < list.count; n++)
        if (!strcmp(list.items[n].name, self->kind->name))
            write_value(self, whose, list.items[n].value);
}

static bool is_of(const counter_kind *kind, const char *group)
{
    return !strcmp(kind->group, group);
}

/* This gateway's own are those of now, not of its last heartbeat. */
static void write_figure(figure *self, const gateway *here, rs_counter_list own,
                         const rs_broker_status *status)
{
    bool gateways = is_of(self->kind, "gateway");
    if (gateways)
        write_of(self, actor_name(here->loop), own);
    if (status && is_of(self->kind, "broker"))
        write_of(self, NULL, status->counters);
    for (size_t n = 0; status && n < status->actors.count; n++) {
        const rs_actor_status *peer = &status->actors.items[n];
        bool told = gateways && !strcmp(peer->name, actor_name(here->loop));
        if (!told && (is_of(self->kind, "actor") ||
                      is_of(self->kind, codec_enum_name(&rs_role_enum, (int)peer->role))))
            write_of(self, peer->name, peer->counters);
    }
}

static void write_figures(rs_buf *out, const gateway *self, const rs_broker_status *status)
{
#define GATEWAY_FIGURE(group, name, doc) {#name, self->counts.name},
    rs_counter own[] = {{"sessions", (int64_t)self->sessions_count},
                        RS_GATEWAY_COUNTERS(GATEWAY_FIGURE)};
    size_t count;
    const counter_kind *kinds = counters_all(&count);
    for (size_t n = 0; n < count; n++) {
        figure one = {out, &kinds[n], false};
        write_figure(&one, self, (rs_counter_list){own, sizeof own / sizeof *own}, status);
    }
}

static void write_processes(rs_buf *out, const rs_broker_status *status)
{
    line(out, "# HELP refsys_actor_ready 1: the process does its work.\n"
              "# TYPE refsys_actor_ready gauge\n");
    for (size_t n = 0; n < status->actors.count; n++) {
        line(out, "refsys_actor_ready{actor=\"");
        write_name(out, status->actors.items[n].name);
        line(out, "\"} %d\n", status->actors.items[n].ready);
    }
    line(out, "# HELP refsys_actor_start_time_seconds When the process began, Unix time.\n"
              "# TYPE refsys_actor_start_time_seconds gauge\n");
    for (size_t n = 0; n < status->actors.count; n++) {
        line(out, "refsys_actor_start_time_seconds{actor=\"");
        write_name(out, status->actors.items[n].name);
        line(out, "\"} %lld\n", (long long)status->actors.items[n].since / 1000);
    }
}

/* ------------------------------------------------------------------------------- services */

typedef struct {
    const char *name;
    const char *type;
    const char *doc;
    size_t offset; /* in rs_service_status */
} service_figure;

#define SERVICE(field, name, type, doc)                                                            \
    {                                                                                              \
        name, type, doc, offsetof(rs_service_status, field)                                        \
    }
static const service_figure service_figures[] = {
    SERVICE(workers, "workers", "gauge", "Processes that offer the service."),
    SERVICE(queued, "queued", "gauge", "Requests that wait for one of them."),
    SERVICE(given, "in_work", "gauge", "Requests in their hands."),
    SERVICE(busy, "busy_total", "counter",
            "Requests turned away: the queue or the asker was full."),
};

static void write_service(rs_buf *out, const char *name, const char *service, const char *more,
                          int64_t value)
{
    line(out, "refsys_service_%s{service=\"", name);
    write_name(out, service);
    line(out, "\"%s} %lld\n", more, (long long)value);
}

/* From the arrival of a request at the broker to its answer. The broker adds up no seconds. */
static void write_durations(rs_buf *out, const rs_service_status *one)
{
    int64_t within = one->within_10ms;
    write_service(out, "duration_seconds_bucket", one->name, ",le=\"0.01\"", within);
    within += one->within_100ms;
    write_service(out, "duration_seconds_bucket", one->name, ",le=\"0.1\"", within);
    within += one->within_1s;
    write_service(out, "duration_seconds_bucket", one->name, ",le=\"1\"", within);
    write_service(out, "duration_seconds_bucket", one->name, ",le=\"+Inf\"", one->served);
    write_service(out, "duration_seconds_count", one->name, "", one->served);
}

static void write_services(rs_buf *out, const rs_broker_status *status)
{
    for (size_t m = 0; m < sizeof service_figures / sizeof *service_figures; m++) {
        const service_figure *each = &service_figures[m];
        line(out, "# HELP refsys_service_%s %s\n# TYPE refsys_service_%s %s\n", each->name,
             each->doc, each->name, each->type);
        for (size_t n = 0; n < status->services.count; n++) {
            const rs_service_status *one = &status->services.items[n];
            int64_t value;
            memcpy(&value, (const char *)one + each->offset, sizeof value);
            write_service(out, each->name, one->name, "", value);
        }
    }
    line(out, "# HELP refsys_service_duration_seconds From a request's arrival to its answer.\n"
              "# TYPE refsys_service_duration_seconds histogram\n");
    for (size_t n = 0; n < status->services.count; n++)
        write_durations(out, &status->services.items[n]);
}

/* ------------------------------------------------------------------------------- the page */

static void on_status(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    rs_buf text = {0};
    const rs_broker_status *status = reply->code ? NULL : reply->result;
    self->ticket = 0;
    line(&text,
         "# HELP refsys_broker_up 1: the broker answers this gateway.\n"
         "# TYPE refsys_broker_up gauge\nrefsys_broker_up %d\n",
         status != NULL);
    write_figures(&text, self->gateway, status);
    if (status) {
        write_processes(&text, status);
        write_services(&text, status);
    }
    buf_append(&text, "", 1);
    web_answer_text(self, HTTP_STATUS_OK, (const char *)text.data);
    self->head.mime = "text/plain; version=0.0.4; charset=utf-8";
    buf_free(&text);
}

void metrics_get(exchange *self)
{
    actor_call call = {.timeout_ms = ASK_MS};
    rs_nothing nothing = {0};
    self->ticket =
        actor_ask(self->gateway->loop, RS_BROKER_STATUS, &nothing, &call, on_status, self);
}

void metrics_count(gateway *self)
{
    actor_count(self->loop, "sessions", (int64_t)self->sessions_count);
#define GATEWAY_COUNT(group, name, doc) actor_count(self->loop, #name, self->counts.name);
    RS_GATEWAY_COUNTERS(GATEWAY_COUNT)
}
