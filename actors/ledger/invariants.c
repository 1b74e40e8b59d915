#include "actors/ledger/invariants.h"

#include <inttypes.h>
#include <stdlib.h>

#include "actors/ledger/rules/points.h"
#include "actors/ledger/state/returns.h"

enum { ROOM_KINDS = 3, ROOM_STATES = 4 };

/* What a participant's row must say, counted from the rows of everything else. */
typedef struct {
    int64_t held;     /* points of postings that are on hold */
    int64_t own;      /* accrued for own purchases */
    int64_t network;  /* accrued for those of others, all levels */
    int64_t expected; /* would come from postings on their way */
    int64_t sum;      /* bought, kopecks */
    int64_t reserved;
    int64_t open_payouts;
    int64_t referrals;
    int64_t inviter;
    int64_t links, links_off;
} tally;

typedef struct {
    state *state;
    arena *memory;
    tally *tallies; /* by participant */
    int64_t participants;
    int64_t sum; /* of all accounts */
    int64_t rooms[ROOM_KINDS][ROOM_STATES];
    int64_t listed, had; /* conversations in a state, and those that somebody has */
    rs_error *error;
} census;

static bool first_of(census *self, state_table table, state_cursor *out)
{
    return state_first(self->state, table, (rs_bytes){0}, (rs_bytes){0}, false, out);
}

/* NULL: there is no such participant. */
static tally *tally_of(census *self, int64_t participant)
{
    return participant > 0 && participant <= self->participants ? &self->tallies[participant]
                                                                : NULL;
}

/* Every row of a table, one after another, until one is wrong. */
typedef rs_err check_fn(census *self, const state_cursor *cursor);

static rs_err check_each(census *self, state_table table, check_fn *check)
{
    rs_err rc = RS_OK;
    state_cursor cursor;
    bool more = first_of(self, table, &cursor);
    for (; more && rc == RS_OK; more = state_next(&cursor)) {
        rc = check(self, &cursor);
        arena_reset(self->memory);
    }
    return rc;
}

/* ------------------------------------------------------------------------------- payouts */

static bool is_sorted(census *self, const rs_request_row *row)
{
    bool ok = true;
    for (int by = RS_PAYOUT_BY_CHANGED; by <= RS_PAYOUT_BY_PARTICIPANT; by++)
        ok = ok && row_has(self->state, TABLE_PAYOUT_BY,
                           KEY_3(by, row_sort_value(row, (rs_payout_sort)by), row->id));
    return ok;
}

/* The other way round: no index row is left over from what a request was before. */
static rs_err check_sorted(census *self, const state_cursor *cursor)
{
    rs_request_row row;
    rs_payout_sort by = (rs_payout_sort)key_number_at(cursor->key, 0);
    int64_t value = key_number_at(cursor->key, 1);
    int64_t id = key_number_at(cursor->key, 2);
    if (row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(id), &row) &&
        row_sort_value(&row, by) == value)
        return RS_OK;
    return rs_fail(self->error, RS_CORRUPT, "payout %lld: is sorted by %s as what it is not",
                   (long long)id, codec_enum_name(&rs_payout_sort_enum, (int)by));
}

static rs_err check_request(census *self, const state_cursor *cursor)
{
    rs_request_row row;
    row_read(cursor, self->memory, &row);
    bool open = row.state == RS_PAYOUT_NEW || row.state == RS_PAYOUT_NEGOTIATION;
    tally *who = tally_of(self, row.participant);
    if (!who || !row_has(self->state, TABLE_PAYOUT_OF, KEY_2(row.participant, row.id)) ||
        !row_has(self->state, TABLE_PAYOUT_IN, KEY_2(row.state, row.id)) || !is_sorted(self, &row))
        return rs_fail(self->error, RS_CORRUPT, "payout %lld: is not found by participant or state",
                       (long long)row.id);
    if (open) {
        who->reserved += row.points;
        who->open_payouts++;
    }
    return RS_OK;
}

/* ------------------------------------------------------------------------------- postings */

/* What a posting brings, nobody who was erased gets or owes any more. */
static bool is_erased(census *self, int64_t participant)
{
    rs_participant_row row;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &row);
    return row.status == RS_PARTICIPANT_ERASED;
}

