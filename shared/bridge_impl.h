/* bridge_impl - what the parts of the bridge share; nobody else includes it. */
#ifndef RS_BRIDGE_IMPL_H
#define RS_BRIDGE_IMPL_H

#include "shared/bridge.h"
#include "shared/fair.h"
#include "shared/ring.h"

enum {
    CLOSED_MAX = 256,
    ICONS_MAX = 256,
    MADE_MAX = 256,
    ALBUM_MAX = COURIER_ALBUM_MAX,
    ALBUM_WAIT_MS = 1000 /* Telegram does not say which part of an album is the last */
};

typedef struct lane lane;
typedef struct parcel parcel;

/* An event on its way to a chat. */
struct parcel {
    lane *owner;
    arena *memory;
    rs_event event;
    int64_t chat; /* the queue it stands in */
    int64_t came; /* monotonic */
    int64_t timer;
    size_t parts;        /* of an album that go together; else 1 */
    size_t linking;      /* copies still to be recorded */
    const rs_place *old; /* an edit: the copy that is to be changed */
    bool anew;           /* an edit that the copy cannot bear: it comes once more */
    bool alone;          /* cannot be a reply to what it replies to */
    bool plain;          /* the attachment cannot be carried: a line says so instead */
    /* Dealt to an operator (bridge_desk.c): */
    int64_t desk;              /* their private chat; 0: it goes to the forum */
    int64_t lost;              /* the operator who had it and cannot be reached */
    rs_participant_view *who;  /* the person, for the card; NULL: a stranger */
    void (*then)(parcel *one); /* behind the card of a request; NULL: forum_say_state */
};

/* bridge_lane.c: from the event log to the chats, in order within each, in turn among them. */

/* In which queue an event stands; 0: nothing is to be done about it. */
typedef int64_t lane_chat_fn(const bridge *self, const rs_event *event);
/* Begins, and ends with parcel_done or parcel_retry; false: nothing is to be done. */
typedef bool lane_deliver_fn(parcel *one);

struct lane {
    bridge *owner;
    lane_chat_fn *chat_of;
    lane_deliver_fn *deliver;
    char consumer[33];
    bool on;
    bool reading;
    bool again;    /* something happened while reading */
    bool marking;  /* the cursor is being written ... */
    bool marked;   /* ... and has moved since */
    int64_t after; /* read up to there */
    fair *parcels;
    arena *memory; /* of the page */
    rs_settings settings;
};

void lane_open(lane *self, bridge *owner, lane_chat_fn *chat_of, lane_deliver_fn *deliver,
               const char *suffix, size_t flying);
void lane_close(lane *self);
void lane_run(lane *self, bool on);
void lane_wake(lane *self);
void parcel_done(parcel *one); /* with all its parts; takes it */
void parcel_retry(parcel *one, int64_t delay_ms);
/* The n-th of an album's parts, itself being the 0th. */
parcel *parcel_part(const parcel *one, size_t n);

struct bridge {
    actor *loop;
    bridge_options options;
    int64_t operators_chat;
    bool on;
    bool group_known; /* operators_chat is the id that the group has by now */
    bool shut_out;    /* the operators' group does not let us write; said so */
    int64_t look_timer;
    lane person, forum;
    /* Topics that operators closed, as far as this process has heard; the oldest fall out. Telegram
     * lets an administrator write there, but nobody would see that there is something new. */
    int64_t closed[CLOSED_MAX];
    size_t closed_next;
    ring posts, openings, talks, presses, visits, errands; /* under way */
    rs_operators_mode mode; /* of the settings, as last read; 0: not known yet */
    /* Topics that this process has recorded: an event may have been read before. The oldest fall
     * out; the ledger then says that somebody was first. */
    struct {
        int64_t room, topic, generation;
    } made[MADE_MAX];
    size_t made_next;
    /* Which icon a topic shows, as far as this process has set it; the oldest fall out. */
    struct {
        int64_t topic;
        rs_conversation_state state;
    } icons[ICONS_MAX];
    size_t icons_next;
    char icon_ids[RS_CONVERSATION_CLOSED + 1][32]; /* by state; "": none */
    bool icons_asked;
};

void bridge_unreachable(bridge *self, int64_t tg);

/* What a message of a conversation looks like in another chat (bridge_copy.c). */
typedef struct {
    draft *mark;                        /* who says it; the words are added to it */
    const rs_message_row *const *parts; /* one message, or the parts of an album */
    size_t count;
    rs_bot bot;
    int64_t chat;           /* where it goes; for a topic the group, with the thread set later */
    const rs_place *before; /* the copy that it comes instead of, and points to; NULL: none */
    bool alone;             /* do not point to what it replies to */
    bool plain;             /* do not try to carry the attachment */
} copy_order;

/* bridge_deliver.c: what is delivered to whom. */
int64_t person_chat_of(const bridge *self, const rs_event *event);
bool person_deliver(parcel *one);
int64_t forum_chat_of(const bridge *self, const rs_event *event);
bool forum_deliver(parcel *one);

