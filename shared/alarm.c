#include "shared/alarm.h"

#include <stdio.h>

#include "shared/log.h"

static const int64_t MINUTE_MS = 60000;
enum { DETAIL_MAX = 320 };

void alarm_open(alarm_bell *self, actor *loop, rs_incident kind, int64_t subject)
{
    *self = (alarm_bell){.loop = loop, .kind = kind, .subject = subject};
}

static void heard(alarm_bell *self, const actor_reply *reply, alarm_word word)
{
    self->asking = false;
    if (reply->code == RS_OK)
        self->said = word;
    else
        log_info("the ledger could not be told of %s: %s",
                 codec_enum_name(&rs_incident_enum, (int)self->kind), reply->detail);
}

static void on_well(void *arg, const actor_reply *reply)
{
    heard(arg, reply, ALARM_WELL);
}

static void on_wrong(void *arg, const actor_reply *reply)
{
    heard(arg, reply, ALARM_WRONG);
}

static void say(alarm_bell *self, alarm_word word, rs_incident_args *args, actor_reply_fn *fn)
{
    if (self->asking || self->said == word)
        return;
    args->kind = self->kind;
    args->subject = self->subject;
    args->over = word == ALARM_WELL;
    self->asking = true;
    actor_ask(self->loop, RS_INCIDENT_REPORT, args, NULL, fn, self);
}

void alarm_well(alarm_bell *self)
{
    say(self, ALARM_WELL, &(rs_incident_args){0}, on_well);
}

void alarm_wrong(alarm_bell *self, int64_t since, int64_t value, const char *detail)
{
    char text[DETAIL_MAX + 1];
    snprintf(text, sizeof text, "%s", detail ? detail : "");
    codec_utf8_trim(text);
    say(self, ALARM_WRONG, &(rs_incident_args){.since = since, .value = value, .detail = text},
        on_wrong);
}

static bool counts(const alarm_row *tries, int64_t now)
{
    return tries->first && now <= tries->until;
}

void alarm_failed(alarm_bell *self, int row, int64_t minutes, const char *detail)
{
    alarm_row *tries = &self->rows[row];
    int64_t now = actor_now(self->loop);
    if (!counts(tries, now))
        tries->first = now;
    tries->until = now + minutes * MINUTE_MS;
    if (now - tries->first >= minutes * MINUTE_MS)
        alarm_wrong(self, tries->first, 0, detail);
}

void alarm_worked(alarm_bell *self, int row)
{
    self->rows[row] = (alarm_row){0};
    for (int n = 0; n < ALARM_ROWS; n++)
        if (counts(&self->rows[n], actor_now(self->loop)))
            return;
    alarm_well(self);
}
