#include "tests/unit/actors/ledger/auditor.h"

#include <stdlib.h>
#include <string.h>

#define DAY (INT64_C(24) * 60 * 60 * 1000)
enum { UNITS = 200, SHARES = AUDITOR_LEVELS + 1 };

typedef struct {
    int person;
    int level;
    int64_t rate, posted, held;
} share;

typedef struct {
    audit_number number;
    bool seen;
    audit_look last;
    int64_t recorded, delivered;
    audit_return returns[AUDITOR_RETURNS];
    int return_count;
    bool fixed;
    int buyer;
    audit_settings terms; /* in force when it was ordered */
    share shares[SHARES];
    int share_count;
    int64_t release; /* 0: nothing was ever accrued */
} posting;

struct auditor {
    int64_t now;
    audit_person people[AUDITOR_PEOPLE];
    posting postings[AUDITOR_POSTINGS];
    int posting_count;
    audit_settings settings[AUDITOR_SETTINGS];
    int settings_count;
    audit_payout payouts[AUDITOR_PAYOUTS + 1];
    int payout_count;
};

auditor *auditor_open(void)
{
    auditor *self = calloc(1, sizeof *self);
    if (!self)
        abort();
    return self;
}

void auditor_close(auditor **self_p)
{
    free(*self_p);
    *self_p = NULL;
}

/* ------------------------------------------------------------------------------- worth */

static bool replaced(const posting *p, const audit_return *one)
{
    for (int n = 0; n < p->return_count; n++)
        if (p->returns[n].source == one->id && p->returns[n].id != one->id)
            return true;
    return false;
}

static bool decidable(const posting *p, const audit_return *one)
{
    bool sizeless = one->qty == 0 && p->last.scheme == 3;
    return one->type != 5 && !sizeless;
}

static bool open_return(const posting *p)
{
    for (int n = 0; n < p->return_count; n++) {
        const audit_return *one = &p->returns[n];
        if (one->state == 3 || replaced(p, one))
            continue;
        if (one->state == 1 || !decidable(p, one))
            return true;
    }
    return false;
}

/* Units of a SKU that came back: each named exemplar once, units without a name as they are. */
static int64_t back(const posting *p, int64_t sku)
{
    int64_t named[AUDITOR_RETURNS * AUDITOR_EXEMPLARS];
    int names = 0;
    int64_t units = 0;
    for (int n = 0; n < p->return_count; n++) {
        const audit_return *one = &p->returns[n];
        if (one->sku != sku || one->state != 2 || !decidable(p, one) || replaced(p, one))
            continue;
        if (one->qty == 0)
            return 1000000;
        units += one->qty;
        for (int e = 0; e < AUDITOR_EXEMPLARS && one->exemplars[e]; e++) {
            bool twice = false;
            for (int k = 0; k < names; k++)
                twice |= named[k] == one->exemplars[e];
            if (twice)
                units--;
            else
                named[names++] = one->exemplars[e];
        }
    }
    return units;
}

/* Every unit laid out in a row; what came back is struck out from the left. */
static int64_t kept_value(const posting *p)
{
    int64_t total = 0;
    int64_t done[AUDITOR_LINES];
    int done_count = 0;
    for (int n = 0; n < AUDITOR_LINES && p->last.lines[n].qty; n++) {
        int64_t sku = p->last.lines[n].sku;
        bool again = false;
        for (int k = 0; k < done_count; k++)
            again |= done[k] == sku;
        if (again)
            continue;
        done[done_count++] = sku;
        int64_t gone = back(p, sku);
        for (int m = n; m < AUDITOR_LINES && p->last.lines[m].qty; m++) {
            const audit_line *line = &p->last.lines[m];
            bool paid = p->terms.customer_base && line->paid;
            for (int64_t unit = 0; line->sku == sku && unit < line->qty; unit++)
                if (gone > 0)
                    gone--;
                else
                    total += paid ? line->paid : line->price;
        }
    }
    bool nothing = p->last.foreign || p->last.external || (p->last.legal && p->terms.exclude_legal);
    return nothing ? 0 : total;
}

static bool counts_now(const posting *p)
{
    return p->last.status == 2 || (p->last.status == 1 && p->terms.on_order);
}

/* ------------------------------------------------------------------------------- settling */

