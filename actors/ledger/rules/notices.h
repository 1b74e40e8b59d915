/* notices - what participants are told by themselves, and when.
 *
 * Figures are gathered in the participant's account row, at most one digest a frequency: from the
 * first thing that happens in a period until the period ends; so whoever nothing happened to costs
 * nothing. A calendar (TABLE_DIGEST_DUE) says when what is due: daily ones every day at the set
 * hour, weekly ones on Mondays, what is told at once a moment after it began, so that what comes
 * together is told together.
 *
 * A digest is exact: before anything is added to it that belongs to a later period, it is made. */
#ifndef RS_NOTICES_H
#define RS_NOTICES_H

#include "actors/ledger/rules/decision.h"

/* Before facts that add to these topics (a mask of notice_topic) of a participant: makes what is
 * due, and begins to gather what they are to be told. */
void notices_expect(decision *self, int64_t participant, uint32_t topics);

/* Somebody has registered: whoever is above them is told that the network grew. */
void notices_registered(decision *self, int64_t id);

/* From now on they are told as often as `stamp` says, which may name an administrator. What was
 * gathered so far is told with the next digest of the new frequency: nothing is lost, and nothing
 * is told twice. */
void notices_subscribe(decision *self, const rs_participant_row *row,
                       const rs_subscriptions *before, rs_subscribed *stamp);

/* Makes what is due, of at most `limit` participants. Returns of how many. */
size_t notices_release(decision *self, size_t limit);

/* When a period ends that goes on at `now`. */
int64_t notices_period_end(rs_frequency frequency, int64_t hour, int64_t now);

#endif
