/* refsysctl status: what runs, and whether it is all that refsys.toml wants. */
#include <stdio.h>
#include <string.h>

#include "actors/ctl/ctl.h"

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

/* Writes what is missing as "reader (1 of 2), ozon"; true: nothing is. */
static bool all_there(const rs_config *config, const rs_broker_status *status, char *out,
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
    return used == 0;
}

static void print_line(const char *name, int64_t pid, bool ready, const char *detail)
{
    printf("%-14s %8lld  %-8s %s\n", name, (long long)pid, ready ? "ready" : "waiting",
           detail ? detail : "");
}

static void print_table(const rs_broker_status *status)
{
    printf("%-14s %8s  %-8s %s\n", "name", "pid", "state", "");
    print_line("broker", status->pid, true, status->curve ? "" : "without CURVE");
    for (size_t n = 0; n < status->actors.count; n++) {
        const rs_actor_status *one = &status->actors.items[n];
        if (one->role != RS_ROLE_CTL)
            print_line(one->name, one->pid, one->ready, one->detail);
    }
}

static void print_json(const rs_broker_status *status, bool green, const char *missing)
{
    json_t *out = ctl_json(&rs_broker_status_type, status);
    json_object_set_new(out, "green", json_boolean(green));
    json_object_set_new(out, "missing", json_string(missing));
    json_dumpf(out, stdout, JSON_INDENT(2));
    putchar('\n');
    json_decref(out);
}

static void on_status(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    char missing[400];
    if (reply->code != RS_OK) {
        ctl_fail(self, "no broker answers at %s; is the system running (./refsys up)?",
                 actor_config(self->loop)->broker.requests);
        return;
    }
    const rs_broker_status *status = reply->result;
    bool green = all_there(actor_config(self->loop), status, missing, sizeof missing);
    if (self->json)
        print_json(status, green, missing);
    else
        print_table(status);
    if (green)
        ctl_done(self);
    else
        ctl_fail(self, "not ready: %s", missing);
}

void ctl_status(ctl *self)
{
    actor_ask(self->loop, RS_BROKER_STATUS, &(rs_nothing){0}, &(actor_call){.timeout_ms = ASK_MS},
              on_status, self);
}
