#include "actors/ledger/state/apply.h"

#include "actors/ledger/state/apply_fold.h"

void apply_fact(state *self, arena *memory, uint64_t seq, const rs_fact_head *head,
                const void *body)
{
    RS_ASSERT(seq == state_seq(self) + 1);
    fold now = {.state = self, .memory = memory, .seq = seq, .at = head->at};
#define RS_FOLD_CASE(number, name, FIELDS, doc)                                                    \
    case FACT_##name: fold_##name(&now, body); break;
    switch ((rs_fact_kind)head->kind) {
        RS_FACTS(RS_FOLD_CASE)
    }
    state_set_seq(self, seq);
}
