/* refsys-ozon - tells the ledger what is sold, delivered and returned in our cabinets on Ozon. */
#include "actors/ozon/cabinets.h"

static rs_err start(actor *loop, void **self_p, rs_error *error)
{
    cabinets *self;
    rs_err code = cabinets_open(&self, loop, error);
    *self_p = self;
    return code;
}

static void stop(void **self_p)
{
    cabinets *self = *self_p;
    cabinets_close(&self);
    *self_p = NULL;
}

int main(int argc, char **argv)
{
    static const actor_program program = {
        .role = RS_ROLE_OZON,
        .doc = "Asks the Ozon Seller API about postings and returns.",
        .open = start,
        .close = stop,
    };
    return actor_main(argc, argv, &program);
}
