#include "actors/ledger/rules/points.h"

__extension__ typedef __int128 wide;

static const int64_t DAY_MS = 24 * 60 * 60 * INT64_C(1000);
static const int64_t HISTORY_MS = 30 * 24 * 60 * 60 * INT64_C(1000);

/* ---------------------------------------------------------------------------------- worth */

static bool has_exemplar(rs_ints list, int64_t exemplar)
{
    for (size_t n = 0; n < list.count; n++)
        if (list.items[n] == exemplar)
            return true;
    return false;
}

/* A return that another one replaced is not counted; nor is a unit twice. */
static bool is_replaced(const rs_return_row_list *returns, const rs_return_row *one)
{
    for (size_t n = 0; n < returns->count; n++)
        if (returns->items[n].source == one->ret && returns->items[n].ret != one->ret)
            return true;
    return false;
}

static bool is_counted(const rs_posting_row *posting, const rs_return_row *one)
{
    bool known =
        one->type != RS_RETURN_UNKNOWN && (one->qty > 0 || posting->scheme != RS_SCHEME_RFBS);
    return one->state == RS_RETURN_COUNTED && known && !is_replaced(&posting->returns, one);
}

static bool is_undecided(const rs_posting_row *posting, const rs_return_row *one)
{
    return one->state != RS_RETURN_VOID && !is_counted(posting, one) &&
           !is_replaced(&posting->returns, one);
}

/* Of a return, without the units that an earlier one has brought back already. */
static int64_t units_new(const rs_posting_row *posting, size_t index)
{
    const rs_return_row *one = &posting->returns.items[index];
    int64_t units = one->qty;
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
        if (!one->qty)
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

static int64_t kept_units(const rs_posting_row *posting, size_t index)
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

static bool is_in_roubles(const rs_posting_row *posting)
{
    return !posting->currency || !strcmp(posting->currency, "RUB");
}

static bool earns(const rs_posting_row *posting, const rs_settings *settings)
{
    return is_in_roubles(posting) && !posting->external &&
           !(posting->legal && settings->exclude_legal);
}

worth points_worth(const rs_posting_row *posting, const rs_settings *settings)
{
    worth out = {0};
    int64_t net = 0;
    for (size_t n = 0; n < posting->items.count; n++) {
        const rs_posting_item *item = &posting->items.items[n];
        int64_t price = settings->base == RS_BASE_CUSTOMER && item->paid ? item->paid : item->price;
        int64_t line;
        bool over = __builtin_mul_overflow(price, kept_units(posting, n), &line) ||
                    __builtin_add_overflow(net, line, &net);
        RS_ASSERT(!over); /* limits of price, quantity and lines are checked at the border */
    }
    for (size_t n = 0; n < posting->returns.count; n++)
        out.open_return |= is_undecided(posting, &posting->returns.items[n]);
    if (net < 0 || !earns(posting, settings))
        net = 0;
    bool on_way = posting->status == RS_POSTING_ORDERED;
    bool early = on_way && settings->accrue_on == RS_ACCRUE_ORDERED;
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
                                    const rs_settings *settings, int64_t ordered)
{
    rs_beneficiary *items = arena_give(self->memory, 11 * sizeof *items);
    size_t count = 0;
    if (settings->own_rate && may_earn(buyer))
        items[count++] = (rs_beneficiary){.participant = buyer->id, .rate = settings->own_rate};
    rs_participant_row below = *buyer;
    for (int64_t level = 1; level <= settings->levels; level++) {
        rs_participant_row inviter;
        if (!below.inviter || below.tied > ordered ||
            !find_participant(self, below.inviter, &inviter))
            break;
        bool rated = (size_t)level <= settings->level_rates.count;
        int64_t rate = rated ? settings->level_rates.items[level - 1] : 0;
        if (rate && may_earn(&inviter))
            items[count++] =
                (rs_beneficiary){.participant = inviter.id, .level = level, .rate = rate};
        below = inviter;
    }
    return (rs_beneficiary_list){items, count};
}

/* What was ordered before joining brings nothing to anybody: it is history only. So is what was on
 * record already when the Ozon ID was bound, if it was more than 30 days old by then. */
static bool is_history(const rs_posting_row *posting, const rs_participant_row *buyer)
{
    return posting->created < buyer->joined || (posting->recorded <= buyer->registered &&
                                                posting->created < buyer->registered - HISTORY_MS);
}

static bool fix_beneficiaries(decision *self, rs_posting_row *posting)
{
    if (posting->participant)
        return true;
    rs_participant_row buyer;
    int64_t id =
        posting->ozon ? row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(posting->ozon)) : 0;
    if (!id || !find_participant(self, id, &buyer) || is_history(posting, &buyer))
        return false;
    rs_settings_row settings;
    posting->settings = row_settings_at(self->state, self->memory, posting->created, &settings);
    posting->participant = id;
    posting->beneficiaries = chain_of(self, &buyer, settings.settings, posting->created);
    decide(self, FACT_beneficiaries_fixed,
           &(rs_beneficiaries_fixed){
               .posting = posting->id,
               .participant = id,
               .settings = posting->settings,
               .blocked = !may_earn(&buyer),
               .beneficiaries = posting->beneficiaries,
           });
    return true;
}

