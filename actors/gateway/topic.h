/* topic - what a page can subscribe to, and its name on the wire. */
#ifndef GATEWAY_TOPIC_H
#define GATEWAY_TOPIC_H

#include <stdbool.h>
#include <stdint.h>

typedef enum {
    TOPIC_NONE,
    TOPIC_PAYOUTS,
    TOPIC_PRESENCE,
    TOPIC_CONVERSATIONS,
    TOPIC_SESSION,
    TOPIC_PARTICIPANTS,
    TOPIC_INCIDENTS,
    TOPIC_CHAT,
    TOPIC_EXPORT,
    TOPIC_DEED
} topic_kind;

typedef struct {
    topic_kind kind;
    int64_t id; /* of TOPIC_CHAT: the conversation; of TOPIC_EXPORT, TOPIC_DEED: the job */
} topic;

enum { TOPIC_TEXT_MAX = 64 };

/* "payouts", "payouts.presence", "conversations", "session", "participants", "incidents",
 * "chat:<1 .. 2^53-1>", "export:<...>", "deed:<...>"; anything else: false. */
bool topic_parse(const char *text, topic *out);
void topic_print(topic self, char out[TOPIC_TEXT_MAX]);
/* Is it read from the ledger's log of events, so that what was missed can be told? */
static inline bool topic_is_tailed(topic self)
{
    return self.kind == TOPIC_PAYOUTS || self.kind == TOPIC_CONVERSATIONS ||
           self.kind == TOPIC_CHAT;
}
/* Is it of something that the gateway does for one administrator? */
static inline bool topic_is_of_job(topic self)
{
    return self.kind == TOPIC_EXPORT || self.kind == TOPIC_DEED;
}
static inline bool topic_is(topic a, topic b)
{
    return a.kind == b.kind && a.id == b.id;
}

#endif
