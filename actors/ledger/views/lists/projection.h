/* projection - what lists and trees need of every participant, as columns in a reader's memory.
 *
 * The write path carries no index that only a list needs. Instead each reader reads all
 * participants once when it starts, and from then on those rows again that a fact has touched
 * (state_watch), before the next question. Filtering is then a loop over a column, and sorting a
 * page a choice of the best hundred.
 *
 * Columns are arrays indexed by the participant's number (1 .. count; row 0 is empty). A
 * participant costs 194 bytes, their names about 45 more, each purchase 32 (dated.h); arrays keep a
 * quarter of room.
 *
 * The tree is here too: children of an inviter as a linked list, the latest first, and for each
 * participant the figures of the network: people, buyers, orders and sum over the levels that
 * earn. They are kept by adding a person's own figures to so many inviters above, so a purchase
 * costs a handful of additions and a moved tie those of the levels it moves.
 *
 * Ownership: projection_open gives, projection_close takes and nulls. */
#ifndef RS_LISTS_PROJECTION_H
#define RS_LISTS_PROJECTION_H

#include "actors/ledger/journal/seal.h"
#include "actors/ledger/state/rows.h"
#include "actors/ledger/views/lists/dated.h"
#include "actors/ledger/views/lists/names.h"
#include "actors/ledger/views/lists/recent.h"

enum { PROJECTION_LEVELS_MAX = 10, PROJECTION_LEVELS_DEFAULT = 3 /* when none earns */ };

/* A participant's place in the tree and what is below; together because they change together. */
typedef struct {
    int64_t sum; /* of the network's orders */
    uint32_t people, buyers, orders;
    uint32_t referrals; /* direct ones */
    uint32_t inviter;   /* 0: none, as in all that follow */
    uint32_t first_child, next_sibling, prev_sibling;
} tree_place;

/* A(type, name) */
#define PROJECTION_ARRAYS(A)                                                                       \
    A(int64_t, tg)                                                                                 \
    A(int64_t, joined)                                                                             \
    A(int64_t, registered)                                                                         \
    A(int64_t, ozon)                                                                               \
    A(int64_t, available)                                                                          \
    A(int64_t, held)                                                                               \
    A(int64_t, reserved)                                                                           \
    A(int64_t, own)                                                                                \
    A(int64_t, by_network)                                                                         \
    A(int64_t, corrected)                                                                          \
    A(int64_t, paid)                                                                               \
    A(int64_t, paid_money)                                                                         \
    A(int64_t, sum)                                                                                \
    A(int64_t, last_order)                                                                         \
    A(int64_t, name_order)                                                                         \
    A(int64_t, nick_order)                                                                         \
    A(uint32_t, name_mark)                                                                         \
    A(tree_place, tree)                                                                            \
    A(uint32_t, orders)                                                                            \
    A(uint8_t, status)                                                                             \
    A(uint8_t, flags)

enum {
    FLAG_PROVEN = 1,
    FLAG_UNREACHABLE = 2,
    FLAG_ERASED = 4,
    FLAG_TOUCHED = 8,
    FLAG_UNDATED = 16
};

typedef struct projection {
    state *state;
    seal *seal;
    arena *scratch;
    uint64_t warm; /* bytes of the state's file that are being read into memory */
    size_t count;  /* participants */
    size_t room;   /* of the arrays */
    size_t filled; /* participants read so far, from the first on */
    size_t named;  /* ... and of them, those whose names are */
    size_t levels; /* that a network has, by the settings of version ... */
    int64_t settings;
    bool lost;         /* changes went by unseen: to be filled again */
    uint32_t *touched; /* to be read again, each once */
    size_t touched_count, touched_room;
    names names;
    bool keeps_names;         /* they were all read once: newcomers' names are read at once */
    dated purchases, payouts; /* single ones, for figures of a period */
    size_t dated;             /* participants whose are read, from the first on ... */
    uint32_t *undated;        /* ... but for those that changed since */
    size_t undated_count, undated_room;
    recent recent;  /* whose columns changed lately */
    bool remembers; /* ... since all were read for the first time */
#define PROJECTION_MEMBER(type, name) type *name;
    PROJECTION_ARRAYS(PROJECTION_MEMBER)
} projection;

/* Watches the state from now on; both must live longer. */
projection *projection_open(state *rows, seal *keys);
void projection_close(projection **self_p);

/* Reads at most `rows` participants that were not read yet; when all are, as many names, then
 * as many people's purchases. Figures come first because they are soonest done. true: all is done.
 * One that has lost track begins anew. */
bool projection_fill(projection *self, size_t rows);
bool projection_is_ready(const projection *self);  /* all but names and dates are read */
bool projection_has_names(const projection *self); /* these too */

/* Reads the purchases and payouts of at most so many `people`: those not read yet, and those about
 * whom anything changed. true: all are as they are now. Only figures of a period need them. */
bool projection_date(projection *self, size_t people);
void dates_touch(projection *self, size_t id); /* something about them changed */

/* Brings one that is ready up to the state as it is now. Before every question. */
void projection_refresh(projection *self);
/* A column of theirs is another one now. */
void projection_changed(projection *self, size_t id);

/* ------------------------------------------------------------------------- the tree (tree.c) */

/* Below an inviter, and no more: figures of networks follow. The tie must not close a loop. */
void tree_attach(projection *self, size_t id, size_t inviter);
void tree_detach(projection *self, size_t id);
/* Own figures change: those of the networks above follow. */
void tree_set_figures(projection *self, size_t id, int64_t orders, int64_t sum);
/* All figures of networks anew: another number of levels. */
void tree_count_all(projection *self);

/* One level below `root` after another, at most `levels` and `most` people in all. */
typedef bool tree_visit_fn(void *arg, size_t id, size_t level);
/* false: there were more than `most`, or visit said so. */
bool tree_walk(const projection *self, size_t root, size_t levels, size_t most,
               tree_visit_fn *visit, void *arg);
/* Is `id` somewhere below `root`, or root itself? */
bool tree_is_below(const projection *self, size_t id, size_t root);

#endif