static int holder(const auditor *self, int64_t ozon)
{
    for (int n = 0; n < AUDITOR_PEOPLE; n++)
        if (self->people[n].ozon == ozon)
            return n;
    return -1;
}

static audit_settings terms_of(const auditor *self, int64_t ordered)
{
    int n = self->settings_count - 1;
    while (n > 0 && self->settings[n].since > ordered)
        n--;
    return self->settings[n];
}

static void add_share(posting *p, int person, int level, int64_t rate)
{
    if (rate)
        p->shares[p->share_count++] = (share){.person = person, .level = level, .rate = rate};
}

static void fix(auditor *self, posting *p)
{
    p->buyer = holder(self, p->number.ozon);
    if (p->buyer < 0)
        return;
    const audit_person *buyer = &self->people[p->buyer];
    bool old = p->recorded < buyer->registered && p->last.created < buyer->registered - 30 * DAY;
    if (p->last.created < buyer->joined || old)
        return;
    p->fixed = true;
    p->terms = terms_of(self, p->last.created);
    add_share(p, p->buyer, 0, p->terms.own_rate);
    const audit_person *below = buyer;
    for (int level = 1; level <= p->terms.levels; level++) {
        if (below->inviter < 0 || below->tied > p->last.created)
            break;
        add_share(p, below->inviter, level, p->terms.level_rates[level - 1]);
        below = &self->people[below->inviter];
    }
}

static void accrue(auditor *self, posting *p, share *one, int64_t points)
{
    if (!p->release) {
        int64_t from = self->now;
        if (p->terms.hold_from == 2)
            from = p->last.created;
        if (p->terms.hold_from == 3 && p->delivered)
            from = p->delivered;
        p->release = from + p->terms.hold_days * DAY;
    }
    one->held += points;
    self->people[one->person].held += points;
}

static void take_back(auditor *self, share *one, int64_t points)
{
    int64_t frozen = one->held < points ? one->held : points;
    one->held -= frozen;
    self->people[one->person].held -= frozen;
    self->people[one->person].available -= points - frozen;
}

static void settle(auditor *self, posting *p)
{
    if (p->seen && !p->fixed)
        fix(self, p);
    if (!p->fixed)
        return;
    int64_t value = counts_now(p) ? kept_value(p) : 0;
    bool unproven = !p->terms.proof_off && !self->people[p->buyer].proven;
    for (int n = 0; n < p->share_count; n++) {
        share *one = &p->shares[n];
        int64_t due = value * one->rate / 10000;
        int64_t *total = one->level ? &self->people[one->person].levels[one->level - 1]
                                    : &self->people[one->person].own;
        *total += due - one->posted;
        if (due > one->posted)
            accrue(self, p, one, due - one->posted);
        else
            take_back(self, one, one->posted - due);
        one->posted = due;
    }
    if (p->release > self->now || open_return(p) || unproven)
        return;
    for (int n = 0; n < p->share_count; n++) {
        self->people[p->shares[n].person].available += p->shares[n].held;
        self->people[p->shares[n].person].held -= p->shares[n].held;
        p->shares[n].held = 0;
    }
}

static bool same_order(const posting *a, const posting *b)
{
    return a->number.ozon == b->number.ozon && a->number.order == b->number.order;
}

static bool is_purchase(const posting *p)
{
    return p->fixed && p->last.status == 2 && kept_value(p) > 0;
}

/* Figures that are sums over everything. */
static void count(auditor *self)
{
    for (int n = 0; n < AUDITOR_PEOPLE; n++) {
        audit_person *one = &self->people[n];
        one->orders = one->sum = one->expected = one->referrals = one->open_payouts = 0;
    }
    for (int n = 0; n < AUDITOR_PEOPLE; n++)
        if (self->people[n].there && self->people[n].inviter >= 0)
            self->people[self->people[n].inviter].referrals++;
    for (int n = 0; n < self->posting_count; n++) {
        posting *p = &self->postings[n];
        if (is_purchase(p)) {
            bool again = false;
            for (int m = 0; m < n; m++)
                again |= same_order(p, &self->postings[m]) && is_purchase(&self->postings[m]);
            self->people[p->buyer].orders += !again;
            self->people[p->buyer].sum += kept_value(p);
        }
        bool on_way = p->fixed && p->last.status == 1 && !p->terms.on_order;
        for (int k = 0; on_way && k < p->share_count; k++)
            self->people[p->shares[k].person].expected += kept_value(p) * p->shares[k].rate / 10000;
    }
    for (int n = 1; n <= self->payout_count; n++)
        if (self->payouts[n].state <= 2)
            self->people[self->payouts[n].person].open_payouts++;
}