static rs_err check_share(census *self, const rs_posting_row *row, const rs_shares_row *shares,
                          const rs_beneficiary *one, const worth *value)
{
    int64_t due = points_share(value->net, one->rate);
    tally *who = tally_of(self, one->participant);
    if (!who)
        return rs_fail(self->error, RS_CORRUPT, "posting %s: points of nobody", row->number);
    bool differs = one->posted != due || one->expected != points_share(value->on_way, one->rate);
    bool erased = differs && is_erased(self, one->participant);
    if (one->posted != due && !erased)
        return rs_fail(self->error, RS_CORRUPT,
                       "posting %s: participant %lld has %lld of it, the rules give %lld",
                       row->number, (long long)one->participant, (long long)one->posted,
                       (long long)due);
    if (one->held < 0 || one->held > one->posted || (one->held && !shares->hold))
        return rs_fail(self->error, RS_CORRUPT, "posting %s: %lld of participant %lld on hold",
                       row->number, (long long)one->held, (long long)one->participant);
    if (row_has(self->state, TABLE_HELD_OF, KEY_3(one->participant, shares->release, row->id)) !=
        (one->held > 0))
        return rs_fail(self->error, RS_CORRUPT,
                       "posting %s: the index of what participant %lld has on hold does not fit",
                       row->number, (long long)one->participant);
    if (one->expected != points_share(value->on_way, one->rate) && !erased)
        return rs_fail(self->error, RS_CORRUPT, "posting %s: participant %lld expects %lld of it",
                       row->number, (long long)one->participant, (long long)one->expected);
    who->held += one->held;
    who->expected += one->expected;
    *(one->level ? &who->network : &who->own) += one->posted;
    return RS_OK;
}

/* The list of what waits for a person has exactly what waits. */
static bool is_listed(census *self, const rs_posting_row *row)
{
    uint32_t waits = posting_waits(row);
    for (size_t n = 0; n < rs_attention_enum.count; n++) {
        int kind = rs_attention_enum.values[n].value;
        if (row_has(self->state, TABLE_WAITING, KEY_2(kind, row->id)) != (waits >> kind & 1))
            return false;
    }
    return true;
}

static rs_err check_shares(census *self, const state_cursor *cursor)
{
    rs_shares_row shares;
    rs_posting_row row;
    rs_terms_row terms;
    int64_t id = key_number_at(cursor->key, 0);
    row_read(cursor, self->memory, &shares);
    tally *buyer = tally_of(self, shares.participant);
    if (!buyer || !row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row))
        return rs_fail(self->error, RS_CORRUPT, "posting %lld: points of nothing", (long long)id);
    if (row_has(self->state, TABLE_DUE, KEY_2(shares.release, id)) !=
        ((shares.hold & RS_HELD_BY_TIME) != 0))
        return rs_fail(self->error, RS_CORRUPT, "posting %s: the calendar of releases does not fit",
                       row.number);
    if (!is_listed(self, &row))
        return rs_fail(self->error, RS_CORRUPT,
                       "posting %s: the list of what waits for a person does not fit", row.number);
    row_terms(self->state, self->memory, shares.settings, &terms);
    worth value = points_worth(&row, &terms);
    rs_err rc = RS_OK;
    for (size_t n = 0; n < shares.beneficiaries.count && rc == RS_OK; n++)
        rc = check_share(self, &row, &shares, &shares.beneficiaries.items[n], &value);
    buyer->sum += shares.counted ? shares.net : 0;
    return rc;
}

/* ------------------------------------------------------------------------------- lots */

static rs_err check_lot(census *self, const state_cursor *cursor)
{
    rs_lot_row row;
    int64_t id = key_number_at(cursor->key, 0);
    row_read(cursor, self->memory, &row);
    tally *who = tally_of(self, row.participant);
    if (!who || row.points <= 0 || !row.hold)
        return rs_fail(self->error, RS_CORRUPT, "lot %lld: nothing on hold, or nobody's",
                       (long long)id);
    bool due = row_has(self->state, TABLE_DUE, KEY_2(row.release, -id));
    if (due != ((row.hold & RS_HELD_BY_TIME) != 0) ||
        !row_has(self->state, TABLE_HELD_OF, KEY_3(row.participant, row.release, -id)))
        return rs_fail(self->error, RS_CORRUPT, "lot %lld: the calendar of releases does not fit",
                       (long long)id);
    who->held += row.points;
    return RS_OK;
}

