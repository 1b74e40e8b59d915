/* botapi_answers - what a bot answers to an update: it is sent, or stands in the ledger until it
 * is.
 *
 * An update is confirmed to Telegram when it has been answered, and a batch of updates only as a
 * whole; so a chat that Telegram lets wait would hold up everybody. An answer that is not out after
 * a moment is put into the ledger's outbox, and the update counts as answered from then on. When it
 * is sent it is taken out. Whoever becomes the active instance first hands on what stands in the
 * outbox, then takes updates: so the order within a chat is kept, and a kill loses no answer; it
 * repeats the one in flight.
 *
 * Ownership: open gives, close takes and nulls; what was under way then ends without a callback.
 * Close it before the courier. */
#ifndef RS_BOTAPI_ANSWERS_H
#define RS_BOTAPI_ANSWERS_H

#include "shared/botapi_courier.h"
#include "shared/patience.h"

typedef struct answers answers;
typedef void answers_fn(void *arg);

enum {
    ANSWER_WAIT_MS = 3000,   /* then it goes into the outbox */
    ANSWER_AGAIN_MS = 1000,  /* then a chat that was full is tried again */
    ANSWER_BYTES_MAX = 24000 /* of one that can stand there; a longer one is waited for */
};

typedef struct {
    patience *asks;
    courier *courier;
    rs_bot bot;
} answers_options;

answers *answers_open(actor *loop, const answers_options *options);
void answers_close(answers **self_p);

/* Active from now on: hands on what stands in the outbox, and calls `ready` when all of it is in
 * the courier's queues. Or not active any more. */
void answers_run(answers *self, bool on, answers_fn *ready, void *arg);

/* Takes the list of calls (botapi_message.h), which is not empty and for one private chat. fn is
 * called later, from the loop: the update has been answered. */
void answers_send(answers *self, int64_t chat, int64_t update, json_t *list, answers_fn *fn,
                  void *arg);

#endif
