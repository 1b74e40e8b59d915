#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/lots.h"
#include "actors/ledger/state/returns.h"

#include "actors/ledger/rules/notices.h"
#include "actors/ledger/rules/participants.h"

__extension__ typedef __int128 wide;

enum { SHARES_MAX = 11 }; /* the buyer and ten levels */
static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;
static const int64_t HISTORY_MS = INT64_C(30) * 24 * 60 * 60 * 1000;

/* ---------------------------------------------------------------------------------- worth */

static bool has_exemplar(rs_ints list, int64_t exemplar)
{
    for (size_t n = 0; n < list.count; n++)
        if (list.items[n] == exemplar)
            return true;
    return false;
}

static bool is_counted(const rs_posting_row *posting, const rs_return_row *one)
{
    return return_says(posting, one).state == RS_RETURN_COUNTED;
}

/* Of a return, without the units that an earlier one has brought back already. */
static int64_t units_new(const rs_posting_row *posting, size_t index)
{
    const rs_return_row *one = &posting->returns.items[index];
    int64_t units = return_says(posting, one).units;
    for (size_t e = 0; e < one->exemplars.count; e++) {
        bool seen = false;
        for (size_t n = 0; n < index && !seen; n++)
            seen = is_counted(posting, &posting->returns.items[n]) &&
                   posting->returns.items[n].sku == one->sku &&
                   has_exemplar(posting->returns.items[n].exemplars, one->exemplars.items[e]);
        units -= seen;
    }
    return units > 0 ? units : 0;
}

static int64_t returned_units(const rs_posting_row *posting, int64_t sku)
{
    int64_t units = 0;
    for (size_t n = 0; n < posting->returns.count; n++) {
        const rs_return_row *one = &posting->returns.items[n];
        if (one->sku != sku || !is_counted(posting, one))
            continue;
        if (!return_says(posting, one).units)
            return INT64_MAX; /* not stated: all units of the SKU */
        units += units_new(posting, n);
    }
    return units;
}

/* Several lines may have the same SKU: what came back is taken from the first of them first. */
static int64_t units_before(const rs_posting_row *posting, size_t index)
{
    int64_t units = 0;
    for (size_t n = 0; n < index; n++)
        if (posting->items.items[n].sku == posting->items.items[index].sku)
            units += posting->items.items[n].qty;
    return units;
}

int64_t points_kept(const rs_posting_row *posting, size_t index)
{
    const rs_posting_item *item = &posting->items.items[index];
    int64_t returned = returned_units(posting, item->sku);
    if (returned == INT64_MAX)
        return 0;
    int64_t here = returned - units_before(posting, index);
    if (here <= 0)
        return item->qty;
    return here >= item->qty ? 0 : item->qty - here;
}

int64_t points_price(const rs_posting_item *item, const rs_terms_row *terms)
{
    return terms->base == RS_BASE_CUSTOMER && item->paid ? item->paid : item->price;
}

static bool earns(const rs_posting_row *posting, const rs_terms_row *terms)
{
    return posting_is_in_roubles(posting) && !posting->external &&
           !(posting->legal && terms->exclude_legal);
}

worth points_worth(const rs_posting_row *posting, const rs_terms_row *terms)
{
    worth out = {0};
    int64_t net = 0;
    bool delivered = posting->status == RS_POSTING_DELIVERED && earns(posting, terms);
    for (size_t n = 0; n < posting->items.count; n++) {
        const rs_posting_item *item = &posting->items.items[n];
        int64_t line;
        bool over =
            __builtin_mul_overflow(points_price(item, terms), points_kept(posting, n), &line) ||
            __builtin_add_overflow(net, line, &net);
        if (delivered) {
            out.units += item->qty;
            out.units_back += item->qty - points_kept(posting, n);
            out.gross += points_price(item, terms) * item->qty;
        }
        RS_ASSERT(!over); /* limits of price, quantity and lines are checked at the border */
    }
    for (size_t n = 0; n < posting->returns.count; n++)
        out.open_return |= return_says(posting, &posting->returns.items[n]).state == RS_RETURN_OPEN;
    if (net < 0 || !earns(posting, terms))
        net = 0;
    bool on_way = posting->status == RS_POSTING_ORDERED;
    bool early = on_way && terms->accrue_on == RS_ACCRUE_ORDERED;
    if (posting->status == RS_POSTING_DELIVERED || early)
        out.net = net;
    else if (on_way)
        out.on_way = net;
    return out;
}

