/* walk - a random walk over every rule of the ledger, told to the ledger and to the auditor.
 *
 * Each step draws its chances from the seed and its own number alone, so that steps can be left
 * out and the others stay what they were: this is how a failing walk is made short (walk_test.c).
 * A step is a function that tells both sides the same and compares what they answered; walk_compare
 * compares everything that stands afterwards. A difference fails the test and prints the seed. */
#ifndef RS_TEST_WALK_H
#define RS_TEST_WALK_H

#include <stdio.h>

#include "tests/unit/actors/ledger/auditor.h"
#include "tests/unit/actors/ledger/world.h"

enum {
    WALK_PEOPLE_MAX = 48,
    WALK_PARTS = 2,               /* postings of an order */
    WALK_KEPT = 64,               /* looks at postings, to be repeated */
    WALK_STORES = AUDITOR_STORES, /* of the company */
};

typedef struct {
    world *world;
    auditor *auditor;
    uint64_t seed, random;
    int64_t step;
    char doing[300];                      /* of the last step */
    int people;                           /* who may join */
    int strangers;                        /* buyers who never join */
    int orders;                           /* of each */
    int64_t participant[WALK_PEOPLE_MAX]; /* 0: has not joined */
    bool named[WALK_PEOPLE_MAX];          /* has come by themselves, not only been imported */
    audit_look known[AUDITOR_POSTINGS];   /* postings as they were first made up */
    int known_count;
    audit_look looks[WALK_KEPT];
    audit_return returns[WALK_KEPT];
    int64_t look_count, return_count;
    int payouts;
    int64_t heard; /* facts that were searched for messages to participants */
} walk;

/* `people` may join, each of them (and of two strangers) places up to `orders`. */
walk *walk_open(uint64_t seed, int people, int orders);
void walk_close(walk **self_p);
/* Takes the step of that number. */
void walk_step(walk *self);

int64_t walk_below(walk *self, int64_t end);
bool walk_chance(walk *self, int percent);
int walk_somebody(walk *self); /* who has joined; -1: nobody has */
int walk_anybody(walk *self);  /* those who were erased, too */
int walk_some_link(walk *self, int owner);
const char *walk_code(walk *self, int owner, int link);

#define DOING(self, ...) snprintf((self)->doing, sizeof(self)->doing, __VA_ARGS__)
#define EXPECT(self, what, got, expected) walk_expect(self, what, got, expected, __FILE__, __LINE__)
void walk_expect(walk *self, const char *what, int64_t got, int64_t expected, const char *file,
                 int line);
/* The last request was refused with this word; "": it was done. */
void walk_expect_word(walk *self, const char *word);
/* Everything the ledger and the auditor can be asked. */
void walk_compare(walk *self);
void walk_compare_people(walk *self); /* only who takes part, and their balances */
/* What participants were told by themselves since the last time. */
void walk_hear(walk *self);

void walk_pass(walk *self, int64_t ms);
int64_t walk_store(const audit_number *number); /* whose posting that is */
purchase walk_purchase(const audit_look *look);
audit_look *walk_some_posting(walk *self, int known);
void walk_set_settings(walk *self, const audit_settings *wanted);

/* Steps. */
void walk_time(walk *self);
void walk_join(walk *self);
void walk_register(walk *self);
void walk_posting(walk *self);
void walk_return(walk *self);
void walk_settings(walk *self);
void walk_payout(walk *self);
void walk_product(walk *self);
void walk_link(walk *self);
void walk_switch_link(walk *self);
void walk_subscribe(walk *self);
void walk_reach(walk *self);
void walk_import_member(walk *self);
void walk_import_order(walk *self);
void walk_payout_deal(walk *self);
void walk_correct(walk *self);
void walk_tie(walk *self);
void walk_ozon(walk *self);
void walk_block(walk *self);
void walk_erase(walk *self);
void walk_decide(walk *self);

#endif
