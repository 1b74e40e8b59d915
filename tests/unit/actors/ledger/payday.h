/* payday - a member with points to withdraw and two operators: what tests of payouts start from. */
#ifndef RS_TEST_PAYDAY_H
#define RS_TEST_PAYDAY_H

#include "tests/unit/actors/ledger/world.h"

enum { MEMBER = 1, BUYER = 2 };
static int64_t anna, boris; /* the owner and an operator of payouts, by their numbers */

static inline int set_up_payday(void **state_p)
{
    world_set_up(state_p);
    world *self = *state_p;
    world_member(self, D, 0);
    world_member(self, E, MEMBER);
    world_prove(self, D);
    world_prove(self, E);
    anna = world_admin(self, 91, RS_RIGHT_OWNER);
    boris = world_admin(self, 92, RS_RIGHT_PAYOUT);
    return 0;
}

/* The member has these points available, from an order of the buyer's. */
static inline void earn(world *self, int64_t points)
{
    SEE(self, .ozon = OZON(E), .order = 2, .status = RS_POSTING_DELIVERED,
        .goods = {{11, 1, points * 20}});
    world_pass(self, 30 * DAY);
    EXPECT_BALANCE(self, MEMBER, 0, points, 0);
    world_login(self, anna);
    world_login(self, boris);
}

static inline void take_back(world *self)
{
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11);
}

static inline rs_err claim(world *self, int64_t who, int64_t payout, bool take, const char *reason)
{
    rs_payout_claim_args args = {.payout = payout,
                                 .rev = world_payout_row(self, payout).rev,
                                 .take = take,
                                 .reason = reason};
    return world_ask_admin(self, who, RS_PAYOUT_CLAIM, &args);
}

static inline rs_payout_row shown(world *self, int64_t payout)
{
    rs_payout_row row;
    view look = world_view(self);
    assert_true(show_payout(&look, payout, &row));
    return row;
}

#define PAYDAY_TEST(name)                                                                          \
    cmocka_unit_test_setup_teardown(test_##name, set_up_payday, world_tear_down)

#endif
