/* reasons - why a posting brings nothing to anybody, in one word.
 *
 * The same conditions by which points.c decides, asked in the order in which a person would want to
 * hear of them: what cannot be changed any more comes first. */
#ifndef RS_REASONS_H
#define RS_REASONS_H

#include "actors/ledger/rules/points.h"

/* `buyer` NULL: no participant has its Ozon ID; `shares` NULL: nobody's points were fixed. 0: it
 * brings something. */
rs_no_points reasons_why(state *rows, arena *memory, const rs_posting_row *posting,
                         const rs_participant_row *buyer, const rs_shares_row *shares);

#endif
