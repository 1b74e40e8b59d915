#include "actors/ozon/roles.h"

#include <stdio.h>
#include <string.h>

void roles_told(roles *self, const decode_key *key)
{
    const char *methods[PLAN_METHODS_MAX];
    size_t count = plan_methods(methods);
    self->told = key->count > 0;
    for (size_t n = 0; n < count; n++) {
        self->named[n] = false;
        for (size_t k = 0; k < key->count && !self->named[n]; k++)
            self->named[n] = strcmp(key->methods[k], methods[n]) == 0;
    }
}

void roles_tried(roles *self, const char *method, bool worked)
{
    const char *methods[PLAN_METHODS_MAX];
    size_t count = plan_methods(methods);
    for (size_t n = 0; n < count; n++)
        if (strcmp(methods[n], method) == 0)
            self->worked[n] = worked;
}

bool roles_lacking(const roles *self, char *out, size_t size)
{
    const char *methods[PLAN_METHODS_MAX];
    size_t count = plan_methods(methods);
    char list[PLAN_METHODS_MAX * 32] = "";
    size_t used = 0;
    for (size_t n = 0; n < count && used < sizeof list; n++)
        if (self->told && !self->named[n] && !self->worked[n])
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "",
                                     methods[n]);
    out[0] = '\0';
    if (used)
        snprintf(out, size, "the Api-Key has no role for %s: give it one in the seller's cabinet",
                 list);
    return used > 0;
}