int64_t points_share(int64_t money, int64_t rate)
{
    /* Kopecks times basis points are centipoints times 10 000: one point a rouble at 100 %. */
    return (int64_t)((wide)money * rate / 10000);
}

/* -------------------------------------------------------------------------- beneficiaries */

static bool may_earn(const rs_participant_row *row)
{
    return row->status == RS_PARTICIPANT_ACTIVE;
}

/* The buyer and the inviters as they stand now; the chain ends at the first tie younger than the
 * order. Whoever is blocked now gets nothing of it for good, and nobody moves up. */
static rs_beneficiary_list chain_of(decision *self, const rs_participant_row *buyer,
                                    const rs_terms_row *terms, int64_t ordered)
{
    rs_beneficiary *items = arena_give(self->memory, SHARES_MAX * sizeof *items);
    size_t count = 0;
    if (terms->own_rate && may_earn(buyer))
        items[count++] = (rs_beneficiary){.participant = buyer->id, .rate = terms->own_rate};
    rs_participant_row below = *buyer;
    for (int64_t level = 1; level <= terms->levels; level++) {
        rs_participant_row inviter;
        if (!below.inviter || below.tied > ordered ||
            !find_participant(self, below.inviter, &inviter))
            break;
        bool rated = (size_t)level <= terms->level_rates.count;
        int64_t rate = rated ? terms->level_rates.items[level - 1] : 0;
        if (rate && may_earn(&inviter))
            items[count++] =
                (rs_beneficiary){.participant = inviter.id, .level = level, .rate = rate};
        below = inviter;
    }
    return (rs_beneficiary_list){items, count};
}

/* What was ordered before joining brings nothing to anybody: it is history only. So is what was on
 * record already when the Ozon ID was bound, if it was more than 30 days old by then. */
rs_no_points points_history(const rs_posting_row *posting, const rs_participant_row *buyer)
{
    if (posting->created < buyer->joined)
        return RS_NO_POINTS_BEFORE_JOINING;
    if (posting->recorded <= buyer->bound && posting->created < buyer->bound - HISTORY_MS)
        return RS_NO_POINTS_TOO_OLD;
    return 0;
}

/* false: the buyer does not take part. */
static bool fix_beneficiaries(decision *self, const rs_posting_row *posting, rs_shares_row *out)
{
    rs_participant_row buyer;
    rs_terms_row terms;
    int64_t id =
        posting->ozon ? row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(posting->ozon)) : 0;
    if (!id || !find_participant(self, id, &buyer) || points_history(posting, &buyer))
        return false;
    *out = (rs_shares_row){.participant = id, .blocked = !may_earn(&buyer)};
    out->settings = row_terms_at(self->state, self->memory, posting->created, &terms);
    out->beneficiaries = chain_of(self, &buyer, &terms, posting->created);
    decide(self, FACT_beneficiaries_fixed,
           &(rs_beneficiaries_fixed){
               .posting = posting->id,
               .participant = id,
               .settings = out->settings,
               .blocked = out->blocked,
               .beneficiaries = out->beneficiaries,
           });
    return true;
}

static void leave_out(decision *self, int64_t id)
{
    rs_posting_row posting;
    rs_participant_row buyer;
    rs_terms_row terms;
    row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &posting);
    int64_t who =
        posting.ozon ? row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(posting.ozon)) : 0;
    if (!who || !find_participant(self, who, &buyer) || points_history(&posting, &buyer))
        return;
    decide(self, FACT_beneficiaries_fixed,
           &(rs_beneficiaries_fixed){
               .posting = id,
               .participant = who,
               .settings = row_terms_at(self->state, self->memory, posting.created, &terms),
           });
}

/* ------------------------------------------------------------------------------ transfers */

