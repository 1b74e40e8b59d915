#include "shared/heap.h"

#include <stdlib.h>

#include "shared/err.h"

static void set(heap *self, size_t place, heap_item *item)
{
    self->items[place - 1] = item;
    item->place = place;
}

static void rise(heap *self, heap_item *item)
{
    size_t place = item->place;
    for (; place > 1 && self->items[place / 2 - 1]->at > item->at; place /= 2)
        set(self, place, self->items[place / 2 - 1]);
    set(self, place, item);
}

static void sink(heap *self, heap_item *item)
{
    size_t place = item->place;
    for (size_t child; (child = 2 * place) <= self->count; place = child) {
        if (child < self->count && self->items[child]->at < self->items[child - 1]->at)
            child++;
        if (self->items[child - 1]->at >= item->at)
            break;
        set(self, place, self->items[child - 1]);
    }
    set(self, place, item);
}

void heap_put(heap *self, heap_item *item, int64_t at)
{
    if (!item->place) {
        if (self->count == self->room) {
            self->room = self->room ? 2 * self->room : 64;
            self->items = realloc(self->items, self->room * sizeof(heap_item *));
            RS_ASSERT(self->items);
        }
        item->place = ++self->count;
        self->items[self->count - 1] = item;
    }
    item->at = at;
    rise(self, item);
    sink(self, item);
}

void heap_remove(heap *self, heap_item *item)
{
    if (!item->place)
        return;
    heap_item *last = self->items[--self->count];
    if (last != item) {
        last->place = item->place;
        self->items[last->place - 1] = last;
        rise(self, last);
        sink(self, last);
    }
    item->place = 0;
}

heap_item *heap_first(const heap *self)
{
    return self->count ? self->items[0] : NULL;
}

void heap_free(heap *self)
{
    free(self->items);
    *self = (heap){0};
}
