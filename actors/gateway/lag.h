/* lag - what becomes of the answer of a reader that is behind.
 *
 * Any of several readers may be asked, and each follows the ledger by itself. A page has seen a
 * state already, by an answer or by a push; a reader that is behind that state may show what was
 * before and refuse what stands now: the session it was asked in, the request just opened. So it is
 * asked again, at growing intervals, for a second in all. After that old rows are better than none,
 * and the page reads them anew with the next push; an old refusal would be taken at its word, and
 * is none: the page is told that nobody can answer right now, and asks again. */
#ifndef GATEWAY_LAG_H
#define GATEWAY_LAG_H

#include <stdint.h>

#include "shared/err.h"

enum { LAG_FIRST_MS = 8, LAG_LAST_MS = 512 };

typedef enum { LAG_PASS, LAG_AGAIN, LAG_UNAVAILABLE } lag_verdict;

/* `shown`: what the page has seen; `seq`: what the answer shows (0: not said); `wait_ms`: how long
 * the next interval would be, LAG_FIRST_MS at first and twice as much after each. */
lag_verdict lag_judge(int64_t shown, int64_t seq, rs_err code, int64_t wait_ms);

#endif
