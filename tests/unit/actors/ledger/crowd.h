/* crowd - made-up participants, written as rows of a state and kept beside it as plain lines: what
 * lists and trees should show of them, worked out the slow way. */
#ifndef RS_TEST_CROWD_H
#define RS_TEST_CROWD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/ledger/journal/seal.h"
#include "actors/ledger/state/rows.h"

enum { CROWD_MAX = 1000 };

typedef struct {
    uint64_t random;
    int64_t count, levels;
    rs_participant_line lines[CROWD_MAX + 1]; /* by number */
    char names[CROWD_MAX + 1][64], nicks[CROWD_MAX + 1][64];
} crowd;

void crowd_open(crowd *self, uint64_t seed, int64_t levels);
int64_t crowd_below(crowd *self, int64_t end);

/* One more, by chance, under anybody or nobody. Without `keys` they have no name. */
int64_t crowd_join(crowd *self, bool named);
/* Something about them changes: points, orders, name, status. */
void crowd_change(crowd *self, int64_t id, bool named);
/* Under somebody else, or nobody; never under one of their own. */
void crowd_move(crowd *self, int64_t id);

/* The rows of one, and of all; numbers and settings too. */
void crowd_write(const crowd *self, int64_t id, state *rows, seal *keys);
void crowd_write_meta(const crowd *self, state *rows);

/* Networks and what follows from other columns, for all. */
void crowd_work_out(crowd *self);
/* At so many levels below? 0: not at all. */
int64_t crowd_level_below(const crowd *self, int64_t id, int64_t root);
int64_t crowd_value(const crowd *self, int64_t id, rs_participant_column column);

#endif
