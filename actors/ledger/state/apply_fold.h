/* apply_fold - what the parts of apply share: one function for each kind of fact. */
#ifndef RS_APPLY_FOLD_H
#define RS_APPLY_FOLD_H

#include "actors/ledger/state/rows.h"

typedef struct {
    state *state;
    arena *memory;
    uint64_t seq; /* of the fact */
    int64_t at;
} fold;

#define RS_FOLD(number, name, FIELDS, doc) void fold_##name(fold *self, const rs_##name *fact);
RS_FACTS(RS_FOLD)

/* The figures of a participant; zeros if there are none yet. */
void fold_account(fold *self, int64_t participant, rs_account_row *out);
void fold_keep_account(fold *self, int64_t participant, const rs_account_row *row);

/* Adds figures to what is being gathered about one of these topics (a mask of notice_topic); false:
 * nothing is, and the row is as it was. */
bool fold_gather(fold *self, rs_account_row *row, uint32_t topics, const rs_digest *more);
/* A list that has one value, at a level. */
rs_ints fold_at_level(fold *self, int64_t level, int64_t value);
/* The fact is an entry of the journal of administrators' actions. */
void fold_entry(fold *self, rs_action action, rs_object_kind object, int64_t id, int64_t admin);
/* The same for an edit of a participant, whose row gets a new revision. */
void fold_edited(fold *self, int64_t participant, rs_action action, int64_t admin);

/* The programme by days and months (apply_rollups.c). */
void rollup_add(rs_rollup_row *row, const rs_rollup_row *more, int sign);
rs_rollup_row rollup_of_sale(const rs_shares_row *row);
/* Figures of the moment of the fact. */
void fold_count(fold *self, const rs_rollup_row *more);
/* Of a moment before: a member of before refsys joined when they joined. */
void fold_count_at(fold *self, int64_t at, const rs_rollup_row *more);
/* What depends on a participant's registration, inviter and first orders: taken out (-1) before any
 * of them changes, put in again (1) after. */
void fold_standing(fold *self, int64_t participant, int sign);
/* An order counts from now on (1), or not any more (-1). */
void fold_order(fold *self, int64_t participant, const char *number, const rs_order_row *order,
                int sign);
void fold_sale(fold *self, const rs_shares_row *before, const rs_shares_row *after);
/* A participant has done something in a bot. */
void fold_acted(fold *self, int64_t participant);
void fold_acted_by_tg(fold *self, int64_t tg);
void fold_points_moved(fold *self, const rs_transferred *fact);
/* An administrator is none any more: the views they kept for themselves are gone. */
void fold_no_views(fold *self, int64_t admin);
/* The person's key is to be deleted once this fact is durable. */
void fold_forget(fold *self, int64_t person);
/* Closed, and neither by its person nor by its topic to be found any more. */
void fold_forget_conversation(fold *self, int64_t id);

/* Rows that end by themselves (TABLE_EXPIRY): the key of what is to go stands in the index. */
void fold_expires(fold *self, int64_t when, state_table table, const rs_key *key);
void fold_expires_not(fold *self, int64_t when, state_table table, const rs_key *key);

#endif
