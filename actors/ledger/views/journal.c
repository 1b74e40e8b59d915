/* The journal of accruals and debits. It has no table of its own: every transfer names the transfer
 * before it of both its accounts, so what is shown is found by following these chains backwards -
 * the three accounts of a participant, or the accounts of the system, which have exactly one side
 * of every row there is. Only from a day in the past on, all facts are looked at, one by one. */
#include "actors/ledger/views/facts.h"

enum {
    ACCOUNTS = 3,
    STEPS_MAX = 1000,       /* along chains, for one page */
    STEPS_OF_SUMS = 4000,   /* for a page of sums alone */
    PIECE = 256,            /* facts read at once */
    FACTS_MAX = 20 * PIECE, /* looked at for one page */
};

typedef struct {
    view *self;
    rs_journal_args args;
    rs_journal_page *out;
    rs_journal_line *rows;
    size_t limit; /* 0: sums only */
    rs_account accounts[ACCOUNTS];
    int64_t at[ACCOUNTS]; /* the next transfer of each */
    size_t count;         /* of accounts */
    int64_t total;        /* of the participant, behind the next transfer */
} reading;

/* ------------------------------------------------------------------------- lines */

static bool is_row(rs_transfer_kind kind)
{
    return kind == RS_TRANSFER_ACCRUAL || kind == RS_TRANSFER_TAKE_BACK ||
           kind == RS_TRANSFER_PAID || kind == RS_TRANSFER_CORRECTION;
}

static bool has(rs_ints list, int64_t value)
{
    for (size_t n = 0; n < list.count; n++)
        if (list.items[n] == value)
            return true;
    return !list.count;
}

static bool is_accrued(const rs_transferred *fact)
{
    return fact->debit == RS_ACCOUNT_ISSUED || fact->debit == RS_ACCOUNT_ADJUSTED;
}

static bool is_wanted(const rs_journal_args *args, const transfer_read *one)
{
    const rs_transferred *fact = one->fact;
    bool of_purchase = fact->kind == RS_TRANSFER_ACCRUAL || fact->kind == RS_TRANSFER_TAKE_BACK;
    return is_row(fact->kind) && has(args->kinds, fact->kind) &&
           (!args->levels.count || (of_purchase && has(args->levels, fact->level))) &&
           (!args->participant || fact->participant == args->participant) &&
           (!args->until || one->at < args->until) && one->at >= args->since &&
           (!args->least || fact->points >= args->least) &&
           (!args->most || fact->points <= args->most) &&
           (!args->side || (args->side == RS_SIDE_ACCRUED) == is_accrued(fact)) &&
           (!args->posting || fact->posting == args->posting) &&
           (!args->payout || fact->payout == args->payout);
}

static rs_journal_line show_line(view *self, const transfer_read *one)
{
    const rs_transferred *fact = one->fact;
    rs_participant_row who;
    rs_posting_row posting = {0};
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(fact->participant), &who);
    if (fact->posting)
        row_get(self->state, self->memory, TABLE_POSTING, KEY_1(fact->posting), &posting);
    return (rs_journal_line){
        .seq = one->seq,
        .at = one->at,
        .kind = fact->kind,
        .participant = fact->participant,
        .name = show_name(self, &who),
        .accrued = is_accrued(fact) ? fact->points : 0,
        .debited = is_accrued(fact) ? 0 : fact->points,
        .held = fact->debit == RS_ACCOUNT_HELD || fact->credit == RS_ACCOUNT_HELD,
        .level = fact->level,
        .rate = fact->rate,
        .base = fact->base,
        .settings = fact->settings,
        .available_at = fact->available_at,
        .posting = fact->posting,
        .number = posting.number,
        .payout = fact->payout,
    };
}

static void take(reading *now, const transfer_read *one, int64_t total)
{
    rs_journal_page *out = now->out;
    out->reached = one->at;
    if (!is_wanted(&now->args, one))
        return;
    if (now->limit) {
        rs_journal_line *row = &now->rows[out->rows.count++];
        *row = show_line(now->self, one);
        row->total = total;
    }
    out->count++;
    *(is_accrued(one->fact) ? &out->accrued : &out->debited) += one->fact->points;
}

static bool is_full(const reading *now)
{
    return now->limit && now->out->rows.count >= now->limit;
}

/* ------------------------------------------------------------------------- along chains */

