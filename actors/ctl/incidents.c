/* refsysctl incidents, incidents end, head: what the owners are told of. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "actors/ctl/ctl.h"
#include "shared/clock.h"

enum { A_PAGE = 100 };

static const char *print_moment(int64_t ms, char *out, size_t size)
{
    time_t seconds = (time_t)((ms + CLOCK_MOSCOW_MS) / 1000);
    struct tm date = {0};
    gmtime_r(&seconds, &date);
    strftime(out, size, "%Y-%m-%d %H:%M", &date);
    return out;
}

void ctl_print_incident(const rs_incident_view *one)
{
    char since[32];
    char until[32] = "lasts";
    if (one->closed)
        print_moment(one->closed, until, sizeof until);
    printf("%lld\t%s\t%lld\t%s\t%s\t%s\n", (long long)one->id,
           codec_enum_name(&rs_incident_enum, (int)one->kind), (long long)one->subject,
           print_moment(one->since, since, sizeof since), until, one->detail ? one->detail : "");
}

static void on_list(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_incidents_page *page = reply->result;
    if (self->json)
        ctl_print_json(&rs_incidents_page_type, page);
    else
        for (size_t n = 0; n < page->rows.count; n++)
            ctl_print_incident(&page->rows.items[n]);
    ctl_done(self);
}

void ctl_incidents(ctl *self)
{
    actor_ask(self->loop, RS_INCIDENTS_LIST, &(rs_incidents_args){.limit = A_PAGE}, NULL, on_list,
              self);
}

static void on_ended(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (!ctl_refused(self, reply))
        ctl_done(self);
}

static void on_list_for_end(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    int64_t id;
    if (ctl_refused(self, reply) || !ctl_number(self, self->args[0], "ID", &id))
        return;
    const rs_incidents_page *page = reply->result;
    for (size_t n = 0; n < page->open.count; n++) {
        const rs_incident_view *one = &page->open.items[n];
        if (one->id != id)
            continue;
        const rs_incident_args args = {.kind = one->kind, .subject = one->subject, .over = true};
        actor_ask(self->loop, RS_INCIDENT_REPORT, &args, NULL, on_ended, self);
        return;
    }
    ctl_fail(self, "incident %lld does not last", (long long)id);
}

void ctl_incidents_end(ctl *self)
{
    actor_ask(self->loop, RS_INCIDENTS_LIST, &(rs_incidents_args){.limit = 1}, NULL,
              on_list_for_end, self);
}

static void on_head(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_chain_head *head = reply->result;
    printf("%lld:", (long long)head->seq);
    for (size_t n = 0; n < head->hash.size; n++)
        printf("%02x", head->hash.data[n]);
    putchar('\n');
    ctl_done(self);
}

void ctl_head(ctl *self)
{
    actor_ask(self->loop, RS_HEAD_TELL, &(rs_nothing){0}, NULL, on_head, self);
}
