/* bot - the participants' bot as a process: what main.c joins and job.c works with. */
#ifndef RS_TELEGRAM_BOT_H
#define RS_TELEGRAM_BOT_H

#include "actors/telegram/digests.h"
#include "shared/botapi_answers.h"
#include "shared/botapi_courier.h"
#include "shared/botapi_files.h"
#include "shared/botapi_hook.h"
#include "shared/botapi_poll.h"
#include "shared/bridge.h"
#include "shared/lease.h"
#include "shared/patience.h"
#include "shared/ring.h"
#include "shared/told.h"

enum {
    BOT_QUIET_MS = 30000, /* between two lines of "we do not understand" to one person */
    BOT_FLOOD_MS = 60000  /* ... of "too many messages" */
};

typedef struct {
    actor *loop;
    botapi *api;
    botapi_poll *poll;
    botapi_hook *hook;             /* NULL: it polls */
    char secret[HOOK_SECRET_SIZE]; /* of the webhook */
    patience *asks;
    courier *courier;
    answers *answers;
    botapi_files *files;
    bridge *bridge;
    digests *digests;
    lease *lease;
    ring jobs; /* updates being dealt with */
    told told; /* that we do not understand, that it was too much */
} bot;

/* Deals with an update of a private chat and says botapi_poll_done when its effect is in the
 * ledger and the answer is out, or in the ledger too. */
void job_begin(bot *self, const botapi_update *update);
void job_close_all(bot *self);

#endif
