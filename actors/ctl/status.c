/* refsysctl status: what runs, and whether it is all that refsys.toml wants. */
#include <stdio.h>
#include <string.h>

#include "actors/ctl/ctl.h"
#include "shared/clock.h"

enum { ASK_MS = 3000 };

/* What [up] wants, role by role. */
typedef struct {
    rs_role role;
    int64_t count;
} wanted;

enum { WANTED_MAX = 8 };

static size_t what_is_wanted(const rs_config *config, wanted out[WANTED_MAX])
{
    const wanted all[] = {
        {RS_ROLE_LEDGER, config->up.ledger},     {RS_ROLE_READER, config->up.readers},
        {RS_ROLE_TELEGRAM, config->up.telegram}, {RS_ROLE_SUPPORT, config->up.support},
        {RS_ROLE_OZON, config->up.ozon},         {RS_ROLE_GATEWAY, config->up.gateways},
    };
    size_t count = 0;
    for (size_t n = 0; n < sizeof all / sizeof *all; n++)
        if (all[n].count)
            out[count++] = all[n];
    return count;
}

static int64_t count_ready(const rs_broker_status *status, rs_role role)
{
    int64_t count = 0;
    for (size_t n = 0; n < status->actors.count; n++)
        count += status->actors.items[n].role == role && status->actors.items[n].ready;
    return count;
}

/* Writes what is missing as "reader (1 of 2 ready), ozon (0 of 1 ready)"; nothing: "". */
static void find_missing(const rs_config *config, const rs_broker_status *status, char *out,
                         size_t size)
{
    wanted list[WANTED_MAX];
    size_t count = what_is_wanted(config, list);
    size_t used = 0;
    out[0] = 0;
    for (size_t n = 0; n < count; n++) {
        int64_t ready = count_ready(status, list[n].role);
        if (ready >= list[n].count)
            continue;
        int more = snprintf(out + used, size - used, "%s%s (%lld of %lld ready)", used ? ", " : "",
                            codec_enum_name(&rs_role_enum, (int)list[n].role), (long long)ready,
                            (long long)list[n].count);
        used += (size_t)more < size - used ? (size_t)more : size - used - 1;
    }
}

/* "3 d 4 h", "5 min", "7 s": how long ago. */
static const char *print_age(int64_t since_ms, char *out, size_t size)
{
    long long s = (clock_system_ms() - since_ms) / 1000;
    if (s >= 86400)
        snprintf(out, size, "%lld d %lld h", s / 86400, s / 3600 % 24);
    else if (s >= 3600)
        snprintf(out, size, "%lld h %lld min", s / 3600, s / 60 % 60);
    else if (s >= 60)
        snprintf(out, size, "%lld min", s / 60);
    else
        snprintf(out, size, "%lld s", s > 0 ? s : 0);
    return out;
}

static void print_line(const char *name, const rs_actor_status *one)
{
    char age[32];
    printf("%-14s %8lld  %-8s %-12s %-9s %s\n", name, (long long)one->pid, one->version,
           print_age(one->since, age, sizeof age), one->ready ? "ready" : "waiting",
           one->detail ? one->detail : "");
}

static void print_table(const rs_broker_status *status)
{
    rs_actor_status broker = {.pid = status->pid,
                              .version = status->version,
                              .since = status->since,
                              .ready = true,
                              .detail = status->curve ? "" : "without CURVE"};
    printf("%-14s %8s  %-8s %-12s %-9s\n", "name", "pid", "version", "up for", "state");
    print_line("broker", &broker);
    for (size_t n = 0; n < status->actors.count; n++)
        if (status->actors.items[n].role != RS_ROLE_CTL)
            print_line(status->actors.items[n].name, &status->actors.items[n]);
}

static int64_t counter(const rs_actor_status *one, const char *name)
{
    for (size_t n = 0; n < one->counters.count; n++)
        if (!strcmp(one->counters.items[n].name, name))
            return one->counters.items[n].value;
    return 0;
}