static void go_over_everything(auditor *self)
{
    for (int n = 0; n < self->posting_count; n++)
        settle(self, &self->postings[n]);
    count(self);
}

/* ------------------------------------------------------------------------------- what is told */

void auditor_time(auditor *self, int64_t now)
{
    self->now = now;
    go_over_everything(self);
}

void auditor_set(auditor *self, const audit_settings *settings)
{
    if (self->settings_count == AUDITOR_SETTINGS)
        abort();
    self->settings[self->settings_count] = *settings;
    self->settings[self->settings_count++].since = self->now;
    go_over_everything(self);
}

const audit_settings *auditor_settings(const auditor *self)
{
    return &self->settings[self->settings_count - 1];
}

static bool is_above(const auditor *self, int person, int below)
{
    for (; below >= 0; below = self->people[below].inviter)
        if (below == person)
            return true;
    return false;
}

int auditor_join(auditor *self, int person, int inviter)
{
    audit_person *one = &self->people[person];
    if (!one->there)
        *one = (audit_person){.there = true, .joined = self->now, .inviter = -1};
    int outcome = 1;
    if (inviter >= 0 && !self->people[inviter].there)
        abort();
    bool may_tie = !one->registered && one->inviter < 0;
    if (inviter == person || (inviter >= 0 && may_tie && is_above(self, person, inviter)))
        outcome = 5;
    else if (inviter >= 0)
        outcome = may_tie ? 2 : 3;
    if (outcome == 2) {
        one->inviter = inviter;
        one->tied = self->now;
    }
    go_over_everything(self);
    return outcome;
}

static bool is_known_order(const auditor *self, int64_t ozon, int order)
{
    for (int n = 0; n < self->posting_count; n++)
        if (self->postings[n].number.ozon == ozon && self->postings[n].number.order == order)
            return true;
    return false;
}

static bool bought_before(const auditor *self, int64_t ozon, int64_t when)
{
    for (int n = 0; n < self->posting_count; n++) {
        const posting *p = &self->postings[n];
        if (p->number.ozon == ozon && p->seen && p->last.created < when && p->last.status != 3)
            return true;
    }
    return false;
}

static int64_t moscow_day(const auditor *self)
{
    return (self->now + INT64_C(3) * 60 * 60 * 1000) / DAY;
}

static bool tired(const auditor *self, const audit_person *one)
{
    return one->attempt_day == moscow_day(self) && one->attempts >= 5;
}

static void fail_once(const auditor *self, audit_person *one)
{
    if (one->attempt_day != moscow_day(self))
        one->attempts = 0;
    one->attempt_day = moscow_day(self);
    one->attempts++;
}

static int prove(auditor *self, audit_person *one, int64_t ozon, int order)
{
    if (one->proven || one->ozon != ozon)
        return 9;
    if (!order)
        return 7;
    if (tired(self, one))
        return 8;
    if (!is_known_order(self, ozon, order)) {
        fail_once(self, one);
        return 2;
    }
    one->proven = true;
    return 1;
}

static int bind_id(auditor *self, audit_person *one, int64_t ozon, int order)
{
    if (tired(self, one))
        return 8;
    if (holder(self, ozon) >= 0) {
        fail_once(self, one);
        return 3;
    }
    one->proven = auditor_settings(self)->proof_off || (order && is_known_order(self, ozon, order));
    if (!one->proven && order)
        fail_once(self, one);
    if (auditor_settings(self)->newcomers_only && one->inviter >= 0 &&
        bought_before(self, ozon, one->joined)) {
        one->inviter = -1;
        one->tie_lost = true;
    }
    one->ozon = ozon;
    one->registered = self->now;
    return one->proven ? 1 : 2;
}

int auditor_register(auditor *self, int person, int64_t ozon, int order)
{
    audit_person *one = &self->people[person];
    int outcome = one->registered ? prove(self, one, ozon, order) : bind_id(self, one, ozon, order);
    go_over_everything(self);
    return outcome;
}