static int64_t last_transfer(decision *self, const rs_account_row *row, rs_account account)
{
    rs_system_row system;
    switch (account) {
    case RS_ACCOUNT_HELD: return row->held_seq;
    case RS_ACCOUNT_AVAILABLE: return row->available_seq;
    case RS_ACCOUNT_RESERVED: return row->reserved_seq;
    default:
        row_get(self->state, self->memory, TABLE_SYSTEM, KEY_1(account), &system);
        return system.seq;
    }
}

void points_transfer(decision *self, rs_transferred about)
{
    rs_account_row row;
    RS_ASSERT(about.points > 0);
    find_account(self, about.participant, &row);
    about.debit_before = last_transfer(self, &row, about.debit);
    about.credit_before = last_transfer(self, &row, about.credit);
    decide(self, FACT_transferred, &about);
}

/* ----------------------------------------------------------------------------- settlement */

/* What becomes of one share: how much is accrued or taken back, and what thaws. */
typedef struct {
    int64_t accrued;
    int64_t from_held, from_available; /* taken back */
    int64_t thawed;
} movement;

typedef struct {
    const rs_posting_row *posting;
    const rs_terms_row *terms;
    rs_shares_row before;
    worth value;
    rs_settled after;
    movement moves[SHARES_MAX];
    int64_t posted[SHARES_MAX], held[SHARES_MAX], expected[SHARES_MAX];
} settlement;

/* Of one who was erased nothing moves any more: there is nobody to get it or to owe it. */
static bool is_erased(decision *self, int64_t participant)
{
    rs_participant_row row;
    return find_participant(self, participant, &row) && row.status == RS_PARTICIPANT_ERASED;
}

/* Accruals go to HELD; a take-back comes out of HELD first, as far as its points are still there.
 */
static void move_share(decision *by, settlement *self, size_t n)
{
    const rs_beneficiary *one = &self->before.beneficiaries.items[n];
    int64_t due = points_share(self->value.net, one->rate);
    int64_t expected = points_share(self->value.on_way, one->rate);
    if ((due != one->posted || expected != one->expected) && is_erased(by, one->participant)) {
        due = one->posted;
        expected = 0;
    }
    int64_t more = due - one->posted;
    movement *move = &self->moves[n];
    if (more > 0) {
        move->accrued = more;
    } else {
        move->from_held = -more < one->held ? -more : one->held;
        move->from_available = -more - move->from_held;
    }
    self->posted[n] = due;
    self->held[n] = one->held + move->accrued - move->from_held;
    self->expected[n] = expected;
}

/* The first accrual fixes when the points of the posting are released. */
static int64_t release_time(decision *self, const settlement *made)
{
    const rs_posting_row *posting = made->posting;
    const rs_terms_row *terms = made->terms;
    int64_t from = terms->hold_from == RS_HOLD_ORDER      ? posting->created
                   : terms->hold_from == RS_HOLD_DELIVERY ? posting->delivered
                                                          : self->now;
    return (from ? from : self->now) + terms->hold_days * DAY_MS;
}

/* Proven is an Ozon ID, not a person: the buyer may have had another one since. */
static bool is_unproven(decision *self, const settlement *made)
{
    return made->terms->proof == RS_PROOF_ORDER_NUMBER &&
           !participant_has_proven(self, made->before.participant, made->posting->ozon);
}

/* Whatever else there is: the points of one who is blocked stay where they are. */
static bool is_withheld(decision *self, int64_t participant)
{
    rs_participant_row row;
    return find_participant(self, participant, &row) && !may_earn(&row);
}

/* Why the points of all stay on hold; points that are not there need no reason. */
static int64_t hold_reasons(decision *self, const settlement *made)
{
    int64_t reasons = 0;
    int64_t held = 0;
    for (size_t n = 0; n < made->before.beneficiaries.count; n++)
        held += made->held[n];
    if (!held)
        return 0;
    if (made->after.release > self->now)
        reasons |= RS_HELD_BY_TIME;
    if (made->value.open_return)
        reasons |= RS_HELD_BY_RETURN;
    if (is_unproven(self, made))
        reasons |= RS_HELD_UNPROVEN;
    return reasons;
}

/* Nothing holds the points of the posting any more; what is held all the same is that of people
 * who are blocked. */
