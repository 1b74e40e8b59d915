/* botapi_outbox - who may be sent something next: Telegram's limits, kept by not reaching them.
 *
 * One queue a chat, first in first out, one message under way at a time, so that order survives
 * retries. Token buckets for all chats together and for each, and for a group (negative id; its
 * topics are the same chat) a window of a minute. A chat told to wait (429) is left alone until
 * then, and the others go on; when two chats are told so within seconds, everybody waits. What a
 * person waits for goes before bulk.
 *
 * Pure: no sockets, no clock; `now` is any monotonic time in ms. The items belong to the caller. */
#ifndef RS_BOTAPI_OUTBOX_H
#define RS_BOTAPI_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    /* Telegram: about 30 a second in all, 1 a second in a chat with short bursts, 20 a minute in a
     * group (bots FAQ). A bucket passes its burst and then its rate. */
    OUTBOX_ALL = 30,      /* in any second, ... */
    OUTBOX_ALL_SHARE = 6, /* ... such a part of them at once */
    OUTBOX_PRIVATE_BURST = 3,
    OUTBOX_GROUP_BURST = 5,
    OUTBOX_CHAT_RATE = 1,  /* a second */
    OUTBOX_GROUP_MAX = 20, /* in any window of a minute, and a little for the way there */
    OUTBOX_GROUP_WINDOW_MS = 60500,
    OUTBOX_FLYING_MAX = 8,         /* under way at once, over all chats */
    OUTBOX_CHAT_MAX = 50,          /* waiting for one chat */
    OUTBOX_SHARED_FREEZE_MS = 5000 /* two chats refused within this: all wait */
};

typedef struct outbox outbox;

/* all: how many Telegram takes from this bot in any second, OUTBOX_ALL unless it was given more. */
outbox *outbox_open(int64_t all);
/* Items still queued are handed to `drop` (may be NULL). */
void outbox_close(outbox **self_p, void (*drop)(void *item));

/* How many more may wait for this chat. */
size_t outbox_room(const outbox *self, int64_t chat);
/* false: OUTBOX_CHAT_MAX are waiting already. `weight`: as how many messages Telegram counts it, an
 * album as all its parts; 1 to OUTBOX_GROUP_MAX. */
bool outbox_add(outbox *self, int64_t chat, bool bulk, size_t weight, void *item);

/* The next item that may go now; it stays the head of its chat until one of the two below. NULL:
 * none; *wait_ms says when to ask again (-1: when something changes). */
void *outbox_take(outbox *self, int64_t now, int64_t *wait_ms);
/* It is over, in whatever way: the chat's next item may follow. */
void outbox_done(outbox *self, int64_t chat);
/* It goes again, not before `at`. */
void outbox_again(outbox *self, int64_t chat, int64_t at);
/* The same, and the server said so (429). */
void outbox_refused(outbox *self, int64_t chat, int64_t now, int64_t at);

/* Another process has sent until now, nobody knows what: as if each chat, and all together, had had
 * what they may have at once, and groups all of a minute, evenly spread over it. For what is sent
 * from here on. */
void outbox_follows(outbox *self, int64_t now);

size_t outbox_waiting(const outbox *self);

#endif
