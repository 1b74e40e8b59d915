/* presence - who looks at which payout request now. Each page says so while it shows one; a page
 * that has said nothing for PRESENCE_FORGET_MS is not looking any more. Nothing here is kept. */
#ifndef GATEWAY_PRESENCE_H
#define GATEWAY_PRESENCE_H

#include <stddef.h>

#include "actors/gateway/ops.h"

enum { PRESENCE_REPEAT_MS = 20000, PRESENCE_FORGET_MS = 45000, PRESENCE_SHOWN_MAX = 32 };

typedef struct presence presence;

/* `changed` is called whenever the administrators who look at a payout are others than before. */
typedef void presence_fn(void *arg, int64_t payout);

presence *presence_open(presence_fn *changed, void *arg);
void presence_close(presence **self_p);

/* The page (any pointer that tells it from others) shows `payout`, or with 0 none. */
void presence_set(presence *self, const void *page, const rs_me *who, int64_t payout, int64_t now);
void presence_expire(presence *self, int64_t now);

/* Each administrator once, whatever the number of their pages, first come first. Returns how many.
 */
size_t presence_viewers(const presence *self, int64_t payout, rs_viewer out[PRESENCE_SHOWN_MAX]);
/* Every payout that somebody looks at: `fn` for each, once. */
void presence_each(const presence *self, presence_fn *fn, void *arg);

#endif
