/* ring - a list that runs through its items, so that each can leave it without a search.
 *
 *     struct visit { ring in; ... };          the ring is the first member
 *     ring visits; ring_open(&visits);
 *     ring_add(&visits, &one->in);            newest first
 *     ring_leave(&one->in);                   also when it has left already
 *     for (visit *one; (one = ring_pop(&visits));) ...
 */
#ifndef RS_RING_H
#define RS_RING_H

#include <stddef.h>

typedef struct ring ring;
struct ring {
    ring *next, *prev;
};

static inline void ring_open(ring *head)
{
    head->next = head->prev = head;
}

static inline void ring_add(ring *head, ring *item)
{
    item->next = head->next;
    item->prev = head;
    head->next->prev = item;
    head->next = item;
}

static inline void ring_leave(ring *item)
{
    item->prev->next = item->next;
    item->next->prev = item->prev;
    item->next = item->prev = item;
}

/* The newest item, out of the list; NULL: none. */
static inline void *ring_pop(ring *head)
{
    ring *item = head->next;

    if (item == head)
        return NULL;
    head->next = item->next;
    item->next->prev = head;
    item->next = item->prev = item;
    return item;
}

#endif
