/* Facts about purchases and points. */
#include "actors/ledger/state/apply_fold.h"
#include "actors/ledger/state/inside.h"
#include "actors/ledger/state/returns.h"

static bool load(fold *self, int64_t id, rs_posting_row *out)
{
    return row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), out);
}

static void keep(fold *self, const rs_posting_row *row)
{
    row_put(self->state, TABLE_POSTING, KEY_1(row->id), row);
}

void fold_account(fold *self, int64_t participant, rs_account_row *out)
{
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(participant), out);
}

void fold_keep_account(fold *self, int64_t participant, const rs_account_row *row)
{
    row_put(self->state, TABLE_ACCOUNT, KEY_1(participant), row);
}

/* The row of a number, made if this is the first that is heard of it. Numbers are given in order,
 * so nothing has to be searched for what is new. */
static void load_or_make(fold *self, int64_t id, int64_t store, const char *number, int64_t ozon,
                         rs_posting_row *out)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    if (id <= meta.posting) {
        bool there = load(self, id, out);
        RS_ASSERT(there);
        return;
    }
    *out = (rs_posting_row){.id = id, .store = store, .number = number, .ozon = ozon};
    meta.posting = id;
    row_put_meta(self->state, &meta);
    row_put_ref(self->state, TABLE_POSTING_NO, KEY_TEXT(number), id);
    if (ozon)
        row_put_nothing(self->state, TABLE_POSTING_OF, KEY_2(ozon, id));
}

/* The list of what waits for a person has postings of participants only. */
static void move_waiting(fold *self, int64_t id, uint32_t before, uint32_t now)
{
    if (before == now || !row_has(self->state, TABLE_SHARES, KEY_1(id)))
        return;
    for (size_t n = 0; n < rs_attention_enum.count; n++) {
        int kind = rs_attention_enum.values[n].value;
        if (now & (UINT32_C(1) << kind))
            row_put_nothing(self->state, TABLE_WAITING, KEY_2(kind, id));
        else
            row_del(self->state, TABLE_WAITING, KEY_2(kind, id));
    }
}

/* Still on its way: the index of open postings has it. */
static bool is_open(const rs_posting_row *row)
{
    return row->status == RS_POSTING_ORDERED || row->status == RS_POSTING_OTHER;
}

void fold_posting_observed(fold *self, const rs_posting_observed *fact)
{
    const rs_posting_seen *seen = fact->posting;
    rs_posting_row row;
    load_or_make(self, fact->id, fact->store, seen->number, fact->ozon, &row);
    uint32_t waited = posting_waits(&row);
    if (!row.recorded) {
        row.recorded = self->at;
        row.order = seen->order; /* the order's counts stand under it */
    }
    if (is_open(&row))
        row_del(self->state, TABLE_POSTING_OPEN, KEY_3(row.store, row.scheme, row.id));
    row.scheme = seen->scheme;
    row.status = seen->status;
    row.raw_status = seen->raw_status;
    row.created = seen->created;
    row.asked = fact->asked;
    row.delivered = fact->delivered;
    row.legal = seen->legal;
    row.external = seen->external;
    row.currency = seen->currency;
    row.items = seen->items;
    keep(self, &row);
    move_waiting(self, row.id, waited, posting_waits(&row));

    if (is_open(&row))
        row_put_nothing(self->state, TABLE_POSTING_OPEN, KEY_3(row.store, row.scheme, row.id));
}

void fold_return_observed(fold *self, const rs_return_observed *fact)
{
    const rs_return_seen *seen = fact->seen;
    rs_posting_row row;
    load_or_make(self, fact->posting, fact->store, seen->number, fact->ozon, &row);
    uint32_t waited = posting_waits(&row);

    rs_return_row *returns = arena_give(self->memory, (row.returns.count + 1) * sizeof *returns);
    size_t at = row.returns.count;
    for (size_t n = 0; n < row.returns.count; n++) {
        returns[n] = row.returns.items[n];
        if (returns[n].ret == seen->ret)
            at = n;
    }
    rs_return_row before = at < row.returns.count ? row.returns.items[at] : (rs_return_row){0};
    returns[at] = (rs_return_row){
        .ret = seen->ret,
        .source = seen->source,
        .sku = seen->sku,
        .qty = seen->qty,
        .type = seen->type,
        .state = seen->state,
        .asked = fact->asked,
        .at = seen->at,
        .raw_status = seen->raw_status,
        .exemplars = seen->exemplars,
        .ruled = before.ruled,
        .ruled_qty = before.ruled_qty,
    };
    size_t count = at == row.returns.count ? at + 1 : row.returns.count;
    row.returns = (rs_return_row_list){returns, count};
    keep(self, &row);
    row_put_ref(self->state, TABLE_RETURN, KEY_2(fact->store, seen->ret), row.id);
    move_waiting(self, row.id, waited, posting_waits(&row));
}