/* What the index says is on hold, is: the other way round is checked with the pieces. */
static rs_err check_held(census *self, const state_cursor *cursor)
{
    rs_lot_row lot;
    rs_shares_row shares;
    int64_t participant = key_number_at(cursor->key, 0);
    int64_t release = key_number_at(cursor->key, 1);
    int64_t piece = key_number_at(cursor->key, 2);
    bool ok = false;
    if (piece < 0)
        ok = row_get(self->state, self->memory, TABLE_LOT, KEY_1(-piece), &lot) &&
             lot.participant == participant && lot.release == release;
    else if (row_get(self->state, self->memory, TABLE_SHARES, KEY_1(piece), &shares))
        for (size_t n = 0; n < shares.beneficiaries.count; n++)
            ok |= shares.beneficiaries.items[n].participant == participant &&
                  shares.beneficiaries.items[n].held > 0 && shares.release == release;
    return ok ? RS_OK
              : rs_fail(self->error, RS_CORRUPT,
                        "participant %lld: the index of what is on hold has %lld too much",
                        (long long)participant, (long long)piece);
}

/* ------------------------------------------------------------------------------- accounts */

static int64_t sum_of(rs_ints list)
{
    int64_t sum = 0;
    for (size_t n = 0; n < list.count; n++)
        sum += list.items[n];
    return sum;
}

static rs_err count_referral(census *self, const state_cursor *cursor)
{
    rs_participant_row row;
    row_read(cursor, self->memory, &row);
    tally *inviter = tally_of(self, row.inviter);
    if (row.inviter && !inviter)
        return rs_fail(self->error, RS_CORRUPT, "participant %lld: was invited by nobody known",
                       (long long)row.id);
    tally *who = tally_of(self, row.id);
    if (who)
        who->inviter = row.inviter;
    if (inviter)
        inviter->referrals++;
    return RS_OK;
}

static rs_err check_referral(census *self, const state_cursor *cursor)
{
    int64_t inviter = key_number_at(cursor->key, 0);
    int64_t tied = key_number_at(cursor->key, 1);
    int64_t participant = key_number_at(cursor->key, 2);
    rs_participant_row row;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &row);
    if (row.inviter == inviter && row.tied == tied)
        return RS_OK;
    return rs_fail(self->error, RS_CORRUPT,
                   "participant %lld: has participant %lld in the index of referrals",
                   (long long)inviter, (long long)participant);
}

static int64_t count_rows(census *self, state_table table, const rs_key *prefix)
{
    state_cursor cursor;
    int64_t count = 0;
    bool more = state_first(self->state, table, key_bytes(prefix), (rs_bytes){0}, false, &cursor);
    for (; more; more = state_next(&cursor))
        count++;
    return count;
}

static rs_err check_link(census *self, const state_cursor *cursor)
{
    rs_link_row row;
    rs_text_row code;
    const char *own = (const char *)cursor->key.data; /* ends with a NUL */
    row_read(cursor, self->memory, &row);
    tally *owner = tally_of(self, row.owner);
    if (!owner ||
        !row_get(self->state, self->memory, TABLE_LINK_OF, KEY_2(row.owner, row.n), &code) ||
        strcmp(code.text, own) != 0)
        return rs_fail(self->error, RS_CORRUPT, "link %s: is not found by its owner", own);
    owner->links++;
    owner->links_off += row.off;
    int64_t opened = count_rows(self, TABLE_LINK_OPENED, KEY_TEXT(own));
    if (row.opened != opened)
        return rs_fail(self->error, RS_CORRUPT, "link %s: opened by %lld, counted anew %lld", own,
                       (long long)row.opened, (long long)opened);
    return RS_OK;
}

static bool is_gathered_until(const rs_account_row *row, int64_t until)
{
    for (size_t n = 0; n < row->digests.count; n++)
        if (row->digests.items[n].until == until)
            return true;
    return false;
}

static rs_err check_digest(census *self, const state_cursor *cursor)
{
    rs_account_row row;
    int64_t participant = key_number_at(cursor->key, 1);
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(participant), &row);
    if (is_gathered_until(&row, key_number_at(cursor->key, 0)))
        return RS_OK;
    return rs_fail(self->error, RS_CORRUPT,
                   "participant %lld: the calendar has a digest that nobody gathers",
                   (long long)participant);
}

/* The other way round: what the rows say is in the indexes. */
static bool is_indexed(census *self, const rs_participant_row *row, const rs_account_row *account)
{
    bool ok = !row->inviter ||
              row_has(self->state, TABLE_REFERRAL_OF, KEY_3(row->inviter, row->tied, row->id));
    for (size_t n = 0; n < account->digests.count; n++)
        ok = ok && row_has(self->state, TABLE_DIGEST_DUE,
                           KEY_2(account->digests.items[n].until, row->id));
    return ok;
}

/* A figure of the row and what it should be. */
typedef struct {
    const char *what;
    int64_t stored;
    int64_t counted;
} figure;

