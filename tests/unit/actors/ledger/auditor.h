/* auditor - a second ledger, as simple as can be, to check the first one against.
 *
 * It shares no code with the ledger, not even its headers: plain arrays, no indexes, no triggers.
 * It keeps what was told (people, looks at postings and returns, settings) and after every event
 * goes over every posting there is. What it says, the ledger must say: each balance, each figure,
 * each day of the programme, the outcome of each request, and what participants are told by
 * themselves. Numbers of enumerations are those of the protocol. */
#ifndef RS_TEST_AUDITOR_H
#define RS_TEST_AUDITOR_H

#include <stdbool.h>
#include <stdint.h>

enum {
    AUDITOR_PEOPLE = 64,
    AUDITOR_POSTINGS = 4000,
    AUDITOR_RETURNS = 12, /* of a posting */
    AUDITOR_LINES = 4,
    AUDITOR_LEVELS = 10,
    AUDITOR_PAYOUTS = 20000,
    AUDITOR_SETTINGS = 8000,
    AUDITOR_EXEMPLARS = 3,
    AUDITOR_LOTS = 20000,
    AUDITOR_PROOFS = 64, /* Ozon IDs that a person has proven */
    AUDITOR_LINKS = 40,  /* that a person has ever made */
    AUDITOR_STORES = 2,
    AUDITOR_PRODUCTS = 3, /* of a store */
    AUDITOR_ORDERS = 4000,
    AUDITOR_NEWS = 4000, /* told and not heard yet */
    AUDITOR_DAYS = 60000,
};

typedef struct {
    int64_t own_rate, level_rates[AUDITOR_LEVELS];
    int64_t levels, hold_days, point_rate, payout_min, payout_max, payout_open_max;
    int64_t two_from; /* payouts of so many kopecks want two who agree; 0: none */
    int hold_from;    /* 1 accrual, 2 order, 3 delivery */
    bool on_order, customer_base, exclude_legal, newcomers_only, proof_off;
    int64_t links_max;
    int64_t since; /* filled in */
} audit_settings;

/* What is told by itself, the same for the whole of a walk: the hour, how often whoever has not
 * chosen is told (1 off, 2 daily, 3 weekly), and the news that are told at once. */
typedef struct {
    int64_t hour;
    int frequency;
    bool released, taken;
} audit_habits;

typedef struct {
    int64_t sku, qty, price, paid;
} audit_line;

typedef struct {
    int64_t ozon;
    int order, part;
} audit_number;

typedef struct {
    audit_number number;
    int64_t asked, created;
    int status; /* 1 ordered, 2 delivered, 3 cancelled, 4 other */
    int scheme; /* 1 fbo, 2 fbs, 3 rfbs */
    bool legal, external, foreign;
    audit_line lines[AUDITOR_LINES]; /* qty 0: the end */
} audit_look;

/* One link of a person; whose label it has is nobody's business here. */
typedef struct {
    bool off, labelled;
    int store, product;          /* product 0: none */
    bool opened[AUDITOR_PEOPLE]; /* by whom */
    int64_t opens, registered, bought;
} audit_link;

/* Figures that are gathered for a participant. */
typedef struct {
    int64_t own, levels[AUDITOR_LEVELS], taken, released, joined[AUDITOR_LEVELS];
    int64_t orders, sum, returned;
} audit_news;

enum { AUDIT_POINTS, AUDIT_NETWORK, AUDIT_PURCHASES, AUDIT_AT_ONCE, AUDIT_TOPICS };
enum { AUDIT_OFF = 1, AUDIT_DAILY, AUDIT_WEEKLY, AUDIT_NOW, AUDIT_FREQUENCIES };

/* What has happened of a topic and was not told yet. */
typedef struct {
    audit_news news;
    int64_t first, last, until; /* when; until 0: nothing has */
} audit_pile;

/* A message to a participant: what it tells daily, weekly and at once. */
typedef struct {
    int person;
    audit_pile of[AUDIT_FREQUENCIES];
} audit_message;

/* One day of the programme. */
typedef struct {
    int64_t joined, registered, referrals, buyers, waited, repeated, active;
    int64_t orders, sales, own_orders, own_sales, units, units_back, gross, gross_back;
    int64_t accrued, taken, paid, payouts, paid_money, links, links_used;
} audit_day;

typedef struct {
    audit_number number;
    int64_t id, source, sku, qty, asked;
    int type;                             /* 5: unknown */
    int state;                            /* 1 open, 2 counted, 3 void */
    int64_t exemplars[AUDITOR_EXEMPLARS]; /* 0: the end */
    int ruled;                            /* what a person decided, a state; 0: nothing */
    int64_t ruled_qty;
} audit_return;

