#include "actors/ledger/invariants.h"

#include <inttypes.h>

#include "actors/ledger/rules/points.h"

enum { TREE_DEPTH_MAX = 100000 };

static bool first_of(state *self, state_table table, state_cursor *out)
{
    return state_first(self, table, (rs_bytes){0}, (rs_bytes){0}, false, out);
}

/* ------------------------------------------------------------------------------- accounts */

static int64_t open_points(state *self, arena *memory, int64_t participant)
{
    int64_t points = 0;
    rs_key prefix = *KEY_1(participant);
    state_cursor cursor;
    bool more =
        state_first(self, TABLE_PAYOUT_OF, key_bytes(&prefix), (rs_bytes){0}, false, &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_request_row row;
        row_get(self, memory, TABLE_PAYOUT, KEY_1(key_number_at(cursor.key, 1)), &row);
        if (row.state == RS_PAYOUT_NEW || row.state == RS_PAYOUT_NEGOTIATION)
            points += row.points;
    }
    return points;
}

static int64_t sum_of(rs_ints list)
{
    int64_t sum = 0;
    for (size_t n = 0; n < list.count; n++)
        sum += list.items[n];
    return sum;
}

static rs_err check_participant(state *self, arena *memory, const rs_participant_row *row,
                                rs_error *error)
{
    long long id = (long long)row->id;
    int64_t total = row->held + row->available + row->reserved;
    int64_t explained = row->own + sum_of(row->levels) + row->corrected - row->paid;
    if (row->held < 0 || row->reserved < 0)
        return rs_fail(error, RS_CORRUPT, "participant %lld: held or reserved is below zero", id);
    if (total != explained)
        return rs_fail(error, RS_CORRUPT,
                       "participant %lld: the balance is %lld, but accrued, corrected and paid "
                       "make %lld",
                       id, (long long)total, (long long)explained);
    int64_t open = open_points(self, memory, row->id);
    if (row->reserved != open)
        return rs_fail(error, RS_CORRUPT,
                       "participant %lld: %lld reserved, but open requests are for %lld", id,
                       (long long)row->reserved, (long long)open);
    if (row_ref(self, memory, TABLE_BY_TG, KEY_1(row->tg)) != row->id ||
        (row->ozon && row_ref(self, memory, TABLE_BY_OZON, KEY_1(row->ozon)) != row->id))
        return rs_fail(error, RS_CORRUPT, "participant %lld: is not found by their own ids", id);
    return RS_OK;
}

static rs_err check_tree(state *self, arena *memory, int64_t id, rs_error *error)
{
    rs_participant_row row;
    int64_t at = id;
    for (int depth = 0; at; depth++) {
        if (depth == TREE_DEPTH_MAX)
            return rs_fail(error, RS_CORRUPT, "participant %lld: the inviters make a loop",
                           (long long)id);
        row_get(self, memory, TABLE_PARTICIPANT, KEY_1(at), &row);
        at = row.inviter;
    }
    return RS_OK;
}

static rs_err check_participants(state *self, arena *memory, int64_t *sum, rs_error *error)
{
    state_cursor cursor;
    bool more = first_of(self, TABLE_PARTICIPANT, &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_participant_row row;
        row_read(&cursor, memory, &row);
        *sum += row.held + row.available + row.reserved;
        rs_err rc = check_participant(self, memory, &row, error);
        if (rc == RS_OK)
            rc = check_tree(self, memory, row.id, error);
        arena_reset(memory);
        if (rc != RS_OK)
            return rc;
    }
    return RS_OK;
}

static rs_err check_sum(state *self, arena *memory, int64_t participants, rs_error *error)
{
    int64_t sum = participants;
    state_cursor cursor;
    bool more = first_of(self, TABLE_SYSTEM, &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_system_row row;
        row_read(&cursor, memory, &row);
        sum += row.balance;
    }
    if (sum)
        return rs_fail(error, RS_CORRUPT, "all accounts together hold %lld instead of nothing",
                       (long long)sum);
    return RS_OK;
}

/* ------------------------------------------------------------------------------- postings */

