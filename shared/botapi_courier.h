/* botapi_courier - sends a list of calls, in order, and says once what became of all of them.
 *
 * Each call that names a chat goes through the outbox, where order within a chat is kept; so a list
 * is for one chat, with at most answers to button presses besides.
 *
 * Ownership: courier_open gives, courier_close takes and nulls; lists under way then end without a
 * callback. Close it before the botapi. */
#ifndef RS_BOTAPI_COURIER_H
#define RS_BOTAPI_COURIER_H

#include "shared/botapi.h"

typedef struct courier courier;

enum { COURIER_ALBUM_MAX = 10 };

typedef struct {
    botapi_outcome outcome;  /* of the first call that was not done, or BOTAPI_DONE */
    const char *description; /* of that call */
    int64_t message;         /* id of the last message that was sent; 0: none */
    int64_t migrate_to;      /* with BOTAPI_MOVED */
    /* Of a call that sent an album: the ids of its messages, in order. */
    int64_t album[COURIER_ALBUM_MAX];
    size_t album_count;
} courier_result;

typedef void courier_fn(void *arg, const courier_result *result);

courier *courier_open(botapi *api);
void courier_close(courier **self_p);

typedef enum {
    COURIER_ONCE = 0,
    COURIER_REPEAT = 1, /* a second copy of a message is better than none */
    COURIER_BULK = 2    /* besides: what people wait for may pass */
} courier_care;

/* Takes the list, which is not empty; none of it is sent if not all of it may wait for the chat
 * (BOTAPI_FULL). fn may be NULL; it is called later, from the loop. */
void courier_send(courier *self, json_t *list, courier_care care, courier_fn *fn, void *arg);

#endif