static void thaw_shares(decision *self, settlement *made)
{
    for (size_t n = 0; n < made->before.beneficiaries.count; n++) {
        if (!made->held[n])
            continue;
        if (is_withheld(self, made->before.beneficiaries.items[n].participant)) {
            made->after.hold |= RS_HELD_BLOCKED;
            continue;
        }
        made->moves[n].thawed = made->held[n];
        made->held[n] = 0;
    }
}

static bool changes_anything(const settlement *self)
{
    const rs_shares_row *before = &self->before;
    const rs_settled *after = &self->after;
    bool changed = before->net != after->net || before->counted != after->counted ||
                   before->hold != after->hold || before->release != after->release ||
                   before->units != after->units || before->units_back != after->units_back ||
                   before->gross != after->gross || before->gross_back != after->gross_back;
    for (size_t n = 0; n < before->beneficiaries.count; n++) {
        const rs_beneficiary *one = &before->beneficiaries.items[n];
        changed |= one->posted != self->posted[n] || one->held != self->held[n] ||
                   one->expected != self->expected[n];
    }
    return changed;
}

/* All of what follows from the posting as it is now; decides nothing yet. */
static void work_out(decision *self, settlement *made)
{
    size_t count = made->before.beneficiaries.count;
    bool accrues = false;
    made->value = points_worth(made->posting, made->terms);
    made->after = (rs_settled){
        .posting = made->posting->id,
        .net = made->value.net,
        .counted = made->posting->status == RS_POSTING_DELIVERED && made->value.net > 0,
        .release = made->before.release,
        .posted = {made->posted, count},
        .held = {made->held, count},
        .expected = {made->expected, count},
        .before = made->before.settled,
        .units = made->value.units,
        .units_back = made->value.units_back,
        .gross = made->value.gross,
        .gross_back = made->value.gross ? made->value.gross - made->value.net : 0,
    };
    for (size_t n = 0; n < count; n++) {
        move_share(self, made, n);
        accrues |= made->moves[n].accrued > 0;
    }
    if (accrues && !made->after.release)
        made->after.release = release_time(self, made);
    made->after.hold = hold_reasons(self, made);
    if (!made->after.hold)
        thaw_shares(self, made);
}

static void transfer_share(decision *self, const settlement *made, size_t n, rs_transfer_kind kind,
                           rs_account debit, rs_account credit, int64_t points)
{
    const rs_beneficiary *one = &made->before.beneficiaries.items[n];
    rs_transferred fact = {
        .kind = kind,
        .participant = one->participant,
        .debit = debit,
        .credit = credit,
        .points = points,
        .posting = made->posting->id,
        .level = one->level,
    };
    if (!points)
        return;
    if (kind != RS_TRANSFER_THAW) {
        fact.rate = one->rate;
        fact.base = made->value.net;
        fact.settings = made->before.settings;
    }
    if (kind == RS_TRANSFER_ACCRUAL)
        fact.available_at = made->after.release;
    points_transfer(self, fact);
}

static void post_share(decision *self, const settlement *made, size_t n)
{
    const movement *move = &made->moves[n];
    transfer_share(self, made, n, RS_TRANSFER_ACCRUAL, RS_ACCOUNT_ISSUED, RS_ACCOUNT_HELD,
                   move->accrued);
    transfer_share(self, made, n, RS_TRANSFER_TAKE_BACK, RS_ACCOUNT_HELD, RS_ACCOUNT_ISSUED,
                   move->from_held);
    transfer_share(self, made, n, RS_TRANSFER_TAKE_BACK, RS_ACCOUNT_AVAILABLE, RS_ACCOUNT_ISSUED,
                   move->from_available);
    transfer_share(self, made, n, RS_TRANSFER_THAW, RS_ACCOUNT_HELD, RS_ACCOUNT_AVAILABLE,
                   move->thawed);
}