static rs_err check_posting(state *self, arena *memory, const rs_posting_row *row, rs_error *error)
{
    rs_settings_row settings;
    if (!row->participant)
        return RS_OK;
    row_settings_version(self, memory, row->settings, &settings);
    worth value = points_worth(row, settings.settings);
    for (size_t n = 0; n < row->beneficiaries.count; n++) {
        const rs_beneficiary *one = &row->beneficiaries.items[n];
        int64_t due = points_share(value.net, one->rate);
        if (one->posted != due)
            return rs_fail(error, RS_CORRUPT,
                           "posting %s: participant %lld has %lld of it, the rules give %lld",
                           row->number, (long long)one->participant, (long long)one->posted,
                           (long long)due);
        if (one->held < 0 || one->held > one->posted || (one->held && !row->hold))
            return rs_fail(error, RS_CORRUPT, "posting %s: %lld of participant %lld on hold",
                           row->number, (long long)one->held, (long long)one->participant);
    }
    bool due = row_has(self, TABLE_DUE, KEY_2(row->release, row->id));
    if (due != ((row->hold & RS_HELD_BY_TIME) != 0))
        return rs_fail(error, RS_CORRUPT, "posting %s: the calendar of releases does not fit",
                       row->number);
    return RS_OK;
}

static rs_err check_postings(state *self, arena *memory, rs_error *error)
{
    state_cursor cursor;
    bool more = first_of(self, TABLE_POSTING, &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_posting_row row;
        row_read(&cursor, memory, &row);
        rs_err rc = check_posting(self, memory, &row, error);
        arena_reset(memory);
        if (rc != RS_OK)
            return rc;
    }
    return RS_OK;
}

rs_err invariants_check(state *self, arena *memory, rs_error *error)
{
    int64_t sum = 0;
    rs_err rc = check_participants(self, memory, &sum, error);
    if (rc == RS_OK)
        rc = check_sum(self, memory, sum, error);
    if (rc == RS_OK)
        rc = check_postings(self, memory, error);
    return rc;
}

/* ------------------------------------------------------------------------------ transfers */

static int64_t last_of(state *self, arena *memory, const rs_participant_row *row,
                       rs_account account)
{
    rs_system_row system;
    switch (account) {
    case RS_ACCOUNT_HELD: return row->held_seq;
    case RS_ACCOUNT_AVAILABLE: return row->available_seq;
    case RS_ACCOUNT_RESERVED: return row->reserved_seq;
    default: row_get(self, memory, TABLE_SYSTEM, KEY_1(account), &system); return system.seq;
    }
}

/* Why a thaw of points that still have a reason to be on hold is wrong: invariant 5. */
static bool is_early_thaw(state *self, arena *memory, const rs_transferred *fact)
{
    rs_posting_row posting;
    return fact->kind == RS_TRANSFER_THAW && fact->posting &&
           row_get(self, memory, TABLE_POSTING, KEY_1(fact->posting), &posting) && posting.hold;
}

rs_err invariants_check_transfer(state *self, arena *memory, uint64_t seq,
                                 const rs_transferred *fact, rs_error *error)
{
    rs_participant_row row;
    if (!row_get(self, memory, TABLE_PARTICIPANT, KEY_1(fact->participant), &row))
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": points of nobody", seq);
    if (fact->points <= 0 || fact->debit == fact->credit)
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": a transfer of nothing", seq);
    if (fact->debit_before != last_of(self, memory, &row, fact->debit) ||
        fact->credit_before != last_of(self, memory, &row, fact->credit))
        return rs_fail(error, RS_CORRUPT,
                       "fact %" PRIu64 ": does not follow the last transfer of its accounts", seq);
    bool may_owe = fact->kind == RS_TRANSFER_TAKE_BACK || fact->kind == RS_TRANSFER_CORRECTION;
    if (fact->debit == RS_ACCOUNT_AVAILABLE && !may_owe && row.available < fact->points)
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": more than was available", seq);
    if (is_early_thaw(self, memory, fact))
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": points thawed while on hold", seq);
    return RS_OK;
}
