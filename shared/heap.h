/* heap - what is due next: a queue of moments, soonest first.
 *
 * An item is embedded in whatever it is about and belongs to it; the heap only points. A zeroed
 * item is in no heap. Adding, moving and removing cost the logarithm of the count. */
#ifndef RS_HEAP_H
#define RS_HEAP_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    int64_t at;   /* read only; heap_put sets it */
    size_t place; /* 1 ..; 0: in no heap */
} heap_item;

typedef struct {
    heap_item **items;
    size_t count;
    size_t room;
} heap;

void heap_put(heap *self, heap_item *item, int64_t at); /* adds, or moves to another moment */
void heap_remove(heap *self, heap_item *item);          /* nothing if it is in none */
heap_item *heap_first(const heap *self);                /* NULL: empty */
void heap_free(heap *self);

/* The struct that an item is embedded in. */
#define HEAP_OWNER(item, type, member) ((type *)(void *)((char *)(item)-offsetof(type, member)))

#endif
