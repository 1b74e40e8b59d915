/* deeds - something done to many participants: for each that somebody has begun, a job (jobs.h)
 * that blocks or unblocks those who were chosen, be it ten or a million.
 *
 * Whoever was chosen one by one comes as numbers; whoever was chosen by a filter is found by
 * walking the reader's list (walk.h) by number, an order that blocking does not disturb. For each
 * the ledger is asked for participant.block, in the name of the session: its rights are checked
 * every time, and each is an entry of the journal of actions with the reason. DEED_OUTSTANDING_MAX
 * are under way at once, so that others are not kept waiting by a million, and each has a key made
 * of job and participant: asked for twice it happens once. Who is so already, by the list or by the
 * ledger's word, is counted and left alone.
 *
 * It ends when all are through, when its owner says so, and with the session or the gateway; what
 * was done stays done. A killed gateway's is not gone on with: another one knows nothing of it, and
 * the page says that it was broken off. Begun again, it passes over those who are so already. */
#ifndef GATEWAY_DEEDS_H
#define GATEWAY_DEEDS_H

#include "actors/gateway/jobs.h"
#include "actors/gateway/ops.h"

enum {
    DEED_RUNNING_MAX = 2, /* on this gateway */
    DEED_OWN_RUNNING_MAX = 1,
    DEED_OWN_MAX = 20, /* the oldest finished one goes for a new one */
    DEED_OUTSTANDING_MAX = 16,
    DEED_REFUSALS_MAX = 20, /* that are told one by one */
};

deeds *deeds_open(gateway *owner);
void deeds_close(deeds **self_p);

/* Only for those who may block one. */
RS_MUST_USE rs_err deeds_begin(deeds *self, const session *page, const rs_deed_begin_args *args,
                               rs_deed_job *out, rs_error *error);
/* NULL, false: this administrator has none of that number. */
job *deeds_find(const deeds *self, int64_t admin, int64_t id);
/* No more are begun; it has ended when those under way are answered. One that has ended goes. */
bool deeds_end(deeds *self, int64_t admin, int64_t id);
/* Newest first, at most DEED_OWN_MAX. */
size_t deeds_list(const deeds *self, int64_t admin, rs_deed_job *out);
/* From time to time: what ended long ago goes. */
void deeds_keep(deeds *self);

#endif
