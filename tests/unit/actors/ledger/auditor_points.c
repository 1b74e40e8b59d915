/* What postings bring to whom: the naive way. */
#include "tests/unit/actors/ledger/auditor_inside.h"

#include <stddef.h>

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

/* A state: what Ozon says of a return, or, where it leaves it open, what a person decided. */
static int ozons_word(const posting *p, const audit_return *one)
{
    if (one->state == 3 || replaced(p, one))
        return 3;
    return one->state == 2 && decidable(p, one) ? 2 : 1;
}

static int last_word(const posting *p, const audit_return *one)
{
    int ozon = ozons_word(p, one);
    return ozon == 1 && one->ruled ? one->ruled : ozon;
}

static int64_t units_of(const posting *p, const audit_return *one)
{
    return ozons_word(p, one) == 1 ? one->ruled_qty : one->qty;
}

static bool open_return(const posting *p)
{
    for (int n = 0; n < p->return_count; n++)
        if (last_word(p, &p->returns[n]) == 1)
            return true;
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
        int64_t more = units_of(p, one);
        if (one->sku != sku || last_word(p, one) != 2)
            continue;
        if (more == 0)
            return 1000000;
        for (int e = 0; e < AUDITOR_EXEMPLARS && one->exemplars[e]; e++) {
            bool twice = false;
            for (int k = 0; k < names; k++)
                twice |= named[k] == one->exemplars[e];
            if (twice)
                more--;
            else
                named[names++] = one->exemplars[e];
        }
        units += more > 0 ? more : 0;
    }
    return units;
}

/* Every unit laid out in a row; what came back is struck out from the left. */
static bool earns(const posting *p)
{
    return !p->last.foreign && !p->last.external && !(p->last.legal && p->terms.exclude_legal);
}

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
    return earns(p) ? total : 0;
}

static int64_t bought(const posting *p, int64_t sku)
{
    int64_t units = 0;
    for (int n = 0; n < AUDITOR_LINES && p->last.lines[n].qty; n++)
        units += p->last.lines[n].sku == sku ? p->last.lines[n].qty : 0;
    return units;
}

static const char *check_decision(const posting *p, const audit_return *one, int state, int64_t qty)
{
    if (ozons_word(p, one) != 1)
        return "state: Ozon";
    if (state == 1 ? !one->ruled : one->ruled == state && one->ruled_qty == qty)
        return "state: nothing";
    if (state == 2 ? !qty || qty > bought(p, one->sku) : qty != 0)
        return "qty:";
    return "";
}

const char *auditor_decide(auditor *self, const audit_number *number, int64_t id, int state,
                           int64_t qty)
{
    posting *p = audit_find_or_add(self, number);
    audit_return *one = NULL;
    for (int n = 0; n < p->return_count; n++)
        if (p->returns[n].id == id)
            one = &p->returns[n];
    if (!one || !p->shares.fixed)
        return "ret:";
    const char *word = check_decision(p, one, state, qty);
    if (*word)
        return word;
    one->ruled = state == 1 ? 0 : state;
    one->ruled_qty = qty;
    audit_settle_all(self);
    return "";
}

int auditor_waits(const auditor *self, int n)
{
    const posting *p = &self->postings[n];
    int mask = p->last.foreign && p->last.status != 3 ? 1 << 4 : 0;
    for (int k = 0; k < p->return_count; k++) {
        const audit_return *one = &p->returns[k];
        if (last_word(p, one) != 1)
            continue;
        if (one->type == 5)
            mask |= 1 << 2;
        else
            mask |= one->state == 2 ? 1 << 3 : 1 << 1;
    }
    return p->shares.fixed ? mask : 0;
}

/* What was delivered, and what of it came back. */
void audit_units(const posting *p, audit_day *out)
{
    int64_t gross = 0;
    if (p->last.status != 2 || !earns(p))
        return;
    for (int n = 0; n < AUDITOR_LINES && p->last.lines[n].qty; n++) {
        const audit_line *line = &p->last.lines[n];
        bool paid = p->terms.customer_base && line->paid;
        int64_t before = 0;
        for (int m = 0; m < n; m++)
            before += p->last.lines[m].sku == line->sku;
        int64_t gone = back(p, line->sku);
        int64_t all = bought(p, line->sku);
        out->units += line->qty;
        out->units_back += before ? 0 : gone < all ? gone : all;
        gross += line->qty * (paid ? line->paid : line->price);
    }
    out->gross += gross;
    out->gross_back += gross - p->shares.net;
}

