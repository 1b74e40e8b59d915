/* fair - what waits for many chats: in order within each, in turn among them, bounded in all.
 *
 * A chat that is slow, or told to wait, keeps only itself: its items stay where they are while the
 * others go on. Every item bears a number; fair_numbers lists those not done yet, so that whoever
 * reads a log into this queue can say how far it has come, but for some.
 *
 * Pure: no sockets, no clock. `drop` (see fair_open) is given every item that leaves the queue. */
#ifndef RS_FAIR_H
#define RS_FAIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct fair fair;

/* At most `waiting` items in all, of which those of `flying` chats are under way at once. */
fair *fair_open(size_t waiting, size_t flying, void (*drop)(void *item));
void fair_close(fair **self_p);

size_t fair_room(const fair *self); /* how many more it takes */
bool fair_holds(const fair *self, int64_t number);
/* There must be room. */
void fair_add(fair *self, int64_t chat, int64_t number, void *item);

/* The head of the chat whose turn it is; it is under way until one of the calls below. NULL: none
 * may go now. */
void *fair_take(fair *self);
/* The n-th item of a chat, the head being the 0th; NULL: there are not so many. */
void *fair_peek(const fair *self, int64_t chat, size_t n);
/* The first `count` items of a chat that is under way are done. */
void fair_done(fair *self, int64_t chat, size_t count);
/* A chat that is under way stops, and lets others go, until fair_resume. */
void fair_pause(fair *self, int64_t chat);
void fair_resume(fair *self, int64_t chat);
/* Drops whatever is not under way. */
void fair_clear(fair *self);

/* Numbers of what is not done, rising. `out` has room for all that fit. */
size_t fair_numbers(const fair *self, int64_t *out);

#endif
