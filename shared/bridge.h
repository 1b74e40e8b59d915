/* bridge - joins a person's private chat with a bot to a topic of the operators' forum group, or,
 * with operators.mode = private, to the private chat of the one operator it is dealt to.
 *
 * Both bots stand on it. What is said is first stored in the ledger; who has to get it follows from
 * the ledger's event log, which two lanes read, each from a cursor of its own:
 *
 *   the person's lane   what operators wrote, and news about payouts, to the private chat
 *   the forum's lane    what the person wrote, and what operators wrote elsewhere, to the topic
 *
 * A lane keeps the order within a chat or a topic and serves them in turn: whoever writes much, or
 * cannot be reached for a while, delays nobody else. What was delivered is recorded at once, so a
 * crash may repeat the message in flight and loses none.
 *
 * Attachments stay with Telegram; the ledger keeps what they are called. They are copied from where
 * they came, albums whole. Replies point to the copy of what they reply to, and an edit changes the
 * copy. Lines of operators that begin with // are notes and reach nobody else.
 *
 * A payout request has a card there with buttons for what may be done with it; the ledger decides
 * by the Telegram id of who pressed, as it does for who writes. The card follows the request,
 * wherever that is changed, and is pinned while it is open.
 *
 * A topic is made when there is first something to put into it, named so that Telegram's own
 * message about it can be recognised after a crash; a deleted one is made anew, a closed one
 * reopened. A group that is made a supergroup gets a new id, which the ledger remembers for the
 * next start.
 *
 * The mode is a setting and may be changed at any time: whatever is delivered from then on goes the
 * new way, and replies to what came before find their conversation as well (bridge_desk.c). */
#ifndef RS_BRIDGE_H
#define RS_BRIDGE_H

#include "shared/botapi_courier.h"
#include "shared/botapi_poll.h"
#include "shared/patience.h"
#include "shared/text.h"

typedef struct bridge bridge;

/* Fills `list` with messages to event->who about a payout; leaves it empty if there is nothing to
 * tell. Everything may live in `memory`. */
typedef void bridge_news_fn(void *arg, const rs_event *event, arena *memory, json_t *list);

typedef struct {
    botapi *api;
    botapi_poll *poll;
    patience *asks;
    courier *courier;
    rs_bot bot;
    rs_conversation_kind kind;
    int64_t operators_chat; /* 0: none; operators write on the admin page */
    const char *consumer;   /* name of the lanes' cursors */
    const char *page;       /* address of the admin page, "" if it should not be named */
    bridge_news_fn *news;   /* NULL: tells people nothing but what operators write */
    /* A message of a private chat that turned out to be for the bot itself. */
    void (*pass_on)(void *arg, const botapi_update *update);
    /* Is it meant for the bot, from an operator who has conversations? `step`: what the bot was
     * asking them about. */
    bool (*own)(void *arg, const botapi_update *update, const char *step);
    void *arg;
} bridge_options;

enum {
    BRIDGE_LOOK_MS = 5000,   /* events may be missed: a look at the log every so often */
    BRIDGE_REPAIR_MS = 30000 /* the group is not set up: until the next try */
};

bridge *bridge_open(actor *loop, const bridge_options *options);
void bridge_close(bridge **self_p);

/* Only the active instance takes updates (the poll runs with the bridge) and delivers. */
void bridge_run(bridge *self, bool on);
/* Something has happened: look now. */
void bridge_wake(bridge *self);

/* An update of the operators' group, the press of a button there, an edit of what a person wrote,
 * or what may be an operator's word in a private chat (see pass_on); anything else is false. Says
 * botapi_poll_done when it is through. */
bool bridge_update(bridge *self, const botapi_update *update);

/* Where it stands, what hangs on it, what it replies to: for conversation.write. */
void bridge_describe(rs_bot bot, const botapi_update *update, arena *memory, rs_write_args *out);

/* The number behind the name of a topic: of a participant ("Вера · №17") or, with *tg, a Telegram
 * id ("Вера · tg279058397"); 0: not a topic of ours. */
int64_t bridge_topic_owner(const char *name, bool *tg);
const char *bridge_topic_name(arena *memory, const rs_conversation_view *room);

#endif
