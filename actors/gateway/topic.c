#include "actors/gateway/topic.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const names[] = {
    [TOPIC_NONE] = "",
    [TOPIC_PAYOUTS] = "payouts",
    [TOPIC_PRESENCE] = "payouts.presence",
    [TOPIC_CONVERSATIONS] = "conversations",
    [TOPIC_SESSION] = "session",
    [TOPIC_PARTICIPANTS] = "participants",
    [TOPIC_INCIDENTS] = "incidents",
    [TOPIC_CHAT] = "chat:",
    [TOPIC_EXPORT] = "export:",
    [TOPIC_DEED] = "deed:",
};

static bool parse_id(const char *text, int64_t *out)
{
    int64_t id = 0;
    size_t size = strspn(text, "0123456789");
    if (!size || size > 16 || text[size] || text[0] == '0')
        return false;
    for (; *text; text++)
        id = id * 10 + (*text - '0');
    *out = id;
    return id < (int64_t)1 << 53;
}

bool topic_parse(const char *text, topic *out)
{
    *out = (topic){0};
    for (int kind = TOPIC_PAYOUTS; kind <= TOPIC_INCIDENTS; kind++)
        if (!strcmp(text, names[kind]))
            out->kind = (topic_kind)kind;
    for (int kind = TOPIC_CHAT; kind <= TOPIC_DEED; kind++) {
        size_t prefix = strlen(names[kind]);
        if (!strncmp(text, names[kind], prefix) && parse_id(text + prefix, &out->id))
            out->kind = (topic_kind)kind;
    }
    return out->kind != TOPIC_NONE;
}

void topic_print(topic self, char out[TOPIC_TEXT_MAX])
{
    if (self.kind >= TOPIC_CHAT)
        snprintf(out, TOPIC_TEXT_MAX, "%s%lld", names[self.kind], (long long)self.id);
    else
        snprintf(out, TOPIC_TEXT_MAX, "%s", names[self.kind]);
}