/* How far the digests have come, of the bots that have sent any or have any to send. */
static void print_digests(const rs_broker_status *status)
{
    for (size_t n = 0; n < status->actors.count; n++) {
        const rs_actor_status *one = &status->actors.items[n];
        long long sent = counter(one, "digests_sent");
        long long waiting = counter(one, "digests_waiting");
        if (one->role == RS_ROLE_TELEGRAM && (sent || waiting))
            printf("%s: %lld digests sent, %lld not delivered, %lld under way; %lld facts of the "
                   "journal to go\n",
                   one->name, sent, (long long)counter(one, "digests_failed"), waiting,
                   (long long)counter(one, "digests_behind"));
    }
}

/* Of the services with something to tell. */
static void print_services(const rs_broker_status *status)
{
    printf("\n%-14s %8s %8s %8s %10s %8s %8s %8s %8s %8s\n", "service", "workers", "waiting",
           "in work", "answered", "<=10 ms", "<=100 ms", "<=1 s", "slower", "busy");
    for (size_t n = 0; n < status->services.count; n++) {
        const rs_service_status *one = &status->services.items[n];
        if (one->workers || one->served || one->busy)
            printf("%-14s %8lld %8lld %8lld %10lld %8lld %8lld %8lld %8lld %8lld\n", one->name,
                   (long long)one->workers, (long long)one->queued, (long long)one->given,
                   (long long)one->served, (long long)one->within_10ms,
                   (long long)one->within_100ms, (long long)one->within_1s, (long long)one->slower,
                   (long long)one->busy);
    }
    putchar('\n');
}

static void end(ctl *self)
{
    if (self->json) {
        json_object_set_new(self->status, "green", json_boolean(!*self->missing));
        json_object_set_new(self->status, "missing", json_string(self->missing));
        json_dumpf(self->status, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(self->status);
    self->status = NULL;
    if (*self->missing)
        ctl_fail(self, "not ready: %s", self->missing);
    else
        ctl_done(self);
}

/* What is wrong now. */
static void on_incidents(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    const rs_incidents_page *page = reply->result;
    json_t *list = json_array();
    for (size_t n = 0; page && n < page->open.count; n++) {
        json_array_append_new(list, ctl_json(&rs_incident_view_type, &page->open.items[n]));
        if (!self->json)
            printf("%s", n ? "" : "\nwrong now:\n");
        if (!self->json)
            ctl_print_incident(&page->open.items[n]);
    }
    json_object_set_new(self->status, "incidents", list);
    end(self);
}

static void on_ledger(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    const rs_ledger_status *ledger = reply->result;
    if (!ledger && !*self->missing)
        snprintf(self->missing, sizeof self->missing, "ledger (does not answer)");
    if (self->json)
        json_object_set_new(self->status, "ledger",
                            ledger ? ctl_json(&rs_ledger_status_type, ledger) : json_null());
    else if (ledger)
        printf("the journal ends at fact %lld, the checkpoint is at %lld, epoch %lld\n",
               (long long)ledger->seq, (long long)ledger->checkpoint, (long long)ledger->epoch);
    if (self->reads)
        actor_ask(self->loop, RS_INCIDENTS_LIST, &(rs_incidents_args){.limit = 1},
                  &(actor_call){.timeout_ms = ASK_MS}, on_incidents, self);
    else
        end(self);
}

static void on_status(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    const rs_config *config = actor_config(self->loop);
    if (reply->code != RS_OK) {
        ctl_fail(self, "no broker answers at %s; is the system running (./refsys up)?",
                 config->broker.requests);
        return;
    }
    const rs_broker_status *status = reply->result;
    find_missing(config, status, self->missing, sizeof self->missing);
    self->status = ctl_json(&rs_broker_status_type, status);
    if (!self->json) {
        print_table(status);
        print_services(status);
        print_digests(status);
    }
    self->reads = count_ready(status, RS_ROLE_READER) > 0;
    if (count_ready(status, RS_ROLE_LEDGER))
        actor_ask(self->loop, RS_LEDGER_STATUS, &(rs_nothing){0},
                  &(actor_call){.timeout_ms = ASK_MS}, on_ledger, self);
    else
        end(self);
}

void ctl_status(ctl *self)
{
    actor_ask(self->loop, RS_BROKER_STATUS, &(rs_nothing){0}, &(actor_call){.timeout_ms = ASK_MS},
              on_status, self);
}
