#include "shared/fair.h"

#include <stdlib.h>

#include "shared/err.h"
#include "shared/ring.h"

typedef struct entry entry;
struct entry {
    entry *next;
    int64_t number;
    void *item;
};

typedef enum { CHAT_IDLE, CHAT_FLYING, CHAT_PAUSED } chat_state;

typedef struct {
    ring in; /* whose turn it is: the one at the far end */
    int64_t id;
    chat_state state;
    entry *head, *tail;
} chat;

struct fair {
    ring chats;
    size_t waiting, waiting_max;
    size_t flying, flying_max;
    void (*drop)(void *item);
};

fair *fair_open(size_t waiting, size_t flying, void (*drop)(void *item))
{
    fair *self = calloc(1, sizeof *self);

    RS_ASSERT(self && waiting && flying);
    ring_open(&self->chats);
    self->waiting_max = waiting;
    self->flying_max = flying;
    self->drop = drop;
    return self;
}

static chat *at(ring *item)
{
    return (chat *)(void *)item;
}

static void drop_head(fair *self, chat *one)
{
    entry *head = one->head;

    one->head = head->next;
    if (!one->head)
        one->tail = NULL;
    self->waiting--;
    if (self->drop)
        self->drop(head->item);
    free(head);
}

static void close_if_empty(chat *one)
{
    if (one->head)
        return;
    ring_leave(&one->in);
    free(one);
}

void fair_close(fair **self_p)
{
    fair *self = *self_p;

    if (!self)
        return;
    for (chat *one; (one = ring_pop(&self->chats));) {
        while (one->head)
            drop_head(self, one);
        free(one);
    }
    free(self);
    *self_p = NULL;
}

size_t fair_room(const fair *self)
{
    return self->waiting_max - self->waiting;
}

static chat *find(const fair *self, int64_t id)
{
    for (ring *item = self->chats.next; item != &self->chats; item = item->next)
        if (at(item)->id == id)
            return at(item);
    return NULL;
}

bool fair_holds(const fair *self, int64_t number)
{
    for (ring *item = self->chats.next; item != &self->chats; item = item->next)
        for (const entry *one = at(item)->head; one; one = one->next)
            if (one->number == number)
                return true;
    return false;
}

void fair_add(fair *self, int64_t chat_id, int64_t number, void *item)
{
    chat *one = find(self, chat_id);
    entry *last = calloc(1, sizeof *last);

    RS_ASSERT(last && fair_room(self));
    *last = (entry){.number = number, .item = item};
    if (!one) {
        one = calloc(1, sizeof *one);
        RS_ASSERT(one);
        one->id = chat_id;
        ring_add(&self->chats, &one->in);
    }
    if (one->tail)
        one->tail->next = last;
    else
        one->head = last;
    one->tail = last;
    self->waiting++;
}

void *fair_take(fair *self)
{
    if (self->flying >= self->flying_max)
        return NULL;
    for (ring *item = self->chats.prev; item != &self->chats; item = item->prev) {
        chat *one = at(item);
        if (one->state != CHAT_IDLE)
            continue;
        one->state = CHAT_FLYING;
        self->flying++;
        return one->head->item;
    }
    return NULL;
}

void *fair_peek(const fair *self, int64_t chat_id, size_t n)
{
    const chat *one = find(self, chat_id);
    const entry *item = one ? one->head : NULL;

    while (item && n--)
        item = item->next;
    return item ? item->item : NULL;
}

/* Not under way any more, and the last in turn. */
static chat *land(fair *self, int64_t chat_id, chat_state now)
{
    chat *one = find(self, chat_id);

    RS_ASSERT(one && one->state == CHAT_FLYING);
    one->state = now;
    self->flying--;
    ring_leave(&one->in);
    ring_add(&self->chats, &one->in);
    return one;
}

void fair_done(fair *self, int64_t chat_id, size_t count)
{
    chat *one = land(self, chat_id, CHAT_IDLE);

    while (count--) {
        RS_ASSERT(one->head);
        drop_head(self, one);
    }
    close_if_empty(one);
}

void fair_pause(fair *self, int64_t chat_id)
{
    land(self, chat_id, CHAT_PAUSED);
}

void fair_resume(fair *self, int64_t chat_id)
{
    chat *one = find(self, chat_id);

    if (one && one->state == CHAT_PAUSED)
        one->state = CHAT_IDLE;
}

static void clear_behind(fair *self, chat *one)
{
    if (one->state != CHAT_FLYING) {
        while (one->head)
            drop_head(self, one);
        return;
    }
    while (one->head->next) {
        entry *next = one->head->next;
        one->head->next = next->next;
        self->waiting--;
        if (self->drop)
            self->drop(next->item);
        free(next);
    }
    one->tail = one->head;
}

void fair_clear(fair *self)
{
    for (ring *item = self->chats.next, *next; item != &self->chats; item = next) {
        next = item->next;
        clear_behind(self, at(item));
        close_if_empty(at(item));
    }
}

static int compare(const void *a, const void *b)
{
    int64_t one = *(const int64_t *)a;
    int64_t other = *(const int64_t *)b;

    return (one > other) - (one < other);
}

size_t fair_numbers(const fair *self, int64_t *out)
{
    size_t count = 0;

    for (ring *item = self->chats.next; item != &self->chats; item = item->next)
        for (const entry *one = at(item)->head; one; one = one->next)
            out[count++] = one->number;
    qsort(out, count, sizeof *out, compare);
    return count;
}
