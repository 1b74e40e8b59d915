/* What stands after a step: every figure of the ledger and of the auditor. */
#include <string.h>

#include "tests/unit/actors/ledger/walk.h"

static void compare_link(walk *self, int64_t owner, int64_t n, const audit_link *one)
{
    state *rows = self->world->stores.state;
    rs_text_row code;
    rs_link_row link;
    row_get(rows, self->world->memory, TABLE_LINK_OF, KEY_2(owner, n), &code);
    row_get(rows, self->world->memory, TABLE_LINK, KEY_TEXT(code.text), &link);
    EXPECT(self, "people who opened the link", link.opened, one->opens);
    EXPECT(self, "people who registered by the link", link.registered, one->registered);
    EXPECT(self, "people who came by the link and bought", link.bought, one->bought);
    EXPECT(self, "link that is off", link.off, one->off);
    EXPECT(self, "label of a link", link.label.size != 0, one->labelled);
    EXPECT(self, "product of a link", link.product ? link.product->product : 0, one->product);
    EXPECT(self, "store of a link", link.product ? link.product->store - STORE : 0,
           one->product ? one->store : 0);
}

static void compare_links(walk *self, int person, const rs_participant_row *row)
{
    const audit_person *one = auditor_person(self->auditor, person);
    int64_t off = 0;
    for (int n = 0; n < one->link_count; n++) {
        compare_link(self, row->id, n + 1, &one->links[n]);
        off += one->links[n].off;
    }
    EXPECT(self, "number of links", row->links, one->link_count);
    EXPECT(self, "number of links that are off", row->links_off, off);
}

/* Which ids lead to the person, and whether there are words of them. */
static void compare_ways(walk *self, int person, const rs_participant_row *row)
{
    const audit_person *one = auditor_person(self->auditor, person);
    state *rows = self->world->stores.state;
    arena *memory = self->world->memory;
    view look = world_view(self->world);
    const char *name = show_name(&look, row);
    EXPECT(self, "participant of a Telegram id",
           row_ref(rows, memory, TABLE_BY_TG, KEY_1(TG(person))), one->erased ? 0 : row->id);
    EXPECT(self, "name that can be read", name != NULL, self->named[person] && !one->erased);
    if (one->ozon)
        EXPECT(self, "participant of an Ozon ID",
               row_ref(rows, memory, TABLE_BY_OZON, KEY_1(one->ozon)), row->id);
}

static void compare_person(walk *self, int person)
{
    rs_participant_row row = world_row(self->world, self->participant[person]);
    rs_account_row account = world_account(self->world, self->participant[person]);
    const audit_person *one = auditor_person(self->auditor, person);
    EXPECT(self, "held", account.held, one->held);
    EXPECT(self, "available", account.available, one->available);
    EXPECT(self, "reserved", account.reserved, one->reserved);
    EXPECT(self, "own", account.own, one->own);
    for (int n = 0; n < AUDITOR_LEVELS; n++)
        EXPECT(self, "level", (size_t)n < account.levels.count ? account.levels.items[n] : 0,
               one->levels[n]);
    EXPECT(self, "expected", account.expected, one->expected);
    EXPECT(self, "paid", account.paid, one->paid);
    EXPECT(self, "paid money", account.paid_money, one->paid_money);
    EXPECT(self, "orders", account.orders, one->orders);
    EXPECT(self, "sum", account.sum, one->sum);
    EXPECT(self, "referrals", row.referrals, one->referrals);
    EXPECT(self, "inviter", row.inviter, one->inviter < 0 ? 0 : self->participant[one->inviter]);
    EXPECT(self, "age of the tie", row.inviter ? row.tied : 0, one->inviter < 0 ? 0 : one->tied);
    EXPECT(self, "lost tie", row.tie_lost, one->tie_lost);
    EXPECT(self, "time of joining", row.joined, one->joined);
    EXPECT(self, "time of registration", row.registered, one->registered);
    EXPECT(self, "proof", row.proven, one->proven);
    EXPECT(self, "Ozon ID", row.ozon, one->ozon);
    EXPECT(self, "attempts", row.attempts, one->attempts);
    EXPECT(self, "corrected", account.corrected, one->corrected);
    EXPECT(self, "status", row.status, one->erased ? 3 : one->blocked ? 2 : 1);
    compare_links(self, person, &row);
    compare_ways(self, person, &row);
    EXPECT(self, "open requests", account.open_payouts, one->open_payouts);
}

static void compare_payout(walk *self, int n)
{
    rs_request_row row = world_payout_row(self->world, n);
    const audit_payout *one = auditor_payout(self->auditor, n);
    EXPECT(self, "state of a request", row.state, one->state);
    EXPECT(self, "points of a request", row.points, one->points);
    EXPECT(self, "money of a request", row.money, one->money);
    EXPECT(self, "administrator who approved", row.approver, one->approver);
    EXPECT(self, "administrator who has a request", row.admin, one->claimant);
    EXPECT(self, "owner of a request", row.participant, self->participant[one->person]);
}

