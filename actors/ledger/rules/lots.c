#include "actors/ledger/rules/lots.h"

#include "actors/ledger/rules/notices.h"
#include "actors/ledger/rules/points.h"

static bool find_lot(decision *self, int64_t id, rs_lot_row *out)
{
    return row_get(self->state, self->memory, TABLE_LOT, KEY_1(id), out);
}

static int64_t points_of(decision *self, int64_t piece, int64_t participant)
{
    rs_lot_row lot;
    rs_shares_row shares;
    if (piece < 0)
        return find_lot(self, -piece, &lot) ? lot.points : 0;
    row_get(self->state, self->memory, TABLE_SHARES, KEY_1(piece), &shares);
    for (size_t n = 0; n < shares.beneficiaries.count; n++)
        if (shares.beneficiaries.items[n].participant == participant)
            return shares.beneficiaries.items[n].held;
    return 0;
}

bool lots_choose(decision *self, int64_t participant, int64_t points, lot_cut **cuts, size_t *count)
{
    rs_key prefix = *KEY_1(participant);
    state_cursor cursor;
    bool more =
        state_first(self->state, TABLE_HELD_OF, key_bytes(&prefix), (rs_bytes){0}, true, &cursor);
    *cuts = arena_give(self->memory, LOTS_AT_ONCE * sizeof **cuts);
    *count = 0;
    for (; more && points > 0; more = state_next(&cursor)) {
        if (*count == LOTS_AT_ONCE)
            return false;
        lot_cut *one = &(*cuts)[(*count)++];
        one->release = key_number_at(cursor.key, 1);
        one->piece = key_number_at(cursor.key, 2);
        int64_t there = points_of(self, one->piece, participant);
        one->points = there < points ? there : points;
        points -= one->points;
    }
    RS_ASSERT(points == 0); /* HELD is the sum of its pieces */
    return true;
}

static void set_lot(decision *self, int64_t id, const rs_lot_row *row, int64_t points, int64_t hold)
{
    decide(self, FACT_lot_set,
           &(rs_lot_set){
               .id = id,
               .participant = row->participant,
               .points = points,
               .release = row->release,
               .hold = points ? hold : 0,
           });
}

void lots_take(decision *self, int64_t participant, const lot_cut *cuts, size_t count, int64_t edit)
{
    for (size_t n = 0; n < count; n++) {
        const lot_cut *cut = &cuts[n];
        rs_lot_row lot;
        int64_t id = cut->piece < 0 ? -cut->piece : 0;
        if (!id)
            points_cut_held(self, cut->piece, participant, cut->points);
        else if (find_lot(self, id, &lot))
            set_lot(self, id, &lot, lot.points - cut->points, lot.hold);
        points_transfer(self, (rs_transferred){
                                  .kind = RS_TRANSFER_CORRECTION,
                                  .participant = participant,
                                  .debit = RS_ACCOUNT_HELD,
                                  .credit = RS_ACCOUNT_ADJUSTED,
                                  .points = cut->points,
                                  .posting = id ? 0 : cut->piece,
                                  .lot = id,
                                  .edit = edit,
                              });
    }
}

void lots_add(decision *self, int64_t participant, int64_t points, int64_t release, int64_t edit)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_lot_row row = {.participant = participant, .points = points, .release = release};
    set_lot(self, meta.lot + 1, &row, points, RS_HELD_BY_TIME);
    points_transfer(self, (rs_transferred){
                              .kind = RS_TRANSFER_CORRECTION,
                              .participant = participant,
                              .debit = RS_ACCOUNT_ADJUSTED,
                              .credit = RS_ACCOUNT_HELD,
                              .points = points,
                              .lot = meta.lot + 1,
                              .edit = edit,
                              .available_at = release,
                          });
}

static void look_at_lot(decision *self, int64_t id)
{
    rs_lot_row row;
    rs_participant_row who;
    if (!find_lot(self, id, &row))
        return;
    find_participant(self, row.participant, &who);
    int64_t hold = row.release > self->now ? RS_HELD_BY_TIME : 0;
    if (who.status != RS_PARTICIPANT_ACTIVE)
        hold |= RS_HELD_BLOCKED;
    if (hold) {
        if (hold != row.hold)
            set_lot(self, id, &row, row.points, hold);
        return;
    }
    notices_expect(self, row.participant, RS_NOTICE_RELEASED);
    set_lot(self, id, &row, 0, 0);
    points_transfer(self, (rs_transferred){
                              .kind = RS_TRANSFER_THAW,
                              .participant = row.participant,
                              .debit = RS_ACCOUNT_HELD,
                              .credit = RS_ACCOUNT_AVAILABLE,
                              .points = row.points,
                              .lot = id,
                          });
}

void lots_look(decision *self, int64_t piece)
{
    if (piece < 0)
        look_at_lot(self, -piece);
    else
        points_settle(self, piece);
}

/* Numbers first: looking at a piece changes the tables under a cursor. */
static size_t pieces_behind(decision *self, int64_t participant, const rs_review_row *from,
                            lot_cut *out, size_t limit)
{
    size_t count = 0;
    rs_key prefix = *KEY_1(participant);
    rs_key behind =
        *KEY_3(participant, from->release, (from->lot ? -from->lot : from->posting) + 1);
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_HELD_OF, key_bytes(&prefix), key_bytes(&behind),
                            false, &cursor);
    for (; more && count < limit && key_number_at(cursor.key, 1) <= self->now;
         more = state_next(&cursor))
        out[count++] = (lot_cut){key_number_at(cursor.key, 2), key_number_at(cursor.key, 1), 0};
    return count;
}

bool lots_review(decision *self, size_t limit)
{
    state_cursor cursor;
    rs_review_row row;
    if (!state_first(self->state, TABLE_REVIEW, (rs_bytes){0}, (rs_bytes){0}, false, &cursor))
        return false;
    int64_t participant = key_number_at(cursor.key, 0);
    row_read(&cursor, self->memory, &row);
    lot_cut *pieces = arena_give(self->memory, limit * sizeof *pieces);
    size_t count = pieces_behind(self, participant, &row, pieces, limit);
    for (size_t n = 0; n < count; n++)
        lots_look(self, pieces[n].piece);
    rs_reviewed fact = {.participant = participant, .over = count < limit};
    if (count) {
        const lot_cut *last = &pieces[count - 1];
        fact.release = last->release;
        fact.posting = last->piece > 0 ? last->piece : 0;
        fact.lot = last->piece < 0 ? -last->piece : 0;
    }
    decide(self, FACT_reviewed, &fact);
    return true;
}
