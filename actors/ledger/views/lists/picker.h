/* picker - a page of the sorted whole, without sorting the whole.
 *
 * Everything is offered once; what is not among the first `last` so far is turned away by one
 * comparison, and the rest gathers until there is twice too much and half is thrown out
 * (quickselect). Work grows with what is offered, not with how it is ordered; memory with how far
 * back the page is. */
#ifndef RS_LISTS_PICKER_H
#define RS_LISTS_PICKER_H

#include "actors/ledger/views/lists/columns.h"

typedef struct {
    int64_t key;
    uint32_t id;
} pick;

typedef struct {
    const names *names;
    column_text_fn *text; /* decides between equal keys; may be NULL */
    bool down;
    size_t last; /* rows of interest: the first so many */
    pick *picks;
    size_t count, room;
    bool full; /* `worst` is the last of those kept */
    pick worst;
} picker;

/* `most`: how many will be offered at most. */
void picker_open(picker *self, const column *by, const names *texts, bool down, size_t last,
                 size_t most);
void picker_close(picker *self);

/* Rows first, first + 1 ...: those with keep[n] != 0. */
void picker_offer(picker *self, size_t first, size_t count, const int64_t *keys,
                  const uint8_t *keep);

/* In order: the rows from `offset` on, as far as there are and `last` reaches. */
size_t picker_take(picker *self, size_t offset, const pick **out);

#endif
