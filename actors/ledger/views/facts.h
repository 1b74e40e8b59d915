/* facts - single facts of the journal, for views that show more of them than the state keeps. */
#ifndef RS_VIEWS_FACTS_H
#define RS_VIEWS_FACTS_H

#include "actors/ledger/views/view.h"

typedef struct {
    rs_fact_head head;
    void *body;
} fact_read;

/* RS_NOT_FOUND: the journal is not that long. */
rs_err facts_read(view *self, int64_t seq, fact_read *out);

/* The transfers among the facts `from` .. `end - 1`, oldest first; gives their number. The journal
 * may go on while a reader answers: nothing behind the state it shows is looked at. */
typedef struct {
    int64_t seq;
    int64_t at;
    const rs_transferred *fact;
} transfer_read;
rs_err facts_transfers(view *self, int64_t from, int64_t end, transfer_read *out, size_t *count);

/* The number of the first fact that is not older than `at`; times follow numbers. */
rs_err facts_find(view *self, int64_t at, int64_t *out);

/* The transfers that followed from one settlement of a posting, oldest first, and the settlement
 * before it (0: it was the first). RS_BAD_REQUEST: the fact is no settlement of this posting. */
enum { SETTLEMENT_MAX = 44 }; /* four moves for each of eleven beneficiaries */
rs_err facts_settlement(view *self, int64_t posting, int64_t settled, transfer_read *out,
                        size_t *count, int64_t *before);

#endif