/* ------------------------------------------------------------------------------ transfers */

static int64_t last_transfer(decision *self, const rs_participant_row *row, rs_account account)
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
    rs_participant_row row;
    RS_ASSERT(about.points > 0);
    bool there = find_participant(self, about.participant, &row);
    RS_ASSERT(there);
    about.debit_before = last_transfer(self, &row, about.debit);
    about.credit_before = last_transfer(self, &row, about.credit);
    decide(self, FACT_transferred, &about);
}

/* The first accrual fixes when the points of the posting are released. */
static int64_t release_time(decision *self, const rs_posting_row *posting,
                            const rs_settings *settings)
{
    int64_t from = settings->hold_from == RS_HOLD_ORDER      ? posting->created
                   : settings->hold_from == RS_HOLD_DELIVERY ? posting->delivered
                                                             : self->now;
    return (from ? from : self->now) + settings->hold_days * DAY_MS;
}

static void accrue(decision *self, rs_posting_row *posting, const rs_settings *settings,
                   rs_beneficiary *one, int64_t points, int64_t net)
{
    if (!posting->release)
        posting->release = release_time(self, posting, settings);
    points_transfer(self, (rs_transferred){
                              .kind = RS_TRANSFER_ACCRUAL,
                              .participant = one->participant,
                              .debit = RS_ACCOUNT_ISSUED,
                              .credit = RS_ACCOUNT_HELD,
                              .points = points,
                              .posting = posting->id,
                              .level = one->level,
                              .rate = one->rate,
                              .base = net,
                              .settings = posting->settings,
                              .available_at = posting->release,
                          });
    one->posted += points;
    one->held += points;
}

static void take_back(decision *self, const rs_posting_row *posting, rs_beneficiary *one,
                      rs_account from, int64_t points, int64_t net)
{
    if (!points)
        return;
    points_transfer(self, (rs_transferred){
                              .kind = RS_TRANSFER_TAKE_BACK,
                              .participant = one->participant,
                              .debit = from,
                              .credit = RS_ACCOUNT_ISSUED,
                              .points = points,
                              .posting = posting->id,
                              .level = one->level,
                              .rate = one->rate,
                              .base = net,
                              .settings = posting->settings,
                          });
    one->posted -= points;
    if (from == RS_ACCOUNT_HELD)
        one->held -= points;
}

static void post_difference(decision *self, rs_posting_row *posting, const rs_settings *settings,
                            int64_t net)
{
    for (size_t n = 0; n < posting->beneficiaries.count; n++) {
        rs_beneficiary *one = &posting->beneficiaries.items[n];
        int64_t change = points_share(net, one->rate) - one->posted;
        if (change > 0)
            accrue(self, posting, settings, one, change, net);
        if (change < 0) {
            int64_t held = -change < one->held ? -change : one->held;
            take_back(self, posting, one, RS_ACCOUNT_HELD, held, net);
            take_back(self, posting, one, RS_ACCOUNT_AVAILABLE, -change - held, net);
        }
    }
}

