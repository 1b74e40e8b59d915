/* limits - how often something may be done.
 *
 * A rate lets `burst` through at once and then one every `every_ms`; what it remembers is one
 * number, the moment at which the account is balanced again (GCRA). For strangers there is a table
 * by address. */
#ifndef GATEWAY_LIMITS_H
#define GATEWAY_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t every_ms;
    int64_t burst;
} rate;

/* How long to wait, in ms; 0: now. Taking is allowed at any time: it makes the next ones wait. */
int64_t rate_wait(const rate *self, int64_t balanced_at, int64_t now);
void rate_take(const rate *self, int64_t *balanced_at, int64_t now);

typedef enum { LIMIT_BEGIN, LIMIT_TICKET, LIMIT_FINISH, LIMIT_PAGE, LIMITS } limit_kind;

typedef struct limits limits;

limits *limits_open(void);
void limits_close(limits **self_p);

/* Counts one more from this address. Milliseconds to wait if that is too many; 0: it may. IPv6
 * addresses count by their /64, which is what one customer gets. `now` is monotonic. */
int64_t limits_take(limits *self, limit_kind kind, const char *address, int64_t now);

#endif