void fold_return_decided(fold *self, const rs_return_decided *fact)
{
    rs_posting_row row;
    bool there = load(self, fact->posting, &row);
    RS_ASSERT(there);
    uint32_t waited = posting_waits(&row);
    for (size_t n = 0; n < row.returns.count; n++) {
        rs_return_row *one = &row.returns.items[n];
        if (one->ret != fact->ret)
            continue;
        one->ruled = fact->state == RS_RETURN_OPEN ? 0 : fact->state;
        one->ruled_qty = fact->qty;
    }
    keep(self, &row);
    move_waiting(self, row.id, waited, posting_waits(&row));
    fold_entry(self, RS_ACTION_DECIDE, RS_OBJECT_POSTING, row.id, fact->admin);
}

void fold_beneficiaries_fixed(fold *self, const rs_beneficiaries_fixed *fact)
{
    rs_posting_row posting;
    rs_participant_row buyer;
    load(self, fact->posting, &posting);
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(fact->participant), &buyer);
    row_put(self->state, TABLE_SHARES, KEY_1(fact->posting),
            &(rs_shares_row){
                .participant = fact->participant,
                .settings = fact->settings,
                .beneficiaries = fact->beneficiaries,
                .blocked = fact->blocked,
                .ordered = posting.created,
                .inviter = buyer.inviter,
            });
    state_note_shown(self->state, fact->participant);
    rs_posting_row row;
    bool there = load(self, fact->posting, &row);
    RS_ASSERT(there);
    move_waiting(self, row.id, 0, posting_waits(&row));
}

/* Of the link they came by: whoever has an order that counts is one who bought. */
static void count_link_buyer(fold *self, int64_t buyer, int change)
{
    rs_participant_row row;
    rs_link_row link;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(buyer), &row);
    if (!row.via || !row_get(self->state, self->memory, TABLE_LINK, KEY_TEXT(row.via), &link))
        return;
    link.bought += change;
    row_put(self->state, TABLE_LINK, KEY_TEXT(row.via), &link);
}

/* An order of a buyer counts once, however many of its postings do: 1, 0 or -1. */
static int count_order(fold *self, const rs_shares_row *shares, const char *number, bool counted)
{
    rs_order_row order;
    const rs_key *key = KEY_1_TEXT(shares->participant, number);
    row_get(self->state, self->memory, TABLE_ORDER, key, &order);
    bool before = order.postings > 0;
    order.postings += counted ? 1 : -1;
    int change = (order.postings > 0) - before;
    if (change > 0) {
        order.ordered = shares->ordered;
        order.referral = shares->inviter != 0;
    }
    row_put(self->state, TABLE_ORDER, key, &order);
    if (change)
        fold_order(self, shares->participant, number, &order, change);
    return change;
}

/* What the inviters who earn from a purchase are told about it. */
static void tell_inviters(fold *self, const rs_shares_row *shares, int orders, int64_t change)
{
    rs_digest more = {
        .orders = orders > 0,
        .sum = change > 0 ? change : 0,
        .returned = change < 0 ? -change : 0,
    };
    for (size_t n = 0; n < shares->beneficiaries.count; n++) {
        rs_account_row row;
        const rs_beneficiary *one = &shares->beneficiaries.items[n];
        if (!one->level)
            continue;
        fold_account(self, one->participant, &row);
        if (fold_gather(self, &row, RS_NOTICE_PURCHASES, &more))
            fold_keep_account(self, one->participant, &row);
    }
}

/* The buyer's own figures. */
static void count_purchase(fold *self, const rs_shares_row *before, const rs_settled *fact)
{
    rs_posting_row posting;
    rs_account_row buyer;
    int64_t was = before->counted ? before->net : 0;
    int64_t is = fact->counted ? fact->net : 0;
    int orders = 0;
    if (was == is && before->counted == fact->counted)
        return;
    bool there = load(self, fact->posting, &posting);
    RS_ASSERT(there);
    fold_account(self, before->participant, &buyer);
    if (before->counted != fact->counted) {
        orders = count_order(self, before, posting.order, fact->counted);
        bool had = buyer.orders > 0;
        buyer.orders += orders;
        if ((buyer.orders > 0) != had)
            count_link_buyer(self, before->participant, had ? -1 : 1);
    }
    buyer.sum += is - was;
    if (fact->counted && posting.created > buyer.last_order)
        buyer.last_order = posting.created;
    fold_keep_account(self, before->participant, &buyer);
    tell_inviters(self, before, orders, is - was);
}

static int64_t int_at(rs_ints list, size_t n)
{
    return n < list.count ? list.items[n] : 0;
}

static void move_expected(fold *self, const rs_beneficiary *one, int64_t now)
{
    rs_account_row row;
    if (one->expected == now)
        return;
    fold_account(self, one->participant, &row);
    row.expected += now - one->expected;
    fold_keep_account(self, one->participant, &row);
}

/* The calendar has a posting while time is one of the reasons to hold its points. */
static void move_in_calendar(fold *self, const rs_shares_row *before, const rs_settled *fact)
{
    if (before->hold & RS_HELD_BY_TIME)
        row_del(self->state, TABLE_DUE, KEY_2(before->release, fact->posting));
    if (fact->hold & RS_HELD_BY_TIME)
        row_put_nothing(self->state, TABLE_DUE, KEY_2(fact->release, fact->posting));
}

