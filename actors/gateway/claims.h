/* claims - numbers out of JSON that Telegram has signed: whole ones, and only where they may be. */
#ifndef GATEWAY_CLAIMS_H
#define GATEWAY_CLAIMS_H

#include <jansson.h>
#include <stdint.h>

/* A member that is a time in seconds since 1970, in ms; -1: not there, or no time. */
int64_t claims_time(const json_t *object, const char *name);
/* The member `id`: whom the Bot API knows by it; 0: not there, or nobody. */
int64_t claims_person(const json_t *object);

#endif