static void thaw(decision *self, rs_posting_row *posting)
{
    for (size_t n = 0; n < posting->beneficiaries.count; n++) {
        rs_beneficiary *one = &posting->beneficiaries.items[n];
        if (one->held <= 0)
            continue;
        points_transfer(self, (rs_transferred){
                                  .kind = RS_TRANSFER_THAW,
                                  .participant = one->participant,
                                  .debit = RS_ACCOUNT_HELD,
                                  .credit = RS_ACCOUNT_AVAILABLE,
                                  .points = one->held,
                                  .posting = posting->id,
                                  .level = one->level,
                              });
        one->held = 0;
    }
}

/* ----------------------------------------------------------------------------------- hold */

static bool is_unproven(decision *self, const rs_posting_row *posting, const rs_settings *settings)
{
    rs_participant_row buyer;
    return settings->proof == RS_PROOF_ORDER_NUMBER &&
           find_participant(self, posting->participant, &buyer) && !buyer.proven;
}

static bool has_points(const rs_posting_row *posting)
{
    for (size_t n = 0; n < posting->beneficiaries.count; n++)
        if (posting->beneficiaries.items[n].held > 0)
            return true;
    return false;
}

static void set_hold(decision *self, rs_posting_row *posting, const rs_settings *settings,
                     bool open_return)
{
    int64_t reasons = 0;
    if (has_points(posting)) {
        if (posting->release > self->now)
            reasons |= RS_HELD_BY_TIME;
        if (open_return)
            reasons |= RS_HELD_BY_RETURN;
        if (is_unproven(self, posting, settings))
            reasons |= RS_HELD_UNPROVEN;
    }
    rs_posting_row stored;
    row_get(self->state, self->memory, TABLE_POSTING, KEY_1(posting->id), &stored);
    if (reasons != stored.hold || posting->release != stored.release)
        decide(self, FACT_held,
               &(rs_held){.posting = posting->id, .reasons = reasons, .release = posting->release});
    posting->hold = reasons;
}

/* --------------------------------------------------------------------------------- settle */

static void count_purchase(decision *self, rs_posting_row *posting, const worth *value)
{
    int64_t *expected =
        arena_give(self->memory, (posting->beneficiaries.count + 1) * sizeof *expected);
    bool counted = posting->status == RS_POSTING_DELIVERED && value->net > 0;
    bool changed = value->net != posting->net || counted != posting->counted;
    for (size_t n = 0; n < posting->beneficiaries.count; n++) {
        const rs_beneficiary *one = &posting->beneficiaries.items[n];
        expected[n] = points_share(value->on_way, one->rate);
        changed |= expected[n] != one->expected;
    }
    if (!changed)
        return;
    decide(self, FACT_purchase_counted,
           &(rs_purchase_counted){
               .posting = posting->id,
               .net = value->net,
               .counted = counted,
               .expected = {expected, posting->beneficiaries.count},
           });
}

void points_settle(decision *self, int64_t id)
{
    rs_posting_row posting;
    bool there = row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &posting);
    /* Only a return has been seen so far, or the buyer does not take part. */
    if (!there || !posting.status || !fix_beneficiaries(self, &posting))
        return;
    rs_settings_row settings;
    row_settings_version(self->state, self->memory, posting.settings, &settings);
    worth value = points_worth(&posting, settings.settings);
    count_purchase(self, &posting, &value);
    post_difference(self, &posting, settings.settings, value.net);
    set_hold(self, &posting, settings.settings, value.open_return);
    if (!posting.hold)
        thaw(self, &posting);
}

size_t points_release(decision *self, size_t limit)
{
    size_t count = 0;
    state_cursor cursor;
    while (count < limit &&
           state_first(self->state, TABLE_DUE, (rs_bytes){0}, (rs_bytes){0}, false, &cursor) &&
           key_number_at(cursor.key, 0) <= self->now) {
        points_settle(self, key_number_at(cursor.key, 1));
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