/* What a participant has on hold is found by when it is released. */
static void move_held(fold *self, const rs_shares_row *before, const rs_settled *fact, size_t n)
{
    const rs_beneficiary *one = &before->beneficiaries.items[n];
    bool was = one->held > 0;
    bool is = int_at(fact->held, n) > 0;
    if (was == is && before->release == fact->release)
        return;
    if (was)
        row_del(self->state, TABLE_HELD_OF,
                KEY_3(one->participant, before->release, fact->posting));
    if (is)
        row_put_nothing(self->state, TABLE_HELD_OF,
                        KEY_3(one->participant, fact->release, fact->posting));
}

void fold_settled(fold *self, const rs_settled *fact)
{
    rs_shares_row row;
    const rs_key *key = KEY_1(fact->posting);
    bool there = row_get(self->state, self->memory, TABLE_SHARES, key, &row);
    RS_ASSERT(there);
    rs_shares_row before = row;
    count_purchase(self, &row, fact);
    move_in_calendar(self, &row, fact);
    for (size_t n = 0; n < row.beneficiaries.count; n++) {
        rs_beneficiary *one = &row.beneficiaries.items[n];
        move_expected(self, one, int_at(fact->expected, n));
        move_held(self, &row, fact, n);
        one->posted = int_at(fact->posted, n);
        one->held = int_at(fact->held, n);
        one->expected = int_at(fact->expected, n);
    }
    row.net = fact->net;
    row.counted = fact->counted;
    row.hold = fact->hold;
    row.release = fact->release;
    row.settled = (int64_t)self->seq;
    row.units = fact->units;
    row.units_back = fact->units_back;
    row.gross = fact->gross;
    row.gross_back = fact->gross_back;
    row_put(self->state, TABLE_SHARES, key, &row);
    state_note_shown(self->state, row.participant);
    fold_sale(self, &before, &row);
}

static void add_to_account(fold *self, rs_account_row *row, rs_account account, int64_t change)
{
    rs_system_row system;
    switch (account) {
    case RS_ACCOUNT_HELD: row->held += change, row->held_seq = (int64_t)self->seq; break;
    case RS_ACCOUNT_AVAILABLE:
        row->available += change, row->available_seq = (int64_t)self->seq;
        break;
    case RS_ACCOUNT_RESERVED:
        row->reserved += change, row->reserved_seq = (int64_t)self->seq;
        break;
    default:
        row_get(self->state, self->memory, TABLE_SYSTEM, KEY_1(account), &system);
        system.balance += change;
        system.seq = (int64_t)self->seq;
        row_put(self->state, TABLE_SYSTEM, KEY_1(account), &system);
    }
}

static void add_by_source(fold *self, rs_account_row *row, int64_t level, int64_t change)
{
    if (level == 0) {
        row->own += change;
        return;
    }
    size_t count = row->levels.count > (size_t)level ? row->levels.count : (size_t)level;
    int64_t *levels = arena_give(self->memory, count * sizeof *levels);
    for (size_t n = 0; n < row->levels.count; n++)
        levels[n] = row->levels.items[n];
    levels[level - 1] += change;
    row->levels = (rs_ints){levels, count};
}

/* What the participant is told about a transfer. */
static void gather(fold *self, rs_account_row *row, const rs_transferred *fact)
{
    rs_digest more = {0};
    switch (fact->kind) {
    case RS_TRANSFER_ACCRUAL:
        if (fact->level)
            more.levels = fold_at_level(self, fact->level, fact->points);
        else
            more.own = fact->points;
        fold_gather(self, row, RS_NOTICE_POINTS, &more);
        break;
    case RS_TRANSFER_TAKE_BACK:
        more.taken = fact->points;
        fold_gather(self, row, RS_NOTICE_POINTS | RS_NOTICE_TAKEN, &more);
        break;
    case RS_TRANSFER_THAW:
        more.released = fact->points;
        fold_gather(self, row, RS_NOTICE_RELEASED, &more);
        break;
    default: break;
    }
}

void fold_transferred(fold *self, const rs_transferred *fact)
{
    rs_account_row row;
    fold_account(self, fact->participant, &row);
    add_to_account(self, &row, fact->debit, -fact->points);
    add_to_account(self, &row, fact->credit, fact->points);
    switch (fact->kind) {
    case RS_TRANSFER_ACCRUAL: add_by_source(self, &row, fact->level, fact->points); break;
    case RS_TRANSFER_TAKE_BACK: add_by_source(self, &row, fact->level, -fact->points); break;
    case RS_TRANSFER_PAID: row.paid += fact->points; break;
    case RS_TRANSFER_CORRECTION:
        row.corrected += fact->debit == RS_ACCOUNT_ADJUSTED ? fact->points : -fact->points;
        break;
    default: break;
    }
    gather(self, &row, fact);
    fold_keep_account(self, fact->participant, &row);
    fold_points_moved(self, fact);
}
