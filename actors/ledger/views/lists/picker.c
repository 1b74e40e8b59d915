#include "actors/ledger/views/lists/picker.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM_LEAST = 4096, SMALL = 16 };

void picker_open(picker *self, const column *by, const names *texts, bool down, size_t last,
                 size_t most)
{
    last = last < most ? last : most;
    *self = (picker){.names = texts, .text = by->text, .down = down, .last = last};
    self->room = 2 * last + ROOM_LEAST;
    self->picks = malloc(self->room * sizeof *self->picks);
    RS_ASSERT(self->picks);
}

void picker_close(picker *self)
{
    free(self->picks);
    self->picks = NULL;
}

/* ------------------------------------------------------------------------- order */

/* Keys are stored so that the least comes first, also when the greatest is wanted. */
static int64_t stored(const picker *self, int64_t key)
{
    return self->down ? ~key : key;
}

static bool comes_before(const picker *self, const pick *a, const pick *b)
{
    if (a->key != b->key)
        return a->key < b->key;
    int order = 0;
    if (self->text && a->key != stored(self, 0))
        order = strcmp(self->text(self->names, a->id), self->text(self->names, b->id));
    if (order == 0)
        order = (a->id > b->id) - (a->id < b->id);
    return self->down ? order > 0 : order < 0;
}

static void swap(pick *a, pick *b)
{
    pick kept = *a;
    *a = *b;
    *b = kept;
}

static void sort_small(const picker *self, pick *at, size_t count)
{
    for (size_t n = 1; n < count; n++)
        for (size_t m = n; m > 0 && comes_before(self, &at[m], &at[m - 1]); m--)
            swap(&at[m], &at[m - 1]);
}

/* Splits into those not behind the pivot and those not before it; both parts are shorter. */
static size_t split(const picker *self, pick *at, size_t count)
{
    pick *middle = &at[count / 2];
    if (comes_before(self, middle, &at[0]))
        swap(middle, &at[0]);
    if (comes_before(self, &at[count - 1], &at[0]))
        swap(&at[count - 1], &at[0]);
    if (comes_before(self, &at[count - 1], middle))
        swap(&at[count - 1], middle);
    pick pivot = *middle;
    size_t low = 0;
    size_t high = count - 1;
    for (;;) {
        while (comes_before(self, &at[low], &pivot))
            low++;
        while (comes_before(self, &pivot, &at[high]))
            high--;
        if (low >= high)
            return high + 1;
        swap(&at[low++], &at[high--]);
    }
}

/* The first `wanted` to the front, in any order. */
static void select_first(const picker *self, pick *at, size_t count, size_t wanted)
{
    while (count > SMALL && wanted > 0 && wanted < count) {
        size_t left = split(self, at, count);
        if (wanted <= left) {
            count = left;
        } else {
            at += left;
            count -= left;
            wanted -= left;
        }
    }
    if (count <= SMALL)
        sort_small(self, at, count);
}

static void sort_all(const picker *self, pick *at, size_t count)
{
    while (count > SMALL) { /* the shorter part by itself: the stack stays flat */
        size_t left = split(self, at, count);
        bool left_shorter = left <= count - left;
        sort_all(self, left_shorter ? at : at + left, left_shorter ? left : count - left);
        at = left_shorter ? at + left : at;
        count = left_shorter ? count - left : left;
    }
    sort_small(self, at, count);
}

/* ------------------------------------------------------------------------- picking */

static void throw_out(picker *self)
{
    select_first(self, self->picks, self->count, self->last);
    self->count = self->last;
    self->full = true;
    self->worst = self->picks[0];
    for (size_t n = 1; n < self->count; n++)
        if (comes_before(self, &self->worst, &self->picks[n]))
            self->worst = self->picks[n];
}

void picker_offer(picker *self, size_t first, size_t count, const int64_t *keys,
                  const uint8_t *keep)
{
    if (self->last == 0)
        return;
    for (size_t n = 0; n < count; n++) {
        pick one = {stored(self, keys[n]), (uint32_t)(first + n)};
        if (!keep[n] || (self->full && one.key > self->worst.key) ||
            (self->full && !comes_before(self, &one, &self->worst)))
            continue;
        if (self->count == self->room)
            throw_out(self);
        self->picks[self->count++] = one;
    }
}

size_t picker_take(picker *self, size_t offset, const pick **out)
{
    *out = NULL;
    if (self->count > self->last)
        throw_out(self);
    if (self->count <= offset)
        return 0;
    *out = self->picks + offset;
    select_first(self, self->picks, self->count, offset);
    sort_all(self, self->picks + offset, self->count - offset);
    return self->count - offset;
}
