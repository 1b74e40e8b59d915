/* hub - who wants to hear of what, and the pushes that tell them.
 *
 * The ledger's events arrive in order from the tail. A change of a payout is fetched once as a row,
 * whatever the number of pages and changes, and pushed to all; a message of a conversation comes
 * with its event. When too much happens at once, or a row cannot be had, the topic gets a gap
 * instead, and pages fetch what they show. */
#ifndef GATEWAY_HUB_H
#define GATEWAY_HUB_H

#include "actors/gateway/ops.h"
#include "actors/gateway/session.h"

hub *hub_open(gateway *owner);
void hub_close(hub **self_p);

/* The ledger has said something at `seq`: its log is read up to there at once. */
void hub_expect(hub *self, int64_t seq);

/* One more or less of gateway->sessions_count. While there are pages the ledger's log is followed,
 * whatever they have joined: it also says whose session has ended. */
void hub_count_pages(hub *self);

/* RS_LIMIT: too many topics of one page. Twice the same is once. */
RS_MUST_USE rs_err hub_join(hub *self, session *page, topic wanted);
void hub_leave(hub *self, session *page, topic unwanted);
void hub_forget(hub *self, session *page); /* all its topics, and its presence */

/* Where the pushes of the ledger's topics stand; -1: not known yet, requests_resume will tell. */
int64_t hub_seq(const hub *self);
/* To one page: the events it has missed, and the picture that has no events. */
void hub_replay(hub *self, session *page, topic wanted, const rs_events_page *missed);
/* Whose rows are others since a state that this page has seen. Pushes go on from there. */
void hub_tell_participants(hub *self, session *page, const rs_participants_changed *changed);
void hub_show_presence(hub *self, session *page);

/* The page shows that payout request now; 0: none. */
void hub_look(hub *self, session *page, int64_t payout);
/* `me` of a page has changed: tell it, if it wants to hear. */
void hub_tell_me(hub *self, session *page);
/* How far an export has come; NULL: it is not there any more. To all pages that have joined, which
 * are the owner's. */
void hub_tell_export(hub *self, int64_t id, const rs_export_job *job);
/* The same of a deed. What its owner reads from now on shows at least the state of `seq`. */
void hub_tell_deed(hub *self, int64_t id, const rs_deed_job *job, int64_t seq);
/* From time to time. */
void hub_keep(hub *self);

#endif