static void compare_share(walk *self, const rs_beneficiary *got, const audit_share *one)
{
    EXPECT(self, "beneficiary", got->participant, self->participant[one->person]);
    EXPECT(self, "level of a share", got->level, one->level);
    EXPECT(self, "rate of a share", got->rate, one->rate);
    EXPECT(self, "points of a share", got->posted, one->posted);
    EXPECT(self, "points of a share on hold", got->held, one->held);
    EXPECT(self, "expected of a share", got->expected, one->expected);
}

static void compare_posting(walk *self, const audit_number *number, const audit_shares *one)
{
    state *rows = self->world->stores.state;
    arena *memory = self->world->memory;
    rs_shares_row shares = {0};
    const char *name = world_number(self->world, number->ozon, number->order, number->part);
    int64_t id = row_ref(rows, memory, TABLE_POSTING_NO, KEY_TEXT(name));
    bool there = row_get(rows, memory, TABLE_SHARES, KEY_1(id), &shares);
    EXPECT(self, "posting that brings points", there, one->fixed);
    if (!there)
        return;
    EXPECT(self, "buyer", shares.participant, self->participant[one->buyer]);
    EXPECT(self, "worth of a posting", shares.net, one->net);
    EXPECT(self, "purchase", shares.counted, one->purchase);
    EXPECT(self, "time of release", shares.release, one->release);
    EXPECT(self, "number of shares", (int64_t)shares.beneficiaries.count, one->count);
    for (int n = 0; n < one->count; n++)
        compare_share(self, &shares.beneficiaries.items[n], &one->list[n]);
}

/* ------------------------------------------------------------------------------- attention */

/* Postings of the list of that kind, all its pages. */
static int list_waiting(walk *self, rs_attention kind, int64_t out[AUDITOR_POSTINGS])
{
    rs_attention_args args = {.kind = kind, .limit = 50};
    rs_attention_page page;
    int count = 0;
    do {
        view look = world_view(self->world);
        page = (rs_attention_page){0};
        assert_int_equal(view_attention(&look, &args, &page), RS_OK);
        for (size_t n = 0; n < page.rows.count && count < AUDITOR_POSTINGS; n++)
            out[count++] = page.rows.items[n].posting;
        args.after = page.next;
    } while (page.next);
    return count;
}

static void compare_waiting(walk *self, rs_attention kind)
{
    int64_t listed[AUDITOR_POSTINGS];
    int count = list_waiting(self, kind, listed);
    int waiting = 0;
    audit_number number;
    for (int n = 0; auditor_posting(self->auditor, n, &number); n++) {
        if (!(auditor_waits(self->auditor, n) >> kind & 1))
            continue;
        const char *name = world_number(self->world, number.ozon, number.order, number.part);
        int64_t id = row_ref(self->world->stores.state, self->world->memory, TABLE_POSTING_NO,
                             KEY_TEXT(name));
        bool found = false;
        for (int k = 0; k < count; k++)
            found |= listed[k] == id;
        EXPECT(self, "posting in the list of what waits for a person", found, true);
        waiting++;
    }
    EXPECT(self, "number of postings that wait for a person", count, waiting);
}

/* ------------------------------------------------------------------------------- days */

static void compare_day(walk *self, const rs_period *day, const audit_day *one)
{
    static const audit_day nothing = {0};
    one = one ? one : &nothing;
#define SAME(name) EXPECT(self, "figure of a day: " #name, day->name, one->name)
    SAME(joined), SAME(registered), SAME(referrals), SAME(buyers), SAME(waited), SAME(repeated);
    SAME(active), SAME(orders), SAME(sales), SAME(own_orders), SAME(own_sales), SAME(units);
    SAME(units_back), SAME(gross), SAME(gross_back), SAME(accrued), SAME(taken), SAME(paid);
    SAME(payouts), SAME(paid_money), SAME(links), SAME(links_used);
#undef SAME
}

/* From before the first order to the day after this one. */
static void compare_days(walk *self)
{
    enum { AT_ONCE = 400 };
    int64_t end = world_now(self->world) + DAY;
    for (int64_t from = WORLD_START - 110 * DAY; from < end; from += AT_ONCE * DAY) {
        int64_t left = (end - from) / DAY + 1;
        rs_days_args args = {.since = from, .days = left < AT_ONCE ? left : AT_ONCE};
        rs_days_page page = {0};
        view look = world_view(self->world);
        assert_int_equal(view_days(&look, &args, &page), RS_OK);
        for (size_t n = 0; n < page.days.count; n++) {
            int64_t day = (page.days.items[n].from + 3 * HOUR) / DAY;
            compare_day(self, &page.days.items[n], auditor_day(self->auditor, day));
        }
    }
}

void walk_compare_people(walk *self)
{
    auditor_reckon(self->auditor);
    for (int n = 0; n < self->people; n++)
        if (self->participant[n])
            compare_person(self, n);
}

void walk_compare(walk *self)
{
    audit_number number;
    const audit_shares *shares;
    walk_compare_people(self);
    for (int n = 1; n <= self->payouts; n++)
        compare_payout(self, n);
    for (int n = 0; (shares = auditor_posting(self->auditor, n, &number)); n++)
        compare_posting(self, &number, shares);
    for (size_t n = 0; n < rs_attention_enum.count; n++)
        compare_waiting(self, (rs_attention)rs_attention_enum.values[n].value);
    compare_days(self);
    world_check(self->world);
    world_forget(self->world);
}
