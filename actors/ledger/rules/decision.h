/* decision - what a rule is given: the state, who asks, and what time it is; and where it puts the
 * facts it decides on.
 *
 * A rule is a function of (state, request, time). It checks everything first and returns a refusal
 * with a sentence, or adds facts and returns RS_OK: a refusal has added nothing, and the caller
 * checks that. Rules never read a clock. */
#ifndef RS_DECISION_H
#define RS_DECISION_H

#include "actors/ledger/batch.h"
#include "actors/ledger/journal/journal.h"
#include "actors/ledger/journal/seal.h"
#include "actors/ledger/state/rows.h"

typedef struct {
    state *state;
    seal *seal;
    batch *batch;
    const journal_head *head; /* of what is durable */
    arena *memory;            /* of the request */
    int64_t now;              /* ms UTC */
    rs_role role;             /* who asks */
    int64_t admin;            /* the administrator whose session it is; 0: none */
    int64_t rights;
    rs_bytes session;
    rs_error error;

    /* The answer: a result, or for results that show personal data the numbers of what to show
     * (they are kept for repeated requests; the result is made from them each time). */
    const void *result;
    int64_t first;
    int64_t second;
} decision;

typedef rs_err rule_fn(decision *self, const void *argument);

static inline uint64_t decide(decision *self, rs_fact_kind kind, const void *body)
{
    return batch_add(self->batch, kind, self->now, body);
}

#define REFUSE(self, code, ...) rs_fail(&(self)->error, (code), __VA_ARGS__)

/* Typed look-ups; false or 0: there is none. */
bool find_participant(decision *self, int64_t id, rs_participant_row *out);
bool find_person(decision *self, int64_t tg, rs_participant_row *out);
void find_account(decision *self, int64_t participant, rs_account_row *out); /* zeros: none yet */
int64_t find_settings(decision *self, rs_settings_row *out); /* in force now; the version */

/* A look at somebody else's data carries the time it was asked for, and an older one than the
 * stored one changes nothing: a time in the future would shut out every look to come. */
RS_MUST_USE rs_err check_asked(decision *self, int64_t asked);

/* Sealed with the key of `person`; empty bytes for no text. A seal that fails ends the request. */
RS_MUST_USE rs_err lock_text(decision *self, int64_t person, const char *text, rs_bytes *out);

/* The other way; NULL for no text, and for what an erased person once said. */
RS_MUST_USE rs_err unlock_text(decision *self, int64_t person, rs_bytes sealed, const char **out);

/* Number of the key that seals what belongs to a person: a participant's own number, or a negative
 * one for somebody who only ever wrote to support. */
int64_t person_of_stranger(int64_t conversation);

/* A code that no link has: 9 of 55 letters and digits, 52 bits, not to be guessed. */
const char *new_link_code(decision *self);

/* The same message of the same chat? NULL is nowhere. */
bool place_is_same(const rs_place *a, const rs_place *b);

/* Characters of a text, NULL being none. */
size_t count_characters(const char *text);

/* A random text of the alphabet for links and login attempts: no look-alikes. */
char *random_code(decision *self, size_t size);

#endif