static rs_err check_figures(census *self, const rs_participant_row *who, const rs_account_row *row)
{
    const tally *count = &self->tallies[who->id];
    int64_t total = row->held + row->available + row->reserved;
    int64_t network = sum_of(row->levels);
    const figure figures[] = {
        {"total of accrued, corrected and paid", total,
         row->own + network + row->corrected - row->paid},
        {"points on hold", row->held, count->held},
        {"points reserved for open requests", row->reserved, count->reserved},
        {"points of own purchases", row->own, count->own},
        {"points of the network", network, count->network},
        {"points expected", row->expected, count->expected},
        {"sum of purchases", row->sum, count->sum},
        {"number of open requests", row->open_payouts, count->open_payouts},
        {"number of referrals", who->referrals, count->referrals},
        {"number of links", who->links, count->links},
        {"number of links that are off", who->links_off, count->links_off},
    };
    for (size_t n = 0; n < sizeof figures / sizeof *figures; n++)
        if (figures[n].stored != figures[n].counted)
            return rs_fail(self->error, RS_CORRUPT,
                           "participant %lld: the %s is %lld, counted anew %lld",
                           (long long)who->id, figures[n].what, (long long)figures[n].stored,
                           (long long)figures[n].counted);
    return RS_OK;
}

/* Whoever follows the inviters for longer than there are people goes in a circle. */
static rs_err check_tree(census *self, int64_t participant)
{
    int64_t steps = 0;
    for (int64_t at = participant; at; at = self->tallies[at].inviter)
        if (++steps > self->participants)
            return rs_fail(self->error, RS_CORRUPT, "participant %lld: the inviters make a loop",
                           (long long)participant);
    return RS_OK;
}

static rs_err check_participant(census *self, const state_cursor *cursor)
{
    rs_participant_row row;
    row_read(cursor, self->memory, &row);
    if (!tally_of(self, row.id) ||
        (row.status == RS_PARTICIPANT_ERASED
             ? row.tg != 0
             : row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(row.tg)) != row.id) ||
        (row.ozon && row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(row.ozon)) != row.id))
        return rs_fail(self->error, RS_CORRUPT, "participant %lld: is not found by their own ids",
                       (long long)row.id);
    if (row.proven != row_has(self->state, TABLE_PROVEN, KEY_2(row.ozon, row.id)))
        return rs_fail(self->error, RS_CORRUPT,
                       "participant %lld: what is known of the Ozon ID differs from its proof",
                       (long long)row.id);
    rs_account_row account;
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(row.id), &account);
    self->sum += account.held + account.available + account.reserved;
    rs_err rc = check_figures(self, &row, &account);
    if (rc == RS_OK)
        rc = check_tree(self, row.id);
    if (rc == RS_OK && !is_indexed(self, &row, &account))
        rc = rs_fail(self->error, RS_CORRUPT,
                     "participant %lld: is missing among referrals or in the calendar of digests",
                     (long long)row.id);
    return rc;
}

static rs_err add_system(census *self, const state_cursor *cursor)
{
    rs_system_row row;
    row_read(cursor, self->memory, &row);
    self->sum += row.balance;
    return RS_OK;
}

static rs_err check_sum(census *self)
{
    rs_err rc = check_each(self, TABLE_SYSTEM, add_system);
    if (rc == RS_OK && self->sum)
        rc = rs_fail(self->error, RS_CORRUPT, "all accounts together hold %lld instead of nothing",
                     (long long)self->sum);
    return rc;
}

/* -------------------------------------------------------------------------- conversations */

static rs_err check_room(census *self, const state_cursor *cursor)
{
    rs_conversation_row row;
    row_read(cursor, self->memory, &row);
    bool had = row.assignee && row.state != RS_CONVERSATION_CLOSED;
    if ((row.state != 0) != (row.messages > 0) ||
        (row.state &&
         !row_has(self->state, TABLE_CONVERSATION_IN, KEY_3(row.state, row.since, row.id))) ||
        (had && !row_has(self->state, TABLE_ASSIGNED, KEY_2(row.assignee, row.id))))
        return rs_fail(self->error, RS_CORRUPT, "conversation %lld: is not in the right lists",
                       (long long)row.id);
    self->rooms[row.kind][row.state]++;
    self->listed += row.state != 0;
    self->had += had;
    return RS_OK;
}

static rs_err count_listed(census *self, const state_cursor *cursor)
{
    (void)cursor;
    self->listed--;
    return RS_OK;
}

static rs_err count_had(census *self, const state_cursor *cursor)
{
    (void)cursor;
    self->had--;
    return RS_OK;
}