static bool same_number(const audit_number *a, const audit_number *b)
{
    return a->ozon == b->ozon && a->order == b->order && a->part == b->part;
}

static posting *find_or_add(auditor *self, const audit_number *number)
{
    for (int n = 0; n < self->posting_count; n++)
        if (same_number(&self->postings[n].number, number))
            return &self->postings[n];
    if (self->posting_count == AUDITOR_POSTINGS)
        abort();
    self->postings[self->posting_count] = (posting){.number = *number, .buyer = -1};
    return &self->postings[self->posting_count++];
}

static bool same_look(const audit_look *a, const audit_look *b)
{
    bool same = a->created == b->created && a->status == b->status && a->scheme == b->scheme &&
                a->legal == b->legal && a->external == b->external && a->foreign == b->foreign;
    for (int n = 0; n < AUDITOR_LINES; n++)
        same &= a->lines[n].sku == b->lines[n].sku && a->lines[n].qty == b->lines[n].qty &&
                a->lines[n].price == b->lines[n].price && a->lines[n].paid == b->lines[n].paid;
    return same;
}

bool auditor_look(auditor *self, const audit_look *look)
{
    posting *p = find_or_add(self, &look->number);
    if (p->seen && (look->asked <= p->last.asked || same_look(look, &p->last)))
        return false;
    if (!p->seen)
        p->recorded = self->now;
    p->seen = true;
    p->last = *look;
    if (look->status == 2 && !p->delivered)
        p->delivered = look->asked;
    go_over_everything(self);
    return true;
}

static bool same_return(const audit_return *a, const audit_return *b)
{
    return a->source == b->source && a->sku == b->sku && a->qty == b->qty && a->type == b->type &&
           a->state == b->state && !memcmp(a->exemplars, b->exemplars, sizeof a->exemplars);
}

bool auditor_look_return(auditor *self, const audit_return *look)
{
    posting *p = find_or_add(self, &look->number);
    audit_return *slot = NULL;
    for (int n = 0; n < p->return_count; n++)
        if (p->returns[n].id == look->id)
            slot = &p->returns[n];
    if (slot && (look->asked <= slot->asked || same_return(look, slot)))
        return false;
    if (!slot && p->return_count == AUDITOR_RETURNS)
        abort();
    if (!slot)
        slot = &p->returns[p->return_count++];
    *slot = *look;
    go_over_everything(self);
    return true;
}

/* ------------------------------------------------------------------------------- payouts */

const char *auditor_open_payout(auditor *self, int person, int64_t points)
{
    audit_person *one = &self->people[person];
    const audit_settings *now = auditor_settings(self);
    int64_t money = points * now->point_rate / 100;
    if (!one->registered)
        return "unregistered:";
    if (one->open_payouts)
        return "open:";
    if (one->available < 0)
        return "debt:";
    if (one->available <= now->payout_min)
        return "min:";
    if (money <= 0)
        return "points:";
    if (now->payout_max && points > now->payout_max)
        return "max:";
    if (points > one->available)
        return "available:";
    if (self->payout_count == AUDITOR_PAYOUTS)
        abort();
    self->payouts[++self->payout_count] =
        (audit_payout){.person = person, .state = 1, .points = points, .money = money};
    one->available -= points;
    one->reserved += points;
    count(self);
    return "";
}

const char *auditor_move_payout(auditor *self, int payout, int to, bool with_note)
{
    static const bool allowed[6][6] = {
        [1] = {[2] = true, [4] = true, [5] = true}, [2] = {[3] = true, [4] = true}};
    audit_payout *one = &self->payouts[payout];
    audit_person *who = &self->people[one->person];
    if (!allowed[one->state][to])
        return to == 5 ? "state:" : "to:";
    if (to == 3 && who->available < 0 && !with_note)
        return "debt:";
    one->state = to;
    if (to >= 3)
        who->reserved -= one->points;
    if (to == 3) {
        who->paid += one->points;
        who->paid_money += one->money;
    }
    if (to >= 4)
        who->available += one->points;
    count(self);
    return "";
}

const audit_person *auditor_person(const auditor *self, int person)
{
    return &self->people[person];
}

const audit_payout *auditor_payout(const auditor *self, int payout)
{
    return payout >= 1 && payout <= self->payout_count ? &self->payouts[payout] : NULL;
}