static rs_err not_a_place(view *self)
{
    return rs_fail(&self->error, RS_BAD_REQUEST, "place: not one that this list has given");
}

static int64_t own_change(const reading *now, const rs_transferred *fact)
{
    int64_t change = 0;
    for (size_t n = 0; n < now->count; n++)
        change += (fact->credit == now->accounts[n] ? fact->points : 0) -
                  (fact->debit == now->accounts[n] ? fact->points : 0);
    return change;
}

static int64_t newest(const reading *now)
{
    int64_t seq = 0;
    for (size_t n = 0; n < now->count; n++)
        seq = now->at[n] > seq ? now->at[n] : seq;
    return seq;
}

/* To the transfer before it of every account it stands in. */
static bool step(reading *now, const transfer_read *one)
{
    bool any = false;
    for (size_t n = 0; n < now->count; n++) {
        int64_t before = one->fact->debit == now->accounts[n]    ? one->fact->debit_before
                         : one->fact->credit == now->accounts[n] ? one->fact->credit_before
                                                                 : now->at[n];
        any |= before != now->at[n];
        if (before >= one->seq)
            return false; /* an account that was ahead of its place */
        now->at[n] = before;
    }
    return any;
}

static void say_where(reading *now)
{
    rs_journal_place *next = arena_give(now->self->memory, sizeof *next);
    int64_t *at = arena_give(now->self->memory, sizeof now->at);
    memcpy(at, now->at, sizeof now->at);
    *next = (rs_journal_place){.accounts = {at, now->count}, .total = now->total};
    now->out->next = next;
}

static rs_err follow(reading *now)
{
    int most = now->limit ? STEPS_MAX : STEPS_OF_SUMS;
    int64_t seq = newest(now);
    for (int looked = 0; seq && looked < most && !is_full(now); looked++, seq = newest(now)) {
        transfer_read one;
        size_t count;
        rs_err rc = facts_transfers(now->self, seq, seq + 1, &one, &count);
        if (rc != RS_OK)
            return rc;
        if (!count || (now->args.participant && one.fact->participant != now->args.participant) ||
            !step(now, &one))
            return not_a_place(now->self);
        if (one.at < now->args.since)
            return RS_OK;
        take(now, &one, now->args.participant ? now->total : 0);
        now->total -= own_change(now, one.fact);
    }
    if (seq)
        say_where(now);
    return RS_OK;
}

static rs_err from_place(reading *now)
{
    const rs_journal_place *place = now->args.place;
    if (!place)
        return RS_OK;
    if (place->accounts.count != now->count)
        return not_a_place(now->self);
    memcpy(now->at, place->accounts.items, now->count * sizeof *now->at);
    now->total = place->total;
    return RS_OK;
}

static rs_err follow_participant(reading *now)
{
    rs_account_row row;
    view *self = now->self;
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(now->args.participant), &row);
    const rs_account accounts[] = {RS_ACCOUNT_HELD, RS_ACCOUNT_AVAILABLE, RS_ACCOUNT_RESERVED};
    const int64_t at[] = {row.held_seq, row.available_seq, row.reserved_seq};
    memcpy(now->accounts, accounts, sizeof accounts);
    memcpy(now->at, at, sizeof at);
    now->count = ACCOUNTS;
    now->total = row.held + row.available + row.reserved;
    rs_err rc = from_place(now);
    return rc == RS_OK ? follow(now) : rc;
}

static void add_chain(reading *now, rs_account account, bool wanted)
{
    rs_system_row row;
    if (!wanted)
        return;
    row_get(now->self->state, now->self->memory, TABLE_SYSTEM, KEY_1(account), &row);
    now->accounts[now->count] = account;
    now->at[now->count++] = row.seq;
}

/* Every row stands in one account of the system: only those of the kinds wanted are walked. */
static rs_err follow_system(reading *now)
{
    const rs_ints kinds = now->args.kinds;
    add_chain(now, RS_ACCOUNT_ISSUED,
              has(kinds, RS_TRANSFER_ACCRUAL) || has(kinds, RS_TRANSFER_TAKE_BACK));
    add_chain(now, RS_ACCOUNT_PAID, has(kinds, RS_TRANSFER_PAID));
    add_chain(now, RS_ACCOUNT_ADJUSTED, has(kinds, RS_TRANSFER_CORRECTION));
    rs_err rc = from_place(now);
    return rc == RS_OK ? follow(now) : rc;
}

