/* bridge_impl - what the parts of the bridge share; nobody else includes it. */
#ifndef RS_BRIDGE_IMPL_H
#define RS_BRIDGE_IMPL_H

#include "shared/bridge.h"
#include "shared/ring.h"

typedef struct lane lane;

/* Begins to deal with an event and ends with lane_done; false: nothing is to be done. */
typedef bool lane_deliver_fn(lane *self, const rs_event *event);

struct lane {
    bridge *owner;
    lane_deliver_fn *deliver;
    char consumer[33];
    bool on;
    bool busy;
    bool again;    /* something happened while busy */
    int64_t after; /* everything up to there needs no more looking at */
    int64_t timer;
    arena *memory; /* of the page */
    rs_settings settings;
    rs_events_page page;
    size_t at;
    /* of the event being delivered */
    int64_t waits_for; /* a retry: timer */
};

enum { CLOSED_MAX = 256 };

struct bridge {
    actor *loop;
    bridge_options options;
    int64_t operators_chat;
    bool shut_out; /* the operators' group does not let us write; said so */
    int64_t look_timer;
    lane person, forum;
    /* Topics that operators closed, as far as this process has heard; the oldest fall out. Telegram
     * lets an administrator write there, but nobody would see that there is something new. */
    int64_t closed[CLOSED_MAX];
    size_t closed_next;
    ring posts, openings, talks; /* under way */
};

/* bridge.c */
void lane_done(lane *self);
void lane_retry(lane *self, int64_t delay_ms); /* deliver is called again for this event */
void bridge_link(bridge *self, const rs_message_row *message, int64_t chat, int64_t id,
                 actor_reply_fn *fn, void *arg);
void bridge_unreachable(bridge *self, int64_t tg);

/* bridge_room.c: puts something into the topic of a room, making or mending the topic. */
typedef struct {
    botapi_outcome outcome; /* DONE, or why it could not be put there at all */
    int64_t message;
    const char *description;
} post_result;
typedef void post_fn(void *arg, const post_result *result);

/* A text (copied), or a copy of a message that stands elsewhere when text is NULL. */
void room_post(bridge *self, const rs_conversation_view *room, const draft *text, int64_t from_chat,
               int64_t from_message, post_fn *fn, void *arg);
/* An operator closed or reopened a topic. */
void room_closed(bridge *self, int64_t topic, bool closed);
/* Is a topic being made for that room? While it waits, the making call has had no answer, and
 * Telegram's own message about the topic is to record it. */
typedef enum { ROOM_QUIET, ROOM_MAKES, ROOM_WAITS } room_making;
room_making room_makes(const bridge *self, int64_t room);
/* Of a topic that nobody needs. */
void room_delete_topic(bridge *owner, int64_t topic);
void room_close_all(bridge *self);

/* bridge_talk.c */
void talk_close_all(bridge *self);

/* A deep copy of a message of the protocol. */
void message_clone(const rs_type *type, const void *from, arena *memory, void *out);

#endif