static rs_err check_room_count(census *self, const state_cursor *cursor)
{
    rs_count_row row;
    int64_t kind = key_number_at(cursor->key, 0);
    int64_t which = key_number_at(cursor->key, 1);
    row_read(cursor, self->memory, &row);
    if (kind < 0 || kind >= ROOM_KINDS || which < 0 || which >= ROOM_STATES ||
        self->rooms[kind][which] != row.value)
        return rs_fail(self->error, RS_CORRUPT,
                       "conversations of kind %lld in state %lld are %lld, not as counted anew",
                       (long long)kind, (long long)which, (long long)row.value);
    return RS_OK;
}

static rs_err check_rooms(census *self)
{
    rs_err rc = check_each(self, TABLE_CONVERSATION, check_room);
    if (rc == RS_OK)
        rc = check_each(self, TABLE_CONVERSATION_IN, count_listed);
    if (rc == RS_OK)
        rc = check_each(self, TABLE_ASSIGNED, count_had);
    if (rc == RS_OK)
        rc = check_each(self, TABLE_CONVERSATION_COUNT, check_room_count);
    if (rc == RS_OK && (self->listed || self->had))
        rc = rs_fail(self->error, RS_CORRUPT, "a list of conversations holds one too many");
    return rc;
}

rs_err invariants_check(state *rows, arena *memory, rs_error *error)
{
    rs_meta_row meta;
    row_meta(rows, memory, &meta);
    census self = {
        .state = rows, .memory = memory, .participants = meta.participant, .error = error};
    self.tallies = calloc((size_t)meta.participant + 1, sizeof *self.tallies);
    RS_ASSERT(self.tallies);
    rs_err rc = check_each(&self, TABLE_PAYOUT, check_request);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_PAYOUT_BY, check_sorted);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_SHARES, check_shares);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_LOT, check_lot);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_HELD_OF, check_held);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_PARTICIPANT, count_referral);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_REFERRAL_OF, check_referral);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_LINK, check_link);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_DIGEST_DUE, check_digest);
    if (rc == RS_OK)
        rc = check_each(&self, TABLE_PARTICIPANT, check_participant);
    if (rc == RS_OK)
        rc = check_sum(&self);
    if (rc == RS_OK)
        rc = check_rooms(&self);
    free(self.tallies);
    return rc == RS_OK ? invariants_check_rollups(rows, memory, error) : rc;
}

/* ------------------------------------------------------------------------------ transfers */

static int64_t last_of(state *self, arena *memory, const rs_account_row *row, rs_account account)
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
    rs_shares_row shares;
    rs_participant_row who;
    if (fact->kind != RS_TRANSFER_THAW)
        return false;
    row_get(self, memory, TABLE_PARTICIPANT, KEY_1(fact->participant), &who);
    if (who.status != RS_PARTICIPANT_ACTIVE ||
        (fact->lot && row_has(self, TABLE_LOT, KEY_1(fact->lot))))
        return true;
    /* Blocked may be another one who has a share of it. */
    return fact->posting && row_get(self, memory, TABLE_SHARES, KEY_1(fact->posting), &shares) &&
           (shares.hold & ~(int64_t)RS_HELD_BLOCKED);
}

rs_err invariants_check_transfer(state *self, arena *memory, uint64_t seq,
                                 const rs_transferred *fact, rs_error *error)
{
    rs_account_row row;
    if (!row_has(self, TABLE_PARTICIPANT, KEY_1(fact->participant)))
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": points of nobody", seq);
    row_get(self, memory, TABLE_ACCOUNT, KEY_1(fact->participant), &row);
    if (fact->points <= 0 || fact->debit == fact->credit)
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": a transfer of nothing", seq);
    if (fact->debit_before != last_of(self, memory, &row, fact->debit) ||
        fact->credit_before != last_of(self, memory, &row, fact->credit))
        return rs_fail(error, RS_CORRUPT,
                       "fact %" PRIu64 ": does not follow the last transfer of its accounts", seq);
    bool may_owe = fact->kind == RS_TRANSFER_TAKE_BACK || fact->kind == RS_TRANSFER_CORRECTION;
    if (fact->debit == RS_ACCOUNT_AVAILABLE && !may_owe && row.available < fact->points)
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": more than was available", seq);
    if (fact->debit == RS_ACCOUNT_HELD && row.held < fact->points)
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": more than was on hold", seq);
    if (fact->debit == RS_ACCOUNT_RESERVED && row.reserved < fact->points)
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": more than was reserved", seq);
    if (is_early_thaw(self, memory, fact))
        return rs_fail(error, RS_CORRUPT, "fact %" PRIu64 ": points thawed while on hold", seq);
    return RS_OK;
}
