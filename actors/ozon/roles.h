/* roles - may the Api-Key ask what we ask?
 *
 * /v1/roles names the methods of a key's roles. Those we need and it does not name are told before
 * Ozon refuses them, all in one sentence: some are asked for the first time when points are about
 * to thaw. What Ozon has answered counts as allowed whatever the roles say, and a key whose roles
 * name nothing at all is not suspected: how complete that list is, Ozon does not promise.
 *
 * Ownership: the struct belongs to whoever declares it, zeroed. */
#ifndef RS_OZON_ROLES_H
#define RS_OZON_ROLES_H

#include "actors/ozon/plan.h"

typedef struct {
    bool told;
    bool named[PLAN_METHODS_MAX]; /* in the order of plan_methods */
    bool worked[PLAN_METHODS_MAX];
} roles;

void roles_told(roles *self, const decode_key *key);
/* Ozon has answered the method, or has refused it. */
void roles_tried(roles *self, const char *method, bool worked);
/* The sentence; false, and "", if nothing is lacking. */
bool roles_lacking(const roles *self, char *out, size_t size);

#endif
