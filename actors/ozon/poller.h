/* poller - asks Ozon what the plan says, and hands what it learns to the ledger.
 *
 * One thing is under way at a time: a request to Ozon, or one to the ledger. A page goes on only
 * when the ledger has taken it, a mark only when the last page of its window has. So whatever dies
 * in between, the next look begins where the ledger knows that it was; and since the ledger takes
 * the same posting twice without harm, nothing has to be remembered here.
 *
 * Of several pollers of one cabinet only one may work: cabinets.h holds the lease. */
#ifndef RS_OZON_POLLER_H
#define RS_OZON_POLLER_H

#include "actors/ozon/board.h"
#include "actors/ozon/verdict.h"

typedef struct poller poller;

/* Asks nothing before poller_let. */
RS_MUST_USE rs_err poller_open(poller **self_p, actor *loop, int64_t client_id,
                               const char *key_file, board *place, rs_error *error);
/* Whether it may work. What is under way when it may not any more comes to its end, and then
 * nothing follows. */
void poller_let(poller *self, bool work);
void poller_close(poller **self_p);

/* How it goes; texts live until the poller's next turn. */
void poller_show(const poller *self, rs_cabinet_view *out);
rs_cabinet_state poller_state_of(verdict_kind kind);
/* The Api-Key it asks with, and another one from now on. */
const char *poller_key(const poller *self);
void poller_use_key(poller *self, const char *key);

#endif
