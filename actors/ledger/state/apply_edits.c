/* Facts about what administrators change by hand, and the index of everything they change. */
#include "actors/ledger/state/apply_fold.h"

void fold_entry(fold *self, rs_action action, rs_object_kind object, int64_t id, int64_t admin)
{
    int64_t seq = (int64_t)self->seq;
    rs_entry_row row = {
        .at = self->at, .admin = admin, .action = action, .object = object, .id = id};
    row_put(self->state, TABLE_AUDIT, KEY_1(seq), &row);
    row_put_nothing(self->state, TABLE_AUDIT_OF, KEY_3(object, id, seq));
    row_put_nothing(self->state, TABLE_AUDIT_BY, KEY_2(admin, seq));
}

void fold_edited(fold *self, int64_t participant, rs_action action, int64_t admin)
{
    rs_participant_row row;
    const rs_key *key = KEY_1(participant);
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, key, &row);
    RS_ASSERT(there);
    row.rev = (int64_t)self->seq;
    row_put(self->state, TABLE_PARTICIPANT, key, &row);
    fold_entry(self, action, RS_OBJECT_PARTICIPANT, participant, admin);
}

/* The transfers behind it move the points. */
void fold_corrected(fold *self, const rs_corrected *fact)
{
    fold_entry(self, RS_ACTION_CORRECT, RS_OBJECT_PARTICIPANT, fact->participant, fact->admin);
}

/* The calendar and the index of what is on hold have a lot as long as it has points. */
void fold_lot_set(fold *self, const rs_lot_set *fact)
{
    rs_lot_row row;
    rs_meta_row meta;
    const rs_key *key = KEY_1(fact->id);
    const rs_key *due = KEY_2(fact->release, -fact->id);
    const rs_key *held = KEY_3(fact->participant, fact->release, -fact->id);
    row_meta(self->state, self->memory, &meta);
    if (fact->id > meta.lot) {
        meta.lot = fact->id;
        row_put_meta(self->state, &meta);
    }
    if (row_get(self->state, self->memory, TABLE_LOT, key, &row))
        row_del(self->state, TABLE_DUE, due); /* a lot keeps its release time */
    if (!fact->points) {
        row_del(self->state, TABLE_LOT, key);
        row_del(self->state, TABLE_HELD_OF, held);
        return;
    }
    row = (rs_lot_row){
        .participant = fact->participant,
        .points = fact->points,
        .release = fact->release,
        .hold = fact->hold,
    };
    row_put(self->state, TABLE_LOT, key, &row);
    row_put_nothing(self->state, TABLE_HELD_OF, held);
    if (fact->hold & RS_HELD_BY_TIME)
        row_put_nothing(self->state, TABLE_DUE, due);
}

void fold_status_set(fold *self, const rs_status_set *fact)
{
    rs_participant_row row;
    const rs_key *key = KEY_1(fact->id);
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, key, &row);
    RS_ASSERT(there);
    row.status = fact->status;
    row_put(self->state, TABLE_PARTICIPANT, key, &row);
    bool active = fact->status == RS_PARTICIPANT_ACTIVE;
    if (active) /* what the block kept on hold is looked at again */
        row_put(self->state, TABLE_REVIEW, key, &(rs_review_row){0});
    else
        row_del(self->state, TABLE_REVIEW, key);
    fold_edited(self, fact->id, active ? RS_ACTION_UNBLOCK : RS_ACTION_BLOCK, fact->admin);
}

void fold_reviewed(fold *self, const rs_reviewed *fact)
{
    const rs_key *key = KEY_1(fact->participant);
    if (fact->over)
        row_del(self->state, TABLE_REVIEW, key);
    else
        row_put(
            self->state, TABLE_REVIEW, key,
            &(rs_review_row){.release = fact->release, .posting = fact->posting, .lot = fact->lot});
}

void fold_noted(fold *self, const rs_noted *fact)
{
    rs_participant_row row;
    const rs_key *key = KEY_1(fact->id);
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, key, &row);
    RS_ASSERT(there);
    row.note = fact->note;
    row_put(self->state, TABLE_PARTICIPANT, key, &row);
    fold_edited(self, fact->id, RS_ACTION_CHANGE, fact->admin);
}

void fold_called(fold *self, const rs_called *fact)
{
    rs_participant_row row;
    const rs_key *key = KEY_1(fact->id);
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, key, &row);
    RS_ASSERT(there);
    row.called = fact->name;
    row_put(self->state, TABLE_PARTICIPANT, key, &row);
    fold_edited(self, fact->id, RS_ACTION_CHANGE, fact->admin);
}

/* ------------------------------------------------------------------------------- erasing */

void fold_forget(fold *self, int64_t person)
{
    row_put_ref(self->state, TABLE_FORGET, KEY_1(person), (int64_t)self->seq);
}

static void forget_chats(fold *self, int64_t tg)
{
    for (size_t n = 0; n < rs_conversation_kind_enum.count; n++) {
        int kind = rs_conversation_kind_enum.values[n].value;
        int64_t id = row_ref(self->state, self->memory, TABLE_CONVERSATION_OF, KEY_2(kind, tg));
        if (id)
            fold_forget_conversation(self, id);
    }
    for (size_t n = 0; n < rs_bot_enum.count; n++)
        row_del(self->state, TABLE_DIALOGUE, KEY_2(rs_bot_enum.values[n].value, tg));
}

/* Nothing leads from the person to the row any more: whoever comes back is somebody new. The days
 * they joined and registered on stay, as do the figures of the programme that count them, and what
 * they had proven, which releases the points that their purchases brought to others. */
void fold_erased(fold *self, const rs_erased *fact)
{
    rs_participant_row row;
    const rs_key *key = KEY_1(fact->id);
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, key, &row);
    RS_ASSERT(there);
    forget_chats(self, row.tg);
    row_del(self->state, TABLE_BY_TG, KEY_1(row.tg));
    row_del(self->state, TABLE_BY_OZON, KEY_1(row.ozon));
    row_del(self->state, TABLE_REQUISITES, key);
    row_del(self->state, TABLE_REVIEW, key);
    row.status = RS_PARTICIPANT_ERASED;
    row.tg = 0;
    row.ozon = 0;
    row.ozon_text = NULL;
    row.proven = false;
    row.unreachable = true;
    row.first = row.last = row.nick = row.note = row.called = (rs_bytes){0};
    row_put(self->state, TABLE_PARTICIPANT, key, &row);
    fold_forget(self, fact->id);
    fold_edited(self, fact->id, RS_ACTION_ERASE, fact->admin);
}

void fold_forgotten(fold *self, const rs_forgotten *fact)
{
    row_del(self->state, TABLE_FORGET, KEY_1(fact->person));
}
