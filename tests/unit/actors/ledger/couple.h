/* couple - somebody who buys and somebody who invited them: what tests of purchases start from. */
#ifndef RS_TEST_COUPLE_H
#define RS_TEST_COUPLE_H

#include "tests/unit/actors/ledger/world.h"

/* D invited E; nothing for own purchases, 5 % for D: a rouble bought is five hundredths held. */
static inline world *couple(void **state_p)
{
    world *self = *state_p;
    assert_int_equal(world_member(self, D, 0), 1);
    assert_int_equal(world_member(self, E, 1), 2);
    world_prove(self, D);
    world_prove(self, E);
    return self;
}
enum { INVITER = 1, BUYER = 2 };

static inline void change(world *self, void (*edit)(rs_settings *settings))
{
    rs_settings settings = world_settings(self);
    edit(&settings);
    world_set(self, &settings);
}

static inline bool bought(world *self, rs_posting_status status, int64_t price)
{
    return SEE(self, .ozon = OZON(E), .order = 2, .status = status, .created = WORLD_START,
               .goods = {{11, 1, price}});
}

static inline void delivered(world *self, rs_scheme scheme)
{
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED, .scheme = scheme,
        .created = WORLD_START,
        .goods = {{11, 1, RUB(1000, 0)}, {11, 2, RUB(900, 0)}, {12, 1, RUB(100, 0)}});
}

#endif
