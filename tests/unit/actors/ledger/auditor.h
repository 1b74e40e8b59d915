/* auditor - a second ledger, as simple as can be, to check the first one against.
 *
 * It shares no code with the ledger, not even its headers: plain arrays, no indexes, no triggers.
 * It keeps what was told (people, looks at postings and returns, settings) and after every event
 * goes over every posting there is. What it says, the ledger must say: each balance, each figure,
 * and the outcome of each request. Numbers of enumerations are those of the protocol. */
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
};

typedef struct {
    int64_t own_rate, level_rates[AUDITOR_LEVELS];
    int64_t levels, hold_days, point_rate, payout_min, payout_max, payout_open_max;
    int64_t two_from; /* payouts of so many kopecks want two who agree; 0: none */
    int hold_from;    /* 1 accrual, 2 order, 3 delivery */
    bool on_order, customer_base, exclude_legal, newcomers_only, proof_off;
    int64_t since; /* filled in */
} audit_settings;

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

typedef struct {
    audit_number number;
    int64_t id, source, sku, qty, asked;
    int type;                             /* 5: unknown */
    int state;                            /* 1 open, 2 counted, 3 void */
    int64_t exemplars[AUDITOR_EXEMPLARS]; /* 0: the end */
} audit_return;

typedef struct {
    bool there, proven, tie_lost, blocked;
    int64_t joined, registered, ozon;
    int64_t first_registered, bound; /* when an Ozon ID became theirs first, and last */
    int64_t proofs[AUDITOR_PROOFS];
    int inviter;                 /* -1: none */
    int via;                     /* whose link they came by; -1: nobody's */
    bool opened[AUDITOR_PEOPLE]; /* whose links */
    int64_t tied;
    int64_t held, available, reserved, own, levels[AUDITOR_LEVELS], paid, paid_money, expected;
    int64_t corrected, link_opened, link_registered, link_bought;
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
    int buyer;
    int64_t net, release; /* release 0: nothing was ever accrued */
    audit_share list[AUDITOR_LEVELS + 1];
    int count;
} audit_shares;

typedef struct auditor auditor;

auditor *auditor_open(void);
void auditor_close(auditor **self_p);

void auditor_time(auditor *self, int64_t now);
void auditor_set(auditor *self, const audit_settings *settings);
/* The outcome, as the protocol numbers it: tie_result, register_outcome. */
int auditor_join(auditor *self, int person, int inviter);
int auditor_register(auditor *self, int person, int64_t ozon, int order);
/* true: something changed. */
bool auditor_look(auditor *self, const audit_look *look);
bool auditor_look_return(auditor *self, const audit_return *look);
/* "" or the word a refusal begins with. Release 0: by the hold of today; inviter -1: none. */
const char *auditor_correct(auditor *self, int person, int64_t held_by, int64_t available_by,
                            int64_t release);
const char *auditor_tie(auditor *self, int person, int inviter);
const char *auditor_ozon(auditor *self, int person, int64_t ozon, bool proven);
const char *auditor_block(auditor *self, int person, bool blocked);
const char *auditor_open_payout(auditor *self, int person, int64_t points);
const char *auditor_move_payout(auditor *self, int payout, int to, int admin, bool with_note);
const char *auditor_claim_payout(auditor *self, int payout, int admin, bool take, bool with_reason);
/* Points 0: as they are; money 0: by the points, or as it is. */
const char *auditor_correct_payout(auditor *self, int payout, int admin, int64_t points,
                                   int64_t money);
const char *auditor_approve_payout(auditor *self, int payout, int admin);

/* Before figures are looked at: what was told last is reckoned with. */
void auditor_reckon(auditor *self);
/* When points that are on hold are released next; 0: there are none. */
int64_t auditor_next_release(const auditor *self);
/* The n-th, from 0; NULL: there are no more. */
const audit_shares *auditor_posting(const auditor *self, int n, audit_number *out);
const audit_person *auditor_person(const auditor *self, int person);
const audit_payout *auditor_payout(const auditor *self, int payout); /* NULL: none */
const audit_settings *auditor_settings(const auditor *self);

#endif
