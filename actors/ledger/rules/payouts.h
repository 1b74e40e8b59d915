/* payouts - what the rest of the ledger has to know of the rules for payout requests. */
#ifndef RS_PAYOUTS_H
#define RS_PAYOUTS_H

#include "actors/ledger/rules/decision.h"

/* Who has a request has it for so long; whatever they do with it, and asking for it again, renews.
 */
enum { PAYOUT_CLAIM_MINUTES = 15 };
static const int64_t PAYOUT_CLAIM_MS = PAYOUT_CLAIM_MINUTES * INT64_C(60) * 1000;

static inline bool payout_is_open(rs_payout_state which)
{
    return which == RS_PAYOUT_NEW || which == RS_PAYOUT_NEGOTIATION;
}

/* Who has it at a moment (0: nobody, or the time is over), or dealt with it. */
static inline int64_t payout_operator(const rs_request_row *row, int64_t now)
{
    return !payout_is_open(row->state) || row->until > now ? row->admin : 0;
}

/* Is it only paid when two agree? */
static inline bool payout_wants_two(const rs_request_row *row, const rs_settings *settings)
{
    return settings->two_approvals_from && row->money >= settings->two_approvals_from;
}

/* What the parts of the rules share. */
static const int64_t PAYOUT_MONEY_MAX = INT64_C(9000000000000000); /* kopecks: of a MONEY field */
/* Centipoints times kopecks a point, rounded down to the kopeck; at most PAYOUT_MONEY_MAX. */
int64_t payout_money(int64_t points, int64_t rate);
RS_MUST_USE rs_err payout_find(decision *self, int64_t payout, rs_request_row *out);
/* Refused while a colleague has it. */
RS_MUST_USE rs_err payout_check_claim(decision *self, const rs_request_row *row);
/* Points of the participant, in the name of the request. */
void payout_transfer(decision *self, const rs_request_row *row, rs_transfer_kind kind,
                     rs_account from, rs_account to, int64_t points);

/* States an operator may move a request to. Returns how many. */
enum { PAYOUT_NEXT_MAX = 4 };
size_t payout_next_states(rs_payout_state from, int64_t out[PAYOUT_NEXT_MAX]);

/* Rejects every open request of a participant: the points are available again. */
void payout_reject_all(decision *self, int64_t participant);

#endif
