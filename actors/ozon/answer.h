/* answer - an answer of Ozon, read as what the plan has asked: records for the ledger, and where
 * the stream goes on.
 *
 * Ozon has been seen to send a page twice. One in which no record belongs to the question is not
 * taken for its answer; asked again a few times it is, since it may be our idea of the question
 * that is wrong, and nothing is lost by records that are true.
 *
 * Ownership: everything lives in the arena. */
#ifndef RS_OZON_ANSWER_H
#define RS_OZON_ANSWER_H

#include "actors/ozon/plan.h"

enum { ANSWER_FOREIGN_TRIES = 3 };

typedef struct {
    plan_page next;
    rs_posting_seen_list postings;
    const int64_t *processed; /* of each posting: when it was paid; where absent, ordered */
    rs_return_seen_list returns;
    rs_product_seen_list products;
    const int64_t *numbers; /* of products that are listed */
    size_t numbers_count;
    decode_key key;
    decode_skips skipped;
} answer;

/* Of the plan's current stream. `asked`: the postings it has asked about by number.
 * RS_BAD_REQUEST: the body cannot be read, or answers another question. */
RS_MUST_USE rs_err answer_read(const plan *what, const rs_posting_ref_list *asked, rs_bytes body,
                               arena *memory, answer *out, rs_error *error);

#endif
