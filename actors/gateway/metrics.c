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

static void write_own(rs_buf *out, const gateway *self, bool broker)
{
    line(out, "# TYPE refsys_broker_up gauge\nrefsys_broker_up %d\n", broker);
    line(out, "# TYPE refsys_gateway_sessions gauge\nrefsys_gateway_sessions %zu\n",
         self->sessions_count);
#define GATEWAY_LINE(name, doc)                                                                    \
    line(out,                                                                                      \
         "# HELP refsys_gateway_" #name "_total " doc "\n# TYPE refsys_gateway_" #name             \
         "_total counter\nrefsys_gateway_" #name "_total %lld\n",                                  \
         (long long)self->counts.name);
    GATEWAY_COUNTERS(GATEWAY_LINE)
}

/* Names are constants of our own programs; only what could end a label's text is taken out. */
static void write_name(rs_buf *out, const char *text)
{
    for (; *text; text++)
        if (*text != '"' && *text != '\\' && *text >= ' ')
            buf_append(out, text, 1);
}

static void write_actor(rs_buf *out, const rs_actor_status *peer, const rs_counter *counter)
{
    line(out, counter ? "refsys_counter{actor=\"" : "refsys_ready{actor=\"");
    write_name(out, peer->name);
    if (counter) {
        line(out, "\",name=\"");
        write_name(out, counter->name);
    }
    line(out, "\"} %lld\n", counter ? (long long)counter->value : (long long)peer->ready);
}

static void write_others(rs_buf *out, const rs_broker_status *status)
{
    line(out, "# HELP refsys_ready 1: the process does its work\n# TYPE refsys_ready gauge\n");
    for (size_t n = 0; n < status->actors.count; n++)
        write_actor(out, &status->actors.items[n], NULL);
    line(out, "# HELP refsys_counter what the processes count themselves\n"
              "# TYPE refsys_counter untyped\n");
    for (size_t n = 0; n < status->actors.count; n++) {
        const rs_actor_status *peer = &status->actors.items[n];
        for (size_t m = 0; m < peer->counters.count; m++)
            write_actor(out, peer, &peer->counters.items[m]);
    }
}

/* What each service of the broker has to do, and has done. */
static void write_services(rs_buf *out, const rs_broker_status *status)
{
    for (size_t n = 0; n < status->services.count; n++) {
        const rs_service_status *one = &status->services.items[n];
        const rs_counter figures[] = {
            {"workers", one->workers},
            {"queued", one->queued},
            {"given", one->given},
            {"served", one->served},
            {"within_10ms", one->within_10ms},
            {"within_100ms", one->within_100ms},
            {"within_1s", one->within_1s},
            {"slower", one->slower},
            {"busy", one->busy},
        };
        for (size_t m = 0; m < sizeof figures / sizeof *figures; m++) {
            line(out, "refsys_service{service=\"");
            write_name(out, one->name);
            line(out, "\",name=\"%s\"} %lld\n", figures[m].name, (long long)figures[m].value);
        }
    }
}

static void on_status(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    rs_buf text = {0};
    self->ticket = 0;
    write_own(&text, self->gateway, !reply->code);
    if (!reply->code) {
        write_others(&text, reply->result);
        line(&text,
             "# HELP refsys_service what each service of the broker has to do, and has done\n"
             "# TYPE refsys_service untyped\n");
        write_services(&text, reply->result);
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
#define GATEWAY_COUNT(name, doc) actor_count(self->loop, #name, self->counts.name);
    GATEWAY_COUNTERS(GATEWAY_COUNT)
}
