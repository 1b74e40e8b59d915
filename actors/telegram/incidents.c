/* What owners are told by the bot itself: incidents, and the head of the journal's chain. */
#include <inttypes.h>
#include <string.h>

#include "actors/telegram/turn_parts.h"
#include "shared/format.h"

typedef struct {
    rs_incident kind;
    text_key begins, ends;
} wording;

static const wording wordings[] = {
    {RS_INCIDENT_POLLER, TEXT_INCIDENT_POLLER, TEXT_INCIDENT_POLLER_OVER},
    {RS_INCIDENT_KEY, TEXT_INCIDENT_KEY, TEXT_INCIDENT_KEY_OVER},
    {RS_INCIDENT_TELEGRAM, TEXT_INCIDENT_TELEGRAM, TEXT_INCIDENT_TELEGRAM_OVER},
    {RS_INCIDENT_DISK, TEXT_INCIDENT_DISK, TEXT_INCIDENT_DISK_OVER},
    {RS_INCIDENT_VERIFY, TEXT_INCIDENT_VERIFY, TEXT_INCIDENT_VERIFY_OVER},
    {RS_INCIDENT_RESTART, TEXT_INCIDENT_RESTART, TEXT_INCIDENT_RESTART_OVER},
};

static void say_incident(draft *out, const rs_incident_view *incident)
{
    arena *memory = out->memory;
    rs_lang lang = out->lang;
    const char *since = format_moment(memory, lang, incident->since);
    text_args args = {
        .n = incident->value,
        .id = arena_print(memory, "%" PRId64, incident->subject),
        .name = text(memory, lang,
                     incident->subject == RS_BOT_SUPPORT ? TEXT_INCIDENT_BOT_SUPPORT
                                                         : TEXT_INCIDENT_BOT),
        .date =
            incident->kind == RS_INCIDENT_KEY ? format_date(memory, lang, incident->value) : since,
        .from = since,
        .to = format_moment(memory, lang, incident->closed),
        .text = incident->detail ? incident->detail : "",
    };
    for (size_t n = 0; n < sizeof wordings / sizeof *wordings; n++)
        if (wordings[n].kind == incident->kind) {
            args.key = incident->closed ? wordings[n].ends : wordings[n].begins;
            draft_print(out, &args);
        }
}

static void say_head(draft *out, const rs_chain_head *head)
{
    char hash[2 * 32 + 1] = "";

    for (size_t n = 0; n < head->hash.size && n < 32; n++)
        snprintf(hash + 2 * n, 3, "%02x", head->hash.data[n]);
    draft_add(out, TEXT_CHAIN_HEAD,
              .code = arena_print(out->memory, "%" PRId64 ":%s", head->seq, hash));
}

void turn_incident(const rs_event *event, arena *memory, json_t *list)
{
    draft out;

    draft_open(&out, memory, event->who->lang ? event->who->lang : RS_LANG_RU);
    if (event->incident)
        say_incident(&out, event->incident);
    if (event->head)
        say_head(&out, event->head);
    if (out.units)
        message_send(list, event->who->tg, 0, &out, NULL);
}
