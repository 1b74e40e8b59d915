/* purchases - what other rules need of the postings that Ozon shows. */
#ifndef RS_PURCHASES_H
#define RS_PURCHASES_H

#include "actors/ledger/rules/decision.h"

/* A posting that cannot be right is RS_BAD_REQUEST. */
RS_MUST_USE rs_err purchases_check(decision *self, const rs_posting_seen *seen);

/* A past posting, not from Ozon: true if it is new (dry: if it would be). A settled one brings
 * nobody points: what it brought stands in the opening balances. One that is on its way is as if
 * Ozon had shown it. */
bool purchases_import(decision *self, int64_t store, const rs_posting_seen *seen, bool dry);

#endif
