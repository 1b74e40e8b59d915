/* payouts - what the rest of the ledger has to know of the rules for payout requests. */
#ifndef RS_PAYOUTS_H
#define RS_PAYOUTS_H

#include "shared/protocol.h"

/* States an operator may move a request to. Returns how many. */
enum { PAYOUT_NEXT_MAX = 4 };
size_t payout_next_states(rs_payout_state from, int64_t out[PAYOUT_NEXT_MAX]);

#endif
