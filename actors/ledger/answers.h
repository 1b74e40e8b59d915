/* answers - the first answer to a request, kept so that the same request again gets it again.
 *
 * A request that changes something carries a key. Its answer is a fact: the same key gives the
 * same answer, refusals that depended on a balance included, and writes nothing; the same key with
 * another body is a conflict. Answers that show personal data are kept as the numbers of what they
 * showed. */
#ifndef RS_ANSWERS_H
#define RS_ANSWERS_H

#include "actors/ledger/rules/decision.h"
#include "shared/actor.h"

typedef struct {
    uint8_t key[32];  /* hash of the caller's role and key */
    uint8_t body[32]; /* hash of method and argument */
} answer_id;

/* RS_BAD_REQUEST if the request has no key but needs one. */
RS_MUST_USE rs_err answers_identify(const actor_request *request, answer_id *out, rs_error *error);
/* true: answered before, *row is the answer. */
bool answers_find(decision *self, const answer_id *id, rs_answered_row *row);
/* Adds the fact, for answers that are final. `result` is empty for answers kept by number. */
void answers_keep(decision *self, const answer_id *id, rs_role role, rs_err code, rs_bytes result);

#endif