/* ------------------------------------------------------------------------------- settling */

int audit_holder(const auditor *self, int64_t ozon)
{
    for (int n = 0; n < AUDITOR_PEOPLE; n++)
        if (self->people[n].there && self->people[n].ozon == ozon)
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

/* Whoever is blocked at this moment gets nothing of it; nobody moves up. */
static void add_share(const auditor *self, posting *p, int person, int level, int64_t rate)
{
    if (rate && !self->people[person].blocked)
        p->shares.list[p->shares.count++] =
            (audit_share){.person = person, .level = level, .rate = rate};
}

bool audit_fix(auditor *self, posting *p)
{
    p->shares.buyer = audit_holder(self, p->number.ozon);
    if (p->shares.buyer < 0)
        return false;
    const audit_person *buyer = &self->people[p->shares.buyer];
    bool old = p->recorded < buyer->bound && p->last.created < buyer->bound - 30 * AUDIT_DAY;
    if (p->last.created < buyer->joined || old)
        return false;
    p->shares.fixed = true;
    p->shares.referral = buyer->inviter >= 0;
    p->terms = terms_of(self, p->last.created);
    return true;
}

static void fix(auditor *self, posting *p)
{
    if (!audit_fix(self, p))
        return;
    const audit_person *below = &self->people[p->shares.buyer];
    add_share(self, p, p->shares.buyer, 0, p->terms.own_rate);
    for (int level = 1; level <= p->terms.levels; level++) {
        if (below->inviter < 0 || below->tied > p->last.created)
            break;
        add_share(self, p, below->inviter, level, p->terms.level_rates[level - 1]);
        below = &self->people[below->inviter];
    }
}

static void accrue(auditor *self, posting *p, audit_share *one, int64_t points)
{
    if (!p->shares.release) {
        int64_t from = self->now;
        if (p->terms.hold_from == 2)
            from = p->last.created;
        if (p->terms.hold_from == 3 && p->delivered)
            from = p->delivered;
        p->shares.release = from + p->terms.hold_days * AUDIT_DAY;
    }
    one->held += points;
    self->people[one->person].held += points;
}

static void take_back(auditor *self, audit_share *one, int64_t points)
{
    int64_t frozen = one->held < points ? one->held : points;
    one->held -= frozen;
    self->people[one->person].held -= frozen;
    self->people[one->person].available -= points - frozen;
}

static void post(auditor *self, posting *p, audit_share *one, int64_t due)
{
    audit_person *who = &self->people[one->person];
    int64_t more = due - one->posted;
    audit_news news = {0};
    *(one->level ? &who->levels[one->level - 1] : &who->own) += more;
    if (more > 0) {
        accrue(self, p, one, more);
        *(one->level ? &news.levels[one->level - 1] : &news.own) = more;
        audit_today(self)->accrued += more;
    } else if (more < 0) {
        take_back(self, one, -more);
        news.taken = -more;
        audit_today(self)->taken -= more;
    }
    if (more)
        audit_tell(self, one->person, AUDIT_POINTS, &news);
    if (more < 0 && self->habits.taken)
        audit_tell(self, one->person, AUDIT_AT_ONCE, &news);
    one->posted = due;
}

static void thaw(auditor *self, audit_share *one)
{
    audit_person *who = &self->people[one->person];
    if (who->blocked || !one->held)
        return;
    audit_release(self, one->person, one->held);
    one->held = 0;
}

/* It counts in the figures of the buyer from now on, or does not any more, or for another sum. */
static void count_purchase(auditor *self, posting *p, bool counted, int64_t net)
{
    int64_t more = (counted ? net : 0) - (p->shares.purchase ? p->shares.net : 0);
    int order = 0;
    if (counted != p->shares.purchase)
        order = audit_count_order(self, p, counted);
    audit_news news = {
        .orders = order > 0,
        .sum = more > 0 ? more : 0,
        .returned = more < 0 ? -more : 0,
    };
    for (int n = 0; n < p->shares.count && (order || more); n++)
        if (p->shares.list[n].level)
            audit_tell(self, p->shares.list[n].person, AUDIT_PURCHASES, &news);
}

static void settle(auditor *self, posting *p)
{
    if (p->seen && !p->shares.fixed)
        fix(self, p);
    if (!p->shares.fixed)
        return;
    int64_t worth = kept_value(p);
    bool on_way = p->last.status == 1;
    bool counts = p->last.status == 2 || (on_way && p->terms.on_order);
    bool purchase = p->last.status == 2 && worth > 0;
    count_purchase(self, p, purchase, worth);
    p->shares.net = counts ? worth : 0;
    p->shares.purchase = purchase;
    for (int n = 0; n < p->shares.count; n++) {
        audit_share *one = &p->shares.list[n];
        int64_t due = p->shares.net * one->rate / 10000;
        int64_t expected = on_way && !counts ? worth * one->rate / 10000 : 0;
        bool moves = due != one->posted || expected != one->expected;
        bool nobody = moves && self->people[one->person].erased; /* to get it or to owe it */
        post(self, p, one, nobody ? one->posted : due);
        one->expected = nobody ? 0 : expected;
    }
    bool unproven = !p->terms.proof_off && !audit_has_proven(self, p->shares.buyer, p->number.ozon);
    if (p->shares.release > self->now || open_return(p) || unproven)
        return;
    for (int n = 0; n < p->shares.count; n++)
        thaw(self, &p->shares.list[n]);
}

void audit_settle_postings(auditor *self)
{
    for (int n = 0; n < self->posting_count; n++)
        settle(self, &self->postings[n]);
}

void audit_settle_all(auditor *self)
{
    audit_settle_postings(self);
    audit_thaw_lots(self);
}

/* ------------------------------------------------------------------------------- figures */

static bool same_order(const posting *a, const posting *b)
{
    return a->number.ozon == b->number.ozon && a->number.order == b->number.order &&
           a->shares.buyer == b->shares.buyer;
}

static void count_posting(auditor *self, int index)
{
    const posting *p = &self->postings[index];
    audit_person *buyer = &self->people[p->shares.buyer];
    bool again = false;
    for (int n = 0; n < index; n++)
        again |= same_order(p, &self->postings[n]) && self->postings[n].shares.purchase;
    if (p->shares.purchase) {
        buyer->orders += !again;
        buyer->sum += p->shares.net;
    }
    for (int n = 0; n < p->shares.count; n++)
        self->people[p->shares.list[n].person].expected += p->shares.list[n].expected;
}

static void count_links(auditor *self, const audit_person *one)
{
    if (one->via < 0)
        return;
    audit_link *link = &self->people[one->via].links[one->via_link];
    link->registered += one->first_registered != 0;
    link->bought += one->orders > 0;
}

void audit_count(auditor *self)
{
    for (int n = 0; n < AUDITOR_PEOPLE; n++) {
        audit_person *one = &self->people[n];
        one->orders = one->sum = one->expected = one->referrals = one->open_payouts = 0;
        for (int k = 0; k < one->link_count; k++)
            one->links[k].registered = one->links[k].bought = 0;
    }
    for (int n = 0; n < AUDITOR_PEOPLE; n++)
        if (self->people[n].there && self->people[n].inviter >= 0)
            self->people[self->people[n].inviter].referrals++;
    for (int n = 0; n < self->posting_count; n++)
        if (self->postings[n].shares.fixed)
            count_posting(self, n);
    for (int n = 0; n < AUDITOR_PEOPLE; n++)
        if (self->people[n].there)
            count_links(self, &self->people[n]);
    for (int n = 1; n <= self->payout_count; n++)
        if (self->payouts[n].state <= 2)
            self->people[self->payouts[n].person].open_payouts++;
}
