/* request - the bodies of what Ozon is asked. Shapes as in its specification of 14 Aug 2026.
 *
 * Ownership: the text is the caller's, to be freed with free(). */
#ifndef RS_OZON_REQUEST_H
#define RS_OZON_REQUEST_H

#include "actors/ozon/plan.h"

/* The next page of the stream's window. `numbers`: the postings that STREAM_OPEN and
 * STREAM_DUE ask about, the products (by id) of STREAM_PRODUCTS. */
char *request_body(plan_stream stream, const plan_stream_state *state,
                   const rs_posting_ref_list *numbers);

#endif
