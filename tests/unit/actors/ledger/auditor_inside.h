/* auditor_inside - what the auditor keeps; for its own parts only. */
#ifndef RS_TEST_AUDITOR_INSIDE_H
#define RS_TEST_AUDITOR_INSIDE_H

#include "tests/unit/actors/ledger/auditor.h"

#define AUDIT_HOUR (INT64_C(60) * 60 * 1000)
#define AUDIT_DAY (24 * AUDIT_HOUR)

typedef struct {
    audit_number number;
    bool seen;
    audit_look last;
    int64_t recorded, delivered;
    audit_return returns[AUDITOR_RETURNS];
    int return_count;
    audit_settings terms; /* in force when it was ordered */
    audit_shares shares;
} posting;

/* Points given by hand, on hold. */
typedef struct {
    int person;
    int64_t points, release;
} lot;

typedef struct {
    int64_t asked;
    bool on_sale;
} audit_product;

/* Postings of it that count; when and by whom the first of them was ordered. */
typedef struct {
    int buyer, order;
    int64_t ozon, postings, ordered;
    bool referral;
} audit_order;

struct auditor {
    int64_t now;
    audit_habits habits;
    audit_product products[AUDITOR_STORES][AUDITOR_PRODUCTS + 1];
    audit_order orders[AUDITOR_ORDERS];
    int order_count;
    audit_message messages[AUDITOR_NEWS];
    int message_count;
    audit_message heard;
    int64_t first_day;
    audit_day *logged; /* of each day what happened on it ... */
    audit_day *days;   /* ... and with what follows from how things stand now */
    audit_person people[AUDITOR_PEOPLE];
    posting postings[AUDITOR_POSTINGS];
    int posting_count;
    audit_settings settings[AUDITOR_SETTINGS];
    int settings_count;
    audit_payout payouts[AUDITOR_PAYOUTS + 1];
    int payout_count;
    lot lots[AUDITOR_LOTS];
    int lot_count;
};

/* Every posting there is, as things stand now. */
void audit_settle_all(auditor *self);
/* The same without what was given by hand, which is looked at only as time goes on. */
void audit_settle_postings(auditor *self);
/* Figures that are sums over everything. */
void audit_count(auditor *self);
void audit_thaw_lots(auditor *self);
/* Points go from HELD to AVAILABLE. */
void audit_release(auditor *self, int person, int64_t points);
/* Something happened that a participant wants to be told. */
void audit_tell(auditor *self, int person, int topic, const audit_news *news);
void audit_tell_joined(auditor *self, int person);
void audit_tell_due(auditor *self);
/* A day; aborts if the walk has gone on for too long. */
audit_day *audit_today(auditor *self);
void audit_count_days(auditor *self);
/* A person is there, and nothing is known of them. */
void audit_come(auditor *self, int person, int64_t joined);
void audit_give(auditor *self, int person, int64_t held, int64_t available, int64_t release);
posting *audit_find_or_add(auditor *self, const audit_number *number);
/* The buyer and what they ordered when; false: it brings nothing to anybody. */
bool audit_fix(auditor *self, posting *p);
/* How a posting came to count, or does not any more. */
int audit_count_order(auditor *self, const posting *p, bool counted);
void audit_units(const posting *p, audit_day *out);
/* All requests of a person that are open are rejected. */
void audit_reject_all(auditor *self, int person);
bool audit_is_above(const auditor *self, int person, int below);
void audit_prove(auditor *self, int person);
/* `first`: it is the first time that an Ozon ID becomes this person's. */
void audit_bind(auditor *self, int person, int64_t ozon, bool proven, bool first);
bool audit_has_proven(const auditor *self, int person, int64_t ozon);
int audit_holder(const auditor *self, int64_t ozon); /* -1: nobody */

#endif
