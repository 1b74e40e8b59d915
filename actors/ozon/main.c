/* refsys-ozon - tells the ledger what is sold, delivered and returned in one cabinet on Ozon. */
#include "actors/ozon/poller.h"

static rs_err start(actor *loop, void **self_p, rs_error *error)
{
    poller *self;
    rs_err code = poller_open(&self, loop, error);
    *self_p = self;
    return code;
}

static void stop(void **self_p)
{
    poller *self = *self_p;
    poller_close(&self);
    *self_p = NULL;
}

int main(int argc, char **argv)
{
    static const actor_program program = {
        .role = RS_ROLE_OZON,
        .doc = "asks the Ozon Seller API about postings and returns",
        .open = start,
        .close = stop,
    };
    return actor_main(argc, argv, &program);
}