/* ------------------------------------------------------------------------- fact by fact */

/* true: what is before `since` has been reached. */
static rs_err take_piece(reading *now, int64_t from, int64_t *end, transfer_read *piece, bool *over)
{
    size_t count;
    rs_err rc = facts_transfers(now->self, from, *end, piece, &count);
    if (rc != RS_OK)
        return rc;
    while (count-- && !is_full(now)) {
        if (piece[count].at < now->args.since) {
            *over = true;
            return RS_OK;
        }
        take(now, &piece[count], 0);
        *end = piece[count].seq;
    }
    if (!is_full(now))
        *end = from;
    return RS_OK;
}

static rs_err look_back(reading *now)
{
    int64_t end;
    bool over = false;
    transfer_read *piece = arena_give(now->self->memory, PIECE * sizeof *piece);
    rs_err rc = facts_find(now->self, now->args.until, &end);
    if (now->args.place && now->args.place->before && now->args.place->before < end)
        end = now->args.place->before;
    int64_t last = end > FACTS_MAX ? end - FACTS_MAX : 1;
    while (rc == RS_OK && !over && end > last && !is_full(now)) {
        int64_t from = end > last + PIECE ? end - PIECE : last;
        rc = take_piece(now, from, &end, piece, &over);
    }
    if (rc != RS_OK || over || end <= 1)
        return rc;
    rs_journal_place *next = arena_give(now->self->memory, sizeof *next);
    *next = (rs_journal_place){.before = end};
    now->out->next = next;
    return RS_OK;
}

/* ------------------------------------------------------------------------- of a posting */

/* Whole settlements, so that a page may have a few rows more than were asked for. */
static rs_err follow_posting(reading *now)
{
    rs_shares_row shares;
    view *self = now->self;
    transfer_read group[SETTLEMENT_MAX];
    row_get(self->state, self->memory, TABLE_SHARES, KEY_1(now->args.posting), &shares);
    int64_t settled = now->args.place ? now->args.place->before : shares.settled;
    while (settled && !is_full(now)) {
        size_t count;
        rs_err rc = facts_settlement(self, now->args.posting, settled, group, &count, &settled);
        if (rc != RS_OK)
            return rc;
        while (count--)
            take(now, &group[count], 0);
    }
    if (!settled)
        return RS_OK;
    rs_journal_place *next = arena_give(self->memory, sizeof *next);
    *next = (rs_journal_place){.before = settled};
    now->out->next = next;
    return RS_OK;
}

/* ------------------------------------------------------------------------- questions */

static rs_err read_journal(reading *now)
{
    rs_journal_args *args = &now->args;
    rs_request_row request;
    if (args->payout && !args->participant) {
        row_get(now->self->state, now->self->memory, TABLE_PAYOUT, KEY_1(args->payout), &request);
        args->participant = request.participant;
        if (!request.participant)
            return rs_fail(&now->self->error, RS_NOT_FOUND, "payout: no such request");
    }
    if (args->posting)
        return follow_posting(now);
    if (args->participant)
        return follow_participant(now);
    return args->until ? look_back(now) : follow_system(now);
}

static rs_err answer(view *self, const rs_journal_args *args, int64_t participant,
                     rs_journal_page *out)
{
    enum { ROWS_MAX = 200 };
    size_t limit = (size_t)args->limit;
    if (args->posting && limit > ROWS_MAX - SETTLEMENT_MAX)
        limit = ROWS_MAX - SETTLEMENT_MAX;
    reading now = {.self = self, .args = *args, .out = out, .limit = limit};
    now.args.participant = participant;
    now.rows = arena_give(self->memory, (limit + SETTLEMENT_MAX) * sizeof *now.rows);
    *out = (rs_journal_page){.seq = (int64_t)state_seq(self->state)};
    out->rows.items = now.rows;
    return read_journal(&now);
}

rs_err view_journal_of(view *self, const void *argument, void *result)
{
    const rs_journal_args *args = argument;
    int64_t participant;
    rs_err rc = view_find(self, args->tg, args->participant, &participant);
    return rc == RS_OK ? answer(self, args, participant, result) : rc;
}

rs_err view_journal(view *self, const void *argument, void *result)
{
    const rs_journal_args *args = argument;
    return answer(self, args, args->participant, result);
}
