/* participants - what the rules of joining and the edits of administrators share. */
#ifndef RS_PARTICIPANTS_H
#define RS_PARTICIPANTS_H

#include "actors/ledger/rules/decision.h"

/* Would `inviter` over `id` close a loop? Also if they are the same. */
bool participant_is_below(decision *self, int64_t id, int64_t inviter);

/* Has the Ozon ID an order older than that? Cancelled ones are no purchases. */
bool participant_bought_before(decision *self, int64_t ozon, int64_t when);

/* Has this participant proven that the Ozon ID is theirs, now or when they had it before? */
bool participant_has_proven(decision *self, int64_t id, int64_t ozon);

/* What is on record of an Ozon ID, after something has changed about whose it is. */
void participant_settle_postings(decision *self, int64_t ozon);
/* The same for a member of before: what is over already was in their opening balances. */
void participant_settle_imported(decision *self, int64_t ozon);

/* When newcomers only may be referrals and this one has bought before: no inviter any more. true:
 * that is so. Before the Ozon ID is bound. */
bool participant_lose_tie(decision *self, const rs_participant_row *row, int64_t ozon);

#endif
