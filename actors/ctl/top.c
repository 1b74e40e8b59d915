/* refsysctl top: `status` once a second, with what has happened in between. On a terminal each
 * picture takes the place of the one before; elsewhere they follow each other. It goes on while the
 * broker is away, and ends with Ctrl-C or after as many pictures as were asked for. */
#include <string.h>
#include <unistd.h>

#include "actors/ctl/ctl.h"
#include "shared/clock.h"

enum { EVERY_MS = 1000, ASK_MS = 900, NEWS_MAX = 4 };

typedef struct {
    const char *name;
    double per_s;
} news;

/* ------------------------------------------------------------------------- since the last picture
 */

/* Of the member of `list` with that name; NULL: it was not there. */
static const json_t *find_named(const json_t *list, const char *name)
{
    size_t n;
    json_t *one;
    json_array_foreach(list, n, one) if (!strcmp(json_string_value(json_object_get(one, "name")),
                                                 name)) return one;
    return NULL;
}

/* -1: it was not there. */
static int64_t known(const json_t *one, const char *name)
{
    const json_t *value = json_object_get(one, name);
    return value ? json_integer_value(value) : -1;
}

/* 0 for whoever is new, or has begun anew meanwhile. */
static double rate(const ctl *self, int64_t now, int64_t before)
{
    double seconds = (double)(clock_monotonic_ms() - self->shown_ms) / 1e3;
    return before >= 0 && now > before && seconds > 0 ? (double)(now - before) / seconds : 0;
}

/* Most first; what there is no room for goes. */
static void add_news(news list[NEWS_MAX], size_t *count, news next)
{
    for (size_t at = 0; at < *count; at++) {
        if (list[at].per_s >= next.per_s)
            continue;
        news less = list[at];
        list[at] = next;
        next = less;
    }
    if (*count < NEWS_MAX)
        list[(*count)++] = next;
}

/* The counters of a process that moved most. */
static size_t find_news(const ctl *self, const rs_actor_status *one, news out[NEWS_MAX])
{
    const json_t *before = find_named(json_object_get(self->status, "actors"), one->name);
    const json_t *counters = json_object_get(before, "counters");
    size_t count = 0;
    for (size_t n = 0; n < one->counters.count; n++) {
        const rs_counter *now = &one->counters.items[n];
        double moved = rate(self, now->value, known(find_named(counters, now->name), "value"));
        if (moved > 0)
            add_news(out, &count, (news){now->name, moved});
    }
    return count;
}

/* ------------------------------------------------------------------------- the picture */

static void print_actors(const ctl *self, const rs_broker_status *status)
{
    printf("%-14s %8s  %-9s %s\n", "name", "pid", "state", "in a second");
    for (size_t n = 0; n < status->actors.count; n++) {
        const rs_actor_status *one = &status->actors.items[n];
        news list[NEWS_MAX];
        size_t count = find_news(self, one, list);
        if (one->role == RS_ROLE_CTL)
            continue;
        printf("%-14s %8lld  %-9s", one->name, (long long)one->pid,
               one->ready ? "ready" : "waiting");
        for (size_t m = 0; m < count; m++)
            printf("%s %s %.0f", m ? "," : "", list[m].name, list[m].per_s);
        printf("%s%s\n", !one->ready && one->detail ? " " : "",
               !one->ready && one->detail ? one->detail : "");
    }
}

static void print_services(const ctl *self, const rs_broker_status *status)
{
    printf("\n%-14s %8s %8s %8s %11s %9s %8s %8s\n", "service", "workers", "waiting", "in work",
           "answered/s", "100+ ms/s", "1+ s/s", "busy/s");
    for (size_t n = 0; n < status->services.count; n++) {
        const rs_service_status *one = &status->services.items[n];
        const json_t *before = find_named(json_object_get(self->status, "services"), one->name);
        if (one->workers || one->served || one->busy)
            printf("%-14s %8lld %8lld %8lld %11.0f %9.0f %8.0f %8.0f\n", one->name,
                   (long long)one->workers, (long long)one->queued, (long long)one->given,
                   rate(self, one->served, known(before, "served")),
                   rate(self, one->within_1s, known(before, "within_1s")),
                   rate(self, one->slower, known(before, "slower")),
                   rate(self, one->busy, known(before, "busy")));
    }
}

static void begin_picture(void)
{
    if (isatty(STDOUT_FILENO))
        fputs("\033[H\033[2J", stdout);
}

static void end_picture(ctl *self)
{
    putchar('\n');
    fflush(stdout);
    if (self->pictures > 0 && --self->pictures == 0)
        ctl_done(self);
}

static void on_status(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    const rs_broker_status *status = reply->code == RS_OK ? reply->result : NULL;
    begin_picture();
    if (!status)
        printf("no broker answers at %s\n", actor_config(self->loop)->broker.requests);
    if (status) {
        print_actors(self, status);
        print_services(self, status);
        json_decref(self->status);
        self->status = ctl_json(&rs_broker_status_type, status);
        self->shown_ms = clock_monotonic_ms();
    }
    end_picture(self);
}

static void ask(void *arg)
{
    ctl *self = arg;
    actor_ask(self->loop, RS_BROKER_STATUS, &(rs_nothing){0}, &(actor_call){.timeout_ms = ASK_MS},
              on_status, self);
}

void ctl_top(ctl *self)
{
    if (self->count && !ctl_number(self, self->args[0], "pictures", &self->pictures))
        return;
    if (self->count && self->pictures < 1) {
        ctl_fail(self, "pictures: one at least");
        return;
    }
    actor_timer(self->loop, 0, EVERY_MS, ask, self);
}
