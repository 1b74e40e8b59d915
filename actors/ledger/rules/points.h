/* points - what a posting is worth, and moving points so that the accounts say so.
 *
 * Points of a posting are a function of its state; only the difference to what was posted before is
 * ever posted. So duplicates, replays, disorder, partial, rejected and re-issued returns come out
 * right by construction. */
#ifndef RS_POINTS_H
#define RS_POINTS_H

#include "actors/ledger/rules/decision.h"

/* Of one posting, in kopecks. */
typedef struct {
    int64_t net;    /* delivered minus returned; 0 while it brings nothing */
    int64_t on_way; /* what net would be if it were delivered as ordered; 0 once it is decided */
    int64_t units, units_back; /* delivered, and of them returned */
    int64_t gross;             /* worth of what was delivered, as net counts it */
    bool open_return;          /* somebody has yet to decide a return */
} worth;

worth points_worth(const rs_posting_row *posting, const rs_terms_row *terms);

/* Of one line of a posting: what of it was not returned, and the price that counts. */
int64_t points_kept(const rs_posting_row *posting, size_t index);
int64_t points_price(const rs_posting_item *item, const rs_terms_row *terms);

/* Why a posting of a participant is history only, and brings nothing to anybody; 0: it is not. */
rs_no_points points_history(const rs_posting_row *posting, const rs_participant_row *buyer);

/* What a rate in basis points gives of a sum in kopecks: centipoints, rounded towards zero. */
int64_t points_share(int64_t money, int64_t rate);

/* Posts what the posting's state now demands: fixes the beneficiaries when its buyer takes part,
 * accrues or takes back the difference, sets the hold and thaws what has no reason left. Nothing if
 * nothing has changed. */
void points_settle(decision *self, int64_t id);

/* Takes points away that a posting has on hold for somebody, not more than there are: a correction.
 * What it has posted stays, so that a return later takes back what it must. The transfer is the
 * caller's. */
void points_cut_held(decision *self, int64_t id, int64_t participant, int64_t points);

/* The same for what an import brings together, a posting and its buyer. What a posting that is over
 * brought was counted before refsys: it stands in the history of a buyer who takes part, and brings
 * nothing to anybody. */
void points_settle_imported(decision *self, int64_t id);

/* Looks at postings and lots whose time on hold has passed; at most `limit`. Returns how many. */
size_t points_release(decision *self, size_t limit);
/* When the next one is due; 0: nothing is on hold. */
int64_t points_next_release(state *rows);

/* Adds one transfer of a participant's points. `about` gives kind, debit, credit, points and the
 * references; the chain of the accounts is filled in here. */
void points_transfer(decision *self, rs_transferred about);

/* AVAILABLE by hand, up or down, also below zero. `edit`: number of the fact `corrected`. */
void points_correct_available(decision *self, int64_t participant, int64_t change, int64_t edit);

#endif