/* Goes to the forum, or to the desk that was found for it. */
bool forum_go(parcel *one);
/* The chat that it goes to: the person's, the operators' group, a desk. */
int64_t deliver_target(const parcel *one);
/* What a message looks like there; `mark` is opened and says who speaks. */
copy_order deliver_order(parcel *one, draft *mark);
/* Sends it there, and records the copies. */
void deliver_message(parcel *one);
/* Who speaks, as operators see it. */
void forum_mark(draft *text, const rs_message_row *message);
/* The chat that it goes to. */
int64_t forum_target(const parcel *one);

/* Puts something before the operators: `list` is of calls without a chat; taken. */
void forum_post(parcel *one, json_t *list, courier_fn *fn);
/* What became of it. true: not done yet, and the parcel will be delivered again. */
bool forum_failed(parcel *one, const courier_result *result);
/* The rest of an event about a payout, once its card is as it should be. */
void forum_say_state(parcel *one);

/* bridge_edit.c: a message that was edited, to where its copy is. */
void edit_deliver(parcel *one);

/* bridge_request.c: the card of a payout request, with buttons. */
void request_deliver(parcel *one);
/* Puts the card of event.payout up at the desk, and goes on. */
void request_repeat(parcel *one, void (*then)(parcel *one));
/* What asks in place of the card's own buttons. */
typedef enum { REQUEST_CARD, REQUEST_REASONS, REQUEST_PAID } request_face;
void request_draw(draft *out, json_t **keyboard, const rs_payout_row *row, request_face face);

/* bridge_press.c: buttons that operators press. */
enum { PRESS_TAKE = 't', PRESS_GIVE = 'g', PRESS_MOVE = 'm', PRESS_REJECT = 'r', PRESS_ASK = 'a' };
/* false: not a button of the bridge's. */
bool press_begin(bridge *self, const botapi_update *update);
void press_close_all(bridge *self);
/* Of a button's data: a figure and the colon behind it, if there is to be one. */
bool press_figure(const char **at, char behind, int64_t *out);

/* bridge_copy.c: the calls for that. */
void copy_calls(json_t *list, const copy_order *order);
/* Changes the copy at `old` to what the message says now, and shows; adds nothing if no call does
 * that. An attachment that was replaced once goes with every edit: one may have been missed. */
void copy_edit(json_t *list, const copy_order *order, const rs_place *old);
/* Which of these places is in `chat`, the newest of several; NULL: none. */
const rs_place *copy_in(rs_place_list places, rs_bot bot, int64_t chat);
/* Is it a part of an album that can be sent as one? */
bool copy_fits_album(const rs_attachment *what);
/* Did the chat refuse what hangs on the message, rather than everything? */
bool copy_was_refused(botapi_outcome outcome);
rs_attachment_kind copy_kind(update_media media);
const char *copy_word(arena *memory, rs_lang lang, rs_attachment_kind kind);

/* bridge_room.c: puts something into the topic of a room, making or mending the topic. */

/* Takes the list, of calls for the group without its id and the topic's. */
void room_post(bridge *self, const rs_conversation_view *room, json_t *list, courier_fn *fn,
               void *arg);
void room_say(bridge *self, const rs_conversation_view *room, const draft *text, courier_fn *fn,
              void *arg);
/* The topic's icon shows how the conversation stands. */
void room_icon(bridge *self, const rs_conversation_view *room);
/* An operator closed or reopened a topic. */
void room_closed(bridge *self, int64_t topic, bool closed);
/* The operators' group has a new id, which is kept for the next start and for the other instance:
 * the configuration still names the old one. */
void room_group_moved(bridge *self, int64_t to);
/* Is a topic being made for that room? While it waits, the making call has had no answer, and
 * Telegram's own message about the topic is to record it. */
typedef enum { ROOM_QUIET, ROOM_MAKES, ROOM_WAITS } room_making;
room_making room_makes(const bridge *self, int64_t room);
/* Of a topic that nobody needs. */
void room_delete_topic(bridge *owner, int64_t topic);
/* The card of a person, as text; `who` is NULL for somebody the programme does not know. */
void room_card(bridge *self, draft *card, const rs_conversation_view *room,
               const rs_participant_view *who);
void room_close_all(bridge *self);

/* bridge_desk.c: operators' private chats. */
bool desk_deliver(parcel *one);
/* The operator it was dealt to cannot be written to: it is dealt anew. */
void desk_lost(parcel *one);
/* false: not for operators; else it goes where it belongs, or to options.pass_on. */
bool desk_update(bridge *self, const botapi_update *update);
bool desk_press(bridge *self, const botapi_update *update);
void desk_close_all(bridge *self);

/* bridge_talk.c */
/* An operator's words from their private chat; `picked`: those that a pressed question is about. */
void talk_at_desk(bridge *owner, const botapi_update *update, const rs_conversation_view *room,
                  bool picked);
void talk_close_all(bridge *self);

/* A deep copy of a message of the protocol. */
void message_clone(const rs_type *type, const void *from, arena *memory, void *out);

#endif
