/* Facts about referral links. */
#include "actors/ledger/state/apply_fold.h"

static void load(fold *self, const char *code, rs_link_row *out)
{
    bool there = row_get(self->state, self->memory, TABLE_LINK, KEY_TEXT(code), out);
    RS_ASSERT(there);
}

void fold_link_opened(fold *self, const rs_link_opened *fact)
{
    rs_link_row link;
    load(self, fact->code, &link);
    link.opened++;
    row_put(self->state, TABLE_LINK, KEY_TEXT(fact->code), &link);
    if (link.opened == 1)
        fold_count(self, &(rs_rollup_row){.links_used = 1});
    row_put_nothing(self->state, TABLE_LINK_OPENED, KEY_TEXT_1(fact->code, fact->participant));
    fold_acted(self, fact->participant);
}

/* How many links the owner has made, and how many of them are off. */
static void count_links(fold *self, int64_t owner, int made, int off)
{
    rs_participant_row row;
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(owner), &row);
    RS_ASSERT(there);
    row.links += made;
    row.links_off += off;
    row_put(self->state, TABLE_PARTICIPANT, KEY_1(owner), &row);
}

void fold_link_made(fold *self, const rs_link_made *fact)
{
    row_put(self->state, TABLE_LINK, KEY_TEXT(fact->code),
            &(rs_link_row){
                .owner = fact->owner,
                .created = self->at,
                .n = fact->n,
                .product = fact->product,
                .label = fact->label,
            });
    row_put(self->state, TABLE_LINK_OF, KEY_2(fact->owner, fact->n),
            &(rs_text_row){.text = fact->code});
    count_links(self, fact->owner, 1, 0);
    fold_count(self, &(rs_rollup_row){.links = 1});
    fold_acted(self, fact->owner);
}

void fold_link_switched_off(fold *self, const rs_link_switched_off *fact)
{
    rs_link_row link;
    load(self, fact->code, &link);
    link.off = true;
    row_put(self->state, TABLE_LINK, KEY_TEXT(fact->code), &link);
    count_links(self, link.owner, 0, 1);
}
