#include "shared/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 8192, FRESH_MIN = 1 << 20 };

typedef struct block block;
struct block {
    block *next;
    size_t size;
    size_t used;
    bool fresh; /* zeroed; no page of it is touched before it is used */
    _Alignas(max_align_t) uint8_t data[];
};

struct arena {
    block *head; /* the one given from; the first block is the last of the list */
};

static block *block_open(size_t size, block *next)
{
    bool fresh = size >= FRESH_MIN;
    block *self = fresh ? calloc(1, sizeof *self + size) : malloc(sizeof *self + size);
    RS_ASSERT(self);
    self->fresh = fresh;
    self->next = next;
    self->size = size;
    self->used = 0;
    return self;
}

arena *arena_open(void)
{
    arena *self = malloc(sizeof *self);
    RS_ASSERT(self);
    self->head = block_open(BLOCK_MIN, NULL);
    return self;
}

void arena_reset(arena *self)
{
    while (self->head->next) {
        block *next = self->head->next;
        free(self->head);
        self->head = next;
    }
    self->head->used = 0;
}

void arena_close(arena **self_p)
{
    if (!*self_p)
        return;
    arena_reset(*self_p);
    free((*self_p)->head);
    free(*self_p);
    *self_p = NULL;
}

static void *take(arena *self, size_t size)
{
    size_t align = _Alignof(max_align_t);
    RS_ASSERT(size <= SIZE_MAX - align);
    size_t want = (size + align - 1) / align * align;
    if (self->head->size - self->head->used < want) {
        size_t grown = 2 * self->head->size;
        self->head = block_open(grown > want ? grown : want, self->head);
    }
    void *taken = self->head->data + self->head->used;
    self->head->used += want;
    return taken;
}

void *arena_give(arena *self, size_t size)
{
    void *given = take(self, size);
    return self->head->fresh ? given : memset(given, 0, size); /* of a fresh one nothing was used */
}

char *arena_copy(arena *self, const void *data, size_t size)
{
    RS_ASSERT(size < SIZE_MAX);
    char *copy = take(self, size + 1);
    if (size)
        memcpy(copy, data, size);
    copy[size] = '\0';
    return copy;
}

char *arena_print(arena *self, const char *format, ...)
{
    va_list args;
    va_list again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    RS_ASSERT(size >= 0);
    char *text = arena_give(self, (size_t)size + 1);
    vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    return text;
}
