/* lots - what a participant has on hold, piece by piece.
 *
 * A piece is a posting's share or a lot of its own, which a correction by hand makes; in the
 * calendar and the index of what is on hold a lot is written with a minus: -number. Each has its
 * release time and its reasons. */
#ifndef RS_LOTS_H
#define RS_LOTS_H

#include "actors/ledger/rules/decision.h"

/* What one correction may touch: beyond that it has to be done in steps. */
enum { LOTS_AT_ONCE = 2000 };

/* What to take from which piece. */
typedef struct {
    int64_t piece; /* a posting, or -lot */
    int64_t release;
    int64_t points;
} lot_cut;

/* Of what a participant has on hold, the pieces that make up so many points, those released last
 * first. false: more pieces than LOTS_AT_ONCE. There have to be as many points. */
bool lots_choose(decision *self, int64_t participant, int64_t points, lot_cut **cuts,
                 size_t *count);
/* Takes it away, with the transfers. `edit`: number of the fact `corrected`. */
void lots_take(decision *self, int64_t participant, const lot_cut *cuts, size_t count,
               int64_t edit);
/* A new one, with its transfer. */
void lots_add(decision *self, int64_t participant, int64_t points, int64_t release, int64_t edit);

/* Looks at a piece: what has no reason to be on hold any more, thaws. */
void lots_look(decision *self, int64_t piece);

/* Somebody is not blocked any more: looks at what they have on hold, at most `limit` pieces at a
 * time. true: there may be more to do. */
bool lots_review(decision *self, size_t limit);

#endif