typedef struct {
    bool there, proven, tie_lost, blocked, unreachable;
    bool erased; /* and blocked: nothing is theirs any more */
    int64_t joined, registered, ozon;
    int64_t first_registered, bound; /* when an Ozon ID became theirs first, and last */
    int64_t proofs[AUDITOR_PROOFS];
    int inviter;       /* -1: none */
    int via, via_link; /* whose link they came by, and which; -1: nobody's */
    int64_t tied;
    audit_link links[AUDITOR_LINKS]; /* the first is the general one */
    int link_count;
    int frequencies[AUDIT_AT_ONCE]; /* by topic; 0: not chosen */
    audit_pile piles[AUDIT_TOPICS];
    int64_t held, available, reserved, own, levels[AUDITOR_LEVELS], paid, paid_money, expected;
    int64_t corrected;
    int64_t orders, sum, referrals, open_payouts;
    int64_t attempt_day, attempts;
} audit_person;

typedef struct {
    int person;
    int state; /* 1 new, 2 negotiation, 3 paid, 4 rejected, 5 cancelled */
    int64_t points, money, rate;
    int claimant, approver; /* administrators; 0: nobody */
    int64_t claimed;        /* until when */
} audit_payout;

typedef struct {
    int person, level;
    int64_t rate, posted, held, expected;
} audit_share;

/* What a posting brings to whom. */
typedef struct {
    bool fixed;    /* the buyer takes part, and it is not history only */
    bool purchase; /* counts in the figures of the buyer */
    bool referral; /* somebody had invited the buyer */
    int buyer;
    int64_t net, release; /* release 0: nothing was ever accrued */
    audit_share list[AUDITOR_LEVELS + 1];
    int count;
} audit_shares;

typedef struct auditor auditor;

auditor *auditor_open(const audit_habits *habits, int64_t now);
void auditor_close(auditor **self_p);

void auditor_time(auditor *self, int64_t now);
void auditor_set(auditor *self, const audit_settings *settings);
/* The outcome, as the protocol numbers it: tie_result, register_outcome. */
int auditor_join(auditor *self, int person, int inviter, int link);
int auditor_register(auditor *self, int person, int64_t ozon, int order);
/* "" or the word that a line is refused with; *known: it was there already. Ozon 0: none. */
const char *auditor_import_member(auditor *self, int person, int64_t joined, int inviter,
                                  int64_t ozon, int64_t held, int64_t available, bool *known);
/* true: it is new. */
bool auditor_import_order(auditor *self, const audit_look *look);
/* true: something changed. */
bool auditor_look(auditor *self, const audit_look *look);
bool auditor_look_return(auditor *self, const audit_return *look);
bool auditor_look_product(auditor *self, int store, int product, int64_t asked, bool on_sale);
/* "" or the word a refusal begins with. `number`: of the link, which may be one of before. */
const char *auditor_make_link(auditor *self, int person, int store, int product, bool label,
                              int *number);
const char *auditor_switch_link(auditor *self, int person, int link);
/* `topics`: a mask with a bit for each. */
void auditor_reach(auditor *self, int person, bool unreachable);
void auditor_subscribe(auditor *self, int person, int topics, int frequency);
/* "" or the word a refusal begins with. Release 0: by the hold of today; inviter -1: none. */
const char *auditor_correct(auditor *self, int person, int64_t held_by, int64_t available_by,
                            int64_t release);
const char *auditor_tie(auditor *self, int person, int inviter);
const char *auditor_ozon(auditor *self, int person, int64_t ozon, bool proven);
const char *auditor_block(auditor *self, int person, bool blocked);
const char *auditor_erase(auditor *self, int person, bool forfeit);
/* What Ozon leaves open: counted (so many units), void, or open once more. */
const char *auditor_decide(auditor *self, const audit_number *number, int64_t id, int state,
                           int64_t qty);
const char *auditor_open_payout(auditor *self, int person, int64_t points);
const char *auditor_move_payout(auditor *self, int payout, int to, int admin, bool with_note);
const char *auditor_claim_payout(auditor *self, int payout, int admin, bool take, bool with_reason);
/* Points 0: as they are; money 0: by the points, or as it is. */
const char *auditor_correct_payout(auditor *self, int payout, int admin, int64_t points,
                                   int64_t money);
const char *auditor_approve_payout(auditor *self, int payout, int admin);

/* What was told to this person longest ago and was not asked for yet; NULL: nothing. */
const audit_message *auditor_hear(auditor *self, int person);
bool auditor_is_silent(const auditor *self); /* everything told was asked for */
/* Days since 1970, Moscow's; NULL: there was nothing so far. */
const audit_day *auditor_day(const auditor *self, int64_t day);

/* Before figures are looked at: what was told last is reckoned with. */
void auditor_reckon(auditor *self);
/* When points that are on hold are released next; 0: there are none. */
int64_t auditor_next_release(const auditor *self);
/* The n-th, from 0; NULL: there are no more. */
const audit_shares *auditor_posting(const auditor *self, int n, audit_number *out);
/* Why that posting waits for a person: a mask with a bit for each, 1 a return that is open, 2 one
 * of a type that says nothing, 3 one without a quantity, 4 another currency. */
int auditor_waits(const auditor *self, int n);
const audit_person *auditor_person(const auditor *self, int person);
const audit_payout *auditor_payout(const auditor *self, int payout); /* NULL: none */
const audit_settings *auditor_settings(const auditor *self);

#endif
