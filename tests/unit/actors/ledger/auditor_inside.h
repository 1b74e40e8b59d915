/* auditor_inside - what the auditor keeps; for its own parts only. */
#ifndef RS_TEST_AUDITOR_INSIDE_H
#define RS_TEST_AUDITOR_INSIDE_H

#include "tests/unit/actors/ledger/auditor.h"

#define AUDIT_DAY (INT64_C(24) * 60 * 60 * 1000)

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

struct auditor {
    int64_t now;
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
/* Figures that are sums over everything. */
void audit_count(auditor *self);
void audit_thaw_lots(auditor *self);
bool audit_is_above(const auditor *self, int person, int below);
void audit_prove(auditor *self, int person);
/* `first`: it is the first time that an Ozon ID becomes this person's. */
void audit_bind(auditor *self, int person, int64_t ozon, bool proven, bool first);
bool audit_has_proven(const auditor *self, int person, int64_t ozon);
int audit_holder(const auditor *self, int64_t ozon); /* -1: nobody */

#endif