/* What will be told of it. */
static void expect_notices(decision *self, const settlement *made)
{
    bool bought = made->before.counted != made->after.counted ||
                  (made->after.counted && made->before.net != made->after.net);
    for (size_t n = 0; n < made->before.beneficiaries.count; n++) {
        const rs_beneficiary *one = &made->before.beneficiaries.items[n];
        const movement *move = &made->moves[n];
        uint32_t topics = 0;
        if (move->accrued)
            topics |= RS_NOTICE_POINTS;
        if (move->from_held || move->from_available)
            topics |= RS_NOTICE_POINTS | RS_NOTICE_TAKEN;
        if (move->thawed)
            topics |= RS_NOTICE_RELEASED;
        if (one->level && bought)
            topics |= RS_NOTICE_PURCHASES;
        if (topics)
            notices_expect(self, one->participant, topics);
    }
}

void points_settle(decision *self, int64_t id)
{
    rs_posting_row posting;
    rs_terms_row terms;
    settlement made = {.posting = &posting, .terms = &terms};
    bool there = row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &posting);
    if (!there || !posting.status) /* only a return has been seen so far */
        return;
    if (!row_get(self->state, self->memory, TABLE_SHARES, KEY_1(id), &made.before) &&
        !fix_beneficiaries(self, &posting, &made.before))
        return;
    row_terms(self->state, self->memory, made.before.settings, &terms);
    work_out(self, &made);
    if (!changes_anything(&made))
        return;
    expect_notices(self, &made);
    decide(self, FACT_settled, &made.after);
    for (size_t n = 0; n < made.before.beneficiaries.count; n++)
        post_share(self, &made, n);
}

void points_settle_imported(decision *self, int64_t id)
{
    rs_posting_row posting;
    row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &posting);
    bool over = posting.status == RS_POSTING_DELIVERED || posting.status == RS_POSTING_CANCELLED;
    if (over && !row_has(self->state, TABLE_SHARES, KEY_1(id)))
        leave_out(self, id);
    points_settle(self, id);
}

void points_cut_held(decision *self, int64_t id, int64_t participant, int64_t points)
{
    rs_shares_row row;
    bool there = row_get(self->state, self->memory, TABLE_SHARES, KEY_1(id), &row);
    RS_ASSERT(there);
    size_t count = row.beneficiaries.count;
    int64_t posted[SHARES_MAX], held[SHARES_MAX], expected[SHARES_MAX];
    int64_t left = 0;
    for (size_t n = 0; n < count; n++) {
        const rs_beneficiary *one = &row.beneficiaries.items[n];
        posted[n] = one->posted;
        expected[n] = one->expected;
        held[n] = one->held - (one->participant == participant ? points : 0);
        RS_ASSERT(held[n] >= 0);
        left += held[n];
    }
    decide(self, FACT_settled,
           &(rs_settled){
               .posting = id,
               .net = row.net,
               .counted = row.counted,
               .hold = left ? row.hold : 0,
               .release = row.release,
               .posted = {posted, count},
               .held = {held, count},
               .expected = {expected, count},
               .before = row.settled,
               .units = row.units,
               .units_back = row.units_back,
               .gross = row.gross,
               .gross_back = row.gross_back,
           });
}

size_t points_release(decision *self, size_t limit)
{
    size_t count = 0;
    state_cursor cursor;
    while (count < limit &&
           state_first(self->state, TABLE_DUE, (rs_bytes){0}, (rs_bytes){0}, false, &cursor) &&
           key_number_at(cursor.key, 0) <= self->now) {
        lots_look(self, key_number_at(cursor.key, 1));
        count++;
    }
    return count;
}

int64_t points_next_release(state *rows)
{
    state_cursor cursor;
    bool any = state_first(rows, TABLE_DUE, (rs_bytes){0}, (rs_bytes){0}, false, &cursor);
    return any ? key_number_at(cursor.key, 0) : 0;
}

void points_correct_available(decision *self, int64_t participant, int64_t change, int64_t edit)
{
    bool more = change > 0;
    if (!change)
        return;
    points_transfer(self, (rs_transferred){
                              .kind = RS_TRANSFER_CORRECTION,
                              .participant = participant,
                              .debit = more ? RS_ACCOUNT_ADJUSTED : RS_ACCOUNT_AVAILABLE,
                              .credit = more ? RS_ACCOUNT_AVAILABLE : RS_ACCOUNT_ADJUSTED,
                              .points = more ? change : -change,
                              .edit = edit,
                          });
}
