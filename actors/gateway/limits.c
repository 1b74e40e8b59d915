#include "actors/gateway/limits.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "shared/err.h"

/* Beyond that many strangers at once the one who has been quiet for longest is forgotten. */
enum { ADDRESSES_MAX = 1024, KEY_SIZE = 9 };

static const rate rates[LIMITS] = {
    [LIMIT_BEGIN] = {.every_ms = 6000, .burst = 10},  /* 10 at once, then 10 a minute */
    [LIMIT_TICKET] = {.every_ms = 6000, .burst = 10}, /* 2^256 tickets: this is about load */
    [LIMIT_FINISH] = {.every_ms = 500, .burst = 60},  /* pages ask every second or two */
    [LIMIT_PAGE] = {.every_ms = 100, .burst = 300}, /* an office comes back; each asks the ledger */
};

typedef struct {
    uint8_t key[KEY_SIZE];
    int64_t balanced_at[LIMITS];
    int64_t seen;
} stranger;

struct limits {
    stranger table[ADDRESSES_MAX];
};

int64_t rate_wait(const rate *self, int64_t balanced_at, int64_t now)
{
    int64_t ahead = balanced_at - now - (self->burst - 1) * self->every_ms;
    return ahead > 0 ? ahead : 0;
}

void rate_take(const rate *self, int64_t *balanced_at, int64_t now)
{
    *balanced_at = (*balanced_at > now ? *balanced_at : now) + self->every_ms;
}

limits *limits_open(void)
{
    limits *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    return self;
}

void limits_close(limits **self_p)
{
    free(*self_p);
    *self_p = NULL;
}

/* IPv4: the address. IPv6: its /64; an IPv4 address written as IPv6 is the IPv4 address. What is no
 * address at all shares one account. */
static void key_of(const char *text, uint8_t key[KEY_SIZE])
{
    struct in6_addr six;
    struct in_addr four;
    memset(key, 0, KEY_SIZE);
    if (inet_pton(AF_INET6, text, &six) == 1) {
        bool mapped = IN6_IS_ADDR_V4MAPPED(&six);
        key[0] = mapped ? 4 : 6;
        memcpy(key + 1, six.s6_addr + (mapped ? 12 : 0), mapped ? 4 : 8);
    } else if (inet_pton(AF_INET, text, &four) == 1) {
        key[0] = 4;
        memcpy(key + 1, &four.s_addr, 4);
    }
}

static stranger *stranger_of(limits *self, const uint8_t key[KEY_SIZE])
{
    stranger *quiet = &self->table[0];
    for (size_t n = 0; n < ADDRESSES_MAX; n++) {
        stranger *at = &self->table[n];
        if (at->seen && !memcmp(at->key, key, KEY_SIZE))
            return at;
        if (at->seen < quiet->seen)
            quiet = at;
    }
    *quiet = (stranger){0};
    memcpy(quiet->key, key, KEY_SIZE);
    return quiet;
}

int64_t limits_take(limits *self, limit_kind kind, const char *address, int64_t now)
{
    uint8_t key[KEY_SIZE];
    key_of(address, key);
    stranger *at = stranger_of(self, key);
    at->seen = now;
    int64_t wait = rate_wait(&rates[kind], at->balanced_at[kind], now);
    if (!wait)
        rate_take(&rates[kind], &at->balanced_at[kind], now);
    return wait;
}
