/* returns - what the returns of a posting say, read from its row: by Ozon, and where Ozon leaves it
 * open, by a person. Ozon's own word always goes first. */
#ifndef RS_RETURNS_H
#define RS_RETURNS_H

#include "actors/ledger/facts.h"

typedef struct {
    rs_return_state state; /* OPEN: nobody has decided it */
    int64_t units;         /* if counted; 0: not stated, all units of the SKU */
} return_verdict;

/* A return that another one replaced is void; so is none that somebody has yet to decide. */
return_verdict return_says(const rs_posting_row *posting, const rs_return_row *one);
/* The same without what a person has decided. */
return_verdict return_says_ozon(const rs_posting_row *posting, const rs_return_row *one);

/* Why a posting waits for a person: a mask with a bit for each rs_attention (1 << value). */
uint32_t posting_waits(const rs_posting_row *posting);
/* Which of these an undecided return is. */
rs_attention return_waits(const rs_posting_row *posting, const rs_return_row *one);

bool posting_is_in_roubles(const rs_posting_row *posting);

#endif
